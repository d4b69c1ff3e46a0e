"""What the gateway tells us of servers and channels, as far as it matters to alerts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import discord
import structlog

from maneki.channels.discord.places import granted, missing_permissions
from maneki.model.outbox import Note, NoteDraft
from maneki.model.person import Destination, Person
from maneki.people.desk import ServerDesk
from maneki.phrases import say
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)

_Find = Callable[[Transaction], Awaitable[Sequence[Destination]]]


class ServerNews:
    """Where we were removed, or a channel is gone, nothing is sent any more, and whoever had
    alerts there is told elsewhere; where we may post again, what waited goes out.
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

    async def left(self, guild: discord.Guild) -> None:
        log.info("discord.server_left", server=guild.id)
        await self._left(str(guild.id))

    async def _left(self, external_id: str) -> None:
        async def there(tx: Transaction) -> Sequence[Destination]:
            present = await tx.servers.present()
            server = next((one for one in present if one.external_id == external_id), None)
            return await tx.destinations.in_server(server.id) if server else ()

        await self._telling_whom_it_concerns(there, self._servers.left(external_id))

    async def channel_deleted(self, channel_id: int) -> None:
        address = str(channel_id)

        async def there(tx: Transaction) -> Sequence[Destination]:
            return await tx.destinations.at(address)

        await self._telling_whom_it_concerns(there, self._servers.channel_gone(address))

    async def _telling_whom_it_concerns(self, there: _Find, change: Awaitable[None]) -> None:
        """Make the change, and tell the owners of the destinations that it suspended."""
        async with self._store.transaction() as tx:
            open_before = [one.id for one in await there(tx) if not one.is_suspended]
        await change
        async with self._store.transaction() as tx:
            for one in (await tx.destinations.many(open_before)).values():
                if one.is_suspended and one.person_id is not None:
                    await _tell_elsewhere(tx, one, await tx.people.get(one.person_id))

    async def channel_changed(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Of many changes of a channel, only that we may post there now is news."""
        me = after.guild.me
        if not _gained(granted(before, me), granted(after, me)):
            return
        await self._servers.channel_changed(str(after.id))
        for thread in after.guild.threads:
            if thread.parent_id == after.id:
                await self._servers.channel_changed(str(thread.id))

    async def thread_changed(self, thread: discord.RawThreadUpdateEvent) -> None:
        state = thread.data.get("thread_metadata")
        if state and not (state.get("archived") or state.get("locked")):
            await self._servers.channel_changed(str(thread.thread_id))

    async def role_changed(self, before: discord.Role, after: discord.Role) -> None:
        is_ours = after in after.guild.me.roles
        if is_ours and _gained(before.permissions, after.permissions):
            await self._servers.joined(str(after.guild.id), name=after.guild.name)

    async def member_changed(self, before: discord.Member, after: discord.Member) -> None:
        """Without the privileged intent we hear of ourselves only."""
        if after.id != after.guild.me.id:
            return
        gained = _gained(before.guild_permissions, after.guild_permissions)
        if gained or set(after.roles) - set(before.roles):
            await self._servers.joined(str(after.guild.id), name=after.guild.name)


async def _tell_elsewhere(tx: Transaction, suspended: Destination, owner: Person | None) -> None:
    """At another place of the owner's, preferably where nobody else reads; at none, if there is
    none: their next command tells them then.
    """
    if owner is None:
        return
    others = [
        one
        for one in await tx.destinations.of_person(owner.id)
        if not one.is_suspended and not one.set_by_moderator
    ]
    if not others:
        return
    language = owner.preferences.language
    place = say(f"delivery.place.{suspended.kind}", language)
    text = say(
        "delivery.suspended", language, place=place, reason=suspended.suspended_reason or "?"
    )
    await tx.outbox.add_note(
        NoteDraft(
            person_id=owner.id,
            destination_id=min(others, key=lambda one: (not one.is_private, one.id)).id,
            note=Note(text=text),
            idempotency_key=f"suspended:{suspended.id}:{suspended.suspended_at}",
        )
    )


def _gained(before: discord.Permissions, after: discord.Permissions) -> bool:
    """Whether something that posting needs came back, in channels or in threads."""
    return any(
        len(missing_permissions(after, in_thread=in_thread, for_bot=True))
        < len(missing_permissions(before, in_thread=in_thread, for_bot=True))
        for in_thread in (False, True)
    )
