"""What a busy server does to conversations: things are closed, deleted, taken back and crowded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from tests.channels.discord.shopfront import Shopfront, open_shop
from tests.channels.discord.test_staff import (
    asked_in_dms,
    reading_town,
)
from tests.channels.discord.test_staff import front as staffed_front
from tests.channels.discord.test_stream import WORDS
from tests.channels.discord.test_talk import settle, thread_on
from tests.channels.discord.town import Town

from maneki.channels.discord.channel import LOOK_FIRST_S
from maneki.channels.discord.stream import BETWEEN_S
from maneki.clock import MovableClock
from maneki.conversation.handover import CALLED_FOR, Handovers
from maneki.model.conversation import Inbound, PlaceKind
from maneki.model.shop_settings import ShopSettings
from maneki.simulator.discord import ChannelType, Permission, RouteName, SimChannel

__all__ = ["reading_town", "staffed_front"]


@pytest.fixture
async def front(reading_town: Town) -> AsyncIterator[Shopfront]:
    """A shop that reads everything, #alerts being its own channel."""
    await settle(reading_town, ShopSettings(channels=(str(reading_town.alerts.id),)))
    async with open_shop(reading_town, hears_everything=True, clock=MovableClock()) as opened:
        yield opened
    reading_town.sim.assert_clean()


async def asked(front: Shopfront, words: str = "any Dune?") -> tuple[Inbound, SimChannel]:
    """A mention, and the thread that it opened."""
    town = front.town
    said = town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} {words}")
    heard = await front.heard(len(front.taken) + 1)
    return heard, thread_on(town, said)


def statuses(front: Shopfront, route: RouteName) -> list[int]:
    return [one.status for one in front.town.sim.requests if one.route is route]


# Threads


async def test_a_thread_that_was_archived_meanwhile_is_opened_for_the_answer(
    front: Shopfront,
) -> None:
    _, thread = await asked(front)
    front.town.sim.archive_thread(thread)
    await front.answer()
    [answer] = front.said_in(thread)
    assert answer.content.startswith("you said: any Dune?")


async def test_a_thread_that_was_locked_meanwhile_is_left_closed(front: Shopfront) -> None:
    _, thread = await asked(front)
    front.town.sim.archive_thread(thread, locked=True)
    await front.answer()
    assert front.said_in(thread) == []
    assert statuses(front, RouteName.MESSAGE_CREATE) == [400]
    await front.deliver()
    assert statuses(front, RouteName.MESSAGE_CREATE) == [400]
    front.town.sim.archive_thread(thread, archived=False)

    async def is_answered() -> bool:
        await front.deliver()
        return len(front.said_in(thread)) == 1

    await front.town.eventually(is_answered)


async def test_a_thread_that_was_deleted_meanwhile_costs_one_refusal(front: Shopfront) -> None:
    _, thread = await asked(front)
    front.town.sim.delete_channel(thread)
    await front.answer()
    await front.deliver()
    assert len(statuses(front, RouteName.MESSAGE_CREATE)) <= 1
    await asked(front, "any Emma?")
    await front.answer()


async def test_a_draft_in_a_thread_that_is_closed_meanwhile_is_given_up(front: Shopfront) -> None:
    heard, thread = await asked(front)
    pace = front.drafts._clock
    assert isinstance(pace, MovableClock)
    async with front.drafts.writing(heard.place, heard.replies_to) as on_text:
        pace.move(timedelta(seconds=BETWEEN_S + 0.1))
        # The pace of the whole process has to have made up for the request before.
        await asyncio.sleep(0.3)
        await on_text(WORDS[:45])
        [draft] = front.said_in(thread)
        front.town.sim.archive_thread(thread)
        for end in (60, 65, 70):
            pace.move(timedelta(seconds=BETWEEN_S + 0.1))
            await asyncio.sleep(0.3)
            await on_text(WORDS[:end])
    assert statuses(front, RouteName.MESSAGE_EDIT) == [400]
    await front.answer()
    assert [one.content.split("\n")[0] for one in front.said_in(thread) if one is not draft] == [
        "you said: any Dune?"
    ]
    await front.drafts.sweep()
    assert draft not in front.said_in(thread)


# The staff's threads


