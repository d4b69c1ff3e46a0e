"""The outbox: everything that goes out, as rows, before anything is done about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, select, update

from maneki.model.filter import FilterState
from maneki.model.ids import AlertId, DestinationId, EventId, FilterId, ListingId, OutboxId
from maneki.model.outbox import (
    PRIORITY,
    Item,
    Journey,
    Matched,
    NoteDraft,
    OutboxKind,
    OutboxState,
    ParcelState,
    Times,
    Waiting,
)
from maneki.model.person import Destination, DestinationKind
from maneki.store.cards import read_card, read_note, write_note
from maneki.store.destinations import to_destination
from maneki.store.schema import (
    alert_filters,
    alerts,
    destinations,
    filters,
    listings,
    outbox,
    parcels,
    preferences,
)
from maneki.store.session import Session

WAITING = (OutboxState.DUE, OutboxState.HELD)
OPEN_PARCELS = (ParcelState.SENDING, ParcelState.WAITING)


class Outbox:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add_note(self, draft: NoteDraft) -> bool:
        """Queue a notice or a reply. False if its key was used before."""
        inserted = await self._session.first(
            self._session.insert(outbox)
            .values(
                id=self._session.new_id(),
                kind=draft.kind,
                person_id=draft.person_id,
                destination_id=draft.destination_id,
                state=OutboxState.DUE,
                priority=PRIORITY[draft.kind],
                body=write_note(draft.note),
                idempotency_key=draft.idempotency_key,
                attempts=0,
                due_at=self._session.now,
                queued_at=self._session.now,
                **self._session.stamps(),
            )
            .on_conflict_do_nothing(index_elements=["idempotency_key"])
            .returning(outbox.c.id)
        )
        return inserted is not None

    async def waiting(
        self,
        *,
        seats: int,
        per_destination: int,
        kinds: Collection[DestinationKind] = tuple(DestinationKind),
        except_at: Collection[str] = (),
    ) -> tuple[Waiting, ...]:
        """What waits for up to `seats` destinations that nothing is on its way to.

        Most urgent destination first; within one, highest priority and freshest first, and only
        rows of the kind of the first one. The destinations are kept from others until commit.
        Left out are other kinds of destination, and those at the addresses `except_at`.
        """
        if seats <= 0:
            return ()
        chosen = await self._destinations_with_work(seats, kinds, except_at)
        if not chosen:
            return ()
        rows = await self._first_rows(chosen, per_destination)
        named = await self._filters_of([row.alert_id for row in rows if row.alert_id])
        await self._withdraw_unwanted([row.id for row in rows if _is_unwanted(row, named)])
        by_destination: dict[str, list[Row[Any]]] = defaultdict(list)
        for row in rows:
            if not _is_unwanted(row, named):
                by_destination[row.destination_id].append(row)
        places = await self.places(chosen)
        return tuple(
            _waiting(by_destination[one], places[one], named)
            for one in chosen
            if by_destination[one]
        )

    async def _destinations_with_work(
        self, seats: int, kinds: Collection[DestinationKind], except_at: Collection[str]
    ) -> list[str]:
        rows = await self._session.rows(
            select(outbox.c.destination_id)
            .join(destinations, destinations.c.id == outbox.c.destination_id)
            .where(outbox.c.due_at <= self._session.now, *_can_go(kinds, except_at))
            .group_by(outbox.c.destination_id)
            .order_by(func.max(outbox.c.priority).desc(), func.min(outbox.c.due_at))
            .limit(seats)
        )
        ids = [row.destination_id for row in rows]
        return await self._locked(ids) if self._session.is_postgresql else ids

    async def _locked(self, ids: Sequence[str]) -> list[str]:
        """Those of these destinations that no other process is busy with, in the same order."""
        still_free = ~exists().where(
            parcels.c.destination_id == destinations.c.id, parcels.c.state.in_(OPEN_PARCELS)
        )
        rows = await self._session.rows(
            select(destinations.c.id)
            .where(destinations.c.id.in_(ids))
            .with_for_update(skip_locked=True)
        )
        locked = {row.id for row in rows}
        # Asked again under the lock: another process may have been quicker.
        free = await self._session.rows(
            select(destinations.c.id).where(destinations.c.id.in_(locked), still_free)
        )
        allowed = {row.id for row in free}
        return [one for one in ids if one in allowed]

    async def _first_rows(self, ids: Sequence[str], per_destination: int) -> Sequence[Row[Any]]:
        rank = func.row_number().over(
            partition_by=outbox.c.destination_id,
            order_by=(outbox.c.priority.desc(), outbox.c.queued_at.desc(), outbox.c.id.desc()),
        )
        ranked = (
            select(outbox.c.id, rank.label("rank"))
            .where(
                outbox.c.destination_id.in_(ids),
                outbox.c.state.in_(WAITING),
                outbox.c.due_at <= self._session.now,
            )
            .subquery()
        )
        return await self._session.rows(
            _items()
            .join(ranked, ranked.c.id == outbox.c.id)
            .where(ranked.c.rank <= per_destination)
            .order_by(outbox.c.destination_id, ranked.c.rank)
        )

    async def _filters_of(self, alert_ids: Sequence[str]) -> dict[str, list[Matched]]:
        named: dict[str, list[Matched]] = defaultdict(list)
        if not alert_ids:
            return named
        rows = await self._session.rows(
            select(alert_filters.c.alert_id, filters.c.id, filters.c.name)
            .join(filters, filters.c.id == alert_filters.c.filter_id)
            .where(
                alert_filters.c.alert_id.in_(alert_ids),
                alert_filters.c.withdrawn_at.is_(None),
                filters.c.state == FilterState.ACTIVE,
            )
            .order_by(filters.c.name, filters.c.id)
        )
        for row in rows:
            named[row.alert_id].append(Matched(id=FilterId(row.id), name=row.name))
        return named

    async def _withdraw_unwanted(self, ids: Sequence[str]) -> None:
        """A filter paused at the very moment it matched is silent all the same."""
        if ids:
            await self._move(
                outbox.c.id.in_(ids),
                WAITING,
                state=OutboxState.WITHDRAWN,
                reason="the filter was paused or deleted",
            )

    async def places(self, ids: Collection[str]) -> dict[str, tuple[Destination, str]]:
        """Destinations with the language of the person they belong to."""
        rows = await self._session.rows(
            select(destinations, preferences.c.language)
            .outerjoin(preferences, preferences.c.person_id == destinations.c.person_id)
            .where(destinations.c.id.in_(ids))
        )
        return {row.id: (to_destination(row), row.language or "en") for row in rows}

    async def in_parcel(self, parcel_id: str) -> tuple[Item, ...]:
        """What a parcel carries, in the order shown."""
        rows = await self._session.rows(
            _items().where(outbox.c.parcel_id == parcel_id).order_by(outbox.c.position)
        )
        named = await self._filters_of([row.alert_id for row in rows if row.alert_id])
        return tuple(to_item(row, named) for row in rows)

    async def suspend(self, destination_id: DestinationId, *, reason: str) -> int:
        """What was due there waits until the destination can be written to again."""
        return await self._move(
            outbox.c.destination_id == destination_id,
            WAITING,
            state=OutboxState.SUSPENDED,
            reason=reason,
        )

    async def resume(self, destination_id: DestinationId) -> int:
        """What waited there is due again."""
        return await self._move(
            outbox.c.destination_id == destination_id,
            (OutboxState.SUSPENDED,),
            state=OutboxState.DUE,
            reason=None,
            due_at=self._session.now,
        )

    async def redirect(self, destination_id: DestinationId, *, to: DestinationId) -> int:
        """What waited for a suspended destination goes to another one of the same person."""
        await self._merge_with_told(destination_id, to=to)
        moved = select(outbox.c.id).where(
            outbox.c.destination_id == destination_id, outbox.c.state == OutboxState.SUSPENDED
        )
        await self._session.execute(
            update(alerts)
            .where(alerts.c.outbox_id.in_(moved))
            .values(destination_id=to, updated_at=self._session.now)
        )
        return await self._move(
            outbox.c.destination_id == destination_id,
            (OutboxState.SUSPENDED,),
            destination_id=to,
            state=OutboxState.DUE,
            reason=None,
            due_at=self._session.now,
        )

    async def _merge_with_told(self, destination_id: DestinationId, *, to: DestinationId) -> None:
        """What the person is told of over there anyway is not told there a second time."""
        other = alerts.alias("other")
        told = select(alerts.c.outbox_id).where(
            alerts.c.destination_id == destination_id,
            exists().where(
                other.c.person_id == alerts.c.person_id,
                other.c.event_sequence == alerts.c.event_sequence,
                other.c.destination_id == to,
            ),
        )
        await self._move(
            outbox.c.id.in_(told),
            (OutboxState.SUSPENDED,),
            state=OutboxState.MERGED,
            reason="it went to another of your destinations as well",
        )

    async def hold(self, filter_id: FilterId, *, until: datetime, reason: str) -> int:
        """What is due for this filter alone waits until then."""
        others = (
            select(alert_filters.c.alert_id)
            .join(filters, filters.c.id == alert_filters.c.filter_id)
            .where(
                alert_filters.c.filter_id != filter_id,
                alert_filters.c.withdrawn_at.is_(None),
                filters.c.state == FilterState.ACTIVE,
            )
        )
        concerned = (
            select(alerts.c.outbox_id)
            .join(alert_filters, alert_filters.c.alert_id == alerts.c.id)
            .where(alert_filters.c.filter_id == filter_id, alerts.c.id.not_in(others))
        )
        return await self._move(
            outbox.c.id.in_(concerned),
            (OutboxState.DUE,),
            state=OutboxState.HELD,
            reason=reason,
            due_at=until,
        )

    async def release(self, filter_id: FilterId) -> int:
        """What was held because this filter was snoozed is due now."""
        concerned = (
            select(alerts.c.outbox_id)
            .join(alert_filters, alert_filters.c.alert_id == alerts.c.id)
            .where(alert_filters.c.filter_id == filter_id)
        )
        return await self._move(
            outbox.c.id.in_(concerned),
            (OutboxState.HELD,),
            state=OutboxState.DUE,
            reason=None,
            due_at=self._session.now,
        )

    async def _move(self, which: Any, from_states: Collection[OutboxState], **values: Any) -> int:
        done = await self._session.execute(
            update(outbox)
            .where(which, outbox.c.state.in_(from_states))
            .values(**values, updated_at=self._session.now)
        )
        return done.rowcount

    async def journeys(self) -> tuple[Journey, ...]:
        """Every alert's way so far: what it is about, its state, and its times."""
        times = ("listed_at", "fetched_at", "matched_at", "queued_at", "accepted_at")
        rows = await self._session.rows(
            select(
                listings.c.market,
                listings.c.external_id,
                outbox.c.state,
                *(outbox.c[name] for name in times),
            )
            .join(alerts, alerts.c.outbox_id == outbox.c.id)
            .join(listings, listings.c.id == alerts.c.listing_id)
        )
        return tuple(
            Journey(
                market=row.market,
                external_id=row.external_id,
                state=OutboxState(row.state),
                times=Times(**{name: getattr(row, name) for name in times}),
            )
            for row in rows
        )

    async def next_due_in(
        self,
        *,
        kinds: Collection[DestinationKind] = tuple(DestinationKind),
        except_at: Collection[str] = (),
    ) -> timedelta | None:
        """How long until `waiting` would have something, None if nothing waits; never negative."""
        row = await self._session.first(
            select(func.min(outbox.c.due_at).label("due_at"))
            .join(destinations, destinations.c.id == outbox.c.destination_id)
            .where(*_can_go(kinds, except_at))
        )
        if row is None or row.due_at is None:
            return None
        due_at: datetime = row.due_at
        return max(timedelta(0), due_at - self._session.now)


