"""What somebody names is believed only if it is what was asked for."""

from __future__ import annotations

import pytest
from tests.shop.shelf import DUNE, SHELF, a_book, an_edition

from maneki.model.book import Isbn, SeriesPlace
from maneki.shop.query import BookQuery, Order
from maneki.shop.verify import (
    Mention,
    is_meant,
    is_title,
    meant_in,
    mentions_in,
    numbers_in,
    verified,
)

WIND = a_book("The Name of the Wind", "Patrick Rothfuss")


@pytest.mark.parametrize(
    "text",
    [
        'I recommend "The Name of the Wind" by Patrick Rothfuss',
        "I recommend “The Name of the Wind” by Patrick Rothfuss.",
        "I recommend “The Name of the Wind,” by Patrick Rothfuss!",
        'Try "The Name of the Wind", by Patrick Rothfuss, which is in stock.',
    ],
)
def test_a_title_in_quotation_marks_is_a_mention_straight_or_curly(text: str) -> None:
    assert mentions_in(text) == (Mention("The Name of the Wind", "Patrick Rothfuss"),)


def test_names_with_initials_and_particles_are_whole_and_words_behind_them_are_not_theirs() -> None:
    said = (
        '"A" by Ursula K. Le Guin and "B" by J. R. R. Tolkien; "C" by Ludwig van Beethoven is fine'
    )
    assert [one.author for one in mentions_in(said)] == [
        "Ursula K. Le Guin",
        "J. R. R. Tolkien",
        "Ludwig van Beethoven",
    ]


def test_what_is_no_mention_is_none() -> None:
    assert mentions_in("The Name of the Wind by Patrick Rothfuss") == ()
    assert mentions_in('"" and "?!" and "unclosed') == ()
    assert mentions_in('"' * 10_000) == ()
    assert mentions_in("「こころ」と『坊っちゃん』") == (Mention("こころ"), Mention("坊っちゃん"))


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Name of the Wind", "The Name of the Wind"),
        ("the name of the wind", "The Name of the Wind"),
        ("The Nmae of the Wind", "The Name of the Wind"),
        ("lefthand of darkness", "The Left Hand of Darkness"),
        ("Regarding the Fountain", "Regarding the Fountain: A Tale, in Letters"),
        ("Enders Game", "Ender’s Game"),
        ("Les Miserables", "Les Misérables"),
    ],
)
def test_an_article_an_accent_a_subtitle_and_a_slip_make_no_other_title(
    said: str, title: str
) -> None:
    assert is_title(said, title)


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("The Name of the Storm", "The Name of the Wind"),
        ("Dune", "Dune Messiah"),
        ("Dune", "Children of Dune"),
        ("Dune Messiah", "Dune"),
        ("Mistborn: Secret History", "Mistborn: The Final Empire"),
        ("It", "If"),
        ("Naruto, Vol. 1", "Naruto, Vol. 2"),
        ("Henry IV", "Henry VI"),
        ("", "Dune"),
        ("?!", "?!"),
    ],
)
def test_another_title_is_another_title(said: str, title: str) -> None:
    assert not is_title(said, title)


def test_the_exact_title_among_several_wins() -> None:
    books = [a_book("The Dune", "Somebody"), DUNE, a_book("Dune: A Guide", "Somebody Else")]
    assert verified(Mention("Dune"), books) is DUNE
    assert [book.title for book in meant_in(books, BookQuery(title="Dune"))][:1] == ["Dune"]


def test_an_invented_title_or_a_wrong_author_is_not_verified() -> None:
    assert verified(Mention("The Silence of Thunder", "Patrick Rothfuss"), [WIND]) is None
    assert verified(Mention("The Name of the Wind", "Stephen King"), [WIND]) is None
    assert verified(Mention("The Name of the Wind", "Rothfuss"), [WIND]) is WIND
    assert verified(Mention("The Name of the Wind"), []) is None


def test_a_first_name_is_no_author_and_initials_may_be_missing() -> None:
    guin = a_book("A Wizard of Earthsea", "Ursula K. Le Guin")
    assert is_meant(guin, BookQuery(author="Ursula Le Guin"))
    assert is_meant(guin, BookQuery(author="ursula k le guin"))
    assert not is_meant(guin, BookQuery(author="Ursula"))
    assert not is_meant(guin, BookQuery(author="Ursula Vernon"))
    assert not is_meant(a_book("Beowulf"), BookQuery(author="Anybody"))


def test_words_must_all_be_there_whatever_they_are_of() -> None:
    assert is_meant(DUNE, BookQuery(words="dune herbert"))
    assert is_meant(DUNE, BookQuery(words="frnak herbert dune"))
    assert not is_meant(DUNE, BookQuery(words="dune encyclopedia"))
    assert not is_meant(DUNE, BookQuery(words="?!"))


def test_a_place_in_a_series_is_that_place() -> None:
    book = a_book("The Wise Man's Fear", series=(SeriesPlace("The Kingkiller Chronicle", "2"),))
    assert is_meant(book, BookQuery(series="Kingkiller Chronicle", position="2"))
    assert is_meant(book, BookQuery(series="Kingkiller Chronicle"))
    assert not is_meant(book, BookQuery(series="Kingkiller Chronicle", position="3"))
    assert not is_meant(book, BookQuery(series="Dune", position="2"))


def test_a_number_is_verified_by_the_number_alone() -> None:
    assert is_meant(DUNE, BookQuery(isbn=Isbn("9780441172719")))
    assert not is_meant(DUNE, BookQuery(isbn=Isbn("9780306406157")))
    assert not is_meant(
        a_book("X", editions=(an_edition("x"),)), BookQuery(isbn=Isbn("9780306406157"))
    )


def test_what_asks_for_nothing_means_nothing_but_what_is_new() -> None:
    assert meant_in(SHELF, BookQuery()) == ()
    assert len(meant_in(SHELF, BookQuery(order=Order.NEWEST))) == len(SHELF)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("ISBN is 978-0-441-17271-9", (Isbn("9780441172719"),)),
        ("ISBN is 978-0-123456-78-9", ()),
        ("call 212-555-1234 or 12125551234", ()),
        ("or 442079460958", ()),
        ("9798602477580", (Isbn("9798602477580"),)),
    ],
)
def test_an_isbn_is_one_by_its_check_digit_and_a_telephone_number_is_none(
    text: str, numbers: tuple[Isbn, ...]
) -> None:
    assert numbers_in(text) == numbers
