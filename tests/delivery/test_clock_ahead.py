"""A clock that was ahead for a while costs nobody more than that while."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.delivery.holding import pass_by, prefers, tune
from tests.delivery.world import World

from maneki.alerts.clock_watch import ClockWatch
from maneki.model.digest import DigestPlan, Every
from maneki.model.hold import UNTIL_RESUMED
from maneki.model.quiet import QuietHours

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
AHEAD = 300 * DAY


async def set_clock(world: World, by: timedelta) -> None:
    """Somebody sets it, and the program notices."""
    watch = ClockWatch(world.store, due=lambda: None)
    await watch.step()
    world.clock.move(by)
    await watch.step()


@pytest.mark.parametrize("held_for", ["digest", "quiet", "cap"])
async def test_what_was_held_by_a_clock_that_was_ahead_is_asked_anew(
    world: World, held_for: str
) -> None:
    ami = await world.member("100")
    await set_clock(world, AHEAD)
    match held_for:
        case "digest":
            await tune(world, ami, digest=DigestPlan(every=Every.DAY))
        case "quiet":
            now = world.clock.now()
            await prefers(world, ami, quiet=QuietHours(now.time(), (now + HOUR).time()))
        case _:
            await prefers(world, ami, most_messages_an_hour=1)
            await world.alert(ami, "first")
            await world.deliver()
    await world.alert(ami, "coat")
    await world.deliver()
    assert (await world.states())["coat"] == "held"
    await set_clock(world, -AHEAD)
    await pass_by(world, DAY + HOUR)
    assert (await world.states())["coat"] in {"sent", "merged"}


async def test_what_somebody_chose_a_time_for_keeps_it(world: World) -> None:
    ami, ben = await world.member("100"), await world.member("200")
    await set_clock(world, AHEAD)
    await world.snooze(ami, DAY)
    await prefers(world, ben, paused_until=UNTIL_RESUMED)
    await world.alert(ami, "coat", also=(ben,))
    await world.deliver()
    await set_clock(world, -AHEAD)
    await pass_by(world, HOUR)
    assert world.channel.messages == []


async def test_what_was_sent_by_a_clock_that_was_ahead_counts_neither_today_nor_lately(
    world: World,
) -> None:
    ami = await world.member("100")
    await prefers(world, ami, most_alerts_a_day=1, most_messages_an_hour=1)
    await set_clock(world, AHEAD)
    await world.alert(ami, "then")
    await world.deliver()
    await set_clock(world, -AHEAD)
    world.clock.move(HOUR)
    await world.alert(ami, "now")
    await world.deliver()
    assert world.channel.titles() == ["then", "now"]


async def test_who_was_served_by_a_clock_that_was_ahead_has_their_turn(world: World) -> None:
    ami, ben = await world.member("100"), await world.member("200")
    await set_clock(world, AHEAD)
    await world.alert(ami, "then")
    await world.deliver()
    await set_clock(world, -AHEAD)
    await world.alert(ami, "first")
    world.clock.move(MINUTE)
    await world.alert(ben, "second")
    await world.deliver(world.courier(seats=1))
    assert world.channel.titles() == ["then", "first", "second"]
