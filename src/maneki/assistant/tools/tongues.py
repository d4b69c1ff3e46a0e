"""Editions by the language they are in."""

from __future__ import annotations

from dataclasses import replace

from maneki.assistant.tools.books import BookTools
from maneki.assistant.tools.desk import Shop
from maneki.assistant.tools.views import BookView
from maneki.model.book import Book, Edition
from maneki.model.ids import BookId

_MOST_LOOKED_AT = 60


class TongueTools:
    def __init__(self, shop: Shop, books: BookTools) -> None:
        self._shop = shop
        self._books = books

    async def edition_of(self, book_id: BookId, code: str) -> BookView | None:
        """A book with its editions in one language alone; None if none is known."""
        book = await self._shop.catalogue.get(book_id)
        return self._in(book, code) if book else None

    async def is_unsaid(self, book_id: BookId) -> bool:
        """Whether nobody said of any of its editions which language it is in."""
        book = await self._shop.catalogue.get(book_id)
        return book is not None and not any(one.language for one in book.editions)

    async def any_in(self, code: str, *, most: int) -> tuple[BookView, ...]:
        """Books with an edition in a language: what can be had first, then what is read most."""
        async with self._shop.store.reading() as tx:
            found = await tx.book_search.in_language(code, limit=_MOST_LOOKED_AT)
        books = await self._shop.catalogue.many([one.id for one in found])
        there = {books[one.id].id: books[one.id] for one in found if one.id in books}
        ordered = sorted(there.values(), key=lambda one: not _can_be_had(one, code))
        views = (self._in(one, code) for one in ordered[:most])
        return tuple(one for one in views if one is not None)

    def _in(self, book: Book, code: str) -> BookView | None:
        editions = tuple(one for one in book.editions if _is_in(one, code))
        return self._books.view_of(replace(book, editions=editions)) if editions else None


def _is_in(edition: Edition, code: str) -> bool:
    return (edition.language or "").casefold().replace("_", "-").partition("-")[0] == code


def _can_be_had(book: Book, code: str) -> bool:
    return any(
        _is_in(one, code) and one.stock is not None and bool(one.stock.available)
        for one in book.editions
    )
