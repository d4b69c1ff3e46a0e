"""The shop's staff, who take conversations over in threads of their own.

A customer asks for a person, or one of the staff takes over: a thread opens in the staff's channel,
with what was said so far at its top. What the customer says from then on is shown there, and what
the staff write there goes to the customer, wherever they are, until it is handed back.
"""

from __future__ import annotations

from datetime import timedelta

import discord
import structlog

from maneki.channels.discord.briefing import calling, masked, summary, thread_name
from maneki.channels.discord.rest import NoAnswerError
from maneki.channels.discord.shop_servers import ShopServers, is_public
from maneki.channels.discord.shopkeeper import Shopkeeper
from maneki.channels.discord.talk import is_speech, roles_of, words_of
from maneki.channels.discord.threads import Threads, may_hold_threads
from maneki.clock import Clock
from maneki.conversation.handover import Briefing, Handovers
from maneki.model.conversation import Conversation, Place, PlaceKind
from maneki.model.ids import ConversationId
from maneki.model.person import Address
from maneki.phrases import say
from maneki.store import Store

log = structlog.get_logger(__name__)

LOOK_EVERY_S = 2.0
AGAIN_AFTER_S = 300.0
MOST_OFFERED = 5
_LOOKED_THROUGH = 50
_JUST_NOW = timedelta(minutes=10)
_WITH_CUSTOMERS = (PlaceKind.PHONE, PlaceKind.DM, PlaceKind.THREAD, PlaceKind.CHANNEL)
AMONG_US = "//"
"""What begins with this stays among the staff."""


