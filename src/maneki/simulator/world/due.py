"""Who is to hear of what: worked out with the plain matcher, filter by filter.

This is the other way to the answer. Maneki finds matches with an index, reads a database and is
restarted, delayed and refused meanwhile; here is only what was planned, the pure rules of what
counts as an event, and `Matcher.judge`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from maneki.alerts.decide import change_of
from maneki.markets.mercari_jp.request import queries_for
from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.matching.price import DROP_PERCENT, price_now
from maneki.model.event import EventKind, ListingEvent, PriceDrop
from maneki.model.filter import Filter
from maneki.model.ids import EventId, FilterId, ListingId
from maneki.model.listing import KnownListing, Listing
from maneki.model.money import Rates
from maneki.simulator.markets.shelf import MERCARI_JP, plain
from maneki.simulator.world.filters import PlannedFilter
from maneki.simulator.world.listings import PlannedListing

_OPENING = datetime(2026, 1, 1, tzinfo=UTC)
"""Events need a time; here a second stands for the whole run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAlert:
    """One alert that one member must get once, naming exactly these filters.

    A listing is known by its market and its external id there. No listing has two events of one
    kind for one member, so all but `filters` tells alerts apart.
    """

    member: int
    market: str
    external_id: str
    kind: EventKind
    filters: frozenset[str]


def events_of(
    listings: Iterable[PlannedListing], *, drop_percent: Decimal = DROP_PERCENT
) -> tuple[ListingEvent, ...]:
    """What happens to listings whose every state is seen, in the order of time, without rates."""
    timed = [
        (at, kind, seen, drop)
        for planned in listings
        for at, kind, seen, drop in _life(planned, drop_percent)
    ]
    timed.sort(key=lambda one: one[0])
    return tuple(
        ListingEvent(
            id=EventId(number),
            kind=kind,
            listing_id=_key(seen),
            listing=seen,
            at=_OPENING + timedelta(seconds=at),
            fetched_at=_OPENING + timedelta(seconds=at),
            drop=drop,
        )
        for number, (at, kind, seen, drop) in enumerate(timed, start=1)
    )


def _life(
    planned: PlannedListing, drop_percent: Decimal
) -> Iterator[tuple[float, EventKind, Listing, PriceDrop | None]]:
    """The events of one listing and, under their new ids, of its relistings."""
    known: dict[str, KnownListing] = {}
    states = [(planned.appears_at, planned.listing)]
    states += [(one.at, one.listing) for one in planned.happenings]
    for at, seen in states:
        before = known.get(seen.external_id)
        if before is None:
            known[seen.external_id] = _first_seen(seen)
            if seen.is_available:
                yield at, EventKind.NEW, seen, None
            continue
        change = change_of(
            before, seen, search_id=None, is_baseline=False, drop_percent=drop_percent
        )
        known[seen.external_id] = change.known
        if change.event is not None:
            yield at, change.event, seen, change.drop


def _first_seen(listing: Listing) -> KnownListing:
    price = price_now(listing)
    return KnownListing(
        id=_key(listing),
        external_id=listing.external_id,
        status=listing.status,
        price=price,
        announced=price,
        lowest=price,
    )


def _key(listing: Listing) -> ListingId:
    return ListingId(f"{listing.market}:{listing.external_id}")


def due_alerts(
    filters: Sequence[PlannedFilter],
    events: Iterable[ListingEvent],
    *,
    dictionary: BrandDictionary,
    rates: Rates | None,
    drop_percent: Decimal = DROP_PERCENT,
) -> frozenset[DueAlert]:
    """One alert per member and event, naming every filter of theirs that matched.

    Every filter is active from before the first event to the end, and every member has one
    destination, which takes nothing for adults only. Mercari is asked only what some filter needs:
    what no search there finds, nobody hears of.
    """
    matcher = Matcher(dictionary)
    asked = mercari_keywords(filters, dictionary)
    alerts = []
    for event in events:
        if event.listing.adult or not is_seen(event.listing, asked):
            continue
        dated = replace(event, rates=rates)
        names = _matching(filters, dated, matcher, drop_percent)
        alerts += [_alert(event, member, found) for member, found in names.items()]
    return frozenset(alerts)


def _matching(
    filters: Sequence[PlannedFilter], event: ListingEvent, matcher: Matcher, percent: Decimal
) -> dict[int, list[str]]:
    """The names of the filters that match, by member."""
    look = matcher.look_at(event.listing)
    names: defaultdict[int, list[str]] = defaultdict(list)
    for planned in filters:
        markets = planned.criteria.markets
        if markets and event.listing.market not in markets:
            continue  # as the matcher would say too, at ten times the cost
        verdict = matcher.judge(as_filter(planned), event, look, drop_percent=percent)
        if verdict.matched:
            names[planned.member].append(planned.name)
    return names


def as_filter(planned: PlannedFilter) -> Filter:
    """The filter as the matcher knows it."""
    return Filter(
        id=FilterId(f"{planned.member}:{planned.name}"),
        name=planned.name,
        criteria=planned.criteria,
    )


def _alert(event: ListingEvent, member: int, names: Iterable[str]) -> DueAlert:
    return DueAlert(
        member=member,
        market=event.listing.market,
        external_id=event.listing.external_id,
        kind=event.kind,
        filters=frozenset(names),
    )


def mercari_keywords(
    filters: Iterable[PlannedFilter], dictionary: BrandDictionary
) -> frozenset[str]:
    """What Mercari's search box is asked on behalf of these filters."""
    return frozenset(
        str(query.params["keyword"])
        for planned in filters
        for query in queries_for(planned.criteria, spellings=dictionary.spellings)
    )


def is_seen(listing: Listing, keywords: frozenset[str]) -> bool:
    """Whether somebody's search comes upon it; feeds and pushes are seen anyway."""
    if listing.market != MERCARI_JP:
        return True
    text = plain(" ".join((listing.title, listing.brand or "", listing.description or "")))
    return any(all(word in text for word in plain(keyword).split()) for keyword in keywords)
