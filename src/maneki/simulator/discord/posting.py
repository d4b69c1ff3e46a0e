"""Messages come to be, change and go: one place for bots, webhooks, interactions and people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from maneki.simulator.discord.entities import (
    MessageFlag,
    MessageType,
    SimChannel,
    SimMessage,
    SimUser,
    walk,
)
from maneki.simulator.discord.events import Events
from maneki.simulator.discord.journal import Journal
from maneki.simulator.discord.messages import (
    EVERY_MENTION,
    AllowedMentions,
    Draft,
    Edit,
    Upload,
)
from maneki.simulator.discord.permissions import Permission
from maneki.simulator.discord.refusal import not_found
from maneki.simulator.discord.rules import Rules
from maneki.simulator.discord.world import World

_MENTION = re.compile(r"<@(?P<role>&)?!?(?P<id>[0-9]{1,20})>")
_EVERYONE = re.compile(r"@(?:everyone|here)\b")
_ATTACHMENTS = "https://cdn.discordapp.com/attachments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a message comes from, beside its author."""

    type: MessageType = MessageType.DEFAULT
    webhook_id: int | None = None
    webhook_name: str | None = None
    application_id: int | None = None
    interaction: dict[str, Any] | None = None
    ephemeral_to: int | None = None
    default_mentions: AllowedMentions = EVERY_MENTION
    extra_flags: int = 0
    reference: dict[str, Any] | None = None


PLAIN = Origin()


@dataclass(slots=True)
class _Remembered:
    message: SimMessage
    until: float


