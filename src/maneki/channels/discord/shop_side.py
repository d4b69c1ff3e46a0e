"""The shopkeeper's side of Discord, put together: what is heard, pressed and commanded."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import discord
from discord import app_commands

from maneki.channels.discord.book_presses import BookPresses
from maneki.channels.discord.commands.identity import LinkCommands, PrivacyCommands
from maneki.channels.discord.commands.shop import ShopCommands
from maneki.channels.discord.commands.shop_settings import settings_command
from maneki.channels.discord.commands.staff import StaffCommands
from maneki.channels.discord.dms import DirectMessages
from maneki.channels.discord.reactions import Reactions
from maneki.channels.discord.reception import Interaction, Reception
from maneki.channels.discord.rest import RestClient
from maneki.channels.discord.shop_buttons import ShopAction, ShopPress, read_shop_press
from maneki.channels.discord.shop_servers import Gate, ShopServers
from maneki.channels.discord.shopkeeper import Shopkeeper
from maneki.channels.discord.staff import LOOK_EVERY_S, Staff
from maneki.channels.discord.stream import SWEEP_EVERY_S, Drafts
from maneki.channels.discord.talk import Intake
from maneki.channels.discord.threads import Threads
from maneki.channels.discord.typing import Typing
from maneki.clock import Clock
from maneki.errors import SettingsError
from maneki.loops import run_forever
from maneki.model.conversation import Place, PlaceKind
from maneki.store import Store

NO_CONTENT = (
    "MANEKI_DISCORD_MESSAGE_CONTENT is on, but the bot's application may not read messages: switch"
    " on “Message Content Intent” for it in Discord's developer portal, or set that to false."
)


class ShopSide:
    def __init__(
        self,
        shop: Shopkeeper,
        *,
        client: discord.Client,
        rest: RestClient,
        store: Store,
        reception: Reception,
        clock: Clock,
        dms: DirectMessages,
        drafts: Drafts | None = None,
    ) -> None:
        self._shop = shop
        self._client = client
        self._clock = clock
        self._servers = ShopServers(store, clock)
        self._threads = Threads(rest)
        self._reactions = Reactions(store)
        self._staff = self._staff_of(store)
        gate = Gate(self._servers, rest=rest, clock=clock)
        self.typing = Typing(rest, channel_of=dms.channel_of, clock=clock)
        self._intake = Intake(
            shop,
            servers=self._servers,
            gate=gate,
            threads=self._threads,
            store=store,
            clock=clock,
            dms=dms,
            took=self._took,
            awaits=self.typing.awaited,
        )
        self._presses = BookPresses(self._intake, gate=gate, store=store, clock=clock)
        self._drafts = drafts
        self._links = LinkCommands(reception, shop.linker) if shop.linker else None
        self._privacy = PrivacyCommands(reception, shop.privacy) if shop.privacy else None
        self._staffs = StaffCommands(reception, self._staff) if self._staff else None
        asked = ShopCommands(
            reception, gate=gate, written_down=self._intake.written_down, clock=clock
        )
        self.commands: tuple[app_commands.Command[Any, ..., None], ...] = (
            *(asked.asking(shop.ask) if shop.ask else ()),
            asked.human(),
            *(self._links.all() if self._links else ()),
            *(self._privacy.all() if self._privacy else ()),
            *(self._staffs.all() if self._staffs else ()),
            settings_command(reception, self._servers, store, shop=shop),
        )

    def _staff_of(self, store: Store) -> Staff | None:
        if self._shop.handovers is None:
            return None
        return Staff(
            self._shop,
            self._shop.handovers,
            servers=self._servers,
            threads=self._threads,
            store=store,
            client=self._client,
            clock=self._clock,
        )

    def check(self) -> None:
        """Raises `SettingsError` if Discord does not let us read what the operator wants read."""
        flags = self._client.application_flags
        may_read = flags.gateway_message_content or flags.gateway_message_content_limited
        if self._shop.hears_everything and not may_read:
            raise SettingsError(NO_CONTENT)

    async def run(self) -> None:
        """Show who is being answered, call the staff and clean up, until cancelled."""
        async with self.typing.at_work(), asyncio.TaskGroup() as group:
            for name, step, every in self._loops():
                group.create_task(run_forever(step, name=name, every=every, clock=self._clock))
            await asyncio.Event().wait()

    def _loops(self) -> Iterator[tuple[str, Callable[[], Awaitable[bool]], float]]:
        if self._staff is not None:
            yield "staff", self.call_staff, LOOK_EVERY_S
        if self._drafts is not None:
            yield "drafts", self._drafts.sweep, SWEEP_EVERY_S

    async def call_staff(self) -> bool:
        """Open a thread for each handover that has none. False if there was none to open."""
        return self._staff is not None and await self._staff.step()

    async def thread_gone(self, thread: int) -> None:
        """A thread was deleted."""
        self._intake.thread_gone(str(thread))
        if self._staff is not None:
            await self._staff.thread_gone(str(thread))

    async def heard(self, message: discord.Message) -> None:
        await self._intake.heard(message, me=self._me)

    async def edited(self, message: discord.Message) -> None:
        await self._intake.edited(message, me=self._me)

    async def reacted(self, reaction: discord.RawReactionActionEvent) -> None:
        await self._reactions.came(reaction, me=self._me)

    async def unreacted(self, reaction: discord.RawReactionActionEvent) -> None:
        await self._reactions.went(reaction, me=self._me)

    async def pressed(self, interaction: Interaction) -> bool:
        """False if what was pressed, or sent off, is none of the shop's."""
        custom_id = str(dict(interaction.data or {}).get("custom_id", ""))
        if press := read_shop_press(custom_id):
            await self._shop_press(interaction, press)
            return True
        return await self._presses.receive(interaction)

    async def _shop_press(self, interaction: Interaction, press: ShopPress) -> None:
        match press.action:
            case ShopAction.ENTER_CODE if self._links:
                await self._links.show_form(interaction)
            case ShopAction.CODE if self._links:
                await self._links.entered(interaction)
            case ShopAction.FORGET if self._privacy:
                await self._privacy.forgotten(interaction)
            case ShopAction.TAKE if self._staffs:
                await self._staffs.pressed(interaction, press.subject)
            case _:
                return

    async def rename(self, place: Place, name: str) -> None:
        """Call a thread of ours by what is talked of in it."""
        if place.kind is not PlaceKind.THREAD:
            return
        thread = self._client.get_channel(int(place.address))
        if isinstance(thread, discord.Thread) and thread.owner_id == self._me:
            await self._threads.rename(place.address, name)

    @property
    def _me(self) -> int:
        return self._client.user.id if self._client.user else 0

    async def _took(self, message: discord.Message) -> bool:
        return self._staff is not None and await self._staff.took(message)
