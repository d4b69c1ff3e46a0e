"""Thumbs under a recommendation: what somebody makes of the books it showed."""

from __future__ import annotations

import discord

from maneki.model.conversation import Taste
from maneki.model.person import DISCORD, Address
from maneki.store import Store

_SKIN_TONES = dict.fromkeys(range(0x1F3FB, 0x1F400))
_TASTES = {"👍": Taste.LIKED, "👎": Taste.DISLIKED}


class Reactions:
    """Whose reaction it is, it is their own taste, whoever was recommended the book. Somebody we
    have never heard from has none.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def came(self, reaction: discord.RawReactionActionEvent, *, me: int) -> None:
        taste = taste_of(reaction.emoji)
        if taste is None or reaction.user_id == me:
            return
        other = Taste.DISLIKED if taste is Taste.LIKED else Taste.LIKED
        address = Address(DISCORD, str(reaction.user_id))
        async with self._store.transaction() as tx:
            shown = await tx.deliveries.books_shown(
                str(reaction.message_id), at=_addresses(reaction)
            )
            books = tuple(await tx.books.many(shown))
            person = await tx.people.at(address) if books else None
            if person is None:
                return
            for book in books:
                await tx.memory.forget_taste(person.id, book, other)
            address_id = await tx.people.address_id(address)
            await tx.memory.note_taste(person.id, books, taste, address_id=address_id)

    async def went(self, reaction: discord.RawReactionActionEvent, *, me: int) -> None:
        """They took it back."""
        taste = taste_of(reaction.emoji)
        if taste is None or reaction.user_id == me:
            return
        async with self._store.transaction() as tx:
            books = await tx.deliveries.books_shown(
                str(reaction.message_id), at=_addresses(reaction)
            )
            person = await tx.people.at(Address(DISCORD, str(reaction.user_id)))
            if person is None:
                return
            for book in books:
                await tx.memory.forget_taste(person.id, book, taste)


def taste_of(emoji: discord.PartialEmoji) -> Taste | None:
    """A thumb, of whatever skin."""
    if emoji.id is not None:
        return None
    return _TASTES.get(emoji.name.translate(_SKIN_TONES).rstrip("\ufe0f"))


def _addresses(reaction: discord.RawReactionActionEvent) -> tuple[str, ...]:
    """What delivery may call the place: in DMs it is the user."""
    return str(reaction.channel_id), str(reaction.user_id)
