"""One request at a time to one host, and never two too close together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random

from maneki.clock import Clock

_GRAIN_S = 0.0005


class HostPace:
    """Hands out turns at one host: `async with pace.turn():` around each request.

    The gap is counted from the end of the last request to the start of the next. It is jittered
    so that several installations do not fall into step.
    """

    def __init__(
        self, clock: Clock, *, gap: timedelta, jitter: float, random: Random | None = None
    ) -> None:
        self._clock = clock
        self._gap = gap
        self._jitter = jitter
        self._random = random or Random()
        self._one_at_a_time = asyncio.Lock()
        self._last_ended: float | None = None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for the request before to end and the gap to pass, then hold the host."""
        async with self._one_at_a_time:
            await self._wait_out_the_gap()
            try:
                yield
            finally:
                self._last_ended = self._clock.monotonic()

    def widen(self, gap: timedelta) -> None:
        """Keep at least this gap from now on: the host asked for it."""
        self._gap = max(self._gap, gap)

    async def _wait_out_the_gap(self) -> None:
        if self._last_ended is None:
            return
        share = self._random.uniform(1 - self._jitter, 1 + self._jitter)
        due = self._last_ended + self._gap.total_seconds() * share
        # A timer may fire a little early, and floats never meet: less than this is nothing.
        while (left := due - self._clock.monotonic()) > _GRAIN_S:
            await self._clock.sleep(left)
