"""Incidents: a market is blocked, changed or down; and the warnings an operator accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select, update

from maneki.model.ids import IncidentId
from maneki.store.schema import acceptances, incidents
from maneki.store.session import Session


class IncidentKind(StrEnum):
    BLOCKED = "blocked"
    CHANGED = "changed"
    UNAVAILABLE = "unavailable"
    OVERFLOW = "overflow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    id: IncidentId
    kind: IncidentKind
    market: str
    detail: str
    opened_at: datetime
    closed_at: datetime | None = None


class Incidents:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def open(self, kind: IncidentKind, *, market: str, detail: str) -> Incident | None:
        """Open an incident. None if one of this kind is open for the market already."""
        row = await self._session.first(
            self._session.insert(incidents)
            .values(
                id=self._session.new_id(),
                kind=kind,
                market=market,
                detail=detail[:2000],
                opened_at=self._session.now,
                **self._session.stamps(),
            )
            .on_conflict_do_nothing()
            .returning(incidents)
        )
        return None if row is None else _incident(row)

    async def close(self, market: str) -> tuple[Incident, ...]:
        """Close what is open for this market; returns what was."""
        rows = await self._session.rows(
            update(incidents)
            .where(incidents.c.market == market, incidents.c.closed_at.is_(None))
            .values(closed_at=self._session.now, updated_at=self._session.now)
            .returning(incidents)
        )
        return tuple(map(_incident, rows))

    async def open_ones(self) -> tuple[Incident, ...]:
        rows = await self._session.rows(
            select(incidents).where(incidents.c.closed_at.is_(None)).order_by(incidents.c.id)
        )
        return tuple(map(_incident, rows))

    async def accept_warning(self, market: str, *, warning: str) -> None:
        """Keep the warning that the operator accepted when turning this market on."""
        await self._session.execute(
            self._session.insert(acceptances)
            .values(market=market, warning=warning, accepted_at=self._session.now)
            .on_conflict_do_update(
                index_elements=["market"],
                set_={"warning": warning, "accepted_at": self._session.now},
                where=acceptances.c.warning != warning,
            )
        )


def _incident(row: Row[Any]) -> Incident:
    return Incident(
        id=IncidentId(row.id),
        kind=IncidentKind(row.kind),
        market=row.market,
        detail=row.detail,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )
