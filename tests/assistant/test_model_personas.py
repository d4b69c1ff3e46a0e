"""Whose manner a model has: the operator's, the server's, the channel's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistant.bookshop import ANN, CHANNEL, PHONE, Bookshop, open_bookshop
from tests.assistant.modelled import chat_with

from maneki.clock import MovableClock
from maneki.errors import SettingsError
from maneki.simulator.model import ModelSim
from maneki.store import Store


@pytest.fixture
async def bookshop(store: Store, clock: MovableClock) -> Bookshop:
    return await open_bookshop(store, clock)


@pytest.fixture
async def sim() -> AsyncIterator[ModelSim]:
    async with ModelSim() as started:
        yield started


async def test_the_operator_chooses_the_manner(bookshop: Bookshop, sim: ModelSim) -> None:
    async with chat_with(bookshop, sim, persona="wizard") as chat:
        await chat.say("hello there")
    assert "you are the shop's wizard" in sim.asked[0].system


async def test_a_server_may_have_its_own(bookshop: Bookshop, sim: ModelSim) -> None:
    async with bookshop.shop.store.transaction() as tx:
        server = await tx.servers.joined("9", name="Lantern")
        await tx.servers.decide(server.id, {"persona": "wizard"})

    async with chat_with(bookshop, sim, place=CHANNEL) as chat:
        await chat.say("hello there")
        chat.server_id = server.id
        await chat.say("hello there")
        async with bookshop.shop.store.transaction() as tx:
            await tx.servers.decide(server.id, {"persona": None})
        await chat.say("hello there")

    wizards = ["you are the shop's wizard" in asked.system for asked in sim.asked]
    assert wizards == [False, True, False]


async def test_a_text_message_is_written_otherwise(bookshop: Bookshop, sim: ModelSim) -> None:
    async with chat_with(bookshop, sim, place=PHONE, caller=ANN) as chat:
        await chat.say("hello there")
    async with chat_with(bookshop, sim) as chat:
        await chat.say("hello there")

    by_text, on_discord = sim.asked
    assert "text message on a phone" in by_text.system
    assert "reads this on Discord" in on_discord.system


async def test_a_prompt_that_changes_each_turn_stops_the_start(
    bookshop: Bookshop, sim: ModelSim, tmp_path: Path
) -> None:
    (tmp_path / "mine.md").write_text("It is {time}.", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"\{time\}"):
        async with chat_with(bookshop, sim, persona="mine", prompts=tmp_path):
            pass
