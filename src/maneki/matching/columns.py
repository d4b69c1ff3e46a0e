"""The wishes of very many filters, in columns: some sixty bytes each, and nothing to follow.

They are what bitmaps are made from. A row is a filter's ordinal; a row of nobody accepts nothing.
Columns are never changed. A `Page` collects wishes one by one, and `merged` makes new columns of
old ones and a page.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from maneki.matching.bits import Flags
from maneki.matching.block import SLOT_BITS, SLOT_MASK, UNBOUNDED_HIGH, UNBOUNDED_LOW, VETO
from maneki.matching.price import now_and_before
from maneki.matching.wish import Wish
from maneki.model.event import ListingEvent, PriceDrop
from maneki.model.filter import ANY_PRICE, PriceRange

ANY_CURRENCY = 0
"""The code of ranges without bounds."""

HIGHEST_AMOUNT = 1 << 62
"""Bounds beyond do not fit in; to those that do, amounts beyond are as good as this one."""

_MOST_KEY = (1 << 32) - 1 - (1 << SLOT_BITS)
_ROWS_A_STEP = 1 << 15

_Rows = TypeVar("_Rows", bound=np.integer[Any])

Pause = Callable[[], None]
"""Called between steps of a few milliseconds, so that somebody else may have their turn."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """Row i is what the filter with the ordinal i asks for.

    `keys` from one of `starts` to the next are its terms, each with the slot it is asked for in.
    `currency` is a code: the place of its name in `currencies`. A price with shipping is measured
    in a currency of its own (`PriceRange.measure`).
    """

    currencies: tuple[str, ...]

    accepts: NDArray[np.uint16]
    currency: NDArray[np.int32]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    starts: NDArray[np.int64]
    keys: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.accepts)

    @property
    def bytes(self) -> int:
        bounds = (self.low, self.high)
        return sum(
            one.nbytes for one in (self.accepts, self.currency, *bounds, self.starts, self.keys)
        )

    def terms(self, ordinal: int) -> list[int]:
        """Every term of a filter, as often as it was taken."""
        keys = self.keys[self.starts[ordinal] : self.starts[ordinal + 1]]
        terms: list[int] = (keys >> SLOT_BITS).tolist()
        return terms

    def wish(self, ordinal: int) -> Wish:
        """What was put in."""
        keys = self.keys[self.starts[ordinal] : self.starts[ordinal + 1]].tolist()
        by_slot = {
            slot: tuple(key >> SLOT_BITS for key in some)
            for slot, some in groupby(keys, key=lambda key: key & SLOT_MASK)
        }
        never = by_slot.pop(VETO, ())
        price = self._price(ordinal)
        return Wish(int(self.accepts[ordinal]), tuple(by_slot.items()), never, price)

    def _price(self, ordinal: int) -> PriceRange | None:
        code = int(self.currency[ordinal])
        if code == ANY_CURRENCY:
            return None
        low, high = int(self.low[ordinal]), int(self.high[ordinal])
        return PriceRange.of(
            self.currencies[code],
            least=None if low == UNBOUNDED_LOW else low,
            most=None if high == UNBOUNDED_HIGH else high,
        )

    def asked_by(
        self, ordinals: NDArray[np.integer[Any]]
    ) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """The keys of these filters, and of each the place of its filter among them."""
        first = self.starts[ordinals]
        counts = self.starts[ordinals + 1] - first
        owners = np.arange(len(ordinals), dtype=np.uint32).repeat(counts)
        return self.keys[adjoining(first, counts)], owners


def adjoining(first: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """So many numbers from each first one on, one behind the other."""
    away = first - np.cumsum(counts) + counts
    numbers: NDArray[np.int64] = np.arange(int(counts.sum())) + away.repeat(counts)
    return numbers


NO_COLUMNS = Columns(
    currencies=("",),
    accepts=np.zeros(0, np.uint16),
    currency=np.zeros(0, np.int32),
    low=np.zeros(0, np.int64),
    high=np.zeros(0, np.int64),
    starts=np.zeros(1, np.int64),
    keys=np.zeros(0, np.uint32),
)


class Page:
    """Wishes to be put in columns, written one behind the other."""

    def __init__(self) -> None:
        self._codes = {"": ANY_CURRENCY}
        self.ordinals = array("i")
        self.accepts = array("H")
        self.currency = array("i")
        self.low = array("q")
        self.high = array("q")
        self.counts = array("i")
        self.keys = array("I")

    def __len__(self) -> int:
        return len(self.ordinals)

    @property
    def currencies(self) -> tuple[str, ...]:
        return tuple(self._codes)

    def add(self, ordinal: int, wish: Wish) -> bool:
        """Write down a wish, if it fits in: whether it did.

        What does not is rare: two dozen keywords that must all be there, amounts of money that do
        not exist, and what nothing can meet.
        """
        keys, price = _keys(wish), wish.price or ANY_PRICE
        if keys is None or not (_fits(price.min) and _fits(price.max)):
            return False
        self.ordinals.append(ordinal)
        self.accepts.append(wish.accepts)
        self.currency.append(self._code(wish.price))
        self.low.append(UNBOUNDED_LOW if price.min is None else price.min)
        self.high.append(UNBOUNDED_HIGH if price.max is None else price.max)
        self.counts.append(len(keys))
        self.keys.extend(keys)
        return True

    def _code(self, price: PriceRange | None) -> int:
        if price is None:
            return ANY_CURRENCY
        return self._codes.setdefault(price.measure, len(self._codes))


def _fits(bound: int | None) -> bool:
    return bound is None or -HIGHEST_AMOUNT < bound < HIGHEST_AMOUNT


def _keys(wish: Wish) -> list[int] | None:
    """The keys of a wish, if it has no more clauses than there are slots, and all can be met."""
    if wish.clauses and wish.clauses[-1][0] >= VETO:
        return None
    keys = [term << SLOT_BITS | slot for slot, clause in wish.clauses for term in clause]
    keys += [term << SLOT_BITS | VETO for term in wish.never]
    return keys if not keys or (min(keys) >= 0 and max(keys) <= _MOST_KEY) else None


def into_range(
    columns: Columns, ordinals: NDArray[np.int32], event: ListingEvent, drop: PriceDrop
) -> NDArray[np.int32]:
    """Those of them that `price.comes_into` says yes to."""
    currency = columns.currency[ordinals]
    low, high = columns.low[ordinals], columns.high[ordinals]
    is_new = np.zeros(len(ordinals), np.bool_)
    for code in np.unique(currency).tolist():
        if code == ANY_CURRENCY:
            continue
        now, before = now_and_before(columns.currencies[code], event, drop)
        if now is None:
            continue
        fits = currency == code
        fits &= _lies_in(low, high, now)
        for amount in before:
            fits &= ~_lies_in(low, high, amount)
        is_new |= fits
    return ordinals[is_new]


def _lies_in(low: NDArray[np.int64], high: NDArray[np.int64], amount: int) -> Flags:
    within: Flags = (low <= clipped(amount)) & (clipped(amount) <= high)
    return within


def clipped(amount: int) -> int:
    """An amount that is on the same side of all bounds that fit in columns."""
    return max(-HIGHEST_AMOUNT, min(HIGHEST_AMOUNT, amount))


def merged(old: Columns, kept: Flags, page: Page, *, pause: Pause = lambda: None) -> Columns:
    """The rows of the old columns that are kept, and those of the page."""
    rows, ordinals = kept.nonzero()[0], np.array(page.ordinals, np.int64)
    size = max(len(old), int(ordinals.max(initial=-1)) + 1)
    counts = np.zeros(size, np.int64)
    counts[rows] = np.diff(old.starts)[rows]
    counts[ordinals] = page.counts
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    pause()

    def column(before: NDArray[Any], added: Sequence[int] | NDArray[Any]) -> NDArray[Any]:
        new = np.zeros(size, before.dtype)
        new[rows] = before[rows]
        new[ordinals] = added
        pause()
        return new

    keys = np.zeros(int(starts[-1]), np.uint32)
    for some in steps(rows):
        keys[adjoining(starts[some], counts[some])] = old.asked_by(some)[0]
        pause()
    keys[adjoining(starts[ordinals], counts[ordinals])] = page.keys
    # A page has codes of its own.
    codes = {name: code for code, name in enumerate(old.currencies)}
    here = np.array([codes.setdefault(name, len(codes)) for name in page.currencies])
    return Columns(
        currencies=tuple(codes),
        accepts=column(old.accepts, page.accepts),
        currency=column(old.currency, here[page.currency]),
        low=column(old.low, page.low),
        high=column(old.high, page.high),
        starts=starts,
        keys=keys,
    )


def steps(rows: NDArray[_Rows]) -> Iterator[NDArray[_Rows]]:
    """So few rows at a time that nobody has to wait long."""
    return (rows[at : at + _ROWS_A_STEP] for at in range(0, len(rows), _ROWS_A_STEP))
