"""The town that the scenarios of this folder take place in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.channels.discord.town import TOKEN, Town

from maneki.clock import MovableClock
from maneki.matching.brands import BrandDictionary
from maneki.simulator.discord import DiscordSim, Rules
from maneki.store import Store
from maneki.store.migrate import migrate


@pytest.fixture(scope="session")
def dictionary() -> BrandDictionary:
    return BrandDictionary.load()


@pytest.fixture
def rules() -> Rules:
    return Rules(refused_image_url="refused")


@pytest.fixture
async def town(
    sqlite_url: str, clock: MovableClock, dictionary: BrandDictionary, rules: Rules
) -> AsyncIterator[Town]:
    await migrate(sqlite_url)
    store = Store.open(sqlite_url, clock=clock)
    async with DiscordSim(rules=rules) as sim:
        application = sim.add_application("Maneki", token=TOKEN)
        closet = sim.add_guild("Closet", bots=[application])
        ann, bob = sim.add_user("ann"), sim.add_user("bob", locale="ja")
        sim.join(closet, ann)
        sim.join(closet, bob)
        yield Town(
            sim=sim,
            store=store,
            clock=clock,
            application=application,
            closet=closet,
            alerts=sim.add_channel(closet, "alerts"),
            ann=ann,
            bob=bob,
            dictionary=dictionary,
        )
    await store.close()