def _can_go(
    kinds: Collection[DestinationKind], except_at: Collection[str]
) -> tuple[ColumnElement[bool], ...]:
    """Conditions on outbox rows, joined with their destination: nothing but time is in the way."""
    nothing_on_its_way = ~exists().where(
        parcels.c.destination_id == outbox.c.destination_id, parcels.c.state.in_(OPEN_PARCELS)
    )
    return (
        outbox.c.state.in_(WAITING),
        destinations.c.suspended_at.is_(None),
        destinations.c.kind.in_(kinds),
        destinations.c.address.not_in(except_at),
        nothing_on_its_way,
    )


def _items() -> Select[Any]:
    return select(
        outbox,
        alerts.c.id.label("alert_id"),
        alerts.c.listing_id,
        alerts.c.event_sequence,
    ).outerjoin(alerts, alerts.c.outbox_id == outbox.c.id)


def _is_unwanted(row: Row[Any], named: dict[str, list[Matched]]) -> bool:
    return row.kind == OutboxKind.ALERT and not named.get(row.alert_id)


def _waiting(
    rows: Sequence[Row[Any]], place: tuple[Destination, str], named: dict[str, list[Matched]]
) -> Waiting:
    """Alerts travel together; a notice or a reply travels alone."""
    kind = rows[0].kind
    alike = [row for row in rows if row.kind == kind] if kind == OutboxKind.ALERT else rows[:1]
    return Waiting(
        destination=place[0],
        items=tuple(to_item(row, named) for row in alike),
        language=place[1],
    )


def to_item(row: Row[Any], named: dict[str, list[Matched]]) -> Item:
    is_alert = row.kind == OutboxKind.ALERT
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
        card=read_card(row.body) if is_alert else None,
        note=None if is_alert else read_note(row.body),
        filters=tuple(named.get(row.alert_id, ())),
    )
