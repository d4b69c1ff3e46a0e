"""What an answer of Discord says about limits. Pure.

https://discord.com/developers/docs/topics/rate-limits; headers are optional, may be missing on any
answer, and have been wrong before.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

TURNED_AWAY = 40333
"""The one code that does not come from Discord itself but from the guard in front of it."""
UNSTATED_WAIT = 5.0
"""Seconds to wait after a 429 that does not say how long."""
LONGEST_WAIT = 86_400.0
"""Seconds. Whoever names more is asked again after a day."""


class Scope(StrEnum):
    """Whose limit a 429 is about."""

    USER = "user"
    GLOBAL = "global"
    SHARED = "shared"
    """Others use it up as well: not our fault, and not counted against us."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What the headers say of a bucket: `remaining` of `limit`, `reset_after` seconds."""

    limit: int
    remaining: int
    reset_after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimitInfo:
    """`retry_after` and `scope` are there on a 429 only, `code` on an error only."""

    status: int
    bucket: str | None = None
    quota: Quota | None = None
    retry_after: float | None = None
    scope: Scope | None = None
    code: int | None = None
    is_turned_away: bool = False
    """It does not come from Discord but from the guard in front of it, who does not let us in."""

    @property
    def is_invalid(self) -> bool:
        """Whether Discord counts the request as an invalid one."""
        if self.status == 429:
            return self.scope is not Scope.SHARED
        return self.status in {401, 403}


def read_answer(status: int, headers: Mapping[str, str], body: object = None) -> RateLimitInfo:
    """Read the parts that limits are learnt from. `body` is JSON, parsed or not, or anything."""
    lower = _lower(headers)
    said = _json(body) if status >= 400 else {}
    is_limited = status == 429
    return RateLimitInfo(
        status=status,
        bucket=lower.get("x-ratelimit-bucket") or None,
        quota=_quota(lower),
        retry_after=_retry_after(lower, said) if is_limited else None,
        scope=_scope(lower, said) if is_limited else None,
        code=_code(said),
        is_turned_away=_is_turned_away(status, lower, said),
    )


def stated_wait(headers: Mapping[str, str], body: object) -> float | None:
    """How many seconds an error asks to wait, `LONGEST_WAIT` at most; None if it does not say.

    The body is exact, the header is rounded up to whole seconds.
    """
    for stated in (_json(body).get("retry_after"), _lower(headers).get("retry-after")):
        seconds = _seconds(stated)
        if seconds is not None:
            return seconds
    return None


def _lower(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _json(body: object) -> Mapping[str, Any]:
    if isinstance(body, str | bytes):
        try:
            body = orjson.loads(body)
        except orjson.JSONDecodeError:
            return {}
    return body if isinstance(body, Mapping) else {}


def _quota(headers: Mapping[str, str]) -> Quota | None:
    """None unless all three are there and make sense together."""
    limit = _number(headers.get("x-ratelimit-limit"))
    remaining = _number(headers.get("x-ratelimit-remaining"))
    reset_after = _seconds(headers.get("x-ratelimit-reset-after"))
    if limit is None or remaining is None or reset_after is None:
        return None
    if limit < 1 or remaining > limit:
        return None
    return Quota(int(limit), int(remaining), reset_after)


def _retry_after(headers: Mapping[str, str], said: Mapping[str, Any]) -> float:
    stated = stated_wait(headers, said)
    return UNSTATED_WAIT if stated is None else stated


def _scope(headers: Mapping[str, str], said: Mapping[str, Any]) -> Scope:
    stated = headers.get("x-ratelimit-scope", "").lower()
    if stated in set(Scope):
        return Scope(stated)
    is_global = headers.get("x-ratelimit-global", "").lower() == "true" or said.get("global")
    return Scope.GLOBAL if is_global else Scope.USER


def _code(said: Mapping[str, Any]) -> int | None:
    code = said.get("code")
    return code if isinstance(code, int) else None


def _is_turned_away(status: int, headers: Mapping[str, str], said: Mapping[str, Any]) -> bool:
    """Cloudflare speaks HTML, and does not say `Via` as Discord's own proxies do."""
    if status == 429:
        return not said or "via" not in headers
    return _code(said) == TURNED_AWAY or (status == 403 and not said)


def _seconds(stated: object) -> float | None:
    seconds = _number(stated)
    return None if seconds is None else min(seconds, LONGEST_WAIT)


def _number(stated: object) -> float | None:
    """A number of seconds or requests; None for what is not one."""
    if not isinstance(stated, int | float | str):
        return None
    try:
        number = float(stated)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and number >= 0 else None
