"""How well alerts are delivered, and whether that is as well as promised. Pure.

What was due is what was sent, failed, waits for a place that is closed to us, or should have gone
by now and has not. Not due, and so neither for nor against us, is what was withdrawn (nobody wanted
it any more), held (its time has not come) or is under way. What was merged into a digest fares as
that does; what was merged because it was told elsewhere was not due here.

Latency is that of alerts that nobody asked to wait: what was held, or waited for a closed place,
has a later time at which it was due.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain
from typing import Any

from maneki.model.figures import Backlog, EndCount, Fate, LimitCount, Ratings, Standing
from maneki.model.outbox import OutboxState, Times
from maneki.model.person import DestinationKind

UNDER_WAY = timedelta(minutes=1)
"""For how long something that is due counts as on its way."""
MOST_REASONS = 5
ALL = "all"

LEAST_DELIVERED, MOST_MEAN_S, LEAST_SATISFACTION = 0.99, 5.0, 4.0
ENOUGH_ALERTS, ENOUGH_RATINGS = 20, 5

_GOING = frozenset({OutboxState.DUE, OutboxState.SENDING})

OURS = ("user", "global", "turned_away")
"""Rate limits that we ran into ourselves; `shared` ones others use up as well."""
INVALID = "invalid"


class Stage(StrEnum):
    LISTED_TO_FETCHED = "listed_to_fetched"
    FETCHED_TO_MATCHED = "fetched_to_matched"
    MATCHED_TO_QUEUED = "matched_to_queued"
    QUEUED_TO_ACCEPTED = "queued_to_accepted"
    FETCHED_TO_ACCEPTED = "fetched_to_accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Seconds: how many were measured, their mean, and percentiles by the nearest rank."""

    count: int
    mean: float
    p50: float
    p95: float
    p99: float


def spread_of(seconds: Iterable[float]) -> Spread | None:
    """None where nothing was measured."""
    ordered = sorted(seconds)
    if not ordered:
        return None
    p50, p95, p99 = (_percentile(ordered, percent) for percent in (50, 95, 99))
    mean = round(sum(ordered) / len(ordered), 3)
    return Spread(count=len(ordered), mean=mean, p50=p50, p95=p95, p99=p99)


