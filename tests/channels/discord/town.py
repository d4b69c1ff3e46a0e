"""A local Discord with one server, the real bot and the real channel, over a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from maneki.channels.discord.bot import DiscordBot
from maneki.channels.discord.channel import DiscordChannel
from maneki.channels.discord.rest import RestClient
from maneki.clock import MovableClock, SystemClock
from maneki.delivery.pace import Limiter
from maneki.filters.desk import FilterDesk
from maneki.filters.watchable import Watchable
from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.people.desk import PeopleDesk, ServerDesk
from maneki.simulator.discord import (
    DiscordSim,
    InteractionResult,
    SimApplication,
    SimChannel,
    SimGuild,
    SimUser,
)
from maneki.store import Store

TOKEN = "town-token"
MARKETS = ("bobs_shop", "feed_of_ann")


@dataclass
class Town:
    """The server "Closet" with its channel #alerts, and ann and bob in it."""

    sim: DiscordSim
    store: Store
    clock: MovableClock
    application: SimApplication
    closet: SimGuild
    alerts: SimChannel
    ann: SimUser
    bob: SimUser
    dictionary: BrandDictionary
    nudges: list[str] = field(default_factory=list)

    def people(self) -> PeopleDesk:
        return PeopleDesk(self.store, default_currency=None, due=self._due)

    def filters(self) -> FilterDesk:
        return FilterDesk(
            self.store,
            matcher=Matcher(self.dictionary),
            watchable=Watchable(markets={}, spellings=self.dictionary.spellings, sources=MARKETS),
            most_filters=20,
            default_currency=None,
            changed=self._due,
        )

    def _due(self) -> None:
        self.nudges.append("due")

    def rest(self, *, token: str = TOKEN) -> RestClient:
        clock = SystemClock()
        return RestClient(
            base_url=self.sim.api_url,
            token=token,
            limiter=Limiter(clock),
            clock=clock,
            user_agent="DiscordBot (https://maneki.example, 1)",
            timeout_s=5.0,
        )

    def bot(self, rest: RestClient, *, guild_id: str | None = None) -> DiscordBot:
        return DiscordBot(
            rest=rest,
            store=self.store,
            filters=self.filters(),
            people=self.people(),
            servers=ServerDesk(self.store, due=self._due),
            suggest_brands=self.dictionary.suggest,
            market_names=MARKETS,
            clock=SystemClock(),
            gateway_url=self.sim.gateway_url,
            guild_id=guild_id,
            guild_ready_timeout_s=0.1,
        )

    def channel(self, rest: RestClient) -> DiscordChannel:
        return DiscordChannel(rest, store=self.store, clock=self.clock)

    @asynccontextmanager
    async def awake(self, *, guild_id: str | None = None) -> AsyncIterator[RestClient]:
        """The bot, connected; the way to Discord that it uses."""
        async with self.rest() as rest, asyncio.TaskGroup() as group:
            bot = self.bot(rest, guild_id=guild_id)
            running = group.create_task(bot.run())
            async with asyncio.timeout(10):
                await bot.ready.wait()
            yield rest
            running.cancel()

    async def ask(self, who: SimUser, command: str, **options: object) -> InteractionResult:
        """A command in #alerts."""
        return await self.sim.command(who, self.alerts, command, options)

    async def eventually(self, is_so: Callable[[], Awaitable[bool]]) -> None:
        """Wait until what the gateway told has arrived in the database."""
        async with asyncio.timeout(10):
            while not await is_so():  # noqa: ASYNC110  (a database tells nobody)
                await asyncio.sleep(0.01)
