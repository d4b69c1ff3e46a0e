"""Which books of different sources are one work, and what they are together. Pure.

Proof is a common ISBN, or the same title (but for its article) by the same author. Without proof
two books stay two, and a book that may be either of two is neither. What the shop's own list tells
apart is two works, whatever others say; only a book of it whose last edition has moved to another
one (its title was corrected) is shown as that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from maneki.model.book import SHOP, Book, Edition, SeriesPlace
from maneki.model.ids import BookId
from maneki.shop.words import key_of, without_article


def is_proven(book: Book, other: Book) -> bool:
    """Whether two books are one work."""
    if book.origin.source == other.origin.source == SHOP:
        return False
    return _share_isbn(book, other) or _share_name(book, other)


def shown_as(
    books: Iterable[Book], among: Iterable[Book], before: Mapping[BookId, BookId]
) -> dict[BookId, BookId | None]:
    """What each of these saved books, none of the shop's own, is shown as; None for itself.

    `before` is what books were shown as so far. The shop's own book leads; of others, the one that
    was there first.
    """
    others = [*among]
    shown: dict[BookId, BookId | None] = {}
    for book in sorted(books, key=_id):
        leads = (
            one
            for one in others
            if _lead(_id(one), shown, before) == _id(one)
            and (one.origin.source == SHOP or _id(one) < _id(book))
        )
        twin = twin_of(book, leads)
        shown[_id(book)] = None if twin is None else _id(twin)
    return shown


def _lead(
    book_id: BookId, shown: Mapping[BookId, BookId | None], before: Mapping[BookId, BookId]
) -> BookId:
    """What a book is shown as, as far as is decided."""
    return (shown[book_id] or book_id) if book_id in shown else before.get(book_id, book_id)


def twin_of(book: Book, others: Iterable[Book]) -> Book | None:
    """The one book of `others` that this one is too; None if it may be one of several.

    Of several, one with the same name is meant before one with a number of it, and a book of the
    shop's own before others.
    """
    proven = [other for other in others if other.id != book.id and is_proven(book, other)]
    for these in (proven, [one for one in proven if one.origin.source == SHOP]):
        named = [one for one in these if _share_name(book, one)]
        for few in (these, named):
            if len(few) == 1:
                return few[0]
    return None


def _id(book: Book) -> BookId:
    if book.id is None:
        raise ValueError(f"{book.origin} was not saved")
    return book.id


def together(book: Book, twins: Sequence[Book]) -> Book:
    """One book of all that is said of it: what it says itself counts, the others fill its gaps."""
    for twin in twins:
        book = replace(
            book,
            authors=book.authors or twin.authors,
            series=_places(book, twin),
            description=book.description or twin.description,
            subjects=book.subjects or twin.subjects,
            first_published=book.first_published or twin.first_published,
            released=book.released or twin.released,
            rating=book.rating or twin.rating,
            readers=book.readers or twin.readers,
            cover_url=book.cover_url or twin.cover_url,
            editions=_editions(book.editions, twin.editions),
        )
    return book


def _share_isbn(book: Book, other: Book) -> bool:
    return not _isbns(book).isdisjoint(_isbns(other))


def _isbns(book: Book) -> frozenset[str]:
    return frozenset(edition.isbn.digits for edition in book.editions if edition.isbn)


def _share_name(book: Book, other: Book) -> bool:
    if without_article(key_of(book.title)) != without_article(key_of(other.title)):
        return False
    return not set(map(key_of, book.authors)).isdisjoint(map(key_of, other.authors))


def _places(book: Book, twin: Book) -> tuple[SeriesPlace, ...]:
    if any(place.position for place in book.series):
        return book.series
    return twin.series or book.series


def _editions(editions: tuple[Edition, ...], others: tuple[Edition, ...]) -> tuple[Edition, ...]:
    """Each number once: what one source does not say of it, another may."""
    told = {edition.isbn: edition for edition in others if edition.isbn}
    mine = tuple(
        _completed(edition, told[edition.isbn]) if edition.isbn in told else edition
        for edition in editions
    )
    known = {edition.isbn for edition in editions if edition.isbn}
    return (*mine, *(one for one in others if one.isbn is None or one.isbn not in known))


def _completed(edition: Edition, other: Edition) -> Edition:
    return replace(
        edition,
        title=edition.title or other.title,
        format=edition.format or other.format,
        publisher=edition.publisher or other.publisher,
        language=edition.language or other.language,
        country=edition.country or other.country,
        published=edition.published or other.published,
        pages=edition.pages or other.pages,
        cover_url=edition.cover_url or other.cover_url,
    )
