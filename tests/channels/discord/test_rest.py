"""Every call to Discord goes one way, and what comes back is told apart."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import discord
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from discord.http import Route
from structlog.testing import capture_logs

from maneki.channels.discord.client import LimitedAdapter, LimitedHTTPClient
from maneki.channels.discord.rest import Call, NoAnswerError, RestClient
from maneki.clock import MovableClock
from maneki.delivery.pace import Limiter

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class HastyClock(MovableClock):
    """Whoever sleeps is where they wanted to be at once."""

    async def sleep(self, seconds: float) -> None:
        self.move(max(0.0, seconds))
        await asyncio.sleep(0)


@dataclass
class Peer:
    """A stand-in for Discord that answers one request after the other as it is told."""

    answers: list[Handler] = field(default_factory=list)
    seen: list[web.Request] = field(default_factory=list)
    url: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(request)
        await request.read()
        return await self.answers[min(len(self.seen), len(self.answers)) - 1](request)


def says(status: int, body: object, **headers: str) -> Handler:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status, headers={"Via": "1.1 google", **headers})

    return answer


async def hangs_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def says_half(_request: web.Request) -> web.StreamResponse:
    return web.Response(body=b'{"id": "1', content_type="application/json")


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    stand_in = Peer()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", stand_in.handle)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    stand_in.url = str(server.make_url("/api/v10"))
    yield stand_in
    await server.close()


@pytest.fixture
def hasty() -> HastyClock:
    return HastyClock()


@pytest.fixture
async def rest(peer: Peer, hasty: HastyClock) -> AsyncIterator[RestClient]:
    async with RestClient(
        base_url=peer.url,
        token="secret",
        limiter=Limiter(hasty),
        clock=hasty,
        user_agent="DiscordBot (x, 1)",
        timeout_s=2.0,
    ) as client:
        yield client


POST = Call(
    method="POST",
    path="/channels/1/messages",
    route="POST /channels/{channel_id}/messages",
    major="1",
    body={"content": "日本語"},
)


async def test_a_call_carries_the_token_and_who_we_are(peer: Peer, rest: RestClient) -> None:
    peer.answers = [says(200, {"id": "9"})]
    answer = await rest.call(POST)
    request = peer.seen[0]
    assert answer.is_ok
    assert answer.body == {"id": "9"}
    assert request.path == "/api/v10/channels/1/messages"
    assert request.headers["Authorization"] == "Bot secret"
    assert request.headers["User-Agent"] == "DiscordBot (x, 1)"
    assert request.headers["Content-Type"] == "application/json"


async def test_an_error_says_its_code_and_how_long_to_wait(peer: Peer, rest: RestClient) -> None:
    peer.answers = [says(429, {"message": "slow", "retry_after": 0.3, "code": 20028})]
    answer = await rest.call(POST)
    assert (answer.status, answer.code, answer.retry_after) == (429, 20028, 0.3)


@pytest.mark.parametrize(
    ("status", "body", "is_alarming"),
    [
        (404, {"code": 0, "message": "404: Not Found"}, True),
        (405, {"code": 0, "message": "405: Method Not Allowed"}, True),
        (403, {"code": 40333, "message": "internal network error"}, True),
        (403, "<html>error 1015</html>", True),
        (404, "<html>nothing here</html>", True),
        (404, {"code": 10003, "message": "Unknown Channel"}, False),
        (403, {"code": 50013, "message": "Missing Permissions"}, False),
    ],
)
async def test_what_never_got_to_the_place_is_an_error_in_the_log(
    peer: Peer, rest: RestClient, status: int, body: object, is_alarming: bool
) -> None:
    peer.answers = [says(status, body)]
    with capture_logs() as logged:
        await rest.call(POST)
    alarms = [line for line in logged if line["event"] == "discord.went_astray"]
    assert [line["log_level"] for line in alarms] == (["error"] if is_alarming else [])


async def test_half_an_answer_is_text_and_no_error(peer: Peer, rest: RestClient) -> None:
    peer.answers = [says_half]
    answer = await rest.call(POST)
    assert (answer.status, answer.body, answer.code) == (200, '{"id": "1', 0)


async def test_a_connection_that_is_cut_may_have_had_its_effect(
    peer: Peer, rest: RestClient
) -> None:
    peer.answers = [hangs_up]
    with pytest.raises(NoAnswerError) as cut:
        await rest.call(POST)
    assert cut.value.may_have_arrived


async def says_nonsense(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.write(b"HTTP/1.1 abc\r\n\r\n")
    return web.Response()


async def test_no_error_names_the_address_for_that_may_hold_a_token(
    peer: Peer, rest: RestClient
) -> None:
    """Neither in the log, nor in what a traceback would show."""
    peer.answers = [says_nonsense]
    webhook = Call(
        method="POST",
        path="/webhooks/1/very-secret",
        route="POST /webhooks/{webhook_id}/{webhook_token}",
        major="1+very-secret",
        posts_in="7",
        is_authorized=False,
        body={"content": "x"},
    )
    with capture_logs() as logged, pytest.raises(NoAnswerError) as said:
        await rest.call(webhook)
    assert said.value.may_have_arrived
    assert "discord.no_answer" in {line["event"] for line in logged}
    shown = traceback.format_exception(said.value)
    assert "very-secret" not in f"{logged}{shown}"


async def test_a_connection_that_is_refused_had_none(hasty: HastyClock) -> None:
    async with RestClient(
        base_url="http://127.0.0.1:1",
        token="secret",
        limiter=Limiter(hasty),
        clock=hasty,
        user_agent="x",
    ) as client:
        with pytest.raises(NoAnswerError) as refused:
            await client.call(POST)
    assert not refused.value.may_have_arrived


async def test_the_librarys_own_calls_go_the_same_way(
    peer: Peer, rest: RestClient, hasty: HastyClock
) -> None:
    peer.answers = [says(200, [])]
    http = LimitedHTTPClient(asyncio.get_running_loop(), rest=rest, clock=hasty)
    route = Route("PUT", "/applications/{application_id}/commands", application_id=5)
    assert await http.request(route, json=[{"name": "help"}]) == []
    assert peer.seen[0].path == "/api/v10/applications/5/commands"
    assert peer.seen[0].headers["Authorization"] == "Bot secret"


async def test_the_librarys_calls_wait_for_a_limit_as_long_as_it_says(
    peer: Peer, rest: RestClient, hasty: HastyClock
) -> None:
    peer.answers = [says(429, {"message": "slow", "retry_after": 7.5}), says(200, {"id": "1"})]
    http = LimitedHTTPClient(asyncio.get_running_loop(), rest=rest, clock=hasty)
    began = hasty.monotonic()
    assert await http.request(Route("GET", "/users/@me")) == {"id": "1"}
    assert hasty.monotonic() - began >= 7.5


async def test_the_librarys_calls_survive_an_error_and_a_cut_connection(
    peer: Peer, rest: RestClient, hasty: HastyClock
) -> None:
    peer.answers = [says(503, {"message": "down"}), hangs_up, says(200, {"id": "1"})]
    http = LimitedHTTPClient(asyncio.get_running_loop(), rest=rest, clock=hasty)
    assert await http.request(Route("GET", "/users/@me")) == {"id": "1"}


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (403, discord.Forbidden),
        (404, discord.NotFound),
        (400, discord.HTTPException),
        (522, discord.DiscordServerError),
    ],
)
async def test_the_library_gets_the_errors_it_knows(
    peer: Peer,
    rest: RestClient,
    hasty: HastyClock,
    status: int,
    error: type[discord.HTTPException],
) -> None:
    peer.answers = [says(status, {"message": "no", "code": 10003})]
    http = LimitedHTTPClient(asyncio.get_running_loop(), rest=rest, clock=hasty)
    with pytest.raises(error) as raised:
        await http.request(Route("GET", "/channels/{channel_id}", channel_id=1))
    assert (raised.value.status, raised.value.code) == (status, 10003)


CALLBACK = Route(
    "POST",
    "/interactions/{webhook_id}/{webhook_token}/callback",
    webhook_id=77,
    webhook_token="tok",
)


def adapter(rest: RestClient, clock: HastyClock) -> LimitedAdapter:
    return LimitedAdapter(rest, clock, application_id=lambda: 5)


def paths(peer: Peer) -> list[str]:
    return [request.path.removeprefix("/api/v10") for request in peer.seen]


LOOKED = "/webhooks/5/tok/messages/@original"
CALLED = "/interactions/77/tok/callback"


async def test_an_answer_to_an_interaction_carries_no_bot_token(
    peer: Peer, rest: RestClient, hasty: HastyClock
) -> None:
    peer.answers = [says(200, {"interaction": {"id": "77", "type": 2}})]
    await adapter(rest, hasty).request(CALLBACK, payload={"type": 5})
    assert "Authorization" not in peer.seen[0].headers


async def test_an_acknowledgement_that_arrived_unheard_is_not_given_twice(
    peer: Peer, rest: RestClient, hasty: HastyClock
) -> None:
    peer.answers = [hangs_up, says(200, {"id": "1"})]
    answer = await adapter(rest, hasty).request(CALLBACK, payload={"type": 5})
    assert answer["interaction"]["id"] == "77"
    assert paths(peer) == [CALLED, LOOKED]


async def test_an_acknowledgement_that_did_not_arrive_is_given_again(
    peer: Peer, rest: RestClient, hasty: HastyClock
) -> None:
    unknown = says(404, {"message": "Unknown Webhook", "code": 10015})
    peer.answers = [says(502, {}), unknown, says(200, {"interaction": {"id": "77", "type": 2}})]
    await adapter(rest, hasty).request(CALLBACK, payload={"type": 5})
    assert paths(peer) == [CALLED, LOOKED, CALLED]


async def test_an_acknowledgement_that_arrives_late_is_no_failure(
    peer: Peer, rest: RestClient, hasty: HastyClock
) -> None:
    already = says(400, {"message": "already acknowledged", "code": 40060})
    peer.answers = [hangs_up, hangs_up, already]
    answer = await adapter(rest, hasty).request(CALLBACK, payload={"type": 5})
    assert answer["interaction"]["id"] == "77"


async def test_suggestions_are_not_worth_a_second_call(
    peer: Peer, rest: RestClient, hasty: HastyClock
) -> None:
    peer.answers = [hangs_up]
    await adapter(rest, hasty).request(CALLBACK, payload={"type": 8, "data": {"choices": []}})
    assert paths(peer) == [CALLED]


async def test_an_interaction_answered_twice_at_the_first_try_is_an_error(
    peer: Peer, rest: RestClient, hasty: HastyClock
) -> None:
    peer.answers = [says(400, {"message": "already acknowledged", "code": 40060})]
    with pytest.raises(discord.HTTPException):
        await adapter(rest, hasty).request(CALLBACK, payload={"type": 5})


async def test_a_discord_that_takes_no_answers_is_given_up_on(
    peer: Peer, rest: RestClient, hasty: HastyClock
) -> None:
    peer.answers = [says(500, {"message": "down"})]
    with pytest.raises(NoAnswerError):
        await adapter(rest, hasty).request(CALLBACK, payload={"type": 5})
