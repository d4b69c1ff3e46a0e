"""Discord is told which commands we have when it has to be, and not at every start."""

from __future__ import annotations

from datetime import timedelta

import pytest
from discord import app_commands
from tests.channels.discord.town import Town, living

from maneki.channels.discord.bot import DiscordBot
from maneki.simulator.discord import Rules

# A program that is started again at once cannot know when the one before it identified.
pytestmark = pytest.mark.parametrize("rules", [Rules(concurrency_window=0.05)])


def times_told(town: Town) -> int:
    told = [one for one in town.sim.requests if one.method == "PUT" and "commands" in one.path]
    return len(told)


async def start(town: Town) -> DiscordBot:
    async with town.rest() as rest, living(town.bot(rest)) as bot:
        return bot


async def test_commands_are_told_once_however_often_we_start(town: Town) -> None:
    for _ in range(8):
        await start(town)
    assert times_told(town) == 1
    assert town.sim.rate_limited == []


async def test_commands_that_are_known_still_work(town: Town) -> None:
    await start(town)
    async with town.awake():
        answered = await town.ask(town.ann, "filter list")
    assert answered.is_settled


async def test_other_commands_are_told(town: Town) -> None:
    await start(town)

    @app_commands.command(name="more", description="one more")
    async def more(_interaction: object) -> None: ...

    async with town.rest() as rest:
        bot = town.bot(rest)
        bot._tree.add_command(more)
        async with living(bot):
            pass
    assert times_told(town) == 2


async def test_once_a_day_they_are_told_all_the_same(town: Town) -> None:
    await start(town)
    town.clock.move(timedelta(days=1, minutes=1))
    await start(town)
    assert times_told(town) == 2


async def test_those_of_one_server_are_not_those_of_all(town: Town) -> None:
    await start(town)
    async with town.awake(guild_id=str(town.closet.id)):
        pass
    assert times_told(town) == 2
