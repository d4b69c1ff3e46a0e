"""Volumes of series and editions in other languages, by the tools and as customers ask for them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.assistant.bookshop import Bookshop, Talk, open_bookshop, talking
from tests.assistant.moons import BOOKS, BOX

from maneki.assistant.tools import Tools
from maneki.assistant.tools.views import Matches, OtherLanguages
from maneki.clock import MovableClock
from maneki.shop.query import BookQuery, Place
from maneki.store import Store


@pytest.fixture
async def bookshop(store: Store, clock: MovableClock) -> Bookshop:
    return await open_bookshop(store, clock, books=BOOKS)


@pytest.fixture
async def tools(bookshop: Bookshop) -> Tools:
    return await bookshop.tools()


@pytest.fixture
async def talk(sqlite_copy: str, clock: MovableClock) -> AsyncIterator[Talk]:
    async with talking(sqlite_copy, clock, books=BOOKS) as opened:
        yield opened


def titles(found: Matches) -> list[str]:
    return [one.card.title for one in found.books]


async def volumes(tools: Tools, **asked: object) -> list[str]:
    return titles(await tools.books.search(BookQuery(**asked)))  # type: ignore[arg-type]


async def test_a_novella_has_its_place_between_two_volumes(tools: Tools) -> None:
    assert await volumes(tools, series="moon tales", position="2.5") == ["Little Torches"]
    assert await volumes(tools, series="Moon Tales", position="0.5") == ["Before Ember"]
    assert await volumes(tools, series="Moon Tales", position="2,50") == ["Little Torches"]
    assert await volumes(tools, series="Moon Tales", position="1.5") == []


async def test_a_box_is_no_volume_where_the_volume_itself_is_there(tools: Tools) -> None:
    assert await volumes(tools, series="Moon Tales", position="1") == ["Ember"]
    assert await volumes(tools, series="Moon Tales", position="2") == ["Garnet"]
    assert await volumes(tools, series="Moon Tales", position="2-3") == ["Garnet and Hazel"]
    assert await volumes(tools, series="Owls", position="1") == []
    assert await volumes(tools, series="Owls", position="1–3") == ["The Complete Owls"]
    [box] = await volumes(tools, title=BOX, limit=1)
    assert box == BOX


async def test_the_next_and_the_previous_volume_are_counted_from_a_book(
    bookshop: Bookshop, tools: Tools
) -> None:
    async def beside(title: str, place: Place) -> list[str]:
        return await volumes(tools, place=place, beside=await bookshop.id_of(title))

    assert await beside("Ember", Place.NEXT) == ["Garnet"]
    assert await beside("Garnet", Place.NEXT) == ["Hazel"]
    assert await beside("Little Torches", Place.NEXT) == ["Hazel"]
    assert await beside("Little Torches", Place.PREVIOUS) == ["Garnet"]
    assert await beside("Ember", Place.PREVIOUS) == ["Before Ember"]
    assert await beside("Frost", Place.NEXT) == ["Last Lights"]
    assert await beside("Last Lights", Place.NEXT) == []
    assert await beside("The Voyage", Place.NEXT) == []


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("what comes after Garnet", "Hazel"),
        ("what comes before Hazel", "Garnet"),
        ("what comes after Little Torches", "Hazel"),
        ("what comes before Ember", "Before Ember"),
        ("what comes after Frost", "Last Lights"),
    ],
)
async def test_a_customer_is_told_the_volume_beside_a_book(
    talk: Talk, said: str, title: str
) -> None:
    answer = await talk.say(said)
    assert [one.title for one in answer.books] == [title]


async def test_the_first_and_the_last_of_a_series_however_long_it_is(tools: Tools) -> None:
    assert await volumes(tools, series="Moon Tales", place=Place.LAST) == ["Frost"]
    assert await volumes(tools, series="Moon Tales", place=Place.FIRST) == ["Ember"]
    assert await volumes(tools, series="Endless Chronicle", place=Place.LAST) == ["Chronicle 41"]
    assert await volumes(tools, series="The Endless Chronicle", position="35") == ["Chronicle 35"]


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("book 2.5 in the Moon Tales series", "Little Torches"),
        ("Moon Tales 0.5", "Before Ember"),
        ("the Moon Tales #2.5", "Little Torches"),
        ("first book in the Moon Tales series", "Ember"),
        ("last book in the Moon Tales series", "Frost"),
        ("last book in the Endless Chronicle series", "Chronicle 41"),
    ],
)
async def test_a_customer_gets_the_volume_that_they_ask_for(
    talk: Talk, said: str, title: str
) -> None:
    answer = await talk.say(said)
    assert [one.title for one in answer.books] == [title]


async def test_an_edition_in_the_language_that_was_asked_for_is_found(tools: Tools) -> None:
    found = await tools.books.search(BookQuery(title="The Voyage", languages=("es",)))
    [voyage] = found.books
    assert found.only_in is None
    assert voyage.card.isbn == "9788499890944"
    assert [(one.language, one.available) for one in voyage.copies] == [("es", 2)]
    by_author = await tools.books.search(BookQuery(author="Ines Vidal", languages=("es",)))
    assert titles(by_author) == ["The Voyage"]
    assert titles(await tools.books.search(BookQuery(words="el viaje"))) == ["The Voyage"]


async def test_that_there_is_none_in_that_language_is_said_with_those_there_are(
    tools: Tools,
) -> None:
    found = await tools.books.search(BookQuery(title="The Harbour", languages=("es",)))
    assert titles(found) == ["The Harbour"]
    assert found.only_in == OtherLanguages(("es",), ("en", "ja"))
    alone = await tools.books.search(BookQuery(title="Alone", languages=("es",)))
    assert alone.only_in == OtherLanguages(("es",), ())
    nothing = await tools.books.search(BookQuery(title="Nowhere At All", languages=("es",)))
    assert (nothing.books, nothing.only_in) == ((), None)


async def test_copies_in_several_languages_are_told_apart(talk: Talk) -> None:
    answer = await talk.say("The Voyage")
    assert "- paperback, English: 3 in stock, $9.99." in answer.text
    assert "- paperback, Spanish: 2 in stock, $9.99." in answer.text
