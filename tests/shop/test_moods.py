"""What readers are in the mood for, and what says the same."""

from __future__ import annotations

import pytest

from maneki.shop.moods import said_as, telling_words


@pytest.mark.parametrize(
    ("mood", "telling"),
    [
        ("funny for a long flight", {"funny"}),
        ("ll make me ugly cry", {"ugly", "cry"}),
        ("idk", set()),
    ],
)
def test_few_words_tell_a_mood(mood: str, telling: set[str]) -> None:
    assert telling_words(mood) == telling


def test_a_mood_is_said_in_many_ways() -> None:
    assert {"witty", "humorous"} <= said_as("funny")
    assert "sad" in telling_words("泣ける本")
    assert "horror" in said_as("really scary")
    assert said_as("of the sea") == {"sea"}
