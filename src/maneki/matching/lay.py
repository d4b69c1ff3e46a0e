"""How filters are laid out in a block: see `block.py` for what its parts mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from maneki.matching.bits import WORD, Bits, Flags, packed, set_bits, words_for
from maneki.matching.block import SCATTERED, SLOT_BITS, SLOT_MASK, UNUSED, VETO, Block
from maneki.matching.wish import ACCEPT_BITS

MOST_LOW_ROWS = 16

COMMON = 768
"""A term that at least one in so many filters has gets a row. That is up to 24 times as large as
its list would be, but marking takes longer the more there is to mark. With 256, a filter took 26
bytes less and a listing a tenth more time (a million filters, `bench/matching.py`)."""

_ACCEPTED = np.arange(ACCEPT_BITS, dtype=np.uint16)[:, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """The filters of a block, in its order, and what they ask: `keys[i]` is asked by `owners[i]`.

    A key is a term and the slot it is asked for in; owners are counted within the block.
    """

    ordinals: NDArray[np.int32]
    accepts: NDArray[np.uint16]
    high: NDArray[np.int64]
    low: NDArray[np.int64]
    keys: NDArray[np.uint32]
    owners: NDArray[np.uint32]


class _Asked(NamedTuple):
    """Each key once, in ascending order. Its owners are so many as its size, behind each other's.

    `has_row` says whether it has a row of its own; `opened`, which open row is its slot's.
    """

    keys: NDArray[np.uint32]
    sizes: NDArray[np.intp]
    owners: NDArray[np.uint32]
    has_row: Flags
    opened: NDArray[np.intp]

    def of_owners(self, which: Flags) -> Flags:
        """What is said of keys, said of their owners."""
        return which.repeat(self.sizes)

    def bits(self, rows: NDArray[np.intp], width: int, which: Flags) -> NDArray[np.intp]:
        """The bit of each owner of these keys, if each key has such a row, so wide."""
        firsts = (rows * width).repeat(self.sizes[which])
        bits: NDArray[np.intp] = firsts + self.owners[self.of_owners(which)]
        return bits


class _Lookup(NamedTuple):
    """How the rows and the marks of a term are found: these parts of a block."""

    keys: NDArray[np.uint32]
    term_rows: NDArray[np.int32]
    mark_starts: NDArray[np.uint32]
    marks: NDArray[np.uint32]


def laid_out(members: Members) -> Block:
    width = words_for(len(members.ordinals)) * WORD
    asked, slots = _asked_by(members)
    bounds = _low_bounds(members.low)
    open_rows = _open_rows(asked, slots, width)
    first_open = ACCEPT_BITS + len(bounds)
    first_term = first_open + len(open_rows)
    lookup = _lookup(asked, first_term, width)
    return Block(
        ordinals=members.ordinals,
        high=members.high,
        low=members.low,
        rows=np.concatenate(
            [
                packed((members.accepts >> _ACCEPTED) & 1),
                packed(members.low <= bounds[:, None]),
                open_rows,
                _term_rows(asked, open_rows, width),
            ]
        ),
        low_bounds=bounds,
        open_rows=range(first_open, first_term),
        slots=bytes(slots.index(slot) if slot in slots else UNUSED for slot in range(VETO + 1)),
        **lookup._asdict(),
    )


def _asked_by(members: Members) -> tuple[_Asked, list[int]]:
    """What is asked, and the slots that are used."""
    # One number of both, because numpy sorts numbers several times as fast as it finds an order.
    both = np.sort(members.keys.astype(np.uint64) << 16 | members.owners)
    every, owners = (both >> 16).astype(np.uint32), (both & 0xFFFF).astype(np.uint32)
    starts = starts_of(every)
    keys, sizes = every[starts[:-1]], np.diff(starts)
    slots, opened = np.unique(keys & SLOT_MASK, return_inverse=True)
    has_row = sizes * COMMON >= len(members.ordinals)
    return _Asked(keys, sizes, owners, has_row, opened), slots.tolist()


def starts_of(values: NDArray[np.integer[Any]]) -> NDArray[np.intp]:
    """Where each run of equal values starts, and where the last one ends."""
    changes = (values[1:] != values[:-1]).nonzero()[0] + 1
    first = np.zeros(min(1, len(values)), np.intp)
    return np.concatenate([first, changes, [len(values)]]).astype(np.intp)


def _low_bounds(low: NDArray[np.int64]) -> NDArray[np.int64]:
    """The lower bounds that have a row: the lowest, and others with about as many in between."""
    count = len(low)
    return np.unique(np.sort(low)[np.arange(MOST_LOW_ROWS) * count // MOST_LOW_ROWS])


def _open_rows(asked: _Asked, slots: list[int], width: int) -> Bits:
    """A row for each of the slots. The veto row, the last one if there is one, is empty."""
    rows = np.zeros((len(slots), width // WORD), np.uint64)
    is_clause = asked.keys & SLOT_MASK != VETO
    set_bits(rows, asked.bits(asked.opened[is_clause], width, is_clause))
    clauses = len(slots) - (VETO in slots)
    np.invert(rows[:clauses], out=rows[:clauses])
    return rows


def _term_rows(asked: _Asked, open_rows: Bits, width: int) -> Bits:
    """A row for each key that has one: who asks it, and whose slot is open."""
    rows: Bits = open_rows[asked.opened[asked.has_row]]
    set_bits(rows, asked.bits(np.arange(len(rows)), width, asked.has_row))
    return rows


def _lookup(asked: _Asked, first_term: int, width: int) -> _Lookup:
    is_marked = ~asked.has_row
    terms = (asked.keys[is_marked] >> SLOT_BITS).repeat(asked.sizes[is_marked])
    starts = starts_of(terms)
    with_row, with_marks = asked.keys[asked.has_row], terms[starts[:-1]] << SLOT_BITS | SCATTERED
    keys = np.concatenate([with_row, with_marks])
    rows = np.concatenate([first_term + np.arange(len(with_row)), np.full(len(with_marks), -1)])
    sizes = np.concatenate([np.zeros(len(with_row), np.intp), np.diff(starts)])
    order = np.argsort(keys)
    return _Lookup(
        keys=keys[order],
        term_rows=rows[order].astype(np.int32),
        mark_starts=np.concatenate([[0], np.cumsum(sizes[order])]).astype(np.uint32),
        # There are not so many open rows that these bits were beyond it.
        marks=asked.bits(asked.opened[is_marked], width, is_marked).astype(np.uint32),
    )
