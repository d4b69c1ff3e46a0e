"""A book of the catalogue as it is shown: facts only, cut to a length that anything can show. Pure.

Titles and descriptions are somebody else's text: titles of 4,000 characters occur, and authors may
be missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from maneki.errors import SettingsError
from maneki.model.book import Book, Edition, SeriesPlace
from maneki.model.book_card import BookCard
from maneki.model.ids import BookId

LONGEST_TITLE = 200
LONGEST_NAME = 100
LONGEST_DESCRIPTION = 1_000
MOST_AUTHORS = 5

_PLACES = ("isbn", "title", "author", "id")


def card_of(book: Book, edition: Edition | None, *, address: str | None = None) -> BookCard:
    """The card of a saved book with one of its editions.

    `address` is where the shop sells it, with {isbn}, {title}, {author} or {id} in it.
    """
    stock = edition.stock if edition else None
    isbn = edition.isbn if edition else None
    return BookCard(
        book_id=book.id or BookId(""),
        title=title_of(book),
        authors=authors_of(book),
        series=_series(book.series),
        published=_published(book, edition),
        isbn=isbn.digits if isbn else None,
        format=short(edition.format, LONGEST_NAME) if edition and edition.format else None,
        pages=edition.pages if edition else None,
        price=stock.price if stock else None,
        available=stock.available if stock else None,
        rating=book.shown_rating,
        readers=book.readers or None,
        description=short(book.description, LONGEST_DESCRIPTION) if book.description else None,
        cover_url=(edition.cover_url if edition else None) or book.cover_url,
        url=_url(address, book, isbn.digits if isbn else ""),
    )


def title_of(book: Book) -> str:
    """The title on one line; "?" for a book that has none that could be read."""
    return short(book.title, LONGEST_TITLE) or "?"


def authors_of(book: Book) -> tuple[str, ...]:
    names = (short(name, LONGEST_NAME) for name in book.authors[:MOST_AUTHORS])
    return tuple(name for name in names if name)


def short(text: str, most: int) -> str:
    """A text on one line, cut between words with an ellipsis if it is longer."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 3]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut).rstrip(" ,;:.") + "..."


def check_address(template: str) -> str:
    """Refuse a template that names what no book has. Raises `SettingsError`."""
    try:
        template.format_map(dict.fromkeys(_PLACES, ""))
    except (KeyError, ValueError, IndexError, AttributeError) as exc:
        named = ", ".join(f"{{{place}}}" for place in _PLACES)
        why = f"MANEKI_SHOP_BOOK_URL: it may have {named} in it, and no other braces."
        raise SettingsError(why) from exc
    return template


def _url(template: str | None, book: Book, isbn: str) -> str | None:
    """The shop's page of a book; None without a template, or if it asks for a number it lacks."""
    if template is None or ("{isbn}" in template and not isbn):
        return None
    said = {
        "isbn": isbn,
        "title": title_of(book),
        "author": authors_of(book)[0] if authors_of(book) else "",
        "id": book.id or "",
    }
    # Everything is encoded: "&" and "#" in a title would end the address there.
    return template.format_map(
        {name: quote(value, safe="", errors="replace") for name, value in said.items()}
    )


def _series(places: Sequence[SeriesPlace]) -> SeriesPlace | None:
    if not places:
        return None
    return SeriesPlace(short(places[0].name, LONGEST_NAME), places[0].position)


def _published(book: Book, edition: Edition | None) -> str | None:
    """When the work was, not this edition of it, as people speak of books."""
    if book.first_published is not None:
        return str(book.first_published)
    return edition.published if edition else None
