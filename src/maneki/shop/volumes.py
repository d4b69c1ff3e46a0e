"""Places in a series as it counts them: volumes, novellas, and several in one. Pure.

A place is kept as text: "7", "2.5" for what was written between the second and the third, "1-3" for
what has three of them in it. The last, the next and the previous one are counted in whole volumes,
and a novella is one only where there is no whole volume. Several in one, a box or an omnibus, are
no volume: one is answered for a place only where the volume itself is not there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import fuzz

from maneki.model.book import Book, SeriesPlace
from maneki.shop.query import BookQuery, Place
from maneki.shop.words import key_of, runs, without_article

LONGEST_PLACE = 16
_A_SERIES = 80  # per cent of its letters
_NUMBER = r"[0-9]{1,6}(?:[.,][0-9]{1,3})?"
_TO = r"\s*(?:-|~|&|\+|/|\bto\b|\band\b|\bbis\b)\s*"
_PLACE = re.compile(rf"(?P<first>{_NUMBER})(?:{_TO}(?P<last>{_NUMBER})(?![0-9]))?")
_LISTED = re.compile(r"[0-9]{1,6}(?:,\s*[0-9]{1,6}){2,20}|[0-9]{1,6},\s+[0-9]{1,6}")
"""A comma with nothing behind it may be a decimal one: "2,5"."""
_DASHES = re.compile("[\u2010-\u2015\u2212\u301c\uff5e]")
_HALF = re.compile(r"(?P<whole>[0-9]*)\s*½")
_SEVERAL = re.compile(
    r"\bbox(?:ed)?[ -]?sets?\b|\bomnibus\b|\bbundle\b|^the complete\b"
    r"|\bcomplete (?:\w+ )?(?:series|trilogy|saga|collection|set|box)\b"
    r"|\b(?:books?|volumes?|vols?\.?|parts?|#)\s*[0-9]+\s*[-–—&]\s*[0-9]+|\b[0-9]+[- ]?books?\b"
    r"|\b(?:series|trilogy|saga) (?:collection|set)\b|全[0-9]*巻|合本|セット",
    re.IGNORECASE,
)


def place_in(said: str) -> str:
    """A place in a series as it is kept: "7" for "07" and "7.0", "2.5" for "2,5", "1-3" for "1–3".

    What names no number is kept as it is.
    """
    plain = _plain(said)
    if listed := _LISTED.search(plain):
        numbers = re.findall("[0-9]+", listed[0])
        return f"{_number(numbers[0])}-{_number(numbers[-1])}"[:LONGEST_PLACE]
    found = _PLACE.search(plain)
    if found is None:
        return plain[:LONGEST_PLACE]
    first, last = _number(found["first"]), found["last"] and _number(found["last"])
    is_range = bool(last) and Decimal(last) > Decimal(first)
    return (f"{first}-{last}" if is_range else first)[:LONGEST_PLACE]


def has_number(said: str) -> bool:
    return re.search("[0-9½]", _plain(said)) is not None


def number_of(place: str | None) -> Decimal | None:
    """The number of one volume; None for what has several in it, or has no number."""
    kept = place_in(place) if place else ""
    return Decimal(kept) if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", kept) else None


def is_several(title: str, place: str | None) -> bool:
    """Whether a book has several volumes in it: by its place, or by what its title says."""
    has_range = bool(place) and number_of(place) is None and has_number(place or "")
    return has_range or _SEVERAL.search(title) is not None


def is_at(place: str | None, wanted: str) -> bool:
    """Whether two places are one, however they are written."""
    return place is not None and place_in(place) == place_in(wanted)


def is_series_meant(asked: str, name: str) -> bool:
    """Whether a series may be the one that was asked for, give or take a slip or a small word."""
    said, key = without_article(key_of(asked)), without_article(key_of(name))
    return fuzz.ratio(said, key) >= _A_SERIES


def series_meant(asked: str, names: Sequence[str]) -> frozenset[str]:
    """Of these series the ones that were asked for: that very one, else one nearly called so, else
    those that have all the words in their names.
    """
    said = without_article(key_of(asked))
    words = {*runs(said)}
    very = frozenset(name for name in names if without_article(key_of(name)) == said)
    nearly = frozenset(name for name in names if is_series_meant(asked, name))
    return very or nearly or frozenset(name for name in names if words and words <= {*runs(name)})


def place_of(book: Book, asked: str | None) -> SeriesPlace | None:
    """The place of a book in the series that was asked for; without one, the first it has."""
    if asked is None:
        return next(iter(sorted(book.series, key=lambda one: one.position is None)), None)
    names = series_meant(asked, [one.name for one in book.series])
    return next((one for one in book.series if one.name in names), None)


@dataclass(frozen=True, slots=True)
class _Volume:
    book: Book
    place: str | None
    number: Decimal | None
    is_several: bool


def wanted(books: Sequence[Book], query: BookQuery, beside: Book | None) -> tuple[Book, ...]:
    """Of the books that fit, those at the place that was asked for; all of them if none was.

    `beside` is the book that the next and the previous one are counted from.
    """
    if query.position is None and query.place is None:
        return tuple(books)
    volumes = [*_volumes(books, query)]
    if query.position is not None:
        there = [one for one in volumes if is_at(one.place, query.position)]
        alone = [one for one in there if not one.is_several]
        return tuple(one.book for one in alone or there)
    of = _number_in(beside, query) if beside else None
    return tuple(one.book for one in _placed(volumes, query.place, of, beside))


def _volumes(books: Sequence[Book], query: BookQuery) -> Iterator[_Volume]:
    names = [place.name for book in books for place in book.series]
    meant = series_meant(query.series, names) if query.series else frozenset(names)
    for book in books:
        for place in book.series:
            if place.name in meant:
                several = is_several(book.title, place.position)
                yield _Volume(book, place.position, number_of(place.position), several)
                break


def _number_in(book: Book, query: BookQuery) -> Decimal | None:
    place = place_of(book, query.series)
    return number_of(place.position) if place else None


def _placed(
    volumes: Sequence[_Volume], place: Place | None, of: Decimal | None, beside: Book | None
) -> Iterator[_Volume]:
    """The volumes that have the number which that place turns out to be."""
    mine = beside.id if beside else None
    counted = [
        (one.number, one)
        for one in volumes
        if one.number is not None and not one.is_several and (mine is None or one.book.id != mine)
    ]
    numbers = {number for number, _ in counted}
    match place:
        case Place.NEXT:
            numbers = {one for one in numbers if of is not None and one > of}
        case Place.PREVIOUS:
            numbers = {one for one in numbers if of is not None and one < of}
    whole = {one for one in numbers if one == one.to_integral_value() and one > 0} or numbers
    if not whole:
        return
    is_first = place in {Place.NEXT, Place.FIRST}
    chosen = min(whole) if is_first else max(whole)
    yield from (one for number, one in counted if number == chosen)


def _plain(said: str) -> str:
    # NFKC makes "2½" into "21⁄2".
    text = _HALF.sub(lambda found: f"{found['whole'] or '0'}.5", said)
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip()


def _number(said: str) -> str:
    whole, _, part = said.replace(",", ".").partition(".")
    part = part.rstrip("0")
    return f"{int(whole)}.{part}" if part else str(int(whole))
