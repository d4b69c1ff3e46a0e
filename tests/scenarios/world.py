"""The whole program, in this process, against the local Discord and the market twin."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import httpx2

from maneki.clock import Clock, SystemClock
from maneki.model.interchange import write_listing
from maneki.model.listing import Listing
from maneki.run.database import open_store
from maneki.run.rest import rest_client
from maneki.run.service import Service
from maneki.settings import Settings
from maneki.simulator.demo.program import free_port
from maneki.simulator.demo.read import is_alert
from maneki.simulator.discord import DiscordSim, Rules, SimChannel, SimGuild, SimMessage, SimUser
from maneki.simulator.discord.entities import SimApplication
from maneki.simulator.discord.interactions import InteractionResult
from maneki.simulator.markets.twin import MarketTwin
from maneki.store import Store

TOKEN = "a-token-for-the-tests"
PATIENCE_S = 15.0


async def until(is_so: Callable[[], bool], *, within: float = PATIENCE_S) -> None:
    """Wait for something to become true. Fails the test with a TimeoutError otherwise."""
    async with asyncio.timeout(within):
        while not is_so():  # noqa: ASYNC110  (there is no event to wait for)
            await asyncio.sleep(0.02)


@dataclass
class World:
    """A server with the bot in it, a lobby for commands, and a market twin with one feed."""

    database_url: str
    sim: DiscordSim
    twin: MarketTwin
    application: SimApplication
    guild: SimGuild
    lobby: SimChannel
    changes: dict[str, Any] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    clock: Clock = field(default_factory=SystemClock)
    """The program's, not Discord's."""

    def settings(self) -> Settings:
        known: dict[str, Any] = {
            "database_url": self.database_url,
            "discord_bot_token": self.application.token,
            "discord_api_url": self.sim.api_url,
            "discord_gateway_url": self.sim.gateway_url,
            "feeds": (self.twin.feed_url(),),
            "feed_every": 0.2,
            "feed_gap": 0.01,
            "rates_url": f"{self.twin.base_url}/eurofxref-daily.xml",
            "http_port": self.port,
            "ingest_token": TOKEN,
        }
        return Settings(_env_file=None, **(known | self.changes))

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Store]:
        """The program, from a start to a clean stop. Its store, for looking into."""
        settings, clock = self.settings(), self.clock
        async with contextlib.AsyncExitStack() as stack:
            store = await stack.enter_async_context(open_store(settings, clock))
            rest = await stack.enter_async_context(rest_client(settings, clock))
            service = Service(settings, store, clock, rest)
            stack.push_async_callback(service.close)
            await service.prepare()
            async with asyncio.TaskGroup() as group:
                running = group.create_task(service.run())
                await until(lambda: service.is_connected or running.done(), within=30)
                try:
                    yield store
                finally:
                    running.cancel()

    def member(self, name: str) -> SimUser:
        user = self.sim.add_user(name)
        self.sim.join(self.guild, user)
        return user

    async def says(self, user: SimUser, command: str, /, **options: Any) -> InteractionResult:
        """A member runs a command in the lobby and reads the answer, which is theirs alone."""
        result = await self.sim.command(user, self.lobby, command, options)
        assert result.is_settled, command
        assert result.is_ephemeral, command
        return result

    async def push(self, *listings: Listing) -> None:
        url = f"http://127.0.0.1:{self.port}/v1/listings"
        async with httpx2.AsyncClient(trust_env=False) as client:
            answer = await client.post(
                url,
                json={
                    "source": listings[0].market,
                    "listings": [write_listing(one) for one in listings],
                },
                headers={"Authorization": f"Bearer {TOKEN}"},
            )
        assert answer.status_code == 200, answer.text

    def alerts_in(self, channel: SimChannel) -> list[SimMessage]:
        return [one for one in self.sim.messages(channel) if is_alert(one)]

    def alerts_to(self, user: SimUser) -> list[SimMessage]:
        """The alerts in somebody's DMs."""
        return [one for one in self.sim.dms(user) if is_alert(one)]

    def notices_to(self, user: SimUser) -> list[SimMessage]:
        return [one for one in self.sim.dms(user) if not is_alert(one)]


@contextlib.asynccontextmanager
async def a_world(database_url: str, *, rules: Rules | None = None) -> AsyncIterator[World]:
    clock = SystemClock()
    # A program that is started again at once cannot know when the one before it identified.
    async with DiscordSim(clock, replace(rules or Rules(), concurrency_window=0.1)) as sim:
        twin = MarketTwin(clock)
        await twin.start()
        try:
            application = sim.add_application("Maneki")
            guild = sim.add_guild("Archive Club", bots=[application])
            yield World(
                database_url=database_url,
                sim=sim,
                twin=twin,
                application=application,
                guild=guild,
                lobby=sim.add_channel(guild, "lobby"),
            )
        finally:
            await twin.stop()


def titles(messages: list[SimMessage]) -> list[str]:
    return [embed["title"] for message in messages for embed in message.shown_embeds]
