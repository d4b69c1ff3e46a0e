"""Every answer and every event has the shape that the official OpenAPI description gives it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.simulator.discord.place import Answer, Connect, Furnished, Place, Socket
from tests.simulator.discord.shapes import Shapes, read_spec

from maneki.simulator.discord import (
    ChannelType,
    DiscordSim,
    Intent,
    InteractionResult,
    Permission,
    Rules,
)
from maneki.simulator.discord.intents import KNOWN
from maneki.simulator.discord.server import Exchange


@pytest.fixture(scope="session")
def spec(recordings: Path) -> dict[str, Any]:
    return read_spec(recordings)


@dataclass
class Tour:
    """A place where everything is checked, with a bot on the gateway that answers by hand."""

    place: Place
    shapes: Shapes
    socket: Socket

    async def interact(
        self, acting: Callable[[], Any], callback: dict[str, Any], query: str = "?with_response=1"
    ) -> tuple[InteractionResult, str]:
        """Let a member act and answer; returns what they see and the token."""
        async with asyncio.TaskGroup() as group:
            task = group.create_task(acting())
            data = await self.socket.until("INTERACTION_CREATE")
            path = f"/interactions/{data['id']}/{data['token']}/callback{query}"
            answered = await self.place.api.without_token().post(path, callback)
            assert answered.status in {200, 204}, answered.body
        return task.result(), data["token"]


@pytest.fixture
async def tour(place_with: Furnished, connect: Connect, spec: dict[str, Any]) -> Tour:
    shapes = Shapes(spec)
    place = await place_with(Rules())
    sim = place.sim
    place.app.privileged_intents = int(Intent.GUILD_MEMBERS | Intent.MESSAGE_CONTENT | 1 << 8)
    sim.watch_requests(shapes.exchange)
    sim.watch_events(shapes.event)
    for kind in (ChannelType.ANNOUNCEMENT, ChannelType.FORUM, ChannelType.VOICE):
        sim.add_channel(place.guild, kind.name.lower(), type=kind)
    sim.add_thread(place.channel, "a thread", members=[place.app.bot])
    socket = await connect(sim)
    await socket.receive()
    await socket.identify(KNOWN)
    await socket.until("GUILD_CREATE")
    return Tour(place, shapes, socket)


async def _ok(answering: Any) -> Any:
    answer: Answer = await answering
    assert answer.status < 300, answer.body
    return answer.body


RICH = {
    "content": "look",
    "embeds": [
        {
            "title": "A coat",
            "description": "black",
            "url": "https://market.example/1",
            "color": 0xFF00FF,
            "timestamp": "2026-01-05T12:00:00Z",
            "author": {"name": "Mercari", "url": "https://market.example/"},
            "footer": {"text": "now", "icon_url": "https://market.example/i.png"},
            "image": {"url": "https://market.example/1.jpg"},
            "thumbnail": {"url": "https://market.example/2.jpg"},
            "fields": [{"name": "Price", "value": "¥1", "inline": True}],
        }
    ],
    "components": [
        {
            "type": 1,
            "components": [
                {"type": 2, "style": 1, "label": "Snooze", "custom_id": "snooze"},
                {"type": 2, "style": 5, "label": "Open", "url": "https://market.example/1"},
                {"type": 2, "style": 2, "emoji": {"name": "🔕"}, "custom_id": "mute"},
            ],
        },
        {
            "type": 1,
            "components": [
                {
                    "type": 3,
                    "custom_id": "which",
                    "placeholder": "Which?",
                    "options": [{"label": "a", "value": "a", "description": "the first"}],
                }
            ],
        },
        *(
            {"type": 1, "components": [{"type": kind, "custom_id": f"select {kind}"}]}
            for kind in (5, 6, 8)
        ),
    ],
    "nonce": "abc",
    "enforce_nonce": True,
}
LAYOUT = {
    "flags": 1 << 15,
    "components": [
        {
            "type": 17,
            "accent_color": 255,
            "components": [
                {
                    "type": 9,
                    "components": [{"type": 10, "content": "**text**"}],
                    "accessory": {"type": 11, "media": {"url": "https://market.example/1.jpg"}},
                },
                {"type": 14, "spacing": 2},
                {"type": 12, "items": [{"media": {"url": "https://market.example/1.jpg"}}]},
                {
                    "type": 1,
                    "components": [{"type": 2, "style": 4, "label": "Stop", "custom_id": "stop"}],
                },
            ],
        },
        {"type": 17, "components": [{"type": 10, "content": "plain"}]},
    ],
}


async def test_messages_and_channels(tour: Tour) -> None:
    place, api = tour.place, tour.place.api
    sim, messages = place.sim, place.messages
    sent = await _ok(api.post(messages, RICH))
    layout = await _ok(api.post(messages, LAYOUT))
    reply = {"content": f"{place.ann.mention} see", "message_reference": {"message_id": sent["id"]}}
    await _ok(api.post(messages, reply))
    await _ok(api.put(f"{messages}/{sent['id']}/reactions/%E2%9C%85/@me"))
    place.clock.move(30)
    await _ok(api.patch(f"{messages}/{sent['id']}", {"content": "changed", "components": []}))
    await _ok(api.get(f"{messages}/{sent['id']}"))
    await _ok(api.get(f"{messages}?limit=10"))
    await _ok(api.delete(f"{messages}/{sent['id']}/reactions/%E2%9C%85/@me"))
    await _ok(api.delete(f"{messages}/{layout['id']}"))
    await _ok(api.post(f"/channels/{place.channel.id}/typing"))
    for channel_id in [
        *place.guild.channel_ids,
        *(one.id for one in sim.world.threads_of(place.guild)),
    ]:
        await _ok(api.get(f"/channels/{channel_id}"))
    sim.set_role_permissions(place.guild.everyone, Permission.ADMINISTRATOR)
    await _ok(api.put(f"{messages}/pins/{sent['id']}"))
    await _ok(api.get(f"{messages}/pins"))
    await _ok(api.delete(f"{messages}/pins/{sent['id']}"))
    changed = {"topic": "finds", "rate_limit_per_user": 5}
    await _ok(api.patch(f"/channels/{place.channel.id}", changed))
    overwrite = f"/channels/{place.channel.id}/permissions/{place.ann.id}"
    await _ok(api.put(overwrite, {"type": 1, "allow": "1024", "deny": "0"}))
    await _ok(api.delete(overwrite))
    await _ok(api.delete(f"/channels/{place.channel.id}"))
    tour.shapes.assert_all_right()


async def test_the_bot_and_its_servers(tour: Tour) -> None:
    place, api = tour.place, tour.place.api
    guild = f"/guilds/{place.guild.id}"
    place.sim.set_role_permissions(place.guild.everyone, Permission.ADMINISTRATOR)
    role = place.sim.add_role(place.guild, "hunters", mentionable=True)
    for path in (
        "/gateway",
        "/gateway/bot",
        "/users/@me",
        f"/users/{place.ann.id}",
        "/users/@me/guilds",
        "/applications/@me",
        "/oauth2/applications/@me",
        guild,
        f"{guild}?with_counts=true",
        f"{guild}/channels",
        f"{guild}/roles",
        f"{guild}/members/{place.ann.id}",
        f"{guild}/members/{place.app.bot.id}",
        f"{guild}/threads/active",
    ):
        await _ok(api.get(path))
    place.guild.members[place.app.bot.id].roles.add(place.sim.add_role(place.guild, "top").id)
    await _ok(api.put(f"{guild}/members/{place.ann.id}/roles/{role.id}"))
    await _ok(api.delete(f"{guild}/members/{place.ann.id}/roles/{role.id}"))
    tour.shapes.assert_all_right()


async def test_direct_messages_and_threads(tour: Tour) -> None:
    place, api = tour.place, tour.place.api
    dm = await _ok(api.post("/users/@me/channels", {"recipient_id": str(place.ann.id)}))
    assert "guild_id" not in await _ok(api.post(f"/channels/{dm['id']}/messages", RICH))
    await _ok(api.get(f"/channels/{dm['id']}"))
    sent = await _ok(place.send(content="start"))
    started = await _ok(api.post(f"{place.messages}/{sent['id']}/threads", {"name": "about it"}))
    threads = f"/channels/{place.channel.id}/threads"
    await _ok(api.post(threads, {"name": "open", "type": 11}))
    private = await _ok(api.post(threads, {"name": "closed", "type": 12}))
    forum = next(one for one in place.guild.channel_ids if place.sim.world.channels[one].type == 15)
    await _ok(api.post(f"/channels/{forum}/threads", {"name": "find", "message": RICH}))
    members = f"/channels/{private['id']}/thread-members"
    await _ok(api.put(f"{members}/{place.ann.id}"))
    await _ok(api.get(members))
    await _ok(api.get(f"{members}/{place.ann.id}"))
    await _ok(api.delete(f"{members}/{place.ann.id}"))
    await _ok(api.delete(f"{members}/@me"))
    await _ok(api.put(f"{members}/@me"))
    for one in (private, started):
        await _ok(api.patch(f"/channels/{one['id']}", {"archived": True}))
    await _ok(api.get(f"{threads}/archived/public"))
    await _ok(api.get(f"{threads}/archived/private"))
    tour.shapes.assert_all_right()


async def test_webhooks(tour: Tour) -> None:
    place, api = tour.place, tour.place.api
    hooks = f"/channels/{place.channel.id}/webhooks"
    webhook = await _ok(api.post(hooks, {"name": "alerts"}))
    await _ok(api.get(hooks))
    await _ok(api.get(f"/webhooks/{webhook['id']}"))
    own, base = api.without_token(), f"/webhooks/{webhook['id']}/{webhook['token']}"
    await _ok(own.get(base))
    sent = await _ok(own.post(f"{base}?wait=true", RICH | {"username": "Cat"}))
    await _ok(own.post(base, {"content": "quietly"}))
    await _ok(own.get(f"{base}/messages/{sent['id']}"))
    await _ok(own.patch(f"{base}/messages/{sent['id']}", {"content": "changed"}))
    await _ok(own.delete(f"{base}/messages/{sent['id']}"))
    place.clock.move(10)
    await _ok(own.delete(base))
    tour.shapes.assert_all_right()


COMMANDS = [
    {
        "name": "filter",
        "description": "Your filters",
        "options": [
            {
                "type": 1,
                "name": "create",
                "description": "Make one",
                "options": [
                    {
                        "type": 3,
                        "name": "brand",
                        "description": "A brand",
                        "required": True,
                        "autocomplete": True,
                        "max_length": 50,
                    },
                    {"type": 4, "name": "below", "description": "At most", "min_value": 1},
                    {
                        "type": 3,
                        "name": "kind",
                        "description": "Kind",
                        "choices": [{"name": "New", "value": "new"}],
                    },
                    {"type": 7, "name": "where", "description": "Where", "channel_types": [0]},
                    {"type": 6, "name": "who", "description": "Who"},
                ],
            },
            {
                "type": 2,
                "name": "all",
                "description": "All of them",
                "options": [{"type": 1, "name": "pause", "description": "Pause"}],
            },
        ],
    },
    {"name": "help", "description": "Help", "contexts": [0, 1], "nsfw": False},
    {"name": "Who is it", "type": 2},
]


async def test_commands(tour: Tour) -> None:
    api, app, guild = tour.place.api, tour.place.app, tour.place.guild
    for base in (
        f"/applications/{app.id}/commands",
        f"/applications/{app.id}/guilds/{guild.id}/commands",
    ):
        listed = await _ok(api.put(base, COMMANDS))
        await _ok(api.get(base))
        await _ok(api.post(base, {"name": "extra", "description": "One more"}))
        await _ok(api.get(f"{base}/{listed[0]['id']}"))
        await _ok(api.patch(f"{base}/{listed[1]['id']}", {"description": "Better"}))
        tour.place.clock.move(20)
        await _ok(api.delete(f"{base}/{listed[1]['id']}"))
    tour.shapes.assert_all_right()


async def test_interactions_and_their_answers(tour: Tour) -> None:
    place, api = tour.place, tour.place.api
    sim, ann, channel = place.sim, place.ann, place.channel
    await _ok(api.put(f"/applications/{place.app.id}/commands", COMMANDS))
    options = {"brand": "Rick", "below": 5, "kind": "New", "where": channel, "who": ann}
    _, token = await tour.interact(
        lambda: sim.command(ann, channel, "filter create", options), {"type": 4, "data": RICH}
    )
    hook = f"/webhooks/{place.app.id}/{token}"
    own = api.without_token()
    await _ok(own.get(f"{hook}/messages/@original"))
    await _ok(own.patch(f"{hook}/messages/@original", {"content": "edited"}))
    more = await _ok(own.post(hook, {"content": "more", "flags": 64}))
    place.clock.move(1)
    await _ok(own.delete(f"{hook}/messages/{more['id']}"))
    await _ok(own.post(hook, LAYOUT))
    message = sim.messages(channel)[0]
    await tour.interact(
        lambda: sim.autocomplete(ann, channel, "filter create", "brand", "ri"),
        {"type": 8, "data": {"choices": [{"name": "Rick", "value": "rick"}]}},
    )
    await tour.interact(lambda: sim.press(ann, message, "mute"), {"type": 6}, "")
    await tour.interact(
        lambda: sim.select(ann, message, "select 5", [ann]),
        {"type": 7, "data": {"content": "updated"}},
    )
    form = {"type": 4, "custom_id": "text", "style": 1, "label": "Text"}
    modal = {"custom_id": "m", "title": "M", "components": [{"type": 1, "components": [form]}]}
    opened, _ = await tour.interact(
        lambda: sim.command(ann, channel, "help"), {"type": 9, "data": modal}
    )
    assert opened.modal is not None
    asked = opened.modal
    await tour.interact(
        lambda: sim.submit_modal(ann, asked, {"text": "x"}), {"type": 4, "data": {"content": "y"}}
    )
    dm = sim.dm_channel(ann, place.app)
    await tour.interact(lambda: sim.command(ann, dm, "help"), {"type": 4, "data": LAYOUT})
    tour.shapes.assert_all_right()


async def test_refusals(tour: Tour) -> None:
    place, api = tour.place, tour.place.api
    hidden = place.sim.add_channel(place.guild, "hidden")
    place.sim.hide_from(hidden, place.guild.everyone)
    place.sim.hide_from(hidden, place.app.bot)
    answers = [
        await api.post(place.messages, {}),
        await api.post(place.messages, {"embeds": [{"title": "x" * 257, "fields": [{}]}]}),
        await api.post(place.messages, {"components": [{"type": 1}]}),
        await api.get(f"/channels/{hidden.id}"),
        await api.get("/channels/1"),
        await api.get("/nothing"),
        await api.call("PUT", "/users/@me"),
        await api.without_token().get("/users/@me"),
        *[await api.get("/users/@me/guilds") for _ in range(3)],
        *[await api.get(f"/guilds/{place.guild.id}/members/{one}") for one in (1, hidden.id)],
    ]
    assert {one.status for one in answers} >= {400, 401, 403, 404, 405, 429}
    tour.shapes.assert_all_right()


async def test_what_happens_to_the_world(tour: Tour) -> None:
    place, sim = tour.place, tour.place.sim
    role = sim.add_role(place.guild, "hunters")
    sim.give_role(place.guild, place.ann, role)
    bob = sim.add_user("bob")
    sim.join(place.guild, bob)
    message = sim.say(place.ann, place.channel, f"hello {bob.mention}")
    sim.react(bob, message, "👀")
    thread = sim.add_thread(place.channel, "private", private=True, members=[place.app.bot])
    sim.archive_thread(thread)
    sim.delete_channel(thread)
    sim.delete_message(message)
    sim.leave(place.guild, bob)
    sim.add_bot(sim.add_guild("Elsewhere"), place.app)
    everybody = {"guild_id": str(place.guild.id), "query": "", "limit": 0}
    await tour.socket.send(8, everybody)
    await tour.socket.until("GUILD_MEMBERS_CHUNK")
    tour.shapes.assert_all_right()
    assert tour.shapes.seen >= {
        "READY",
        "GUILD_CREATE",
        "GUILD_ROLE_CREATE",
        "GUILD_MEMBER_ADD",
        "GUILD_MEMBER_UPDATE",
        "GUILD_MEMBER_REMOVE",
        "MESSAGE_CREATE",
        "MESSAGE_DELETE",
        "MESSAGE_REACTION_ADD",
        "THREAD_CREATE",
        "THREAD_UPDATE",
        "THREAD_DELETE",
    }


def test_every_route_is_one_of_discords(spec: dict[str, Any]) -> None:
    shapes = Shapes(spec)
    routes = {
        (one.method, re.sub(r"\{[^}]*\}", "{}", one.template)) for one in DiscordSim().endpoints()
    }
    # The description leaves out reading any user by id.
    assert routes - shapes.paths.keys() <= {("GET", "/users/{}")}
    assert len(routes) > 60


def test_the_check_itself_finds_a_missing_key(spec: dict[str, Any]) -> None:
    shapes = Shapes(spec)
    shapes.schema("UserResponse", {"id": "1"}, "a user")
    assert any("'username' is a required property" in one for one in shapes.wrong)


def test_the_check_itself_finds_an_answer_nobody_described(spec: dict[str, Any]) -> None:
    shapes = Shapes(spec)
    for template, status in (("/users/@me", 202), ("/users/@me/secrets", 200)):
        exchange = Exchange(
            method="GET",
            template=template,
            path=template,
            sent=None,
            status=status,
            body={},
            headers={},
        )
        shapes.exchange(exchange)
    assert len(shapes.wrong) == 2


async def test_the_check_itself_finds_a_body_that_is_wrong(
    place: Place, spec: dict[str, Any]
) -> None:
    shapes = Shapes(spec)
    place.sim.watch_requests(shapes.request)
    await place.send(content="fine")
    shapes.assert_all_right()
    await place.send(content="x", nonce="x" * 26)
    assert [one.split(" at ")[0] for one in shapes.wrong] == [
        "the body of POST /channels/{channel_id}/messages"
    ]


async def test_watchers_see_what_was_sent(place: Place) -> None:
    seen: list[Exchange] = []
    place.sim.watch_requests(seen.append)
    await place.send(content="x")
    await place.api.get("/users/@me")
    headers = {"Content-Type": "application/json"}
    await place.api.call("POST", place.messages, data=b"{", headers=headers)
    assert [one.sent for one in seen] == [{"content": "x"}, None, None]
