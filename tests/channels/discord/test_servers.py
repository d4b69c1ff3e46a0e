"""What changes in a server is followed: permissions lost and back, age restrictions, removals."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.channels.discord.cards import listing
from tests.channels.discord.test_bot import (
    BRIEF,
    destination,
    execute,
    is_suspended,
    notes_at,
    with_channel_and_dms,
)
from tests.channels.discord.test_channel import place_of
from tests.channels.discord.test_places import choose
from tests.channels.discord.town import Town, living

from maneki.channels.discord.rest import RestClient
from maneki.delivery.courier import Courier
from maneki.loops import Nudge
from maneki.model.listing import Listing
from maneki.model.outbox import Note, NoteDraft
from maneki.model.person import Destination
from maneki.simulator.discord import Permission, SimChannel
from maneki.simulator.discord.permissions import EVERYONE_DEFAULT


def boots(number: int = 1, *, adult: bool = False) -> Listing:
    url = f"https://b.example/{number}"
    return listing(market="bobs_shop", external_id=f"b{number}", url=url, adult=adult)


async def wanting_boots(town: Town, where: SimChannel) -> None:
    """Ann's alerts go there, and she has DMs as well."""
    await choose(town, town.ann, None)
    await choose(town, town.ann, where)
    await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")


async def test_a_lost_embed_permission_suspends_at_once_and_nothing_empty_is_posted(
    town: Town,
) -> None:
    async with town.awake() as rest:
        await wanting_boots(town, town.alerts)
        town.sim.set_overwrite(town.alerts, town.application.bot, deny=Permission.EMBED_LINKS)
        await town.eventually(is_suspended(town, town.alerts, wanted=True))
        await town.listed(boots())
        await town.deliver(rest)
        assert town.sim.messages(town.alerts) == []
        (told,) = town.sim.dms(town.ann)
        assert "the channel you chose in Closet: I lack Embed Links there." in told.content
        town.sim.set_overwrite(town.alerts, town.application.bot)
        await town.eventually(is_suspended(town, town.alerts, wanted=False))
        await town.deliver(rest)
    (message,) = town.sim.messages(town.alerts)
    assert len(message.shown_embeds) == 1


async def test_an_alert_whose_embed_was_taken_out_comes_again_whole(town: Town) -> None:
    """The gateway was not there to tell of the change."""
    async with town.awake() as rest:
        await wanting_boots(town, town.alerts)
        await town.listed(boots())
    town.sim.set_overwrite(town.alerts, town.application.bot, deny=Permission.EMBED_LINKS)
    async with town.rest() as rest:
        await town.deliver(rest)
    assert (await destination(town, town.alerts)).suspended_reason == "I lack Embed Links there"
    town.sim.set_overwrite(town.alerts, town.application.bot)
    async with town.awake() as rest:
        await choose(town, town.ann, town.alerts)
        await town.deliver(rest)
    assert len(town.sim.messages(town.alerts)[-1].shown_embeds) == 1


async def test_a_permission_lost_for_threads_suspends_the_threads_alone(town: Town) -> None:
    thread = town.sim.add_thread(town.alerts, "mine", owner=town.ann)
    async with town.awake():
        await choose(town, town.ann, thread)
        await choose(town, town.bob, town.alerts)
        town.sim.set_overwrite(
            town.alerts, town.application.bot, deny=Permission.SEND_MESSAGES_IN_THREADS
        )
        await town.eventually(is_suspended(town, thread, wanted=True))
        assert not (await destination(town, town.alerts)).is_suspended


async def test_a_role_that_loses_a_permission_suspends_in_the_owners_language(
    town: Town,
) -> None:
    role = next(one for one in town.closet.roles.values() if one.managed_by is not None)
    town.sim.set_role_permissions(town.closet.everyone, EVERYONE_DEFAULT & ~Permission.EMBED_LINKS)
    async with town.awake():
        await town.ask(town.bob, "alertchannel", channel=town.alerts)
        town.sim.set_role_permissions(role, role.permissions & ~Permission.EMBED_LINKS)
        await town.eventually(is_suspended(town, town.alerts, wanted=True))
    reason = (await destination(town, town.alerts)).suspended_reason
    assert reason == "ボットに埋め込みリンクの権限がありません"


@pytest.mark.parametrize("rules", [BRIEF])
async def test_a_permission_lost_while_we_were_away_is_found_out(town: Town) -> None:
    async with town.awake():
        await with_channel_and_dms(town)
    town.sim.set_overwrite(town.alerts, town.application.bot, deny=Permission.SEND_MESSAGES)
    async with town.awake():
        await town.eventually(is_suspended(town, town.alerts, wanted=True))
    assert (await destination(town, town.alerts)).suspended_reason == "I lack Send Messages there"


async def test_losing_the_right_to_read_back_suspends_nothing(town: Town) -> None:
    other = town.sim.add_channel(town.closet, "other")
    async with town.awake():
        await choose(town, town.ann, town.alerts)
        await choose(town, town.bob, other)
        bot = town.application.bot
        town.sim.set_overwrite(town.alerts, bot, deny=Permission.READ_MESSAGE_HISTORY)
        town.sim.set_overwrite(other, bot, deny=Permission.SEND_MESSAGES)
        await town.eventually(is_suspended(town, other, wanted=True))
        assert not (await destination(town, town.alerts)).is_suspended


