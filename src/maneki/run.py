"""Builds everything once, runs it in one task group, closes it in reverse.

Nothing else makes live objects: every room receives what it needs by its constructor. Rooms that
must wake each other get a plain callable from here.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import structlog

from maneki import __version__
from maneki.alerts.announce import Announcer
from maneki.alerts.clock_watch import ClockWatch
from maneki.alerts.upkeep import EndingsWatch, Forgetter
from maneki.alerts.watch import Watcher
from maneki.alerts.why import WhyDesk
from maneki.channels.discord.bot import BotState, DiscordBot
from maneki.channels.discord.channel import DiscordChannel
from maneki.channels.discord.members import ROLL_CALL_EVERY_S, RollCall
from maneki.channels.discord.operator import OperatorChannel
from maneki.channels.discord.rest import RestClient
from maneki.clock import Clock, OffsetClock, SystemClock
from maneki.delivery.alarm import Bounds
from maneki.delivery.ask import Asker
from maneki.delivery.courier import Courier
from maneki.delivery.desk import DeliveryDesk
from maneki.delivery.digest import Digester
from maneki.delivery.holder import Holder
from maneki.delivery.limit_book import WRITE_EVERY_S, LimitBook
from maneki.delivery.limits import Allowance
from maneki.delivery.pace import Limiter
from maneki.delivery.report import report
from maneki.delivery.rescue import Rescuer
from maneki.delivery.retry import Persistence, Step
from maneki.delivery.token_lease import RENEW_EVERY_S, TokenLease, bot_of
from maneki.delivery.watchdog import LOOK_EVERY_S, Watchdog
from maneki.errors import ManekiError, SettingsError, StoreError, TokenHeldError
from maneki.filters.desk import FilterDesk
from maneki.filters.expire import Expirer
from maneki.filters.replan import Replanner
from maneki.filters.watchable import Watchable
from maneki.logs import configure
from maneki.loops import LoopHealth, Nudge, run_forever
from maneki.markets.feed.client import FEED, FeedMarket
from maneki.markets.known import KNOWN_MARKETS, RESERVED_NAMES, SOURCE_NAME
from maneki.markets.manners import Manners
from maneki.markets.market import Market
from maneki.markets.mercari_jp.client import MERCARI_JP, MercariJpMarket
from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.model.outbox import Parcel
from maneki.people.desk import PeopleDesk
from maneki.people.feedback import FeedbackDesk
from maneki.people.rollout import Rollout
from maneki.rates.ecb import EcbRates
from maneki.rates.keeper import RatesKeeper
from maneki.settings import Settings
from maneki.store import Store
from maneki.store.store import folder_of
from maneki.web.app import Health, build_app
from maneki.web.listings import Intake
from maneki.web.metrics import Metrics
from maneki.web.server import serve_web

log = structlog.get_logger(__name__)

RESCUE_EVERY_S = 15.0
CLOCK_EVERY_S = 10.0
IDLE_S = 1.0
RATES_EVERY_S = 6 * 3600.0
ENDINGS_EVERY_S = 60.0
ASK_EVERY_S = 600.0
FORGET_EVERY_S = 6 * 3600.0
EXPIRE_EVERY_S = 600.0


Loop = tuple[str, Callable[[], Awaitable[bool]], float, Nudge | None]


class _StopRequested(Exception):  # noqa: N818  (not an error: somebody asked us to stop)
    pass


def markets_of(settings: Settings, clock: Clock) -> dict[str, Market]:
    """The markets that are watched, in order. Raises `SettingsError`."""
    markets: dict[str, Market] = {}
    if settings.feeds:
        markets["feed"] = FeedMarket(
            settings.feeds,
            clock=clock,
            user_agent=settings.user_agent,
            manners=_manners(FEED, every=settings.feed_every, gap=settings.feed_gap),
        )
    for name in settings.markets:
        _refuse_unknown_market(name, settings)
    if "mercari_jp" in settings.markets:
        markets["mercari_jp"] = MercariJpMarket(
            clock=clock,
            user_agent=settings.user_agent,
            base_url=settings.mercari_jp_url,
            manners=_manners(
                MERCARI_JP, every=settings.mercari_jp_every, gap=settings.mercari_jp_gap
            ),
        )
    return markets


def _manners(usual: Manners, *, every: float, gap: float) -> Manners:
    return replace(usual, revisit=timedelta(seconds=every), gap=timedelta(seconds=gap))


def _refuse_unknown_market(name: str, settings: Settings) -> None:
    known = KNOWN_MARKETS.get(name)
    if known is None or name == "feed":
        names = ", ".join(one for one in KNOWN_MARKETS if one != "feed")
        raise SettingsError(f"MANEKI_MARKETS names {name!r}; known are: {names}.")
    if known.warning is not None and name not in settings.accepted_warnings:
        raise SettingsError(
            f"{known.warning} If you accept that, add {name} to MANEKI_ACCEPTED_WARNINGS."
        )


def sources_of(settings: Settings) -> tuple[str, ...]:
    """The sources of pushed listings that filters may name. Raises `SettingsError`."""
    for name in settings.ingest_sources:
        if not SOURCE_NAME.fullmatch(name):
            raise SettingsError(
                f"MANEKI_INGEST_SOURCES names {name!r}; write lower-case letters, digits and "
                "underscores, such as my_market."
            )
        if name in RESERVED_NAMES:
            raise SettingsError(
                f"MANEKI_INGEST_SOURCES names {name!r}, which is a market's name; nobody can push "
                "under it."
            )
    return settings.ingest_sources


def watchable_of(
    settings: Settings, markets: dict[str, Market], dictionary: BrandDictionary
) -> Watchable:
    """Which markets and sources filters may name here. Raises `SettingsError`."""
    return Watchable(
        markets=markets,
        spellings=dictionary.spellings,
        sources=sources_of(settings),
        takes_any_source=settings.ingest_token is not None,
        built_in=RESERVED_NAMES,
    )


def filter_desk(
    settings: Settings,
    store: Store,
    watchable: Watchable,
    *,
    matcher: Matcher,
    changed: Callable[[], None],
    rollout: Rollout | None = None,
) -> FilterDesk:
    """What the operator does for others needs no `rollout`."""
    doors = rollout or Rollout(store, most=None)
    return FilterDesk(
        store,
        matcher=matcher,
        watchable=watchable,
        most_filters=settings.most_filters,
        default_currency=settings.default_currency,
        changed=changed,
        admit=doors.admit,
        lifetime=lifetime_of(settings),
    )


def lifetime_of(settings: Settings) -> timedelta | None:
    return timedelta(days=settings.filter_days) if settings.filter_days else None


def rollout_of(settings: Settings, store: Store) -> Rollout:
    return Rollout(
        store,
        most=None if settings.rollout == "all" else settings.rollout,
        roles=settings.rollout_roles,
        default_currency=settings.default_currency,
    )


@contextlib.asynccontextmanager
async def open_store(settings: Settings, clock: Clock) -> AsyncIterator[Store]:
    """A database that fits this program and can be written. Raises `StoreError`s."""
    store = Store.open(settings.database_url, clock=clock)
    try:
        await store.check_schema()
        await store.check_writable()
        yield store
    finally:
        await store.close()


class Service:
    """The whole program, built and ready to run."""

    def __init__(self, settings: Settings, store: Store, clock: Clock, rest: RestClient) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._holder = secrets.token_hex(8)
        self._match_now, self._deliver_now = Nudge(), Nudge()
        dictionary = BrandDictionary.load()
        matcher = Matcher(dictionary)
        self.markets = markets_of(settings, clock)
        self._visits = {name: Nudge() for name in self.markets}
        self._rates = (
            EcbRates(user_agent=settings.user_agent, url=settings.rates_url)
            if settings.rates_url
            else None
        )
        watchable = watchable_of(settings, self.markets, dictionary)
        self._health_of_loops = LoopHealth()
        self._metrics = Metrics(
            store,
            limiter=rest.limiter,
            loops=self._health_of_loops,
            clock=clock,
            markets=watchable.names,
        )
        self._limit_book = LimitBook(store, rest.limiter, clock=clock)
        self._roll_call = RollCall(rest, store=store, clock=clock)
        self._watchdog = self._watchdog_of(rest)
        self._replanner = Replanner(
            store, watchable=watchable, dictionary=dictionary, planned=self._visit_now
        )
        self._rollout = rollout_of(settings, store)
        desk = filter_desk(
            settings,
            store,
            watchable,
            matcher=matcher,
            changed=self._changed,
            rollout=self._rollout,
        )
        people = PeopleDesk(
            store, default_currency=settings.default_currency, due=self._deliver_now
        )
        self._announcer = Announcer(
            store,
            dictionary=dictionary,
            drop_percent=settings.drop_percent,
            queued=self._deliver_now,
        )
        self._watchers = {
            name: Watcher(
                store,
                market,
                matcher=matcher,
                drop_percent=settings.drop_percent,
                holder=self._holder,
                found=self._match_now,
                queued=self._deliver_now,
                told=self._metrics.visited,
            )
            for name, market in self.markets.items()
        }
        self._bot = DiscordBot(
            rest=rest,
            store=store,
            filters=desk,
            people=people,
            rollout=self._rollout,
            deliveries=DeliveryDesk(store, due=self._deliver_now),
            why=WhyDesk(
                store,
                matcher=matcher,
                drop_percent=settings.drop_percent,
                serving=watchable.serving,
            ),
            feedback=FeedbackDesk(store),
            due=self._deliver_now,
            suggest_brands=dictionary.suggest,
            market_names=watchable.names,
            clock=clock,
            gateway_url=settings.discord_gateway_url,
            guild_id=settings.discord_guild_id,
        )
        self._courier = Courier(
            store,
            [DiscordChannel(rest, store=store, clock=clock)],
            clock=clock,
            holder=self._holder,
            seats=settings.seats,
            nudge=self._deliver_now,
            persistence=Persistence(nonce_window=timedelta(seconds=settings.discord_nonce_window)),
            told=self._delivered,
            health=self._health_of_loops,
        )
        self._rescuer = Rescuer(
            store,
            holder=self._holder,
            in_hand=self._courier.in_hand,
            rescued=self._deliver_now,
            alone=True,
        )
        self._lease = TokenLease(
            store,
            holder=Holder.me(),
            bot=bot_of(token_of(settings)),
            taken_over=self._watchdog.taken_over,
        )
        token = settings.ingest_token
        self._intake = Intake(
            store,
            token=token.get_secret_value() if token else None,
            reserved=RESERVED_NAMES,
            drop_percent=settings.drop_percent,
            found=self._match_now,
        )

    def _watchdog_of(self, rest: RestClient) -> Watchdog:
        settings = self._settings
        channel_id = settings.operator_channel_id
        channel = OperatorChannel(rest, channel_id=channel_id) if channel_id else None
        return Watchdog(
            self._store,
            limiter=rest.limiter,
            loops=self._health_of_loops,
            place=channel.place if channel else None,
            queued=self._deliver_now,
            bounds=Bounds(
                backlog_s=settings.alarm_backlog_age,
                free_bytes=settings.alarm_free_disk_mb * 2**20,
            ),
            disk=folder_of(settings.database_url),
            clock=self._clock,
            language=settings.operator_language,
        )

    def _delivered(self, parcel: Parcel, step: Step) -> None:
        report(parcel, step)
        self._metrics.delivered(parcel, step)

    def _visit_now(self) -> None:
        for nudge in self._visits.values():
            nudge()

    def _changed(self) -> None:
        self._visit_now()
        self._deliver_now()

    async def prepare(self) -> None:
        """Everything that must be there before the first event: the lease, warnings, filters.

        Raises `TokenHeldError` while another process sends for this database.
        """
        await self._lease.take()
        await self._limit_book.recall()
        async with self._store.transaction() as tx:
            for name in self._settings.markets:
                warning = KNOWN_MARKETS[name].warning
                if warning is not None:
                    await tx.incidents.accept_warning(name, warning=warning)
        await self._rollout.begin()
        await self._announcer.load()
        log.info("service.prepared", filters=self._announcer.filters, markets=[*self.markets])

    @property
    def is_connected(self) -> bool:
        """Whether Discord hears us and we hear Discord."""
        return self._bot.state is BotState.CONNECTED

    async def run(self) -> None:
        """Run until cancelled. A part that cannot go on ends the whole."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._bot.run(), name="discord")
            group.create_task(self._courier.run(), name="courier")
            group.create_task(self._web(), name="web")
            group.create_task(self._keep_lease(), name="lease")
            for name, step, every, nudge in self._loops():
                loop = run_forever(
                    step,
                    name=name,
                    every=every,
                    clock=self._clock,
                    nudge=nudge,
                    health=self._health_of_loops,
                )
                group.create_task(loop, name=name)

    async def close(self) -> None:
        """Close what was opened for markets and rates, the last of it first, write down what the
        limiter met, and give back the lease: all of it, even if some of it fails.
        """
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(self._lease.give_back)
            stack.push_async_callback(self._limit_book.finish)
            for market in self.markets.values():
                stack.push_async_callback(market.aclose)
            if self._rates is not None:
                stack.push_async_callback(self._rates.aclose)

    async def _keep_lease(self) -> None:
        await run_forever(
            self._lease.step,
            name="lease",
            every=RENEW_EVERY_S,
            clock=self._clock,
            ends_with=TokenHeldError,
            health=self._health_of_loops,
        )

    def _loops(self) -> list[Loop]:
        loops: list[Loop] = [
            ("match", self._announcer.step, IDLE_S, self._match_now),
            ("digest", Digester(self._store, queued=self._deliver_now).step, IDLE_S, None),
            ("rescue", self._rescuer.step, RESCUE_EVERY_S, None),
            ("clock", ClockWatch(self._store, due=self._changed).step, CLOCK_EVERY_S, None),
            ("replan", self._replanner.step, 3600.0, None),
            ("forget", Forgetter(self._store, keep=self._keep).step, FORGET_EVERY_S, None),
            ("ask", Asker(self._store).step, ASK_EVERY_S, None),
            ("endings", self._endings().step, ENDINGS_EVERY_S, None),
            ("limits", self._limit_book.step, WRITE_EVERY_S, self._limit_book.nudge),
            ("alarms", self._watchdog.step, LOOK_EVERY_S, None),
            ("roll call", self._roll_call.step, ROLL_CALL_EVERY_S, None),
        ]
        if lifetime := lifetime_of(self._settings):
            expirer = Expirer(self._store, lifetime=lifetime, told=self._changed)
            loops.append(("expire", expirer.step, EXPIRE_EVERY_S, None))
        if self._rates is not None:
            loops.append(("rates", RatesKeeper(self._store, self._rates).step, RATES_EVERY_S, None))
        for name, watcher in self._watchers.items():
            loop = (f"watch {name}", watcher.step, IDLE_S, self._visits[name])
            loops += [loop] * self.markets[name].visits_at_once
        return loops

    @property
    def _keep(self) -> timedelta:
        return timedelta(days=self._settings.keep_listings_days)

    def _endings(self) -> EndingsWatch:
        ahead = timedelta(minutes=self._settings.ending_soon_minutes)
        return EndingsWatch(self._store, ahead=ahead, found=self._match_now)

    async def _web(self) -> None:
        token = self._settings.metrics_token
        app = build_app(
            health=self._health,
            intake=self._intake,
            metrics=self._metrics,
            metrics_token=token.get_secret_value() if token else None,
        )
        await serve_web(app, host=self._settings.http_host, port=self._settings.http_port)

    async def _health(self) -> Health:
        try:
            async with self._store.transaction() as tx:
                await tx.events.backlog()
            database = "ok"
        except StoreError as error:
            log.warning("health.database", error=str(error))
            database = "unavailable"
        return Health(
            {"database": database, "discord": "ok" if self.is_connected else self._bot.state}
        )


