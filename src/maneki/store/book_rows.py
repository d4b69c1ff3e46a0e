"""How books are read: the statements, built once, and what their rows say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, bindparam, or_, select

from maneki.model.book import Book, Edition, Isbn, Origin, Rating, SeriesPlace, Stock
from maneki.model.ids import BookId, EditionId
from maneki.model.money import Money
from maneki.store.schema import (
    authors,
    book_authors,
    book_series,
    book_titles,
    book_twins,
    books,
    editions,
    series,
    stock,
)
from maneki.store.session import among

_T = TypeVar("_T")


def _one_of(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return among(column, "ids")


def _resembling() -> Select[Any]:
    mine, other = editions.alias(), editions.alias()
    numbers = (
        select(other.c.book_id)
        .join(mine, (mine.c.isbn == other.c.isbn) & (mine.c.book_id != other.c.book_id))
        .where(_one_of(mine.c.book_id))
    )
    my_titles, titles = book_titles.alias(), book_titles.alias()
    names = (
        select(titles.c.book_id)
        .join(
            my_titles,
            (my_titles.c.key == titles.c.key) & (my_titles.c.book_id != titles.c.book_id),
        )
        .where(_one_of(my_titles.c.book_id))
    )
    return (
        select(books.c.id)
        .where(books.c.id.in_(numbers.union(names)), books.c.source != bindparam("besides"))
        .order_by(books.c.id)
        .limit(bindparam("most"))
    )


MANY = select(books).where(_one_of(books.c.id))
NAMED = select(books.c.id).where(
    books.c.source == bindparam("source"), among(books.c.external_id, "names")
)
WITH_ISBN = select(editions.c.book_id).where(editions.c.isbn == bindparam("digits")).distinct()
RESEMBLING = _resembling()
TWINS = (
    select(book_twins.c.book_id, book_twins.c.of)
    .where(
        or_(
            _one_of(book_twins.c.of),
            book_twins.c.of.in_(select(book_twins.c.of).where(_one_of(book_twins.c.book_id))),
        )
    )
    .order_by(book_twins.c.book_id)
)
AUTHORS = (
    select(book_authors.c.book_id, authors.c.name)
    .join(authors, authors.c.id == book_authors.c.author_id)
    .where(_one_of(book_authors.c.book_id))
    .order_by(book_authors.c.book_id, book_authors.c.position)
)
SERIES = (
    select(book_series.c.book_id, series.c.name, book_series.c.position)
    .join(series, series.c.id == book_series.c.series_id)
    .where(_one_of(book_series.c.book_id))
    .order_by(book_series.c.book_id, series.c.name)
)
EDITIONS = (
    select(
        editions,
        stock.c.quantity,
        stock.c.reserved,
        stock.c.price_amount,
        stock.c.price_currency,
        stock.c.known_at,
    )
    .outerjoin(stock, stock.c.edition_id == editions.c.id)
    .where(_one_of(editions.c.book_id))
    .order_by(editions.c.book_id, editions.c.id)
)


def grouped(pairs: Iterator[tuple[str, _T]]) -> dict[str, list[_T]]:
    groups: dict[str, list[_T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


def book_of(
    row: Row[Any],
    names: Sequence[str],
    places: Sequence[SeriesPlace],
    published: Sequence[Edition],
) -> Book:
    return Book(
        id=BookId(row.id),
        origin=Origin(row.source, row.external_id, row.updated_at),
        title=row.title,
        authors=tuple(names),
        series=tuple(places),
        description=row.description,
        subjects=tuple(row.subjects),
        first_published=row.first_published,
        released=row.released,
        rating=None if row.rating is None else Rating(row.rating, row.ratings),
        readers=row.readers,
        cover_url=row.cover_url,
        editions=tuple(published),
    )


def edition_of(row: Row[Any]) -> Edition:
    return Edition(
        id=EditionId(row.id),
        origin=Origin(row.source, row.external_id, row.updated_at),
        isbn=Isbn(row.isbn) if row.isbn else None,
        title=row.title,
        format=row.format,
        publisher=row.publisher,
        language=row.language,
        country=row.country,
        published=row.published,
        pages=row.pages,
        cover_url=row.cover_url,
        stock=None if row.known_at is None else _stock(row),
    )


def _stock(row: Row[Any]) -> Stock:
    price = None if row.price_amount is None else Money(row.price_amount, row.price_currency)
    return Stock(quantity=row.quantity, reserved=row.reserved, price=price, known_at=row.known_at)
