"""A linear scorer of texts: which of some labels fits best, by weights that were learned.

The weights are a file beside the code that reads them (`Scorer.load`), written by a script that
says in it what it was fitted on (`about`). Scoring adds up the rows of the features that are known,
so it takes well under a millisecond, and says the same to the same on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_STEPS = 127
"""Weights are kept as whole numbers of at most this, times a scale of their label."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """Labels, known features with one weight for each label, and how likely a label is anyhow.

    `weights` is of shape (features, labels) as whole numbers, `scales` and `bias` have one number
    for each label; `about` says where the weights come from.
    """

    labels: tuple[str, ...]
    features: Mapping[str, int]
    weights: NDArray[np.int8]
    scales: Floats
    bias: Floats
    about: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        *,
        labels: Sequence[str],
        features: Sequence[str],
        weights: Floats,
        bias: Floats,
        about: Mapping[str, Any],
    ) -> Scorer:
        """A scorer with these weights, rounded. Features whose weights all round to 0 are left."""
        scales = np.maximum(np.abs(weights).max(axis=0), 1e-9).astype(np.float32) / _STEPS
        rounded = np.rint(weights / scales).astype(np.int8)
        kept = np.flatnonzero(rounded.any(axis=1)).tolist()
        return cls(
            tuple(labels),
            {features[old]: new for new, old in enumerate(kept)},
            rounded[kept],
            scales,
            bias.astype(np.float32),
            dict(about),
        )

    @classmethod
    def load(cls, file: IO[bytes]) -> Scorer:
        """What `save` wrote. Raises `ValueError` or `KeyError` if it is no such file."""
        with np.load(file, allow_pickle=False) as kept:
            words = json.loads(kept["words"].tobytes().decode("utf-8"))
            return cls(
                tuple(words["labels"]),
                {feature: place for place, feature in enumerate(words["features"])},
                kept["weights"],
                kept["scales"],
                kept["bias"],
                words["about"],
            )

    def save(self, file: IO[bytes]) -> None:
        words = {"about": self.about, "labels": self.labels, "features": list(self.features)}
        written = json.dumps(words, ensure_ascii=False, indent=0).encode("utf-8")
        np.savez_compressed(
            file,
            words=np.frombuffer(written, dtype=np.uint8),
            weights=self.weights,
            scales=self.scales,
            bias=self.bias,
        )

    def sums(self, found: Mapping[str, float]) -> Floats:
        """What the weights come to for each label: features by name, each with its value."""
        known = [
            (row, value)
            for one, value in found.items()
            if (row := self.features.get(one)) is not None
        ]
        if not known:
            return self.bias.copy()
        rows, values = zip(*known, strict=True)
        added = np.asarray(values, dtype=np.float32) @ self.weights[list(rows)].astype(np.float32)
        return np.asarray(added * self.scales + self.bias, dtype=np.float32)


def shares(found: Iterable[str]) -> dict[str, float]:
    """Features of one kind that weigh as much together as one feature by itself would."""
    once = list(dict.fromkeys(found))
    return dict.fromkeys(once, 1 / max(len(once), 1) ** 0.5)
