"""The database and the clock that the settings name."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from maneki.clock import Clock, OffsetClock, SystemClock
from maneki.settings import Settings
from maneki.store import Store


def clock_of(settings: Settings) -> Clock:
    """The machine's clock, or one that a rehearsal may set."""
    file = settings.clock_offset_file
    return SystemClock() if file is None else OffsetClock(file)


@contextlib.asynccontextmanager
async def open_store(settings: Settings, clock: Clock) -> AsyncIterator[Store]:
    """A database that fits this program and can be written. Raises `StoreError`s."""
    store = Store.open(settings.database_url, clock=clock)
    try:
        await store.check_schema()
        await store.check_writable()
        yield store
    finally:
        await store.close()
