"""What is over: deleted after the retention time, a little at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, delete, exists, select

from maneki.model.outbox import OutboxState, ParcelState
from maneki.store.schema import (
    alarms,
    alerts,
    incidents,
    limit_counts,
    listing_events,
    notice_keys,
    outbox,
    parcels,
)
from maneki.store.session import Session

FINISHED = (
    OutboxState.SENT,
    OutboxState.MERGED,
    OutboxState.WITHDRAWN,
    OutboxState.FAILED,
)
SAID_ONCE_FOR = timedelta(days=730)
"""For how long a notice is not said again: longer than what any of them is about should last."""
CLOSED = (ParcelState.SENT, ParcelState.RETURNED)


class History:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def forget(self, *, before: datetime, limit: int) -> int:
        """Delete up to `limit` rows of each kind that were done with before then; how many.

        What still waits to go out is kept, however old, with the event it is about and with what it
        tells of; and so is that a listing was seen, and for two years which notices were said.
        """
        digest = outbox.alias("digest")
        is_in_unsent_digest = exists().where(
            digest.c.id == outbox.c.merged_into, digest.c.state.not_in(FINISHED)
        )
        has_rows = exists().where(outbox.c.parcel_id == parcels.c.id)
        has_alerts = exists().where(alerts.c.event_sequence == listing_events.c.sequence)
        return (
            await self._delete(
                outbox,
                outbox.c.id,
                outbox.c.state.in_(FINISHED)
                & (outbox.c.updated_at < before)
                & ~is_in_unsent_digest.correlate(outbox),
                limit,
            )
            + await self._delete(
                parcels,
                parcels.c.id,
                parcels.c.state.in_(CLOSED) & (parcels.c.updated_at < before) & ~has_rows,
                limit,
            )
            + await self._delete(
                listing_events,
                listing_events.c.sequence,
                (listing_events.c.matched_at < before) & ~has_alerts,
                limit,
            )
            + await self._delete(
                notice_keys,
                notice_keys.c.key,
                notice_keys.c.created_at < min(before, self._session.now - SAID_ONCE_FOR),
                limit,
            )
            + await self._delete(incidents, incidents.c.id, incidents.c.closed_at < before, limit)
            + await self._delete(alarms, alarms.c.id, alarms.c.closed_at < before, limit)
            + await self._delete(
                limit_counts, limit_counts.c.hour, limit_counts.c.hour < before, limit
            )
        )

    async def _delete(
        self, table: Table, key: ColumnElement[object], which: ColumnElement[bool], limit: int
    ) -> int:
        some = select(key).where(which).limit(limit)
        done = await self._session.execute(delete(table).where(key.in_(some)))
        return done.rowcount
