"""Threads: making them, who is in them, listing them."""

from __future__ import annotations

from typing import Any

from maneki.simulator.discord import payloads
from maneki.simulator.discord.access import Access, sending
from maneki.simulator.discord.entities import (
    ChannelType,
    MessageFlag,
    MessageType,
    SimApplication,
    SimChannel,
    SimMessage,
    ThreadState,
)
from maneki.simulator.discord.events import Events
from maneki.simulator.discord.forms import Form
from maneki.simulator.discord.messages import Draft, read_draft, read_thread_name
from maneki.simulator.discord.permissions import Permission
from maneki.simulator.discord.posting import Origin, Posting
from maneki.simulator.discord.refusal import FormErrors, bad_request, forbidden, not_found
from maneki.simulator.discord.rest.channels import ARCHIVE_MINUTES
from maneki.simulator.discord.router import Call, Endpoint, Major, Reply, in_channel
from maneki.simulator.discord.rules import RouteName, Rules
from maneki.simulator.discord.world import World

_HOSTS = frozenset({ChannelType.TEXT, ChannelType.ANNOUNCEMENT})


class ThreadRoutes:
    def __init__(
        self, *, world: World, access: Access, posting: Posting, events: Events, rules: Rules
    ) -> None:
        self._world = world
        self._access = access
        self._posting = posting
        self._events = events
        self._rules = rules

    def endpoints(self) -> list[Endpoint]:
        member = "/thread-members/{user_id}"
        make, members, lists = (
            RouteName.THREAD_CREATE,
            RouteName.THREAD_MEMBERS,
            RouteName.THREAD_LIST,
        )
        return [
            in_channel("POST", "/threads", self._create, make, has_body=True),
            in_channel(
                "POST",
                "/messages/{message_id}/threads",
                self._create_from_message,
                make,
                has_body=True,
            ),
            in_channel("GET", "/thread-members", self._members, members),
            in_channel("PUT", "/thread-members/@me", self._join, members),
            in_channel("DELETE", "/thread-members/@me", self._leave, members),
            in_channel("GET", member, self._member, members),
            in_channel("PUT", member, self._add, members),
            in_channel("DELETE", member, self._remove, members),
            in_channel("GET", "/threads/archived/public", self._archived_public, lists),
            in_channel("GET", "/threads/archived/private", self._archived_private, lists),
            Endpoint(
                method="GET",
                template="/guilds/{guild_id}/threads/active",
                handler=self._active,
                route=lists,
                major=Major.GUILD,
            ),
        ]

    # Making them

    def _create(self, call: Call) -> Reply:
        parent = self._access.channel(call.bot, call.id("channel_id"))
        if parent.type is ChannelType.FORUM:
            return self._create_post(call, parent)
        if parent.type not in _HOSTS:
            raise bad_request(50024)
        name = read_thread_name(call.form, self._rules)
        kind = self._kind(call, parent)
        wanted = (
            Permission.CREATE_PRIVATE_THREADS
            if kind is ChannelType.PRIVATE_THREAD
            else Permission.CREATE_PUBLIC_THREADS
        )
        self._access.require(call.bot, parent, int(wanted))
        thread = self._make(call, parent, name, kind)
        if kind is not ChannelType.PRIVATE_THREAD:
            self._announce(call.bot, parent, thread)
        return 201, payloads.thread(thread, of=call.bot.bot)

    def _kind(self, call: Call, parent: SimChannel) -> ChannelType:
        """Left out, the type is a private thread (documentation: start thread without message)."""
        if parent.type is ChannelType.ANNOUNCEMENT:
            return ChannelType.ANNOUNCEMENT_THREAD
        errors = FormErrors()
        form = Form(call.form, errors, lengths=self._rules.lengths)
        kind = form.choice("type", frozenset({11, 12}))
        errors.raise_any()
        return ChannelType(kind or ChannelType.PRIVATE_THREAD)

    def _make(
        self,
        call: Call,
        parent: SimChannel,
        name: str,
        kind: ChannelType,
        *,
        thread_id: int | None = None,
    ) -> SimChannel:
        errors = FormErrors()
        form = Form(call.form, errors, lengths=self._rules.lengths)
        minutes = form.choice("auto_archive_duration", ARCHIVE_MINUTES)
        slowmode = form.integer("rate_limit_per_user", least=0, most=21_600)
        invitable = form.boolean("invitable") if form.has("invitable") else True
        errors.raise_any()
        now, bot = self._world.clock.now(), call.bot.bot
        thread = SimChannel(
            id=thread_id or self._world.ids.next(),
            type=kind,
            name=name,
            guild_id=parent.guild_id,
            parent_id=parent.id,
            slowmode=slowmode or 0,
            thread=ThreadState(
                owner_id=bot.id,
                created_at=now,
                archived_at=now,
                invitable=invitable,
                auto_archive_minutes=minutes or 1440,
                members={bot.id: now},
            ),
        )
        self._world.add_channel(thread)
        self._events.thread_created(thread)
        return thread

    def _announce(self, bot: SimApplication, parent: SimChannel, thread: SimChannel) -> None:
        """The line in the parent that says a thread was started."""
        reference = {
            "type": 0,
            "channel_id": str(thread.id),
            "guild_id": str(thread.guild_id),
        }
        origin = Origin(type=MessageType.THREAD_CREATED, reference=reference)
        self._posting.create(parent, bot.bot, Draft(content=thread.name), origin)

    def _create_from_message(self, call: Call) -> Reply:
        parent = self._access.readable(call.bot, call.id("channel_id"))
        message = self._access.message(parent, call.id("message_id"))
        if parent.type not in _HOSTS:
            raise bad_request(50024)
        self._access.require(call.bot, parent, int(Permission.CREATE_PUBLIC_THREADS))
        if message.thread_id is not None:
            raise bad_request(160004)
        name = read_thread_name(call.form, self._rules)
        kind = (
            ChannelType.ANNOUNCEMENT_THREAD
            if parent.type is ChannelType.ANNOUNCEMENT
            else ChannelType.PUBLIC_THREAD
        )
        thread = self._make(call, parent, name, kind, thread_id=message.id)
        self._mark(message, thread)
        return 201, payloads.thread(thread, of=call.bot.bot)

    def _mark(self, message: SimMessage, thread: SimChannel) -> None:
        message.thread_id = thread.id
        message.flags |= MessageFlag.HAS_THREAD
        self._events.message_updated(message)

    def _create_post(self, call: Call, forum: SimChannel) -> Reply:
        """A forum post: a thread together with its first message, both with the same id."""
        self._access.require(call.bot, forum, int(Permission.SEND_MESSAGES))
        name = read_thread_name(call.form, self._rules)
        body: Any = call.form.get("message")
        if not isinstance(body, dict):
            errors = FormErrors()
            errors.required(("message",))
            errors.raise_any()
        draft = read_draft(body, self._rules, uploads=call.uploads)
        self._access.take_write(forum)
        thread = self._make(call, forum, name, ChannelType.PUBLIC_THREAD)
        message = self._posting.create(thread, call.bot.bot, draft)
        forum.last_message_id = thread.id
        said = payloads.thread(thread, of=call.bot.bot)
        return 201, said | {"message": payloads.message(message, viewer=call.bot.bot)}

    # Who is in them

    def _thread(self, call: Call) -> tuple[SimChannel, ThreadState]:
        channel = self._access.channel(call.bot, call.id("channel_id"))
        if channel.thread is None:
            raise bad_request(50024)
        return channel, channel.thread

    def _open_thread(self, call: Call) -> tuple[SimChannel, ThreadState]:
        thread, state = self._thread(call)
        if state.archived:
            raise bad_request(50083)
        return thread, state

    def _members(self, call: Call) -> Reply:
        thread, state = self._thread(call)
        joined = state.members.items()
        return 200, [payloads.thread_member(thread.id, one, at) for one, at in joined]

    def _member(self, call: Call) -> Reply:
        thread, state = self._thread(call)
        user_id = call.id("user_id")
        if user_id not in state.members:
            raise not_found(10007)
        return 200, payloads.thread_member(thread.id, user_id, state.members[user_id])

    def _join(self, call: Call) -> Reply:
        thread, _ = self._open_thread(call)
        self._enter(thread, call.bot.bot.id)
        return 204, None

    def _add(self, call: Call) -> Reply:
        """Add a member of the server who can see the parent channel."""
        thread, _ = self._open_thread(call)
        self._access.require(call.bot, thread, int(sending(thread)))
        guild = self._world.guilds[thread.guild_id or 0]
        member = guild.members.get(call.id("user_id"))
        if member is None:
            raise not_found(10007)
        parent = self._world.parent_of(thread)
        if parent is None or not self._world.may(member.user, parent, int(Permission.VIEW_CHANNEL)):
            raise forbidden(50001)
        self._enter(thread, member.user.id)
        return 204, None

    def _enter(self, thread: SimChannel, user_id: int) -> None:
        state = thread.thread
        if state is not None and user_id not in state.members:
            state.members[user_id] = self._world.clock.now()
            self._events.thread_members_changed(thread, added=(user_id,))

    def _leave(self, call: Call) -> Reply:
        thread, state = self._open_thread(call)
        self._exit(thread, state, call.bot.bot.id)
        return 204, None

    def _remove(self, call: Call) -> Reply:
        thread, state = self._open_thread(call)
        owns_private = (
            thread.type is ChannelType.PRIVATE_THREAD and state.owner_id == call.bot.bot.id
        )
        if not owns_private:
            self._access.require(call.bot, thread, int(Permission.MANAGE_THREADS))
        self._exit(thread, state, call.id("user_id"))
        return 204, None

    def _exit(self, thread: SimChannel, state: ThreadState, user_id: int) -> None:
        if state.members.pop(user_id, None) is not None:
            self._events.thread_members_changed(thread, removed=(user_id,))

    # Listing them

    def _active(self, call: Call) -> Reply:
        guild = self._access.guild(call.bot, call.id("guild_id"))
        threads = [one for one in self._world.threads_of(guild) if not _is_archived(one)]
        return 200, self._listing(call, threads) | {"has_more": False}

    def _archived_public(self, call: Call) -> Reply:
        parent = self._access.readable(call.bot, call.id("channel_id"))
        return 200, self._archived_in(call, parent, private=False)

    def _archived_private(self, call: Call) -> Reply:
        parent = self._access.readable(call.bot, call.id("channel_id"))
        self._access.require(call.bot, parent, int(Permission.MANAGE_THREADS))
        return 200, self._archived_in(call, parent, private=True)

    def _archived_in(self, call: Call, parent: SimChannel, *, private: bool) -> dict[str, Any]:
        guild = self._world.guilds[parent.guild_id or 0]
        threads = [
            one
            for one in self._world.threads_of(guild)
            if one.parent_id == parent.id
            and _is_archived(one)
            and (one.type is ChannelType.PRIVATE_THREAD) is private
        ]
        return self._listing(call, threads) | {"has_more": False}

    def _listing(self, call: Call, threads: list[SimChannel]) -> dict[str, Any]:
        bot = call.bot.bot
        view = int(Permission.VIEW_CHANNEL)
        seen = [one for one in threads if self._world.may(bot, one, view)]
        said = [payloads.thread(one, of=bot) for one in seen]
        return {"threads": said, "members": [one["member"] for one in said if "member" in one]}


def _is_archived(thread: SimChannel) -> bool:
    return thread.thread is not None and thread.thread.archived
