"""Words among the books: SQLite's FTS5 or PostgreSQL's text vectors, and one way to ask for either.

The words are made by whoever writes and asks (`maneki.shop.words`); nothing here cuts, folds or
stems. A group is a choice of words of which one must be there; a reading is groups that must all be
met; of several readings one is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, cast, column, literal_column, select, table
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from maneki.store.schema import book_texts
from maneki.store.session import Session

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


def containing(
    session: Session, readings: Sequence[Reading], *, field: Field
) -> ColumnElement[bool]:
    """Whether a row of `book_texts` fits one of the readings. No group may be empty."""
    if session.is_postgresql:
        asked = _joined(readings, quoted=_lexeme, either=" | ", both=" & ")
        vector = literal_column(f"book_texts.book_search_{field}", TSVECTOR())
        return vector.op("@@", is_comparison=True)(cast(asked, TSQUERY))
    asked = _joined(readings, quoted=_fts5_word, either=" OR ", both=" AND ")
    if field is not Field.ANY:
        asked = f"{{{field}}} : ({asked})"
    which = select(_search.c.rowid).where(_search.c.book_search.op("MATCH")(asked))
    return book_texts.c.number.in_(which)


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
