"""A local Discord with one server, the real bot and the real channel, over a real database."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from maneki.alerts.announce import Announcer
from maneki.alerts.preview_desk import IN_FULL, Bounds, PreviewDesk
from maneki.alerts.record import Source, record
from maneki.alerts.why import WhyDesk
from maneki.channels.discord.bot import DiscordBot
from maneki.channels.discord.channel import DiscordChannel
from maneki.channels.discord.dms import DirectMessages
from maneki.channels.discord.rest import RestClient
from maneki.channels.discord.shopkeeper import Shopkeeper
from maneki.channels.discord.stream import Drafts
from maneki.clock import Clock, MovableClock, SystemClock
from maneki.delivery.courier import Courier
from maneki.delivery.desk import DeliveryDesk
from maneki.delivery.pace import Limiter
from maneki.filters.brand_hints import BrandHints
from maneki.filters.desk import FilterDesk
from maneki.filters.watchable import Watchable
from maneki.loops import Nudge
from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.model.listing import Listing
from maneki.model.outbox import Note, NoteDraft
from maneki.model.person import Address
from maneki.people.desk import PeopleDesk
from maneki.people.feedback import FeedbackDesk
from maneki.people.rollout import Rollout
from maneki.simulator.discord import (
    DiscordSim,
    InteractionResult,
    Rules,
    SimApplication,
    SimChannel,
    SimGuild,
    SimUser,
)
from maneki.store import Store

TOKEN = "town-token"
_HOLDERS = count()
MARKETS = ("bobs_shop", "feed_of_ann")


@asynccontextmanager
async def town_at(
    url: str,
    clock: MovableClock,
    dictionary: BrandDictionary,
    rules: Rules,
    *,
    privileged_intents: int = 0,
) -> AsyncIterator[Town]:
    store = Store.open(url, clock=clock)
    async with DiscordSim(rules=rules) as sim:
        application = sim.add_application(
            "Maneki", token=TOKEN, privileged_intents=privileged_intents
        )
        closet = sim.add_guild("Closet", bots=[application])
        ann, bob = sim.add_user("ann"), sim.add_user("bob", locale="ja")
        sim.join(closet, ann)
        sim.join(closet, bob)
        yield Town(
            sim=sim,
            store=store,
            clock=clock,
            application=application,
            closet=closet,
            alerts=sim.add_channel(closet, "alerts"),
            ann=ann,
            bob=bob,
            dictionary=dictionary,
            database_url=url,
        )
    await store.close()


@asynccontextmanager
async def living(bot: DiscordBot) -> AsyncIterator[DiscordBot]:
    """The bot, running and ready."""
    async with asyncio.TaskGroup() as group:
        running = group.create_task(bot.run())
        async with asyncio.timeout(10):
            await bot.ready.wait()
        yield bot
        running.cancel()


class QuickClock(SystemClock):
    """Nobody sleeps for long."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(min(seconds, 0.02))


class LeapingClock(SystemClock):
    """Whoever is to wait for long finds at once that the time has passed."""

    def __init__(self) -> None:
        self.leapt = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.leapt

    async def sleep(self, seconds: float) -> None:
        if seconds > 1.0:
            self.leapt += seconds
            seconds = 0.0
        await super().sleep(seconds)


@dataclass
class Pulse:
    """Beats as often as the event loop lets it; `longest` is the longest it was kept waiting."""

    longest: float = 0.0

    async def beat(self) -> None:
        last = time.monotonic()
        while True:
            await asyncio.sleep(0.005)
            now = time.monotonic()
            self.longest, last = max(self.longest, now - last), now


