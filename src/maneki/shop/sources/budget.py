"""How often a source is asked, and how long it is left alone after an error.

A budget a minute is kept by an even pace with a small burst, so that no minute, wherever it
begins, has more requests than it: a full burst and the even pace behind it are one minute's
budget together (the generic cell rate algorithm of ITU-T I.371). A day is any 24 hours.

What was asked is not kept over a restart: a source that still counts it refuses, and is then left
alone as after any refusal.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import timedelta

from maneki.clock import Clock

_DAY_S = 24 * 3600.0
_MINUTE_S = 60.0
_MOST_DOUBLED = 20
LONGEST_RETRY_AFTER = timedelta(days=1)
"""A longer Retry-After than this is a mistake and would silence a source for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How often a source may be asked: `burst` at once, of the requests of a minute."""

    a_minute: int
    a_day: int | None = None
    burst: int = 1

    @property
    def gap_s(self) -> float:
        """The even pace behind a burst."""
        return _MINUTE_S / max(1, self.a_minute - self.burst)


@dataclass(frozen=True, slots=True)
class BackOff:
    """How often in a row a source failed, and until when it is left alone (monotonic seconds)."""

    failures: int = 0
    until: float = 0.0

    def left(self, now: float) -> timedelta:
        return timedelta(seconds=max(0.0, self.until - now))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """How long a source is left alone after a failure: doubled with each that follows."""

    first: timedelta
    longest: timedelta


PASSING = Pause(first=timedelta(seconds=5), longest=timedelta(minutes=10))
REFUSED = Pause(first=timedelta(minutes=15), longest=timedelta(hours=6))


def after_failure(
    back_off: BackOff, pause: Pause, *, now: float, retry_after: timedelta | None
) -> BackOff:
    """Our own doubling pause, or what the source asks for if that is longer."""
    doubled = pause.first * (1 << min(back_off.failures, _MOST_DOUBLED))
    wait = min(doubled, pause.longest)
    if retry_after is not None:
        wait = max(wait, min(retry_after, LONGEST_RETRY_AFTER))
    return BackOff(back_off.failures + 1, now + wait.total_seconds())


class Turns:
    """Hands out turns within one source's budget."""

    def __init__(self, budget: Budget, clock: Clock) -> None:
        self._budget = budget
        self._clock = clock
        # When an even pace would have brought all that was asked so far.
        self._even = float("-inf")
        self._today: deque[float] = deque()

    def wait(self) -> timedelta:
        """How long the next turn is away."""
        now = self._clock.monotonic()
        room = (self._budget.burst - 1) * self._budget.gap_s
        pace = max(0.0, self._even - room - now)
        return timedelta(seconds=max(pace, self._day_wait(now)))

    async def take(self) -> None:
        """Take the next turn and wait for it. Whoever comes meanwhile takes the one behind it."""
        wait = self.wait().total_seconds()
        at = self._clock.monotonic() + wait
        self._even = max(self._even, at) + self._budget.gap_s
        if self._budget.a_day is not None:
            self._today.append(at)
        if wait:
            await self._clock.sleep(wait)

    def _day_wait(self, now: float) -> float:
        if self._budget.a_day is None:
            return 0.0
        while self._today and self._today[0] <= now - _DAY_S:
            self._today.popleft()
        if len(self._today) < self._budget.a_day:
            return 0.0
        return self._today[-self._budget.a_day] + _DAY_S - now
