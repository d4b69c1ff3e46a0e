"""A clock that jumps instead of waiting, and the market twin."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.clocks import JumpingClock

from maneki.simulator.markets.twin import MarketTwin


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
async def twin(clock: JumpingClock) -> AsyncIterator[MarketTwin]:
    twin = MarketTwin(clock)
    await twin.start()
    yield twin
    await twin.stop()
