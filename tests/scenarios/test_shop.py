"""The promises of the shopkeeper, told through the whole program."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from tests.scenarios.world import World, until

import maneki.simulator
from maneki.model.book import SHOP, Book, Edition, Isbn, Origin, Stock
from maneki.model.money import Money
from maneki.model.person import DISCORD, PHONE, Address
from maneki.run.database import open_store
from maneki.shop.catalogue import Catalogue
from maneki.simulator.discord import Permission, SimChannel, SimUser
from maneki.simulator.sms import SmsSim
from maneki.simulator.sms.gateway import SID, TWILIO_TOKEN
from maneki.store import Store

DUNE = "9780441172719"
PAPERS = Path(maneki.simulator.__file__).parent / "shop"


def dune(quantity: int) -> Book:
    stock = Stock(quantity=quantity, price=Money(999, "USD"))
    return Book(
        origin=Origin(SHOP, "dune"),
        title="Dune",
        authors=("Frank Herbert",),
        subjects=("Science Fiction",),
        first_published=1965,
        editions=(Edition(origin=Origin(SHOP, DUNE), isbn=Isbn(DUNE), stock=stock),),
    )


@pytest.fixture
def shop(world: World) -> World:
    world.changes |= {
        "parts": ("watcher", "shopkeeper"),
        "shop_name": "Foxglove Books",
        "shop_folder": PAPERS,
        "default_currency": "USD",
    }
    return world


PHONE_OF_SALLY = "+12125550123"


@pytest.fixture
async def phones(shop: World) -> AsyncIterator[SmsSim]:
    """The shop with a number of its own, and the customers' phones."""
    async with SmsSim() as sim:
        sim.call(f"http://127.0.0.1:{shop.port}")
        shop.changes |= {
            "parts": ("watcher", "shopkeeper", "sms"),
            "sms_state": "pending",
            "sms_gateway_url": sim.base_url,
            "sms_number": sim.number,
            "sms_segments_per_second": 100.0,
            "twilio_account_sid": SID,
            "twilio_auth_token": TWILIO_TOKEN,
            "public_url": f"http://127.0.0.1:{shop.port}",
        }
        yield sim
        sim.assert_clean()


async def texts(phones: SmsSim, words: str) -> str:
    """What somebody is texted back."""
    before = len(phones.received(PHONE_OF_SALLY))
    assert await phones.text(PHONE_OF_SALLY, words) == 200
    await until(lambda: len(phones.received(PHONE_OF_SALLY)) > before)
    return phones.received(PHONE_OF_SALLY)[-1]


async def is_texted(phones: SmsSim, words: str, *told: str) -> None:
    """Somebody who texts that is told all of this, in however many texts."""
    before = len(phones.received(PHONE_OF_SALLY))
    assert await phones.text(PHONE_OF_SALLY, words) == 200

    def is_told() -> bool:
        said = " ".join(phones.received(PHONE_OF_SALLY)[before:])
        return all(one in said for one in told)

    await until(is_told)


async def enters(world: World, user: SimUser, code: str) -> str:
    """What somebody reads who enters a code with `/link`."""
    form = await world.sim.command(user, world.lobby, "link")
    assert form.modal is not None
    return (await world.sim.submit_modal(user, form.modal, {"code": code})).text


def threads_in(world: World, channel: SimChannel) -> list[SimChannel]:
    return [one for one in world.sim.world.threads_of(world.guild) if one.parent_id == channel.id]


async def asks(world: World, user: SimUser, text: str) -> str:
    """What somebody is answered in their DMs."""
    before = len(world.sim.dms(user))
    world.sim.dm(user, world.application, text)
    await until(lambda: len(world.sim.dms(user)) > before + 1)
    return world.sim.dms(user)[-1].content


async def stocked(store: Store, *books: Book) -> None:
    await Catalogue(store).add(books)


async def test_a_customer_asks_in_dms_and_is_answered_from_the_shelf(shop: World) -> None:
    sally = shop.member("sally")
    async with shop.running() as store:
        await stocked(store, dune(3))
        said = await asks(shop, sally, "how much is Dune?")
    assert "$9.99" in said
    assert "automated assistant of Foxglove Books" in said


async def test_what_was_said_before_a_restart_is_known_after_it(shop: World) -> None:
    sally = shop.member("sally")
    async with shop.running() as store:
        await stocked(store, dune(3))
        await asks(shop, sally, "do you have Dune?")
    async with shop.running():
        said = await asks(shop, sally, "how much is it?")
    assert "$9.99" in said


async def test_tell_me_when_becomes_an_alert_once_it_is_in(shop: World) -> None:
    sally = shop.member("sally")
    async with open_store(shop.settings(), shop.clock) as store:
        await stocked(store, dune(0))
    async with shop.running() as store:
        said = await asks(shop, sally, "tell me when Dune is in")
        assert "Dune" in said
        await stocked(store, dune(2))
        await until(lambda: len(shop.alerts_to(sally)) == 1, within=40)
    [alert] = shop.alerts_to(sally)
    assert "Dune" in alert.shown_embeds[0]["title"]


async def test_a_fashion_community_never_sees_a_bookshop(world: World) -> None:
    ami = world.member("ami")
    async with world.running():
        world.sim.dm(ami, world.application, "do you have Dune?")
        made = await world.says(ami, "filter create", name="coats", brands="Rick Owens")
        assert "coats" in made.text
    assert [one for one in world.sim.dms(ami) if one.author is not ami] == []
    names = {command.name for command in world.sim.book.all((world.application.id, None))}
    assert "filter" in names
    assert not names & {"book", "recent", "hours", "human", "link", "forget", "export"}


