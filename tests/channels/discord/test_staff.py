"""The staff take a conversation over in a thread of their own, and give it back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.channels.discord.shopfront import Shopfront, add_hidden_channel, open_shop
from tests.channels.discord.test_talk import reading_town, settle
from tests.channels.discord.town import Town
from tests.conversation.house import BY_PHONE, SALLY

from maneki.assistant.assistant import Answer, Question
from maneki.channels.discord.staff import Staff
from maneki.model.conversation import Place, PlaceKind, SaidBy
from maneki.model.person import Address
from maneki.model.shop_settings import ShopSettings
from maneki.simulator.discord import (
    FaultKind,
    InteractionResult,
    Permission,
    RouteName,
    SimChannel,
    SimUser,
)

__all__ = ["reading_town"]


def calls_for_staff(question: Question) -> Answer:
    wants = "asked for a person" if "person" in question.text else None
    return Answer(text="One moment.", said_by=SaidBy.RULES, wants_staff=wants)


@pytest.fixture
async def front(reading_town: Town) -> AsyncIterator[Shopfront]:
    """A shop whose staff are called to #backroom; meg is one of them, and bob only reads there."""
    town = reading_town
    staff = town.sim.add_role(town.closet, "staff")
    backroom = add_hidden_channel(town, "backroom", staff, town.bob)
    meg = town.sim.add_user("meg")
    town.sim.join(town.closet, meg, roles=[staff])
    await settle(town, ShopSettings(staff=(str(staff.id),), staff_channel=str(backroom.id)))
    async with open_shop(
        town, say=calls_for_staff, hears_everything=True, staff_channel=backroom
    ) as opened:
        yield opened
    town.sim.assert_clean()


def meg_of(front: Shopfront) -> SimUser:
    return next(one for one in front.town.sim.world.users.values() if one.name == "meg")


def staff_of(front: Shopfront) -> Staff:
    assert front.bot.shop is not None
    assert front.bot.shop._staff is not None
    return front.bot.shop._staff


async def called(front: Shopfront) -> SimChannel:
    """The staff's thread, once somebody has asked for a person."""
    while await staff_of(front).step():
        pass
    await front.deliver()
    found = [
        one
        for one in front.town.sim.world.channels.values()
        if one.thread and one.parent_id and _name(front, one.parent_id) == "backroom"
    ]
    return found[-1]


def _name(front: Shopfront, channel_id: int) -> str:
    return front.town.sim.world.channels[channel_id].name


async def asked_in_dms(front: Shopfront) -> SimChannel:
    town = front.town
    town.sim.dm(town.ann, town.application, "I want a person")
    await front.heard()
    await front.answer()
    return await called(front)


async def test_a_thread_opens_with_what_was_said(front: Shopfront) -> None:
    thread = await asked_in_dms(front)
    assert "asked for a person" in thread.name
    [summary] = front.said_in(thread)
    assert "asked for a person" in summary.content
    assert f"<@{front.town.ann.id}>, in Discord DMs" in summary.content
    assert "> **They:** I want a person" in summary.content
    assert "> **We:** One moment." in summary.content
    assert summary.mentions == []


async def test_what_the_staff_write_goes_to_the_customer_and_back(front: Shopfront) -> None:
    town, meg = front.town, meg_of(front)
    thread = await asked_in_dms(front)
    town.sim.say(meg, thread, "Hello, how can I help?\n// he seems nice")
    await front.until(lambda: bool(town.sim.messages(thread)))
    await _until_said(front, town.ann, "Hello, how can I help?")
    town.sim.dm(town.ann, town.application, "My order is late")
    await front.heard(2)
    await front.answer()
    assert [one.content for one in front.said_in(thread)][-1].endswith("My order is late")
    assert len(front.shop.parrot.asked) == 1


async def test_only_the_staff_speak_for_the_shop(front: Shopfront) -> None:
    town = front.town
    thread = await asked_in_dms(front)
    town.sim.say(town.bob, thread, "Free books for everybody!")
    await front.silence()
    await front.deliver()
    assert all("Free books" not in one.content for one in front.said_to(town.ann))
    refused = await town.sim.command(town.bob, thread, "done")
    assert "スタッフだけ" in refused.text


