"""Who is to hear of what, by rules of the judge's own.

Whether a listing fits a filter is asked of the plain matcher, which the cases written by hand hold
to account (`expectations.py`). What counts as an event, who wants it, how far a price must fall
and what Mercari's search box can show are worked out here, simply and in another way than Maneki
does it: a judge who used Maneki's own rules would forgive whatever is wrong with them.

Every state of a listing is taken to be seen, one after the other, within a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from maneki.matching.brands import BrandDictionary
from maneki.matching.look import Look
from maneki.matching.match import Matcher
from maneki.model.event import EventKind
from maneki.model.filter import Criteria, PriceRange
from maneki.model.listing import Listing, ListingType
from maneki.model.money import Money, Rates, convert
from maneki.simulator.markets.shelf import MERCARI_JP, plain
from maneki.simulator.world.filters import PlannedFilter
from maneki.simulator.world.listings import PlannedListing
from maneki.simulator.world.vocabulary import Brand, load_vocabulary, unaccented

DROP_PERCENT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAlert:
    """One alert that one member must get once, naming exactly these filters.

    `state` is the state of the planned listing it is about, from 0. A listing is known by its
    market and its external id there.
    """

    member: int
    market: str
    external_id: str
    kind: EventKind
    filters: frozenset[str]
    state: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """`must` is what members are to hear of. `may` fits too, but no search shows the listing."""

    must: frozenset[DueAlert]
    may: frozenset[DueAlert]


def due_alerts(
    filters: Sequence[PlannedFilter],
    listings: Iterable[PlannedListing],
    *,
    dictionary: BrandDictionary,
    rates: Rates | None,
) -> Due:
    """One alert per member and event, naming every filter of theirs that it is for.

    Every filter is active from before the first listing to the end, and every member has one
    destination, which takes nothing for adults only.
    """
    matcher, questions = Matcher(dictionary), questions_of(filters)
    must: set[DueAlert] = set()
    may: set[DueAlert] = set()
    for planned in listings:
        alerts = must if can_be_found(planned.listing, questions) else may
        for event in events_of(planned):
            alerts |= {*_alerts(event, filters, matcher, rates)}
    return Due(must=frozenset(must), may=frozenset(may))


# What happens


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened to a thing in one of its states, after the `earlier` ones under this id.

    Of several `kinds` each is told the first that they asked for.
    """

    kinds: tuple[EventKind, ...]
    state: int
    listing: Listing
    earlier: tuple[Listing, ...]


def events_of(planned: PlannedListing) -> Iterator[Event]:
    """The events of one listing and, under their new ids, of its relistings."""
    states = [planned.listing, *(one.listing for one in planned.happenings)]
    for number, now in enumerate(states):
        earlier = tuple(one for one in states[:number] if one.external_id == now.external_id)
        if kinds := tuple(_kinds(earlier, now)):
            yield Event(kinds=kinds, state=number, listing=now, earlier=earlier)


def _kinds(earlier: tuple[Listing, ...], now: Listing) -> Iterator[EventKind]:
    if not now.is_available:
        return
    if not earlier:
        yield EventKind.NEW
        return
    if not earlier[-1].is_available:
        yield EventKind.BACK_ON_SALE
    price, before = asked_for(now), _prices(earlier, like=now)
    if price and before and price.amount < min(before):
        yield EventKind.PRICE_DROP


def asked_for(listing: Listing) -> Money | None:
    """The price one can have it for: bids go up by themselves."""
    if listing.listing_type in {ListingType.AUCTION, ListingType.AUCTION_BUY_NOW}:
        return listing.buy_now
    return listing.price


def _prices(earlier: tuple[Listing, ...], *, like: Listing) -> list[int]:
    """What it cost before, from the first time on that it cost this currency."""
    now = asked_for(like)
    known = [price for one in reversed(earlier) if (price := asked_for(one)) is not None]
    same = takewhile(lambda price: now is not None and price.currency == now.currency, known)
    return [price.amount for price in same][::-1]


# Who is told


