"""The town that the scenarios of this folder take place in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.channels.discord.town import Town, town_at

from maneki.clock import MovableClock
from maneki.matching.brands import BrandDictionary
from maneki.simulator.discord import Rules


@pytest.fixture(scope="session")
def dictionary() -> BrandDictionary:
    return BrandDictionary.load()


@pytest.fixture
def rules() -> Rules:
    return Rules(refused_image_url="refused")


@pytest.fixture
async def town(
    sqlite_copy: str, clock: MovableClock, dictionary: BrandDictionary, rules: Rules
) -> AsyncIterator[Town]:
    async with town_at(sqlite_copy, clock, dictionary, rules) as built:
        yield built


@pytest.fixture
async def any_town(
    migrated_url: str, clock: MovableClock, dictionary: BrandDictionary, rules: Rules
) -> AsyncIterator[Town]:
    """The same town, once on SQLite and once on PostgreSQL."""
    async with town_at(migrated_url, clock, dictionary, rules) as built:
        yield built
