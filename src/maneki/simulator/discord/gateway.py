"""The gateway, version 10: hello, heartbeats, identify, resume, close codes.

A connection is a reader, a writer and a watchdog in one task group. What it breaks it is closed
for, with the documented code, and the journal keeps it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

import orjson
from aiohttp import ClientConnectionError, WSMessage, WSMsgType, web

from maneki.clock import Clock
from maneki.simulator.discord import payloads
from maneki.simulator.discord.compression import PACKERS, Packer, Plain
from maneki.simulator.discord.entities import SimApplication
from maneki.simulator.discord.events import Events
from maneki.simulator.discord.intents import KNOWN, PRIVILEGED, Intent
from maneki.simulator.discord.journal import Journal, Rule
from maneki.simulator.discord.limits import meter_for
from maneki.simulator.discord.rules import Rules, Window
from maneki.simulator.discord.sessions import Session, Sessions
from maneki.simulator.discord.world import World

MOST_BYTES = 4096
CLOSE_WITHIN = 2.0


class Op(IntEnum):
    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    ACK = 11
    SOUNDBOARD = 31
    CHANNEL_INFO = 43


class Close(IntEnum):
    UNKNOWN_ERROR = 4000
    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SEQUENCE = 4007
    RATE_LIMITED = 4008
    SESSION_TIMED_OUT = 4009
    INVALID_SHARD = 4010
    SHARDING_REQUIRED = 4011
    INVALID_VERSION = 4012
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


_CLIENTS_FAULT = frozenset(Close) - {Close.UNKNOWN_ERROR}


class Drop(StrEnum):
    """How a connection ends from our side."""

    CLOSE = "close"
    """A close frame with 4000."""
    ABORT = "abort"
    """The connection is cut without a word."""
    RECONNECT = "reconnect"
    """Opcode 7: the client is asked to come back."""


class _CloseWithError(Exception):
    def __init__(self, code: Close, why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Ending:
    """In a connection's queue: send what is before this, then end."""

    code: int | None
    """None cuts the connection."""


