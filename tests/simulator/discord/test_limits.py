"""Buckets, the global limit, limits without headers, the ban."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from tests.simulator.discord.place import TOKEN, Api, Furnished, Place

from maneki.clock import SystemClock
from maneki.simulator.discord import (
    ChannelType,
    DiscordSim,
    Latency,
    Quota,
    RouteName,
    Rules,
    Scope,
    Window,
)

UNLIMITED = dict.fromkeys(RouteName)


async def test_channels_share_a_hash_but_not_a_quota(place: Place) -> None:
    other = place.sim.add_channel(place.guild, "other")
    for _ in range(5):
        first = await place.send(content="x")
    second = await place.api.post(f"/channels/{other.id}/messages", {"content": "x"})
    assert first.headers["X-RateLimit-Remaining"] == "0"
    assert second.headers["X-RateLimit-Remaining"] == "4"
    assert first.headers["X-RateLimit-Bucket"] == second.headers["X-RateLimit-Bucket"]


async def test_opening_dms_is_one_bucket_for_the_whole_bot(place: Place) -> None:
    people = [place.sim.add_user(f"user {number}") for number in range(11)]
    statuses = [
        (await place.api.post("/users/@me/channels", {"recipient_id": str(one.id)})).status
        for one in people
    ]
    assert statuses == [200] * 10 + [429]


async def test_bots_do_not_share_buckets(place: Place) -> None:
    other = place.sim.add_application("Other", token="other")
    place.sim.add_bot(place.guild, other)
    for _ in range(5):
        await place.send(content="x")
    api = Api(place.api.session, place.api.url, "other")
    assert (await api.post(place.messages, {"content": "x"})).status == 200


async def test_refused_requests_count_in_their_bucket(place: Place) -> None:
    for _ in range(5):
        assert (await place.send()).status == 400
    assert (await place.send(content="x")).status == 429


async def test_deleting_is_counted_by_age(place: Place) -> None:
    young = await place.send(content="x")
    hashes = []
    for age in (0, 60, 15 * 86_400):
        place.clock.move(age)
        path = f"{place.messages}/{young.body['id']}"
        hashes.append((await place.api.delete(path)).headers["X-RateLimit-Bucket"])
    assert len(set(hashes)) == 3


async def test_a_route_without_a_limit_has_no_headers(place: Place) -> None:
    answer = await place.api.get("/gateway/bot")
    assert not [name for name in answer.headers if name.lower().startswith("x-ratelimit")]


# The global limit


async def _burst(place: Place, count: int) -> list[int]:
    return [(await place.api.get("/gateway/bot")).status for _ in range(count)]


@pytest.mark.parametrize(
    ("window", "half_a_second_later"),
    [(Window.FIXED, 0), (Window.SLIDING, 25), (Window.ROLLING, 0)],
)
async def test_fifty_requests_a_second_in_all(
    place_with: Furnished, window: Window, half_a_second_later: int
) -> None:
    place = await place_with(Rules(window=window))
    assert (await _burst(place, 51)).count(200) == 50
    place.clock.move(0.5)
    assert (await _burst(place, 30)).count(200) == half_a_second_later


async def test_a_global_429_says_so_and_names_no_bucket(place_with: Furnished) -> None:
    place = await place_with(Rules(window=Window.FIXED))
    await _burst(place, 50)
    refused = await place.send(content="x")
    assert refused.status == 429
    assert refused.body["global"] is True
    assert refused.body["retry_after"] == 1.0
    assert refused.headers["X-RateLimit-Global"] == "true"
    assert refused.headers["X-RateLimit-Scope"] == "global"
    assert "X-RateLimit-Bucket" not in refused.headers
    assert place.sim.rate_limited[-1].scope is Scope.GLOBAL


async def test_interaction_endpoints_are_not_counted_globally(place: Place) -> None:
    nobody = place.api.without_token()
    await _burst(place, 50)
    for _ in range(50):
        await nobody.get("/gateway")
    assert (await nobody.get("/gateway")).status == 429
    for api in (place.api, nobody):
        callback = await api.post(f"/interactions/{place.app.id}/token/callback", {"type": 4})
        follow_up = await api.post(f"/webhooks/{place.app.id}/token", {"content": "x"})
        assert (callback.code, follow_up.code) == (10062, 10015)


async def test_without_a_token_the_address_is_counted(place: Place) -> None:
    webhook = place.sim.add_webhook(place.channel)
    api = place.api.without_token()
    statuses = [(await api.get(f"/webhooks/{webhook.id}/{number}")).status for number in range(51)]
    assert statuses[50] == 429
    assert (await place.send(content="x")).status == 200


# Limits that no header shows


async def test_all_webhooks_of_a_channel_share_a_limit(place_with: Furnished) -> None:
    place = await place_with(Rules(channel_webhooks=Quota(3, 60)))
    hooks = [place.sim.add_webhook(place.channel) for _ in range(4)]
    api = place.api.without_token()
    answers = [await api.post(f"/webhooks/{one.id}/{one.token}", {"content": "x"}) for one in hooks]
    assert [one.status for one in answers] == [204, 204, 204, 429]
    refused = answers[3]
    assert refused.headers["X-RateLimit-Scope"] == "shared"
    assert refused.headers["X-RateLimit-Remaining"] == "4"
    assert refused.body["message"] == "The resource is being rate limited."
    assert refused.body["retry_after"] > float(refused.headers["X-RateLimit-Reset-After"])


async def test_whoever_fills_up_that_limit_is_told_to_wait_for_most_of_a_minute(
    place_with: Furnished,
) -> None:
    place = await place_with(Rules(quotas={RouteName.WEBHOOK_EXECUTE: None}))
    hooks = [place.sim.add_webhook(place.channel) for _ in range(2)]
    api = place.api.without_token()
    statuses = []
    for number in range(30):
        hook = hooks[number % 2]
        answer = await api.post(f"/webhooks/{hook.id}/{hook.token}", {"content": "x"})
        statuses.append(answer.status)
        place.clock.move(0.5)
    assert statuses == [204] * 30
    refused = await api.post(f"/webhooks/{hooks[0].id}/{hooks[0].token}", {"content": "x"})
    assert (refused.status, refused.body["retry_after"]) == (429, 45.0)
    elsewhere = place.sim.add_webhook(place.sim.add_channel(place.guild, "elsewhere"))
    allowed = await api.post(f"/webhooks/{elsewhere.id}/{elsewhere.token}", {"content": "x"})
    assert allowed.status == 204


async def test_the_shared_answer_may_come_without_the_routes_headers(
    place_with: Furnished,
) -> None:
    rules = Rules(channel_writes=Quota(1, 60), shared_bucket_headers=False)
    place = await place_with(rules)
    await place.send(content="x")
    refused = await place.send(content="x")
    assert refused.status == 429
    assert "X-RateLimit-Limit" not in refused.headers


@pytest.mark.parametrize(
    ("rules", "code"),
    [(Rules(channel_writes=Quota(2, 5)), 20028), (Rules(guild_writes=Quota(2, 5)), 20029)],
)
async def test_writes_of_a_channel_and_of_a_server(
    place_with: Furnished, rules: Rules, code: int
) -> None:
    place = await place_with(rules)
    await place.send(content="x")
    await place.send(content="x")
    refused = await place.send(content="x")
    assert (refused.status, refused.code) == (429, code)
    assert refused.body["global"] is False


async def test_a_congested_channel_is_nobodys_own_fault(place: Place) -> None:
    place.sim.congest(place.channel, seconds=2)
    refused = await place.send(content="x")
    assert (refused.status, refused.code, refused.body["retry_after"]) == (429, 20028, 2.0)
    limited = place.sim.rate_limited[0]
    assert (limited.scope, limited.self_caused) == (Scope.SHARED, False)
    place.sim.assert_clean()
    place.clock.move(2)
    assert (await place.send(content="x")).status == 200


async def test_names_and_topics_twice_in_ten_minutes(place: Place) -> None:
    place.sim.set_role_permissions(place.guild.everyone, 1 << 3)
    path = f"/channels/{place.channel.id}"
    statuses = [(await place.api.patch(path, {"topic": str(n)})).status for n in range(3)]
    assert statuses == [200, 200, 429]
    assert (await place.api.patch(path, {"rate_limit_per_user": 1})).status == 200


async def test_old_messages_are_seldom_edited(place: Place) -> None:
    old = await place.send(content="x")
    place.clock.move(3700)
    path = f"{place.messages}/{old.body['id']}"
    answers = [await place.api.patch(path, {"content": str(n)}) for n in range(4)]
    assert [one.status for one in answers] == [200, 200, 200, 429]
    assert answers[3].code == 30046


# Invalid requests


@pytest.mark.parametrize("status", [429, 403])
async def test_too_many_invalid_requests_bring_a_ban(place_with: Furnished, status: int) -> None:
    place = await place_with(Rules(invalid_requests=4, ban_for=600, ban_status=status))
    nobody = place.api.without_token()
    for _ in range(4):
        assert (await nobody.get("/users/@me")).status == 401
    banned = await place.send(content="x")
    assert banned.status == status
    assert isinstance(banned.body, str)
    assert "Via" not in banned.headers
    assert banned.headers["Content-Type"].startswith("text/html")
    place.clock.move(601)
    assert (await place.send(content="x")).status == 200


async def test_shared_429s_are_not_invalid_requests(place_with: Furnished) -> None:
    rules = Rules(invalid_requests=3, quotas=UNLIMITED)
    place = await place_with(rules)
    place.sim.congest(place.channel, seconds=60)
    for _ in range(5):
        assert (await place.send(content="x")).status == 429
    place.clock.move(60)
    assert (await place.send(content="x")).status == 200


async def test_forbidden_and_limited_requests_are_invalid(place_with: Furnished) -> None:
    place = await place_with(Rules(invalid_requests=3))
    place.sim.hide_from(place.channel, place.app.bot)
    for _ in range(2):
        assert (await place.send(content="x")).status == 403
    statuses = [(await place.api.get("/users/@me/guilds")).status for _ in range(2)]
    assert statuses == [200, 429]
    assert isinstance((await place.api.get("/users/@me")).body, str)


async def test_invalid_requests_are_forgotten_after_ten_minutes(place_with: Furnished) -> None:
    place = await place_with(Rules(invalid_requests=3))
    nobody = place.api.without_token()
    for _ in range(4):
        assert (await nobody.get("/users/@me")).status == 401
        place.clock.move(400)
    assert (await place.send(content="x")).status == 200


# In flight


async def test_requests_in_flight_are_counted_per_bucket() -> None:
    rules = Rules(latency=Latency(median=0.05))
    async with DiscordSim(SystemClock(), rules) as sim:
        app = sim.add_application(token=TOKEN)
        guild = sim.add_guild(bots=[app])
        one, other = sim.add_channel(guild, "one"), sim.add_channel(guild, "other")
        forum = sim.add_channel(guild, "forum", type=ChannelType.FORUM)
        async with aiohttp.ClientSession() as session:
            api = Api(session, sim.api_url, TOKEN)
            await asyncio.gather(
                *(
                    api.post(f"/channels/{channel.id}/messages", {"content": "x"})
                    for channel in (one, one, one, other, forum)
                )
            )
        seen = sorted((entry.major, entry.in_flight) for entry in sim.requests)
        assert seen == [
            (str(one.id), 1),
            (str(one.id), 2),
            (str(one.id), 3),
            (str(other.id), 1),
            (str(forum.id), 1),
        ]
        assert sim.report().most_in_flight == 3
        sim.assert_clean()
