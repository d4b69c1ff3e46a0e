"""How strict the local Discord is, and how its weather is: every number is a parameter.

The defaults follow the documentation; where it leaves something open both readings can be chosen
(window shapes, what an archived thread does, which code an expired token gets, ...). Magnitudes
that nobody documents (limits per route, the DM quota) are what people have observed.
Times are seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Window(StrEnum):
    """The shape of a rate limit. The headers do not say which one a route has."""

    FIXED = "fixed"
    """`limit` requests from the first one until `per` seconds later, then all at once again."""
    SLIDING = "sliding"
    """A leaky bucket: one request comes back every `per / limit` seconds."""
    ROLLING = "rolling"
    """Never more than `limit` requests in any stretch of `per` seconds."""


@dataclass(frozen=True, slots=True)
class Quota:
    """`limit` requests per `per` seconds; `window` None means the shape that the rules name."""

    limit: int
    per: float
    window: Window | None = None


class RouteName(StrEnum):
    """The buckets: every route belongs to one, several routes may share one."""

    GATEWAY = "gateway"
    ME = "me"
    APPLICATION = "application"
    MY_GUILDS = "my_guilds"
    DM_OPEN = "dm.open"
    CHANNEL_GET = "channel.get"
    CHANNEL_EDIT = "channel.edit"
    CHANNEL_PERMISSIONS = "channel.permissions"
    MESSAGE_CREATE = "message.create"
    MESSAGE_EDIT = "message.edit"
    MESSAGE_DELETE = "message.delete"
    MESSAGE_DELETE_YOUNG = "message.delete.young"
    MESSAGE_DELETE_OLD = "message.delete.old"
    MESSAGE_GET = "message.get"
    MESSAGE_HISTORY = "message.history"
    MESSAGE_PINS = "message.pins"
    REACTION = "reaction"
    TYPING = "typing"
    THREAD_CREATE = "thread.create"
    THREAD_MEMBERS = "thread.members"
    THREAD_LIST = "thread.list"
    GUILD_GET = "guild.get"
    GUILD_CHANNELS = "guild.channels"
    GUILD_ROLES = "guild.roles"
    MEMBER_GET = "member.get"
    MEMBER_ROLES = "member.roles"
    COMMANDS_GLOBAL = "commands.global"
    COMMANDS_GUILD = "commands.guild"
    WEBHOOKS = "webhooks"
    WEBHOOK_EXECUTE = "webhook.execute"
    WEBHOOK_MESSAGES = "webhook.messages"
    INTERACTION_CALLBACK = "interaction.callback"
    INTERACTION_FOLLOWUP = "interaction.followup"


DEFAULT_QUOTAS: Mapping[RouteName, Quota | None] = MappingProxyType(
    {
        RouteName.GATEWAY: None,
        RouteName.ME: Quota(30, 30),
        RouteName.APPLICATION: Quota(10, 10),
        RouteName.MY_GUILDS: Quota(1, 1),
        RouteName.DM_OPEN: Quota(10, 10),
        RouteName.CHANNEL_GET: Quota(10, 10),
        RouteName.CHANNEL_EDIT: Quota(10, 15),
        RouteName.CHANNEL_PERMISSIONS: Quota(10, 15),
        RouteName.MESSAGE_CREATE: Quota(5, 5),
        RouteName.MESSAGE_EDIT: Quota(5, 5),
        RouteName.MESSAGE_DELETE: Quota(5, 1),
        RouteName.MESSAGE_DELETE_YOUNG: Quota(5, 1),
        RouteName.MESSAGE_DELETE_OLD: Quota(3, 5),
        RouteName.MESSAGE_GET: Quota(5, 5),
        RouteName.MESSAGE_HISTORY: Quota(5, 5),
        RouteName.MESSAGE_PINS: Quota(5, 5),
        RouteName.REACTION: Quota(1, 0.25),
        RouteName.TYPING: Quota(5, 5),
        RouteName.THREAD_CREATE: Quota(10, 10),
        RouteName.THREAD_MEMBERS: Quota(10, 10),
        RouteName.THREAD_LIST: Quota(5, 5),
        RouteName.GUILD_GET: Quota(10, 10),
        RouteName.GUILD_CHANNELS: Quota(10, 10),
        RouteName.GUILD_ROLES: Quota(10, 10),
        RouteName.MEMBER_GET: Quota(5, 1),
        RouteName.MEMBER_ROLES: Quota(10, 10, Window.FIXED),
        RouteName.COMMANDS_GLOBAL: Quota(5, 20),
        RouteName.COMMANDS_GUILD: Quota(5, 20),
        RouteName.WEBHOOKS: Quota(5, 5),
        RouteName.WEBHOOK_EXECUTE: Quota(5, 2),
        RouteName.WEBHOOK_MESSAGES: Quota(5, 2),
        RouteName.INTERACTION_CALLBACK: Quota(5, 2),
        RouteName.INTERACTION_FOLLOWUP: Quota(5, 2),
    }
)
"""None: the route has no limit of its own and sends no bucket headers."""


class FaultKind(StrEnum):
    """What goes wrong on the way. `accepted` faults happen after the request was carried out."""

    ERROR_500 = "500"
    ERROR_502 = "502"
    ERROR_503 = "503"
    ERROR_504 = "504"
    ERROR_500_ACCEPTED = "500 after acceptance"
    ERROR_502_ACCEPTED = "502 after acceptance"
    ERROR_503_ACCEPTED = "503 after acceptance"
    ERROR_504_ACCEPTED = "504 after acceptance"
    RESET = "reset"
    RESET_ACCEPTED = "reset after acceptance"
    SLOW = "slow"
    NO_HEADERS = "no headers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """How often requests go wrong. `routes` empty means every route."""

    rate: float = 0.0
    kinds: tuple[FaultKind, ...] = tuple(FaultKind)
    routes: frozenset[RouteName] = frozenset()
    slow_for: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Log-normal time between a request's arrival and its answer; `spread` 0 makes it constant."""

    median: float = 0.0
    spread: float = 0.0
    shortest: float = 0.0
    longest: float = 10.0


