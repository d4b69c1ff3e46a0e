"""A world to deliver in, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from tests.delivery.world import ScriptedChannel, World

from maneki.clock import MovableClock
from maneki.store import Store


@pytest.fixture
def world(store: Store, clock: MovableClock) -> World:
    return World(store, clock, ScriptedChannel(clock))
