"""Several runs of one thing as one figure: the median, with every run beside it."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import Any


def rounded(value: float) -> float:
    """Four significant digits: more than a benchmark knows."""
    return float(f"{value:.4g}")


def middle(runs: Iterable[float]) -> float:
    return rounded(median(runs))


def figure(runs: Iterable[float]) -> dict[str, Any]:
    kept = [rounded(run) for run in runs]
    return {"median": middle(kept), "runs": kept}
