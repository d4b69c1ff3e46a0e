"""Looks at everything now and then, and tells the operator what is wrong: once, until it is over.

What it says goes through the outbox like everything else, to a place that belongs to the server.
While nothing can be sent, or written down, it waits; what it is about never waits for it.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import structlog

from maneki.delivery.alarm import (
    Bounds,
    Sight,
    news_in,
    said_of,
    said_when_over,
    together,
    troubles_in,
)
from maneki.delivery.figures import OURS
from maneki.delivery.pace import Limiter
from maneki.loops import LoopHealth
from maneki.model.alarm import Alarm, Trouble
from maneki.model.ids import DestinationId, ServerId
from maneki.model.outbox import Note, NoteDraft
from maneki.model.person import DestinationKind
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)

LOOK_EVERY_S = 15.0
LOOKS_BEFORE_ASKING_AGAIN = 20
"""Whoever is refused and asks again at once is counted as a bad caller."""


@dataclass(frozen=True, slots=True)
class OperatorPlace:
    """The operator's channel, as the platform knows it, and the server it is in."""

    kind: DestinationKind
    address: str
    server_external_id: str


class Watchdog:
    """`place` finds the operator's channel (None: it cannot at the moment); `queued` is called when
    something is to go there. `disk` is a folder whose file system must not become full.
    """

    def __init__(
        self,
        store: Store,
        *,
        limiter: Limiter,
        loops: LoopHealth,
        place: Callable[[], Awaitable[OperatorPlace | None]],
        queued: Callable[[], None],
        bounds: Bounds,
        disk: Path | None,
        language: str = "en",
    ) -> None:
        self._store = store
        self._limiter = limiter
        self._loops = loops
        self._find_place = place
        self._queued = queued
        self._bounds = bounds
        self._disk = disk
        self._language = language
        self._place: OperatorPlace | None = None
        self._looks_to_skip = 0
        self._counted: Counter[str] = Counter()
        self._taken_over_from: str | None = None

    def taken_over(self, holder: str) -> None:
        """The right to send was taken over from this process, which is gone."""
        self._taken_over_from = holder

    async def step(self) -> bool:
        """Always False. What cannot be said now is seen again the next time."""
        place = await self._found_place()
        if place is None:
            return False
        totals = Counter({scope: self._limiter.tally.totals.get(scope, 0) for scope in OURS})
        async with self._store.transaction() as tx:
            sight = await self._sight(tx, totals - self._counted)
            server = await tx.servers.at(place.server_external_id)
            if server is None:
                # The gateway has yet to tell us of it.
                return False
            said = await self._tell(tx, place, server.id, sight)
        self._counted, self._taken_over_from = totals, None
        if said:
            self._queued()
        return False

    async def _found_place(self) -> OperatorPlace | None:
        if self._place is None and self._looks_to_skip > 0:
            self._looks_to_skip -= 1
        elif self._place is None:
            self._place = await self._find_place()
            self._looks_to_skip = LOOKS_BEFORE_ASKING_AGAIN
        return self._place

    async def _sight(self, tx: Transaction, limited: Counter[str]) -> Sight:
        # That one is an alarm of its own.
        del limited["turned_away"]
        standing = await tx.stats.standing()
        return Sight(
            limited=limited,
            stop=self._limiter.stop,
            backlog_s=standing.backlog.age_s(tx.now),
            down=together(await tx.incidents.hosts_in_trouble()),
            free_bytes=None if self._disk is None else shutil.disk_usage(self._disk).free,
            taken_over_from=self._taken_over_from,
            failing={name: self._loops.in_a_row(name) for name in self._loops.failures},
        )

    async def _tell(
        self, tx: Transaction, place: OperatorPlace, server_id: ServerId, sight: Sight
    ) -> bool:
        """Whether there is anything new."""
        troubles = troubles_in(sight, self._bounds)
        news = news_in(troubles, await tx.alarms.open(), now=tx.now)
        await tx.alarms.seen([alarm.id for alarm in news.seen])
        await tx.alarms.close([alarm.id for alarm in news.over])
        if not (news.wrong or news.over):
            return False
        chosen = await tx.destinations.of_server(server_id, kind=place.kind, address=place.address)
        for trouble in news.wrong:
            await self._say_wrong(tx, chosen.id, trouble)
        for alarm in news.over:
            await self._say_over(tx, chosen.id, alarm)
        return True

    async def _say_wrong(
        self, tx: Transaction, destination_id: DestinationId, trouble: Trouble
    ) -> None:
        words = said_of(trouble, self._language)
        alarm_id = await tx.alarms.add(trouble, detail=words)
        if alarm_id is None:
            return
        log.error("alarm.raised", kind=trouble.kind, subject=trouble.subject, **trouble.values)
        await self._say(tx, destination_id, words, key=f"alarm:{alarm_id}:raised")

    async def _say_over(self, tx: Transaction, destination_id: DestinationId, alarm: Alarm) -> None:
        log.info("alarm.over", kind=alarm.kind, subject=alarm.subject)
        if words := said_when_over(alarm, self._language, now=tx.now):
            await self._say(tx, destination_id, words, key=f"alarm:{alarm.id}:over")

    async def _say(
        self, tx: Transaction, destination_id: DestinationId, words: str, *, key: str
    ) -> None:
        await tx.outbox.add_note(
            NoteDraft(
                person_id=None,
                destination_id=destination_id,
                note=Note(text=words),
                idempotency_key=key,
            )
        )
