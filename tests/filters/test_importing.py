"""Imported filters bother nobody until their owner, or a moderator, has said where to."""

from __future__ import annotations

import pytest

from maneki.errors import InvalidInputError
from maneki.filters.desk import FilterDesk
from maneki.filters.importing import FilterImport, Outcome
from maneki.filters.watchable import Watchable
from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.model.filter import FilterState
from maneki.model.interchange import FilterShape, read_filter_shape
from maneki.model.person import Address, DestinationKind
from maneki.people.desk import PeopleDesk
from maneki.store import Store

AMI = Address("discord", "1001")


def shape(**changes: object) -> FilterShape:
    return read_filter_shape(
        {"id": "f-1", "owner": "discord:1001", "name": "coats", "brands": ["Rick Owens"]} | changes
    )


@pytest.fixture(scope="module")
def dictionary() -> BrandDictionary:
    return BrandDictionary.load()


@pytest.fixture
def watchable(dictionary: BrandDictionary) -> Watchable:
    return Watchable(markets={}, spellings=dictionary.spellings, sources=("my_market",))


@pytest.fixture
def desk(store: Store, watchable: Watchable, dictionary: BrandDictionary) -> FilterDesk:
    return FilterDesk(
        store,
        matcher=Matcher(dictionary),
        watchable=watchable,
        most_filters=10,
        default_currency=None,
        changed=lambda: None,
    )


@pytest.fixture
def importing(store: Store, desk: FilterDesk, watchable: Watchable) -> FilterImport:
    return FilterImport(store, desk=desk, watchable=watchable)


async def test_an_imported_filter_sleeps_until_its_owner_presses_start(
    importing: FilterImport, desk: FilterDesk
) -> None:
    assert (await importing.add(shape())).outcome is Outcome.SLEEPING
    [started] = await desk.start(AMI)
    assert started.state is FilterState.ACTIVE
    with pytest.raises(InvalidInputError, match="no imported filters"):
        await desk.start(AMI)


async def test_importing_the_same_filter_again_changes_nothing(
    importing: FilterImport, desk: FilterDesk
) -> None:
    await importing.add(shape())
    again = await importing.add(shape(name="another name"))
    assert (again.outcome, again.filter.name) == (Outcome.KNOWN, "coats")
    assert [one.name for one in await desk.mine(AMI)] == ["coats"]


async def test_where_a_moderator_set_a_destination_an_imported_filter_starts(
    importing: FilterImport, store: Store
) -> None:
    people = PeopleDesk(store, default_currency=None, due=lambda: None)
    await people.choose_destination(
        AMI,
        kind=DestinationKind.CHANNEL,
        address="77",
        server_external_id="1",
        server_name="Shop",
        is_private=False,
        is_age_restricted=False,
        set_by_moderator=True,
    )
    assert (await importing.add(shape())).outcome is Outcome.ACTIVE
    named = await importing.add(shape(id="f-2", name="b", destination="channel:77"))
    assert named.outcome is Outcome.ACTIVE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"owner": None}, "no 'owner'"),
        ({"owner": "somebody"}, "is not an address"),
        ({"brands": [""]}, "blank"),
        ({"markets": ["nowhere"]}, "not a market watched here"),
        ({"destination": "channel:99"}, "no destination 'channel:99'"),
    ],
)
async def test_what_cannot_be_imported_is_refused_with_one_sentence(
    importing: FilterImport, desk: FilterDesk, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(InvalidInputError, match=said):
        await importing.add(shape(**changes))
    assert await desk.mine(AMI) == ()


async def test_what_is_exported_can_be_imported_elsewhere(
    importing: FilterImport, desk: FilterDesk
) -> None:
    await importing.add(shape(price={"max": 50_000, "currency": "JPY"}, active=False))
    [exported] = await importing.export()
    assert exported["owner"] == "discord:1001"
    assert exported["active"] is False
    await desk.delete(AMI, "coats")
    back = await importing.add(read_filter_shape({**exported, "id": "f-9"}))
    assert back.filter.criteria.price.max == 50_000
    assert await importing.export(owner=Address("discord", "2")) == []
