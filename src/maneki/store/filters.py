"""Filters, their revisions, and the log of changes that every process follows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar, assert_never

import structlog
from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select, update

from maneki.model.digest import DigestOrder, DigestPlan, Every
from maneki.model.filter import Criteria, Filter, FilterState
from maneki.model.ids import FilterId, PersonId, SearchId
from maneki.store.contents import UNREADABLE
from maneki.store.criteria import dump_criteria, read_criteria
from maneki.store.people import clock_at, minutes_of
from maneki.store.schema import addresses, filter_changes, filters, people, search_filters
from maneki.store.session import Session, shared

log = structlog.get_logger(__name__)

T = TypeVar("T")

CHANGE_LOG_LOCK = 7_300_001


class FilterChange(StrEnum):
    CREATED = "created"
    EDITED = "edited"
    PAUSED = "paused"
    RESUMED = "resumed"
    SNOOZED = "snoozed"
    EXPIRED = "expired"
    RENEWED = "renewed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class LoggedChange:
    sequence: int
    filter_id: FilterId


@dataclass(frozen=True, slots=True)
class LoggedRevision:
    """What a filter asked for after a change. `criteria` is None where they cannot be read, `state`
    where nobody wrote it down.
    """

    sequence: int
    filter_id: FilterId
    revision: int
    criteria: Criteria | None
    state: FilterState | None


@dataclass(frozen=True, slots=True)
class PastRevision:
    """What one change made of a filter. `criteria` is None where they cannot be read."""

    revision: int
    change: FilterChange
    name: str
    criteria: Criteria | None


class Filters:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, new: Filter, *, by: str, address_id: str | None = None) -> Filter | None:
        """Save a new filter; an empty id gets one. None if its owner has one of that name."""
        saved = replace(
            new, id=new.id or FilterId(self._session.new_id()), created_at=self._session.now
        )
        inserted = await self._session.first(
            self._session.insert(filters)
            .values(
                id=saved.id,
                person_id=saved.person_id,
                server_id=saved.server_id,
                address_id=address_id,
                revision=saved.revision,
                **_columns(saved),
                **self._session.stamps(),
            )
            .on_conflict_do_nothing()
            .returning(filters.c.id)
        )
        if inserted is None:
            return None
        await self._log(saved, FilterChange.CREATED, by=by)
        return saved

    async def change(self, wanted: Filter, change: FilterChange, *, by: str) -> Filter | None:
        """Write the filter as its next revision. None if it was changed or deleted meanwhile."""
        saved = replace(wanted, revision=wanted.revision + 1)
        done = await self._session.execute(
            update(filters)
            .where(
                filters.c.id == wanted.id,
                filters.c.revision == wanted.revision,
                filters.c.state != FilterState.DELETED,
            )
            .values(revision=saved.revision, updated_at=self._session.now, **_columns(saved))
        )
        if done.rowcount == 0:
            return None
        await self._log(saved, change, by=by)
        return saved

    async def _log(self, saved: Filter, change: FilterChange, *, by: str) -> None:
        if self._session.is_postgresql:
            # One writer at a time, until commit: so changes become visible in the order of their
            # sequence, and whoever follows the log misses none.
            await self._session.execute(select(func.pg_advisory_xact_lock(CHANGE_LOG_LOCK)))
        await self._session.execute(
            filter_changes.insert().values(
                filter_id=saved.id,
                revision=saved.revision,
                change=change,
                by=by,
                name=saved.name,
                criteria=dump_criteria(saved.criteria),
                state=saved.state,
                at=self._session.now,
                **self._session.stamps(),
            )
        )

    async def restore(self, filter_id: FilterId) -> None:
        """Take back a deletion: the filter is paused then, until it is changed further."""
        await self._session.execute(
            update(filters)
            .where(filters.c.id == filter_id, filters.c.state == FilterState.DELETED)
            .values(state=FilterState.PAUSED, updated_at=self._session.now)
        )

    async def get(self, filter_id: FilterId) -> Filter | None:
        return (await self.many([filter_id])).get(filter_id)

    async def many(
        self, ids: Collection[FilterId], *, for_share: bool = False
    ) -> dict[FilterId, Filter]:
        """The filters that exist, deleted ones among them. What cannot be read is left out.

        With `for_share` their owners change neither these nor themselves until commit.
        """
        if for_share and self._session.is_postgresql:
            # Before they are read: what somebody is changing is not so any more.
            owners = select(filters.c.person_id).where(self._session.among(filters.c.id, ids))
            theirs = select(people.c.id).where(people.c.id.in_(owners)).order_by(people.c.id)
            await self._session.rows(shared(theirs, of=people))
        rows = await self._session.rows(_filters().where(self._session.among(filters.c.id, ids)))
        return {found.id: found for found in _readable(rows, to_filter)}

    async def of_person(self, person_id: PersonId) -> tuple[Filter, ...]:
        """All but the deleted ones, oldest first."""
        rows = await self._session.rows(
            _filters()
            .where(filters.c.person_id == person_id, filters.c.state != FilterState.DELETED)
            .order_by(filters.c.created_at, filters.c.id)
        )
        return tuple(map(to_filter, rows))

    async def deleted_of(
        self, person_id: PersonId, *, limit: int
    ) -> tuple[tuple[Filter, datetime], ...]:
        """What somebody deleted and when, the last first."""
        rows = await self._session.rows(
            _filters()
            .where(filters.c.person_id == person_id, filters.c.state == FilterState.DELETED)
            .order_by(filters.c.updated_at.desc(), filters.c.id)
            .limit(limit)
        )
        return tuple((to_filter(row), row.updated_at) for row in rows)

    async def named(self, person_id: PersonId, name: str) -> Filter | None:
        row = await self._session.first(
            _filters().where(
                filters.c.person_id == person_id,
                filters.c.name == name,
                filters.c.state != FilterState.DELETED,
            )
        )
        return None if row is None else to_filter(row)

    async def everyone(self) -> tuple[Filter, ...]:
        """Every filter but the deleted ones, oldest first."""
        rows = await self._session.rows(
            _filters()
            .where(filters.c.state != FilterState.DELETED)
            .order_by(filters.c.created_at, filters.c.id)
        )
        return tuple(map(to_filter, rows))

    async def active(
        self, *, after: FilterId | None, limit: int
    ) -> tuple[tuple[FilterId, Criteria], ...]:
        """What up to `limit` active filters ask for, those behind `after`, in the order of ids.

        What cannot be read is left out.
        """
        wanted = select(filters.c.id, filters.c.criteria).where(
            filters.c.state == FilterState.ACTIVE
        )
        if after is not None:
            wanted = wanted.where(filters.c.id > after)
        rows = await self._session.rows(wanted.order_by(filters.c.id).limit(limit))
        return tuple(_readable(rows, lambda row: (FilterId(row.id), read_criteria(row.criteria))))

    async def owners_without_end(self, *, limit: int) -> tuple[PersonId, ...]:
        """People who have active filters that would go on for ever."""
        return await self._owners(filters.c.expires_at.is_(None), limit=limit)

    async def give_ends(self, ends: Mapping[PersonId, datetime]) -> None:
        """Those filters of each person end then. Nobody's wish is changed."""
        await self._session.execute(
            update(filters)
            .where(
                filters.c.person_id == bindparam("the_person"),
                filters.c.state == FilterState.ACTIVE,
                filters.c.expires_at.is_(None),
            )
            .values(expires_at=bindparam("the_end"), updated_at=self._session.now),
            [{"the_person": person_id, "the_end": end} for person_id, end in ends.items()],
        )

    async def owners_to_tell(self, *, before: datetime, limit: int) -> tuple[PersonId, ...]:
        """People whose active filters end before then, which they have not been told."""
        return await self._owners(
            filters.c.expires_at > self._session.now,
            filters.c.expires_at <= before,
            _is_untold(),
            limit=limit,
        )

    async def owners_of_ended(self, *, limit: int) -> tuple[PersonId, ...]:
        """People whose filters are still active although their end has come."""
        return await self._owners(filters.c.expires_at <= self._session.now, limit=limit)

    async def _owners(self, *which: ColumnElement[bool], limit: int) -> tuple[PersonId, ...]:
        rows = await self._session.rows(
            select(filters.c.person_id)
            .where(filters.c.state == FilterState.ACTIVE, filters.c.person_id.is_not(None), *which)
            .group_by(filters.c.person_id)
            .order_by(filters.c.person_id)
            .limit(limit)
        )
        return tuple(PersonId(row.person_id) for row in rows)

    async def to_tell(
        self, person_ids: Collection[PersonId], *, before: datetime
    ) -> tuple[Filter, ...]:
        """Their active filters that end before then, which they have not been told."""
        return await self._ending(
            self._session.among(filters.c.person_id, person_ids),
            filters.c.expires_at > self._session.now,
            filters.c.expires_at <= before,
            _is_untold(),
        )

    async def ended(self, person_id: PersonId) -> tuple[Filter, ...]:
        """Theirs that are still active although their end has come."""
        return await self._ending(
            filters.c.person_id == person_id, filters.c.expires_at <= self._session.now
        )

    async def _ending(self, *which: ColumnElement[bool]) -> tuple[Filter, ...]:
        rows = await self._session.rows(
            _filters()
            .where(filters.c.state == FilterState.ACTIVE, *which)
            .order_by(filters.c.name, filters.c.id)
        )
        return tuple(map(to_filter, rows))

    async def end_as_told(self, ends: Mapping[FilterId, datetime]) -> None:
        """Each of these ends then, and its owner was told so."""
        await self._session.execute(
            update(filters)
            .where(filters.c.id == bindparam("the_id"))
            .values(
                expires_at=bindparam("the_end"),
                end_told=bindparam("the_end"),
                updated_at=self._session.now,
            ),
            [{"the_id": filter_id, "the_end": end} for filter_id, end in ends.items()],
        )

    async def needing(self, search_ids: Collection[SearchId]) -> tuple[Filter, ...]:
        """The active filters that one of these searches is made for."""
        mine = select(search_filters.c.filter_id).where(
            self._session.among(search_filters.c.search_id, search_ids)
        )
        rows = await self._session.rows(
            _filters()
            .where(filters.c.id.in_(mine), filters.c.state == FilterState.ACTIVE)
            .order_by(filters.c.name, filters.c.id)
        )
        return tuple(map(to_filter, rows))

    async def as_of(
        self, mine: Collection[Filter], moment: datetime, *, change: int | None = None
    ) -> Mapping[FilterId, Filter | None]:
        """What these filters asked for at a time, or (more exactly) after a change of the log, and
        whether they were active; None of one that did not exist yet.
        """
        log_ = filter_changes.c
        until = log_.at <= moment if change is None else log_.sequence <= change
        changes = await self._session.rows(
            select(filter_changes)
            .where(self._session.among(log_.filter_id, [one.id for one in mine]), until)
            .order_by(log_.sequence)
        )
        said: dict[str, list[Row[Any]]] = {}
        for row in changes:
            said.setdefault(row.filter_id, []).append(row)
        return {one.id: _as_of(one, said.get(one.id, [])) for one in mine}

    async def revisions_from(self, filter_id: FilterId, first: int) -> tuple[PastRevision, ...]:
        """What became of a filter from its revision `first` on, in order."""
        log_ = filter_changes.c
        rows = await self._session.rows(
            select(filter_changes)
            .where(log_.filter_id == filter_id, log_.revision >= first)
            .order_by(log_.sequence)
        )
        return tuple(
            PastRevision(
                row.revision, FilterChange(row.change), row.name, _criteria_if_readable(row)
            )
            for row in rows
        )

    async def last_change(self) -> int:
        """The sequence of the newest change, 0 if there is none."""
        row = await self._session.first(select(func.max(filter_changes.c.sequence)))
        return 0 if row is None or row[0] is None else int(row[0])

    async def changes_after(self, sequence: int, *, limit: int = 1000) -> tuple[LoggedChange, ...]:
        rows = await self._session.rows(
            select(filter_changes.c.sequence, filter_changes.c.filter_id)
            .where(filter_changes.c.sequence > sequence)
            .order_by(filter_changes.c.sequence)
            .limit(limit)
        )
        return tuple(LoggedChange(row.sequence, FilterId(row.filter_id)) for row in rows)

    async def revisions_after(self, sequence: int, *, limit: int) -> tuple[LoggedRevision, ...]:
        """Up to `limit` revisions of anybody's filters, in the order in which they were made."""
        rows = await self._session.rows(
            select(filter_changes)
            .where(filter_changes.c.sequence > sequence)
            .order_by(filter_changes.c.sequence)
            .limit(limit)
        )
        return tuple(map(_revision, rows))


