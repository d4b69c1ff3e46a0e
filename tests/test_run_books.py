"""The library is built from the settings, asks whom they name, and is closed again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from maneki.clock import SystemClock
from maneki.errors import SettingsError
from maneki.run.books import book_sources_of, library_of
from maneki.settings import Settings
from maneki.shop.catalogue import Catalogue
from maneki.simulator.books.twin import KEY, TOKEN, BooksTwin
from maneki.store import Store


@pytest.fixture
async def twin() -> AsyncIterator[BooksTwin]:
    twin = BooksTwin(SystemClock())
    await twin.start()
    yield twin
    await twin.stop()


def settings_for(twin: BooksTwin, *sources: str, **more: Any) -> Settings:
    return Settings(
        book_sources=sources,
        openlibrary_url=twin.openlibrary_url,
        google_books_url=twin.google_url,
        google_books_key=KEY,
        hardcover_url=twin.hardcover_url,
        hardcover_token=f"Bearer {TOKEN}",
        _env_file=None,
        **more,
    )


async def test_every_source_that_is_named_is_asked_in_its_order(
    store: Store, twin: BooksTwin
) -> None:
    settings = settings_for(twin, "hardcover", "openlibrary", "google_books", "hardcover")
    library = library_of(settings, Catalogue(store), SystemClock())
    looked = await library.ask("the name of the wind")
    await library.aclose()
    assert [one.book.title for one in looked.found] == ["The Name of the Wind"]
    assert looked.is_complete
    assert set(twin.counts) == {"hardcover", "openlibrary", "google_books"}
    assert twin.violations == []


async def test_by_default_nobody_is_asked(twin: BooksTwin) -> None:
    assert book_sources_of(settings_for(twin), SystemClock()) == ()


async def test_a_source_that_nobody_knows_is_named_at_the_start(twin: BooksTwin) -> None:
    with pytest.raises(SettingsError, match="MANEKI_BOOK_SOURCES names 'librarything'"):
        book_sources_of(settings_for(twin, "librarything"), SystemClock())
