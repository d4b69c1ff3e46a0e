"""Search, look up and recommend books. All of them are in the catalogue, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from maneki.assistant.evidence import BookSeen, Seen, StockSeen
from maneki.assistant.tools.desk import Desk, Ledger, Shop
from maneki.assistant.tools.tastes import Tastes
from maneki.assistant.tools.wishes import Wanted, around, around_likings, compared
from maneki.errors import InvalidInputError
from maneki.model.book import Book, Edition, Isbn, SeriesPlace
from maneki.model.book_card import BookCard
from maneki.model.ids import BookId
from maneki.model.money import Money
from maneki.phrases import say
from maneki.shop.cards import LONGEST_NAME, card_of, short
from maneki.shop.catalogue import Found
from maneki.shop.query import MOST_RESULTS, BookQuery, Order
from maneki.shop.rank import SURNAME, edition_of, language_of
from maneki.shop.recommend import Reason, Recommendation, Wish, recommended
from maneki.shop.subjects import subjects_for
from maneki.shop.volumes import place_of

SURELY = 0.8
"""A book that fits a question so well is what was meant; one that fits less is something near."""
NEAR = 0.6
"""What fits less than this has only small words in common with what was asked for."""
_WHOLLY = 0.99
_AS_SURELY = 0.005
_THE_ONE = 0.93
_MOST_SUBJECTS = 4
_MOST_LIKINGS = 5
_MOST_WORDS = 16
_MOST_LOOKED_AT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One kind of copy: how many can be had now, at which price; None is what nobody said."""

    kind: str = ""
    isbn: str | None = None
    language: str | None = None
    price: Money | None = None
    available: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookView:
    """A book as a tool tells of it. `fit` is how well it answers the question, up to 1."""

    card: BookCard
    subjects: tuple[str, ...] = ()
    copies: tuple[Copy, ...] = ()
    fit: float = 1.0

    @property
    def id(self) -> BookId:
        return self.card.book_id


@dataclass(frozen=True, slots=True)
class OtherLanguages:
    """The languages that were asked for, and the others that there is something in, by their codes;
    none if nobody said which.
    """

    asked: tuple[str, ...]
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """What a search found. `is_near`: nothing is quite what was asked for, these come nearest.
    `only_in`: none of it is in a language that was asked for, as far as anybody said.

    Not `is_complete`, somebody who may know more could not be asked: then nothing found does not
    mean that there is no such book.
    """

    books: tuple[BookView, ...] = ()
    is_near: bool = False
    is_complete: bool = True
    only_in: OtherLanguages | None = None

    @property
    def meant(self) -> tuple[BookView, ...]:
        """Those that fit as well as the best one: several if it cannot be told which was meant."""
        best = max((one.fit for one in self.books), default=0.0)
        return tuple(one for one in self.books if one.fit >= best - _AS_SURELY)

    @property
    def is_one(self) -> bool:
        """Whether one book fits better than all others, and well enough to be the one."""
        return len(self.meant) == 1 and self.meant[0].fit >= _THE_ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """A book and the true reason why it is recommended."""

    book: BookView
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Likened:
    """What "like X" turned out to mean: a book, or an author."""

    book: Book | None = None
    author: str | None = None


