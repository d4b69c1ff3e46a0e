"""Words are looked for alike on both databases, and no word is an order to either of them."""

from __future__ import annotations

import pytest
from tests.shop.shelf import a_book

from maneki.model.ids import BookId
from maneki.shop.entries import entry_of
from maneki.store import Store
from maneki.store.full_text import Field, Reading

TITLES = {"a": "red stone", "b": "red sea", "c": "blue sea"}


@pytest.fixture
async def books(store: Store) -> dict[BookId, str]:
    """What each book is called, by its id."""
    async with store.transaction() as tx:
        await tx.books.save(
            [entry_of(a_book(title, f"{name} author")) for name, title in TITLES.items()]
        )
        await tx.books.settle()
        return {one.id: one.titles[0] for one in await tx.book_search.all(limit=9)}


@pytest.mark.parametrize(
    ("readings", "field", "titles"),
    [
        ([[["red"]]], Field.ANY, {"red stone", "red sea"}),
        ([[["red"], ["sea"]]], Field.ANY, {"red sea"}),
        ([[["red", "blue"], ["sea"]]], Field.TITLE, {"red sea", "blue sea"}),
        ([[["stone"]], [["blue"]]], Field.ANY, {"red stone", "blue sea"}),
        ([[["author"]]], Field.AUTHOR, {"red stone", "red sea", "blue sea"}),
        ([[["author"]]], Field.TITLE, set()),
        ([[["author"], ["blue"]]], Field.ANY, {"blue sea"}),
        ([[["red"]]], Field.SERIES, set()),
        ([[["re"]]], Field.ANY, set()),
    ],
)
async def test_groups_are_choices_and_readings_are_ways(
    store: Store, books: dict[BookId, str], readings: list[Reading], field: Field, titles: set[str]
) -> None:
    async with store.reading() as tx:
        found = await tx.book_search.containing(readings, field=field, limit=9)
        assert {books[one.id] for one in found} == titles
        assert await tx.book_search.count(readings, field=field) == len(titles)


@pytest.mark.parametrize(
    "word",
    ['"', "'", "\\", "NOT", "*", "red*", "a:b", "{", "(", "&", "|", "!", "-", "^", "''", " "],
)
async def test_no_word_is_an_order(store: Store, books: dict[BookId, str], word: str) -> None:
    async with store.reading() as tx:
        found = await tx.book_search.containing([[[word], ["red"]]], field=Field.TITLE, limit=9)
        assert {books[one.id] for one in found} <= {"red stone", "red sea"}
        assert await tx.book_search.spelled([word]) == {}
        assert await tx.book_search.titled([word], limit=9) == ()
