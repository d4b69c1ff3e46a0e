"""Filters in compressed bitmaps (pyroaring), as an engine of `bench/engines.py`.

For each slot there is a bitmap of who does not use it, and one for each term of who asks for it
there; for each bit of `Wish.accepts`, of who accepts it; for some price bounds, of whose range
reaches that far. The answer is an AND of ORs of these, without whoever does not want one of the
listing's terms; the exact price is compared at last, in columns.

pyroaring is no dependency of the product, but among what the tests need. Without it this engine is
left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

import numpy as np
from bench.engines import CURRENCY, Compiled, LeftOutError, Seen
from bench.synthetic import number_of
from numpy.typing import NDArray

from maneki.matching.block import UNBOUNDED_HIGH, UNBOUNDED_LOW
from maneki.matching.brands import BrandDictionary
from maneki.matching.wish import ACCEPT_BITS, Slot, Wish
from maneki.model.filter import Filter

BOUNDS = 64
"""How many lower and how many upper price bounds have a bitmap."""
ROOM = 1 << 21
"""The highest number of a filter, and one more."""

_Numbers = NDArray[np.uint32]


def _pyroaring() -> Any:
    try:
        return import_module("pyroaring")
    except ImportError as error:
        raise LeftOutError("pyroaring is not installed; requirements/dev.txt has it") from error


class _Slot:
    """Who is content with a slot: who does not use it, or asks for one of the terms."""

    def __init__(self, bitmap: Any) -> None:
        self.open = bitmap()
        self.asked: dict[int, Any] = defaultdict(bitmap)

    def narrowed(self, found: Any, present: Iterable[int]) -> Any:
        """Those found that are content with these terms."""
        content = found & self.open
        for term in present:
            if term in self.asked:
                content |= found & self.asked[term]
        return content


class Roaring(Compiled):
    def __init__(self, dictionary: BrandDictionary) -> None:
        super().__init__(dictionary)
        self._bitmap = _pyroaring().BitMap
        self._everybody = self._bitmap()
        # Few ask for no brand, or none of these: with brands first, the rest is soon done.
        order = (Slot.BRAND, Slot.MARKET, Slot.ANY, Slot.CATEGORY, Slot.SIZE)
        self._slots = {int(slot): _Slot(self._bitmap) for slot in order}
        self._unwanted: dict[int, Any] = defaultdict(self._bitmap)
        self._accepting = [self._bitmap() for _ in range(ACCEPT_BITS)]
        self._low = np.full(ROOM, UNBOUNDED_LOW)
        self._high = np.full(ROOM, UNBOUNDED_HIGH)
        # From the bound with this number on, and up to it: who asks for no more, for no less.
        self._lowest: tuple[list[int], list[Any]] = ([], [])
        self._highest: tuple[list[int], list[Any]] = ([], [])

    def build(self, saved: Iterable[Filter]) -> None:
        """By lists of numbers, which are put into bitmaps all at once."""
        numbers: dict[Any, list[int]] = defaultdict(list)
        kept = [*self.wishes(saved)]
        for number, wish in kept:
            self._price(number, wish)
            for key in _keys(wish):
                numbers[key].append(number)
        everybody = [number for number, _ in kept]
        self._everybody.update(everybody)
        for slot in {slot for _, slot, _ in numbers if slot is not None} - {*self._slots}:
            self._slots[slot] = _Slot(self._bitmap)
        for key, some in numbers.items():
            self._of(key).update(some)
        for slot in self._slots.values():
            slot.open = self._everybody - self._bitmap.union(self._bitmap(), *slot.asked.values())
        self._cut(np.array(everybody, np.uint32))

    def _of(self, key: tuple[str, int | None, int]) -> Any:
        what, slot, number = key
        if slot is not None:
            return self._slots[slot].asked[number]
        return self._unwanted[number] if what == "unwanted" else self._accepting[number]

    def _price(self, number: int, wish: Wish) -> None:
        price = wish.price
        if price is not None:
            self._low[number] = UNBOUNDED_LOW if price.min is None else price.min
            self._high[number] = UNBOUNDED_HIGH if price.max is None else price.max

    def _cut(self, everybody: _Numbers) -> None:
        shares = np.linspace(0, 1, BOUNDS + 1)[1:]
        for column, cut in ((self._low, self._lowest), (self._high, self._highest)):
            values = column[everybody]
            for bound in np.unique(np.quantile(values, shares, method="nearest")).tolist():
                reach = values <= bound if column is self._low else values >= bound
                cut[0].append(bound)
                cut[1].append(self._bitmap(everybody[reach]))

    def match(self, seen: Seen) -> _Numbers:
        offer, bits = self.offered(seen)
        amounts = offer.amounts(CURRENCY)
        low, high = max(amounts, default=UNBOUNDED_LOW), min(amounts, default=UNBOUNDED_HIGH)
        first, *others = self._slots.values()
        asking = (first.asked[term] for term in offer.present if term in first.asked)
        found = self._bitmap.union(first.open, *asking)
        for slot in others:
            found = slot.narrowed(found, offer.present)
        for bitmap in self._limits(low, high):
            found &= bitmap
        for bit in bits:
            found &= self._accepting[bit]
        for term in offer.present:
            if term in self._unwanted:
                found -= self._unwanted[term]
        numbers: _Numbers = np.frombuffer(found.to_array(), np.uint32)
        lows, highs = self._low[numbers], self._high[numbers]
        if len(amounts) < 2:
            return numbers[(lows <= low) & (highs >= high)]
        fits = [(lows <= one) & (highs >= one) for one in amounts]
        return numbers[np.logical_or.reduce(fits)]

    def _limits(self, low: int, high: int) -> Iterator[Any]:
        """Bitmaps that hold everybody whose range begins no higher and ends no lower."""
        bounds, reaching = self._lowest
        at = int(np.searchsorted(bounds, low))
        if at < len(bounds):
            yield reaching[at]
        bounds, reaching = self._highest
        at = int(np.searchsorted(bounds, high, side="right")) - 1
        if at >= 0:
            yield reaching[at]

    def add(self, saved: Filter) -> None:
        [(number, wish)] = self.wishes([saved])
        self._low[number], self._high[number] = UNBOUNDED_LOW, UNBOUNDED_HIGH
        self._price(number, wish)
        self._everybody.add(number)
        used = {slot for slot, _ in wish.clauses}
        for slot in used - {*self._slots}:
            self._slots[slot] = _Slot(self._bitmap)
            self._slots[slot].open = self._everybody.copy()
        for slot, there in self._slots.items():
            (there.open.discard if slot in used else there.open.add)(number)
        for key in _keys(wish):
            self._of(key).add(number)
        self._reach(number)

    def _reach(self, number: int) -> None:
        for bound, bitmap in zip(*self._lowest, strict=True):
            if self._low[number] <= bound:
                bitmap.add(number)
        for bound, bitmap in zip(*self._highest, strict=True):
            if self._high[number] >= bound:
                bitmap.add(number)

    def remove(self, saved: Filter) -> None:
        """Without a mark in any slot it is never found; its other bits do not matter."""
        number = number_of(saved.id)
        [(_, wish)] = self.wishes([saved])
        self._everybody.discard(number)
        for slot in self._slots.values():
            slot.open.discard(number)
        for key in _keys(wish):
            self._of(key).discard(number)
        # Taken twice by now: when it was added, and above.
        self.terms.drop([*wish.terms, *wish.terms])

    def finish(self) -> None:
        bitmaps = [self._everybody, *self._accepting, *self._unwanted.values()]
        bitmaps += [*self._lowest[1], *self._highest[1]]
        for slot in self._slots.values():
            bitmaps += [slot.open, *slot.asked.values()]
        for bitmap in bitmaps:
            bitmap.run_optimize()
        columns = 2 * 8 * len(self._everybody)
        self.index_bytes = columns + sum(len(bitmap.serialize()) for bitmap in bitmaps)


def _keys(wish: Wish) -> Iterator[tuple[str, int | None, int]]:
    """Which bitmaps a filter is in, but for those of open slots and of prices."""
    for slot, clause in wish.clauses:
        for term in clause:
            yield "asked", slot, term
    for term in wish.never:
        yield "unwanted", None, term
    for bit in range(ACCEPT_BITS):
        if wish.accepts >> bit & 1:
            yield "accepting", None, bit
