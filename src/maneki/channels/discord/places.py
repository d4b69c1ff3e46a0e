"""Where alerts may go: whether their owner may see and post there, and whether we may."""

from __future__ import annotations

from dataclasses import dataclass

import discord
from discord import app_commands

from maneki.channels.discord.reception import Caller, Interaction
from maneki.errors import InvalidInputError
from maneki.model.person import Destination, DestinationKind
from maneki.people.desk import PeopleDesk
from maneki.phrases import say

TEXT_TYPES = (discord.ChannelType.text, discord.ChannelType.news)
THREAD_TYPES = (
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
)
HIDDEN_NAME = "___hidden___"
"""What channels that we may not see are called to us (mandatory from 2026-11-16)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A channel or thread that somebody picked, and what they may do there, as Discord says."""

    channel_id: int
    kind: discord.ChannelType
    permissions: discord.Permissions

    @property
    def is_thread(self) -> bool:
        return self.kind in THREAD_TYPES

    @property
    def mention(self) -> str:
        return f"<#{self.channel_id}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A channel or thread of a server that was found fit for alerts."""

    kind: DestinationKind
    channel_id: str
    server_external_id: str
    server_name: str
    is_age_restricted: bool


def picked(target: app_commands.AppCommandChannel | app_commands.AppCommandThread) -> Picked:
    return Picked(channel_id=target.id, kind=target.type, permissions=target.permissions)


def picked_here(interaction: Interaction, *, language: str) -> Picked:
    """The channel the command was given in. Raises `InvalidInputError`."""
    if interaction.channel is None:
        raise InvalidInputError(say("discord.place.no_server", language))
    return Picked(
        channel_id=interaction.channel.id,
        kind=interaction.channel.type,
        permissions=interaction.permissions,
    )


def missing_permissions(
    permissions: discord.Permissions, *, in_thread: bool, for_bot: bool
) -> tuple[str, ...]:
    """What is lacking to post alerts (for us), or to read and post (for a member), by its key."""
    sending = "send_messages_in_threads" if in_thread else "send_messages"
    needed = ["view_channel", sending]
    if for_bot:
        needed += ["embed_links", "read_message_history"]
    return tuple(name for name in needed if not getattr(permissions, name))


def granted(channel: discord.abc.GuildChannel, member: discord.Member) -> discord.Permissions:
    """What somebody may do in a channel, permission by permission.

    The library's own answer also takes away what is of no use without another permission, so that
    one could not name exactly what is missing.
    https://discord.com/developers/docs/topics/permissions#permission-overwrites
    """
    base = member.guild_permissions
    if base.administrator:
        return base
    roles = [role for role in member.roles if not role.is_default()]
    everyone = channel.overwrites_for(channel.guild.default_role)
    of_roles = [channel.overwrites_for(role).pair() for role in roles]
    allow, deny = discord.Permissions.none(), discord.Permissions.none()
    for allowed, denied in of_roles:
        allow, deny = allow | allowed, deny | denied
    own = channel.overwrites_for(member).pair()
    for allowed, denied in (everyone.pair(), (allow, deny), own):
        base.handle_overwrite(allow=allowed.value, deny=denied.value)
    return base


async def place_of(interaction: Interaction, target: Picked, *, language: str) -> Place:
    """Find a channel or thread fit for alerts, or say what is missing.

    What the caller may do there comes with the interaction; what we may do, from what the gateway
    told us of the server. Raises `InvalidInputError`.
    """
    guild = interaction.guild
    if guild is None or guild.unavailable:
        raise InvalidInputError(say("discord.place.no_server", language))
    if target.kind not in (*TEXT_TYPES, *THREAD_TYPES):
        raise InvalidInputError(say("discord.place.wrong_type", language, place=target.mention))
    _refuse_lacking(target, target.permissions, language, for_bot=False)
    channel = await _seen_by_us(interaction, guild, target, language)
    _refuse_lacking(target, _granted_to_us(channel, guild.me), language, for_bot=True)
    return _place(guild, channel)


def _refuse_lacking(
    target: Picked, permissions: discord.Permissions, language: str, *, for_bot: bool
) -> None:
    lacking = missing_permissions(permissions, in_thread=target.is_thread, for_bot=for_bot)
    if not lacking:
        return
    names = ", ".join(say(f"discord.permission.{name}", language) for name in lacking)
    key = "discord.place.i_lack" if for_bot else "discord.place.you_lack"
    raise InvalidInputError(say(key, language, place=target.mention, names=names))


async def _seen_by_us(
    interaction: Interaction, guild: discord.Guild, target: Picked, language: str
) -> discord.TextChannel | discord.Thread:
    """The channel as we see it. Raises `InvalidInputError` if we do not."""
    known = guild.get_channel_or_thread(target.channel_id)
    channel = known or await _fetched(interaction, target.channel_id)
    if isinstance(channel, discord.Thread):
        _refuse_closed(channel, target, language)
        return channel
    if isinstance(channel, discord.TextChannel) and channel.name != HIDDEN_NAME:
        return channel
    key = "discord.place.unseen_thread" if target.is_thread else "discord.place.unseen"
    raise InvalidInputError(say(key, language, place=target.mention))


def _refuse_closed(thread: discord.Thread, target: Picked, language: str) -> None:
    """Nothing can be posted in a locked or archived thread; a locked one is mostly both."""
    if thread.locked:
        raise InvalidInputError(say("discord.place.locked", language, place=target.mention))
    if thread.archived:
        raise InvalidInputError(say("discord.place.archived", language, place=target.mention))


def _granted_to_us(
    channel: discord.TextChannel | discord.Thread, me: discord.Member
) -> discord.Permissions:
    """In a thread what its channel grants is granted."""
    if isinstance(channel, discord.TextChannel):
        return granted(channel, me)
    return granted(channel.parent, me) if channel.parent else discord.Permissions.none()


async def _fetched(interaction: Interaction, channel_id: int) -> object:
    """A channel that the gateway has not told us of; None if we may not see it."""
    try:
        return await interaction.client.fetch_channel(channel_id)
    except (discord.Forbidden, discord.NotFound):
        return None


def _place(guild: discord.Guild, channel: discord.TextChannel | discord.Thread) -> Place:
    is_thread = isinstance(channel, discord.Thread)
    return Place(
        kind=DestinationKind.THREAD if is_thread else DestinationKind.CHANNEL,
        channel_id=str(channel.id),
        server_external_id=str(guild.id),
        server_name=guild.name,
        is_age_restricted=channel.is_nsfw(),
    )


async def choose(
    people: PeopleDesk, caller: Caller, place: Place, *, as_default: bool
) -> Destination:
    """All of the caller's alerts go there, or (not `as_default`) those of filters that name it."""
    return await people.choose_destination(
        caller.address,
        kind=place.kind,
        address=place.channel_id,
        server_external_id=place.server_external_id,
        server_name=place.server_name,
        is_age_restricted=place.is_age_restricted,
        as_default=as_default,
    )
