"""What the tools returned is kept with the turn, and read in later ones as what it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.assistant.evidence import (
    BookSeen,
    Deed,
    DeedSeen,
    HoursSeen,
    PolicySeen,
    Seen,
    StockSeen,
)
from maneki.assistant.remembered import read, seen_in, written
from maneki.model.conversation import Turn
from maneki.model.ids import ConversationId, TurnId
from maneki.model.money import Money
from maneki.shop.hours import Opening

OPEN = (Opening(time(10), time(18, 30)),)
EVERYTHING: tuple[Seen, ...] = (
    BookSeen(
        title="Circe",
        authors=("Madeline Miller",),
        isbns=("9780316556323",),
        published="2018-04-10",
        pages=400,
        rating=4.25,
        ratings=900_000,
        readers=1_200_000,
        series="Myths",
        position="1.5",
        subjects=("Fantasy",),
        kind="paperback",
        description='A "nymph" \u2013 and more.',
        this_turn=True,
    ),
    StockSeen(title="Circe", available=0, price=Money(1_299, "USD"), kind="used", this_turn=True),
    StockSeen(title="Circe", available=True, this_turn=True),
    PolicySeen(topic="returns", text="Within 14 days.\nUnread.", this_turn=True),
    HoursSeen(week={0: (), 1: OPEN}, days={date(2026, 12, 25): ()}, today=4, this_turn=True),
    DeedSeen(
        deed=Deed.WATCH,
        is_done=False,
        about="Circe",
        money=Money(500, "JPY"),
        on=date(2026, 11, 27),
        this_turn=True,
    ),
)


def earlier(seen: Seen) -> Seen:
    """The same, as it counts in a later turn."""
    if isinstance(seen, HoursSeen):
        return replace(seen, today=None, this_turn=False)
    return replace(seen, this_turn=False)


def test_everything_comes_back_as_of_an_earlier_turn() -> None:
    kept = written(EVERYTHING)
    assert kept is not None
    assert read(kept) == tuple(map(earlier, EVERYTHING))


def test_what_was_seen_twice_is_kept_once_and_nothing_is_nothing() -> None:
    assert written([*EVERYTHING, *EVERYTHING]) == written(EVERYTHING)
    assert written([]) is None


@pytest.mark.parametrize(
    "text",
    ["", "no json", "{}", "[1]", '[{"is":"book"}]', '[{"is":"hours","week":[],"days":{}}]', "null"],
)
def test_what_cannot_be_read_backs_nothing(text: str) -> None:
    assert read(text) == ()


def test_what_a_later_version_wrote_is_passed_over() -> None:
    kept = '[{"is":"horoscope","sign":"cat"},{"is":"policy","topic":"t","text":"x"}]'
    assert read(kept) == (PolicySeen(topic="t", text="x", this_turn=False),)


def test_turns_are_read_in_their_order() -> None:
    turns = [
        Turn(
            id=TurnId(str(n)),
            conversation_id=ConversationId("talk"),
            number=n,
            said="",
            seen=written([PolicySeen(topic=str(n), text="x", this_turn=True)]) if n != 2 else None,
            started_at=datetime(2026, 1, n, tzinfo=UTC),
        )
        for n in (1, 2, 3)
    ]
    assert [one.topic for one in seen_in(turns) if isinstance(one, PolicySeen)] == ["1", "3"]


@given(st.text(alphabet=st.characters(exclude_categories=())), st.text())
def test_any_title_comes_back(title: str, kind: str) -> None:
    seen = StockSeen(title=title, kind=kind, this_turn=True)
    assert read(written([seen]) or "") == (earlier(seen),)
