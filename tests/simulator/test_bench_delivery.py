"""The comparison of ways to send fails if ours does not keep what was promised."""

from __future__ import annotations

from typing import Any

import pytest
from bench.delivery import unmet

OURS: dict[str, Any] = {
    "lost": 0,
    "429s": 0,
    "other_rules_broken": 0,
    "seconds": 2.6,
    "of_what_is_allowed": 0.95,
}


def row(**ours: Any) -> dict[str, Any]:
    others = {"lost": 57, "429s": 316, "other_rules_broken": 1, "of_what_is_allowed": 0.1}
    return {
        "window": "sliding",
        "channels": 120,
        "messages_each": 1,
        "stock": others,
        "naive": others,
        "ours": {**OURS, **ours},
    }


def test_what_others_do_is_no_failure() -> None:
    assert [*unmet([row()])] == []


@pytest.mark.parametrize(
    ("ours", "says"),
    [
        ({"lost": 2}, "sliding, 120 × 1: lost 2"),
        ({"429s": 1}, "sliding, 120 × 1: 429s 1"),
        ({"other_rules_broken": 3}, "sliding, 120 × 1: other_rules_broken 3"),
        ({"of_what_is_allowed": 0.94}, "sliding, 120 × 1: 94% of what is allowed was used"),
    ],
)
def test_each_broken_promise_is_a_line(ours: dict[str, Any], says: str) -> None:
    assert [*unmet([row(), row(**ours)])] == [says]
