"""Filters that ask for the same, however it was written: they are matched once for all of them.

Two are the same if they have the same terms in the same slots (in whatever order), accept the same
and have the same price range. The first of them leads: it lies in the bitmaps, and whoever follows
it is found with it. Rows are compared by a hash, and those whose hashes are equal once more by all
they say; if such a pair differs after all, each is matched by itself.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maneki.matching.bitmaps import Ordinals
from maneki.matching.bits import Flags
from maneki.matching.columns import Columns, Pause, adjoining, steps

FEWEST_FOLLOWERS = 16
"""Unless one filter in so many asks for what another asks for, looking for who follows whom takes
longer than asking all of them."""

_Hashes = NDArray[np.uint64]

_ONE = np.uint64(0x9E3779B97F4A7C15)
_TWO = np.uint64(0xBF58476D1CE4E5B9)
_THREE = np.uint64(0x94D049BB133111EB)


class Shared(NamedTuple):
    """`leads` says which rows lie in the bitmaps. Who is found with the one that has the ordinal i
    are `members` from `starts[i]` to the next, if it is `followed` at all.
    """

    leads: Flags
    followed: Flags
    starts: NDArray[np.int32]
    members: Ordinals

    @property
    def bytes(self) -> int:
        return sum(one.nbytes for one in self)

    def with_followers(self, found: Ordinals) -> Ordinals:
        leaders = found.compress(self.followed.take(found))
        if not len(leaders):
            return found
        first = self.starts.take(leaders).astype(np.int64)
        counts = self.starts.take(leaders + 1) - first
        return np.concatenate([found, self.members.take(adjoining(first, counts))])


def shared(columns: Columns, *, pause: Pause) -> Shared | None:
    """Who is the same as whom; None if nearly everybody asks for something else."""
    rows = (columns.accepts > 0).nonzero()[0]
    hashes = np.zeros(len(rows), np.uint64)
    at = 0
    for some in steps(rows):
        hashes[at : at + len(some)] = _hashes(columns, some)
        at += len(some)
        pause()
    order = np.argsort(hashes, kind="stable")
    pause()
    is_again = np.zeros(len(rows), np.bool_)
    is_again[1:] = hashes[order[1:]] == hashes[order[:-1]]
    if np.count_nonzero(is_again) * FEWEST_FOLLOWERS < max(1, len(rows)):
        return None
    # In the order of their hashes: where the first with this hash is.
    first = np.maximum.accumulate(np.where(is_again, 0, np.arange(len(rows))))
    lead, own = rows[order[first[is_again]]], rows[order[is_again]]
    is_same = np.concatenate(
        [_same(columns, *some) for some in zip(steps(lead), steps(own), strict=True)]
    )
    pause()
    leader = np.arange(len(columns), dtype=np.int32)
    leader[own[is_same]] = lead[is_same]
    return _grouped(columns, leader)


def _grouped(columns: Columns, leader: Ordinals) -> Shared:
    is_there, follows = columns.accepts > 0, leader != np.arange(len(columns))
    members = follows.nonzero()[0].astype(np.int32)
    members = members[np.argsort(leader[members], kind="stable")]
    counts = np.bincount(leader[members], minlength=len(columns))
    starts = np.zeros(len(columns) + 1, np.int32)
    np.cumsum(counts, out=starts[1:])
    leads: Flags = is_there & ~follows
    return Shared(leads, counts > 0, starts, members)


def _hashes(columns: Columns, rows: NDArray[np.int64]) -> _Hashes:
    keys, owners = columns.asked_by(rows)
    # A sum, which does not depend on the order of the terms; it wraps around.
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(_mixed(keys.astype(np.uint64)))])
    ends = np.cumsum(np.bincount(owners, minlength=len(rows)))
    asked: _Hashes = sums[ends] - sums[np.concatenate([np.zeros(1, np.intp), ends[:-1]])]
    for column in (columns.accepts, columns.currency, columns.low, columns.high):
        asked = _mixed(asked ^ column[rows].astype(np.int64).view(np.uint64))
    return asked


def _mixed(numbers: _Hashes) -> _Hashes:
    """Splitmix64: numbers that are near to each other become ones that are not."""
    numbers = numbers + _ONE
    numbers = (numbers ^ numbers >> np.uint64(30)) * _TWO
    numbers = (numbers ^ numbers >> np.uint64(27)) * _THREE
    mixed: _Hashes = numbers ^ numbers >> np.uint64(31)
    return mixed


def _same(columns: Columns, one: NDArray[np.int64], other: NDArray[np.int64]) -> Flags:
    """Which of these pairs of rows say the same."""
    is_same = np.ones(len(one), np.bool_)
    counts = np.diff(columns.starts)
    for column in (columns.accepts, columns.currency, columns.low, columns.high, counts):
        is_same &= column[one] == column[other]
    mine, owners = _sorted_keys(columns, one[is_same])
    theirs, _ = _sorted_keys(columns, other[is_same])
    differs = np.zeros(int(is_same.sum()), np.bool_)
    differs[owners[mine != theirs]] = True
    is_same[is_same.nonzero()[0][differs]] = False
    return is_same


def _sorted_keys(
    columns: Columns, rows: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Each row's keys in ascending order, with the place of the row before them."""
    keys, owners = columns.asked_by(rows)
    both = np.sort(owners.astype(np.uint64) << np.uint64(32) | keys)
    return both, both >> np.uint64(32)
