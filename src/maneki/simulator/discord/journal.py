"""What happened: every request, every limit that was hit, every rule that was broken."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from enum import StrEnum

import structlog

from maneki.errors import ManekiError
from maneki.simulator.discord.limits import Scope
from maneki.simulator.discord.rules import FaultKind, RouteName

log = structlog.get_logger(__name__)


class Rule(StrEnum):
    """The rules that a program can break."""

    UNKNOWN_ROUTE = "unknown route"
    CONTENT_TYPE = "content type"
    INVALID_JSON = "invalid JSON"
    INVALID_FORM = "invalid form"
    USER_AGENT = "user agent"
    TOKEN = "token"  # noqa: S105  (a word, no secret)
    RATE_LIMIT = "rate limit"
    BANNED = "requests while banned"
    DM_QUOTA = "opening DMs too fast"
    EMPTY_MESSAGE = "empty message"
    TOO_LARGE = "request too large"
    ACKNOWLEDGED_TWICE = "interaction acknowledged twice"
    EXPIRED_INTERACTION = "expired interaction"
    NOT_ACKNOWLEDGED = "interaction not acknowledged in time"
    DEAD_WEBHOOK = "webhook used after it was unknown"
    GATEWAY = "gateway"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request. `at` is monotonic; `in_flight` counts this one and others in its bucket.

    `code` is the error code of the body, `fault` what the weather did to it.
    """

    number: int
    at: float
    method: str
    path: str
    route: RouteName | None
    bucket: str
    major: str
    status: int
    code: int | None
    in_flight: int
    took: float
    fault: FaultKind | None
    application_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimited:
    """One 429. `self_caused`: nobody else had a part in it."""

    at: float
    scope: Scope
    route: RouteName | None
    major: str
    retry_after: float
    self_caused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    at: float
    rule: Rule
    detail: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.detail}"


class RulesBrokenError(ManekiError):
    """The program broke rules; `violations` lists them."""

    def __init__(self, violations: list[Violation]) -> None:
        shown = "\n".join(f"  {one}" for one in violations[:20])
        more = f"\n  and {len(violations) - 20} more" if len(violations) > 20 else ""
        super().__init__(f"{len(violations)} rules of Discord were broken:\n{shown}{more}")
        self.violations = violations


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A run in figures."""

    requests: int
    by_route: dict[str, int]
    by_status: dict[int, int]
    refused: dict[int, int]
    rate_limited: dict[str, int]
    self_caused: int
    faults: dict[str, int]
    most_in_flight: int
    messages_created: int
    nonces_repeated: int
    violations: tuple[str, ...]


class Journal:
    """Keeps the last requests and everything that went wrong."""

    def __init__(self, keep: int) -> None:
        self.requests: deque[Request] = deque(maxlen=keep)
        self.rate_limited: list[RateLimited] = []
        self.violations: list[Violation] = []
        self.messages_created = 0
        self.nonces_repeated = 0
        self._count = 0
        self._routes: Counter[str] = Counter()
        self._statuses: Counter[int] = Counter()
        self._refused: Counter[int] = Counter()
        self._faults: Counter[str] = Counter()
        self._most_in_flight = 0

    def next_number(self) -> int:
        self._count += 1
        return self._count

    def add(self, request: Request) -> None:
        self.requests.append(request)
        self._routes[str(request.route or "unknown")] += 1
        self._statuses[request.status] += 1
        self._most_in_flight = max(self._most_in_flight, request.in_flight)
        if request.code is not None:
            self._refused[request.code] += 1
        if request.fault is not None:
            self._faults[str(request.fault)] += 1

    def broken(self, rule: Rule, detail: str, *, at: float) -> None:
        self.violations.append(Violation(at=at, rule=rule, detail=detail))
        log.warning("simulator.discord.rule_broken", rule=str(rule), detail=detail)

    def report(self) -> Report:
        scopes = Counter(str(one.scope) for one in self.rate_limited)
        return Report(
            requests=self._count,
            by_route=dict(self._routes.most_common()),
            by_status=dict(sorted(self._statuses.items())),
            refused=dict(sorted(self._refused.items())),
            rate_limited=dict(scopes),
            self_caused=sum(one.self_caused for one in self.rate_limited),
            faults=dict(self._faults),
            most_in_flight=self._most_in_flight,
            messages_created=self.messages_created,
            nonces_repeated=self.nonces_repeated,
            violations=tuple(str(one) for one in self.violations),
        )
