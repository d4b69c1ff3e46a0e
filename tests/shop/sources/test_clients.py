"""Sources are asked politely, and a failure of theirs is told as what it is: never as no book."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from tests.clocks import JumpingClock
from tests.shop.sources.conftest import AGENT

from maneki.clock import MovableClock
from maneki.model.book import Isbn, Rating, SeriesPlace
from maneki.shop.query import BookQuery, Order
from maneki.shop.sources.budget import PASSING, REFUSED, BackOff, Budget, Turns, after_failure
from maneki.shop.sources.errors import (
    SourceBlockedError,
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceUnavailableError,
)
from maneki.shop.sources.google_books.client import GoogleBooks
from maneki.shop.sources.hardcover.client import Hardcover
from maneki.shop.sources.hardcover.queries import by_ids, released, search
from maneki.shop.sources.http import retry_after
from maneki.shop.sources.openlibrary.client import OpenLibrary
from maneki.shop.sources.source import BookSource
from maneki.simulator.books.faults import Fault
from maneki.simulator.books.shelf import Known
from maneki.simulator.books.twin import KEY, TOKEN, BooksTwin

Sources = Mapping[str, BookSource]
NAMES = ("openlibrary", "google_books", "hardcover")
WIND = BookQuery(title="The Name of the Wind")


@pytest.mark.parametrize("name", NAMES)
async def test_a_title_is_answered_with_books_in_the_source_s_own_order(
    sources: Sources, twin: BooksTwin, name: str
) -> None:
    first, *others = await sources[name].find(WIND, limit=10)
    assert (first.title, first.authors) == ("The Name of the Wind", ("Patrick Rothfuss",))
    assert first.origin.source == name
    assert first.subjects == ("Fantasy",)
    # A search answers with what is near, too: to tell is somebody else's business.
    assert "Name of the Storm" in [book.title for book in others]


@pytest.mark.parametrize("name", NAMES)
async def test_nothing_found_is_an_empty_answer(sources: Sources, name: str) -> None:
    assert await sources[name].find(BookQuery(title="Xyzzy"), limit=10) == ()


@pytest.mark.parametrize("name", NAMES)
async def test_a_number_is_looked_up_by_itself(sources: Sources, name: str) -> None:
    query = BookQuery(isbn=Isbn("9780756404079"))
    [book] = await sources[name].find(query, limit=10)
    assert book.title == "The Name of the Wind"
    assert query.isbn in {edition.isbn for edition in book.editions}


async def test_hardcover_s_books_keep_the_order_of_the_search_though_editions_come_in_another(
    sources: Sources, twin: BooksTwin
) -> None:
    found = await sources["hardcover"].find(BookQuery(author="Patrick Rothfuss"), limit=10)
    assert [book.title for book in found] == ["The Name of the Wind", "The Wise Man's Fear"]
    # The table answered in the order of its ids, which is another one.
    assert len(twin.asked) == 2
    assert [*found] != sorted(found, key=lambda book: int(book.origin.external_id))
    english, german, *numbers = found[0].editions
    assert (english.language, english.country, english.format) == ("en", "US", "Paperback")
    assert (german.language, german.country) == ("de", "DE")
    assert [edition.isbn for edition in numbers] == [Isbn.parse("0756404746")]


async def test_readers_are_those_who_have_the_book_not_those_who_rated_it(
    sources: Sources,
) -> None:
    [book, *_] = await sources["hardcover"].find(WIND, limit=1)
    assert (book.readers, book.rating) == (5_200, Rating(4.4, 2_100))
    assert book.series == (SeriesPlace("The Kingkiller Chronicle", "1"),)
    assert book.released == "2007-03-27"


async def test_books_are_answered_when_only_their_editions_cannot_be_had(
    sources: Sources, twin: BooksTwin
) -> None:
    twin.fail("hardcover", Fault.ERROR, after=1)
    [book, *_] = await sources["hardcover"].find(WIND, limit=5)
    assert book.title == "The Name of the Wind"
    assert Isbn("9780756404079") in {edition.isbn for edition in book.editions}
    assert twin.counts["hardcover"] == 2


async def test_what_came_out_lately_is_asked_for_by_date(
    sources: Sources, twin: BooksTwin, clock: JumpingClock
) -> None:
    day = clock.now().date() - timedelta(days=3)
    twin.books.append(Known(title="Quite New", authors=("A",), released=day.isoformat()))
    [book] = await sources["hardcover"].find(BookQuery(order=Order.NEWEST), limit=5)
    assert (book.title, book.released) == ("Quite New", day.isoformat())


FAILURES: Mapping[Fault, type[SourceError]] = {
    Fault.SILENCE: SourceUnavailableError,
    Fault.HANG_UP: SourceUnavailableError,
    Fault.ERROR: SourceUnavailableError,
    Fault.BUSY: SourceBlockedError,
    Fault.NO_QUOTA: SourceBlockedError,
    Fault.REFUSED: SourceBlockedError,
    Fault.HALF_BODY: SourceChangedError,
    Fault.WEB_PAGE: SourceChangedError,
    Fault.NO_OBJECT: SourceChangedError,
    Fault.CHANGED: SourceChangedError,
    Fault.STRANGE_ITEMS: SourceChangedError,
    Fault.HUGE: SourceChangedError,
    Fault.ELSEWHERE: SourceChangedError,
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fault", FAILURES)
async def test_each_way_to_fail_is_told_as_what_it_is_and_the_source_is_left_alone(
    sources: Sources,
    twin: BooksTwin,
    clock: JumpingClock,
    name: str,
    fault: Fault,
) -> None:
    twin.fail(name, fault, for_requests=1)
    with pytest.raises(FAILURES[fault]) as raised:
        await sources[name].find(WIND, limit=5)
    assert raised.value.source == name
    with pytest.raises(SourceBusyError) as busy:
        await sources[name].find(WIND, limit=5)
    assert twin.counts[name] == 1
    assert busy.value.retry_after is not None
    clock.move(busy.value.retry_after)
    assert await sources[name].find(WIND, limit=5)


async def test_an_error_of_graphql_is_a_change_and_no_empty_answer(
    sources: Sources, twin: BooksTwin
) -> None:
    twin.fail("hardcover", Fault.GRAPHQL_ERROR)
    with pytest.raises(SourceChangedError, match="field not found"):
        await sources["hardcover"].find(WIND, limit=5)


async def test_a_source_is_left_alone_for_as_long_as_it_asks(
    sources: Sources, twin: BooksTwin, clock: JumpingClock
) -> None:
    twin.fail("openlibrary", Fault.BUSY, for_requests=1)
    with pytest.raises(SourceBlockedError) as raised:
        await sources["openlibrary"].find(WIND, limit=5)
    assert raised.value.retry_after == timedelta(minutes=2)


@pytest.mark.parametrize("name", NAMES)
async def test_no_minute_has_more_requests_than_a_source_allows(
    sources: Sources, twin: BooksTwin, clock: JumpingClock, name: str
) -> None:
    for _ in range(150):
        await sources[name].find(BookQuery(title="Xyzzy"), limit=1)
    assert twin.counts[name] == 150
    assert clock.monotonic() < 180


async def test_many_at_once_are_paced_and_who_would_wait_too_long_is_told_so() -> None:
    clock = MovableClock()
    twin = BooksTwin(clock)
    await twin.start()
    source = OpenLibrary(clock=clock, user_agent=AGENT, base_url=twin.openlibrary_url)
    query = BookQuery(title="x")
    refused: list[SourceBusyError] = []

    async def ask() -> None:
        try:
            await source.find(query, limit=1)
        except SourceBusyError as error:
            refused.append(error)

    async with asyncio.TaskGroup() as group:
        for _ in range(10):
            group.create_task(ask())
        await asyncio.sleep(0)
        assert len(refused) == 7
        clock.move(3.5)
    assert twin.counts["openlibrary"] == 3
    await source.aclose()
    await twin.stop()


async def test_a_day_has_no_more_requests_than_the_budget(clock: JumpingClock) -> None:
    turns = Turns(Budget(a_minute=60, a_day=3, burst=3), clock)
    for _ in range(3):
        await turns.take()
    assert turns.wait() > timedelta(hours=23)
    clock.move(timedelta(days=1))
    assert turns.wait() == timedelta(0)


def test_pauses_double_up_to_the_longest_and_a_retry_after_counts_if_it_is_longer() -> None:
    back_off = BackOff()
    waits = []
    for _ in range(12):
        back_off = after_failure(back_off, PASSING, now=0.0, retry_after=None)
        waits.append(back_off.until)
    assert waits[:4] == [5.0, 10.0, 20.0, 40.0]
    assert waits[-1] == 600.0
    asked = after_failure(BackOff(), REFUSED, now=0.0, retry_after=timedelta(days=99))
    assert asked.left(0.0) == timedelta(days=1)


def test_a_retry_after_is_seconds_or_a_date_and_nonsense_is_none() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert retry_after({"retry-after": "90"}, now) == timedelta(seconds=90)
    assert retry_after({"retry-after": "Thu, 01 Jan 2026 00:01:00 GMT"}, now) == timedelta(
        minutes=1
    )
    assert retry_after({"retry-after": "soon"}, now) is None
    assert retry_after({}, now) is None


@pytest.mark.parametrize("token", [TOKEN, f"Bearer {TOKEN}", f"bearer  {TOKEN} "])
async def test_a_token_may_contain_the_word_bearer_already(
    clock: JumpingClock, twin: BooksTwin, token: str
) -> None:
    source = Hardcover(token=token, clock=clock, user_agent=AGENT, url=twin.hardcover_url)
    assert await source.find(WIND, limit=1)
    await source.aclose()


async def test_a_wrong_key_is_a_refusal(clock: JumpingClock, twin: BooksTwin) -> None:
    google = GoogleBooks(key="x", clock=clock, user_agent=AGENT, base_url=twin.google_url)
    hardcover = Hardcover(token="x", clock=clock, user_agent=AGENT, url=twin.hardcover_url)
    for source in (google, hardcover):
        with pytest.raises(SourceBlockedError):
            await source.find(WIND, limit=1)
        await source.aclose()


async def test_nobody_at_home_is_unavailable(clock: JumpingClock) -> None:
    source = OpenLibrary(clock=clock, user_agent=AGENT, base_url="http://127.0.0.1:9")
    with pytest.raises(SourceUnavailableError, match="cannot be reached"):
        await source.find(WIND, limit=1)
    await source.aclose()


async def test_the_key_is_in_no_address_and_in_no_error(sources: Sources, twin: BooksTwin) -> None:
    await sources["google_books"].find(WIND, limit=1)
    assert KEY not in str([one.said for one in twin.asked])


async def test_what_somebody_wrote_is_no_operator_of_a_search(
    sources: Sources, twin: BooksTwin
) -> None:
    query = BookQuery(title='x" inauthor:"King', author="a:b")
    await sources["google_books"].find(query, limit=1)
    assert twin.asked[-1].said["q"] == 'intitle:"x inauthor King" inauthor:"a b"'


def test_what_somebody_wrote_goes_to_hardcover_as_a_variable_and_nothing_asks_for_an_account() -> (
    None
):
    evil = '"}) { me { email } __schema { types { name } } #'
    for said in (
        search(evil, limit=5),
        by_ids([1]),
        released(since=datetime(2026, 1, 1).date(), until=datetime(2026, 2, 1).date(), limit=1),  # noqa: DTZ001
    ):
        assert "email" not in said["query"]
        assert "__schema" not in said["query"]
        assert " me " not in said["query"]
