"""What somebody was told lately, as far as limits ask for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, union
from ulid import ULID

from maneki.model.hold import LATELY, Tally
from maneki.model.ids import FilterId, PersonId
from maneki.model.outbox import OutboxKind, OutboxState, ParcelState
from maneki.store.schema import alert_filters, alerts, outbox, parcels
from maneki.store.session import Session


class Told:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def tally(
        self, person_id: PersonId, *, since: datetime, filter_ids: Collection[FilterId] = ()
    ) -> Tally:
        """What the person was told, one by one, since their day began, and for each of these
        filters; their latest messages. What a clock that was ahead says of later times is neither.
        """
        told = (
            outbox.c.person_id == person_id,
            outbox.c.kind == OutboxKind.ALERT,
            (outbox.c.state == OutboxState.SENDING)
            | (
                (outbox.c.state == OutboxState.SENT)
                & outbox.c.accepted_at.between(since, self._session.now)
            ),
        )
        row = await self._session.first(select(func.count().label("alerts")).where(*told))
        return Tally(
            alerts=row.alerts if row else 0,
            by_filter=await self._told_by_filter(told, filter_ids),
            messages=await self._messages_lately(person_id),
            messages_of=await self._messages_by_filter(person_id, filter_ids),
        )

    async def _told_by_filter(
        self, told: Sequence[ColumnElement[bool]], filter_ids: Collection[FilterId]
    ) -> dict[FilterId, int]:
        if not filter_ids:
            return {}
        rows = await self._session.rows(
            select(alert_filters.c.filter_id, func.count().label("alerts"))
            .join(alerts, alerts.c.id == alert_filters.c.alert_id)
            .join(outbox, outbox.c.id == alerts.c.outbox_id)
            .where(*told, alert_filters.c.filter_id.in_(filter_ids))
            .group_by(alert_filters.c.filter_id)
        )
        counted = {FilterId(row.filter_id): int(row.alerts) for row in rows}
        return {one: counted.get(one, 0) for one in filter_ids}

    async def _messages_lately(self, person_id: PersonId) -> tuple[datetime, ...]:
        """When those parcels were made that carry alerts to the person, the oldest first."""
        rows = await self._session.rows(
            select(parcels.c.created_at)
            .join(outbox, outbox.c.parcel_id == parcels.c.id)
            .where(*self._lately(person_id))
            .group_by(parcels.c.id, parcels.c.created_at)
            .order_by(parcels.c.created_at)
        )
        return tuple(row.created_at for row in rows)

    async def _messages_by_filter(
        self, person_id: PersonId, filter_ids: Collection[FilterId]
    ) -> dict[FilterId, tuple[datetime, ...]]:
        """Those of them that carry something that each of these filters asked for, in a digest or
        not, the oldest first.
        """
        if not filter_ids:
            return {}
        merged = outbox.alias("merged")
        sent = (
            select(parcels.c.id, parcels.c.created_at, outbox.c.id.label("row_id"))
            .join(outbox, outbox.c.parcel_id == parcels.c.id)
            .where(*self._lately(person_id))
            .cte("sent")
        )
        in_digests = select(sent.c.id, sent.c.created_at, merged.c.id.label("row_id")).join(
            merged, merged.c.merged_into == sent.c.row_id
        )
        told = union(select(sent), in_digests).subquery()
        rows = await self._session.rows(
            select(alert_filters.c.filter_id, told.c.created_at)
            .join(alerts, alerts.c.id == alert_filters.c.alert_id)
            .join(told, told.c.row_id == alerts.c.outbox_id)
            .where(self._session.among(alert_filters.c.filter_id, filter_ids))
            .group_by(alert_filters.c.filter_id, told.c.id, told.c.created_at)
            .order_by(told.c.created_at)
        )
        lately: dict[FilterId, tuple[datetime, ...]] = dict.fromkeys(filter_ids, ())
        for row in rows:
            lately[FilterId(row.filter_id)] += (row.created_at,)
        return lately

    def _lately(self, person_id: PersonId) -> tuple[ColumnElement[bool], ...]:
        """Conditions on parcels and what is in them: made within the hour, for this person."""
        since = ULID.from_timestamp((self._session.now - LATELY).timestamp())
        return (
            parcels.c.id >= str(since),
            parcels.c.state != ParcelState.RETURNED,
            parcels.c.created_at > self._session.now - LATELY,
            parcels.c.created_at <= self._session.now,
            outbox.c.person_id == person_id,
            outbox.c.kind.in_((OutboxKind.ALERT, OutboxKind.DIGEST)),
        )
