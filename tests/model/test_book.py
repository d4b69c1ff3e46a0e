"""What an ISBN is, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.errors import InvalidInputError
from maneki.model.book import Book, Isbn, Origin, Rating, Stock, isbns_in

KNOWN = [
    ("9784797386295", "9784797386295", "978-4-7973-8629-5"),
    ("0380793474", "9780380793471", "0-380-79347-4"),
    ("9780380793471", "9780380793471", "978-0-380-79347-1"),
    ("080442957X", "9780804429573", "0-8044-2957-X"),
    ("0441172717", "9780441172719", "0-441-17271-7"),
    ("9798602477580", "9798602477580", "979-8-6024-7758-0"),
]
NO_ISBN = [
    "978-0-123456-78-9",
    "212-555-1234",
    "12125551234",
    "442079460958",
    "",
    "X",
    "ISBN",
    "9790260000438",  # printed music
    "978044117271",
    "97804411727190",
    "0441172718",
    "$19.99",
    "978 0 441",
    "0000000000",
]


@pytest.mark.parametrize(("written", "digits", "shown"), KNOWN)
def test_a_valid_isbn_is_its_thirteen_digits_and_shown_with_hyphens(
    written: str, digits: str, shown: str
) -> None:
    isbn = Isbn.parse(written)
    assert isbn.digits == str(isbn) == digits
    assert shown == (isbn.shown10 if len(written) == 10 else isbn.shown)
    assert isbns_in(written) == (isbn,)


def test_what_begins_with_979_has_no_ten_digits() -> None:
    assert Isbn.parse("9798602477580").isbn10 is None
    assert Isbn.parse("9798602477580").shown10 is None
    assert Isbn.parse("9780380793471").isbn10 == "0380793474"


@pytest.mark.parametrize("written", NO_ISBN)
def test_what_only_looks_like_an_isbn_is_refused(written: str) -> None:
    with pytest.raises(InvalidInputError, match="is no ISBN"):
        Isbn.parse(written)
    assert isbns_in(written) == ()


@pytest.mark.parametrize(
    "written",
    [
        "ISBN 978-0-441-17271-9",
        "isbn: 9780441172719",
        "ISBN-13: 978 0 441 17271 9",
        "ISBN-10 0-441-17271-7",
        "９７８－０－４４１－１７２７１－９",
        "978–0441172719",
        "  0441172717 ",
        "0 441 17271 7",
    ],
)
def test_hyphens_spaces_wide_digits_and_a_leading_isbn_are_dress(written: str) -> None:
    assert Isbn.parse(written) == Isbn("9780441172719")
    assert isbns_in(f"do you have {written}?") == (Isbn("9780441172719"),)


def test_isbns_are_found_where_they_stand_in_a_sentence() -> None:
    text = "I want 9784797386295です、and 0441172717, or 080442957x. Not 9784797386295 again."
    assert [str(isbn) for isbn in isbns_in(text)] == [
        "9784797386295",
        "9780441172719",
        "9780804429573",
    ]
    assert isbns_in("9780441172719 9780380793471") == (
        Isbn("9780441172719"),
        Isbn("9780380793471"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "call 212-555-1234",
        "call +1 212 555 1234 or 442079460958",
        # Their check digits are right by chance, as with every eleventh number.
        "call 2125551233 please",
        "call 212-555-1233 please",
        "call (212) 555-1233",
        "03-1234-5674",
        "order #0441172717",
        "$0441172717.50",
        "+9780441172719",
        "https://shop.example/p/0441172717",
        "ISBN is 978-0-441-17271-8",
    ],
)
def test_telephone_numbers_orders_and_prices_are_no_isbns(text: str) -> None:
    assert isbns_in(text) == ()


def test_the_word_isbn_makes_one_of_what_could_be_a_telephone_number() -> None:
    assert isbns_in("ISBN 2125551233") == (Isbn.parse("2125551233"),)


@given(st.from_regex(r"[0-9]{3}[1-9][0-9]{8}", fullmatch=True))
def test_both_forms_of_a_number_are_one_key(digits: str) -> None:
    body = "978" + digits[3:]
    check = -sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body)) % 10
    isbn = Isbn.parse(f"{body}{check}")
    assert isbn.isbn10 is not None
    assert Isbn.parse(isbn.isbn10) == Isbn.parse(isbn.shown) == isbn


@given(st.text(max_size=80))
def test_any_text_can_be_looked_through(text: str) -> None:
    for isbn in isbns_in(text):
        assert Isbn.parse(isbn.digits) == isbn


@pytest.mark.parametrize(("count", "is_shown"), [(10, True), (5, True), (3, False), (0, False)])
def test_a_rating_is_shown_from_five_ratings_on(count: int, is_shown: bool) -> None:
    book = Book(origin=Origin("shop", "1"), title="Dune", rating=Rating(4.2, count))
    assert (book.shown_rating is not None) == is_shown


def test_what_is_reserved_is_not_available() -> None:
    assert Stock(quantity=5, reserved=2).available == 3
    assert Stock(quantity=1, reserved=2).available == 0