async def test_done_gives_it_back_and_offers_a_way_to_take_it_again(front: Shopfront) -> None:
    town, meg = front.town, meg_of(front)
    thread = await asked_in_dms(front)
    done = await town.sim.command(meg, thread, "done")
    assert "assistant has the conversation again" in done.text
    town.sim.dm(town.ann, town.application, "hello?")
    await front.heard(2)
    await front.answer()
    assert len(front.shop.parrot.asked) == 2
    again = await town.sim.press(meg, done.message, done.message.interactive[0]["custom_id"])
    await again.wait_until(lambda one: one.is_settled)
    assert "You have the word now" in again.text
    assert (await called(front)).id != thread.id


async def test_a_customer_by_phone_is_two_digits_there(front: Shopfront) -> None:
    await front.shop.hear("I want a person", at=BY_PHONE)
    await front.answer()
    thread = await called(front)
    [summary] = front.said_in(thread)
    assert "a phone that ends in 23, by text message" in summary.content
    assert SALLY.value not in summary.content
    assert SALLY.value not in thread.name
    front.town.sim.say(meg_of(front), thread, "Hello by text")
    async with front.town.store.reading() as tx:
        person = await tx.people.at(SALLY)
    assert person is not None

    async def is_queued() -> bool:
        return any("Hello by text" in one for one in await front.shop.told(BY_PHONE))

    await front.town.eventually(is_queued)


async def test_the_staff_may_take_over_by_themselves(front: Shopfront) -> None:
    town, meg = front.town, meg_of(front)
    town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} any Dune?")
    heard = await front.heard()
    await front.answer()
    theirs = town.sim.world.channels[int(heard.place.address)]
    taken = await town.sim.command(meg, theirs, "takeover")
    assert "You have the word now" in taken.text
    thread = await called(front)
    assert f"in <#{theirs.id}>" in front.said_in(thread)[0].content
    offered = await town.sim.command(meg, town.alerts, "takeover")
    assert "Which conversation" in offered.text
    assert len(offered.message.interactive) == 1


async def _until_said(front: Shopfront, to: SimUser, words: str) -> None:
    async def is_said() -> bool:
        await front.deliver()
        return any(one.content == words for one in front.said_to(to))

    await front.town.eventually(is_said)


async def test_where_no_thread_can_be_made_discord_is_not_asked_again_at_once(
    front: Shopfront,
) -> None:
    town, backroom = front.town, backroom_of(front)
    # Nobody has told us of it yet.
    mine = backroom.overwrites[town.application.bot.id]
    threads = int(Permission.CREATE_PUBLIC_THREADS)
    backroom.overwrites[town.application.bot.id] = replace(mine, deny=threads)
    town.sim.dm(town.ann, town.application, "I want a person")
    await front.heard()
    await front.answer()
    assert front.bot.shop is not None
    for _ in range(3):
        assert not await front.bot.shop.call_staff()
    tried = [one for one in town.sim.requests if one.route is RouteName.THREAD_CREATE]
    assert [one.status for one in tried] == [403]


@pytest.mark.parametrize("kind", [FaultKind.RESET_ACCEPTED, FaultKind.ERROR_502_ACCEPTED])
async def test_a_thread_that_discord_made_without_saying_so_is_the_staffs(
    front: Shopfront, kind: FaultKind
) -> None:
    town = front.town
    town.sim.break_next(kind, route=RouteName.THREAD_CREATE)
    town.sim.dm(town.ann, town.application, "I want a person")
    await front.heard()
    await front.answer()
    assert front.bot.shop is not None
    assert not await front.bot.shop.call_staff()
    await town.eventually(front.bot.shop.call_staff)
    await front.deliver()
    [thread] = [one for one in town.sim.world.channels.values() if one.thread]
    [summary] = front.said_in(thread)
    assert "I want a person" in summary.content
    # The next one has a thread of their own, although it is called the same.
    town.sim.dm(town.bob, town.application, "I want a person")
    await front.heard(2)
    await front.answer()
    assert await front.bot.shop.call_staff()
    assert len([one for one in town.sim.world.channels.values() if one.thread]) == 2


async def test_without_a_channel_for_the_staff_nothing_is_lost(reading_town: Town) -> None:
    town = reading_town
    async with open_shop(town, say=calls_for_staff, hears_everything=True) as front:
        town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} I want a person")
        await front.heard()
        await front.answer()
        staff = staff_of(front)
        assert not await staff.step()
        backroom = add_hidden_channel(town, "backroom")
        moderator = town.sim.world.users[town.closet.owner_id]
        await town.sim.command(moderator, town.alerts, "settings", {"staff_channel": backroom})
        assert await staff.step()


