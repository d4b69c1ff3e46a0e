"""The catalogue as it is kept: works with their authors, series and editions, and the shelf."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, bindparam, delete, func, select, text, update

from maneki.model.book import Book, Edition, Isbn, SeriesPlace, Stock
from maneki.model.ids import BookId, EditionId
from maneki.store import book_rows
from maneki.store.book_changes import Saved, saved
from maneki.store.book_rows import book_of, edition_of, grouped
from maneki.store.schema import (
    authors,
    book_authors,
    book_series,
    book_spellings,
    book_texts,
    book_titles,
    book_twins,
    books,
    editions,
    series,
    stock,
)
from maneki.store.session import Session

_PARTS = (book_authors, book_series, book_titles, book_texts)
"""What belongs to a book and is written anew whenever it changes."""
_ANALYZED = (books, *_PARTS, book_spellings, editions, stock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A book as it is to be kept, with all that it is to be found by.

    Keys stand for whole titles and names and are compared as such: `authors` and `series` have one
    for each of the book's, in its order. Words are looked for. `spellings` pairs what a word may be
    asked as with the word. `appeared` sorts as time does, "" if nobody knows. `digest` changes with
    anything of it but its stock.
    """

    book: Book
    digest: str
    appeared: str
    titles: tuple[str, ...]
    authors: tuple[str, ...]
    series: tuple[str, ...]
    title_words: tuple[str, ...]
    author_words: tuple[str, ...]
    series_words: tuple[str, ...]
    subject_words: tuple[str, ...]
    spellings: frozenset[tuple[str, str]]

    @property
    def name(self) -> str:
        """What its source calls it."""
        return self.book.origin.external_id


@dataclass(frozen=True, slots=True)
class Shelved:
    """An edition of which the shop said at that time what it has."""

    book: Book
    edition_id: EditionId
    said_at: datetime

    @property
    def edition(self) -> Edition:
        return next(one for one in self.book.editions if one.id == self.edition_id)


@dataclass(frozen=True, slots=True)
class _Written:
    """An entry whose row is there, with the id of it."""

    id: BookId
    entry: Entry


