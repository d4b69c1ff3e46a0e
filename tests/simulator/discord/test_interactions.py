"""Interactions by hand: three seconds, one response, fifteen minutes, and what may be answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.simulator.discord.place import TOKEN, Answer, Connect, Furnished, Place, Socket

from maneki.simulator.discord import InteractionResult, NotPossibleError, RouteName, Rules
from maneki.simulator.discord.rules import Answer as Code

HELP = {"name": "help", "description": "Help"}
SAY = {"type": 4, "data": {"content": "hello"}}
THINK = {"type": 5, "data": {"flags": 64}}
FREE = dict.fromkeys(RouteName)


class Desk:
    """Answers interactions by hand."""

    def __init__(self, place: Place, socket: Socket) -> None:
        self.place = place
        self.socket = socket
        self.api = place.api.without_token()
        self.last: dict[str, Any] = {}

    async def answer(self, body: dict[str, Any], query: str = "") -> Answer:
        path = f"/interactions/{self.last['id']}/{self.last['token']}/callback{query}"
        return await self.api.post(path, body)

    @property
    def hook(self) -> str:
        return f"/webhooks/{self.place.app.id}/{self.last['token']}"

    async def follow(self, **body: Any) -> Answer:
        return await self.api.post(self.hook, body)

    async def during(
        self, acting: Callable[[], Awaitable[InteractionResult]], *steps: Callable[[], Any]
    ) -> tuple[InteractionResult, list[Answer]]:
        """Let a member act, hear of it, and take the steps one after the other."""
        async with asyncio.TaskGroup() as group:
            task = group.create_task(_awaited(acting))
            self.last = await self.socket.until("INTERACTION_CREATE")
            answers = [await step() for step in steps]
        return task.result(), answers

    async def help(self, *bodies: dict[str, Any], query: str = "") -> Any:
        """/help, answered with these bodies in turn."""
        steps = [_step(self, body, query) for body in bodies]
        place = self.place
        return await self.during(
            lambda: place.sim.command(place.ann, place.channel, "help", wait=0.05), *steps
        )


async def _awaited(acting: Callable[[], Awaitable[InteractionResult]]) -> InteractionResult:
    return await acting()


def _step(desk: Desk, body: dict[str, Any], query: str) -> Callable[[], Any]:
    return lambda: desk.answer(body, query)


async def open_desk(place: Place, connect: Connect) -> Desk:
    socket = await connect(place.sim)
    await socket.receive()
    await socket.identify()
    await socket.until("GUILD_CREATE")
    commands = [HELP, {"name": "find", "description": "Find", "options": [_FIND]}]
    await place.api.put(f"/applications/{place.app.id}/commands", commands)
    return Desk(place, socket)


_FIND = {"type": 4, "name": "number", "description": "x", "autocomplete": True}


@pytest.fixture
async def desk(place: Place, connect: Connect) -> Desk:
    return await open_desk(place, connect)


async def test_an_answer_is_seen_and_204(desk: Desk) -> None:
    result, (answer,) = await desk.help(SAY)
    assert answer.status == 204
    assert result.text == "hello"
    assert result.message.type == 20
    assert result.acknowledged_after == 0
    assert [one.content for one in desk.place.sim.visible_to(desk.place.ann)] == ["hello"]


async def test_with_response_tells_of_the_message(desk: Desk) -> None:
    result, (answer,) = await desk.help(SAY, query="?with_response=true")
    assert answer.status == 200
    assert answer.body["interaction"]["response_message_id"] == str(result.message.id)
    assert answer.body["resource"]["message"]["content"] == "hello"


async def test_the_second_first_response_is_40060(desk: Desk) -> None:
    _, (_, second) = await desk.help(THINK, SAY)
    assert (second.status, second.code) == (400, 40060)
    assert [one.rule for one in desk.place.sim.violations] == ["interaction acknowledged twice"]


async def test_after_three_seconds_the_token_is_dead(desk: Desk) -> None:
    place = desk.place

    async def late() -> Answer:
        place.clock.move(3.1)
        return await desk.answer(SAY)

    result, (answer,) = await desk.during(
        lambda: place.sim.command(place.ann, place.channel, "help"), late
    )
    assert (answer.status, answer.code) == (404, 10062)
    assert not result.is_acknowledged
    assert {one.rule for one in place.sim.violations} == {
        "expired interaction",
        "interaction not acknowledged in time",
    }


async def test_nobody_answers(place_with: Furnished, connect: Connect) -> None:
    place = await place_with(Rules(acknowledge_within=0.05))
    await open_desk(place, connect)
    result = await place.sim.command(place.ann, place.channel, "help")
    assert not result.is_acknowledged
    assert [one.rule for one in place.sim.violations] == ["interaction not acknowledged in time"]
    with pytest.raises(NotPossibleError, match="was not answered"):
        _ = result.message


async def test_a_bot_that_is_offline_does_not_respond(place: Place) -> None:
    await place.api.put(f"/applications/{place.app.id}/commands", [HELP])
    result = await place.sim.command(place.ann, place.channel, "help")
    assert not result.is_acknowledged


async def test_an_interaction_during_a_short_disconnection_is_replayed(
    place: Place, connect: Connect
) -> None:
    desk = await open_desk(place, connect)
    before = desk.socket
    place.sim.drop_gateway()
    await before.closed_with()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(place.sim.command(place.ann, place.channel, "help"))
        desk.socket = await connect(place.sim, resuming=True)
        await desk.socket.receive()
        resumed = {"token": TOKEN, "session_id": before.session_id, "seq": before.sequence}
        await desk.socket.send(6, resumed)
        desk.last = await desk.socket.until("INTERACTION_CREATE")
        await desk.answer(SAY)
    assert running.result().text == "hello"
    place.sim.assert_clean()


async def test_follow_ups_need_an_answer_first_and_a_known_token(desk: Desk) -> None:
    place = desk.place
    _, (early, _) = await desk.during(
        lambda: place.sim.command(place.ann, place.channel, "help"),
        lambda: desk.follow(content="too early"),
        lambda: desk.answer(SAY),
    )
    assert (early.status, early.code) == (404, 10015)
    unknown = await desk.api.post(f"/webhooks/{place.app.id}/unknown", {"content": "x"})
    assert unknown.code == 10015
    unknown = await desk.api.post("/interactions/1/unknown/callback", SAY)
    assert unknown.code == 10062


@pytest.mark.parametrize("code", [Code(401, 50027), Code(404, 10062)])
async def test_after_fifteen_minutes_nothing_can_be_added(
    place_with: Furnished, connect: Connect, code: Code
) -> None:
    rules = Rules(expired_interaction=code, heartbeat_interval=10_000)
    desk = await open_desk(await place_with(rules), connect)
    await desk.help(SAY)
    desk.place.clock.move(899)
    assert (await desk.follow(content="in time")).status == 200
    desk.place.clock.move(2)
    late = await desk.follow(content="late")
    assert (late.status, late.code) == (code.status, code.code)
    assert [one.rule for one in desk.place.sim.violations] == ["expired interaction"]


async def test_a_deferred_answer_stays_private(desk: Desk) -> None:
    place = desk.place
    result, (_, follow) = await desk.during(
        lambda: place.sim.command(place.ann, place.channel, "help"),
        lambda: desk.answer(THINK),
        lambda: desk.follow(content="done"),
    )
    assert follow.body["flags"] == 64
    assert result.message.content == "done"
    assert len(result.messages) == 1
    assert place.sim.messages(place.channel) == []
    assert (await place.api.get(f"{place.messages}/{result.message.id}")).code == 10008
    later = await desk.follow(content="and another")
    assert later.body["flags"] == 0
    assert [one.content for one in place.sim.messages(place.channel)] == ["and another"]


async def test_thinking_is_no_message_to_anybody_until_it_is_answered(desk: Desk) -> None:
    place = desk.place
    result, _ = await desk.during(
        lambda: place.sim.command(place.ann, place.channel, "help", wait=0.05),
        lambda: desk.answer({"type": 5}),
    )
    assert result.is_acknowledged
    assert not result.is_settled
    assert place.sim.visible_to(place.ann) == []
    original = f"{desk.hook}/messages/@original"
    assert (await desk.api.patch(original, {"content": "done"})).status == 200
    assert result.is_settled
    assert [one.content for one in place.sim.visible_to(place.ann)] == ["done"]


async def test_the_original_can_be_read_changed_and_deleted(desk: Desk) -> None:
    result, _ = await desk.help(SAY)
    original = f"{desk.hook}/messages/@original"
    by_id = f"{desk.hook}/messages/{result.message.id}"
    assert (await desk.api.get(original)).body["content"] == "hello"
    assert (await desk.api.patch(by_id, {"content": "changed"})).body["content"] == "changed"
    assert (await desk.api.delete(original)).status == 204
    assert (await desk.api.get(original)).code == 10008
    assert (result.edits, result.deleted, result.text) == (1, 1, "")


async def test_other_messages_cannot_be_touched_with_the_token(desk: Desk) -> None:
    other = (await desk.place.send(content="x")).body
    await desk.help(SAY)
    path = f"{desk.hook}/messages/{other['id']}"
    assert (await desk.api.patch(path, {"content": "y"})).code == 10008


@pytest.mark.parametrize(
    "body",
    [
        {"type": 1},
        {"type": 6},
        {"type": 7, "data": {"content": "x"}},
        {"type": 8, "data": {"choices": []}},
        {"type": 10},
        {"type": 99},
        {"type": None},
        {},
    ],
)
async def test_commands_take_only_some_kinds_of_answer(desk: Desk, body: dict[str, Any]) -> None:
    _, (wrong, _) = await desk.help(body, SAY)
    assert (wrong.status, wrong.code) == (400, 50035)
    assert wrong.error("type")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"type": 4, "data": {}}, 50006),
        ({"type": 4}, 50006),
        ({"type": 4, "data": {"content": "x" * 2001}}, 50035),
        ({"type": 5, "data": {"flags": 4}}, 50035),
        ({"type": 9, "data": {"custom_id": "x", "title": "x", "components": []}}, 50035),
        ({"type": 9, "data": {"custom_id": "x", "title": "x" * 46, "components": [1]}}, 50035),
    ],
)
async def test_a_wrong_answer_can_be_put_right(desk: Desk, body: dict[str, Any], code: int) -> None:
    result, (wrong, right) = await desk.help(body, SAY)
    assert (wrong.status, wrong.code) == (400, code)
    assert right.status == 204
    assert result.text == "hello"


async def test_suggestions_are_checked(desk: Desk) -> None:
    place = desk.place

    async def suggest(*choices: dict[str, Any]) -> list[int]:
        result, answers = await desk.during(
            lambda: place.sim.autocomplete(place.ann, place.channel, "find", "number", "1"),
            lambda: desk.answer({"type": 8, "data": {"choices": list(choices)}}),
            lambda: desk.answer({"type": 8, "data": {"choices": []}}),
        )
        assert result.choices is not None
        return [one.status for one in answers]

    assert await suggest({"name": "one", "value": 1}) == [204, 400]
    for wrong in (
        [{"name": "x", "value": 1}] * 26,
        [{"name": "x" * 101, "value": 1}],
        [{"name": "", "value": 1}],
        [{"name": "x", "value": "not a number"}],
        [{"name": "x"}],
    ):
        assert await suggest(*wrong) == [400, 204]


async def test_interactions_name_everything_a_bot_needs(desk: Desk) -> None:
    await desk.help(SAY)
    data, place = desk.last, desk.place
    assert data["guild_id"] == str(place.guild.id)
    assert data["channel"]["id"] == data["channel_id"] == str(place.channel.id)
    assert data["member"]["user"]["id"] == str(place.ann.id)
    assert int(data["member"]["permissions"]) & 1 << 10
    assert int(data["app_permissions"]) & 1 << 34
    assert (data["context"], data["version"], data["locale"]) == (0, 1, "en-US")
    assert data["authorizing_integration_owners"] == {"0": str(place.guild.id)}
    dm = place.sim.dm_channel(place.ann, place.app)
    await desk.during(lambda: place.sim.command(place.ann, dm, "help"), lambda: desk.answer(SAY))
    data = desk.last
    assert "guild_id" not in data
    assert "member" not in data
    assert (data["user"]["id"], data["context"]) == (str(place.ann.id), 1)


async def test_private_answers_can_be_pressed_only_by_whom_they_are_for(desk: Desk) -> None:
    place = desk.place
    button = {"type": 2, "style": 1, "label": "x", "custom_id": "x"}
    rows = [{"type": 1, "components": [button]}]
    data = {"content": "x", "flags": 64, "components": rows}
    result: InteractionResult = (await desk.help({"type": 4, "data": data}))[0]
    bob = place.sim.add_user("bob")
    place.sim.join(place.guild, bob)
    with pytest.raises(NotPossibleError, match="cannot see"):
        await place.sim.press(bob, result.message, "x")
    pressed, _ = await desk.during(
        lambda: place.sim.press(place.ann, result.message, "x"),
        lambda: desk.answer({"type": 7, "data": {"content": "done", "components": []}}),
    )
    assert pressed.updated is result.message
    assert result.message.content == "done"
    assert desk.last["message"]["flags"] & 64


async def test_only_users_ring_by_default(desk: Desk) -> None:
    place = desk.place
    loud = place.sim.add_role(place.guild, "loud", mentionable=True)
    text = f"{place.ann.mention} <@&{loud.id}>"
    result, _ = await desk.help({"type": 4, "data": {"content": text}})
    assert result.message.mentions == [place.ann]
    assert result.message.mention_roles == []


async def test_answers_need_no_permission_to_write(desk: Desk) -> None:
    place = desk.place
    place.sim.set_overwrite(place.channel, place.app.bot, deny=1 << 11)
    result, _ = await desk.help(SAY)
    assert result.text == "hello"


async def test_five_follow_ups_for_apps_installed_by_users(
    place_with: Furnished, connect: Connect
) -> None:
    rules = Rules(most_follow_ups=2, quotas=FREE)
    desk = await open_desk(await place_with(rules), connect)
    await desk.help(SAY)
    codes = [(await desk.follow(content="x")).status for _ in range(3)]
    assert codes == [200, 200, 400]
