"""What is compiled finds what numpy finds; without numba there is numpy."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.matching.crowd import Crowd

from maneki.matching.block import fitting
from maneki.matching.brands import BrandDictionary
from maneki.matching.fastest import fastest, plainly
from maneki.matching.index import FEW, FilterIndex
from maneki.matching.match import Matcher
from maneki.model.money import Rates

RATES = Rates(base="EUR", per_base={"JPY": Decimal(160), "USD": Decimal("1.1")})


def test_it_is_used_where_it_is_installed() -> None:
    assert plainly() is fitting
    assert fastest() is not fitting


@pytest.mark.parametrize("seed", [1, 2])
def test_very_many_filters_are_found_as_with_numpy(
    matcher: Matcher, dictionary: BrandDictionary, seed: int
) -> None:
    crowd = Crowd(seed, dictionary)
    filters = [crowd.filter(f"f{number}") for number in range(6_000)]
    plain, compiled = (FilterIndex(matcher, filters, choose=one) for one in (plainly, fastest))
    assert len(plain) > FEW
    matches = 0
    for _ in range(300):
        happened = replace(crowd.event(), rates=crowd.random.choice((None, RATES)))
        look = matcher.look_at(happened.listing)
        expected = plain.ordinals_for(happened, look).tolist()
        assert compiled.ordinals_for(happened, look).tolist() == expected
        assert compiled.fitting(look, rates=RATES) == plain.fitting(look, rates=RATES)
        matches += len(expected)
    assert matches > 10_000


def test_without_numba_there_is_numpy() -> None:
    code = (
        "import sys; sys.modules['numba'] = None; sys.modules['llvmlite'] = None;"
        "from maneki.matching.fastest import fastest, plainly; print(fastest() is plainly())"
    )
    said = subprocess.run(  # noqa: S603  (this interpreter)
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, timeout=60
    )
    assert said.stdout == "True\n"
