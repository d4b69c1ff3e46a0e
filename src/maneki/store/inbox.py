"""The inbox: everything that came in, as rows, once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from maneki.store.schema import inbox
from maneki.store.session import Session


class Inbox:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(
        self, *, source: str, external_id: str, kind: str, body: dict[str, Any]
    ) -> str | None:
        """Keep what came in. Its id, or None if it came in before."""
        row = await self._session.first(
            self._session.insert(inbox)
            .values(
                id=self._session.new_id(),
                source=source,
                external_id=external_id,
                kind=kind,
                body=body,
                state="received",
                received_at=self._session.now,
                **self._session.stamps(),
            )
            .on_conflict_do_nothing(index_elements=["source", "external_id"])
            .returning(inbox.c.id)
        )
        return None if row is None else str(row.id)

    async def processed(self, inbox_id: str) -> None:
        await self._session.execute(
            update(inbox)
            .where(inbox.c.id == inbox_id)
            .values(
                state="processed",
                processed_at=self._session.now,
                updated_at=self._session.now,
            )
        )
