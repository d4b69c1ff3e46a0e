"""Values as sources write them: whatever stands there, it is a value of its kind or none. Pure.

A source's field may be missing, null, of another type, endless or nonsense on any day; a book
with a strange page count is a book all the same. So only what names a book is demanded of it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from maneki.errors import InvalidInputError
from maneki.model.book import Book, Edition, Isbn, Origin, Rating
from maneki.shop.lines import (
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    LONGEST_TITLE,
    MOST_AUTHORS,
    MOST_SUBJECTS,
    cut,
    https_address,
    id_of,
    line,
    text_of,
    without_tags,
)
from maneki.shop.sources.errors import SourceChangedError
from maneki.shop.words import key_of

MOST_EDITIONS = 40
"""Of a classic there are hundreds of numbers; more than these nobody asks for."""

_MOST_COUNT = 10**9
_LONGEST_TEXT = 100_000
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?(?![0-9])")
_EARLIEST_YEAR, _LATEST_YEAR = -4000, 2200

_Model = TypeVar("_Model", bound=BaseModel)


def text_in(value: Any) -> str | None:
    """A text, or the text of `{"value": ...}`; a number is written out."""
    if isinstance(value, Mapping):
        value = value.get("value")
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        value = f"{value:g}" if isinstance(value, float) else str(value)[:_LONGEST_TEXT]
    if not isinstance(value, str):
        return None
    return _NO_TEXT.sub("", value[:_LONGEST_TEXT]).strip() or None


def texts_in(value: Any) -> tuple[str, ...]:
    """Several texts; one alone is one."""
    several = value if isinstance(value, list | tuple) else [value]
    return tuple(text for one in several if (text := text_in(one)))


def number_in(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def count_in(value: Any) -> int | None:
    """How many, from 0."""
    number = number_in(value)
    return int(number) if number is not None and 0 <= number <= _MOST_COUNT else None


def year_in(value: Any) -> int | None:
    number = number_in(value)
    if number is None or not _EARLIEST_YEAR <= number <= _LATEST_YEAR or number == 0:
        return None
    return int(number)


def date_in(value: Any) -> str | None:
    """A date as exact as it is: "2016", "2016-02", "2016-02-09"."""
    text = unicodedata.normalize("NFKC", text_in(value) or "")
    found = _DATE.match(text)
    if found is None:
        return None
    try:
        date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
    except ValueError:
        return found["year"] if int(found["year"]) else None
    return found[0]


def picture_in(value: Any) -> str | None:
    """The address of a picture, plain or in an object."""
    if isinstance(value, Mapping):
        value = value.get("url")
    return https_address(value) if isinstance(value, str) else None


def list_in(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def object_in(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


Text = Annotated[str | None, BeforeValidator(text_in)]
Needed = Annotated[str, BeforeValidator(text_in)]
Texts = Annotated[tuple[str, ...], BeforeValidator(texts_in)]
Number = Annotated[float | None, BeforeValidator(number_in)]
Count = Annotated[int | None, BeforeValidator(count_in)]
Year = Annotated[int | None, BeforeValidator(year_in)]
Date = Annotated[str | None, BeforeValidator(date_in)]
Picture = Annotated[str | None, BeforeValidator(picture_in)]
Objects = Annotated[
    tuple[Mapping[str, Any], ...],
    BeforeValidator(lambda value: tuple(one for one in list_in(value) if isinstance(one, Mapping))),
]
Object = Annotated[Mapping[str, Any], Field(default_factory=dict), BeforeValidator(object_in)]


class Said(BaseModel):
    """What a source says of one thing. What it says besides is nobody's business here."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def read_all(
    items: Any, read: Callable[[Mapping[str, Any]], Book | None], *, source: str, where: str
) -> tuple[Book, ...]:
    """The books of a list, in its order, each once.

    Raises `SourceChangedError` if it is no list, or holds nothing that is a book.
    """
    if not isinstance(items, list):
        raise SourceChangedError(
            f"{source} answered without {where}.", source=source, missing=where
        )
    books = [read(one) for one in items if isinstance(one, Mapping)]
    kept = tuple({book.origin: book for book in reversed(books) if book is not None}.values())[::-1]
    if items and not kept:
        raise SourceChangedError(
            f"{source} answered with {where} of which none can be read as a book.",
            source=source,
            missing=f"books in {where}",
        )
    return kept


def said(model: type[_Model], item: Mapping[str, Any]) -> _Model | None:
    """An item as its model reads it; None if what names it is missing."""
    try:
        return model.model_validate(item)
    except ValidationError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A work as a source tells of it, before it is cut to what is kept."""

    title: str
    subtitle: str | None = None
    authors: Iterable[str] = ()
    subjects: Iterable[str] = ()
    description: str | None = None


def title_of(told: Told) -> str | None:
    """The title with its subtitle; None if no letter is in it."""
    title = line(told.title, LONGEST_TITLE)
    if title is None or not key_of(title):
        return None
    subtitle = line(told.subtitle, LONGEST_TITLE)
    if subtitle and subtitle.casefold() not in title.casefold():
        return cut(f"{title}: {subtitle}", LONGEST_TITLE)
    return title


def names_in(names: Iterable[str]) -> tuple[str, ...]:
    """Authors, each once; one without a letter is nobody."""
    lines = (line(name, LONGEST_NAME) for name in names)
    return tuple(dict.fromkeys(one for one in lines if one and key_of(one)))[:MOST_AUTHORS]


def subjects_in(subjects: Iterable[str]) -> tuple[str, ...]:
    lines = (line(one, LONGEST_NAME) for one in subjects)
    return tuple(dict.fromkeys(one for one in lines if one))[:MOST_SUBJECTS]


def description_in(text: str | None) -> str | None:
    return text_of(without_tags(text or ""), LONGEST_DESCRIPTION)


def rating_in(average: float | None, count: int | None) -> Rating | None:
    if average is None or count is None or not 0 < average <= 5:
        return None
    return Rating(average, count)


def isbns_in(numbers: Iterable[str]) -> tuple[Isbn, ...]:
    """The numbers that are ISBNs, each once; one whose check digit is wrong is none."""
    return tuple(dict.fromkeys(_isbns_in(numbers)))


def _isbns_in(numbers: Iterable[str]) -> Iterable[Isbn]:
    for number in numbers:
        try:
            yield Isbn.parse(number)
        except InvalidInputError:
            continue


def numbered_editions(
    source: str, work: str, isbns: Sequence[Isbn], *, asked: Isbn | None
) -> tuple[Edition, ...]:
    """Editions of which no more is known than their numbers; the one that was asked for is kept."""
    numbers = sorted(isbns, key=lambda isbn: isbn != asked)[:MOST_EDITIONS]
    return tuple(
        Edition(origin=Origin(source, id_of(f"{work}/{isbn}")), isbn=isbn) for isbn in numbers
    )
