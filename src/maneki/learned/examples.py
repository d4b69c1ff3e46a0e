"""What is learned from: texts as their features, each with its label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maneki.learned.linear import shares


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
