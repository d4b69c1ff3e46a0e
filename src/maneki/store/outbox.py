"""The outbox: everything that goes out, as rows, before anything is done about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    select,
)
from ulid import ULID

from maneki.model.hold import DIGESTED, HeldFor
from maneki.model.ids import (
    DestinationId,
    EventId,
    OutboxId,
    ParcelId,
)
from maneki.model.outbox import (
    EVERYBODYS,
    PRIORITY,
    UNHURRIED,
    Digested,
    Item,
    Journey,
    NoteDraft,
    OutboxKind,
    OutboxState,
    Times,
    Waiting,
)
from maneki.model.person import CHECKED_FOR, Destination, DestinationKind, Preferences
from maneki.store.cards import write_note
from maneki.store.destinations import to_destination
from maneki.store.people import to_preferences
from maneki.store.rows import ITEMS, OPEN_PARCELS, UNSENT, WAITING, move, read
from maneki.store.schema import (
    alerts,
    destinations,
    listings,
    notice_keys,
    outbox,
    parcels,
    preferences,
)
from maneki.store.session import NOW, Session, among

A_TURN = timedelta(minutes=1)
"""For how long it is held against a destination that it had its turn."""
A_PART = timedelta(milliseconds=1)
"""What sets apart the turns of replies that are queued together."""
_PREFERENCES = tuple(
    column
    for column in preferences.c
    if column.name not in {"person_id", "created_at", "updated_at"}
)


def _turn() -> ColumnElement[datetime]:
    return case((outbox.c.turn_at > outbox.c.due_at, outbox.c.turn_at), else_=outbox.c.due_at)


def _can_go() -> tuple[ColumnElement[bool], ...]:
    """Conditions on outbox rows, joined with their destination: nothing but time is in the way. It
    is one of these `kinds` of destination, and not `except_at` these addresses.
    """
    # Open parcels are few and indexed by state; a destination has all its old ones as well.
    busy = select(parcels.c.destination_id).where(parcels.c.state.in_(OPEN_PARCELS))
    return (
        _goes_by_itself(),
        destinations.c.suspended_at.is_(None),
        destinations.c.kind.in_(bindparam("kinds")),
        destinations.c.address.not_in(bindparam("except_at")),
        outbox.c.destination_id.not_in(busy),
    )


def _has_to_ask() -> ColumnElement[int]:
    """As `Destination.has_to_ask` says it, 0 or 1; what was `checked_since` needs not."""
    is_dm = destinations.c.kind == DestinationKind.DM
    is_checked = func.coalesce(destinations.c.checked_at > bindparam("checked_since"), false())
    return case(
        (is_dm & destinations.c.channel_id.is_(None), 1),
        (~is_dm & destinations.c.server_id.is_not(None) & ~is_checked, 1),
        else_=0,
    )


def _urgency() -> ColumnElement[int]:
    """As `Item.urgency` says it."""
    alerts_own = (outbox.c.kind == OutboxKind.ALERT, PRIORITY[OutboxKind.ALERT])
    return case(alerts_own, else_=outbox.c.priority)


def _goes_by_itself() -> ColumnElement[bool]:
    """It waits to go out as it is: not as part of a digest."""
    in_digest = and_(
        outbox.c.state == OutboxState.HELD,
        outbox.c.kind == OutboxKind.ALERT,
        outbox.c.held_for.in_(DIGESTED),
    )
    return outbox.c.state.in_(WAITING) & ~func.coalesce(in_digest, false())


def _served_lately() -> Subquery:
    """When each destination last had its turn. Ids sort by time, so few parcels are read: those
    that are not `before_turn`.
    """
    # By the bare column SQLite would walk through the index of all parcels there ever were.
    destination_id = cast(parcels.c.destination_id, String)
    return (
        select(destination_id.label("destination_id"), func.max(parcels.c.created_at).label("at"))
        .where(parcels.c.id >= bindparam("before_turn"), parcels.c.created_at <= NOW)
        .group_by(destination_id)
        .subquery()
    )


def _with_work() -> tuple[Select[Any], Select[Any]]:
    """Destinations in their turn; and the same with `most_asking` of those that must be asked."""
    served, turn = _served_lately(), func.min(_turn())
    in_turn = (
        func.max(_urgency()).desc(),
        case((turn > NOW, 1), else_=0),
        served.c.at.asc().nulls_first(),
        turn,
    )
    must_ask = _has_to_ask()
    ranked = (
        select(
            outbox.c.destination_id,
            must_ask.label("must_ask"),
            func.row_number().over(order_by=in_turn).label("place"),
            func.row_number().over(partition_by=must_ask, order_by=in_turn).label("among"),
        )
        .join(destinations, destinations.c.id == outbox.c.destination_id)
        .outerjoin(served, served.c.destination_id == outbox.c.destination_id)
        .where(outbox.c.due_at <= NOW, *_can_go())
        .group_by(outbox.c.destination_id, served.c.at, must_ask)
        .subquery()
    )
    chosen = (
        select(ranked.c.destination_id)
        .order_by(ranked.c.place)
        .limit(bindparam("seats", type_=Integer()))
    )
    few = (ranked.c.must_ask == 0) | (ranked.c.among <= bindparam("most_asking"))
    return chosen, chosen.where(few)


def _first() -> Select[Any]:
    """The first rows, `most` of them, of each of the destinations `at`."""
    # A conversation is told in its order; of alerts the freshest goes first.
    in_order = case((outbox.c.kind == OutboxKind.REPLY, _turn()))
    rank = func.row_number().over(
        partition_by=outbox.c.destination_id,
        order_by=(
            outbox.c.priority.desc(),
            in_order.asc(),
            case((outbox.c.kind == OutboxKind.REPLY, outbox.c.id)).asc(),
            outbox.c.queued_at.desc(),
            outbox.c.id.desc(),
        ),
    )
    ranked = (
        select(outbox.c.id, rank.label("rank"))
        .where(
            outbox.c.destination_id.in_(bindparam("at")), _goes_by_itself(), outbox.c.due_at <= NOW
        )
        .subquery()
    )
    return (
        ITEMS.join(ranked, ranked.c.id == outbox.c.id)
        .where(ranked.c.rank <= bindparam("most"), outbox.c.state.in_(WAITING))
        .order_by(outbox.c.destination_id, ranked.c.rank)
        # What somebody is withdrawing at this moment is not packed.
        .with_for_update(of=outbox, skip_locked=True)
    )


_WITH_WORK, _WITH_WORK_FEW_ASKING = _with_work()
_FIRST = _first()
_NEXT_DUE = (
    select(func.min(outbox.c.due_at).label("due_at"))
    .join(destinations, destinations.c.id == outbox.c.destination_id)
    .where(*_can_go())
)
_SHARED = (
    ITEMS.join(destinations, destinations.c.id == outbox.c.destination_id)
    .where(
        among(outbox.c.destination_id, "at"),
        outbox.c.kind == OutboxKind.ALERT,
        outbox.c.due_at <= NOW,
        among(alerts.c.event_sequence, "events"),
        *_can_go(),
    )
    .order_by(outbox.c.destination_id, outbox.c.queued_at.desc(), outbox.c.id.desc())
    .with_for_update(of=outbox, skip_locked=True)
)
_AT = select(destinations.c.id).where(among(destinations.c.address, "addresses"))
_PLACES = (
    select(destinations, *_PREFERENCES)
    .outerjoin(preferences, preferences.c.person_id == destinations.c.person_id)
    .where(destinations.c.id.in_(bindparam("ids")))
)
_IN_PARCEL = ITEMS.where(outbox.c.parcel_id == bindparam("the_parcel")).order_by(outbox.c.position)


class Outbox:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add_note(self, draft: NoteDraft) -> bool:
        """Queue a notice or a reply. False if its key was used before."""
        if not await self._is_new(draft.idempotency_key):
            return False
        await self._session.execute(
            outbox.insert(),
            {
                "id": self._session.new_id(),
                "kind": draft.kind,
                "person_id": draft.person_id,
                "destination_id": draft.destination_id,
                "state": OutboxState.DUE,
                "priority": UNHURRIED if draft.is_unhurried else PRIORITY[draft.kind],
                "body": write_note(draft.note),
                "idempotency_key": draft.idempotency_key,
                "attempts": 0,
                "due_at": self._session.now,
                "turn_at": self._session.now + draft.part * A_PART if draft.part else None,
                "queued_at": self._session.now,
                **self._session.stamps(),
            },
        )
        return True

    async def _is_new(self, key: str) -> bool:
        """Asked of a table of its own: rows are forgotten before what they are about is over."""
        inserted = await self._session.first(
            self._session.insert(notice_keys)
            .on_conflict_do_nothing(index_elements=["key"])
            .returning(notice_keys.c.key),
            key=key,
            **self._session.stamps(),
        )
        return inserted is not None

    async def waiting(
        self,
        *,
        seats: int,
        per_destination: int,
        kinds: Collection[DestinationKind] = tuple(DestinationKind),
        except_at: Collection[str] = (),
        most_asking: int | None = None,
    ) -> tuple[Waiting, ...]:
        """What waits for up to `seats` destinations that nothing is on its way to.

        Of the destinations with the most urgent kind of row, and whose turn has come, that one
        first that has gone without a message the longest; of those the one whose turn came first.
        Within a destination the highest priority and the freshest first (replies in their order),
        and only rows of the kind of the first one. Destinations and rows are kept from others until
        commit.
        Left out are other kinds of destination, and those at the addresses `except_at`; and, of
        those about which something must be asked before, all but `most_asking`.
        """
        if seats <= 0:
            return ()
        chosen = await self._destinations_with_work(seats, kinds, except_at, most_asking)
        if not chosen:
            return ()
        rows = await self._session.rows(
            _FIRST, at=chosen, most=per_destination, now=self._session.now
        )
        waiting = await self._read_waiting(rows)
        return tuple(waiting[one] for one in chosen if one in waiting)

    async def _read_waiting(self, rows: Sequence[Row[Any]]) -> dict[str, Waiting]:
        """By destination. Alerts travel together; a notice, a reply or a digest travels alone."""
        by_destination: dict[str, list[Row[Any]]] = defaultdict(list)
        for row in rows:
            by_destination[row.destination_id].append(row)
        together = [_of_one_kind(theirs) for theirs in by_destination.values()]
        waiting: dict[str, list[Item]] = defaultdict(list)
        for item in await read(self._session, [*chain.from_iterable(together)]):
            waiting[item.destination_id].append(item)
        places = await self.places(waiting)
        return {one: _waiting(places[one], theirs) for one, theirs in waiting.items()}

    async def _destinations_with_work(
        self,
        seats: int,
        kinds: Collection[DestinationKind],
        except_at: Collection[str],
        most_asking: int | None,
    ) -> list[str]:
        session = self._session
        asked = {
            "seats": seats,
            "kinds": [*kinds],
            "except_at": [*except_at],
            "now": session.now,
            "checked_since": session.now - CHECKED_FOR,
            "before_turn": str(ULID.from_timestamp((session.now - A_TURN).timestamp())),
        }
        if most_asking is None:
            rows = await session.rows(_WITH_WORK, **asked)
        else:
            rows = await session.rows(_WITH_WORK_FEW_ASKING, **asked, most_asking=most_asking)
        ids = [row.destination_id for row in rows]
        return await self._locked(ids) if session.is_postgresql else ids

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

    async def shared(
        self, chosen: Collection[Waiting], *, of: Collection[EventId]
    ) -> tuple[Waiting, ...]:
        """What waits of these events for others, at the places of those that were chosen.

        One entry for each of the others, the freshest first within; kept from others until commit.
        """
        theirs = await self._sharing(chosen)
        if not theirs:
            return ()
        kinds = [kind for kind in DestinationKind if not kind.is_private]
        rows = await self._session.rows(
            _SHARED, at=theirs, events=of, kinds=kinds, except_at=(), now=self._session.now
        )
        return tuple((await self._read_waiting(rows)).values())

    async def _sharing(self, chosen: Collection[Waiting]) -> list[str]:
        """The destinations of others at the places of these. Few places are shared."""
        mine = {one.destination.id for one in chosen}
        addresses = {one.destination.address for one in chosen}
        rows = await self._session.rows(_AT, addresses=addresses)
        return [row.id for row in rows if row.id not in mine]

    async def withdraw(self, ids: Collection[OutboxId], *, reason: str) -> int:
        """Nobody is to see these any more, as far as they have not been sent."""
        return await move(
            self._session, outbox.c.id.in_(ids), UNSENT, state=OutboxState.WITHDRAWN, reason=reason
        )

    async def owes(self, kind: DestinationKind, address: str) -> bool:
        """Whether a reply is on its way to that address that has not arrived."""
        row = await self._session.first(
            select(outbox.c.id)
            .join(destinations, destinations.c.id == outbox.c.destination_id)
            .where(
                destinations.c.kind == kind,
                destinations.c.address == address,
                outbox.c.kind == OutboxKind.REPLY,
                outbox.c.state.in_((OutboxState.DUE, OutboxState.SENDING)),
            )
            .limit(1)
        )
        return row is not None

    async def withdraw_at(self, kind: DestinationKind, address: str, *, reason: str) -> int:
        """Nothing that has not been sent goes to that address any more, whoever it was for, but
        what is required.
        """
        there = select(destinations.c.id).where(
            destinations.c.kind == kind, destinations.c.address == address
        )
        is_there = outbox.c.destination_id.in_(there)
        await self._withdraw_told(is_there, reason=reason)
        return await move(
            self._session,
            is_there & ~func.coalesce(outbox.c.body["is_required"].as_boolean(), false()),
            UNSENT,
            state=OutboxState.WITHDRAWN,
            reason=reason,
        )

    async def withdraw_required(
        self,
        kind: DestinationKind,
        address: str,
        *,
        queued_at: Collection[datetime],
        reason: str,
    ) -> int:
        """What is required at that address, was queued at one of these times and is not sent."""
        there = select(destinations.c.id).where(
            destinations.c.kind == kind, destinations.c.address == address
        )
        return await move(
            self._session,
            outbox.c.destination_id.in_(there)
            & outbox.c.body["is_required"].as_boolean()
            & outbox.c.queued_at.in_(queued_at),
            UNSENT,
            state=OutboxState.WITHDRAWN,
            reason=reason,
        )

    async def withdraw_digest(self, digest_id: OutboxId, *, reason: str) -> None:
        """Nobody is to see it any more, nor what it tells of, as far as it has not been sent."""
        is_it = outbox.c.id == digest_id
        await self._withdraw_told(is_it, reason=reason)
        await move(self._session, is_it, UNSENT, state=OutboxState.WITHDRAWN, reason=reason)

    async def _withdraw_told(self, which: ColumnElement[bool], *, reason: str) -> None:
        """What those of these that are unsent digests tell of."""
        rows = await self._session.rows(
            select(outbox.c.id).where(
                which, outbox.c.kind == OutboxKind.DIGEST, outbox.c.state.in_(UNSENT)
            )
        )
        await move(
            self._session,
            self._session.among(outbox.c.merged_into, [row.id for row in rows]),
            (OutboxState.MERGED,),
            state=OutboxState.WITHDRAWN,
            reason=reason,
        )

    async def set_aside(self, ids: Collection[OutboxId], *, reason: str) -> int:
        """Nobody can be told of these as they are."""
        return await move(
            self._session, outbox.c.id.in_(ids), UNSENT, state=OutboxState.FAILED, reason=reason
        )

    async def places(self, ids: Collection[str]) -> dict[str, tuple[Destination, Preferences]]:
        """Destinations with the preferences of the person they belong to."""
        rows = await self._session.rows(_PLACES, ids=[*ids])
        return {
            row.id: (to_destination(row), to_preferences(row) if row.language else EVERYBODYS)
            for row in rows
        }

    async def in_parcel(self, parcel_id: str) -> tuple[Item, ...]:
        """What a parcel carries, in the order shown."""
        rows = await self._session.rows(_IN_PARCEL, the_parcel=parcel_id, now=self._session.now)
        return await read(self._session, rows)

    async def item(self, outbox_id: OutboxId) -> Item | None:
        rows = await self._session.rows(
            ITEMS.where(outbox.c.id == outbox_id), now=self._session.now
        )
        return next(iter(await read(self._session, rows)), None)

    async def journeys(self) -> tuple[Journey, ...]:
        """Every alert's way so far: what it is about, its state, its times, its parcel, and the
        digest that tells of it.
        """
        times = ("listed_at", "fetched_at", "matched_at", "queued_at", "accepted_at")
        digest, carried = outbox.alias("digest"), parcels.alias("carried")
        rows = await self._session.rows(
            select(
                listings.c.market,
                listings.c.external_id,
                outbox.c.state,
                outbox.c.destination_id,
                outbox.c.attempts,
                outbox.c.person_id,
                outbox.c.reason,
                outbox.c.parcel_id,
                outbox.c.due_at,
                outbox.c.held_for,
                parcels.c.created_at.label("packed_at"),
                parcels.c.destination_id.label("carried_to"),
                destinations.c.address,
                digest.c.id.label("digest_id"),
                digest.c.state.label("digest_state"),
                carried.c.message_id.label("digest_message"),
                *(outbox.c[name] for name in times),
            )
            .join(alerts, alerts.c.outbox_id == outbox.c.id)
            .join(listings, listings.c.id == alerts.c.listing_id)
            .join(destinations, destinations.c.id == outbox.c.destination_id)
            .outerjoin(parcels, parcels.c.id == outbox.c.parcel_id)
            .outerjoin(digest, digest.c.id == outbox.c.merged_into)
            .outerjoin(carried, carried.c.id == digest.c.parcel_id)
        )
        return tuple(
            Journey(
                market=row.market,
                external_id=row.external_id,
                state=OutboxState(row.state),
                times=Times(**{name: getattr(row, name) for name in times}),
                destination_id=DestinationId(row.destination_id),
                place=row.address,
                attempts=row.attempts,
                person_id=row.person_id,
                reason=row.reason,
                parcel_id=ParcelId(row.parcel_id) if row.parcel_id else None,
                packed_at=row.packed_at,
                is_fellow=row.carried_to not in {None, row.destination_id},
                due_at=row.due_at,
                held_for=HeldFor(row.held_for) if row.held_for else None,
                digest=Digested(
                    id=OutboxId(row.digest_id),
                    state=OutboxState(row.digest_state),
                    message_id=row.digest_message,
                )
                if row.digest_id
                else None,
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
        row = await self._session.first(_NEXT_DUE, kinds=[*kinds], except_at=[*except_at])
        if row is None or row.due_at is None:
            return None
        due_at: datetime = row.due_at
        return max(timedelta(0), due_at - self._session.now)


def _waiting(place: tuple[Destination, Preferences], items: Sequence[Item]) -> Waiting:
    return Waiting(destination=place[0], items=tuple(items), preferences=place[1])


def _of_one_kind(rows: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    kind = rows[0].kind
    return [row for row in rows if row.kind == kind] if kind == OutboxKind.ALERT else rows[:1]