def clock_of(settings: Settings) -> Clock:
    """The machine's clock, or one that a rehearsal may set."""
    file = settings.clock_offset_file
    return SystemClock() if file is None else OffsetClock(file)


async def serve(settings: Settings, *, clock: Clock | None = None) -> None:
    """Run the service until SIGINT or SIGTERM.

    Raises the `ManekiError` that ended it, with its one sentence, if one did.
    """
    configure(style=settings.log_format, level=settings.log_level)
    clock = clock or clock_of(settings)
    async with contextlib.AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(settings, clock))
        rest = await stack.enter_async_context(rest_client(settings, clock))
        service = Service(settings, store, clock, rest)
        stack.push_async_callback(service.close)
        await service.prepare()
        await _until_stopped(service)


def token_of(settings: Settings) -> str:
    """The bot's token. Raises `SettingsError` without one."""
    if settings.discord_bot_token is None:
        raise SettingsError(
            "DISCORD_BOT_TOKEN is not set; copy .env.example to .env and fill it in."
        )
    return settings.discord_bot_token.get_secret_value()


def rest_client(settings: Settings, clock: Clock) -> RestClient:
    """The one way to Discord. Raises `SettingsError` without a token."""
    return RestClient(
        base_url=settings.discord_api_url,
        token=token_of(settings),
        limiter=Limiter(
            clock, allowance=Allowance(per_second=settings.discord_requests_per_second)
        ),
        clock=clock,
        user_agent=f"DiscordBot (https://github.com/maneki, {__version__})",
    )


async def _until_stopped(service: Service) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(service.run(), name="service")
            await stop.wait()
            raise _StopRequested
    except BaseExceptionGroup as ended:
        _, failures = ended.split(_StopRequested)
        if failures is not None:
            raise _cause(failures) from failures
        log.info("service.stopped")
    finally:
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(name)


def _cause(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error with a sentence in it if there is one, however deep; else all there is."""
    known = failures.subgroup(ManekiError)
    if known is None:
        return failures
    first: BaseException = known
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    return first
