"""What waits for a time, or for somebody to say so, and is let go again."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from maneki.model.filter import FilterState
from maneki.model.hold import HeldFor, Hold
from maneki.model.ids import FilterId, OutboxId, PersonId
from maneki.model.outbox import OutboxKind, OutboxState
from maneki.model.person import DestinationKind
from maneki.store.rows import WAITING, move
from maneki.store.schema import alert_filters, alerts, destinations, filters, outbox
from maneki.store.session import Session


class Held:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def hold(self, filter_id: FilterId, *, reason: str) -> int:
        """What this filter asked for, and snoozed filters alone ask for now, waits for the first
        of them to wake.
        """
        wakes_at = (
            select(func.min(filters.c.snoozed_until))
            .join(alert_filters, alert_filters.c.filter_id == filters.c.id)
            .join(alerts, alerts.c.id == alert_filters.c.alert_id)
            .where(
                alerts.c.outbox_id == outbox.c.id,
                alert_filters.c.withdrawn_at.is_(None),
                filters.c.state == FilterState.ACTIVE,
            )
            # None, and so not later than now, as soon as one of them is awake.
            .having(func.count() == func.count(filters.c.snoozed_until))
            .correlate(outbox)
            .scalar_subquery()
        )
        return await move(
            self._session,
            outbox.c.id.in_(_asked_for_by(filter_id)) & (wakes_at > self._session.now),
            (OutboxState.DUE,),
            state=OutboxState.HELD,
            held_for=HeldFor.SNOOZED,
            due_at=wakes_at,
            reason=reason,
        )

    async def hold_back(
        self, ids: Collection[OutboxId], hold: Hold, *, reason: str, from_parcels: bool = True
    ) -> None:
        """These wait. What is in a parcel, and has not arrived, comes out of it blameless; or,
        not `from_parcels`, stays in it.
        """
        these = self._session.among(outbox.c.id, ids)
        held = {
            "state": OutboxState.HELD,
            "held_for": hold.why,
            "due_at": hold.until,
            "reason": reason,
        }
        await move(self._session, these, WAITING, **held)
        if not from_parcels:
            return
        blameless = {"parcel_id": None, "attempts": outbox.c.attempts - 1}
        await move(self._session, these, (OutboxState.SENDING,), **held, **blameless)

    async def release(
        self, filter_id: FilterId, *, held_for: Collection[HeldFor] = (HeldFor.SNOOZED,)
    ) -> int:
        """What this filter asked for, and was held for one of these, is due now."""
        return await self._release(outbox.c.id.in_(_asked_for_by(filter_id)), held_for)

    async def release_of(self, person_id: PersonId, *, held_for: Collection[HeldFor]) -> int:
        """What was held for one of these for this person is due now."""
        return await self._release(outbox.c.person_id == person_id, held_for)

    async def release_at(
        self, kind: DestinationKind, address: str, *, held_for: Collection[HeldFor]
    ) -> int:
        """What was held for one of these at that address is due now, whoever it is for."""
        there = select(destinations.c.id).where(
            destinations.c.kind == kind, destinations.c.address == address
        )
        return await self._release(outbox.c.destination_id.in_(there), held_for)

    async def release_replies_at(self, kind: DestinationKind, address: str) -> int:
        """What was said there and waits is due now, and asked anew, so that it comes in its order
        with what is said next.
        """
        there = select(destinations.c.id).where(
            destinations.c.kind == kind, destinations.c.address == address
        )
        is_there = outbox.c.destination_id.in_(there) & (outbox.c.kind == OutboxKind.REPLY)
        return await self._release(is_there, tuple(HeldFor))

    async def _release(self, which: ColumnElement[bool], held_for: Collection[HeldFor]) -> int:
        if self._session.is_postgresql:
            # Somebody may be holding them at this moment, for what is not so any more.
            await self._session.rows(
                select(outbox.c.id)
                .where(which, outbox.c.state.in_(WAITING))
                .order_by(outbox.c.id)
                .with_for_update()
            )
        return await move(
            self._session,
            which & outbox.c.held_for.in_(held_for),
            (OutboxState.HELD,),
            state=OutboxState.DUE,
            reason=None,
            due_at=self._session.now,
        )

    async def release_these(self, ids: Collection[OutboxId]) -> int:
        """Whatever these were held for, they are due, and asked anew."""
        return await move(
            self._session,
            self._session.among(outbox.c.id, ids),
            (OutboxState.HELD,),
            state=OutboxState.DUE,
            reason=None,
            due_at=self._session.now,
        )


def _asked_for_by(filter_id: FilterId) -> Select[Any]:
    """The outbox rows of the alerts that a filter asked for."""
    return (
        select(alerts.c.outbox_id)
        .join(alert_filters, alert_filters.c.alert_id == alerts.c.id)
        .where(alert_filters.c.filter_id == filter_id)
    )
