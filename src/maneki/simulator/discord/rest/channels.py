"""Channels: reading and changing them, typing, overwrites."""

from __future__ import annotations

from maneki.simulator.discord import payloads
from maneki.simulator.discord.access import Access, sending
from maneki.simulator.discord.entities import Overwrite, OverwriteType, SimChannel
from maneki.simulator.discord.events import Events
from maneki.simulator.discord.forms import Form
from maneki.simulator.discord.limits import Limits
from maneki.simulator.discord.permissions import Permission
from maneki.simulator.discord.refusal import FormErrors, bad_request, forbidden
from maneki.simulator.discord.router import Call, Endpoint, Reply, in_channel
from maneki.simulator.discord.rules import RouteName, Rules
from maneki.simulator.discord.world import World

ARCHIVE_MINUTES = frozenset({60, 1440, 4320, 10080})


class ChannelRoutes:
    def __init__(
        self, *, world: World, access: Access, events: Events, limits: Limits, rules: Rules
    ) -> None:
        self._world = world
        self._access = access
        self._events = events
        self._limits = limits
        self._rules = rules

    def endpoints(self) -> list[Endpoint]:
        overwrite = "/permissions/{overwrite_id}"
        permissions = RouteName.CHANNEL_PERMISSIONS
        return [
            in_channel("GET", "", self._get, RouteName.CHANNEL_GET),
            in_channel("PATCH", "", self._edit, RouteName.CHANNEL_EDIT, has_body=True),
            in_channel("DELETE", "", self._delete, RouteName.CHANNEL_EDIT),
            in_channel("POST", "/typing", self._typing, RouteName.TYPING),
            in_channel("PUT", overwrite, self._put_overwrite, permissions, has_body=True),
            in_channel("DELETE", overwrite, self._delete_overwrite, permissions),
        ]

    def _get(self, call: Call) -> Reply:
        channel = self._access.channel(call.bot, call.id("channel_id"))
        if channel.thread is not None:
            return 200, payloads.thread(channel, of=call.bot.bot)
        return 200, payloads.channel(channel)

    def _typing(self, call: Call) -> Reply:
        channel = self._access.channel(call.bot, call.id("channel_id"))
        if not channel.is_dm:
            self._access.require(call.bot, channel, int(sending(channel)))
        self._events.typing(channel, call.bot.bot)
        return 204, None

    def _edit(self, call: Call) -> Reply:
        channel = self._access.channel(call.bot, call.id("channel_id"))
        if channel.is_dm:
            raise bad_request(50024)
        if channel.thread is not None:
            self._edit_thread(call, channel)
            self._events.thread_updated(channel)
        else:
            self._edit_guild_channel(call, channel)
            self._events.channel_changed(channel, "CHANNEL_UPDATE")
        return 200, payloads.channel(channel)

    def _edit_guild_channel(self, call: Call, channel: SimChannel) -> None:
        self._access.require(call.bot, channel, int(Permission.MANAGE_CHANNELS))
        errors = FormErrors()
        form = Form(call.form, errors, lengths=self._rules.lengths)
        name = form.text("name", 100, least=1)
        topic = form.text("topic", 1024)
        slowmode = form.integer("rate_limit_per_user", least=0, most=21_600)
        position = form.integer("position", least=0)
        nsfw = form.boolean("nsfw") if form.has("nsfw") else channel.nsfw
        errors.raise_any()
        if name is not None or "topic" in call.form:
            now = self._world.clock.monotonic()
            self._limits.take_hidden(self._rules.channel_topics, "topic", channel.id, now)
        channel.name = name or channel.name
        channel.topic = topic if "topic" in call.form else channel.topic
        channel.slowmode = channel.slowmode if slowmode is None else slowmode
        channel.position = channel.position if position is None else position
        channel.nsfw = nsfw

    def _edit_thread(self, call: Call, channel: SimChannel) -> None:
        """Opening an archived thread needs no more than sending; the rest needs owning it or
        MANAGE_THREADS, locking always the latter."""
        state = channel.thread
        if state is None:
            return
        errors = FormErrors()
        form = Form(call.form, errors, lengths=self._rules.lengths)
        name = form.text("name", 100, least=1)
        minutes = form.choice("auto_archive_duration", ARCHIVE_MINUTES)
        slowmode = form.integer("rate_limit_per_user", least=0, most=21_600)
        errors.raise_any()
        self._check_may_edit_thread(call, channel)
        if state.archived and call.form.get("archived") is not False:
            raise bad_request(50083)
        channel.name = name or channel.name
        channel.slowmode = channel.slowmode if slowmode is None else slowmode
        state.auto_archive_minutes = minutes or state.auto_archive_minutes
        if form.has("invitable"):
            state.invitable = form.boolean("invitable")
        if form.has("locked"):
            state.locked = form.boolean("locked")
        if form.has("archived"):
            state.archived = form.boolean("archived")
            state.archived_at = self._world.clock.now()

    def _check_may_edit_thread(self, call: Call, channel: SimChannel) -> None:
        if self._world.may(call.bot.bot, channel, int(Permission.MANAGE_THREADS)):
            return
        state = channel.thread
        only_reopens = call.form == {"archived": False} and not (state and state.locked)
        owns = state is not None and state.owner_id == call.bot.bot.id
        if not only_reopens and (not owns or "locked" in call.form):
            raise forbidden(50013)
        self._access.require(call.bot, channel, int(sending(channel)))

    def _delete(self, call: Call) -> Reply:
        channel = self._access.channel(call.bot, call.id("channel_id"))
        said = payloads.channel(channel)
        if channel.is_dm:
            return 200, said
        if channel.thread is not None:
            self._access.require(call.bot, channel, int(Permission.MANAGE_THREADS))
        else:
            self._access.require(call.bot, channel, int(Permission.MANAGE_CHANNELS))
        delete_channel(self._world, self._events, channel)
        return 200, said

    def _put_overwrite(self, call: Call) -> Reply:
        channel = self._access.channel(call.bot, call.id("channel_id"))
        self._access.require(call.bot, channel, int(Permission.MANAGE_ROLES))
        errors = FormErrors()
        form = Form(call.form, errors, lengths=self._rules.lengths)
        kind = form.choice("type", frozenset(OverwriteType), required=True)
        allow, deny = form.integer("allow", least=0), form.integer("deny", least=0)
        errors.raise_any()
        overwrite_id = call.id("overwrite_id")
        channel.overwrites[overwrite_id] = Overwrite(
            id=overwrite_id, type=OverwriteType(kind or 0), allow=allow or 0, deny=deny or 0
        )
        self._events.channel_changed(channel, "CHANNEL_UPDATE")
        return 204, None

    def _delete_overwrite(self, call: Call) -> Reply:
        channel = self._access.channel(call.bot, call.id("channel_id"))
        self._access.require(call.bot, channel, int(Permission.MANAGE_ROLES))
        channel.overwrites.pop(call.id("overwrite_id"), None)
        self._events.channel_changed(channel, "CHANNEL_UPDATE")
        return 204, None


def delete_channel(world: World, events: Events, channel: SimChannel) -> None:
    """Remove a channel and its threads (or one thread), and tell who saw them."""
    if channel.thread is not None:
        seen_by = events.seeing(channel)
        world.remove_channel(channel)
        events.thread_deleted(channel, seen_by)
        return
    threads = [one for one in world.channels.values() if one.parent_id == channel.id]
    for thread in threads:
        if thread.type.is_thread:
            world.remove_channel(thread)
    world.remove_channel(channel)
    events.channel_changed(channel, "CHANNEL_DELETE")