class Staff:
    """`language` is that of staff whose server has settled none."""

    def __init__(
        self,
        shop: Shopkeeper,
        handovers: Handovers,
        *,
        servers: ShopServers,
        threads: Threads,
        store: Store,
        client: discord.Client,
        clock: Clock,
        language: str = "en",
    ) -> None:
        self._shop = shop
        self._handovers = handovers
        self._servers = servers
        self._threads = threads
        self._store = store
        self._client = client
        self._clock = clock
        self._language = language
        self._unplaced: set[str] = set()
        self._open_channels: set[int] = set()
        self._not_before: dict[tuple[str, int], float] = {}

    # Threads are opened

    async def step(self) -> bool:
        """Open a thread for each handover that has none. False if there was none to open."""
        opened = [await self._opened(one) for one in await self._handovers.waiting()]
        if any(opened):
            self._shop.due()
        return any(opened)

    async def _opened(self, briefing: Briefing) -> bool:
        channel = await self._channel_for(briefing.conversation.place)
        if channel is None or not may_hold_threads(channel):
            self._warn(briefing)
            return False
        # Where we may make no thread we are refused, and refusals are counted.
        attempt = (str(briefing.handover.id), channel.id)
        if self._clock.monotonic() < self._not_before.get(attempt, 0.0):
            return False
        settled = await self._servers.of(str(channel.guild.id))
        language = settled.language or self._language
        name = thread_name(briefing, language=language)
        try:
            thread = await self._made_before(channel, name)
            thread = thread or await self._threads.open_in(str(channel.id), name=name)
        except NoAnswerError as exc:
            # If it is there we are told of it, and find it the next time.
            log.warning("staff.thread_unknown", handover=briefing.handover.id, reason=str(exc))
            return False
        if thread is None:
            self._warn(briefing)
            self._not_before[attempt] = self._clock.monotonic() + AGAIN_AFTER_S
            return False
        words = summary(briefing, language=language, hears_everything=self._shop.hears_everything)
        await self._handovers.opened(
            briefing.handover.id,
            thread=thread,
            server=str(channel.guild.id),
            server_name=channel.guild.name,
            briefing=calling(settled.staff_role, words),
            rings=settled.staff_role,
        )
        log.info("staff.called", handover=briefing.handover.id)
        return True

    async def _made_before(self, channel: discord.TextChannel, name: str) -> str | None:
        """A thread of that name that we made there just now and that is nobody's: Discord did not
        get to tell us, or we did not get to write it down.
        """
        since = discord.utils.utcnow() - _JUST_NOW
        ours = [
            str(one.id)
            for one in channel.threads
            if one.owner_id == channel.guild.me.id and one.name == name
            if one.created_at is not None and one.created_at > since
        ]
        async with self._store.reading() as tx:
            free = [one for one in ours if not await tx.destinations.at(one)]
        return free[0] if free else None

    async def _channel_for(self, place: Place) -> discord.TextChannel | None:
        """Where the staff are called to: what is held in a server goes to the channel that it has
        settled for itself, all else to the operator's and to no other. Who has only added us
        somewhere is no staff of the shop's. What was said in private is shown there, so it is no
        channel that everybody can read, unless the operator has said so.
        """
        server = place.server
        settled = (await self._servers.of(server)).staff_channel if server else None
        theirs = self._open_to(settled)
        if theirs is not None and str(theirs.guild.id) == server:
            return theirs
        return self._open_to(self._shop.staff_channel)

    def _open_to(self, channel_id: str | None) -> discord.TextChannel | None:
        """The channel of that id, if the staff may be called to it."""
        channel = self._client.get_channel(int(channel_id)) if channel_id else None
        if isinstance(channel, discord.TextChannel) and self._is_closed(channel):
            return channel
        return None

    def _is_closed(self, channel: discord.TextChannel) -> bool:
        if self._shop.staff_in_public or not is_public(channel):
            return True
        if channel.id not in self._open_channels:
            self._open_channels.add(channel.id)
            log.warning("staff.channel_is_public", channel=channel.id)
        return False

    def _warn(self, briefing: Briefing) -> None:
        if briefing.handover.id not in self._unplaced:
            self._unplaced.add(briefing.handover.id)
            log.warning("staff.no_channel", handover=briefing.handover.id)

    # What they write

    async def took(self, message: discord.Message) -> bool:
        """Whether a message was written in one of the staff's threads: it is theirs alone then."""
        channel, me = message.channel, self._client.user
        if not isinstance(channel, discord.Thread) or me is None or channel.owner_id != me.id:
            return False
        async with self._store.reading() as tx:
            handover = await tx.conversations.handover_in(str(channel.id))
            is_theirs = any(
                one.person_id is None for one in await tx.destinations.at(str(channel.id))
            )
        if handover is None:
            # What they go on to say among themselves is for no assistant.
            return is_theirs
        if is_speech(message) and await self.is_staff(message.author):
            await self._said(message, me.id, str(channel.id))
        return True

    async def _said(self, message: discord.Message, me: int, thread: str) -> None:
        text = "\n".join(
            line for line in words_of(message, me=me).split("\n") if not line.startswith(AMONG_US)
        ).strip()
        # A picture goes as its address: by text there is no other way.
        text = "\n".join([text, *(one.url for one in message.attachments)]).strip()
        if not text:
            return
        user = str(message.author.id)
        await self._handovers.staff_said(thread, text=text, by=user, message_id=str(message.id))

    async def is_staff(self, user: discord.User | discord.Member) -> bool:
        """Only in a server is anybody staff; there its roles decide, or who may manage it."""
        if not isinstance(user, discord.Member):
            return False
        settled = await self._servers.of(str(user.guild.id))
        manages = user.guild_permissions.manage_guild
        return settled.is_staff(roles_of(user), manages=manages)

    async def hand_back(self, thread: str, *, language: str) -> str:
        is_done = await self._handovers.hand_back(thread)
        return say(f"discord.staff.{'handed_back' if is_done else 'not_here'}", language)

    async def thread_gone(self, thread: str) -> None:
        """Who deletes a thread of theirs is done with it: the assistant has the word again."""
        if await self._handovers.hand_back(thread):
            log.info("staff.thread_gone", thread=thread)

    async def conversation_in(self, thread: str) -> ConversationId | None:
        async with self._store.reading() as tx:
            handover = await tx.conversations.handover_in(thread)
        return handover.conversation_id if handover else None

    # Taking over

    async def take_over_at(self, place: Place, *, by: Address) -> bool:
        """False if nobody talks with the assistant there."""
        if place.kind is PlaceKind.CHANNEL:
            # Several people may have one each there: whose it is to be must be said.
            return False
        if place.server is None or not await self._may_take(place, place.server):
            return False
        reason = say("discord.staff.reason.taken", self._language, by=f"<@{by.value}>")
        return await self._handovers.take_over(place, reason=reason, by=by.value) is not None

    async def take_over(self, conversation_id: str, *, by: Address, server: str) -> bool:
        async with self._store.reading() as tx:
            conversation = await tx.conversations.get(ConversationId(conversation_id))
        if conversation is None or not await self._may_take(conversation.place, server):
            return False
        reason = say("discord.staff.reason.taken", self._language, by=f"<@{by.value}>")
        return (
            await self._handovers.take_over(conversation.place, reason=reason, by=by.value)
            is not None
        )

    async def held_lately(self, language: str, *, server: str) -> list[tuple[str, str]]:
        """The conversations that are theirs to take in which something was said last: their ids,
        and what they are called. A phone is its last two digits.
        """
        async with self._store.reading() as tx:
            held = await tx.conversations.held_lately(kinds=_WITH_CUSTOMERS, most=_LOOKED_THROUGH)
        theirs = [one for one in held if await self._may_take(one.place, server)]
        return [(str(one.id), self._called(one, language)) for one in theirs[:MOST_OFFERED]]

    async def _may_take(self, place: Place, server: str) -> bool:
        """Whether it is for the staff of that server: they would be called for it. Whoever runs
        another server we are in is no staff of the shop's, not even of what is held there. Where
        nobody can be called nobody may take it: the customer would wait for ever.
        """
        channel = await self._channel_for(place)
        return channel is not None and server == str(channel.guild.id)

    def _called(self, conversation: Conversation, language: str) -> str:
        if conversation.place.kind is PlaceKind.PHONE:
            return masked(conversation.place.address, language)
        address = conversation.place.address
        # Whoever only tried the assistant has no account.
        user = self._client.get_user(int(address)) if address.isdecimal() else None
        somebody = user.display_name if user else say("discord.staff.somebody", language)
        return f"{conversation.name or somebody} · {conversation.last_at:%H:%M}"
