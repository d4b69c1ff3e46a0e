"""The rules the market twin holds its visitors to, and what it saw broken.

One `Door` is one market's host: requests at one door must not overlap, must keep the least gap,
and must stop for as long as a block says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TIMER_SLACK_S = 0.005
"""Two machines' timers never agree to the millisecond."""

_LIBRARIES = ("python-httpx", "python-requests", "python-urllib", "python/", "aiohttp", "curl/")


class Broken(StrEnum):
    """A rule that a visitor broke."""

    PARALLEL = "parallel"
    TOO_SOON = "too_soon"
    ASKED_WHILE_BLOCKED = "asked_while_blocked"
    NO_USER_AGENT = "no_user_agent"
    """Missing, or a library's own, which says nothing about who asks."""
    ROBOTS_NOT_READ = "robots_not_read"
    DISALLOWED = "disallowed"
    IGNORED_TTL = "ignored_ttl"
    ASKED_THE_GONE = "asked_the_gone"
    """A feed was asked for again after it had said 410."""
    BAD_REQUEST = "bad_request"
    """A method, header or body that the market does not take."""
    BAD_PROOF = "bad_proof"
    """A DPoP header that is missing, malformed, wrongly signed or used before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One broken rule: which, where, when, and in one sentence how."""

    rule: Broken
    door: str
    path: str
    at: datetime
    detail: str

    def __str__(self) -> str:
        return f"{self.rule} at {self.path}: {self.detail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came in, and how it was answered. Times of the twin's clock."""

    door: str
    method: str
    path: str
    at: datetime
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """How a door refuses: `left` more times (None: until it is told to stop)."""

    status: int
    retry_after: timedelta | None
    left: int | None


class Door:
    """What one market's host remembers of its visitors' manners.

    A door that stands for several `hosts` takes that many requests at once.
    """

    def __init__(
        self, name: str, *, least_gap_s: float, least_pause: timedelta, hosts: int = 1
    ) -> None:
        self.name = name
        self._hosts = hosts
        self.block: Block | None = None
        self._least_gap_s = least_gap_s
        self._least_pause = least_pause
        self._in_flight = 0
        self._last_left_s: float | None = None
        self._blocked_until: datetime | None = None

    def enter(self, now: datetime, monotonic_s: float) -> list[tuple[Broken, str]]:
        """A request begins; what is wrong with its time."""
        wrong = self._time_wrongs(now, monotonic_s)
        self._in_flight += 1
        return wrong

    def leave(self, monotonic_s: float) -> None:
        self._in_flight -= 1
        self._last_left_s = monotonic_s

    def refusal(self, now: datetime) -> Block | None:
        """The block to answer with, if one is on; it then holds for its pause."""
        block = self.block
        if block is None:
            return None
        left = None if block.left is None else block.left - 1
        self.block = (
            None
            if left == 0
            else Block(status=block.status, retry_after=block.retry_after, left=left)
        )
        # A 401 may be answered by one renewed key at once; it asks for no pause by itself.
        if block.status != 401 or block.retry_after is not None:
            self._blocked_until = now + (block.retry_after or self._least_pause)
        return block

    def _time_wrongs(self, now: datetime, monotonic_s: float) -> list[tuple[Broken, str]]:
        wrong = []
        if self._in_flight >= self._hosts:
            wrong.append((Broken.PARALLEL, f"{self._in_flight} requests were still in flight"))
        if self._last_left_s is not None:
            gap = monotonic_s - self._last_left_s
            if gap < self._least_gap_s - TIMER_SLACK_S:
                wrong.append((Broken.TOO_SOON, f"{gap:.3f} s after the last request"))
        if self._blocked_until is not None and now < self._blocked_until:
            wrong.append((Broken.ASKED_WHILE_BLOCKED, f"blocked until {self._blocked_until}"))
        return wrong


def says_who_asks(user_agent: str | None) -> bool:
    """Whether a user agent names somebody, not just a library."""
    text = (user_agent or "").strip().lower()
    return bool(text) and not text.startswith(_LIBRARIES)
