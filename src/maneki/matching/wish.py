"""What filters ask for and what a listing has, in the same numbers: all that an index compares.

A filter is compiled once, into a `Wish`: a conjunction of *clauses*, each an "or" of terms
(`terms.py`), with a number that says what it is about, its *slot*. Beside them there are terms that
must not be there, a price range, and what has few values (listing type, condition, kind of event):
one bit for every value that is accepted, in one number. A listing is brought into the same numbers
once, as an `Offer`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple, TypeVar

from maneki.matching.brands import BrandDictionary
from maneki.matching.expression import found_by
from maneki.matching.look import Look
from maneki.matching.match import types_met
from maneki.matching.price import amounts_in
from maneki.matching.size import sizes_asked
from maneki.matching.terms import NEVER, TermKind, TermTable
from maneki.matching.text import keyword_pattern, label
from maneki.model.event import EventKind
from maneki.model.filter import Criteria, PriceRange, WantedType
from maneki.model.listing import Condition, ListingType
from maneki.model.money import Rates

Clause = tuple[int, ...]
"""Terms of which one must be there."""
_UNMET: Clause = (NEVER,)

_Value = TypeVar("_Value")


class Slot(IntEnum):
    """What a clause is about. Keywords that must all be there have a slot each, from `ALL` on."""

    MARKET = 0
    CATEGORY = 1
    SIZE = 2
    BRAND = 3
    ANY = 4
    BIDS = 5
    RATING = 6
    ALL = 7
    EXPRESSION = 1_000
    """Beyond what columns take: terms that no listing is looked through for beforehand."""


def _places(values: Iterable[_Value], first: int) -> dict[_Value, int]:
    return {value: place for place, value in enumerate(values, start=first)}


# The bits of `Wish.accepts`. A listing or an event has one of each kind.
TYPE_BIT: dict[ListingType | None, int] = _places((None, *ListingType), 0)
CONDITION_BIT: dict[Condition | None, int] = _places((None, *Condition), len(TYPE_BIT))
EVENT_BIT: dict[EventKind, int] = _places(EventKind, len(TYPE_BIT) + len(CONDITION_BIT))
ACCEPT_BITS = len(TYPE_BIT) + len(CONDITION_BIT) + len(EVENT_BIT)


class Wish(NamedTuple):
    """What a filter asks for. Clauses are in the order of their slots, and `price` is None if it
    has no bounds.
    """

    accepts: int
    clauses: tuple[tuple[int, Clause], ...]
    never: Clause
    price: PriceRange | None

    @property
    def terms(self) -> Iterator[int]:
        """Every term, as often as it was taken."""
        for _, clause in self.clauses:
            yield from clause
        yield from self.never


class Compiler:
    """Makes wishes of criteria. It takes their terms; whoever forgets a wish drops them."""

    def __init__(self, dictionary: BrandDictionary, terms: TermTable) -> None:
        self._resolve = dictionary.resolve
        self._terms = terms

    def wish(self, criteria: Criteria) -> Wish:
        return Wish(
            _accepted(criteria.listing_types, criteria.conditions, criteria.events),
            self._clauses(criteria),
            self._never(criteria),
            criteria.price if criteria.price.is_bounded else None,
        )

    def _clauses(self, criteria: Criteria) -> tuple[tuple[int, Clause], ...]:
        """In the order of their slots."""
        take, words = self._terms.take, criteria.keywords
        clauses: list[tuple[int, Clause]] = []
        if criteria.markets:
            clauses.append((Slot.MARKET, take(TermKind.MARKET, criteria.markets)))
        if criteria.categories:
            names = take(TermKind.CATEGORY, _labels(criteria.categories))
            clauses.append((Slot.CATEGORY, names or _UNMET))
        if criteria.sizes:
            clauses.append((Slot.SIZE, take(TermKind.SIZE, _sizes(criteria.sizes)) or _UNMET))
        if criteria.brands:
            brands = [brand for term in criteria.brands for brand in self._resolve(term)]
            clauses.append((Slot.BRAND, take(TermKind.BRAND, brands) or _UNMET))
        if words.any:
            patterns = take(TermKind.KEYWORD, map(keyword_pattern, words.any))
            clauses.append((Slot.ANY, patterns or _UNMET))
        if criteria.max_bids is not None or criteria.min_rating is not None:
            clauses += self._limits(criteria)
        if words.all:
            clauses += self._each_of(words.all)
        for expression in criteria.expressions:
            clauses.append((Slot.EXPRESSION, take(TermKind.EXPRESSION, (expression,))))
        return tuple(clauses)

    def _each_of(self, words: Iterable[str]) -> Iterator[tuple[int, Clause]]:
        # Each once and in one order, so that those who ask for the same have equal wishes.
        patterns = sorted({keyword_pattern(word) or "" for word in words})
        for slot, pattern in enumerate(patterns, start=Slot.ALL):
            yield slot, self._terms.take(TermKind.KEYWORD, (pattern or None,)) or _UNMET

    def _limits(self, criteria: Criteria) -> Iterator[tuple[int, Clause]]:
        take = self._terms.take
        if criteria.max_bids is not None:
            yield Slot.BIDS, take(TermKind.MOST_BIDS, (str(criteria.max_bids),))
        if criteria.min_rating is not None:
            # Up: what is finer than markets say it is not met by the tenth below.
            tenths = str(math.ceil(criteria.min_rating * 10))
            yield Slot.RATING, take(TermKind.LEAST_RATING, (tenths,))

    def _never(self, criteria: Criteria) -> Clause:
        words, sellers = criteria.keywords.none, criteria.blocked_sellers
        if not (words or sellers):
            return ()
        return (
            *self._terms.take(TermKind.KEYWORD, map(keyword_pattern, words)),
            *self._terms.take(TermKind.SELLER, sellers),
        )


class Offer:
    """What a listing has: the terms in it, its bits, and its prices in any currency."""

    __slots__ = ("_amounts", "_found", "_look", "_rates", "_terms", "bits", "market", "present")

    def __init__(self, look: Look, terms: TermTable, rates: Rates | None) -> None:
        listing = look.listing
        self._look = look
        self._terms = terms
        self._rates = rates
        self._amounts: dict[str, tuple[int, ...]] = {}
        self._found: dict[int, bool] = {}
        self.present = terms.present_in(look)
        self.market = terms.number(TermKind.MARKET, listing.market)
        self.bits = (TYPE_BIT[listing.listing_type], CONDITION_BIT[listing.condition])

    @property
    def has_several_brands(self) -> bool:
        """Whether filters name more than one of its brands."""
        return len(self._terms.brands_among(self.present)) > 1

    def finds(self, clause: Clause) -> bool:
        """Whether one of these expressions finds something. It is asked last, and once."""
        return any(map(self._finds, clause))

    def _finds(self, number: int) -> bool:
        known = self._found.get(number)
        if known is None:
            known = found_by(self._terms.text(number), self._look.listing) is not None
            self._found[number] = known
        return known

    def amounts(self, currency: str) -> tuple[int, ...]:
        """The prices a condition may be met by, in minor units; none if it has none or no rate.

        A price with shipping is in a currency of its own (`PriceRange.measure`).
        """
        known = self._amounts.get(currency)
        if known is None:
            known = amounts_in(currency, self._look.listing, self._rates)
            self._amounts[currency] = known
        return known


@lru_cache(4_096)
def _accepted(
    types: tuple[WantedType, ...],
    conditions: tuple[Condition, ...],
    events: tuple[EventKind, ...],
) -> int:
    accepted = [
        *(bit for kind, bit in TYPE_BIT.items() if not types or types_met(kind) & {*types}),
        *(bit for one, bit in CONDITION_BIT.items() if not conditions or one in conditions),
        *(bit for kind, bit in EVENT_BIT.items() if not events or kind in events),
    ]
    return sum(1 << bit for bit in accepted)


def _sizes(names: Iterable[str]) -> Iterator[str]:
    return (term for name in names for term in sizes_asked(name))


def _labels(names: Iterable[str]) -> Iterator[str | None]:
    return (label(name) or None for name in names)
