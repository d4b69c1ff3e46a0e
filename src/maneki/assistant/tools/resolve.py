"""What customers name when they tell of themselves: a book of the catalogue, an author, a genre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from maneki.assistant.genres import genre_of
from maneki.assistant.meaning import Context
from maneki.assistant.names import is_name
from maneki.assistant.told_of_self import Kind, Of, Tell, several
from maneki.assistant.tools.views import AS_SURELY, SURELY, WHOLLY
from maneki.assistant.wanted import wanted_in
from maneki.assistant.wording import read
from maneki.model.ids import BookId
from maneki.model.memory import LONGEST_FAVOURITE, Favourite, FavouriteKind
from maneki.shop.catalogue import Catalogue, Found
from maneki.shop.query import BookQuery
from maneki.shop.rank import SURNAME
from maneki.shop.words import key_of, runs

_CLEARLY = 0.03
"""What fits less than wholly has to fit so much better than anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedBook:
    """A book of the catalogue, as it is called there."""

    id: BookId
    title: str
    authors: tuple[str, ...] = ()


Thing: TypeAlias = NamedBook | Favourite


class Resolver:
    """Asks the catalogue and nobody else: what somebody tells in passing is worth no request."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    async def things(self, tell: Tell) -> tuple[Thing, ...]:
        """What is meant, typing errors forgiven; none if any of it is nothing that is known."""
        if thing := await self._thing(tell, tell.what):
            return (thing,)
        parts = several(tell.what)
        if len(parts) < 2:
            return ()
        found = [await self._thing(tell, part) for part in parts]
        things = tuple(one for one in found if one is not None)
        return things if len(things) == len(parts) else ()

    async def author(self, name: str) -> str | None:
        """The name as the catalogue has it; None if nobody of that name is in it."""
        found = await self._catalogue.search(BookQuery(author=name, limit=1))
        if not found or found[0].fit < SURNAME:
            return None
        said = set(runs(name))
        authors = found[0].book.authors
        return max(authors, key=lambda one: len(said & set(runs(one))), default=None)

    async def _thing(self, tell: Tell, what: str) -> Thing | None:
        is_taste = tell.kind in {Kind.LIKES, Kind.DISLIKES}
        if not is_taste or tell.of is Of.BOOK:
            return await self._book(what)
        is_liked = tell.kind is Kind.LIKES
        if tell.of is not Of.AUTHOR and (genre := genre_of(read(what))):
            return Favourite(kind=FavouriteKind.GENRE, value=genre, is_liked=is_liked)
        if tell.of is None and (book := await self._book(what, least=WHOLLY)):
            return book
        if tell.of is not Of.GENRE and (name := await self._favourite_author(what, tell.of)):
            return Favourite(kind=FavouriteKind.AUTHOR, value=name, is_liked=is_liked)
        return await self._book(what) if tell.of is None else None

    async def _favourite_author(self, what: str, of: Of | None) -> str | None:
        """One who is in the catalogue, or of whom it is clear that they write."""
        if known := await self.author(what):
            return known
        is_clear = is_name(what) or (of is Of.AUTHOR and 1 < len(what.split()) < 5)
        return what[:LONGEST_FAVOURITE] if is_clear else None

    async def _book(self, what: str, *, least: float = SURELY) -> NamedBook | None:
        wanted = wanted_in(what, Context())
        if wanted.title and wanted.author:
            query = BookQuery(title=wanted.title, author=wanted.author, limit=3)
        else:
            query = BookQuery(title=wanted.title if wanted.title else what, limit=3)
        return _the_one(await self._catalogue.search(query), least=least)


def _the_one(found: Sequence[Found], *, least: float) -> NamedBook | None:
    """The book that fits best and well enough; None if one of another title fits about as well."""
    if not found or found[0].fit < least or found[0].book.id is None:
        return None
    first = found[0].book
    near = AS_SURELY if found[0].fit >= WHOLLY else _CLEARLY
    alike = [one.book for one in found if one.fit >= found[0].fit - near]
    if len({key_of(one.title) for one in alike}) > 1:
        return None
    return NamedBook(id=found[0].book.id, title=first.title, authors=first.authors)
