"""The HTTP side: a request comes in, passes weather and limits, and is answered.

One low-level aiohttp server for REST and gateway, on the loopback interface only. Endpoints are
plain functions: between taking a request from its bucket and answering it nothing else runs, so
what the world looks like never depends on timing.
"""

from __future__ import annotations

import asyncio
import math
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import StreamReader, hdrs, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import RawRequestMessage
from aiohttp.web_protocol import RequestHandler
from aiohttp.web_request import FileField

from maneki.clock import Clock
from maneki.simulator.discord.entities import SimApplication
from maneki.simulator.discord.faults import AFTER_ACCEPTANCE, ERRORS, RESETS, Weather
from maneki.simulator.discord.gateway import Gateway
from maneki.simulator.discord.journal import Journal, RateLimited, Request, Rule
from maneki.simulator.discord.limits import Bucket, Limits, Refused, Scope, retry_after
from maneki.simulator.discord.messages import Upload
from maneki.simulator.discord.refusal import FormErrors, Refusal, TooMany, unauthorized
from maneki.simulator.discord.router import Call, Endpoint, Found, Missing, Router
from maneki.simulator.discord.rules import FaultKind, RouteName, Rules, UserAgents
from maneki.simulator.discord.world import World

HOST = "127.0.0.1"
API_PATH = "/api/v10"
GATEWAY_PATH = "/gateway"
RESUME_PATH = "/gateway/resume"
JSON = "application/json"
WITHOUT_GLOBAL_LIMIT = frozenset({RouteName.INTERACTION_CALLBACK, RouteName.INTERACTION_FOLLOWUP})

