"""What became of what was to go out: the outbox as its people and the operator see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select, update

from maneki.model.delivery import Delivery
from maneki.model.ids import AlertId, BookId, EventId, FilterId, OutboxId, PersonId
from maneki.model.outbox import Matched, OutboxKind, OutboxState, ParcelState
from maneki.store.cards import read_note
from maneki.store.contents import contents_of
from maneki.store.destinations import to_destination
from maneki.store.schema import (
    alert_filters,
    alerts,
    destinations,
    filters,
    outbox,
    parcels,
    servers,
)
from maneki.store.session import Session


class Deliveries:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def of_person(
        self, person_id: PersonId, *, before: OutboxId | None = None, limit: int
    ) -> tuple[Delivery, ...]:
        """The person's last ones, newest first, from behind `before` on."""
        wanted = _deliveries().where(outbox.c.person_id == person_id)
        if before is not None:
            wanted = wanted.where(outbox.c.id < before)
        return await self._read(wanted.order_by(outbox.c.id.desc()).limit(limit))

    async def about(
        self, person_id: PersonId, event_ids: Collection[EventId]
    ) -> Mapping[EventId, tuple[Delivery, ...]]:
        """What the person was to hear of each of these events."""
        rows = await self._session.rows(
            select(alerts.c.event_sequence, alerts.c.outbox_id).where(
                alerts.c.person_id == person_id,
                self._session.among(alerts.c.event_sequence, event_ids),
            )
        )
        found = await self.many([OutboxId(row.outbox_id) for row in rows])
        about: dict[EventId, list[Delivery]] = defaultdict(list)
        for row in rows:
            about[EventId(row.event_sequence)].append(found[OutboxId(row.outbox_id)])
        return {event_id: tuple(theirs) for event_id, theirs in about.items()}

    async def in_states(
        self, states: Collection[OutboxState], *, limit: int
    ) -> tuple[Delivery, ...]:
        """Everybody's in one of these states, those that came into it last first."""
        wanted = _deliveries().where(outbox.c.state.in_(states))
        return await self._read(wanted.order_by(outbox.c.updated_at.desc()).limit(limit))

    async def many(self, ids: Collection[OutboxId]) -> Mapping[OutboxId, Delivery]:
        found = await self._read(_deliveries().where(self._session.among(outbox.c.id, ids)))
        return {one.id: one for one in found}

    async def books_shown(self, message_id: str, *, at: Collection[str]) -> tuple[BookId, ...]:
        """The books that a message showed, sent to one of these addresses; none if it was not
        ours, or is not known any more.
        """
        there = select(destinations.c.id).where(self._session.among(destinations.c.address, at))
        rows = await self._session.rows(
            select(outbox.c.body)
            .join(parcels, parcels.c.id == outbox.c.parcel_id)
            .where(
                parcels.c.destination_id.in_(there),
                parcels.c.state == ParcelState.SENT,
                parcels.c.message_id == message_id,
                outbox.c.kind == OutboxKind.REPLY,
            )
        )
        return tuple(book.book_id for row in rows for book in read_note(row.body).books)

    async def arrived_as(
        self, message_ids: Collection[str], *, at: Collection[str]
    ) -> frozenset[str]:
        """Those of these messages that something was sent as to one of these addresses."""
        if not message_ids:
            return frozenset()
        there = select(destinations.c.id).where(self._session.among(destinations.c.address, at))
        rows = await self._session.rows(
            select(parcels.c.message_id).where(
                parcels.c.destination_id.in_(there),
                parcels.c.state == ParcelState.SENT,
                self._session.among(parcels.c.message_id, message_ids),
            )
        )
        return frozenset(row.message_id for row in rows)

    async def resend(self, outbox_id: OutboxId) -> bool:
        """Due again, blameless, in a message of its own. False if it had not failed."""
        done = await self._session.execute(
            update(outbox)
            .where(outbox.c.id == outbox_id, outbox.c.state == OutboxState.FAILED)
            .values(
                state=OutboxState.DUE,
                reason=None,
                due_at=self._session.now,
                parcel_id=None,
                attempts=0,
                updated_at=self._session.now,
            )
        )
        return done.rowcount > 0

    async def _read(self, wanted: Select[Any]) -> tuple[Delivery, ...]:
        rows = await self._session.rows(wanted)
        named = await self._named([row.alert_id for row in rows if row.alert_id])
        places = await self._places({row.destination_id for row in rows})
        return tuple(_delivery(row, places[row.destination_id], named) for row in rows)

    async def _named(self, alert_ids: Sequence[str]) -> Mapping[str, list[Matched]]:
        named: dict[str, list[Matched]] = defaultdict(list)
        rows = await self._session.rows(
            select(alert_filters.c.alert_id, filters.c.id, filters.c.name)
            .join(filters, filters.c.id == alert_filters.c.filter_id)
            .where(self._session.among(alert_filters.c.alert_id, alert_ids))
            .order_by(filters.c.name)
        )
        for row in rows:
            named[row.alert_id].append(Matched(id=FilterId(row.id), name=row.name))
        return named

    async def _places(self, ids: Collection[str]) -> Mapping[str, Row[Any]]:
        rows = await self._session.rows(
            select(destinations, servers.c.external_id.label("guild"))
            .outerjoin(servers, servers.c.id == destinations.c.server_id)
            .where(self._session.among(destinations.c.id, ids))
        )
        return {row.id: row for row in rows}


def _deliveries() -> Select[Any]:
    """Outbox rows with the parcel they are in, or the digest that tells of them is in."""
    digest = outbox.alias("digest")
    return (
        select(
            outbox,
            alerts.c.id.label("alert_id"),
            parcels.c.reason.label("parcel_reason"),
            parcels.c.possibly_repeated.label("in_doubt"),
            parcels.c.channel_id,
            parcels.c.message_id,
        )
        .outerjoin(alerts, alerts.c.outbox_id == outbox.c.id)
        .outerjoin(digest, digest.c.id == outbox.c.merged_into)
        .outerjoin(parcels, parcels.c.id == func.coalesce(digest.c.parcel_id, outbox.c.parcel_id))
    )


def _delivery(row: Row[Any], place: Row[Any], named: Mapping[str, list[Matched]]) -> Delivery:
    contents = contents_of(row.kind, row.body)
    is_sending = row.state == OutboxState.SENDING
    return Delivery(
        id=OutboxId(row.id),
        kind=OutboxKind(row.kind),
        state=OutboxState(row.state),
        destination=to_destination(place),
        due_at=row.due_at,
        queued_at=row.queued_at,
        updated_at=row.updated_at,
        person_id=row.person_id,
        alert_id=AlertId(row.alert_id) if row.alert_id else None,
        card=contents.card,
        note=contents.note,
        filters=tuple(named.get(row.alert_id, ())),
        reason=row.parcel_reason if is_sending else row.reason,
        attempts=row.attempts,
        accepted_at=row.accepted_at,
        possibly_repeated=row.possibly_repeated or bool(row.in_doubt),
        guild=place.guild,
        channel_id=row.channel_id,
        message_id=row.message_id,
    )
