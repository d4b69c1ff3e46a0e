"""Visit the searches of one market, one after the other, as politely as the market asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import structlog

from maneki.alerts.first_hits import FirstHits
from maneki.alerts.incidents import close_incidents, open_incident
from maneki.alerts.record import Source, record
from maneki.errors import MarketBlockedError, MarketError, MarketUnavailableError
from maneki.markets.manners import after_block, after_success, next_visit_at
from maneki.markets.market import Market, host_of
from maneki.matching.match import Matcher
from maneki.model.search import BackOff, Search, Visit
from maneki.store import Store

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=30)
MOST_DOUBLINGS = 6
GONE = timedelta(days=365)
"""A feed that said it is gone for good is asked again in a year."""
FAILURES_BEFORE_AN_INCIDENT = 3


@dataclass(frozen=True, slots=True)
class Turn:
    """A search to visit, whom it is asked of, and how that host wants to be treated."""

    search: Search
    host: str
    back_off: BackOff


def off_switch(market: str) -> str:
    """The mark that stops a market at once, without a restart, while it says "off"."""
    return f"market:{market}"


class Watcher:
    """Watches one market. `found` is called when there may be something to match, `queued` when
    something may be due.
    """

    def __init__(
        self,
        store: Store,
        market: Market,
        *,
        matcher: Matcher,
        drop_percent: Decimal,
        holder: str,
        found: Callable[[], None],
        queued: Callable[[], None],
    ) -> None:
        self._store = store
        self._market = market
        self._first_hits = FirstHits(matcher)
        self._drop_percent = drop_percent
        self._holder = holder
        self._found = found
        self._queued = queued

    async def step(self) -> bool:
        """Visit the search that has been due the longest. False if none is due."""
        turn = await self._next()
        if turn is None:
            return False
        try:
            visit = await self._market.fetch(turn.search.query, turn.search.state)
        except MarketError as error:
            await self._failed(turn, error)
        else:
            await self._visited(turn, visit)
        return True

    async def _next(self) -> Turn | None:
        async with self._store.transaction() as tx:
            if await tx.marks.get(off_switch(self._market.name)) == "off":
                return None
            while search := await tx.searches.claim(
                self._market.name, holder=self._holder, until=tx.now + LEASE
            ):
                host = host_of(self._market, search.query)
                back_off = await tx.searches.back_off(host)
                if not back_off.holds(tx.now):
                    return Turn(search, host, back_off)
                await tx.searches.postpone(search, until=back_off.until or tx.now)
            return None

    async def _visited(self, turn: Turn, visit: Visit) -> None:
        search = turn.search
        async with self._store.transaction() as tx:
            source = Source(
                market=self._market.name,
                fetched_at=visit.fetched_at,
                search_id=search.id,
                watched_since=search.first_visited_at,
            )
            recorded = await record(tx, source, visit.listings, drop_percent=self._drop_percent)
            shown = await self._first_hits.show(tx, search, visit)
            await tx.searches.visited(
                search, state=visit.state, due_at=self._next_visit(visit, tx.now)
            )
            await tx.searches.save_back_off(turn.host, after_success(turn.back_off))
            await close_incidents(tx, self._market.name)
        log.info(
            "market.visited",
            market=self._market.name,
            search=search.id,
            new=recorded.new,
            changed=recorded.changed,
            known=recorded.known,
            not_modified=visit.not_modified,
        )
        if visit.overflowed:
            log.warning("market.overflowed", market=self._market.name, search=search.id)
        if recorded.new or recorded.changed:
            self._found()
        if shown:
            self._queued()

    def _next_visit(self, visit: Visit, now: datetime) -> datetime:
        if visit.state.is_gone:
            return now + GONE
        return next_visit_at(self._market.manners, visit.state, now)

    async def _failed(self, turn: Turn, error: MarketError) -> None:
        search = turn.search
        async with self._store.transaction() as tx:
            back_off = turn.back_off
            again_at = tx.now + FIRST_PAUSE * 2 ** min(search.failures, MOST_DOUBLINGS)
            if isinstance(error, MarketBlockedError):
                back_off = after_block(back_off, self._market.manners, tx.now, error.retry_after)
                again_at = max(again_at, back_off.until or tx.now)
                await tx.searches.save_back_off(turn.host, back_off)
            elif error.retry_after is not None:
                again_at = max(again_at, tx.now + error.retry_after)
            await tx.searches.failed(search, error=str(error), due_at=again_at)
            if _is_worth_telling(error, search):
                await open_incident(tx, error, again_at=again_at)
        log.warning("market.failed", market=self._market.name, search=search.id, error=str(error))
        self._queued()


def _is_worth_telling(error: MarketError, search: Search) -> bool:
    """A hiccup bothers nobody; a block or a changed shape will not go away by itself."""
    if isinstance(error, MarketUnavailableError):
        return search.failures + 1 >= FAILURES_BEFORE_AN_INCIDENT
    return True