_BODY_TYPES = "('application/json', 'application/x-www-form-urlencoded', 'multipart/form-data')"
_VIA = {"Via": "1.1 google"}
_RULES_OF_CODES = {
    50006: Rule.EMPTY_MESSAGE,
    50035: Rule.INVALID_FORM,
    50109: Rule.INVALID_JSON,
    40005: Rule.TOO_LARGE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its answer, for whoever watches. `template` is empty for unknown paths.

    `sent` is the JSON value that the request carried, None if it carried none that can be read.
    """

    method: str
    template: str
    path: str
    sent: Any
    status: int
    body: Any
    headers: dict[str, str]


Watcher = Callable[[Exchange], None]


@dataclass(slots=True)
class _Turn:
    """One request on its way."""

    request: web.BaseRequest
    path: str
    found: Found | Missing
    address: str
    application: SimApplication | None
    route: RouteName | None = None
    major: str = ""
    bucket: Bucket | None = None
    fault: FaultKind | None = None
    status: int = 0
    code: int | None = None
    sent: Any = None
    body: Any = None
    text: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def what(self) -> str:
        return f"{self.request.method} {self.path}"


class Server:
    """Listens, and answers every request in the order: ban, fault, token, limits, endpoint."""

    def __init__(
        self,
        *,
        world: World,
        limits: Limits,
        weather: Weather,
        journal: Journal,
        gateway: Gateway,
        clock: Clock,
        rules: Rules,
    ) -> None:
        self._world = world
        self._limits = limits
        self._weather = weather
        self._journal = journal
        self._gateway = gateway
        self._clock = clock
        self._rules = rules
        self._router = Router([])
        self._runner: web.ServerRunner | None = None
        self.port = 0
        self.watchers: list[Watcher] = []

    async def start(self, port: int, endpoints: list[Endpoint]) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one, which `port` then names."""
        self._router = Router(endpoints)
        server = web.Server(self._handle, request_factory=self._request, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def _request(
        self,
        message: RawRequestMessage,
        payload: StreamReader,
        protocol: RequestHandler,
        writer: AbstractStreamWriter,
        task: asyncio.Task[None],
    ) -> web.BaseRequest:
        """A request whose body may be as large as Discord takes it, and one byte more."""
        return web.BaseRequest(
            message,
            payload,
            protocol,
            writer,
            task,
            asyncio.get_running_loop(),
            client_max_size=self._rules.request_bytes + 1,
        )

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        gateway = path.rstrip("/")
        if gateway in {GATEWAY_PATH, RESUME_PATH} and hdrs.UPGRADE in request.headers:
            return await self._gateway.serve(request, for_resuming=gateway == RESUME_PATH)
        turn = self._turn(request, path)
        at, number = self._clock.monotonic(), self._journal.next_number()
        bucket = turn.bucket
        in_flight = 1
        if bucket is not None:
            bucket.in_flight += 1
            in_flight = bucket.in_flight
        try:
            await self._take(turn)
        finally:
            if bucket is not None:
                bucket.in_flight -= 1
            self._write_down(turn, number, at, in_flight)
        return self._respond(turn)

    def _turn(self, request: web.BaseRequest, path: str) -> _Turn:
        found: Found | Missing = Missing.PATH
        if path.startswith(API_PATH + "/"):
            found = self._router.find(request.method, path[len(API_PATH) :])
        header = request.headers.get(hdrs.AUTHORIZATION, "")
        application = self._world.application_of_token(header.removeprefix("Bot "))
        turn = _Turn(request, path, found, request.remote or HOST, application)
        if isinstance(found, Found):
            turn.route = found.endpoint.route_of(found.params)
            turn.major = found.endpoint.major_of(found.params)
            who = application.id if application and found.endpoint.needs_token else None
            turn.bucket = self._limits.bucket(who, turn.route, turn.major)
            turn.fault = self._weather.fault(turn.route)
        return turn

    async def _take(self, turn: _Turn) -> None:
        """Carry out one request, with half of its latency before and half after."""
        delay = self._weather.delay()
        if turn.fault is FaultKind.SLOW:
            delay += self._weather.slow_for
        raw, uploads, wrong = await self._read(turn.request)
        if wrong is None and turn.request.body_exists:
            turn.sent = raw
        if delay > 0:
            await self._clock.sleep(delay / 2)
        self._answer(turn, raw, uploads, wrong)
        if delay > 0:
            await self._clock.sleep(delay / 2)

    # The order of things

    def _answer(
        self, turn: _Turn, raw: Any, uploads: tuple[Upload, ...], wrong: Refusal | None
    ) -> None:
        now = self._clock.monotonic()
        if self._limits.is_banned(turn.address, now):
            self._journal.broken(Rule.BANNED, turn.what, at=now)
            self._say_banned(turn)
            return
        fault = turn.fault
        if fault is not None and fault not in AFTER_ACCEPTANCE and self._fail(turn, fault):
            return
        try:
            self._admit(turn, now)
            if turn.status == 0:
                self._call(turn, raw, uploads, wrong)
        except TooMany as refusal:
            self._say_shared(turn, refusal, now)
        except Refusal as refusal:
            self._say_refused(turn, refusal, now)
        if fault in AFTER_ACCEPTANCE and turn.status < 300:
            self._fail(turn, fault)

    def _admit(self, turn: _Turn, now: float) -> None:
        """Raises `Refusal`; a limit that was hit is answered at once."""
        found = turn.found
        if not isinstance(found, Found):
            self._journal.broken(Rule.UNKNOWN_ROUTE, turn.what, at=now)
            if found is Missing.METHOD:
                raise Refusal(405, 0, "405: Method Not Allowed")
            raise Refusal(404, 0)
        self._check_user_agent(turn)
        if found.endpoint.needs_token and turn.application is None:
            raise unauthorized()
        refused = self._take_global(turn, now)
        if refused is None and turn.bucket is not None:
            refused = self._limits.take(turn.bucket, now)
            turn.headers = turn.bucket.headers(now, self._clock.now().timestamp())
        if refused is not None:
            self._say_limited(turn, refused, now)

    def _take_global(self, turn: _Turn, now: float) -> Refused | None:
        if turn.route in WITHOUT_GLOBAL_LIMIT:
            return None
        who = turn.address if turn.application is None else turn.application.id
        return self._limits.take_global(who, now)

    def _check_user_agent(self, turn: _Turn) -> None:
        agent = turn.request.headers.get(hdrs.USER_AGENT, "")
        has_token = hdrs.AUTHORIZATION in turn.request.headers
        if self._rules.user_agents is UserAgents.DISCORD_BOT and has_token:
            is_fine = agent.startswith("DiscordBot (")
        else:
            is_fine = bool(agent)
        if not is_fine:
            self._journal.broken(Rule.USER_AGENT, repr(agent), at=self._clock.monotonic())
            raise Refusal(403, 40333)

    def _call(
        self, turn: _Turn, raw: Any, uploads: tuple[Upload, ...], wrong: Refusal | None
    ) -> None:
        if not isinstance(turn.found, Found):
            return
        if wrong is not None and turn.found.endpoint.has_body:
            raise wrong
        call = Call(
            params=turn.found.params,
            query=dict(turn.request.query),
            body=raw,
            uploads=uploads,
            application=turn.application,
        )
        turn.status, turn.body = turn.found.endpoint.handler(call)

    # Bodies

    async def _read(self, request: web.BaseRequest) -> Body:
        """The parsed body, its files, and what is wrong with it."""
        if not request.can_read_body:
            return {}, (), None
        if (request.content_length or 0) > self._rules.request_bytes:
            return {}, (), Refusal(413, 40005)
        try:
            return await _read_body(request)
        except orjson.JSONDecodeError:
            return {}, (), Refusal(400, 50109)
        except web.HTTPRequestEntityTooLarge:
            return {}, (), Refusal(413, 40005)

    # Answers

    def _say_banned(self, turn: _Turn) -> None:
        """The edge's answer: not JSON, no `Via`."""
        turn.status = self._rules.ban_status
        turn.text = "<html><head><title>Access denied</title></head><body>error code: 1015</body>"
        turn.headers = {"Content-Type": "text/html", "Server": "cloudflare"}

    def _say_refused(self, turn: _Turn, refusal: Refusal, now: float) -> None:
        turn.status, turn.code, turn.body = refusal.status, refusal.code, refusal.body()
        rule = _RULES_OF_CODES.get(refusal.code)
        if isinstance(refusal, _WrongContentTypeError):
            rule = Rule.CONTENT_TYPE
        if rule is not None:
            self._journal.broken(rule, f"{turn.what}: {refusal.errors or refusal}", at=now)
        if refusal.status == 401 and refusal.code == 0:
            self._journal.broken(Rule.TOKEN, turn.what, at=now)
        if refusal.status in {401, 403}:
            self._count_invalid(turn, now)

    def _say_limited(self, turn: _Turn, refused: Refused, now: float) -> None:
        wait = retry_after(refused)
        is_global = refused.scope is Scope.GLOBAL
        turn.status = 429
        turn.body = {
            "message": "You are being rate limited.",
            "retry_after": wait,
            "global": is_global,
        }
        if is_global:
            turn.headers = {"X-RateLimit-Global": "true"}
        self._limited(turn, refused.scope, wait, now, self_caused=True)
        self._journal.broken(Rule.RATE_LIMIT, f"{refused.scope} {turn.what}", at=now)
        self._count_invalid(turn, now)

    def _say_shared(self, turn: _Turn, refusal: TooMany, now: float) -> None:
        """A limit without headers: what the bucket's headers say is not about it."""
        turn.status, turn.code, turn.body = 429, refusal.code or None, refusal.body()
        if not self._rules.shared_bucket_headers:
            turn.headers = {}
        self._limited(turn, Scope.SHARED, refusal.retry_after, now, refusal.self_caused)

    def _limited(
        self, turn: _Turn, scope: Scope, wait: float, now: float, self_caused: bool
    ) -> None:
        turn.headers |= {"Retry-After": str(math.ceil(wait)), "X-RateLimit-Scope": str(scope)}
        self._journal.rate_limited.append(
            RateLimited(
                at=now,
                scope=scope,
                route=turn.route,
                major=turn.major,
                retry_after=wait,
                self_caused=self_caused,
            )
        )

    def _count_invalid(self, turn: _Turn, now: float) -> None:
        if self._limits.count_invalid(turn.address, now):
            detail = f"{self._rules.invalid_requests} invalid requests"
            self._journal.broken(Rule.BANNED, detail, at=now)

    def _fail(self, turn: _Turn, fault: FaultKind) -> bool:
        """Whether the answer is now a fault's."""
        if fault in ERRORS:
            turn.status, turn.code, turn.body = ERRORS[fault], None, None
            turn.text = f"{turn.status}: upstream failed"
            turn.headers = {"Content-Type": "text/plain"}
            return True
        return fault in RESETS

    def _respond(self, turn: _Turn) -> web.StreamResponse:
        if turn.fault in RESETS and turn.status < 300:
            _reset(turn.request)
            return web.Response()
        headers = turn.headers if turn.text is not None else turn.headers | _VIA
        if turn.fault is FaultKind.NO_HEADERS and turn.status != 429:
            headers = {name: value for name, value in headers.items() if name[:2] != "X-"}
        if turn.text is not None:
            body: bytes | None = turn.text.encode()
        elif turn.body is None:
            body = None
        else:
            body = orjson.dumps(turn.body)
            headers["Content-Type"] = JSON
        return web.Response(status=turn.status, body=body, headers=headers)

    # Bookkeeping

    def _write_down(self, turn: _Turn, number: int, at: float, in_flight: int) -> None:
        found = turn.found
        self._journal.add(
            Request(
                number=number,
                at=at,
                method=turn.request.method,
                path=turn.path,
                route=turn.route,
                bucket=turn.bucket.hash if turn.bucket else "",
                major=turn.major,
                status=turn.status,
                code=turn.code,
                in_flight=in_flight,
                took=self._clock.monotonic() - at,
                fault=turn.fault,
                application_id=turn.application.id if turn.application else None,
            )
        )
        if self.watchers:
            exchange = Exchange(
                method=turn.request.method,
                template=found.endpoint.template if isinstance(found, Found) else "",
                path=turn.path,
                sent=turn.sent,
                status=turn.status,
                body=turn.text if turn.body is None else turn.body,
                headers=dict(turn.headers),
            )
            for watcher in self.watchers:
                watcher(exchange)


class _WrongContentTypeError(Refusal):
    def __init__(self) -> None:
        errors = FormErrors()
        said = f'Expected "Content-Type" header to be one of {_BODY_TYPES}.'
        errors.add((), "CONTENT_TYPE_INVALID", said)
        super().__init__(400, 50035, errors=errors.tree)


Body = tuple[Any, tuple[Upload, ...], Refusal | None]


async def _read_body(request: web.BaseRequest) -> Body:
    match request.content_type:
        case "application/json":
            return orjson.loads(await request.read()), (), None
        case "multipart/form-data" | "application/x-www-form-urlencoded":
            return await _read_form(request)
        case _:
            return {}, (), _WrongContentTypeError()


async def _read_form(request: web.BaseRequest) -> Body:
    """Multipart and urlencoded bodies: `payload_json` and `files[n]`, or plain fields."""
    fields = await request.post()
    uploads = []
    body: Any = {}
    for key, value in fields.items():
        if isinstance(value, FileField):
            uploads.append(_upload(key, value))
        elif key == "payload_json" and isinstance(value, str):
            body = orjson.loads(value)
        elif isinstance(body, dict):
            body[key] = value
    return body, tuple(uploads), None


def _upload(key: str, value: FileField) -> Upload:
    size = value.file.seek(0, 2)
    number = key.removeprefix("files[").removesuffix("]")
    return Upload(key=number, filename=value.filename, content_type=value.content_type, size=size)


def _reset(request: web.BaseRequest) -> None:
    """Cut the connection so that the other side sees a reset, not an end."""
    transport = request.transport
    if transport is None:
        return
    raw = transport.get_extra_info("socket")
    if raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
