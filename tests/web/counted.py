"""Metrics of a service that has just begun."""

from __future__ import annotations

from maneki.clock import Clock, MovableClock
from maneki.delivery.pace import Limiter
from maneki.loops import LoopHealth
from maneki.store import Store
from maneki.web.metrics import Metrics


def metrics_of(
    store: Store,
    *,
    clock: Clock | None = None,
    limiter: Limiter | None = None,
    loops: LoopHealth | None = None,
) -> Metrics:
    clock = clock or MovableClock()
    return Metrics(
        store,
        limiter=limiter or Limiter(clock),
        loops=loops or LoopHealth(),
        clock=clock,
        markets=("m", "mercari_jp"),
    )
