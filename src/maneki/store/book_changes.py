"""How what is said of books differs from what was known of them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from maneki.model.book import Book, Edition, Stock


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were new, changed, and known as they are."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.new + other.new, self.changed + other.changed, self.same + other.same)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of what was said: of books, and of their editions with what is on the shelf.

    An edition has changed if anything of it has, its copies and price included, or of its book.
    """

    books: Counts = field(default_factory=Counts)
    editions: Counts = field(default_factory=Counts)

    def __add__(self, other: Saved) -> Saved:
        return Saved(self.books + other.books, self.editions + other.editions)


def saved(books: Sequence[Book], *, known: Mapping[str, Book], names: Collection[str]) -> Saved:
    """What saving `books` changes, of one source, where `known` are those that it has told of, by
    what it calls them, and `names` the editions that it has told of, of whichever book.
    """
    told = {*names}
    return sum((_saved(book, known.get(book.origin.external_id), told) for book in books), Saved())


def _saved(book: Book, was: Book | None, names: Set[str]) -> Saved:
    before = {one.origin.external_id: one for one in was.editions} if was else {}
    is_other = was is None or not _is_same_work(book, was)
    editions = Counts()
    for edition in book.editions:
        name = edition.origin.external_id
        if name not in names:
            editions += Counts(new=1)
        elif is_other or name not in before or not _is_same_edition(edition, before[name]):
            editions += Counts(changed=1)
        else:
            editions += Counts(same=1)
    if was is None:
        return Saved(Counts(new=1), editions)
    is_changed = is_other or editions.new or editions.changed
    return Saved(Counts(changed=1) if is_changed else Counts(same=1), editions)


def _is_same_work(book: Book, was: Book) -> bool:
    return _plain(book) == _plain(was)


def _plain(book: Book) -> Book:
    """Without what the store adds, and in no order of series, which are kept in that of names."""
    return replace(
        book,
        id=None,
        origin=replace(book.origin, at=None),
        authors=tuple(name.casefold() for name in book.authors),
        series=tuple(
            sorted(
                (replace(one, name=one.name.casefold()) for one in book.series),
                key=lambda one: one.name,
            )
        ),
        editions=(),
    )


def _is_same_edition(edition: Edition, was: Edition) -> bool:
    if _bare(edition) != _bare(was):
        return False
    # What is not said of the shelf leaves it as it is.
    return edition.stock is None or (was.stock is not None and _told(edition.stock, was.stock))


def _bare(edition: Edition) -> Edition:
    return replace(edition, id=None, origin=replace(edition.origin, at=None), stock=None)


def _told(said: Stock, was: Stock) -> bool:
    return (said.quantity, said.price) == (was.quantity, was.price)