class Books:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def save(self, entries: Sequence[Entry]) -> Saved:
        """Keep these books of one source, each named once, with their editions and stock.

        What is known already becomes what is said now; editions and stock that are not named stay.
        How many copies are reserved is nothing that a list knows, and stays too.
        """
        if not entries:
            return Saved()
        known = await self._known(entries)
        placed = await self._placed(entries)
        changes = await self._changes(entries, known, placed)
        new = [
            _Written(BookId(self._session.new_id()), one)
            for one in entries
            if one.name not in known
        ]
        changed = [
            _Written(BookId(row.id), one)
            for one in entries
            if (row := known.get(one.name)) is not None
            and (row.digest != one.digest or not _is_at_home(one, row.id, placed))
        ]
        await self._insert(books, [_book_row(one) for one in new])
        await self._change(changed)
        written = [*new, *changed]
        await self._write_authors(written)
        await self._write_series(written)
        await self._write_words(written)
        await self._write_editions(written)
        await self._follow(written, placed)
        await self._write_stock(entries)
        return changes

    async def _placed(self, entries: Sequence[Entry]) -> dict[str, BookId]:
        """Of which books these editions are, as far as they are known."""
        source = entries[0].book.origin.source
        said = [one.origin.external_id for entry in entries for one in entry.book.editions]
        rows = await self._session.rows(
            select(editions.c.external_id, editions.c.book_id).where(
                editions.c.source == source, self._session.among(editions.c.external_id, said)
            )
        )
        return {row.external_id: BookId(row.book_id) for row in rows}

    async def _follow(self, written: Sequence[_Written], placed: Mapping[str, BookId]) -> None:
        """A book whose last edition is now another one's was that book, under a wrong name."""
        moved = {
            before: one.id
            for one in written
            for edition in one.entry.book.editions
            if (before := placed.get(edition.origin.external_id, one.id)) != one.id
        }
        if not moved:
            return
        rows = await self._session.rows(
            select(editions.c.book_id)
            .where(self._session.among(editions.c.book_id, [*moved]))
            .distinct()
        )
        left = {row.book_id for row in rows}
        await self.show_as(dict.fromkeys(moved.values()))
        await self.show_as({was: now for was, now in moved.items() if was not in left})

    async def _changes(
        self,
        entries: Sequence[Entry],
        known: Mapping[str, Row[Any]],
        placed: Mapping[str, BookId],
    ) -> Saved:
        """What saving these will change; to be asked before."""
        before = await self.many({BookId(row.id) for row in known.values()})
        return saved(
            [one.book for one in entries],
            known={one.origin.external_id: one for one in before.values()},
            names=placed.keys(),
        )

    async def _known(self, entries: Sequence[Entry]) -> dict[str, Row[Any]]:
        rows = await self._session.rows(
            select(books.c.id, books.c.external_id, books.c.digest).where(
                books.c.source == entries[0].book.origin.source,
                self._session.among(books.c.external_id, [one.name for one in entries]),
            )
        )
        return {row.external_id: row for row in rows}

    async def _change(self, changed: Sequence[_Written]) -> None:
        if not changed:
            return
        rows = [_book_row(one) for one in changed]
        # A parameter must not be called as a column that is set is.
        said: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name != "id"}
        await self._session.execute(
            update(books)
            .where(books.c.id == bindparam("new_id"))
            .values(**said, updated_at=self._session.now),
            [{f"new_{name}": value for name, value in row.items()} for row in rows],
        )
        which = [one.id for one in changed]
        for table in _PARTS:
            of_these = self._session.among(table.c.book_id, which)
            await self._session.execute(delete(table).where(of_these))

    async def _write_authors(self, written: Sequence[_Written]) -> None:
        names = {
            key: name
            for one in written
            for key, name in zip(one.entry.authors, one.entry.book.authors, strict=True)
        }
        ids = await self._named(authors, names)
        await self._insert(
            book_authors,
            [
                {"book_id": one.id, "position": position, "author_id": ids[key]}
                for one in written
                for position, key in enumerate(one.entry.authors)
            ],
        )

    async def _write_series(self, written: Sequence[_Written]) -> None:
        places = [
            (one.id, key, place)
            for one in written
            for key, place in zip(one.entry.series, one.entry.book.series, strict=True)
        ]
        ids = await self._named(series, {key: place.name for _, key, place in places})
        await self._insert(
            book_series,
            [
                {"book_id": book_id, "series_id": ids[key], "position": place.position}
                for book_id, key, place in places
            ],
        )

    async def _named(self, table: Table, names: Mapping[str, str]) -> dict[str, str]:
        """The ids of authors or series by their keys; whoever is unknown is added."""
        if not names:
            return {}
        await self._insert_missing(
            table,
            [
                {"id": self._session.new_id(), "key": key, "name": name}
                for key, name in sorted(names.items())
            ],
        )
        rows = await self._session.rows(
            select(table.c.id, table.c.key).where(self._session.among(table.c.key, [*names]))
        )
        return {row.key: row.id for row in rows}

    async def _write_words(self, written: Sequence[_Written]) -> None:
        titles = [{"key": key, "book_id": one.id} for one in written for key in one.entry.titles]
        await self._insert(book_titles, titles)
        await self._insert(book_texts, [_text_row(one) for one in written])
        pairs = {pair for one in written for pair in one.entry.spellings}
        await self._insert_missing(
            book_spellings, [{"spelling": rest, "word": word} for rest, word in sorted(pairs)]
        )

    async def _write_editions(self, written: Sequence[_Written]) -> None:
        rows = [
            {"id": self._session.new_id(), "book_id": one.id, **_edition_row(edition)}
            for one in written
            for edition in one.entry.book.editions
        ]
        await self._upsert(editions, rows, by=("source", "external_id"), kept=("id",))

    async def _write_stock(self, entries: Sequence[Entry]) -> None:
        said = {
            edition.origin.external_id: edition.stock
            for one in entries
            for edition in one.book.editions
            if edition.stock is not None
        }
        rows = await self._session.rows(
            select(editions.c.id, editions.c.external_id).where(
                editions.c.source == entries[0].book.origin.source,
                self._session.among(editions.c.external_id, [*said]),
            )
        )
        now = self._session.now
        shelf = [
            {"edition_id": row.id, "known_at": now, **_stock_row(said[row.external_id])}
            for row in rows
        ]
        await self._upsert(stock, shelf, by=("edition_id",), kept=("reserved",))

    async def _insert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            await self._session.execute(table.insert(), self._stamped(rows))

    async def _insert_missing(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            insert = self._session.insert(table).on_conflict_do_nothing()
            await self._session.execute(insert, self._stamped(rows))

    async def _upsert(
        self,
        table: Table,
        rows: Sequence[Mapping[str, Any]],
        *,
        by: Collection[str],
        kept: Collection[str],
    ) -> None:
        """Insert, or change all but what is `kept`."""
        if not rows:
            return
        insert = self._session.insert(table)
        said = {name: insert.excluded[name] for name in (*rows[0], "updated_at")}
        for name in (*by, *kept):
            del said[name]
        await self._session.execute(
            insert.on_conflict_do_update(index_elements=[*by], set_=said), self._stamped(rows)
        )

    def _stamped(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        stamps = self._session.stamps()
        return [{**row, **stamps} for row in rows]

    async def on_sale(self, source: str) -> dict[EditionId, tuple[str, str]]:
        """The editions of a source that may be on the shelf, as it calls them and their books."""
        rows = await self._session.rows(
            select(editions.c.id, editions.c.external_id, books.c.external_id.label("book"))
            .join(stock, stock.c.edition_id == editions.c.id)
            .join(books, books.c.id == editions.c.book_id)
            .where(editions.c.source == source, func.coalesce(stock.c.quantity, 1) > 0)
        )
        return {EditionId(row.id): (row.external_id, row.book) for row in rows}

    async def sell_out(self, ids: Collection[EditionId]) -> None:
        """No copies of these are left. What they cost, and who was promised one, stays."""
        await self._session.execute(
            update(stock)
            .where(self._session.among(stock.c.edition_id, ids))
            .values(quantity=0, known_at=self._session.now, updated_at=self._session.now)
        )

    async def settle(self) -> None:
        """After many rows were written: PostgreSQL looks at them, or it plans as if for none."""
        if self._session.is_postgresql:
            for table in _ANALYZED:
                await self._session.execute(text(f"ANALYZE {table.name}"))

    async def count(self) -> int:
        row = await self._session.first(select(func.count().label("books")).select_from(books))
        return row.books if row else 0

    async def with_isbn(self, isbn: Isbn) -> tuple[BookId, ...]:
        """The books of which an edition has this number."""
        rows = await self._session.rows(book_rows.WITH_ISBN, digits=isbn.digits)
        return tuple(BookId(row.book_id) for row in rows)

    async def named(self, source: str, names: Collection[str]) -> tuple[BookId, ...]:
        """The books that a source calls so."""
        rows = await self._session.rows(book_rows.NAMED, source=source, names=[*names])
        return tuple(BookId(row.id) for row in rows)

    async def resembling(
        self, ids: Collection[BookId], *, besides: str | None = None, limit: int
    ) -> set[BookId]:
        """Books that share a title or a number with one of these, of other sources than `besides`.

        That proves nothing yet.
        """
        rows = await self._session.rows(
            book_rows.RESEMBLING, ids=[*ids], besides=besides or "", most=limit
        )
        return {BookId(row.id) for row in rows}

    async def twins(self, ids: Collection[BookId]) -> dict[BookId, BookId]:
        """All that is shown as one of these books, or as what one of these is shown as."""
        if not ids:
            return {}
        rows = await self._session.rows(book_rows.TWINS, ids=[*ids])
        return {BookId(row.book_id): BookId(row.of) for row in rows}

    async def show_as(self, shown: Mapping[BookId, BookId | None]) -> None:
        """From now on each book is shown as another one, or as itself (None).

        Whatever was shown as it goes along.
        """
        if not shown:
            return
        await self._session.execute(
            delete(book_twins).where(self._session.among(book_twins.c.book_id, [*shown]))
        )
        for book_id, of in shown.items():
            if of is not None:
                await self._insert(book_twins, [{"book_id": book_id, "of": of}])
                await self._session.execute(
                    update(book_twins)
                    .where(book_twins.c.of == book_id)
                    .values(of=of, updated_at=self._session.now)
                )

    async def many(self, ids: Collection[BookId]) -> dict[BookId, Book]:
        """These books, whole; an id that is no book's is left out."""
        if not ids:
            return {}
        rows = await self._session.rows(book_rows.MANY, ids=[*ids])
        by = await self._authors_of(ids)
        places = await self._series_of(ids)
        published = await self._editions_of(ids)
        return {
            BookId(row.id): book_of(row, by[row.id], places[row.id], published[row.id])
            for row in rows
        }

    async def on_the_shelf(
        self, *, since: datetime, after: EditionId | None, limit: int
    ) -> tuple[Shelved, ...]:
        """What was said of the shelf since then, by the ids of editions from behind `after` on."""
        wanted = (
            select(stock.c.edition_id, editions.c.book_id, stock.c.updated_at)
            .join(editions, editions.c.id == stock.c.edition_id)
            .where(stock.c.updated_at >= since)
            .order_by(stock.c.edition_id)
            .limit(limit)
        )
        if after is not None:
            wanted = wanted.where(stock.c.edition_id > after)
        rows = await self._session.rows(wanted)
        known = await self.many({BookId(row.book_id) for row in rows})
        return tuple(
            Shelved(known[BookId(row.book_id)], EditionId(row.edition_id), row.updated_at)
            for row in rows
            if row.book_id in known
        )

    async def _authors_of(self, ids: Collection[BookId]) -> dict[str, list[str]]:
        rows = await self._session.rows(book_rows.AUTHORS, ids=[*ids])
        return grouped((row.book_id, row.name) for row in rows)

    async def _series_of(self, ids: Collection[BookId]) -> dict[str, list[SeriesPlace]]:
        rows = await self._session.rows(book_rows.SERIES, ids=[*ids])
        return grouped((row.book_id, SeriesPlace(row.name, row.position)) for row in rows)

    async def _editions_of(self, ids: Collection[BookId]) -> dict[str, list[Edition]]:
        rows = await self._session.rows(book_rows.EDITIONS, ids=[*ids])
        return grouped((row.book_id, edition_of(row)) for row in rows)


def _is_at_home(entry: Entry, book_id: str, placed: Mapping[str, BookId]) -> bool:
    """Whether all editions that are known of a book are that book's own."""
    names = (one.origin.external_id for one in entry.book.editions)
    return all(placed.get(name, book_id) == book_id for name in names)


def _book_row(one: _Written) -> dict[str, Any]:
    book, rating = one.entry.book, one.entry.book.rating
    return {
        "id": one.id,
        "source": book.origin.source,
        "external_id": book.origin.external_id,
        "title": book.title,
        "description": book.description,
        "subjects": [*book.subjects],
        "first_published": book.first_published,
        "released": book.released,
        "appeared": one.entry.appeared,
        "rating": rating.average if rating else None,
        "ratings": rating.count if rating else None,
        "readers": book.readers,
        "popularity": book.readers or (rating.count if rating else 0),
        "cover_url": book.cover_url,
        "digest": one.entry.digest,
    }


def _text_row(one: _Written) -> dict[str, Any]:
    entry = one.entry
    return {
        "book_id": one.id,
        "title_words": " ".join(entry.title_words),
        "author_words": " ".join(entry.author_words),
        "series_words": " ".join(entry.series_words),
        "subject_words": " ".join(entry.subject_words),
        "titles": "\n".join(entry.titles),
        "authors": "\n".join(entry.authors),
        "series": "\n".join(entry.series),
    }


def _edition_row(edition: Edition) -> dict[str, Any]:
    return {
        "source": edition.origin.source,
        "external_id": edition.origin.external_id,
        "isbn": edition.isbn.digits if edition.isbn else None,
        "title": edition.title,
        "format": edition.format,
        "publisher": edition.publisher,
        "language": edition.language,
        "country": edition.country,
        "published": edition.published,
        "pages": edition.pages,
        "cover_url": edition.cover_url,
    }


def _stock_row(said: Stock) -> dict[str, Any]:
    return {
        "quantity": said.quantity,
        "reserved": said.reserved,
        "price_amount": said.price.amount if said.price else None,
        "price_currency": said.price.currency if said.price else None,
    }
