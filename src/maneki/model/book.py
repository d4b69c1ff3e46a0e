"""Books: recommend works, sell editions, hold copies.

A work (`Book`) is what somebody wrote and people talk about; an edition is one way in which it was
published, and what an ISBN names; copies of an edition are what a shop has on its shelf (`Stock`).
Where each came from is kept with it: only the shop's own list says anything about its shelf.

An ISBN is kept as its thirteen digits without hyphens, whichever form it was written in. Ten digits
with a check digit also look like a telephone number, an order number or a price: nothing is called
an ISBN before its check digit was looked at (https://www.isbn-international.org).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from stdnum import isbn as rules
from stdnum.exceptions import ValidationError

from maneki.errors import InvalidInputError
from maneki.model.ids import BookId, EditionId
from maneki.model.money import Money

FEWEST_RATINGS = 5
"""A rating of fewer people says more about them than about the book."""

SHOP = "shop"
"""The source of what comes from the shop's own list."""

_MUSIC = "9790"
"""979-0 numbers printed music (ISMN)."""

_NAME = re.compile(r"^\s*ISBN(?:-?1[03])?\s*:?\s*", re.IGNORECASE)
_DASHES = re.compile("[\u2010-\u2015\u2212\u30fc]")
_FORM = re.compile(r"[0-9]+[0-9 -]*[0-9X]")
# Thirteen digits may be set apart in any way; ten may not, see `_is_telling`.
_IN_TEXT = re.compile(
    r"(?P<name>ISBN(?:-?1[03])?\s*:?\s*)?"
    r"(?<![0-9A-WYZa-z+#./-])"
    r"(?P<number>97[89](?:[ -]?[0-9]){10}|[0-9](?:[ -]?[0-9]){8}[ -]?[0-9Xx])"
    r"(?![0-9A-Za-z]|[-.,/][0-9])",
    re.IGNORECASE,
)
# A telephone number of North America: neither its area nor its exchange begins with 0 or 1.
_TELEPHONE = re.compile("[2-9][0-9]{2}[2-9][0-9]{6}")


@dataclass(frozen=True, slots=True, order=True)
class Isbn:
    """One edition's number; `digits` are the thirteen, without hyphens."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Isbn:
        """Read either form, with hyphens, spaces, wide digits or a leading "ISBN".

        Raises `InvalidInputError`.
        """
        form = _NAME.sub("", _plain(text)).strip().upper()
        digits = _thirteen(form) if _FORM.fullmatch(form) else None
        if digits is None:
            raise InvalidInputError(
                f"{text.strip()[:40]!r} is no ISBN: write its 10 or 13 digits, the last of which"
                " checks the others."
            )
        return cls(digits)

    @property
    def isbn10(self) -> str | None:
        """The ten digits; None for a number that begins with 979, which has no such form."""
        return str(rules.to_isbn10(self.digits)) if self.digits.startswith("978") else None

    @property
    def shown(self) -> str:
        """The thirteen digits with hyphens, for display."""
        return str(rules.format(self.digits))

    @property
    def shown10(self) -> str | None:
        """The ten digits with hyphens, for display; None where there are none."""
        return None if self.isbn10 is None else str(rules.format(self.isbn10))

    def __str__(self) -> str:
        return self.digits


def isbns_in(text: str) -> tuple[Isbn, ...]:
    """The ISBNs that are named in free text, in its order, each once.

    Ten bare digits of the shape of a telephone number count only behind the word ISBN.
    """
    return tuple(dict.fromkeys(_isbns_in(_plain(text))))


def _isbns_in(text: str) -> Iterator[Isbn]:
    for found in _IN_TEXT.finditer(text):
        number = found["number"].upper()
        digits = _thirteen(number)
        if digits is not None and (found["name"] or _is_telling(number)):
            yield Isbn(digits)


def _is_telling(number: str) -> bool:
    """Whether a number says of itself that it is an ISBN: by 978, or by where its hyphens are."""
    bare = re.sub("[ -]", "", number)
    if len(bare) == 13:
        return True
    if bare == number:
        return _TELEPHONE.fullmatch(bare) is None
    return bool(number.replace(" ", "-") == rules.format(bare))


def _thirteen(number: str) -> str | None:
    """The thirteen digits of a valid number in either form, else None: zeros alone are a blank."""
    try:
        digits = str(rules.validate(number, convert=True))
    except ValidationError:
        return None
    return None if digits.startswith(_MUSIC) or not int(digits[3:12]) else digits


def _plain(text: str) -> str:
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True, slots=True)
class SeriesPlace:
    """A series and the place in it as it is counted there: "7", "1.5", "1-3"; None if unsaid."""

    name: str
    position: str | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """An average from 1 to 5, and of how many."""

    average: float
    count: int

    @property
    def is_shown(self) -> bool:
        return self.count >= FEWEST_RATINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """How many copies of an edition the shop has, and at which price.

    `known_at` is when that was said; None until it is saved. `reserved` of the `quantity` are
    promised to somebody. What was not said is None: a price alone says nothing of the shelf.
    """

    quantity: int | None
    reserved: int = 0
    price: Money | None = None
    known_at: datetime | None = None

    @property
    def available(self) -> int | None:
        """How many copies can be had now; None if nobody said."""
        return None if self.quantity is None else max(0, self.quantity - self.reserved)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row came from: a source, what it calls the thing, and when it said so.

    `at` is None for what has not been saved yet: the store says when that was.
    """

    source: str
    external_id: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One way in which a work was published. `id` is None until it is saved.

    `language` is an ISO 639-1 code where there is one, `country` an ISO 3166-1 alpha-2 code, and
    `published` as exact as it is known: "2016", "2016-02" or "2016-02-09". `stock` is None if the
    shop has never said anything about this edition, which is not the same as having none.
    """

    id: EditionId | None = None
    origin: Origin
    isbn: Isbn | None = None
    title: str | None = None
    format: str | None = None
    publisher: str | None = None
    language: str | None = None
    country: str | None = None
    published: str | None = None
    pages: int | None = None
    cover_url: str | None = None
    stock: Stock | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A work; `id` is None until it is saved.

    `first_published` is a year, negative before our era; `released` is the day or month of it, as
    exact as somebody said ("2016-02-09"). `readers` is how many read it.
    `authors` are in the order in which the book names them; nobody is an author "Unknown".
    """

    id: BookId | None = None
    origin: Origin
    title: str
    authors: tuple[str, ...] = ()
    series: tuple[SeriesPlace, ...] = ()
    description: str | None = None
    subjects: tuple[str, ...] = ()
    first_published: int | None = None
    released: str | None = None
    rating: Rating | None = None
    readers: int | None = None
    cover_url: str | None = None
    editions: tuple[Edition, ...] = ()

    @property
    def shown_rating(self) -> Rating | None:
        """The rating, if enough people gave one."""
        return self.rating if self.rating is not None and self.rating.is_shown else None
