"""The bot: logs in, stays connected, receives commands and presses, and follows its servers."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import discord
import structlog
from discord import app_commands
from discord.webhook.async_ import async_context

from maneki.alerts.preview_desk import PreviewDesk
from maneki.alerts.why import WhyDesk
from maneki.channels.discord.client import (
    DISCORD_GATEWAY,
    LIBRARY_TRIES,
    LISTENING,
    READING_ALL,
    SERVERS_COME_WITHIN_S,
    SERVERS_ONLY,
    GatewayClient,
    LimitedAdapter,
)
from maneki.channels.discord.command_sync import CommandSync
from maneki.channels.discord.commands.alerts_group import alerts_group
from maneki.channels.discord.commands.filters import Counter, FilterCommands
from maneki.channels.discord.commands.general import (
    alert_channel_command,
    currency_command,
    help_command,
)
from maneki.channels.discord.commands.holding import holding_commands
from maneki.channels.discord.commands.log import log_command
from maneki.channels.discord.commands.rate import rate_command
from maneki.channels.discord.commands.why import why_command
from maneki.channels.discord.dms import DirectMessages
from maneki.channels.discord.holding import Holding
from maneki.channels.discord.outcomes import REJECTED, TOKEN_CODES
from maneki.channels.discord.presses import Presses
from maneki.channels.discord.ratings import Ratings
from maneki.channels.discord.reception import Interaction, Reception
from maneki.channels.discord.rest import NoAnswerError, RestClient
from maneki.channels.discord.servers import ServerNews
from maneki.channels.discord.stream import Drafts
from maneki.channels.discord.wording import plain
from maneki.clock import Clock
from maneki.delivery.answer import TURNED_AWAY
from maneki.delivery.desk import DeliveryDesk
from maneki.errors import ManekiError, SettingsError, StoreError, TokenRejectedError
from maneki.filters.brand_hints import BrandHints
from maneki.filters.desk import FilterDesk
from maneki.loops import pause_after
from maneki.people.desk import PeopleDesk
from maneki.people.feedback import FeedbackDesk
from maneki.people.rollout import Rollout
from maneki.store import Store

if TYPE_CHECKING:
    from maneki.channels.discord.shop_side import ShopSide
    from maneki.channels.discord.shopkeeper import Shopkeeper

log = structlog.get_logger(__name__)

GRACE_S = 3.0
_AUTHENTICATION_FAILED = 4004
_PRESSED = (discord.InteractionType.component, discord.InteractionType.modal_submit)
_NOT_IN_SERVER = (
    "Discord does not take the bot's commands ({reason}); invite the bot with the scope "
    "applications.commands, to the server of DISCORD_GUILD_ID if that is set."
)


def _intents_of(shop: Shopkeeper | None) -> discord.Intents:
    if shop is None:
        return SERVERS_ONLY
    return READING_ALL if shop.hears_everything else LISTENING


class BotState(StrEnum):
    STARTING = "starting"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    STOPPED = "stopped"


class DiscordBot:
    """Everything that Discord tells us, for as long as `run` runs.

    With a `guild_id` the commands are that server's (they change there at once); else they are
    everywhere the bot is, and in its DMs. `due` is called when something that waited may go out.
    Unless it `watches` there are no commands for filters and alerts.
    Without a `shop` nothing is heard but commands; with one, `shop.run` is to run beside this, and
    `dms` and `drafts` are those of the channel that delivers.
    """

    def __init__(
        self,
        *,
        rest: RestClient,
        store: Store,
        filters: FilterDesk,
        people: PeopleDesk,
        rollout: Rollout,
        deliveries: DeliveryDesk,
        why: WhyDesk,
        previews: PreviewDesk,
        feedback: FeedbackDesk,
        due: Callable[[], None],
        suggest_brands: Callable[[str], Sequence[str]],
        brand_hints: BrandHints,
        market_names: Sequence[str],
        clock: Clock,
        gateway_url: str = DISCORD_GATEWAY,
        guild_id: str | None = None,
        guild_ready_timeout_s: float = SERVERS_COME_WITHIN_S,
        watches: bool = True,
        shop: Shopkeeper | None = None,
        dms: DirectMessages | None = None,
        drafts: Drafts | None = None,
    ) -> None:
        self._rest = rest
        self._clock = clock
        self._guild = discord.Object(int(guild_id)) if guild_id else None
        self._adapter = LimitedAdapter(
            rest, clock, application_id=lambda: self._client.application_id
        )
        self._reception = reception = Reception(
            rest=rest, people=people, feedback=feedback, rollout=rollout, clock=clock
        )
        ratings = Ratings(feedback)
        holding = Holding(people=people, filters=filters, clock=clock)
        self._presses = Presses(
            reception=reception,
            filters=filters,
            people=people,
            deliveries=deliveries,
            ratings=ratings,
            holding=holding,
            clock=clock,
        )
        in_public = shop is not None and shop.staff_in_public
        self._news = ServerNews(store=store, due=due, in_public=in_public)
        self.ready = asyncio.Event()
        self.state = BotState.STARTING
        self._connections = 0
        self._client = _Client(
            self,
            rest=rest,
            gateway_url=gateway_url,
            clock=clock,
            guild_ready_timeout_s=guild_ready_timeout_s,
            intents=_intents_of(shop),
        )
        self.shop = self._shop_side(shop, store, dms, drafts) if shop else None
        counter = Counter(
            reception=reception,
            filters=filters,
            previews=previews,
            people=people,
            suggest_brands=suggest_brands,
            brand_hints=brand_hints,
            market_names=market_names,
        )
        self._tree = _Commands(self._client, **_contexts(self._guild))
        self._command_sync = CommandSync(self._tree, store, guild=self._guild)
        watching: tuple[Any, ...] = (
            FilterCommands(counter),
            alerts_group(
                log_command(reception, deliveries),
                why_command(reception, why, filters),
                *holding_commands(reception, holding, filters),
            ),
            alert_channel_command(reception, people),
            currency_command(reception, people),
            rate_command(reception, ratings),
        )
        shopping = self.shop.commands if self.shop else ()
        helping = help_command(reception, watches=watches, has_shop=self.shop is not None)
        for command in (*(watching if watches else ()), *shopping, helping):
            self._tree.add_command(command, guild=self._guild)

    def _shop_side(
        self,
        shop: Shopkeeper,
        store: Store,
        dms: DirectMessages | None,
        drafts: Drafts | None,
    ) -> ShopSide:
        # Whoever has no shop does without, and starts the sooner.
        from maneki.channels.discord.shop_side import ShopSide  # noqa: PLC0415

        return ShopSide(
            shop,
            client=self._client,
            rest=self._rest,
            store=store,
            reception=self._reception,
            clock=self._clock,
            dms=dms or DirectMessages(),
            drafts=drafts,
        )

    async def run(self) -> None:
        """Log in and follow the gateway until cancelled.

        Raises `TokenRejectedError`, or `SettingsError` if Discord wants no connection of this bot.
        """
        # Whatever the library starts from here answers interactions through our limiter.
        async_context.set(self._adapter)
        try:
            await self._log_in()
            await self._client.connect()
        except discord.ConnectionClosed as exc:
            if exc.code == _AUTHENTICATION_FAILED:
                raise TokenRejectedError(REJECTED) from exc
            raise SettingsError(
                f"Discord's gateway refuses this bot for good (close code {exc.code})."
            ) from exc
        finally:
            self.state = BotState.STOPPED
            # The library's tasks belong to nobody: those who wait for an answer still get it.
            await self._reception.finish(within=GRACE_S)
            await self._client.close()

    async def _log_in(self) -> None:
        """Say who we are and which commands we have, as often as it takes.

        Raises `TokenRejectedError` or `SettingsError`.
        """
        for failures in itertools.count(1):
            try:
                await self._client.login(self._rest.token)
            except discord.LoginFailure as exc:
                raise TokenRejectedError(REJECTED) from exc
            except (discord.HTTPException, NoAnswerError) as exc:
                reason = plain(str(exc), longest=200)
                if not _may_pass(exc):
                    raise _refusal(exc, reason) from exc
                log.warning("discord.login_failed", failures=failures, reason=reason)
                await self._client.http.close()
                # Where nobody answers, several tries have been made by now, a second apart.
                tried = LIBRARY_TRIES if isinstance(exc, NoAnswerError) else 1
                await self._clock.sleep(pause_after(failures + tried - 1))
            else:
                return

    async def sync_commands(self) -> None:
        """Tell Discord which commands we have. Raises `SettingsError` if it does not take them."""
        try:
            await self._command_sync.run()
        except (discord.Forbidden, discord.NotFound) as exc:
            if _may_pass(exc):
                raise
            raise SettingsError(_NOT_IN_SERVER.format(reason=exc.text)) from exc

    async def on_connected(self) -> None:
        self._connections += 1
        self.state = BotState.CONNECTED
        self.ready.set()
        log.info("discord.ready", servers=len(self._client.guilds))
        await self._catch_up(self._connections)

    async def _catch_up(self, connection: int) -> None:
        """Find out which servers were left while we were away, as often as it takes; whoever
        connects anew, or stops, does not go on with it.
        """
        for failures in itertools.count(1):
            try:
                await self._news.present(lambda: self._client.guilds)
            except StoreError as exc:
                log.warning("discord.store_trouble", reason=str(exc))
            else:
                return
            await self._clock.sleep(pause_after(failures))
            if connection != self._connections or self.state is BotState.STOPPED:
                return

    async def on_resumed(self) -> None:
        self.state = BotState.CONNECTED

    async def on_disconnected(self) -> None:
        if self.state is BotState.CONNECTED:
            self.state = BotState.DISCONNECTED

    @property
    def presses(self) -> Presses:
        return self._presses

    @property
    def news(self) -> ServerNews:
        return self._news


def _refusal(exc: discord.HTTPException | NoAnswerError, reason: str) -> ManekiError:
    if isinstance(exc, discord.HTTPException) and exc.code in TOKEN_CODES:
        return TokenRejectedError(REJECTED)
    return SettingsError(f"Discord does not let this bot in: {reason}.")


def _may_pass(exc: discord.HTTPException | NoAnswerError) -> bool:
    """Whether the same request may be answered otherwise later.

    A refusal of Discord's own has a code. One without comes from the guard in front of it, which
    shuts out an address for a while; the limiter waits that long.
    """
    if isinstance(exc, NoAnswerError) or exc.status >= 500 or exc.status == 429:
        return True
    return exc.status in {403, 404} and exc.code in {0, TURNED_AWAY}


def _contexts(guild: discord.Object | None) -> dict[str, Any]:
    """Where global commands are shown. Discord takes no such thing for a server's own."""
    if guild is not None:
        return {}
    return {
        "allowed_contexts": app_commands.AppCommandContext(guild=True, dm_channel=True),
        "allowed_installs": app_commands.AppInstallationType(guild=True),
    }


