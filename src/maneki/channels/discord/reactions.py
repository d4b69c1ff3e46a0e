"""Thumbs under a recommendation: what somebody makes of the books it showed."""

from __future__ import annotations

import discord

from maneki.model.conversation import Taste
from maneki.model.ids import BookId
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
        taste, books = await self._meant(reaction, me=me)
        if taste is None:
            return
        other = Taste.DISLIKED if taste is Taste.LIKED else Taste.LIKED
        address = _address(reaction)
        async with self._store.transaction() as tx:
            known = tuple(await tx.books.many(books))
            person = await tx.people.at(address) if known else None
            if person is None:
                return
            for book in known:
                await tx.memory.forget_taste(person.id, book, other)
            address_id = await tx.people.address_id(address)
            await tx.memory.note_taste(person.id, known, taste, address_id=address_id)

    async def went(self, reaction: discord.RawReactionActionEvent, *, me: int) -> None:
        """They took it back."""
        taste, books = await self._meant(reaction, me=me)
        if taste is None:
            return
        async with self._store.transaction() as tx:
            person = await tx.people.at(_address(reaction))
            if person is None:
                return
            for book in books:
                await tx.memory.forget_taste(person.id, book, taste)

    async def _meant(
        self, reaction: discord.RawReactionActionEvent, *, me: int
    ) -> tuple[Taste | None, tuple[BookId, ...]]:
        """What it says, of which books. A server is full of thumbs that are none of ours: nobody
        waits for the one who may write because of them.
        """
        taste = taste_of(reaction.emoji)
        if taste is None or reaction.user_id == me:
            return None, ()
        if reaction.message_author_id not in {None, me}:
            return None, ()
        async with self._store.reading() as tx:
            shown = await tx.deliveries.books_shown(
                str(reaction.message_id), at=_addresses(reaction)
            )
        return (taste, shown) if shown else (None, ())


def taste_of(emoji: discord.PartialEmoji) -> Taste | None:
    """A thumb, of whatever skin."""
    if emoji.id is not None:
        return None
    return _TASTES.get(emoji.name.translate(_SKIN_TONES).rstrip("\ufe0f"))


def _addresses(reaction: discord.RawReactionActionEvent) -> tuple[str, ...]:
    """What delivery may call the place: in DMs it is the user."""
    return str(reaction.channel_id), str(reaction.user_id)


def _address(reaction: discord.RawReactionActionEvent) -> Address:
    return Address(DISCORD, str(reaction.user_id))
