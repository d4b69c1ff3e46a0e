"""Up to 65,536 filters as bitmaps, and which of them a listing fits: some twelve calls of numpy.

The theory. Filters lie side by side, a bit for each, in the order of their upper price bound; one
without a bound comes last. What is asked is a conjunction, so the answer is the AND of a few *rows*
of such bits, each of which says of every filter whether one condition is met:

    accept rows   one for each listing type, condition and kind of event: who accepts it
    low rows      one for each of some lower price bounds: who asks for no more than that
    open rows     one for each slot: who has no such clause, and so is content with anything
    term rows     one for each (term, slot) that many filters have: who is content, because the
                  clause has this term or there is none. A listing that has one of a slot's terms
                  takes this row instead of the open one
    the veto row  an empty one; who does not want one of the listing's terms is marked in it, and
                  it counts inverted

Most terms are asked for by few filters, and have no row but a list of bits: where to mark those
content (or, in the veto row, not) in the rows that were picked. They are picked by copying, so
there is room to mark them. All bits that a term has in all slots are in one list, and a listing's
terms are looked up at once, by binary search.

The upper bound is exact, since from some place on all filters reach as high as the price. Lower
bounds are exact up to what lies between two low rows, so they are asked once more of those that
are left, who are few. An auction has two prices; one of them must do. Then both bounds only
narrow down by the more lenient of the two, and are asked again.

Blocks are never changed, so threads and processes may share them; a filter that is gone is left
out of the answer by whoever asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maneki.matching.bits import Bits, Flags, Places, places_of, set_bits
from maneki.matching.wish import ACCEPT_BITS

LARGEST = 1 << 16
"""The most filters in one block: its rows stay where a processor has them at hand."""

SLOT_BITS = 5
SLOT_MASK = (1 << SLOT_BITS) - 1
VETO = 30
"""The slot of terms that must not be there."""
SCATTERED = 31
"""In place of a slot: the key is that of a term's list of bits."""
UNUSED = 255
"""In place of the number of an open row."""

UNBOUNDED_LOW, UNBOUNDED_HIGH = -(2**63), 2**63 - 1


class Span(NamedTuple):
    """A price range fits if it begins no higher than `low` and ends no lower than `high`."""

    low: int
    high: int


NO_PRICE = (Span(UNBOUNDED_LOW, UNBOUNDED_HIGH),)
"""What a listing without a price fits: ranges without bounds."""


class Question(NamedTuple):
    """What a block is asked. `keys` comes from `keys_of`, `accept` are bits of `Wish.accepts`."""

    keys: NDArray[np.uint32]
    accept: tuple[int, ...]
    spans: Sequence[Span]


def keys_of(terms: Collection[int]) -> NDArray[np.uint32]:
    """Where, in sorted keys, those of each term begin, and behind these, where they end."""
    begin = [term << SLOT_BITS for term in terms]
    return np.array([*begin, *(key + (1 << SLOT_BITS) for key in begin)], np.uint32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """Filters by their ordinals, in ascending order of `high`.

    `rows` are first the accept rows, then the low rows, one for each of `low_bounds`, then the
    open rows with the veto row, then the term rows. A slot's open row is the `slots[slot]`th of
    `open_rows`, or there is none (`UNUSED`) if nobody uses the slot.

    `keys` are sorted: terms with a slot, or with `SCATTERED`. A key's row is that of `term_rows`,
    if it has one, and `marks` from one of `mark_starts` to the next are its bits.
    """

    ordinals: NDArray[np.int32]
    high: NDArray[np.int64]
    low: NDArray[np.int64]
    rows: Bits
    low_bounds: NDArray[np.int64]
    open_rows: range
    slots: bytes
    keys: NDArray[np.uint32]
    term_rows: NDArray[np.int32]
    mark_starts: NDArray[np.uint32]
    marks: NDArray[np.uint32]

    @property
    def bytes(self) -> int:
        arrays = (self.ordinals, self.high, self.low, self.rows, self.low_bounds, self.keys)
        return sum(one.nbytes for one in (*arrays, self.term_rows, self.mark_starts, self.marks))


Fit = Callable[[Block, Question], NDArray[np.int32]]
"""What `fitting` does."""

_NOBODY: NDArray[np.int32] = np.zeros(0, np.int32)


def fitting(block: Block, question: Question) -> NDArray[np.int32]:
    """The ordinals of the filters that want all that the listing is, and nothing it is not."""
    spans = question.spans
    high, low = spans[0].high, spans[0].low
    for span in spans[1:]:
        high, low = min(high, span.high), max(low, span.low)
    first = int(block.high.searchsorted(high))
    if first == len(block.high):
        return _NOBODY
    base = [*question.accept]
    low_row = int(block.low_bounds.searchsorted(low))
    if low_row < len(block.low_bounds):
        base.append(ACCEPT_BITS + low_row)
    rows = _picked(block, base, question.keys)
    places = places_of(np.bitwise_and.reduce(rows, 0), first)
    return block.ordinals.take(places.compress(_in_one_of(block, places, spans)))


def _picked(block: Block, base: list[int], wanted: NDArray[np.uint32]) -> Bits:
    """The rows whose AND is the answer: those of the base, and one for each slot."""
    before, first_term = len(base), block.open_rows.stop
    slots, starts = block.slots, block.mark_starts
    picked, more, marks = [*base, *block.open_rows], [], []
    for key in _found(block.keys, wanted):
        slot = block.keys.item(key) & SLOT_MASK
        if slot == SCATTERED:
            marks.append(block.marks[starts.item(key) : starts.item(key + 1)])
            continue
        place, row = before + slots[slot], block.term_rows.item(key)
        if picked[place] < first_term:
            picked[place] = row
        else:
            more.append((place, row))
    rows: Bits = block.rows.take(picked, 0)
    for place, row in more:
        rows[place] |= block.rows[row]
    if marks:
        set_bits(rows[before:], marks[0] if len(marks) == 1 else np.concatenate(marks))
    if slots[VETO] != UNUSED:
        vetoed = rows[before + slots[VETO]]
        np.invert(vetoed, vetoed)
    return rows


def _found(keys: NDArray[np.uint32], wanted: NDArray[np.uint32]) -> list[int]:
    """Where among the sorted keys those of the wanted terms are."""
    ends = keys.searchsorted(wanted).tolist()
    pairs = zip(ends, ends[len(ends) // 2 :], strict=False)
    return [key for begin, end in pairs if begin != end for key in range(begin, end)]


def _in_one_of(block: Block, places: Places, spans: Sequence[Span]) -> Flags:
    low = block.low.take(places)
    if len(spans) == 1:
        # From the first place on all reach as high as that.
        return low <= spans[0].low
    high = block.high.take(places)
    fits = [(low <= span.low) & (high >= span.high) for span in spans]
    return fits[0] | fits[1]
