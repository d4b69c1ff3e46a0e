"""Outbox rows, read as what delivery works with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, exists, false, func, select, update

from maneki.model.filter import FilterState
from maneki.model.hold import HeldFor
from maneki.model.ids import (
    AlertId,
    DestinationId,
    EventId,
    FilterId,
    ListingId,
    OutboxId,
)
from maneki.model.listing import ListingStatus
from maneki.model.outbox import Item, Matched, OutboxKind, OutboxState, ParcelState
from maneki.store.contents import contents_of
from maneki.store.filters import to_digest_plan
from maneki.store.schema import alert_filters, alerts, filters, listings, outbox
from maneki.store.session import NOW, Session, among

WAITING = (OutboxState.DUE, OutboxState.HELD)
UNSENT = (*WAITING, OutboxState.SUSPENDED, OutboxState.SENDING)
OPEN_PARCELS = (ParcelState.SENDING, ParcelState.WAITING)
_OF_AN_ITEM = (
    outbox.c.id,
    outbox.c.kind,
    outbox.c.person_id,
    outbox.c.destination_id,
    outbox.c.state,
    outbox.c.priority,
    outbox.c.body,
    outbox.c.attempts,
    outbox.c.due_at,
    outbox.c.queued_at,
    outbox.c.held_for,
    outbox.c.merged_into,
    outbox.c.possibly_repeated,
)
"""Times, most of all, take longer to read than all the rest."""
TAKEN_OUT = frozenset({OutboxState.WITHDRAWN, OutboxState.MERGED})


def is_untold(row: FromClause = outbox) -> ColumnElement[bool]:
    """It has not gone out, and neither has the digest that tells of it, if one does."""
    digest = outbox.alias("digest")
    in_unsent_digest = (
        exists().where(digest.c.id == row.c.merged_into, digest.c.state.in_(UNSENT)).correlate(row)
    )
    return row.c.state.in_(UNSENT) | ((row.c.state == OutboxState.MERGED) & in_unsent_digest)


async def move(
    session: Session,
    which: ColumnElement[bool],
    from_states: Collection[OutboxState],
    **values: Any,
) -> int:
    """These rows become so, as far as they are in one of these states. How many did."""
    if "state" in values:
        values.setdefault("held_for", None)
    done = await session.execute(
        update(outbox)
        .where(which, outbox.c.state.in_(from_states))
        .values(**values, updated_at=session.now)
    )
    return done.rowcount


_IS_GONE = (listings.c.status != ListingStatus.ON_SALE) | (listings.c.ends_at <= NOW)
ITEMS = (
    select(
        *_OF_AN_ITEM,
        alerts.c.id.label("alert_id"),
        alerts.c.listing_id,
        alerts.c.event_sequence,
        func.coalesce(_IS_GONE, false()).label("is_gone"),
    )
    .outerjoin(alerts, alerts.c.outbox_id == outbox.c.id)
    .outerjoin(listings, listings.c.id == alerts.c.listing_id)
)
"""Outbox rows with their alerts; and whether the listing can still be had `NOW`, as far as we know.

It may have been sold, or have ended, while the alert waited.
"""
_TOLD = ITEMS.where(among(outbox.c.merged_into, "digests")).order_by(
    outbox.c.merged_into, outbox.c.position
)
_FILTERS = (
    select(
        alert_filters.c.alert_id,
        filters.c.id,
        filters.c.name,
        filters.c.state,
        filters.c.snoozed_until,
        filters.c.digest,
        filters.c.digest_at,
        filters.c.digest_top,
        filters.c.digest_order,
        filters.c.most_alerts_a_day,
        filters.c.most_messages_an_hour,
        filters.c.priority,
    )
    .join(filters, filters.c.id == alert_filters.c.filter_id)
    .where(among(alert_filters.c.alert_id, "alerts"), alert_filters.c.withdrawn_at.is_(None))
    .order_by(filters.c.name, filters.c.id)
)


async def read(session: Session, rows: Sequence[Row[Any]]) -> tuple[Item, ...]:
    """Rows of `ITEMS`, with the filters that want them now; digests with what they tell of."""
    digests = [row.id for row in rows if row.kind == OutboxKind.DIGEST]
    merged: Sequence[Row[Any]] = ()
    if digests:
        merged = await session.rows(_TOLD, digests=digests, now=session.now)
    alert_ids = [row.alert_id for row in (*rows, *merged) if row.alert_id]
    named = await _filters_of(session, alert_ids)
    told: dict[str, list[Item]] = defaultdict(list)
    for row in merged:
        told[row.merged_into].append(_item(row, named, {OutboxState.WITHDRAWN}))
    return tuple(_item(row, named, TAKEN_OUT, tells=told[row.id]) for row in rows)


async def _filters_of(session: Session, alert_ids: Sequence[str]) -> dict[str, list[Matched]]:
    named: dict[str, list[Matched]] = defaultdict(list)
    if not alert_ids:
        return named
    rows = await session.rows(_FILTERS, alerts=alert_ids)
    for row in rows:
        # Not a condition of the query: SQLite would walk through every active filter.
        if row.state == FilterState.ACTIVE:
            named[row.alert_id].append(_matched(row))
    return named


def _matched(row: Row[Any]) -> Matched:
    return Matched(
        id=FilterId(row.id),
        name=row.name,
        snoozed_until=row.snoozed_until,
        digest=to_digest_plan(row),
        most_alerts_a_day=row.most_alerts_a_day,
        most_messages_an_hour=row.most_messages_an_hour,
        priority=row.priority,
    )


def _item(
    row: Row[Any],
    named: dict[str, list[Matched]],
    taken_out: Iterable[OutboxState],
    *,
    tells: Sequence[Item] = (),
) -> Item:
    contents = contents_of(row.kind, row.body)
    of_digest = dict.fromkeys(one for item in tells for one in item.filters)
    return Item(
        id=OutboxId(row.id),
        kind=OutboxKind(row.kind),
        destination_id=DestinationId(row.destination_id),
        priority=row.priority,
        due_at=row.due_at,
        queued_at=row.queued_at,
        attempts=row.attempts,
        person_id=row.person_id,
        alert_id=AlertId(row.alert_id) if row.alert_id else None,
        listing_id=ListingId(row.listing_id) if row.listing_id else None,
        event_id=EventId(row.event_sequence) if row.event_sequence else None,
        card=contents.card,
        note=contents.note,
        is_unreadable=contents.are_unreadable,
        filters=tuple(named.get(row.alert_id, ())) if row.alert_id else tuple(of_digest),
        is_withdrawn=row.state in taken_out,
        is_gone=bool(row.is_gone),
        held_for=HeldFor(row.held_for) if row.held_for else None,
        possibly_repeated=row.possibly_repeated,
        tells=tuple(tells),
    )