@pytest.mark.parametrize("in_thread", [False, True])
async def test_a_channel_that_is_not_age_restricted_any_more_gets_no_adult_listings(
    town: Town, in_thread: bool
) -> None:
    grown = town.sim.add_channel(town.closet, "grown-ups", nsfw=True)
    where = town.sim.add_thread(grown, "mine", owner=town.ann) if in_thread else grown

    async def is_restricted() -> bool:
        return (await destination(town, where)).is_age_restricted

    async def is_not_restricted() -> bool:
        return not await is_restricted()

    async with town.awake() as rest:
        await wanting_boots(town, where)
        await town.listed(boots(1, adult=True))
        grown.nsfw = False
        town.sim.channel_changed(grown)
        await town.eventually(is_not_restricted)
        await town.listed(boots(2, adult=True), boots(3))
        await town.deliver(rest)
        (message,) = town.sim.messages(where)
        assert [one["url"] for one in message.shown_embeds] == ["https://b.example/3"]
        grown.nsfw = True
        town.sim.channel_changed(grown)
        await town.eventually(is_restricted)
        await town.listed(boots(4, adult=True))
        await town.deliver(rest)
    assert len(town.sim.messages(where)) == 2


async def test_a_change_that_nobody_told_us_of_lets_no_adult_listing_through(town: Town) -> None:
    grown = town.sim.add_channel(town.closet, "grown-ups", nsfw=True)
    async with town.awake() as rest:
        await wanting_boots(town, grown)
        await town.listed(boots(1, adult=True), boots(2))
        grown.nsfw = False
        await town.deliver(rest)
    (message,) = town.sim.messages(grown)
    assert [one["url"] for one in message.shown_embeds] == ["https://b.example/2"]


async def test_whoever_joins_a_private_thread_reads_no_names_of_filters(town: Town) -> None:
    bot = town.application.bot
    thread = town.sim.add_thread(town.alerts, "mine", private=True, owner=town.ann, members=[bot])
    async with town.awake() as rest:
        await choose(town, town.ann, thread)
        await town.ask(town.ann, "filter create", name="secret wish", brands="Rick Owens")
        await town.listed(boots())
        await town.deliver(rest)
    (message,) = town.sim.messages(thread)
    assert len(message.shown_embeds) == 1
    assert "secret wish" not in message.text


async def test_a_notice_names_filters_in_dms(any_town: Town) -> None:
    town = any_town
    async with town.awake() as rest:
        await choose(town, town.ann, None)
        dms = await destination(town)
        async with town.store.transaction() as tx:
            await tx.outbox.add_note(first_visit(dms))
        await town.deliver(rest)
    (message,) = town.sim.dms(town.ann)
    assert message.content == "“secret wish” is watched."


async def test_what_was_for_dms_names_no_filter_where_it_is_sent_instead(town: Town) -> None:
    async with town.awake() as rest:
        await choose(town, town.ann, None)
        await town.ask(town.ann, "filter create", name="secret wish", brands="Rick Owens")
        await town.listed(boots())
        dms = await destination(town)
        async with town.store.transaction() as tx:
            await tx.outbox.add_note(first_visit(dms))
            await tx.destinations.suspend(dms.id, reason="closed")
            await tx.closed.suspend(dms.id, reason="closed")
        await place_of(town, town.ann, town.alerts)
        await town.deliver(rest)
    texts = [message.text for message in town.sim.messages(town.alerts)]
    assert any("Your new filter is watched" in text for text in texts)
    assert any("Rick Owens Geobasket 43" in text for text in texts)
    assert "secret wish" not in str(texts)


def first_visit(where: Destination) -> NoteDraft:
    said = Note(text="Your new filter is watched.", private_text="“secret wish” is watched.")
    return NoteDraft(
        person_id=where.person_id,
        destination_id=where.id,
        note=said,
        idempotency_key="first-visit",
    )


@asynccontextmanager
async def courier_at_work(town: Town, rest: RestClient) -> AsyncIterator[None]:
    """Whatever is due goes out, all the time."""
    courier = Courier(
        town.store,
        [town.channel(rest)],
        clock=town.clock,
        holder="a courier at work",
        seats=50,
        nudge=Nudge(),
    )

    async def deliver() -> None:
        async with courier.at_work():
            while True:
                await courier.step()
                await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        delivering = group.create_task(deliver())
        yield
        delivering.cancel()


async def rooms_in_many_servers(town: Town, *, number: int) -> list[SimChannel]:
    """A channel in each of so many servers, where a filter of ann's posts."""
    rooms = []
    for index in range(number):
        guild = town.sim.add_guild(f"Server {index}", bots=[town.application])
        town.sim.join(guild, town.ann)
        rooms.append(town.sim.add_channel(guild, "room"))
    async with town.awake():
        for index, room in enumerate(rooms):
            wish = {"name": f"geos {index}", "brands": "Rick Owens", "here": True}
            made = await town.sim.command(town.ann, room, "filter create", wish)
            assert f"<#{room.id}>" in made.text
    return rooms


