"""A platform with exact limits, a network that takes time, and a clock that jumps to what is next.

Nothing here knows how the limiter works: it counts requests as they arrive and says what Discord
would say. The three shapes of bucket are the ones that its documentation does not tell apart.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Protocol

from maneki.delivery.limits import Allowance
from maneki.delivery.pace import Limiter

START = datetime(2026, 1, 5, 12, tzinfo=UTC)
POST = "POST /channels/{channel_id}/messages"


class JumpingClock:
    """Exact seconds. `run` lets everything go on, jumps to the next sleeper, and so forth."""

    def __init__(self) -> None:
        self.time = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def now(self) -> datetime:
        return START + timedelta(seconds=self.time)

    def monotonic(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.time + seconds, next(self._numbers), woken))
        await woken

    async def run(self, *work: Awaitable[Any]) -> None:
        """Raises `AssertionError` if everybody waits and nobody sleeps."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_awaited(one)) for one in work]
            while True:
                await self._let_all_go_on()
                if all(task.done() for task in tasks):
                    return
                assert self._sleepers, "everybody waits for somebody"
                self.time, _, woken = heapq.heappop(self._sleepers)
                if not woken.done():
                    woken.set_result(None)

    async def _let_all_go_on(self) -> None:
        ready: Any = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
        await asyncio.sleep(0)
        while ready:  # noqa: ASYNC110  (nothing else could tell)
            await asyncio.sleep(0)


async def _awaited(work: Awaitable[Any]) -> None:
    await work


@dataclass(frozen=True)
class Verdict:
    """`reset_after` as the headers say it; `wait` until one more is allowed, if this one is not."""

    allowed: bool
    remaining: int
    reset_after: float
    wait: float = 0.0


class ServerBucket(Protocol):
    def take(self, now: float) -> Verdict: ...


class FixedWindow:
    """`limit` per window. Windows follow a grid, or (no phase) begin with their first request."""

    def __init__(self, limit: int, window: float, phase: float | None = None) -> None:
        self._limit, self._window, self._phase = limit, window, phase
        self._ends_at = float("-inf")
        self._left = limit

    def take(self, now: float) -> Verdict:
        if now >= self._ends_at:
            self._left = self._limit
            self._ends_at = self._end_of_window(now)
        reset_after = self._ends_at - now
        if self._left == 0:
            return Verdict(False, 0, reset_after, wait=reset_after)
        self._left -= 1
        return Verdict(True, self._left, reset_after)

    def _end_of_window(self, now: float) -> float:
        if self._phase is None:
            return now + self._window
        passed = (now - self._phase) // self._window
        return max(self._phase + (passed + 1) * self._window, now + 1e-9)


class LeakyBucket:
    """One request regained every window / limit; `reset_after` is the time until it is full."""

    def __init__(self, limit: int, window: float, phase: float | None = None) -> None:
        self._limit, self._gap = limit, window / limit
        self._full_at = float("-inf")

    def take(self, now: float) -> Verdict:
        missing = max(0.0, self._full_at - now) / self._gap
        if missing > self._limit - 1 + 1e-9:
            wait = (missing - self._limit + 1) * self._gap
            return Verdict(False, 0, self._full_at - now, wait=wait)
        self._full_at = max(self._full_at, now) + self._gap
        tokens = self._limit - (self._full_at - now) / self._gap
        return Verdict(True, int(tokens + 1e-9), self._full_at - now)


class RequestLog:
    """Each request is forgotten one window later; `reset_after` is until all are, or the first."""

    def __init__(self, limit: int, window: float, phase: float | None = None) -> None:
        self._limit, self._window, self._says_first = limit, window, phase is not None
        self._taken: deque[float] = deque()

    def take(self, now: float) -> Verdict:
        while self._taken and self._taken[0] + self._window <= now:
            self._taken.popleft()
        if len(self._taken) >= self._limit:
            wait = self._taken[0] + self._window - now
            return Verdict(False, 0, self._reset_after(now), wait=wait)
        self._taken.append(now)
        return Verdict(True, self._limit - len(self._taken), self._reset_after(now))

    def _reset_after(self, now: float) -> float:
        counted = self._taken[0] if self._says_first else self._taken[-1]
        return counted + self._window - now


SHAPES: tuple[Callable[..., ServerBucket], ...] = (FixedWindow, LeakyBucket, RequestLog)


@dataclass
class Platform:
    """Counts requests per (hash, major), and all of them in one global bucket if there is one."""

    make_bucket: Callable[[], ServerBucket]
    limit: int
    everything: ServerBucket | None = None
    hash_of: Callable[[str], str] = lambda route: "messages"
    buckets: dict[tuple[str, str | None], ServerBucket] = field(default_factory=dict)
    accepted: list[tuple[float, str | None]] = field(default_factory=list)
    refused: list[tuple[float, str]] = field(default_factory=list)

    def answer(
        self, now: float, route: str, major: str | None
    ) -> tuple[int, dict[str, str], dict[str, Any]]:
        if self.everything is not None:
            whole = self.everything.take(now)
            if not whole.allowed:
                return self._refuse(now, "global", whole, {})
        key = (self.hash_of(route), major)
        bucket = self.buckets.setdefault(key, self.make_bucket())
        verdict = bucket.take(now)
        headers = {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(verdict.remaining),
            "X-RateLimit-Reset-After": f"{verdict.reset_after:.3f}",
            "X-RateLimit-Bucket": key[0],
        }
        if not verdict.allowed:
            return self._refuse(now, "user", verdict, headers)
        self.accepted.append((now, major))
        return 200, headers, {}

    def _refuse(
        self, now: float, scope: str, verdict: Verdict, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], dict[str, Any]]:
        self.refused.append((now, scope))
        said = {"X-RateLimit-Scope": scope, "Via": "1.1 google", **headers}
        return 429, said, {"retry_after": verdict.wait, "global": scope == "global"}


@dataclass(frozen=True)
class Request:
    """Wanted at a time; how long it travels there and back; whether its answer gets lost."""

    at: float
    major: str | None
    there: float
    back: float
    route: str = POST
    is_lost: bool = False


@dataclass
class Network:
    """Everything a process would be: a limiter, its clock, and a platform some way off."""

    platform: Platform
    allowance: Allowance | None = None

    def __post_init__(self) -> None:
        self.clock = JumpingClock()
        self.limiter = Limiter(self.clock, allowance=self.allowance)
        self.started: list[tuple[float, str | None]] = []

    async def make(self, request: Request) -> None:
        await self.clock.sleep(request.at)
        async with self.limiter.slot(request.route, request.major) as slot:
            self.started.append((self.clock.time, request.major))
            await self.clock.sleep(request.there)
            answer = self.platform.answer(self.clock.time, request.route, request.major)
            await self.clock.sleep(request.back)
            if request.is_lost:
                slot.failed()
            else:
                slot.answered(*answer)

    def play(self, requests: Iterable[Request]) -> float:
        """Make all of them. Returns how many seconds that took."""
        wanted = list(requests)
        asyncio.run(self.clock.run(*map(self.make, wanted)))
        return self.clock.time


def latency(random: Random) -> float:
    """One way: most are quick, some are not."""
    return random.choice([0.001, 0.01, 0.03, 0.05, 0.1, random.uniform(0.0, 0.3)])
