"""Words of titles and names come out the same, however they were written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.shop.words import (
    LONGEST_KEY,
    asked_words,
    is_slip,
    key_of,
    rests,
    title_keys,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("J. R. R. Tolkien", "jrr tolkien"),
        ("JRR TOLKIEN", "jrr tolkien"),
        ("Ursula K. Le Guin", "ursula k le guin"),
        ("Ender’s Game", "enders game"),
        ("Enders Game", "enders game"),
        ("Les Misérables", "les miserables"),
        ("Pride & Prejudice", "pride and prejudice"),
        ("ﾊﾘｰ・ﾎﾟｯﾀｰ", "ハリー ポッター"),
        ("ＤＵＮＥ", "dune"),
        ("がぎ", "ガギ"),
        ("Война и мир", "воина и мир"),
        ("!?", ""),
    ],
)
def test_dress_is_taken_off(text: str, key: str) -> None:
    assert key_of(text) == key


def test_a_title_is_asked_for_without_article_and_subtitle_too() -> None:
    assert title_keys("The Hobbit: or There and Back Again") == (
        "the hobbit or there and back again",
        "hobbit or there and back again",
        "the hobbit",
        "hobbit",
    )
    assert title_keys("The") == ("the",)


def test_japanese_is_found_by_two_characters_or_by_one() -> None:
    there = set(words_of("吾輩は猫である"))
    for asked in ("吾輩", "猫", "猫である", "ハ猫"):
        assert there.issuperset(asked_words(asked))
    assert not there.issuperset(asked_words("初版"))


@pytest.mark.parametrize(
    ("typed", "is_near"),
    [
        ("hungr", True),
        ("hungerr", True),
        ("hunher", True),
        ("hugner", True),
        ("hunger", True),
        ("hngr", False),
    ],
)
def test_words_one_slip_apart_share_a_rest(typed: str, is_near: bool) -> None:
    assert is_slip(typed, "hunger") is is_near
    assert not is_near or rests(typed) & rests("hunger")


WORDS = st.text("abcdeé", min_size=3, max_size=12)


@given(WORDS, WORDS)
def test_every_slip_is_found_by_its_rests(one: str, other: str) -> None:
    if is_slip(one, other):
        assert rests(one) & rests(other)


@given(st.text(max_size=400))
def test_a_key_is_its_own_key_and_can_be_kept(text: str) -> None:
    key = key_of(text)
    assert len(key) <= LONGEST_KEY
    assert "\x00" not in key
    assert all(word.isalnum() or "ー" in word or word for word in key.split())
    assert set(asked_words(text)) <= set(words_of(text))
