"""What the shop's assistant can look up and do, and what it does not do for whoever asks."""

from __future__ import annotations

import inspect
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.assistant.bookshop import (
    AMI,
    ANN,
    CHANNEL,
    DM,
    PHONE,
    THREAD,
    Bookshop,
    Talk,
    open_bookshop,
    with_shop,
)
from tests.shop.shelf import a_book

from maneki.assistant.evidence import BookSeen, Deed, DeedSeen, PolicySeen, StockSeen
from maneki.assistant.keeper import Keeper
from maneki.assistant.tools import Desk, PrivateOnlyError, Tools
from maneki.assistant.tools.books import BookTools
from maneki.assistant.tools.filters import FilterTools, ToWatch
from maneki.assistant.tools.house import HouseTools
from maneki.assistant.tools.staff import StaffTools
from maneki.assistant.tools.texts import Answered
from maneki.assistant.tools.wishes import Wanted
from maneki.clock import MovableClock
from maneki.errors import InvalidInputError, StoreUnavailableError
from maneki.model.book import Book, Origin
from maneki.model.conversation import Taste, Turn
from maneki.model.filter import FilterState
from maneki.model.ids import BookId, FilterId, TurnId
from maneki.model.money import Money
from maneki.model.person import Address, DestinationKind
from maneki.shop.folder import ShopPapers
from maneki.shop.library import Library
from maneki.shop.query import BookQuery
from maneki.shop.recommend import Why
from maneki.shop.sources.errors import SourceBusyError
from maneki.store import Store


@pytest.fixture
async def bookshop(store: Store, clock: MovableClock) -> Bookshop:
    return await open_bookshop(store, clock)


@pytest.fixture
async def tools(bookshop: Bookshop) -> Tools:
    return await bookshop.tools()


class TestIdentity:
    def test_no_tool_takes_who_asks_as_an_argument(self) -> None:
        """Defect 19: the earlier tools let a model load any phone's conversation."""
        forbidden = {"person", "person_id", "caller", "phone", "address", "customer", "owner"}
        for kind in (BookTools, FilterTools, HouseTools, StaffTools):
            for name, tool in inspect.getmembers(kind, inspect.isfunction):
                if not name.startswith("_"):
                    assert forbidden.isdisjoint(inspect.signature(tool).parameters), name

    async def test_nobody_pauses_the_filter_of_somebody_else(self, bookshop: Bookshop) -> None:
        mine = await (await bookshop.tools()).filters.create(ToWatch(title="Circe"))
        stranger = await bookshop.tools(Address("discord", "2002"))
        with pytest.raises(InvalidInputError):
            await stranger.filters.pause(mine.id)
        assert await stranger.filters.mine() == ()


class TestSearch:
    async def test_what_is_found_is_evidence_with_its_stock(self, tools: Tools) -> None:
        found = await tools.books.search(BookQuery(title="circe"))
        assert found.books[0].card.title == "Circe"
        book, stock = tools.seen[:2]
        assert isinstance(book, BookSeen)
        assert (book.authors, book.pages, book.ratings) == (("Madeline Miller",), 400, 900_000)
        assert stock == StockSeen(
            title="Circe",
            available=3,
            price=Money(1_299, "USD"),
            kind="paperback",
            this_turn=True,
        )

    async def test_the_order_of_the_answer_is_the_order_of_the_search(self, tools: Tools) -> None:
        """Defect 30: it was lost after fetching by ids."""
        found = await tools.books.recent(BookQuery(author="Brandon Sanderson"))
        assert [one.card.published for one in found.books] == ["2020", "2017", "2014", "2010"]

    async def test_python_finds_two_and_alice_one(self, tools: Tools) -> None:
        assert len((await tools.books.search(BookQuery(title="Python"))).books) == 2
        assert len((await tools.books.search(BookQuery(author="Alice"))).books) == 1

    async def test_what_is_only_near_is_said_to_be(self, tools: Tools) -> None:
        assert (await tools.books.search(BookQuery(title="Song of Patroclus"))).is_near
        assert not (await tools.books.search(BookQuery(title="the martain"))).is_near

    async def test_a_genre_is_looked_for_by_each_of_its_names(self, tools: Tools) -> None:
        found = await tools.books.search(BookQuery(subject="cookbooks"))
        assert [one.card.title for one in found.books] == ["Python Cookery"]

    async def test_a_long_title_is_cut_and_a_missing_author_left_out(self, tools: Tools) -> None:
        (long,) = (await tools.books.search(BookQuery(author="Somebody Else"))).books
        assert len(long.card.title) <= 200
        assert long.card.title.endswith("...")
        (alone,) = (await tools.books.search(BookQuery(title="The Cloud of Unknowing"))).books
        assert alone.card.authors == ()
        assert alone.copies[0].available is None

    async def test_a_title_is_encoded_in_its_address(self, tools: Tools) -> None:
        """Defect 27: "&" and "#" broke the link."""
        found = await tools.books.search(BookQuery(title="Circe"))
        assert found.books[0].card.url == "https://lantern.example/book?isbn=9780316556323&t=Circe"

    async def test_a_database_that_is_down_is_no_empty_answer(self, bookshop: Bookshop) -> None:
        tools = await bookshop.tools()
        away = Store.open("sqlite+aiosqlite:////nowhere/at/all.db", clock=bookshop.clock)
        broken = with_shop(bookshop, store=away)
        broken_tools = Tools(broken.shop, tools.desk)
        with pytest.raises(StoreUnavailableError):
            await broken_tools.books.recommend(Wanted())

    async def test_a_book_that_is_not_there_is_said_so(self, tools: Tools) -> None:
        with pytest.raises(InvalidInputError, match="do not know that book"):
            await tools.books.by_id(BookId("nothing"))


