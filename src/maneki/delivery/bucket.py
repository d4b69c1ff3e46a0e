"""One bucket: how many requests are certainly allowed there, and from when. Pure.

The theory is told at the top of `maneki.delivery.limits`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from maneki.delivery.answer import Quota

PROBE_PAUSE = 1.0
"""Seconds between two requests whose fate nobody knows, to a bucket nobody knows."""

_LONG_AGO = float("-inf")


class Shape(Enum):
    """What the answers so far prove about how a kind of bucket fills up."""

    UNKNOWN = auto()
    STEADY = auto()
    """It regains one request at a time, as a leaking bucket does."""
    DOUBTFUL = auto()
    """It refused a request that its own headers had room for."""


@dataclass(slots=True)
class Bucket:
    """What is known of one bucket, from the answer to the request that was sent last."""

    quota: Quota | None = None
    sent_at: float = _LONG_AGO
    received_at: float = _LONG_AGO
    unanswered: int = 0
    """Requests since then that may or may not have been counted."""
    last_lost_at: float = _LONG_AGO
    longest_reset: float = 0.0
    held_until: float = _LONG_AGO

    def free_at(self, shape: Shape, *, margin: float) -> float:
        """When the next request is certainly allowed; a moment in the past means now."""
        return max(self.held_until, self._free_by_quota(shape, margin))

    def _free_by_quota(self, shape: Shape, margin: float) -> float:
        if self.quota is None:
            return self.last_lost_at + PROBE_PAUSE if self.unanswered else _LONG_AGO
        limit, reset_after = self.quota.limit, self.quota.reset_after
        reserve = 1 if shape is Shape.DOUBTFUL and limit > 1 else 0
        certain = self.quota.remaining - self.unanswered - reserve
        spacing = reset_after / max(1, limit - self.quota.remaining) if reserve else 0.0
        if certain >= 1:
            return self.received_at + spacing
        free_at = self._full_at(limit - self.unanswered - reserve)
        if shape is Shape.STEADY:
            free_at = min(free_at, self.received_at + self._until_regained(1 - certain))
        return max(free_at, self.received_at + spacing) + margin

    def _full_at(self, certain: int) -> float:
        """When the bucket has been full since the last answer, whatever its shape."""
        if self.quota is not None and certain >= 1:
            return self.received_at + self.quota.reset_after
        return self.last_lost_at + max(PROBE_PAUSE, self.longest_reset)

    def _until_regained(self, requests: int) -> float:
        """Seconds after the last answer, if the bucket is steady; inf where we cannot say.

        With r requests regained per second, reset_after = (limit - tokens) / r, and `remaining` is
        tokens rounded down; so 1 / r < reset_after / (limit - remaining - 1).
        """
        quota = self.quota
        if quota is None or quota.limit - quota.remaining < 2:
            return float("inf")
        return requests * quota.reset_after / (quota.limit - quota.remaining - 1)

    def learn(self, quota: Quota, *, sent_at: float, received_at: float, margin: float) -> bool:
        """Believe a newer answer. True if it proves, with the one before, a steady bucket.

        A fixed window ends when it ends, and a log of requests forgets each at its time: in both,
        before the reset they announced, `reset_after` only falls. If it rose by more than what
        the two round trips can account for, each request added its share, as in a leaking bucket.
        """
        if sent_at < self.sent_at:
            return False
        is_steady = (
            self.quota is not None
            and self.unanswered == 0
            and self.quota.limit == quota.limit
            and received_at < self.sent_at + self.quota.reset_after
            and quota.reset_after - self.quota.reset_after
            > (received_at - sent_at) + (self.received_at - self.sent_at) + margin
        )
        self.quota, self.sent_at, self.received_at = quota, sent_at, received_at
        self.unanswered = 0
        self.longest_reset = max(self.longest_reset, quota.reset_after)
        return is_steady

    def lose(self, now: float) -> None:
        """A request was sent, and no answer told what it counted."""
        self.unanswered += 1
        self.last_lost_at = now

    def refuse(self, *, sent_at: float, until: float) -> None:
        """A 429: wait exactly that long, then find out anew. Its headers may be another limit's."""
        self.held_until = max(self.held_until, until)
        self.sent_at = max(self.sent_at, sent_at)
        self.quota, self.unanswered = None, 0

    def is_idle(self, now: float) -> bool:
        """Whether forgetting it makes no difference."""
        reset_after = self.quota.reset_after if self.quota else 0.0
        return now > max(self.held_until, self.received_at + reset_after, self.last_lost_at) + 60.0