async def test_one_customer_by_text_then_on_discord_then_by_text_after_a_restart(
    shop: World, phones: SmsSim
) -> None:
    sally = shop.member("sally")
    async with shop.running() as store:
        await stocked(store, dune(3))
        first = await texts(phones, "do you have Dune?")
        assert "STOP to opt out" in first
        code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", await texts(phones, "LINK"))
        assert code is not None

        assert "are linked" in await enters(shop, sally, code[0])

        # "It" was named by text; the question comes on Discord.
        assert "$9.99" in await asks(shop, sally, "how much is it?")
    async with shop.running() as store:
        assert "Frank Herbert" in await texts(phones, "who wrote it?")
        async with store.transaction() as tx:
            by_phone = await tx.people.at(Address(PHONE, PHONE_OF_SALLY))
            on_discord = await tx.people.at(Address(DISCORD, str(sally.id)))
    assert by_phone is not None
    assert on_discord is not None
    assert by_phone.id == on_discord.id


async def test_who_agrees_to_texts_only_after_other_talk_has_agreed(
    shop: World, phones: SmsSim
) -> None:
    async with shop.running() as store:
        await stocked(store, dune(3))
        asked = "tell me when a signed Mort comes in this month"
        await is_texted(phones, asked, "leave out: signed, this month.", "To agree, reply YES.")
        await is_texted(phones, "my address is 12 Main St, Springfield", "taken at checkout")
        await is_texted(phones, "my alerts", "waits for your YES")
        await is_texted(phones, "who wrote Dune?", "Frank Herbert")
        await is_texted(phones, "YES", "you agree to texts")
        async with store.reading() as tx:
            assert (await tx.consents.of(Address(PHONE, PHONE_OF_SALLY))).promotional
            person = await tx.people.at(Address(PHONE, PHONE_OF_SALLY))
            assert person is not None
            [held] = await tx.conversations.of_person(person.id)
            said = [one.said for one in await tx.conversations.turns(held.id, most=10)]
    assert "my address is [postal address]" in said


async def test_who_has_only_a_phone_gets_what_is_kept_of_them(shop: World, phones: SmsSim) -> None:
    async with shop.running() as store:
        await stocked(store, dune(3))
        await texts(phones, "do you have Dune?")
        await texts(phones, "Stop")
        await texts(phones, "MY DATA")
        told = " ".join(phones.received(PHONE_OF_SALLY)[-2:])
        url = re.search(rf"http://127\.0\.0\.1:{shop.port}/v1/export/\S+", told)
        code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", told)
        assert url is not None
        assert code is not None
        async with aiohttp.ClientSession() as browser:
            async with browser.get(url[0]) as page:
                assert "do you have Dune?" not in await page.text()
            async with browser.post(url[0], data={"code": "ABCD-2345"}) as page:
                assert page.status == 403
            async with browser.post(url[0], data={"code": code[0]}) as page:
                assert "do you have Dune?" in await page.text()
            async with browser.post(url[0], data={"code": code[0]}) as page:
                assert page.status == 410


async def test_stop_is_confirmed_once_and_discord_goes_on(shop: World, phones: SmsSim) -> None:
    sally = shop.member("sally")
    async with shop.running() as store:
        await stocked(store, dune(3))
        await texts(phones, "do you have Dune?")
        assert "unsubscribed" in await texts(phones, "Stop.")
        before = len(phones.received(PHONE_OF_SALLY))
        await phones.text(PHONE_OF_SALLY, "STOP")
        await phones.text(PHONE_OF_SALLY, "how much is it?")
        assert "$9.99" in await asks(shop, sally, "how much is Dune?")
        await asyncio.sleep(2)
    assert len(phones.received(PHONE_OF_SALLY)) == before


async def test_the_staff_answer_a_text_from_a_thread(shop: World, phones: SmsSim) -> None:
    desk = shop.sim.add_channel(shop.guild, "desk")
    manager = shop.sim.add_role(
        shop.guild, "manager", permissions=Permission.MANAGE_GUILD | Permission.VIEW_CHANNEL
    )
    ada = shop.sim.add_user("ada")
    shop.sim.join(shop.guild, ada, roles=[manager])
    shop.sim.hide_from(desk, shop.guild.everyone)
    for one in (manager, shop.application.bot):
        shop.sim.set_overwrite(desk, one, allow=int(Permission.VIEW_CHANNEL))
    shop.changes |= {"staff_channel_id": str(desk.id)}
    async with shop.running():
        await texts(phones, "can I talk to a person?")
        await until(lambda: bool(threads_in(shop, desk)))
        [thread] = threads_in(shop, desk)
        await until(lambda: bool(shop.sim.messages(thread)))
        assert PHONE_OF_SALLY not in " ".join(one.content for one in shop.sim.messages(thread))
        await phones.text(PHONE_OF_SALLY, "it is about my order")
        await until(
            lambda: any("about my order" in one.content for one in shop.sim.messages(thread))
        )
        # Without the intent for it a bot reads what it is mentioned in, and nothing else.
        shop.sim.say(ada, thread, f"{shop.application.bot.mention} Hello, I am Ada.")
        await until(lambda: "Hello, I am Ada." in phones.received(PHONE_OF_SALLY)[-1])
