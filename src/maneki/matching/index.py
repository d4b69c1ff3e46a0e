"""Many filters at once: which of them does this listing event match.

`Matcher.judge` is the meaning; this is the same answer without asking every filter. When a filter
is added, whatever it names one of many of (brands, keywords, categories, sizes) becomes a number
(`terms.py`), and its conditions a conjunction of clauses, each an "or" of such terms. It is posted
under every term of one clause, its *anchor*, for each of its markets: the clause whose terms the
fewest filters use, since what is rare in filters is rare in listings. A listing finds the terms it
has, looks at what is posted under them for its market, and checks the rest with sets and numbers.
How rare a term is decides the speed, never the result.

What has few values (listing type, condition, kind of event) is one bit each, tested together. A
price range that many filters share is kept once and decided once per listing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import Generic, TypeVar

from maneki.matching.look import Look
from maneki.matching.match import Matcher, types_met
from maneki.matching.price import (
    DROP_PERCENT,
    amounts_in,
    comes_into,
    has_fallen,
    is_within,
    price_now,
)
from maneki.matching.terms import ALWAYS, NEVER, TermKind, TermTable
from maneki.matching.text import keyword_pattern, label
from maneki.model.event import EventKind, ListingEvent
from maneki.model.filter import Criteria, Filter, PriceRange, WantedType
from maneki.model.ids import FilterId
from maneki.model.listing import Condition, Listing, ListingType
from maneki.model.money import Rates

Clause = tuple[int, ...]

_Value = TypeVar("_Value")
_Shared = TypeVar("_Shared", bound=Hashable)


def _bits(values: Iterable[_Value], first: int) -> dict[_Value, int]:
    return {value: 1 << place for place, value in enumerate(values, start=first)}


# A listing or an event has one bit of each kind; a filter has those of every value it accepts.
_TYPE: dict[ListingType | None, int] = _bits((None, *ListingType), 0)
_CONDITION: dict[Condition | None, int] = _bits((None, *Condition), 8)
_EVENT: dict[EventKind, int] = _bits(EventKind, 16)


@lru_cache(4_096)
def _accepted(
    types: tuple[WantedType, ...],
    conditions: tuple[Condition, ...],
    events: tuple[EventKind, ...],
) -> int:
    return (
        sum(bit for kind, bit in _TYPE.items() if not types or types_met(kind) & {*types})
        | sum(bit for value, bit in _CONDITION.items() if not conditions or value in conditions)
        | sum(bit for kind, bit in _EVENT.items() if not events or kind in events)
    )


class _Entry:
    """A filter made ready to be matched. `place` is its turn in results.

    `clauses` are those beside the anchor, and none of the terms `never` may be there. `markets` is
    (None,) for any; `price` is None if it has no bounds.
    """

    __slots__ = ("accepts", "anchor", "clauses", "id", "markets", "never", "place", "price")

    def __init__(self, filter_id: FilterId, place: int, criteria: Criteria) -> None:
        self.id = filter_id
        self.place = place
        self.accepts = _accepted(criteria.listing_types, criteria.conditions, criteria.events)
        self.anchor: Clause = ()
        self.clauses: tuple[Clause, ...] = ()
        self.never: Clause = ()
        self.markets: tuple[str | None, ...] = (None,)
        self.price: PriceRange | None = None


class _Checked:
    """One listing while filters are checked against it."""

    def __init__(self, listing: Listing, present: set[int], rates: Rates | None) -> None:
        self._listing = listing
        self._present = present
        self._rates = rates
        self._amounts: dict[str, tuple[int, ...]] = {}
        # By id(): the ranges are shared and alive, and hashing one would cost more than deciding.
        self._is_priced_in: dict[int, bool] = {}

    def meets(self, entry: _Entry) -> bool:
        """Whether it meets what its anchor, its market and its bits have not shown yet."""
        present = self._present
        for clause in entry.clauses:
            if present.isdisjoint(clause):
                return False
        if not present.isdisjoint(entry.never):
            return False
        return entry.price is None or self._costs(entry.price)

    def _costs(self, price: PriceRange) -> bool:
        known = self._is_priced_in.get(id(price))
        if known is None:
            amounts = self._amounts_in(price.currency)
            known = any(is_within(price, amount) for amount in amounts)
            self._is_priced_in[id(price)] = known
        return known

    def _amounts_in(self, currency: str) -> tuple[int, ...]:
        if currency not in self._amounts:
            self._amounts[currency] = amounts_in(currency, self._listing, self._rates)
        return self._amounts[currency]


_NOTHING: dict[int, _Entry] = {}


class FilterIndex:
    """The active filters, ready to be matched. Adding and removing hold for the very next event."""

    def __init__(self, matcher: Matcher, filters: Iterable[Filter] = ()) -> None:
        self._terms = TermTable()
        self._markets: _Pool[tuple[str | None, ...]] = _Pool()
        self._prices: _Pool[PriceRange] = _Pool()
        self._entries: dict[FilterId, _Entry] = {}
        self._posted: dict[tuple[int, str | None], dict[int, _Entry]] = {}
        self._unposted: dict[FilterId, _Entry] = {}
        self._places = 0
        self._resolve = matcher.dictionary.resolve
        for user_filter in filters:
            self.add(user_filter)

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, user_filter: Filter) -> None:
        """Insert or replace a filter. One that is not active is only removed."""
        if user_filter.is_active:
            self.put(user_filter.id, user_filter.criteria)
        else:
            self.remove(user_filter.id)

    def put(self, filter_id: FilterId, criteria: Criteria) -> None:
        """Insert or replace an active filter, by what it asks for."""
        old = self._entries.get(filter_id)
        if old is not None:
            self.remove(filter_id)
        self._places += 1
        entry = self._ready(filter_id, self._places if old is None else old.place, criteria)
        self._entries[filter_id] = self._unposted[filter_id] = entry

    def remove(self, filter_id: FilterId) -> None:
        """Forget a filter. One that is not here, since it was not active, is none to forget."""
        entry = self._entries.pop(filter_id, None)
        if entry is None:
            return
        if self._unposted.pop(filter_id, None) is None:
            self._withdraw(entry)
        for clause in (entry.anchor, *entry.clauses, entry.never):
            self._terms.drop(clause)
        self._markets.drop(entry.markets)
        if entry.price is not None:
            self._prices.drop(entry.price)

    def matches_for(
        self, event: ListingEvent, look: Look, *, drop_percent: Decimal = DROP_PERCENT
    ) -> list[FilterId]:
        """The filters `Matcher.judge` says yes to, in the order they were added."""
        entries = self._fitting(look, event.rates, _EVENT[event.kind])
        if event.kind is EventKind.PRICE_DROP:
            entries = _hearing_of_drop(entries, event, drop_percent)
        return [entry.id for entry in entries]

    def fitting(self, look: Look, *, rates: Rates | None) -> list[FilterId]:
        """The active filters `Matcher.fits` says yes to, whatever events they are for."""
        return [entry.id for entry in self._fitting(look, rates, 0)]

    def _fitting(self, look: Look, rates: Rates | None, kind: int) -> list[_Entry]:
        listing = look.listing
        if not listing.is_available:
            return []
        self._post_all()
        needed = _TYPE[listing.listing_type] | _CONDITION[listing.condition] | kind
        present = self._terms.present_in(look)
        checked = _Checked(listing, present, rates)
        found: dict[int, _Entry] = {}
        for key in product(present, (listing.market, None)):
            found |= {
                place: entry
                for place, entry in self._posted.get(key, _NOTHING).items()
                if entry.accepts & needed == needed and checked.meets(entry)
            }
        return [found[place] for place in sorted(found)]

    def _ready(self, filter_id: FilterId, place: int, criteria: Criteria) -> _Entry:
        entry = _Entry(filter_id, place, criteria)
        entry.clauses = tuple(self._clauses(criteria))
        entry.never = self._never(criteria)
        entry.markets = self._markets.take(tuple(sorted(set(criteria.markets))) or (None,))
        if criteria.price.is_bounded:
            entry.price = self._prices.take(criteria.price)
        return entry

    def _clauses(self, criteria: Criteria) -> Iterator[Clause]:
        words = criteria.keywords
        brands = [brand for term in criteria.brands for brand in self._resolve(term)]
        if criteria.categories:
            yield self._any_of(TermKind.CATEGORY, map(label, criteria.categories))
        if criteria.sizes:
            yield self._any_of(TermKind.SIZE, map(label, criteria.sizes))
        if criteria.brands:
            yield self._any_of(TermKind.BRAND, brands)
        if words.any:
            yield self._any_of(TermKind.KEYWORD, map(keyword_pattern, words.any))
        for pattern in map(keyword_pattern, words.all):
            yield self._any_of(TermKind.KEYWORD, (pattern,))

    def _never(self, criteria: Criteria) -> Clause:
        words, sellers = criteria.keywords.none, criteria.blocked_sellers
        if not (words or sellers):
            return ()
        return (
            *self._terms.take(TermKind.KEYWORD, map(keyword_pattern, words)),
            *self._terms.take(TermKind.SELLER, sellers),
        )

    def _any_of(self, kind: TermKind, names: Iterable[str | None]) -> Clause:
        return self._terms.take(kind, names) or (NEVER,)

    def _post_all(self) -> None:
        """Post what was added since the last listing, now that the terms of all are counted."""
        for entry in self._unposted.values():
            self._post(entry)
        self._unposted.clear()

    def _post(self, entry: _Entry) -> None:
        clauses = entry.clauses or ((ALWAYS,),)
        entry.anchor = min(clauses, key=self._terms.commonness)
        entry.clauses = tuple(clause for clause in clauses if clause is not entry.anchor)
        for key in product(entry.anchor, entry.markets):
            self._posted.setdefault(key, {})[entry.place] = entry

    def _withdraw(self, entry: _Entry) -> None:
        for key in product(entry.anchor, entry.markets):
            del self._posted[key][entry.place]
            if not self._posted[key]:
                del self._posted[key]


def _hearing_of_drop(entries: list[_Entry], event: ListingEvent, percent: Decimal) -> list[_Entry]:
    """Those to whom the drop is large enough, or brings the listing into their price range."""
    if event.drop is None or price_now(event.listing) is None:
        return []
    if has_fallen(event, event.drop, percent):
        return entries
    return [
        entry
        for entry in entries
        if entry.price is not None and comes_into(entry.price, event, event.drop)
    ]


class _Pool(Generic[_Shared]):
    """Equal values kept once, for as long as somebody uses them."""

    def __init__(self) -> None:
        self._kept: dict[_Shared, _Kept[_Shared]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def take(self, value: _Shared) -> _Shared:
        kept = self._kept.get(value)
        if kept is None:
            kept = self._kept[value] = _Kept(value)
        kept.uses += 1
        return kept.value

    def drop(self, value: _Shared) -> None:
        kept = self._kept[value]
        kept.uses -= 1
        if not kept.uses:
            del self._kept[value]


class _Kept(Generic[_Shared]):
    __slots__ = ("uses", "value")

    def __init__(self, value: _Shared) -> None:
        self.value = value
        self.uses = 0
