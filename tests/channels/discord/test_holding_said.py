"""What is said about pauses, quiet hours, limits and digests is so."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.channels.discord.test_commands import address
from tests.channels.discord.test_log import give_up
from tests.channels.discord.test_presses import boots, press, undo
from tests.channels.discord.town import Town

from maneki.clock import SystemClock
from maneki.model.hold import UNTIL_RESUMED
from maneki.model.outbox import Note, Renewal
from maneki.simulator.discord import NotPossibleError

HOUR = timedelta(hours=1)


async def says(town: Town, command: str, **options: object) -> str:
    """What Ann is told."""
    return (await town.ask(town.ann, f"alerts {command}", **options)).text


async def rest_now(town: Town) -> None:
    """Ann has quiet hours at the moment: from an hour ago until in two."""
    now = SystemClock().now()
    hours = {"from": f"{now - HOUR:%H:%M}", "until": f"{now + 2 * HOUR:%H:%M}"}
    await says(town, "quiet", **hours)


async def make(town: Town, *names: str) -> None:
    for name in names:
        await town.ask(town.ann, "filter create", name=name, brands="Rick Owens")


async def test_discord_takes_no_time_that_is_too_long_to_be_one(town: Town) -> None:
    endless = f"7{' ' * 5990}x"
    async with town.awake():
        for command, options in {
            "alerts pause": {"for": endless},
            "alerts quiet": {"from": endless, "until": "7"},
            "alerts digest": {"filter": "geos", "how": "daily", "at": endless},
        }.items():
            with pytest.raises(NotPossibleError, match="takes 1 to 40 characters"):
                await town.ask(town.ann, command, **options)


async def test_what_waited_comes_only_if_nothing_else_holds_it(town: Town) -> None:
    async with town.awake():
        await make(town, "geos", "coats")
        await says(town, "pause")
        assert "What waited comes now." in await says(town, "resume")
        await rest_now(town)
        assert "These are your quiet hours, though" in await says(town, "resume")
        await says(town, "quiet", off=True)
        await says(town, "digest", filter="geos", how="hourly")
        assert "What waited comes now, but for what" in await says(town, "resume")
        await says(town, "digest", filter="coats", how="hourly")
        assert "It comes in the next digest: <t:" in await says(town, "resume")


async def test_limits_are_said_to_hold_what_goes_beyond(town: Town) -> None:
    async with town.awake():
        await make(town, "geos")
        await says(town, "limits", alerts_a_day=1)
        assert "What waited comes now, but for what" in await says(town, "resume")


async def test_without_a_digest_alerts_come_unless_something_holds_them(town: Town) -> None:
    async with town.awake():
        await make(town, "geos")
        await says(town, "digest", filter="geos", how="daily")
        assert "What waited comes now." in await says(town, "digest", filter="geos", how="off")
        await rest_now(town)
        off = await says(town, "digest", filter="geos", how="off")
        assert "What waited comes now" not in off
        assert "These are your quiet hours, though" in off
        await says(town, "pause")
        off = await says(town, "digest", filter="geos", how="off")
        assert "nothing comes until you use /alerts resume" in off


async def test_a_pause_is_named_wherever_something_is_said_to_come(town: Town) -> None:
    async with town.awake():
        await make(town, "geos")
        await says(town, "pause", **{"for": "2 hours"})
        said = [
            await says(town, "quiet", off=True),
            await says(town, "quiet", **{"from": "22:00", "until": "7:00"}),
            await says(town, "digest", filter="geos", how="daily"),
        ]
    assert all("All of your alerts are paused, though: until <t:" in one for one in said)


async def test_a_digest_in_quiet_hours_is_said_to_come_at_their_end(town: Town) -> None:
    async with town.awake():
        await make(town, "geos")
        await says(town, "quiet", **{"from": "22:00", "until": "10:30"})
        put_off = "In your quiet hours it waits for their end, at 10:30."
        assert put_off in await says(town, "digest", filter="geos", how="daily")
        assert put_off in (await town.ask(town.ann, "filter show", name="geos")).text
        assert put_off in await says(town, "digest", filter="geos", how="hourly")
        assert put_off not in await says(town, "digest", filter="geos", how="daily", at="10:30")


async def test_what_is_resent_is_on_its_way_only_if_nothing_holds_it(town: Town) -> None:
    async with town.awake():
        await make(town, "geos")
        await town.listed(boots(1))
        await give_up(town, "Rick Owens Geobasket 43")
        shown = await town.ask(town.ann, "alerts log")
        await says(town, "pause")
        resent = (await press(town, shown.message, "resend")).text
        assert "nothing comes until you use /alerts resume" in resent
        assert "On its way" not in resent
        await says(town, "resume")
        assert "On its way once more" in (await press(town, shown.message, "resend")).text


async def test_what_a_digest_tells_of_is_not_said_to_have_been_told(town: Town) -> None:
    async with town.awake():
        await make(town, "geos")
        await town.listed(boots(1))
        await give_up(town, "Rick Owens Geobasket 43")
        shown = await town.ask(town.ann, "alerts log")
        async with town.store.transaction() as tx:
            await tx._session.connection.exec_driver_sql(
                "UPDATE outbox SET state = 'merged', reason = 'it is in a digest'"
            )
        said = (await press(town, shown.message, "resend")).text
    assert said.startswith("It does not go by itself: it is in a digest.")


async def test_undoing_a_pause_brings_back_the_pause_before_it(town: Town) -> None:
    async with town.awake():
        await says(town, "pause")
        shorter = await town.ask(town.ann, "alerts pause", **{"for": "1 hour"})
        assert "until you use" not in shorter.text
        assert "as soon as you use /alerts resume" in await undo(town, shorter)
        assert await paused_until(town) == UNTIL_RESUMED
        await says(town, "pause", **{"for": "2 days"})
        before = await paused_until(town)
        resumed = await town.ask(town.ann, "alerts resume")
        assert await paused_until(town) is None
        assert "are paused until <t:" in await undo(town, resumed)
        after = await paused_until(town)
        assert before is not None
        assert after is not None
        assert abs(before - after) < timedelta(seconds=1)


async def test_resuming_what_was_not_paused_is_nothing_to_undo(town: Town) -> None:
    async with town.awake():
        resumed = await town.ask(town.ann, "alerts resume")
        assert resumed.message.interactive == []
        first = await town.ask(town.ann, "alerts pause")
        assert "Your alerts are on" in await undo(town, first)
    assert await paused_until(town) is None


async def paused_until(town: Town) -> datetime | None:
    person = await town.people().meet(address(town.ann), locale=None)
    return person.preferences.paused_until


async def test_a_button_about_a_filter_that_is_none_of_ones_own_names_no_id(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
        await make(town, "geos")
        [geos] = await town.filters().mine(address(town.ann))
        await town.notify(town.ann, Note(text="A filter ends.", renews=(Renewal(geos.id, "geos"),)))
        await town.deliver(rest)
        note = town.sim.messages(town.alerts)[-1]
        strange = await press(town, note, "renew", who=town.bob)
        assert "あなたのものではありません" in strange.text
        await town.ask(town.ann, "filter delete", name="geos")
        late = await press(town, note, "renew")
    assert (
        late.text == "That filter is deleted, or it is not yours; /filter list shows your filters."
    )
    assert geos.id not in strange.text
