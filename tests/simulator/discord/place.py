"""A place to test in: a local Discord, a plain HTTP client, a plain gateway client."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson
import yarl
import zstandard

from maneki.clock import MovableClock
from maneki.simulator.discord import (
    DiscordSim,
    Permission,
    SimApplication,
    SimChannel,
    SimGuild,
    SimUser,
)
from maneki.simulator.discord.permissions import BOT_DEFAULT

TOKEN = "a-token"
MANAGES = Permission.MANAGE_THREADS | Permission.MANAGE_WEBHOOKS
"""Besides what Maneki is invited with: this bot tries out everything."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: Any

    @property
    def code(self) -> int:
        code: int = self.body["code"]
        return code

    def error(self, *path: str) -> str:
        """The code of the first thing that is wrong with a field."""
        node = self.body["errors"]
        for step in path:
            node = node[step]
        found: str = node["_errors"][0]["code"]
        return found


class Api:
    """Plain calls to the REST API, with a bot's token unless `token` is None."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str | None) -> None:
        self.session = session
        self.url = url
        self.token = token

    def without_token(self) -> Api:
        return Api(self.session, self.url, None)

    async def call(
        self,
        method: str,
        path: str,
        json: Any = None,
        *,
        data: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        sent = dict(headers or {})
        if self.token is not None:
            sent.setdefault("Authorization", f"Bot {self.token}")
        if json is not None:
            sent.setdefault("Content-Type", "application/json")
            data = orjson.dumps(json)
        url = yarl.URL(self.url + path, encoded="%" in path)
        async with self.session.request(method, url, data=data, headers=sent) as response:
            raw = await response.read()
            is_json = response.headers.get("Content-Type") == "application/json"
            return Answer(
                response.status, orjson.loads(raw) if is_json else raw.decode(), response.headers
            )

    async def get(self, path: str) -> Answer:
        return await self.call("GET", path)

    async def post(self, path: str, json: Any = None) -> Answer:
        return await self.call("POST", path, json)

    async def put(self, path: str, json: Any = None) -> Answer:
        return await self.call("PUT", path, json)

    async def patch(self, path: str, json: Any) -> Answer:
        return await self.call("PATCH", path, json)

    async def delete(self, path: str) -> Answer:
        return await self.call("DELETE", path)


@dataclass
class Place:
    """A local Discord with one bot, one server, one channel and one member."""

    sim: DiscordSim
    app: SimApplication
    guild: SimGuild
    channel: SimChannel
    ann: SimUser
    api: Api
    clock: MovableClock

    @property
    def messages(self) -> str:
        return f"/channels/{self.channel.id}/messages"

    async def send(self, **body: Any) -> Answer:
        return await self.api.post(self.messages, body)


def furnish(sim: DiscordSim, clock: MovableClock, session: aiohttp.ClientSession) -> Place:
    app = sim.add_application("Maneki", token=TOKEN)
    guild = sim.add_guild("Closet")
    sim.add_bot(guild, app, permissions=BOT_DEFAULT | MANAGES)
    channel = sim.add_channel(guild, "alerts")
    ann = sim.add_user("ann")
    sim.join(guild, ann)
    api = Api(session, sim.api_url, TOKEN)
    return Place(sim=sim, app=app, guild=guild, channel=channel, ann=ann, api=api, clock=clock)


async def eventually(is_so: Callable[[], bool]) -> None:
    """Wait for the other side of a connection to notice something."""
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110  (a socket has no event to wait for)
            await asyncio.sleep(0.001)


Furnished = Callable[..., Awaitable[Place]]


# The gateway, plainly


@dataclass
class Socket:
    """A gateway connection, decompressing what it gets."""

    socket: aiohttp.ClientWebSocketResponse
    unpack: Callable[[bytes], bytes]
    events: list[tuple[str, Any]] = field(default_factory=list)
    session_id: str = ""
    sequence: int | None = None

    async def receive(self) -> dict[str, Any]:
        message = await self.socket.receive(timeout=5)
        if message.type is aiohttp.WSMsgType.TEXT:
            payload = orjson.loads(message.data)
        elif message.type is aiohttp.WSMsgType.BINARY:
            payload = orjson.loads(self.unpack(message.data))
        else:
            raise ConnectionError(f"closed with {self.socket.close_code}")
        if payload["s"] is not None:
            self.sequence = payload["s"]
            self.events.append((payload["t"], payload["d"]))
        if payload["t"] == "READY":
            self.session_id = payload["d"]["session_id"]
        return payload  # type: ignore[no-any-return]

    async def until(self, event: str) -> Any:
        """The data of the next event of that name."""
        while True:
            payload = await self.receive()
            if payload["t"] == event:
                return payload["d"]

    async def send(self, op: int, data: Any = None) -> None:
        await self.socket.send_str(orjson.dumps({"op": op, "d": data}).decode())

    async def ask(self, op: int, data: Any = None) -> dict[str, Any]:
        await self.send(op, data)
        return await self.receive()

    async def closed_with(self) -> int | None:
        """Read on until the other side closes."""
        with contextlib.suppress(ConnectionError):
            while True:
                await self.receive()
        return self.socket.close_code

    async def identify(self, intents: int = (1 << 0) | (1 << 9) | (1 << 12), **more: Any) -> None:
        properties = {"os": "linux", "browser": "test", "device": "test"}
        data = {"token": TOKEN, "intents": intents, "properties": properties} | more
        await self.send(2, data)

    async def is_quiet(self) -> bool:
        """Whether nothing but the answer to a heartbeat comes now."""
        answer = await self.ask(1, None)
        return bool(answer["op"] == 11)


UNPACKERS: dict[str, Callable[[], Callable[[bytes], bytes]]] = {
    "": lambda: zlib.decompress,
    "zlib-stream": lambda: zlib.decompressobj().decompress,
    "zstd-stream": lambda: zstandard.ZstdDecompressor().decompressobj().decompress,
}
Connect = Callable[..., Awaitable[Socket]]
