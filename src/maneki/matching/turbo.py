"""`block.fitting`, compiled: the same answers, in one pass instead of some twenty calls.

For whoever has very many filters and installs `maneki[turbo]`, which brings numba. It is compiled
when this is imported, which takes some seconds.

The rows that are picked are not copied first: they are ANDed from the word on in which the first
filter lies that reaches as high as the price. Only those of slots that have marks, or several terms
of the listing, are put together elsewhere.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit
from numba.core import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from maneki.matching.bits import Bits, Flags
from maneki.matching.block import SCATTERED, SLOT_BITS, SLOT_MASK, VETO, Block, Question
from maneki.matching.wish import ACCEPT_BITS

_ints, _longs, _keys = types.int32[::1], types.int64[::1], types.uint32[::1]
_SIGNATURE = _ints(
    *(_ints, _longs, _longs, types.uint64[:, ::1], _longs),
    *(types.UniTuple(types.int64, 2), types.Array(types.uint8, 1, "C", readonly=True)),
    *(_keys, _ints, _keys, _keys, _keys),
    *(types.UniTuple(types.int64, 3), types.UniTuple(types.int64, 4)),
)

_WORD_SHIFT, _IN_WORD = 6, 63
_ONE, _ALL = np.uint64(1), np.uint64(2**64 - 1)


@intrinsic
def _lowest_bit(_typing: Any, _word: Any) -> Any:
    """The place of the lowest bit of a word, which must not be empty."""

    def code(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), code


@intrinsic
def _bits_in(_typing: Any, _word: Any) -> Any:
    """How many bits of a word are set."""

    def code(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.ctpop(args[0])

    return types.int64(types.uint64), code


@njit
def _narrow(left: Bits, row: Bits) -> None:
    for word in range(len(left)):
        left[word] &= row[word]


@njit
def _copy(to: Bits, row: Bits) -> None:
    for word in range(len(to)):
        to[word] = row[word]


@njit
def _widen(to: Bits, row: Bits) -> None:
    for word in range(len(to)):
        to[word] |= row[word]


@njit
def _exclude(left: Bits, row: Bits) -> None:
    for word in range(len(left)):
        left[word] &= ~row[word]


@njit
def _scanned(
    left: Bits,
    first_word: int,
    rows: Bits,
    open_rows: Bits,
    slots: NDArray[np.uint8],
    keys: NDArray[np.uint32],
    term_rows: NDArray[np.int32],
    mark_starts: NDArray[np.uint32],
    marks: NDArray[np.uint32],
    begins: NDArray[np.uint32],
) -> None:
    """Narrow down what is left by what every slot asks for."""
    content = np.empty((len(open_rows), len(left)), np.uint64)
    is_made = np.zeros(len(open_rows), np.bool_)
    marked = np.empty(len(begins), np.int64)
    count = 0
    for begin in begins:
        key = np.searchsorted(keys, begin)
        while key < len(keys) and keys[key] >> SLOT_BITS == begin >> SLOT_BITS:
            slot = keys[key] & SLOT_MASK
            if slot == SCATTERED:
                marked[count] = key
                count += 1
            else:
                place, row = slots[slot], rows[term_rows[key], first_word:]
                if is_made[place]:
                    _widen(content[place], row)
                else:
                    _copy(content[place], row)
                    is_made[place] = True
            key += 1
    _mark(content, is_made, first_word, open_rows, mark_starts, marks, marked[:count])
    for place in range(len(open_rows)):
        row = content[place] if is_made[place] else open_rows[place, first_word:]
        if place == slots[VETO]:
            _exclude(left, row)
        else:
            _narrow(left, row)


@njit
def _mark(
    content: Bits,
    is_made: Flags,
    first_word: int,
    open_rows: Bits,
    mark_starts: NDArray[np.uint32],
    marks: NDArray[np.uint32],
    marked: NDArray[np.int64],
) -> None:
    """Mark who is content with a term that has no row."""
    width = open_rows.shape[1] << _WORD_SHIFT
    for key in marked:
        for mark in marks[mark_starts[key] : mark_starts[key + 1]]:
            place = mark // width
            word = ((mark - place * width) >> _WORD_SHIFT) - first_word
            if word < 0:
                continue
            if not is_made[place]:
                _copy(content[place], open_rows[place, first_word:])
                is_made[place] = True
            content[place, word] |= _ONE << np.uint64(mark & _IN_WORD)


@njit
def _found(
    left: Bits,
    first_word: int,
    ordinals: NDArray[np.int32],
    high: NDArray[np.int64],
    low: NDArray[np.int64],
    bounds: tuple[int, int, int, int],
) -> NDArray[np.int32]:
    """Who is left and has a price range that one of the two spans fits."""
    low_1, high_1, low_2, high_2 = bounds
    is_one = low_1 == low_2 and high_1 == high_2
    most = 0
    for bits in left:
        most += _bits_in(bits)
    found = np.empty(most, np.int32)
    count = 0
    for word in range(len(left)):
        bits, begin = left[word], (first_word + word) << _WORD_SHIFT
        while bits:
            at = begin + np.int64(_lowest_bit(bits))
            bits &= bits - _ONE
            found[count] = ordinals[at]
            if is_one:
                # From the first place on all reach as high as that.
                count += 1 if low[at] <= low_1 else 0
            else:
                fits_1 = low[at] <= low_1 and high[at] >= high_1
                fits_2 = low[at] <= low_2 and high[at] >= high_2
                count += 1 if fits_1 or fits_2 else 0
    those: NDArray[np.int32] = found[:count]
    return those


@njit(_SIGNATURE)
def _fitting(
    ordinals: NDArray[np.int32],
    high: NDArray[np.int64],
    low: NDArray[np.int64],
    rows: Bits,
    low_bounds: NDArray[np.int64],
    open_at: tuple[int, int],
    slots: NDArray[np.uint8],
    keys: NDArray[np.uint32],
    term_rows: NDArray[np.int32],
    mark_starts: NDArray[np.uint32],
    marks: NDArray[np.uint32],
    begins: NDArray[np.uint32],
    accept: tuple[int, int, int],
    bounds: tuple[int, int, int, int],
) -> NDArray[np.int32]:
    low_1, high_1, low_2, high_2 = bounds
    first = np.searchsorted(high, min(high_1, high_2))
    if first == len(high):
        return np.empty(0, np.int32)
    first_word = first >> _WORD_SHIFT
    left = rows[accept[0], first_word:].copy()
    _narrow(left, rows[accept[1], first_word:])
    _narrow(left, rows[accept[2], first_word:])
    bound = np.searchsorted(low_bounds, max(low_1, low_2))
    if bound < len(low_bounds):
        _narrow(left, rows[ACCEPT_BITS + bound, first_word:])
    open_rows = rows[open_at[0] : open_at[1]]
    _scanned(left, first_word, rows, open_rows, slots, keys, term_rows, mark_starts, marks, begins)
    left[0] &= _ALL << np.uint64(first & _IN_WORD)
    found: NDArray[np.int32] = _found(left, first_word, ordinals, high, low, bounds)
    return found


def fitting(block: Block, question: Question) -> NDArray[np.int32]:
    """The same as `block.fitting`."""
    one, other = question.spans[0], question.spans[-1]
    accept, open_rows = question.accept, block.open_rows
    found: NDArray[np.int32] = _fitting(
        block.ordinals,
        block.high,
        block.low,
        block.rows,
        block.low_bounds,
        (open_rows.start, open_rows.stop),
        np.frombuffer(block.slots, np.uint8),
        block.keys,
        block.term_rows,
        block.mark_starts,
        block.marks,
        question.keys[: len(question.keys) // 2],
        # The last one again changes nothing.
        (accept[0], accept[1], accept[-1]),
        (one.low, one.high, other.low, other.high),
    )
    return found
