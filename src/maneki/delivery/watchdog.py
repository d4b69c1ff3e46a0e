"""Looks at everything now and then, and tells the operator what is wrong: once, until it is over.

First in the log, which needs neither the database nor Discord. What is said in Discord, if there is
a place for it, goes through the outbox like everything else, to a place that belongs to the server.
While nothing can be sent, or written down, it waits; what it is about never waits for it.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from maneki.clock import Clock
from maneki.delivery.alarm import (
    Bounds,
    News,
    Sight,
    news_in,
    over_together,
    said_of,
    said_together,
    said_when_over,
    troubles_in,
)
from maneki.delivery.alarm_log import AlarmLog
from maneki.delivery.figures import OURS
from maneki.delivery.holder import Holder
from maneki.delivery.pace import Limiter
from maneki.errors import StoreError
from maneki.loops import LoopHealth
from maneki.model.alarm import AlarmId, AlarmKind, Trouble
from maneki.model.ids import DestinationId, ServerId
from maneki.model.outbox import Note, NoteDraft
from maneki.model.person import DestinationKind
from maneki.phrases import say
from maneki.store import Store, Transaction

LOOK_EVERY_S = 15.0
LOOKS_BEFORE_ASKING_AGAIN = 20
"""Whoever is refused and asks again at once is counted as a bad caller."""
_KEPT = frozenset({AlarmKind.BACKLOG, AlarmKind.MARKET})
"""What only the database can tell."""


@dataclass(frozen=True, slots=True)
class OperatorPlace:
    """The operator's channel, as the platform knows it, and the server it is in."""

    kind: DestinationKind
    address: str
    server_external_id: str


class Watchdog:
    """`place` finds the operator's channel (None: it cannot at the moment); without it there is
    only the log. `queued` is called when something is to go there. `disk` is a folder whose file
    system must not become full. `matches_alone` says whether the processes that should help with
    matching cannot.
    """

    def __init__(
        self,
        store: Store,
        *,
        limiter: Limiter,
        loops: LoopHealth,
        place: Callable[[], Awaitable[OperatorPlace | None]] | None,
        queued: Callable[[], None],
        bounds: Bounds,
        disk: Path | None,
        clock: Clock,
        language: str = "en",
        matches_alone: Callable[[], bool] = lambda: False,
    ) -> None:
        self._store = store
        self._matches_alone = matches_alone
        self._limiter = limiter
        self._loops = loops
        self._find_place = place
        self._queued = queued
        self._bounds = bounds
        self._disk = disk
        self._clock = clock
        self._language = language
        self._log = AlarmLog()
        self._place: OperatorPlace | None = None
        self._looks_to_skip = 0
        self._counted: Counter[str] = Counter()
        self._taken_over_from: str | None = None

    def taken_over(self, holder: Holder) -> None:
        """The right to send was taken over from this process, which is gone."""
        self._taken_over_from = say(
            "alarm.process", self._language, pid=holder.pid, host=holder.host
        )

    async def step(self) -> bool:
        """Always False. What cannot be said now is seen again the next time."""
        totals = Counter({scope: self._limiter.tally.totals.get(scope, 0) for scope in OURS})
        troubles = await self._look(totals - self._counted)
        if self._find_place is not None and not await self._tell(troubles):
            return False
        self._counted, self._taken_over_from = totals, None
        return False

    async def _look(self, limited: Counter[str]) -> tuple[Trouble, ...]:
        """What is wrong, which is in the log then. Raises `StoreError` if there may be more."""
        # That one is an alarm of its own.
        del limited["turned_away"]
        sight = Sight(
            limited=limited,
            stop=self._limiter.stop,
            free_bytes=None if self._disk is None else shutil.disk_usage(self._disk).free,
            taken_over_from=self._taken_over_from,
            failing={name: self._loops.in_a_row(name) for name in self._loops.failures},
            matches_alone=self._matches_alone(),
        )
        try:
            sight = await self._with_what_is_kept(sight)
        except StoreError:
            troubles = troubles_in(sight, self._bounds)
            self._log.write(troubles, now=self._clock.now(), unsure=_KEPT)
            raise
        troubles = troubles_in(sight, self._bounds)
        self._log.write(troubles, now=self._clock.now())
        return troubles

    async def _with_what_is_kept(self, sight: Sight) -> Sight:
        async with self._store.reading() as tx:
            self._log.go_on_from(await tx.alarms.open())
            standing = await tx.stats.standing()
            return replace(
                sight,
                backlog_s=standing.backlog.age_s(tx.now),
                down=await tx.incidents.hosts_in_trouble(),
            )

    async def _tell(self, troubles: tuple[Trouble, ...]) -> bool:
        """Whether the operator knows, or will hear of it."""
        place = await self._found_place()
        if place is None:
            return False
        async with self._store.transaction() as tx:
            server = await tx.servers.at(place.server_external_id)
            if server is None:
                # The gateway has yet to tell us of it.
                return False
            said = await self._say_news(tx, place, server.id, troubles)
        if said:
            self._queued()
        return True

    async def _found_place(self) -> OperatorPlace | None:
        if self._place is None and self._looks_to_skip > 0:
            self._looks_to_skip -= 1
        elif self._place is None and self._find_place is not None:
            self._place = await self._find_place()
            self._looks_to_skip = LOOKS_BEFORE_ASKING_AGAIN
        return self._place

    async def _say_news(
        self,
        tx: Transaction,
        place: OperatorPlace,
        server_id: ServerId,
        troubles: tuple[Trouble, ...],
    ) -> bool:
        """Whether there is any."""
        news = news_in(troubles, await tx.alarms.open(), now=tx.now)
        await tx.alarms.seen([alarm.id for alarm in news.seen])
        await tx.alarms.close([alarm.id for alarm in news.over])
        if not (news.wrong or news.over):
            return False
        chosen = await tx.destinations.of_server(server_id, kind=place.kind, address=place.address)
        await self._say(tx, chosen.id, news)
        return True

    async def _say(self, tx: Transaction, destination_id: DestinationId, news: News) -> None:
        for group in said_together(news.wrong):
            words = said_of(group, self._language)
            added = [await tx.alarms.add(trouble, detail=words) for trouble in group]
            if new := [alarm_id for alarm_id in added if alarm_id is not None]:
                await _note(tx, destination_id, words, key=_key(new[0], "raised"))
        for alarms in over_together(news.over):
            words = said_when_over(alarms, self._language)
            await _note(tx, destination_id, words, key=_key(alarms[0].id, "over"))


def _key(alarm_id: AlarmId, what: str) -> str:
    return f"alarm:{alarm_id}:{what}"


async def _note(tx: Transaction, destination_id: DestinationId, words: str, *, key: str) -> None:
    await tx.outbox.add_note(
        NoteDraft(
            person_id=None,
            destination_id=destination_id,
            note=Note(text=words),
            idempotency_key=key,
        )
    )