@asynccontextmanager
async def felt() -> AsyncIterator[Pulse]:
    """The event loop's pulse."""
    pulse = Pulse()
    async with asyncio.TaskGroup() as group:
        beating = group.create_task(pulse.beat())
        yield pulse
        beating.cancel()


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
    database_url: str
    nudges: list[str] = field(default_factory=list)
    doors: Rollout | None = None
    most_a_day: int = 50
    bounds: Bounds = IN_FULL
    watched: tuple[str, ...] = MARKETS

    def people(self) -> PeopleDesk:
        return PeopleDesk(self.store, default_currency=None, due=self._due)

    def filters(self) -> FilterDesk:
        return FilterDesk(
            self.store,
            matcher=Matcher(self.dictionary),
            watchable=self.watchable(),
            most_filters=20,
            default_currency=None,
            changed=self._due,
            admit=self.rollout().admit,
        )

    def previews(self) -> PreviewDesk:
        return PreviewDesk(
            self.store,
            matcher=Matcher(self.dictionary),
            drop_percent=Decimal(5),
            most_a_day=self.most_a_day,
            check=lambda criteria, language: self.filters().check(criteria, language=language),
            bounds=self.bounds,
        )

    def rollout(self) -> Rollout:
        """Everybody may come in, unless the test has said how many."""
        if self.doors is None:
            self.doors = Rollout(self.store, most=None)
        return self.doors

    def watchable(self) -> Watchable:
        return Watchable(markets={}, spellings=self.dictionary.spellings, sources=self.watched)

    def _due(self) -> None:
        self.nudges.append("due")

    def rest(self, *, token: str = TOKEN, clock: Clock | None = None) -> RestClient:
        clock = clock or SystemClock()
        return RestClient(
            base_url=self.sim.api_url,
            token=token,
            limiter=Limiter(clock),
            clock=clock,
            user_agent="DiscordBot (https://maneki.example, 1)",
            timeout_s=5.0,
        )

    def bot(
        self,
        rest: RestClient,
        *,
        guild_id: str | None = None,
        gateway_url: str | None = None,
        clock: Clock | None = None,
        shop: Shopkeeper | None = None,
        watches: bool = True,
        dms: DirectMessages | None = None,
        drafts: Drafts | None = None,
    ) -> DiscordBot:
        return DiscordBot(
            shop=shop,
            watches=watches,
            dms=dms,
            drafts=drafts,
            rest=rest,
            store=self.store,
            filters=self.filters(),
            people=self.people(),
            rollout=self.rollout(),
            deliveries=DeliveryDesk(self.store, due=self._due),
            why=WhyDesk(
                self.store,
                matcher=Matcher(self.dictionary),
                drop_percent=Decimal(5),
                serving=self.watchable().serving,
            ),
            previews=self.previews(),
            feedback=FeedbackDesk(self.store),
            due=self._due,
            suggest_brands=self.dictionary.suggest,
            brand_hints=BrandHints(self.dictionary),
            market_names=MARKETS,
            clock=clock or SystemClock(),
            gateway_url=gateway_url or self.sim.gateway_url,
            guild_id=guild_id,
            guild_ready_timeout_s=0.1,
        )

    def channel(
        self,
        rest: RestClient,
        *,
        dms: DirectMessages | None = None,
        drafts: Drafts | None = None,
    ) -> DiscordChannel:
        return DiscordChannel(rest, store=self.store, clock=self.clock, dms=dms, drafts=drafts)

    @asynccontextmanager
    async def awake(self, *, guild_id: str | None = None) -> AsyncIterator[RestClient]:
        """The bot, connected; the way to Discord that it uses."""
        async with self.rest() as rest, living(self.bot(rest, guild_id=guild_id)):
            yield rest

    async def listed(self, *listings: Listing) -> None:
        """Listings of bobs_shop turn up, and whoever they fit is to hear of them."""
        announcer = Announcer(
            self.store, dictionary=self.dictionary, drop_percent=Decimal(5), queued=self._due
        )
        await announcer.load()
        async with self.store.transaction() as tx:
            source = Source(market="bobs_shop", fetched_at=tx.now, watched_since=tx.now)
            await record(tx, source, listings, drop_percent=Decimal(5))
        while await announcer.step():
            pass

    async def notify(self, who: SimUser, note: Note) -> None:
        """Something is to be said to somebody at their default destination."""
        async with self.store.transaction() as tx:
            person = await tx.people.at(Address("discord", str(who.id)))
            assert person is not None
            assert person.default_destination_id is not None
            await tx.outbox.add_note(
                NoteDraft(
                    person_id=person.id,
                    destination_id=person.default_destination_id,
                    note=note,
                    idempotency_key=f"test: {note.text}",
                )
            )

    async def deliver(self, rest: RestClient) -> None:
        """Everything that is due goes out."""
        courier = Courier(
            self.store,
            [self.channel(rest)],
            clock=self.clock,
            holder=f"test {next(_HOLDERS)}",
            seats=10,
            nudge=Nudge(),
        )
        is_busy = True
        while is_busy:
            async with courier.at_work():
                is_busy = await courier.step()

    async def ask(self, who: SimUser, command: str, **options: object) -> InteractionResult:
        """A command in #alerts."""
        return await self.sim.command(who, self.alerts, command, options)

    @asynccontextmanager
    async def locked_database(self) -> AsyncIterator[None]:
        """Somebody else has the database to themselves: everything asked of it has to wait."""
        engine = create_async_engine(self.database_url)
        async with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                await connection.execute(text("BEGIN IMMEDIATE"))
            else:
                await connection.execute(text("LOCK TABLE addresses IN ACCESS EXCLUSIVE MODE"))
            yield
            await connection.rollback()
        await engine.dispose()

    def break_database(self) -> None:
        """From now on every question about people fails, as with a damaged file."""
        file = self.database_url.removeprefix("sqlite+aiosqlite:///")
        with contextlib.closing(sqlite3.connect(file)) as connection:
            connection.execute("ALTER TABLE addresses RENAME TO gone")

    async def eventually(self, is_so: Callable[[], Awaitable[bool]]) -> None:
        """Wait until what the gateway told has arrived in the database."""
        async with asyncio.timeout(10):
            while not await is_so():  # noqa: ASYNC110  (a database tells nobody)
                await asyncio.sleep(0.01)
