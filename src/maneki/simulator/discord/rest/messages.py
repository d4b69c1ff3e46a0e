"""Messages of a channel: create, read, edit, delete; reactions; pins."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from maneki.simulator.discord import payloads
from maneki.simulator.discord.access import READ, Access
from maneki.simulator.discord.entities import (
    MessageFlag,
    MessageType,
    SimApplication,
    SimChannel,
    SimMessage,
    SimReaction,
)
from maneki.simulator.discord.events import Events
from maneki.simulator.discord.ids import iso, moment_of
from maneki.simulator.discord.intents import Intent
from maneki.simulator.discord.limits import Limits
from maneki.simulator.discord.messages import Draft, read_draft, read_edit
from maneki.simulator.discord.permissions import Permission
from maneki.simulator.discord.posting import Posting
from maneki.simulator.discord.reading import as_seen
from maneki.simulator.discord.refusal import bad_request, forbidden, refuse_form
from maneki.simulator.discord.router import Call, Endpoint, Major, Reply, in_channel
from maneki.simulator.discord.rules import ArchivedThreads, RouteName, Rules, WithoutEmbedLinks
from maneki.simulator.discord.world import World

EMBED = int(Permission.EMBED_LINKS)
YOUNG = timedelta(seconds=10)
OLD = timedelta(days=14)
EDITS_LIMITED_AFTER = timedelta(hours=1)
MOST_HISTORY = 100
DEFAULT_HISTORY = 50


class MessageRoutes:
    def __init__(
        self,
        *,
        world: World,
        access: Access,
        posting: Posting,
        events: Events,
        limits: Limits,
        rules: Rules,
    ) -> None:
        self._world = world
        self._access = access
        self._posting = posting
        self._events = events
        self._limits = limits
        self._rules = rules

    def endpoints(self) -> list[Endpoint]:
        every = "/messages"
        one = f"{every}/{{message_id}}"
        mine = f"{one}/reactions/{{emoji}}/@me"
        return [
            in_channel("POST", every, self._create, RouteName.MESSAGE_CREATE, has_body=True),
            in_channel("GET", every, self._history, RouteName.MESSAGE_HISTORY),
            in_channel("GET", f"{every}/pins", self._pins, RouteName.MESSAGE_PINS),
            in_channel("PUT", f"{every}/pins/{{message_id}}", self._pin, RouteName.MESSAGE_PINS),
            in_channel(
                "DELETE", f"{every}/pins/{{message_id}}", self._unpin, RouteName.MESSAGE_PINS
            ),
            in_channel(
                "POST",
                f"{every}/bulk-delete",
                self._bulk_delete,
                RouteName.MESSAGE_DELETE,
                has_body=True,
            ),
            in_channel("GET", one, self._get, RouteName.MESSAGE_GET),
            in_channel("PATCH", one, self._edit, RouteName.MESSAGE_EDIT, has_body=True),
            Endpoint(
                method="DELETE",
                template=f"/channels/{{channel_id}}{one}",
                handler=self._delete,
                route=self._delete_route,
                major=Major.CHANNEL,
            ),
            in_channel("PUT", mine, self._react, RouteName.REACTION),
            in_channel("DELETE", mine, self._unreact, RouteName.REACTION),
        ]

    # Create

    def _create(self, call: Call) -> Reply:
        channel = self._access.sendable(call.bot, call.id("channel_id"))
        draft = read_draft(call.form, self._rules, uploads=call.uploads)
        draft = self._permitted(call.bot, channel, draft)
        known = self._posting.known_nonce(call.bot.bot, draft)
        if known is not None:
            return 200, payloads.message(known, viewer=call.bot.bot, with_nonce=True)
        message = self._posting.create(channel, call.bot.bot, draft)
        self._posting.remember_nonce(call.bot.bot, draft, message)
        self._reopen(channel)
        return 200, payloads.message(message, viewer=call.bot.bot, with_nonce=True)

    def _permitted(self, bot: SimApplication, channel: SimChannel, draft: Draft) -> Draft:
        """The draft with what the bot may not post taken out, or a refusal."""
        granted = self._world.permissions_in(channel, bot.bot)
        if draft.reply_to is not None and not granted & Permission.READ_MESSAGE_HISTORY:
            raise bad_request(160002)
        if draft.uploads and not granted & Permission.ATTACH_FILES:
            raise forbidden(50013)
        if draft.tts and not granted & Permission.SEND_TTS_MESSAGES:
            raise forbidden(50013)
        if not draft.embeds or granted & Permission.EMBED_LINKS:
            return draft
        self._check_embeds(has_content=bool(draft.content))
        if not (draft.content or draft.components or draft.uploads):
            raise bad_request(50006)
        return replace(draft, embeds=[])

    def _check_embeds(self, *, has_content: bool) -> None:
        """Raises `Refusal` (50013) where embeds that are not permitted are not just taken out."""
        match self._rules.without_embed_links:
            case WithoutEmbedLinks.REFUSE:
                raise forbidden(50013)
            case WithoutEmbedLinks.REFUSE_ALONE if not has_content:
                raise forbidden(50013)
            case WithoutEmbedLinks.REFUSE_ALONE | WithoutEmbedLinks.STRIP:
                return

    def _reopen(self, channel: SimChannel) -> None:
        state = channel.thread
        if state is None or not state.archived:
            return
        if self._rules.archived_threads is ArchivedThreads.REOPEN:
            state.archived = False
            self._events.thread_updated(channel)

    # Read

    def _get(self, call: Call) -> Reply:
        channel = self._access.readable(call.bot, call.id("channel_id"))
        return 200, self._read(self._access.message(channel, call.id("message_id")), call)

    def _read(self, message: SimMessage, call: Call) -> payloads.Json:
        shows_nonce = self._rules.nonce_when_read
        data = payloads.message(message, viewer=call.bot.bot, with_nonce=shows_nonce)
        channel = self._world.channels[message.channel_id]
        intent = bool(call.bot.privileged_intents & Intent.MESSAGE_CONTENT)
        return as_seen(data, message, channel, call.bot, intent=intent)

    def _history(self, call: Call) -> Reply:
        """Newest first. Without READ_MESSAGE_HISTORY nothing is there to read."""
        channel = self._access.channel(call.bot, call.id("channel_id"))
        if not channel.type.takes_messages:
            raise bad_request(50008)
        query = _Page.read(call.query)
        if not self._world.may(call.bot.bot, channel, READ):
            return 200, []
        found = query.messages(self._world, channel.id)
        return 200, [self._read(one, call) for one in found]

    def _pins(self, call: Call) -> Reply:
        channel = self._access.readable(call.bot, call.id("channel_id"))
        pinned = [one for one in self._world.messages_in(channel.id) if one.pinned]
        items = [
            {
                "pinned_at": iso(one.edited_at or one.created_at),
                "message": self._read(one, call),
            }
            for one in reversed(pinned)
        ]
        return 200, {"items": items, "has_more": False}

    # Change

    def _edit(self, call: Call) -> Reply:
        channel = self._access.channel(call.bot, call.id("channel_id"))
        message = self._access.message(channel, call.id("message_id"))
        _check_open(channel)
        if message.author is not call.bot.bot or _is_anothers_webhook(message):
            self._suppress_of_others(call, channel, message)
            return 200, payloads.message(message, viewer=call.bot.bot)
        self._check_edits_of_old(message)
        edit = read_edit(call.form, self._rules, message, uploads=call.uploads)
        if edit.embeds and not self._world.may(call.bot.bot, channel, EMBED):
            self._check_embeds(has_content=True)
            edit = replace(edit, embeds=[])
        self._posting.edit(channel, message, edit)
        return 200, payloads.message(message, viewer=call.bot.bot)

    def _suppress_of_others(self, call: Call, channel: SimChannel, message: SimMessage) -> None:
        """Of somebody else's message only the embeds may be hidden, with MANAGE_MESSAGES."""
        flags = call.form.get("flags")
        if set(call.form) != {"flags"} or not isinstance(flags, int):
            raise forbidden(50005)
        self._access.require(call.bot, channel, int(Permission.MANAGE_MESSAGES))
        hide = flags & MessageFlag.SUPPRESS_EMBEDS
        message.flags = message.flags & ~MessageFlag.SUPPRESS_EMBEDS | hide
        self._posting.touch(message)

    def _check_edits_of_old(self, message: SimMessage) -> None:
        if self._world.clock.now() - message.created_at > EDITS_LIMITED_AFTER:
            now = self._world.clock.monotonic()
            quota = self._rules.old_message_edits
            self._limits.take_hidden(quota, "old edits", message.channel_id, now, code=30046)

    def _delete_route(self, params: dict[str, str]) -> RouteName:
        age = self._world.clock.now() - moment_of(int(params["message_id"]))
        if age < YOUNG:
            return RouteName.MESSAGE_DELETE_YOUNG
        return RouteName.MESSAGE_DELETE_OLD if age > OLD else RouteName.MESSAGE_DELETE

    def _delete(self, call: Call) -> Reply:
        channel = self._access.channel(call.bot, call.id("channel_id"))
        message = self._access.message(channel, call.id("message_id"))
        _check_open(channel)
        if message.author is not call.bot.bot:
            self._access.require(call.bot, channel, int(Permission.MANAGE_MESSAGES))
        if message.type is MessageType.THREAD_STARTER:
            raise forbidden(50021)
        self._posting.delete(message)
        return 204, None

    def _bulk_delete(self, call: Call) -> Reply:
        channel = self._access.channel(call.bot, call.id("channel_id"))
        if channel.is_dm:
            raise bad_request(50024)
        self._access.require(call.bot, channel, int(Permission.MANAGE_MESSAGES))
        ids = call.form.get("messages")
        if not isinstance(ids, list) or not 2 <= len(ids) <= 100:
            said = "Must be between 2 and 100 in length."
            refuse_form(("messages",), "BASE_TYPE_BAD_LENGTH", said)
        oldest = self._world.clock.now() - OLD
        if any(moment_of(int(one)) < oldest for one in ids):
            raise bad_request(50034)
        for one in ids:
            found = self._world.message_in(channel.id, int(one))
            if found is not None:
                self._posting.delete(found)
        return 204, None

    def _pin(self, call: Call) -> Reply:
        return self._set_pinned(call, pinned=True)

    def _unpin(self, call: Call) -> Reply:
        return self._set_pinned(call, pinned=False)

    def _set_pinned(self, call: Call, *, pinned: bool) -> Reply:
        channel = self._access.channel(call.bot, call.id("channel_id"))
        message = self._access.message(channel, call.id("message_id"))
        if not channel.is_dm:
            self._access.require(call.bot, channel, int(Permission.PIN_MESSAGES))
        message.pinned = pinned
        self._events.message_updated(message)
        return 204, None

    # Reactions

    def _react(self, call: Call) -> Reply:
        channel = self._access.readable(call.bot, call.id("channel_id"))
        message = self._access.message(channel, call.id("message_id"))
        _check_open(channel)
        emoji = _emoji(call.params["emoji"])
        reaction = next((one for one in message.reactions if one.emoji == emoji), None)
        if reaction is None:
            self._access.require(call.bot, channel, int(Permission.ADD_REACTIONS))
            reaction = SimReaction(emoji=emoji)
            message.reactions.append(reaction)
        bot = call.bot.bot
        if bot.id not in reaction.user_ids:
            reaction.user_ids.append(bot.id)
            self._events.reaction("MESSAGE_REACTION_ADD", message, bot, emoji)
        return 204, None

    def _unreact(self, call: Call) -> Reply:
        channel = self._access.readable(call.bot, call.id("channel_id"))
        message = self._access.message(channel, call.id("message_id"))
        _check_open(channel)
        emoji, bot = _emoji(call.params["emoji"]), call.bot.bot
        for reaction in list(message.reactions):
            if reaction.emoji == emoji and bot.id in reaction.user_ids:
                reaction.user_ids.remove(bot.id)
                self._events.reaction("MESSAGE_REACTION_REMOVE", message, bot, emoji)
                if not reaction.user_ids:
                    message.reactions.remove(reaction)
        return 204, None


