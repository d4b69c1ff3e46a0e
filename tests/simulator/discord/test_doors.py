"""Who may do what where: tokens, permissions, direct messages, channels that are gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.simulator.discord.place import Api, Furnished, Place

from maneki.clock import MovableClock
from maneki.simulator.discord import (
    ChannelType,
    DiscordSim,
    Overwrite,
    OverwriteType,
    Permission,
    Quota,
    RouteName,
    Rules,
)
from maneki.simulator.discord.permissions import ALL
from maneki.simulator.discord.rules import Answer

FREE = Rules(quotas=dict.fromkeys(RouteName))
VIEW, SEND = int(Permission.VIEW_CHANNEL), int(Permission.SEND_MESSAGES)


def status_and_code(answer: Any) -> tuple[int, int]:
    return answer.status, answer.code


# Tokens and routes


@pytest.mark.parametrize("header", ["Bot wrong", "Bearer a-token", "wrong", ""])
async def test_a_wrong_token_is_401(place: Place, header: str) -> None:
    answer = await place.api.call("GET", "/users/@me", headers={"Authorization": header})
    assert status_and_code(answer) == (401, 0)
    assert not [name for name in answer.headers if name.lower().startswith("x-ratelimit")]


async def test_a_revoked_token_is_401_from_then_on(place: Place) -> None:
    assert (await place.send(content="x")).status == 200
    place.sim.revoke_token(place.app)
    assert (await place.send(content="x")).status == 401


async def test_unknown_routes_are_404_and_written_down(place: Place) -> None:
    assert status_and_code(await place.api.get("/nothing/here")) == (404, 0)
    assert status_and_code(await place.api.call("PUT", "/users/@me")) == (405, 0)
    assert status_and_code(await place.api.get("/channels/abc/messages")) == (404, 0)
    outside = Api(place.api.session, place.api.url.removesuffix("/v10"), "a-token")
    assert (await outside.get("/users/@me")).status == 404
    assert [one.rule for one in place.sim.violations] == ["unknown route"] * 4


# Channels


async def test_channels_that_are_not_there(place: Place) -> None:
    assert status_and_code(await place.api.post("/channels/1/messages", {})) == (404, 10003)
    place.sim.delete_channel(place.channel)
    assert status_and_code(await place.send(content="x")) == (404, 10003)


async def test_channels_that_the_bot_cannot_see(place: Place) -> None:
    place.sim.hide_from(place.channel, place.app.bot)
    for answer in (
        await place.send(content="x"),
        await place.api.get(f"/channels/{place.channel.id}"),
        await place.api.get(place.messages),
    ):
        assert status_and_code(answer) == (403, 50001)


async def test_a_bot_that_was_thrown_out_has_no_access(place: Place) -> None:
    place.sim.kick_bot(place.guild, place.app)
    assert status_and_code(await place.send(content="x")) == (403, 50001)
    guild = f"/guilds/{place.guild.id}"
    assert status_and_code(await place.api.get(guild)) == (404, 10004)
    assert status_and_code(await place.api.get(f"{guild}/channels")) == (403, 50001)


@pytest.mark.parametrize(
    ("missing", "body"),
    [
        (Permission.SEND_MESSAGES, {"content": "x"}),
        (Permission.EMBED_LINKS, {"embeds": [{"title": "x"}]}),
        (Permission.SEND_TTS_MESSAGES, {"content": "x", "tts": True}),
    ],
)
async def test_missing_permissions_are_50013(
    place: Place, missing: Permission, body: dict[str, Any]
) -> None:
    place.sim.set_overwrite(place.channel, place.app.bot, deny=missing)
    assert status_and_code(await place.send(**body)) == (403, 50013)


async def test_files_need_their_permission(place: Place) -> None:
    place.sim.set_overwrite(place.channel, place.app.bot, deny=Permission.ATTACH_FILES)
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("files[0]", b"x", filename="a.png")
    answer = await place.api.call("POST", place.messages, data=form)
    assert status_and_code(answer) == (403, 50013)


async def test_history_without_the_permission_is_empty_and_single_messages_refused(
    place: Place,
) -> None:
    sent = (await place.send(content="x")).body
    place.sim.set_overwrite(place.channel, place.app.bot, deny=Permission.READ_MESSAGE_HISTORY)
    assert (await place.api.get(place.messages)).body == []
    assert (await place.api.get(f"{place.messages}/{sent['id']}")).code == 50013


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/channels/{channel}", {"name": "x"}),
        ("DELETE", "/channels/{channel}", None),
        ("PUT", "/channels/{channel}/permissions/1", {"type": 0}),
        ("POST", "/channels/{channel}/messages/bulk-delete", {"messages": ["1", "2"]}),
        ("PUT", "/guilds/{guild}/members/{ann}/roles/{guild}", None),
    ],
)
async def test_moderation_needs_permissions(
    place: Place, method: str, path: str, body: dict[str, Any] | None
) -> None:
    filled = path.format(channel=place.channel.id, guild=place.guild.id, ann=place.ann.id)
    assert status_and_code(await place.api.call(method, filled, body)) == (403, 50013)


async def test_unknown_members_and_users(place: Place) -> None:
    members = f"/guilds/{place.guild.id}/members"
    stranger = place.sim.add_user("stranger")
    assert status_and_code(await place.api.get(f"{members}/{stranger.id}")) == (404, 10007)
    assert status_and_code(await place.api.get(f"{members}/1")) == (404, 10013)
    assert status_and_code(await place.api.get("/users/1")) == (404, 10013)
    place.sim.leave(place.guild, place.ann)
    assert status_and_code(await place.api.get(f"{members}/{place.ann.id}")) == (404, 10007)


async def test_hidden_channels_are_masked_or_left_out_in_the_newer_reading(
    place_with: Furnished,
) -> None:
    for hide, names in ((False, ["alerts", "secret"]), (True, ["alerts"])):
        place = await place_with(Rules(hide_channels=hide))
        secret = place.sim.add_channel(place.guild, "secret")
        place.sim.hide_from(secret, place.app.bot)
        found = (await place.api.get(f"/guilds/{place.guild.id}/channels")).body
        assert [one["name"] for one in found] == names


# Direct messages


async def dm(place: Place, **body: Any) -> Any:
    opened = await place.api.post("/users/@me/channels", {"recipient_id": str(place.ann.id)})
    return await place.api.post(f"/channels/{opened.body['id']}/messages", body)


async def test_the_same_dm_channel_is_returned_again(place: Place) -> None:
    bodies = [
        (await place.api.post("/users/@me/channels", {"recipient_id": str(place.ann.id)})).body
        for _ in range(2)
    ]
    assert bodies[0]["id"] == bodies[1]["id"]
    assert place.app.new_dms == 1


async def test_closed_dms_and_blocks_show_on_sending_not_on_opening(place: Place) -> None:
    place.sim.close_dms(place.ann)
    assert status_and_code(await dm(place, content="x")) == (403, 50007)
    place.sim.close_dms(place.ann, closed=False)
    place.sim.block_bot(place.ann, place.app)
    assert status_and_code(await dm(place, content="x")) == (403, 50007)
    place.sim.block_bot(place.ann, place.app, blocked=False)
    assert (await dm(place, content="x")).status == 200


async def test_without_a_server_in_common_nobody_can_be_written_to(place: Place) -> None:
    place.sim.leave(place.guild, place.ann)
    assert status_and_code(await dm(place, content="x")) == (403, 50278)


async def test_the_code_for_no_server_in_common_has_another_reading(place_with: Furnished) -> None:
    place = await place_with(Rules(no_mutual_guild=Answer(403, 50007)))
    place.sim.leave(place.guild, place.ann)
    assert status_and_code(await dm(place, content="x")) == (403, 50007)


async def test_bots_and_nobody_cannot_be_opened(place: Place) -> None:
    for recipient, code in ((place.app.bot.id, 50007), (1, 50033)):
        answer = await place.api.post("/users/@me/channels", {"recipient_id": str(recipient)})
        assert status_and_code(answer) == (400, code)
    assert (await place.api.post("/users/@me/channels", {})).error("recipient_id")


async def test_opening_many_dms_is_stopped_without_a_time_to_wait(place_with: Furnished) -> None:
    rules = Rules(quotas=dict.fromkeys(RouteName), new_dms=Quota(2, 600))
    place = await place_with(rules)
    answers = []
    for number in range(3):
        user = place.sim.add_user(f"user {number}")
        answers.append(await place.api.post("/users/@me/channels", {"recipient_id": str(user.id)}))
    assert [one.status for one in answers] == [200, 200, 403]
    assert answers[2].code == 40003
    assert "retry_after" not in answers[2].body
    assert [one.rule for one in place.sim.violations] == ["opening DMs too fast"]


async def test_a_bot_that_has_opened_very_many_is_blocked_for_good(place_with: Furnished) -> None:
    rules = Rules(quotas=dict.fromkeys(RouteName), new_dms=None, new_dms_ever=2)
    place = await place_with(rules)
    people = [place.sim.add_user(f"user {number}") for number in range(3)]
    for one in people:
        last = await place.api.post("/users/@me/channels", {"recipient_id": str(one.id)})
    assert status_and_code(last) == (403, 40003)
    place.clock.move(timedelta(days=30))
    again = await place.api.post("/users/@me/channels", {"recipient_id": str(people[2].id)})
    assert again.status == 403
    known = await place.api.post("/users/@me/channels", {"recipient_id": str(people[0].id)})
    assert known.status == 200


# Permissions, worked out


def world() -> tuple[DiscordSim, Any, Any, Any]:
    sim = DiscordSim(MovableClock())
    guild = sim.add_guild("Closet", everyone=0)
    ann = sim.add_user("ann")
    sim.join(guild, ann)
    return sim, guild, sim.add_channel(guild), ann


BITS = st.integers(0, 2**12 - 1).map(lambda bits: bits << 10)


@given(BITS, BITS, BITS, BITS, BITS)
def test_overwrites_come_in_the_documented_order(
    everyone: int, roles: int, role_deny: int, member_allow: int, member_deny: int
) -> None:
    sim, guild, channel, ann = world()
    sim.set_role_permissions(guild.everyone, everyone)
    role = sim.add_role(guild, "role", permissions=roles)
    sim.give_role(guild, ann, role)
    sim.set_overwrite(channel, role, deny=role_deny)
    sim.set_overwrite(channel, ann, allow=member_allow, deny=member_deny)
    granted = ((everyone | roles) & ~role_deny) & ~member_deny | member_allow
    found = sim.world.permissions_in(channel, ann)
    if not granted & VIEW:
        assert found == 0
    elif granted & SEND:
        assert found == granted
    else:
        assert found & ~granted == 0
        assert not found & (Permission.EMBED_LINKS | Permission.MENTION_EVERYONE)


def test_what_one_role_denies_another_may_allow() -> None:
    sim, guild, channel, ann = world()
    both = [sim.add_role(guild, name, permissions=VIEW | SEND) for name in ("one", "two")]
    for role in both:
        sim.give_role(guild, ann, role)
    sim.set_overwrite(channel, both[0], deny=SEND)
    assert not sim.world.permissions_in(channel, ann) & SEND
    sim.set_overwrite(channel, both[1], allow=SEND)
    assert sim.world.permissions_in(channel, ann) & SEND


def test_owners_and_administrators_may_do_everything() -> None:
    sim, guild, channel, ann = world()
    sim.hide_from(channel, guild.everyone)
    owner = sim.world.users[guild.owner_id]
    assert sim.world.permissions_in(channel, owner) == ALL
    sim.give_role(guild, ann, sim.add_role(guild, "boss", permissions=Permission.ADMINISTRATOR))
    assert sim.world.permissions_in(channel, ann) == ALL


def test_whoever_is_timed_out_may_only_read() -> None:
    sim, guild, channel, ann = world()
    sim.set_overwrite(channel, ann, allow=VIEW | SEND | Permission.READ_MESSAGE_HISTORY)
    sim.time_out(guild, ann, sim.clock.now() + timedelta(hours=1))
    readable = VIEW | Permission.READ_MESSAGE_HISTORY
    assert sim.world.permissions_in(channel, ann) == readable
    sim.time_out(guild, ann, sim.clock.now())
    assert sim.world.permissions_in(channel, ann) & SEND


def test_threads_have_their_parents_permissions_and_their_own_for_sending() -> None:
    sim, guild, channel, ann = world()
    sim.set_role_permissions(guild.everyone, VIEW | SEND)
    thread = sim.add_thread(channel)
    assert not sim.world.may(ann, thread, int(Permission.SEND_MESSAGES_IN_THREADS))
    everyone = Overwrite(
        id=guild.id, type=OverwriteType.ROLE, allow=int(Permission.SEND_MESSAGES_IN_THREADS)
    )
    channel.overwrites[guild.id] = everyone
    assert sim.world.may(ann, thread, int(Permission.SEND_MESSAGES_IN_THREADS))


def test_private_threads_are_for_those_who_were_added_or_manage_threads() -> None:
    sim, guild, channel, ann = world()
    sim.set_role_permissions(guild.everyone, VIEW)
    thread = sim.add_thread(channel, private=True)
    assert thread.type is ChannelType.PRIVATE_THREAD
    assert sim.world.permissions_in(thread, ann) == 0
    sim.set_role_permissions(guild.everyone, VIEW | Permission.MANAGE_THREADS)
    assert sim.world.may(ann, thread, VIEW)


def test_strangers_may_do_nothing() -> None:
    sim, _, channel, _ = world()
    assert sim.world.permissions_in(channel, sim.add_user("stranger")) == 0
