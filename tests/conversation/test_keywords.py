"""STOP, START and HELP: the words themselves, in any dress, and nothing but the words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.corpora import rows

from maneki.conversation.keywords import (
    HELP_WORDS,
    LONGEST,
    START_WORDS,
    STOP_WORDS,
    is_yes,
    keyword_of,
)
from maneki.model.conversation import Keyword

PER_SE = Path(__file__).parent / "data" / "per_se.csv"
TUNED = [row for row in rows(PER_SE) if row["half"] == "tune"]
AROUND = st.text(st.sampled_from(" \n\t.!?,;:-–—…\"'“”‘’()[]{}<>*_~#「」。！？👋🛑"), max_size=8)
ALL_WORDS = sorted(STOP_WORDS | START_WORDS | HELP_WORDS)

FCC = ("stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe")
TWILIO = ("STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL")
AWS = (
    *("ARRET", "CANCEL", "END", "OPT-OUT", "OPTOUT", "QUIT", "REMOVE", "STOP", "TD"),
    "UNSUBSCRIBE",
)
TELNYX = ("STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT")


@pytest.mark.parametrize("word", sorted({*FCC, *TWILIO, *AWS, *TELNYX}))
def test_every_word_of_every_list_is_a_stop(word: str) -> None:
    assert keyword_of(word) is Keyword.STOP


@pytest.mark.parametrize("row", TUNED, ids=lambda row: row["id"])
def test_words_count_in_any_dress_and_what_only_looks_like_one_does_not(
    row: dict[str, str],
) -> None:
    expected = None if row["expected"] == "none" else Keyword(row["expected"])
    assert keyword_of(row["text"]) is expected


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("sToP", Keyword.STOP),
        ("Arrêt", Keyword.STOP),
        ("opt\u2011out", Keyword.STOP),
        ("opt – out", Keyword.STOP),
        ("st\u200bop", Keyword.STOP),
        ("STOP 🛑", Keyword.STOP),
        ("Unstop!", Keyword.START),
        ("ＩＮＦＯ", Keyword.HELP),
    ],
)
def test_unseen_letters_dashes_and_emoji_are_no_difference(text: str, keyword: Keyword) -> None:
    assert keyword_of(text) is keyword


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "...",
        "Stop please",
        "cancel my order",
        "stop stop",
        "ストップ",
        "the end",
        "1",
        "yes",
    ],
)
def test_a_sentence_is_no_word(text: str) -> None:
    assert keyword_of(text) is None


def test_a_word_in_an_endless_dress_is_none() -> None:
    assert keyword_of("stop" + "!" * LONGEST) is None


@pytest.mark.parametrize("text", ["yes", "YES!", "Yes.", " ｙｅｓ "])
def test_yes_is_known_and_is_no_start(text: str) -> None:
    assert is_yes(text)
    assert keyword_of(text) is None


@pytest.mark.parametrize("text", ["yes please", "yep", "no", ""])
def test_more_than_yes_is_not_yes(text: str) -> None:
    assert not is_yes(text)


@given(AROUND, st.sampled_from(ALL_WORDS), AROUND, st.booleans())
def test_what_stands_around_a_word_does_not_matter(
    before: str, word: str, after: str, is_loud: bool
) -> None:
    said = word.upper() if is_loud else word
    assert keyword_of(f"{before}{said}{after}") is keyword_of(word)
