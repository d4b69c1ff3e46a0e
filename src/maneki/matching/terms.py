"""The terms that filters ask for, as small numbers, and which of them a listing has.

A term that many filters share is kept once and counted. Every listing is searched for all of them
in one pass (Aho-Corasick). An automaton cannot grow, so new patterns first go into a small one of
their own, and into the large one when there are enough of them to be worth building it anew.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

import ahocorasick

from maneki.matching.brands import BrandId, plain_word, whole_word, word_pattern
from maneki.matching.look import Look, is_free
from maneki.matching.text import inner_span
from maneki.model.listing import Listing

FEWEST_FOLDED = 64

ALWAYS = 0
"""The term that every listing has."""
NEVER = -1
"""The term that no listing has: nothing of it is left to look for."""


class TermKind(StrEnum):
    BRAND = "brand"
    """A `BrandId`: of the dictionary, a plain or a whole word."""
    KEYWORD = "keyword"
    """A pattern for the title or the description."""
    CATEGORY = "category"
    """A name, normalised."""
    SIZE = "size"
    """One that `sizes_asked` gives."""
    SELLER = "seller"
    MARKET = "market"
    """These two as they are."""
    EXPRESSION = "expression"
    """A regular one. Whether a listing has it is found out only if nothing else is missing."""
    MOST_BIDS = "most bids"
    """A number that whatever has no more bids has as a term."""
    LEAST_RATING = "least rating"
    """Likewise, in tenths of a per cent, whatever has no lower rating."""


class PatternSet:
    """Patterns with a number each, looked for all at once.

    A pattern that was discarded may still be reported until the next folding; numbers are never
    used twice, so that whoever discarded it knows the number no more.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._new: dict[str, int] = {}
        self._large: ahocorasick.Automaton | None = None
        self._small: ahocorasick.Automaton | None = None

    def add(self, pattern: str, number: int) -> None:
        self._numbers[pattern] = self._new[pattern] = number
        self._small = None

    def discard(self, pattern: str) -> None:
        del self._numbers[pattern]
        if self._new.pop(pattern, None) is not None:
            self._small = None

    def found_in(self, text: str) -> list[tuple[int, int]]:
        """Where the last character of a pattern is, and the pattern's number; for every place."""
        if self._new and self._small is None:
            self._build()
        found: list[tuple[int, int]] = []
        for automaton in (self._large, self._small):
            if automaton is not None:
                found += automaton.iter(text)
        return found

    def _build(self) -> None:
        # Building costs what it holds: folding when the square of the new ones outgrows the old
        # keeps the cost of both automata, per pattern added, about equal and low.
        if len(self._new) >= FEWEST_FOLDED and len(self._new) ** 2 > len(self._numbers):
            self._large, self._small = _automaton(self._numbers), None
            self._new = {}
        else:
            self._small = _automaton(self._new)


