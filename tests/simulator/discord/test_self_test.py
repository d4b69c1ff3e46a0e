"""The self-test: every rule that the simulator claims to watch is broken once, and it is caught."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from tests.simulator.discord.place import Api, Connect, Furnished, Place

from maneki.simulator.discord import Quota, RouteName, Rule, Rules, RulesBrokenError
from maneki.simulator.discord.server import Exchange

HELP = {"name": "help", "description": "Help"}
SAY = {"type": 4, "data": {"content": "x"}}


async def _unknown_route(place: Place, connect: Connect) -> None:
    await place.api.get("/no/such/route")


async def _invalid_json(place: Place, connect: Connect) -> None:
    headers = {"Content-Type": "application/json"}
    await place.api.call("POST", place.messages, data=b"{", headers=headers)


async def _content_type(place: Place, connect: Connect) -> None:
    headers = {"Content-Type": "text/plain"}
    await place.api.call("POST", place.messages, data=b"x", headers=headers)


async def _invalid_form(place: Place, connect: Connect) -> None:
    await place.send(content="x" * 2001)


async def _user_agent(place: Place, connect: Connect) -> None:
    await place.api.call("GET", "/users/@me", headers={"User-Agent": ""})


async def _token(place: Place, connect: Connect) -> None:
    await Api(place.api.session, place.api.url, "wrong").get("/users/@me")


async def _rate_limit(place: Place, connect: Connect) -> None:
    for _ in range(6):
        await place.send(content="x")


async def _banned(place: Place, connect: Connect) -> None:
    nobody = place.api.without_token()
    for _ in range(place.sim.rules.invalid_requests + 1):
        await nobody.get("/users/@me")


async def _dm_quota(place: Place, connect: Connect) -> None:
    for number in range(3):
        user = place.sim.add_user(f"user {number}")
        await place.api.post("/users/@me/channels", {"recipient_id": str(user.id)})


async def _empty(place: Place, connect: Connect) -> None:
    await place.send(content="")


async def _too_large(place: Place, connect: Connect) -> None:
    await place.send(content="x" * 5000)


async def _webhook(place: Place, connect: Connect) -> None:
    for _ in range(2):
        await place.api.without_token().post("/webhooks/1/token", {"content": "x"})


async def _gateway(place: Place, connect: Connect) -> None:
    socket = await connect(place.sim)
    await socket.receive()
    await socket.send(99)
    await socket.closed_with()


async def _not_acknowledged(place: Place, connect: Connect) -> None:
    await place.api.put(f"/applications/{place.app.id}/commands", [HELP])
    await place.sim.command(place.ann, place.channel, "help")


async def _last_interaction(place: Place, connect: Connect) -> str:
    """A command that nobody answers in time; returns where it can still be answered."""
    socket = await connect(place.sim)
    await socket.receive()
    await socket.identify()
    await socket.until("GUILD_CREATE")
    await _not_acknowledged(place, connect)
    data = await socket.until("INTERACTION_CREATE")
    return f"/interactions/{data['id']}/{data['token']}/callback"


async def _twice(place: Place, connect: Connect) -> None:
    path = await _last_interaction(place, connect)
    for _ in range(2):
        await place.api.without_token().post(path, SAY)


async def _expired(place: Place, connect: Connect) -> None:
    path = await _last_interaction(place, connect)
    place.clock.move(4)
    await place.api.without_token().post(path, SAY)


BREAKERS: dict[Rule, Callable[[Place, Connect], Awaitable[None]]] = {
    Rule.UNKNOWN_ROUTE: _unknown_route,
    Rule.CONTENT_TYPE: _content_type,
    Rule.INVALID_JSON: _invalid_json,
    Rule.INVALID_FORM: _invalid_form,
    Rule.USER_AGENT: _user_agent,
    Rule.TOKEN: _token,
    Rule.RATE_LIMIT: _rate_limit,
    Rule.BANNED: _banned,
    Rule.DM_QUOTA: _dm_quota,
    Rule.EMPTY_MESSAGE: _empty,
    Rule.TOO_LARGE: _too_large,
    Rule.ACKNOWLEDGED_TWICE: _twice,
    Rule.EXPIRED_INTERACTION: _expired,
    Rule.NOT_ACKNOWLEDGED: _not_acknowledged,
    Rule.DEAD_WEBHOOK: _webhook,
    Rule.GATEWAY: _gateway,
}
STRICT = Rules(
    invalid_requests=5,
    request_bytes=4000,
    new_dms=Quota(2, 600),
    acknowledge_within=0.02,
)


@pytest.mark.parametrize("rule", list(Rule))
async def test_breaking_it_is_caught(place_with: Furnished, connect: Connect, rule: Rule) -> None:
    place = await place_with(STRICT)
    place.sim.assert_clean()
    await BREAKERS[rule](place, connect)
    assert rule in {one.rule for one in place.sim.violations}
    with pytest.raises(RulesBrokenError, match=str(rule)) as broken:
        place.sim.assert_clean()
    assert broken.value.violations == place.sim.violations


async def test_where_it_is_not_strict_breaking_rules_is_only_written_down(
    place_with: Furnished,
) -> None:
    place = await place_with(Rules(strict=False))
    await place.send(content="")
    place.sim.assert_clean()
    assert place.sim.report().violations[0].startswith("empty message")


async def test_what_a_well_behaved_program_meets_is_no_violation(place: Place) -> None:
    """Being refused, told to wait by others, or met by an error is not the program's doing."""
    place.sim.close_dms(place.ann)
    opened = await place.api.post("/users/@me/channels", {"recipient_id": str(place.ann.id)})
    await place.api.post(f"/channels/{opened.body['id']}/messages", {"content": "x"})
    place.sim.congest(place.channel, seconds=1)
    await place.send(content="x")
    await place.api.get("/channels/1")
    place.sim.assert_clean()
    assert place.sim.report().refused == {10003: 1, 20028: 1, 50007: 1}


