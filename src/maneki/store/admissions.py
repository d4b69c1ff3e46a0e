"""Who asked to use alerts, in which order, and who is in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    update,
)

from maneki.model.admission import Admission, Crowd, Way
from maneki.model.filter import FilterState
from maneki.model.ids import PersonId
from maneki.store.schema import admissions, filters
from maneki.store.session import Session


class Admissions:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def ask(self, person_id: PersonId, *, has_role: bool | None = None) -> Admission:
        """Their place in the line, which is the one they had if they asked before; and so is
        whether they have a role, where that is not known.
        """
        facts = {} if has_role is None else {"has_role": has_role}
        row = await self._session.first(
            self._session.insert(admissions)
            .values(
                person_id=person_id,
                asked_at=self._session.now,
                has_role=bool(has_role),
                **self._session.stamps(),
            )
            .on_conflict_do_update(
                index_elements=["person_id"],
                set_={**facts, "updated_at": self._session.now},
            )
            .returning(admissions)
        )
        assert row is not None  # noqa: S101  (an upsert always returns its row)
        return _admission(row)

    async def get(self, person_id: PersonId) -> Admission | None:
        row = await self._session.first(
            select(admissions).where(admissions.c.person_id == person_id)
        )
        return None if row is None else _admission(row)

    async def invite(self, person_id: PersonId) -> bool:
        """They are in, whoever waits. False if they were in already."""
        await self.ask(person_id)
        return await self._let_in(admissions.c.person_id == person_id, Way.INVITED) > 0

    async def let_in_first(self, room: int) -> int:
        """Let in so many of those who wait: who has a role first, then who asked first."""
        if room <= 0:
            return 0
        rows = await self._session.rows(
            select(admissions.c.person_id).where(_WAITS).order_by(*_ORDER).limit(room)
        )
        first = self._session.among(admissions.c.person_id, [row.person_id for row in rows])
        with_role = await self._let_in(first & admissions.c.has_role, Way.ROLE)
        return with_role + await self._let_in(first, Way.LINE)

    async def _let_in(self, which: ColumnElement[bool], way: Way) -> int:
        now = self._session.now
        done = await self._session.execute(
            update(admissions).where(which, _WAITS).values(way=way, admitted_at=now, updated_at=now)
        )
        return done.rowcount

    async def let_in_owners(self) -> int:
        """Whoever has filters is in, also if they have asked before. Imported ones that sleep are
        nothing that their owner has done.
        """
        has_filters = (
            select(filters.c.person_id)
            .where(filters.c.person_id.is_not(None), filters.c.state.not_in(_NO_FILTERS))
            .distinct()
        )
        who_asked = await self._let_in(admissions.c.person_id.in_(has_filters), Way.BEFORE)
        now = literal(self._session.now, admissions.c.asked_at.type)
        has_none = ~exists().where(admissions.c.person_id == filters.c.person_id)
        others = has_filters.where(has_none).with_only_columns(
            filters.c.person_id, now, false(), literal(Way.BEFORE), now, now, now, now
        )
        columns = [
            "person_id",
            "asked_at",
            "has_role",
            "way",
            "admitted_at",
            "told_at",
            "created_at",
            "updated_at",
        ]
        done = await self._session.execute(admissions.insert().from_select(columns, others))
        return who_asked + done.rowcount

    async def place_of(self, waiting: Admission) -> int:
        """How many are let in before them, and one."""
        c = admissions.c
        asked_before = or_(
            c.asked_at < waiting.asked_at,
            and_(c.asked_at == waiting.asked_at, c.person_id < waiting.person_id),
        )
        is_ahead = asked_before & c.has_role if waiting.has_role else or_(c.has_role, asked_before)
        row = await self._session.first(
            select(func.count().label("ahead")).where(
                _WAITS, is_ahead, c.person_id != waiting.person_id
            )
        )
        return 1 + (row.ahead if row else 0)

    async def tell(self, person_id: PersonId) -> bool:
        """Note that they know they are in. False if they wait, or knew."""
        c = admissions.c
        done = await self._session.execute(
            update(admissions)
            .where(c.person_id == person_id, c.way.is_not(None), c.told_at.is_(None))
            .values(told_at=self._session.now, updated_at=self._session.now)
        )
        return done.rowcount > 0

    async def crowd(self) -> Crowd:
        rows = await self._session.rows(
            select(admissions.c.way, func.count().label("people")).group_by(admissions.c.way)
        )
        counts = {row.way: row.people for row in rows}
        return Crowd(inside={way: counts.get(way, 0) for way in Way}, waiting=counts.get(None, 0))


_NO_FILTERS = (FilterState.SLEEPING, FilterState.DELETED)
_WAITS = admissions.c.way.is_(None)
_ORDER = (admissions.c.has_role.desc(), admissions.c.asked_at, admissions.c.person_id)


def _admission(row: Row[Any]) -> Admission:
    return Admission(
        person_id=PersonId(row.person_id),
        asked_at=row.asked_at,
        has_role=row.has_role,
        way=Way(row.way) if row.way else None,
        is_told=row.told_at is not None,
    )
