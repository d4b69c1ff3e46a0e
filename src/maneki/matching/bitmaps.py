"""Very many filters in blocks of bitmaps (`block.py`), and which of these a listing has to ask.

Filters lie together by the brand they ask for, in *runs* of one or more blocks; one that names
several brands lies in the run of each, so the brand is no more asked for there. Those that name
none lie in a run that every listing asks, and so do, with their brands as a clause like any other,
those whose brand few others ask for, or who name very many. So a listing asks two runs, or one, and
a filter lies in a handful of places at most.

Price ranges are compared in their own currency: each currency has runs of its own, up to so many;
what is left over is matched in another way. Ranges without bounds lie with the currency that most
filters have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maneki.matching.bits import Flags
from maneki.matching.block import (
    LARGEST,
    NO_PRICE,
    SLOT_BITS,
    SLOT_MASK,
    Block,
    Fit,
    Question,
    Span,
    fitting,
    keys_of,
)
from maneki.matching.columns import (
    ANY_CURRENCY,
    Columns,
    Pause,
    clipped,
    steps,
)
from maneki.matching.lay import Members, laid_out, starts_of
from maneki.matching.terms import ALWAYS
from maneki.matching.wish import Offer, Slot

MOST_CURRENCIES = 16
FEWEST_IN_RUN = 32
"""With fewer, asking a run of their own takes longer than asking all others of them."""
MOST_RUNS = 16
"""A filter that names more brands lies in the common run only."""

Ordinals = NDArray[np.int32]
Keys = NDArray[np.uint32]
Runs = Mapping[int, tuple[Block, ...]]
"""By the term of the brand; that of all others is `ALWAYS`."""

_NOBODY: Ordinals = np.zeros(0, np.int32)


class _Priced(NamedTuple):
    """The runs of a currency. `is_home` if ranges without bounds are among them."""

    currency: str
    is_home: bool
    runs: Runs


class Bitmaps:
    """What columns say, ready to be asked. It never changes.

    `left_out` are those whose currencies are too rare. `fit` is how a block is asked.
    """

    def __init__(
        self, priced: Sequence[_Priced], left_out: Ordinals, *, fit: Fit = fitting
    ) -> None:
        self._priced = tuple(priced)
        self._fit = fit
        self.left_out = left_out

    @property
    def blocks(self) -> Iterator[Block]:
        return (block for one in self._priced for run in one.runs.values() for block in run)

    def fitting(self, offer: Offer, accept: tuple[int, ...]) -> Ordinals:
        """Who fits a listing, each once. `accept` are the bits that must be accepted."""
        found = [*self._found(offer, accept)]
        if not found:
            return _NOBODY
        together = np.concatenate(found)
        # Who names one brand only of those that the listing has lies in one run only.
        return _distinct(together) if offer.has_several_brands else together

    def _found(self, offer: Offer, accept: tuple[int, ...]) -> Iterator[Ordinals]:
        keys = keys_of(offer.present)
        for currency, is_home, runs in self._priced:
            spans = _spans(offer.amounts(currency), is_home=is_home)
            if not spans:
                continue
            question = Question(keys, accept, spans)
            for term in offer.present:
                for block in runs.get(term, ()):
                    yield self._fit(block, question)


def _distinct(ordinals: Ordinals) -> Ordinals:
    # `np.unique` hashes numbers one by one; numpy sorts several at a time.
    ordinals.sort()
    is_first = np.ones(len(ordinals), np.bool_)
    np.not_equal(ordinals[1:], ordinals[:-1], out=is_first[1:])
    return ordinals[is_first]


def _spans(amounts: Sequence[int], *, is_home: bool) -> Sequence[Span]:
    if amounts:
        return [Span(amount, amount) for amount in {*map(clipped, amounts)}]
    return NO_PRICE if is_home else ()


# How they are made.


def bitmaps_of(columns: Columns, is_there: Flags, *, pause: Pause, fit: Fit = fitting) -> Bitmaps:
    """Of those rows that are to be there. It takes some seconds for a million."""
    codes, counts = np.unique(columns.currency[is_there], return_counts=True)
    pause()
    priced = codes[codes != ANY_CURRENCY]
    often = priced[np.argsort(-counts[codes != ANY_CURRENCY], kind="stable")].tolist()
    home = often[0] if often else ANY_CURRENCY
    runs = []
    for code in often[:MOST_CURRENCIES] or [ANY_CURRENCY]:
        among = [code, ANY_CURRENCY] if code == home else [code]
        rows = _rows(is_there & np.isin(columns.currency, among))
        runs.append(_Priced(columns.currencies[code], code == home, _runs(columns, rows, pause)))
    left_out = is_there & np.isin(columns.currency, often[MOST_CURRENCIES:])
    return Bitmaps(runs, _rows(left_out), fit=fit)


def _rows(flags: Flags) -> Ordinals:
    return flags.nonzero()[0].astype(np.int32)


def _runs(columns: Columns, rows: Ordinals, pause: Pause) -> Runs:
    by_brand = _ByBrand(columns, rows, pause)
    runs = {
        term: tuple(_blocks(columns, members, _is_no_brand, pause))
        for term, members in by_brand.apart.items()
    }
    if len(by_brand.common):
        runs[ALWAYS] = tuple(_blocks(columns, by_brand.common, by_brand.is_asked, pause))
    return runs


class _ByBrand:
    """Rows by the brand they ask for: those `apart`, by its term, and the `common` ones."""

    def __init__(self, columns: Columns, rows: Ordinals, pause: Pause) -> None:
        self._is_crowded = np.zeros(len(columns), np.bool_)
        is_common = np.zeros(len(columns), np.bool_)
        pairs = [np.zeros(0, np.uint64)]
        for some in steps(rows):
            keys, owners = columns.asked_by(some)
            is_brand = keys & SLOT_MASK == Slot.BRAND
            brands = np.bincount(owners[is_brand], minlength=len(some))
            self._is_crowded[some] = brands > MOST_RUNS
            is_common[some] = (brands == 0) | (brands > MOST_RUNS)
            posted = is_brand & (brands <= MOST_RUNS)[owners]
            term, row = keys[posted] >> SLOT_BITS, some[owners[posted]]
            pairs.append(term.astype(np.uint64) << 32 | row.astype(np.uint64))
            pause()
        together = np.sort(np.concatenate(pairs))
        terms, members = together >> 32, (together & 0xFFFFFFFF).astype(np.int32)
        starts = starts_of(terms)
        pause()
        self.apart: dict[int, Ordinals] = {}
        for begin, end in pairwise(starts.tolist()):
            if end - begin >= FEWEST_IN_RUN:
                self.apart[int(terms[begin])] = members[begin:end]
            else:
                is_common[members[begin:end]] = True
        self.common = _rows(is_common)
        self._terms_apart = np.array([*self.apart], np.uint32)

    def is_asked(self, rows: Ordinals, keys: Keys, owners: Keys) -> Flags:
        """Which of their keys the common rows are to be asked for: brands, if they lie nowhere
        else for them."""
        is_apart = np.isin(keys >> SLOT_BITS, self._terms_apart) & ~self._is_crowded[rows][owners]
        return _is_no_brand(rows, keys, owners) | ~is_apart


def _is_no_brand(rows: Ordinals, keys: Keys, owners: Keys) -> Flags:
    is_other: Flags = keys & SLOT_MASK != Slot.BRAND
    return is_other


def _blocks(
    columns: Columns,
    rows: Ordinals,
    is_asked: Callable[[Ordinals, Keys, Keys], Flags],
    pause: Pause,
) -> Iterator[Block]:
    """Blocks of about the same size, in the order of upper price bounds."""
    ordered = rows[np.argsort(columns.high[rows], kind="stable")]
    for some in np.array_split(ordered, -(-len(rows) // LARGEST)):
        keys, owners = columns.asked_by(some)
        asked = is_asked(some, keys, owners)
        pause()
        yield laid_out(
            Members(
                ordinals=some,
                accepts=columns.accepts[some],
                high=columns.high[some],
                low=columns.low[some],
                keys=keys[asked],
                owners=owners[asked],
            )
        )
        pause()
