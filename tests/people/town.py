"""People on Discord and with phones, and all that belongs to them, for tests of what joins them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from maneki.clock import MovableClock
from maneki.model.conversation import (
    Fact,
    Inbound,
    InboxState,
    Place,
    PlaceKind,
    Turn,
    TurnState,
)
from maneki.model.event import EventDraft, EventKind
from maneki.model.filter import Criteria, Filter
from maneki.model.ids import ConversationId, FilterId, PersonId
from maneki.model.listing import Listing
from maneki.model.outbox import AlertCard, AlertDraft, Match, Note, NoteDraft, OutboxKind
from maneki.model.person import (
    DISCORD,
    PHONE,
    Address,
    Destination,
    DestinationKind,
    Person,
    Preferences,
)
from maneki.people.linking import Linker
from maneki.people.privacy import Privacy
from maneki.store import Store
from maneki.store.schema import metadata

AMI, BEN, CEM = (Address(DISCORD, number) for number in ("1001", "1002", "1003"))
AMIS_PHONE, BENS_PHONE, CEMS_PHONE = (
    Address(PHONE, number) for number in ("+12125550123", "+14155550100", "+13235550142")
)
LONDON = Address(PHONE, "+442079460958")
COATS = Criteria(brands=("Rick Owens",))

HOW_MANY_OF_EACH = {
    "addresses", "destinations", "filters", "inbox", "conversations", "turns", "facts", "tastes",
    "dismissals", "handovers", "outbox", "feedback", "costs", "consents",
}  # fmt: skip


class Town:
    def __init__(self, store: Store, clock: MovableClock) -> None:
        self.store = store
        self.clock = clock
        self.codes = (f"{number:04}-CODE" for number in count(2222))
        self.numbers = count(1)
        self.linker = Linker(
            store,
            shop_name="Moon Books",
            most_texts_a_day=4,
            due=lambda: None,
            draw=lambda: next(self.codes),
        )
        self.privacy = Privacy(store, changed=lambda: None)

    async def meets(self, address: Address, **preferences: Any) -> Person:
        async with self.store.transaction() as tx:
            return await tx.people.get_or_add(address, preferences=Preferences(**preferences))

    async def who(self, address: Address) -> PersonId | None:
        async with self.store.reading() as tx:
            person = await tx.people.at(address)
        return person.id if person else None

    async def preferences(self, address: Address) -> Preferences:
        async with self.store.reading() as tx:
            person = await tx.people.at(address)
        assert person is not None
        return person.preferences

    async def link(self, phone: Address, account: Address) -> None:
        code = await self.linker.start(phone)
        await self.linker.confirm(account, code.text)

    async def says(self, address: Address, text: str) -> ConversationId:
        """A message and its answer, at the address's own place."""
        person = await self.meets(address)
        place = _own_place(address)
        async with self.store.transaction() as tx:
            since = tx.now - timedelta(hours=3)
            talk = await tx.conversations.current(person.id, place, since=since)
            talk = talk or await tx.conversations.begin(
                person.id, place, address_id=await tx.people.address_id(address)
            )
        await self.says_in(talk.id, text)
        return talk.id

    async def writes(self, address: Address, text: str) -> None:
        """A message comes in, as whoever receives it writes it down."""
        async with self.store.transaction() as tx:
            person = await tx.people.get_or_add(address, preferences=Preferences())
            await tx.people.lock(person.id)
            inbound = Inbound(
                source="test",
                external_id=str(next(self.numbers)),
                sender=address,
                place=_own_place(address),
                text=text,
                received_at=tx.now,
            )
            await tx.inbox.add(
                inbound,
                person.id,
                address_id=await tx.people.address_id(address),
                state=InboxState.WAITING,
                due_at=tx.now,
            )

    async def says_in(self, talk_id: ConversationId, text: str) -> None:
        """A message and its answer in a conversation."""
        async with self.store.transaction() as tx:
            talk = await tx.conversations.get(talk_id)
            assert talk is not None
            kind = PHONE if talk.place.kind is PlaceKind.PHONE else DISCORD
            sender = Address(kind, talk.place.address)
            turn = await tx.conversations.save_turn(
                Turn(
                    id=tx.conversations.new_turn_id(),
                    conversation_id=talk.id,
                    number=0,
                    said=text,
                    answered=f"You said {text}.",
                    state=TurnState.ANSWERED,
                    started_at=tx.now,
                )
            )
            inbound = Inbound(
                source="test",
                external_id=str(next(self.numbers)),
                sender=sender,
                place=talk.place,
                text=text,
                received_at=tx.now,
            )
            received = await tx.inbox.add(
                inbound,
                talk.person_id,
                address_id=await tx.people.address_id(sender),
                state=InboxState.ANSWERING,
                due_at=tx.now,
            )
            assert received is not None
            await tx.inbox.settle([received], state=InboxState.ANSWERED, turn_id=turn.id)

    async def is_told(self, address: Address, text: str) -> None:
        """A reply that waits to go out."""
        place = await self.place(address)
        async with self.store.transaction() as tx:
            await tx.outbox.add_note(
                NoteDraft(
                    person_id=place.person_id,
                    destination_id=place.id,
                    note=Note(text=text),
                    idempotency_key=f"test:{next(self.numbers)}",
                    kind=OutboxKind.REPLY,
                )
            )

    async def wants(self, address: Address, name: str) -> Filter | None:
        person = await self.meets(address)
        async with self.store.transaction() as tx:
            return await tx.filters.add(
                Filter(id=FilterId(""), name=name, criteria=COATS, person_id=person.id),
                by=str(address),
                address_id=await tx.people.address_id(address),
            )

    async def place(self, address: Address) -> Destination:
        """The address itself as a place where its owner hears of things."""
        person = await self.meets(address)
        async with self.store.transaction() as tx:
            return await tx.destinations.talk(
                person.id,
                kind=_own_place(address).destination_kind or DestinationKind.DM,
                address=address.value,
                address_id=await tx.people.address_id(address),
            )

    async def finds(self, found: Filter, *, at: Address) -> None:
        """An alert of a filter waits to go out to a place of its owner's."""
        place, number = await self.place(at), next(self.numbers)
        listing = Listing(market="shop", external_id=f"found-{number}", title="A coat")
        async with self.store.transaction() as tx:
            added = await tx.listings.add_new([(listing, None)])
            await tx.events.add(
                [
                    EventDraft(
                        kind=EventKind.NEW,
                        listing_id=added[listing.external_id],
                        listing=listing,
                        fetched_at=tx.now,
                    )
                ]
            )
            (event,) = await tx.events.many(await tx.events.unmatched(limit=1))
            await tx.events.matched([event.id], using={})
            assert place.person_id is not None
            await tx.alerts.add(
                [
                    AlertDraft(
                        person_id=place.person_id,
                        destination_id=place.id,
                        event_id=event.id,
                        listing_id=event.listing_id,
                        card=AlertCard(event=EventKind.NEW, listing=listing),
                        matches=(Match(filter_id=found.id, revision=1),),
                        due_at=tx.now,
                        fetched_at=tx.now,
                    )
                ]
            )

    async def filters(self, address: Address) -> list[str]:
        async with self.store.reading() as tx:
            person = await tx.people.at(address)
            assert person is not None
            return sorted(one.name for one in await tx.filters.of_person(person.id))

    async def is_known_for(self, address: Address, name: str, value: str) -> None:
        person = await self.meets(address)
        async with self.store.transaction() as tx:
            await tx.memory.pin(
                person.id, Fact(name, value), address_id=await tx.people.address_id(address)
            )

    async def facts(self, address: Address) -> dict[str, str]:
        async with self.store.reading() as tx:
            person = await tx.people.at(address)
            assert person is not None
            return {one.name: one.value for one in await tx.memory.facts_of(person.id)}

    async def said(self, address: Address) -> list[str]:
        """All that was ever said by whoever has this address, in order."""
        async with self.store.reading() as tx:
            person = await tx.people.at(address)
            assert person is not None
            talks = await tx.conversations.of_person(person.id)
            turns = [
                one for talk in talks for one in await tx.conversations.turns(talk.id, most=99)
            ]
        return [one.said for one in sorted(turns, key=lambda turn: turn.id)]

    async def texts(self, phone: Address) -> list[str]:
        """What waits to be texted there."""
        return [row["body"]["text"] for row in await self.rows("outbox")
                if row["destination_id"] in await self._places(phone)]  # fmt: skip

    async def _places(self, phone: Address) -> set[str]:
        rows = await self.rows("destinations")
        return {row["id"] for row in rows if row["address"] == phone.value}

    async def tables(self, names: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
        async with self.store.reading() as tx:
            return {
                name: [
                    dict(row._mapping)
                    for row in await tx.people._session.rows(select(metadata.tables[name]))
                ]
                for name in names
            }

    async def rows(self, table: str) -> list[dict[str, Any]]:
        return (await self.tables([table]))[table]

    async def counts(self) -> dict[str, int]:
        return {name: len(await self.rows(name)) for name in sorted(HOW_MANY_OF_EACH)}


def _own_place(address: Address) -> Place:
    kind = PlaceKind.PHONE if address.kind == PHONE else PlaceKind.DM
    return Place(kind=kind, address=address.value)
