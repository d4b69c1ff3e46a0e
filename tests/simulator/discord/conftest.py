"""A local Discord per test, a plain HTTP client, a plain gateway client, and the stock client."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import discord
import orjson
import pytest
import yarl
import zstandard
from discord.gateway import DiscordWebSocket
from discord.http import Route

from maneki.clock import MovableClock
from maneki.simulator.discord import (
    DiscordSim,
    Rules,
    SimApplication,
    SimChannel,
    SimGuild,
    SimUser,
)

TOKEN = "a-token"


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
    guild = sim.add_guild("Closet", bots=[app])
    channel = sim.add_channel(guild, "alerts")
    ann = sim.add_user("ann")
    sim.join(guild, ann)
    api = Api(session, sim.api_url, TOKEN)
    return Place(sim=sim, app=app, guild=guild, channel=channel, ann=ann, api=api, clock=clock)


Furnished = Callable[..., Awaitable[Place]]


@pytest.fixture
async def place_with(clock: MovableClock) -> AsyncIterator[Furnished]:
    """`await place_with(rules)`: a place under other rules, on a clock that stands still."""
    async with contextlib.AsyncExitStack() as stack:

        async def make(rules: Rules | None = None, *, seed: int = 0) -> Place:
            sim = await stack.enter_async_context(DiscordSim(clock, rules or Rules(), seed))
            session = await stack.enter_async_context(aiohttp.ClientSession())
            return furnish(sim, clock, session)

        yield make


@pytest.fixture
async def place(place_with: Furnished) -> Place:
    return await place_with()


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


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """`await connect(sim)`: an open connection that has said hello."""
    async with contextlib.AsyncExitStack() as stack:

        async def open_one(sim: DiscordSim, *, compress: str = "", **query: str) -> Socket:
            session = await stack.enter_async_context(aiohttp.ClientSession())
            asked = {"v": "10", "encoding": "json"} | query
            if compress:
                asked["compress"] = compress
            socket = await session.ws_connect(yarl.URL(sim.gateway_url).with_query(asked))
            return Socket(socket, UNPACKERS[compress]())

        yield open_one


@pytest.fixture
async def online(place: Place, connect: Connect) -> Socket:
    """The place's bot, connected and ready."""
    socket = await connect(place.sim)
    await socket.receive()
    await socket.identify()
    await socket.until("GUILD_CREATE")
    return socket


# The stock client


@pytest.fixture
def stock_client_globals() -> Iterator[None]:
    """discord.py keeps its addresses in class attributes; they are put back afterwards."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


Run = Callable[[DiscordSim, discord.Client], Any]


@pytest.fixture
async def running(stock_client_globals: None) -> Run:
    """`async with running(sim, client):` the client is logged in, connected and ready."""

    @contextlib.asynccontextmanager
    async def run(sim: DiscordSim, client: discord.Client) -> AsyncIterator[None]:
        Route.BASE = sim.api_url
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(sim.gateway_url)
        async with asyncio.TaskGroup() as group:
            await client.login(TOKEN)
            connection = group.create_task(client.connect())
            try:
                await asyncio.wait_for(client.wait_until_ready(), timeout=10)
                yield
            finally:
                await client.close()
                connection.cancel()

    return run
