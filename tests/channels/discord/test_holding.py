"""`/alerts pause`, `resume`, `quiet`, `digest` and `limits` say what holds, and can be undone."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from tests.channels.discord.test_commands import address
from tests.channels.discord.test_presses import boots, undo
from tests.channels.discord.town import Town

from maneki.clock import SystemClock
from maneki.model.digest import DigestOrder, DigestPlan, Every
from maneki.model.hold import UNTIL_RESUMED
from maneki.model.outbox import Note, Renewal
from maneki.model.person import Preferences
from maneki.model.quiet import QuietHours
from maneki.simulator.discord import SimUser

NIGHT = QuietHours(time(22), time(7))


async def preferences(town: Town, who: SimUser | None = None) -> Preferences:
    person = await town.people().meet(address(who or town.ann), locale=None)
    return person.preferences


async def plan_of(town: Town, name: str) -> DigestPlan | None:
    shown = await town.filters().show(address(town.ann), name)
    return shown.filter.digest


async def test_a_pause_holds_alerts_and_resuming_sends_them(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        paused = await town.ask(town.ann, "alerts pause")
        assert paused.is_ephemeral
        assert "paused" in paused.text
        assert "/alerts resume" in paused.text
        assert (await preferences(town)).paused_until == UNTIL_RESUMED
        await town.listed(boots(1))
        await town.deliver(rest)
        assert town.sim.dms(town.ann) == []
        resumed = await town.ask(town.ann, "alerts resume")
        assert "What waited comes now." in resumed.text
        await town.deliver(rest)
    assert len(town.sim.dms(town.ann)) == 1
    town.sim.assert_clean()


async def test_a_pause_may_be_for_a_while_and_is_undone_by_its_button(town: Town) -> None:
    async with town.awake():
        paused = await town.ask(town.ann, "alerts pause", **{"for": "2 hours"})
        until = (await preferences(town)).paused_until
        assert until is not None
        assert f"<t:{int(until.timestamp())}:f>" in paused.text
        left = until - SystemClock().now()
        assert timedelta(minutes=119) < left <= timedelta(hours=2)
        assert "Your alerts are on" in await undo(town, paused)
    assert (await preferences(town)).paused_until is None


@pytest.mark.parametrize("text", ["soon", "0m", "2", "3 fortnights", "500 days"])
async def test_a_duration_nobody_can_read_is_said_back(town: Town, text: str) -> None:
    async with town.awake():
        refused = await town.ask(town.ann, "alerts pause", **{"for": text})
    assert f"“{text}” is not a duration" in refused.text
    assert (await preferences(town)).paused_until is None


async def test_quiet_hours_are_told_back_with_the_time_it_is_there(town: Town) -> None:
    async with town.awake():
        hours = {"from": "10pm", "until": "7:00", "zone": "tokyo"}
        told = await town.ask(town.ann, "alerts quiet", **hours)
        assert "from 22:00 until 07:00 (Asia/Tokyo, where it is" in told.text
        known = await preferences(town)
        assert (known.quiet, known.time_zone) == (NIGHT, "Asia/Tokyo")
        asked = await town.ask(town.ann, "alerts quiet")
        assert "from 22:00 until 07:00 (Asia/Tokyo" in asked.text
        off = await town.ask(town.ann, "alerts quiet", off=True)
        assert "no quiet hours" in off.text
        assert "from 22:00 until 07:00 (Asia/Tokyo" in await undo(town, off)
        assert (await preferences(town)).quiet == NIGHT
        assert "no quiet hours (UTC" in await undo(town, told)
    known = await preferences(town)
    assert (known.quiet, known.time_zone) == (None, "UTC")


async def test_quiet_hours_that_cannot_be_meant_are_refused(town: Town) -> None:
    async with town.awake():
        half = await town.ask(town.ann, "alerts quiet", **{"from": "22:00"})
        same = await town.ask(town.ann, "alerts quiet", **{"from": "7", "until": "7:00"})
        odd = await town.ask(town.ann, "alerts quiet", **{"from": "25:00", "until": "7:00"})
        nowhere = await town.ask(town.ann, "alerts quiet", zone="Atlantis")
    assert "Say both" in half.text
    assert "two different times" in same.text
    assert "“25:00” is not a time" in odd.text
    assert "“Atlantis” is not a time zone" in nowhere.text
    assert (await preferences(town)).quiet is None


async def test_alerts_wait_in_quiet_hours_and_come_when_they_are_taken_back(town: Town) -> None:
    begins = (town.clock.now() - timedelta(hours=1)).time()
    ends = (town.clock.now() + timedelta(hours=1)).time()
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        hours = {"from": f"{begins:%H:%M}", "until": f"{ends:%H:%M}"}
        await town.ask(town.ann, "alerts quiet", **hours)
        await town.listed(boots(1))
        await town.deliver(rest)
        assert town.sim.dms(town.ann) == []
        await town.ask(town.ann, "alerts quiet", off=True)
        await town.deliver(rest)
    assert len(town.sim.dms(town.ann)) == 1


async def test_a_filter_gets_a_digest_and_loses_it(town: Town) -> None:
    async with town.awake():
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        options = {"filter": "geos", "how": "daily", "at": "18:30", "top": 5, "order": "price"}
        told = await town.ask(town.ann, "alerts digest", **options)
        assert "comes together every day at 18:30 (UTC): 5 at once, cheapest first" in told.text
        assert await plan_of(town, "geos") == DigestPlan(
            every=Every.DAY, at=time(18, 30), top=5, order=DigestOrder.PRICE
        )
        hourly = await town.ask(town.ann, "alerts digest", filter="geos", how="hourly")
        assert "every hour" in hourly.text
        off = await town.ask(town.ann, "alerts digest", filter="geos", how="off")
        assert "one by one" in off.text
        assert await plan_of(town, "geos") is None
        assert "every day at 18:30" in await undo(town, hourly)
        assert await undo(town, told) == off.text
    assert await plan_of(town, "geos") is None


async def test_limits_are_set_kept_and_taken_back(town: Town) -> None:
    async with town.awake():
        first = await town.ask(town.ann, "alerts limits", alerts_a_day=10)
        assert "alerts a day: 10; messages an hour: no limit" in first.text
        second = await town.ask(town.ann, "alerts limits", messages_an_hour=4)
        assert "alerts a day: 10; messages an hour: 4" in second.text
        gone = await town.ask(town.ann, "alerts limits", alerts_a_day=0)
        assert "alerts a day: no limit; messages an hour: 4" in gone.text
        shown = await town.ask(town.ann, "alerts limits")
        assert shown.text == gone.text
        assert "alerts a day: 10; messages an hour: no limit" in await undo(town, second)
    known = await preferences(town)
    assert (known.most_alerts_a_day, known.most_messages_an_hour) == (10, None)


async def test_a_filter_has_limits_of_its_own(town: Town) -> None:
    async with town.awake():
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens", priority=7)
        told = await town.ask(town.ann, "alerts limits", filter="geos", alerts_a_day=3)
        assert "**geos**: alerts a day: 3" in told.text
        shown = await town.filters().show(address(town.ann), "geos")
        assert (shown.filter.most_alerts_a_day, shown.filter.priority) == (3, 7)
        await town.ask(town.ann, "alerts digest", filter="geos", how="hourly")
        lines = (await town.ask(town.ann, "filter show", name="geos")).text
        for said in ("every hour, at minute 00", "alerts a day: 3", "Priority 7"):
            assert said in lines
        both = await town.ask(town.ann, "alerts limits", filter="geos", messages_an_hour=2)
        assert "**geos**: alerts a day: 3; messages an hour: 2" in both.text
        asked = await town.ask(town.ann, "alerts limits", filter="geos")
        assert asked.text == both.text
        assert "alerts a day: 3; messages an hour: no limit" in await undo(town, both)
        assert "alerts a day: no limit; messages an hour: no limit" in await undo(town, told)


async def test_typing_into_them_is_helped_along(town: Town) -> None:
    async with town.awake():
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        zones = await town.sim.autocomplete(town.ann, town.alerts, "alerts quiet", "zone", "berl")
        spans = await town.sim.autocomplete(town.bob, town.alerts, "alerts pause", "for", "1")
        named = await town.sim.autocomplete(
            town.ann, town.alerts, "alerts digest", "filter", "ge", options={}
        )
    assert zones.choices is not None
    assert [one.value for one in zones.choices] == ["Europe/Berlin"]
    assert spans.choices is not None
    assert [one.value for one in spans.choices] == ["1時間", "1日", "1週間"]
    assert named.choices is not None
    assert [one.value for one in named.choices] == ["geos"]


async def test_they_speak_japanese_too(town: Town) -> None:
    async with town.awake():
        paused = await town.ask(town.bob, "alerts pause", **{"for": "3日"})
        quiet = await town.ask(
            town.bob, "alerts quiet", **{"from": "午後10時", "until": "7時", "zone": "Tokyo"}
        )
    assert "通知を止めます" in paused.text
    assert "22:00 から 07:00 まで（Asia/Tokyo" in quiet.text


async def test_a_filter_that_ends_is_renewed_by_its_owner_with_a_button(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        [geos] = await town.filters().mine(address(town.ann))
        await town.filters().pause(address(town.ann), "geos")
        await town.notify(
            town.ann, Note(text="A filter has ended.", renews=(Renewal(geos.id, "geos"),))
        )
        await town.deliver(rest)
        [message] = town.sim.dms(town.ann)
        [button] = message.interactive
        assert button["label"] == "Renew"
        pressed = await town.sim.press(town.ann, message, button["custom_id"])
        assert pressed.is_ephemeral
        assert pressed.text == "**geos** goes on."
    [geos] = await town.filters().mine(address(town.ann))
    assert geos.is_active
    town.sim.assert_clean()


@pytest.mark.parametrize(
    ("is_shared", "labels"),
    [(False, ["Renew: geos", "Renew: boots"]), (True, ["Renew: 1", "Renew: 2"])],
)
async def test_filters_that_end_together_have_a_button_each_named_where_nobody_else_reads(
    town: Town, is_shared: bool, labels: list[str]
) -> None:
    async with town.awake() as rest:
        if is_shared:
            await town.ask(town.ann, "alertchannel", channel=town.alerts)
        for name in ("geos", "boots"):
            await town.ask(town.ann, "filter create", name=name, brands="Rick Owens")
        mine = await town.filters().mine(address(town.ann))
        await town.notify(
            town.ann,
            Note(
                text="Two have ended.",
                renews=tuple(Renewal(one.id, one.name) for one in mine),
            ),
        )
        await town.deliver(rest)
        said = town.sim.messages(town.alerts) if is_shared else town.sim.dms(town.ann)
        assert [button["label"] for button in said[-1].interactive] == labels
    town.sim.assert_clean()
