"""The only place that knows what time it is.

Every other room takes a `Clock`. `now()` is for times that are kept (UTC, aware);
`monotonic()` is for measuring and pacing, and never jumps.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime: ...
    def monotonic(self) -> float: ...
    async def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251  (the Clock itself)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))


class OffsetClock(SystemClock):
    """The machine's clock and so many seconds, which a file says; another process may change it.

    For rehearsals of what a clock that is set does. Time that is measured goes on evenly.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self._offset_s())

    def _offset_s(self) -> float:
        """0 while the file is not there or cannot be read as a number: it may be being written."""
        try:
            return float(self._file.read_text())
        except (OSError, ValueError):
            return 0.0


class MovableClock:
    """Stands still until somebody moves it. Sleepers wake in order when it passes them."""

    def __init__(self, start: datetime = datetime(2026, 1, 5, 12, tzinfo=UTC)) -> None:
        self._now = start
        self._elapsed = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._elapsed + seconds, woken))
        await woken

    def move(self, step: timedelta | float) -> None:
        """Let `step` (a timedelta, or seconds) pass and wake whoever slept until then."""
        passed = step if isinstance(step, timedelta) else timedelta(seconds=step)
        self._now += passed
        self._elapsed += passed.total_seconds()
        due = [sleeper for sleeper in self._sleepers if sleeper[0] <= self._elapsed]
        self._sleepers = [sleeper for sleeper in self._sleepers if sleeper[0] > self._elapsed]
        for _, woken in sorted(due, key=lambda sleeper: sleeper[0]):
            if not woken.done():
                woken.set_result(None)
