"""How often Discord's limits were met, by the hour, so that another process can read it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import case, func, select

from maneki.model.figures import LimitCount
from maneki.store.schema import limit_counts
from maneki.store.session import Session


class LimitCounts:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, counts: Collection[LimitCount]) -> None:
        """Count these into the present hour."""
        hour = self._session.now.replace(minute=0, second=0, microsecond=0)
        for one in counts:
            added = self._session.insert(limit_counts).values(
                hour=hour,
                cause=one.cause,
                route=one.route[:128],
                times=one.times,
                longest_s=one.longest_s,
                **self._session.stamps(),
            )
            new, known = added.excluded, limit_counts.c
            await self._session.execute(
                added.on_conflict_do_update(
                    index_elements=["hour", "cause", "route"],
                    set_={
                        "times": known.times + new.times,
                        "longest_s": case(
                            (new.longest_s > known.longest_s, new.longest_s), else_=known.longest_s
                        ),
                        "updated_at": self._session.now,
                    },
                )
            )

    async def since(self, moment: datetime) -> tuple[LimitCount, ...]:
        """By cause and route, from the hour of that moment on."""
        hour = moment.replace(minute=0, second=0, microsecond=0)
        rows = await self._session.rows(
            select(
                limit_counts.c.cause,
                limit_counts.c.route,
                func.sum(limit_counts.c.times).label("times"),
                func.max(limit_counts.c.longest_s).label("longest_s"),
            )
            .where(limit_counts.c.hour >= hour)
            .group_by(limit_counts.c.cause, limit_counts.c.route)
            .order_by(limit_counts.c.cause, limit_counts.c.route)
        )
        return tuple(
            LimitCount(
                cause=row.cause, route=row.route, times=int(row.times), longest_s=row.longest_s
            )
            for row in rows
        )