class BookTools:
    def __init__(self, shop: Shop, desk: Desk, ledger: Ledger) -> None:
        self._shop = shop
        self._desk = desk
        self._ledger = ledger
        self._tastes = Tastes(shop, desk)
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
                found = Found(book=only, edition=self._edition(only), fit=view.fit)
                return self._view(found)
        return None

    async def _search(self, query: BookQuery) -> Matches:
        found = [one for one in await self._found(query) if one.fit >= NEAR]
        # A book that nobody of that name wrote is not the one that was asked for.
        is_other = not found and query.author is not None
        is_of_a_place = query.position is not None or query.place is not None
        if not found and not is_of_a_place and query.isbn is None:
            found = [one for one in await self._by_words(query) if one.fit >= NEAR]
        is_near = bool(found) and (is_other or max(one.fit for one in found) < SURELY)
        if query.isbn is None:
            found = [replace(one, edition=self._edition(one.book)) for one in found]
        if query.series is not None:
            found = [replace(one, book=_in_series(one.book, query.series)) for one in found]
        return Matches(
            books=tuple(map(self._view, found)), is_near=is_near, is_complete=self._was_complete
        )

    async def by_id(self, book_id: BookId) -> BookView:
        """All about one book. Raises `InvalidInputError` if there is none of that id."""
        return self._view(await self._get(book_id))

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
        return tuple(
            self._view(Found(book=one, edition=self._edition(one), fit=1.0)) for one in there
        )

    def view_of(self, book: Book) -> BookView:
        """A book of the catalogue, with those of its editions that it is given with."""
        return self._view(Found(book=book, edition=self._edition(book), fit=1.0))

    async def is_title(self, text: str) -> bool:
        """Whether a text is the whole title of a book, whatever else it may be taken for."""
        return await self._shop.catalogue.is_title(text)

    async def recent(self, query: BookQuery) -> Matches:
        """What appeared last, the newest first: of all, of an author or of a genre."""
        return await self.search(replace(query, order=Order.NEWEST))

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
            self._edition(likened.book) if likened.book else None,
        )
        candidates = await self._candidates(wish)
        return tuple(self._recommended(one) for one in recommended(candidates, wish))

    async def _get(self, book_id: BookId) -> Found:
        book = await self._shop.catalogue.get(book_id)
        if book is None:
            raise InvalidInputError(say("keeper.no_such_book", self._desk.language))
        return Found(book=book, edition=self._edition(book), fit=1.0)

    async def _found(self, query: BookQuery) -> list[Found]:
        query = self._liking(query)
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
            found = await self._shop.catalogue.search(self._liking(asked))
            if found and found[0].fit >= SURELY:
                break
        return [*found]

    def _liking(self, query: BookQuery) -> BookQuery:
        return replace(
            query,
            languages=query.languages or (self._desk.language,),
            country=query.country or self._shop.country,
        )

    def _edition(self, book: Book) -> Edition | None:
        """The one to show: one that can be had, else one that the shop speaks of, else any."""
        told = [one for one in book.editions if one.stock is not None]
        there = [one for one in told if one.stock is not None and one.stock.available]
        return edition_of(there or told or book.editions, self._liking(BookQuery()))

    def _view(self, found: Found) -> BookView:
        book = found.book
        view = BookView(
            card=card_of(book, found.edition, address=self._shop.book_address),
            subjects=tuple(short(one, LONGEST_NAME) for one in book.subjects[:_MOST_LOOKED_AT]),
            copies=_copies(book.editions, found.edition),
            fit=found.fit,
        )
        self._ledger.note(*seen_of(view))
        return view

    def _recommended(self, found: Recommendation) -> Recommended:
        book = self._view(Found(book=found.book, edition=found.edition, fit=1.0))
        about = short(found.reason.about, LONGEST_NAME)
        return Recommended(book=book, reason=replace(found.reason, about=about))

    async def _likened(self, wanted: Wanted) -> _Likened:
        if wanted.like is None:
            return _Likened(author=await self._author(wanted.author) if wanted.author else None)
        found = await self._shop.catalogue.search(BookQuery(words=wanted.like, limit=1))
        if found and found[0].fit >= _WHOLLY:
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
        return [(one.book, self._edition(one.book)) for one in found]


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


def _copies(editions: Sequence[Edition], first: Edition | None) -> tuple[Copy, ...]:
    """What the shop says of its shelf, the edition that is shown first."""
    ordered = sorted(
        editions, key=lambda one: (one != first, not (one.stock and one.stock.available))
    )
    return tuple(_copy(one) for one in ordered if one.stock is not None)[:_MOST_LOOKED_AT]


def _copy(edition: Edition) -> Copy:
    stock = edition.stock
    return Copy(
        kind=short(edition.format or "", LONGEST_NAME),
        isbn=edition.isbn.digits if edition.isbn else None,
        language=language_of(edition),
        price=stock.price if stock else None,
        available=stock.available if stock else None,
    )


def seen_of(view: BookView) -> tuple[Seen, ...]:
    """What a book that was returned backs in a reply."""
    card = view.card
    isbns = [card.isbn, *(copy.isbn for copy in view.copies)]
    book = BookSeen(
        title=card.title,
        authors=card.authors,
        isbns=tuple(dict.fromkeys(one for one in isbns if one)),
        published=card.published,
        pages=card.pages,
        rating=card.rating.average if card.rating else None,
        ratings=card.rating.count if card.rating else None,
        readers=card.readers,
        series=card.series.name if card.series else None,
        position=card.series.position if card.series else None,
        subjects=view.subjects,
        kind=card.format or "",
        description=card.description or "",
        this_turn=True,
    )
    stock = [
        StockSeen(
            title=card.title,
            available=copy.available,
            price=copy.price,
            kind=copy.kind,
            this_turn=True,
        )
        for copy in view.copies
    ]
    return (book, *(stock or [StockSeen(title=card.title, this_turn=True)]))


def isbn_query(isbn: str) -> BookQuery:
    """A question by number. Raises `InvalidInputError` for one that is none."""
    return BookQuery(isbn=Isbn.parse(isbn))
