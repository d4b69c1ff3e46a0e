"""Who wants no more texts is heard in sentences too; who cancels an order is not taken for them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.corpora import rows

from maneki.conversation.leaving import Leaving, leaving_in

DATA = Path(__file__).parent / "data"
CORPORA = ("opt_out", "opt_out_second", "opt_out_third")
ROWS = [row for name in CORPORA for row in rows(DATA / f"{name}.csv")]
VOICES = rows(DATA / "opt_out_voices.csv")


FOURTH = rows(DATA / "opt_out_fourth.csv")
"""Of a hand that knew nothing of the rest; what was reached there at first stands in the README."""


def answers(found: list[dict[str, str]], expected: str) -> Counter[Leaving]:
    return Counter(leaving_in(row["text"]) for row in found if row["expected"] == expected)


def test_who_leaves_is_heard_in_what_was_learned_from() -> None:
    found = answers(ROWS, "opt_out")
    assert found[Leaving.NO] <= found.total() * 0.003
    assert found[Leaving.CERTAIN] >= found.total() * 0.65


def test_strangers_who_leave_are_heard_and_those_who_stay_are_not_taken_off() -> None:
    leaving, staying = answers(FOURTH, "opt_out"), answers(FOURTH, "not_opt_out")
    assert leaving[Leaving.NO] <= leaving.total() * 0.01
    assert staying[Leaving.CERTAIN] == 0
    assert staying[Leaving.IN_DOUBT] <= staying.total() * 0.1


def test_who_stays_is_never_taken_off_and_seldom_asked() -> None:
    found = answers(ROWS, "not_opt_out")
    assert found[Leaving.CERTAIN] == 0
    assert found[Leaving.IN_DOUBT] <= found.total() * 0.01


def test_what_depends_is_mostly_asked_about() -> None:
    found = answers(ROWS, "doubt")
    assert found[Leaving.CERTAIN] <= found.total() * 0.1
    assert found[Leaving.IN_DOUBT] >= found.total() * 0.8


def test_the_voices_are_read_as_they_were_meant() -> None:
    assert answers(VOICES, "not_opt_out")[Leaving.CERTAIN] == 0
    leaving = answers(VOICES, "opt_out")
    assert leaving[Leaving.NO] <= leaving.total() * 0.01


@pytest.mark.parametrize("text", ["No.", "nope", "no thanks!", "NO THANK YOU", "ok", "Bye!"])
def test_a_bare_answer_is_no_request(text: str) -> None:
    assert leaving_in(text) is Leaving.NO


@pytest.mark.parametrize("text", ["Remote", "books about cancer", "a compact edition"])
def test_words_a_letter_away_are_themselves(text: str) -> None:
    assert leaving_in(text) is Leaving.NO


@pytest.mark.parametrize(
    "text",
    [
        "stop please",
        "Stop. Thank you",
        "Stop please",
        "take me off your list",
        "no more texts",
        "unsubscribe me pls",
        "stop texting me pls",
        "pls stopp txting me",
        "STOOOP",
        "Stop.",
        "OPTOUT",
        "revoke",
    ],
)
def test_what_the_law_and_failures_of_others_name_is_certain(text: str) -> None:
    assert leaving_in(text) is Leaving.CERTAIN


@pytest.mark.parametrize(
    "text",
    [
        "cancel my order",
        "stop by the shop tomorrow",
        "can I return the book at the end of the month",
        "don't stop the reminders",
        "",
        "   ",
        "👋👋👋",
    ],
)
def test_what_only_has_the_words_in_it_is_not(text: str) -> None:
    assert leaving_in(text) is Leaving.NO


@pytest.mark.parametrize("text", ["cancel it", "please cancel", "end it", "wrong number", "🛑"])
def test_what_depends_is_in_doubt(text: str) -> None:
    assert leaving_in(text) is Leaving.IN_DOUBT


def test_one_filter_of_several_is_not_all_texts() -> None:
    assert leaving_in("turn off all texts for filter 2") is not Leaving.CERTAIN
    assert leaving_in("フィルター2の通知を止めて") is not Leaving.CERTAIN


@pytest.mark.parametrize("text", ["please " * 1500, "the text " * 1200, "stop of the " * 900])
@pytest.mark.timeout(5)
def test_a_very_long_message_is_read_in_no_time(text: str) -> None:
    assert leaving_in(text) in Leaving


@given(st.text(st.characters() | st.sampled_from("stop txtme .!'"), max_size=120))
def test_any_text_has_an_answer(text: str) -> None:
    assert leaving_in(text) in Leaving
