"""Ways to find the filters that a listing fits, behind one door: what `bench/matching.py` compares.

    ours           `FilterIndex`, as the product uses it
    plain          `Matcher.judge` for one filter after the other: the meaning
    dict           the product's index for a few filters (`Postings`), however many there are: pure
                   Python, each filter posted under the terms of its rarest clause and its markets
    sqlite_plan    one SELECT per listing on a table of filters, LIKE for brands, price range,
    pg_plan        market (`rivals.py`); it knows of no other condition, so it cannot be right
    sqlite_anchor  the dict's postings as a table: SQL finds candidates by term, market, lower price
    pg_anchor      bound and what is accepted, then Python verifies what is left
    pyroaring      compressed bitmaps: one for each term in each slot, for whoever does not use the
                   slot, for each accepted value and for some price bounds

All but the plan's get terms from the same compiler and the same search for terms, so they differ in
how filters are found and in nothing else. An engine is built once, in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from bench.synthetic import number_of
from numpy.typing import NDArray

from maneki.matching.brands import BrandDictionary
from maneki.matching.fastest import fastest, plainly
from maneki.matching.index import FEW, FilterIndex
from maneki.matching.look import Look
from maneki.matching.match import Matcher
from maneki.matching.sheet import Choose
from maneki.matching.terms import TermTable
from maneki.matching.wish import EVENT_BIT, Compiler, Offer, Wish
from maneki.model.event import ListingEvent
from maneki.model.filter import Filter
from maneki.model.ids import FilterId

CURRENCY = "JPY"
"""What all prices of the workload are in."""
EVERYTHING = 1 << 62
"""More filters than there are: an index with so few of them never makes bitmaps."""


class LeftOutError(Exception):
    """This engine cannot be measured here; the message says why."""


class Seen(NamedTuple):
    """A listing event with everything an engine may ask of it, made before the clock starts."""

    event: ListingEvent
    look: Look


class Engine(Protocol):
    """`match` is what is timed: its answer has a length, the number of filters found."""

    index_bytes: int | None
    """What the index takes, as far as it can say so; without the filters' own ids."""

    def build(self, saved: Iterable[Filter]) -> None:
        """Take in the active ones."""
        ...

    def finish(self) -> None:
        """What is left of building once filters are columns of numbers, if the engine has such."""
        ...

    def match(self, seen: Seen) -> Sequence[Any] | NDArray[Any]: ...
    def numbers(self, found: Any) -> Sequence[int] | NDArray[Any]:
        """The numbers of the filters in an answer of `match`."""
        ...

    def add(self, saved: Filter) -> None: ...
    def remove(self, saved: Filter) -> None: ...
    def attach(self) -> None:
        """Called in a process forked from the one that has built the engine."""
        ...

    def close(self) -> None: ...


class InMemory:
    """What engines that hold nothing but memory need not say."""

    index_bytes: int | None = None

    def finish(self) -> None: ...

    def numbers(self, found: Any) -> Any:
        return found

    def attach(self) -> None: ...

    def close(self) -> None: ...


class Index(InMemory):
    """`FilterIndex`, with up to `few` filters asked one by one. Answers are arrays of ordinals."""

    def __init__(
        self, dictionary: BrandDictionary, *, few: int = FEW, choose: Choose = plainly
    ) -> None:
        self.index = FilterIndex(Matcher(dictionary), few=few, choose=choose)

    def build(self, saved: Iterable[Filter]) -> None:
        # Ids of its own, as whoever reads filters from a database has them.
        self.index.put_many(
            (FilterId(one.id[:1] + one.id[1:]), one.criteria) for one in saved if one.is_active
        )

    def finish(self) -> None:
        self.index.settle()
        self.index_bytes = self.index.sheet_bytes or None

    def match(self, seen: Seen) -> NDArray[Any]:
        return self.index.ordinals_for(seen.event, seen.look)

    def numbers(self, found: NDArray[np.int32]) -> list[int]:
        return [number_of(one) for one in self.index.ids_of(found)]

    def add(self, saved: Filter) -> None:
        self.index.add(saved)

    def remove(self, saved: Filter) -> None:
        self.index.remove(saved.id)


class Turbo(Index):
    """The same, its bitmaps asked by compiled code."""

    def __init__(self, dictionary: BrandDictionary) -> None:
        if fastest() is plainly():
            raise LeftOutError("numba is not installed; requirements/dev.txt has it")
        super().__init__(dictionary, choose=fastest)


class Plain(InMemory):
    def __init__(self, dictionary: BrandDictionary) -> None:
        self._matcher = Matcher(dictionary)
        self._saved: dict[str, Filter] = {}

    def build(self, saved: Iterable[Filter]) -> None:
        self._saved = {one.id: one for one in saved}

    def match(self, seen: Seen) -> list[str]:
        judge = self._matcher.judge
        return [one.id for one in self._saved.values() if judge(one, seen.event, seen.look).matched]

    def numbers(self, found: list[str]) -> list[int]:
        return [number_of(one) for one in found]

    def add(self, saved: Filter) -> None:
        self._saved[saved.id] = saved

    def remove(self, saved: Filter) -> None:
        del self._saved[saved.id]


class Compiled(InMemory):
    """Engines that work with wishes and offers: the numbers of `maneki.matching.wish`."""

    def __init__(self, dictionary: BrandDictionary) -> None:
        self.terms = TermTable()
        self._compiler = Compiler(dictionary, self.terms)

    def wishes(self, saved: Iterable[Filter]) -> Iterator[tuple[int, Wish]]:
        for one in saved:
            if one.is_active:
                yield number_of(one.id), self._compiler.wish(one.criteria)

    def offered(self, seen: Seen) -> tuple[Offer, tuple[int, ...]]:
        """What the listing has, and the bits that must be accepted."""
        offer = Offer(seen.look, self.terms, seen.event.rates)
        return offer, (*offer.bits, EVENT_BIT[seen.event.kind])
