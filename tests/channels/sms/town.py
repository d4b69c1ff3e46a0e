"""A shop that texts its customers through the local gateway, with a real database."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry
from sqlalchemy import Row, text

from maneki.channels.sms.channel import SmsChannel
from maneki.channels.sms.inbound import Provider
from maneki.channels.sms.outbound import SinchAccount, TwilioAccount
from maneki.channels.sms.pace import TextPace
from maneki.channels.sms.senders import Sender, SinchSender, TwilioSender
from maneki.channels.sms.words import Words
from maneki.clock import MovableClock
from maneki.delivery.consents import TextRules
from maneki.delivery.courier import Courier
from maneki.loops import Nudge
from maneki.model.book_card import BookCard
from maneki.model.consent import ConsentKind
from maneki.model.conversation import Inbound, InboxState, Place, PlaceKind
from maneki.model.ids import DestinationId, PersonId
from maneki.model.outbox import Note, NoteDraft, OutboxKind
from maneki.model.person import PHONE, Address, DestinationKind, Preferences
from maneki.simulator.sms import SmsSim
from maneki.simulator.sms.gateway import PLAN, SID, SINCH_TOKEN, TWILIO_TOKEN
from maneki.store import Store, Transaction
from maneki.web.text_metrics import TextMetrics

NUMBER = "+12125550123"
NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 1, 6, 17, tzinfo=UTC)
"""A Tuesday, in New York."""
RULES = TextRules(zone=NEW_YORK)
WORDS = Words(shop="Moon Books", most_segments=3)


def sender_to(sim: SmsSim, provider: Provider, *, token: str | None = None) -> Sender:
    if provider is Provider.SINCH:
        account = SinchAccount(
            service_plan_id=PLAN, token=token or SINCH_TOKEN, base_url=sim.base_url
        )
        return SinchSender(account, number=sim.number)
    return TwilioSender(
        TwilioAccount(sid=SID, token=token or TWILIO_TOKEN, base_url=sim.base_url),
        number=sim.number,
    )


@dataclass
class Town:
    store: Store
    clock: MovableClock
    sim: SmsSim
    channel: SmsChannel
    pace: TextPace
    registry: CollectorRegistry
    said: int = 0

    async def customer(self, number: str = NUMBER, *kinds: ConsentKind) -> Customer:
        """Somebody who wrote to the shop first."""
        address = Address(PHONE, number)
        async with self.store.transaction() as tx:
            person = await tx.people.get_or_add(address, preferences=Preferences())
            place = await tx.destinations.choose(
                person.id, kind=DestinationKind.PHONE, address=number
            )
            for kind in (ConsentKind.MESSAGES, *kinds):
                await tx.consents.write(address, kind, is_given=True, how="test")
            await tx.inbox.add(
                Inbound(
                    source="sms:test",
                    external_id=f"{number} {tx.now}",
                    sender=address,
                    place=Place(kind=PlaceKind.PHONE, address=number),
                    text="hello",
                    received_at=tx.now,
                ),
                person.id,
                address_id=await tx.people.address_id(address),
                state=InboxState.HEARD,
                due_at=tx.now,
            )
        self.clock.move(1)
        return Customer(person.id, place.id, number)

    async def reply(
        self,
        customer: Customer,
        words: str,
        *,
        books: tuple[BookCard, ...] = (),
        kind: OutboxKind = OutboxKind.REPLY,
        is_required: bool = False,
    ) -> None:
        async with self.store.transaction() as tx:
            await self.reply_in(
                tx, customer, words, books=books, kind=kind, is_required=is_required
            )

    async def reply_in(
        self,
        tx: Transaction,
        customer: Customer,
        words: str,
        *,
        books: tuple[BookCard, ...] = (),
        kind: OutboxKind = OutboxKind.REPLY,
        is_required: bool = False,
    ) -> None:
        self.said += 1
        await tx.outbox.add_note(
            NoteDraft(
                person_id=customer.person_id,
                destination_id=customer.destination_id,
                note=Note(text=words, books=books, is_required=is_required),
                idempotency_key=f"reply {self.said}",
                kind=kind,
            )
        )

    @asynccontextmanager
    async def courier(self) -> AsyncIterator[Courier]:
        courier = Courier(
            self.store,
            [self.channel],
            clock=self.clock,
            holder="test",
            seats=4,
            nudge=Nudge(),
            texts=RULES,
            told=lambda _parcel, _step: None,
        )
        async with courier.at_work():
            yield courier

    async def deliver(self, *, turns: int = 1, apart: float = 0.0) -> None:
        """One turn of delivery after the other, so many seconds apart."""
        for _ in range(turns):
            async with self.courier() as courier:
                await courier.step()
            self.clock.move(apart)

    async def _rows(self, query: str) -> Sequence[Row[Any]]:
        async with self.store.transaction() as tx:
            return await tx.outbox._session.rows(text(query))

    def counted(self, name: str) -> float | None:
        """One of the metrics."""
        return self.registry.get_sample_value(name)

    async def states(self) -> list[tuple[str, str | None]]:
        rows = await self._rows("SELECT state, reason FROM outbox ORDER BY id")
        return [(row.state, row.reason) for row in rows]

    async def notes(self) -> list[str]:
        """The words of everything that was queued, wherever it goes."""
        rows = await self._rows("SELECT body FROM outbox ORDER BY id")
        bodies = [one.body if isinstance(one.body, str) else json.dumps(one.body) for one in rows]
        return [json.loads(body)["text"] for body in bodies]

    async def parcels(self) -> list[tuple[str, bool, str | None]]:
        rows = await self._rows(
            "SELECT state, possibly_repeated, message_id FROM parcels ORDER BY id"
        )
        return [(row.state, bool(row.possibly_repeated), row.message_id) for row in rows]

    async def costs(self) -> list[tuple[str, int, int | None]]:
        """Kind, segments and millionths of a dollar of every entry."""
        rows = await self._rows("SELECT kind, segments, micros FROM costs ORDER BY id")
        return [(row.kind, row.segments, row.micros) for row in rows]


@dataclass(frozen=True)
class Customer:
    person_id: PersonId
    destination_id: DestinationId
    number: str


@asynccontextmanager
async def town_of(
    store: Store, clock: MovableClock, sim: SmsSim, provider: Provider, *, token: str | None = None
) -> AsyncIterator[Town]:
    pace = TextPace(clock, per_second=1.0, at_once=100)
    registry = CollectorRegistry()
    channel = SmsChannel(
        sender_to(sim, provider, token=token),
        store=store,
        clock=clock,
        words=WORDS,
        pace=pace,
        rules=RULES,
        micros_per_segment=10_000,
        told=TextMetrics(registry).sent,
        answer_s=0.3,
        settled_after=timedelta(seconds=25),
    )
    try:
        yield Town(store, clock, sim, channel, pace, registry)
    finally:
        await channel.aclose()
