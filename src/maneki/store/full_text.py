"""Words among the books: SQLite's FTS5 or PostgreSQL's text vectors, and one way to ask for either.

The words are made by whoever writes and asks (`maneki.shop.words`); nothing here cuts, folds or
stems. A group is a choice of words of which one must be there; a reading is groups that must all be
met; of several readings one is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, cast, column, func, literal, select, table
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from maneki.store.schema import book_texts
from maneki.store.session import Session

Group = Collection[str]
Reading = Sequence[Group]

# Neither SQLAlchemy nor `schema` knows the table that FTS5 made.
_search = table("book_search", column("rowid"), column("book_search"))

# Written into the statement: an index knows no parameters.
_SPACE = literal(" ", literal_execute=True)
_NOTHING = literal("", literal_execute=True)


class Field(StrEnum):
    """Where words are looked for."""

    ANY = "any"
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
        return _vector_of(field).op("@@", is_comparison=True)(cast(asked, TSQUERY))
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


def _vector_of(field: Field) -> ColumnElement[str]:
    """As in the migration that made the indexes, or PostgreSQL does not use them."""
    c = book_texts.c
    words: ColumnElement[str] = c.title_words if field is Field.ANY else c[field]
    if field is Field.ANY:
        for column_of_words in (c.author_words, c.series_words, c.subject_words):
            words = words.concat(_SPACE).concat(column_of_words)
    separate = func.array_remove(func.string_to_array(words, _SPACE), _NOTHING)
    return func.array_to_tsvector(separate, type_=TSVECTOR())
