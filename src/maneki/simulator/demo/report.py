"""The figures of a demo. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

Spread = dict[str, float | None]


def spread_of(seconds: Iterable[float]) -> Spread:
    """Mean and percentiles in seconds, by the nearest rank; None where nothing was measured."""
    ordered = sorted(seconds)
    if not ordered:
        return dict.fromkeys(("mean", "p50", "p95", "p99"))
    return {
        "mean": round(sum(ordered) / len(ordered), 3),
        **{f"p{p}": round(_percentile(ordered, p), 3) for p in (50, 95, 99)},
    }


def _percentile(ordered: list[float], percent: int) -> float:
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, rank - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReport:
    """The watcher's figures. `latency_s` is fetched → accepted."""

    members: int
    filters: int
    listings: int
    matches: int
    alerts: dict[str, int]
    latency_s: Spread
    visible_to_fetched_s: Spread
    requests: int
    rate_limited: int
    seconds: float

    def shape(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, repeated, misrouted or rate-limited, and something was due."""
        bad = ("lost", "repeated", "misrouted")
        return (
            self.alerts["due"] > 0
            and not any(self.alerts[name] for name in bad)
            and self.rate_limited == 0
        )
