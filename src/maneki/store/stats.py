"""What figures are made of. Read in small pages: whoever reads holds up everybody else."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, case, func, select
from ulid import ULID

from maneki.model.feedback import FeedbackKind
from maneki.model.figures import Backlog, EndCount, Fate, Ratings, Standing
from maneki.model.ids import OutboxId
from maneki.model.outbox import OutboxKind, OutboxState, Times
from maneki.model.person import DestinationKind
from maneki.store.schema import alerts, destinations, feedback, listing_events, listings, outbox
from maneki.store.session import Session

UNFINISHED = (
    OutboxState.DUE,
    OutboxState.HELD,
    OutboxState.SENDING,
    OutboxState.SUSPENDED,
)
_TIMES = ("listed_at", "fetched_at", "matched_at", "queued_at", "accepted_at")


class Stats:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def fates(
        self, *, since: datetime, after: OutboxId | None, limit: int
    ) -> tuple[Fate, ...]:
        """Alerts that were queued since then, in order, from the one `after` that on."""
        begin = after or _first_id(since)
        # The page first: joined at once, SQLite would sort all alerts there are for each page.
        page = (
            select(outbox.c.id)
            .where(outbox.c.id > begin, outbox.c.kind == OutboxKind.ALERT)
            .order_by(outbox.c.id)
            .limit(limit)
            .subquery()
        )
        rows = await self._session.rows(
            _fates().join(page, page.c.id == outbox.c.id).order_by(outbox.c.id)
        )
        return tuple(map(_fate, rows))

    async def fates_of(self, ids: Collection[OutboxId]) -> tuple[Fate, ...]:
        """Those of these rows that are alerts."""
        rows = await self._session.rows(_fates().where(self._session.among(outbox.c.id, ids)))
        return tuple(map(_fate, rows))

    async def ends(self, *, since: datetime, late_before: datetime) -> tuple[EndCount, ...]:
        """What has come of the alerts that were queued since then, counted at once."""
        digests = outbox.alias("digests")
        end = func.coalesce(digests.c.state, outbox.c.state)
        is_late = outbox.c.due_at < late_before
        repeated = func.sum(case((outbox.c.possibly_repeated, 1), else_=0))
        rows = await self._session.rows(
            select(
                end.label("end"),
                is_late.label("is_late"),
                func.count().label("times"),
                repeated.label("repeated"),
            )
            .select_from(outbox)
            .outerjoin(digests, digests.c.id == outbox.c.merged_into)
            .where(outbox.c.id > _first_id(since), outbox.c.kind == OutboxKind.ALERT)
            .group_by(end, is_late)
        )
        return tuple(
            EndCount(
                end=OutboxState(row.end),
                is_late=bool(row.is_late),
                times=row.times,
                possibly_repeated=row.repeated,
            )
            for row in rows
        )

    async def told_in(self, digests: Collection[OutboxId]) -> dict[str, int]:
        """How many alerts these digests tell of, by market."""
        rows = await self._session.rows(
            select(listings.c.market, func.count().label("times"))
            .join(alerts, alerts.c.listing_id == listings.c.id)
            .join(outbox, outbox.c.id == alerts.c.outbox_id)
            .where(self._session.among(outbox.c.merged_into, digests))
            .group_by(listings.c.market)
        )
        return {row.market: row.times for row in rows}

    async def standing(self) -> Standing:
        """How things stand now. As quick as there is little that waits."""
        return Standing(
            backlog=await self._backlog(),
            suspended=await self._suspended(),
            states=await self._states(),
        )

    async def _backlog(self) -> Backlog:
        due = await self._session.rows(
            select(func.count().label("times"), func.min(outbox.c.due_at).label("oldest"))
            .join(destinations, destinations.c.id == outbox.c.destination_id)
            .where(
                # What was tried and is to be tried again is no less late.
                outbox.c.state.in_((OutboxState.DUE, OutboxState.HELD, OutboxState.SENDING)),
                outbox.c.due_at <= self._session.now,
                destinations.c.suspended_at.is_(None),
            )
        )
        unmatched = await self._session.rows(
            select(
                func.count().label("times"), func.min(listing_events.c.at).label("oldest")
            ).where(listing_events.c.matched_at.is_(None))
        )
        return Backlog(
            waiting=due[0].times,
            oldest_due_at=due[0].oldest,
            unmatched=unmatched[0].times,
            oldest_unmatched_at=unmatched[0].oldest,
        )

    async def _suspended(self) -> dict[DestinationKind, int]:
        rows = await self._session.rows(
            select(destinations.c.kind, func.count().label("times"))
            .where(destinations.c.suspended_at.is_not(None))
            .group_by(destinations.c.kind)
        )
        return {DestinationKind(row.kind): row.times for row in rows}

    async def _states(self) -> dict[OutboxState, int]:
        rows = await self._session.rows(
            select(outbox.c.state, func.count().label("times"))
            .where(outbox.c.state.in_(UNFINISHED))
            .group_by(outbox.c.state)
        )
        return {OutboxState(row.state): row.times for row in rows}

    async def ratings(self, *, since: datetime) -> Ratings:
        """What people say of the service as a whole."""
        rows = await self._session.rows(
            select(
                func.count().label("asked"),
                func.count(feedback.c.score).label("answered"),
                func.avg(feedback.c.score).label("mean"),
            ).where(feedback.c.kind == FeedbackKind.SERVICE, feedback.c.updated_at >= since)
        )
        found = rows[0]
        mean = None if found.mean is None else float(found.mean)
        return Ratings(asked=found.asked, count=found.answered, mean=mean)


def _first_id(since: datetime) -> str:
    """Ids sort by the time they were made at."""
    return str(ULID.from_timestamp(since.timestamp()))


def _fates() -> Select[Any]:
    digests = outbox.alias("digests")
    return (
        select(
            outbox.c.id,
            outbox.c.state,
            outbox.c.reason,
            outbox.c.due_at,
            outbox.c.possibly_repeated,
            listings.c.market,
            digests.c.state.label("digest"),
            *(outbox.c[name] for name in _TIMES),
        )
        .join(alerts, alerts.c.outbox_id == outbox.c.id)
        .join(listings, listings.c.id == alerts.c.listing_id)
        .outerjoin(digests, digests.c.id == outbox.c.merged_into)
    )


def _fate(row: Row[Any]) -> Fate:
    return Fate(
        id=OutboxId(row.id),
        market=row.market,
        state=OutboxState(row.state),
        reason=row.reason,
        due_at=row.due_at,
        possibly_repeated=row.possibly_repeated,
        digest=OutboxState(row.digest) if row.digest else None,
        times=Times(**{name: getattr(row, name) for name in _TIMES}),
    )
