"""From a market's raw answer to the outbox: how fast, and that nothing is missed.

The same parts that the service runs, turn by turn as it runs them: an answer is parsed and
recorded, then what happened is matched and queued until there is nothing left. No network is in it,
and no waiting.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bench.figures import figure, middle
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import create_async_engine

from maneki.alerts.announce import Announcer
from maneki.alerts.record import Source, record
from maneki.clock import SystemClock
from maneki.markets.mercari_jp.parse import NAME, parse_search
from maneki.matching.brands import BrandDictionary
from maneki.store import Store
from maneki.store.schema import alert_filters, alerts, listings, outbox

DROP_PERCENT = Decimal(5)

Pair = tuple[str, str]
"""A listing's id on its market, and the id of a filter that it fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Seconds of the wall clock by stage, and of the processor over all of them.

    `longest_step_s` is the longest that one batch of matching kept its transaction open.
    """

    parsing_s: float
    recording_s: float
    matching_s: float
    longest_step_s: float
    cpu_s: float

    @property
    def seconds(self) -> float:
        return self.parsing_s + self.recording_s + self.matching_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was in the database afterwards: alerts, outbox rows, and what they are due to."""

    alerts: int
    queued: int
    matches: frozenset[Pair]


async def run(
    url: str, pages: Sequence[bytes], dictionary: BrandDictionary
) -> tuple[Spent, Outcome]:
    """Send the pages down the road into the outbox of a database that knows no listing yet."""
    store = Store.open(url, clock=SystemClock())
    try:
        announcer = Announcer(
            store, dictionary=dictionary, drop_percent=DROP_PERCENT, queued=lambda: None
        )
        await announcer.load()
        spent = await _timed(store, announcer, pages)
    finally:
        # The announcer froze what it loaded: without this it would stay, run after run.
        gc.unfreeze()
        await store.close()
    return spent, await _outcome(url)


async def _timed(store: Store, announcer: Announcer, pages: Iterable[bytes]) -> Spent:
    parsing, recording = 0.0, 0.0
    steps: list[float] = []
    cpu_began = time.process_time()
    for page in pages:
        began = time.perf_counter()
        answer = parse_search(page)
        parsed = time.perf_counter()
        async with store.transaction() as tx:
            source = Source(market=NAME, fetched_at=tx.now)
            await record(tx, source, answer.listings, drop_percent=DROP_PERCENT)
        parsing += parsed - began
        recording += time.perf_counter() - parsed
        steps += await _announced(announcer)
    return Spent(
        parsing_s=parsing,
        recording_s=recording,
        matching_s=sum(steps),
        longest_step_s=max(steps),
        cpu_s=time.process_time() - cpu_began,
    )


async def _announced(announcer: Announcer) -> list[float]:
    """The seconds of each step, that of the last one too, which finds nothing left."""
    steps = []
    is_left = True
    while is_left:
        began = time.perf_counter()
        is_left = await announcer.step()
        steps.append(time.perf_counter() - began)
    return steps


async def _outcome(url: str) -> Outcome:
    """Read without the program's own store."""
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            rows = await connection.execute(
                select(listings.c.external_id, alert_filters.c.filter_id)
                .join(alerts, alerts.c.id == alert_filters.c.alert_id)
                .join(listings, listings.c.id == alerts.c.listing_id)
            )
            matches = frozenset((row.external_id, row.filter_id) for row in rows)
            told = await connection.execute(select(func.count()).select_from(alerts))
            queued = await connection.execute(select(func.count()).select_from(outbox))
            return Outcome(alerts=told.scalar_one(), queued=queued.scalar_one(), matches=matches)
    finally:
        await engine.dispose()


def reported(
    runs: Sequence[tuple[Spent, Outcome]], *, listings: int, true: frozenset[Pair]
) -> dict[str, Any]:
    """The runs as figures; `true` are the matches that every one of them should have queued."""
    spent = [one for one, _ in runs]
    outcomes = [outcome for _, outcome in runs]
    alerts = outcomes[-1].alerts
    return {
        "listings": listings,
        "listings_per_s": figure(listings / one.seconds for one in spent),
        "alerts_per_s": middle(alerts / one.seconds for one in spent),
        "cpu_ms_per_listing": middle(1000 * one.cpu_s / listings for one in spent),
        "seconds": {
            "parsing": middle(one.parsing_s for one in spent),
            "recording": middle(one.recording_s for one in spent),
            "matching_and_queuing": middle(one.matching_s for one in spent),
        },
        "longest_step_s": middle(one.longest_step_s for one in spent),
        "matches": len(outcomes[-1].matches),
        "alerts": alerts,
        "outbox_rows": outcomes[-1].queued,
        "matches_lost": max(len(true - outcome.matches) for outcome in outcomes),
        "matches_invented": max(len(outcome.matches - true) for outcome in outcomes),
    }
