"""What the local Discord is made of: users, servers, channels, messages.

These are its rows: the world changes them in place. Ids are integers here and strings in JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any


class ChannelType(IntEnum):
    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    STAGE = 13
    FORUM = 15

    @property
    def is_thread(self) -> bool:
        return self in THREADS

    @property
    def takes_messages(self) -> bool:
        return self not in {ChannelType.CATEGORY, ChannelType.FORUM}


THREADS = frozenset(
    {ChannelType.ANNOUNCEMENT_THREAD, ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD}
)


class MessageType(IntEnum):
    DEFAULT = 0
    PINNED = 6
    THREAD_CREATED = 18
    REPLY = 19
    COMMAND = 20
    THREAD_STARTER = 21
    CONTEXT_MENU = 23


class MessageFlag(IntEnum):
    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    IS_VOICE_MESSAGE = 1 << 13
    COMPONENTS_V2 = 1 << 15


@dataclass(slots=True, eq=False, kw_only=True)
class SimUser:
    """A person or a bot. `blocked` holds the ids of the bots that this person has blocked."""

    id: int
    name: str
    global_name: str | None = None
    bot: bool = False
    locale: str = "en-US"
    dms_closed: bool = False
    blocked: set[int] = field(default_factory=set)

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(slots=True, eq=False, kw_only=True)
class SimApplication:
    """A registered application and its bot."""

    id: int
    name: str
    token: str
    bot: SimUser
    owner: SimUser
    privileged_intents: int = 0
    token_works: bool = True
    new_dms: int = 0


@dataclass(slots=True, eq=False, kw_only=True)
class SimRole:
    id: int
    guild_id: int
    name: str
    permissions: int
    position: int = 0
    mentionable: bool = False
    managed_by: int | None = None
    """The bot that this role was made for."""


@dataclass(slots=True, eq=False, kw_only=True)
class SimMember:
    user: SimUser
    guild_id: int
    joined_at: datetime
    roles: set[int] = field(default_factory=set)
    nick: str | None = None
    timed_out_until: datetime | None = None


class OverwriteType(IntEnum):
    ROLE = 0
    MEMBER = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Overwrite:
    """What a channel allows and denies to one role or member, on top of the server's roles."""

    id: int
    type: OverwriteType
    allow: int = 0
    deny: int = 0


@dataclass(slots=True, eq=False, kw_only=True)
class ThreadState:
    """What a thread has beyond a channel. `members` maps user ids to when they joined."""

    owner_id: int
    created_at: datetime
    archived_at: datetime
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    auto_archive_minutes: int = 1440
    members: dict[int, datetime] = field(default_factory=dict)
    messages: int = 0
    messages_ever: int = 0
    applied_tags: tuple[int, ...] = ()


@dataclass(slots=True, eq=False, kw_only=True)
class SimChannel:
    """A channel of a server, a thread (`thread` is set) or a DM (`recipients` is set)."""

    id: int
    type: ChannelType
    name: str = ""
    guild_id: int | None = None
    parent_id: int | None = None
    position: int = 0
    topic: str | None = None
    nsfw: bool = False
    slowmode: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    last_message_id: int | None = None
    thread: ThreadState | None = None
    recipients: tuple[SimUser, ...] = ()
    deleted: bool = False

    @property
    def is_dm(self) -> bool:
        return self.type is ChannelType.DM

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"


@dataclass(slots=True, eq=False, kw_only=True)
class SimGuild:
    """A server. Its id is also the id of its @everyone role."""

    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    roles: dict[int, SimRole] = field(default_factory=dict)
    members: dict[int, SimMember] = field(default_factory=dict)
    channel_ids: list[int] = field(default_factory=list)
    banned: set[int] = field(default_factory=set)

    @property
    def everyone(self) -> SimRole:
        return self.roles[self.id]


@dataclass(slots=True, eq=False, kw_only=True)
class SimReaction:
    emoji: str
    user_ids: list[int] = field(default_factory=list)


@dataclass(slots=True, eq=False, kw_only=True)
class SimMessage:
    """One message as it is now. `embeds`, `components` and `attachments` are in JSON shape.

    `ephemeral_to` is the only user who sees it; `deleted` messages stay readable for whoever
    holds one. `revisions` counts its edits, and `earlier` are the words that it had before.
    """

    id: int
    channel_id: int
    author: SimUser
    created_at: datetime
    guild_id: int | None = None
    type: MessageType = MessageType.DEFAULT
    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    tts: bool = False
    pinned: bool = False
    edited_at: datetime | None = None
    mentions: list[SimUser] = field(default_factory=list)
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    reference: dict[str, Any] | None = None
    referenced: SimMessage | None = None
    application_id: int | None = None
    webhook_id: int | None = None
    webhook_name: str | None = None
    interaction: dict[str, Any] | None = None
    ephemeral_to: int | None = None
    reactions: list[SimReaction] = field(default_factory=list)
    thread_id: int | None = None
    deleted: bool = False
    revisions: int = 0
    earlier: list[str] = field(default_factory=list)

    @property
    def is_loading(self) -> bool:
        return bool(self.flags & MessageFlag.LOADING)

    @property
    def is_ephemeral(self) -> bool:
        return self.ephemeral_to is not None

    @property
    def shown_embeds(self) -> list[dict[str, Any]]:
        """The embeds that a person sees: of several with one `url` only the first."""
        if self.flags & MessageFlag.SUPPRESS_EMBEDS:
            return []
        seen: set[str] = set()
        shown = []
        for embed in self.embeds:
            url = embed.get("url")
            if url is None or url not in seen:
                shown.append(embed)
            if url is not None:
                seen.add(url)
        return shown

    @property
    def interactive(self) -> list[dict[str, Any]]:
        """Every button and menu, in the order shown."""
        return [part for part in walk(self.components) if "custom_id" in part]

    @property
    def text(self) -> str:
        """Everything there is to read, for searching in it."""
        parts = [self.content]
        for embed in self.shown_embeds:
            parts += [embed.get("title", ""), embed.get("description", "")]
            for entry in embed.get("fields", []):
                parts += [entry["name"], entry["value"]]
            parts.append(embed.get("footer", {}).get("text", ""))
        parts += [part["content"] for part in walk(self.components) if "content" in part]
        return "\n".join(part for part in parts if part)


def walk(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All components, outer ones first."""
    found: list[dict[str, Any]] = []
    for part in components:
        found.append(part)
        found += walk(part.get("components", []))
        for inner in ("accessory", "component"):
            if inner in part:
                found += walk([part[inner]])
    return found


@dataclass(slots=True, eq=False, kw_only=True)
class SimWebhook:
    """A webhook of a channel."""

    id: int
    token: str
    name: str
    channel_id: int
    guild_id: int
    application_id: int | None
    creator: SimUser
    deleted: bool = False
