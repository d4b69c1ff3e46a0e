"""The catalogue answers first; what others know is proven, kept, and never replaced by silence."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest
from prometheus_client import CollectorRegistry
from tests.clocks import JumpingClock
from tests.shop.shelf import a_book, an_edition

from maneki.model.book import Book, Isbn, Stock
from maneki.model.money import Money
from maneki.shop.catalogue import Catalogue
from maneki.shop.library import ASKED_AGAIN_AFTER, Library, Looked, Unasked, Why
from maneki.shop.query import BookQuery, Order
from maneki.shop.sources.hardcover.parse import found_in
from maneki.shop.sources.source import BookSource
from maneki.simulator.books.faults import Fault
from maneki.simulator.books.shelf import Known
from maneki.simulator.books.twin import BooksTwin
from maneki.store import Store
from maneki.web.talk_metrics import TalkMetrics

Sources = Mapping[str, BookSource]
WIND = "the name of the wind"


@pytest.fixture
def library(store: Store, sources: Sources, clock: JumpingClock) -> Library:
    return Library(Catalogue(store), [*sources.values()], clock=clock)


def titles(looked: Looked) -> list[str]:
    return [one.book.title for one in looked.found]


async def kept(store: Store) -> int:
    async with store.reading() as tx:
        return await tx.books.count()


async def test_what_the_catalogue_has_nobody_else_is_asked_for(
    store: Store, library: Library, twin: BooksTwin
) -> None:
    await Catalogue(store).add([a_book("The Name of the Wind", "Patrick Rothfuss")])
    assert titles(await library.ask(WIND)) == ["The Name of the Wind"]
    assert twin.asked == []


async def test_what_is_not_in_the_catalogue_is_asked_for_once_and_then_it_is(
    store: Store, library: Library, twin: BooksTwin
) -> None:
    looked = await library.ask(WIND)
    [found] = looked.found
    assert looked.is_complete
    assert (found.book.title, found.book.authors) == ("The Name of the Wind", ("Patrick Rothfuss",))
    assert set(twin.counts) == {"openlibrary", "google_books", "hardcover"}
    # What all three tell is one book, with the readers of one and the text of another.
    assert (found.book.readers, found.book.description) == (
        5_200,
        "A hero tells his own story.",
    )
    assert found.book.origin.at is not None
    asked = len(twin.asked)
    again = await library.ask("Name of the Wind by Patrick Rothfuss")
    assert again.found[0].book == found.book
    assert len(twin.asked) == asked


async def test_the_catalogue_answers_what_it_was_told_when_every_source_is_down(
    store: Store, library: Library, twin: BooksTwin, sources: Sources
) -> None:
    await library.ask(WIND)
    for name in sources:
        twin.fail(name, Fault.ERROR)
    assert titles(await library.ask(WIND)) == ["The Name of the Wind"]


async def test_the_first_answer_of_a_search_proves_nothing(
    store: Store, library: Library, twin: BooksTwin
) -> None:
    looked = await library.search(BookQuery(title="The Name of the Sea", author="Patrick Rothfuss"))
    assert looked == Looked(found=())
    assert twin.counts["openlibrary"] == 1
    assert await kept(store) == 0


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Fault.ERROR, Why.UNAVAILABLE),
        (Fault.SILENCE, Why.UNAVAILABLE),
        (Fault.BUSY, Why.BLOCKED),
        (Fault.WEB_PAGE, Why.CHANGED),
        (Fault.STRANGE_ITEMS, Why.CHANGED),
    ],
)
async def test_a_source_that_could_not_be_asked_is_named_and_nothing_is_said_not_to_be(
    library: Library, twin: BooksTwin, fault: Fault, why: Why
) -> None:
    for name in ("openlibrary", "google_books", "hardcover"):
        twin.fail(name, fault, for_requests=1)
    looked = await library.ask(WIND)
    assert looked.found == ()
    assert not looked.is_complete
    assert looked.unasked == (
        Unasked("openlibrary", why),
        Unasked("google_books", why),
        Unasked("hardcover", why),
    )
    # Asked again at once they are left alone, and that is said too.
    assert {one.why for one in (await library.ask(WIND)).unasked} == {Why.BUSY}


async def test_a_failed_question_is_asked_again_when_the_source_is_back(
    library: Library, twin: BooksTwin, clock: JumpingClock
) -> None:
    for name in ("openlibrary", "google_books", "hardcover"):
        twin.fail(name, Fault.ERROR, for_requests=1)
    await library.ask(WIND)
    clock.move(60)
    assert titles(await library.ask(WIND)) == ["The Name of the Wind"]


async def test_what_one_source_does_not_answer_another_does(
    library: Library, twin: BooksTwin
) -> None:
    twin.fail("openlibrary", Fault.ERROR)
    twin.fail("google_books", Fault.HALF_BODY)
    looked = await library.ask(WIND)
    assert titles(looked) == ["The Name of the Wind"]
    assert [one.source for one in looked.unasked] == ["openlibrary", "google_books"]


class Sleepy:
    """A source that never comes to an end."""

    name = "sleepy"
    tells_new = False

    async def find(self, query: BookQuery, *, limit: int) -> tuple[Book, ...]:
        await asyncio.Event().wait()
        return ()

    async def aclose(self) -> None:
        pass


async def test_a_slow_source_holds_nobody_up_longer_than_its_time(
    store: Store, sources: Sources, clock: JumpingClock
) -> None:
    library = Library(
        Catalogue(store), [Sleepy(), *sources.values()], clock=clock, time_limit_s=0.5
    )
    looked = await library.ask(WIND)
    assert titles(looked) == ["The Name of the Wind"]
    assert looked.unasked == (Unasked("sleepy", Why.SLOW),)


async def test_what_became_of_every_question_is_counted(
    store: Store, sources: Sources, twin: BooksTwin, clock: JumpingClock
) -> None:
    registry = CollectorRegistry()
    heard = TalkMetrics(registry).source_heard
    library = Library(Catalogue(store), [*sources.values()], clock=clock, heard=heard)
    twin.fail("hardcover", Fault.WEB_PAGE)
    await library.ask(WIND)

    def counted(source: str, outcome: str) -> float | None:
        labels = {"source": source, "outcome": outcome}
        return registry.get_sample_value("maneki_book_source_answers_total", labels)

    assert counted("openlibrary", "answered") == 1
    assert counted("google_books", "answered") == 1
    assert counted("hardcover", "changed") == 1


async def test_nothing_found_is_not_asked_for_again_for_a_while(
    library: Library, twin: BooksTwin, clock: JumpingClock
) -> None:
    assert await library.ask("Xyzzy Quux") == Looked(found=())
    asked = len(twin.asked)
    assert await library.ask("  xyzzy   QUUX ") == Looked(found=())
    assert len(twin.asked) == asked
    clock.move(ASKED_AGAIN_AFTER)
    await library.ask("xyzzy quux")
    assert len(twin.asked) == 2 * asked


async def test_a_number_is_looked_up_and_a_telephone_number_is_not_one(
    library: Library, twin: BooksTwin
) -> None:
    assert titles(await library.ask("0-7564-0474-6")) == ["The Name of the Wind"]
    twin.asked.clear()
    await library.ask("212-555-1234")
    await library.ask("978-0-123456-78-9")
    assert not [one for one in twin.asked if "isbn" in one.said]


@pytest.mark.parametrize(
    "text",
    [
        "call me at 212-555-1234",
        "my number is +1 (212) 555 1234, do you have the wind",
        "write to jane@example.com",
        "https://example.com/wind",
        "my sister told me " * 6 + "to read about the wind",
    ],
)
async def test_what_is_a_customer_s_own_affair_is_put_to_nobody_else(
    library: Library, twin: BooksTwin, text: str
) -> None:
    await library.ask(text)
    await library.search(BookQuery(words=text))
    assert twin.asked == []


async def test_whatever_a_source_says_can_be_kept_on_either_database(
    store: Store, clock: JumpingClock
) -> None:
    document = {
        "users_count": 10**9,
        "ratings_count": 10**9,
        "release_year": 10**9,
        "id": 10**30,
        "title": "Wind\x00 \ud800" + "é" * 4_000,
        "author_names": ["A" * 5_000, "\ud800", "A" * 5_000],
        "genres": ["\x00", "x" * 5_000],
        "description": "\ud83d <b>\x00" + "y" * 200_000,
        "featured_series": {"position": 1e300, "series": {"name": "S" * 5_000}},
        "editions": [
            {
                "id": "e" * 900,
                "isbn_13": "9780306406157",
                "pages": 10**9,
                "edition_format": "f" * 900,
                "language": {"code2": "l" * 900},
                "country": {"code2": "ZZZ"},
                "release_date": "9999-99-99",
            }
        ],
    }
    said = {"data": {"search": {"results": {"hits": [{"document": document}]}}}}
    catalogue = Catalogue(store)
    assert (await catalogue.add(found_in(said))).books.new == 1
    [found] = await catalogue.ask("9780306406157")
    assert len(found.book.title) <= 500
    assert (found.book.readers, found.book.first_published) == (10**9, None)
    assert len(found.book.authors) == 1


async def test_the_shop_s_copy_and_price_stay_with_what_others_tell(
    store: Store, library: Library, twin: BooksTwin
) -> None:
    number = Isbn("9780756404079")
    price = Stock(quantity=2, price=Money(899, "USD"))
    await Catalogue(store).add(
        [a_book("Name of the Wind pbk", editions=(an_edition("n1", isbn=number, stock=price),))]
    )
    looked = await library.search(BookQuery(title="The Name of the Wind", languages=("en",)))
    [found] = looked.found
    assert found.book.title == "Name of the Wind pbk"
    assert found.book.authors == ("Patrick Rothfuss",)
    assert found.edition is not None
    assert found.edition.stock is not None
    assert found.edition.stock.available == 2


async def test_what_came_out_lately_is_asked_for_even_if_the_catalogue_has_older_books(
    store: Store, library: Library, twin: BooksTwin, clock: JumpingClock
) -> None:
    await Catalogue(store).add([a_book("Old", "A", first_published=1990)])
    day = clock.now().date().isoformat()
    twin.books.append(Known(title="Quite New", authors=("B",), released=day, readers=9))
    looked = await library.search(BookQuery(order=Order.NEWEST))
    assert titles(looked) == ["Quite New", "Old"]
    # Only Hardcover can be asked for it without a word.
    assert set(twin.counts) == {"hardcover"}
    assert looked.found[0].book.released == day


async def test_the_newest_of_an_author_come_in_the_order_of_their_days(
    library: Library,
) -> None:
    looked = await library.ask("latest Patrick Rothfuss")
    assert titles(looked)[:2] == ["The Wise Man's Fear", "The Name of the Wind"]


async def test_a_place_in_a_series_is_found_by_who_knows_series(library: Library) -> None:
    looked = await library.ask("2nd book in the Kingkiller Chronicle series")
    assert titles(looked) == ["The Wise Man's Fear"]


async def test_a_japanese_title_and_a_book_without_author_are_found(library: Library) -> None:
    assert titles(await library.ask("コンビニ人間")) == ["コンビニ人間"]
    [found] = (await library.ask("Beowulf")).found
    assert found.book.authors == ()


async def test_many_who_ask_at_once_for_a_new_book_make_one_of_it(
    store: Store, library: Library
) -> None:
    answers = await asyncio.gather(*(library.ask(WIND) for _ in range(5)))
    assert {tuple(titles(one)) for one in answers} == {("The Name of the Wind",)}
    # One row of each source that told of it.
    assert await kept(store) == 3


async def test_without_sources_the_catalogue_is_all_there_is(
    store: Store, clock: JumpingClock
) -> None:
    library = Library(Catalogue(store), clock=clock)
    assert await library.ask(WIND) == Looked(found=())


@pytest.mark.parametrize("text", ["", "?!", "x" * 10_000, "\x00 \ud800", "🙂" * 500, "the " * 900])
async def test_whatever_is_written_is_answered(library: Library, text: str) -> None:
    async with asyncio.timeout(10):
        assert (await library.ask(text)).found == ()
