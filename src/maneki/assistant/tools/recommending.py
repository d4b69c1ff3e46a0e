"""Recommends books of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, replace

from maneki.assistant.tools.desk import Desk, Shop
from maneki.assistant.tools.tastes import Tastes
from maneki.assistant.tools.views import SURELY, WHOLLY, Recommended, Views
from maneki.assistant.tools.wishes import Wanted, around, around_likings, compared
from maneki.errors import InvalidInputError
from maneki.model.book import Book, Edition
from maneki.model.ids import BookId
from maneki.phrases import say
from maneki.shop.cards import LONGEST_NAME, short
from maneki.shop.catalogue import Found
from maneki.shop.query import MOST_RESULTS, BookQuery
from maneki.shop.rank import SURNAME
from maneki.shop.recommend import Recommendation, Wish, recommended
from maneki.shop.subjects import subjects_for


@dataclass(frozen=True, slots=True)
class _Likened:
    """What "like X" turned out to mean: a book, or an author."""

    book: Book | None = None
    author: str | None = None


class Recommender:
    def __init__(self, shop: Shop, desk: Desk, views: Views) -> None:
        self._shop = shop
        self._desk = desk
        self._views = views
        self._tastes = Tastes(shop, desk)

    async def recommend(self, wanted: Wanted) -> tuple[Recommended, ...]:
        """Books that fit, each with its reason, the dearer to the customer by what they have said
        the sooner; none that they have, disliked or were shown.

        Raises `InvalidInputError` if it is to be like something that nobody here knows.
        """
        likened = await self._likened(wanted)
        tastes = await self._tastes.of_customer()
        wish = compared(
            Wish(
                like=likened.book,
                author=likened.author,
                subjects=subjects_for(wanted.genre) if wanted.genre else (),
                mood=wanted.mood,
                most_price=wanted.most_price,
                format=wanted.format,
                likings=tastes.likings,
                avoid=tastes.kept_back | await self._unlike(wanted),
                most=wanted.most,
            ),
            wanted.than,
            self._views.edition(likened.book) if likened.book else None,
        )
        candidates = await self._candidates(wish)
        return tuple(self._recommended(one) for one in recommended(candidates, wish))

    async def _likened(self, wanted: Wanted) -> _Likened:
        if wanted.like is None:
            return _Likened(author=await self._author(wanted.author) if wanted.author else None)
        found = await self._shop.catalogue.search(BookQuery(words=wanted.like, limit=1))
        if found and found[0].fit >= WHOLLY:
            return _Likened(book=found[0].book)
        by_author = await self._shop.catalogue.search(BookQuery(author=wanted.like, limit=1))
        if by_author and by_author[0].fit >= SURNAME:
            return _Likened(author=by_author[0].book.authors[0])
        if not found or found[0].fit < SURELY:
            raise InvalidInputError(
                say("keeper.like.unknown", self._desk.language, like=short(wanted.like, 80))
            )
        return _Likened(book=found[0].book)

    async def _author(self, name: str) -> str:
        """The name as the catalogue has it, or as it was said."""
        found = await self._shop.catalogue.search(BookQuery(author=name, limit=1))
        return found[0].book.authors[0] if found and found[0].fit >= SURNAME else name

    async def _unlike(self, wanted: Wanted) -> frozenset[BookId]:
        if wanted.unlike is None:
            return frozenset()
        try:
            likened = await self._likened(Wanted(like=wanted.unlike))
        except InvalidInputError:
            return frozenset()
        return frozenset({likened.book.id} if likened.book and likened.book.id else ())

    async def _candidates(self, wish: Wish) -> list[tuple[Book, Edition | None]]:
        queries = [*around(wish)] or [*around_likings(wish), BookQuery()]
        found = [
            one
            for query in queries
            for one in await self._shop.catalogue.search(replace(query, limit=MOST_RESULTS))
        ]
        return [(one.book, self._views.edition(one.book)) for one in found]

    def _recommended(self, found: Recommendation) -> Recommended:
        book = self._views.of_found(Found(book=found.book, edition=found.edition, fit=1.0))
        about = short(found.reason.about, LONGEST_NAME)
        return Recommended(book=book, reason=replace(found.reason, about=about))