class Posting:
    """Creates, edits and deletes messages, and has the gateway tell of it."""

    def __init__(self, world: World, events: Events, journal: Journal, rules: Rules) -> None:
        self._world = world
        self._events = events
        self._journal = journal
        self._rules = rules
        self._nonces: dict[tuple[int, str], _Remembered] = {}

    def create(
        self, channel: SimChannel, author: SimUser, draft: Draft, origin: Origin = PLAIN
    ) -> SimMessage:
        """Post a draft that has been checked. Raises `Refusal` for a reply to nothing."""
        message = SimMessage(
            id=self._world.ids.next(),
            channel_id=channel.id,
            guild_id=channel.guild_id,
            author=author,
            created_at=self._world.clock.now(),
            type=origin.type,
            content=draft.content,
            embeds=draft.embeds,
            components=draft.components,
            flags=draft.flags | origin.extra_flags,
            nonce=draft.nonce,
            tts=draft.tts,
            application_id=origin.application_id,
            webhook_id=origin.webhook_id,
            webhook_name=origin.webhook_name,
            interaction=origin.interaction,
            reference=origin.reference,
            ephemeral_to=origin.ephemeral_to,
        )
        if origin.ephemeral_to is not None:
            message.flags |= MessageFlag.EPHEMERAL
        message.attachments = [self._attachment(message, one) for one in draft.uploads]
        self._refer(message, draft)
        self._ring(channel, message, draft.mentions or origin.default_mentions)
        self._keep(channel, message)
        self._events.message_created(message)
        return message

    def _keep(self, channel: SimChannel, message: SimMessage) -> None:
        self._world.keep(message)
        self._journal.messages_created += 1
        if message.is_ephemeral:
            return
        channel.last_message_id = message.id
        if channel.thread is not None:
            channel.thread.messages += 1
            channel.thread.messages_ever += 1

    def _refer(self, message: SimMessage, draft: Draft) -> None:
        if draft.reply_to is None:
            return
        found = self._world.message_in(message.channel_id, draft.reply_to)
        if found is None:
            if draft.must_exist:
                raise not_found(10008)
            return
        message.type = MessageType.REPLY
        message.referenced = found
        message.reference = {
            "type": 0,
            "channel_id": str(message.channel_id),
            "message_id": str(found.id),
        }
        if message.guild_id is not None:
            message.reference["guild_id"] = str(message.guild_id)

    def _attachment(self, message: SimMessage, upload: Upload) -> dict[str, Any]:
        attachment_id = self._world.ids.next()
        url = f"{_ATTACHMENTS}/{message.channel_id}/{attachment_id}/{upload.filename}"
        return {
            "id": str(attachment_id),
            "filename": upload.filename,
            "size": upload.size,
            "url": url,
            "proxy_url": url.replace("cdn.discordapp.com", "media.discordapp.net"),
            "content_type": upload.content_type,
        }

    # Mentions

    def _ring(self, channel: SimChannel, message: SimMessage, allowed: AllowedMentions) -> None:
        """Work out whom a message rings, from its text and what it may mention."""
        texts = [message.content]
        texts += [part["content"] for part in walk(message.components) if "content" in part]
        text = "\n".join(texts)
        may_ring_all = self._world.may(message.author, channel, int(Permission.MENTION_EVERYONE))
        users, roles = _mentioned(text)
        message.mentions = [
            user
            for one in users
            if (user := self._world.users.get(one)) is not None
            and ("users" in allowed.parse or one in allowed.users)
        ]
        message.mention_roles = [
            one
            for one in roles
            if self._may_ring_role(channel, one, may_ring_all)
            and ("roles" in allowed.parse or one in allowed.roles)
        ]
        message.mention_everyone = (
            may_ring_all and "everyone" in allowed.parse and bool(_EVERYONE.search(text))
        )
        replied = message.referenced
        if replied is not None and allowed.replied_user and replied.author not in message.mentions:
            message.mentions.append(replied.author)

    def _may_ring_role(self, channel: SimChannel, role_id: int, may_ring_all: bool) -> bool:
        guild = self._world.guild_of(channel)
        role = None if guild is None else guild.roles.get(role_id)
        return role is not None and (role.mentionable or may_ring_all)

    # Nonces

    def known_nonce(self, author: SimUser, draft: Draft) -> SimMessage | None:
        """The message that the same author made with an enforced nonce a short while ago.

        Raises `Refusal` (10008) if that one has been deleted: it is not made again.
        """
        if draft.nonce is None or not draft.enforce_nonce:
            return None
        self._forget_nonces()
        known = self._nonces.get((author.id, str(draft.nonce)))
        if known is None:
            return None
        self._journal.nonces_repeated += 1
        if known.message.deleted:
            raise not_found(10008)
        return known.message

    def remember_nonce(self, author: SimUser, draft: Draft, message: SimMessage) -> None:
        """Every nonce is remembered; only a later request that enforces it looks it up."""
        if draft.nonce is not None:
            until = self._world.clock.monotonic() + self._rules.nonce_for
            key = (author.id, str(draft.nonce))
            self._nonces.pop(key, None)
            self._nonces[key] = _Remembered(message, until)

    def _forget_nonces(self) -> None:
        """They are kept in the order in which they run out."""
        now = self._world.clock.monotonic()
        for key, known in list(self._nonces.items()):
            if known.until > now:
                break
            del self._nonces[key]

    # Changes

    def edit(self, channel: SimChannel, message: SimMessage, edit: Edit) -> None:
        """Carry out changes that have been checked."""
        if edit.content is not None:
            message.earlier.append(message.content)
            message.content = edit.content
        if edit.embeds is not None:
            message.embeds = edit.embeds
        if edit.components is not None:
            message.components = edit.components
        if edit.kept_attachments is not None:
            kept = edit.kept_attachments
            message.attachments = [one for one in message.attachments if int(one["id"]) in kept]
        message.attachments += [self._attachment(message, one) for one in edit.uploads]
        if edit.flags is not None:
            message.flags = message.flags & ~MessageFlag.SUPPRESS_EMBEDS | edit.flags
        message.flags &= ~MessageFlag.LOADING
        if edit.content is not None or edit.mentions is not None:
            self._ring(channel, message, edit.mentions or EVERY_MENTION)
        self.touch(message)

    def touch(self, message: SimMessage) -> None:
        message.edited_at = self._world.clock.now()
        message.revisions += 1
        self._events.message_updated(message)

    def delete(self, message: SimMessage) -> None:
        channel = self._world.channels.get(message.channel_id)
        self._world.drop(message)
        if channel is not None and channel.thread is not None and not message.is_ephemeral:
            channel.thread.messages = max(0, channel.thread.messages - 1)
        self._events.message_deleted(message)


def _mentioned(text: str) -> tuple[list[int], list[int]]:
    """The ids of the users and of the roles that a text mentions, each once, in order."""
    users: dict[int, None] = {}
    roles: dict[int, None] = {}
    for found in _MENTION.finditer(text):
        (roles if found["role"] else users)[int(found["id"])] = None
    return list(users), list(roles)
