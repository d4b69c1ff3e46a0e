"""When markets are asked in another way than before, so they are for the filters that are there.

The markets that are watched may have changed, or the dictionary, or how we ask.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache

import structlog

from maneki.filters.watchable import Watchable
from maneki.matching.brands import BrandDictionary
from maneki.model.event import EventKind
from maneki.model.filter import Criteria, Keywords, WantedType
from maneki.model.ids import FilterId
from maneki.store import Store

log = structlog.get_logger(__name__)

MARK = "searches planned for"
A_BATCH = 200

_WORDS = Keywords(any=("x", "y"), all=("z",))
SAMPLES = (
    Criteria(brands=("x",)),
    Criteria(keywords=_WORDS),
    Criteria(keywords=_WORDS, listing_types=(WantedType.FIXED,)),
    Criteria(keywords=_WORDS, events=(EventKind.ENDING_SOON,)),
    Criteria(sizes=("x",)),
)
"""One of each kind of filter that markets are asked for in a way of its own."""


class Replanner:
    """Plans every filter's searches anew, once, after what markets are asked has changed."""

    def __init__(
        self,
        store: Store,
        *,
        watchable: Watchable,
        dictionary: BrandDictionary,
        planned: Callable[[], None],
    ) -> None:
        self._store = store
        self._watchable = watchable
        self._planned = planned
        self._after: FilterId | None = None
        self._fingerprint = _fingerprint(watchable, dictionary)

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


def _fingerprint(watchable: Watchable, dictionary: BrandDictionary) -> str:
    """Differs whenever there may be a filter that would be served by other searches."""
    asked = [
        [[query.market, query.key] for query in watchable.queries_for(sample)] for sample in SAMPLES
    ]
    return _digest([asked, _meant(dictionary, watchable.spellings)])


@lru_cache(1)
def _meant(dictionary: BrandDictionary, spellings: Callable[[str], tuple[str, ...]]) -> str:
    """Of all that is written for a brand, and what is typed for it."""
    meant = sorted(
        [alias.words, *alias.brands, str(alias.is_strong)] for alias in dictionary.aliases()
    )
    spelt = [spellings(dictionary.name(brand)) for brand in dictionary.brands()]
    return _digest([meant, spelt])


def _digest(what: object) -> str:
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()
