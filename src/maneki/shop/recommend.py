"""Which books to recommend, and the true reason for each. Pure.

A book comes from the catalogue or not at all, and what is said of why is a fact that stands there:
it has the same author, it is of the same series, it is filed under the same subject, so many
readers rated it so. What somebody owns, disliked or was shown before is not recommended.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from maneki.model.book import Book, Edition, Rating, SeriesPlace
from maneki.model.ids import BookId
from maneki.shop.moods import said_as, telling_words
from maneki.shop.volumes import number_of
from maneki.shop.words import key_of, runs

FEW = 3
"""Books: as many as are recommended at once, unless more are asked for."""
_MANY_READERS = 1_000_000
_LIKED_RATING = 3.5
_OF_ONE_AUTHOR = 2


class Why(StrEnum):
    """Why a book is recommended, the most telling reason first."""

    NEXT_IN_SERIES = "next_in_series"
    SAME_SERIES = "same_series"
    SAME_AUTHOR = "same_author"
    MOOD = "mood"
    SUBJECT = "subject"
    LIKED_AUTHOR = "liked_author"
    LIKED_BOOK = "liked_book"
    LIKED_SUBJECT = "liked_subject"
    RATED = "rated"
    IN_STOCK = "in_stock"
    THERE = "there"
    """It is in the catalogue: nothing better can be said of it."""


_WORTH = {
    Why.NEXT_IN_SERIES: 5.0,
    Why.SAME_SERIES: 3.5,
    Why.SAME_AUTHOR: 3.0,
    Why.MOOD: 2.5,
    Why.SUBJECT: 2.0,
    Why.LIKED_AUTHOR: 1.5,
    Why.LIKED_BOOK: 1.25,
    Why.LIKED_SUBJECT: 1.0,
    Why.RATED: 0.0,
    Why.IN_STOCK: 0.0,
    Why.THERE: 0.0,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """`about` is the author, series, subject or word that it is, of `LIKED_BOOK` the title of the
    book that was liked; `rating` belongs to `RATED`.
    """

    why: Why
    about: str = ""
    rating: Rating | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    book: Book
    edition: Edition | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Likings:
    """What somebody has said that they like, and what not. `books` are titles with their authors,
    `subjects` the genres as they are called, each with the names that catalogues have for it.
    """

    authors: tuple[str, ...] = ()
    books: tuple[tuple[str, tuple[str, ...]], ...] = ()
    subjects: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_authors: tuple[str, ...] = ()
    not_subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What it is to be like: a book, an author, a subject by its names, or a word for the mood.

    `most_price` is in whole units of the shop's currency, `format` a word such as "paperback".
    Only books of fewer than `fewer_pages` pages, or more than `more_pages`, fit: what nobody knows
    the pages of does not. `likings` say what is dearer of what fits.
    """

    like: Book | None = None
    author: str | None = None
    subjects: tuple[str, ...] = ()
    mood: str | None = None
    most_price: Decimal | None = None
    format: str | None = None
    fewer_pages: int | None = None
    more_pages: int | None = None
    likings: Likings = field(default_factory=Likings)
    avoid: frozenset[BookId] = frozenset()
    most: int = FEW


@dataclass(frozen=True, slots=True)
class _Ranked:
    worth: float
    found: Recommendation = field(compare=False)


def recommended(
    candidates: Sequence[tuple[Book, Edition | None]], wish: Wish
) -> tuple[Recommendation, ...]:
    """The best of these for that wish, each with its reason; empty if none is left."""
    once = {book.id: (book, edition) for book, edition in candidates if book.id}
    ranked = sorted(
        (_ranked(book, edition, wish) for book, edition in once.values() if _may(book, wish)),
        key=lambda one: (-one.worth, one.found.book.id or ""),
    )
    fitting = [
        one.found
        for one in ranked
        if _is_affordable(one.found.edition, wish) and _is_as_long(one.found, wish)
    ]
    return tuple(_varied(fitting, wish))[: wish.most]


def _may(book: Book, wish: Wish) -> bool:
    if book.id in wish.avoid:
        return False
    if _is_disliked(book, wish):
        return False
    like = wish.like
    return like is None or (book.id != like.id and key_of(book.title) != key_of(like.title))


def _is_disliked(book: Book, wish: Wish) -> bool:
    """Whether it is by an author or of a subject that they do not like, and have not asked for."""
    likings, asked = wish.likings, {key_of(one) for one in wish.subjects}
    keys = {key_of(name) for name in likings.not_authors} - {key_of(wish.author or "")}
    if any(key_of(name) in keys for name in book.authors):
        return True
    unwanted = [one for one in likings.not_subjects if key_of(one) not in asked]
    return _shared(book.subjects, unwanted) is not None


def _is_as_long(found: Recommendation, wish: Wish) -> bool:
    if wish.fewer_pages is None and wish.more_pages is None:
        return True
    pages = pages_of(found.book, found.edition)
    if pages is None:
        return False
    if wish.fewer_pages is not None and pages >= wish.fewer_pages:
        return False
    return wish.more_pages is None or pages > wish.more_pages


def pages_of(book: Book, edition: Edition | None) -> int | None:
    """How long it is: of the edition that is shown, else of any that says so."""
    editions = (*([edition] if edition else []), *book.editions)
    return next((one.pages for one in editions if one.pages), None)


