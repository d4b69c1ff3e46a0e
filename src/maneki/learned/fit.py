"""How the weights of a linear scorer are learned: multinomial logistic regression, in numpy.

Nothing is drawn by chance and nothing depends on the order of a set, so the same examples give the
same weights. It is run by scripts, never by the service.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maneki.learned.linear import Floats, Scorer


@dataclass(frozen=True, slots=True)
class Example:
    """The features of a text, the label it should get, and how much it counts."""

    features: Sequence[str]
    label: str
    weight: float = 1.0


def fitted(
    examples: Sequence[Example],
    *,
    about: Mapping[str, Any],
    least: int = 2,
    penalty: float = 1e-4,
    rounds: int = 300,
) -> Scorer:
    """The scorer that fits these examples best.

    Features of fewer than `least` examples are not learned. `penalty` is that on the squares of
    the weights, beside the mean loss of an example; `rounds` are steps of the descent.
    """
    counts = Counter(feature for one in examples for feature in set(one.features))
    features = sorted(feature for feature, count in counts.items() if count >= least)
    labels = sorted({one.label for one in examples})
    table = _Table.of(examples, features, labels)
    weights = _descent(table, penalty=penalty, rounds=rounds)
    return Scorer.of(
        labels=labels, features=features, weights=weights[:-1], bias=weights[-1], about=about
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """Examples by features, each example's row of length one, and once more turned around.

    The last column is the bias, which stands in every example.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: Floats
    width: int
    wanted: Floats
    counts: Floats

    @classmethod
    def of(cls, examples: Sequence[Example], features: list[str], labels: list[str]) -> _Table:
        place = {feature: at for at, feature in enumerate(features)}
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        for row, one in enumerate(examples):
            said = list(dict.fromkeys(one.features))
            known = [place[feature] for feature in said if feature in place]
            rows += [row] * (len(known) + 1)
            columns += [*known, len(features)]
            values += [1 / max(len(said), 1) ** 0.5] * len(known) + [1.0]
        wanted = np.zeros((len(examples), len(labels)), dtype=np.float32)
        wanted[np.arange(len(examples)), [labels.index(one.label) for one in examples]] = 1
        counts = np.array([one.weight for one in examples], dtype=np.float32)
        return cls(
            np.array(rows), np.array(columns), np.array(values, dtype=np.float32),
            len(features) + 1, wanted, counts / counts.sum(),
        )  # fmt: skip


def _descent(table: _Table, *, penalty: float, rounds: int) -> Floats:
    """Accelerated gradient descent (Nesterov), with the step that a row of length two allows."""
    forth = _Sums(table.rows, table.columns, table.values, len(table.wanted))
    back = _Sums(table.columns, table.rows, table.values, table.width)
    weights = np.zeros((table.width, table.wanted.shape[1]), dtype=np.float32)
    ahead, pace = weights, 1.0
    step = np.float32(1 / (1.0 + penalty))
    for _ in range(rounds):
        raw = forth(ahead)
        raw -= raw.max(axis=1, keepdims=True)
        likely = np.exp(raw)
        likely /= likely.sum(axis=1, keepdims=True)
        slope = back((likely - table.wanted) * table.counts[:, None])
        slope[:-1] += penalty * ahead[:-1]
        moved = ahead - step * slope
        next_pace = (1 + (1 + 4 * pace**2) ** 0.5) / 2
        ahead = moved + np.float32((pace - 1) / next_pace) * (moved - weights)
        weights, pace = moved, next_pace
    return np.asarray(weights, dtype=np.float32)


class _Sums:
    """Sparse matrix times dense matrix: `to[i] = sum of values * dense[by]` where `at` is i."""

    def __init__(
        self, at: NDArray[np.int64], by: NDArray[np.int64], values: Floats, height: int
    ) -> None:
        order = np.argsort(at, kind="stable")
        self._by, self._values = by[order], values[order][:, None]
        self._here, self._starts = np.unique(at[order], return_index=True)
        self._height = height

    def __call__(self, dense: Floats) -> Floats:
        result = np.zeros((self._height, dense.shape[1]), dtype=np.float32)
        result[self._here] = np.add.reduceat(self._values * dense[self._by], self._starts, axis=0)
        return result
