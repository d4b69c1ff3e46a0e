"""What servers have settled for the shop's assistant, and who may talk with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import discord
import structlog

from maneki.channels.discord.answer import Answer
from maneki.channels.discord.members import asking_for
from maneki.channels.discord.rest import NoAnswerError, RestClient
from maneki.clock import Clock
from maneki.delivery.pace import TooLongAWaitError
from maneki.model.shop_settings import NOTHING_SETTLED, ShopSettings
from maneki.store import Store

log = structlog.get_logger(__name__)

FRESH_FOR_S = 30.0
BELIEVED_FOR_S = 600.0
MOST_REMEMBERED = 10_000
_PATIENCE_S = 10.0


class ShopServers:
    """Remembers for half a minute what is settled; what is changed through it counts at once."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: Mapping[str, ShopSettings] = {}
        self._known_until = float("-inf")

    async def of(self, server: str) -> ShopSettings:
        return (await self.each()).get(server, NOTHING_SETTLED)

    async def each(self) -> Mapping[str, ShopSettings]:
        """Of every server we are in."""
        if self._clock.monotonic() >= self._known_until:
            async with self._store.reading() as tx:
                self._known = await tx.servers.shop_settings_of_each()
            self._known_until = self._clock.monotonic() + FRESH_FOR_S
        return self._known

    async def settle(self, server: str, settled: ShopSettings) -> None:
        async with self._store.transaction() as tx:
            await tx.servers.settle(server, settled)
        self._known_until = float("-inf")


def is_public(channel: discord.abc.GuildChannel) -> bool:
    """Whether everybody in its server can read it."""
    return channel.permissions_for(channel.guild.default_role).view_channel


@dataclass(frozen=True, slots=True)
class _Found:
    lets_in: bool
    until: float


class Gate:
    """Who may talk with the assistant: one gate for DMs, mentions, threads, buttons and commands.

    In a server its roles decide. In DMs nobody has roles: there somebody may talk whom at least
    one of our servers would let. Which those are is asked of Discord, and believed for a while.
    """

    def __init__(self, servers: ShopServers, *, rest: RestClient, clock: Clock) -> None:
        self._servers = servers
        self._rest = rest
        self._clock = clock
        self._found: dict[str, _Found] = {}

    async def lets_in(self, user: str, *, server: str | None, roles: Collection[str] = ()) -> bool:
        if server is not None:
            return (await self._servers.of(server)).lets_talk(roles)
        return await self._lets_in_privately(user)

    async def _lets_in_privately(self, user: str) -> bool:
        settled = await self._servers.each()
        if not any(one.talkers for one in settled.values()):
            return True
        now = self._clock.monotonic()
        known = self._found.get(user)
        if known is not None and now < known.until:
            return known.lets_in
        lets_in = await self._is_let_in_somewhere(user, settled)
        if lets_in is None:
            return False
        if len(self._found) >= MOST_REMEMBERED:
            self._found.clear()
        self._found[user] = _Found(lets_in, now + BELIEVED_FOR_S)
        return lets_in

    async def _is_let_in_somewhere(
        self, user: str, settled: Mapping[str, ShopSettings]
    ) -> bool | None:
        """None if Discord does not say."""
        is_certain = True
        for server, settings in settled.items():
            member = await self._member(server, user)
            if member is None:
                is_certain = False
            elif member.is_ok and settings.lets_talk(member.body.get("roles", ())):
                return True
        return False if is_certain else None

    async def _member(self, server: str, user: str) -> Answer | None:
        try:
            asked = replace(asking_for(server, user), patience_s=_PATIENCE_S, is_repeatable=True)
            return await self._rest.call(asked)
        except (NoAnswerError, TooLongAWaitError) as exc:
            log.warning("discord.member_unknown", server=server, reason=str(exc))
            return None
