"""The score is total, the same in any dress, and short of work for long texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.conversation.leaving import CERTAIN_FROM, DOUBT_FROM, Leaving, answer_of, by_rules
from maneki.conversation.leaving_score import PLACES, learned, leaving_score, place_of
from maneki.conversation.leaving_traits import traits_of
from maneki.conversation.spelling import MOST_LOOKED_AT

TEXTS = st.text(max_size=200)
LATIN = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz .,!?'0123456789"), max_size=120)
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@given(TEXTS)
def test_any_text_has_a_score_and_always_the_same(text: str) -> None:
    assert leaving_score(text) == leaving_score(text)
    assert -1_000 < leaving_score(text) < 1_000


@given(LATIN)
def test_capitals_throughout_make_no_difference(text: str) -> None:
    assert leaving_score(text.upper()) == leaving_score(text)


@given(LATIN)
def test_full_width_letters_make_no_difference(text: str) -> None:
    assert leaving_score(text.translate(FULL_WIDTH)) == leaving_score(text)


@given(TEXTS)
def test_every_trait_has_a_place(text: str) -> None:
    assert all(0 <= place_of(trait) < PLACES for trait in traits_of(text))


def test_half_of_a_letter_is_no_obstacle() -> None:
    assert leaving_score("stop \ud83d") < 1_000


def test_what_comes_after_the_part_that_is_looked_at_changes_nothing() -> None:
    text = "no more of these please " * 200
    assert leaving_score(text[:MOST_LOOKED_AT] + "!? “9” by Bee") == leaving_score(
        text[:MOST_LOOKED_AT]
    )


def test_there_is_a_weight_for_every_place() -> None:
    assert len(learned().at_place) == PLACES


@pytest.mark.parametrize(
    ("rules", "score", "answer"),
    [
        (Leaving.CERTAIN, CERTAIN_FROM, Leaving.CERTAIN),
        (Leaving.CERTAIN, CERTAIN_FROM - 0.01, Leaving.IN_DOUBT),
        (Leaving.CERTAIN, -9.0, Leaving.NO),
        (Leaving.IN_DOUBT, CERTAIN_FROM, Leaving.IN_DOUBT),
        (Leaving.IN_DOUBT, -9.0, Leaving.NO),
        (Leaving.NO, 99.0, Leaving.IN_DOUBT),
        (Leaving.NO, DOUBT_FROM - 0.01, Leaving.NO),
    ],
)
def test_either_may_ask_and_only_both_take_somebody_off(
    rules: Leaving, score: float, answer: Leaving
) -> None:
    assert answer_of(rules, score) is answer


@pytest.mark.parametrize(
    "text",
    [
        "my watch dings with every one of yours, no more of that please",
        "the dinging has to end",
        "My uncle has passed and his phone still lights up with you. Please don't.",
    ],
)
def test_what_no_rule_knows_is_heard_by_how_it_sounds(text: str) -> None:
    assert by_rules(text) is Leaving.NO
    assert leaving_score(text) >= DOUBT_FROM
