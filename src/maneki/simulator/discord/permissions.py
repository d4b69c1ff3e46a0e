"""Who may do what where (documentation: topics/permissions). Pure.

base: owner → everything; @everyone | roles; ADMINISTRATOR → everything. In a channel: overwrite of
@everyone, then of all roles together, then of the member; each first denies, then allows. Without
VIEW_CHANNEL nothing is left.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import IntFlag

from maneki.simulator.discord.entities import (
    ChannelType,
    Overwrite,
    SimChannel,
    SimGuild,
    SimMember,
)


class Permission(IntFlag):
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    SEND_POLLS = 1 << 49
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51
    BYPASS_SLOWMODE = 1 << 52


ALL = (1 << 53) - 1
EVERYONE_DEFAULT = int(
    Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.SEND_POLLS
)
BOT_DEFAULT = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.READ_MESSAGE_HISTORY
    | Permission.SEND_MESSAGES_IN_THREADS
)
"""What the invitation that `maneki check` prints grants, and nothing more."""
DM_PERMISSIONS = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.USE_APPLICATION_COMMANDS
)
_WHILE_TIMED_OUT = int(Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)
_NEEDS_SEND = int(
    Permission.MENTION_EVERYONE
    | Permission.SEND_TTS_MESSAGES
    | Permission.ATTACH_FILES
    | Permission.EMBED_LINKS
)


def in_guild(guild: SimGuild, member: SimMember, *, now: datetime) -> int:
    """What a member may do in a server, before any channel has its say."""
    if guild.owner_id == member.user.id:
        return ALL
    granted = guild.everyone.permissions
    for role_id in member.roles:
        granted |= guild.roles[role_id].permissions
    if granted & Permission.ADMINISTRATOR:
        return ALL
    return granted & _WHILE_TIMED_OUT if is_timed_out(member, now) else granted


def is_timed_out(member: SimMember, now: datetime) -> bool:
    return member.timed_out_until is not None and member.timed_out_until > now


def in_channel(
    guild: SimGuild,
    channel: SimChannel,
    parent: SimChannel | None,
    member: SimMember,
    now: datetime,
) -> int:
    """What a member may do in a channel; a thread has its parent's permissions."""
    base = in_guild(guild, member, now=now)
    if base == ALL:
        return ALL
    granted = _overwritten(base, guild, parent or channel, member)
    if not granted & Permission.VIEW_CHANNEL or not _may_see_thread(channel, member, granted):
        return 0
    if is_timed_out(member, now):
        return granted & _WHILE_TIMED_OUT
    sending = (
        Permission.SEND_MESSAGES_IN_THREADS if channel.type.is_thread else Permission.SEND_MESSAGES
    )
    if not granted & sending:
        granted &= ~_NEEDS_SEND
    return granted


def _may_see_thread(channel: SimChannel, member: SimMember, granted: int) -> bool:
    if channel.type is not ChannelType.PRIVATE_THREAD or channel.thread is None:
        return True
    return member.user.id in channel.thread.members or bool(granted & Permission.MANAGE_THREADS)


def _overwritten(base: int, guild: SimGuild, channel: SimChannel, member: SimMember) -> int:
    overwrites = channel.overwrites
    if not overwrites:
        return base
    layers = (
        _together(overwrites, [guild.id]),
        _together(overwrites, member.roles),
        _together(overwrites, [member.user.id]),
    )
    for allow, deny in layers:
        base = base & ~deny | allow
    return base


def _together(overwrites: dict[int, Overwrite], ids: Iterable[int]) -> tuple[int, int]:
    allow = deny = 0
    for one in ids:
        if one in overwrites:
            allow |= overwrites[one].allow
            deny |= overwrites[one].deny
    return allow, deny
