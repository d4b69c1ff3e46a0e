"""A number tells where its owner may be, as far as its area code does."""

from __future__ import annotations

import pytest

from maneki.model.phone_zones import zones_of_number


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+12125550123", ["America/New_York"]),
        ("+13235550142", ["America/Los_Angeles"]),
        ("+18085550123", ["Pacific/Honolulu"]),
        ("+14165550123", ["America/Toronto"]),
        # Idaho lies in two.
        ("+12085550123", ["America/Boise", "America/Los_Angeles"]),
        ("+442079460958", ["Europe/London"]),
        ("+819012345678", ["Asia/Tokyo"]),
        # A satellite's.
        ("+881612345678", []),
    ],
)
def test_an_area_code_tells_the_zones(number: str, zones: list[str]) -> None:
    assert [zone.key for zone in zones_of_number(number)] == zones


def test_a_toll_free_number_may_be_anywhere_in_its_plan() -> None:
    zones = {zone.key for zone in zones_of_number("+18005550123")}
    assert {"America/New_York", "America/Los_Angeles", "Pacific/Honolulu"} <= zones


def test_every_area_code_of_north_america_is_in_zones_that_are_known_here() -> None:
    known = [area for area in range(200, 990) if zones_of_number(f"+1{area}5550123")]
    assert len(known) > 400
