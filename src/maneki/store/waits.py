"""What waits for a moment of the machine's clock, and what becomes of it when that is set back."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, Table, select, update

from maneki.model.hold import HeldFor
from maneki.model.outbox import OutboxState, ParcelState
from maneki.store.schema import back_offs, outbox, parcels, searches
from maneki.store.session import Session

OF_OUR_MAKING = (
    HeldFor.QUIET,
    HeldFor.DIGEST,
    HeldFor.CAP,
    HeldFor.HOURS,
    HeldFor.DOUBT,
    HeldFor.SPENT,
)


class Waits:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def clock_was_set_back(self, by: timedelta) -> int:
        """What was to happen soon by the clock of before happens now; how much that was.

        Hosts that are left alone are left alone for as long as they would have been. What people
        chose a time for (snoozes, pauses) keeps it. What waits for a time that we made of their
        wishes and of the clock of before is due, and asked anew.
        """
        late = await self._ask_anew()
        late += await self._now(outbox, outbox.c.due_at, outbox.c.state == OutboxState.DUE)
        piled_up = (outbox.c.state == OutboxState.HELD) & (outbox.c.held_for == HeldFor.BACKLOG)
        late += await self._now(outbox, outbox.c.due_at, piled_up)
        late += await self._now(parcels, parcels.c.retry_at, parcels.c.state == ParcelState.WAITING)
        late += await self._now(parcels, parcels.c.lease_until, parcels.c.lease_until.is_not(None))
        late += await self._now(searches, searches.c.due_at, searches.c.is_wanted)
        late += await self._now(
            searches, searches.c.lease_until, searches.c.lease_until.is_not(None)
        )
        return late + await self._move_back_offs(by)

    async def _ask_anew(self) -> int:
        done = await self._session.execute(
            update(outbox)
            .where(
                outbox.c.state == OutboxState.HELD,
                outbox.c.held_for.in_(OF_OUR_MAKING),
                outbox.c.due_at > self._session.now,
            )
            .values(
                state=OutboxState.DUE,
                held_for=None,
                reason=None,
                due_at=self._session.now,
                updated_at=self._session.now,
            )
        )
        return done.rowcount

    async def _now(self, table: Table, column: Column[datetime], which: object) -> int:
        done = await self._session.execute(
            update(table)
            .where(which, column > self._session.now)  # type: ignore[arg-type]
            .values({column: self._session.now, table.c.updated_at: self._session.now})
        )
        return done.rowcount

    async def _move_back_offs(self, by: timedelta) -> int:
        rows = await self._session.rows(
            select(back_offs).where(back_offs.c.until > self._session.now)
        )
        for row in rows:
            await self._session.execute(
                update(back_offs)
                .where(back_offs.c.host == row.host)
                .values(until=row.until - by, updated_at=self._session.now)
            )
        return len(rows)
