"""What is counted of the service: how alerts fared, how limits were met, how people rate it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from maneki.model.ids import OutboxId
from maneki.model.outbox import OutboxState, Times
from maneki.model.person import DestinationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of one alert so far. `reason` is the sentence that its person can read.

    `digest` is the state of the digest that it was merged into, if it was.
    """

    id: OutboxId
    market: str
    state: OutboxState
    due_at: datetime
    times: Times
    reason: str | None = None
    digest: OutboxState | None = None
    possibly_repeated: bool = False

    @property
    def end(self) -> OutboxState:
        """What has come of it: what was merged fares as the digest that tells of it."""
        return self.digest or self.state


@dataclass(frozen=True, slots=True, kw_only=True)
class EndCount:
    """How many alerts have come to an end of this kind; `is_late` if they were due before then.

    Of these so many were sent once more although they may have arrived.
    """

    end: OutboxState
    is_late: bool
    times: int
    possibly_repeated: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What waits although its time has come, tried or not, and since when the first of it does."""

    waiting: int = 0
    oldest_due_at: datetime | None = None
    unmatched: int = 0
    oldest_unmatched_at: datetime | None = None

    def age_s(self, now: datetime) -> float:
        """Seconds that the oldest of it has waited; 0 if nothing waits."""
        since = [at for at in (self.oldest_due_at, self.oldest_unmatched_at) if at is not None]
        return max(0.0, (now - min(since, default=now)).total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitCount:
    """How often a limit was met on a route, and the longest wait it asked for."""

    cause: str
    route: str
    times: int
    longest_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """What people say of it, from 1 to 5; `count` of those who were `asked` have answered."""

    asked: int = 0
    count: int = 0
    mean: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand at one moment, whatever came before."""

    backlog: Backlog
    suspended: dict[DestinationKind, int]
    states: dict[OutboxState, int]
    """Of what has not gone out yet."""
