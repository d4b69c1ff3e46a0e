"""What is listed where, when it appears, and what happens to it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from maneki.model.listing import Listing
from maneki.simulator.world.goods import GoodsMaker
from maneki.simulator.world.happenings import (
    SHORTEST_ON_MERCARI,
    SHORTEST_STATE,
    Happening,
    choose_story,
    first_state,
    steps_of,
    times_for,
)
from maneki.simulator.world.vocabulary import Place, Vocabulary, load_vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedListing:
    """A listing that will appear, and its later life.

    `where` is `feed:NAME`, `mercari_jp` or `push:SOURCE`. `appears_at` and the times of the
    happenings are shares of the run, from 0 to 1. Its `listed_at` and `updated_at` are None: the
    place, or whoever pushes it, sets them when the time has come.
    """

    where: str
    listing: Listing
    appears_at: float
    happenings: tuple[Happening, ...] = ()


def make_listings(
    seed: int, count: int, *, opens_at: datetime | None = None
) -> tuple[PlannedListing, ...]:
    """`count` listings by the time they appear. Equal arguments give equal worlds.

    Auctions end one to six days after `opens_at`, which is when the run begins; without it they
    do not say when. A relisting is not counted. Raises `ValueError` for a negative count.
    """
    if count < 0:
        raise ValueError(f"There cannot be {count} listings.")
    random, vocabulary = Random(f"listings:{seed}"), load_vocabulary()
    maker = GoodsMaker(random, vocabulary, opens_at=opens_at)
    planned = [_plan(maker, place, random) for place in _places(vocabulary, count, random)]
    return tuple(sorted(planned, key=lambda one: one.appears_at))


def _places(vocabulary: Vocabulary, count: int, random: Random) -> list[Place]:
    """A place for each listing, in the planned shares, shuffled."""
    wheel = [place for place in vocabulary.places for _ in range(place.share)]
    random.shuffle(wheel)
    return [wheel[number % len(wheel)] for number in range(count)]


def _plan(maker: GoodsMaker, place: Place, random: Random) -> PlannedListing:
    listing = maker.listing(place)
    story = choose_story(random, listing, is_pushed=place.where.startswith("push:"))
    steps = steps_of(story, listing, random=random, renamed=lambda old: maker.renamed(place, old))
    shortest = SHORTEST_ON_MERCARI if place.where == "mercari_jp" else SHORTEST_STATE
    appears_at, times = times_for(len(steps), shortest=shortest, random=random)
    return PlannedListing(
        where=place.where,
        listing=first_state(story, listing),
        appears_at=appears_at,
        happenings=tuple(
            Happening(kind=step.kind, at=at, listing=step.listing)
            for step, at in zip(steps, times, strict=True)
        ),
    )
