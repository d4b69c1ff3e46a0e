"""Moving in from the earlier alert system: filters, which sleep until their owner presses Start,
and which listings it had seen, so that nobody hears of them as new once more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from maneki.errors import InvalidInputError
from maneki.filters.importing import FilterImport, Outcome
from maneki.filters.swagsearch_rows import filter_of, listing_of
from maneki.model.listing import Listing
from maneki.model.moved import Unused
from maneki.store import Store
from maneki.store.strangers import Row, Stranger

_A_STEP = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltersMovedIn:
    """How many filters and listings could be used, and how many of them were new here."""

    filters: int = 0
    new_filters: int = 0
    listings: int = 0
    new_listings: int = 0
    unused: tuple[Unused, ...] = ()


class SwagsearchMove:
    """With `is_rehearsal` nothing is changed."""

    def __init__(
        self,
        store: Store,
        old: Stranger,
        *,
        filters: FilterImport,
        is_rehearsal: bool = False,
        told: Callable[[str, int, int], None] = lambda *_: None,
    ) -> None:
        self._store = store
        self._old = old
        self._filters = filters
        self._is_rehearsal = is_rehearsal
        self._told = told
        self._unused: list[Unused] = []

    async def run(self) -> FiltersMovedIn:
        """Raises `StoreError`s; what was moved in by then is not moved in twice."""
        # What was seen comes first: a filter that runs must not find it as new.
        listings, new_listings = await self._move_listings()
        filters, new_filters = await self._move_filters()
        return FiltersMovedIn(
            filters=filters,
            new_filters=new_filters,
            listings=listings,
            new_listings=new_listings,
            unused=tuple(self._unused),
        )

    async def _move_listings(self) -> tuple[int, int]:
        count, done, new = await self._old.count("listings"), 0, 0
        seen: dict[tuple[str, str], Listing] = {}
        async for row in self._old.rows("listings"):
            done += 1
            try:
                one = listing_of(row)
            except InvalidInputError as exc:
                self._unused.append(Unused("listings", str(row["id"]), str(exc)))
                continue
            seen[one.market, one.external_id] = one
            self._told("listings", done, count)
        every = [*seen.values()]
        for start in range(0, 0 if self._is_rehearsal else len(every), _A_STEP):
            async with self._store.transaction() as tx:
                some = every[start : start + _A_STEP]
                new += len(await tx.listings.add_new([(one, one.price) for one in some]))
        return len(every), new

    async def _move_filters(self) -> tuple[int, int]:
        count, done, kept, new = await self._old.count("user_filters"), 0, 0, 0
        async for row in self._old.rows("user_filters"):
            done += 1
            try:
                new += await self._move_filter(row)
            except InvalidInputError as exc:
                self._unused.append(Unused("user_filters", str(row["id"]), str(exc)))
            else:
                kept += 1
            self._told("filters", done, count)
        return kept, new

    async def _move_filter(self, row: Row) -> bool:
        """Whether it was new. Raises `InvalidInputError`."""
        shape = filter_of(row)
        if self._is_rehearsal:
            self._filters.check(shape)
            return False
        return (await self._filters.add(shape)).outcome is not Outcome.KNOWN
