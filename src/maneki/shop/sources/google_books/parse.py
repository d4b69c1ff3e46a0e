"""What Google Books answers to a search, as books. Pure.

A volume is an edition; Google does not say which volumes are of one work, so each is a work here.
`items` is missing where nothing was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maneki.model.book import Book, Edition, Origin
from maneki.shop.lines import LONGEST_NAME, id_of, line
from maneki.shop.lists.languages import language_in
from maneki.shop.sources.errors import SourceChangedError
from maneki.shop.sources.reading import (
    Count,
    Date,
    Needed,
    Number,
    Object,
    Objects,
    Said,
    Text,
    Texts,
    Told,
    count_in,
    description_in,
    isbns_in,
    names_in,
    object_in,
    picture_in,
    rating_in,
    read_all,
    said,
    subjects_in,
    text_in,
    title_of,
)

NAME = "google_books"
_NUMBERS = frozenset({"ISBN_10", "ISBN_13"})


class _Volume(Said):
    title: Needed
    subtitle: Text = None
    authors: Texts = ()
    publisher: Text = None
    publishedDate: Date = None  # noqa: N815  (as Google calls it)
    description: Text = None
    industryIdentifiers: Objects = ()  # noqa: N815
    pageCount: Count = None  # noqa: N815
    categories: Texts = ()
    averageRating: Number = None  # noqa: N815
    ratingsCount: Count = None  # noqa: N815
    imageLinks: Object  # noqa: N815
    language: Text = None


def books_in(answer: Mapping[str, Any]) -> tuple[Book, ...]:
    """The volumes of a search, in its order. Raises `SourceChangedError`."""
    if "items" not in answer:
        if count_in(answer.get("totalItems")) is None:
            raise SourceChangedError(
                f"{NAME} answered without totalItems.", source=NAME, missing="totalItems"
            )
        return ()
    return read_all(answer["items"], _book, source=NAME, where="items")


def _book(item: Mapping[str, Any]) -> Book | None:
    name = text_in(item.get("id"))
    volume = said(_Volume, object_in(item.get("volumeInfo")))
    title = volume and title_of(Told(title=volume.title, subtitle=volume.subtitle))
    if volume is None or not title or not name:
        return None
    origin = Origin(NAME, id_of(name))
    cover = picture_in(volume.imageLinks.get("thumbnail")) or picture_in(
        volume.imageLinks.get("smallThumbnail")
    )
    language, country = language_in(volume.language)
    numbers = (
        text_in(one.get("identifier")) or ""
        for one in volume.industryIdentifiers
        if one.get("type") in _NUMBERS
    )
    isbns = isbns_in(numbers)
    edition = Edition(
        origin=origin,
        isbn=isbns[0] if isbns else None,
        publisher=line(volume.publisher, LONGEST_NAME),
        language=language,
        country=country,
        published=volume.publishedDate,
        pages=volume.pageCount or None,
        cover_url=cover,
    )
    return Book(
        origin=origin,
        title=title,
        authors=names_in(volume.authors),
        subjects=subjects_in(volume.categories),
        description=description_in(volume.description),
        rating=rating_in(volume.averageRating, volume.ratingsCount),
        cover_url=cover,
        editions=(edition,),
    )
