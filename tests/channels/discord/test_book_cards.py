"""What a book looks like: the facts, and a card that Discord takes whatever they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.channels.discord.cards import any_text

from maneki.channels.discord.book_cards import (
    BookAction,
    BookPress,
    book_buttons,
    book_embeds,
    books_in_words,
    read_book_press,
)
from maneki.channels.discord.wording import length
from maneki.model.book import Rating, SeriesPlace
from maneki.model.book_card import BookCard
from maneki.model.ids import BookId
from maneki.model.money import Money
from maneki.simulator.discord.messages import read_draft
from maneki.simulator.discord.rules import Rules

WIND = BookCard(
    book_id=BookId("01BOOK0000000000000000000A"),
    title="The Name of the Wind",
    authors=("Patrick Rothfuss",),
    series=SeriesPlace("The Kingkiller Chronicle", "1"),
    published="2007-03-27",
    isbn="9780756404741",
    format="Hardcover",
    pages=662,
    price=Money(2795, "USD"),
    available=2,
    rating=Rating(4.5, 10),
    readers=3,
    description="Told in Kvothe's own voice.",
    cover_url="https://covers.example/1.jpg",
    url="https://shop.example/books?q=wind&edition=1",
)

any_url = st.one_of(
    st.none(), any_text, st.just("https://shop.example/?q=a b#c"), any_text.map("https://".__add__)
)
any_book = st.builds(
    BookCard,
    book_id=st.one_of(any_text, st.sampled_from(["1", "2"])).map(BookId),
    title=st.one_of(any_text, st.just("x" * 4000)),
    authors=st.lists(st.one_of(any_text, st.just("y" * 500)), max_size=30).map(tuple),
    series=st.none() | st.builds(SeriesPlace, any_text, st.none() | any_text),
    published=st.none() | any_text,
    isbn=st.none() | any_text,
    format=st.none() | any_text,
    pages=st.none() | st.integers(),
    price=st.none() | st.builds(Money, st.integers(), st.sampled_from(["USD", "JPY", "XXQ"])),
    available=st.none() | st.integers(),
    rating=st.none() | st.builds(Rating, st.floats(), st.integers()),
    readers=st.none() | st.integers(),
    description=st.none() | any_text | st.just("z" * 9000) | st.just("@everyone " * 900),
    cover_url=any_url,
    url=any_url,
)


def embed_of(card: BookCard, language: str = "en") -> dict[str, Any]:
    [embed] = book_embeds([card], language=language)
    return embed


def fields(embed: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["value"] for one in embed["fields"]}


def parts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [part for row in rows for part in row["components"]]


def test_a_card_shows_the_facts_of_a_book() -> None:
    embed = embed_of(WIND)
    assert embed["title"] == "The Name of the Wind"
    assert embed["description"] == "by Patrick Rothfuss\n\nTold in Kvothe's own voice."
    assert embed["url"] == "https://shop.example/books?q=wind&edition=1"
    assert embed["thumbnail"] == {"url": "https://covers.example/1.jpg"}
    assert fields(embed) == {
        "Price": "$27.95",
        "On the shelf": "2",
        "Series": "The Kingkiller Chronicle #1",
        "Rating": "4.5 of 5 · ratings: 10",
        "Readers": "3",
        "Published": "2007-03-27",
        "Format": "Hardcover",
        "Pages": "662",
        "ISBN": "9780756404741",
    }


def test_a_card_in_japanese_says_the_same() -> None:
    shown = fields(embed_of(WIND, "ja"))
    assert shown["シリーズ"] == "The Kingkiller Chronicle 第1巻"
    assert shown["在庫"] == "2冊"


@pytest.mark.parametrize(
    ("rating", "is_shown"),
    [
        (Rating(4.5, 10), True),
        (Rating(4.5, 5), True),
        (Rating(4.5, 3), False),
        (Rating(0.0, 10), False),
        (Rating(float("nan"), 10), False),
        (None, False),
    ],
)
def test_a_rating_is_shown_from_five_on(rating: Rating | None, is_shown: bool) -> None:
    assert ("Rating" in fields(embed_of(replace(WIND, rating=rating)))) is is_shown


@pytest.mark.parametrize(("readers", "is_shown"), [(3, True), (0, False), (None, False)])
def test_readers_are_shown_if_there_are_any(readers: int | None, is_shown: bool) -> None:
    assert ("Readers" in fields(embed_of(replace(WIND, readers=readers)))) is is_shown


@pytest.mark.parametrize("cover", [None, "", "n/a", "ftp://x.example/1.jpg", "javascript:alert(1)"])
def test_what_is_no_picture_is_not_shown_as_one(cover: str | None) -> None:
    embed = embed_of(replace(WIND, cover_url=cover))
    assert "thumbnail" not in embed
    assert embed["title"] == "The Name of the Wind"


def test_a_link_with_blanks_in_it_is_encoded() -> None:
    spaced = replace(WIND, url="https://shop.example/books?q=the wind&by=山田")
    encoded = "https://shop.example/books?q=the%20wind&by=%E5%B1%B1%E7%94%B0"
    assert embed_of(spaced)["url"] == encoded


def test_what_nobody_knows_is_not_there() -> None:
    bare = BookCard(book_id=BookId("1"), title="Untold")
    assert embed_of(bare) == {"title": "Untold", "color": 0xC27C0E, "fields": []}


def test_words_of_a_catalogue_do_nothing() -> None:
    evil = replace(WIND, title="**@everyone** <@1>", description="[click](https://evil.example)")
    embed = embed_of(evil)
    assert "@everyone" not in embed["title"]
    assert "<@1>" not in embed["title"]
    assert "[click](" not in embed["description"]


def test_one_book_has_three_buttons() -> None:
    gone = replace(WIND, available=0)
    shown = parts(book_buttons([gone], language="en"))
    assert [one["label"] for one in shown] == [
        "More like this",
        "Tell me when it's in",
        "Talk to a person",
    ]
    pressed = [read_book_press(one["custom_id"]) for one in shown]
    assert pressed == [
        BookPress(BookAction.MORE, WIND.book_id),
        BookPress(BookAction.TELL, WIND.book_id),
        BookPress(BookAction.STAFF, None),
    ]


def test_nobody_is_told_when_a_book_is_in_that_is_in() -> None:
    labels = [one["label"] for one in parts(book_buttons([WIND], language="en"))]
    assert labels == ["More like this", "Talk to a person"]


def test_several_books_have_menus() -> None:
    other = replace(WIND, book_id=BookId("2"), title="Dune", available=None)
    more, tell, staff = parts(book_buttons([WIND, other], language="en"))
    assert [one["label"] for one in more["options"]] == ["The Name of the Wind", "Dune"]
    assert [one["label"] for one in tell["options"]] == ["Dune"]
    assert staff["label"] == "Talk to a person"
    press = read_book_press(more["custom_id"], [more["options"][1]["value"]])
    assert press == BookPress(BookAction.MORE, BookId("2"))


@pytest.mark.parametrize("custom_id", ["", "mk1:more:1", "bk1:more:", "bk1:burn:1", "bk1"])
def test_other_buttons_are_not_read_as_these(custom_id: str) -> None:
    assert read_book_press(custom_id) is None


@settings(max_examples=100, deadline=None)
@given(st.lists(any_book, min_size=1, max_size=12), st.sampled_from(["en", "ja"]))
def test_any_metadata_whatever_gives_a_message_that_discord_takes(
    cards: list[BookCard], language: str
) -> None:
    message = {
        "embeds": book_embeds(cards, language=language),
        "components": book_buttons(cards, language=language),
    }
    sent = orjson.loads(orjson.dumps(message))
    draft = read_draft(sent, Rules())
    assert len(draft.embeds) == min(10, len(cards))
    assert length(books_in_words(cards, language=language, longest=500)) <= 500
