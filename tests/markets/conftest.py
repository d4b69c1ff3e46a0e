"""A clock that jumps instead of waiting, the market twin, and small servers that misbehave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from maneki.clock import MovableClock
from maneki.simulator.markets.twin import MarketTwin

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Handler], Awaitable[str]]


class JumpingClock(MovableClock):
    """Whoever sleeps moves the time on and wakes at once; `slept` says how long."""

    def __init__(self) -> None:
        super().__init__()
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.move(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
async def twin(clock: JumpingClock) -> AsyncIterator[MarketTwin]:
    twin = MarketTwin(clock)
    await twin.start()
    yield twin
    await twin.stop()


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Start a server on loopback with one handler for everything; returns its base URL."""
    runners: list[web.AppRunner] = []

    async def start(handler: Handler) -> str:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        return f"http://{host}:{port}"

    yield start
    for runner in runners:
        await runner.cleanup()
