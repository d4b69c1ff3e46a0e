"""Answers are cut into messages that Discord takes, and nothing of them is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maneki.channels.discord.parts import LONGEST, DiscordVoice, Piece, pieces
from maneki.channels.discord.wording import length

VOICE = DiscordVoice()

WORDS = st.text("abc de.fg! 。日本", min_size=1, max_size=40)
ATOMS = st.sampled_from(
    [
        "https://shop.example/books?q=a%20b&page=2",
        "[The *Name* of the Wind](https://shop.example/b/1_(a))",
        "<@123456789012345678>",
        "<:books:123456789012345678>",
        "<a:turn:123456789012345678>",
        "`inline code with blanks`",
        "``one ` within``",
        "<t:1700000000:R>",
        "👩‍👩‍👧‍👦",
        "🇯🇵🇺🇸",
        "e\u0301",
        "👍🏽",
    ]
)
CODE = st.builds(
    lambda language, lines, end: f"```{language}\n" + "\n".join(lines) + f"{end}```",
    st.sampled_from(["", "python", "c++"]),
    st.lists(st.text("abc  =():日😀", min_size=1, max_size=60), min_size=1, max_size=60),
    st.sampled_from(["\n", ""]),
)
BLANKS = st.sampled_from([" ", "\n", "\n\n", "  ", "\r\n", ""])
ANYTHING = st.text(max_size=400)
LONG = st.builds(lambda piece, times: piece * times, WORDS, st.integers(1, 120))
TEXTS = st.lists(st.one_of(WORDS, ATOMS, CODE, BLANKS, ANYTHING, LONG), max_size=40).map("".join)
ROOM = 120
"""Little room, so that every text is cut often."""

UNCUT = re.compile(
    r"https?://[^\s<>]+|<@[0-9]+>|<a?:\w+:[0-9]+>|<t:[0-9]+:R>|👩‍👩‍👧‍👦|👍🏽|e\u0301"
)


def joined(cut: tuple[Piece, ...]) -> str:
    return "".join(one.own for one in cut)


def cuts_of(cut: tuple[Piece, ...]) -> set[int]:
    ends: set[int] = set()
    at = 0
    for one in cut[:-1]:
        at += len(one.own)
        ends.add(at)
    return ends


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_nothing_is_lost_and_every_message_is_short_enough(text: str) -> None:
    for room in (ROOM, LONGEST):
        cut = pieces(text, longest=room)
        assert joined(cut) == (text if text.strip() else "")
        assert all(one.own for one in cut)
        assert all(length(one.shown) <= room for one in cut)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_nothing_but_fences_is_added(text: str) -> None:
    for one in pieces(text, longest=ROOM):
        assert re.fullmatch(r"(?:```[A-Za-z0-9_+\-.#]*\n)?", one.before)
        assert one.after in {"", "```", "\n```"}


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(WORDS, ATOMS, BLANKS), max_size=60).map(" ".join))
def test_what_acts_as_one_thing_is_never_cut(text: str) -> None:
    ends = cuts_of(pieces(text, longest=ROOM))
    for found in UNCUT.finditer(text):
        if length(found[0]) <= ROOM - 4:
            assert not ends & set(range(found.start() + 1, found.end())), found[0]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(WORDS.filter(lambda one: "`" not in one), CODE), max_size=20))
def test_every_message_shows_code_as_code(texts: list[str]) -> None:
    for one in pieces("\n".join(texts), longest=ROOM):
        assert one.shown.count("```") % 2 == 0


def test_a_short_answer_is_one_message_as_it_is() -> None:
    text = "  **Hello**\n\n```py\nx = 1\n```\n"
    assert VOICE.parts(text) == [text]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u3000" * 5000])
def test_nothing_to_show_is_no_message(text: str) -> None:
    assert VOICE.parts(text) == []


def test_it_is_cut_at_a_blank_line_before_a_line_before_a_sentence_before_a_blank() -> None:
    paragraph, line = "a" * 900 + ". b", "c" * 900
    assert VOICE.parts(f"{paragraph}\n\n{line}\n{line}") == [
        f"{paragraph}\n\n",
        f"{line}\n{line}",
    ]
    assert VOICE.parts(f"{line}\n{line}. {line}") == [f"{line}\n", f"{line}. {line}"]
    assert VOICE.parts(f"{line} {line}. d {line}") == [f"{line} {line}. ", f"d {line}"]
    assert VOICE.parts(f"{line} {line} {line}") == [f"{line} {line} ", line]


def test_a_better_place_that_leaves_a_stub_is_passed_over() -> None:
    text = "Hello.\n\n" + "word " * 500
    assert len(VOICE.parts(text)) == 2


def test_a_fence_is_closed_and_opened_again_in_its_language() -> None:
    lines = "".join(f"print({number})\n" for number in range(400))
    parts = VOICE.parts(f"Look:\n```python\n{lines}```\nThat is all.")
    assert len(parts) > 2
    assert all(part.endswith(")\n```") for part in parts[:-1])
    assert all(part.startswith("```python\nprint(") for part in parts[1:])
    assert parts[-1].endswith("```\nThat is all.")


def test_code_keeps_how_it_is_indented() -> None:
    lines = "".join(f"if x:\n    print({number})\n" for number in range(300))
    cut = pieces(f"```py\n{lines}```")
    assert all(not one.own.startswith(("rint", "print")) for one in cut[1:])


def test_a_link_that_is_too_long_for_any_message_is_cut_all_the_same() -> None:
    text = "See https://shop.example/" + "x" * 5000
    assert "".join(VOICE.parts(text)) == text
    assert all(length(part) <= LONGEST for part in VOICE.parts(text))


def test_an_emoji_storm_is_cut_between_emoji() -> None:
    family = "👩‍👩‍👧‍👦"
    parts = VOICE.parts(family * 1000)
    assert "".join(parts) == family * 1000
    assert all(part.replace(family, "") == "" for part in parts)


def test_ten_thousand_characters_of_anything_are_cut_quickly() -> None:
    for text in ("[" * 10_000, "`a" * 5_000, "``a`" * 2_500, "<" * 10_000, "\n" * 9_999 + "a"):
        assert len(VOICE.parts(text)) <= 8
