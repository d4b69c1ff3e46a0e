"""The whole program: built, run until it is stopped, and closed."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from maneki import __version__
from maneki.alerts.announce import Announcer, LoadedFilters
from maneki.alerts.clock_watch import ClockWatch
from maneki.alerts.preview_desk import PreviewDesk
from maneki.alerts.upkeep import EndingsWatch, Forgetter
from maneki.alerts.watch import Watcher
from maneki.alerts.why import WhyDesk
from maneki.channels.discord.bot import BotState, DiscordBot
from maneki.channels.discord.channel import DiscordChannel
from maneki.channels.discord.dms import DirectMessages
from maneki.channels.discord.members import ROLL_CALL_EVERY_S, RollCall
from maneki.channels.discord.operator import OperatorChannel
from maneki.channels.discord.rest import RestClient
from maneki.channels.discord.stream import Drafts
from maneki.clock import Clock
from maneki.delivery.alarm import Bounds
from maneki.delivery.ask import Asker
from maneki.delivery.courier import Courier
from maneki.delivery.desk import DeliveryDesk
from maneki.delivery.digest import Digester
from maneki.delivery.holder import Holder
from maneki.delivery.limit_book import WRITE_EVERY_S, LimitBook
from maneki.delivery.report import report
from maneki.delivery.rescue import Rescuer
from maneki.delivery.retry import Persistence, Step
from maneki.delivery.token_lease import RENEW_EVERY_S, TokenLease, bot_of
from maneki.delivery.watchdog import LOOK_EVERY_S, Watchdog
from maneki.errors import ManekiError, StoreError, TokenHeldError
from maneki.filters.brand_hints import BrandHints
from maneki.filters.desk import FilterDesk
from maneki.filters.expire import Expirer
from maneki.filters.replan import Replanner
from maneki.logs import configure
from maneki.loops import LoopHealth, Nudge, run_forever
from maneki.markets.known import KNOWN_MARKETS, RESERVED_NAMES
from maneki.markets.market import Market
from maneki.matching.match import Matcher
from maneki.model.outbox import Parcel
from maneki.people.desk import PeopleDesk
from maneki.people.feedback import FeedbackDesk
from maneki.rates.ecb import EcbRates
from maneki.rates.keeper import RatesKeeper
from maneki.run.brands import dictionary_of
from maneki.run.categories import trees_of
from maneki.run.database import clock_of, open_store
from maneki.run.loading import loading
from maneki.run.markets import filter_desk, lifetime_of, markets_of, rollout_of, watchable_of
from maneki.run.parts import has_shop
from maneki.run.rest import rest_client, token_of
from maneki.run.text_rules import text_rules
from maneki.settings import Settings
from maneki.store import Store
from maneki.store.store import folder_of
from maneki.web.app import Health, build_app
from maneki.web.listings import Intake
from maneki.web.metrics import Metrics
from maneki.web.server import listening, serve_web

if TYPE_CHECKING:
    from maneki.run.shop_service import Loop, ShopService

log = structlog.get_logger(__name__)

RESCUE_EVERY_S = 15.0
CLOCK_EVERY_S = 10.0
IDLE_S = 1.0
RENEW_INDEX_EVERY_S = 10.0
RATES_EVERY_S = 6 * 3600.0
ENDINGS_EVERY_S = 60.0
ASK_EVERY_S = 600.0
FORGET_EVERY_S = 6 * 3600.0
EXPIRE_EVERY_S = 600.0
REPLAN_EVERY_S = 3600.0


class _StopRequested(Exception):  # noqa: N818  (not an error: somebody asked us to stop)
    pass


class Service:
    """The whole program, built and ready to run. `loaded` are filters that were read before."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        clock: Clock,
        rest: RestClient,
        *,
        loaded: LoadedFilters | None = None,
    ) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._rest = rest
        self._holder = secrets.token_hex(8)
        self._match_now, self._deliver_now = Nudge(), Nudge()
        self._health_of_loops = LoopHealth()
        self._dictionary = dictionary_of(settings)
        self._matcher = Matcher(self._dictionary)
        self._trees = trees_of(settings)
        self.markets = markets_of(settings, clock)
        self._visits = {name: Nudge() for name in self.markets}
        self._watchable = watchable_of(settings, self.markets, self._dictionary)
        self._rollout = rollout_of(settings, store)
        self._metrics = self._metrics_of_all()
        self._limit_book = LimitBook(store, rest.limiter, clock=clock)
        self._announcer = self._announcer_of_events(loaded)
        self._watchdog = self._watchdog_of_all()
        self._lease = TokenLease(
            store,
            holder=Holder.me(),
            bot=bot_of(token_of(settings)),
            taken_over=self._watchdog.taken_over,
        )
        self._rates = self._rates_of_the_day()
        self._watchers = {name: self._watcher_of(market) for name, market in self.markets.items()}
        self._desk = self._desk_of_filters()
        self._dms = DirectMessages()
        self._drafts = Drafts(rest, store=store, channel_of=self._dms.channel_of, clock=clock)
        self._shop = self._shop_beside() if has_shop(settings) else None
        self._discord = DiscordChannel(
            rest, store=store, clock=clock, dms=self._dms, drafts=self._drafts
        )
        self._courier = self._courier_of_all()
        self._bot = self._bot_on_discord()

    def _metrics_of_all(self) -> Metrics:
        return Metrics(
            self._store,
            limiter=self._rest.limiter,
            loops=self._health_of_loops,
            clock=self._clock,
            markets=self._watchable.names,
        )

    def _rates_of_the_day(self) -> EcbRates | None:
        settings = self._settings
        if not settings.rates_url:
            return None
        return EcbRates(user_agent=settings.user_agent, url=settings.rates_url)

    def _watcher_of(self, market: Market) -> Watcher:
        return Watcher(
            self._store,
            market,
            matcher=self._matcher,
            drop_percent=self._settings.drop_percent,
            trees=self._trees,
            holder=self._holder,
            found=self._match_now,
            queued=self._deliver_now,
            told=self._metrics.visited,
        )

    def _announcer_of_events(self, loaded: LoadedFilters | None) -> Announcer:
        return Announcer(
            self._store,
            dictionary=self._dictionary,
            drop_percent=self._settings.drop_percent,
            queued=self._deliver_now,
            loaded=loaded,
        )

    def _desk_of_filters(self) -> FilterDesk:
        return filter_desk(
            self._settings,
            self._store,
            self._watchable,
            matcher=self._matcher,
            changed=self._changed,
            rollout=self._rollout,
        )

    def _shop_beside(self) -> ShopService:
        # What understands customers is most of what there is to load.
        from maneki.run.shop_service import ShopService  # noqa: PLC0415

        return ShopService(
            self._settings,
            self._store,
            self._clock,
            filters=self._desk,
            metrics=self._metrics,
            health=self._health_of_loops,
            holder=self._holder,
            due=self._deliver_now,
            found=self._match_now,
            changed=self._changed,
            on_discord=lambda: self._bot.shop,
            drafts=self._drafts,
        )

    def _courier_of_all(self) -> Courier:
        settings = self._settings
        return Courier(
            self._store,
            [self._discord, *(self._shop.channels if self._shop else ())],
            clock=self._clock,
            holder=self._holder,
            seats=settings.seats,
            nudge=self._deliver_now,
            persistence=Persistence(nonce_window=timedelta(seconds=settings.discord_nonce_window)),
            told=self._delivered,
            texts=text_rules(settings),
            health=self._health_of_loops,
        )

    def _bot_on_discord(self) -> DiscordBot:
        settings, store = self._settings, self._store
        desk = self._desk
        people = PeopleDesk(
            store, default_currency=settings.default_currency, due=self._deliver_now
        )
        why = WhyDesk(
            store,
            matcher=self._matcher,
            drop_percent=settings.drop_percent,
            serving=self._watchable.serving,
        )
        previews = PreviewDesk(
            store,
            matcher=self._matcher,
            drop_percent=settings.drop_percent,
            most_a_day=settings.broad_filter_alerts,
            check=lambda criteria, language: desk.check(criteria, language=language),
        )
        return DiscordBot(
            rest=self._rest,
            store=store,
            filters=desk,
            people=people,
            rollout=self._rollout,
            deliveries=DeliveryDesk(store, due=self._deliver_now),
            why=why,
            previews=previews,
            feedback=FeedbackDesk(store),
            due=self._deliver_now,
            suggest_brands=self._dictionary.suggest,
            brand_hints=BrandHints(self._dictionary),
            market_names=self._watchable.names,
            clock=self._clock,
            gateway_url=settings.discord_gateway_url,
            guild_id=settings.discord_guild_id,
            watches="watcher" in settings.parts,
            shop=self._shop.for_discord() if self._shop else None,
            dms=self._dms,
            drafts=self._drafts,
        )

    def _watchdog_of_all(self) -> Watchdog:
        settings = self._settings
        channel_id = settings.operator_channel_id
        channel = OperatorChannel(self._rest, channel_id=channel_id) if channel_id else None
        return Watchdog(
            self._store,
            limiter=self._rest.limiter,
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
            matches_alone=self._announcer.matches_alone,
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
            if self._shop is not None:
                group.create_task(self._shop.run(), name="shop")
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
            if self._shop is not None:
                stack.push_async_callback(self._shop.close)

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
            ("index", self._announcer.renew, RENEW_INDEX_EVERY_S, None),
            ("digest", Digester(self._store, queued=self._deliver_now).step, IDLE_S, None),
            ("rescue", self._rescuer().step, RESCUE_EVERY_S, None),
            ("clock", ClockWatch(self._store, due=self._changed).step, CLOCK_EVERY_S, None),
            ("replan", self._replanner().step, REPLAN_EVERY_S, None),
            ("forget", Forgetter(self._store, keep=self._keep).step, FORGET_EVERY_S, None),
            ("ask", Asker(self._store).step, ASK_EVERY_S, None),
            ("endings", self._endings().step, ENDINGS_EVERY_S, None),
            ("limits", self._limit_book.step, WRITE_EVERY_S, self._limit_book.nudge),
            ("alarms", self._watchdog.step, LOOK_EVERY_S, None),
            ("roll call", self._roll_call().step, ROLL_CALL_EVERY_S, None),
        ]
        if self._shop is not None:
            loops += self._shop.loops()
        if lifetime := lifetime_of(self._settings):
            expirer = Expirer(self._store, lifetime=lifetime, told=self._changed)
            loops.append(("expire", expirer.step, EXPIRE_EVERY_S, None))
        if self._rates is not None:
            loops.append(("rates", RatesKeeper(self._store, self._rates).step, RATES_EVERY_S, None))
        for name, watcher in self._watchers.items():
            loop = (f"watch {name}", watcher.step, IDLE_S, self._visits[name])
            loops += [loop] * self.markets[name].visits_at_once
        return loops

    def _rescuer(self) -> Rescuer:
        return Rescuer(
            self._store,
            holder=self._holder,
            in_hand=self._courier.in_hand,
            rescued=self._deliver_now,
            alone=True,
        )

    def _replanner(self) -> Replanner:
        return Replanner(
            self._store,
            watchable=self._watchable,
            dictionary=self._dictionary,
            planned=self._visit_now,
        )

    def _roll_call(self) -> RollCall:
        return RollCall(self._rest, store=self._store, clock=self._clock)

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
            intake=self._intake(),
            metrics=self._metrics,
            metrics_token=token.get_secret_value() if token else None,
            chat=self._shop.chat_door() if self._shop else None,
            texts=self._shop.text_door() if self._shop else None,
            handing_out=self._shop.floor.handing_out if self._shop else None,
        )
        with listening(self._settings.http_host, self._settings.http_port) as listener:
            await serve_web(app, listener)

    def _intake(self) -> Intake:
        token = self._settings.ingest_token
        return Intake(
            self._store,
            token=token.get_secret_value() if token else None,
            reserved=RESERVED_NAMES,
            drop_percent=self._settings.drop_percent,
            trees=self._trees,
            found=self._match_now,
        )

    async def _health(self) -> Health:
        database, reason = "ok", None
        try:
            async with self._store.transaction() as tx:
                await tx.events.backlog()
        except StoreError as error:
            log.warning("health.database", error=str(error))
            # What the error says of addresses and roles is for the log alone.
            database, reason = "unavailable", "The database cannot be used."
        return Health(
            {"database": database, "discord": "ok" if self.is_connected else self._bot.state},
            about={
                "time": self._clock.now().isoformat(timespec="seconds"),
                "version": __version__,
                "database_kind": self._store.kind,
                "environment": self._settings.environment,
            },
            reason=reason,
        )


async def serve(
    settings: Settings, *, clock: Clock | None = None, loaded: LoadedFilters | None = None
) -> None:
    """Run the service until SIGINT or SIGTERM. `loaded` are filters that were read before.

    Raises the `ManekiError` that ended it, with its one sentence, if one did.
    """
    configure(style=settings.log_format, level=settings.log_level)
    clock = clock or clock_of(settings)
    async with contextlib.AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(settings, clock))
        rest = await stack.enter_async_context(rest_client(settings, clock))
        with loading():
            service = Service(settings, store, clock, rest, loaded=loaded)
        stack.push_async_callback(service.close)
        await service.prepare()
        await _until_stopped(service)


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
