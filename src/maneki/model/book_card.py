"""A book as it is shown to somebody: facts only, no words of any language."""

from __future__ import annotations

from dataclasses import dataclass

from maneki.model.book import Rating, SeriesPlace
from maneki.model.ids import BookId
from maneki.model.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class BookCard:
    """What a card tells. What is None nobody knows, or nobody said.

    `price` and `available` are of the edition that is shown (`isbn`, `format`); `url` is where the
    shop sells it. `rating` is there only if enough people gave one. `description` is somebody
    else's text.
    """

    book_id: BookId
    title: str
    authors: tuple[str, ...] = ()
    series: SeriesPlace | None = None
    published: str | None = None
    isbn: str | None = None
    format: str | None = None
    pages: int | None = None
    price: Money | None = None
    available: int | None = None
    rating: Rating | None = None
    readers: int | None = None
    description: str | None = None
    cover_url: str | None = None
    url: str | None = None
