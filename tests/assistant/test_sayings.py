"""Sentences of ours may be repeated as they stand, in any dress; anything beside them is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from maneki.assistant.evidence import (
    BookSeen,
    Deed,
    DeedSeen,
    Evidence,
    HoursSeen,
    PolicySeen,
    Seen,
    StockSeen,
)
from maneki.assistant.guard import beginning_backed, judge
from maneki.assistant.sayings import every_saying, sayings_of
from maneki.model.money import Money
from maneki.phrases import LANGUAGES
from maneki.shop.hours import Opening

NAMES = st.text(
    st.characters(categories=("Lu", "Ll", "Nd", "Lo", "Zs"), max_codepoint=0x9FFF), min_size=1
).map(lambda text: " ".join(text.split()))
TITLES = NAMES.filter(lambda name: len(name) > 1)
STOCK = st.builds(
    StockSeen,
    title=TITLES,
    available=st.none() | st.just(value=True) | st.integers(0, 900),
    price=st.none() | st.builds(Money, st.integers(1, 10**7), st.sampled_from(["USD", "JPY"])),
    kind=st.sampled_from(["", "paperback", "hardcover used, good", "signed"]),
    this_turn=st.just(value=True),
)
BOOKS = st.builds(
    BookSeen,
    title=TITLES,
    published=st.none() | st.dates().map(str),
    pages=st.none() | st.integers(1, 3_000),
    rating=st.none() | st.integers(10, 50).map(lambda tenths: tenths / 10),
    ratings=st.none() | st.integers(0, 10**6),
    series=st.none() | TITLES,
    position=st.none() | st.integers(1, 40).map(str),
    this_turn=st.just(value=True),
)
OPENINGS = st.lists(
    st.tuples(st.times(), st.times())
    .filter(lambda pair: pair[0] < pair[1])
    .map(lambda pair: Opening(*(at.replace(second=0, microsecond=0, tzinfo=None) for at in pair))),
    max_size=2,
).map(tuple)
HOURS = st.builds(
    HoursSeen,
    week=st.dictionaries(st.integers(0, 6), OPENINGS, max_size=7),
    days=st.dictionaries(st.dates(date(2020, 1, 1), date(2040, 1, 1)), OPENINGS, max_size=3),
    this_turn=st.just(value=True),
)
DEEDS = st.builds(
    DeedSeen,
    deed=st.sampled_from(Deed),
    about=st.just("") | TITLES,
    on=st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    this_turn=st.just(value=True),
)
RETURNS = PolicySeen(
    topic="returns",
    text="Unread books can be returned within 14 days with the receipt. Free. Sale items cannot.",
    this_turn=True,
)
CIRCE = StockSeen(
    title="Circe", available=2, price=Money(999, "USD"), kind="paperback", this_turn=True
)
OPEN = HoursSeen(week={4: (Opening(time(10), time(19)),), 6: ()}, days={}, this_turn=True)


def unbacked(reply: str, *seen: Seen) -> list[str]:
    return [one.text for one in judge(reply, evidence=Evidence(seen)).unbacked]


@given(seen=STOCK | BOOKS | HOURS | DEEDS | st.just(RETURNS), language=st.sampled_from(LANGUAGES))
def test_what_is_ours_may_be_said_as_it_stands(seen: Seen, language: str) -> None:
    for saying in sayings_of(seen, language):
        assert unbacked(saying, seen) == []
        shouted = saying.upper()
        if shouted.lower() == saying.lower():  # "ß" is "SS"
            assert unbacked(f"Yes! **{shouted}**", seen) == []
        assert beginning_backed(f"{saying}\nAnd", evidence=Evidence((seen,))) == saying


@given(seen=STOCK, more=st.integers(1, 50))
def test_a_number_more_is_another_sentence(seen: StockSeen, more: int) -> None:
    assume(seen.available is not None and seen.available is not True and seen.available > 0)
    assert isinstance(seen.available, int)
    other = replace(seen, available=seen.available + more)
    assert unbacked(sayings_of(other, "en")[0], seen) != []


@given(reply=st.text(max_size=200))
def test_any_text_is_looked_through(reply: str) -> None:
    judge(reply, evidence=Evidence((CIRCE, RETURNS, OPEN)))


@pytest.mark.parametrize(
    ("reply", "lies"),
    [
        ("circe (paperback): 2 in stock, $9.99. it is her best.", []),
        ("Good news: **Circe** (paperback): 2 in stock,\n$9.99. Shall I tell you more?", []),
        ("Friday: 10 am to 7 pm. See you then!", []),
        ("Unread books can be returned within 14 days with the receipt.", []),
        ("Circe (paperback): 12 in stock, $9.99.", ["12 in stock"]),
        ("Circe (paperback): 2 in stock, $9.99. It is 10% off today.", ["10", "%"]),
        ("Sunday: 10 am to 7 pm.", ["10 am", "7 pm"]),
        ("Shipping is free. Circe (paperback): 2 in stock, $9.99.", ["Shipping is free"]),
    ],
)
def test_what_stands_beside_it_is_read(reply: str, lies: list[str]) -> None:
    found = unbacked(reply, CIRCE, RETURNS, OPEN)
    assert [lie for lie in lies if not any(lie in one or one in lie for one in found)] == []
    assert bool(found) == bool(lies)


def test_copies_of_an_earlier_turn_are_not_said() -> None:
    earlier = replace(CIRCE, this_turn=False)
    assert sayings_of(earlier, "en") == ("Circe (paperback) costs $9.99.",)
    assert unbacked(sayings_of(CIRCE, "en")[0], earlier) != []


def test_what_was_not_done_is_not_said() -> None:
    failed = DeedSeen(deed=Deed.WATCH, about="Circe", is_done=False, this_turn=True)
    assert list(every_saying([failed])) == []