async def test_the_staff_are_told_in_a_thread_that_they_archived(staffed_front: Shopfront) -> None:
    front, town = staffed_front, staffed_front.town
    thread = await asked_in_dms(front)
    town.sim.archive_thread(thread)
    town.sim.dm(town.ann, town.application, "are you still there?")
    await front.heard(2)
    await front.deliver()
    assert front.said_in(thread)[-1].content != "are you still there?"
    town.clock.move(LOOK_FIRST_S)
    await front.deliver()
    assert front.said_in(thread)[-1].content == "are you still there?"


async def test_who_deletes_the_staffs_thread_gives_the_conversation_back(
    staffed_front: Shopfront,
) -> None:
    front, town = staffed_front, staffed_front.town
    thread = await asked_in_dms(front)
    before = len(front.said_to(town.ann))
    town.sim.delete_channel(thread)

    async def is_handed_back() -> bool:
        await front.deliver()
        return len(front.said_to(town.ann)) > before

    await town.eventually(is_handed_back)
    town.sim.dm(town.ann, town.application, "hello?")
    await front.heard(2)
    await front.answer()
    assert len(front.shop.parrot.asked) == 2


async def test_nobody_waits_for_staff_who_cannot_be_told_any_more(
    staffed_front: Shopfront,
) -> None:
    front, town = staffed_front, staffed_front.town
    thread = await asked_in_dms(front)
    town.sim.archive_thread(thread, locked=True)
    town.sim.dm(town.ann, town.application, "are you there?")
    await front.heard(2)
    await front.deliver()
    handovers = Handovers(town.store, voices=front.shop.voices, due=lambda: None)
    await handovers.give_up()
    await front.deliver()
    before = len(front.said_to(town.ann))
    town.clock.move(CALLED_FOR)
    await handovers.give_up()
    await front.deliver()
    told = front.said_to(town.ann)[before:]
    assert len(told) == 1
    town.sim.dm(town.ann, town.application, "hello?")
    await front.heard(3)
    await front.answer()
    assert len(front.shop.parrot.asked) == 2


async def test_a_kicked_bot_waits_for_nobody(staffed_front: Shopfront) -> None:
    front, town = staffed_front, staffed_front.town
    await asked_in_dms(front)
    town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} any Dune?")
    heard = await front.heard(2)
    pace = MovableClock()
    front.drafts._clock = pace
    async with front.drafts.writing(heard.place, heard.replies_to) as on_text:
        pace.move(timedelta(seconds=BETWEEN_S + 0.1))
        await asyncio.sleep(0.3)
        await on_text(WORDS[:45])
        town.sim.kick_bot(town.closet, town.application)
        for end in (60, 65, 70):
            pace.move(timedelta(seconds=BETWEEN_S + 0.1))
            await asyncio.sleep(0.3)
            await on_text(WORDS[:end])
    await front.answer()
    refused = [one for one in town.sim.requests if one.status in {401, 403}]
    assert len(refused) <= 3


# Messages


async def test_who_takes_a_mention_back_at_once_is_not_answered(front: Shopfront) -> None:
    town = front.town
    town.sim.freeze_gateway()
    said = town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} oops")
    town.sim.delete_message(said)
    town.sim.freeze_gateway(frozen=False)
    await front.silence()
    assert front.said_in(town.alerts) == []


async def test_an_answer_to_a_deleted_dm_is_said_all_the_same(front: Shopfront) -> None:
    town = front.town
    said = town.sim.dm(town.ann, town.application, "any Dune?")
    await front.heard()
    town.sim.delete_message(said)
    await front.answer()
    [answer] = front.said_to(town.ann)
    assert answer.content.startswith("you said: any Dune?")


async def test_people_who_answer_each_other_in_a_shop_channel_are_left_alone(
    front: Shopfront,
) -> None:
    town = front.town
    first = town.sim.say(town.ann, town.alerts, "any Dune?")
    await front.heard()
    town.sim.say(town.bob, town.alerts, "I have two of them", reply_to=first)
    town.sim.say(town.bob, town.alerts, f"{town.ann.mention} come over")
    await front.silence()
    town.sim.say(town.bob, town.alerts, f"does {town.ann.mention} still need one?")
    await front.heard(2)
    # Whoever answers themselves goes on with what they said.
    town.sim.say(town.ann, town.alerts, "or Emma?", reply_to=first)
    await front.heard(3)


