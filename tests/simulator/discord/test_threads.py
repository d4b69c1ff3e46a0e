"""Threads: open, private, archived, locked, and posts in forums."""

from __future__ import annotations

import pytest
from tests.simulator.discord.place import Answer, Furnished, Place, Socket

from maneki.simulator.discord import ChannelType, Permission, RouteName, Rules, SimChannel
from maneki.simulator.discord.rules import ArchivedThreads

FREE = dict.fromkeys(RouteName)


async def say(place: Place, thread: SimChannel) -> Answer:
    return await place.api.post(f"/channels/{thread.id}/messages", {"content": "x"})


async def start(place: Place, **body: object) -> Answer:
    return await place.api.post(f"/channels/{place.channel.id}/threads", body)


async def test_archived_threads_refuse_messages_or_open_again(place_with: Furnished) -> None:
    for reading, status in ((ArchivedThreads.REFUSE, 400), (ArchivedThreads.REOPEN, 200)):
        place = await place_with(Rules(archived_threads=reading))
        thread = place.sim.add_thread(place.channel)
        place.sim.archive_thread(thread)
        answer = await say(place, thread)
        assert answer.status == status
        assert thread.thread is not None
        assert thread.thread.archived is (status == 400)
        if status == 400:
            assert answer.code == 50083


async def test_locked_threads_refuse_in_any_reading(place_with: Furnished) -> None:
    place = await place_with(Rules(archived_threads=ArchivedThreads.REOPEN))
    thread = place.sim.add_thread(place.channel)
    place.sim.archive_thread(thread, locked=True)
    assert (await say(place, thread)).code == 160005


async def test_nothing_in_an_archived_thread_can_be_changed(place: Place) -> None:
    thread = place.sim.add_thread(place.channel)
    sent = (await say(place, thread)).body
    place.sim.archive_thread(thread)
    path = f"/channels/{thread.id}/messages/{sent['id']}"
    reaction = f"{path}/reactions/%F0%9F%91%80/@me"
    answers = [
        await place.api.patch(path, {"content": "y"}),
        await place.api.delete(path),
        await place.api.put(reaction),
    ]
    assert [one.code for one in answers] == [50083] * 3


async def test_an_archived_thread_can_be_opened_by_whoever_may_write_in_it(place: Place) -> None:
    thread = place.sim.add_thread(place.channel)
    place.sim.archive_thread(thread)
    path = f"/channels/{thread.id}"
    assert (await place.api.patch(path, {"name": "x"})).code == 50083
    assert (await place.api.patch(path, {"archived": False})).status == 200
    assert (await say(place, thread)).status == 200


async def test_without_managing_threads_only_ones_own_can_be_changed(place: Place) -> None:
    place.sim.set_overwrite(place.channel, place.app.bot, deny=Permission.MANAGE_THREADS)
    theirs = place.sim.add_thread(place.channel)
    own = (await start(place, name="mine", type=11)).body
    assert (await place.api.patch(f"/channels/{theirs.id}", {"name": "x"})).code == 50013
    assert (await place.api.patch(f"/channels/{own['id']}", {"name": "x"})).status == 200
    assert (await place.api.patch(f"/channels/{own['id']}", {"locked": True})).code == 50013


@pytest.mark.parametrize(
    ("kind", "missing"),
    [(11, Permission.CREATE_PUBLIC_THREADS), (12, Permission.CREATE_PRIVATE_THREADS)],
)
async def test_making_threads_needs_the_permission_for_their_kind(
    place: Place, kind: int, missing: Permission
) -> None:
    assert (await start(place, name="x", type=kind)).status == 201
    place.sim.set_overwrite(place.channel, place.app.bot, deny=missing)
    assert (await start(place, name="x", type=kind)).code == 50013


async def test_threads_need_a_name_of_a_hundred_characters_at_most(place: Place) -> None:
    assert (await start(place, type=11)).error("name") == "BASE_TYPE_REQUIRED"
    assert (await start(place, name="x" * 101, type=11)).error("name")
    assert (await start(place, name="x", type=11, auto_archive_duration=61)).error(
        "auto_archive_duration"
    )


