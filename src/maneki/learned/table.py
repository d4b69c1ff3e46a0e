"""Examples as a sparse table that can be multiplied from either side, in numpy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from maneki.learned.linear import Floats, shares

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    """A text: its features, the label it should get, and how much it counts.

    Features are names, which share the weight of one, or names with their values.
    """

    features: Sequence[str] | Mapping[str, float]
    label: str
    weight: float = 1.0

    @property
    def values(self) -> Mapping[str, float]:
        return self.features if isinstance(self.features, Mapping) else shares(self.features)


def common_features(rows: Sequence[Mapping[str, float]], *, least: int) -> list[str]:
    """The features of at least so many rows, sorted."""
    counts = Counter(feature for row in rows for feature in row)
    return sorted(feature for feature, count in counts.items() if count >= least)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by columns: a column for each feature, and a last one that is 1 in every row."""

    height: int
    width: int
    _forth: _Sums = field(repr=False)
    _back: _Sums = field(repr=False)

    @classmethod
    def of(cls, found: Sequence[Mapping[str, float]], features: Sequence[str]) -> Table:
        place = {feature: at for at, feature in enumerate(features)}
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        for row, one in enumerate(found):
            known = [(place[name], value) for name, value in one.items() if name in place]
            rows += [row] * (len(known) + 1)
            columns += [*(column for column, _ in known), len(features)]
            values += [*(value for _, value in known), 1.0]
        at, by, weights = np.array(rows), np.array(columns), np.array(values, dtype=np.float32)
        height, width = len(found), len(features) + 1
        return cls(
            height,
            width,
            _Sums(at, by, weights, height=height),
            _Sums(by, at, weights, height=width),
        )

    def times(self, dense: Floats) -> Floats:
        """The table times a matrix with a row for each column."""
        return self._forth(dense)

    def turned_times(self, dense: Floats) -> Floats:
        """The table turned around times a matrix with a row for each row."""
        return self._back(dense)


class _Sums:
    """Row i of the result: the sum of `values * dense[by]` wherever `at` is i."""

    def __init__(self, at: Ints, by: Ints, values: Floats, *, height: int) -> None:
        order = np.argsort(at, kind="stable")
        self._by, self._values = by[order], values[order][:, None]
        self._here, self._starts = np.unique(at[order], return_index=True)
        self._height = height

    def __call__(self, dense: Floats) -> Floats:
        result = np.zeros((self._height, dense.shape[1]), dtype=np.float32)
        result[self._here] = np.add.reduceat(self._values * dense[self._by], self._starts, axis=0)
        return result