def _percentile(ordered: list[float], percent: int) -> float:
    rank = -(-len(ordered) * percent // 100)
    return round(ordered[max(0, rank - 1)], 3)


def stages_of(fate: Fate) -> Iterator[tuple[Stage, float]]:
    """Seconds that an alert took from one stage to the next, as far as that is our doing."""
    if fate.state is not OutboxState.SENT or was_to_wait(fate):
        return
    for stage, begin, end in _ends(fate.times):
        if begin is not None and end is not None:
            # A market's clock is not ours.
            yield stage, max(0.0, (end - begin).total_seconds())


def _ends(at: Times) -> Iterator[tuple[Stage, datetime | None, datetime | None]]:
    yield Stage.LISTED_TO_FETCHED, at.listed_at, at.fetched_at
    yield Stage.FETCHED_TO_MATCHED, at.fetched_at, at.matched_at
    yield Stage.MATCHED_TO_QUEUED, at.matched_at, at.queued_at
    yield Stage.QUEUED_TO_ACCEPTED, at.queued_at, at.accepted_at
    yield Stage.FETCHED_TO_ACCEPTED, at.fetched_at, at.accepted_at


def was_to_wait(fate: Fate) -> bool:
    """Whether it was held, or waited for a place that was closed to us."""
    queued_at = fate.times.queued_at
    return queued_at is not None and fate.due_at - queued_at > UNDER_WAY


class Census:
    """Counts alerts one by one, so that they need not all be in memory."""

    def __init__(self, *, now: datetime) -> None:
        self._now = now
        self._states: Counter[OutboxState] = Counter()
        self._ends: Counter[OutboxState] = Counter()
        self._reasons: defaultdict[OutboxState, Counter[str]] = defaultdict(Counter)
        self._under_way = 0
        self._made_to_wait = 0
        self._possibly_repeated = 0
        self._seconds: defaultdict[Stage, defaultdict[str, array[float]]] = defaultdict(
            lambda: defaultdict(lambda: array("d"))
        )

    def add(self, fate: Fate) -> None:
        self._states[fate.state] += 1
        self._ends[fate.end] += 1
        self._under_way += self._is_under_way(fate)
        self._made_to_wait += was_to_wait(fate)
        self._possibly_repeated += fate.possibly_repeated
        if fate.reason:
            self._reasons[fate.state][fate.reason] += 1
        for stage, seconds in stages_of(fate):
            self._seconds[stage][fate.market].append(seconds)

    def _is_under_way(self, fate: Fate) -> bool:
        return fate.end in _GOING and self._now - fate.due_at <= UNDER_WAY

    def alerts(self) -> Alerts:
        return Alerts(
            states={state: self._states[state] for state in OutboxState},
            ends={state: self._ends[state] for state in OutboxState},
            under_way=self._under_way,
            made_to_wait=self._made_to_wait,
            possibly_repeated=self._possibly_repeated,
            reasons={
                state: dict(reasons.most_common(MOST_REASONS))
                for state, reasons in sorted(self._reasons.items())
            },
        )

    def latency(self) -> dict[Stage, dict[str, Spread]]:
        """By stage and market, all markets together first."""
        return {stage: dict(_spreads(self._seconds[stage])) for stage in Stage}


def _spreads(by_market: Mapping[str, Iterable[float]]) -> Iterator[tuple[str, Spread]]:
    together = chain.from_iterable(by_market.values())
    for market, seconds in ((ALL, together), *sorted(by_market.items())):
        if spread := spread_of(seconds):
            yield market, spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """What became of the alerts: as they are listed, and (`ends`) with those in digests as these.

    `made_to_wait` ones have no latency of ours; `possibly_repeated` ones were sent once more
    although they may have arrived.
    """

    states: Mapping[OutboxState, int]
    ends: Mapping[OutboxState, int]
    under_way: int = 0
    made_to_wait: int = 0
    possibly_repeated: int = 0
    reasons: Mapping[OutboxState, Mapping[str, int]] = field(default_factory=dict)

    @property
    def delivered(self) -> int:
        """On their own or in a digest."""
        return self.ends[OutboxState.SENT]

    @property
    def failed(self) -> int:
        """Given up, on their own or in a digest."""
        return self.ends[OutboxState.FAILED]

    @property
    def due(self) -> int:
        late = (OutboxState.DUE, OutboxState.SENDING, OutboxState.SUSPENDED, OutboxState.FAILED)
        return self.delivered + sum(self.ends[one] for one in late) - self.under_way

    @property
    def rate(self) -> float | None:
        return self.delivered / self.due if self.due else None


def alerts_of(counts: Iterable[EndCount]) -> Alerts:
    """The same from counts of ends; who was made to wait and why is not known then."""
    ends: Counter[OutboxState] = Counter()
    under_way = repeated = 0
    for one in counts:
        ends[one.end] += one.times
        repeated += one.possibly_repeated
        if one.end in _GOING and not one.is_late:
            under_way += one.times
    return Alerts(states=ends, ends=ends, under_way=under_way, possibly_repeated=repeated)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidRequests:
    """What Discord calls invalid requests. It shuts us out at ten thousand in ten minutes; our own
    breaker opens at `allowed`.
    """

    counted: int = 0
    now: int = 0
    allowed: int = 0


@dataclass(frozen=True, slots=True)
class Goal:
    """Something that was promised. `is_met` is None while there is not enough to go by."""

    name: str
    wanted: str
    measured: float | None
    is_met: bool | None
    based_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything that `maneki stats` says, of the time from `since` to `until`."""

    since: datetime
    until: datetime
    alerts: Alerts
    latency: Mapping[Stage, Mapping[str, Spread]]
    standing: Standing
    limits: tuple[LimitCount, ...]
    invalid: InvalidRequests
    ratings: Ratings

    @property
    def goals(self) -> tuple[Goal, ...]:
        """The four that were asked for."""
        return (
            _delivered(self.alerts),
            _quick(self.latency),
            _within_limits(self.limits, self.alerts),
            _liked(self.ratings),
        )

    @property
    def backlog(self) -> Backlog:
        return self.standing.backlog

    def times(self, cause: str) -> int:
        return _times(self.limits, cause)

    def shape(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "v": 1,
            "since": self.since,
            "until": self.until,
            "goals": {goal.name: _goal_shape(goal) for goal in self.goals},
            "alerts": _alerts_shape(self.alerts),
            "latency_s": {
                stage: {market: asdict(spread) for market, spread in by_market.items()}
                for stage, by_market in self.latency.items()
            },
            "backlog": _backlog_shape(self.backlog, self.until),
            "rate_limited": {scope: self.times(scope) for scope in ("user", "global", "shared")},
            "stops": {cause: self.times(cause) for cause in ("turned_away", "breaker", "opening")},
            "limits_met": [asdict(one) for one in self.limits],
            "invalid_requests": asdict(self.invalid),
            "suspended": {kind: self.standing.suspended.get(kind, 0) for kind in DestinationKind},
            "satisfaction": asdict(self.ratings),
        }


def _times(limits: Iterable[LimitCount], *causes: str) -> int:
    return sum(one.times for one in limits if one.cause in causes)


def _delivered(alerts: Alerts) -> Goal:
    rate = alerts.rate
    is_enough = alerts.due >= ENOUGH_ALERTS and rate is not None
    return Goal(
        "delivery_rate",
        f"> {LEAST_DELIVERED:.0%}",
        rate,
        rate is not None and rate > LEAST_DELIVERED if is_enough else None,
        f"{alerts.delivered} of {alerts.due} due",
    )


def _quick(latency: Mapping[Stage, Mapping[str, Spread]]) -> Goal:
    spread = latency[Stage.FETCHED_TO_ACCEPTED].get(ALL)
    count = spread.count if spread else 0
    is_enough = spread is not None and count >= ENOUGH_ALERTS
    mean = spread.mean if spread else None
    return Goal(
        "average_latency_s",
        f"< {MOST_MEAN_S:g} s",
        mean,
        mean is not None and mean < MOST_MEAN_S if is_enough else None,
        f"{count} alerts, fetched → accepted",
    )


def _within_limits(limits: Iterable[LimitCount], alerts: Alerts) -> Goal:
    """One error is enough to miss it; none is good only if something was sent at all."""
    errors = _times(limits, *OURS)
    is_met = False if errors else (True if alerts.delivered else None)
    return Goal("rate_limit_errors", "0", errors, is_met, f"{alerts.delivered} delivered")


def _liked(ratings: Ratings) -> Goal:
    mean = ratings.mean
    is_enough = mean is not None and ratings.count >= ENOUGH_RATINGS
    return Goal(
        "satisfaction",
        f"> {LEAST_SATISFACTION:g} of 5",
        mean,
        mean is not None and mean > LEAST_SATISFACTION if is_enough else None,
        f"{ratings.count} of {ratings.asked} asked" if ratings.count else "not rated yet",
    )


def _goal_shape(goal: Goal) -> dict[str, Any]:
    measured = None if goal.measured is None else round(goal.measured, 4)
    return {
        "wanted": goal.wanted,
        "measured": measured,
        "met": goal.is_met,
        "based_on": goal.based_on,
    }


def _alerts_shape(alerts: Alerts) -> dict[str, Any]:
    return {
        "due": alerts.due,
        "delivered": alerts.delivered,
        "states": dict(alerts.states),
        "under_way": alerts.under_way,
        "made_to_wait": alerts.made_to_wait,
        "failed": alerts.failed,
        "possibly_repeated": alerts.possibly_repeated,
        "reasons": alerts.reasons,
    }


def _backlog_shape(backlog: Backlog, now: datetime) -> dict[str, Any]:
    def age(at: datetime | None) -> float | None:
        return None if at is None else round(max(0.0, (now - at).total_seconds()), 3)

    return {
        "waiting": backlog.waiting,
        "oldest_due_s": age(backlog.oldest_due_at),
        "unmatched": backlog.unmatched,
        "oldest_unmatched_s": age(backlog.oldest_unmatched_at),
    }
