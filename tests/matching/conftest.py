"""The dictionary that comes with Maneki, read once."""

from __future__ import annotations

import pytest

from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher


@pytest.fixture(scope="session")
def dictionary() -> BrandDictionary:
    return BrandDictionary.load()


@pytest.fixture(scope="session")
def matcher(dictionary: BrandDictionary) -> Matcher:
    return Matcher(dictionary)