def _alerts(
    event: Event, filters: Sequence[PlannedFilter], matcher: Matcher, rates: Rates | None
) -> Iterator[DueAlert]:
    listing = event.listing
    if listing.adult:
        return
    look = matcher.look_at(listing)
    named: defaultdict[int, dict[str, EventKind]] = defaultdict(dict)
    for planned in filters:
        if kind := _told_as(planned.criteria, event, look, matcher, rates):
            named[planned.member][planned.name] = kind
    for member, kinds in named.items():
        yield DueAlert(
            member=member,
            market=listing.market,
            external_id=listing.external_id,
            kind=min(kinds.values(), key=event.kinds.index),
            filters=frozenset(kinds),
            state=event.state,
        )


def _told_as(
    criteria: Criteria, event: Event, look: Look, matcher: Matcher, rates: Rates | None
) -> EventKind | None:
    """As what a filter's owner is told of it; None for not at all."""
    wanted = [kind for kind in event.kinds if not criteria.events or kind in criteria.events]
    if not wanted or (criteria.markets and event.listing.market not in criteria.markets):
        return None  # as the matcher would say too, at ten times the cost
    if not matcher.is_fitting(criteria, look, rates=rates):
        return None
    told = (
        kind
        for kind in wanted
        if kind is not EventKind.PRICE_DROP or _is_worth_telling(criteria, event, rates)
    )
    return next(told, None)


def _is_worth_telling(criteria: Criteria, event: Event, rates: Rates | None) -> bool:
    """Whether a price fell far enough, or into the range asked for at last."""
    now = asked_for(event.listing)
    if now is None:
        return False
    if _is_far_below(now.amount, last_told(_prices(event.earlier, like=event.listing))):
        return True
    return criteria.price.is_bounded and not any(
        _is_in(criteria.price, one, rates) for one in event.earlier
    )


def last_told(prices: Sequence[int]) -> int:
    """The first price, or the latest that was far enough below the one told before it."""
    told = prices[0]
    for price in prices:
        if _is_far_below(price, told):
            told = price
    return told


def _is_far_below(price: int, told: int) -> bool:
    return price * 100 <= told * (100 - DROP_PERCENT)


def _is_in(wanted: PriceRange, listing: Listing, rates: Rates | None) -> bool:
    amounts = [convert(price, to=wanted.currency, rates=rates) for price in listing.asking]
    least = 0 if wanted.min is None else wanted.min
    most = float("inf") if wanted.max is None else wanted.max
    return any(one is not None and least <= one.amount <= most for one in amounts)


# What Mercari's search box shows


def questions_of(filters: Iterable[PlannedFilter]) -> frozenset[str]:
    """What people with these wishes would type into Mercari's search box."""
    typed = (plain(text).strip() for one in filters for text in _questions(one.criteria))
    return frozenset(text for text in typed if text)


def _questions(criteria: Criteria) -> Iterable[str]:
    if criteria.markets and MERCARI_JP not in criteria.markets:
        return ()
    if criteria.brands:
        return [text for term in criteria.brands for text in (term, *_spellings(term))]
    together = " ".join(criteria.keywords.all)
    return [f"{word} {together}" for word in criteria.keywords.any] or [together]


def _spellings(term: str) -> Iterator[str]:
    """A brand's name as people type it, in Latin letters and in Japanese."""
    for brand in load_vocabulary().brands:
        if _in_brief(term) in map(_in_brief, (brand.name, brand.japanese)):
            yield from typed_names(brand)


def typed_names(brand: Brand) -> tuple[str, str]:
    return unaccented(brand.name), brand.japanese.replace("・", "")


def _in_brief(name: str) -> str:
    return plain(unaccented(name)).replace("・", "").replace(" ", "")


def can_be_found(listing: Listing, questions: Collection[str]) -> bool:
    """Whether somebody's question comes upon it; feeds and pushes are seen anyway."""
    if listing.market != MERCARI_JP:
        return True
    text = plain(" ".join((listing.title, listing.brand or "", listing.description or "")))
    return any(all(word in text for word in question.split()) for question in questions)
