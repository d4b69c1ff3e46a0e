"""Words among the books: SQLite's FTS5 or PostgreSQL's arrays, and one way to ask for either.

The words are made by whoever writes and asks (`maneki.shop.words`); nothing here cuts, folds or
stems. A group is a choice of words of which one must be there; a reading is groups that must all be
met; of several readings one is enough.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from sqlalchemy import ARRAY, ColumnElement, Text, and_, column, func, literal, or_, select, table
from sqlalchemy.dialects import postgresql

from maneki.store.schema import book_texts
from maneki.store.session import Session

Group = Collection[str]
Reading = Sequence[Group]

# Neither SQLAlchemy nor `schema` knows the table that FTS5 made.
_search = table("book_search", column("rowid"), column("book_search"))


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
        words = _array_of(field)
        return or_(*(and_(*(_overlap(words, group) for group in reading)) for reading in readings))
    asked = _search.c.book_search.op("MATCH")(_fts5_query(readings, field))
    return book_texts.c.number.in_(select(_search.c.rowid).where(asked))


def _fts5_query(readings: Sequence[Reading], field: Field) -> str:
    """In FTS5's own language (sqlite.org/fts5.html, 3). Quoted, no word is an order."""
    either = " OR ".join(f"({' AND '.join(map(_fts5_group, reading))})" for reading in readings)
    return either if field is Field.ANY else f"{{{field}}} : ({either})"


def _fts5_group(group: Group) -> str:
    quoted = (f'''"{word.replace('"', '""')}"''' for word in sorted(group))
    return f"({' OR '.join(quoted)})"


def _array_of(field: Field) -> ColumnElement[list[str]]:
    """As in the migration that made the indexes, or PostgreSQL does not use them."""
    c = book_texts.c
    words: ColumnElement[str] = c.title_words if field is Field.ANY else c[field]
    if field is Field.ANY:
        for column_of_words in (c.author_words, c.series_words, c.subject_words):
            words = words.concat(_SPACE).concat(column_of_words)
    return func.string_to_array(words, _SPACE, type_=ARRAY(Text()))


# Written into the statement: an index knows no parameters.
_SPACE = literal(" ", literal_execute=True)


def _overlap(words: ColumnElement[list[str]], group: Group) -> ColumnElement[bool]:
    return words.op("&&", is_comparison=True)(literal(sorted(group), postgresql.ARRAY(Text())))
