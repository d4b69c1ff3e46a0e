"""The gateway by hand: hello to close codes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.simulator.discord.place import TOKEN, Connect, Furnished, Place, Socket, eventually

from maneki.simulator.discord import Drop, Intent, Quota, Rules, Window
from maneki.simulator.discord.intents import KNOWN

GUILDS = int(Intent.GUILDS)
QUICK = Rules(concurrency_window=0)


async def ready(place: Place, connect: Connect, intents: int | None = None, **more: Any) -> Socket:
    socket = await connect(place.sim)
    await socket.receive()
    await socket.identify(*(() if intents is None else (intents,)), **more)
    await socket.until("GUILD_CREATE")
    return socket


@pytest.mark.parametrize("compress", ["", "zlib-stream", "zstd-stream"])
async def test_hello_identify_ready_and_servers_in_every_packing(
    place: Place, connect: Connect, compress: str
) -> None:
    socket = await connect(place.sim, compress=compress)
    hello = await socket.receive()
    assert (hello["op"], hello["d"]["heartbeat_interval"]) == (10, 41_250)
    await socket.identify()
    prepared = await socket.until("READY")
    assert prepared["resume_gateway_url"] == place.sim.resume_url != place.sim.gateway_url
    assert prepared["guilds"] == [{"id": str(place.guild.id), "unavailable": True}]
    server = await socket.until("GUILD_CREATE")
    assert [one["name"] for one in server["channels"]] == ["alerts"]
    assert [one["user"]["username"] for one in server["members"]] == ["Maneki"]
    assert server["member_count"] == 3
    place.sim.dm(place.ann, place.app, "x" * 1000)
    assert (await socket.until("MESSAGE_CREATE"))["content"] == "x" * 1000


async def test_large_payloads_can_be_packed_alone(place: Place, connect: Connect) -> None:
    socket = await connect(place.sim)
    await socket.receive()
    await socket.identify(compress=True)
    assert (await socket.until("GUILD_CREATE"))["name"] == "Closet"


async def test_heartbeats_are_acknowledged_and_asked_for(online: Socket, place: Place) -> None:
    assert (await online.ask(1, online.sequence))["op"] == 11
    place.sim.gateway.ask_heartbeat()
    assert (await online.receive())["op"] == 1


async def test_whoever_sends_no_heartbeat_is_closed(place: Place, connect: Connect) -> None:
    socket = await ready(place, connect)
    for _ in range(3):
        place.clock.move(41)
        assert (await socket.ask(1, None))["op"] == 11
    await asyncio.sleep(0)
    place.clock.move(63)
    assert await socket.closed_with() == 4009
    assert "no heartbeat" in str(place.sim.violations[0])


@pytest.mark.parametrize(
    ("query", "code"),
    [({"v": "9"}, 4012), ({"encoding": "etf"}, 4002), ({"compress": "lzma"}, 4002)],
)
async def test_odd_connections_are_closed(
    place: Place, connect: Connect, query: dict[str, str], code: int
) -> None:
    asked = {key: value for key, value in query.items() if key != "compress"}
    if "compress" in query:
        import aiohttp  # noqa: PLC0415  (only here)

        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{place.sim.gateway_url}?v=10&compress=lzma") as socket,
        ):
            await socket.receive(timeout=5)
            assert socket.close_code == code
        return
    assert await (await connect(place.sim, **asked)).closed_with() == code


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"intents": 1 << 30}, 4013),
        ({"intents": "all"}, 4013),
        ({"intents": int(Intent.MESSAGE_CONTENT)}, 4014),
        ({"intents": int(Intent.GUILD_MEMBERS)}, 4014),
        ({"shard": [1, 1]}, 4010),
        ({"shard": "0"}, 4010),
    ],
)
async def test_identify_is_checked(
    place: Place, connect: Connect, more: dict[str, Any], code: int
) -> None:
    socket = await connect(place.sim)
    await socket.receive()
    await socket.identify(**{"intents": GUILDS} | more)
    assert await socket.closed_with() == code
    assert str(code) in str(place.sim.violations[0])


@pytest.mark.parametrize(
    ("op", "data", "code"),
    [(3, {}, 4003), (8, {}, 4003), (99, None, 4003), (2, "x", 4002), (6, [], 4002)],
)
async def test_first_things_first(
    place: Place, connect: Connect, op: int, data: Any, code: int
) -> None:
    socket = await connect(place.sim)
    await socket.receive()
    await socket.send(op, data)
    assert await socket.closed_with() == code


async def test_identifying_twice_and_unknown_opcodes(
    place_with: Furnished, connect: Connect
) -> None:
    place = await place_with(QUICK)
    socket = await ready(place, connect)
    await socket.identify()
    assert await socket.closed_with() == 4005
    socket = await ready(place, connect)
    await socket.send(12, {})
    assert await socket.closed_with() == 4001


@pytest.mark.parametrize("raw", ["{", "[1]", '"x"', '{"op": 1, "d": "' + "x" * 4096 + '"}'])
async def test_payloads_are_small_json_objects(online: Socket, raw: str) -> None:
    await online.socket.send_str(raw)
    assert await online.closed_with() == 4002


async def test_too_many_events_close_the_connection(
    place_with: Furnished, connect: Connect
) -> None:
    place = await place_with(Rules(gateway_events=Quota(5, 60, Window.ROLLING)))
    socket = await ready(place, connect)
    for _ in range(4):
        await socket.ask(1, None)
    place.clock.move(59)
    await socket.send(1, None)
    assert await socket.closed_with() == 4008


async def test_by_default_a_hundred_and_twenty_events_a_minute(online: Socket) -> None:
    for _ in range(119):
        assert (await online.ask(1, None))["op"] == 11
    await online.send(1, None)
    assert await online.closed_with() == 4008


# Identify limits


async def test_identifying_again_too_soon_is_an_invalid_session(
    place: Place, connect: Connect
) -> None:
    await ready(place, connect)
    socket = await connect(place.sim)
    await socket.receive()
    await socket.identify()
    refused = await socket.receive()
    assert (refused["op"], refused["d"]) == (9, False)
    place.clock.move(5)
    await socket.identify()
    await socket.until("READY")


async def test_a_thousand_identifies_a_day_or_the_token_is_reset(
    place_with: Furnished, connect: Connect
) -> None:
    place = await place_with(Rules(identifies_per_day=2, concurrency_window=0))
    first = await ready(place, connect)
    await ready(place, connect)
    assert (await place.api.get("/gateway/bot")).body["session_start_limit"]["remaining"] == 0
    third = await connect(place.sim)
    await third.receive()
    await third.identify()
    assert await third.closed_with() == 4004
    assert await first.closed_with() == 4004
    assert (await place.api.get("/users/@me")).status == 401


async def test_shards_get_their_own_servers(place_with: Furnished, connect: Connect) -> None:
    place = await place_with(Rules(max_concurrency=2))
    number = (place.guild.id >> 22) % 2
    own = await ready(place, connect, shard=[number, 2])
    other = await connect(place.sim)
    await other.receive()
    await other.identify(shard=[1 - number, 2])
    await other.until("READY")
    place.sim.add_channel(place.guild, "new")
    assert (await own.until("CHANNEL_CREATE"))["name"] == "new"
    assert await other.is_quiet()


async def test_many_servers_need_shards(place_with: Furnished, connect: Connect) -> None:
    place = await place_with(Rules(guilds_per_shard=1, concurrency_window=0))
    place.sim.add_guild("Elsewhere", bots=[place.app])
    socket = await connect(place.sim)
    await socket.receive()
    await socket.identify()
    assert await socket.closed_with() == 4011
    socket = await connect(place.sim)
    await socket.receive()
    await socket.identify(shard=[0, 2])
    await socket.until("READY")


# Resume


async def resume(
    place: Place, connect: Connect, before: Socket, *, here: bool = True, **more: Any
) -> Socket:
    socket = await connect(place.sim, resuming=here)
    await socket.receive()
    data = {"token": TOKEN, "session_id": before.session_id, "seq": before.sequence}
    await socket.send(6, data | more)
    return socket


@pytest.mark.parametrize("how", [Drop.CLOSE, Drop.ABORT])
async def test_what_was_missed_comes_in_order_on_resuming(
    place: Place, connect: Connect, how: Drop
) -> None:
    before = await ready(place, connect)
    assert place.sim.drop_gateway(how=how) == 1
    assert await before.closed_with() in {4000, 1006}
    for text in ("one", "two"):
        place.sim.dm(place.ann, place.app, text)
    after = await resume(place, connect, before)
    await after.until("RESUMED")
    assert [data["content"] for event, data in after.events[:-1] if event] == ["one", "two"]
    assert place.sim.gateway.identifies_left(place.app) == 999


async def test_resuming_at_the_wrong_address_is_noticed(place: Place, connect: Connect) -> None:
    before = await ready(place, connect)
    place.sim.drop_gateway()
    await before.closed_with()
    await (await resume(place, connect, before)).until("RESUMED")
    place.sim.assert_clean()
    await (await resume(place, connect, before, here=False)).until("RESUMED")
    assert "resume_gateway_url" in str(place.sim.violations[0])


async def test_reconnect_is_asked_for_with_opcode_seven(online: Socket, place: Place) -> None:
    place.sim.drop_gateway(how=Drop.RECONNECT)
    assert (await online.receive())["op"] == 7


async def test_a_lost_session_cannot_be_resumed(place: Place, connect: Connect) -> None:
    before = await ready(place, connect)
    place.sim.drop_gateway(resumable=False)
    after = await resume(place, connect, before)
    refused = await after.receive()
    assert (refused["op"], refused["d"]) == (9, False)


async def test_leaving_properly_ends_the_session(place: Place, connect: Connect) -> None:
    before = await ready(place, connect)
    await before.socket.close(code=1000)
    await eventually(lambda: place.sim.gateway.connections == 0)
    after = await resume(place, connect, before)
    assert (await after.receive())["op"] == 9


async def test_sessions_are_kept_for_some_minutes(place: Place, connect: Connect) -> None:
    before = await ready(place, connect)
    await before.socket.close(code=4000)
    await eventually(lambda: place.sim.gateway.connections == 0)
    place.clock.move(181)
    after = await resume(place, connect, before)
    assert (await after.receive())["op"] == 9


@pytest.mark.parametrize(
    ("more", "code"), [({"seq": 99}, 4007), ({"seq": None}, 4007), ({"token": "x"}, 4004)]
)
async def test_resuming_is_checked(
    place: Place, connect: Connect, more: dict[str, Any], code: int
) -> None:
    before = await ready(place, connect)
    place.sim.drop_gateway()
    await before.closed_with()
    after = await resume(place, connect, before, **more)
    assert await after.closed_with() == code


async def test_what_is_no_longer_kept_cannot_be_replayed(
    place_with: Furnished, connect: Connect
) -> None:
    place = await place_with(Rules(replay_events=2))
    before = await ready(place, connect)
    place.sim.drop_gateway()
    await before.closed_with()
    for number in range(3):
        place.sim.dm(place.ann, place.app, str(number))
    after = await resume(place, connect, before)
    assert (await after.receive())["op"] == 9


async def test_a_frozen_connection_says_nothing_and_can_be_resumed_elsewhere(
    place: Place, connect: Connect
) -> None:
    before = await ready(place, connect)
    place.sim.freeze_gateway()
    place.sim.dm(place.ann, place.app, "lost?")
    await before.send(1, None)
    with pytest.raises(TimeoutError):
        await before.socket.receive(timeout=0.05)
    place.sim.freeze_gateway(frozen=False)
    after = await resume(place, connect, before)
    assert (await after.until("MESSAGE_CREATE"))["content"] == "lost?"


# Intents


@pytest.mark.parametrize(
    ("intents", "heard"),
    [
        (GUILDS, []),
        (GUILDS | int(Intent.GUILD_MESSAGES), ["MESSAGE_CREATE"]),
        (GUILDS | int(Intent.GUILD_MESSAGE_REACTIONS), ["MESSAGE_REACTION_ADD"]),
        (KNOWN, ["MESSAGE_CREATE", "MESSAGE_REACTION_ADD", "GUILD_MEMBER_ADD"]),
    ],
)
async def test_only_what_was_asked_for_is_told(
    place: Place, connect: Connect, intents: int, heard: list[str]
) -> None:
    place.app.privileged_intents = KNOWN
    socket = await ready(place, connect, intents)
    socket.events.clear()
    message = place.sim.say(place.ann, place.channel, "x")
    place.sim.react(place.ann, message, "👀")
    place.sim.join(place.guild, place.sim.add_user("bob"))
    assert await _all_events(socket) == heard


async def _all_events(socket: Socket) -> list[str]:
    await socket.send(1, None)
    while (await socket.receive())["op"] != 11:
        pass
    return [name for name, _ in socket.events]


async def test_texts_of_others_are_stripped_without_the_intent(
    online: Socket, place: Place
) -> None:
    place.sim.say(place.ann, place.channel, "secret")
    assert (await online.until("MESSAGE_CREATE"))["content"] == ""
    place.sim.say(place.ann, place.channel, f"{place.app.bot.mention} hi")
    assert (await online.until("MESSAGE_CREATE"))["content"].endswith("hi")
    place.sim.dm(place.ann, place.app, "private")
    private = await online.until("MESSAGE_CREATE")
    assert private["content"] == "private"
    assert "guild_id" not in private
    await place.send(content="mine")
    assert (await online.until("MESSAGE_CREATE"))["content"] == "mine"


async def test_with_the_intent_they_are_there(place: Place, connect: Connect) -> None:
    place.app.privileged_intents = int(Intent.MESSAGE_CONTENT)
    intents = GUILDS | int(Intent.GUILD_MESSAGES | Intent.MESSAGE_CONTENT)
    socket = await ready(place, connect, intents)
    place.sim.say(place.ann, place.channel, "secret")
    assert (await socket.until("MESSAGE_CREATE"))["content"] == "secret"


async def test_messages_of_channels_one_cannot_see_are_not_told(
    online: Socket, place: Place
) -> None:
    hidden = place.sim.add_channel(place.guild, "hidden")
    await online.until("CHANNEL_CREATE")
    place.sim.hide_from(hidden, place.app.bot)
    await online.until("CHANNEL_UPDATE")
    place.sim.say(place.ann, hidden, "x")
    assert await online.is_quiet()


async def test_hidden_channels_are_told_in_full_in_the_older_reading(
    place_with: Furnished, connect: Connect
) -> None:
    place = await place_with(Rules(hide_channels=False))
    hidden = place.sim.add_channel(place.guild, "secret plans")
    place.sim.hide_from(hidden, place.app.bot)
    socket = await connect(place.sim)
    await socket.receive()
    await socket.identify()
    channels = (await socket.until("GUILD_CREATE"))["channels"]
    assert [one["name"] for one in channels] == ["alerts", "secret plans"]


async def test_hidden_channels_are_masked_in_the_newer_reading(
    place_with: Furnished, connect: Connect
) -> None:
    place = await place_with(Rules(hide_channels=True))
    hidden = place.sim.add_channel(place.guild, "secret plans", nsfw=True)
    place.sim.hide_from(hidden, place.app.bot)
    socket = await connect(place.sim)
    await socket.receive()
    await socket.identify()
    channels = (await socket.until("GUILD_CREATE"))["channels"]
    masked = next(one for one in channels if one["id"] == str(hidden.id))
    assert (masked["name"], masked["flags"], masked["topic"]) == ("___hidden___", 1 << 17, None)
    place.sim.set_overwrite(hidden, place.app.bot)
    assert (await socket.until("CHANNEL_UPDATE"))["name"] == "secret plans"


async def test_the_members_of_a_server_are_asked_for_with_care(
    place: Place, connect: Connect
) -> None:
    place.app.privileged_intents = int(Intent.GUILD_MEMBERS)
    socket = await ready(place, connect, GUILDS | int(Intent.GUILD_MEMBERS))
    everybody = {"guild_id": str(place.guild.id), "query": "", "limit": 0, "nonce": "n"}
    await socket.send(8, everybody)
    found = await socket.until("GUILD_MEMBERS_CHUNK")
    assert (len(found["members"]), found["nonce"]) == (3, "n")
    await socket.send(8, everybody)
    limited = await socket.until("RATE_LIMITED")
    assert (limited["opcode"], limited["retry_after"]) == (8, 30)
    one = {"guild_id": str(place.guild.id), "user_ids": [str(place.ann.id), "1"], "limit": 0}
    await socket.send(8, one)
    found = await socket.until("GUILD_MEMBERS_CHUNK")
    assert [entry["user"]["username"] for entry in found["members"]] == ["ann"]
    assert found["not_found"] == ["1"]
    await socket.send(8, {"guild_id": str(place.guild.id), "query": "AN", "limit": 5})
    assert len((await socket.until("GUILD_MEMBERS_CHUNK"))["members"]) == 1


async def test_all_members_need_the_intent(online: Socket, place: Place) -> None:
    await online.send(8, {"guild_id": str(place.guild.id), "query": "", "limit": 0})
    assert await online.closed_with() == 4014


async def test_an_outage_is_told_and_so_is_its_end(online: Socket, place: Place) -> None:
    place.sim.outage(place.guild)
    assert (await online.until("GUILD_DELETE"))["unavailable"] is True
    place.sim.outage(place.guild, over=True)
    assert (await online.until("GUILD_CREATE"))["unavailable"] is False


async def test_events_come_as_late_as_the_rules_say(
    place_with: Furnished, connect: Connect
) -> None:
    place = await place_with(Rules(gateway_latency=2))
    socket = await connect(place.sim)
    with pytest.raises(TimeoutError):
        await socket.socket.receive(timeout=0.05)
    place.clock.move(2)
    assert (await socket.receive())["op"] == 10
