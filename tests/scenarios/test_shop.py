"""The promises of the shopkeeper, told through the whole program."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.scenarios.world import World, until

import maneki.simulator
from maneki.model.book import SHOP, Book, Edition, Isbn, Origin, Stock
from maneki.model.money import Money
from maneki.shop.catalogue import Catalogue
from maneki.simulator.discord import SimUser
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
    async with shop.running() as store:
        await stocked(store, dune(0))
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
