"""Whether a bot may see a channel, post in it, change it: the refusals, in Discord's order."""

from __future__ import annotations

from maneki.simulator.discord.entities import (
    ChannelType,
    SimApplication,
    SimChannel,
    SimGuild,
    SimMessage,
)
from maneki.simulator.discord.limits import Limits
from maneki.simulator.discord.permissions import Permission
from maneki.simulator.discord.refusal import as_answer, bad_request, forbidden, not_found
from maneki.simulator.discord.rules import ArchivedThreads, Rules
from maneki.simulator.discord.world import World

VIEW = int(Permission.VIEW_CHANNEL)
READ = int(Permission.READ_MESSAGE_HISTORY)


class Access:
    """What a bot is let do. Every method returns what was found or raises `Refusal`."""

    def __init__(self, world: World, limits: Limits, rules: Rules) -> None:
        self._world = world
        self._limits = limits
        self._rules = rules

    def channel(self, application: SimApplication, channel_id: int) -> SimChannel:
        """A channel that the bot can see: else 10003 (there is none) or 50001."""
        channel = self._world.channels.get(channel_id)
        if channel is None:
            raise not_found(10003)
        if not self._world.may(application.bot, channel, VIEW):
            raise forbidden(50001)
        return channel

    def require(self, application: SimApplication, channel: SimChannel, wanted: int) -> None:
        """Raises `Refusal` 50013 where a permission is missing."""
        if not self._world.may(application.bot, channel, wanted):
            raise forbidden(50013)

    def guild(self, application: SimApplication, guild_id: int) -> SimGuild:
        """A server that the bot is in: else 10004 or 50001."""
        guild = self._world.guilds.get(guild_id)
        if guild is None:
            raise not_found(10004)
        if application.bot.id not in guild.members:
            raise forbidden(50001)
        return guild

    def message(self, channel: SimChannel, message_id: int) -> SimMessage:
        found = self._world.message_in(channel.id, message_id)
        if found is None:
            raise not_found(10008)
        return found

    def readable(self, application: SimApplication, channel_id: int) -> SimChannel:
        channel = self.channel(application, channel_id)
        self.require(application, channel, READ)
        return channel

    def sendable(self, application: SimApplication, channel_id: int) -> SimChannel:
        """A channel that the bot may post in, with room for one more message."""
        channel = self.channel(application, channel_id)
        self._check_kind(channel)
        if channel.is_dm:
            self._check_dm(application, channel)
        else:
            self._check_thread(channel)
            self.require(application, channel, int(sending(channel)))
        self.take_write(channel)
        return channel

    def _check_kind(self, channel: SimChannel) -> None:
        if channel.type is ChannelType.FORUM:
            raise bad_request(40058)
        if not channel.type.takes_messages:
            raise bad_request(50008)

    def _check_dm(self, application: SimApplication, channel: SimChannel) -> None:
        user = next(one for one in channel.recipients if one is not application.bot)
        if user.dms_closed or application.bot.id in user.blocked:
            raise as_answer(self._rules.closed_dms)
        if not self._world.have_mutual_guild(application.bot.id, user.id):
            raise as_answer(self._rules.no_mutual_guild)

    def _check_thread(self, channel: SimChannel) -> None:
        if channel.thread is None:
            return
        if channel.thread.locked:
            raise bad_request(160005)
        if channel.thread.archived and self._rules.archived_threads is ArchivedThreads.REFUSE:
            raise bad_request(50083)

    def take_write(self, channel: SimChannel) -> None:
        """The limits that all writers of a channel share. Raises `TooMany` (20028, 20029)."""
        now = self._world.clock.monotonic()
        self._limits.check_congestion(channel.id, now)
        rules = self._rules
        self._limits.take_hidden(rules.channel_writes, "channel", channel.id, now, code=20028)
        if channel.guild_id is not None:
            self._limits.take_hidden(rules.guild_writes, "guild", channel.guild_id, now, code=20029)


def sending(channel: SimChannel) -> Permission:
    if channel.type.is_thread:
        return Permission.SEND_MESSAGES_IN_THREADS
    return Permission.SEND_MESSAGES
