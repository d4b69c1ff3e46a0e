"""Bitmaps: a bit for each of so many things, in whole words, so that numpy ANDs 64 at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]

WORD = 64

FEW_BYTES = 1_024
"""So few are as fast looked through bit by bit."""

_BIT: Bytes = (1 << np.arange(8)).astype(np.uint8)
_FROM: list[int] = [(0xFF << bit) & 0xFF for bit in range(8)]
"""The bits of a byte that are not before this one."""


def words_for(count: int) -> int:
    return -(-count // WORD)


def packed(flags: NDArray[Any]) -> Bits:
    """Rows of flags (whatever is not zero) as rows of bits; behind the last one there are zeros."""
    rows, count = flags.shape
    out = np.zeros((rows, words_for(count) * WORD // 8), np.uint8)
    some = np.packbits(flags, axis=1, bitorder="little")
    out[:, : some.shape[1]] = some
    return out.view(np.uint64)


def set_bits(rows: Bits, places: NDArray[np.integer[Any]]) -> None:
    """Set bits of adjoining rows, counted through from the first one."""
    at = places.astype(np.intp)
    # Not `|=`: several of them may lie in one byte.
    np.bitwise_or.at(rows.reshape(-1).view(np.uint8), at >> 3, _BIT.take(at & 7))


def places_of(bits: Bits, first: int) -> Places:
    """Where the bits are set, in ascending order, none before `first`."""
    some = bits.view(np.uint8)[first >> 3 :]
    some[0] &= _FROM[first & 7]
    if len(some) < FEW_BYTES:
        return _set_in(some) + (first & ~7)
    # Most bytes are empty, and looking for what is not takes as long for a bit as for a byte.
    at = (some != 0).nonzero()[0]
    within = _set_in(some.take(at))
    at <<= 3
    at += first & ~7
    places: Places = at.take(within >> 3)
    within &= 7
    places += within
    return places


def _set_in(some: Bytes) -> Places:
    places: Places = np.unpackbits(some, bitorder="little").view(np.bool_).nonzero()[0]
    return places