class Elsewhere:
    """A source that knows one book more, or cannot be reached."""

    name, tells_new = "openlibrary", False

    def __init__(self, *, is_down: bool = False) -> None:
        self._is_down = is_down

    async def find(self, query: BookQuery, *, limit: int) -> tuple[Book, ...]:
        if self._is_down:
            raise SourceBusyError("busy", source=self.name)
        book = a_book("Piranesi", "Susanna Clarke")
        return (replace(book, origin=Origin(self.name, "OL1W")),)[:limit]

    async def aclose(self) -> None: ...


class TestElsewhere:
    async def test_a_book_that_others_know_is_found_without_a_word_of_the_shelf(
        self, bookshop: Bookshop
    ) -> None:
        library = Library(bookshop.shop.catalogue, [Elsewhere()], clock=bookshop.clock)
        tools = await with_shop(bookshop, library=library).tools()
        found = await tools.books.search(BookQuery(title="Piranesi"))
        assert (found.books[0].card.title, found.books[0].copies) == ("Piranesi", ())
        assert StockSeen(title="Piranesi", available=None, this_turn=True) in tools.seen

    async def test_who_could_not_be_asked_does_not_mean_no_such_book(
        self, bookshop: Bookshop
    ) -> None:
        down = Elsewhere(is_down=True)
        library = Library(bookshop.shop.catalogue, [down], clock=bookshop.clock)
        shop = with_shop(bookshop, library=library)
        found = await (await shop.tools()).books.search(BookQuery(title="Piranesi"))
        assert (found.books, found.is_complete) == ((), False)
        answer = await Talk(shop, Keeper(shop.shop)).say("do you have Piranesi?")
        assert "there may be such a book all the same" in answer.text


class TestStock:
    async def test_reserved_copies_are_not_to_be_had(self, tools: Tools) -> None:
        """Five copies, two of them reserved: three are there for whoever asks."""
        (dune,) = (await tools.books.search(BookQuery(title="Dune", limit=1))).books
        assert [(one.available, one.price) for one in dune.copies] == [(3, Money(1099, "GBP"))]

    async def test_what_the_shop_never_said_is_not_none_at_all(self, tools: Tools) -> None:
        (it,) = (await tools.books.search(BookQuery(title="It", limit=1))).books
        assert it.copies == ()
        assert StockSeen(title="It", available=None, this_turn=True) in tools.seen


class TestRecommend:
    async def test_like_a_book_gives_its_true_reason(self, tools: Tools) -> None:
        found = await tools.books.recommend(Wanted(like="Circe"))
        reasons = {one.book.card.title: one.reason for one in found}
        assert reasons["The Song of Achilles"].why is Why.SAME_AUTHOR
        assert reasons["The Song of Achilles"].about == "Madeline Miller"
        assert "Circe" not in reasons

    async def test_the_next_of_a_series_comes_first(self, tools: Tools) -> None:
        first, *_ = await tools.books.recommend(Wanted(like="Words of Radiance"))
        assert first.book.card.title == "Oathbringer"
        assert first.reason.why is Why.NEXT_IN_SERIES

    async def test_what_somebody_owns_dislikes_or_was_shown_is_left_out(
        self, bookshop: Bookshop, store: Store
    ) -> None:
        tools = await bookshop.tools()
        person = await bookshop.person(AMI)
        tastes = (
            (Taste.OWNED, "The Way of Kings"),
            (Taste.DISLIKED, "Oathbringer"),
            (Taste.SHOWN, "Circe"),
        )
        async with store.transaction() as tx:
            for taste, title in tastes:
                await tx.memory.note_taste(person.id, [await bookshop.id_of(title)], taste)
        found = await tools.books.recommend(Wanted(genre="fantasy", limit=20))
        titles = {one.book.card.title for one in found}
        assert titles == {"Words of Radiance", "Rhythm of War", "The Song of Achilles"}

    async def test_only_from_the_catalogue(self, tools: Tools) -> None:
        """Defect 16: the earlier prompt told the model to recommend from memory."""
        with pytest.raises(InvalidInputError, match="could not find"):
            await tools.books.recommend(Wanted(like="The Lost Room of Invented Things"))

    async def test_a_limit_of_price_is_kept(self, tools: Tools) -> None:
        found = await tools.books.recommend(
            Wanted(genre="science fiction", most_price=Decimal(10), limit=20)
        )
        assert [one.book.card.title for one in found] == ["The Martian"]


