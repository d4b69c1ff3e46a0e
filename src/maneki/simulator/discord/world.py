"""The state of the local Discord and how to find things in it. It tells nobody of changes."""

from __future__ import annotations

import bisect
import random
from collections.abc import Iterator

from maneki.clock import Clock
from maneki.errors import ManekiError
from maneki.simulator.discord import permissions
from maneki.simulator.discord.entities import (
    ChannelType,
    SimApplication,
    SimChannel,
    SimGuild,
    SimMember,
    SimMessage,
    SimUser,
    SimWebhook,
)
from maneki.simulator.discord.ids import Snowflakes


class NotPossibleError(ManekiError):
    """A simulated person tried what Discord's own client would not let them do."""


class World:
    """Users, servers, channels and messages by id; deleted channels and messages are gone."""

    def __init__(self, clock: Clock, seed: int) -> None:
        self.clock = clock
        self.random = random.Random(f"{seed}:world")
        self.ids = Snowflakes(clock)
        self.users: dict[int, SimUser] = {}
        self.applications: dict[int, SimApplication] = {}
        self.guilds: dict[int, SimGuild] = {}
        self.channels: dict[int, SimChannel] = {}
        self.webhooks: dict[int, SimWebhook] = {}
        self._by_token: dict[str, SimApplication] = {}
        self._dms: dict[tuple[int, int], SimChannel] = {}
        self._messages: dict[int, SimMessage] = {}
        self._in_channel: dict[int, list[int]] = {}

    def secret(self, length: int = 68) -> str:
        alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
        return "".join(self.random.choices(alphabet, k=length))

    # Applications

    def add_application(self, application: SimApplication) -> None:
        self.applications[application.id] = application
        self.users[application.bot.id] = application.bot
        self._by_token[application.token] = application

    def application_of_token(self, token: str) -> SimApplication | None:
        found = self._by_token.get(token)
        return found if found is not None and found.token_works else None

    def application_of_bot(self, user_id: int) -> SimApplication | None:
        return next((app for app in self.applications.values() if app.bot.id == user_id), None)

    def reset_token(self, application: SimApplication) -> None:
        """The old token stops working, and nobody has been told a new one."""
        application.token_works = False

    # Servers

    def guilds_of(self, user_id: int) -> Iterator[SimGuild]:
        return (guild for guild in self.guilds.values() if user_id in guild.members)

    def have_mutual_guild(self, one: int, other: int) -> bool:
        return any(other in guild.members for guild in self.guilds_of(one))

    def applications_in(self, guild: SimGuild) -> Iterator[SimApplication]:
        return (app for app in self.applications.values() if app.bot.id in guild.members)

    # Channels

    def add_channel(self, channel: SimChannel) -> None:
        self.channels[channel.id] = channel
        if channel.guild_id is not None and not channel.type.is_thread:
            self.guilds[channel.guild_id].channel_ids.append(channel.id)

    def remove_channel(self, channel: SimChannel) -> None:
        channel.deleted = True
        self.channels.pop(channel.id, None)
        if channel.guild_id is not None and not channel.type.is_thread:
            self.guilds[channel.guild_id].channel_ids.remove(channel.id)
        for message_id in self._in_channel.pop(channel.id, []):
            self._messages.pop(message_id).deleted = True

    def channels_of(self, guild: SimGuild) -> list[SimChannel]:
        return [self.channels[channel_id] for channel_id in guild.channel_ids]

    def threads_of(self, guild: SimGuild) -> list[SimChannel]:
        return [
            channel
            for channel in self.channels.values()
            if channel.guild_id == guild.id and channel.thread is not None
        ]

    def guild_of(self, channel: SimChannel) -> SimGuild | None:
        return None if channel.guild_id is None else self.guilds[channel.guild_id]

    def parent_of(self, channel: SimChannel) -> SimChannel | None:
        """The channel whose permissions a thread has; None for anything but a thread."""
        if not channel.type.is_thread or channel.parent_id is None:
            return None
        return self.channels.get(channel.parent_id)

    def dm_between(self, bot: SimUser, user: SimUser) -> SimChannel | None:
        return self._dms.get((bot.id, user.id))

    def open_dm(self, bot: SimUser, user: SimUser) -> SimChannel:
        """The DM channel of a bot and a person; it is made on the first call and stays."""
        known = self._dms.get((bot.id, user.id))
        if known is not None:
            return known
        channel = SimChannel(id=self.ids.next(), type=ChannelType.DM, recipients=(user, bot))
        self.channels[channel.id] = channel
        self._dms[bot.id, user.id] = channel
        return channel

    # Permissions

    def permissions_in(self, channel: SimChannel, user: SimUser) -> int:
        """The bits of what somebody may do in a channel; 0 for whoever is not there."""
        guild = self.guild_of(channel)
        if guild is None:
            return permissions.DM_PERMISSIONS if user in channel.recipients else 0
        member = guild.members.get(user.id)
        if member is None:
            return 0
        parent = self.parent_of(channel)
        return permissions.in_channel(guild, channel, parent, member, self.clock.now())

    def permissions_of(self, guild: SimGuild, user: SimUser) -> int:
        """The bits of what a member may do in a server as a whole."""
        return permissions.in_guild(guild, guild.members[user.id], now=self.clock.now())

    def may(self, user: SimUser, channel: SimChannel, wanted: int) -> bool:
        return self.permissions_in(channel, user) & wanted == wanted

    def member_of(self, channel: SimChannel, user: SimUser) -> SimMember | None:
        guild = self.guild_of(channel)
        return None if guild is None else guild.members.get(user.id)

    # Messages

    def keep(self, message: SimMessage) -> None:
        self._messages[message.id] = message
        self._in_channel.setdefault(message.channel_id, []).append(message.id)

    def drop(self, message: SimMessage) -> None:
        message.deleted = True
        if self._messages.pop(message.id, None) is None:
            return
        ids = self._in_channel[message.channel_id]
        del ids[bisect.bisect_left(ids, message.id)]

    def message(self, message_id: int) -> SimMessage | None:
        return self._messages.get(message_id)

    def message_in(self, channel_id: int, message_id: int) -> SimMessage | None:
        """A message that everybody in the channel can see."""
        found = self._messages.get(message_id)
        if found is None or found.channel_id != channel_id or found.is_ephemeral:
            return None
        return found

    def messages_in(self, channel_id: int) -> list[SimMessage]:
        """Oldest first, without those that only one person sees."""
        ids = self._in_channel.get(channel_id, [])
        return [found for one in ids if not (found := self._messages[one]).is_ephemeral]

    def history(
        self, channel_id: int, *, limit: int, before: int | None, after: int | None
    ) -> list[SimMessage]:
        """Newest first: the `limit` messages nearest to `before`, or right after `after`."""
        ids = self._in_channel.get(channel_id, [])
        if after is not None:
            start = bisect.bisect_right(ids, after)
            found = self._visible(ids, range(start, len(ids)), limit)
            return found[::-1]
        end = len(ids) if before is None else bisect.bisect_left(ids, before)
        return self._visible(ids, range(end - 1, -1, -1), limit)

    def _visible(self, ids: list[int], order: range, limit: int) -> list[SimMessage]:
        found: list[SimMessage] = []
        for index in order:
            if len(found) == limit:
                break
            message = self._messages[ids[index]]
            if not message.is_ephemeral:
                found.append(message)
        return found
