"""What is shown of an answer that is still being written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.channels.discord.test_parts import TEXTS

from maneki.channels.discord.frames import MORE, frame, healed
from maneki.channels.discord.wording import length


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Try **Du", "Try **Du**"),
        ("Try **Dune** and *Em", "Try **Dune** and *Em*"),
        ("Try **", "Try"),
        ("Try **Dune*", "Try **Dune**"),
        ("A ||secret and ~~old", "A ||secret and ~~old~~||"),
        ("* one\n* two", "* one\n* two"),
        ("2 * 3 is", "2 * 3 is"),
        ("Look: ```py\nprint(1)", "Look: ```py\nprint(1)\n```"),
        ("Look: ```py\nprint(1)\n", "Look: ```py\nprint(1)\n```"),
        ("```\nx = '**'\n``` and **b", "```\nx = '**'\n``` and **b**"),
        ("say `he", "say `he`"),
        ("say `", "say"),
        ("See [Dune](https://shop.exa", "See"),
        ("See [Du", "See"),
        ("See [Dune](https://shop.example/1) and", "See [Dune](https://shop.example/1) and"),
        ("Ask <@12", "Ask"),
        (r"five \* four", r"five \* four"),
        ("", ""),
    ],
)
def test_what_is_open_is_closed_for_display(written: str, shown: str) -> None:
    assert healed(written) == shown


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.integers(0, 4000))
def test_any_beginning_of_an_answer_is_a_message(text: str, written: int) -> None:
    shown = frame(text[:written])
    assert length(shown) <= 2000
    assert bool(shown) == bool(text[:written].strip())


def test_a_frame_says_that_there_is_more() -> None:
    assert frame("Try **Du") == f"Try **Du**{MORE}"


def test_of_a_long_answer_the_first_message_is_shown() -> None:
    shown = frame("A sentence. " * 300)
    assert shown.endswith("A sentence.")
    assert length(shown) <= 2000