def _is_affordable(edition: Edition | None, wish: Wish) -> bool:
    """Whether the shop says that a copy fits; what it says nothing of does not."""
    stock = edition.stock if edition else None
    if wish.most_price is not None and (
        stock is None or stock.price is None or stock.price.major() > wish.most_price
    ):
        return False
    if wish.format is None:
        return True
    return edition is not None and wish.format in (edition.format or "").casefold()


def _varied(found: Sequence[Recommendation], wish: Wish) -> Iterator[Recommendation]:
    """Not all by one author, unless that author was asked for; the others come last."""
    counts: dict[str, int] = {}
    rest: list[Recommendation] = []
    for one in found:
        author = key_of(one.book.authors[0]) if one.book.authors else one.book.id or ""
        counts[author] = counts.get(author, 0) + 1
        if wish.author is None and counts[author] > _OF_ONE_AUTHOR:
            rest.append(one)
        else:
            yield one
    yield from rest


def _ranked(book: Book, edition: Edition | None, wish: Wish) -> _Ranked:
    reasons = [*_reasons(book, edition, wish)]
    worth = sum(_WORTH[one.why] for one in reasons) + _liked(book) + _at_hand(edition)
    return _Ranked(worth, Recommendation(book, edition, reasons[0]))


def _reasons(book: Book, edition: Edition | None, wish: Wish) -> Iterator[Reason]:
    if wish.like is not None:
        yield from _in_series(book, wish.like)
        yield from _by_one_of(book, wish.like.authors)
    if wish.author is not None:
        yield from _by_one_of(book, (wish.author,))
    if wish.mood:
        yield from _in_the_mood(book, wish.mood)
    wanted = wish.like.subjects if wish.like is not None else wish.subjects
    if shared := _shared(book.subjects, wanted):
        yield Reason(Why.SUBJECT, shared)
    yield from _to_their_liking(book, wish.likings)
    rating = book.shown_rating
    if rating is not None and rating.average >= _LIKED_RATING:
        yield Reason(Why.RATED, rating=rating)
    if edition is not None and edition.stock is not None and edition.stock.available:
        yield Reason(Why.IN_STOCK)
    yield Reason(Why.THERE)


def _in_series(book: Book, like: Book) -> Iterator[Reason]:
    own = {key_of(place.name): place for place in like.series}
    for place in book.series:
        known = own.get(key_of(place.name))
        if known is not None:
            why = Why.NEXT_IN_SERIES if _follows(place, known) else Why.SAME_SERIES
            yield Reason(why, place.name)
            return


def _follows(place: SeriesPlace, known: SeriesPlace) -> bool:
    """The very next whole volume: behind a novella it is the one that the novella stands before."""
    number, before = number_of(place.position), number_of(known.position)
    if number is None or before is None or number % 1:
        return False
    return 0 < number - before <= 1


def _by_one_of(book: Book, names: Collection[str]) -> Iterator[Reason]:
    keys: Mapping[str, str] = {key_of(name): name for name in book.authors}
    same = next((keys[key] for name in names if (key := key_of(name)) in keys), None)
    if same is not None:
        yield Reason(Why.SAME_AUTHOR, same)


def _to_their_liking(book: Book, likings: Likings) -> Iterator[Reason]:
    """One reason at most: the author, else a book of the same author, else the genre."""
    names = {key_of(name): name for name in book.authors}
    liked = next((names[key] for one in likings.authors if (key := key_of(one)) in names), None)
    if liked is not None:
        yield Reason(Why.LIKED_AUTHOR, liked)
        return
    for title, authors in likings.books:
        if any(key_of(name) in names for name in authors) and key_of(title) != key_of(book.title):
            yield Reason(Why.LIKED_BOOK, title)
            return
    for called, subjects in likings.subjects.items():
        if _shared(book.subjects, subjects):
            yield Reason(Why.LIKED_SUBJECT, called)
            return


def _in_the_mood(book: Book, mood: str) -> Iterator[Reason]:
    """The word of its description that says it, else the subject that does."""
    words = said_as(mood)
    said = set(runs(book.description or ""))
    exact = sorted(telling_words(mood) & said)
    if found := [*exact, *sorted((words & said) - set(exact))]:
        yield Reason(Why.MOOD, found[0])
    if subject := next((one for one in book.subjects if words & set(runs(one))), None):
        yield Reason(Why.SUBJECT, subject)


def _shared(subjects: Sequence[str], wanted: Sequence[str]) -> str | None:
    """The book's own name of a subject that is wanted."""
    keys = [set(runs(one)) for one in wanted]
    return next(
        (one for one in subjects if any(key and key <= set(runs(one)) for key in keys)), None
    )


def _liked(book: Book) -> float:
    """Up to 1, by how well it is rated and by how many."""
    if book.shown_rating is None:
        return 0.0
    sure = min(1.0, math.log1p(book.shown_rating.count) / math.log1p(_MANY_READERS))
    return sure * book.shown_rating.average / 5


def _at_hand(edition: Edition | None) -> float:
    has_copy = edition is not None and edition.stock is not None and bool(edition.stock.available)
    return 0.75 if has_copy else 0.0
