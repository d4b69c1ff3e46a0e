"""What somebody at the shop tries in a customer's name is a try."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from maneki.clock import SystemClock
from maneki.conversation.receive import Reception
from maneki.model.conversation import Inbound, Place, PlaceKind
from maneki.model.person import DISCORD, PHONE, Address
from maneki.run.shopkeeper import ShopFloor, open_shop_floor
from maneki.settings import Settings
from maneki.store import Store

NUMBER = "+12125550123"
SALLY = Address(PHONE, NUMBER)


@pytest.fixture
async def floor(store: Store) -> AsyncIterator[ShopFloor]:
    settings = Settings(_env_file=None, shop_name="Foxglove Books")
    async with open_shop_floor(settings, store, SystemClock()) as opened:
        yield opened


async def tried(floor: ShopFloor, text: str, *, person: str = NUMBER, channel: str = "sms") -> str:
    said = await floor.try_out(text, person=person, channel=channel)
    return "\n".join(said.parts)


async def has_agreed(store: Store) -> bool | None:
    async with store.reading() as tx:
        return (await tx.consents.of(SALLY)).promotional


async def filters_of(store: Store, address: Address) -> int:
    async with store.reading() as tx:
        person = await tx.people.at(address)
        return len(await tx.filters.of_person(person.id)) if person else 0


async def test_it_changes_nothing_of_somebody_who_has_written_themselves(
    floor: ShopFloor, store: Store
) -> None:
    wrote = Inbound(
        source="sms:twilio",
        external_id="SM1",
        sender=SALLY,
        place=Place(kind=PlaceKind.PHONE, address=NUMBER),
        text="HELP",
        received_at=SystemClock().now(),
    )
    assert (await floor.receiver.take(wrote)).reception is Reception.HEARD

    assert "Mort" in await tried(floor, "tell me when Mort is in")
    await tried(floor, "yes")
    assert "This is a try" in await tried(floor, "LINK")
    assert "This is a try" in await tried(floor, "FORGET YES")

    assert await has_agreed(store) is None
    assert await filters_of(store, SALLY) == 0
    async with store.reading() as tx:
        person = await tx.people.at(SALLY)
        assert person is not None
        assert len(await tx.inbox.of_person(person.id)) == 5


async def test_with_a_number_that_never_wrote_it_can_be_seen_to_the_end_but_agrees_to_nothing(
    floor: ShopFloor, store: Store
) -> None:
    await tried(floor, "tell me when Mort is in")
    await tried(floor, "yes")
    assert "Mort" in await tried(floor, "what alerts do i have")
    assert await has_agreed(store) is None
    assert await filters_of(store, SALLY) == 1
    assert "This is a try" in await tried(floor, "LINK")
    assert "deleted" in await tried(floor, "FORGET YES")
    assert await filters_of(store, SALLY) == 0


async def test_a_discord_account_is_somebody(floor: ShopFloor, store: Store) -> None:
    await tried(floor, "tell me when Mort is in", person="discord:4242", channel="discord")
    assert await filters_of(store, Address(DISCORD, "4242")) == 0


async def test_what_is_told_in_the_name_of_somebody_is_not_remembered_of_them(
    floor: ShopFloor, store: Store
) -> None:
    account = Address(DISCORD, "4242")
    said = await tried(floor, "my name is Sally", person="discord:4242", channel="discord")
    assert "Noted: your name is Sally." in said
    async with store.reading() as tx:
        person = await tx.people.at(account)
        assert person is not None
        assert await tx.memory.facts_of(person.id) == ()
