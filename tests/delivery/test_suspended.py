"""A place is suspended while nobody knows what became of a message to it: it arrives once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from tests.delivery.world import Member, World, until

from maneki.delivery.outcome import (
    Absent,
    CannotTell,
    Later,
    Outcome,
    Refused,
    Stripped,
    Unclear,
    Unreachable,
)
from maneki.model.person import DestinationKind

MINUTE = timedelta(minutes=1)
AT_ONCE, LATER = timedelta(0), timedelta(hours=2)
NO_PERMISSION = Unreachable("I lack the permission to post there", 50013)


async def two_places(world: World) -> tuple[Member, Member]:
    """Ami's channel, where her alerts go, and her DMs."""
    channel = await world.member("100", name="ami")
    dms = await world.member("ami", name="ami", kind=DestinationKind.DM)
    return channel, dms


async def shelved(world: World, member: Member, *titles: str, arrived: bool = False) -> None:
    """Nobody knows whether their message arrived when its place is closed to us."""
    await world.unanswered(member, *titles, arrived=arrived)
    world.channel.answer(member.place, NO_PERMISSION)
    await world.deliver_for(MINUTE)


@pytest.mark.parametrize("when", [AT_ONCE, LATER])
async def test_what_arrived_unheard_before_a_suspension_is_not_repeated_after_it(
    world: World, when: timedelta
) -> None:
    ami = await world.member("100")
    await shelved(world, ami, "coat", arrived=True)
    assert await world.states() == {"coat": "suspended"}
    assert await world.reasons() == {"coat": NO_PERMISSION.reason}
    world.clock.move(when)
    await world.resume(ami)
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["coat"]
    assert await world.states() == {"coat": "sent"}
    assert await world.possibly_repeated() == 0


@pytest.mark.parametrize("when", [AT_ONCE, LATER])
async def test_what_did_not_arrive_before_a_suspension_arrives_after_it_once(
    world: World, when: timedelta
) -> None:
    ami = await world.member("100")
    await shelved(world, ami, "coat")
    world.clock.move(when)
    await world.resume(ami)
    await world.alert(ami, "boots")
    await world.deliver_for(MINUTE)
    assert sorted(world.channel.titles()) == ["boots", "coat"]
    assert len({one.nonce for one in world.channel.tried if "coat" in str(one.items)}) == 1
    assert len(world.channel.looked) == (1 if when else 0)


@pytest.mark.parametrize("when", [AT_ONCE, LATER])
async def test_a_suspension_from_elsewhere_does_not_repeat_it_either(
    world: World, when: timedelta
) -> None:
    ami = await world.member("100")
    await world.unanswered(ami, "coat", arrived=True)
    await world.suspend(ami)
    await world.deliver_for(MINUTE)
    assert await world.reasons() == {"coat": "I was removed"}
    world.clock.move(when)
    await world.resume(ami)
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["coat"]
    assert await world.states() == {"coat": "sent"}
    assert await world.possibly_repeated() == 0


async def test_a_suspension_lifted_before_anybody_noticed_does_not_repeat_it(
    world: World,
) -> None:
    ami = await world.member("100")
    await world.unanswered(ami, "coat", arrived=True)
    await world.suspend(ami)
    await world.resume(ami)
    world.clock.move(LATER)
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["coat"]


async def test_suspended_again_and_again_it_stays_the_same_message(world: World) -> None:
    ami = await world.member("100")
    await shelved(world, ami, "coat", arrived=True)
    for _ in range(12):
        world.channel.readings.append(NO_PERMISSION)
        world.clock.move(LATER)
        await world.resume(ami)
        await world.deliver_for(MINUTE)
        assert await world.states() == {"coat": "suspended"}
    await world.resume(ami)
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["coat"]
    assert await world.states() == {"coat": "sent"}


async def test_what_arrived_unheard_is_not_repeated_in_another_place_of_theirs(
    world: World,
) -> None:
    channel, dms = await two_places(world)
    await shelved(world, channel, "coat", arrived=True)
    await world.choose_instead(channel, dms)
    await world.deliver_for(MINUTE)
    assert world.channel.titles("100") == ["coat"]
    assert "coat" not in world.channel.titles("ami")
    assert (await world.states())["coat"] == "sent"


async def test_what_did_not_arrive_follows_its_owner_to_another_place(world: World) -> None:
    channel, dms = await two_places(world)
    await shelved(world, channel, "coat", "boots")
    await world.choose_instead(channel, dms)
    await world.deliver_for(MINUTE)
    assert world.channel.titles("100") == []
    assert len(world.channel.looked) == 1
    together = [one for one in world.channel.messages if "coat" in one.titles]
    assert [sorted(one.titles) for one in together] == [["boots", "coat"]]
    assert await world.possibly_repeated() == 0


