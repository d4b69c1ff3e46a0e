"""What a customer writes is the question that they meant."""

from __future__ import annotations

import pytest

from maneki.model.book import Isbn
from maneki.shop.asking import question_in
from maneki.shop.query import BookQuery, Order

NEWEST = Order.NEWEST


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Cassandra Khaw's new book", BookQuery(author="Cassandra Khaw", order=NEWEST)),
        ("latest Brandon Sanderson", BookQuery(author="Brandon Sanderson", order=NEWEST)),
        ("Brandon Sanderson", BookQuery(words="Brandon Sanderson")),
        ("Stephen King books", BookQuery(author="Stephen King")),
        ("new book by Neil Gaiman", BookQuery(author="Neil Gaiman", order=NEWEST)),
        ("book by Brandon Sanderson", BookQuery(author="Brandon Sanderson")),
        (
            "recent release from Ursula K. Le Guin",
            BookQuery(author="Ursula K. Le Guin", order=NEWEST),
        ),
        ("Ursula K. Le Guin", BookQuery(words="Ursula K. Le Guin")),
        ("latest fantasy books", BookQuery(subject="fantasy", order=NEWEST)),
        ("the new york trilogy", BookQuery(words="the new york trilogy")),
        ("renewable energy", BookQuery(words="renewable energy")),
        ("New Moon", BookQuery(words="New Moon")),
        (
            "7th book in Dungeon Crawler Carl series",
            BookQuery(series="Dungeon Crawler Carl", position="7"),
        ),
        (
            "Do you have the third book of the Wheel of Time?",
            BookQuery(series="Wheel of Time", position="3"),
        ),
        ("book 2 in the Stormlight Archive", BookQuery(series="Stormlight Archive", position="2")),
        ("Harry Potter, book 5", BookQuery(series="Harry Potter", position="5")),
        ("Discworld #8", BookQuery(series="Discworld", position="8")),
        ("ワンピース 第3巻", BookQuery(series="ワンピース", position="3")),
        ("the latest book in the Expanse series", BookQuery(series="Expanse", order=NEWEST)),
        ("what's new?", BookQuery(order=NEWEST)),
        ("new books", BookQuery(order=NEWEST)),
        ("“Dune” by Frank Herbert", BookQuery(title="Dune", author="Frank Herbert")),
        ("dune by frank herbert please", BookQuery(title="dune", author="frank herbert")),
        ("is 978-0-441-17271-9 there?", BookQuery(isbn=Isbn("9780441172719"))),
        ("  ", BookQuery(words="")),
        ("?!", BookQuery(words="?!")),
    ],
)
def test_what_was_written_is_what_is_asked(text: str, query: BookQuery) -> None:
    assert question_in(text) == query


@pytest.mark.parametrize(("limit", "most"), [(100, 20), (-5, 5), (None, 5), (0, 5), (7, 7)])
def test_however_many_are_wanted_there_are_five_or_up_to_twenty(
    limit: int | None, most: int
) -> None:
    assert BookQuery(limit=limit).most == most


def test_a_text_of_ten_thousand_characters_is_a_question_too() -> None:
    assert len(question_in("dune " * 2_000).words or "") <= 300
