"""Alarms arrive in the operator's channel on Discord."""

from __future__ import annotations

from tests.channels.discord.town import Town

from maneki.channels.discord.operator import OperatorChannel
from maneki.delivery.alarm import Bounds
from maneki.delivery.watchdog import Watchdog
from maneki.loops import LoopHealth
from maneki.model.person import DestinationKind


async def test_an_alarm_arrives_in_the_operators_channel_and_pings_nobody(any_town: Town) -> None:
    town = any_town
    ops = town.sim.add_channel(town.closet, "ops")
    loops = LoopHealth()
    async with town.awake() as rest:
        watchdog = Watchdog(
            town.store,
            limiter=rest.limiter,
            loops=loops,
            place=OperatorChannel(rest, channel_id=str(ops.id)).place,
            queued=lambda: None,
            bounds=Bounds(),
            disk=None,
            clock=town.clock,
        )
        await watchdog.step()
        for _ in range(3):
            loops.failed("match")
        await watchdog.step()
        await town.deliver(rest)
    [message] = town.sim.messages(ops)
    assert message.content.startswith("🚨 The part “match” has failed 3 times in a row.")
    assert "<@" not in message.content


async def test_a_thread_is_found_as_such(town: Town) -> None:
    thread = town.sim.add_thread(town.alerts, "ops")
    async with town.rest() as rest:
        found = await OperatorChannel(rest, channel_id=str(thread.id)).place()
    assert found is not None
    assert found.kind is DestinationKind.THREAD
    assert found.server_external_id == str(town.closet.id)


async def test_a_channel_that_there_is_not_is_no_place(town: Town) -> None:
    async with town.rest() as rest:
        assert await OperatorChannel(rest, channel_id="424242424242").place() is None