@pytest.mark.parametrize("rules", [BRIEF])
async def test_a_start_posts_nothing_empty_where_permissions_are_lacking(town: Town) -> None:
    rooms = await rooms_in_many_servers(town, number=4)
    async with town.awake():
        for room in rooms:
            town.sim.set_overwrite(room, town.application.bot, deny=Permission.EMBED_LINKS)
            await town.eventually(is_suspended(town, room, wanted=True))
        await town.listed(boots())
    async with (
        town.rest() as rest,
        courier_at_work(town, rest),
        living(town.bot(rest)),
    ):
        await asyncio.sleep(0.5)
        assert [town.sim.messages(room) for room in rooms] == [[]] * len(rooms)
        for room in rooms:
            town.sim.set_overwrite(room, town.application.bot)
            await town.eventually(is_suspended(town, room, wanted=False))
        await town.eventually(lambda: are_told(town, rooms))
    assert all(len(town.sim.messages(room)) == 1 for room in rooms)


async def are_told(town: Town, rooms: list[SimChannel]) -> bool:
    return all(town.sim.messages(room) for room in rooms)


async def test_one_permission_back_of_two_that_are_lacking_posts_nothing_empty(town: Town) -> None:
    bot = town.application.bot
    async with town.awake() as rest:
        await wanting_boots(town, town.alerts)
        both = Permission.EMBED_LINKS | Permission.SEND_MESSAGES
        town.sim.set_overwrite(town.alerts, bot, deny=both)
        await town.eventually(is_suspended(town, town.alerts, wanted=True))
        await town.listed(boots())
        async with courier_at_work(town, rest):
            for _ in range(5):
                town.sim.set_overwrite(town.alerts, bot, deny=Permission.EMBED_LINKS)
                await asyncio.sleep(0.05)
                town.sim.set_overwrite(town.alerts, bot, deny=both)
                await asyncio.sleep(0.05)
        assert town.sim.messages(town.alerts) == []
    assert (await destination(town, town.alerts)).is_suspended


@asynccontextmanager
async def nothing_can_be_queued(town: Town) -> AsyncIterator[None]:
    """The outbox takes nothing new, as on a disk that is full."""
    refusal = "BEGIN SELECT RAISE(ABORT, 'full'); END"
    await execute(town, f"CREATE TRIGGER full BEFORE INSERT ON outbox {refusal}")
    yield
    await execute(town, "DROP TRIGGER full")


@pytest.mark.parametrize("rules", [BRIEF])
async def test_a_removal_that_could_not_be_told_of_is_told_at_the_next_start(town: Town) -> None:
    async with town.awake():
        await with_channel_and_dms(town)
        async with nothing_can_be_queued(town):
            town.sim.kick_bot(town.closet, town.application)
            await asyncio.sleep(0.3)
        assert not (await destination(town, town.alerts)).is_suspended
    async with town.awake():
        await town.eventually(is_suspended(town, town.alerts, wanted=True))
        (told,) = await notes_at(town, await destination(town))
    assert "I was removed from Closet" in told


async def test_whoever_loses_several_places_at_once_is_told_where_they_still_are(
    town: Town,
) -> None:
    second = town.sim.add_channel(town.closet, "second")
    elsewhere = town.sim.add_guild("Elsewhere", bots=[town.application])
    town.sim.join(elsewhere, town.ann)
    haven = town.sim.add_channel(elsewhere, "haven")
    async with town.awake() as rest:
        for room in (town.alerts, second, haven):
            await town.sim.command(town.ann, room, "alertchannel", {"channel": room})
        everyone = town.closet.everyone
        role = next(one for one in town.closet.roles.values() if one.managed_by is not None)
        town.sim.set_role_permissions(everyone, EVERYONE_DEFAULT & ~Permission.EMBED_LINKS)
        town.sim.set_role_permissions(role, role.permissions & ~Permission.EMBED_LINKS)
        await town.eventually(is_suspended(town, town.alerts, wanted=True))
        await town.deliver(rest)
    told = "".join(message.content for message in town.sim.messages(haven))
    assert told.count("I lack Embed Links there") == 2


async def test_a_removal_is_told_where_its_owner_can_still_be_reached(town: Town) -> None:
    second = town.sim.add_channel(town.closet, "second")
    elsewhere = town.sim.add_guild("Elsewhere", bots=[town.application])
    town.sim.join(elsewhere, town.ann)
    haven = town.sim.add_channel(elsewhere, "haven")
    async with town.awake() as rest:
        for room in (town.alerts, second, haven):
            await town.sim.command(town.ann, room, "alertchannel", {"channel": room})
        town.sim.kick_bot(town.closet, town.application)
        await town.eventually(is_suspended(town, town.alerts, wanted=True))
        await town.deliver(rest)
    told = "".join(message.content for message in town.sim.messages(haven))
    assert told.count("I was removed from Closet") == 2
