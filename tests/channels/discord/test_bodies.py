"""What Maneki sends to Discord has the shape that the official OpenAPI description asks for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.channels.discord.test_presses import alerted, press, undo
from tests.channels.discord.town import Town
from tests.simulator.discord.shapes import Shapes, read_spec

SAY = "POST /channels/{channel_id}/messages"
ANSWER = "POST /interactions/{webhook_id}/{webhook_token}/callback"


@pytest.fixture
async def shapes(town: Town, recordings: Path) -> AsyncIterator[Shapes]:
    """Looks at every body; at the end none was wrong."""
    shapes = Shapes(read_spec(recordings))
    town.sim.watch_requests(shapes.request)
    yield shapes
    shapes.assert_all_right()


def sent(shapes: Shapes, *endings: str) -> bool:
    """Whether there was a body for each of these routes."""
    return all(any(one.endswith(ending) for one in shapes.sent) for ending in endings)


@pytest.mark.parametrize("is_servers_own", [False, True], ids=["everywhere", "one server"])
async def test_the_commands(town: Town, shapes: Shapes, is_servers_own: bool) -> None:
    async with town.awake(guild_id=str(town.closet.id) if is_servers_own else None):
        pass
    assert sent(shapes, "/guilds/{guild_id}/commands" if is_servers_own else "}/commands")


async def test_answers_to_commands_and_suggestions(town: Town, shapes: Shapes) -> None:
    async with town.awake():
        for who in (town.ann, town.bob):
            await town.ask(who, "help")
            await town.ask(who, "filter create", name="geos", brands="Rick Owens", here=True)
            await town.ask(who, "filter create", name="@everyone", min_price="nine")
            await town.ask(who, "filter list")
            await town.ask(who, "filter show", name="geos")
            await town.ask(who, "filter pause", name="geos")
            await town.ask(who, "filter resume", name="geos")
            await town.ask(who, "filter delete", name="geos")
            await town.ask(who, "currency", code="USD")
            await town.ask(who, "alertchannel", channel=town.alerts)
        await town.sim.autocomplete(town.ann, town.alerts, "filter create", "brands", "Ri")
    assert sent(shapes, ANSWER)


async def test_messages_edits_and_the_opening_of_dms(town: Town, shapes: Shapes) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        one = await alerted(town, rest, 1)
        several = await alerted(town, rest, 2, 3, 4)
        await undo(town, await press(town, one, "snooze"))
        menu = next(part for part in several.interactive if "stop" in part["custom_id"])
        chosen = menu["options"][0]["value"]
        await town.sim.select(town.ann, several, menu["custom_id"], [chosen])
    assert len(several.shown_embeds) == 3
    assert sent(shapes, SAY, "POST /users/@me/channels", ANSWER)
