"""What counts as a fall of a price."""

from __future__ import annotations

from decimal import Decimal

import pytest

from maneki.matching.price import is_drop_of
from maneki.model.money import Money


@pytest.mark.parametrize(
    ("percent", "was", "now", "is_drop"),
    [
        ("5", 10_000, 9_500, True),
        ("5", 10_000, 9_501, False),
        ("5", 10_000, 10_000, False),
        ("5", 10_000, 11_000, False),
        ("0", 10_000, 9_999, True),
        ("0", 10_000, 10_000, False),
        ("12.5", 8_000, 7_000, True),
        ("12.5", 8_000, 7_001, False),
    ],
)
def test_a_drop_is_a_fall_of_so_many_per_cent_or_more(
    percent: str, was: int, now: int, is_drop: bool
) -> None:
    before, after = Money(was, "JPY"), Money(now, "JPY")
    assert is_drop_of(Decimal(percent), was=before, now=after) is is_drop
