"""How the weights of a linear scorer are learned: multinomial logistic regression, in numpy.

Nothing is drawn by chance and nothing depends on the order of a set, so the same examples give the
same weights. It is run by scripts, never by the service.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from maneki.learned.linear import Floats, Scorer
from maneki.learned.table import Example, Table, common_features

__all__ = ["Example", "fitted"]


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
    rows = [one.values for one in examples]
    features = common_features(rows, least=least)
    labels = sorted({one.label for one in examples})
    wanted = np.zeros((len(examples), len(labels)), dtype=np.float32)
    wanted[np.arange(len(examples)), [labels.index(one.label) for one in examples]] = 1
    counts = np.array([one.weight for one in examples], dtype=np.float32)
    weights = _descent(
        Table.of(rows, features), wanted, counts / counts.sum(), penalty=penalty, rounds=rounds
    )
    return Scorer.of(
        labels=labels, features=features, weights=weights[:-1], bias=weights[-1], about=about
    )


def _descent(
    table: Table, wanted: Floats, counts: Floats, *, penalty: float, rounds: int
) -> Floats:
    """Accelerated gradient descent (Nesterov), with the step that a row of length two allows."""
    weights = np.zeros((table.width, wanted.shape[1]), dtype=np.float32)
    ahead, pace = weights, 1.0
    step = np.float32(1 / (1.0 + penalty))
    for _ in range(rounds):
        raw = table.times(ahead)
        raw -= raw.max(axis=1, keepdims=True)
        likely = np.exp(raw)
        likely /= likely.sum(axis=1, keepdims=True)
        slope = table.turned_times((likely - wanted) * counts[:, None])
        slope[:-1] += penalty * ahead[:-1]
        moved = ahead - step * slope
        next_pace = (1 + (1 + 4 * pace**2) ** 0.5) / 2
        ahead = moved + np.float32((pace - 1) / next_pace) * (moved - weights)
        weights, pace = moved, next_pace
    return np.asarray(weights, dtype=np.float32)
