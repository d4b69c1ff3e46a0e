"""Buttons and menus under an alert do what they say, for its owner alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.channels.discord.cards import listing
from tests.channels.discord.test_commands import address
from tests.channels.discord.town import Town

from maneki.channels.discord.rest import RestClient
from maneki.model.filter import Filter, FilterState
from maneki.simulator.discord import InteractionResult, SimMessage, SimUser


def boots(number: int, **facts: Any) -> Any:
    return listing(
        market="bobs_shop", external_id=f"b{number}", url=f"https://b.example/{number}", **facts
    )


async def alerted(town: Town, rest: RestClient, *numbers: int) -> SimMessage:
    """The message with alerts about these boots, for the filter of ann's that wants them."""
    await town.listed(*(boots(number) for number in numbers))
    await town.deliver(rest)
    return town.sim.dms(town.ann)[-1]


async def press(
    town: Town, message: SimMessage, action: str, *, who: SimUser | None = None
) -> InteractionResult:
    (custom_id,) = [
        part["custom_id"]
        for part in message.interactive
        if part["custom_id"].startswith(f"mk1:{action}:")
    ]
    return await town.sim.press(who or town.ann, message, custom_id)


async def undo(town: Town, pressed: InteractionResult) -> str:
    """Press the way back; what stands there then."""
    (button,) = pressed.message.interactive
    assert button["label"] == "Undo"
    undone = await town.sim.press(town.ann, pressed.message, button["custom_id"])
    await undone.wait_until(lambda result: result.updated is not None)
    assert undone.updated is not None
    assert undone.updated.interactive == []
    return undone.updated.content


def offered(message: SimMessage) -> list[str]:
    return [part["label"] for part in message.interactive]


async def undo_one(town: Town, message: SimMessage, label: str) -> SimMessage:
    """Press one of several ways back; the message as it is then."""
    (custom_id,) = [part["custom_id"] for part in message.interactive if part["label"] == label]
    undone = await town.sim.press(town.ann, message, custom_id)
    await undone.wait_until(lambda result: result.updated is not None)
    assert undone.updated is not None
    return undone.updated


async def states(town: Town) -> dict[str, FilterState]:
    return {one.name: one.state for one in await town.filters().mine(address(town.ann))}


async def only_filter(town: Town) -> Filter:
    (found,) = await town.filters().mine(address(town.ann))
    return found