def _revision(row: Row[Any]) -> LoggedRevision:
    state = row.state or _turned(FilterChange(row.change))
    return LoggedRevision(
        sequence=row.sequence,
        filter_id=FilterId(row.filter_id),
        revision=row.revision,
        criteria=_criteria_if_readable(row),
        state=FilterState(state) if state else None,
    )


def _criteria_if_readable(row: Row[Any]) -> Criteria | None:
    try:
        return read_criteria(row.criteria)
    except UNREADABLE:
        return None


def _as_of(one: Filter, changes: Sequence[Row[Any]]) -> Filter | None:
    """The filter after these changes of it. Of old ones nobody wrote down how it was made, asleep
    or not.
    """
    if not changes:
        return None
    turns = [turn for row in changes if (turn := row.state or _turned(FilterChange(row.change)))]
    state = FilterState(turns[-1]) if turns else FilterState.ACTIVE
    return replace(
        one,
        name=changes[-1].name,
        criteria=read_criteria(changes[-1].criteria),
        revision=changes[-1].revision,
        state=one.state if one.revision == changes[-1].revision else state,
    )


def _turned(change: FilterChange) -> FilterState | None:
    """What a change makes of a filter, if it makes it run or not."""
    match change:
        case FilterChange.PAUSED | FilterChange.EXPIRED:
            return FilterState.PAUSED
        case FilterChange.RESUMED | FilterChange.RENEWED:
            return FilterState.ACTIVE
        case FilterChange.DELETED:
            return FilterState.DELETED
        case FilterChange.CREATED | FilterChange.EDITED | FilterChange.SNOOZED:
            return None
    assert_never(change)


