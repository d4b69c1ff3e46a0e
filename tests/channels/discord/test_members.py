"""Who shares a channel is looked for in good time, and mentioned in messages for several."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.channels.discord.cards import alert, parcel
from tests.channels.discord.test_channel import place_of
from tests.channels.discord.test_commands import address
from tests.channels.discord.town import Town

from maneki.channels.discord.channel import DiscordChannel
from maneki.channels.discord.members import BETWEEN_S, RollCall
from maneki.channels.discord.rest import RestClient
from maneki.delivery.outcome import Absent, Sent, Unclear
from maneki.model.ids import EventId, OutboxId
from maneki.model.outbox import Fellow, Parcel
from maneki.model.person import CHECKED_FOR, Destination
from maneki.simulator.discord import FaultKind, RouteName

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
async def rest(town: Town) -> AsyncIterator[RestClient]:
    async with town.rest() as rest:
        yield rest


def roll_call(town: Town, rest: RestClient) -> RollCall:
    return RollCall(rest, store=town.store, clock=town.clock)


async def stepped(town: Town, rest: RestClient) -> bool:
    """A step, during which time passes."""
    async with asyncio.TaskGroup() as group:
        step = group.create_task(roll_call(town, rest).step())
        while not step.done():
            await asyncio.sleep(0.005)
            town.clock.move(BETWEEN_S)
    return step.result()


async def look_at(town: Town, destination: Destination) -> Destination:
    async with town.store.transaction() as tx:
        found = await tx.destinations.get(destination.id)
    assert found is not None
    return found


def asked(town: Town) -> int:
    return len([one for one in town.sim.requests if one.route is RouteName.MEMBER_GET])


async def test_nobody_is_asked_for_who_was_there_a_moment_ago(town: Town, rest: RestClient) -> None:
    await place_of(town, town.ann, town.alerts)
    assert not await stepped(town, rest)
    assert asked(town) == 0


async def test_who_is_still_there_is_known_before_delivery_has_to_ask(
    town: Town, rest: RestClient
) -> None:
    hers = await place_of(town, town.ann, town.alerts)
    his = await place_of(town, town.bob, town.alerts)
    town.clock.move(CHECKED_FOR - HOUR)
    assert await stepped(town, rest)
    assert not await stepped(town, rest)
    assert asked(town) == 2
    town.clock.move(2 * HOUR)
    for one in (hers, his):
        assert (await look_at(town, one)).is_checked(town.clock.now())
    town.sim.assert_clean()


async def test_whoever_has_left_is_told_nothing_there_any_more(
    town: Town, rest: RestClient
) -> None:
    hers = await place_of(town, town.ann, town.alerts)
    town.sim.leave(town.closet, town.ann)
    town.clock.move(CHECKED_FOR)
    await stepped(town, rest)
    assert (await look_at(town, hers)).is_suspended


async def test_what_nothing_goes_to_is_not_asked_about(town: Town, rest: RestClient) -> None:
    await place_of(town, town.ann, town.alerts)
    await town.people().choose_dms(address(town.ann))
    town.clock.move(CHECKED_FOR)
    assert not await stepped(town, rest)
    assert asked(town) == 0


def for_both(town: Town, hers: Destination, his: Destination, *, plainness: int = 0) -> Parcel:
    assert hers.person_id is not None
    assert his.person_id is not None
    shown = replace(alert(1), event_id=EventId(1), destination_id=hers.id, person_id=hers.person_id)
    theirs = replace(shown, id=OutboxId("theirs"), destination_id=his.id, person_id=his.person_id)
    made = parcel(shown, to=hers, plainness=plainness)
    return replace(
        made,
        nonce="n1",
        fellows=(Fellow(item=theirs, destination=his),),
        addresses={hers.person_id: (address(town.ann),), his.person_id: (address(town.bob),)},
    )


async def test_a_message_for_several_mentions_and_pings_each(town: Town, rest: RestClient) -> None:
    hers = await place_of(town, town.ann, town.alerts)
    his = await place_of(town, town.bob, town.alerts)
    assert isinstance(await town.channel(rest).send(for_both(town, hers, his)), Sent)
    (message,) = town.sim.messages(town.alerts)
    assert message.mentions == [town.ann, town.bob]
    assert message.content == f"<@{town.ann.id}> <@{town.bob.id}>"


@pytest.mark.parametrize("plainness", [0, 2, 3])
async def test_it_is_found_again_when_its_answer_was_lost(
    town: Town, rest: RestClient, plainness: int
) -> None:
    hers = await place_of(town, town.ann, town.alerts)
    his = await place_of(town, town.bob, town.alerts)
    sent = for_both(town, hers, his, plainness=plainness)
    channel: DiscordChannel = town.channel(rest)
    parcel_then = replace(sent, first_sent_at=town.clock.now())
    assert isinstance(await channel.was_sent(parcel_then), Absent)
    town.sim.break_next(FaultKind.RESET_ACCEPTED, route=RouteName.MESSAGE_CREATE)
    assert isinstance(await channel.send(parcel_then), Unclear)
    town.clock.move(HOUR)
    assert isinstance(await channel.was_sent(parcel_then), Sent)
