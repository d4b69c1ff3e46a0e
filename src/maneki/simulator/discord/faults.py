"""The weather: how long answers take and which of them go wrong. Seeded, so that runs repeat."""

from __future__ import annotations

import math
import random
from collections import deque

from maneki.simulator.discord.rules import FaultKind, Faults, Latency, RouteName

ERRORS = {
    FaultKind.ERROR_500: 500,
    FaultKind.ERROR_502: 502,
    FaultKind.ERROR_503: 503,
    FaultKind.ERROR_504: 504,
    FaultKind.ERROR_500_ACCEPTED: 500,
    FaultKind.ERROR_502_ACCEPTED: 502,
    FaultKind.ERROR_503_ACCEPTED: 503,
    FaultKind.ERROR_504_ACCEPTED: 504,
}
AFTER_ACCEPTANCE = frozenset(
    {
        FaultKind.ERROR_500_ACCEPTED,
        FaultKind.ERROR_502_ACCEPTED,
        FaultKind.ERROR_503_ACCEPTED,
        FaultKind.ERROR_504_ACCEPTED,
        FaultKind.RESET_ACCEPTED,
    }
)
RESETS = frozenset({FaultKind.RESET, FaultKind.RESET_ACCEPTED})


class Weather:
    """Decides per request. What somebody has ordered for the next request comes before chance."""

    def __init__(self, latency: Latency, faults: Faults, seed: int) -> None:
        self._latency = latency
        self._faults = faults
        self._for_latency = random.Random(f"{seed}:latency")
        self._for_faults = random.Random(f"{seed}:faults")
        self._ordered: deque[tuple[FaultKind, RouteName | None]] = deque()

    def order(self, kind: FaultKind, *, route: RouteName | None, times: int) -> None:
        """The next `times` requests (of that route) go wrong in that way."""
        self._ordered.extend([(kind, route)] * times)

    def delay(self) -> float:
        """Seconds until the answer."""
        median = self._latency.median
        if median <= 0:
            return 0.0
        factor = math.exp(self._for_latency.gauss(0.0, self._latency.spread))
        return min(self._latency.longest, max(self._latency.shortest, median * factor))

    def fault(self, route: RouteName) -> FaultKind | None:
        for entry in self._ordered:
            if entry[1] is None or entry[1] is route:
                self._ordered.remove(entry)
                return entry[0]
        faults = self._faults
        if faults.rate <= 0 or (faults.routes and route not in faults.routes):
            return None
        if self._for_faults.random() >= faults.rate:
            return None
        return self._for_faults.choice(faults.kinds)

    @property
    def slow_for(self) -> float:
        return self._faults.slow_for