class _Page:
    """Which part of a channel's history is asked for."""

    __slots__ = ("after", "around", "before", "limit")

    def __init__(self, limit: int, before: int | None, after: int | None, around: int | None):
        self.limit = limit
        self.before = before
        self.after = after
        self.around = around

    @classmethod
    def read(cls, query: dict[str, str]) -> _Page:
        """Raises `Refusal` (50035)."""
        limit = _number(query, "limit")
        if limit is not None and not 1 <= limit <= MOST_HISTORY:
            said = f"int value should be between 1 and {MOST_HISTORY}."
            refuse_form(("limit",), "NUMBER_TYPE_MAX", said)
        before, after, around = (_number(query, key) for key in ("before", "after", "around"))
        return cls(limit or DEFAULT_HISTORY, before, after, around)

    def messages(self, world: World, channel_id: int) -> list[SimMessage]:
        if self.around is None:
            before = self.before
            return world.history(channel_id, limit=self.limit, before=before, after=self.after)
        half = self.limit // 2
        older = world.history(channel_id, limit=half + 1, before=self.around + 1, after=None)
        newer = world.history(channel_id, limit=half, before=None, after=self.around)
        return (newer + older)[: self.limit]


def _number(query: dict[str, str], key: str) -> int | None:
    value = query.get(key)
    if value is None:
        return None
    if not value.isdecimal():
        refuse_form((key,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
    return int(value)


def _check_open(channel: SimChannel) -> None:
    """Nothing in an archived thread can be changed. Raises `Refusal` (50083)."""
    if channel.thread is not None and channel.thread.archived:
        raise bad_request(50083)


def _is_anothers_webhook(message: SimMessage) -> bool:
    return message.webhook_id is not None and message.webhook_id != message.application_id


def _emoji(name: str) -> str:
    """The emoji of a path. Raises `Refusal` (10014) for plain text."""
    if not name or (name.isascii() and ":" not in name):
        raise bad_request(10014)
    return name
