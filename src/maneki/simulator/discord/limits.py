"""Rate limits as Discord has them: many buckets, one global pace, and a ban for whoever insists.

A request passes, in this order: the ban that too many invalid requests bring (edge, no `Via`
header, not JSON), the global limit (50/s per bot, interaction endpoints excepted), its route's
bucket: bot x route x top-level resource (channel, server, webhook with token). Further limits are
in no header: they show only as a 429 with scope `shared`, whose `retry_after` says all there is.

A bucket has one of three shapes, which its headers do not tell apart. `Reset-After` is the time
until the bucket is *full* again; `Retry-After` the time until *one* request may be made. In a
fixed window both are the end of the window.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2s
from typing import Protocol

from maneki.simulator.discord.refusal import TooMany
from maneki.simulator.discord.rules import Quota, RouteName, Rules, Window

_DUST = 1e-9
"""Floating-point seconds: a client that waits exactly as told must not be refused."""


class Scope(StrEnum):
    USER = "user"
    GLOBAL = "global"
    SHARED = "shared"


class Meter(Protocol):
    """Counts requests against one quota."""

    limit: int

    def take(self, now: float) -> float:
        """Count one request and return 0, or count nothing and return the seconds to wait."""
        ...

    def remaining(self, now: float) -> int: ...

    def reset_after(self, now: float) -> float: ...


class FixedMeter:
    __slots__ = ("_ends", "_per", "_used", "limit")

    def __init__(self, limit: int, per: float) -> None:
        self.limit, self._per = limit, per
        self._used, self._ends = 0, 0.0

    def take(self, now: float) -> float:
        if now >= self._ends - _DUST:
            self._used, self._ends = 0, now + self._per
        if self._used >= self.limit:
            return self._ends - now
        self._used += 1
        return 0.0

    def remaining(self, now: float) -> int:
        return self.limit if now >= self._ends - _DUST else self.limit - self._used

    def reset_after(self, now: float) -> float:
        return max(0.0, self._ends - now)


class SlidingMeter:
    """A leaky bucket: what was used flows off evenly."""

    __slots__ = ("_at", "_rate", "_used", "limit")

    def __init__(self, limit: int, per: float) -> None:
        self.limit, self._rate = limit, limit / per
        self._used, self._at = 0.0, 0.0

    def _used_at(self, now: float) -> float:
        return max(0.0, self._used - (now - self._at) * self._rate)

    def take(self, now: float) -> float:
        used = self._used_at(now)
        if used + 1 > self.limit + _DUST * self._rate:
            return (used + 1 - self.limit) / self._rate
        self._used, self._at = used + 1, now
        return 0.0

    def remaining(self, now: float) -> int:
        return max(0, math.floor(self.limit - self._used_at(now) + _DUST * self._rate))

    def reset_after(self, now: float) -> float:
        return self._used_at(now) / self._rate


class RollingMeter:
    __slots__ = ("_per", "_taken", "limit")

    def __init__(self, limit: int, per: float) -> None:
        self.limit, self._per = limit, per
        self._taken: deque[float] = deque()

    def _forget(self, now: float) -> None:
        while self._taken and self._taken[0] <= now - self._per + _DUST:
            self._taken.popleft()

    def take(self, now: float) -> float:
        self._forget(now)
        if len(self._taken) >= self.limit:
            return self._taken[0] + self._per - now
        self._taken.append(now)
        return 0.0

    def remaining(self, now: float) -> int:
        self._forget(now)
        return self.limit - len(self._taken)

    def reset_after(self, now: float) -> float:
        self._forget(now)
        return self._taken[-1] + self._per - now if self._taken else 0.0


_METERS: dict[Window, Callable[[int, float], Meter]] = {
    Window.FIXED: FixedMeter,
    Window.SLIDING: SlidingMeter,
    Window.ROLLING: RollingMeter,
}


def meter_for(quota: Quota, default: Window) -> Meter:
    return _METERS[quota.window or default](quota.limit, quota.per)


@dataclass(slots=True)
class Bucket:
    """One bucket; `meter` None has no limit. `in_flight` requests are being handled now."""

    hash: str
    meter: Meter | None
    in_flight: int = 0

    def headers(self, now: float, epoch: float) -> dict[str, str]:
        """What a normal answer says about this bucket, `now` being the moment of taking."""
        if self.meter is None:
            return {}
        reset_after = math.ceil(self.meter.reset_after(now) * 1000 - _DUST) / 1000
        return {
            "X-RateLimit-Limit": str(self.meter.limit),
            "X-RateLimit-Remaining": str(self.meter.remaining(now)),
            "X-RateLimit-Reset": f"{epoch + reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{reset_after:.3f}",
            "X-RateLimit-Bucket": self.hash,
        }


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that a limit stopped."""

    scope: Scope
    retry_after: float


