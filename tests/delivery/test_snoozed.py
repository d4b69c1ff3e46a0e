"""What only snoozed filters ask for when it would go out waits for the first of them to wake."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.delivery.world import Member, ScriptedChannel, World

from maneki.delivery.outcome import CannotTell, Reading, Unclear
from maneki.model.outbox import Parcel

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NIGHT = timedelta(hours=8)
NO_ANSWER = Unclear("503")


async def test_a_filter_snoozed_while_its_alert_is_written_holds_it(world: World) -> None:
    """The alert was matched before the snooze, and is due from after it."""
    ami = await world.member("100")
    await world.snooze(ami, NIGHT, holds=False)
    await world.alert(ami, "coat", "boots")
    await world.deliver()
    assert set((await world.states()).values()) == {"held"}
    assert (await world.reasons())["coat"] == "you snoozed the filter"
    await world.deliver_for(NIGHT - MINUTE)
    assert world.channel.messages == []
    await world.deliver_for(MINUTE)
    (message,) = world.channel.messages
    assert sorted(message.titles) == ["boots", "coat"]


@pytest.mark.parametrize("later", [timedelta(0), HOUR])
async def test_a_filter_snoozed_while_its_message_waits_for_a_retry_holds_it(
    world: World, later: timedelta
) -> None:
    ami = await world.member("100")
    await world.unanswered(ami, "coat", "boots")
    await world.snooze(ami, NIGHT)
    world.clock.move(later)
    await world.deliver_for(MINUTE)
    assert world.channel.messages == []
    assert len(world.channel.looked) == 1
    assert set((await world.states()).values()) == {"held"}
    await world.deliver_for(NIGHT)
    (message,) = world.channel.messages
    assert sorted(message.titles) == ["boots", "coat"]
    assert await world.possibly_repeated() == 0


async def test_what_had_arrived_before_its_filter_was_snoozed_was_sent(world: World) -> None:
    ami = await world.member("100")
    await world.unanswered(ami, "coat", arrived=True)
    await world.snooze(ami, NIGHT)
    await world.deliver_for(NIGHT + HOUR)
    assert world.channel.titles() == ["coat"]
    assert await world.states() == {"coat": "sent"}


async def test_what_another_filter_asks_for_does_not_wait_with_it(world: World) -> None:
    ami = await world.member("100")
    other = await world.another_filter(ami, "other")
    await world.alert(ami, "of the snoozed filter")
    await world.unanswered(other, "of the other filter")
    await world.snooze(ami, NIGHT)
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["of the other filter"]
    await world.deliver_for(NIGHT)
    assert world.channel.titles()[1:] == ["of the snoozed filter"]


async def test_a_filter_that_is_woken_gets_what_was_held_at_once(world: World) -> None:
    ami = await world.member("100")
    await world.unanswered(ami, "coat")
    await world.snooze(ami, NIGHT)
    await world.deliver_for(MINUTE)
    await world.wake(ami)
    await world.deliver()
    assert world.channel.titles() == ["coat"]


async def test_where_nobody_can_tell_what_is_snoozed_waits_and_is_marked(world: World) -> None:
    ami = await world.member("100")
    await world.unanswered(ami, "coat")
    await world.snooze(ami, NIGHT)
    world.channel.readings.append(CannotTell("I may not read there"))
    await world.deliver_for(HOUR)
    assert world.channel.messages == []
    assert await world.states() == {"coat": "held"}
    assert await world.possibly_repeated() == 1
    await world.deliver_for(NIGHT)
    assert world.channel.titles() == ["coat"]


async def test_in_doubt_what_is_snoozed_is_not_sent_a_third_time(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", *[NO_ANSWER] * 15)
    world.channel.readings.extend([CannotTell("I may not read there")] * 2)
    await world.deliver_for(timedelta(minutes=6))
    assert await world.possibly_repeated() == 1
    await world.snooze(ami, NIGHT)
    await world.deliver_for(NIGHT + HOUR)
    assert world.channel.messages == []
    assert await world.states() == {"coat": "failed"}


async def test_a_filter_woken_while_its_message_is_looked_for_is_served_at_once(
    world: World,
) -> None:
    ami = await world.member("100")
    other = await world.another_filter(ami, "other")
    await world.alert(ami, "coat")
    await world.alert(other, "boots")
    world.channel = channel = WokenMeanwhile(world, ami)
    channel.answer("100", NO_ANSWER)
    await world.deliver()
    await world.snooze(ami, NIGHT)
    await world.deliver_for(MINUTE)
    assert sorted(world.channel.titles()) == ["boots", "coat"]


class WokenMeanwhile(ScriptedChannel):
    """While it looks for a message, somebody takes their snooze back."""

    def __init__(self, world: World, member: Member) -> None:
        super().__init__(world.clock)
        self._world, self._member = world, member

    async def was_sent(self, parcel: Parcel) -> Reading:
        await self._world.wake(self._member)
        return await super().was_sent(parcel)
