"""A shop's own list of books, a table or ONIX, into works with their editions. Pure.

What is wrong with an entry costs that entry and no other, and is said with its line. A wrong ISBN
costs the number only: the book is on the shelf all the same. Entries of one work (the same work
id, or the same title and first author) become one book with several editions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from maneki.errors import InvalidInputError
from maneki.model.book import Book
from maneki.shop.lists.entry import Entered, entered
from maneki.shop.lists.onix import is_xml, products_of
from maneki.shop.lists.rows import Fault, Remarks, Row
from maneki.shop.lists.table import decoded, rows_of


@dataclass(frozen=True, slots=True)
class BookList:
    """What is in a file: `entries` could be read, `notes` have the lines that they are about."""

    books: tuple[Book, ...]
    entries: int
    faults: tuple[Fault, ...]
    notes: dict[str, tuple[int, ...]]


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
    seen: dict[str, int] = {}
    for row in rows:
        try:
            one = entered(row, currency=currency, remarks=remarks)
        except InvalidInputError as exc:
            remarks.fault(row.line, str(exc))
            continue
        before = seen.setdefault(one.edition.origin.external_id, row.line)
        if before == row.line:
            yield one
        else:
            remarks.fault(row.line, f"is the same as line {before}, which was kept.")


def _gathered(entries: Iterable[Entered]) -> Iterator[Book]:
    """Works in the order of their first entries. What an entry does not say, another may."""
    works: dict[str, list[Entered]] = {}
    for one in entries:
        works.setdefault(one.book.origin.external_id, []).append(one)
    for together in works.values():
        book = together[0].book
        for other in together[1:]:
            book = _completed(book, other.book)
        yield replace(book, editions=tuple(one.edition for one in together))


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