def _is_untold() -> ColumnElement[bool]:
    return filters.c.end_told.is_(None) | (filters.c.end_told != filters.c.expires_at)


def _filters() -> Select[Any]:
    return select(
        filters, addresses.c.kind.label("owner_kind"), addresses.c.value.label("owner_value")
    ).outerjoin(addresses, addresses.c.id == filters.c.address_id)


def _columns(saved: Filter) -> dict[str, Any]:
    plan = saved.digest
    return {
        "name": saved.name,
        "criteria": dump_criteria(saved.criteria),
        "state": saved.state,
        "destination_id": saved.destination_id,
        "priority": saved.priority,
        "snoozed_until": saved.snoozed_until,
        "digest": plan.every if plan else None,
        "digest_at": minutes_of(plan.at) if plan else None,
        "digest_top": plan.top if plan else None,
        "digest_order": plan.order if plan else None,
        "most_alerts_a_day": saved.most_alerts_a_day,
        "most_messages_an_hour": saved.most_messages_an_hour,
        "expires_at": saved.expires_at,
    }


def to_filter(row: Row[Any]) -> Filter:
    snoozed_until: datetime | None = row.snoozed_until
    return Filter(
        id=FilterId(row.id),
        name=row.name,
        criteria=read_criteria(row.criteria),
        revision=row.revision,
        state=FilterState(row.state),
        owner=f"{row.owner_kind}:{row.owner_value}" if row.owner_kind else None,
        person_id=row.person_id,
        server_id=row.server_id,
        destination_id=row.destination_id,
        priority=row.priority,
        snoozed_until=snoozed_until,
        digest=to_digest_plan(row),
        most_alerts_a_day=row.most_alerts_a_day,
        most_messages_an_hour=row.most_messages_an_hour,
        expires_at=row.expires_at,
        created_at=row.created_at,
    )


def to_digest_plan(row: Row[Any]) -> DigestPlan | None:
    """One that cannot be read is none: what the filter finds is told at once."""
    if row.digest is None:
        return None
    try:
        return DigestPlan(
            every=Every(row.digest),
            at=clock_at(row.digest_at),
            top=row.digest_top,
            order=DigestOrder(row.digest_order),
        )
    except UNREADABLE:
        log.exception("filters.unreadable", filter=row.id)
        return None


def _readable(rows: Sequence[Row[Any]], read: Callable[[Row[Any]], T]) -> Iterator[T]:
    """Nobody else is to wait for a filter that nobody can read."""
    for row in rows:
        try:
            yield read(row)
        except UNREADABLE:
            log.exception("filters.unreadable", filter=row.id)
