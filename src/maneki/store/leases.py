"""Leases: who may do what only one process may do at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from maneki.store.schema import leases
from maneki.store.session import Session


class Leases:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def take(
        self, name: str, *, holder: str, lasting: timedelta, instead_of: str | None = None
    ) -> bool:
        """Take or renew a lease. False while somebody else holds it, other than `instead_of`."""
        until = self._session.now + lasting
        is_free = leases.c.until < self._session.now
        row = await self._session.first(
            self._session.insert(leases)
            .values(name=name, holder=holder, until=until, **self._session.stamps())
            .on_conflict_do_update(
                index_elements=["name"],
                set_={"holder": holder, "until": until, "updated_at": self._session.now},
                where=leases.c.holder.in_([holder, instead_of or holder]) | is_free,
            )
            .returning(leases.c.holder)
        )
        return row is not None

    async def holder_of(self, name: str) -> tuple[str, datetime] | None:
        """Who holds a lease, and until when unless it is renewed; None while it is free."""
        row = await self._session.first(
            select(leases).where(leases.c.name == name, leases.c.until >= self._session.now)
        )
        return None if row is None else (row.holder, row.until)

    async def give_back(self, name: str, *, holder: str) -> None:
        await self._session.execute(
            delete(leases).where(leases.c.name == name, leases.c.holder == holder)
        )

    async def touch(self) -> None:
        """Write something that changes nothing: fails where writing is not possible."""
        await self._session.execute(delete(leases).where(leases.c.name == ""))
