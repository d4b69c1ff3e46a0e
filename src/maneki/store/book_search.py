"""Books that may be meant. Which of them is, and in which order, the shop says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, or_, select, true

from maneki.model.ids import BookId
from maneki.store.full_text import Field, Reading, containing, said
from maneki.store.schema import book_spellings, book_texts, book_titles, books, editions
from maneki.store.session import Session, among


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A book that may be meant, by its keys and words.

    `appeared` is a date as text ("1965", "1965-08-01"), which sorts as time does.
    """

    id: BookId
    titles: tuple[str, ...]
    authors: tuple[str, ...]
    series: tuple[str, ...]
    words: frozenset[str]
    popularity: int
    appeared: str


class BookSearch:
    """All answers begin with the most popular book, or with the newest where that is asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def spelled(self, spellings: Collection[str]) -> dict[str, set[str]]:
        """The words of the catalogue that share one of these spellings, by spelling."""
        rows = await self._session.rows(_SPELLED, spellings=[*spellings])
        words: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            words[row.spelling].add(row.word)
        return words

    async def titled(self, keys: Collection[str], *, limit: int) -> tuple[Candidate, ...]:
        """Books with one of these titles."""
        return _candidates(await self._session.rows(_TITLED, keys=[*keys], most=limit))

    async def containing(
        self,
        readings: Sequence[Reading],
        *,
        field: Field = Field.ANY,
        newest_first: bool = False,
        limit: int,
    ) -> tuple[Candidate, ...]:
        """Books with the words of one of these readings."""
        is_postgresql = self._session.is_postgresql
        rows = await self._session.rows(
            _containing(field, newest_first=newest_first, is_postgresql=is_postgresql),
            asked=said(readings, field=field, is_postgresql=is_postgresql),
            most=limit,
        )
        return _candidates(rows)

    async def count(self, readings: Sequence[Reading], *, field: Field) -> int:
        """How many books have the words of one of these readings."""
        is_postgresql = self._session.is_postgresql
        row = await self._session.first(
            _counted(field, is_postgresql=is_postgresql),
            asked=said(readings, field=field, is_postgresql=is_postgresql),
        )
        return row.books if row else 0

    async def in_language(self, language: str, *, limit: int) -> tuple[Candidate, ...]:
        """Books with an edition in a language (ISO 639-1), of whichever country."""
        spoken = func.lower(editions.c.language)
        is_in = or_(spoken == language, spoken.startswith(f"{language}-", autoescape=True))
        which = select(editions.c.book_id).where(is_in)
        rows = await self._session.rows(_likeliest(books.c.id.in_(which)), most=limit)
        return _candidates(rows)

    async def all(self, *, newest_first: bool = False, limit: int) -> tuple[Candidate, ...]:
        """Whatever there is."""
        statement = _likeliest(true(), newest_first=newest_first)
        return _candidates(await self._session.rows(statement, most=limit))


def _likeliest(which: ColumnElement[bool], *, newest_first: bool = False) -> Select[Any]:
    """`most` of these books."""
    order = [books.c.appeared.desc()] if newest_first else []
    return (
        select(book_texts, books.c.popularity, books.c.appeared)
        .join(books, books.c.id == book_texts.c.book_id)
        .where(which)
        .order_by(*order, books.c.popularity.desc(), books.c.id)
        .limit(bindparam("most"))
    )


_SPELLED = select(book_spellings.c.spelling, book_spellings.c.word).where(
    among(book_spellings.c.spelling, "spellings")
)
_TITLED = _likeliest(
    books.c.id.in_(select(book_titles.c.book_id).where(among(book_titles.c.key, "keys")))
)


@cache
def _containing(field: Field, *, newest_first: bool, is_postgresql: bool) -> Select[Any]:
    which = containing(field, is_postgresql=is_postgresql)
    return _likeliest(which, newest_first=newest_first)


@cache
def _counted(field: Field, *, is_postgresql: bool) -> Select[Any]:
    which = containing(field, is_postgresql=is_postgresql)
    return select(func.count().label("books")).select_from(book_texts).where(which)


def _candidates(rows: Sequence[Row[Any]]) -> tuple[Candidate, ...]:
    return tuple(map(_candidate, rows))


def _candidate(row: Row[Any]) -> Candidate:
    words = (row.title_words, row.author_words, row.series_words, row.subject_words)
    return Candidate(
        id=BookId(row.book_id),
        titles=tuple(row.titles.split("\n")),
        authors=tuple(row.authors.split("\n")) if row.authors else (),
        series=tuple(row.series.split("\n")) if row.series else (),
        words=frozenset(" ".join(words).split()),
        popularity=row.popularity,
        appeared=row.appeared,
    )
