"""Several runs of one thing as one figure: the median, with every run beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any


def rounded(value: float) -> float:
    """Four significant digits: more than a benchmark knows."""
    return float(f"{value:.4g}")


def middle(runs: Iterable[float]) -> float:
    return rounded(median(runs))


def percentiles(times: Sequence[float], *, unit: str = "", scale: float = 1.0) -> dict[str, float]:
    """p50, p95, p99 and the most of at least one; `unit` ends their names."""
    ordered = sorted(times)

    def at(share: float) -> float:
        return rounded(scale * ordered[min(len(ordered) - 1, int(share * len(ordered)))])

    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {f"{name}{unit}": at(share) for name, share in shares.items()}


def figure(runs: Iterable[float]) -> dict[str, Any]:
    kept = [rounded(run) for run in runs]
    return {"median": middle(kept), "runs": kept}
