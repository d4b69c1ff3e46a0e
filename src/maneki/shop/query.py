"""What is asked of the catalogue, and how far its answers go. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from maneki.model.book import Isbn
from maneki.model.ids import BookId

USUAL_LIMIT = 5
MOST_RESULTS = 20
"""More than a person reads, and than fits into a message."""


class Order(StrEnum):
    """In which order books come that fit about as well."""

    POPULAR = "popular"
    NEWEST = "newest"


class Place(StrEnum):
    """A place in a series that is named without its number."""

    FIRST = "first"
    LAST = "last"
    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookQuery:
    """What somebody looks for; what is None was not said.

    `words` may be of anything: a title, an author, both, a series. `position` is a place in the
    series ("7", "1.5"), `place` one that is named without its number: the first or the last of
    `series`, or the next or the previous one of the book `beside`, in `series` if that is said,
    else in its own. `languages` (ISO 639-1, the dearest first) and `country` (ISO 3166-1) say which
    edition is preferred, and leave no book out.
    """

    words: str | None = None
    title: str | None = None
    author: str | None = None
    series: str | None = None
    position: str | None = None
    place: Place | None = None
    beside: BookId | None = None
    subject: str | None = None
    isbn: Isbn | None = None
    order: Order = Order.POPULAR
    languages: tuple[str, ...] = ()
    country: str | None = None
    limit: int | None = None

    @property
    def most(self) -> int:
        """How many books are answered: 5 unless a number was said, and never more than 20."""
        if self.limit is None or self.limit < 1:
            return USUAL_LIMIT
        return min(self.limit, MOST_RESULTS)
