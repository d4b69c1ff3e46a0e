"""What happens to a listing after it appeared. Every state lasts long enough to be seen.

A market is visited every so often, and what nobody saw did not happen: so that the outcome does
not depend on who looks when, a state lasts at least `SHORTEST_STATE` of the run (on Mercari, where
many searches wait for their turn, `SHORTEST_ON_MERCARI`), and the last one begins before its end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random
from typing import assert_never

from maneki.model.listing import Listing, ListingStatus, ListingType
from maneki.model.money import Money

SHORTEST_STATE = 0.12
SHORTEST_ON_MERCARI = 0.25
LAST_CHANGE = 0.94
_HUNDRED = 100
"""Yen, or cents and pence: what asking prices are whole multiples of."""


class HappeningKind(StrEnum):
    PRICE = "price"
    BUMP = "bump"
    """It comes to the top again; nothing else changes."""
    SOLD = "sold"
    RELIST = "relist"
    """It goes, and comes back under a new id."""
    BACK = "back"
    """It was sold or reserved, and can be had again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """`at` is a share of the run; `listing` is what there is to see from then on."""

    kind: HappeningKind
    at: float
    listing: Listing


class Story(StrEnum):
    NOTHING = "nothing"
    DROP = "drop"
    SMALL_DROP = "small_drop"
    """Too small to be told, but it may bring the listing into somebody's range."""
    UP = "up"
    UP_AND_DOWN = "up_and_down"
    """Around one price: only the first time down is told."""
    BUMP = "bump"
    SOLD_BEFORE = "sold_before"
    SOLD_AFTER = "sold_after"
    RELIST = "relist"
    SOLD_AND_BACK = "sold_and_back"


_STORIES: Mapping[Story, int] = {
    Story.NOTHING: 63,
    Story.DROP: 11,
    Story.SMALL_DROP: 3,
    Story.UP: 2,
    Story.UP_AND_DOWN: 3,
    Story.BUMP: 6,
    Story.SOLD_BEFORE: 2,
    Story.SOLD_AFTER: 3,
    Story.RELIST: 3,
    Story.SOLD_AND_BACK: 4,
}
_ABOUT_PRICES = frozenset({Story.DROP, Story.SMALL_DROP, Story.UP, Story.UP_AND_DOWN})
_DROPS = (0.6, 0.7, 0.75, 0.8, 0.85, 0.9)


def choose_story(random: Random, listing: Listing, *, is_pushed: bool) -> Story:
    """A story that can happen to this listing: no price changes without a fixed price.

    Only a source that pushes can say that something sold is back.
    """
    story = random.choices(list(_STORIES), list(_STORIES.values()))[0]
    if story in _ABOUT_PRICES and not _has_fixed_price(listing):
        return Story.NOTHING
    if story is Story.SOLD_AND_BACK and not is_pushed:
        return Story.SOLD_AFTER
    return story


def _has_fixed_price(listing: Listing) -> bool:
    is_auction = listing.listing_type in {ListingType.AUCTION, ListingType.AUCTION_BUY_NOW}
    return listing.price is not None and not is_auction


def first_state(story: Story, listing: Listing) -> Listing:
    """What there is to see when it appears."""
    if story is Story.SOLD_BEFORE:
        return replace(listing, status=ListingStatus.SOLD)
    return listing


@dataclass(frozen=True, slots=True)
class Step:
    """A happening that has no time yet."""

    kind: HappeningKind
    listing: Listing


def steps_of(
    story: Story, listing: Listing, *, random: Random, renamed: Callable[[Listing], Listing]
) -> tuple[Step, ...]:
    """What happens, in order. `renamed` gives a listing the new id of its next life."""
    match story:
        case Story.NOTHING | Story.SOLD_BEFORE:
            return ()
        case Story.BUMP:
            return (Step(HappeningKind.BUMP, listing),)
        case Story.RELIST:
            return (Step(HappeningKind.RELIST, renamed(listing)),)
        case Story.SOLD_AFTER:
            return (Step(HappeningKind.SOLD, _sold(listing)),)
        case Story.SOLD_AND_BACK:
            gone, back = _sold(listing), listing
            return Step(HappeningKind.SOLD, gone), Step(HappeningKind.BACK, back)
        case Story.DROP | Story.SMALL_DROP | Story.UP | Story.UP_AND_DOWN:
            return _new_prices(listing, _factors(story, low=random.choice(_DROPS)))
        case _:
            assert_never(story)


def _factors(story: Story, *, low: float) -> tuple[float, ...]:
    """The prices that follow, each a multiple of the first."""
    follow: Mapping[Story, tuple[float, ...]] = {
        Story.DROP: (low,),
        Story.SMALL_DROP: (0.97,),
        Story.UP: (1.2,),
        Story.UP_AND_DOWN: (low, 1.0, low),
    }
    return follow[story]


def _new_prices(listing: Listing, factors: tuple[float, ...]) -> tuple[Step, ...]:
    first = listing.price
    if first is None:
        return ()
    prices = (rounded(first.amount * factor, first.currency) for factor in factors)
    return tuple(Step(HappeningKind.PRICE, replace(listing, price=price)) for price in prices)


def _sold(listing: Listing) -> Listing:
    return replace(listing, status=ListingStatus.SOLD)


def rounded(amount: float, currency: str) -> Money:
    """A price as people ask it: whole hundreds of yen, whole dollars; never nothing."""
    return Money(max(1, round(amount / _HUNDRED)) * _HUNDRED, currency)


def times_for(steps: int, *, shortest: float, random: Random) -> tuple[float, tuple[float, ...]]:
    """When it appears, and when each step happens, as shares of the run, `shortest` apart."""
    appears_at = random.uniform(0.0, LAST_CHANGE - steps * shortest)
    spare = (LAST_CHANGE - appears_at) / steps - shortest if steps else 0.0
    times = []
    at = appears_at
    for _ in range(steps):
        at += shortest + random.uniform(0.0, spare)
        times.append(at)
    return appears_at, tuple(times)
