"""A shop's own list of books, a table or ONIX, into works with their editions. Pure.

What is wrong with an entry costs that entry and no other, and is said with its line. A wrong ISBN
costs the number only: the book is on the shelf all the same. Entries of one work (the same work
id, or the same title and first author) become one book with several editions. Lines that name the
same copy of it (its number or id, and its condition) are one entry, and their copies are added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from maneki.errors import InvalidInputError
from maneki.model.book import Book, Edition, Stock
from maneki.shop.lines import cut
from maneki.shop.lists.amounts import MOST_COUNT
from maneki.shop.lists.entry import MISTYPED, ROUNDED, Entered, entered
from maneki.shop.lists.onix import is_xml, products_of
from maneki.shop.lists.rows import Fault, Remarks, Row
from maneki.shop.lists.table import decoded, rows_of
from maneki.shop.words import key_of, title_keys

_LONGEST_NAMED = 60


@dataclass(frozen=True, slots=True)
class BookList:
    """What is in a file: `entries` could be read, each copy of a book once, however many lines name
    it. `notes` have the lines that they are about.
    """

    books: tuple[Book, ...]
    entries: int
    faults: tuple[Fault, ...]
    notes: dict[str, tuple[int, ...]]

    @property
    def has_lost_numbers(self) -> bool:
        """Whether some copy has no number here that had one where the list came from."""
        return not self.notes.keys().isdisjoint({ROUNDED, MISTYPED})


def read_list(contents: bytes, *, currency: str | None = None) -> BookList:
    """Read a file; `currency` is that of prices which do not name theirs (ISO 4217).

    Raises `InvalidInputError` for what is no list at all.
    """
    remarks = Remarks()
    return list_of(_rows(contents, remarks), currency=currency, remarks=remarks)


def list_of(rows: Iterable[Row], *, currency: str | None, remarks: Remarks) -> BookList:
    """The entries of a list, wherever its rows came from."""
    kept = [*_entered(rows, currency, remarks)]
    return BookList(
        books=tuple(_gathered(kept)),
        entries=len(kept),
        faults=tuple(sorted(remarks.faults, key=lambda fault: fault.line)),
        notes={said: tuple(lines) for said, lines in remarks.notes.items()},
    )


def _rows(contents: bytes, remarks: Remarks) -> Iterator[Row]:
    if is_xml(contents):
        return products_of(contents, remarks)
    return rows_of(decoded(contents, remarks), remarks)


def _entered(rows: Iterable[Row], currency: str | None, remarks: Remarks) -> Iterator[Entered]:
    """Each copy once, where it is named first."""
    kept: dict[str, Entered] = {}
    begun: dict[str, int] = {}
    for row in rows:
        try:
            one = entered(row, currency=currency, remarks=remarks)
            name = one.edition.origin.external_id
            if name in kept:
                one = _added_up(kept[name], one, _Again(row.line, begun[name], remarks))
        except InvalidInputError as exc:
            remarks.fault(row.line, str(exc))
            continue
        kept[name] = one
        begun.setdefault(name, row.line)
    yield from kept.values()


@dataclass(frozen=True, slots=True)
class _Again:
    """A line that names the copy of a line before."""

    line: int
    first: int
    remarks: Remarks


def _added_up(before: Entered, one: Entered, again: _Again) -> Entered:
    """Two lines about one copy. Raises `InvalidInputError` if they cannot be about one book."""
    titles = (title_keys(before.book.title), title_keys(one.book.title))
    if not {*titles[0]} & {*titles[1]}:
        told = cut(before.book.title, _LONGEST_NAMED)
        raise InvalidInputError(
            f"has the id or ISBN of line {again.first}, which is another book: {told!r}."
        )
    mine, more = before.edition.stock, one.edition.stock
    if mine is None or more is None:
        again.remarks.note(again.line, "A line before names that copy too: they were read as one.")
        return replace(before, edition=replace(before.edition, stock=mine or more))
    quantity = _sum(mine.quantity, more.quantity)
    again.remarks.note(
        again.line, "A line before names that copy too: their quantities were added up."
    )
    if mine.price and more.price and mine.price != more.price:
        again.remarks.note(again.line, "A line before names another price: the last one was kept.")
    stock = Stock(
        quantity=quantity,
        reserved=mine.reserved + more.reserved,
        price=more.price or mine.price,
    )
    return replace(before, edition=replace(before.edition, stock=stock))


def _sum(one: int | None, other: int | None) -> int | None:
    """Raises `InvalidInputError` for more than anybody has."""
    if one is None or other is None:
        return other if one is None else one
    if one + other > MOST_COUNT:
        raise InvalidInputError("has more copies, with those of a line before, than can be.")
    return one + other


def _gathered(entries: Iterable[Entered]) -> Iterator[Book]:
    """Works in the order of their first entries. What an entry does not say, another may."""
    works: dict[str, list[Entered]] = {}
    for one in entries:
        works.setdefault(one.book.origin.external_id, []).append(one)
    for together in works.values():
        book = together[0].book
        for other in together[1:]:
            book = _completed(book, other.book)
        yield replace(book, editions=tuple(_named(one, book) for one in together))


def _named(one: Entered, book: Book) -> Edition:
    """The edition with the title that it bears itself: a translation has another one."""
    if one.edition.title is not None or key_of(one.book.title) == key_of(book.title):
        return one.edition
    return replace(one.edition, title=one.book.title)


def _completed(book: Book, other: Book) -> Book:
    return replace(
        book,
        authors=book.authors or other.authors,
        series=book.series or other.series,
        description=book.description or other.description,
        subjects=tuple(dict.fromkeys((*book.subjects, *other.subjects))),
        first_published=_earlier(book.first_published, other.first_published),
        rating=book.rating or other.rating,
        readers=book.readers or other.readers,
        cover_url=book.cover_url or other.cover_url,
    )


def _earlier(one: int | None, other: int | None) -> int | None:
    return min((year for year in (one, other) if year is not None), default=None)
