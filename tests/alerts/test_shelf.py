"""What comes in at the shop is an event like any other; what is there already is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from maneki.alerts.shelf import ShelfWatch
from maneki.clock import MovableClock
from maneki.model.book import SHOP, Book, Edition, Isbn, Origin, Stock
from maneki.model.event import EventKind
from maneki.model.money import Money
from maneki.shop.catalogue import Catalogue
from maneki.store import Store

DUNE = "9780441172719"


def book(title: str, isbn: str, *, quantity: int | None, price: int = 900) -> Book:
    stock = Stock(quantity=quantity, price=Money(price, "USD"))
    return Book(
        origin=Origin(SHOP, title),
        title=title,
        authors=("Frank Herbert",),
        editions=(Edition(origin=Origin(SHOP, isbn), isbn=Isbn(isbn), stock=stock),),
    )


class Shelf:
    def __init__(self, store: Store, clock: MovableClock) -> None:
        self.store = store
        self.clock = clock
        self.found = 0
        self.catalogue = Catalogue(store)
        self.watch = ShelfWatch(
            store,
            drop_percent=Decimal(5),
            found=self._found,
            address="https://foxglove.example/isbn/{isbn}",
        )
        self._seen = 0

    def _found(self) -> None:
        self.found += 1

    async def say(self, *books: Book) -> list[tuple[EventKind, str]]:
        """The shop says what it has; what happened because of it."""
        await self.catalogue.add(books)
        await self.watch.step()
        self.clock.move(timedelta(minutes=1))
        async with self.store.transaction() as tx:
            events = await tx.events.many(await tx.events.unmatched(limit=100))
        told = [(one.kind, one.listing.title) for one in events]
        news, self._seen = told[self._seen :], len(told)
        return news


@pytest.fixture
def shelf(store: Store, clock: MovableClock) -> Shelf:
    return Shelf(store, clock)


async def test_the_first_look_alerts_nobody(shelf: Shelf) -> None:
    assert await shelf.say(book("Dune", DUNE, quantity=2)) == []


async def test_a_book_that_comes_in_is_new(shelf: Shelf) -> None:
    await shelf.say()
    assert await shelf.say(book("Dune", DUNE, quantity=2)) == [
        (EventKind.NEW, "Dune – Frank Herbert")
    ]
    assert shelf.found == 1


async def test_what_is_said_again_is_no_news(shelf: Shelf) -> None:
    await shelf.say()
    await shelf.say(book("Dune", DUNE, quantity=2))
    assert await shelf.say(book("Dune", DUNE, quantity=1)) == []


async def test_what_was_sold_out_and_is_there_again_is_back(shelf: Shelf) -> None:
    await shelf.say(book("Dune", DUNE, quantity=0))
    assert await shelf.say(book("Dune", DUNE, quantity=3)) == [
        (EventKind.BACK_ON_SALE, "Dune – Frank Herbert")
    ]


async def test_a_price_alone_puts_nothing_on_the_shelf(shelf: Shelf) -> None:
    await shelf.say()
    assert await shelf.say(book("Dune", DUNE, quantity=None)) == []


async def test_what_is_promised_to_somebody_is_not_there(shelf: Shelf) -> None:
    await shelf.say()
    one = book("Dune", DUNE, quantity=1)
    [edition] = one.editions
    assert edition.stock is not None
    reserved = replace(edition, stock=replace(edition.stock, reserved=1))
    assert await shelf.say(replace(one, editions=(reserved,))) == []


async def test_a_lower_price_is_a_drop(shelf: Shelf) -> None:
    await shelf.say()
    await shelf.say(book("Dune", DUNE, quantity=2, price=1_000))
    assert await shelf.say(book("Dune", DUNE, quantity=2, price=700)) == [
        (EventKind.PRICE_DROP, "Dune – Frank Herbert")
    ]


async def test_a_long_list_is_read_to_its_end(shelf: Shelf) -> None:
    await shelf.say()
    many = [
        replace(
            book(f"Book {number}", DUNE, quantity=1),
            editions=(Edition(origin=Origin(SHOP, f"e{number}"), stock=Stock(quantity=1)),),
        )
        for number in range(520)
    ]
    await shelf.catalogue.add(many)
    await shelf.watch.step()
    async with shelf.store.transaction() as tx:
        assert len(await tx.events.unmatched(limit=1_000)) == 520


async def test_what_came_in_is_told_with_the_page_where_the_shop_sells_it(shelf: Shelf) -> None:
    await shelf.say(book("Emma", "9780141439587", quantity=1))

    await shelf.say(book("Dune", DUNE, quantity=1))

    async with shelf.store.transaction() as tx:
        [event] = await tx.events.many(await tx.events.unmatched(limit=100))
    assert event.listing.url == f"https://foxglove.example/isbn/{DUNE}"