async def test_what_is_said_to_another_bot_is_not_for_us(front: Shopfront) -> None:
    town = front.town
    other = town.sim.add_application("Other")
    town.sim.add_bot(town.closet, other)
    _, thread = await asked(front)
    town.sim.say(town.ann, thread, f"{other.bot.mention} play some music")
    await front.silence()
    theirs = town.sim.say(other.bot, town.alerts, "Now playing")
    town.sim.say(town.ann, town.alerts, "louder", reply_to=theirs)
    await front.silence()
    both = f"{other.bot.mention} {town.application.bot.mention} any Emma?"
    town.sim.say(town.ann, town.alerts, both)
    await front.heard(2)


async def test_a_mention_in_a_forum_post_is_answered_in_the_post(front: Shopfront) -> None:
    town = front.town
    forum = town.sim.add_channel(town.closet, "questions", type=ChannelType.FORUM)
    post = town.sim.add_thread(forum, "Dune?", owner=town.ann, members=[town.ann])
    said = town.sim.say(town.ann, post, f"{town.application.bot.mention} any Dune?")
    heard = await front.heard()
    assert (heard.place.kind, heard.place.address) == (PlaceKind.THREAD, str(post.id))
    await front.answer()
    [answer] = front.said_in(post)
    assert answer.referenced is said


@pytest.mark.parametrize("kind", [ChannelType.VOICE, ChannelType.STAGE])
async def test_a_mention_in_the_chat_of_a_voice_channel_is_answered_there(
    front: Shopfront, kind: ChannelType
) -> None:
    town = front.town
    lounge = town.sim.add_channel(town.closet, "lounge", type=kind)
    said = town.sim.say(town.ann, lounge, f"{town.application.bot.mention} any Dune?")
    heard = await front.heard()
    assert (heard.place.kind, heard.replies_to) == (PlaceKind.CHANNEL, str(said.id))
    await front.answer()
    [answer] = front.said_in(lounge)
    assert answer.referenced is said


async def test_two_thousand_emoji_are_a_message_like_any_other(front: Shopfront) -> None:
    town = front.town
    _, thread = await asked(front, "👩‍👩‍👧‍👦" * 280)
    assert 0 < len(thread.name.encode("utf-16-le")) // 2 <= 100
    await front.answer()
    assert front.said_in(thread)
    town.sim.dm(town.ann, town.application, "😀" * 2000)
    await front.heard(2)
    await front.answer()
    assert front.said_to(town.ann)


async def test_thumbs_that_are_none_of_ours_write_nothing(front: Shopfront) -> None:
    town = front.town
    said = town.sim.say(town.bob, town.alerts, "look at my cat", reply_to=None)
    await front.heard()
    async with town.locked_database():
        for number in range(20):
            fan = town.sim.add_user(f"fan {number}")
            town.sim.join(town.closet, fan)
            town.sim.react(fan, said, "👍")
        # Nobody waits for the one who has the database to themselves.
        town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} any Dune?")
        await asyncio.sleep(0.2)
    await front.heard(2)


async def test_who_left_the_server_is_not_written_to_there(front: Shopfront) -> None:
    town = front.town
    _, thread = await asked(front)
    town.sim.leave(town.closet, town.ann)
    await front.answer()
    await front.deliver()
    assert len([one for one in town.sim.requests if one.status in {401, 403}]) <= 1
    assert len(front.said_in(thread)) <= 1


@pytest.mark.parametrize(
    "denied", [Permission.SEND_MESSAGES_IN_THREADS, Permission.CREATE_PUBLIC_THREADS]
)
async def test_where_a_thread_would_be_no_use_it_is_answered_in_the_channel(
    front: Shopfront, denied: Permission
) -> None:
    town = front.town
    town.sim.set_overwrite(town.alerts, town.application.bot, deny=int(denied))
    said = town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} any Dune?")
    await front.heard()
    await front.answer()
    [answer] = front.said_in(town.alerts)
    assert answer.referenced is said
    assert not [one for one in town.sim.requests if one.status in {401, 403}]


async def test_the_staff_are_not_called_to_where_they_could_not_be_told(
    staffed_front: Shopfront,
) -> None:
    front, town = staffed_front, staffed_front.town
    [backroom] = [one for one in town.sim.world.channels.values() if one.name == "backroom"]
    view, deny = Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES_IN_THREADS
    town.sim.set_overwrite(backroom, town.application.bot, allow=int(view), deny=int(deny))
    town.sim.dm(town.ann, town.application, "I want a person")
    await front.heard()
    await front.answer()
    assert front.bot.shop is not None
    assert not await front.bot.shop.call_staff()
    assert statuses(front, RouteName.THREAD_CREATE) == []
