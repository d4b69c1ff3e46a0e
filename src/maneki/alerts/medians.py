"""What comparable listings cost, for the filters that ask how a price compares with them.

Comparable are the listings that we first saw in the last days, on the same market and for the same
currency, sold or not, that fit the filter but for its price. They are read at most every ten
minutes, the newest `MOST_READ` of them; a filter is compared with them once in that time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from maneki.matching.look import Look
from maneki.matching.match import Matcher
from maneki.matching.price import price_now
from maneki.model.event import ListingEvent
from maneki.model.filter import ANY_PRICE, Criteria, Filter
from maneki.model.ids import FilterId
from maneki.model.listing import ListingStatus
from maneki.model.median import COMPARED, DAYS, Median, median_of
from maneki.model.money import Money
from maneki.store import Transaction

MOST_READ = 500
KEPT = timedelta(minutes=10)

_Priced = tuple[str, Money]
"""A listing's id on its market, and its price."""


@dataclass(frozen=True, slots=True)
class _Pool:
    """What one market had in one currency, the newest first, and what fits whom of it."""

    read_at: datetime
    looks: Sequence[Look]
    fitting: dict[tuple[FilterId, int], Sequence[_Priced]] = field(default_factory=dict)


class Medians:
    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._pools: dict[tuple[str, str], _Pool] = {}

    async def of(
        self, tx: Transaction, event: ListingEvent, filters: Iterable[Filter]
    ) -> Mapping[FilterId, Median]:
        """For those of the filters that ask for one. Without a price there is nothing to compare,
        and none is said.
        """
        asking = [one for one in filters if one.criteria.below_median is not None]
        price = price_now(event.listing)
        if not asking or price is None:
            return {}
        pool = await self._pool(tx, event.listing.market, price.currency)
        return {one.id: self._median(one, event, pool) for one in asking}

    def _median(self, user_filter: Filter, event: ListingEvent, pool: _Pool) -> Median:
        key = user_filter.id, user_filter.revision
        if key not in pool.fitting:
            pool.fitting[key] = self._fitting(user_filter.criteria, pool.looks)
        own = event.listing.external_id
        others = [price for external_id, price in pool.fitting[key] if external_id != own]
        return median_of(others, as_of=pool.read_at.date())

    def _fitting(self, criteria: Criteria, looks: Sequence[Look]) -> Sequence[_Priced]:
        """One more than are compared: the listing itself may be among them."""
        wanted = replace(criteria, price=ANY_PRICE, below_median=None)
        found: list[_Priced] = []
        for look in looks:
            price = price_now(look.listing)
            if price is not None and self._matcher.is_fitting(wanted, look, rates=None):
                found.append((look.listing.external_id, price))
                if len(found) > COMPARED:
                    break
        return found

    async def _pool(self, tx: Transaction, market: str, currency: str) -> _Pool:
        pool = self._pools.get((market, currency))
        # The clock may have been set back.
        if pool is None or not pool.read_at <= tx.now < pool.read_at + KEPT:
            listings = await tx.listings.comparable(
                market=market, currency=currency, since=tx.now - DAYS, limit=MOST_READ
            )
            # What is sold by now tells what things cost like anything else.
            on_sale = (replace(one, status=ListingStatus.ON_SALE) for one in listings)
            pool = _Pool(tx.now, [*map(self._matcher.look_at, on_sale)])
            self._pools[market, currency] = pool
        return pool
