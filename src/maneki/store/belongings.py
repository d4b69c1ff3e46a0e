"""What belongs to a person, moved to another one and back.

Two rows that may not both be one person's (a fact of one name, say) stay whose they are: the one of
whoever takes over counts, and the other one sleeps with its owner. So nothing is ever lost, and
what is moved back later finds its place empty. Whoever calls this holds both (`Links.hold`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, exists, false, or_, select, update

from maneki.model.feedback import FeedbackKind
from maneki.model.ids import AlertId, DestinationId, FilterId, PersonId
from maneki.model.link import HeldAddress
from maneki.model.person import DISCORD, PHONE, DestinationKind
from maneki.store.schema import (
    addresses,
    admissions,
    alert_filters,
    alerts,
    conversations,
    costs,
    destinations,
    dismissals,
    facts,
    feedback,
    filters,
    handovers,
    inbox,
    link_codes,
    outbox,
    parcels,
    people,
    tastes,
    turns,
)
from maneki.store.session import Session

_WITH_ADDRESS = (destinations, filters, dismissals, inbox, conversations, facts, tastes)
"""Rows of these say which address they came from."""

_ONE_OF_EACH: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (dismissals, ("listing_id",)),
    (facts, ("name",)),
    (tastes, ("book_id", "taste")),
)
"""Of these nobody has two that are alike in these columns."""

_OWN_PLACE = {DISCORD: DestinationKind.DM, PHONE: DestinationKind.PHONE}
"""The place that is an address itself."""


class Belongings:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def stamp(self, person_id: PersonId, *, address_id: str) -> None:
        """All that is theirs came from the one address that they have."""
        for table in _WITH_ADDRESS:
            await self._session.execute(
                update(table)
                .where(table.c.person_id == person_id, table.c.address_id.is_(None))
                .values(address_id=address_id)
            )

    async def give(self, address_ids: Collection[str], *, to: PersonId) -> None:
        await self._session.execute(
            update(addresses)
            .where(self._session.among(addresses.c.id, address_ids))
            .values(person_id=to, updated_at=self._session.now)
        )

    async def gather(self, of: PersonId, *, to: PersonId) -> None:
        """All that one person has is the other's. Filters whose names the other has must have been
        called otherwise before.
        """
        places = await self._move(destinations, of, to, ~_has_place(to))
        await self._move(filters, of, to)
        for table, alike in _ONE_OF_EACH:
            await self._move(table, of, to, ~_has_like(table, alike, to))
        for table in (inbox, conversations, handovers, link_codes, costs):
            await self._move(table, of, to)
        await self._move_sent(of, to)
        await self._name_places_of(to)
        if places:
            await self._take_over_default(of, to)

    async def give_back(
        self, of: PersonId, *, to: PersonId, addresses: Sequence[HeldAddress]
    ) -> None:
        """All of one person's that came from these addresses is the other's (again)."""
        ids = [one.id for one in addresses]
        await self._move(destinations, of, to, _is_place_of(addresses, ids), ~_has_place(to))
        for table, alike in _ONE_OF_EACH:
            newer = table.c.address_id.in_(ids)
            await self._drop_replaced(table, alike, of=of, to=to, ids=ids)
            await self._move(table, of, to, newer)
        await self._move(filters, of, to, filters.c.address_id.in_(ids))
        await self._move(inbox, of, to, inbox.c.address_id.in_(ids))
        await self._move(conversations, of, to, _is_held_at(addresses, ids))
        theirs = select(conversations.c.id).where(conversations.c.person_id == to)
        await self._move(handovers, of, to, handovers.c.conversation_id.in_(theirs))
        await self._move(link_codes, of, to, _was_asked_from(addresses))
        await self._move_sent(of, to)
        await self._move(costs, of, to, _was_spent_on(to))

    async def _move(
        self, table: Table, of: PersonId, to: PersonId, *which: ColumnElement[bool]
    ) -> int:
        done = await self._session.execute(
            update(table).where(table.c.person_id == of, *which).values(person_id=to)
        )
        return done.rowcount

    async def _move_sent(self, of: PersonId, to: PersonId) -> None:
        """What went, or is to go, to a place goes with it, and what was thought of it too."""
        still_there = select(destinations.c.id).where(destinations.c.person_id == of)
        moved = select(destinations.c.id).where(destinations.c.person_id == to)
        for table in (outbox, alerts):
            goes = table.c.destination_id
            await self._move(table, of, to, goes.in_(moved) | goes.not_in(still_there))
        told = select(alerts.c.id).where(alerts.c.person_id == to)
        await self._move(feedback, of, to, feedback.c.alert_id.in_(told))

    async def _drop_replaced(
        self, table: Table, alike: Sequence[str], *, of: PersonId, to: PersonId, ids: Sequence[str]
    ) -> None:
        """What somebody had before is replaced by what they said of the same since."""
        newer = table.alias("newer")
        has_newer = exists().where(
            newer.c.person_id == of,
            newer.c.address_id.in_(ids),
            *(newer.c[name] == table.c[name] for name in alike),
        )
        await self._session.execute(delete(table).where(table.c.person_id == to, has_newer))

    # What people think of the service, and whether they may use alerts

    async def take_opinion(self, of: PersonId, *, to: PersonId) -> tuple[str, ...]:
        """What one person thinks is the other's opinion, if they have none; the rows that moved."""
        rows = await self._session.rows(
            select(feedback.c.id)
            .where(feedback.c.person_id == of, feedback.c.alert_id.is_(None), _has_room(to))
            .order_by(feedback.c.id)
        )
        ids = tuple(str(row.id) for row in rows)
        await self.give_opinion(ids, to=to)
        return ids

    async def give_opinion(self, ids: Collection[str], *, to: PersonId) -> None:
        await self._session.execute(
            update(feedback)
            .where(self._session.among(feedback.c.id, ids), _has_room(to))
            .values(person_id=to)
        )

    async def move_admission(self, of: PersonId, *, to: PersonId) -> bool:
        """One's place in the line is the other's, if they have none. Whether it was moved."""
        has_one = exists().where(admissions.alias("own").c.person_id == to)
        return await self._move(admissions, of, to, ~has_one) > 0

    # What must not be left pointing at somebody else's

    async def _name_places_of(self, person_id: PersonId) -> None:
        """A filter goes to a place of its owner's: to the like of it, where they have two."""
        named, own = destinations.alias("named"), destinations.alias("own")
        like = (
            select(own.c.id)
            .join(named, and_(named.c.kind == own.c.kind, named.c.address == own.c.address))
            .where(named.c.id == filters.c.destination_id, own.c.person_id == person_id)
            .scalar_subquery()
        )
        await self._session.execute(
            update(filters)
            .where(filters.c.person_id == person_id, filters.c.destination_id.is_not(None))
            .values(destination_id=like)
        )

    async def _take_over_default(self, of: PersonId, to: PersonId) -> None:
        theirs = (
            select(people.c.default_destination_id)
            .where(people.c.id == of, _is_own(people.c.default_destination_id, to))
            .scalar_subquery()
        )
        await self._session.execute(
            update(people)
            .where(people.c.id == to, people.c.default_destination_id.is_(None))
            .values(default_destination_id=theirs, updated_at=self._session.now)
        )

    async def pin(self, of: PersonId, *, to: PersonId) -> tuple[str, ...]:
        """Filters that go to their owner's default place still go there if it is not that of who
        takes over, who has another. Returned are those that name it now.
        """
        defaults = {
            row.id: row.default_destination_id
            for row in await self._session.rows(
                select(people.c.id, people.c.default_destination_id).where(
                    people.c.id.in_([of, to])
                )
            )
        }
        if not (defaults.get(of) and defaults.get(to)):
            return ()
        pinned = await self._session.rows(
            update(filters)
            .where(filters.c.person_id == of, filters.c.destination_id.is_(None))
            .values(destination_id=defaults[of])
            .returning(filters.c.id)
        )
        return tuple(sorted(row.id for row in pinned))

    async def unpin(self, ids: Collection[str]) -> None:
        """These go to their owner's default place again, as far as that is what they name."""
        default = (
            select(people.c.default_destination_id)
            .where(people.c.id == filters.c.person_id)
            .scalar_subquery()
        )
        await self._session.execute(
            update(filters)
            .where(self._session.among(filters.c.id, ids), filters.c.destination_id == default)
            .values(destination_id=None)
        )

    async def choose_default(self, person_id: PersonId, before: DestinationId | None) -> None:
        """If their default is somebody else's by now, it is the one of before, if theirs."""
        mine = select(destinations.c.id).where(destinations.c.person_id == person_id)
        known = await self._session.first(mine.where(destinations.c.id == before))
        await self._session.execute(
            update(people)
            .where(
                people.c.id == person_id,
                people.c.default_destination_id.is_not(None),
                people.c.default_destination_id.not_in(mine),
            )
            .values(default_destination_id=known.id if known else None)
        )

    async def part_filters(self, person_id: PersonId) -> None:
        """Filters of theirs go to no place of others."""
        mine = select(destinations.c.id).where(destinations.c.person_id == person_id)
        await self._session.execute(
            update(filters)
            .where(
                filters.c.person_id == person_id,
                filters.c.destination_id.is_not(None),
                filters.c.destination_id.not_in(mine),
            )
            .values(destination_id=None, updated_at=self._session.now)
        )

    async def named_by_others(self, person_id: PersonId) -> dict[FilterId, tuple[AlertId, ...]]:
        """Filters of theirs that alerts of others name, and which alerts."""
        rows = await self._session.rows(
            select(alert_filters.c.filter_id, alert_filters.c.alert_id)
            .join(filters, filters.c.id == alert_filters.c.filter_id)
            .join(alerts, alerts.c.id == alert_filters.c.alert_id)
            .where(
                filters.c.person_id == person_id,
                alerts.c.person_id != person_id,
                alert_filters.c.withdrawn_at.is_(None),
            )
            .order_by(alert_filters.c.alert_id)
        )
        named: dict[FilterId, tuple[AlertId, ...]] = {}
        for row in rows:
            filter_id = FilterId(row.filter_id)
            named[filter_id] = (*named.get(filter_id, ()), AlertId(row.alert_id))
        return named

    async def forget_names(self, filter_id: FilterId, *, alert_ids: Collection[AlertId]) -> None:
        """These alerts do not name that filter any more, sent or not."""
        await self._session.execute(
            update(alert_filters)
            .where(
                alert_filters.c.filter_id == filter_id,
                alert_filters.c.withdrawn_at.is_(None),
                self._session.among(alert_filters.c.alert_id, alert_ids),
            )
            .values(withdrawn_at=self._session.now, updated_at=self._session.now)
        )


