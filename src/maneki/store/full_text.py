"""Words among the books: SQLite's FTS5 or PostgreSQL's text vectors, and one way to ask for either.

The words are made by whoever writes and asks (`maneki.shop.words`); nothing here cuts, folds or
stems. A group is a choice of words of which one must be there; a reading is groups that must all be
met; of several readings one is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    String,
    bindparam,
    cast,
    column,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from maneki.store.schema import book_texts

Group = Collection[str]
Reading = Sequence[Group]

# `schema` knows neither the table that FTS5 made nor the columns that PostgreSQL derives.
_search = table("book_search", column("rowid"), column("book_search"))


class Field(StrEnum):
    """Where words are looked for."""

    ANY = "all_words"
    TITLE = "title_words"
    AUTHOR = "author_words"
    SERIES = "series_words"
    SUBJECT = "subject_words"


ASKED = "asked"
"""The name under which a statement is given what `said` makes of readings."""


def containing(field: Field, *, is_postgresql: bool) -> ColumnElement[bool]:
    """Whether a row of `book_texts` fits what is given as `ASKED`."""
    if is_postgresql:
        vector = literal_column(f"book_texts.book_search_{field}", TSVECTOR())
        query = cast(bindparam(ASKED, type_=TSQUERY()), TSQUERY)
        return vector.op("@@", is_comparison=True)(query)
    match = _search.c.book_search.op("MATCH")(bindparam(ASKED, type_=String()))
    return book_texts.c.number.in_(select(_search.c.rowid).where(match))


def said(readings: Sequence[Reading], *, field: Field, is_postgresql: bool) -> str:
    """That one of the readings must fit, in the database's language. No group may be empty."""
    if is_postgresql:
        return _joined(readings, quoted=_lexeme, either=" | ", both=" & ")
    asked = _joined(readings, quoted=_fts5_word, either=" OR ", both=" AND ")
    return asked if field is Field.ANY else f"{{{field}}} : ({asked})"


def _joined(
    readings: Sequence[Reading], *, quoted: Callable[[str], str], either: str, both: str
) -> str:
    """In the language of FTS5 (sqlite.org/fts5.html, 3) or of a tsquery. Quoted, no word is an
    operator.
    """
    return either.join(
        f"({both.join(f'({either.join(map(quoted, sorted(group)))})' for group in reading)})"
        for reading in readings
    )


def _fts5_word(word: str) -> str:
    doubled = word.replace('"', '""')
    return f'"{doubled}"'


def _lexeme(word: str) -> str:
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
