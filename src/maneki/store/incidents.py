"""Incidents: whose host is blocked, changed or down, and which searches suffer from it.

Also the warnings that an operator accepted.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update

from maneki.model.ids import IncidentId, SearchId
from maneki.store.schema import acceptances, incident_searches, incidents, searches
from maneki.store.session import Session


class IncidentKind(StrEnum):
    BLOCKED = "blocked"
    CHANGED = "changed"
    UNAVAILABLE = "unavailable"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Trouble of one kind with one host of a market, and with some or all of the searches there.

    `failed_at` is when it last showed. One that comes back soon is the same incident, `reopened`
    once more.
    """

    id: IncidentId
    kind: IncidentKind
    market: str
    host: str
    detail: str
    opened_at: datetime
    failed_at: datetime
    closed_at: datetime | None = None
    reopened: int = 0


class Incidents:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def open(
        self, kind: IncidentKind, *, market: str, host: str, detail: str, soon: timedelta
    ) -> Incident:
        """The incident that is open, or one that was closed less than `soon` ago, or a new one."""
        return (
            await self._failed_again(kind, market=market, host=host, detail=detail)
            or await self._reopened(kind, market=market, host=host, detail=detail, soon=soon)
            or await self._opened(kind, market=market, host=host, detail=detail)
        )

    async def _failed_again(
        self, kind: IncidentKind, *, market: str, host: str, detail: str
    ) -> Incident | None:
        row = await self._session.first(
            update(incidents)
            .where(*_of(kind, market, host), incidents.c.closed_at.is_(None))
            .values(self._failure(detail))
            .returning(incidents)
        )
        return None if row is None else _incident(row)

    async def _reopened(
        self, kind: IncidentKind, *, market: str, host: str, detail: str, soon: timedelta
    ) -> Incident | None:
        last = (
            select(incidents.c.id)
            .where(*_of(kind, market, host), incidents.c.closed_at > self._session.now - soon)
            .order_by(incidents.c.closed_at.desc())
            .limit(1)
        )
        row = await self._session.first(
            update(incidents)
            .where(incidents.c.id == last.scalar_subquery())
            .values(
                closed_at=None,
                opened_at=self._session.now,
                reopened=incidents.c.reopened + 1,
                **self._failure(detail),
            )
            .returning(incidents)
        )
        if row is None:
            return None
        # Whoever was in it last time and is not now need not hear of it.
        await self._session.execute(
            incident_searches.delete().where(
                incident_searches.c.incident_id == row.id, incident_searches.c.is_over.is_(True)
            )
        )
        return _incident(row)

    async def _opened(self, kind: IncidentKind, *, market: str, host: str, detail: str) -> Incident:
        row = await self._session.first(
            self._session.insert(incidents)
            .values(
                id=self._session.new_id(),
                kind=kind,
                market=market,
                host=host,
                opened_at=self._session.now,
                reopened=0,
                created_at=self._session.now,
                **self._failure(detail),
            )
            .returning(incidents)
        )
        assert row is not None  # noqa: S101  (an insert returns its row)
        return _incident(row)

    def _failure(self, detail: str) -> dict[str, Any]:
        now = self._session.now
        return {"detail": detail[:2000], "failed_at": now, "updated_at": now}

    async def concern(self, incident: Incident, search_ids: Collection[SearchId]) -> None:
        """These searches are in this trouble too, or again."""
        if not search_ids:
            return
        await self._session.execute(
            self._session.insert(incident_searches)
            .values(incident_id=incident.id, is_over=False, **self._session.stamps())
            .on_conflict_do_update(
                index_elements=["incident_id", "search_id"],
                set_={"is_over": False, "updated_at": self._session.now},
            ),
            [{"search_id": search_id} for search_id in search_ids],
        )

    async def relieve(self, incident: Incident, search_ids: Collection[SearchId]) -> None:
        """These searches are out of this trouble."""
        await self._session.execute(
            update(incident_searches)
            .where(
                incident_searches.c.incident_id == incident.id,
                self._session.among(incident_searches.c.search_id, search_ids),
                incident_searches.c.is_over.is_(False),
            )
            .values(is_over=True, updated_at=self._session.now)
        )

    async def concerns_any(self, incident: Incident) -> bool:
        """Whether a search that is still wanted is in this trouble."""
        row = await self._session.first(
            select(incident_searches.c.search_id)
            .join(searches, searches.c.id == incident_searches.c.search_id)
            .where(
                incident_searches.c.incident_id == incident.id,
                incident_searches.c.is_over.is_(False),
                searches.c.is_wanted.is_(True),
            )
            .limit(1)
        )
        return row is not None

    async def searches_of(self, incident: Incident) -> tuple[SearchId, ...]:
        """Every search that was in this trouble since it was last opened."""
        rows = await self._session.rows(
            select(incident_searches.c.search_id).where(
                incident_searches.c.incident_id == incident.id
            )
        )
        return tuple(SearchId(row.search_id) for row in rows)

    async def close(self, incident: Incident) -> None:
        await self._session.execute(
            update(incidents)
            .where(incidents.c.id == incident.id)
            .values(closed_at=self._session.now, updated_at=self._session.now)
        )

    async def open_at(self, market: str, *, host: str) -> tuple[Incident, ...]:
        rows = await self._session.rows(
            select(incidents).where(
                incidents.c.market == market,
                incidents.c.host == host,
                incidents.c.closed_at.is_(None),
            )
        )
        return tuple(map(_incident, rows))

    async def hosts_in_trouble(self) -> tuple[tuple[str, str], ...]:
        """Markets and their hosts that have an open incident, and are still visited."""
        rows = await self._session.rows(
            select(incidents.c.market, incidents.c.host)
            .where(incidents.c.closed_at.is_(None), _is_anybodys())
            .distinct()
            .order_by(incidents.c.market, incidents.c.host)
        )
        return tuple((row.market, row.host) for row in rows)

    async def close_unwanted(self) -> int:
        """End the incidents of what is not visited any more: nothing else would."""
        done = await self._session.execute(
            update(incidents)
            .where(incidents.c.closed_at.is_(None), ~_is_anybodys())
            .values(closed_at=self._session.now, updated_at=self._session.now)
        )
        return done.rowcount

    async def accept_warning(self, market: str, *, warning: str) -> None:
        """Keep the warning that the operator accepted when turning this market on."""
        await self._session.execute(
            self._session.insert(acceptances)
            .values(
                market=market,
                warning=warning,
                accepted_at=self._session.now,
                **self._session.stamps(),
            )
            .on_conflict_do_update(
                index_elements=["market"],
                set_={
                    "warning": warning,
                    "accepted_at": self._session.now,
                    "updated_at": self._session.now,
                },
                where=acceptances.c.warning != warning,
            )
        )


def _is_anybodys() -> ColumnElement[bool]:
    """Whether a search that is still wanted is in an incident, or was until just now."""
    return (
        select(incident_searches.c.search_id)
        .join(searches, searches.c.id == incident_searches.c.search_id)
        .where(
            incident_searches.c.incident_id == incidents.c.id,
            searches.c.is_wanted.is_(True),
        )
        .exists()
    )


def _of(kind: IncidentKind, market: str, host: str) -> tuple[ColumnElement[bool], ...]:
    return (
        incidents.c.kind == kind,
        incidents.c.market == market,
        incidents.c.host == host,
    )


def _incident(row: Row[Any]) -> Incident:
    return Incident(
        id=IncidentId(row.id),
        kind=IncidentKind(row.kind),
        market=row.market,
        host=row.host,
        detail=row.detail,
        opened_at=row.opened_at,
        failed_at=row.failed_at,
        closed_at=row.closed_at,
        reopened=row.reopened,
    )