async def test_a_servers_own_staff_are_called_for_nothing_that_is_held_elsewhere(
    reading_town: Town,
) -> None:
    """Whoever has added the bot to a server of theirs, even if it is the only one, reads nothing
    that the shop's customers say in private or by text.
    """
    town = reading_town
    backroom = add_hidden_channel(town, "backroom")
    await settle(town, ShopSettings(staff_channel=str(backroom.id)))
    async with open_shop(town, say=calls_for_staff, hears_everything=True) as front:
        town.sim.dm(town.ann, town.application, "I want a person")
        await front.heard()
        await front.shop.hear("I want a person as well", at=BY_PHONE)
        await front.answer()
        assert not await staff_of(front).step()
        moderator = town.sim.world.users[town.closet.owner_id]
        offered = await town.sim.command(moderator, town.alerts, "takeover")
        assert "no conversation here to take over" in offered.text
        await front.deliver()
        assert front.said_in(backroom) == []
        assert not [one for one in town.sim.world.channels.values() if one.thread]


async def test_a_server_calls_its_staff_to_no_channel_of_another_one(reading_town: Town) -> None:
    """Its own settings name a channel elsewhere, by whatever way: the operator's is used."""
    town = reading_town
    backroom = add_hidden_channel(town, "backroom")
    elsewhere = town.sim.add_guild("Elsewhere", bots=[town.application])
    lair = town.sim.add_channel(elsewhere, "lair")
    town.sim.hide_from(lair, elsewhere.everyone)
    town.sim.set_overwrite(lair, town.application.bot, allow=int(Permission.VIEW_CHANNEL))
    await settle(town, ShopSettings(staff_channel=str(lair.id)))
    async with open_shop(town, say=calls_for_staff, staff_channel=backroom) as front:
        town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} I want a person")
        await front.heard()
        await front.answer()
        thread = await called(front)
        assert "I want a person" in front.said_in(thread)[0].content
        assert not [one for one in town.sim.world.channels.values() if one.parent_id == lair.id]


async def test_who_runs_another_server_is_no_staff_of_the_shops(front: Shopfront) -> None:
    town = front.town
    await front.shop.hear("do you have Dune?", at=BY_PHONE)
    await front.answer()
    elsewhere = town.sim.add_guild("Elsewhere", bots=[town.application])
    lounge = town.sim.add_channel(elsewhere, "lounge")
    owner = town.sim.world.users[elsewhere.owner_id]
    # What is said in that server is the shop's as well, as long as it has settled nothing.
    town.sim.join(elsewhere, town.ann)
    town.sim.say(town.ann, lounge, f"{town.application.bot.mention} any Dune?")
    heard = await front.heard()
    await front.answer()
    theirs = town.sim.world.channels[int(heard.place.address)]

    offered = await town.sim.command(owner, lounge, "takeover")
    taken = await town.sim.command(owner, theirs, "takeover")

    assert "no conversation here to take over" in offered.text
    assert "no conversation here to take over" in taken.text
    shops = await town.sim.command(meg_of(front), town.alerts, "takeover")
    assert len(shops.message.interactive) == 2


async def test_who_only_tried_the_assistant_keeps_nobody_from_taking_over(
    front: Shopfront,
) -> None:
    nobody = Place(kind=PlaceKind.DM, address="somebody")
    await front.shop.hear("hello", at=nobody, by=Address("console", "somebody"), source="console")
    front.town.clock.move(timedelta(hours=2))
    await front.shop.answer()

    offered = await front.town.sim.command(meg_of(front), front.town.alerts, "takeover")

    assert "Which conversation" in offered.text


async def test_what_the_staff_say_among_themselves_afterwards_is_not_answered(
    front: Shopfront,
) -> None:
    town, meg = front.town, meg_of(front)
    thread = await asked_in_dms(front)
    await town.sim.command(meg, thread, "done")

    town.sim.say(meg, thread, "he owes us twenty dollars")
    await front.silence()


def backroom_of(front: Shopfront) -> SimChannel:
    channels = front.town.sim.world.channels.values()
    return next(one for one in channels if one.name == "backroom")


async def asked_to(front: Shopfront, **options: object) -> InteractionResult:
    """A moderator settles something."""
    town = front.town
    moderator = town.sim.world.users[town.closet.owner_id]
    return await town.sim.command(moderator, town.alerts, "settings", options)