class _Commands(app_commands.CommandTree[GatewayClient]):
    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        name = interaction.command.qualified_name if interaction.command else None
        log.error("discord.command_failed", command=name, exc_info=error)


class _Client(GatewayClient):
    """The library calls these by their names."""

    def __init__(self, bot: DiscordBot, **options: Any) -> None:
        super().__init__(**options)
        self._bot = bot

    async def setup_hook(self) -> None:
        if self._bot.shop is not None:
            self._bot.shop.check()
        await self._bot.sync_commands()

    async def on_ready(self) -> None:
        await self._bot.on_connected()

    async def on_resumed(self) -> None:
        await self._bot.on_resumed()

    async def on_disconnect(self) -> None:
        await self._bot.on_disconnected()

    async def on_interaction(self, interaction: Interaction) -> None:
        if interaction.type not in _PRESSED:
            return
        shop = self._bot.shop
        if shop is not None and await shop.pressed(interaction):
            return
        if interaction.type is discord.InteractionType.component:
            await self._bot.presses.receive(interaction)

    async def on_message(self, message: discord.Message) -> None:
        if self._bot.shop is not None:
            await self._bot.shop.heard(message)

    async def on_raw_message_edit(self, edit: discord.RawMessageUpdateEvent) -> None:
        if self._bot.shop is not None:
            await self._bot.shop.edited(edit.message)

    async def on_raw_reaction_add(self, reaction: discord.RawReactionActionEvent) -> None:
        if self._bot.shop is not None:
            await self._bot.shop.reacted(reaction)

    async def on_raw_reaction_remove(self, reaction: discord.RawReactionActionEvent) -> None:
        if self._bot.shop is not None:
            await self._bot.shop.unreacted(reaction)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._bot.news.joined(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        await self._bot.news.joined(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._bot.news.left(guild)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self._bot.news.channel_deleted(channel.id)

    async def on_raw_thread_delete(self, thread: discord.RawThreadDeleteEvent) -> None:
        await self._bot.news.channel_deleted(thread.thread_id)
        if self._bot.shop is not None:
            await self._bot.shop.thread_gone(thread.thread_id)

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        await self._bot.news.channel_changed(before, after)

    async def on_raw_thread_update(self, thread: discord.RawThreadUpdateEvent) -> None:
        if guild := self.get_guild(thread.guild_id):
            await self._bot.news.thread_changed(thread, guild)

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        await self._bot.news.role_changed(before, after)

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        await self._bot.news.member_changed(before, after)
