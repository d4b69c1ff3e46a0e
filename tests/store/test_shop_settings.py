"""What servers settle for the shop, and which books a message showed, on both databases."""

from __future__ import annotations

from datetime import datetime

from maneki.clock import MovableClock
from maneki.model.book_card import BookCard
from maneki.model.conversation import Place, PlaceKind
from maneki.model.ids import BookId
from maneki.model.outbox import Note, NoteDraft, OutboxKind, Packing, Receipt
from maneki.model.person import Address, DestinationKind, Preferences
from maneki.model.shop_settings import NOTHING_SETTLED, ShopSettings
from maneki.store import Store

SETTLED = ShopSettings(channels=("1", "2"), talkers=("3",), staff_channel="4", persona="wizard")


async def test_what_was_settled_is_read_back_and_can_be_taken_back(store: Store) -> None:
    async with store.transaction() as tx:
        server = await tx.servers.joined("77", name="Closet")
        await tx.servers.decide(server.id, {"something": "else"})
        await tx.servers.settle("77", SETTLED)
    async with store.transaction() as tx:
        assert await tx.servers.shop_settings("77") == SETTLED
        assert await tx.servers.shop_settings_of_each() == {"77": SETTLED}
        assert (await tx.servers.settings_of(server.id))["persona"] == "wizard"
        await tx.servers.settle("77", NOTHING_SETTLED)
        assert await tx.servers.shop_settings("77") == NOTHING_SETTLED
        assert (await tx.servers.settings_of(server.id))["something"] == "else"


async def test_a_server_nobody_knows_has_settled_nothing(store: Store) -> None:
    async with store.transaction() as tx:
        await tx.servers.settle("78", SETTLED)
        assert await tx.servers.shop_settings("78") == NOTHING_SETTLED


async def test_a_message_is_known_by_the_books_it_showed(store: Store, clock: MovableClock) -> None:
    now: datetime = clock.now()
    async with store.transaction() as tx:
        person = await tx.people.get_or_add(Address("discord", "1"), preferences=Preferences())
        place = await tx.destinations.talk(person.id, kind=DestinationKind.DM, address="1")
        card = BookCard(book_id=BookId("b1"), title="Dune")
        await tx.outbox.add_note(
            NoteDraft(
                person_id=person.id,
                destination_id=place.id,
                kind=OutboxKind.REPLY,
                note=Note(text="This one.", books=(card,)),
                idempotency_key="k",
            )
        )
        [waiting] = await tx.outbox.waiting(seats=1, per_destination=10)
        packing = Packing(destination=waiting.destination, items=waiting.items)
        [parcel] = await tx.parcels.pack([packing], holder="me", until=now)
        receipt = Receipt(channel_id="9", message_id="100", accepted_at=now)
        await tx.parcels.sent({parcel.id: receipt})
    async with store.reading() as tx:
        assert await tx.deliveries.books_shown("100", at=["9", "1"]) == ("b1",)
        assert await tx.deliveries.books_shown("100", at=["2"]) == ()
        assert await tx.deliveries.books_shown("101", at=["1"]) == ()


async def test_conversations_are_offered_the_last_one_first(
    store: Store, clock: MovableClock
) -> None:
    async with store.transaction() as tx:
        person = await tx.people.get_or_add(Address("discord", "1"), preferences=Preferences())
        console = Place(kind=PlaceKind.CONSOLE, address="me")
        first = await tx.conversations.begin(person.id, Place(kind=PlaceKind.DM, address="1"))
        second = await tx.conversations.begin(person.id, Place(kind=PlaceKind.THREAD, address="5"))
        await tx.conversations.begin(person.id, console)
        kinds = (PlaceKind.DM, PlaceKind.THREAD)
        held = await tx.conversations.held_lately(kinds=kinds, most=5)
    assert [one.id for one in held] == [second.id, first.id]
