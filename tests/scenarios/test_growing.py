"""An answer that takes a model a while is to be read while it is written, through the program."""

from __future__ import annotations

import pytest
from tests.scenarios.test_shop import dune, stocked
from tests.scenarios.world import World, until

from maneki.simulator.discord import SimMessage, SimUser
from maneki.simulator.model import Call, ModelSim, Said, one_by_one
from maneki.simulator.model.server import KEY

SEARCH = Said(calls=(Call("search_books", {"title": "Dune"}),))
FOUND = (
    "We have Dune by Frank Herbert, 3 copies at $9.99. I would gladly look for more of that kind."
    " Or would you rather have something that is not as long as that one? Just tell me what you"
    " feel like. Whatever it is, I will look it up for you. Shall I put you through to somebody"
    " who knows more about it than I do?"
)


@pytest.fixture
def shop(world: World) -> World:
    world.changes |= {
        "parts": ("watcher", "shopkeeper"),
        "shop_name": "Foxglove Books",
        "default_currency": "USD",
        "model": "openai:scripted",
        "model_key": KEY,
    }
    return world


def said_to(world: World, user: SimUser) -> list[SimMessage]:
    return [one for one in world.sim.dms(user) if one.author is not user]


async def test_a_slow_answer_grows_and_is_exact_in_the_end(shop: World) -> None:
    sally = shop.member("sally")
    async with ModelSim(one_by_one(SEARCH, FOUND), pause=0.25) as model:
        shop.changes |= {"model_url": model.openai_url}
        async with shop.running() as store:
            await stocked(store, dune(3))
            shop.sim.dm(sally, shop.application, "do you have Dune?")
            await until(lambda: len(said_to(shop, sally)) > 0, within=60)
            [answer] = said_to(shop, sally)
            assert answer.content == "We have Dune by Frank Herbert, 3 copies at $9.99. …"
            await until(lambda: FOUND in answer.content, within=60)
        assert (model.streamed, model.broken) == (2, [])
    assert said_to(shop, sally) == [answer]
    assert "automated assistant of Foxglove Books" in answer.content
    assert shop.sim.rate_limited == []