async def test_what_the_old_place_does_not_tell_is_sent_once_more_and_marked(
    world: World, logged: list[dict[str, Any]]
) -> None:
    channel, dms = await two_places(world)
    await world.alert(channel, "coat")
    world.channel.answer("100", Unclear("reset"), Unreachable("the channel was deleted", 10003))
    await world.deliver_for(MINUTE)
    await world.choose_instead(channel, dms)
    world.channel.readings.append(Unreachable("the channel was deleted", 10003))
    await world.deliver_for(MINUTE)
    assert [one for one in world.channel.titles("ami") if one == "coat"] == ["coat"]
    assert await world.possibly_repeated() == 1
    assert "delivery.possibly_repeated" in [line["event"] for line in logged]


async def test_another_place_chosen_before_the_retry_is_where_it_goes(world: World) -> None:
    channel, dms = await two_places(world)
    await world.unanswered(channel, "coat")
    await world.suspend(channel)
    await world.choose_instead(channel, dms)
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["coat"]
    assert world.channel.messages[0].place == "ami"


@pytest.mark.parametrize("outcome", [NO_PERMISSION, Unclear("reset")])
async def test_another_place_chosen_while_it_is_on_its_way_is_where_it_goes(
    world: World, outcome: Outcome
) -> None:
    channel, dms = await two_places(world)
    await world.alert(channel, "coat")

    async def chosen_meanwhile() -> Outcome:
        await world.suspend(channel)
        await world.choose_instead(channel, dms)
        return outcome

    world.channel.answer("100", chosen_meanwhile)
    await world.deliver_for(MINUTE)
    assert [(one.place, one.titles) for one in world.channel.messages] == [("ami", ("coat",))]


async def test_after_two_lost_answers_and_another_place_it_is_there_once(world: World) -> None:
    channel, dms = await two_places(world)
    await world.alert(channel, "coat")
    world.channel.answer_after_taking("100", Unclear("reset"))

    async def chosen_meanwhile() -> Outcome:
        await world.suspend(channel)
        await world.choose_instead(channel, dms)
        return NO_PERMISSION

    world.channel.answer("100", chosen_meanwhile)
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["coat"]
    assert world.channel.messages[0].place == "100"
    assert await world.states() == {"coat": "sent"}


async def suspended_meanwhile(world: World, channel: Member, *outcomes: Outcome) -> None:
    """While the last of these attempts is under way, somebody else suspends the place."""

    async def suspended() -> Outcome:
        await world.suspend(channel)
        return outcomes[-1]

    world.channel.answer(channel.place, *outcomes[:-1], suspended)
    await world.deliver_for(MINUTE)
    assert world.channel.messages == []


async def test_what_was_put_off_at_a_suspended_place_follows_its_owner(world: World) -> None:
    channel, dms = await two_places(world)
    await world.alert(channel, "coat")
    await suspended_meanwhile(world, channel, Later(1, "slow down"))
    await world.choose_instead(channel, dms)
    await world.deliver()
    assert world.channel.titles("ami") == ["coat"]


async def test_what_was_to_travel_alone_from_a_suspended_place_follows_its_owner(
    world: World,
) -> None:
    channel, dms = await two_places(world)
    await world.alert(channel, "coat", "boots")
    await suspended_meanwhile(world, channel, *[Refused("Invalid Form Body", 50035)] * 4)
    await world.choose_instead(channel, dms)
    await world.deliver()
    assert sorted(world.channel.titles("ami")) == ["boots", "coat"]


async def test_what_is_held_at_a_suspended_place_goes_elsewhere_at_its_time(
    world: World,
) -> None:
    channel, dms = await two_places(world)
    await world.alert(channel, "coat")
    await suspended_meanwhile(world, channel, Later(1, "slow down"))
    await world.snooze(channel, timedelta(hours=8))
    await world.choose_instead(channel, dms)
    await world.deliver_for(timedelta(hours=7))
    assert world.channel.messages == []
    await world.deliver_for(timedelta(hours=1))
    assert world.channel.titles("ami") == ["coat"]


async def test_what_was_put_off_is_not_told_twice_where_it_is_told_anyway(world: World) -> None:
    channel, dms = await two_places(world)
    world.channel.answer("ami", Later(300, "slow down"))
    await world.alert(channel, "coat", also=[dms])
    await suspended_meanwhile(world, channel, Later(1, "slow down"))
    await world.choose_instead(channel, dms)
    await world.deliver_for(timedelta(hours=1))
    assert world.channel.titles() == ["coat"]
    rows = await world.query("SELECT state FROM outbox ORDER BY state")
    assert rows == [("merged",), ("sent",)]


