"""One entry of a list as a work and the edition of it that the shop has. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from maneki.errors import InvalidInputError
from maneki.model.book import (
    SHOP,
    Book,
    Edition,
    Isbn,
    Origin,
    Rating,
    SeriesPlace,
    Stock,
    isbns_in,
)
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
    one_line,
    text_of,
)
from maneki.shop.lists.amounts import count_in, date_in, decimal_in, price_in, year_in
from maneki.shop.lists.languages import country_in, language_in
from maneki.shop.lists.rows import Remarks, Row
from maneki.shop.volumes import has_number, place_in
from maneki.shop.words import key_of

# "The Hunger Games (The Hunger Games, #1)", as catalogues of readers write it.
_SERIES_BEHIND = re.compile(r"(?P<title>.+?)\s*\((?P<places>[^()]*#[^()]*)\)")
_PLACE = re.compile(r"(?P<name>.+?),?\s*#(?P<position>[0-9][0-9.]*(?:[-–&][0-9.]+)?)")
_LISTED = re.compile(r"\s*[;|]\s*")
_AND = re.compile(r"\s*(?:[;|&、/]|\band\b)\s*")
_LACKS_ZEROS = re.compile("[1-9][0-9]{6,7}[0-9X]", re.IGNORECASE)
# ="9780441172719", '9780441172719 and 9780441172719.0 are how spreadsheets keep a number whole.
_BY_SPREADSHEET = re.compile(r"^[='\"]+|['\"]+$|\.0$")
_DAMAGED = re.compile(r"[0-9]([.,][0-9]+)?e\+?[0-9]+", re.IGNORECASE)
_LONGEST_CONDITION = 30
ROUNDED = "ISBNs that a spreadsheet has rounded (9.78E+12) were left out."
MISTYPED = "ISBNs whose check digit is wrong were left out."
_NEW = frozenset({"", "new", "brand new", "neu", "neuf", "nuevo", "新品"})
_NOBODY = frozenset({"unknown", "anonymous", "na", "none", "various", "不明"})

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entered:
    """A work without editions, and one edition of it."""

    book: Book
    edition: Edition


def entered(row: Row, *, currency: str | None, remarks: Remarks) -> Entered:
    """Read an entry. Raises `InvalidInputError` with what is wrong about it."""
    cells = row.cells
    title, places = _title(row, remarks)
    authors = _authors(row)
    isbn = _isbn(row, remarks)
    work = cells.get("work")
    work_id = id_of(f"work:{work}" if work else "|".join(map(key_of, (title, *authors[:1]))))
    language, region = language_in(cells.get("language"))
    kind = _kind(cells)
    cover = https_address(cells.get("cover"))
    original = line(cells.get("original title"), LONGEST_TITLE)
    book = Book(
        origin=Origin(SHOP, work_id),
        title=title,
        authors=authors,
        series=_series(row) or places,
        description=text_of(cells.get("description"), LONGEST_DESCRIPTION),
        subjects=_several(cells.get("subjects"))[:MOST_SUBJECTS],
        first_published=year_in(row, "year", remarks),
        rating=_rating(row),
        readers=count_in(row, "readers"),
        cover_url=cover,
    )
    edition = Edition(
        origin=Origin(SHOP, id_of(_edition_id(cells, isbn, work_id, language))),
        isbn=isbn,
        title=original if original != title else None,
        format=kind,
        publisher=line(cells.get("publisher"), LONGEST_NAME),
        language=language,
        country=country_in(cells.get("country")) or region,
        published=date_in(row, "published", remarks),
        pages=count_in(row, "pages"),
        cover_url=cover,
        stock=_stock(row, currency),
    )
    return Entered(book, edition)


def _edition_id(cells: Cells, isbn: Isbn | None, work_id: str, language: str | None) -> str:
    """What makes a copy another one: what the shop calls it, or else its number, or else its work,
    format and language; and in each case its condition.
    """
    unnumbered = "|".join((work_id, line(cells.get("format"), 64) or "", language or ""))
    named = cells.get("id") or (isbn.digits if isbn else unnumbered.removesuffix("|"))
    condition = _condition(cells)
    return f"{named}|{key_of(condition)}" if condition else named


def _kind(cells: Cells) -> str | None:
    """Format and condition, as they are shown beside the copies: "Paperback, good"."""
    parts = (line(cells.get("format"), 64), _condition(cells))
    return cut(", ".join(part for part in parts if part), 64) or None


def _condition(cells: Cells) -> str | None:
    """None for a new copy, which is what a copy is if nothing is said."""
    said = line(cells.get("condition"), _LONGEST_CONDITION)
    return said if said and key_of(said) not in _NEW else None


def _title(row: Row, remarks: Remarks) -> tuple[str, tuple[SeriesPlace, ...]]:
    """The title alone, and the places in series that stood behind it."""
    title = one_line(row.cells.get("title", ""))
    if not key_of(title):
        raise InvalidInputError("has no title.")
    if len(title) > LONGEST_TITLE:
        remarks.note(row.line, f"Titles of more than {LONGEST_TITLE} characters were cut.")
        title = cut(title, LONGEST_TITLE)
    places: tuple[SeriesPlace, ...] = ()
    if behind := _SERIES_BEHIND.fullmatch(title):
        found = [_PLACE.fullmatch(part.strip()) for part in behind["places"].split(";")]
        if all(found):
            title = behind["title"]
            places = tuple(
                SeriesPlace(one["name"], place_in(one["position"])) for one in found if one
            )
    subtitle = one_line(row.cells.get("subtitle", ""))
    if subtitle and subtitle.casefold() not in title.casefold():
        title = cut(f"{title}: {subtitle}", LONGEST_TITLE)
    return title, places


def _series(row: Row) -> tuple[SeriesPlace, ...]:
    name = line(row.cells.get("series"), LONGEST_NAME)
    if name is None:
        return ()
    position = row.cells.get("position", "")
    return (SeriesPlace(name, place_in(position) if has_number(position) else None),)


def _authors(row: Row) -> tuple[str, ...]:
    """Names in their order. Commas part them in a column of authors alone; everywhere else they
    stand between a surname and what is said before it.
    """
    several = row.cells.get("authors", "")
    if several and not re.search("[;|]", several):
        names = re.split(r"\s*[,、]\s*", several)
    elif several:
        names = [_turned(name) for name in _LISTED.split(several)]
    else:
        names = [_turned(name) for name in _AND.split(row.cells.get("author", ""))]
    plain = (one_line(name)[:LONGEST_NAME] for name in names)
    kept = (name for name in plain if (key := key_of(name)) and key not in _NOBODY)
    return tuple(dict.fromkeys(kept))[:MOST_AUTHORS]


def _turned(name: str) -> str:
    surname, comma, given = name.partition(",")
    return f"{given.strip()} {surname.strip()}" if comma and given.strip() else name


def _isbn(row: Row, remarks: Remarks) -> Isbn | None:
    """The first number that is one. A spreadsheet may have taken its leading zeros."""
    said = row.cells.get("isbn", "").splitlines()
    for cell in said:
        number = _BY_SPREADSHEET.sub("", cell)
        form = number.rjust(10, "0") if _LACKS_ZEROS.fullmatch(number) else number
        try:
            return Isbn.parse(form)
        except InvalidInputError:
            # It may have company: "9780441172719 (pbk)", or a second number behind it.
            if named := isbns_in(f"ISBN {number}"):
                return named[0]
    if said and all(map(_DAMAGED.fullmatch, said)):
        remarks.note(row.line, ROUNDED)
    elif said:
        remarks.note(row.line, MISTYPED)
    return None


def _rating(row: Row) -> Rating | None:
    average, count = decimal_in(row, "rating"), count_in(row, "ratings")
    if average is None or count is None or not 0 < average <= 5:
        return None
    return Rating(float(average), count)


def _stock(row: Row, currency: str | None) -> Stock | None:
    quantity = count_in(row, "quantity")
    price = price_in(row, currency)
    if quantity is None and price is None:
        return None
    # Files have no such column: only an earlier system knows what it had promised.
    return Stock(quantity=quantity, reserved=count_in(row, "reserved") or 0, price=price)


def _several(cell: str | None) -> tuple[str, ...]:
    """Subjects; commas part them only where nothing better does."""
    text = cell or ""
    parts = _LISTED.split(text) if re.search("[;|]", text) else text.split(",")
    return tuple(dict.fromkeys(one_line(part)[:LONGEST_NAME] for part in parts if part.strip()))
