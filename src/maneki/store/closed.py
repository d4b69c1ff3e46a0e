"""What becomes of what waits when a destination closes, opens again, or gives way to another."""

from __future__ import annotations

from sqlalchemy import ColumnElement, FromClause, and_, case, delete, exists, func, select, update

from maneki.model.hold import DIGESTED, HeldFor
from maneki.model.ids import DestinationId, OutboxId
from maneki.model.outbox import OutboxKind, OutboxState, ParcelState
from maneki.store.apart import forget_digests, let_out, withdraw_digests
from maneki.store.rows import OPEN_PARCELS, UNSENT, WAITING, is_untold, move
from maneki.store.schema import alerts, outbox, parcels
from maneki.store.session import Session

UNTOLD = (OutboxState.WITHDRAWN, OutboxState.FAILED)


class Closed:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def suspend(self, destination_id: DestinationId, *, reason: str) -> int:
        """What was due there waits until the destination can be written to again. Digests are taken
        apart; what is to come in one still is, afterwards.
        """
        there = outbox.c.destination_id == destination_id
        digests = await withdraw_digests(
            self._session, there, outbox.c.state.in_(WAITING), reason=reason
        )
        suspended = {"state": OutboxState.SUSPENDED, "reason": reason}
        for_digests = func.coalesce(outbox.c.held_for, HeldFor.BACKLOG)
        now = self._session.now
        await let_out(self._session, digests, **suspended, held_for=for_digests, due_at=now)
        await forget_digests(self._session, digests)
        is_for_digest = (outbox.c.held_for.in_(DIGESTED), outbox.c.held_for)
        return await move(self._session, there, WAITING, **suspended, held_for=case(is_for_digest))

    async def resume(self, destination_id: DestinationId) -> int:
        """What waited there is due again; what may have arrived, in the parcel it is in."""
        await self._take_off_the_shelf(destination_id)
        return await self._release_suspended(destination_id)

    async def redirect(
        self, destination_id: DestinationId, *, to: DestinationId, merged: str
    ) -> int:
        """What waited for a suspended destination goes to another one of the same person; what is
        told there anyway is not told twice, for the reason `merged`.

        What may have arrived stays in its parcel until that is known; it goes elsewhere then.
        What came out of a parcel after the suspension is due, or held until its time.
        """
        await self._forget_untold(destination_id, to=to)
        await self._merge_with_told(destination_id, to=to, reason=merged)
        there = outbox.c.destination_id == destination_id
        moved = select(outbox.c.id).where(there, is_untold())
        await self._session.execute(
            update(alerts)
            .where(alerts.c.outbox_id.in_(moved))
            .values(destination_id=to, updated_at=self._session.now)
        )
        await self._take_off_the_shelf(destination_id)
        freed = await self._release_suspended(destination_id, to=to)
        await move(self._session, there & is_untold(), (OutboxState.MERGED,), destination_id=to)
        return freed + await move(self._session, there, UNSENT, destination_id=to)

    async def _take_off_the_shelf(self, destination_id: DestinationId) -> None:
        shelved = (
            parcels.c.destination_id == destination_id,
            parcels.c.state == ParcelState.WAITING,
            parcels.c.retry_at.is_(None),
        )
        await move(
            self._session,
            outbox.c.parcel_id.in_(select(parcels.c.id).where(*shelved)),
            (OutboxState.SUSPENDED,),
            state=OutboxState.SENDING,
            reason=None,
        )
        await self._session.execute(
            update(parcels)
            .where(*shelved)
            .values(retry_at=self._session.now, updated_at=self._session.now)
        )

    async def _release_suspended(
        self, destination_id: DestinationId, *, to: DestinationId | None = None
    ) -> int:
        """What would have come in a digest meanwhile comes in one now; of anything else it is asked
        anew whether it is to wait.
        """
        there = outbox.c.destination_id == destination_id
        goes_to = to or destination_id
        is_ripe = outbox.c.held_for.in_(DIGESTED) & (outbox.c.due_at <= self._session.now)
        ripe = await move(
            self._session,
            there & is_ripe,
            (OutboxState.SUSPENDED,),
            destination_id=goes_to,
            state=OutboxState.HELD,
            held_for=outbox.c.held_for,
        )
        return ripe + await move(
            self._session,
            there,
            (OutboxState.SUSPENDED,),
            destination_id=goes_to,
            state=OutboxState.DUE,
            reason=None,
            due_at=self._session.now,
        )

    async def _forget_untold(self, destination_id: DestinationId, *, to: DestinationId) -> None:
        """What was withdrawn over there, or failed, makes room for what was to be told here."""
        waiting = outbox.alias("waiting")
        is_under_way = exists().where(
            parcels.c.id == outbox.c.parcel_id, parcels.c.state.in_(OPEN_PARCELS)
        )
        here, there, are_one = _at_both(destination_id, to)
        twins = (
            select(there.c.outbox_id)
            .join(here, are_one)
            .join(waiting, waiting.c.id == here.c.outbox_id)
            .where(is_untold(waiting))
        )
        await self._session.execute(
            delete(outbox).where(outbox.c.id.in_(twins), outbox.c.state.in_(UNTOLD), ~is_under_way)
        )

    async def _merge_with_told(
        self, destination_id: DestinationId, *, to: DestinationId, reason: str
    ) -> None:
        """What the person is told of over there anyway is not told there a second time."""
        here, there, are_one = _at_both(destination_id, to)
        told = select(here.c.outbox_id).join(there, are_one)
        await self._session.execute(
            update(outbox)
            .where(outbox.c.id.in_(told), is_untold())
            .values(
                state=OutboxState.MERGED,
                reason=reason,
                held_for=None,
                merged_into=None,
                position=None,
                updated_at=self._session.now,
            )
        )

    async def suspended_alerts(self, destination_id: DestinationId) -> tuple[OutboxId, ...]:
        """The alerts that wait for a destination to open again."""
        rows = await self._session.rows(
            select(outbox.c.id).where(
                outbox.c.destination_id == destination_id,
                outbox.c.state == OutboxState.SUSPENDED,
                outbox.c.kind == OutboxKind.ALERT,
            )
        )
        return tuple(OutboxId(row.id) for row in rows)


def _at_both(
    destination_id: DestinationId, other_id: DestinationId
) -> tuple[FromClause, FromClause, ColumnElement[bool]]:
    """The alerts of two destinations, and what makes two of them the same for their person."""
    here, there = alerts.alias("here"), alerts.alias("there")
    are_one = and_(
        here.c.destination_id == destination_id,
        there.c.destination_id == other_id,
        here.c.person_id == there.c.person_id,
        here.c.event_sequence == there.c.event_sequence,
    )
    return here, there, are_one
