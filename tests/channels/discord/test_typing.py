"""That somebody is being answered is shown for as long as they are, and costs nobody anything."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from tests.channels.discord.town import Town

from maneki.channels.discord.dms import DirectMessages
from maneki.channels.discord.identity import ME
from maneki.channels.discord.typing import AGAIN_AFTER_S, AWAITED_S, SOON_S, Typing
from maneki.clock import MovableClock
from maneki.model.conversation import Place, PlaceKind
from maneki.simulator.discord import RouteName


def times_shown(town: Town) -> int:
    return sum(one.route is RouteName.TYPING for one in town.sim.requests)


async def shown(town: Town, times: int) -> None:
    async with asyncio.timeout(10):
        while times_shown(town) < times:  # noqa: ASYNC110  (the simulator tells nobody)
            await asyncio.sleep(0.01)


async def test_it_is_shown_again_for_as_long_as_it_takes(town: Town) -> None:
    place = Place(kind=PlaceKind.CHANNEL, address=str(town.alerts.id), server=str(town.closet.id))
    clock = MovableClock()
    async with town.rest() as rest:
        typing = Typing(rest, channel_of=DirectMessages().channel_of, clock=clock)
        async with typing.at_work():
            async with typing.showing(place):
                await shown(town, 1)
                await asyncio.sleep(0.3)
                clock.move(timedelta(seconds=AGAIN_AFTER_S))
                await shown(town, 2)
            await asyncio.sleep(0.3)
            clock.move(timedelta(seconds=AGAIN_AFTER_S))
            await asyncio.sleep(0.1)
    assert times_shown(town) == 2
    town.sim.assert_clean()


async def test_where_it_cannot_be_shown_it_is_not(town: Town) -> None:
    phone = Place(kind=PlaceKind.PHONE, address="+12125550123")
    unknown = Place(kind=PlaceKind.DM, address=str(town.ann.id))
    async with town.rest() as rest:
        typing = Typing(rest, channel_of=DirectMessages().channel_of, clock=MovableClock())
        async with typing.at_work(), typing.showing(phone), typing.showing(unknown):
            await asyncio.sleep(0.05)
        async with typing.showing(phone):
            pass
    assert times_shown(town) == 0


async def test_whoever_waits_for_their_turn_sees_it_until_they_are_answered(town: Town) -> None:
    place = Place(kind=PlaceKind.CHANNEL, address=str(town.alerts.id), server=str(town.closet.id))
    clock = MovableClock()
    async with town.rest() as rest:
        typing = Typing(rest, channel_of=DirectMessages().channel_of, clock=clock)
        typing.awaited(place)  # Nothing is shown while nobody is at work.
        async with typing.at_work():
            typing.awaited(place)
            await shown(town, 1)
            async with typing.showing(place):
                await asyncio.sleep(0.1)
                assert times_shown(town) == 1
            await asyncio.sleep(0.05)
            clock.move(timedelta(seconds=AGAIN_AFTER_S))
            await asyncio.sleep(0.1)
            assert times_shown(town) == 1
            typing.awaited(place)
            await shown(town, 2)
    town.sim.assert_clean()


async def test_a_turn_that_never_begins_is_not_waited_for_for_ever(town: Town) -> None:
    place = Place(kind=PlaceKind.CHANNEL, address=str(town.alerts.id), server=str(town.closet.id))
    clock = MovableClock()
    async with town.rest() as rest:
        typing = Typing(rest, channel_of=DirectMessages().channel_of, clock=clock)
        async with typing.at_work():
            typing.awaited(place)
            await shown(town, 1)
            await asyncio.sleep(0.1)
            clock.move(timedelta(seconds=AWAITED_S))
            await asyncio.sleep(0.1)
            assert times_shown(town) == 1


async def test_the_turn_after_the_last_is_shown_as_well(town: Town) -> None:
    place = Place(kind=PlaceKind.CHANNEL, address=str(town.alerts.id), server=str(town.closet.id))
    async with town.rest() as rest:
        typing = Typing(rest, channel_of=DirectMessages().channel_of, clock=MovableClock())
        async with typing.at_work():
            async with typing.showing(place):
                await shown(town, 1)
                await asyncio.sleep(0.1)
            async with typing.showing(place):
                await shown(town, 2)


async def test_where_there_was_no_room_it_is_shown_as_soon_as_there_is(town: Town) -> None:
    place = Place(kind=PlaceKind.CHANNEL, address=str(town.alerts.id), server=str(town.closet.id))
    clock = MovableClock()
    async with town.rest() as rest:
        typing = Typing(rest, channel_of=DirectMessages().channel_of, clock=clock)
        async with typing.at_work():
            # Others go first: nothing is left over at that moment, nor in the next few.
            others = asyncio.gather(*(rest.call(ME) for _ in range(20)))
            await asyncio.sleep(0)
            typing.awaited(place)
            await others
            await asyncio.sleep(0.3)
            assert times_shown(town) == 0
            clock.move(timedelta(seconds=SOON_S))
            await shown(town, 1)
    town.sim.assert_clean()
