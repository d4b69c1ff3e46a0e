"""What was done to people. It outlives them, so it says nothing about them but that."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update

from maneki.model.ids import AuditId, PersonId
from maneki.model.link import AuditEntry, Deed
from maneki.store.schema import audit
from maneki.store.session import Session


class Audit:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def write(
        self, person_id: PersonId, deed: Deed, detail: Mapping[str, object] | None = None
    ) -> None:
        await self._session.execute(
            audit.insert().values(
                id=self._session.new_id(),
                person_id=person_id,
                deed=deed,
                detail=dict(detail or {}),
                **self._session.stamps(),
            )
        )

    async def of(self, person_id: PersonId) -> tuple[AuditEntry, ...]:
        """The oldest first."""
        rows = await self._session.rows(
            select(audit).where(audit.c.person_id == person_id).order_by(audit.c.id)
        )
        return tuple(
            AuditEntry(
                id=AuditId(row.id),
                person_id=PersonId(row.person_id),
                deed=Deed(row.deed),
                detail=row.detail,
                at=row.created_at,
            )
            for row in rows
        )

    async def strip(self, person_id: PersonId) -> None:
        """Only that and when it was done is kept."""
        await self._session.execute(
            update(audit).where(audit.c.person_id == person_id).values(detail={})
        )
