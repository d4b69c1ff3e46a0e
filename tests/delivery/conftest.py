"""A world to deliver in, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs
from tests.delivery.world import ScriptedChannel, World

from maneki.clock import MovableClock
from maneki.store import Store


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """What was logged; nothing is printed."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def world(store: Store, clock: MovableClock) -> World:
    return World(store, clock, ScriptedChannel(clock))