def a_turn(desk: Desk, answered: str) -> Turn:
    return Turn(
        id=TurnId("before"),
        conversation_id=desk.conversation.id,
        number=1,
        said="tell me",
        answered=answered,
        started_at=desk.now,
    )


class TestFilters:
    async def test_one_is_made_on_the_shelf_alone(self, bookshop: Bookshop) -> None:
        tools = await bookshop.tools()
        watch = await tools.filters.create(
            ToWatch(title="Circe", author="Madeline Miller", most_price=Decimal("15"))
        )
        assert (watch.name, watch.is_new) == ("Circe by Madeline Miller up to $15.00", True)
        (kept,) = await bookshop.shop.filters.mine(AMI)
        assert kept.criteria.markets == ("shop",)
        assert kept.criteria.keywords.all == ("Circe", "Madeline Miller")
        assert kept.criteria.price.max == 1_500
        made = DeedSeen(
            deed=Deed.WATCH, about=watch.name, money=Money(1_500, "USD"), this_turn=True
        )
        assert tools.seen == (made,)

    async def test_asked_for_twice_it_is_one(self, bookshop: Bookshop) -> None:
        tools = await bookshop.tools()
        first = await tools.filters.create(ToWatch(title="Circe"))
        await tools.filters.pause(first.name)
        again = await tools.filters.create(ToWatch(title="Circe"))
        assert (again.id, again.is_new, again.is_active) == (first.id, False, True)

    async def test_paused_and_resumed_by_name_or_all(self, bookshop: Bookshop) -> None:
        tools = await bookshop.tools()
        for title in ("Circe", "The Martian"):
            await tools.filters.create(ToWatch(title=title))
        assert not (await tools.filters.pause("circe")).is_active
        assert [one.name for one in await tools.filters.pause_all()] == ["The Martian"]
        assert len(await tools.filters.resume_all()) == 2
        with pytest.raises(InvalidInputError, match="do not know an alert"):
            await tools.filters.pause("Emma")

    async def test_what_somebody_watches_elsewhere_is_not_the_shops_business(
        self, bookshop: Bookshop
    ) -> None:
        tools = await bookshop.tools()
        made = await tools.filters.create(ToWatch(title="Circe"))
        (kept,) = await bookshop.shop.filters.mine(AMI)
        async with bookshop.shop.store.transaction() as tx:
            other = replace(kept, criteria=replace(kept.criteria, markets=("mercari_jp",)))
            await tx.filters.add(replace(other, id=FilterId(""), name="resale"), by=str(AMI))
        assert [one.name for one in await tools.filters.mine()] == [made.name]
        await tools.filters.pause_all()
        states = {one.name: one.state for one in await bookshop.shop.filters.mine(AMI)}
        assert states == {"Circe": FilterState.PAUSED, "resale": FilterState.ACTIVE}

    async def test_a_phone_is_its_own_destination_and_agrees_first(
        self, bookshop: Bookshop
    ) -> None:
        tools = await bookshop.tools(ANN, PHONE)
        watch = await tools.filters.create(ToWatch(title="Circe"))
        assert watch.needs_yes
        (kept,) = await bookshop.shop.filters.mine(ANN)
        async with bookshop.shop.store.reading() as tx:
            (there,) = await tx.destinations.of_person((await bookshop.person(ANN)).id)
        assert (there.id, there.kind) == (kept.destination_id, DestinationKind.PHONE)

    async def test_only_a_yes_to_the_terms_themselves_agrees(self, bookshop: Bookshop) -> None:
        desk = await bookshop.desk(ANN, PHONE, "yes please")
        assert await Tools(bookshop.shop, desk).texts.answered() is None
        terms = Tools(bookshop.shop, desk).texts.words
        answered = f"I will watch for it. {terms}"
        asked = replace(desk, replied_here=answered, turns_here=(a_turn(desk, answered),))
        for text in ("no", "yes, but what does it cost?", "maybe"):
            said = replace(asked, text=text)
            assert await Tools(bookshop.shop, said).texts.answered() is not Answered.YES
        tools = Tools(bookshop.shop, asked)
        assert await tools.texts.answered() is Answered.YES
        await tools.texts.agree()
        async with bookshop.shop.store.reading() as tx:
            assert (await tx.consents.of(ANN)).promotional
            (entry,) = await tx.consents.history(ANN)
        assert terms in entry.words
        assert "yes please" in entry.words

    @pytest.mark.parametrize("price", ["NaN", "-1", "1e30", "Infinity"])
    async def test_what_is_no_price_is_refused(self, tools: Tools, price: str) -> None:
        with pytest.raises(InvalidInputError, match="price"):
            await tools.filters.create(ToWatch(title="Circe", most_price=Decimal(price)))


