"""Notices that the machine's clock was set back, here or while we were not running.

Whatever waits does so until a time of that clock. Set back by an hour, an alert that is due would
wait an hour longer; and a clock that was a year ahead for a moment would stop everything for a
year.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from maneki.store import Store

log = structlog.get_logger(__name__)

TOLERATED = timedelta(seconds=5)
_MARK = "clock"


class ClockWatch:
    """`due` is called when something may be due now."""

    def __init__(self, store: Store, *, due: Callable[[], None]) -> None:
        self._store = store
        self._due = due

    async def step(self) -> bool:
        """Always False: there is nothing more to do until the next look."""
        async with self._store.transaction() as tx:
            seen = await tx.marks.get(_MARK)
            await tx.marks.put(_MARK, tx.now.isoformat())
            back = datetime.fromisoformat(seen) - tx.now if seen else timedelta(0)
            late = await tx.waits.clock_was_set_back(back) if back > TOLERATED else 0
        if back > TOLERATED:
            log.warning("clock.set_back", seconds=round(back.total_seconds()), waited=late)
            self._due()
        return False
