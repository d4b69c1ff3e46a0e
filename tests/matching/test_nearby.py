"""Which names somebody may have meant who wrote one we do not know."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.matching.brands import BrandDictionary
from maneki.matching.nearby import MOST_NAMES, NearbyNames


@pytest.fixture(scope="module")
def nearby(dictionary: BrandDictionary) -> NearbyNames:
    return NearbyNames(dictionary)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Rick Owans", "Rick Owens"),
        ("りっくおうえんず", "Rick Owens"),
        ("Guccy", "Gucci"),
        ("Gucic", "Gucci"),
        ("バレンシガ", "Balenciaga"),
        ("Commes des garcons", "Comme des Garçons"),
        ("Vivian Westwood", "Vivienne Westwood"),
        ("Nike shoes", "Nike"),
    ],
)
def test_a_slip_of_the_pen_is_near_what_was_meant(
    nearby: NearbyNames, written: str, meant: str
) -> None:
    assert nearby.of(written)[0] == meant


@pytest.mark.parametrize(
    "written", ["Rick Owens", "cdg", "コーチ", "", "★", "xyz", "Zzyzx Industries", "黒い靴"]
)
def test_what_is_known_or_like_nothing_has_no_near_names(nearby: NearbyNames, written: str) -> None:
    assert nearby.of(written) == ()


@given(written=st.text(max_size=120))
def test_anything_may_be_asked(
    nearby: NearbyNames, dictionary: BrandDictionary, written: str
) -> None:
    names = nearby.of(written)
    assert len(names) == len({*names}) <= MOST_NAMES
    known = {dictionary.name(brand) for brand in dictionary.brands()}
    assert known.issuperset(names)
