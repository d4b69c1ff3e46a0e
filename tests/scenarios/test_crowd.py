"""A small crowd that talks at the same time: in order, nothing lost, no limit hit."""

from __future__ import annotations

import random

import pytest
from bench.crowd import PAUSE_S, Crowd, Echo, has_commands
from tests.scenarios.world import World

from maneki.simulator.discord import Intent
from maneki.simulator.model import ModelSim
from maneki.simulator.model.server import KEY

PEOPLE, EACH, ASKING = 12, 3, 3
QUIET_FOR_S = 25.0


@pytest.fixture
def shop(world: World) -> World:
    world.application.privileged_intents |= int(Intent.MESSAGE_CONTENT)
    world.changes |= {
        "parts": ("watcher", "shopkeeper"),
        "shop_name": "Foxglove Books",
        "discord_message_content": True,
        "model": "openai:scripted",
        "model_key": KEY,
    }
    return world


async def test_a_crowd_is_answered_in_order_and_within_the_limits(shop: World) -> None:
    rng = random.Random(7)
    echo = Echo(rng, least_s=0.1, most_s=0.4)
    async with ModelSim(echo, thinks=echo.thinks, pause=PAUSE_S) as model:
        shop.changes |= {"model_url": model.openai_url}
        crowd = Crowd(
            shop.sim, application=shop.application, guild=shop.guild, people=PEOPLE, rng=rng
        )
        async with shop.running():
            await has_commands(shop.sim, shop.application)
            await crowd.talk(each=EACH, over_s=3.0, asking=ASKING, quiet_for_s=QUIET_FOR_S)
        assert model.broken == []
    assert crowd.order() == {
        "people": PEOPLE,
        "messages": PEOPLE * EACH,
        "in_order": PEOPLE,
        "out_of_order": 0,
        "lost": 0,
        "repeated": 0,
        "astray": 0,
        "rate_limited": 0,
        "rules_broken": 0,
    }
    assert None not in crowd.acknowledged_s
    assert len(crowd.acknowledged_s) == ASKING
