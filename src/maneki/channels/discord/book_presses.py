"""What a press under a book says: it is a message of the customer's, in words the assistant
understands, and goes the way of every other.
"""

from __future__ import annotations

from datetime import datetime

import discord
import structlog

from maneki.channels.discord.book_cards import BookAction, BookPress, read_book_press
from maneki.channels.discord.reception import Interaction, address_of, spoken
from maneki.channels.discord.rest import NoAnswerError
from maneki.channels.discord.shop_servers import Gate
from maneki.channels.discord.talk import Intake, roles_of
from maneki.channels.discord.wording import cleaned
from maneki.clock import Clock
from maneki.delivery.pace import TooLongAWaitError
from maneki.errors import StoreError
from maneki.model.conversation import Inbound, Place, PlaceKind
from maneki.phrases import say
from maneki.store import Store

log = structlog.get_logger(__name__)

SOURCE = "discord:press"
_LONGEST_TITLE = 200
_NO_QUOTES = str.maketrans({'"': "'", "「": "『", "」": "』"})


class BookPresses:
    def __init__(self, intake: Intake, *, gate: Gate, store: Store, clock: Clock) -> None:
        self._intake = intake
        self._gate = gate
        self._store = store
        self._clock = clock

    async def receive(self, interaction: Interaction) -> bool:
        """Acknowledge it at once: Discord waits three seconds. The answer comes as a message.

        False if it was no book that was pressed on.
        """
        received_at = self._clock.now()
        press = pressed(interaction)
        if press is None:
            return False
        try:
            await interaction.response.defer()
        except (discord.HTTPException, NoAnswerError, TooLongAWaitError) as exc:
            log.warning("discord.interaction_lost", interaction=interaction.id, reason=str(exc))
        else:
            await self._received(interaction, press, received_at)
        return True

    async def _received(
        self, interaction: Interaction, press: BookPress, received_at: datetime
    ) -> None:
        language = spoken(interaction)
        try:
            is_let_in = await may_talk(self._gate, interaction)
            inbound = await self._inbound(interaction, press, received_at, language)
        except StoreError as exc:
            log.warning("discord.store_trouble", reason=str(exc))
            await _tell(interaction, say("discord.talk.trouble", language))
            return
        if not is_let_in:
            await _tell(interaction, say("discord.talk.not_let_in", language))
        elif not await self._intake.written_down(inbound):
            await _tell(interaction, say("discord.talk.trouble", language))

    async def _inbound(
        self, interaction: Interaction, press: BookPress, received_at: datetime, language: str
    ) -> Inbound:
        message, place = interaction.message, place_of(interaction)
        is_seen_by_all = message is not None and not message.flags.ephemeral
        if not is_seen_by_all and place.kind is PlaceKind.CHANNEL:
            # What only they saw goes on where only they read.
            place = Place(kind=PlaceKind.DM, address=str(interaction.user.id))
        return Inbound(
            source=SOURCE,
            external_id=str(interaction.id),
            sender=address_of(interaction),
            place=place,
            text=await self._words(press, language),
            received_at=received_at,
            locale=str(interaction.locale),
            replies_to=str(message.id) if message is not None and is_seen_by_all else None,
        )

    async def _words(self, press: BookPress, language: str) -> str:
        if press.action is BookAction.STAFF or press.book_id is None:
            return say("discord.book.said.staff", language)
        async with self._store.reading() as tx:
            found = await tx.books.many([press.book_id])
        book = found.get(press.book_id)
        title = book.title if book is not None else say("discord.book.untitled", language)
        return said_by(press.action, title=title, language=language)


def said_by(action: BookAction, *, title: str, language: str) -> str:
    """What a press says, in words that the assistant understands: a title is in quotes."""
    quotable = cleaned(title, longest=_LONGEST_TITLE)[:_LONGEST_TITLE].translate(_NO_QUOTES)
    return say(f"discord.book.said.{action}", language, title=quotable)


def pressed(interaction: Interaction) -> BookPress | None:
    data: dict[str, object] = dict(interaction.data or {})
    values = data.get("values")
    chosen = [str(value) for value in values] if isinstance(values, list) else []
    return read_book_press(str(data.get("custom_id", "")), chosen)


def place_of(interaction: Interaction) -> Place:
    """Where an interaction takes place, as a conversation's place."""
    user, guild, channel = str(interaction.user.id), interaction.guild_id, interaction.channel_id
    if guild is None or channel is None:
        return Place(kind=PlaceKind.DM, address=user)
    is_thread = isinstance(interaction.channel, discord.Thread)
    kind = PlaceKind.THREAD if is_thread else PlaceKind.CHANNEL
    return Place(kind=kind, address=str(channel), server=str(guild))


async def may_talk(gate: Gate, interaction: Interaction) -> bool:
    server = str(interaction.guild_id) if interaction.guild_id is not None else None
    roles = roles_of(interaction.user)
    return await gate.lets_in(str(interaction.user.id), server=server, roles=roles)


async def _tell(interaction: Interaction, words: str) -> None:
    try:
        await interaction.followup.send(words, ephemeral=True)
    except (discord.HTTPException, NoAnswerError, TooLongAWaitError) as exc:
        log.warning("discord.answer_lost", interaction=interaction.id, reason=str(exc))
