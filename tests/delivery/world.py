"""People with filters and destinations in a real database; a channel that does as it is told."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import text

from maneki.clock import MovableClock
from maneki.delivery.courier import Courier
from maneki.delivery.outcome import Absent, Outcome, Reading, Sent, Unclear
from maneki.delivery.rescue import Rescuer
from maneki.delivery.retry import Persistence
from maneki.errors import StoreUnavailableError
from maneki.loops import Nudge
from maneki.model.event import EventDraft, EventKind, ListingEvent
from maneki.model.filter import Criteria, Filter
from maneki.model.ids import DestinationId, FilterId, ListingId, PersonId
from maneki.model.listing import Listing
from maneki.model.money import Money
from maneki.model.outbox import (
    AlertCard,
    AlertDraft,
    Match,
    Note,
    NoteDraft,
    OutboxKind,
    Parcel,
    Receipt,
    Waiting,
)
from maneki.model.person import Address, DestinationKind, Preferences
from maneki.store import Store, Transaction
from maneki.store.filters import FilterChange

ARRIVES = "the message arrives, but its answer does not"
"""An answer of the script: the platform takes it, and the given outcome is all we learn."""


@dataclass(frozen=True)
class Message:
    """What somebody sees in a channel."""

    place: str
    nonce: str
    titles: tuple[str, ...]
    plainness: int
    heard: tuple[tuple[PersonId | None, str], ...] = ()
    """Who is told of which title."""


class ScriptedChannel:
    """A platform that remembers nonces like Discord, and answers as the test wrote down.

    Without a script a message arrives. `messages` is what people see; `tried` every attempt.
    """

    kinds = frozenset(DestinationKind)
    remembers_nonces = True

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self.messages: list[Message] = []
        self.tried: list[Parcel] = []
        self.looked: list[Parcel] = []
        self.script: dict[str, deque[Any]] = defaultdict(deque)
        self.readings: deque[Reading | Exception] = deque()
        self.cannot_bear: dict[str, Outcome | Exception] = {}
        """What becomes of whatever carries such a title, however plain."""
        self.room: Callable[[Waiting], int] = lambda waiting: len(waiting.items)
        self.busy = 0
        self.busiest = 0

    def answer(
        self,
        place: str,
        *outcomes: Outcome | Exception | asyncio.Event | Callable[[], Awaitable[Outcome]],
    ) -> None:
        """The next attempts at this place end like this, and nothing arrives.

        An event is waited for, and then the message does arrive.
        """
        self.script[place].extend(outcomes)

    def answer_after_taking(self, place: str, outcome: Outcome | Exception) -> None:
        """The next attempt arrives, but this is what comes back."""
        self.script[place].append((ARRIVES, outcome))

    def room_for(self, waiting: Waiting) -> int:
        return self.room(waiting)

    async def send(self, parcel: Parcel) -> Outcome:
        self.tried.append(parcel)
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            await asyncio.sleep(0)
            return await self._answer(parcel)
        finally:
            self.busy -= 1

    async def _answer(self, parcel: Parcel) -> Outcome:
        script = self.script[parcel.destination.address]
        told: Any = script.popleft() if script else self._unbearable(parcel)
        if isinstance(told, asyncio.Event):
            await told.wait()
            told = None
        if callable(told):
            told = await told()
        if isinstance(told, Exception):
            raise told
        if isinstance(told, tuple):
            self._take(parcel)
            _, told = told
        return self._take(parcel) if told is None else told

    def _unbearable(self, parcel: Parcel) -> Outcome | Exception | None:
        return next(
            (self.cannot_bear[one] for one in _titles(parcel) if one in self.cannot_bear), None
        )

    async def was_sent(self, parcel: Parcel) -> Reading:
        self.looked.append(parcel)
        if self.readings:
            told = self.readings.popleft()
            if isinstance(told, Exception):
                raise told
            return told
        for number, message in enumerate(self.messages):
            if message.nonce == parcel.nonce:
                return self._receipt(number, message)
        return Absent()

    def _take(self, parcel: Parcel) -> Sent:
        for number, message in enumerate(self.messages):
            if message.nonce == parcel.nonce:
                return self._receipt(number, message)
        message = Message(
            place=parcel.destination.address,
            nonce=parcel.nonce,
            titles=_titles(parcel),
            plainness=parcel.plainness,
            heard=tuple(
                (item.person_id, item.card.listing.title)
                for item in parcel.carried
                if item.card is not None
            ),
        )
        self.messages.append(message)
        return self._receipt(len(self.messages) - 1, message)

    def _receipt(self, number: int, message: Message) -> Sent:
        return Sent(
            Receipt(
                channel_id=message.place,
                message_id=f"m{number}",
                accepted_at=self._clock.now(),
            )
        )

    def titles(self, place: str | None = None) -> list[str]:
        """Every title shown (there), in order."""
        return [
            title
            for message in self.messages
            if place in {None, message.place}
            for title in message.titles
        ]


def _titles(parcel: Parcel) -> tuple[str, ...]:
    return tuple(
        item.card.listing.title if item.card else item.note.text if item.note else ""
        for item in parcel.items
    )


class FaultyStore(Store):
    """The same database, which is away, or slow, when the test says so."""

    def __init__(self, store: Store, clock: MovableClock) -> None:
        super().__init__(store._engine, clock)
        self.is_away = False
        self.slow_until: asyncio.Event | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        if self.slow_until is not None:
            await self.slow_until.wait()
        if self.is_away:
            raise StoreUnavailableError("The database is away.")
        async with super().transaction() as tx:
            yield tx

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        if self.is_away:
            raise StoreUnavailableError("The database is away.")
        async with super().reading() as tx:
            yield tx


@dataclass
class Member:
    person_id: PersonId
    destination_id: DestinationId
    filter_id: FilterId
    place: str


@dataclass
class World:
    store: Store
    clock: MovableClock
    channel: ScriptedChannel
    listings: int = 0

    async def member(
        self,
        place: str,
        *,
        name: str | None = None,
        kind: DestinationKind = DestinationKind.CHANNEL,
        is_age_restricted: bool = False,
        language: str = "en",
    ) -> Member:
        """Somebody with one filter whose alerts go to this place."""
        async with self.store.transaction() as tx:
            person = await tx.people.get_or_add(
                Address("discord", name or place), preferences=Preferences(language=language)
            )
            destination = await tx.destinations.choose(
                person.id,
                kind=kind,
                address=place,
                is_age_restricted=is_age_restricted,
            )
            made = await tx.filters.add(
                Filter(
                    id=FilterId(""),
                    name=f"{name}@{place}",
                    criteria=Criteria(brands=("Rick Owens",)),
                    person_id=person.id,
                ),
                by="test",
            )
        assert made is not None
        return Member(person.id, destination.id, made.id, place)

    async def alert(
        self,
        member: Member,
        *titles: str,
        adult: bool = False,
        also: Sequence[Member] = (),
        price: Money | None = None,
        turns: timedelta = timedelta(0),
        priority: int = 0,
        market: str = "m",
    ) -> None:
        """One alert per title becomes due for this member, and for the others; `priority` is that
        of their filters.
        """
        async with self.store.transaction() as tx:
            listings = [
                self._listing(title, adult=adult, price=price, market=market) for title in titles
            ]
            added = await tx.listings.add_new([(listing, None) for listing in listings])
            await tx.events.add(
                [
                    EventDraft(
                        kind=EventKind.NEW,
                        listing_id=added[listing.external_id],
                        listing=listing,
                        fetched_at=tx.now,
                    )
                    for listing in listings
                ]
            )
            events = await tx.events.many(await tx.events.unmatched(limit=len(listings)))
            await tx.events.matched([event.id for event in events], using={})
            await tx.alerts.add(
                [
                    replace(
                        self._draft(one, event, tx.now),
                        priority=priority,
                        turn_at=tx.now + place * turns,
                    )
                    for place, one in enumerate((member, *also))
                    for event in events
                ]
            )

    def _listing(self, title: str, *, adult: bool, price: Money | None, market: str) -> Listing:
        self.listings += 1
        return Listing(
            market=market, external_id=str(self.listings), title=title, adult=adult, price=price
        )

    def _draft(self, member: Member, event: ListingEvent, now: datetime) -> AlertDraft:
        return AlertDraft(
            person_id=member.person_id,
            destination_id=member.destination_id,
            event_id=event.id,
            listing_id=event.listing_id,
            card=AlertCard(event=EventKind.NEW, listing=event.listing, asking=event.listing.price),
            matches=(Match(filter_id=member.filter_id, revision=1),),
            due_at=now,
            fetched_at=now,
        )

    async def unanswered(self, member: Member, *titles: str, arrived: bool = False) -> None:
        """Alerts of theirs have been sent once, and nobody knows whether they arrived."""
        await self.alert(member, *titles)
        answer = self.channel.answer_after_taking if arrived else self.channel.answer
        answer(member.place, Unclear("503"))
        await self.deliver()

    async def another_filter(self, member: Member, name: str) -> Member:
        """The same person and place, with alerts due to another filter of theirs."""
        wanted = Filter(
            id=FilterId(""),
            name=name,
            criteria=Criteria(brands=("Undercover",)),
            person_id=member.person_id,
        )
        async with self.store.transaction() as tx:
            made = await tx.filters.add(wanted, by="test")
        assert made is not None
        return replace(member, filter_id=made.id)

    async def pause(self, member: Member) -> None:
        """The member pauses the filter."""
        async with self.store.transaction() as tx:
            await tx.alerts.withdraw_filter(member.filter_id, reason="you paused the filter")

    async def snooze(self, member: Member, for_: timedelta, *, holds: bool = True) -> None:
        """The member snoozes the filter. Unless it `holds`, alerts are on their way in already."""
        async with self.store.transaction() as tx:
            found = await tx.filters.get(member.filter_id)
            assert found is not None
            snoozed = replace(found, snoozed_until=tx.now + for_)
            await tx.filters.change(snoozed, FilterChange.SNOOZED, by="test")
            if holds:
                await tx.held.hold(member.filter_id, reason="you snoozed the filter")

    async def wake(self, member: Member) -> None:
        """The member takes the snooze back."""
        async with self.store.transaction() as tx:
            found = await tx.filters.get(member.filter_id)
            assert found is not None
            awake = replace(found, snoozed_until=None)
            await tx.filters.change(awake, FilterChange.SNOOZED, by="test")
            await tx.held.release(member.filter_id)

    async def sold(self, *titles: str) -> None:
        """A market says that these are sold."""
        async with self.store.transaction() as tx:
            known = await tx.listings.known(
                "m", [f"{number + 1}" for number in range(self.listings)]
            )
            ids = [one.id for one in known.values()]
            gone = [one for one in ids if (await _listing(tx, one)).title in titles]
            await tx.alerts.withdraw_listings(gone, reasons={"en": "it was sold"})

    async def ended(self, title: str) -> None:
        """An auction ends; nobody says so, but it was known when."""
        async with self.store.transaction() as tx:
            known = await tx.listings.known(
                "m", [f"{number + 1}" for number in range(self.listings)]
            )
            for one in known.values():
                if (await _listing(tx, one.id)).title == title:
                    await tx._session.connection.execute(
                        text("UPDATE listings SET ends_at = first_seen_at WHERE id = :id"),
                        {"id": one.id},
                    )

    async def suspend(self, member: Member, reason: str = "I was removed") -> None:
        """Somebody else than the courier finds that the place cannot be written to."""
        async with self.store.transaction() as tx:
            await tx.destinations.suspend(member.destination_id, reason=reason)
            await tx.closed.suspend(member.destination_id, reason=reason)

    async def resume(self, member: Member) -> None:
        async with self.store.transaction() as tx:
            await tx.destinations.resume(member.destination_id)
            await tx.closed.resume(member.destination_id)

    async def choose_instead(self, before: Member, after: Member) -> None:
        """Somebody whose place is suspended chooses another one of theirs."""
        async with self.store.transaction() as tx:
            await tx.closed.redirect(
                before.destination_id, to=after.destination_id, merged="it is told there as well"
            )

    async def say(self, member: Member, words: str, kind: OutboxKind = OutboxKind.REPLY) -> None:
        async with self.store.transaction() as tx:
            await tx.outbox.add_note(
                NoteDraft(
                    person_id=member.person_id,
                    destination_id=member.destination_id,
                    note=Note(text=words),
                    idempotency_key=f"test:{member.place}:{words}",
                    kind=kind,
                )
            )

    def courier(self, holder: str = "first", *, seats: int = 16, **options: Any) -> Courier:
        return Courier(
            self.store,
            [options.pop("channel", self.channel)],
            clock=self.clock,
            holder=holder,
            seats=seats,
            nudge=options.pop("nudge", Nudge()),
            persistence=options.pop("persistence", Persistence()),
            **options,
        )

    def rescuer(self, courier: Courier, holder: str, *, alone: bool = False) -> Rescuer:
        return Rescuer(
            self.store,
            holder=holder,
            in_hand=courier.in_hand,
            rescued=lambda: None,
            alone=alone,
        )

    async def deliver(self, courier: Courier | None = None) -> None:
        """Turns of the courier, each with all its sending, until one finds nothing to do."""
        courier = courier or self.courier()
        did_something = True
        while did_something:
            async with courier.at_work():
                did_something = await courier.step()

    async def deliver_for(self, duration: timedelta, courier: Courier | None = None) -> None:
        """As above, whenever something falls due during that time."""
        courier = courier or self.courier()
        until = self.clock.now() + duration
        await self.deliver(courier)
        while self.clock.now() < until:
            left = until - self.clock.now()
            self.clock.move(min(left, await self._next_due_in() or left))
            await self.deliver(courier)

    async def _next_due_in(self) -> timedelta | None:
        async with self.store.reading() as tx:
            times = [await tx.outbox.next_due_in(), await tx.parcels.next_retry_in()]
        return min((time for time in times if time is not None), default=None)

    async def query(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database says, for what no promise of ours shows."""
        async with self.store.transaction() as tx:
            found = await tx._session.connection.execute(text(sql))
            return [tuple(row) for row in found.all()]

    async def possibly_repeated(self) -> int:
        """How many messages were sent once more although nobody knew."""
        ((count,),) = await self.query(
            "SELECT count(*) FROM outbox LEFT JOIN parcels ON parcels.id = outbox.parcel_id"
            " WHERE parcels.possibly_repeated OR outbox.possibly_repeated"
        )
        return int(count)

    async def states(self) -> dict[str, str]:
        """The state of every outbox row, by its title or words."""
        rows = await self.query("SELECT body, state FROM outbox ORDER BY id")
        return {_title(body): state for body, state in rows}

    async def reasons(self) -> dict[str, str | None]:
        rows = await self.query("SELECT body, reason FROM outbox ORDER BY id")
        return {_title(body): reason for body, reason in rows}


@asynccontextmanager
async def running(courier: Courier) -> AsyncIterator[asyncio.Task[None]]:
    """A courier that runs, until it is stopped at the end."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(courier.run())
        yield task
        task.cancel()


async def until(is_so: Callable[[], bool]) -> None:
    """Let others go on (the database answers from a thread) until it has come to that."""
    for _ in range(5000):
        if is_so():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never came to that")


async def asleep(world: World, courier: Courier) -> None:
    """Until a running courier has nothing to do before time passes."""
    await until(lambda: bool(world.clock._sleepers) and not courier.in_hand())


async def _listing(tx: Transaction, listing_id: ListingId) -> Listing:
    found = await tx.listings.get(listing_id)
    assert found is not None
    return found


def _title(body: Any) -> str:
    body = orjson.loads(body) if isinstance(body, str) else body
    return str(body["text"] if "text" in body else body["listing"]["title"])
