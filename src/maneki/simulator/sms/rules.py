"""How strict the local gateway is, what can go wrong, and which rules a program can break."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from maneki.errors import ManekiError


class FaultKind(StrEnum):
    """What becomes of a request to send. Those that say `accepted` send the text all the same."""

    TIMEOUT = "timeout"
    TIMEOUT_ACCEPTED = "timeout, accepted"
    RESET = "reset"
    RESET_ACCEPTED = "reset, accepted"
    ERROR_500 = "500"
    ERROR_500_ACCEPTED = "500, accepted"
    ERROR_503 = "503"
    GARBLED_ACCEPTED = "garbled, accepted"
    """A proxy's page instead of an answer."""
    LATE_ACCEPTED = "late, accepted"
    """Nothing is wrong with the answer, but it takes its time."""
    TOO_FAST = "429"

    @property
    def is_accepted(self) -> bool:
        return self.value.endswith("accepted")

    @property
    def is_silent(self) -> bool:
        return self in {FaultKind.TIMEOUT, FaultKind.TIMEOUT_ACCEPTED}

    @property
    def is_reset(self) -> bool:
        return self in {FaultKind.RESET, FaultKind.RESET_ACCEPTED}


STATUSES = {
    FaultKind.ERROR_500: 500,
    FaultKind.ERROR_500_ACCEPTED: 500,
    FaultKind.ERROR_503: 503,
    FaultKind.TOO_FAST: 429,
}


class Rule(StrEnum):
    """The rules that a program can break."""

    UNKNOWN_ROUTE = "unknown route"
    LOGIN = "login"
    SHAPE = "shape of a request"
    NUMBER = "not a number"
    SENDER = "not our number"
    TOO_LONG = "too long"
    OPTED_OUT = "a text to a number that opted out"
    SHORTENER = "an address of a public shortener, or one that somebody is paid for"
    QUIET_HOURS = "a text that nobody asked for, at night"
    WEBHOOK_REFUSED = "a genuine webhook was refused"
    LIMIT_TOLD = "a limit of one's own was told to the provider"


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """`at` is monotonic. No numbers and no words of people are in `detail`."""

    at: float
    rule: Rule
    detail: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.detail}"


class RulesBrokenError(ManekiError):
    """The program broke rules; the message lists them."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        listed = "\n".join(map(str, violations))
        super().__init__(f"{len(violations)} rules of text messages were broken:\n{listed}")
        self.violations = tuple(violations)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsRules:
    """`zone` is where the customers live; without one nothing is said of the hour. A text that
    comes within `answers_for` of the customer's last one answers it.

    With `blocks` the provider blocks a number that texts STOP, answers it itself and, with
    `tells_opt_outs`, says so with the webhook (Twilio's Advanced Opt-Out).
    """

    most_segments: int = 10
    zone: ZoneInfo | None = None
    answers_for: timedelta = timedelta(minutes=15)
    blocks: bool = False
    tells_opt_outs: bool = False
    silent_for_s: float = 60.0
    late_by_s: float = 0.2
    retry_after_s: int = 2


class Weather:
    """What somebody has ordered for the next requests to send."""

    def __init__(self) -> None:
        self._ordered: deque[FaultKind] = deque()

    def order(self, kind: FaultKind, times: int) -> None:
        self._ordered.extend([kind] * times)

    def next(self) -> FaultKind | None:
        return self._ordered.popleft() if self._ordered else None
