"""What the gateway tells us of servers and channels, as far as it matters to alerts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import discord
import structlog

from maneki.channels.discord.outcomes import FOR_GOOD, UNKNOWN_CHANNEL
from maneki.channels.discord.places import granted, missing_permissions
from maneki.channels.discord.shop_servers import is_public
from maneki.delivery.suspend import tell_elsewhere
from maneki.model.ids import DestinationId
from maneki.model.person import Destination, Server
from maneki.people.servers import joined, resume
from maneki.phrases import say
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)

_Seen = discord.TextChannel | discord.Thread
_Reason = Callable[[str], str]
"""Why a destination is suspended, in a language."""


class ServerNews:
    """Where we were removed, a channel is gone or a permission lost, nothing is sent any more, and
    whoever had alerts there is told elsewhere; where we may post again, what waited goes out.
    Whether a destination is age-restricted is kept up with too.

    Each piece of news is one transaction: nobody sends in the middle of it, and a crash leaves
    nothing half done. `due` is called when something that waited may go out now.

    The staff's threads are closed where everybody can read them, unless they may be `in_public`.
    """

    def __init__(self, *, store: Store, due: Callable[[], None], in_public: bool = False) -> None:
        self._store = store
        self._due = due
        self._in_public = in_public

    async def present(self, guilds: Callable[[], Sequence[discord.Guild]]) -> None:
        """`guilds` are all the servers we are in: what is missing was left while we were away."""
        async with self._store.reading() as tx:
            believed = await tx.servers.present()
        # Asked last: a server that we come into just now is among them.
        here = {str(guild.id) for guild in guilds()}
        for server in believed:
            if server.external_id not in here:
                log.info("discord.server_left_meanwhile", server=server.external_id)
                await self._left(server.external_id)

    async def joined(self, guild: discord.Guild) -> None:
        """We are in this server, or may do more there: what that can put right is worth another
        try, and so is what may have changed while we were away.
        """
        async with self._store.transaction() as tx:
            server = await joined(tx, str(guild.id), name=guild.name)
            there = await tx.destinations.in_server(server.id)
            every = {one.id for one in there}
            await _look_at(tx, guild, there, worth_a_try=every, in_public=self._in_public)
        self._due()

    async def left(self, guild: discord.Guild) -> None:
        log.info("discord.server_left", server=guild.id)
        await self._left(str(guild.id))

    async def _left(self, external_id: str) -> None:
        async with self._store.transaction() as tx:
            server = await tx.servers.left(external_id)
            if server is not None:
                there = await tx.destinations.in_server(server.id)
                await _suspend(tx, [(one, _removed_from(server)) for one in there])
        self._due()

    async def channel_deleted(self, channel_id: int) -> None:
        async with self._store.transaction() as tx:
            there = await tx.destinations.at(str(channel_id))
            for one in there:
                await tx.destinations.refused(one.id, code=UNKNOWN_CHANNEL)
            await _suspend(tx, [(one, _channel_deleted) for one in there])
        self._due()

    async def channel_changed(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Of many changes of a channel, only what we may do there is news, and for whom it is."""
        me = after.guild.me
        earlier, now = granted(before, me), granted(after, me)
        if _gained(earlier, now) or is_public(before) != is_public(after):
            await self._look_over(after.guild, reopened=(after.id, *_threads_of(after)))
        elif earlier != now or _is_age_restricted(before) != _is_age_restricted(after):
            await self._look_over(after.guild)

    async def thread_changed(
        self, thread: discord.RawThreadUpdateEvent, guild: discord.Guild
    ) -> None:
        state = thread.data.get("thread_metadata")
        if state and not (state.get("archived") or state.get("locked")):
            await self._look_over(guild, reopened=[thread.thread_id])

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
            await self.joined(guild)
        else:
            await self._look_over(guild)

    async def _look_over(self, guild: discord.Guild, *, reopened: Collection[int] = ()) -> None:
        """Look at our destinations in the server as they are now. What is suspended in a channel or
        thread that was `reopened` is worth another try.
        """
        async with self._store.transaction() as tx:
            server = await tx.servers.at(str(guild.id))
            there = await tx.destinations.in_server(server.id) if server else ()
            again = [one for each in reopened for one in await tx.destinations.at(str(each))]
            every = {one.id: one for one in (*there, *again)}.values()
            worth_a_try = {one.id for one in again}
            await _look_at(tx, guild, every, worth_a_try=worth_a_try, in_public=self._in_public)
        self._due()


async def _look_at(
    tx: Transaction,
    guild: discord.Guild,
    destinations: Collection[Destination],
    *,
    worth_a_try: Collection[DestinationId],
    in_public: bool,
) -> None:
    """Suspend where something is lacking, and resume what else is worth a try. Of channels that
    are unknown to us nothing is lacking: to try is the only way to find out.
    """
    lacking: list[tuple[Destination, _Reason]] = []
    for one in destinations:
        if names := await _lacking_at(tx, guild, one):
            lacking.append((one, _lacks(names)))
        elif not in_public and await _is_overheard(tx, guild, one):
            lacking.append((one, _overheard))
        if one.id in worth_a_try and one.is_suspended and one.refused_code not in FOR_GOOD:
            # Where something else is lacking by now, that is the reason from here on.
            await resume(tx, one)
    await _suspend(tx, lacking)


async def _lacking_at(
    tx: Transaction, guild: discord.Guild, destination: Destination
) -> tuple[str, ...]:
    channel = guild.get_channel_or_thread(int(destination.address))
    if not isinstance(channel, _Seen):
        return ()
    is_restricted = _is_age_restricted(channel)
    if is_restricted != destination.is_age_restricted:
        await tx.destinations.set_age_restricted(destination.id, is_age_restricted=is_restricted)
    return _lacking(channel, guild.me)


async def _is_overheard(tx: Transaction, guild: discord.Guild, destination: Destination) -> bool:
    """Whether the staff are told there what a customer says, and everybody can read it."""
    thread = guild.get_channel_or_thread(int(destination.address))
    parent = thread.parent if isinstance(thread, discord.Thread) else None
    if destination.person_id is not None or parent is None or not is_public(parent):
        return False
    return await tx.conversations.handover_in(destination.address) is not None


async def _suspend(tx: Transaction, destinations: Sequence[tuple[Destination, _Reason]]) -> None:
    """Nothing goes there any more. Owners are told once all are suspended, so that nobody is told
    at one that is closed as well.
    """
    suspended = []
    for one, reason_in in destinations:
        language = await _language_of(tx, one)
        reason = reason_in(language)
        if await tx.destinations.suspend(one.id, reason=reason):
            await tx.closed.suspend(one.id, reason=reason)
            suspended.append((one, reason, language))
    for one, reason, language in suspended:
        await tell_elsewhere(tx, one, reason=reason, language=language)


def _removed_from(server: Server) -> _Reason:
    return lambda language: say("discord.reason.removed", language, server=server.name)


def _overheard(language: str) -> str:
    return say("discord.reason.overheard", language)


def _channel_deleted(language: str) -> str:
    return say("discord.reason.channel_deleted", language)


def _lacks(permissions: Sequence[str]) -> _Reason:
    def reason(language: str) -> str:
        names = ", ".join(say(f"discord.permission.{name}", language) for name in permissions)
        return say("delivery.reason.lacking", language, names=names)

    return reason


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
