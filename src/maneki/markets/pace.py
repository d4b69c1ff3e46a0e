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
        self._asked_for = timedelta(0)
        self._due: float | None = None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for the request before to end and the gap to pass, then hold the host."""
        async with self._one_at_a_time:
            await self._wait_out_the_gap()
            try:
                yield
            finally:
                self._due = self._clock.monotonic() + self._jittered().total_seconds()

    def widen(self, gap: timedelta) -> None:
        """Keep at least this gap from now on, whatever the jitter: the host asked for it."""
        self._asked_for = max(self._asked_for, gap)

    def left(self) -> timedelta:
        """How long the gap still lasts, if nobody else takes the turn."""
        if self._due is None:
            return timedelta(0)
        return timedelta(seconds=max(0.0, self._due - self._clock.monotonic()))

    def _jittered(self) -> timedelta:
        share = self._random.uniform(1 - self._jitter, 1 + self._jitter)
        return max(self._gap * share, self._asked_for)

    async def _wait_out_the_gap(self) -> None:
        # A timer may fire a little early, and floats never meet: less than this is nothing.
        while (left := self.left().total_seconds()) > _GRAIN_S:
            await self._clock.sleep(left)