async def test_an_alert_arrives_with_its_buttons(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        message = await alerted(town, rest, 1)
    assert message.shown_embeds[0]["title"] == "Rick Owens Geobasket 43"
    assert "Matched: geos" in message.shown_embeds[0]["description"]
    assert [part["label"] for part in message.interactive] == [
        "Snooze this filter",
        "Not for me",
        "Stop",
        "👍",
        "👎",
    ]
    town.sim.assert_clean()


async def test_snoozing_holds_alerts_for_a_day_and_can_be_undone(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        pressed = await press(town, await alerted(town, rest, 1), "snooze")
        assert pressed.is_ephemeral
        assert pressed.text == "Quiet for a day: **geos**."
        snoozed = await only_filter(town)
        assert snoozed.snoozed_until is not None
        await town.listed(boots(2))
        await town.deliver(rest)
        assert len(town.sim.dms(town.ann)) == 1
        assert await undo(town, pressed) == "**geos** is awake again."
        await town.deliver(rest)
    assert (await only_filter(town)).snoozed_until is None
    assert len(town.sim.dms(town.ann)) == 2


async def test_not_for_me_hides_that_listing_and_can_be_undone(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        pressed = await press(town, await alerted(town, rest, 1), "dismiss")
        assert pressed.text == "You will not hear of “Rick Owens Geobasket 43” again."
        cheaper = listing(market="bobs_shop", external_id="b1", url="https://b.example/1")
        await town.listed(boots(1, price=None), cheaper)
        await town.deliver(rest)
        assert len(town.sim.dms(town.ann)) == 1
        assert await undo(town, pressed) == "You may hear of that listing again."
    assert (await only_filter(town)).is_active


async def test_stop_pauses_the_filter_and_can_be_undone(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        pressed = await press(town, await alerted(town, rest, 1), "stop")
        assert pressed.text == "Stopped: **geos**."
        assert (await only_filter(town)).state is FilterState.PAUSED
        again = await press(town, town.sim.dms(town.ann)[0], "stop")
        assert "are paused or deleted already" in again.text
        assert await undo(town, pressed) == "**geos** is running again."
    assert (await only_filter(town)).is_active


async def test_in_a_merged_message_one_chooses_which_alert_is_meant(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        message = await alerted(town, rest, 1, 2, 3)
        assert len(message.shown_embeds) == 3
        menu = next(part for part in message.interactive if "stop" in part["custom_id"])
        chosen = menu["options"][1]["value"]
        pressed = await town.sim.select(town.ann, message, menu["custom_id"], [chosen])
    assert pressed.text == "Stopped: **geos**."
    assert (await only_filter(town)).state is FilterState.PAUSED


async def test_two_filters_behind_one_alert_are_stopped_and_resumed_one_by_one(
    town: Town,
) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await town.ask(town.ann, "filter create", name="boots", all="geobasket")
        pressed = await press(town, await alerted(town, rest, 1), "stop")
        assert sorted(offered(pressed.message)) == ["Undo: boots", "Undo: geos"]
        left = await undo_one(town, pressed.message, "Undo: geos")
        assert left.content == "**geos** is running again."
        assert await states(town) == {"geos": FilterState.ACTIVE, "boots": FilterState.PAUSED}
        assert offered(left) == ["Undo: boots"]
        left = await undo_one(town, left, "Undo: boots")
        assert left.content == "**boots** is running again."
        assert offered(left) == []
    assert await states(town) == {"geos": FilterState.ACTIVE, "boots": FilterState.ACTIVE}


async def test_a_way_back_that_is_closed_at_the_moment_stays_where_it_is(town: Town) -> None:
    async with town.awake():
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        deleted = await town.ask(town.ann, "filter delete", name="geos")
        await town.ask(town.ann, "filter create", name="geos", brands="Undercover")
        refused = await undo_one(town, deleted.message, "Undo")
        assert "You have a filter called “geos” already" in refused.content
        await town.ask(town.ann, "filter delete", name="geos")
        left = await undo_one(town, refused, "Undo")
        assert left.content == "**geos** is back and running."
    assert (await only_filter(town)).criteria.brands == ("Rick Owens",)


async def test_a_snoozed_filter_that_is_resumed_runs(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await press(town, await alerted(town, rest, 1), "snooze")
        await town.listed(boots(2))
        await town.deliver(rest)
        assert len(town.sim.dms(town.ann)) == 1
        resumed = await town.ask(town.ann, "filter resume", name="geos")
        assert resumed.text == "**geos** is running."
        await town.deliver(rest)
        assert len(town.sim.dms(town.ann)) == 2
        listed = await town.ask(town.ann, "filter list")
    assert (await only_filter(town)).snoozed_until is None
    assert "🟢 **geos**" in listed.text


async def test_nobody_can_press_for_somebody_else(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await town.listed(boots(1))
        await town.deliver(rest)
        message = town.sim.messages(town.alerts)[-1]
        for action in ("snooze", "dismiss", "stop"):
            refused = await press(town, message, action, who=town.bob)
            assert refused.text == "このアラートはあなた宛てではありません。"
            assert refused.is_ephemeral
    untouched = await only_filter(town)
    assert untouched.is_active
    assert untouched.snoozed_until is None


async def test_a_forged_choice_in_a_menu_reaches_nobody_elses_alert(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="secret", brands="Rick Owens")
        await town.ask(town.bob, "filter create", name="geos", brands="Rick Owens")
        await alerted(town, rest, 1, 2)
        hers, his = town.sim.dms(town.ann)[-1], town.sim.dms(town.bob)[-1]
        alert = hers.interactive[0]["options"][0]["value"]
        for menu in his.interactive:
            menu["options"][0]["value"] = alert
            forged = await town.sim.select(town.bob, his, menu["custom_id"], [alert])
            assert forged.text == "このアラートはあなた宛てではありません。"
            assert forged.is_ephemeral
        for nonsense in ("", "nobody's", "mk1:stop:1"):
            menu = his.interactive[0]
            menu["options"][0]["value"] = nonsense
            forged = await town.sim.select(town.bob, his, menu["custom_id"], [nonsense])
            assert forged.is_settled
    untouched = await only_filter(town)
    assert untouched.is_active
    assert untouched.snoozed_until is None


@pytest.mark.parametrize("action", ["unsnooze", "resume", "undelete", "undismiss"])
async def test_a_forged_button_undoes_nothing_of_somebody_elses(town: Town, action: str) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="secret", brands="Rick Owens")
        alert = (await alerted(town, rest, 1)).interactive[1]["custom_id"].split(":")[-1]
        before = await only_filter(town)
        if action in {"resume", "undelete"}:
            gone = "pause" if action == "resume" else "delete"
            await town.ask(town.ann, f"filter {gone}", name="secret")
        await town.ask(town.bob, "filter create", name="geos", brands="Rick Owens")
        paused = await town.ask(town.bob, "filter pause", name="geos")
        subject = alert if action == "undismiss" else before.id
        paused.message.interactive[0]["custom_id"] = f"mk1:{action}:{subject}"
        forged = await town.sim.press(town.bob, paused.message, f"mk1:{action}:{subject}")
        await forged.wait_until(lambda result: result.updated is not None)
        async with town.store.transaction() as tx:
            after = await tx.filters.get(before.id)
    assert forged.updated is not None
    assert "secret" not in forged.updated.content
    assert "ありません" in forged.updated.content
    assert after is not None
    wanted = {"resume": FilterState.PAUSED, "undelete": FilterState.DELETED}
    assert after.state is wanted.get(action, FilterState.ACTIVE)


async def test_buttons_survive_a_restart(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        message = await alerted(town, rest, 1)
    town.clock.move(timedelta(days=200))
    async with town.awake():
        pressed = await press(town, message, "stop")
        assert pressed.text == "Stopped: **geos**."
        assert await undo(town, pressed) == "**geos** is running again."


@pytest.mark.parametrize("custom_id", ["mk1:stop:01HNOBODYKNOWSTHIS0000000", "mk0:old:1"])
async def test_a_button_that_means_nothing_any_more_is_answered(town: Town, custom_id: str) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        message = await alerted(town, rest, 1)
        message.interactive[0]["custom_id"] = custom_id
        answered = await town.sim.press(town.ann, message, custom_id)
    assert answered.text in {
        "That alert is not one of yours.",
        "That button does not work any more; /filter list shows your filters.",
    }
