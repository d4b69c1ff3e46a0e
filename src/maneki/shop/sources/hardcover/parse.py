"""What Hardcover answers, as books. Pure.

"Readers" are `users_count`, who have the book on a list of theirs; `ratings_count` is how many
rated it. `alternative_titles` are left alone: those of "Hyperion" name "The Fall of Hyperion".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from maneki.model.book import Book, Edition, Isbn, Origin, SeriesPlace
from maneki.shop.lines import LONGEST_NAME, id_of, line
from maneki.shop.lists.languages import country_in, language_in
from maneki.shop.sources.errors import SourceChangedError
from maneki.shop.sources.reading import (
    MOST_EDITIONS,
    Count,
    Date,
    Needed,
    Number,
    Object,
    Objects,
    Picture,
    Said,
    Text,
    Texts,
    Told,
    Year,
    description_in,
    isbns_in,
    names_in,
    numbered_editions,
    object_in,
    rating_in,
    read_all,
    said,
    subjects_in,
    text_in,
    texts_in,
    title_of,
)
from maneki.shop.volumes import place_in
from maneki.shop.words import key_of

NAME = "hardcover"
_IS_AUTHOR = re.compile(r"(?:co-?)?(?:author|writer)s?", re.IGNORECASE)


class _Document(Said):
    """A book as the search has it, or as it is in its table: the two differ in some names."""

    id: Needed
    title: Needed
    subtitle: Text = None
    author_names: Texts = ()
    contributions: Objects = ()
    isbns: Texts = ()
    image: Picture = None
    release_date: Date = None
    release_year: Year = None
    rating: Number = None
    ratings_count: Count = None
    users_count: Count = None
    description: Text = None
    genres: Texts = ()
    cached_tags: Object
    featured_series: Object
    series_names: Texts = ()
    book_series: Objects = ()
    editions: Objects = ()


class _Edition(Said):
    id: Needed
    isbn_13: Text = None
    isbn_10: Text = None
    title: Text = None
    edition_format: Text = None
    pages: Count = None
    release_date: Date = None
    publisher: Object
    language: Object
    country: Object
    image: Picture = None


def found_in(answer: Mapping[str, Any], *, asked: Isbn | None = None) -> tuple[Book, ...]:
    """The books of a search, in its order. Raises `SourceChangedError`.

    The number that was `asked` for is kept, however many others a book has.
    """
    results = object_in(object_in(_data(answer).get("search")).get("results"))
    hits = results.get("hits")
    if isinstance(hits, list):
        hits = [object_in(hit).get("document") for hit in hits]
    read = partial(_book, asked=asked)
    return read_all(hits, read, source=NAME, where="search.results.hits")


def listed_in(answer: Mapping[str, Any]) -> tuple[Book, ...]:
    """The books of the table of books, in its order. Raises `SourceChangedError`."""
    return read_all(_data(answer).get("books"), _book, source=NAME, where="books")


def with_editions(books: Sequence[Book], listed: Sequence[Book]) -> tuple[Book, ...]:
    """The books in their own order, with the editions that a list in any order knows of them."""
    known = {book.origin: book.editions for book in listed}
    return tuple(
        replace(book, editions=_joined(known.get(book.origin, ()), book.editions)) for book in books
    )


def _joined(told: Sequence[Edition], numbered: Sequence[Edition]) -> tuple[Edition, ...]:
    numbers = {edition.isbn for edition in told}
    others = (edition for edition in numbered if edition.isbn not in numbers)
    return (*told, *others)[:MOST_EDITIONS]


def _data(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """The data of a GraphQL answer. Raises `SourceChangedError` with the error that is there."""
    errors = answer.get("errors")
    data = answer.get("data")
    if errors or not isinstance(data, Mapping):
        first = errors[0] if isinstance(errors, list) and errors else errors or answer.get("error")
        why = text_in(object_in(first).get("message")) or text_in(first) or "nothing"
        raise SourceChangedError(
            f"{NAME} answered with an error where data was due: {why[:200]}",
            source=NAME,
            missing="data",
        )
    return data


def _book(item: Mapping[str, Any], *, asked: Isbn | None = None) -> Book | None:
    document = said(_Document, item)
    title = document and title_of(Told(title=document.title, subtitle=document.subtitle))
    if document is None or not title:
        return None
    key = id_of(document.id)
    told = tuple(one for one in map(_edition, document.editions) if one)
    numbered = numbered_editions(NAME, key, isbns_in(document.isbns), asked=asked)
    return Book(
        origin=Origin(NAME, key),
        title=title,
        authors=names_in(_authors(document)),
        series=_series(document),
        subjects=subjects_in(document.genres or _tags(document.cached_tags, "Genre")),
        description=description_in(document.description),
        first_published=document.release_year or _year(document.release_date),
        released=document.release_date,
        rating=rating_in(document.rating, document.ratings_count),
        readers=document.users_count,
        cover_url=document.image,
        editions=_joined(told, numbered),
    )


def _authors(document: _Document) -> Iterator[str]:
    """Who wrote it. Illustrators and translators are not its authors, unless it has no other."""
    wrote = [*_contributors(document, authors_only=True)]
    if wrote or document.contributions:
        yield from wrote or _contributors(document, authors_only=False)
    else:
        yield from document.author_names


def _contributors(document: _Document, *, authors_only: bool) -> Iterator[str]:
    for one in document.contributions:
        role = text_in(one.get("contribution"))
        name = text_in(object_in(one.get("author")).get("name"))
        if name and (not authors_only or role is None or _IS_AUTHOR.fullmatch(role)):
            yield name


def _series(document: _Document) -> tuple[SeriesPlace, ...]:
    """The series, each once; a place is said of the featured one."""
    places = [*map(_place, (document.featured_series, *document.book_series))]
    named = [SeriesPlace(name[:LONGEST_NAME]) for name in document.series_names]
    kept: dict[str, SeriesPlace] = {}
    for place in (*places, *named):
        if place is not None and (key := key_of(place.name)):
            kept.setdefault(key, place)
    return tuple(kept.values())


def _place(said_of: Mapping[str, Any]) -> SeriesPlace | None:
    name = line(text_in(object_in(said_of.get("series")).get("name")), LONGEST_NAME)
    position = text_in(said_of.get("details")) or text_in(said_of.get("position"))
    if name is None:
        return None
    is_place = position and re.fullmatch(r"[0-9]+(?:\.[0-9]+)?(?:\s*[-–]\s*[0-9.]+)?", position)
    return SeriesPlace(name, place_in(position) if position and is_place else None)


def _tags(tags: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    """The tags of a kind: an object of lists of objects, not a list of words."""
    several = tags.get(kind)
    if not isinstance(several, list):
        return ()
    return texts_in([one.get("tag") if isinstance(one, Mapping) else one for one in several])


def _edition(item: Mapping[str, Any]) -> Edition | None:
    one = said(_Edition, item)
    if one is None:
        return None
    isbns: tuple[Isbn, ...] = isbns_in(number for number in (one.isbn_13, one.isbn_10) if number)
    language, _ = language_in(text_in(one.language.get("code2")))
    return Edition(
        origin=Origin(NAME, f"edition:{id_of(one.id)}"[:255]),
        isbn=isbns[0] if isbns else None,
        format=line(one.edition_format, 64),
        publisher=line(text_in(one.publisher.get("name")), LONGEST_NAME),
        language=language,
        country=country_in(text_in(one.country.get("code2"))),
        published=one.release_date,
        pages=one.pages or None,
        cover_url=one.image,
    )


def _year(date: str | None) -> int | None:
    return int(date[:4]) if date else None
