"""The written corpora keep their shape: what is in them is described beside them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.corpora import HALVES, rows, wrongly_drawn

DATA = Path(__file__).parent / "data"
LEAST = {
    "opt_out": {"opt_out": 320, "not_opt_out": 230, "doubt": 0},
    "opt_out_second": {"opt_out": 200, "not_opt_out": 140},
    "opt_out_third": {"opt_out": 500, "not_opt_out": 500, "doubt": 0},
    "opt_out_fourth": {"opt_out": 320, "not_opt_out": 240, "doubt": 30},
    "opt_out_voices": {"opt_out": 4_000, "not_opt_out": 3_000, "doubt": 0},
    "per_se": {"stop": 60, "start": 10, "help": 10, "none": 50},
}
PER_SE = {
    *("stop", "quit", "end", "revoke", "opt out", "opt-out", "optout", "cancel", "unsubscribe"),
    *("stopall", "stop all", "remove", "arret", "td", "start", "unstop", "help", "info"),
}


@pytest.mark.parametrize("name", sorted(LEAST))
def test_the_file_has_its_columns_ids_and_texts_once(name: str) -> None:
    found = rows(DATA / f"{name}.csv")
    assert all(list(row) == ["id", "half", "expected", "text"] for row in found)
    assert len({row["id"] for row in found}) == len(found)
    assert len({row["text"] for row in found}) == len(found)
    assert all(row["text"].strip() for row in found)


WHOLE = {"opt_out_third": "tune", "opt_out_fourth": "score", "opt_out_voices": "tune"}
HALVED = sorted(set(LEAST) - set(WHOLE))


@pytest.mark.parametrize("name", sorted(LEAST))
def test_every_class_is_known_and_large_enough(name: str) -> None:
    found = rows(DATA / f"{name}.csv")
    counts = Counter(row["expected"] for row in found)
    assert set(counts) == set(LEAST[name])
    assert all(counts[expected] >= least for expected, least in LEAST[name].items())
    assert name in HALVED or {row["half"] for row in found} == {WHOLE[name]}


@pytest.mark.parametrize("name", HALVED)
def test_every_class_is_halved(name: str) -> None:
    counts = Counter((row["expected"], row["half"]) for row in rows(DATA / f"{name}.csv"))
    for expected in LEAST[name]:
        tune, score = (counts[expected, half] for half in HALVES)
        assert abs(tune - score) <= 2


@pytest.mark.parametrize("name", HALVED)
def test_the_halves_are_the_drawn_ones(name: str) -> None:
    assert wrongly_drawn(name, rows(DATA / f"{name}.csv"), "expected") == []


def test_doubtful_rows_are_few() -> None:
    found = rows(DATA / "opt_out.csv")
    assert sum(row["expected"] == "doubt" for row in found) <= 30


def test_no_two_sentences_differ_only_in_dress() -> None:
    found = [*rows(DATA / "opt_out.csv"), *rows(DATA / "opt_out_second.csv")]
    bare = Counter(map(_dressed_down, found))
    assert [text for text, times in bare.items() if times > 1] == []


def test_nothing_of_other_hands_is_among_the_voices() -> None:
    """Or a corpus that is left out of what is learned would not be left out wholly."""
    names = ("opt_out", "opt_out_second", "opt_out_third")
    others = {_dressed_down(row) for name in names for row in rows(DATA / f"{name}.csv")}
    voices = [_dressed_down(row) for row in rows(DATA / "opt_out_voices.csv")]
    assert len(set(voices)) == len(voices)
    assert others.isdisjoint(voices)


def test_no_sentence_is_a_bare_word() -> None:
    found = rows(DATA / "opt_out.csv")
    words = {_letters(word) for word in PER_SE}
    bare = [
        row["text"]
        for row in found
        if _letters(row["text"]) in words and not any(_is_picture(char) for char in row["text"])
    ]
    assert bare == []


def test_every_dressed_word_is_one_of_the_words() -> None:
    found = rows(DATA / "per_se.csv")
    words = {_letters(word) for word in PER_SE}
    for row in found:
        if row["expected"] != "none":
            assert _letters(row["text"]) in words, row["id"]
        elif not any(_is_picture(char) for char in row["text"]):
            assert _letters(row["text"]) not in words, row["id"]


def _dressed_down(row: Mapping[str, str]) -> str:
    return _letters(row["text"]) + _pictures(row["text"])


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def _pictures(text: str) -> str:
    return "".join(filter(_is_picture, text))


def _is_picture(char: str) -> bool:
    return unicodedata.category(char) == "So" and not unicodedata.normalize("NFKC", char).isalnum()
