"""What the tests of the local Discord may ask for."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from tests.simulator.discord.place import (
    TOKEN,
    UNPACKERS,
    Connect,
    Furnished,
    Place,
    Socket,
    furnish,
)

from maneki.clock import MovableClock
from maneki.simulator.discord import DiscordSim, Rules


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


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """`await connect(sim)`: an open connection that has said hello."""
    async with contextlib.AsyncExitStack() as stack:

        async def open_one(
            sim: DiscordSim, *, compress: str = "", resuming: bool = False, **query: str
        ) -> Socket:
            session = await stack.enter_async_context(aiohttp.ClientSession())
            asked = {"v": "10", "encoding": "json"} | query
            if compress:
                asked["compress"] = compress
            url = sim.resume_url if resuming else sim.gateway_url
            socket = await session.ws_connect(yarl.URL(url).with_query(asked))
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
