"""One bucket: how many requests are certainly allowed there, and from when. Pure.

The theory is told at the top of `maneki.delivery.limits`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from maneki.delivery.answer import Quota

PROBE_PAUSE = 1.0
"""Seconds between two requests whose fate nobody knows, to a bucket nobody knows.

Where others of its kind hold two or more, the second may go a pause early: the third keeps two.
"""

_LONG_AGO = float("-inf")
_ROUNDED = 0.002
"""Times are stated in milliseconds."""


class Shape(Enum):
    """What the answers so far prove about how a kind of bucket fills up."""

    UNKNOWN = auto()
    STEADY = auto()
    """It regains one request at a time, as a leaking bucket does."""
    DOUBTFUL = auto()
    """It refused a request that its own headers had room for."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """What an answer said, and between when and when it was true."""

    reset_after: float
    sent_at: float
    received_at: float


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
    is_new: bool = True
    """It was full when we came, as far as anybody knows."""
    earlier: _Stated | None = None
    """An earlier answer since which the bucket has never been full."""
    requests_since: int = 0

    def free_at(self, shape: Shape, *, margin: float, wanted: int = 1, usual: int = 1) -> float:
        """When so many requests are certainly allowed; a moment in the past means now.

        `usual` is how many others of its kind hold.
        """
        if self.quota is None:
            is_usual = self.is_new and shape is not Shape.DOUBTFUL
            has_two = is_usual and usual > 1
            return max(self.held_until, self._free_to_probe(wanted, has_two=has_two))
        return max(self.held_until, self._free_by_quota(self.quota, shape, margin, wanted))

    def _free_to_probe(self, wanted: int, *, has_two: bool) -> float:
        if not self.unanswered or (has_two and self.unanswered + wanted <= 2):
            return _LONG_AGO
        pauses = 2 if has_two and self.unanswered == 2 else 1
        return self.last_lost_at + pauses * PROBE_PAUSE

    def _free_by_quota(self, quota: Quota, shape: Shape, margin: float, wanted: int) -> float:
        limit, reset_after = quota.limit, quota.reset_after
        reserve = 1 if shape is Shape.DOUBTFUL and limit > 1 else 0
        if wanted > limit - reserve:
            return float("inf")
        certain = quota.remaining - self.unanswered - reserve
        spacing = reset_after / max(1, limit - quota.remaining) if reserve else 0.0
        if certain >= wanted:
            return self.received_at + spacing
        free_at = self._full_at(limit - self.unanswered - reserve, wanted)
        if shape is Shape.STEADY:
            free_at = min(free_at, self.received_at + self._until_regained(wanted - certain))
        return max(free_at, self.received_at + spacing) + margin

    def _full_at(self, certain: int, wanted: int) -> float:
        """When the bucket has been full since the last answer, whatever its shape."""
        if self.quota is not None and certain >= wanted:
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
        most = requests * quota.reset_after / (quota.limit - quota.remaining - 1)
        return min(most, self._until_tokens(requests + quota.remaining, quota))

    def _until_tokens(self, wanted: int, quota: Quota) -> float:
        """The same by what k requests since an earlier answer have added to the time stated there.

        While it is not full, k / r = the later reset_after - the earlier one + the time between.
        That time lies between two of ours, so 1 / r does as well, and the more requests the closer.
        """
        if self.earlier is None or not self.requests_since:
            return float("inf")
        risen = quota.reset_after - self.earlier.reset_after
        longest = self.received_at - self.earlier.sent_at
        shortest = self.sent_at - self.earlier.received_at
        slowest = (risen + longest + _ROUNDED) / self.requests_since
        fastest = (risen + shortest - _ROUNDED) / self.requests_since
        if fastest <= 0:
            return float("inf")
        tokens = quota.limit - quota.reset_after / fastest
        return max(0.0, (wanted - tokens) * slowest)

    def learn(self, quota: Quota, *, sent_at: float, received_at: float, margin: float) -> bool:
        """Believe a newer answer. True if it proves, with the one before, a steady bucket.

        A fixed window ends when it ends, and a log of requests forgets each at its time: in both,
        before the reset they announced, `reset_after` only falls. If it rose by more than what
        the two round trips can account for, each request added its share, as in a leaking bucket.
        """
        if sent_at < self.sent_at:
            # Two were under way at once: whether the newer answer counts this one, nobody knows.
            self.lose(received_at)
            self.earlier = None
            return False
        is_steady = (
            self.quota is not None
            and self.unanswered == 0
            and self.quota.limit == quota.limit
            and received_at < self.sent_at + self.quota.reset_after
            and quota.reset_after - self.quota.reset_after
            > (received_at - sent_at) + (self.received_at - self.sent_at) + margin
        )
        self._count_from(quota, sent_at=sent_at, received_at=received_at)
        self.quota, self.sent_at, self.received_at = quota, sent_at, received_at
        self.unanswered = 0
        self.longest_reset = max(self.longest_reset, quota.reset_after)
        return is_steady

    def _count_from(self, quota: Quota, *, sent_at: float, received_at: float) -> None:
        """Count on from the earlier answer, or from this one if the bucket may have been full."""
        has_lasted = (
            self.quota is not None
            and self.earlier is not None
            and self.unanswered == 0
            and self.quota.limit == quota.limit
            and received_at < self.sent_at + self.quota.reset_after
        )
        if has_lasted:
            self.requests_since += 1
        else:
            self.earlier = _Stated(quota.reset_after, sent_at, received_at)
            self.requests_since = 0

    def lose(self, now: float) -> None:
        """A request was sent, and no answer told what it counted."""
        self.unanswered += 1
        self.last_lost_at = now

    def refuse(self, *, sent_at: float, until: float) -> None:
        """A 429: wait exactly that long, then find out anew. Its headers may be another limit's."""
        self.held_until = max(self.held_until, until)
        self.sent_at = max(self.sent_at, sent_at)
        self.quota, self.unanswered, self.earlier = None, 0, None
        self.is_new = False

    def is_idle(self, now: float) -> bool:
        """Whether forgetting it makes no difference."""
        reset_after = self.quota.reset_after if self.quota else 0.0
        return now > max(self.held_until, self.received_at + reset_after, self.last_lost_at) + 60.0
