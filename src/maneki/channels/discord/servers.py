"""What the gateway tells us of servers and channels, as far as it matters to alerts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import discord
import structlog

from maneki.channels.discord.places import granted, missing_permissions
from maneki.delivery.suspend import suspend, tell_elsewhere
from maneki.model.person import Destination
from maneki.people.desk import ServerDesk
from maneki.phrases import say
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)

_Find = Callable[[Transaction], Awaitable[Sequence[Destination]]]
_Seen = discord.TextChannel | discord.Thread


class ServerNews:
    """Where we were removed, a channel is gone or a permission lost, nothing is sent any more, and
    whoever had alerts there is told elsewhere; where we may post again, what waited goes out.
    Whether a place is age-restricted is kept up with too.
    """

    def __init__(self, *, store: Store, servers: ServerDesk) -> None:
        self._store = store
        self._servers = servers

    async def present(self, guilds: Sequence[discord.Guild]) -> None:
        """These are all the servers we are in: what is missing was left while we were away."""
        here = {str(guild.id) for guild in guilds}
        async with self._store.transaction() as tx:
            believed = await tx.servers.present()
        for server in believed:
            if server.external_id not in here:
                log.info("discord.server_left_meanwhile", server=server.external_id)
                await self._left(server.external_id)

    async def joined(self, guild: discord.Guild) -> None:
        await self._servers.joined(str(guild.id), name=guild.name)
        await self._look_over(guild)

    async def left(self, guild: discord.Guild) -> None:
        log.info("discord.server_left", server=guild.id)
        await self._left(str(guild.id))

    async def _left(self, external_id: str) -> None:
        there = _in_server(external_id)
        await self._telling_whom_it_concerns(there, self._servers.left(external_id))

    async def channel_deleted(self, channel_id: int) -> None:
        address = str(channel_id)
        await self._telling_whom_it_concerns(_at(address), self._servers.channel_gone(address))

    async def _telling_whom_it_concerns(self, there: _Find, change: Awaitable[None]) -> None:
        """Make the change, and tell the owners of the destinations that it suspended."""
        async with self._store.transaction() as tx:
            open_before = [one.id for one in await there(tx) if not one.is_suspended]
        await change
        async with self._store.transaction() as tx:
            for one in (await tx.destinations.many(open_before)).values():
                if one.is_suspended:
                    language = await _language_of(tx, one)
                    reason = one.suspended_reason or "?"
                    await tell_elsewhere(tx, one, reason=reason, language=language)

    async def channel_changed(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Of many changes of a channel, only what we may do there is news, and for whom it is."""
        me = after.guild.me
        earlier, now = granted(before, me), granted(after, me)
        if _gained(earlier, now):
            for channel_id in (after.id, *_threads_of(after)):
                await self._servers.channel_changed(str(channel_id))
        if earlier != now or _is_age_restricted(before) != _is_age_restricted(after):
            await self._look_over(after.guild)

    async def thread_changed(self, thread: discord.RawThreadUpdateEvent) -> None:
        state = thread.data.get("thread_metadata")
        if state and not (state.get("archived") or state.get("locked")):
            await self._servers.channel_changed(str(thread.thread_id))

    async def role_changed(self, before: discord.Role, after: discord.Role) -> None:
        if after in after.guild.me.roles and before.permissions != after.permissions:
            await self._may_do_other_things(before.permissions, after.permissions, after.guild)

    async def member_changed(self, before: discord.Member, after: discord.Member) -> None:
        """Without the privileged intent we hear of ourselves only."""
        if after.id == after.guild.me.id and set(before.roles) != set(after.roles):
            # What a role allows in a channel does not show in what it allows in the server.
            is_more = bool(set(after.roles) - set(before.roles))
            earlier = discord.Permissions.none() if is_more else before.guild_permissions
            await self._may_do_other_things(earlier, after.guild_permissions, after.guild)

    async def _may_do_other_things(
        self, before: discord.Permissions, after: discord.Permissions, guild: discord.Guild
    ) -> None:
        if _gained(before, after):
            await self._servers.joined(str(guild.id), name=guild.name)
        await self._look_over(guild)

    async def _look_over(self, guild: discord.Guild) -> None:
        """Look at our destinations in the server as they are now; those we know nothing of stay."""
        async with self._store.transaction() as tx:
            for one in await _in_server(str(guild.id))(tx):
                channel = guild.get_channel_or_thread(int(one.address))
                if isinstance(channel, _Seen):
                    await _look_at(tx, one, channel)


async def _look_at(tx: Transaction, destination: Destination, channel: _Seen) -> None:
    is_restricted = _is_age_restricted(channel)
    if is_restricted != destination.is_age_restricted:
        await tx.destinations.set_age_restricted(destination.id, is_age_restricted=is_restricted)
    if lacking := _lacking(channel, channel.guild.me):
        language = await _language_of(tx, destination)
        names = ", ".join(say(f"discord.permission.{name}", language) for name in lacking)
        reason = say("delivery.reason.lacking", language, names=names)
        await suspend(tx, destination, reason=reason, language=language)


def _lacking(channel: _Seen, me: discord.Member) -> tuple[str, ...]:
    """What we need for an alert to be seen there, and do not have."""
    place = channel.parent if isinstance(channel, discord.Thread) else channel
    if place is None:
        return ()
    in_thread = place is not channel
    missing = missing_permissions(granted(place, me), in_thread=in_thread, for_bot=True)
    return tuple(name for name in missing if name != "read_message_history")


def _is_age_restricted(channel: object) -> bool:
    return isinstance(channel, _Seen) and channel.is_nsfw()


def _threads_of(channel: discord.abc.GuildChannel) -> list[int]:
    return [one.id for one in channel.guild.threads if one.parent_id == channel.id]


def _at(address: str) -> _Find:
    async def there(tx: Transaction) -> Sequence[Destination]:
        return await tx.destinations.at(address)

    return there


def _in_server(external_id: str) -> _Find:
    async def there(tx: Transaction) -> Sequence[Destination]:
        server = await tx.servers.at(external_id)
        return await tx.destinations.in_server(server.id) if server else ()

    return there


async def _language_of(tx: Transaction, destination: Destination) -> str:
    """The language of whom a destination belongs to."""
    owner = await tx.people.get(destination.person_id) if destination.person_id else None
    return owner.preferences.language if owner else "en"


def _gained(before: discord.Permissions, after: discord.Permissions) -> bool:
    """Whether something that posting needs came back, in channels or in threads."""
    return any(
        len(missing_permissions(after, in_thread=in_thread, for_bot=True))
        < len(missing_permissions(before, in_thread=in_thread, for_bot=True))
        for in_thread in (False, True)
    )
