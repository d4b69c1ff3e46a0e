"""How filters are laid out in a block: see `block.py` for what its parts mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from maneki.matching.bits import WORD, Bits, Flags, packed, set_bits, words_for
from maneki.matching.block import SCATTERED, SLOT_BITS, SLOT_MASK, VETO, Block
from maneki.matching.wish import ACCEPT_BITS

MOST_LOW_ROWS = 16

COMMON = 256
"""A term that at least one in so many filters has gets a row. That is up to eight times as large as
its list would be, but marking takes longer the more there is to mark."""

_SLOTS = VETO + 1
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
    """Each key once, in ascending order: those who ask it are `owners` from one start to the next.

    `has_row` says whether it has a row of its own.
    """

    keys: NDArray[np.uint32]
    starts: NDArray[np.intp]
    owners: NDArray[np.uint32]
    has_row: Flags


def laid_out(members: Members) -> Block:
    count = len(members.ordinals)
    asked = _by_key(members)
    opened, places = _open_rows(asked, count)
    bounds = _low_bounds(members.low)
    terms = _term_rows(asked, opened, places, count)
    first_open = ACCEPT_BITS + len(bounds)
    first_term = first_open + len(opened)
    keys, term_rows, mark_starts, marks = _lookup(asked, places, first_term, count)
    return Block(
        ordinals=members.ordinals,
        high=members.high,
        low=members.low,
        rows=np.concatenate(
            [
                packed((members.accepts >> _ACCEPTED) & 1),
                packed(members.low <= bounds[:, None]),
                opened,
                terms,
            ]
        ),
        low_bounds=bounds,
        open_rows=range(first_open, first_term),
        slots=tuple(places.tolist()),
        keys=keys,
        term_rows=term_rows,
        mark_starts=mark_starts,
        marks=marks,
    )


def _by_key(members: Members) -> _Asked:
    # One number of both, because numpy sorts numbers several times as fast as it finds an order.
    both = np.sort(members.keys.astype(np.uint64) << 16 | members.owners)
    keys, owners = (both >> 16).astype(np.uint32), (both & 0xFFFF).astype(np.uint32)
    starts = starts_of(keys)
    has_row = np.diff(starts) * COMMON >= len(members.ordinals)
    return _Asked(keys[starts[:-1]], starts, owners, has_row)


def starts_of(values: NDArray[np.integer[Any]]) -> NDArray[np.intp]:
    """Where each run of equal values starts, and where the last one ends."""
    changes = (values[1:] != values[:-1]).nonzero()[0] + 1
    first = np.zeros(min(1, len(values)), np.intp)
    return np.concatenate([first, changes, [len(values)]]).astype(np.intp)


def _low_bounds(low: NDArray[np.int64]) -> NDArray[np.int64]:
    """The lower bounds that have a row: the lowest, and others with about as many in between."""
    count = len(low)
    return np.unique(np.sort(low)[np.arange(MOST_LOW_ROWS) * count // MOST_LOW_ROWS])


def _open_rows(asked: _Asked, count: int) -> tuple[Bits, NDArray[np.int32]]:
    """A row for each slot that somebody uses, and which is whose: -1 where nobody does."""
    slot = asked.keys & SLOT_MASK
    used = np.zeros(_SLOTS, np.bool_)
    used[slot] = True
    places = np.where(used, np.cumsum(used) - 1, -1).astype(np.int32)
    rows = np.zeros((int(used.sum()), words_for(count)), np.uint64)
    is_clause = np.repeat(slot != VETO, np.diff(asked.starts))
    set_bits(rows, _places(asked, places, count)[is_clause])
    np.invert(rows, out=rows, where=(np.flatnonzero(used) != VETO)[:, None])
    return rows, places


def _term_rows(asked: _Asked, opened: Bits, places: NDArray[np.int32], count: int) -> Bits:
    """The rows of keys that have one: where they are asked, and where that slot is open."""
    rows: Bits = opened[places[asked.keys[asked.has_row] & SLOT_MASK]]
    sizes = np.diff(asked.starts)
    row = np.arange(len(rows), dtype=np.uint32).repeat(sizes[asked.has_row])
    owners = asked.owners[asked.has_row.repeat(sizes)]
    set_bits(rows, row * np.uint32(words_for(count) * WORD) + owners)
    return rows


def _places(asked: _Asked, places: NDArray[np.int32], count: int) -> NDArray[np.uint32]:
    """Of everything that is asked, the bit it has in the open rows."""
    row = places[asked.keys & SLOT_MASK].astype(np.uint32) * np.uint32(words_for(count) * WORD)
    bits: NDArray[np.uint32] = row.repeat(np.diff(asked.starts)) + asked.owners
    return bits


def _lookup(
    asked: _Asked, places: NDArray[np.int32], first_term: int, count: int
) -> tuple[NDArray[np.uint32], NDArray[np.int32], NDArray[np.uint32], NDArray[np.uint32]]:
    """How the rows and the marks of a term are found: the last four parts of a block."""
    sizes = np.diff(asked.starts)
    is_marked = ~asked.has_row.repeat(sizes)
    marks = _places(asked, places, count)[is_marked]
    terms = (asked.keys >> SLOT_BITS).repeat(sizes)[is_marked]
    starts = starts_of(terms)
    with_marks = terms[starts[:-1]] << SLOT_BITS | SCATTERED
    with_row = asked.keys[asked.has_row]
    keys = np.concatenate([with_row, with_marks])
    order = np.argsort(keys)
    rows = np.concatenate([first_term + np.arange(len(with_row)), np.full(len(with_marks), -1)])
    lengths = np.concatenate([np.zeros(len(with_row), np.intp), np.diff(starts)])
    mark_starts = np.concatenate([[0], np.cumsum(lengths[order])])
    return keys[order], rows[order].astype(np.int32), mark_starts.astype(np.uint32), marks
