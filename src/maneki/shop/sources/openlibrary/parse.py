"""What Open Library answers to a search, as books. Pure.

A work names the numbers of all its editions, in all languages and formats, and does not say which
is which: an edition of it is a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from maneki.model.book import Book, Isbn, Origin
from maneki.shop.lines import id_of
from maneki.shop.sources.reading import (
    Count,
    Needed,
    Number,
    Said,
    Text,
    Texts,
    Told,
    Year,
    isbns_in,
    names_in,
    numbered_editions,
    rating_in,
    read_all,
    said,
    subjects_in,
    title_of,
)

NAME = "openlibrary"
FIELDS = (
    "key", "title", "subtitle", "author_name", "first_publish_year", "isbn", "cover_i", "subject",
    "ratings_average", "ratings_count",
)  # fmt: skip
"""What is asked for: `isbn` comes only if it is."""


class _Work(Said):
    key: Needed
    title: Needed
    subtitle: Text = None
    author_name: Texts = ()
    first_publish_year: Year = None
    isbn: Texts = ()
    cover_i: Count = None
    subject: Texts = ()
    ratings_average: Number = None
    ratings_count: Count = None


def books_in(answer: Mapping[str, Any], *, asked: Isbn | None = None) -> tuple[Book, ...]:
    """The works of a search, in its order. Raises `SourceChangedError`.

    The number that was `asked` for is kept, however many others a work has.
    """
    read = partial(_book, asked=asked)
    return read_all(answer.get("docs"), read, source=NAME, where="docs")


def _book(item: Mapping[str, Any], *, asked: Isbn | None) -> Book | None:
    work = said(_Work, item)
    title = work and title_of(Told(title=work.title, subtitle=work.subtitle))
    if work is None or not title or not work.key.strip("/ "):
        return None
    key = id_of(work.key.rpartition("/")[2])
    return Book(
        origin=Origin(NAME, key),
        title=title,
        authors=names_in(work.author_name),
        subjects=subjects_in(work.subject),
        first_published=work.first_publish_year,
        rating=rating_in(work.ratings_average, work.ratings_count),
        cover_url=_cover(work.cover_i),
        editions=numbered_editions(NAME, key, isbns_in(work.isbn), asked=asked),
    )


def _cover(number: int | None) -> str | None:
    # By the number of a cover there is no limit; by ISBN there is one.
    return f"https://covers.openlibrary.org/b/id/{number}-L.jpg" if number else None
