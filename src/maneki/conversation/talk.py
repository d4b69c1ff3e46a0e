"""The loop that answers the inbox.

Nobody has two turns at once, however many ways they write to us. A turn is claimed with a lease;
one that breaks off is taken up again, and one that breaks again and again ends in an honest
sentence.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog

from maneki.clock import Clock
from maneki.conversation.turn import Turns
from maneki.errors import StoreError
from maneki.loops import LoopHealth, Nudge, run_forever
from maneki.model.conversation import Received
from maneki.model.ids import InboxId, PersonId
from maneki.store import Store

log = structlog.get_logger(__name__)

LONGEST_JOINING = timedelta(seconds=6)
"""So long somebody who goes on and on is waited for."""
_MARGIN = timedelta(seconds=30)
_SHORTEST_WAIT_S = 0.02
_LONGEST_WAIT_S = 1.0


class Talker:
    """`seats` are how many people are answered at the same time; `due` is called when something
    may go out.
    """

    def __init__(
        self,
        store: Store,
        turns: Turns,
        *,
        clock: Clock,
        holder: str,
        nudge: Nudge,
        due: Callable[[], None],
        seats: int = 32,
        health: LoopHealth | None = None,
    ) -> None:
        self._store = store
        self._turns = turns
        self._clock = clock
        self._holder = holder
        self._nudge = nudge
        self._due = due
        self._seats = seats
        self._health = health
        self._in_hand: dict[PersonId, asyncio.Task[None]] = {}
        self._broken: list[InboxId] = []
        self._group: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Answer until cancelled. Raises `LoopFailedError`."""
        await self.take_up()
        async with self.at_work():
            await run_forever(
                self._round, name="talk", every=0.0, clock=self._clock, health=self._health
            )

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Turns run in a group that ends with this."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                yield
            finally:
                self._group = None

    async def rest(self) -> None:
        """Until nobody is being answered any more."""
        while self._in_hand:
            await asyncio.wait([*self._in_hand.values()])

    async def take_up(self) -> None:
        """What somebody was answering who is gone is answered anew: nobody else answers here."""
        async with self._store.transaction() as tx:
            left = await tx.inbox.release(except_by=self._holder)
        if left:
            log.info("talk.taken_up", messages=left)

    async def _round(self) -> bool:
        if not await self.step():
            await self._wait()
        return True

    async def step(self) -> bool:
        """Begin as many turns as there are seats. False if there was nothing to begin."""
        if self._group is None:
            raise RuntimeError("a talker answers only while it is at work")
        claimed = await self._claim()
        for received in claimed:
            task = self._group.create_task(self._turn(received))
            self._in_hand[received[0].person_id] = task
        return bool(claimed)

    async def _wait(self) -> None:
        """Until something is due, as far as is known now."""
        async with self._store.reading() as tx:
            left = await tx.inbox.next_due_in(except_of=[*self._in_hand])
        seconds = _LONGEST_WAIT_S if left is None else left.total_seconds()
        at_most = max(_SHORTEST_WAIT_S, min(_LONGEST_WAIT_S, seconds))
        await self._nudge.wait(at_most=at_most, clock=self._clock)

    async def _claim(self) -> list[tuple[Received, ...]]:
        async with self._store.transaction() as tx:
            if self._broken:
                await tx.inbox.wait_again(self._broken, due_at=tx.now)
            claimed = await tx.inbox.claim(
                seats=self._seats - len(self._in_hand),
                holder=self._holder,
                until=tx.now + self._turns.patience + _MARGIN,
                waited_enough=tx.now - LONGEST_JOINING,
                except_of=[*self._in_hand],
            )
        self._broken.clear()
        return claimed

    async def _turn(self, received: tuple[Received, ...]) -> None:
        try:
            await self._turns.answer(received)
        except StoreError as exc:
            # Nothing was said. It is taken up again as soon as the database is there.
            log.warning("talk.store_trouble", error=str(exc))
            self._broken += [one.id for one in received]
        except Exception:
            # The rim of one turn: others go on. It is taken up again when its lease ends.
            log.exception("talk.broken", messages=len(received))
        finally:
            del self._in_hand[received[0].person_id]
            self._nudge()
        self._due()
