"""Visit the searches of one market, one after the other, as politely as the market asks."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

import structlog

from maneki.alerts.first_hits import FirstHits
from maneki.alerts.incidents import Trouble, close_incidents, kind_of, open_incident
from maneki.alerts.record import Source, record
from maneki.errors import (
    MarketBlockedError,
    MarketError,
    MarketGoneError,
    MarketUnavailableError,
    StoreError,
)
from maneki.markets.manners import Manners, after_block, after_success, next_visit_at
from maneki.markets.market import Market, host_of
from maneki.matching.match import Matcher
from maneki.model.category import NO_TREES, CategoryTrees
from maneki.model.ids import SearchId
from maneki.model.search import BackOff, Search, Visit
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(seconds=10)
FIRST_PAUSE = timedelta(seconds=30)
MOST_DOUBLINGS = 6
GONE = timedelta(days=365)
"""A feed that said it is gone for good stays gone; it is looked at again in a year, unasked."""
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
    something may be due, `told` with the outcome of every visit.
    """

    def __init__(
        self,
        store: Store,
        market: Market,
        *,
        matcher: Matcher,
        drop_percent: Decimal,
        trees: CategoryTrees = NO_TREES,
        holder: str,
        found: Callable[[], None],
        queued: Callable[[], None],
        told: Callable[[str, str], None] = lambda _market, _outcome: None,
    ) -> None:
        self._store = store
        self._market = market
        self._told = told
        self._first_hits = FirstHits(matcher)
        self._drop_percent = drop_percent
        self._trees = trees
        self._holder = holder
        self._found = found
        self._queued = queued
        self._choosing = asyncio.Lock()
        self._has_begun = False
        self._being_asked: set[str] = set()
        self._unrecorded: deque[Callable[[], Awaitable[None]]] = deque()

    async def step(self) -> bool:
        """Visit the due search that was visited longest ago. False if none is due.

        What was not foreseen fails the visit like any trouble with the market, and is raised. What
        could not be written down, because of the database, is before anything else is asked.
        """
        while self._unrecorded:
            await self._record(self._unrecorded.popleft())
        async with self._choosing:
            await self._begin()
            turn = await self._next()
            if turn is None:
                return False
            self._being_asked.add(turn.host)
        try:
            await self._take(turn)
        finally:
            self._being_asked.discard(turn.host)
        return True

    async def _take(self, turn: Turn) -> None:
        try:
            visit = await self._market.fetch(turn.search.query, turn.search.state)
            await self._record(partial(self._visited, turn, visit))
        except MarketError as error:
            await self._record(partial(self._failed, turn, error))
        except StoreError:
            raise
        except Exception as exc:
            await self._record(partial(self._failed, turn, self._unforeseen(exc)))
            raise

    async def _record(self, outcome: Callable[[], Awaitable[None]]) -> None:
        try:
            await outcome()
        except StoreError:
            self._unrecorded.append(outcome)
            raise

    def _unforeseen(self, exc: Exception) -> MarketError:
        name = self._market.name
        return MarketUnavailableError(f"{name} could not be read: {exc!r}.", market=name)

    async def _begin(self) -> None:
        """What a process before us was visiting when it ended is to be visited now, and not in
        five minutes: there is nobody but us.
        """
        if self._has_begun:
            return
        async with self._store.transaction() as tx:
            await tx.searches.release(self._market.name, except_by=self._holder)
        self._has_begun = True

    async def _next(self) -> Turn | None:
        async with self._store.transaction() as tx:
            if await tx.marks.get(off_switch(self._market.name)) == "off":
                return None
            while search := await tx.searches.claim(
                self._market.name, holder=self._holder, until=tx.now + LEASE
            ):
                host = host_of(self._market, search.query)
                back_off = await tx.searches.back_off(host)
                until = self._not_before(search, host, back_off, tx.now)
                if until is None:
                    return Turn(search, host, back_off)
                await tx.searches.postpone(search, until=until)
            return None

    def _not_before(
        self, search: Search, host: str, back_off: BackOff, now: datetime
    ) -> datetime | None:
        """Until when a due search has to wait for its host; None if it may be visited now.

        A host that asks for a long gap must not hold up the others meanwhile; and while one visit
        is under way, it may yet turn out that the host blocks us.
        """
        if back_off.until is not None and back_off.holds(now):
            return back_off.until
        if host in self._being_asked:
            return now + self._market.manners.gap
        gap = self._market.wait_for(search.query)
        return now + gap if gap > LONGEST_WAIT else None

    async def _visited(self, turn: Turn, visit: Visit) -> None:
        search = turn.search
        async with self._store.transaction() as tx:
            source = Source(
                market=self._market.name,
                fetched_at=visit.fetched_at,
                search_id=search.id,
                is_first_visit=search.first_visited_at is None,
                watched_since=search.first_visited_at if self._market.refills else None,
            )
            recorded = await record(
                tx,
                source,
                visit.listings,
                drop_percent=self._drop_percent,
                trees=self._trees,
            )
            shown = await self._first_hits.show(tx, search.id, recorded.listings)
            await tx.searches.visited(
                search, state=visit.state, due_at=self._next_visit(visit, tx.now)
            )
            await tx.searches.save_back_off(turn.host, after_success(turn.back_off))
            await self._told_of_the_end(tx, turn, visit)
        log.info(
            "market.visited",
            market=self._market.name,
            search=search.id,
            new=recorded.new,
            changed=recorded.changed,
            known=recorded.known,
            not_modified=visit.not_modified,
        )
        self._told(self._market.name, "not_modified" if visit.not_modified else "answered")
        if visit.overflowed:
            log.warning("market.overflowed", market=self._market.name, search=search.id)
        if recorded.new or recorded.changed:
            self._found()
        if shown:
            self._queued()

    async def _told_of_the_end(self, tx: Transaction, turn: Turn, visit: Visit) -> None:
        """Trouble with this search is over; or, if it is gone for good, all that it will be."""
        trouble = self._trouble(turn.host)
        if not visit.state.is_gone:
            await close_incidents(tx, self._market.name, trouble=trouble, search_id=turn.search.id)
        elif not turn.search.state.is_gone:
            await open_incident(
                tx,
                MarketGoneError(f"{trouble.host} is gone for good.", market=self._market.name),
                trouble=trouble,
                search_ids=(turn.search.id,),
                again_at=tx.now + GONE,
            )

    def _next_visit(self, visit: Visit, now: datetime) -> datetime:
        if visit.state.is_gone:
            return now + GONE
        return next_visit_at(self._market.manners, visit.state, now)

    async def _failed(self, turn: Turn, error: MarketError) -> None:
        search = turn.search
        async with self._store.transaction() as tx:
            back_off = back_off_after(turn.back_off, error, self._market.manners, tx.now)
            again_at = again_after(search, error, self._market.manners, tx.now)
            if back_off.until is not None:
                again_at = max(again_at, back_off.until)
            if back_off != turn.back_off:
                await tx.searches.save_back_off(turn.host, back_off)
            await tx.searches.failed(search, error=str(error), due_at=again_at)
            if is_worth_telling(error, search):
                await open_incident(
                    tx,
                    error,
                    trouble=self._trouble(turn.host),
                    search_ids=await self._suffering(tx, turn, error),
                    again_at=again_at,
                )
        log.warning("market.failed", market=self._market.name, search=search.id, error=str(error))
        self._told(self._market.name, kind_of(error))
        self._queued()

    async def _suffering(
        self, tx: Transaction, turn: Turn, error: MarketError
    ) -> tuple[SearchId, ...]:
        """A refusing host stops every search that is asked of it."""
        if not error.concerns_host:
            return (turn.search.id,)
        wanted = await tx.searches.wanted(self._market.name)
        return tuple(
            search.id for search in wanted if host_of(self._market, search.query) == turn.host
        )

    def _trouble(self, host: str) -> Trouble:
        """A market of many hosts is known to people by the host."""
        return Trouble(host, self._market.name if host == self._market.host else None)


def back_off_after(
    back_off: BackOff, error: MarketError, manners: Manners, now: datetime
) -> BackOff:
    """How the host is to be left alone after this error."""
    if not error.concerns_host:
        return back_off
    if isinstance(error, MarketBlockedError):
        return after_block(back_off, manners, now, error.retry_after)
    if error.retry_after is not None:
        return BackOff(blocks=back_off.blocks, until=now + error.retry_after)
    return back_off


def again_after(search: Search, error: MarketError, manners: Manners, now: datetime) -> datetime:
    """When a search that failed once more is due: never sooner than one that went well."""
    pause = FIRST_PAUSE * (1 << min(search.failures, MOST_DOUBLINGS))
    return max(
        now + pause,
        now + (error.retry_after or timedelta(0)),
        next_visit_at(manners, search.state, now),
    )


def is_worth_telling(error: MarketError, search: Search) -> bool:
    """A hiccup bothers nobody; a block or a changed shape will not go away by itself."""
    if isinstance(error, MarketUnavailableError):
        return search.failures + 1 >= FAILURES_BEFORE_AN_INCIDENT
    return True