async def test_a_new_thread_rings_exactly_the_role_that_the_server_named(front: Shopfront) -> None:
    town = front.town
    night = town.sim.add_role(town.closet, "night shift", mentionable=True)
    others = town.sim.add_role(town.closet, "others", mentionable=True)
    settled = await asked_to(front, staff_role=night)
    assert f"Rung when the staff are called: <@&{night.id}>" in settled.text
    assert "cannot ring" not in settled.text
    town.sim.dm(town.ann, town.application, f"I want a person <@&{others.id}> @everyone")
    await front.heard()
    await front.answer()
    thread = await called(front)
    [summary] = front.said_in(thread)
    assert summary.content.startswith(f"<@&{night.id}>\n")
    assert (summary.mention_roles, summary.mention_everyone) == ([night.id], False)
    # What the customer goes on to say rings nobody.
    town.sim.dm(town.ann, town.application, f"hello? <@&{night.id}>")
    await front.heard(2)
    await front.deliver()
    assert front.said_in(thread)[-1].mention_roles == []


async def test_without_a_role_nobody_is_rung(front: Shopfront) -> None:
    night = front.town.sim.add_role(front.town.closet, "night shift", mentionable=True)
    await asked_to(front, staff_role=night)
    settled = await asked_to(front, staff_role=night)
    assert "Rung when the staff are called: nobody" in settled.text
    thread = await asked_in_dms(front)
    [summary] = front.said_in(thread)
    assert (summary.mention_roles, summary.mentions) == ([], [])


async def test_a_role_that_is_rung_in_vain_is_told_of_and_everybody_is_none(
    front: Shopfront,
) -> None:
    town = front.town
    silent = town.sim.add_role(town.closet, "silent")
    settled = await asked_to(front, staff_role=silent)
    assert f"I cannot ring <@&{silent.id}>" in settled.text
    refused = await asked_to(front, staff_role=town.closet.everyone)
    assert "ring everybody" in refused.text
    assert f"Rung when the staff are called: <@&{silent.id}>" in (await asked_to(front)).text


async def test_the_staff_are_called_to_no_channel_that_everybody_can_read(
    front: Shopfront,
) -> None:
    town, backroom = front.town, backroom_of(front)
    lounge = town.sim.add_channel(town.closet, "lounge")
    refused = await asked_to(front, staff_channel=lounge)
    assert f"Everybody here can read <#{lounge.id}>" in refused.text
    town.sim.set_overwrite(backroom, town.closet.everyone)
    town.sim.dm(town.ann, town.application, "I want a person")
    await front.heard()
    await front.answer()
    staff = staff_of(front)
    assert not await staff.step()
    town.sim.hide_from(backroom, town.closet.everyone)
    await town.eventually(staff.step)
    thread = await called(front)
    assert "I want a person" in front.said_in(thread)[0].content


async def test_the_operators_word_lets_the_staff_be_called_in_public(reading_town: Town) -> None:
    town = reading_town
    lounge = town.sim.add_channel(town.closet, "backroom")
    async with open_shop(
        town, say=calls_for_staff, staff_channel=lounge, staff_in_public=True
    ) as front:
        settled = await asked_to(front, staff_channel=lounge)
        assert f"<#{lounge.id}>" in settled.text
        thread = await asked_in_dms(front)
        assert "I want a person" in front.said_in(thread)[0].content


async def test_a_staff_thread_that_everybody_can_read_by_now_is_told_nothing_more(
    front: Shopfront,
) -> None:
    town, backroom = front.town, backroom_of(front)
    thread = await asked_in_dms(front)
    told = len(front.said_in(thread))
    town.sim.set_overwrite(backroom, town.closet.everyone)

    async def is_closed() -> bool:
        async with town.store.reading() as tx:
            [staffs] = await tx.destinations.at(str(thread.id))
        return staffs.is_suspended

    await town.eventually(is_closed)
    town.sim.dm(town.ann, town.application, "my number is 555")
    await front.heard(2)
    await front.deliver()
    assert len(front.said_in(thread)) == told

    town.sim.hide_from(backroom, town.closet.everyone)

    async def is_told() -> bool:
        await front.deliver()
        return front.said_in(thread)[-1].content == "my number is 555"

    await town.eventually(is_told)
