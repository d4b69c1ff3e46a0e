"""Whoever wants to hear of things by text is told at once that only the shop's own shelf is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maneki.errors import InvalidInputError
from maneki.filters.desk import FilterDesk
from maneki.filters.watchable import Watchable
from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.model.filter import Criteria, Filter, Keywords
from maneki.model.ids import DestinationId
from maneki.model.person import PHONE, Address, DestinationKind, Preferences
from maneki.store import Store

SALLY = Address(PHONE, "+12125550123")
DUNE = Criteria(keywords=Keywords(all=("dune",)))
ON_THE_SHELF = replace(DUNE, markets=("shop",))


@pytest.fixture
def desk(store: Store) -> FilterDesk:
    dictionary = BrandDictionary.load()
    return FilterDesk(
        store,
        matcher=Matcher(dictionary),
        watchable=Watchable(
            markets={},
            spellings=dictionary.spellings,
            sources=("shop", "my_market"),
            built_in=set(),
        ),
        most_filters=10,
        default_currency="USD",
        changed=lambda: None,
    )


@pytest.fixture
async def phone(store: Store) -> DestinationId:
    async with store.transaction() as tx:
        sally = await tx.people.get_or_add(SALLY, preferences=Preferences())
        place = await tx.destinations.choose(
            sally.id, kind=DestinationKind.PHONE, address=SALLY.value
        )
    return place.id


@pytest.mark.parametrize(
    "criteria",
    [DUNE, replace(DUNE, markets=("my_market",)), replace(DUNE, markets=("shop", "my_market"))],
)
async def test_resale_cannot_be_chosen_for_a_phone(
    desk: FilterDesk, phone: DestinationId, criteria: Criteria
) -> None:
    with pytest.raises(InvalidInputError, match="has on its shelf"):
        await desk.create(SALLY, name="dune", criteria=criteria, destination_id=phone)
    assert await desk.mine(SALLY) == ()


async def test_the_shops_shelf_can(desk: FilterDesk, phone: DestinationId) -> None:
    made = await desk.create(SALLY, name="dune", criteria=ON_THE_SHELF, destination_id=phone)
    assert made.filter.destination_id == phone


async def test_a_filter_for_a_phone_cannot_be_widened_to_resale(
    desk: FilterDesk, phone: DestinationId
) -> None:
    await desk.create(SALLY, name="dune", criteria=ON_THE_SHELF, destination_id=phone)

    def widened(found: Filter) -> Filter:
        return replace(found, criteria=DUNE)

    with pytest.raises(InvalidInputError, match="has on its shelf"):
        await desk.edit(SALLY, "dune", widened)
