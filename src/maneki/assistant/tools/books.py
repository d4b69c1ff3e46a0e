"""Search, look up and recommend books. All of them are in the catalogue, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from maneki.assistant.tools.desk import Desk, Ledger, Shop
from maneki.assistant.tools.recommending import Recommender
from maneki.assistant.tools.views import (
    SURELY,
    BookView,
    Matches,
    OtherLanguages,
    Recommended,
    Views,
)
from maneki.assistant.tools.wishes import Wanted
from maneki.errors import InvalidInputError
from maneki.model.book import Book, SeriesPlace
from maneki.model.book_card import BookCard
from maneki.model.ids import BookId
from maneki.phrases import say
from maneki.shop.cards import card_of
from maneki.shop.catalogue import Found
from maneki.shop.query import MOST_RESULTS, BookQuery, Order
from maneki.shop.rank import language_of
from maneki.shop.subjects import subjects_for
from maneki.shop.volumes import place_of

_NEAR = 0.6
"""What fits less than this has only small words in common with what was asked for."""


class BookTools:
    def __init__(self, shop: Shop, desk: Desk, ledger: Ledger) -> None:
        self._shop = shop
        self._desk = desk
        self._views = Views(shop, desk, ledger)
        self._recommender = Recommender(shop, desk, self._views)
        self._was_complete = True

    async def search(self, query: BookQuery) -> Matches:
        """The books that answer a question, the likeliest first; empty if the catalogue has none.

        What was asked for by genre is looked for under each of its names. What was asked for in a
        language is told in that language alone, or, where there is nothing in it, as it is.
        """
        self._was_complete = True
        if query.languages:
            return await self._search_in(query.languages, query)
        return await self._search(query)

    async def _search_in(self, languages: tuple[str, ...], query: BookQuery) -> Matches:
        every = await self._search(replace(query, languages=(), limit=MOST_RESULTS))
        # By a title one book is meant; what else resembles it is no translation of it.
        meant = every.meant if query.title or query.words or query.isbn else every.books
        told = [one for view in meant if (one := await self._in_language(view, languages))]
        if told or not meant:
            return replace(every, books=tuple(told[: query.most]))
        books = [(await self._get(one.id)).book for one in meant]
        others = (language_of(edition) for book in books for edition in book.editions)
        known = tuple(dict.fromkeys(one for one in others if one))
        shown = every.meant[: query.most] if meant is every.meant else every.books[: query.most]
        return replace(every, books=shown, only_in=OtherLanguages(languages, known))

    async def _in_language(self, view: BookView, languages: Sequence[str]) -> BookView | None:
        """The book with those of its editions alone that are in one of these languages."""
        book = (await self._get(view.id)).book
        for language in languages:
            there = tuple(one for one in book.editions if language_of(one) == language)
            if there:
                only = replace(book, editions=there, series=_first(book.series, view))
                found = Found(book=only, edition=self._views.edition(only), fit=view.fit)
                return self._views.of_found(found)
        return None

    async def _search(self, query: BookQuery) -> Matches:
        found = [one for one in await self._found(query) if one.fit >= _NEAR]
        # A book that nobody of that name wrote is not the one that was asked for.
        is_other = not found and query.author is not None
        is_of_a_place = query.position is not None or query.place is not None
        if not found and not is_of_a_place and query.isbn is None:
            found = [one for one in await self._by_words(query) if one.fit >= _NEAR]
        is_near = bool(found) and (is_other or max(one.fit for one in found) < SURELY)
        if query.isbn is None:
            found = [replace(one, edition=self._views.edition(one.book)) for one in found]
        if query.series is not None:
            found = [replace(one, book=_in_series(one.book, query.series)) for one in found]
        views = tuple(map(self._views.of_found, found))
        return Matches(books=views, is_near=is_near, is_complete=self._was_complete)

    async def by_id(self, book_id: BookId) -> BookView:
        """All about one book. Raises `InvalidInputError` if there is none of that id."""
        return self._views.of_found(await self._get(book_id))

    async def shown_cards(self) -> tuple[BookCard, ...]:
        """The books that were shown last, in the order of their numbers: what they are called."""
        if not self._desk.shown:
            return ()
        books = await self._shop.catalogue.many(self._desk.shown)
        return tuple(card_of(books[id_], None) for id_ in self._desk.shown if id_ in books)

    async def shown(self) -> tuple[BookView, ...]:
        """The books that were shown last, in the order of their numbers, as they are now."""
        books = await self._shop.catalogue.many(self._desk.shown)
        there = [books[id_] for id_ in self._desk.shown if id_ in books]
        return tuple(map(self._views.of, there))

    def view_of(self, book: Book) -> BookView:
        """A book of the catalogue, with those of its editions that it is given with."""
        return self._views.of(book)

    async def is_title(self, text: str) -> bool:
        """Whether a text is the whole title of a book, whatever else it may be taken for."""
        return await self._shop.catalogue.is_title(text)

    async def recent(self, query: BookQuery) -> Matches:
        """What appeared last, the newest first: of all, of an author or of a genre."""
        return await self.search(replace(query, order=Order.NEWEST))

    @property
    def today(self) -> date:
        """The day it is at the shop."""
        return self._desk.today(self._shop.zone)

    async def recommend(self, wanted: Wanted) -> tuple[Recommended, ...]:
        """Books that fit, each with its reason: see `Recommender`."""
        return await self._recommender.recommend(wanted)

    async def _get(self, book_id: BookId) -> Found:
        book = await self._shop.catalogue.get(book_id)
        if book is None:
            raise InvalidInputError(say("keeper.no_such_book", self._desk.language))
        return Found(book=book, edition=self._views.edition(book), fit=1.0)

    async def _found(self, query: BookQuery) -> list[Found]:
        query = self._views.liking(query)
        if query.subject is None:
            return [*await self._looked_up(query)]
        found: dict[BookId | None, Found] = {}
        for subject in subjects_for(query.subject):
            answer = await self._shop.catalogue.search(replace(query, subject=subject))
            answer = tuple(one for one in answer if one.fit >= SURELY)
            found |= {one.book.id: one for one in answer if one.book.id not in found}
            if len(found) >= query.most:
                break
        return [*found.values()][: query.most]

    async def _looked_up(self, query: BookQuery) -> Sequence[Found]:
        """In the catalogue, and with whoever else knows books."""
        if self._shop.library is None:
            return await self._shop.catalogue.search(query)
        looked = await self._shop.library.search(query)
        self._was_complete = looked.is_complete
        return looked.found

    async def _by_words(self, query: BookQuery) -> list[Found]:
        """What nobody is called, looked for by its words: a title, else all that was said."""
        said = [one for one in (query.title, query.author, query.series) if one]
        if not said or query.words is not None:
            return []
        found: Sequence[Found] = ()
        for words in dict.fromkeys((said[0], " ".join(said))):
            asked = BookQuery(words=words, order=query.order, limit=query.limit)
            found = await self._shop.catalogue.search(self._views.liking(asked))
            if found and found[0].fit >= SURELY:
                break
        return [*found]


def _first(places: tuple[SeriesPlace, ...], view: BookView) -> tuple[SeriesPlace, ...]:
    return tuple(
        sorted(
            places, key=lambda one: view.card.series is None or one.name != view.card.series.name
        )
    )


def _in_series(book: Book, name: str) -> Book:
    """The book with the series that was asked for ahead of others."""
    place = place_of(book, name)
    if place is None:
        return book
    return replace(book, series=(place, *(one for one in book.series if one != place)))