BucketKey = tuple[int | None, RouteName, str]


class Limits:
    """All limits of one local Discord. `now` is always `clock.monotonic()`."""

    def __init__(self, rules: Rules, seed: int) -> None:
        self._rules = rules
        self._seed = seed
        self._buckets: dict[BucketKey, Bucket] = {}
        self._global: dict[object, Meter] = {}
        self._hidden: dict[tuple[str, object], Meter] = {}
        self._congested: dict[int, float] = {}
        self._invalid: dict[str, deque[float]] = {}
        self._banned: dict[str, float] = {}

    def bucket(self, application_id: int | None, route: RouteName, major: str) -> Bucket:
        key = (application_id, route, major)
        found = self._buckets.get(key)
        if found is None:
            quota = self._rules.quota(route)
            meter = None if quota is None else meter_for(quota, self._rules.window)
            found = self._buckets[key] = Bucket(self._hash(route), meter)
        return found

    def _hash(self, route: RouteName) -> str:
        return blake2s(f"{self._seed}:{route}".encode(), digest_size=16).hexdigest()

    def take_global(self, who: object, now: float) -> Refused | None:
        """One request of a bot (or of an address without a token) against the global limit."""
        meter = self._global.get(who)
        if meter is None:
            meter = self._global[who] = meter_for(self._rules.global_quota, self._rules.window)
        wait = meter.take(now)
        return Refused(Scope.GLOBAL, wait) if wait > 0 else None

    def take(self, bucket: Bucket, now: float) -> Refused | None:
        if bucket.meter is None:
            return None
        wait = bucket.meter.take(now)
        return Refused(Scope.USER, wait) if wait > 0 else None

    # Limits that no header shows

    def take_hidden(
        self, quota: Quota | None, what: str, key: object, now: float, *, code: int = 0
    ) -> None:
        """Count one request. Raises `TooMany`, with `The resource is being rate limited.`"""
        if quota is None:
            return
        meter = self._hidden.get((what, key))
        if meter is None:
            meter = self._hidden[what, key] = meter_for(quota, self._rules.window)
        wait = meter.take(now)
        if wait > 0:
            text = None if code else "The resource is being rate limited."
            raise TooMany(code, _whole_ms(wait), message=text)

    def congest(self, channel_id: int, until: float) -> None:
        """Others write so much in a channel that nobody may until then."""
        self._congested[channel_id] = until

    def check_congestion(self, channel_id: int, now: float) -> None:
        """Raises `TooMany` (20028) where others have used up the channel's writes."""
        until = self._congested.get(channel_id, 0.0)
        if until > now:
            raise TooMany(20028, _whole_ms(until - now), self_caused=False)

    # Invalid requests

    def is_banned(self, address: str, now: float) -> bool:
        return self._banned.get(address, 0.0) > now

    def count_invalid(self, address: str, now: float) -> bool:
        """Count a 401, 403 or 429 (not shared); True when it brought the ban."""
        recent = self._invalid.setdefault(address, deque())
        recent.append(now)
        while recent[0] <= now - self._rules.invalid_requests_per:
            recent.popleft()
        if len(recent) < self._rules.invalid_requests:
            return False
        recent.clear()
        self._banned[address] = now + self._rules.ban_for
        return True


def _whole_ms(seconds: float) -> float:
    return math.ceil(seconds * 1000 - _DUST) / 1000


def retry_after(refused: Refused) -> float:
    """The seconds to wait, in whole milliseconds, never too few."""
    return _whole_ms(refused.retry_after)
