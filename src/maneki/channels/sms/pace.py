"""The pace of one sending number: carriers count the segments, not the messages.

A number that sends faster than its campaign allows is queued by the provider, and then filtered.
Whoever comes first goes first; who would have to wait longer than they are patient is told how
long, and has cost nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from maneki.clock import Clock


@dataclass(frozen=True, slots=True)
class TooLong:
    """`seconds` until there is room, from now."""

    seconds: float


class TextPace:
    """`per_second` segments, evenly; `at_once` of them in a row after a pause."""

    def __init__(self, clock: Clock, *, per_second: float, at_once: int = 10) -> None:
        self._clock = clock
        self._every = 1.0 / per_second
        self._slack = (at_once - 1) * self._every
        self._free_at = float("-inf")
        self._held_until = float("-inf")

    async def turn(self, segments: int, *, patience: float) -> TooLong | None:
        """Wait until this many segments may go. None: they may, now."""
        now = self._clock.monotonic()
        starts_at = max(now, self._free_at - self._slack, self._held_until)
        if starts_at - now > patience:
            return TooLong(starts_at - now)
        self._free_at = max(self._free_at, starts_at) + segments * self._every
        if starts_at > now:
            await self._clock.sleep(starts_at - now)
        return None

    def hold(self, seconds: float) -> None:
        """The provider says that we are too fast: nothing goes for so long."""
        self._held_until = max(self._held_until, self._clock.monotonic() + seconds)
