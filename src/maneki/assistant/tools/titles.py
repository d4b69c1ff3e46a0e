"""Which stretches of a text are whole titles of the catalogue."""

from __future__ import annotations

import re
from dataclasses import dataclass

from maneki.assistant.tools.desk import Shop
from maneki.shop.query import BookQuery
from maneki.shop.volumes import is_series_meant
from maneki.shop.words import key_of

LONGEST = 12
"""Words of a title that is looked for inside a text."""
MOST_WORDS = 40
MOST_BOOKS = 500
"""Several books have one title, and none of them is to hide another."""
_WORD = re.compile(r"[^\s,;/&+?!.:\"“”„«»]+(?:[.:!?](?=\S)[^\s,;/&+?!]+)*")


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A part of a text by its characters."""

    start: int
    end: int


class Titles:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def within(self, text: str) -> dict[Stretch, str]:
        """Every stretch of a text that is a whole title, by where it is."""
        words = [*_WORD.finditer(text)][:MOST_WORDS]
        keys = {
            Stretch(first.start(), last.end()): key_of(text[first.start() : last.end()])
            for at, first in enumerate(words)
            for last in words[at : at + LONGEST]
        }
        if not keys:
            return {}
        wanted = {key for key in keys.values() if key}
        async with self._shop.store.reading() as tx:
            found = await tx.book_search.titled(wanted, limit=MOST_BOOKS)
        titles = {title for one in found for title in one.titles} & wanted
        return {at: text[at.start : at.end] for at, key in keys.items() if key in titles}

    async def has_series(self, name: str) -> bool:
        """Whether the catalogue has a series of this name, or nearly."""
        found = await self._shop.catalogue.search(BookQuery(series=name))
        return any(is_series_meant(name, place.name) for one in found for place in one.book.series)