class TestFence:
    @pytest.mark.parametrize("place", [CHANNEL, THREAD])
    async def test_where_others_read_nothing_is_told_of_filters_and_alerts(
        self, bookshop: Bookshop, place: object
    ) -> None:
        await (await bookshop.tools()).filters.create(ToWatch(title="Circe"))
        public = await bookshop.tools(AMI, place)  # type: ignore[arg-type]
        for asked in (
            public.filters.mine,
            public.filters.last_alerts,
            public.filters.pause_all,
            public.filters.resume_all,
            lambda: public.filters.pause("Circe"),
            lambda: public.filters.resume("nothing"),
        ):
            with pytest.raises(PrivateOnlyError, match="in private"):
                await asked()
        assert public.seen == ()

    async def test_a_filter_made_there_is_called_by_what_was_asked_for(
        self, bookshop: Bookshop
    ) -> None:
        private = await bookshop.tools()
        made = await private.filters.create(ToWatch(title="Circe"))
        await bookshop.shop.filters.edit(AMI, made.id, lambda one: replace(one, name="CANARY"))
        public = await bookshop.tools(AMI, THREAD)
        watch = await public.filters.create(ToWatch(title="Circe"))
        assert watch.name == "Circe"
        assert "CANARY" not in repr(public.seen)

    async def test_that_somebody_has_too_many_is_not_told_there(self, bookshop: Bookshop) -> None:
        private = await bookshop.tools()
        for n in range(20):
            await private.filters.create(ToWatch(title=f"Book {n}"))
        with pytest.raises(InvalidInputError, match="20 filters"):
            await private.filters.create(ToWatch(title="One more"))
        public = await bookshop.tools(AMI, CHANNEL)
        with pytest.raises(PrivateOnlyError):
            await public.filters.create(ToWatch(title="One more"))


class TestHouse:
    async def test_hours_are_the_shops_own(self, tools: Tools) -> None:
        """Defect 23: the time was UTC while store hours were local. It is noon in New York."""
        view = tools.house.hours()
        assert view.is_open
        assert view.closes_at is not None
        assert (view.closes_at.hour, view.closes_at.tzinfo) == (18, tools_zone(tools))

    async def test_a_holiday_is_found_in_the_calendar(self, tools: Tools) -> None:
        (day,) = tools.house.hours("christmas").days.items()
        assert (str(day[0]), day[1]) == ("2026-12-25", ())
        assert not tools.house.hours("golden week").is_known

    async def test_unknown_hours_are_said_to_be(self, bookshop: Bookshop) -> None:
        bare = with_shop(bookshop, papers=ShopPapers())
        with pytest.raises(InvalidInputError, match="do not know the opening hours"):
            (await bare.tools()).house.hours()

    async def test_a_policy_is_the_passage_that_fits(self, tools: Tools) -> None:
        (found, *_) = tools.house.policy("returns", words="can I return a used book?")
        assert found.text.startswith("Used books can be exchanged")
        (abroad, *_) = tools.house.policy("shipping", words="do you ship abroad, to Canada?")
        assert abroad.text == "We do not ship abroad."
        assert tools.seen[-1] in {
            PolicySeen(topic=one.topic, text=one.text, this_turn=True)
            for one in tools.house.policy("shipping", words="do you ship abroad, to Canada?")
        }

    async def test_no_policy_is_nothing(self, tools: Tools) -> None:
        assert tools.house.policy("astrology", words="do you read palms?") == ()


def tools_zone(tools: Tools) -> object:
    return tools.house._shop.zone


class TestStaff:
    async def test_a_person_is_called_and_the_conversation_named(self, tools: Tools) -> None:
        tools.staff.call("wants a refund " * 100)
        tools.staff.name_conversation("Greek\nmyths")
        assert tools.staff.wants_staff is not None
        assert len(tools.staff.wants_staff) <= 200
        assert tools.staff.name == "Greek myths"
        with pytest.raises(InvalidInputError):
            tools.staff.name_conversation("\u200b \n")
        assert tools.seen == (DeedSeen(deed=Deed.CALL, this_turn=True),)


async def test_places_are_private_or_not() -> None:
    assert [one.is_private for one in (DM, PHONE, CHANNEL, THREAD)] == [True, True, False, False]