def _automaton(patterns: dict[str, int]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for pattern, number in patterns.items():
        automaton.add_word(pattern, number)
    automaton.make_automaton()
    return automaton


@dataclass(frozen=True, slots=True)
class _Term:
    kind: TermKind
    text: str
    pattern: str | None
    """What to search the texts for; None if looking at the listing has shown it already."""


class TermTable:
    """Interned, counted terms. `take` a term for each filter that uses it and `drop` it after.

    `ALWAYS` and `NEVER` need neither.
    """

    def __init__(self) -> None:
        self._numbers: dict[TermKind, dict[str, int]] = {kind: {} for kind in TermKind}
        self._terms: dict[int, _Term] = {}
        self._uses: dict[int, int] = {}
        self._last = 0
        self._keywords = PatternSet()
        self._words = PatternSet()
        self._brands: set[int] = set()

    def __len__(self) -> int:
        return len(self._terms)

    def take(self, kind: TermKind, texts: Iterable[str | None]) -> tuple[int, ...]:
        """The numbers of the terms, each of which is used once more.

        A text of which nothing is left to look for, None, has none.
        """
        known, uses, taken = self._numbers[kind], self._uses, []
        for text in texts:
            if text is None:
                continue
            number = known.get(text)
            if number is None:
                number = self._intern(_term(kind, text))
            if number not in taken:
                taken.append(number)
                uses[number] += 1
        return tuple(taken)

    def number(self, kind: TermKind, text: str) -> int:
        """The number of a term that some filter uses; `NEVER` if none does."""
        return self._numbers[kind].get(text, NEVER)

    def text(self, number: int) -> str:
        """What a term that some filter uses was made of."""
        return self._terms[number].text

    def drop(self, numbers: Iterable[int]) -> None:
        """The terms are used once less; one that nobody uses is forgotten."""
        for number in numbers:
            if number in (ALWAYS, NEVER):
                continue
            self._uses[number] -= 1
            if not self._uses[number]:
                self._forget(number)

    def commonness(self, clause: Iterable[int]) -> float:
        """How often filters use the terms of a clause: a guess at how often listings have one."""
        return sum(math.inf if number == ALWAYS else self._uses.get(number, 0) for number in clause)

    def present_in(self, look: Look) -> set[int]:
        """The numbers of the terms that a listing has."""
        present = {ALWAYS}
        for text in (look.title, look.description):
            present.update([number for _, number in self._keywords.found_in(text)])
        for kind, name in _names(look):
            if (number := self._numbers[kind].get(name)) is not None:
                present.add(number)
        present.update(self._limits_kept(look.listing))
        if look.may_name_brand:
            present.update(self._words_in(look))
        return present

    def _limits_kept(self, listing: Listing) -> Iterator[int]:
        """The numbers that filters set as limits are few, and few listings have any to compare."""
        bids, rating = listing.bids_so_far, listing.seller_rating
        if bids is not None:
            for most, number in self._numbers[TermKind.MOST_BIDS].items():
                if bids <= int(most):
                    yield number
        if rating is not None:
            for tenths, number in self._numbers[TermKind.LEAST_RATING].items():
                if rating * 10 >= int(tenths):
                    yield number

    def brands_among(self, numbers: set[int]) -> set[int]:
        """Those that are brands."""
        return numbers & self._brands

    def _words_in(self, look: Look) -> Iterator[int]:
        """The same question as `look.names_word`, for all words at once."""
        for end, number in self._words.found_in(look.title):
            term = self._terms.get(number)
            if term and term.pattern and is_free(inner_span(term.pattern, end), look.taken):
                yield number

    def _intern(self, term: _Term) -> int:
        self._last += 1
        self._numbers[term.kind][term.text] = self._last
        self._terms[self._last] = term
        self._uses[self._last] = 0
        if term.kind is TermKind.BRAND:
            self._brands.add(self._last)
        if term.pattern:
            self._patterns(term.kind).add(term.pattern, self._last)
        return self._last

    def _forget(self, number: int) -> None:
        term = self._terms.pop(number)
        del self._numbers[term.kind][term.text], self._uses[number]
        self._brands.discard(number)
        if term.pattern:
            self._patterns(term.kind).discard(term.pattern)

    def _patterns(self, kind: TermKind) -> PatternSet:
        return self._keywords if kind is TermKind.KEYWORD else self._words


def _names(look: Look) -> Iterator[tuple[TermKind, str]]:
    """What a listing is called in so many words, and need not be searched for."""
    field = look.brand_field
    for brand in (*look.brands, plain_word(field), whole_word(field)):
        yield TermKind.BRAND, brand
    for category in look.categories:
        yield TermKind.CATEGORY, category
    for size in look.sizes:
        yield TermKind.SIZE, size
    yield TermKind.MARKET, look.listing.market
    if look.listing.seller_id:
        yield TermKind.SELLER, look.listing.seller_id


def _term(kind: TermKind, text: str) -> _Term:
    match kind:
        case TermKind.KEYWORD:
            return _Term(kind, text, text)
        case TermKind.BRAND:
            return _Term(kind, text, word_pattern(BrandId(text)))
        case TermKind.CATEGORY | TermKind.SIZE | TermKind.SELLER | TermKind.MARKET:
            return _Term(kind, text, None)
        case TermKind.MOST_BIDS | TermKind.LEAST_RATING | TermKind.EXPRESSION:
            return _Term(kind, text, None)
        case _:
            assert_never(kind)
