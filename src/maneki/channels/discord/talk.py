"""What people write to us on Discord, and which of it is meant for the shop's assistant.

DMs, mentions, replies to what we said, everything in the threads we opened for somebody and in the
channels that a server has given us, unless it answers or addresses somebody else. What is said to
everybody, or to a role of ours, is not for us; other bots and webhooks are never answered, so that
no two machines talk with each other for ever.

A message in a channel is answered in a thread of its own, for one person, with a history of its
own; where we may make none, in the channel. Discord tells nobody twice what was written, so what
cannot be written down at once is tried again for a while.

Who edits a message is answered what it says then, as long as its turn has not begun. A later edit
changes nothing, and none makes a message one for us.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import discord
import structlog

from maneki.channels.discord.burst import Bursts
from maneki.channels.discord.dms import DirectMessages
from maneki.channels.discord.shop_servers import Gate, ShopServers
from maneki.channels.discord.shopkeeper import Shopkeeper
from maneki.channels.discord.spoken import spoken
from maneki.channels.discord.threads import Gone, Threads, may_hold_threads, name_of
from maneki.clock import Clock
from maneki.conversation.receive import Reception
from maneki.conversation.reply import queue_reply
from maneki.errors import StoreError
from maneki.loops import pause_after
from maneki.model.conversation import Inbound, Place, PlaceKind
from maneki.model.person import DISCORD, Address
from maneki.phrases import say
from maneki.store import Store

log = structlog.get_logger(__name__)

SOURCE = "discord"
TRIES = 8
WAVED = "👋"

_EVERYBODY = re.compile(r"@(?:everyone|here)\b")
_ADDRESSED = re.compile(r"\s*<@!?(?P<id>[0-9]{1,20})>")
_SPEECH = frozenset({discord.MessageType.default, discord.MessageType.reply})

Took = Callable[[discord.Message], Awaitable[bool]]
"""Whether somebody else has taken care of a message, such as one of the staff's own threads."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """A message that may be for us. `is_to_us`: it says so itself."""

    message: discord.Message
    text: str
    is_to_us: bool
    received_at: datetime

    @property
    def user(self) -> str:
        return str(self.message.author.id)

    @property
    def server(self) -> str | None:
        return str(self.message.guild.id) if self.message.guild else None

    @property
    def channel(self) -> str:
        return str(self.message.channel.id)

    @property
    def media(self) -> int:
        return len(self.message.attachments) + len(self.message.stickers)

    @property
    def is_empty(self) -> bool:
        return not self.text and not self.media


