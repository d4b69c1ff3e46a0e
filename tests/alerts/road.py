"""The road from a listing to the outbox, over a real database, without a market or a Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from maneki.alerts.announce import Announcer
from maneki.alerts.record import Recorded, Source, record
from maneki.errors import StoreUnavailableError
from maneki.filters.desk import FilterDesk
from maneki.model.filter import Criteria, Filter, PriceRange
from maneki.model.ids import SearchId
from maneki.model.listing import Listing
from maneki.model.money import Money
from maneki.model.outbox import Item
from maneki.model.person import Address
from maneki.model.search import SearchQuery
from maneki.people.desk import PeopleDesk
from maneki.store import Store, Transaction

AMI = Address("discord", "1001")
BEN = Address("discord", "1002")


def coat(external_id: str = "c-1", price: int | None = 40_000, **facts: object) -> Listing:
    listing = Listing(
        market="my_market",
        external_id=external_id,
        title="Rick Owens leather coat",
        url=f"https://example.test/{external_id}",
        price=None if price is None else Money(price, "JPY"),
    )
    return replace(listing, **facts)  # type: ignore[arg-type]


def coats(**facts: object) -> Criteria:
    return replace(Criteria(brands=("Rick Owens",)), **facts)  # type: ignore[arg-type]


def up_to(most: int) -> PriceRange:
    return PriceRange(max=most)


class FullStore(Store):
    """The same database, on a disk that is full after some more transactions."""

    def __init__(self, store: Store, *, after: int = 0) -> None:
        super().__init__(store._engine, store._clock)
        self._left = after

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with super().transaction() as tx:
            yield tx
            self._left -= 1
            if self._left < 0:
                raise StoreUnavailableError("The disk is full.")


@dataclass
class Road:
    store: Store
    filters: FilterDesk
    people: PeopleDesk
    announcer: Announcer
    nudges: list[str] = field(default_factory=list)

    async def wants(self, who: Address, criteria: Criteria, name: str | None = None) -> Filter:
        created = await self.filters.create(who, name=name, criteria=criteria)
        return created.filter

    async def listed(
        self,
        *listings: Listing,
        search_id: SearchId | None = None,
        is_first_visit: bool = False,
        watched_since: datetime | None = None,
    ) -> Recorded:
        async with self.store.transaction() as tx:
            return await record(
                tx,
                Source(
                    market="my_market",
                    fetched_at=tx.now,
                    search_id=search_id,
                    is_first_visit=is_first_visit,
                    watched_since=None if is_first_visit else watched_since or tx.now,
                ),
                listings,
                drop_percent=Decimal(5),
            )

    async def match(self) -> None:
        while await self.announcer.step():
            pass

    async def alerts(self) -> list[Item]:
        """What waits to go out now, everybody's, in no particular order; it stays waiting."""
        async with self.store.transaction() as tx:
            waiting = await tx.outbox.waiting(seats=100, per_destination=100)
        return [item for one in waiting for item in one.items]

    async def alerts_of(self, who: Address) -> list[Item]:
        async with self.store.transaction() as tx:
            person = await tx.people.at(who)
        assert person is not None
        return [item for item in await self.alerts() if item.person_id == person.id]


async def a_search(road: Road, query: str, *wanted_by: str) -> SearchId:
    """A search that these filters need."""
    async with road.store.transaction() as tx:
        for filter_id in wanted_by:
            filters = {one.id: one for one in await tx.filters.everyone()}
            [search] = await tx.searches.want(
                [SearchQuery("my_market", {"keyword": query})],
                by=filters[filter_id].id,  # type: ignore[index]
            )
    return search.id