class Lengths(StrEnum):
    """How the length of a text is counted; not documented."""

    CODE_POINTS = "code points"
    UTF16 = "UTF-16 units"


class WithoutEmbedLinks(StrEnum):
    """What becomes of a bot's embeds where it lacks EMBED_LINKS; not documented."""

    REFUSE_ALONE = "refuse alone"
    """50013 without content, else they are taken out unsaid (discord-api-docs#2601)."""
    REFUSE = "refuse"
    STRIP = "strip"


class ArchivedThreads(StrEnum):
    """What posting into an archived (not locked) thread does."""

    REFUSE = "refuse"
    """50083, as bots have reported."""
    REOPEN = "reopen"
    """It is unarchived, as staff have said (discord-api-docs#2855)."""


class UserAgents(StrEnum):
    """Which User-Agent the edge lets through."""

    ANY = "any"
    """It must be there."""
    DISCORD_BOT = "DiscordBot"
    """Requests with a bot token must say `DiscordBot (url, version)`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status and the error code in its body."""

    status: int
    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Every rule of one local Discord."""

    strict: bool = True
    """Whether `assert_clean` raises."""

    # Rate limits
    window: Window = Window.SLIDING
    quotas: Mapping[RouteName, Quota | None] = field(default_factory=lambda: DEFAULT_QUOTAS)
    global_quota: Quota = Quota(50, 1.0)
    """Per bot (per address without a token); interaction endpoints are not counted."""
    channel_webhooks: Quota | None = Quota(30, 60, Window.ROLLING)
    """Shared by all webhooks of a channel, and not in any header. It is no leaky bucket: refusals
    have been seen that ask for 40 to 45 s (discord-api-docs#1454, #4043)."""
    channel_topics: Quota | None = Quota(2, 600, Window.FIXED)
    """Changes of a channel's name or topic; not in any header."""
    old_message_edits: Quota | None = Quota(3, 60)
    """Edits of messages older than an hour (code 30046); not in any header."""
    channel_writes: Quota | None = None
    """Messages of all senders together (code 20028); not in any header."""
    guild_writes: Quota | None = None
    """Messages of all senders in a server together (code 20029); not in any header."""
    shared_bucket_headers: bool = True
    """Whether a 429 of a limit without headers carries the headers of the route's own bucket."""

    # Invalid requests
    invalid_requests: int = 10_000
    invalid_requests_per: float = 600.0
    ban_for: float = 600.0
    ban_status: int = 429
    user_agents: UserAgents = UserAgents.ANY

    # Direct messages
    new_dms: Quota | None = Quota(100, 600, Window.FIXED)
    """DM channels that did not exist before; past it comes 40003 without a `retry_after`."""
    new_dms_ever: int | None = 1000
    """After so many a bot is blocked from opening new ones for good."""
    new_dms_answer: Answer = Answer(403, 40003)
    no_mutual_guild: Answer = Answer(403, 50278)
    closed_dms: Answer = Answer(403, 50007)

    # Messages
    nonce_for: float = 180.0
    """How long a nonce with `enforce_nonce` is remembered."""
    nonce_when_read: bool = False
    """Whether a message that is read back still has its nonce (observed: no, discord.py#2451)."""
    lengths: Lengths = Lengths.CODE_POINTS
    refused_image_url: str | None = None
    """A pattern: embed pictures whose URL it finds are refused with 50035."""
    without_embed_links: WithoutEmbedLinks = WithoutEmbedLinks.REFUSE_ALONE
    archived_threads: ArchivedThreads = ArchivedThreads.REFUSE
    attachment_bytes: int = 10 * 1024 * 1024
    request_bytes: int = 25 * 1024 * 1024

    # Interactions
    acknowledge_within: float = 3.0
    interaction_life: float = 900.0
    expired_interaction: Answer = Answer(401, 50027)
    """A 401 that says nothing about the bot's own token (discord-api-docs#6851)."""
    most_follow_ups: int | None = None
    """5 for an application that is only installed by the user (code 40094)."""
    command_creates_per_day: int = 200

    # Gateway
    heartbeat_interval: float = 41.25
    missed_heartbeats: float = 1.5
    """A client that was silent for so many intervals is closed (4009)."""
    identifies_per_day: int = 1000
    max_concurrency: int = 1
    concurrency_window: float = 5.0
    gateway_events: Quota = Quota(120, 60.0, Window.ROLLING)
    resume_within: float = 180.0
    replay_events: int = 10_000
    members_request_every: float = 30.0
    guilds_per_shard: int = 2500
    hide_channels: bool = True
    """Channel obfuscation (mandatory from 2026-11-16): what a bot may not see is masked."""
    gateway_latency: float = 0.0

    # Weather
    latency: Latency = field(default_factory=Latency)
    faults: Faults = field(default_factory=Faults)

    # Bookkeeping
    keep_requests: int = 200_000

    def quota(self, route: RouteName) -> Quota | None:
        return self.quotas.get(route, DEFAULT_QUOTAS[route])
