"""`GET /metrics`: what Prometheus reads. Labels are few: no ids, no channels, no words of anybody.

What only this process knows is counted as it happens. What the database knows is asked when
somebody reads, at most every few seconds and never for long; how long alerts took is looked up for
those that were delivered since the last time.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any

import structlog
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from maneki import __version__
from maneki.clock import Clock
from maneki.delivery.figures import INVALID, UNDER_WAY, Alerts, alerts_of, stages_of
from maneki.delivery.limits import Cause
from maneki.delivery.pace import Limiter
from maneki.delivery.retry import (
    Forward,
    GiveUp,
    Halt,
    PutBack,
    Record,
    SendAlone,
    Step,
    Suspend,
    TryAgain,
    Withdraw,
)
from maneki.delivery.stats import RATED_WITHIN
from maneki.errors import StoreError
from maneki.loops import LoopHealth
from maneki.model.figures import Fate, Ratings, Standing
from maneki.model.ids import OutboxId
from maneki.model.outbox import OutboxKind, Parcel
from maneki.model.person import DestinationKind
from maneki.store import Store, Transaction
from maneki.store.stats import UNFINISHED

log = structlog.get_logger(__name__)

CONTENT_TYPE = CONTENT_TYPE_LATEST
ASK_EVERY_S = 5.0
LONGEST_ASK_S = 5.0
MOST_FATES = 1_000
MOST_DIGESTS = 20
"""Looked up at one reading; the rest has its turn at the next."""
COUNT_EVERY_S = 60.0
A_DAY = timedelta(days=1)
MOST_KEPT = 100_000
OTHER = "other"
"""Anybody with the token may push under any name: sources that are not configured are one."""

_BUCKETS = (0.1, 0.25, 0.5, 1, 2, 3, 4, 5, 7.5, 10, 15, 30, 60, 120, 300, 900, 3600)
_CAUSES = ("user", "global", "shared", *(Cause.TURNED_AWAY, Cause.BREAKER, Cause.OPENING))
_STOPS = (Cause.TURNED_AWAY, Cause.BREAKER)


class Metrics:
    """Counts what the rooms below tell it, and writes it all down when it is read.

    `markets` are the names that may stand in a label.
    """

    def __init__(
        self,
        store: Store,
        *,
        limiter: Limiter,
        loops: LoopHealth,
        clock: Clock,
        markets: Collection[str],
    ) -> None:
        self._store = store
        self._limiter = limiter
        self._loops = loops
        self._clock = clock
        self._markets = frozenset(markets)
        self._delivered: deque[OutboxId] = deque(maxlen=MOST_KEPT)
        self._digests: deque[OutboxId] = deque(maxlen=MOST_KEPT)
        self._counted_at = float("-inf")
        self._asked_at = float("-inf")
        self._asking = asyncio.Lock()
        self.registry = CollectorRegistry()
        self._make_counted()
        self._make_asked()
        self.registry.register(_Process(limiter, loops))
        ProcessCollector(registry=self.registry)

    def _make_counted(self) -> None:
        self._outcomes = self._counter("messages", "What became of attempts", "outcome")
        self._suspensions = self._counter("suspensions", "Places that were closed to us", "kind")
        self._visits = self._counter("market_visits", "Visits to markets", "market", "outcome")
        self._sent = self._counter("alerts_sent", "Alerts that were delivered", "market")
        self._seconds = Histogram(
            "maneki_alert_stage_seconds",
            "How long alerts took from one stage to the next; not those that were to wait",
            ["stage", "market"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._gauge("build_info", "Which version this is", "version").labels(__version__).set(1)

    def _make_asked(self) -> None:
        self._is_up = self._gauge("database_up", "Whether the database answered just now")
        self._rows = self._gauge("outbox_rows", "What has not gone out yet", "state")
        self._waiting = self._gauge("backlog_rows", "What waits although it is due", "queue")
        self._age = self._gauge("backlog_age_seconds", "How long the oldest has waited", "queue")
        self._suspended = self._gauge("suspended_destinations", "Places closed to us", "kind")
        self._lately = self._gauge("alerts_last_day", "What became of a day's alerts", "outcome")
        self._mean = self._gauge("satisfaction_mean", "What people say of it, from 1 to 5")
        self._mean.set(float("nan"))
        self._rated = self._gauge("satisfaction_people", "Who was asked, who answered", "what")

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(f"maneki_{name}", words, labels, registry=self.registry)

    def _gauge(self, name: str, words: str, *labels: str) -> Gauge:
        return Gauge(f"maneki_{name}", words, labels, registry=self.registry)

    def delivered(self, parcel: Parcel, step: Step) -> None:
        """Called for every outcome of an attempt, once it is written down."""
        self._outcomes.labels(_OUTCOMES[type(step)]).inc()
        if isinstance(step, Suspend):
            self._suspensions.labels(parcel.destination.kind).inc()
        if isinstance(step, Record):
            alerts = (item.id for item in parcel.carried if item.kind is OutboxKind.ALERT)
            self._delivered.extend(alerts)
            digests = (item.id for item in parcel.carried if item.kind is OutboxKind.DIGEST)
            self._digests.extend(digests)

    def visited(self, market: str, outcome: str) -> None:
        """Called after every visit to a market."""
        self._visits.labels(self._market(market), outcome).inc()

    def _market(self, name: str) -> str:
        return name if name in self._markets else OTHER

    async def read(self) -> bytes:
        """Everything, in Prometheus' text format; while the database is away, what we know so."""
        async with self._asking:
            if self._clock.monotonic() - self._asked_at >= ASK_EVERY_S:
                await self._ask()
                self._asked_at = self._clock.monotonic()
        return generate_latest(self.registry)

    async def _ask(self) -> None:
        fates, digests = _taken(self._delivered, MOST_FATES), _taken(self._digests, MOST_DIGESTS)
        is_time = self._clock.monotonic() - self._counted_at >= COUNT_EVERY_S
        try:
            async with asyncio.timeout(LONGEST_ASK_S), self._store.reading() as tx:
                standing, now = await tx.stats.standing(), tx.now
                found = await tx.stats.fates_of(fates) if fates else ()
                told = await tx.stats.told_in(digests) if digests else {}
                lately = await _lately_of(tx) if is_time else None
        except (StoreError, TimeoutError) as error:
            log.warning("metrics.database", error=str(error))
            self._delivered.extendleft(reversed(fates))
            self._digests.extendleft(reversed(digests))
            self._is_up.set(0)
            return
        self._is_up.set(1)
        self._show(standing, now.timestamp())
        for fate in found:
            self._observe(fate)
        for market, times in told.items():
            self._sent.labels(self._market(market)).inc(times)
        if lately is not None:
            self._counted_at = self._clock.monotonic()
            self._show_lately(*lately)

    def _show_lately(self, alerts: Alerts, ratings: Ratings) -> None:
        for outcome, times in {
            "due": alerts.due,
            "delivered": alerts.delivered,
            "failed": alerts.failed,
            "possibly_repeated": alerts.possibly_repeated,
        }.items():
            self._lately.labels(outcome).set(times)
        self._mean.set(float("nan") if ratings.mean is None else ratings.mean)
        self._rated.labels("asked").set(ratings.asked)
        self._rated.labels("answered").set(ratings.count)

    def _show(self, standing: Standing, now: float) -> None:
        for state in UNFINISHED:
            self._rows.labels(state).set(standing.states.get(state, 0))
        for kind in DestinationKind:
            self._suspended.labels(kind).set(standing.suspended.get(kind, 0))
        backlog = standing.backlog
        for queue, rows, oldest_at in (
            ("delivery", backlog.waiting, backlog.oldest_due_at),
            ("matching", backlog.unmatched, backlog.oldest_unmatched_at),
        ):
            self._waiting.labels(queue).set(rows)
            age = now - oldest_at.timestamp() if oldest_at else 0.0
            self._age.labels(queue).set(max(0.0, age))

    def _observe(self, fate: Fate) -> None:
        market = self._market(fate.market)
        self._sent.labels(market).inc()
        for stage, seconds in stages_of(fate):
            self._seconds.labels(stage, market).observe(seconds)


