"""Which sources are asked for books, and the library that asks them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from maneki.clock import Clock
from maneki.errors import SettingsError
from maneki.settings import Settings
from maneki.shop.catalogue import Catalogue
from maneki.shop.library import Heard, Library, heard_by_nobody
from maneki.shop.sources.google_books import client as google_books
from maneki.shop.sources.hardcover import client as hardcover
from maneki.shop.sources.openlibrary import client as openlibrary
from maneki.shop.sources.source import BookSource


def library_of(
    settings: Settings, catalogue: Catalogue, clock: Clock, *, heard: Heard = heard_by_nobody
) -> Library:
    """The one library of the process. Raises `SettingsError`."""
    return Library(catalogue, book_sources_of(settings, clock), clock=clock, heard=heard)


def book_sources_of(settings: Settings, clock: Clock) -> tuple[BookSource, ...]:
    """The sources that are on, in the order of the settings. Raises `SettingsError`."""
    return tuple(_MADE[name](settings, clock) for name in book_sources_named(settings))


def book_sources_named(settings: Settings) -> tuple[str, ...]:
    """The sources that are on, each once. Raises `SettingsError` for one that cannot be asked."""
    for name in settings.book_sources:
        if name not in _MADE:
            raise SettingsError(
                f"MANEKI_BOOK_SOURCES names {name!r}; known are: {', '.join(_MADE)}."
            )
    names = tuple(dict.fromkeys(settings.book_sources))
    if "google_books" in names and settings.google_books_key is None:
        raise SettingsError("MANEKI_BOOK_SOURCES names google_books: set MANEKI_GOOGLE_BOOKS_KEY.")
    if "hardcover" in names and settings.hardcover_token is None:
        raise SettingsError("MANEKI_BOOK_SOURCES names hardcover: set MANEKI_HARDCOVER_TOKEN.")
    return names


def _openlibrary(settings: Settings, clock: Clock) -> BookSource:
    return openlibrary.OpenLibrary(
        clock=clock,
        user_agent=settings.user_agent,
        base_url=settings.openlibrary_url,
        budget=replace(openlibrary.BUDGET, a_minute=settings.openlibrary_requests_per_minute),
    )


def _google_books(settings: Settings, clock: Clock) -> BookSource:
    key = settings.google_books_key
    return google_books.GoogleBooks(
        key=key.get_secret_value() if key else "",
        clock=clock,
        user_agent=settings.user_agent,
        base_url=settings.google_books_url,
        budget=replace(google_books.BUDGET, a_day=settings.google_books_requests_per_day),
    )


def _hardcover(settings: Settings, clock: Clock) -> BookSource:
    token = settings.hardcover_token
    return hardcover.Hardcover(
        token=token.get_secret_value() if token else "",
        clock=clock,
        user_agent=settings.user_agent,
        url=settings.hardcover_url,
        budget=replace(hardcover.BUDGET, a_day=settings.hardcover_requests_per_day),
    )


_MADE: Mapping[str, Callable[[Settings, Clock], BookSource]] = {
    "openlibrary": _openlibrary,
    "google_books": _google_books,
    "hardcover": _hardcover,
}