# What can be seen of a run


async def test_every_request_is_written_down(place: Place) -> None:
    await place.send(content="x")
    await place.send(content="")
    first, second = place.sim.requests
    assert (first.number, first.method, first.route, first.status, first.code) == (
        1,
        "POST",
        RouteName.MESSAGE_CREATE,
        200,
        None,
    )
    assert (second.status, second.code, second.major) == (400, 50006, str(place.channel.id))
    assert first.bucket == second.bucket != ""
    assert first.application_id == place.app.id


async def test_a_report_adds_it_up(place: Place) -> None:
    for _ in range(6):
        await place.send(content="x")
    report = place.sim.report()
    assert report.requests == 6
    assert report.by_route == {"message.create": 6}
    assert report.by_status == {200: 5, 429: 1}
    assert report.rate_limited == {"user": 1}
    assert report.self_caused == 1
    assert report.messages_created == 5


async def test_only_the_last_requests_are_kept(place_with: Furnished) -> None:
    place = await place_with(Rules(keep_requests=2))
    for _ in range(3):
        await place.api.get("/users/@me")
    assert [one.number for one in place.sim.requests] == [2, 3]


async def test_watchers_see_what_was_answered(place: Place) -> None:
    seen: list[Exchange] = []
    place.sim.watch_requests(seen.append)
    await place.send(content="x")
    assert (seen[0].template, seen[0].status) == ("/channels/{channel_id}/messages", 200)
    assert seen[0].body["content"] == "x"


async def test_members_see_what_their_permissions_let_them(place: Place) -> None:
    hidden = place.sim.add_channel(place.guild, "hidden")
    place.sim.hide_from(hidden, place.ann)
    await place.api.post(f"/channels/{hidden.id}/messages", {"content": "hidden"})
    await place.send(content="seen")
    place.sim.say(place.ann, place.channel, "her own")
    opened = await place.api.post("/users/@me/channels", {"recipient_id": str(place.ann.id)})
    await place.api.post(f"/channels/{opened.body['id']}/messages", {"content": "private"})
    assert [one.content for one in place.sim.visible_to(place.ann)] == ["seen", "private"]
    bob = place.sim.add_user("bob")
    assert place.sim.visible_to(bob) == []
    assert [one.content for one in place.sim.dms(place.ann)] == ["private"]
    assert len(place.sim.messages(str(place.channel.id))) == 2


async def test_history_is_read_in_pages(place_with: Furnished) -> None:
    place = await place_with(Rules(quotas=dict.fromkeys(RouteName)))
    ids = [(await place.send(content=str(number))).body["id"] for number in range(10)]

    async def page(query: str) -> list[str]:
        found = (await place.api.get(f"{place.messages}?{query}")).body
        return [one["content"] for one in found]

    assert await page("limit=3") == ["9", "8", "7"]
    assert await page(f"limit=2&before={ids[5]}") == ["4", "3"]
    assert await page(f"limit=2&after={ids[5]}") == ["7", "6"]
    assert await page(f"limit=3&around={ids[5]}") == ["6", "5", "4"]
    await place.api.delete(f"{place.messages}/{ids[4]}")
    assert await page(f"limit=2&before={ids[5]}") == ["3", "2"]
    for odd in ("limit=0", "limit=101", "limit=x", "before=x"):
        assert (await place.api.get(f"{place.messages}?{odd}")).status == 400


async def test_messages_can_be_deleted_in_bulk_unless_they_are_old(place: Place) -> None:
    place.sim.set_role_permissions(place.guild.everyone, 1 << 3)
    ids = [(await place.send(content="x")).body["id"] for _ in range(3)]
    path = f"{place.messages}/bulk-delete"
    assert (await place.api.post(path, {"messages": ids[:1]})).error("messages")
    assert (await place.api.post(path, {"messages": ids[:2]})).status == 204
    assert len(place.sim.messages(place.channel)) == 1
    place.clock.move(15 * 86_400)
    assert (await place.api.post(path, {"messages": ids[1:]})).code == 50034


async def test_only_emoji_can_be_put_under_a_message(place: Place) -> None:
    sent = (await place.send(content="x")).body
    base = f"{place.messages}/{sent['id']}/reactions"
    assert (await place.api.put(f"{base}/hello/@me")).code == 10014
    place.clock.move(1)
    assert (await place.api.put(f"{base}/%F0%9F%91%80/@me")).status == 204
    assert place.sim.messages(place.channel)[0].reactions[0].user_ids == [place.app.bot.id]
