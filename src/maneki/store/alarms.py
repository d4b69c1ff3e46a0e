"""What the operator was told is wrong, and has not been told is over."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, select, update

from maneki.model.alarm import Alarm, AlarmId, AlarmKind, Trouble
from maneki.store.schema import alarms
from maneki.store.session import Session


class Alarms:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def open(self) -> tuple[Alarm, ...]:
        rows = await self._session.rows(
            select(alarms).where(alarms.c.closed_at.is_(None)).order_by(alarms.c.id)
        )
        return tuple(map(_alarm, rows))

    async def add(self, trouble: Trouble, *, detail: str) -> AlarmId | None:
        """None if it is open already."""
        row = await self._session.first(
            self._session.insert(alarms)
            .values(
                id=self._session.new_id(),
                kind=trouble.kind,
                subject=trouble.subject[:255],
                detail=detail,
                opened_at=self._session.now,
                seen_at=self._session.now,
                **self._session.stamps(),
            )
            .on_conflict_do_nothing(
                index_elements=["kind", "subject"], index_where=alarms.c.closed_at.is_(None)
            )
            .returning(alarms.c.id)
        )
        return None if row is None else AlarmId(row.id)

    async def seen(self, ids: Collection[AlarmId]) -> None:
        """These are still so."""
        await self._change(ids, seen_at=self._session.now)

    async def close(self, ids: Collection[AlarmId]) -> None:
        await self._change(ids, closed_at=self._session.now)

    async def _change(self, ids: Collection[AlarmId], **values: Any) -> None:
        if ids:
            await self._session.execute(
                update(alarms)
                .where(self._session.among(alarms.c.id, ids))
                .values(**values, updated_at=self._session.now)
            )


def _alarm(row: Row[Any]) -> Alarm:
    return Alarm(
        id=AlarmId(row.id),
        kind=AlarmKind(row.kind),
        subject=row.subject,
        opened_at=row.opened_at,
        seen_at=row.seen_at,
    )
