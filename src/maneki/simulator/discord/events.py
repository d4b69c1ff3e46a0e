"""Who is told of what over the gateway: by server, permission, intent and shard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from maneki.simulator.discord import payloads
from maneki.simulator.discord.entities import (
    SimApplication,
    SimChannel,
    SimGuild,
    SimMember,
    SimMessage,
    SimRole,
    SimUser,
)
from maneki.simulator.discord.ids import iso
from maneki.simulator.discord.intents import Intent
from maneki.simulator.discord.payloads import Json
from maneki.simulator.discord.permissions import Permission
from maneki.simulator.discord.reading import as_seen
from maneki.simulator.discord.rules import Rules
from maneki.simulator.discord.sessions import Session, Sessions
from maneki.simulator.discord.world import World

VIEW = int(Permission.VIEW_CHANNEL)


class Events:
    """Turns changes of the world into dispatches. Every method is called after the change."""

    def __init__(self, world: World, sessions: Sessions, rules: Rules) -> None:
        self._world = world
        self._sessions = sessions
        self._rules = rules

    # Who hears of it

    def _in_guild(self, guild: SimGuild, intent: Intent) -> Iterator[Session]:
        for application in self._world.applications_in(guild):
            for session in self._sessions.of(application, guild.id):
                if session.wants(intent):
                    yield session

    def _in_channel(self, channel: SimChannel, guild_intent: Intent, dm: Intent) -> list[Session]:
        guild = self._world.guild_of(channel)
        if guild is not None:
            return [
                session
                for session in self._in_guild(guild, guild_intent)
                if self._world.may(session.application.bot, channel, VIEW)
            ]
        return [
            session
            for user in channel.recipients
            if (application := self._world.application_of_bot(user.id)) is not None
            for session in self._sessions.of(application, None)
            if session.wants(dm)
        ]

    # A session begins

    def welcome(self, session: Session, *, url: str) -> None:
        """READY, then every server in full."""
        guilds = [
            guild
            for guild in self._world.guilds_of(session.application.bot.id)
            if session.covers(guild.id)
        ]
        session.dispatch("READY", self._ready(session, guilds, url))
        if session.wants(Intent.GUILDS):
            for guild in guilds:
                session.dispatch("GUILD_CREATE", self.guild_create(session, guild))

    def _ready(self, session: Session, guilds: list[SimGuild], url: str) -> Json:
        application = session.application
        return {
            "v": 10,
            "user": payloads.own_user(application.bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": url,
            "shard": list(session.shard),
            "application": {
                "id": str(application.id),
                "flags": payloads.application_flags(application),
            },
            "private_channels": [],
            "relationships": [],
            "presences": [],
            "user_settings": {},
            "guild_join_requests": [],
        }

    def guild_create(self, session: Session, guild: SimGuild, *, joined: bool = False) -> Json:
        bot = session.application.bot
        me = guild.members[bot.id]
        everybody = session.wants(Intent.GUILD_PRESENCES)
        members = list(guild.members.values()) if everybody else [me]
        said = payloads.guild(guild) | {
            "joined_at": iso(me.joined_at),
            "large": len(guild.members) > 250,
            "unavailable": False,
            "member_count": len(guild.members),
            "voice_states": [],
            "members": [payloads.member(member) for member in members],
            "channels": [self._channel(one, bot) for one in self._world.channels_of(guild)],
            "threads": [
                payloads.thread(thread, of=bot)
                for thread in self._world.threads_of(guild)
                if self._is_listed(thread, bot)
            ],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }
        if joined:
            del said["unavailable"]
        return said

    def _is_listed(self, thread: SimChannel, bot: SimUser) -> bool:
        is_active = thread.thread is not None and not thread.thread.archived
        return is_active and self._world.may(bot, thread, VIEW)

    def _channel(self, channel: SimChannel, bot: SimUser) -> Json:
        if self._rules.hide_channels and not self._world.may(bot, channel, VIEW):
            return payloads.hidden_channel(channel)
        return payloads.channel(channel)

    # Servers, members, roles

    def bot_joined(self, application: SimApplication, guild: SimGuild) -> None:
        for session in self._sessions.of(application, guild.id):
            if session.wants(Intent.GUILDS):
                session.dispatch("GUILD_CREATE", self.guild_create(session, guild, joined=True))

    def bot_left(self, application: SimApplication, guild: SimGuild) -> None:
        for session in self._sessions.of(application, guild.id):
            if session.wants(Intent.GUILDS):
                session.dispatch("GUILD_DELETE", {"id": str(guild.id)})

    def guild_unavailable(self, guild: SimGuild) -> None:
        for session in self._in_guild(guild, Intent.GUILDS):
            session.dispatch("GUILD_DELETE", {"id": str(guild.id), "unavailable": True})

    def guild_available(self, guild: SimGuild) -> None:
        for session in self._in_guild(guild, Intent.GUILDS):
            session.dispatch("GUILD_CREATE", self.guild_create(session, guild))

    def member_joined(self, guild: SimGuild, member: SimMember) -> None:
        data = payloads.member(member) | {"guild_id": str(guild.id)}
        for session in self._in_guild(guild, Intent.GUILD_MEMBERS):
            session.dispatch("GUILD_MEMBER_ADD", data)

    def member_left(self, guild: SimGuild, user: SimUser) -> None:
        data = {"guild_id": str(guild.id), "user": payloads.user(user)}
        for session in self._in_guild(guild, Intent.GUILD_MEMBERS):
            session.dispatch("GUILD_MEMBER_REMOVE", data)

    def member_changed(self, guild: SimGuild, member: SimMember) -> None:
        """A bot hears of its own changes without the intent."""
        data = payloads.member(member) | {"guild_id": str(guild.id)}
        for session in self._in_guild(guild, Intent.GUILD_MEMBERS | Intent.GUILDS):
            is_me = session.application.bot is member.user
            if is_me or session.wants(Intent.GUILD_MEMBERS):
                session.dispatch("GUILD_MEMBER_UPDATE", data)

    def role_changed(self, guild: SimGuild, role: SimRole, *, is_new: bool) -> None:
        event = "GUILD_ROLE_CREATE" if is_new else "GUILD_ROLE_UPDATE"
        data = {"guild_id": str(guild.id), "role": payloads.role(role)}
        for session in self._in_guild(guild, Intent.GUILDS):
            session.dispatch(event, data)

    # Channels and threads

    def channel_changed(self, channel: SimChannel, event: str) -> None:
        """CHANNEL_CREATE, CHANNEL_UPDATE or CHANNEL_DELETE."""
        guild = self._world.guild_of(channel)
        if guild is None:
            return
        for session in self._in_guild(guild, Intent.GUILDS):
            session.dispatch(event, self._channel(channel, session.application.bot))

    def thread_created(self, thread: SimChannel) -> None:
        for session in self.seeing(thread):
            bot = session.application.bot
            data = payloads.thread(thread, of=bot) | {"newly_created": True}
            session.dispatch("THREAD_CREATE", data)

    def thread_updated(self, thread: SimChannel) -> None:
        for session in self.seeing(thread):
            bot = session.application.bot
            session.dispatch("THREAD_UPDATE", payloads.thread(thread, of=bot))

    def thread_deleted(self, thread: SimChannel, seen_by: list[Session]) -> None:
        data = {
            "id": str(thread.id),
            "guild_id": str(thread.guild_id),
            "parent_id": str(thread.parent_id),
            "type": int(thread.type),
        }
        for session in seen_by:
            session.dispatch("THREAD_DELETE", data)

    def thread_members_changed(
        self, thread: SimChannel, *, added: tuple[int, ...] = (), removed: tuple[int, ...] = ()
    ) -> None:
        """Without the members intent a bot only hears of itself."""
        for session in self.seeing(thread, also=removed):
            bot_id = session.application.bot.id
            hears_all = session.wants(Intent.GUILD_MEMBERS)
            came = [one for one in added if hears_all or one == bot_id]
            went = [one for one in removed if hears_all or one == bot_id]
            if came or went:
                data = self._thread_members(thread, came, went)
                session.dispatch("THREAD_MEMBERS_UPDATE", data)

    def _thread_members(self, thread: SimChannel, came: list[int], went: list[int]) -> Json:
        members = {} if thread.thread is None else thread.thread.members
        guild = self._world.guilds[thread.guild_id or 0]
        return {
            "id": str(thread.id),
            "guild_id": str(thread.guild_id),
            "member_count": min(50, len(members)),
            "added_members": [
                payloads.thread_member(thread.id, one, members[one])
                | {"member": payloads.member(guild.members[one]), "presence": None}
                for one in came
            ],
            "removed_member_ids": [str(one) for one in went],
        }

    def seeing(self, channel: SimChannel, *, also: tuple[int, ...] = ()) -> list[Session]:
        """The sessions whose bot sees a channel of a server, and those of the bots in `also`."""
        guild = self._world.guild_of(channel)
        if guild is None:
            return []
        return [
            session
            for session in self._in_guild(guild, Intent.GUILDS)
            if session.application.bot.id in also
            or self._world.may(session.application.bot, channel, VIEW)
        ]

    def webhooks_changed(self, channel: SimChannel) -> None:
        data = {"guild_id": str(channel.guild_id), "channel_id": str(channel.id)}
        guild = self._world.guild_of(channel)
        if guild is not None:
            for session in self._in_guild(guild, Intent.GUILD_WEBHOOKS):
                session.dispatch("WEBHOOKS_UPDATE", data)

    # Messages

    def message_created(self, message: SimMessage) -> None:
        self._message("MESSAGE_CREATE", message)

    def message_updated(self, message: SimMessage) -> None:
        self._message("MESSAGE_UPDATE", message)

    def _message(self, event: str, message: SimMessage) -> None:
        channel = self._world.channels.get(message.channel_id)
        if channel is None or message.is_ephemeral:
            return
        sessions = self._in_channel(channel, Intent.GUILD_MESSAGES, Intent.DIRECT_MESSAGES)
        if not sessions:
            return
        is_new = event == "MESSAGE_CREATE"
        data = self._full_message(message, channel, with_nonce=is_new)
        for session in sessions:
            intent = session.wants(Intent.MESSAGE_CONTENT)
            seen = as_seen(data, message, channel, session.application, intent=intent)
            session.dispatch(event, seen)

    def _full_message(self, message: SimMessage, channel: SimChannel, *, with_nonce: bool) -> Json:
        data = payloads.message(message, with_nonce=with_nonce)
        if channel.guild_id is None:
            return data
        data["guild_id"] = str(channel.guild_id)
        member = self._world.member_of(channel, message.author)
        if member is not None and (message.webhook_id in {None, message.application_id}):
            data["member"] = payloads.member_without_user(member)
        return data

    def message_deleted(self, message: SimMessage) -> None:
        channel = self._world.channels.get(message.channel_id)
        if channel is None or message.is_ephemeral:
            return
        data = {"id": str(message.id), "channel_id": str(message.channel_id)}
        if channel.guild_id is not None:
            data["guild_id"] = str(channel.guild_id)
        for session in self._in_channel(channel, Intent.GUILD_MESSAGES, Intent.DIRECT_MESSAGES):
            session.dispatch("MESSAGE_DELETE", data)

    def reaction(self, event: str, message: SimMessage, user: SimUser, emoji: str) -> None:
        """MESSAGE_REACTION_ADD or MESSAGE_REACTION_REMOVE."""
        channel = self._world.channels[message.channel_id]
        data: dict[str, Any] = {
            "user_id": str(user.id),
            "channel_id": str(channel.id),
            "message_id": str(message.id),
            "message_author_id": str(message.author.id),
            "emoji": {"id": None, "name": emoji},
            "burst": False,
            "type": 0,
        }
        member = self._world.member_of(channel, user)
        if member is not None:
            data["guild_id"] = str(channel.guild_id)
            if event == "MESSAGE_REACTION_ADD":
                data["member"] = payloads.member(member)
        for session in self._in_channel(
            channel, Intent.GUILD_MESSAGE_REACTIONS, Intent.DIRECT_MESSAGE_REACTIONS
        ):
            session.dispatch(event, data)

    def typing(self, channel: SimChannel, user: SimUser) -> None:
        data: dict[str, Any] = {
            "channel_id": str(channel.id),
            "user_id": str(user.id),
            "timestamp": int(self._world.clock.now().timestamp()),
        }
        member = self._world.member_of(channel, user)
        if member is not None:
            data |= {"guild_id": str(channel.guild_id), "member": payloads.member(member)}
        for session in self._in_channel(
            channel, Intent.GUILD_MESSAGE_TYPING, Intent.DIRECT_MESSAGE_TYPING
        ):
            session.dispatch("TYPING_START", data)

    # Interactions need no intent

    def interaction(self, application: SimApplication, guild_id: int | None, data: Json) -> bool:
        """Whether anybody hears of it, at once or on resuming."""
        sessions = self._sessions.of(application, guild_id)
        for session in sessions:
            session.dispatch("INTERACTION_CREATE", data)
        return bool(sessions)
