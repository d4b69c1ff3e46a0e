"""When the markets that are watched change, so do the searches that filters need."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import structlog

from maneki.filters.watchable import Watchable
from maneki.model.filter import Criteria
from maneki.model.ids import FilterId
from maneki.store import Store

log = structlog.get_logger(__name__)

MARK = "searches planned for"
A_BATCH = 200


class Replanner:
    """Plans every filter's searches anew, once, after the configured markets have changed."""

    def __init__(self, store: Store, *, watchable: Watchable, planned: Callable[[], None]) -> None:
        self._store = store
        self._watchable = watchable
        self._planned = planned
        self._after: FilterId | None = None
        self._fingerprint = _fingerprint(watchable)

    async def step(self) -> bool:
        """Plan one batch. False when nothing is left to do."""
        async with self._store.transaction() as tx:
            if await tx.marks.get(MARK) == self._fingerprint:
                return False
            batch = await tx.filters.active(after=self._after, limit=A_BATCH)
            for filter_id, criteria in batch:
                queries = self._watchable.queries_for(criteria)
                await tx.searches.want(queries, by=filter_id)
            if len(batch) < A_BATCH:
                await tx.marks.put(MARK, self._fingerprint)
        self._after = batch[-1][0] if len(batch) == A_BATCH else None
        self._planned()
        log.info("searches.planned", filters=len(batch))
        return self._after is not None


def _fingerprint(watchable: Watchable) -> str:
    """Differs whenever an unrestricted filter would be served by other searches."""
    asked = [
        [
            name,
            [query.key for query in market.queries_for(Criteria(brands=("x",)), spellings=_same)],
        ]
        for name, market in watchable.markets.items()
    ]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _same(brand: str) -> tuple[str, ...]:
    return (brand,)
