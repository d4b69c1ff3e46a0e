"""When what markets are asked has changed, so have the searches of the filters that are there."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import text

from maneki.clock import MovableClock
from maneki.filters.desk import FilterDesk
from maneki.filters.replan import MARK, Replanner
from maneki.filters.watchable import Watchable
from maneki.markets.feed.client import FeedMarket
from maneki.markets.market import Market
from maneki.markets.mercari_jp.client import MercariJpMarket
from maneki.matching.brands import BrandDictionary, BrandRow
from maneki.matching.match import Matcher
from maneki.model.filter import Criteria
from maneki.model.person import Address
from maneki.store import Store

AMI = Address("discord", "1001")
GAMES = Criteria(brands=("Nintendo",))
FEED = "https://shop.example/new.xml"

OLD = BrandDictionary.from_rows([BrandRow("Nintendo", "任天堂")])
NEW = BrandDictionary.from_rows([BrandRow("Nintendo", "任天堂", ("ニンテンドー",))])


def feed(clock: MovableClock) -> dict[str, Market]:
    return {"feed": FeedMarket([FEED], clock=clock, user_agent="tests")}


def mercari(clock: MovableClock) -> dict[str, Market]:
    return {"mercari_jp": MercariJpMarket(clock=clock, user_agent="tests")}


def watching(
    markets: Mapping[str, Market], dictionary: BrandDictionary, *, sources: tuple[str, ...] = ()
) -> Watchable:
    return Watchable(markets=markets, spellings=dictionary.spellings, sources=sources)


class Started:
    """A program that was started with these markets and this dictionary."""

    def __init__(
        self,
        store: Store,
        markets: Mapping[str, Market],
        dictionary: BrandDictionary,
        *,
        sources: tuple[str, ...] = (),
    ) -> None:
        watchable = watching(markets, dictionary, sources=sources)
        self.plans = 0
        self.filters = FilterDesk(
            store,
            matcher=Matcher(dictionary),
            watchable=watchable,
            most_filters=500,
            default_currency=None,
            changed=lambda: None,
        )
        self.replanner = Replanner(
            store, watchable=watchable, dictionary=dictionary, planned=self._planned
        )

    def _planned(self) -> None:
        self.plans += 1

    async def replans(self) -> int:
        """How many batches it plans until nothing is left to do."""
        while await self.replanner.step():
            pass
        return self.plans


async def asked(store: Store) -> set[str]:
    async with store.transaction() as tx:
        searches = await tx.searches.wanted()
    return {str(one.query.params.get("keyword", one.query.market)) for one in searches}


async def written_at(store: Store) -> tuple[object, ...]:
    """When the mark and every search that is needed were last written."""
    async with store.transaction() as tx:
        rows = await tx._session.rows(
            text(
                "SELECT updated_at FROM marks UNION ALL SELECT updated_at FROM searches "
                "UNION ALL SELECT updated_at FROM search_filters"
            )
        )
    return tuple(row.updated_at for row in rows)


async def test_a_market_that_is_new_is_asked_for_the_filters_that_are_there(
    store: Store, clock: MovableClock
) -> None:
    before = Started(store, mercari(clock), OLD)
    await before.replans()
    await before.filters.create(AMI, name="games", criteria=GAMES)
    assert await asked(store) == {"nintendo", "任天堂"}
    assert await Started(store, mercari(clock) | feed(clock), OLD).replans() == 1
    assert await asked(store) == {"nintendo", "任天堂", "feed"}


async def test_a_feed_that_is_gone_from_the_settings_is_not_read_any_more(
    store: Store, clock: MovableClock
) -> None:
    before = Started(store, mercari(clock) | feed(clock), OLD)
    await before.replans()
    await before.filters.create(AMI, name="games", criteria=GAMES)
    assert await Started(store, mercari(clock), OLD).replans() == 1
    assert await asked(store) == {"nintendo", "任天堂"}


async def test_a_name_that_the_dictionary_learns_is_asked_for_the_filters_that_are_there(
    store: Store, clock: MovableClock
) -> None:
    before = Started(store, mercari(clock), OLD)
    await before.replans()
    await before.filters.create(AMI, name="games", criteria=GAMES)
    assert await Started(store, mercari(clock), NEW).replans() == 1
    assert await asked(store) == {"nintendo", "任天堂", "ニンテンドー"}


async def test_what_is_asked_as_before_is_not_planned_again(
    store: Store, clock: MovableClock
) -> None:
    before = Started(store, mercari(clock) | feed(clock), NEW)
    await before.replans()
    await before.filters.create(AMI, name="games", criteria=GAMES)
    written = await written_at(store)
    clock.move(3600)
    assert await before.replans() == 1
    again = Started(store, mercari(clock) | feed(clock), NEW, sources=("my_market",))
    assert await again.replans() == 0
    assert await written_at(store) == written


async def test_every_active_filter_has_its_turn(store: Store, clock: MovableClock) -> None:
    before = Started(store, {}, OLD, sources=("my_market",))
    await before.replans()
    for number in range(202):
        criteria = Criteria(brands=(f"brand {number}",))
        await before.filters.create(AMI, name=f"{number}", criteria=criteria)
    await before.filters.pause(AMI, "7")
    after = Started(store, mercari(clock), OLD)
    assert await after.replans() == 2
    assert await asked(store) == {f"brand {number}" for number in range(202)} - {"brand 7"}
    async with store.transaction() as tx:
        assert await tx.marks.get(MARK) is not None


@pytest.mark.parametrize("dictionary", [OLD, BrandDictionary.load()], ids=["old", "packaged"])
async def test_two_programs_that_ask_the_same_agree_on_it(
    store: Store, clock: MovableClock, dictionary: BrandDictionary
) -> None:
    assert await Started(store, mercari(clock), dictionary).replans() == 1
    assert await Started(store, mercari(clock), dictionary).replans() == 0
