"""A world for every scenario, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.scenarios.world import World, a_world


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with a_world(migrated_url) as made:
        yield made
        made.sim.assert_clean()
        assert made.sim.rate_limited == []
