"""The outbox: everything that goes out, as rows, before anything is done about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    delete,
    exists,
    false,
    func,
    select,
    union,
    update,
)
from ulid import ULID

from maneki.model.filter import FilterState
from maneki.model.hold import DIGESTED, LATELY, HeldFor, Hold, Tally
from maneki.model.ids import (
    DestinationId,
    EventId,
    FilterId,
    OutboxId,
    ParcelId,
    PersonId,
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
    ParcelState,
    Times,
    Waiting,
)
from maneki.model.person import Destination, DestinationKind, Preferences
from maneki.store.apart import forget_digests, let_out, withdraw_digests
from maneki.store.cards import write_note
from maneki.store.destinations import to_destination
from maneki.store.people import to_preferences
from maneki.store.rows import UNSENT, WAITING, is_untold, items, read
from maneki.store.schema import (
    alert_filters,
    alerts,
    destinations,
    filters,
    listings,
    notice_keys,
    outbox,
    parcels,
    preferences,
)
from maneki.store.session import Session

UNTOLD = (OutboxState.WITHDRAWN, OutboxState.FAILED)
A_TURN = timedelta(minutes=1)
"""For how long it is held against a destination that it had its turn."""
OPEN_PARCELS = (ParcelState.SENDING, ParcelState.WAITING)
_PREFERENCES = tuple(
    column
    for column in preferences.c
    if column.name not in {"person_id", "created_at", "updated_at"}
)


class Outbox:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add_note(self, draft: NoteDraft) -> bool:
        """Queue a notice or a reply. False if its key was used before."""
        if not await self._is_new(draft.idempotency_key):
            return False
        await self._session.execute(
            outbox.insert().values(
                id=self._session.new_id(),
                kind=draft.kind,
                person_id=draft.person_id,
                destination_id=draft.destination_id,
                state=OutboxState.DUE,
                priority=UNHURRIED if draft.is_unhurried else PRIORITY[draft.kind],
                body=write_note(draft.note),
                idempotency_key=draft.idempotency_key,
                attempts=0,
                due_at=self._session.now,
                queued_at=self._session.now,
                **self._session.stamps(),
            )
        )
        return True

    async def _is_new(self, key: str) -> bool:
        """Asked of a table of its own: rows are forgotten before what they are about is over."""
        inserted = await self._session.first(
            self._session.insert(notice_keys)
            .values(key=key, **self._session.stamps())
            .on_conflict_do_nothing(index_elements=["key"])
            .returning(notice_keys.c.key)
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

        Of the destinations with the most urgent kind of row that one first that has gone without a
        message the longest, and of those the one where something has been due the longest.
        Within a destination the highest priority and the freshest first, and only rows of the kind
        of the first one. Destinations and rows are kept from others until commit.
        Left out are other kinds of destination, and those at the addresses `except_at`.
        """
        if seats <= 0:
            return ()
        chosen = await self._destinations_with_work(seats, kinds, except_at)
        if not chosen:
            return ()
        waiting = await self._read_waiting(await self._first_rows(chosen, per_destination))
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
        self, seats: int, kinds: Collection[DestinationKind], except_at: Collection[str]
    ) -> list[str]:
        served = self._served_lately()
        rows = await self._session.rows(
            select(outbox.c.destination_id)
            .join(destinations, destinations.c.id == outbox.c.destination_id)
            .outerjoin(served, served.c.destination_id == outbox.c.destination_id)
            .where(outbox.c.due_at <= self._session.now, *_can_go(kinds, except_at))
            .group_by(outbox.c.destination_id, served.c.at)
            .order_by(
                func.max(_urgency()).desc(),
                served.c.at.asc().nulls_first(),
                func.min(outbox.c.due_at),
            )
            .limit(seats)
        )
        ids = [row.destination_id for row in rows]
        return await self._locked(ids) if self._session.is_postgresql else ids

    def _served_lately(self) -> Subquery:
        """When each destination last had its turn. Ids sort by time, so few parcels are read."""
        since = ULID.from_timestamp((self._session.now - A_TURN).timestamp())
        # By the bare column SQLite would walk through the index of all parcels there ever were.
        destination_id = cast(parcels.c.destination_id, String)
        return (
            select(
                destination_id.label("destination_id"), func.max(parcels.c.created_at).label("at")
            )
            .where(parcels.c.id >= str(since), parcels.c.created_at <= self._session.now)
            .group_by(destination_id)
            .subquery()
        )

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
                _goes_by_itself(),
                outbox.c.due_at <= self._session.now,
            )
            .subquery()
        )
        wanted = (
            items(self._session.now)
            .join(ranked, ranked.c.id == outbox.c.id)
            .where(ranked.c.rank <= per_destination, outbox.c.state.in_(WAITING))
            .order_by(outbox.c.destination_id, ranked.c.rank)
        )
        if self._session.is_postgresql:
            # What somebody is withdrawing at this moment is not packed.
            wanted = wanted.with_for_update(of=outbox, skip_locked=True)
        return await self._session.rows(wanted)

    async def shared(
        self, chosen: Collection[Waiting], *, of: Collection[EventId]
    ) -> tuple[Waiting, ...]:
        """What waits of these events for others, at the places of those that were chosen.

        One entry for each of the others, the freshest first within; kept from others until commit.
        """
        addresses = {one.destination.address for one in chosen}
        mine = [one.destination.id for one in chosen]
        kinds = [kind for kind in DestinationKind if not kind.is_private]
        wanted = (
            items(self._session.now)
            .join(destinations, destinations.c.id == outbox.c.destination_id)
            .where(
                destinations.c.address.in_(addresses),
                destinations.c.id.not_in(mine),
                outbox.c.kind == OutboxKind.ALERT,
                outbox.c.due_at <= self._session.now,
                alerts.c.event_sequence.in_(of),
                *_can_go(kinds, ()),
            )
            .order_by(outbox.c.destination_id, outbox.c.queued_at.desc(), outbox.c.id.desc())
        )
        if self._session.is_postgresql:
            wanted = wanted.with_for_update(of=outbox, skip_locked=True)
        return tuple((await self._read_waiting(await self._session.rows(wanted))).values())

    async def withdraw(self, ids: Collection[OutboxId], *, reason: str) -> int:
        """Nobody is to see these any more, as far as they have not been sent."""
        return await self._move(
            outbox.c.id.in_(ids), UNSENT, state=OutboxState.WITHDRAWN, reason=reason
        )

    async def set_aside(self, ids: Collection[OutboxId], *, reason: str) -> int:
        """Nobody can be told of these as they are."""
        return await self._move(
            outbox.c.id.in_(ids), UNSENT, state=OutboxState.FAILED, reason=reason
        )

    async def places(self, ids: Collection[str]) -> dict[str, tuple[Destination, Preferences]]:
        """Destinations with the preferences of the person they belong to."""
        rows = await self._session.rows(
            select(destinations, *_PREFERENCES)
            .outerjoin(preferences, preferences.c.person_id == destinations.c.person_id)
            .where(destinations.c.id.in_(ids))
        )
        return {
            row.id: (to_destination(row), to_preferences(row) if row.language else EVERYBODYS)
            for row in rows
        }

    async def in_parcel(self, parcel_id: str) -> tuple[Item, ...]:
        """What a parcel carries, in the order shown."""
        rows = await self._session.rows(
            items(self._session.now)
            .where(outbox.c.parcel_id == parcel_id)
            .order_by(outbox.c.position)
        )
        return await read(self._session, rows)

    async def item(self, outbox_id: OutboxId) -> Item | None:
        rows = await self._session.rows(items(self._session.now).where(outbox.c.id == outbox_id))
        return next(iter(await read(self._session, rows)), None)

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
        return await self._move(there, WAITING, **suspended, held_for=case(is_for_digest))

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
        await self._move(there & is_untold(), (OutboxState.MERGED,), destination_id=to)
        return freed + await self._move(there, UNSENT, destination_id=to)

    async def _take_off_the_shelf(self, destination_id: DestinationId) -> None:
        shelved = (
            parcels.c.destination_id == destination_id,
            parcels.c.state == ParcelState.WAITING,
            parcels.c.retry_at.is_(None),
        )
        await self._move(
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
        ripe = await self._move(
            there & is_ripe,
            (OutboxState.SUSPENDED,),
            destination_id=goes_to,
            state=OutboxState.HELD,
            held_for=outbox.c.held_for,
        )
        return ripe + await self._move(
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
        return await self._move(
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
        await self._move(these, WAITING, **held)
        if not from_parcels:
            return
        blameless = {"parcel_id": None, "attempts": outbox.c.attempts - 1}
        await self._move(these, (OutboxState.SENDING,), **held, **blameless)

    async def release(
        self, filter_id: FilterId, *, held_for: Collection[HeldFor] = (HeldFor.SNOOZED,)
    ) -> int:
        """What this filter asked for, and was held for one of these, is due now."""
        return await self._release(outbox.c.id.in_(_asked_for_by(filter_id)), held_for)

    async def release_of(self, person_id: PersonId, *, held_for: Collection[HeldFor]) -> int:
        """What was held for one of these for this person is due now."""
        return await self._release(outbox.c.person_id == person_id, held_for)

    async def _release(self, which: ColumnElement[bool], held_for: Collection[HeldFor]) -> int:
        if self._session.is_postgresql:
            # Somebody may be holding them at this moment, for what is not so any more.
            await self._session.rows(
                select(outbox.c.id)
                .where(which, outbox.c.state.in_(WAITING))
                .order_by(outbox.c.id)
                .with_for_update()
            )
        return await self._move(
            which & outbox.c.held_for.in_(held_for),
            (OutboxState.HELD,),
            state=OutboxState.DUE,
            reason=None,
            due_at=self._session.now,
        )

    async def release_these(self, ids: Collection[OutboxId]) -> int:
        """Whatever these were held for, they are due, and asked anew."""
        return await self._move(
            self._session.among(outbox.c.id, ids),
            (OutboxState.HELD,),
            state=OutboxState.DUE,
            reason=None,
            due_at=self._session.now,
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

    async def _move(self, which: Any, from_states: Collection[OutboxState], **values: Any) -> int:
        if "state" in values:
            values.setdefault("held_for", None)
        done = await self._session.execute(
            update(outbox)
            .where(which, outbox.c.state.in_(from_states))
            .values(**values, updated_at=self._session.now)
        )
        return done.rowcount

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
    # Open parcels are few and indexed by state; a destination has all its old ones as well.
    busy = select(parcels.c.destination_id).where(parcels.c.state.in_(OPEN_PARCELS))
    return (
        _goes_by_itself(),
        destinations.c.suspended_at.is_(None),
        destinations.c.kind.in_(kinds),
        destinations.c.address.not_in(except_at),
        outbox.c.destination_id.not_in(busy),
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


def _asked_for_by(filter_id: FilterId) -> Select[Any]:
    """The outbox rows of the alerts that a filter asked for."""
    return (
        select(alerts.c.outbox_id)
        .join(alert_filters, alert_filters.c.alert_id == alerts.c.id)
        .where(alert_filters.c.filter_id == filter_id)
    )


def _waiting(place: tuple[Destination, Preferences], items: Sequence[Item]) -> Waiting:
    return Waiting(destination=place[0], items=tuple(items), preferences=place[1])


def _of_one_kind(rows: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    kind = rows[0].kind
    return [row for row in rows if row.kind == kind] if kind == OutboxKind.ALERT else rows[:1]


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
