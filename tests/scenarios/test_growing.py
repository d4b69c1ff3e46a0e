"""An answer that takes a model a while is to be read while it is written, through the program."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from bench.crowd import Echo, has_commands, settings_of, word_of, words_in
from tests.scenarios.test_shop import dune, stocked
from tests.scenarios.world import World, until

from maneki.clock import SystemClock
from maneki.simulator.demo.program import Program
from maneki.simulator.discord import DiscordSim, Intent, SimMessage, SimUser
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
        "model_checks": False,
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


async def test_killed_while_it_writes_the_program_goes_on_with_the_same_message(
    tmp_path: Path,
) -> None:
    echo, word = Echo(random.Random(1), least_s=0.0, most_s=0.1), word_of(1, 1)
    async with DiscordSim() as sim, ModelSim(echo, pause=0.25) as model:
        application = sim.add_application("Maneki", privileged_intents=int(Intent.MESSAGE_CONTENT))
        guild = sim.add_guild("Foxglove Readers", bots=[application])
        sally = sim.add_user("sally")
        sim.join(guild, sally)
        url = f"sqlite+aiosqlite:///{tmp_path / 'killed.sqlite3'}"
        settings = settings_of(sim, application, model, database_url=url)
        program = Program(tmp_path, settings, clock=SystemClock())

        def said() -> list[SimMessage]:
            return [one for one in sim.dms(sally) if one.author is not sally]

        await program.migrate()
        try:
            await program.start()
            await has_commands(sim, application)
            sim.dm(sally, application, f"what do you make of {word}")
            await until(lambda: len(said()) > 0, within=60)
            program.kill()
            [draft] = said()
            assert draft.content.endswith("…")
            await program.start()
            await until(lambda: "automated assistant" in draft.content, within=120)
        finally:
            await program.stop()
        assert said() == [draft]
        assert words_in(draft.content) == [word]
        assert sim.rate_limited == []
        sim.assert_clean()