class Intake:
    """`took` is asked first of everything that is written; `awaits` is told where somebody was
    heard whose turn is to come.
    """

    def __init__(
        self,
        shop: Shopkeeper,
        *,
        servers: ShopServers,
        gate: Gate,
        threads: Threads,
        store: Store,
        clock: Clock,
        dms: DirectMessages,
        took: Took,
        awaits: Callable[[Place], None],
    ) -> None:
        self._shop = shop
        self._servers = servers
        self._gate = gate
        self._threads = threads
        self._store = store
        self._clock = clock
        self._dms = dms
        self._took = took
        self._awaits = awaits
        self._bursts = Bursts(clock)
        self._being_heard: dict[int, asyncio.Event] = {}

    async def heard(self, message: discord.Message, *, me: int) -> None:
        if not is_speech(message):
            return
        done = self._being_heard[message.id] = asyncio.Event()
        try:
            await self._hear(message, me=me)
        finally:
            # Discord may say it twice, and the other one may not be done.
            if self._being_heard.get(message.id) is done:
                del self._being_heard[message.id]
            done.set()

    async def edited(self, message: discord.Message, *, me: int) -> None:
        """What is still being written down is edited as soon as it is."""
        if not is_speech(message):
            return
        if being_heard := self._being_heard.get(message.id):
            await being_heard.wait()
        text = words_of(message, me=me)
        if not await self._in_the_end(lambda: self._reword(message, text)):
            log.error("discord.edit_lost", message=message.id)

    async def _reword(self, message: discord.Message, text: str) -> None:
        is_reworded = await self._shop.reword(SOURCE, str(message.id), text=text)
        log.info("discord.edited", message=message.id, is_reworded=is_reworded)

    async def _hear(self, message: discord.Message, *, me: int) -> None:
        received_at = self._clock.now()
        if message.guild is None:
            self._dms.told(str(message.author.id), str(message.channel.id))
        is_ours = is_to_us(message, me=me)
        heard = _Heard(message, words_of(message, me=me), is_ours, received_at)
        if is_ours and heard.is_empty:
            # Our name and nothing else: somebody waves at us.
            heard = replace(heard, text=WAVED)
        if not await self._in_the_end(lambda: self._heard(heard, me=me)):
            log.error("discord.message_lost", message=message.id)

    async def _heard(self, heard: _Heard, *, me: int) -> None:
        """Done twice it is as if it had been done once: whatever it is, it has the message's id."""
        if await self._took(heard.message):
            return
        if not await self._is_meant(heard, me=me) or not await self._may_talk(heard):
            return
        if heard.is_empty:
            await self._say_why_unread(heard, me=me)
            return
        inbound = await self._inbound(heard)
        if inbound is not None:
            await self._take(inbound)

    def thread_gone(self, thread: str) -> None:
        self._bursts.gone(thread)

    async def _take(self, inbound: Inbound) -> None:
        taken = await self._shop.take(inbound)
        if taken.reception is Reception.WAITING:
            self._awaits(inbound.place)

    async def written_down(self, inbound: Inbound) -> bool:
        """Write it down, however often that takes. False if the database stayed away."""
        return await self._in_the_end(lambda: self._take(inbound))

    async def _in_the_end(self, do: Callable[[], Awaitable[Any]]) -> bool:
        for failures in range(1, TRIES + 1):
            try:
                await do()
            except StoreError as exc:
                log.warning("discord.store_trouble", reason=str(exc), failures=failures)
                await self._clock.sleep(pause_after(failures))
            else:
                return True
        return False

    async def _may_talk(self, heard: _Heard) -> bool:
        roles = roles_of(heard.message.author)
        is_let_in = await self._gate.lets_in(heard.user, server=heard.server, roles=roles)
        if not is_let_in:
            log.info("discord.not_let_in", server=heard.server)
        return is_let_in

    async def _is_meant(self, heard: _Heard, *, me: int) -> bool:
        channel = heard.message.channel
        if heard.server is None:
            return True
        if heard.message.mention_everyone:
            return False
        if heard.is_to_us:
            return True
        if _EVERYBODY.search(heard.message.content) or is_to_others(heard.message, me=me):
            # Whoever may not ring everybody has only written it, and meant everybody all the same.
            return False
        if isinstance(channel, discord.Thread) and channel.owner_id == me:
            return await self._is_theirs(heard)
        settled = await self._servers.of(heard.server)
        parent = channel.parent_id if isinstance(channel, discord.Thread) else channel.id
        return self._shop.hears_everything and str(parent) in settled.channels

    async def _is_theirs(self, heard: _Heard) -> bool:
        """Whether a thread of ours was opened for them. What others say there is among people."""
        place = Place(kind=PlaceKind.THREAD, address=heard.channel, server=heard.server)
        async with self._store.reading() as tx:
            conversation = await tx.conversations.first_at(place)
            person = await tx.people.at(Address(DISCORD, heard.user))
        if conversation is None:
            # It was opened just now: what it is about is not known yet.
            return True
        return person is not None and conversation.person_id == person.id

    async def _inbound(self, heard: _Heard) -> Inbound | None:
        """None if whoever wrote it has taken it back."""
        placed = await self._place(heard)
        if placed is None:
            log.info("discord.taken_back", message=heard.message.id)
            return None
        place, replies_to = placed
        return Inbound(
            source=SOURCE,
            external_id=str(heard.message.id),
            sender=Address(DISCORD, heard.user),
            place=place,
            text=heard.text,
            received_at=heard.received_at,
            media=heard.media,
            locale=await self._locale(heard),
            replies_to=replies_to,
        )

    async def _locale(self, heard: _Heard) -> str | None:
        """Messages do not tell their author's language; the server's is the nearest to it."""
        guild = heard.message.guild
        if guild is None:
            return None
        return (await self._servers.of(str(guild.id))).language or str(guild.preferred_locale)

    async def _place(self, heard: _Heard) -> tuple[Place, str | None] | None:
        """Where it is answered, and which message there; None if that is not there any more."""
        message, channel = heard.message, heard.message.channel
        if heard.server is None:
            return Place(kind=PlaceKind.DM, address=heard.user), str(message.id)
        if isinstance(channel, discord.Thread):
            kind = PlaceKind.THREAD
        else:
            kind = PlaceKind.CHANNEL
            thread = await self._opened_for(heard)
            if thread is Gone.GONE:
                return None
            if thread is not None:
                return Place(kind=PlaceKind.THREAD, address=thread, server=heard.server), None
        return Place(kind=kind, address=heard.channel, server=heard.server), str(message.id)

    async def _opened_for(self, heard: _Heard) -> str | Gone | None:
        channel = heard.message.channel
        if not isinstance(channel, discord.TextChannel) or not may_hold_threads(channel):
            return None
        where = (heard.channel, heard.user)
        async with self._bursts.alone(where):
            if current := self._bursts.current(where, may_go_on=not heard.is_to_us):
                return current
            name = name_of(heard.text, otherwise=heard.message.author.display_name)
            opened = await self._threads.open_from(
                str(heard.message.id), channel=heard.channel, name=name
            )
            if isinstance(opened, str):
                self._bursts.opened(where, opened)
            return opened

    async def _say_why_unread(self, heard: _Heard, *, me: int) -> None:
        """In our threads, without the intent, we see that they wrote and not what. Said once."""
        channel = heard.message.channel
        is_ours = isinstance(channel, discord.Thread) and channel.owner_id == me
        if heard.is_to_us or not is_ours or self._shop.hears_everything:
            return
        place = Place(kind=PlaceKind.THREAD, address=heard.channel, server=heard.server)
        async with self._store.transaction() as tx:
            person = await tx.people.at(Address(DISCORD, heard.user))
            if person is None:
                return
            language = person.preferences.language
            await queue_reply(
                tx,
                person,
                place,
                say("discord.talk.unread", language),
                key=f"unread:{heard.channel}",
                voices=self._shop.voices,
                replies_to=str(heard.message.id),
            )
        self._shop.due()


