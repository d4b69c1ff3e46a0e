"""From a command to an alert to a press and back, on either database."""

from __future__ import annotations

from tests.channels.discord.test_bot import destination, is_suspended, notes_at
from tests.channels.discord.test_presses import alerted, boots, only_filter, press, undo
from tests.channels.discord.town import Town

from maneki.channels.discord.rest import RestClient
from maneki.model.filter import FilterState
from maneki.simulator.discord import Permission


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


async def with_closed_dms(town: Town, rest: RestClient) -> None:
    """Ann's alerts go to her DMs, which she has closed, and one waits there."""
    await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
    town.sim.close_dms(town.ann)
    await town.listed(boots(1))
    await town.deliver(rest)
    assert (await destination(town)).is_suspended


async def test_closed_dms_are_told_of_under_every_answer_until_they_are_open(
    any_town: Town,
) -> None:
    town = any_town
    async with town.awake() as rest:
        await with_closed_dms(town, rest)
        for _ in range(3):
            answered = await town.ask(town.ann, "filter list")
            assert (
                "⚠️ I cannot write to your direct messages: your direct messages are closed to me."
            ) in answered.text
            await town.deliver(rest)
        refused = await town.ask(town.ann, "filter show", name="nothing")
        assert "⚠️ I cannot write to your direct messages" in refused.text
        town.sim.close_dms(town.ann, closed=False)
        await town.deliver(rest)
        answered = await town.ask(town.ann, "filter list")
    assert "⚠️" not in answered.text
    (alert,) = town.sim.dms(town.ann)
    assert alert.shown_embeds[0]["title"] == "Rick Owens Geobasket 43"


async def test_every_closed_place_that_alerts_go_to_is_told_of(any_town: Town) -> None:
    town = any_town
    news = town.sim.add_channel(town.closet, "news")
    spare = town.sim.add_channel(town.closet, "spare")
    async with town.awake():
        for name, where in {"geos": town.alerts, "coats": news, "hats": spare}.items():
            made = await town.sim.command(
                town.ann, where, "filter create", {"name": name, "brands": "Kapital", "here": True}
            )
            assert "is saved" in made.text
        await town.ask(town.ann, "filter pause", name="hats")
        for where in (town.alerts, news, spare):
            town.sim.delete_channel(where)
            await town.eventually(is_suspended(town, where, wanted=True))
        answered = await town.sim.command(
            town.ann, town.sim.dm_channel(town.ann, town.application), "filter list"
        )
    assert answered.text.split("\n")[-3:] == [
        (
            "⚠️ I cannot write to 2 of your destinations. What is for you there waits; "
            "/alertchannel chooses another destination."
        ),
        f"• <#{town.alerts.id}>: the channel was deleted",
        f"• <#{news.id}>: the channel was deleted",
    ]


async def test_another_place_takes_over_what_waits_for_closed_dms(any_town: Town) -> None:
    town = any_town
    async with town.awake() as rest:
        await with_closed_dms(town, rest)
        chosen = await town.ask(town.ann, "alertchannel", channel=town.alerts)
        assert "⚠️" not in chosen.text
        await town.deliver(rest)
        for _ in range(4):
            answered = await town.ask(town.ann, "filter list")
            assert "⚠️" not in answered.text
            await town.deliver(rest)
    (alert,) = town.sim.messages(town.alerts)
    assert alert.shown_embeds[0]["title"] == "Rick Owens Geobasket 43"
    assert town.sim.dms(town.ann) == []


async def test_closed_dms_are_told_of_once_where_others_read(any_town: Town) -> None:
    town = any_town
    async with town.awake() as rest:
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
        await town.ask(town.ann, "alertchannel")
        await with_closed_dms(town, rest)
        for _ in range(3):
            await town.deliver(rest)
            await town.ask(town.ann, "filter list")
        await town.deliver(rest)
    (told,) = town.sim.messages(town.alerts)
    assert "I cannot write to your direct messages" in told.content


async def test_what_waits_at_any_closed_place_goes_to_the_place_chosen_next(
    any_town: Town,
) -> None:
    town = any_town
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens", here=True)
        town.sim.set_overwrite(town.alerts, town.application.bot, deny=Permission.SEND_MESSAGES)
        await town.listed(boots(1))
        await town.deliver(rest)
        answered = await town.ask(town.ann, "filter list")
        assert f"⚠️ I cannot write to <#{town.alerts.id}>" in answered.text
        await town.ask(town.ann, "alertchannel")
        await town.deliver(rest)
    titles = [one.shown_embeds[0]["title"] for one in town.sim.dms(town.ann) if one.shown_embeds]
    assert titles == ["Rick Owens Geobasket 43"]


async def test_a_place_of_its_own_that_is_chosen_again_gets_what_waited_there(
    any_town: Town,
) -> None:
    town = any_town
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens", here=True)
        async with town.store.transaction() as tx:
            (place,) = await tx.destinations.at(str(town.alerts.id))
            await tx.destinations.suspend(place.id, reason="the thread is locked")
        await town.listed(boots(1))
        await town.deliver(rest)
        assert town.sim.messages(town.alerts) == []
        await town.ask(town.ann, "filter create", name="more", brands="Undercover", here=True)
        await town.deliver(rest)
    (alert,) = town.sim.messages(town.alerts)
    assert alert.shown_embeds[0]["title"] == "Rick Owens Geobasket 43"
