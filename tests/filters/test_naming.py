"""A filter's name is something to see, and something that can be kept."""

from __future__ import annotations

import pytest

from maneki.filters.naming import given_name, is_readable


@pytest.mark.parametrize(
    "name",
    [
        "co\x00ats",
        "\x1b[2J",
        "\u200b",
        "\u2060 \u200d",
        "\u3164\u3164",
        "\u2800",
        "\ud800x",
        "\ufe0f",
    ],
)
def test_what_is_blank_or_broken_is_no_name(name: str) -> None:
    assert not is_readable(given_name(name))


@pytest.mark.parametrize("name", ["coats", "コート", "👨‍👩‍👧", "e\u0301", "-", "1️⃣", "كوت\u200f"])
def test_a_name_may_be_of_any_script(name: str) -> None:
    assert given_name(name) == name
    assert is_readable(name)


def test_a_name_stands_on_one_line_and_has_an_end() -> None:
    assert given_name("  black \n coats ") == "black coats"
    assert len(given_name("x" * 500)) == 100
    assert given_name(None) == given_name("  ") == ""