def _taken(queue: deque[OutboxId], most: int) -> list[OutboxId]:
    return [queue.popleft() for _ in range(min(most, len(queue)))]


async def _lately_of(tx: Transaction) -> tuple[Alerts, Ratings]:
    ends = await tx.stats.ends(since=tx.now - A_DAY, late_before=tx.now - UNDER_WAY)
    return alerts_of(ends), await tx.stats.ratings(since=tx.now - RATED_WITHIN)


_OUTCOMES: dict[type[Step], str] = {
    Record: "sent",
    TryAgain: "waiting",
    PutBack: "postponed",
    SendAlone: "unpacked",
    Forward: "forwarded",
    Suspend: "suspended",
    Withdraw: "withdrawn",
    GiveUp: "failed",
    Halt: "halted",
}


class _Process:
    """What the limiter and the loops count themselves, read when somebody asks."""

    def __init__(self, limiter: Limiter, loops: LoopHealth) -> None:
        self._limiter = limiter
        self._loops = loops

    def collect(self) -> Iterator[Any]:
        yield from self._of_the_limiter()
        yield from self._of_the_loops()

    def _of_the_limiter(self) -> Iterator[Any]:
        totals = self._limiter.tally.totals
        met = CounterMetricFamily(
            "maneki_rate_limits", "429s by scope, and other stops by cause", labels=["cause"]
        )
        for cause in _CAUSES:
            met.add_metric([cause], totals.get(cause, 0))
        yield met
        yield CounterMetricFamily(
            "maneki_invalid_requests",
            "Requests that Discord calls invalid",
            value=totals.get(INVALID, 0),
        )
        yield GaugeMetricFamily(
            "maneki_invalid_requests_now",
            "Those that count at the moment",
            value=self._limiter.invalid,
        )
        yield GaugeMetricFamily(
            "maneki_invalid_requests_allowed",
            "At how many our breaker opens",
            value=self._limiter.allowance.most_invalid,
        )
        stop = self._limiter.stop
        stopped = GaugeMetricFamily(
            "maneki_stopped", "Whether nothing may go out, and why", labels=["cause"]
        )
        for cause in _STOPS:
            stopped.add_metric([cause], float(stop is not None and stop.cause is cause))
        yield stopped

    def _of_the_loops(self) -> Iterator[Any]:
        failed = CounterMetricFamily(
            "maneki_loop_failures", "Steps of a loop that failed", labels=["loop"]
        )
        failing = GaugeMetricFamily(
            "maneki_loop_failures_in_a_row", "Since the last step that worked", labels=["loop"]
        )
        for name, times in self._loops.failures.items():
            failed.add_metric([name], times)
            failing.add_metric([name], self._loops.in_a_row(name))
        yield failed
        yield failing
