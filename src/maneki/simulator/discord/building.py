"""Building the world and changing it under the bot: every change is told over the gateway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from maneki.simulator.discord.access import sending
from maneki.simulator.discord.entities import (
    ChannelType,
    Overwrite,
    OverwriteType,
    SimApplication,
    SimChannel,
    SimGuild,
    SimMember,
    SimMessage,
    SimReaction,
    SimRole,
    SimUser,
    SimWebhook,
    ThreadState,
)
from maneki.simulator.discord.events import Events
from maneki.simulator.discord.messages import EVERY_MENTION, Draft, Edit, Upload
from maneki.simulator.discord.permissions import BOT_DEFAULT, EVERYONE_DEFAULT, Permission
from maneki.simulator.discord.posting import Posting
from maneki.simulator.discord.rest.channels import delete_channel
from maneki.simulator.discord.world import NotPossibleError, World


class Builder:
    """The hands that make servers, people and channels. All calls are synchronous."""

    world: World
    events: Events
    posting: Posting

    # Bots and people

    def add_application(
        self,
        name: str = "Maneki",
        *,
        token: str | None = None,
        privileged_intents: int = 0,
        owner: SimUser | None = None,
    ) -> SimApplication:
        """Register a bot. `privileged_intents` are those switched on in the developer portal."""
        world = self.world
        bot = SimUser(id=world.ids.next(), name=name, bot=True)
        application = SimApplication(
            id=bot.id,
            name=name,
            token=token or f"{world.secret(24)}.{world.secret(6)}.{world.secret(38)}",
            bot=bot,
            owner=owner or self.add_user(f"{name.lower()}-owner"),
            privileged_intents=privileged_intents,
        )
        world.add_application(application)
        return application

    def add_user(self, name: str, *, locale: str = "en-US") -> SimUser:
        user = SimUser(id=self.world.ids.next(), name=name, global_name=name, locale=locale)
        self.world.users[user.id] = user
        return user

    def revoke_token(self, application: SimApplication) -> None:
        """From now on the token is refused everywhere; open connections stay."""
        self.world.reset_token(application)

    def close_dms(self, user: SimUser, *, closed: bool = True) -> None:
        user.dms_closed = closed

    def block_bot(
        self, user: SimUser, application: SimApplication, *, blocked: bool = True
    ) -> None:
        if blocked:
            user.blocked.add(application.bot.id)
        else:
            user.blocked.discard(application.bot.id)

    # Servers and their members

    def add_guild(
        self,
        name: str = "A server",
        *,
        owner: SimUser | None = None,
        bots: Sequence[SimApplication] = (),
        locale: str = "en-US",
        everyone: int = EVERYONE_DEFAULT,
    ) -> SimGuild:
        """A server with an owner, the bots, and what @everyone may do in it."""
        world = self.world
        owner = owner or self.add_user(f"owner of {name}")
        guild = SimGuild(id=world.ids.next(), name=name, owner_id=owner.id, locale=locale)
        guild.roles[guild.id] = SimRole(
            id=guild.id, guild_id=guild.id, name="@everyone", permissions=everyone
        )
        world.guilds[guild.id] = guild
        self.join(guild, owner)
        for application in bots:
            self.add_bot(guild, application)
        return guild

    def add_bot(
        self, guild: SimGuild, application: SimApplication, *, permissions: int = BOT_DEFAULT
    ) -> SimRole:
        """Invite a bot with these permissions; they are in a role of its own."""
        role = SimRole(
            id=self.world.ids.next(),
            guild_id=guild.id,
            name=application.name,
            permissions=int(permissions),
            position=len(guild.roles),
            managed_by=application.bot.id,
        )
        guild.roles[role.id] = role
        guild.members[application.bot.id] = self._member(guild, application.bot, {role.id})
        self.events.bot_joined(application, guild)
        return role

    def kick_bot(self, guild: SimGuild, application: SimApplication) -> None:
        member = guild.members.pop(application.bot.id)
        for role_id in member.roles:
            if guild.roles[role_id].managed_by == application.bot.id:
                del guild.roles[role_id]
        self._forget_in_threads(guild, application.bot)
        self.events.bot_left(application, guild)

    def join(self, guild: SimGuild, user: SimUser, *, roles: Sequence[SimRole] = ()) -> SimMember:
        member = self._member(guild, user, {role.id for role in roles})
        guild.members[user.id] = member
        self.events.member_joined(guild, member)
        return member

    def leave(self, guild: SimGuild, user: SimUser) -> None:
        del guild.members[user.id]
        self._forget_in_threads(guild, user)
        self.events.member_left(guild, user)

    def _forget_in_threads(self, guild: SimGuild, user: SimUser) -> None:
        for thread in self.world.threads_of(guild):
            if thread.thread is not None:
                thread.thread.members.pop(user.id, None)

    def _member(self, guild: SimGuild, user: SimUser, roles: set[int]) -> SimMember:
        now = self.world.clock.now()
        return SimMember(user=user, guild_id=guild.id, joined_at=now, roles=roles)

    def add_role(
        self, guild: SimGuild, name: str, *, permissions: int = 0, mentionable: bool = False
    ) -> SimRole:
        role = SimRole(
            id=self.world.ids.next(),
            guild_id=guild.id,
            name=name,
            permissions=int(permissions),
            position=len(guild.roles),
            mentionable=mentionable,
        )
        guild.roles[role.id] = role
        self.events.role_changed(guild, role, is_new=True)
        return role

    def set_role_permissions(self, role: SimRole, permissions: int) -> None:
        role.permissions = int(permissions)
        self.events.role_changed(self.world.guilds[role.guild_id], role, is_new=False)

    def give_role(self, guild: SimGuild, user: SimUser, role: SimRole) -> None:
        guild.members[user.id].roles.add(role.id)
        self.events.member_changed(guild, guild.members[user.id])

    def take_role(self, guild: SimGuild, user: SimUser, role: SimRole) -> None:
        guild.members[user.id].roles.discard(role.id)
        self.events.member_changed(guild, guild.members[user.id])

    def time_out(self, guild: SimGuild, user: SimUser, until: datetime | None) -> None:
        guild.members[user.id].timed_out_until = until
        self.events.member_changed(guild, guild.members[user.id])

    def outage(self, guild: SimGuild, *, over: bool = False) -> None:
        """The server becomes unavailable to bots, or available again."""
        if over:
            self.events.guild_available(guild)
        else:
            self.events.guild_unavailable(guild)

    # Channels

    def add_channel(
        self,
        guild: SimGuild,
        name: str = "general",
        *,
        type: ChannelType = ChannelType.TEXT,  # noqa: A002  (Discord's own word)
        overwrites: Sequence[Overwrite] = (),
        nsfw: bool = False,
        parent: SimChannel | None = None,
    ) -> SimChannel:
        channel = SimChannel(
            id=self.world.ids.next(),
            type=type,
            name=name,
            guild_id=guild.id,
            parent_id=None if parent is None else parent.id,
            position=len(guild.channel_ids),
            nsfw=nsfw,
            overwrites={one.id: one for one in overwrites},
        )
        self.world.add_channel(channel)
        self.events.channel_changed(channel, "CHANNEL_CREATE")
        return channel

    def rename_channel(self, channel: SimChannel, name: str) -> None:
        channel.name = name
        self.channel_changed(channel)

    def channel_changed(self, channel: SimChannel) -> None:
        if channel.thread is not None:
            self.events.thread_updated(channel)
        else:
            self.events.channel_changed(channel, "CHANNEL_UPDATE")

    def set_overwrite(
        self,
        channel: SimChannel,
        target: SimRole | SimUser,
        *,
        allow: int = 0,
        deny: int = 0,
    ) -> None:
        """Replace what a channel allows and denies to a role or a member."""
        kind = OverwriteType.ROLE if isinstance(target, SimRole) else OverwriteType.MEMBER
        channel.overwrites[target.id] = Overwrite(
            id=target.id, type=kind, allow=int(allow), deny=int(deny)
        )
        self.events.channel_changed(channel, "CHANNEL_UPDATE")

    def hide_from(self, channel: SimChannel, target: SimRole | SimUser) -> None:
        self.set_overwrite(channel, target, deny=int(Permission.VIEW_CHANNEL))

    def delete_channel(self, channel: SimChannel) -> None:
        delete_channel(self.world, self.events, channel)

    def add_thread(
        self,
        parent: SimChannel,
        name: str = "a thread",
        *,
        private: bool = False,
        owner: SimUser | None = None,
        members: Sequence[SimUser] = (),
    ) -> SimChannel:
        """A thread that a member (by default the server's owner) has made."""
        guild = self.world.guild_of(parent)
        if guild is None or parent.type.is_thread:
            raise NotPossibleError(f"{parent.type.name} channels have no threads")
        now = self.world.clock.now()
        owner_id = guild.owner_id if owner is None else owner.id
        everybody = [owner_id, *(one.id for one in members)]
        kind = ChannelType.PRIVATE_THREAD if private else ChannelType.PUBLIC_THREAD
        if parent.type is ChannelType.ANNOUNCEMENT:
            kind = ChannelType.ANNOUNCEMENT_THREAD
        thread = SimChannel(
            id=self.world.ids.next(),
            type=kind,
            name=name,
            guild_id=guild.id,
            parent_id=parent.id,
            thread=ThreadState(
                owner_id=owner_id,
                created_at=now,
                archived_at=now,
                members=dict.fromkeys(everybody, now),
            ),
        )
        self.world.add_channel(thread)
        self.events.thread_created(thread)
        return thread

    def archive_thread(
        self, thread: SimChannel, *, archived: bool = True, locked: bool = False
    ) -> None:
        if thread.thread is None:
            raise NotPossibleError(f"#{thread.name} is not a thread")
        thread.thread.archived, thread.thread.locked = archived, locked
        thread.thread.archived_at = self.world.clock.now()
        self.events.thread_updated(thread)

    def add_webhook(self, channel: SimChannel, name: str = "A webhook") -> SimWebhook:
        """A webhook that a moderator has made by hand; no application owns it."""
        guild = self.world.guild_of(channel)
        if guild is None:
            raise NotPossibleError("a DM has no webhooks")
        webhook = SimWebhook(
            id=self.world.ids.next(),
            token=self.world.secret(),
            name=name,
            channel_id=channel.id,
            guild_id=guild.id,
            application_id=None,
            creator=self.world.users[guild.owner_id],
        )
        self.world.webhooks[webhook.id] = webhook
        self.events.webhooks_changed(channel)
        return webhook

    def delete_webhook(self, webhook: SimWebhook) -> None:
        webhook.deleted = True
        self.world.webhooks.pop(webhook.id, None)

    # What people write

    def say(
        self,
        user: SimUser,
        channel: SimChannel,
        content: str = "",
        *,
        reply_to: SimMessage | None = None,
        pings: bool = True,
        pictures: int = 0,
    ) -> SimMessage:
        """A person posts a message; a reply pings whom it answers, unless that was turned off."""
        if not self.world.may(user, channel, int(sending(channel))):
            raise NotPossibleError(f"{user.name} cannot write in #{channel.name}")
        if channel.thread is not None and channel.thread.archived:
            if channel.thread.locked:
                raise NotPossibleError(f"#{channel.name} is locked")
            self.archive_thread(channel, archived=False)
        return self._write(user, channel, content, reply_to, pings=pings, pictures=pictures)

    def dm(
        self,
        user: SimUser,
        application: SimApplication,
        content: str = "",
        *,
        reply_to: SimMessage | None = None,
        pictures: int = 0,
    ) -> SimMessage:
        """A person writes to a bot; the channel is made if there was none."""
        channel = self.world.open_dm(application.bot, user)
        return self._write(user, channel, content, reply_to, pings=True, pictures=pictures)

    def _write(
        self,
        user: SimUser,
        channel: SimChannel,
        content: str,
        reply_to: SimMessage | None,
        *,
        pings: bool,
        pictures: int,
    ) -> SimMessage:
        draft = Draft(
            content=content,
            uploads=tuple(
                Upload(str(number), f"picture{number}.png", "image/png", 1000)
                for number in range(pictures)
            ),
            reply_to=reply_to.id if reply_to is not None else None,
            mentions=replace(EVERY_MENTION, replied_user=pings),
        )
        return self.posting.create(channel, user, draft)

    def edit_message(self, user: SimUser, message: SimMessage, content: str) -> None:
        """A person edits what they have written."""
        if message.author is not user:
            raise NotPossibleError(f"{user.name} has not written that")
        self.posting.edit(self.world.channels[message.channel_id], message, Edit(content=content))

    def dm_channel(self, user: SimUser, application: SimApplication) -> SimChannel:
        """The DM channel of a person and a bot, opened by the person if there was none."""
        return self.world.open_dm(application.bot, user)

    def delete_message(self, message: SimMessage) -> None:
        """A moderator takes a message away."""
        self.posting.delete(message)

    def react(self, user: SimUser, message: SimMessage, emoji: str) -> None:
        found = next((one for one in message.reactions if one.emoji == emoji), None)
        if found is None:
            found = SimReaction(emoji=emoji)
            message.reactions.append(found)
        found.user_ids.append(user.id)
        self.events.reaction("MESSAGE_REACTION_ADD", message, user, emoji)

    def unreact(self, user: SimUser, message: SimMessage, emoji: str) -> None:
        found = next((one for one in message.reactions if one.emoji == emoji), None)
        if found is None or user.id not in found.user_ids:
            raise NotPossibleError(f"{user.name} has not reacted with {emoji}")
        found.user_ids.remove(user.id)
        if not found.user_ids:
            message.reactions.remove(found)
        self.events.reaction("MESSAGE_REACTION_REMOVE", message, user, emoji)