async def test_private_threads_are_seen_by_those_who_were_added(place: Place) -> None:
    opened = (await start(place, name="for ann", type=12)).body
    bob = place.sim.add_user("bob")
    place.sim.join(place.guild, bob)
    thread = place.sim.world.channels[int(opened["id"])]
    await say(place, thread)
    assert place.sim.visible_to(place.ann) == []
    members = f"/channels/{thread.id}/thread-members"
    assert (await place.api.put(f"{members}/{place.ann.id}")).status == 204
    assert [one.content for one in place.sim.visible_to(place.ann)] == ["x"]
    assert place.sim.visible_to(bob) == []
    await place.api.delete(f"{members}/{place.ann.id}")
    assert place.sim.visible_to(place.ann) == []


async def test_only_members_who_see_the_channel_can_be_added(place: Place) -> None:
    opened = (await start(place, name="x", type=12)).body
    members = f"/channels/{opened['id']}/thread-members"
    stranger = place.sim.add_user("stranger")
    assert (await place.api.put(f"{members}/{stranger.id}")).code == 10007
    place.sim.hide_from(place.channel, place.ann)
    assert (await place.api.put(f"{members}/{place.ann.id}")).code == 50001
    place.sim.archive_thread(place.sim.world.channels[int(opened["id"])])
    assert (await place.api.put(f"{members}/{place.app.bot.id}")).code == 50083


async def test_a_private_thread_of_others_is_not_there_for_the_bot(place: Place) -> None:
    place.sim.set_overwrite(place.channel, place.app.bot, deny=Permission.MANAGE_THREADS)
    thread = place.sim.add_thread(place.channel, private=True)
    assert (await say(place, thread)).code == 50001


async def test_a_message_starts_one_thread(place: Place) -> None:
    sent = (await place.send(content="x")).body
    path = f"{place.messages}/{sent['id']}/threads"
    first = await place.api.post(path, {"name": "about"})
    assert first.body["id"] == sent["id"]
    assert (await place.api.post(path, {"name": "again"})).code == 160004


async def test_an_open_thread_is_announced_in_its_channel_a_private_one_is_not(
    place: Place,
) -> None:
    await start(place, name="quiet", type=12)
    assert place.sim.messages(place.channel) == []
    await start(place, name="loud", type=11)
    assert [int(one.type) for one in place.sim.messages(place.channel)] == [18]


async def test_forum_posts(place: Place) -> None:
    forum = place.sim.add_channel(place.guild, "finds", type=ChannelType.FORUM)
    path = f"/channels/{forum.id}/threads"
    assert (await place.api.post(path, {"name": "x"})).error("message")
    assert (await place.api.post(path, {"name": "x", "message": {}})).code == 50006
    post = (await place.api.post(path, {"name": "x", "message": {"content": "found"}})).body
    assert post["message"]["content"] == "found"
    assert [one.content for one in place.sim.visible_to(place.ann)] == ["found"]
    place.sim.set_overwrite(forum, place.app.bot, deny=Permission.SEND_MESSAGES)
    assert (await place.api.post(path, {"name": "x", "message": {"content": "y"}})).code == 50013


async def test_listing_archived_threads(place: Place) -> None:
    one, other = place.sim.add_thread(place.channel), place.sim.add_thread(place.channel)
    place.sim.archive_thread(one)
    path = f"/channels/{place.channel.id}/threads/archived/public"
    archived = (await place.api.get(path)).body["threads"]
    active = (await place.api.get(f"/guilds/{place.guild.id}/threads/active")).body["threads"]
    assert [found["id"] for found in archived] == [str(one.id)]
    assert [found["id"] for found in active] == [str(other.id)]


async def test_deleting_a_channel_takes_its_threads(place: Place, online: Socket) -> None:
    thread = place.sim.add_thread(place.channel)
    place.sim.delete_channel(place.channel)
    gone = await online.until("CHANNEL_DELETE")
    assert gone["id"] == str(place.channel.id)
    assert (await say(place, thread)).code == 10003
