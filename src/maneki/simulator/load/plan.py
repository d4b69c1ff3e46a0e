"""A load test on paper: who asks for what, what is listed when, and who is to hear of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from maneki.matching.brands import BrandDictionary
from maneki.model.event import EventKind
from maneki.model.listing import Listing
from maneki.simulator.load.arrivals import arrivals
from maneki.simulator.load.goods import Good, hot_thing, judged, make_goods
from maneki.simulator.load.seats import PER_PLACE, Seat, make_seats, own_channels, rooms_of
from maneki.simulator.load.wishes import hot_wishes, make_wishes
from maneki.simulator.world.due import DueAlert
from maneki.simulator.world.filters import PlannedFilter

PACE = 45.0
"""Requests a second that Maneki allows itself, as the program comes."""
BURST = 45
"""Up to a load of 1 no more destinations than that are concerned within a second."""
HEAVIEST_IN_PACE = 1.0
LEAST_GOODS, MOST_GOODS = 60, 400
OTHERS_PER_ALERT = 4
"""Beside a hot listing there are so many other members for each alert a second of theirs."""
HOT_AFTER = 0.25
"""After this share of the run the hot listing comes."""
ALONE_S = 4.0
"""How long a run takes with nothing beside the hot listing."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A listing that is pushed `at` so many seconds, and who is to hear of it."""

    at: float
    good: Good
    external_id: str

    @property
    def listing(self) -> Listing:
        return replace(
            self.good.listing,
            external_id=self.external_id,
            url=f"https://load.example/items/{self.external_id}",
        )

    def due(self) -> Iterator[DueAlert]:
        for member, names in self.good.audience.items():
            yield DueAlert(
                member=member,
                market=self.good.listing.market,
                external_id=self.external_id,
                kind=EventKind.NEW,
                filters=names,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPlan:
    """`offered` is how many alerts a second are due; `hot` the id of the hot listing."""

    seats: tuple[Seat, ...]
    filters: tuple[PlannedFilter, ...]
    arrivals: tuple[Arrival, ...]
    seconds: float
    offered: float
    hot: str | None = None

    @property
    def due(self) -> frozenset[DueAlert]:
        return frozenset(alert for one in self.arrivals for alert in one.due())

    @property
    def matches(self) -> int:
        """Filter and listing pairs: an alert of two filters is two matches."""
        audiences = (one.good.audience.values() for one in self.arrivals)
        return sum(len(names) for audience in audiences for names in audience)

    @property
    def pace(self) -> float:
        """Messages a second that our own pace and all channels together allow."""
        return pace_of(self.seats)


def pace_of(seats: Sequence[Seat]) -> float:
    return min(PACE, rooms_of(seats) * PER_PLACE)


def plan_feed(*, seed: int, members: int, seconds: float, load: float) -> LoadPlan:
    """A feed that makes so much load: alerts due per second ÷ pace."""
    seats, filters = make_seats(members), make_wishes(seed, members)
    offered = load * pace_of(seats)
    most = BURST if load <= HEAVIEST_IN_PACE else None
    feed = _feed(seed, seats, filters, seconds=seconds, offered=offered, most_at_once=most)
    return LoadPlan(
        seats=seats, filters=filters, arrivals=tuple(feed), seconds=seconds, offered=offered
    )


def plan_hot(*, seed: int, members: int, seconds: float, beside: float) -> LoadPlan:
    """One listing for all `members`; with other members' alerts, `beside` of them a second."""
    others = round(beside * OTHERS_PER_ALERT)
    seconds = seconds if others else ALONE_S
    seats = own_channels(members + others)
    wanting = hot_wishes(members)
    filters = make_wishes(seed, others, first=members)
    good = next(judged([hot_thing()], wanting, dictionary=BrandDictionary.load()))
    hot = Arrival(seconds * HOT_AFTER, good, "hot")
    feed = (
        _feed(seed, seats, filters, seconds=seconds, offered=beside, most_at_once=BURST)
        if others
        else []
    )
    return LoadPlan(
        seats=seats,
        filters=wanting + filters,
        arrivals=tuple(sorted([hot, *feed], key=lambda one: one.at)),
        seconds=seconds,
        offered=beside,
        hot=hot.external_id,
    )


def _feed(
    seed: int,
    seats: Sequence[Seat],
    filters: Sequence[PlannedFilter],
    *,
    seconds: float,
    offered: float,
    most_at_once: int | None,
) -> list[Arrival]:
    goods = make_goods(
        filters,
        seed=seed,
        count=max(LEAST_GOODS, min(MOST_GOODS, len(seats))),
        dictionary=BrandDictionary.load(),
    )
    random = Random(f"feed:{seed}")
    room = {seat.member: seat.room for seat in seats}
    chosen = _enough(random, goods, room, alerts=offered * seconds, most_at_once=most_at_once)
    sizes = [_destinations(one, room) for one in chosen]
    times = arrivals(sizes, seconds=seconds, random=random, most_at_once=most_at_once)
    return [
        Arrival(at, good, f"load-{number:06}")
        for number, (at, good) in enumerate(zip(times, chosen, strict=True))
    ]


def _enough(
    random: Random,
    goods: Sequence[Good],
    room: dict[int, int],
    *,
    alerts: float,
    most_at_once: int | None,
) -> list[Good]:
    """Things at random until as many alerts are due because of them."""
    most = len(room) if most_at_once is None else most_at_once
    possible = [good for good in goods if _destinations(good, room) <= most]
    if not any(good.audience for good in possible):
        raise ValueError("Nobody is to hear of anything.")
    chosen: list[Good] = []
    due = 0
    while due < alerts:
        chosen.append(random.choice(possible))
        due += len(chosen[-1].audience)
    return chosen


def _destinations(good: Good, room: dict[int, int]) -> int:
    return len({room[member] for member in good.audience})
