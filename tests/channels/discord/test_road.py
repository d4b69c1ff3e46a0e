"""From a command to an alert to a press and back, on either database."""

from __future__ import annotations

from tests.channels.discord.test_bot import destination, is_suspended, notes_at
from tests.channels.discord.test_presses import alerted, only_filter, press, undo
from tests.channels.discord.town import Town

from maneki.model.filter import FilterState


async def test_a_filter_becomes_an_alert_that_can_be_pressed(any_town: Town) -> None:
    town = any_town
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        pressed = await press(town, await alerted(town, rest, 1), "stop")
        assert (await only_filter(town)).state is FilterState.PAUSED
        assert await undo(town, pressed) == "**geos** is running again."
    assert (await only_filter(town)).is_active
    town.sim.assert_clean()


async def test_a_deleted_channel_is_told_of_in_dms(any_town: Town) -> None:
    town = any_town
    async with town.awake() as rest:
        await town.ask(town.ann, "alertchannel")
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
        town.sim.delete_channel(town.alerts)
        await town.eventually(is_suspended(town, town.alerts, wanted=True))

        async def is_told() -> bool:
            return bool(await notes_at(town, await destination(town)))

        await town.eventually(is_told)
        await town.deliver(rest)
    (told,) = town.sim.dms(town.ann)
    assert "the channel was deleted" in told.content
