"""Parcels: one outgoing message each, written down before it is sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, bindparam, case, func, select, update
from ulid import ULID

from maneki.model.ids import DestinationId, OutboxId, ParcelId, PersonId
from maneki.model.outbox import (
    Fellow,
    Item,
    OutboxState,
    Packing,
    Parcel,
    ParcelState,
    Receipt,
)
from maneki.model.person import Destination, DestinationKind
from maneki.store.outbox import Outbox
from maneki.store.people import People
from maneki.store.rows import TAKEN_OUT
from maneki.store.schema import UtcDateTime, destinations, outbox, parcels
from maneki.store.session import NOW, Session

NONCE_LENGTH = 25
_SENT_AGAIN_FOR = timedelta(minutes=10)


_KINDS = select(destinations.c.id).where(destinations.c.kind.in_(bindparam("kinds")))
_GO_AGAIN = (
    parcels.c.state == ParcelState.WAITING,
    parcels.c.id.not_in(bindparam("except_for")),
    parcels.c.destination_id.in_(_KINDS),
)
_DUE = (
    select(parcels.c.id, parcels.c.first_sent_at)
    .where(parcels.c.retry_at <= NOW, *_GO_AGAIN)
    .order_by(parcels.c.retry_at)
    .limit(bindparam("seats", type_=Integer()))
    .with_for_update(skip_locked=True)
)
_NEXT_RETRY = select(func.min(parcels.c.retry_at).label("retry_at")).where(*_GO_AGAIN)
_PARCEL = select(parcels).where(parcels.c.id == bindparam("the_parcel"))
_IS_HELD = select(parcels.c.id).where(
    parcels.c.id == bindparam("the_parcel"),
    parcels.c.state == ParcelState.SENDING,
    parcels.c.lease_holder == bindparam("the_holder"),
)
_ONE = update(parcels).where(parcels.c.id == bindparam("the_parcel"))
_ONE_UNCOUNTED = _ONE.values(attempts=parcels.c.attempts - 1)
"""The last attempt is not held against it."""
_PACK = (
    update(outbox)
    .where(outbox.c.id == bindparam("the_id"))
    .values(
        state=OutboxState.SENDING,
        reason=None,
        held_for=None,
        parcel_id=bindparam("the_parcel"),
        position=bindparam("the_position"),
        attempts=outbox.c.attempts + 1,
        updated_at=NOW,
    )
)
_TAKE = (
    update(parcels)
    .where(parcels.c.id.in_(bindparam("ids")))
    .values(
        state=ParcelState.SENDING,
        attempts=parcels.c.attempts + 1,
        first_sent_at=func.coalesce(parcels.c.first_sent_at, NOW),
        lease_holder=bindparam("the_holder"),
        lease_until=bindparam("until"),
        updated_at=NOW,
    )
)
_SENT = (
    update(parcels)
    .where(parcels.c.id == bindparam("the_parcel"))
    .values(
        state=ParcelState.SENT,
        reason=None,
        channel_id=bindparam("the_channel"),
        message_id=bindparam("the_message"),
        accepted_at=bindparam("at"),
        lease_holder=None,
        lease_until=None,
        updated_at=NOW,
    )
)
_ARRIVED = (
    update(outbox)
    .where(outbox.c.parcel_id == bindparam("the_parcel"))
    .values(state=OutboxState.SENT, reason=None, accepted_at=bindparam("at"), updated_at=NOW)
)


class Parcels:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def pack(
        self, packings: Sequence[Packing], *, holder: str, until: datetime
    ) -> tuple[Parcel, ...]:
        """Put these outbox rows into new parcels, leased to `holder`."""
        packed = [self._packed(one) for one in packings]
        if not packed:
            return ()
        await self._session.execute(
            parcels.insert(),
            [
                {
                    "id": parcel.id,
                    "destination_id": parcel.destination.id,
                    "nonce": parcel.nonce,
                    "state": ParcelState.SENDING,
                    "plainness": 0,
                    "attempts": 1,
                    "first_sent_at": self._session.now,
                    "lease_holder": holder,
                    "lease_until": until,
                    "possibly_repeated": parcel.possibly_repeated,
                    **self._session.stamps(),
                }
                for parcel in packed
            ],
        )
        await self._session.execute(
            _PACK,
            [
                {
                    "the_id": item.id,
                    "the_parcel": parcel.id,
                    "the_position": position,
                    "now": self._session.now,
                }
                for parcel in packed
                for position, item in enumerate(parcel.carried)
            ],
        )
        return await self._addressed(packed)

    def _packed(self, packing: Packing) -> Parcel:
        parcel_id = ParcelId(self._session.new_id())
        return Parcel(
            id=parcel_id,
            nonce=parcel_id[-NONCE_LENGTH:],
            destination=packing.destination,
            items=packing.items,
            attempts=1,
            packed_at=self._session.now,
            taken_at=self._session.now,
            first_sent_at=self._session.now,
            language=packing.language,
            possibly_repeated=any(item.possibly_repeated for item in packing.items),
            fellows=packing.fellows,
        )

    async def _addressed(self, known: Sequence[Parcel]) -> tuple[Parcel, ...]:
        """The same with the addresses of those they are for."""
        concerned = {parcel.id: _people(parcel) for parcel in known}
        everybody = frozenset[PersonId]().union(*concerned.values())
        addresses = await People(self._session).addresses_of_each(everybody)
        return tuple(
            replace(
                parcel,
                addresses={one: addresses[one] for one in concerned[parcel.id] & addresses.keys()},
            )
            for parcel in known
        )

    async def claim_again(
        self,
        *,
        seats: int,
        holder: str,
        until: datetime,
        kinds: Collection[DestinationKind] = tuple(DestinationKind),
        except_for: Collection[ParcelId] = (),
    ) -> tuple[Parcel, ...]:
        """Take parcels whose time for another attempt has come, with a lease; not `except_for`
        those, whose outcome may be written and not be known to us yet.

        One that was put back carries nothing. What was withdrawn is still in it, and marked.
        """
        if seats <= 0:
            return ()
        due = await self._session.rows(
            _DUE, seats=seats, kinds=[*kinds], except_for=[*except_for], now=self._session.now
        )
        taken = {row.id: row.first_sent_at is None for row in due}
        if not taken:
            return ()
        await self._session.execute(
            _TAKE,
            {"ids": [*taken], "the_holder": holder, "until": until, "now": self._session.now},
        )
        loaded = [
            replace(await self._load(one), is_looked_for=is_unsent)
            for one, is_unsent in taken.items()
        ]
        return await self._addressed(loaded)

    async def _load(self, parcel_id: str) -> Parcel:
        row = await self._session.first(_PARCEL, the_parcel=parcel_id)
        assert row is not None  # noqa: S101  (just claimed)
        outbox_rows = Outbox(self._session)
        carried = await outbox_rows.in_parcel(parcel_id)
        places = await outbox_rows.places(
            {row.destination_id, *(item.destination_id for item in carried)}
        )
        destination, preferences = places[row.destination_id]
        owner = destination.person_id
        return _parcel(
            row,
            destination=destination,
            items=tuple(item for item in carried if item.person_id == owner),
            fellows=tuple(
                Fellow(item=item, destination=places[item.destination_id][0])
                for item in carried
                if item.person_id != owner
            ),
            taken_at=self._session.now,
            language=preferences.language,
        )

    async def sent(self, receipts: Mapping[ParcelId, Receipt]) -> None:
        """Record these, for parcels and everything in them, withdrawn or not: it arrived."""
        if not receipts:
            return
        known = [
            {
                "the_parcel": parcel_id,
                "the_channel": receipt.channel_id,
                "the_message": receipt.message_id,
                "at": receipt.accepted_at,
                "now": self._session.now,
            }
            for parcel_id, receipt in receipts.items()
        ]
        await self._session.execute(_SENT, known)
        await self._session.execute(
            _ARRIVED, [{name: one[name] for name in ("the_parcel", "at", "now")} for one in known]
        )

    async def try_again(
        self,
        parcel_id: ParcelId,
        *,
        at: datetime,
        reason: str,
        plainness: int = 0,
        is_counted: bool = True,
        is_anew: bool = False,
    ) -> None:
        """Send the same parcel, with the same nonce, once more at that time.

        If `is_counted` is False the last attempt is not held against it; with `is_anew` it is as if
        it had not been sent: its nonce is remembered from the next attempt on.
        """
        values: dict[str, Any] = {"state": ParcelState.WAITING, "reason": reason, "retry_at": at}
        if plainness:
            values["plainness"] = plainness
        if is_anew:
            values["first_sent_at"] = None
        await self._close(parcel_id, is_counted=is_counted, **values)

    async def put_back(self, parcel_id: ParcelId, *, until: datetime, reason: str) -> None:
        """It never left: what it carried is due as before, to go in another message.

        The parcel stays, empty, and keeps its destination from being written to until then.
        """
        await self._close(parcel_id, state=ParcelState.WAITING, reason=reason, retry_at=until)
        await self._wanted(
            parcel_id, state=OutboxState.DUE, reason=None, attempts=outbox.c.attempts - 1
        )
        await self._rows(parcel_id, parcel_id=None)

    async def failed(self, parcel_id: ParcelId, *, reason: str) -> None:
        """Give the parcel up for good, and what was wanted of it, with the reason."""
        await self._close(parcel_id, state=ParcelState.RETURNED, reason=reason)
        await self._wanted(parcel_id, state=OutboxState.FAILED, reason=reason)

    async def suspended(self, parcel_id: ParcelId, *, reason: str) -> None:
        """Give the parcel up, which has not arrived: its destination cannot be written to.

        What was in it waits for the destination, blameless; or is due where it goes instead.
        """
        await self._close(parcel_id, state=ParcelState.RETURNED, reason=reason)
        await self._wanted(
            parcel_id,
            self._is_to_stay(parcel_id),
            state=OutboxState.SUSPENDED,
            reason=reason,
            attempts=0,
        )
        await self._wanted(parcel_id, **self._due_anew())

    async def shelve(self, parcel_id: ParcelId, *, reason: str) -> None:
        """Keep the parcel, which may have arrived, until its destination can be written to.

        If its contents go elsewhere by now, it is only to be found out whether it has arrived.
        """
        await self._wanted(
            parcel_id, self._is_to_stay(parcel_id), state=OutboxState.SUSPENDED, reason=reason
        )
        goes_elsewhere = await self._session.first(
            select(outbox.c.id).where(
                outbox.c.parcel_id == parcel_id, outbox.c.state == OutboxState.SENDING
            )
        )
        await self._close(
            parcel_id,
            state=ParcelState.WAITING,
            reason=reason,
            retry_at=self._session.now if goes_elsewhere else None,
            is_counted=False,
        )

    def _is_to_stay(self, parcel_id: ParcelId) -> ColumnElement[bool]:
        """Rows that go where their parcel goes."""
        place = select(parcels.c.destination_id).where(parcels.c.id == parcel_id).scalar_subquery()
        return outbox.c.destination_id == place

    async def unpack(self, parcel_id: ParcelId, *, reason: str) -> None:
        """Give the parcel up; what was wanted of it is due as before, in another message."""
        await self._close(parcel_id, state=ParcelState.RETURNED, reason=reason)
        await self._wanted(parcel_id, state=OutboxState.DUE, reason=None, parcel_id=None)

    async def forward(self, parcel_id: ParcelId, *, reason: str) -> None:
        """Give the parcel up; what was wanted of it is due where it goes instead, blameless."""
        await self._close(parcel_id, state=ParcelState.RETURNED, reason=reason)
        await self._wanted(parcel_id, **self._due_anew())

    async def doubt(self, parcel_id: ParcelId) -> None:
        """The parcel may have arrived, and nobody can tell: what of it goes once more, in this
        message or another, is possibly repeated.
        """
        await self._session.execute(
            update(parcels)
            .where(parcels.c.id == parcel_id)
            .values(possibly_repeated=True, updated_at=self._session.now)
        )
        await self._rows(parcel_id, outbox.c.state.not_in(TAKEN_OUT), possibly_repeated=True)

    def _due_anew(self) -> dict[str, Any]:
        return {
            "state": OutboxState.DUE,
            "reason": None,
            "due_at": self._session.now,
            "parcel_id": None,
            "attempts": 0,
        }

    async def take_out(self, parcel_id: ParcelId, ids: Collection[OutboxId]) -> None:
        """These are not in the parcel any more, unless they are to go after all."""
        is_to_go = outbox.c.state == OutboxState.SENDING
        await self._rows(parcel_id, outbox.c.id.in_(ids), ~is_to_go, parcel_id=None)

    async def is_held(self, parcel_id: ParcelId, *, by: str) -> bool:
        """Whether the parcel is still that holder's to send."""
        row = await self._session.first(_IS_HELD, the_parcel=parcel_id, the_holder=by)
        return row is not None

    async def next_retry_in(
        self,
        *,
        kinds: Collection[DestinationKind] = tuple(DestinationKind),
        except_for: Collection[ParcelId] = (),
    ) -> timedelta | None:
        """How long until `claim_again` would have something, None if nothing; never negative."""
        row = await self._session.first(_NEXT_RETRY, kinds=[*kinds], except_for=[*except_for])
        if row is None or row.retry_at is None:
            return None
        retry_at: datetime = row.retry_at
        return max(timedelta(0), retry_at - self._session.now)

    async def overdue(self) -> tuple[ParcelId, ...]:
        """Parcels whose lease ran out while they were being sent: their sender is gone."""
        wanted = select(parcels.c.id).where(
            parcels.c.state == ParcelState.SENDING, parcels.c.lease_until < self._session.now
        )
        if self._session.is_postgresql:
            wanted = wanted.with_for_update(skip_locked=True)
        return tuple(ParcelId(row.id) for row in await self._session.rows(wanted))

    async def held_by_others(self, holder: str) -> tuple[ParcelId, ...]:
        """Parcels that another (earlier) process was sending."""
        rows = await self._session.rows(
            select(parcels.c.id).where(
                parcels.c.state == ParcelState.SENDING, parcels.c.lease_holder != holder
            )
        )
        return tuple(ParcelId(row.id) for row in rows)

    async def posted_since(self, since: datetime) -> dict[str, datetime]:
        """When each channel was last posted to, as far as any was since then.

        What was being sent when somebody was cut off may have arrived at any time up to now.
        """
        # Ids sort by time, so few parcels are read; whatever went again for long went alone.
        first = ULID.from_timestamp((since - _SENT_AGAIN_FOR).timestamp())
        at = case((parcels.c.state == ParcelState.SENDING, self._session.now), else_=None)
        last = func.max(func.coalesce(at, parcels.c.updated_at), type_=UtcDateTime())
        channel = func.coalesce(destinations.c.channel_id, destinations.c.address)
        rows = await self._session.rows(
            select(channel.label("channel"), last.label("at"))
            .join(destinations, destinations.c.id == parcels.c.destination_id)
            .where(
                (parcels.c.id >= str(first)) & (parcels.c.updated_at >= since)
                | (parcels.c.state == ParcelState.SENDING)
            )
            .group_by(channel)
        )
        return {row.channel: row.at for row in rows}

    async def last_sent(self, destination_id: DestinationId) -> ParcelId | None:
        """The parcel in which something last arrived at this destination."""
        row = await self._session.first(
            select(outbox.c.parcel_id)
            .where(
                outbox.c.destination_id == destination_id,
                outbox.c.state == OutboxState.SENT,
                outbox.c.parcel_id.is_not(None),
            )
            .order_by(outbox.c.accepted_at.desc(), outbox.c.parcel_id.desc())
            .limit(1)
        )
        return None if row is None else ParcelId(row.parcel_id)

    async def _close(self, parcel_id: ParcelId, *, is_counted: bool = True, **values: Any) -> None:
        await self._session.execute(
            _ONE if is_counted else _ONE_UNCOUNTED,
            {"the_parcel": parcel_id, **self._freed(), **values},
        )

    def _freed(self) -> dict[str, Any]:
        return {"lease_holder": None, "lease_until": None, "updated_at": self._session.now}

    async def _rows(self, carried_by: ParcelId, *which: ColumnElement[bool], **values: Any) -> None:
        await self._session.execute(
            update(outbox)
            .where(outbox.c.parcel_id == carried_by, *which)
            .values(updated_at=self._session.now, **values)
        )

    async def _wanted(
        self, carried_by: ParcelId, *which: ColumnElement[bool], **values: Any
    ) -> None:
        """As `_rows`, but what was withdrawn since it was packed stays withdrawn."""
        await self._rows(carried_by, outbox.c.state == OutboxState.SENDING, *which, **values)


def _people(parcel: Parcel) -> frozenset[PersonId]:
    people = {parcel.destination.person_id, *(item.person_id for item in parcel.carried)}
    return frozenset(person for person in people if person is not None)


def _parcel(
    row: Row[Any],
    *,
    destination: Destination,
    items: tuple[Item, ...],
    fellows: tuple[Fellow, ...],
    language: str,
    taken_at: datetime,
) -> Parcel:
    return Parcel(
        id=ParcelId(row.id),
        nonce=row.nonce,
        destination=destination,
        items=items,
        attempts=row.attempts,
        packed_at=row.created_at,
        taken_at=taken_at,
        first_sent_at=row.first_sent_at,
        plainness=row.plainness,
        language=language,
        possibly_repeated=row.possibly_repeated,
        reason=row.reason,
        fellows=fellows,
    )
