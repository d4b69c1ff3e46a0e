"""What fits a filter already is shown, without holding up anybody else."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from maneki.filters.desk import PREVIEW_CHARACTERS, FilterDesk
from maneki.filters.watchable import Watchable
from maneki.matching.brands import BrandDictionary
from maneki.matching.look import Look
from maneki.matching.match import Matcher
from maneki.model.filter import Criteria
from maneki.model.listing import Listing
from maneki.model.person import Address
from maneki.store import Store

AMI = Address("discord", "1001")
LONG = "リックオウエンス leather jacket " * 1_000


class Turns:
    """Counts the turns that the event loop takes."""

    def __init__(self) -> None:
        self.count = 0

    async def run(self) -> None:
        while True:
            await asyncio.sleep(0)
            self.count += 1


class WatchedMatcher(Matcher):
    """Notes in which turn of the event loop it looked at each listing."""

    def __init__(self, dictionary: BrandDictionary, turns: Turns) -> None:
        super().__init__(dictionary)
        self._turns = turns
        self.looks: list[int] = []

    def look_at(self, listing: Listing) -> Look:
        self.looks.append(self._turns.count)
        return super().look_at(listing)


@pytest.fixture(scope="module")
def dictionary() -> BrandDictionary:
    return BrandDictionary.load()


@pytest.fixture
def turns() -> Turns:
    return Turns()


@pytest.fixture
def matcher(dictionary: BrandDictionary, turns: Turns) -> WatchedMatcher:
    return WatchedMatcher(dictionary, turns)


@pytest.fixture
def desk(store: Store, matcher: WatchedMatcher, dictionary: BrandDictionary) -> FilterDesk:
    return FilterDesk(
        store,
        matcher=matcher,
        watchable=Watchable(markets={}, spellings=dictionary.spellings, sources=("my_market",)),
        most_filters=100,
        default_currency=None,
        changed=lambda: None,
    )


async def seen(store: Store, count: int, *, characters: int, title: str = "Jacket") -> None:
    async with store.transaction() as tx:
        await tx.listings.add_new(
            [
                (
                    Listing(
                        market="my_market",
                        external_id=f"{title} {number}",
                        title=title,
                        description=LONG[:characters],
                    ),
                    None,
                )
                for number in range(count)
            ]
        )


async def test_others_have_their_turn_after_every_listing_that_is_looked_at(
    desk: FilterDesk, store: Store, matcher: WatchedMatcher, turns: Turns
) -> None:
    await seen(store, 60, characters=100)
    async with asyncio.TaskGroup() as group:
        counting = group.create_task(turns.run())
        filters = [Criteria(brands=(brand,)) for brand in ("Gucci", "Prada", "Undercover")]
        await asyncio.gather(*(desk.create(AMI, name=None, criteria=one) for one in filters))
        await desk.show(AMI, "Gucci")
        counting.cancel()
    assert len(matcher.looks) >= 60
    assert max(Counter(matcher.looks).values()) == 1


async def test_a_preview_reads_no_more_than_it_has_time_for(
    desk: FilterDesk, store: Store, matcher: WatchedMatcher
) -> None:
    await seen(store, 40, characters=20_000)
    created = await desk.create(AMI, name=None, criteria=Criteria(brands=("Gucci",)))
    assert created.hits == ()
    assert len(matcher.looks) <= PREVIEW_CHARACTERS // 20_000


async def test_nothing_is_kept_waiting_while_a_preview_is_made(
    desk: FilterDesk, store: Store
) -> None:
    """A filter is saved, and others can save theirs, before its preview is ready."""
    await seen(store, 300, characters=1_000)
    wanted = Criteria(brands=("Gucci",))
    async with asyncio.TaskGroup() as group:
        making = group.create_task(desk.create(AMI, name="slow", criteria=wanted))
        while not await desk.mine(AMI):  # noqa: ASYNC110  (a database tells nobody)
            await asyncio.sleep(0)
        assert not making.done()


async def test_the_newest_few_that_fit_are_shown(desk: FilterDesk, store: Store) -> None:
    await seen(store, 5, characters=0, title="Gucci loafers")
    created = await desk.create(AMI, name="x", criteria=Criteria(brands=("Gucci",)))
    assert [card.listing.title for card in created.hits] == ["Gucci loafers"] * 3
    assert (await desk.show(AMI, "x")).hits == created.hits
