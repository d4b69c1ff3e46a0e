"""How weights are learned that part each label from all others: a linear support vector machine.

Of few examples with many features it learns more than logistic regression does, and its sums are
distances, not chances. The loss is the square of what an example lacks to a margin of one; it is
brought down example by example in the dual (Hsieh et al. 2008, "A dual coordinate descent method
for large-scale linear SVM"), for all labels at once. The order is drawn with a fixed seed, so the
same examples give the same weights. It is run by scripts, never by the service.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maneki.learned.examples import Example, common_features
from maneki.learned.linear import Floats, Scorer

_SEED = 5


def parted(
    examples: Sequence[Example],
    *,
    about: Mapping[str, Any],
    least: int = 2,
    strength: float = 1.0,
    rounds: int = 15,
) -> Scorer:
    """The scorer that parts the labels best.

    Features of fewer than `least` examples are not learned. `strength` is how much the loss of one
    example counts beside the squares of the weights; every example is visited in each of `rounds`.
    """
    found = [one.values for one in examples]
    features = common_features(found, least=least)
    labels = sorted({one.label for one in examples})
    sides = np.full((len(examples), len(labels)), -1, dtype=np.float32)
    sides[np.arange(len(examples)), [labels.index(one.label) for one in examples]] = 1
    eases = [1 / (2 * strength * one.weight) for one in examples]
    weights = _climb(list(_rows(found, features)), sides, eases, width=len(features), rounds=rounds)
    return Scorer.of(
        labels=labels, features=features, weights=weights[:-1], bias=weights[-1], about=about
    )


def _rows(
    found: Sequence[Mapping[str, float]], features: Sequence[str]
) -> Iterator[tuple[NDArray[np.int64], Floats]]:
    """The columns and values of each example, with a last column that is 1 in all of them."""
    place = {feature: at for at, feature in enumerate(features)}
    for one in found:
        known = [(at, value) for name, value in one.items() if (at := place.get(name, -1)) >= 0]
        columns = np.array([*(at for at, _ in known), len(features)])
        yield columns, np.array([*(value for _, value in known), 1.0], dtype=np.float32)


def _climb(
    rows: Sequence[tuple[NDArray[np.int64], Floats]],
    sides: Floats,
    eases: Sequence[float],
    *,
    width: int,
    rounds: int,
) -> Floats:
    weights = np.zeros((width + 1, sides.shape[1]), dtype=np.float32)
    pulls = np.zeros_like(sides)
    squares = [float(values @ values) + ease for (_, values), ease in zip(rows, eases, strict=True)]
    order = np.random.default_rng(_SEED)
    for _ in range(rounds):
        for at in order.permutation(len(rows)):
            columns, values = rows[at]
            slope = sides[at] * (values @ weights[columns]) - 1 + pulls[at] * eases[at]
            moved = np.maximum(pulls[at] - slope / squares[at], 0)
            weights[columns] += values[:, None] * ((moved - pulls[at]) * sides[at])
            pulls[at] = moved
    return weights
