"""Take what is due to the channels: claim, pack, commit, send, record.

A parcel is a row before it is sent, with the nonce it is sent with, and a lease. Whatever is cut
off in between (this process, the connection, the database), the next turn finds the row and goes
on from it; what that means for the parcel is decided in `maneki.delivery.retry`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from maneki.clock import Clock
from maneki.delivery.attempt import attempt
from maneki.delivery.channel import Channel
from maneki.delivery.consents import TextRules
from maneki.delivery.hold_back import Holds, ask_again
from maneki.delivery.packing import (
    MOST_FELLOWS,
    MOST_ITEMS,
    joining,
    may_be_shared,
    packed,
    seated,
)
from maneki.delivery.record import record, record_arrived
from maneki.delivery.report import report
from maneki.delivery.retry import (
    Halt,
    Persistence,
    Record,
    Step,
    goes_elsewhere,
    may_have_arrived,
)
from maneki.delivery.suspend import put_aside
from maneki.delivery.text_gate import TextGate, ask_texts_again
from maneki.delivery.withdraw import withdraw_unwanted
from maneki.errors import StoreError, TokenRejectedError
from maneki.loops import LoopHealth, Nudge, run_forever, to_the_end
from maneki.model.ids import ParcelId
from maneki.model.outbox import Fellow, Item, Packing, Parcel, Waiting
from maneki.model.person import DestinationKind
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=2)
LONGEST_ATTEMPT = timedelta(seconds=60)
GRACE = timedelta(seconds=5)
IDLE_S = 5.0
SHORTEST_WAIT_S = 0.02
PARTS = 5
"""Under backlog a fifth of the seats is filled at a time: most of the work is the same for one."""
LONGEST_FILLING_S = 0.25
"""How long to wait for more seats to become free: a few may be taken for long."""
MOST_ASKING = 5
"""Seats for places of which something has to be asked first, such as opening a DM. That may be so
scarce that whoever waits for it would take every seat."""


@dataclass(slots=True, eq=False)
class _Ended:
    """An attempt that is over, and what follows from it; `is_left_over` if writing it failed."""

    parcel: Parcel
    step: Step
    is_written: bool = False
    is_left_over: bool = False


@dataclass(frozen=True, slots=True)
class _Claim:
    """One taking of what is due, and what is asked about it once for all."""

    tx: Transaction
    holds: Holds
    texts: TextGate


class Courier:
    """Brings parcels to their channels, `seats` at a time.

    `nudge` wakes it when something may be due. `holder` names this process; no two processes, one
    after the other or at the same time, may have the same. `told` hears of every outcome. `texts`
    says what may go to phones, and when.
    """

    def __init__(
        self,
        store: Store,
        channels: Sequence[Channel],
        *,
        clock: Clock,
        holder: str,
        seats: int,
        nudge: Nudge,
        persistence: Persistence | None = None,
        lease: timedelta = LEASE,
        longest_attempt: timedelta = LONGEST_ATTEMPT,
        grace: timedelta = GRACE,
        told: Callable[[Parcel, Step], None] = report,
        texts: TextRules | None = None,
        health: LoopHealth | None = None,
    ) -> None:
        self._store = store
        self._channels: dict[DestinationKind, Channel] = {
            kind: channel for channel in channels for kind in channel.kinds
        }
        self._clock = clock
        self._holder = holder
        self._seats = seats
        self._nudge = nudge
        self._freed = Nudge()
        self._persistence = replace(persistence or Persistence(), since=clock.now())
        self._lease = lease
        self._longest_attempt = longest_attempt
        self._grace = grace
        self._told = told
        self._texts = texts or TextRules()
        self._health = health
        self._group: asyncio.TaskGroup | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_hand: dict[ParcelId, Parcel] = {}
        self._unrecorded: list[_Ended] = []
        self._writing = asyncio.Lock()

    def in_hand(self) -> frozenset[ParcelId]:
        """The parcels that this process is sending, or has sent and not yet written down."""
        return frozenset(self._in_hand)

    async def run(self) -> None:
        """Deliver until cancelled.

        Raises, in a group, `TokenRejectedError` when a platform does not know us any more, and
        `LoopFailedError`.
        """
        async with self.at_work():
            await run_forever(
                self._turn, name="delivery", every=IDLE_S, clock=self._clock, health=self._health
            )

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Owns the tasks that send. Leaving waits for them; being cancelled, for `grace` only."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                yield
            except asyncio.CancelledError:
                await self._let_finish()
                with suppress(StoreError):
                    await self._record_leftovers()
                raise
            finally:
                self._group = None

    async def _let_finish(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._grace.total_seconds())

    async def _turn(self) -> bool:
        if self._in_hand and not self._has_enough_free():
            await self._freed.wait(at_most=LONGEST_FILLING_S, clock=self._clock)
        if not await self.step() and self._free_seats() > 0:
            await self._nudge.wait(at_most=await self._until_next(), clock=self._clock)
        return True

    async def _until_next(self) -> float:
        """Seconds until something will be due, as far as is known now."""
        async with self._store.transaction() as tx:
            kinds = tuple(self._channels)
            due = await tx.outbox.next_due_in(kinds=kinds, except_at=self._places_in_hand())
            retry = await tx.parcels.next_retry_in(kinds=kinds, except_for=self._in_hand)
        known = [left.total_seconds() for left in (due, retry) if left is not None]
        return max(SHORTEST_WAIT_S, min([IDLE_S, *known]))

    async def step(self) -> bool:
        """One turn, inside `at_work`: fill the free seats. False if there was nothing to do."""
        if self._group is None:
            raise RuntimeError("a courier delivers only while it is at work")
        await self._record_leftovers()
        parcels = await self._claim(self._free_seats())
        for parcel in parcels:
            self._in_hand[parcel.id] = parcel
            task = self._group.create_task(self._deliver(parcel))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return bool(parcels)

    def _free_seats(self) -> int:
        return self._seats - len(self._in_hand)

    def _places_in_hand(self) -> frozenset[str]:
        """Several people may share a place; one parcel at a time is on its way there."""
        return frozenset(parcel.destination.address for parcel in self._in_hand.values())

    async def _claim(self, seats: int) -> list[Parcel]:
        """Parcels to send now, leased: first those that were sent before, then new ones."""
        if seats <= 0:
            return []
        kinds = tuple(self._channels)
        async with self._store.transaction() as tx:
            until = tx.now + self._lease
            again = await tx.parcels.claim_again(
                seats=seats,
                holder=self._holder,
                until=until,
                kinds=kinds,
                except_for=self._in_hand,
            )
            parcels = [
                await ask_texts_again(tx, await ask_again(tx, parcel), self._texts)
                for parcel in again
                if await self._is_to_go(tx, parcel)
            ]
            places = self._places_in_hand() | {one.destination.address for one in parcels}
            claim = _Claim(tx, Holds(tx), TextGate(tx, self._texts))
            asking = sum(one.destination.has_to_ask(tx.now) for one in self._in_hand.values())
            waiting = await self._waiting(
                claim,
                seats - len(parcels),
                except_at=places,
                asking=max(0, MOST_ASKING - asking),
            )
            packings = [
                Packing(
                    destination=one.destination,
                    items=items,
                    fellows=fellows,
                    language=one.language,
                )
                for one, items, fellows in await self._with_fellows(claim, waiting)
            ]
            new = await tx.parcels.pack(packings, holder=self._holder, until=until)
        return [*parcels, *new]

    async def _waiting(
        self, claim: _Claim, seats: int, *, except_at: Collection[str], asking: int
    ) -> list[Waiting]:
        """What is due, still wanted and not to wait, for the most urgent one at each place.

        What is not wanted any more is withdrawn.
        """
        while waiting := await claim.tx.outbox.waiting(
            seats=seats,
            per_destination=MOST_ITEMS,
            kinds=tuple(self._channels),
            except_at=except_at,
            most_asking=asking,
        ):
            asked = [(one, await _wanted_of(claim, one)) for one in _one_each(waiting)]
            if wanted := [replace(one, items=items) for one, items in asked if items]:
                return wanted
        return []

    async def _with_fellows(
        self, claim: _Claim, waiting: Sequence[Waiting]
    ) -> list[tuple[Waiting, tuple[Item, ...], tuple[Fellow, ...]]]:
        """What goes into a message for each of these, and who else hears of it there."""
        packing = [(one, packed(one, self._room_for)) for one in waiting]
        events = {event for one, items in packing for event in may_be_shared(one, items)}
        others = await claim.tx.outbox.shared(waiting, of=events) if events else ()
        return [
            (one, items, seated(items, await self._wanting_too(claim, one, items, others)))
            for one, items in packing
        ]

    async def _wanting_too(
        self,
        claim: _Claim,
        waiting: Waiting,
        items: Sequence[Item],
        others: Sequence[Waiting],
    ) -> list[Waiting]:
        joined = [
            one
            for other in others
            if (one := joining(waiting, items, other, now=claim.tx.now)) is not None
        ]
        asked = [(one, await _wanted_of(claim, one)) for one in joined[:MOST_FELLOWS]]
        return [replace(one, items=theirs) for one, theirs in asked if theirs]

    async def _is_to_go(self, tx: Transaction, parcel: Parcel) -> bool:
        """Whether to go on with a parcel that is due again; it is closed or put aside if not."""
        if not parcel.items:
            await tx.parcels.unpack(parcel.id, reason="there is nothing in it any more")
            return False
        if not parcel.destination.is_suspended or goes_elsewhere(parcel):
            return True
        closed = await tx.destinations.get(parcel.destination.id, for_share=True)
        if closed is None or not closed.is_suspended:
            return True
        reason = closed.suspended_reason or ""
        await put_aside(tx, parcel, reason=reason, is_unsure=may_have_arrived(parcel))
        return False

    def _room_for(self, waiting: Waiting) -> int:
        try:
            return self._channels[waiting.destination.kind].room_for(waiting)
        except Exception:
            # Something in there breaks us. Alone it will be set aside; the others must not wait.
            log.exception("delivery.cannot_measure", destination=waiting.destination.id)
            return 1

    async def _deliver(self, parcel: Parcel) -> None:
        step = await attempt(
            self._channels[parcel.destination.kind],
            parcel,
            clock=self._clock,
            persistence=self._persistence,
            at_most=self._longest_attempt,
        )
        await to_the_end(self._record(parcel, step))
        if isinstance(step, Halt):
            raise TokenRejectedError(step.reason)

    async def _record(self, parcel: Parcel, step: Step) -> None:
        """Write it down now, or, while the database is away, as soon as it is back."""
        ended = _Ended(parcel, step)
        self._unrecorded.append(ended)
        try:
            await self._write(ended)
        except StoreError as exc:
            log.warning("delivery.record_waits", parcel=parcel.id, error=str(exc))
            ended.is_left_over = True
            self._nudge()

    async def _record_leftovers(self) -> None:
        for one in [one for one in self._unrecorded if one.is_left_over]:
            await self._write(one)

    async def _write(self, ended: _Ended) -> None:
        if isinstance(ended.step, Record) and self._store.has_one_writer:
            await self._write_with_others(ended)
        elif not ended.is_written:
            async with self._store.transaction() as tx:
                is_ours = await self._write_one(tx, ended)
            self._written(ended, is_ours=is_ours)

    async def _write_one(self, tx: Transaction, ended: _Ended) -> bool:
        if isinstance(ended.step, Record):
            await record_arrived(tx, [(ended.parcel, ended.step)])
            return True
        return await record(tx, ended.parcel, ended.step, holder=self._holder)

    async def _write_with_others(self, ended: _Ended) -> None:
        """Whoever's turn it is writes the receipts of all that wait for theirs.

        Where there are several writers they would lock each other's rows in any order.
        """
        async with self._writing:
            if ended.is_written:
                return
            async with self._store.transaction() as tx:
                # Only now: while we waited for our turn more has come home.
                came = [(one, one.step) for one in self._unrecorded if isinstance(one.step, Record)]
                await record_arrived(tx, [(one.parcel, step) for one, step in came])
            for one, _ in came:
                self._written(one)

    def _written(self, ended: _Ended, *, is_ours: bool = True) -> None:
        ended.is_written = True
        self._unrecorded.remove(ended)
        del self._in_hand[ended.parcel.id]
        if is_ours:
            self._told(ended.parcel, ended.step)
        self._nudge_for_seats()

    def _nudge_for_seats(self) -> None:
        """When all are taken, let some seats become free before they are filled together."""
        if self._has_enough_free() or not self._in_hand:
            self._freed()
            self._nudge()

    def _has_enough_free(self) -> bool:
        return self._free_seats() >= max(1, self._seats // PARTS)


async def _wanted_of(claim: _Claim, waiting: Waiting) -> tuple[Item, ...]:
    wanted = await withdraw_unwanted(
        claim.tx, waiting.items, at=waiting.destination, language=waiting.language, waits=False
    )
    texted = await claim.texts.let_text(waiting, wanted)
    return await claim.holds.let_go(replace(waiting, items=texted)) if texted else ()


def _one_each(waiting: Sequence[Waiting]) -> list[Waiting]:
    """The most urgent one of those that go to the same place."""
    first: dict[str, Waiting] = {}
    for one in waiting:
        first.setdefault(one.destination.address, one)
    return list(first.values())