def is_speech(message: discord.Message) -> bool:
    """Whether a human wrote it: no bot, no webhook, none of Discord's own announcements."""
    is_machine = message.author.bot or message.webhook_id is not None or message.author.system
    return not is_machine and message.type in _SPEECH


def is_to_us(message: discord.Message, *, me: int) -> bool:
    """Whether it mentions us, ourselves, or answers something we said."""
    if any(user.id == me for user in message.mentions):
        return True
    above = message.reference.resolved if message.reference else None
    return isinstance(above, discord.Message) and above.author.id == me


def is_to_others(message: discord.Message, *, me: int) -> bool:
    """Whether it answers what somebody else said, or begins with their name."""
    above = message.reference.resolved if message.reference else None
    if isinstance(above, discord.Message) and above.author.id not in {me, message.author.id}:
        return True
    first = _ADDRESSED.match(message.content)
    return first is not None and int(first["id"]) != me


def words_of(message: discord.Message, *, me: int) -> str:
    names = {str(user.id): user.display_name for user in message.mentions}
    names |= {str(role.id): role.name for role in message.role_mentions}
    names |= {str(one.id): one.name for one in message.channel_mentions}
    return spoken(message.content, me=str(me), names=names)


def roles_of(user: Any) -> Collection[str]:
    """In DMs nobody has roles."""
    return {str(role.id) for role in user.roles} if isinstance(user, discord.Member) else ()