async def test_what_was_withdrawn_where_the_owner_goes_next_does_not_swallow_what_waits(
    world: World,
) -> None:
    channel, dms = await two_places(world)
    world.channel.answer("ami", Later(300, "slow down"))
    await world.alert(channel, "coat", "boots", also=[dms])
    await suspended_meanwhile(world, channel, Later(1, "slow down"))
    await world.pause(dms)
    await world.choose_instead(channel, dms)
    await world.deliver_for(timedelta(hours=1))
    assert sorted(world.channel.titles("ami")) == ["boots", "coat"]


async def test_what_is_sold_while_its_place_is_suspended_is_not_sent_afterwards(
    world: World,
) -> None:
    ami = await world.member("100")
    await shelved(world, ami, "coat", "boots")
    await world.sold("coat")
    await world.resume(ami)
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["boots"]
    assert await world.states() == {"coat": "withdrawn", "boots": "sent"}


async def test_what_had_arrived_is_sent_although_all_of_it_was_sold_since(world: World) -> None:
    ami = await world.member("100")
    await shelved(world, ami, "coat", arrived=True)
    await world.sold("coat")
    await world.resume(ami)
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["coat"]
    assert await world.states() == {"coat": "sent"}


async def test_what_is_refused_after_a_lost_answer_is_looked_for_before_it_travels_alone(
    world: World,
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat", "boots")
    world.channel.answer_after_taking("100", Unclear("reset"))
    world.channel.answer("100", *[Refused("blocked by a moderator's rule", 200000)] * 4)
    await world.deliver_for(MINUTE)
    assert sorted(world.channel.titles()) == ["boots", "coat"]
    assert set((await world.states()).values()) == {"sent"}


async def test_what_is_refused_after_a_lost_answer_and_is_not_there_fails_with_its_reason(
    world: World,
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", Unclear("reset"), *[Refused("Invalid Form Body", 50035)] * 4)
    await world.deliver_for(MINUTE)
    assert world.channel.messages == []
    assert len(world.channel.looked) == 1
    assert "Invalid Form Body" in str((await world.reasons())["coat"])


async def test_what_the_place_shows_nothing_of_waits_and_comes_whole(world: World) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    world.channel.answer("100", Stripped("I lack Embed Links there"))
    await world.deliver_for(MINUTE)
    assert await world.states() == {"coat": "suspended"}
    assert await world.reasons() == {"coat": "I lack Embed Links there"}
    await world.resume(ami)
    await world.deliver_for(MINUTE)
    assert world.channel.titles() == ["coat"]
    first, second = world.channel.tried
    assert first.nonce != second.nonce


async def test_a_shelved_message_holds_up_nothing_after_the_place_is_back(world: World) -> None:
    ami = await world.member("100")
    await shelved(world, ami, "coat")
    await world.alert(ami, "boots")
    await world.resume(ami)
    world.channel.readings.append(Absent())
    await world.deliver_for(MINUTE)
    assert sorted(world.channel.titles()) == ["boots", "coat"]


async def test_the_same_trouble_is_told_once_until_something_has_arrived_there(
    world: World,
) -> None:
    channel, _ = await two_places(world)

    async def in_trouble(reason: str) -> int:
        """How often it was told so far, once the place has failed for this reason."""
        world.channel.answer("100", Unreachable(reason, 50013))
        await world.alert(channel, "coat")
        await world.deliver_for(MINUTE)
        return len(world.channel.titles("ami"))

    assert await in_trouble("I lack the permission") == 1
    await world.resume(channel)
    world.channel.answer("100", Unreachable("I lack the permission", 50013))
    await world.deliver_for(MINUTE)
    assert len(world.channel.titles("ami")) == 1
    await world.resume(channel)
    assert await in_trouble("the thread is locked") == 2
    await world.resume(channel)
    await world.deliver_for(MINUTE)
    assert "coat" in world.channel.titles("100")
    assert await in_trouble("I lack the permission") == 3


async def test_in_doubt_a_forwarded_message_is_not_sent_a_third_time(world: World) -> None:
    channel, dms = await two_places(world)
    await world.alert(channel, "coat")
    world.channel.answer("100", *[Unclear("500")] * 16)
    world.channel.readings.append(CannotTell("I may not read there"))
    await world.deliver_for(timedelta(minutes=6))
    tried = len(world.channel.tried)
    await world.suspend(channel)
    await world.choose_instead(channel, dms)
    world.channel.readings.extend([CannotTell("I may not read there")] * 9)
    await world.deliver_for(timedelta(hours=1))
    assert await world.states() == {"coat": "failed"}
    assert len(world.channel.tried) == tried


async def test_a_message_in_hand_when_its_place_is_suspended_may_still_arrive(
    world: World,
) -> None:
    ami = await world.member("100")
    await world.alert(ami, "coat")
    answer = asyncio.Event()
    world.channel.answer("100", answer)
    courier = world.courier()
    async with courier.at_work():
        assert await courier.step()
        await until(lambda: len(world.channel.tried) == 1)
        await world.suspend(ami)
        answer.set()
    assert await world.states() == {"coat": "sent"}