def _is_own(destination: ColumnElement[Any], person_id: PersonId) -> ColumnElement[bool]:
    return destination.in_(select(destinations.c.id).where(destinations.c.person_id == person_id))


def _has_room(person_id: PersonId) -> ColumnElement[bool]:
    """Nobody has two opinions of the service."""
    own = feedback.alias("own")
    has_one = exists().where(own.c.person_id == person_id, own.c.kind == FeedbackKind.SERVICE)
    return (feedback.c.kind != FeedbackKind.SERVICE) | ~has_one


def _has_place(person_id: PersonId) -> ColumnElement[bool]:
    own = destinations.alias("own")
    return exists().where(
        own.c.person_id == person_id,
        own.c.kind == destinations.c.kind,
        own.c.address == destinations.c.address,
    )


def _has_like(table: Table, alike: Sequence[str], person_id: PersonId) -> ColumnElement[bool]:
    own = table.alias("own")
    return exists().where(
        own.c.person_id == person_id, *(own.c[name] == table.c[name] for name in alike)
    )


def _is_place_of(held: Sequence[HeldAddress], ids: Sequence[str]) -> ColumnElement[bool]:
    """It was chosen from one of these, or is one itself; and it is not another address itself."""
    itself = [
        and_(
            destinations.c.kind == _OWN_PLACE[one.address.kind],
            destinations.c.address == one.address.value,
        )
        for one in held
        if one.address.kind in _OWN_PLACE
    ]
    is_an_address = destinations.c.kind.in_([*_OWN_PLACE.values()])
    return or_(*itself, false()) | (destinations.c.address_id.in_(ids) & ~is_an_address)


def _is_held_at(held: Sequence[HeldAddress], ids: Sequence[str]) -> ColumnElement[bool]:
    phones = [one.address.value for one in held if one.address.kind == PHONE]
    return conversations.c.address_id.in_(ids) | (
        (conversations.c.place_kind == PHONE) & conversations.c.place.in_(phones)
    )


def _was_asked_from(held: Sequence[HeldAddress]) -> ColumnElement[bool]:
    theirs = [
        and_(
            link_codes.c.asked_kind == one.address.kind,
            link_codes.c.asked_from == one.address.value,
        )
        for one in held
    ]
    return or_(*theirs, false())


def _was_spent_on(person_id: PersonId) -> ColumnElement[bool]:
    """For a turn of a conversation of theirs, or a parcel to a place of theirs."""
    said = (
        select(turns.c.id)
        .join(conversations, conversations.c.id == turns.c.conversation_id)
        .where(conversations.c.person_id == person_id)
    )
    sent = (
        select(parcels.c.id)
        .join(destinations, destinations.c.id == parcels.c.destination_id)
        .where(destinations.c.person_id == person_id)
    )
    return costs.c.what_for.in_(said) | costs.c.what_for.in_(sent)