class Connection:
    """One websocket. `session` is set once it has identified or resumed."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        request: web.BaseRequest,
        packer: Packer,
        *,
        clock: Clock,
        latency: float,
        for_resuming: bool,
    ) -> None:
        self.socket = socket
        self.packer = packer
        self.for_resuming = for_resuming
        self.session: Session | None = None
        self.last_heard = 0.0
        self.is_mute = False
        self.is_ended = False
        self._request = request
        self._clock = clock
        self._latency = latency
        self._outgoing: asyncio.Queue[tuple[float, bytes | _Ending]] = asyncio.Queue()

    def send(self, frame: bytes) -> None:
        if not self.is_mute:
            self._put(frame)

    def _put(self, item: bytes | _Ending) -> None:
        self._outgoing.put_nowait((self._clock.monotonic() + self._latency, item))

    def say(self, op: Op, data: Any = None) -> None:
        self.send(orjson.dumps({"op": int(op), "d": data, "s": None, "t": None}))

    def end(self, code: int | None) -> None:
        """After what is already in the queue: close with this code, or cut."""
        self.is_ended = True
        self._put(_Ending(code))

    async def write(self) -> None:
        """Send what is queued, each after its latency, until the connection ends."""
        ended = False
        while not ended:
            due, item = await self._outgoing.get()
            if (wait := due - self._clock.monotonic()) > 0:
                await self._clock.sleep(wait)
            ended = await self._write_one(item)

    async def _write_one(self, item: bytes | _Ending) -> bool:
        if isinstance(item, _Ending):
            await self._finish(item.code)
            return True
        packed = self.packer.pack(item)
        with contextlib.suppress(ClientConnectionError, ConnectionError):
            if isinstance(packed, str):
                await self.socket.send_str(packed)
            else:
                await self.socket.send_bytes(packed)
        return False

    async def _finish(self, code: int | None) -> None:
        if code is not None:
            await self.socket.close(code=code)
        elif self._request.transport is not None:
            self._request.transport.abort()


class Gateway:
    """Accepts connections and answers their opcodes."""

    def __init__(
        self,
        *,
        world: World,
        sessions: Sessions,
        events: Events,
        journal: Journal,
        clock: Clock,
        rules: Rules,
        resume_url: Callable[[], str],
    ) -> None:
        self._world = world
        self._sessions = sessions
        self._events = events
        self._journal = journal
        self._clock = clock
        self._rules = rules
        self._resume_url = resume_url
        self._connections: set[Connection] = set()
        self._identifies: dict[int, deque[float]] = {}
        self._last_identify: dict[tuple[int, int], deque[float]] = {}
        self._members_asked: dict[tuple[str, int], float] = {}
        self._is_frozen = False

    # From outside

    @property
    def connections(self) -> int:
        return len(self._connections)

    def drop(self, *, resumable: bool, how: Drop, application: SimApplication | None) -> int:
        """End the connections of a bot (None: of all). Returns how many."""
        chosen = [
            one
            for one in self._connections
            if application is None
            or (one.session is not None and one.session.application is application)
        ]
        for connection in chosen:
            if not resumable and connection.session is not None:
                self._sessions.end(connection.session)
            self._drop_one(connection, how)
        return len(chosen)

    def _drop_one(self, connection: Connection, how: Drop) -> None:
        if how is Drop.RECONNECT:
            connection.say(Op.RECONNECT)
        else:
            connection.end(Close.UNKNOWN_ERROR if how is Drop.CLOSE else None)

    def freeze(self, *, frozen: bool) -> None:
        """Say nothing more on open connections, not even acks, as when a route is lost."""
        self._is_frozen = frozen
        for connection in self._connections:
            connection.is_mute = frozen

    def identifies_left(self, application: SimApplication) -> int:
        recent = self._recent_identifies(application)
        return max(0, self._rules.identifies_per_day - len(recent))

    def ask_heartbeat(self) -> None:
        for connection in self._connections:
            connection.say(Op.HEARTBEAT)

    # One connection

    async def serve(self, request: web.BaseRequest, *, for_resuming: bool) -> web.StreamResponse:
        """The life of one connection, which came to the place for resuming or to the other."""
        query = request.query
        packer_type = PACKERS.get(query.get("compress", ""))
        socket = web.WebSocketResponse(timeout=CLOSE_WITHIN, autoping=True, max_msg_size=1 << 20)
        await socket.prepare(request)
        if packer_type is None or query.get("encoding", "json") != "json":
            await self._refuse(socket, Close.DECODE_ERROR, f"asked for {dict(query)}")
            return socket
        if query.get("v", "10") != "10":
            await self._refuse(socket, Close.INVALID_VERSION, f"version {query.get('v')}")
            return socket
        connection = Connection(
            socket,
            request,
            packer_type(),
            clock=self._clock,
            latency=self._rules.gateway_latency,
            for_resuming=for_resuming,
        )
        connection.is_mute = self._is_frozen
        self._connections.add(connection)
        try:
            await self._live(connection)
        finally:
            self._connections.discard(connection)
            self._left(connection)
        return socket

    async def _refuse(self, socket: web.WebSocketResponse, code: Close, why: str) -> None:
        self._broken(code, why)
        await socket.close(code=code)

    async def _live(self, connection: Connection) -> None:
        connection.last_heard = self._clock.monotonic()
        interval = int(self._rules.heartbeat_interval * 1000)
        connection.say(Op.HELLO, {"heartbeat_interval": interval, "_trace": ['["simulator"]']})
        async with asyncio.TaskGroup() as group:
            writer = group.create_task(connection.write())
            watchdog = group.create_task(self._watch(connection))
            await self._read(connection)
            watchdog.cancel()
            if not connection.socket.closed:
                await asyncio.wait({writer}, timeout=CLOSE_WITHIN)
            writer.cancel()

    def _left(self, connection: Connection) -> None:
        session = connection.session
        if session is None or session.line is not connection:
            return
        # Once we have ended it, the code that the client echoes means nothing.
        if not connection.is_ended and connection.socket.close_code in {1000, 1001}:
            self._sessions.end(session)
        else:
            self._sessions.leave(session)

    async def _watch(self, connection: Connection) -> None:
        """Close whoever has not sent a heartbeat for too long."""
        patience = self._rules.heartbeat_interval * self._rules.missed_heartbeats
        left = patience
        while left > 0:
            await self._clock.sleep(left)
            left = connection.last_heard + patience - self._clock.monotonic()
        if connection.session is not None:
            self._sessions.end(connection.session)
        self._end_broken(connection, Close.SESSION_TIMED_OUT, "no heartbeat")

    async def _read(self, connection: Connection) -> None:
        meter = meter_for(self._rules.gateway_events, Window.ROLLING)
        async for message in connection.socket:
            now = self._clock.monotonic()
            if meter.take(now) > 0:
                self._end_broken(connection, Close.RATE_LIMITED, "too many gateway events")
                return
            try:
                self._take(connection, _payload(message))
            except _CloseWithError as exc:
                self._end_broken(connection, exc.code, str(exc))
                return

    def _end_broken(self, connection: Connection, code: Close, why: str) -> None:
        self._broken(code, why)
        connection.end(code)

    def _broken(self, code: Close, why: str) -> None:
        if code in _CLIENTS_FAULT:
            detail = f"{int(code)} {why}"
            self._journal.broken(Rule.GATEWAY, detail, at=self._clock.monotonic())

    # Opcodes

    def _take(self, connection: Connection, payload: dict[str, Any]) -> None:
        op, data = payload.get("op"), payload.get("d")
        if op == Op.HEARTBEAT:
            connection.last_heard = self._clock.monotonic()
            connection.say(Op.ACK)
        elif op == Op.IDENTIFY:
            self._identify(connection, _mapping(data))
        elif op == Op.RESUME:
            self._resume(connection, _mapping(data))
        elif connection.session is None:
            raise _CloseWithError(Close.NOT_AUTHENTICATED, f"opcode {op} before identify")
        elif op == Op.REQUEST_MEMBERS:
            self._request_members(connection.session, _mapping(data))
        elif op not in {Op.PRESENCE, Op.VOICE_STATE, Op.SOUNDBOARD, Op.CHANNEL_INFO}:
            raise _CloseWithError(Close.UNKNOWN_OPCODE, f"opcode {op}")

    def _identify(self, connection: Connection, data: dict[str, Any]) -> None:
        if connection.session is not None:
            raise _CloseWithError(Close.ALREADY_AUTHENTICATED, "identified twice")
        application = self._authenticate(data)
        intents = _checked_intents(data, application)
        shard = self._checked_shard(data, application)
        if not self._may_identify(application, shard):
            connection.say(Op.INVALID_SESSION, False)
            return
        if data.get("compress") and isinstance(connection.packer, Plain):
            connection.packer.compress_large = True
        session_id = f"{self._world.random.getrandbits(128):032x}"
        session = self._sessions.start(session_id, application, intents, shard)
        self._join(connection, session)
        self._events.welcome(session, url=self._resume_url())

    def _join(self, connection: Connection, session: Session) -> None:
        connection.session = session
        session.line = connection

    def _authenticate(self, data: dict[str, Any]) -> SimApplication:
        token = str(data.get("token", "")).removeprefix("Bot ")
        application = self._world.application_of_token(token)
        if application is None:
            raise _CloseWithError(Close.AUTHENTICATION_FAILED, "a token that does not work")
        return application

    def _checked_shard(self, data: dict[str, Any], application: SimApplication) -> tuple[int, int]:
        asked = data.get("shard", [0, 1])
        match asked:
            case [int(number), int(of)] if 0 <= number < of:
                shard = (number, of)
            case _:
                raise _CloseWithError(Close.INVALID_SHARD, f"shard {asked}")
        guilds = sum(1 for _ in self._world.guilds_of(application.bot.id))
        if guilds > self._rules.guilds_per_shard * shard[1]:
            raise _CloseWithError(Close.SHARDING_REQUIRED, f"{guilds} servers on {shard[1]} shards")
        return shard

    def _recent_identifies(self, application: SimApplication) -> deque[float]:
        recent = self._identifies.setdefault(application.id, deque())
        while recent and recent[0] <= self._clock.monotonic() - 86_400:
            recent.popleft()
        return recent

    def _may_identify(self, application: SimApplication, shard: tuple[int, int]) -> bool:
        """False when it comes too soon; past the daily number the token is reset."""
        now = self._clock.monotonic()
        recent = self._recent_identifies(application)
        if len(recent) >= self._rules.identifies_per_day:
            self._end_all(application)
            raise _CloseWithError(Close.AUTHENTICATION_FAILED, "too many identifies: token reset")
        key = (application.id, shard[0] % self._rules.max_concurrency)
        window = self._last_identify.setdefault(key, deque())
        while window and window[0] <= now - self._rules.concurrency_window:
            window.popleft()
        if window:
            self._journal.broken(Rule.GATEWAY, "op 9: identified too soon", at=now)
            return False
        window.append(now)
        recent.append(now)
        return True

    def _end_all(self, application: SimApplication) -> None:
        self._world.reset_token(application)
        for session in self._sessions.all_of(application):
            if isinstance(session.line, Connection):
                session.line.end(Close.AUTHENTICATION_FAILED)
            self._sessions.end(session)

    def _resume(self, connection: Connection, data: dict[str, Any]) -> None:
        if connection.session is not None:
            raise _CloseWithError(Close.ALREADY_AUTHENTICATED, "resumed twice")
        if not connection.for_resuming:
            detail = "resumed elsewhere than at resume_gateway_url"
            self._journal.broken(Rule.GATEWAY, detail, at=self._clock.monotonic())
        application = self._authenticate(data)
        session = self._sessions.find(str(data.get("session_id")))
        if session is None or session.application is not application:
            connection.say(Op.INVALID_SESSION, False)
            return
        sequence = data.get("seq")
        if not isinstance(sequence, int) or sequence > session.sequence:
            self._sessions.end(session)
            raise _CloseWithError(Close.INVALID_SEQUENCE, f"seq {sequence}")
        if not session.can_replay_from(sequence):
            self._sessions.end(session)
            connection.say(Op.INVALID_SESSION, False)
            return
        if isinstance(session.line, Connection):
            session.line.end(Close.UNKNOWN_ERROR)
        self._join(connection, session)
        for frame in session.replay_from(sequence):
            connection.send(frame)
        session.dispatch("RESUMED", {"_trace": ["simulator"]})

    def _request_members(self, session: Session, data: dict[str, Any]) -> None:
        guild_id = _as_int(data.get("guild_id"))
        guild = self._world.guilds.get(guild_id)
        if guild is None or session.application.bot.id not in guild.members:
            return
        wants_all = data.get("query") == "" and data.get("limit") == 0
        if wants_all and not session.wants(Intent.GUILD_MEMBERS):
            raise _CloseWithError(Close.DISALLOWED_INTENTS, "asked for all members")
        if wants_all and not self._may_ask_members(session, guild_id, data.get("nonce")):
            return
        wanted = {_as_int(one) for one in _as_list(data.get("user_ids", []))}
        prefix = str(data.get("query", "")).lower()
        found = [
            member
            for member in guild.members.values()
            if (member.user.id in wanted if wanted else _is_named(member.user.name, prefix))
        ]
        limit = data.get("limit") or len(found)
        self._send_members(session, guild_id, found[:limit], wanted, data.get("nonce"))

    def _may_ask_members(self, session: Session, guild_id: int, nonce: Any) -> bool:
        now, key = self._clock.monotonic(), (session.id, guild_id)
        wait = self._members_asked.get(key, -1e9) + self._rules.members_request_every - now
        if wait <= 0:
            self._members_asked[key] = now
            return True
        self._journal.broken(Rule.GATEWAY, f"members of {guild_id} asked too often", at=now)
        meta = {"guild_id": str(guild_id)} | ({} if nonce is None else {"nonce": nonce})
        said = {"opcode": int(Op.REQUEST_MEMBERS), "retry_after": wait, "meta": meta}
        session.dispatch("RATE_LIMITED", said)
        return False

    def _send_members(
        self, session: Session, guild_id: int, found: list[Any], wanted: set[int], nonce: Any
    ) -> None:
        chunks = [found[start : start + 1000] for start in range(0, len(found), 1000)] or [[]]
        known = {member.user.id for member in found}
        for index, chunk in enumerate(chunks):
            said = {
                "guild_id": str(guild_id),
                "members": [payloads.member(member) for member in chunk],
                "chunk_index": index,
                "chunk_count": len(chunks),
                "not_found": [str(one) for one in sorted(wanted - known)],
            }
            if nonce is not None:
                said["nonce"] = nonce
            session.dispatch("GUILD_MEMBERS_CHUNK", said)


def _payload(message: WSMessage) -> dict[str, Any]:
    if message.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
        raise _CloseWithError(Close.DECODE_ERROR, f"a {message.type.name} frame")
    raw = message.data.encode() if isinstance(message.data, str) else message.data
    if len(raw) > MOST_BYTES:
        raise _CloseWithError(Close.DECODE_ERROR, f"a payload of {len(raw)} bytes")
    try:
        decoded = orjson.loads(raw)
    except orjson.JSONDecodeError as exc:
        raise _CloseWithError(Close.DECODE_ERROR, "not JSON") from exc
    return _mapping(decoded)


def _mapping(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise _CloseWithError(Close.DECODE_ERROR, "not an object")
    return data


def _checked_intents(data: dict[str, Any], application: SimApplication) -> int:
    intents = data.get("intents")
    if not isinstance(intents, int) or intents & ~KNOWN or intents < 0:
        raise _CloseWithError(Close.INVALID_INTENTS, f"intents {intents}")
    if intents & PRIVILEGED & ~application.privileged_intents:
        raise _CloseWithError(Close.DISALLOWED_INTENTS, f"intents {intents}")
    return intents


def _is_named(name: str, prefix: str) -> bool:
    return name.lower().startswith(prefix)


def _as_int(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError) as exc:
        raise _CloseWithError(Close.DECODE_ERROR, f"{value!r} is not an id") from exc


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
