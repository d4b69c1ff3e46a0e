"""Who only looks does not wait for whoever writes."""

from __future__ import annotations

import asyncio

from tests.channels.discord.test_presses import boots
from tests.channels.discord.town import Town


async def test_looking_waits_for_nobody_who_has_the_database_to_write(town: Town) -> None:
    async with town.awake():
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await town.listed(boots(1))
        async with town.locked_database(), asyncio.timeout(5):
            listed = await town.ask(town.ann, "filter list")
            shown = await town.ask(town.ann, "filter show", name="geos")
            asked = await town.ask(town.ann, "alerts why", listing="b1")
            typed = await town.sim.autocomplete(town.ann, town.alerts, "filter show", "name", "ge")
    assert "**geos**" in listed.text
    assert "Alerts go to: your direct messages" in shown.text
    assert "waits for its turn" in asked.text
    assert typed.choices is not None
    assert [one.name for one in typed.choices] == ["geos"]
