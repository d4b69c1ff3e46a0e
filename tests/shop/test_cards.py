"""A book as a card: whatever the catalogue holds, it can be shown."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shop.shelf import DUNE, a_book, an_edition

from maneki.errors import SettingsError
from maneki.model.book import Isbn, Rating, SeriesPlace, Stock
from maneki.model.ids import BookId
from maneki.model.money import Money
from maneki.shop.cards import LONGEST_DESCRIPTION, LONGEST_TITLE, card_of, check_address, short

ADDRESS = "https://shop.example/find?q={title}&by={author}"


def test_a_card_is_of_the_edition_that_is_shown() -> None:
    card = card_of(replace(DUNE, id=BookId("dune")), DUNE.editions[1])
    assert (card.title, card.authors, card.series) == (
        "Dune",
        ("Frank Herbert",),
        SeriesPlace("Dune", "1"),
    )
    assert (card.isbn, card.price, card.available) == ("9780340960196", Money(1099, "GBP"), 3)
    assert (card.published, card.readers, card.url) == ("1965", None, None)


@pytest.mark.parametrize(("count", "is_shown"), [(10, True), (5, True), (4, False), (0, False)])
def test_a_rating_of_a_few_is_left_out(count: int, is_shown: bool) -> None:
    card = card_of(a_book("Emma", rating=Rating(4.5, count)), None)
    assert (card.rating is not None) is is_shown


def test_readers_are_readers_and_none_are_not_shown() -> None:
    assert card_of(a_book("Emma", readers=3, rating=Rating(4.5, 10)), None).readers == 3
    assert card_of(a_book("Emma", readers=0), None).readers is None


def test_an_address_has_one_query_whatever_the_title_is() -> None:
    """Defect 27: a link with two "?", and titles with "&" and "#" that ended it."""
    book = a_book('50% & more? #1 "now"', "Ann O'Nym & Co")
    url = card_of(book, None, address=ADDRESS).url
    assert url is not None
    parts = urlsplit(url)
    assert parts.fragment == ""
    assert parse_qs(parts.query) == {"q": [book.title], "by": ["Ann O'Nym & Co"]}


def test_without_a_number_there_is_no_page_that_asks_for_one() -> None:
    address = "https://shop.example/isbn/{isbn}"
    assert card_of(a_book("Emma"), None, address=address).url is None
    edition = an_edition("emma", isbn=Isbn("9780441172719"))
    assert card_of(a_book("Emma"), edition, address=address).url == (
        "https://shop.example/isbn/9780441172719"
    )


@pytest.mark.parametrize("template", ["https://x/{price}", "https://x/{", "https://x/{0}"])
def test_a_template_that_no_book_can_fill_is_refused(template: str) -> None:
    with pytest.raises(SettingsError, match="it may have"):
        check_address(template)
    assert check_address(ADDRESS) == ADDRESS


def test_a_price_alone_says_nothing_of_the_shelf() -> None:
    edition = an_edition("emma", stock=Stock(quantity=None, price=Money(500, "USD")))
    card = card_of(a_book("Emma"), edition)
    assert (card.price, card.available) == (Money(500, "USD"), None)


any_text = st.text(alphabet=st.characters(exclude_categories=()), max_size=4_500)


@given(title=any_text, author=any_text, description=any_text)
def test_any_texts_give_a_card(title: str, author: str, description: str) -> None:
    book = a_book("x", author, description=description)
    card = card_of(replace(book, title=title), None, address=ADDRESS)
    assert 0 < len(card.title) <= LONGEST_TITLE
    assert len(card.description or "") <= LONGEST_DESCRIPTION
    assert card.url is not None
    assert card.url.isascii()


@given(text=st.text(max_size=300), most=st.integers(8, 60))
def test_what_is_cut_is_no_longer_than_it_may_be(text: str, most: int) -> None:
    assert len(short(text, most)) <= most
