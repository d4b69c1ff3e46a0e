"""A clock that jumps instead of waiting."""

from __future__ import annotations

import asyncio

from maneki.clock import MovableClock


class JumpingClock(MovableClock):
    """Whoever sleeps moves the time on and wakes at once; `slept` says how long."""

    def __init__(self) -> None:
        super().__init__()
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.move(seconds)
        await asyncio.sleep(0)


class HastyClock(JumpingClock):
    """Between two looks at it two seconds have passed."""

    def monotonic(self) -> float:
        self.move(2.0)
        return super().monotonic()
