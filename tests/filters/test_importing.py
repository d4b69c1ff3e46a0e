"""Imported filters bother nobody until their owner, or a moderator, has said where to."""

from __future__ import annotations

import pytest

from maneki.errors import InvalidInputError
from maneki.filters.desk import FilterDesk
from maneki.filters.importing import FilterImport, Outcome, SharedDestination, owner_at
from maneki.filters.watchable import Watchable
from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.model.filter import FilterState
from maneki.model.interchange import FilterShape, read_filter_shape
from maneki.model.person import Address, Destination, DestinationKind, Preferences
from maneki.store import Store

AMI = Address("discord", "1001")
BOB = Address("discord", "1002")
CHANNEL = SharedDestination.parse("channel:77")


def shape(**changes: object) -> FilterShape:
    return read_filter_shape(
        {"id": "f-1", "owner": "discord:1001", "name": "coats", "brands": ["Rick Owens"]} | changes
    )


async def chosen(
    store: Store, owner: Address, *, is_age_restricted: bool = False, set_by_moderator: bool = False
) -> Destination:
    """The channel 77 of the server Shop, as where somebody hears of things by default."""
    async with store.transaction() as tx:
        person = await tx.people.get_or_add(owner, preferences=Preferences())
        server = await tx.servers.joined("1", name="Shop")
        place = await tx.destinations.choose(
            person.id,
            kind=DestinationKind.CHANNEL,
            address="77",
            server_id=server.id,
            is_age_restricted=is_age_restricted,
            set_by_moderator=set_by_moderator,
        )
        await tx.people.set_default_destination(person.id, place.id)
        return place


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
        most_filters=3,
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
    await chosen(store, AMI, set_by_moderator=True)
    assert (await importing.add(shape())).outcome is Outcome.ACTIVE
    named = await importing.add(shape(id="f-2", name="b", destination="channel:77"))
    assert named.outcome is Outcome.ACTIVE


async def test_a_filter_for_a_channel_posts_there_and_sends_nobody_dms(
    importing: FilterImport, store: Store
) -> None:
    added = await importing.add(shape(), destination=CHANNEL)
    assert added.outcome is Outcome.ACTIVE
    async with store.transaction() as tx:
        person = await tx.people.at(AMI)
        assert person is not None
        [place] = await tx.destinations.of_person(person.id)
    assert (place.kind, place.address) == (DestinationKind.CHANNEL, "77")
    assert place.set_by_moderator
    assert not place.is_private
    assert added.filter.destination_id == place.id
    assert person.default_destination_id is None


async def test_importing_again_for_a_channel_wakes_what_sleeps(
    importing: FilterImport, desk: FilterDesk
) -> None:
    await importing.add(shape())
    await importing.add(shape(id="f-2", name="boots", active=False))
    again = await importing.add(shape(), destination=CHANNEL)
    assert (again.outcome, again.filter.state) == (Outcome.ACTIVE, FilterState.ACTIVE)
    assert again.filter.revision == 2
    assert (await importing.add(shape(), destination=CHANNEL)).outcome is Outcome.KNOWN
    paused = await importing.add(shape(id="f-2", name="boots"), destination=CHANNEL)
    assert (paused.outcome, paused.filter.state) == (Outcome.KNOWN, FilterState.PAUSED)
    with pytest.raises(InvalidInputError, match="no imported filters"):
        await desk.start(AMI)


async def test_a_channel_is_in_the_server_that_others_know_it_in(
    importing: FilterImport, store: Store
) -> None:
    theirs = await chosen(store, BOB, is_age_restricted=True)
    added = await importing.add(shape(), destination=CHANNEL)
    own = await importing.add(shape(id="f-2", owner=str(BOB)), destination=CHANNEL)
    assert added.filter.destination_id is not None
    async with store.transaction() as tx:
        place = await tx.destinations.get(added.filter.destination_id)
    assert place is not None
    assert (place.server_id, place.is_age_restricted) == (theirs.server_id, False)
    assert (own.outcome, own.filter.destination_id) == (Outcome.ACTIVE, theirs.id)
    async with store.transaction() as tx:
        assert await tx.destinations.get(theirs.id) == theirs


@pytest.mark.parametrize(
    "text", ["dm:1001", "channel:", "channel: 77", "channel:07", "channel:shop", "77", ""]
)
def test_a_shared_destination_is_a_channel_or_thread_and_no_dm(text: str) -> None:
    with pytest.raises(InvalidInputError, match=r"such as channel:1234\. Nobody is sent DMs"):
        SharedDestination.parse(text)


async def test_the_id_of_another_persons_filter_is_refused(
    importing: FilterImport, desk: FilterDesk
) -> None:
    await importing.add(shape())
    with pytest.raises(InvalidInputError, match="'f-1' is somebody else's filter's"):
        await importing.add(shape(owner="discord:1002"))
    assert await desk.mine(BOB) == ()


async def test_a_deleted_filter_is_not_known_but_refused(
    importing: FilterImport, desk: FilterDesk
) -> None:
    await importing.add(shape())
    await desk.delete(AMI, "coats")
    with pytest.raises(InvalidInputError, match="leave it out to make a new one"):
        await importing.add(shape())
    assert (await importing.add(shape(id=None))).outcome is Outcome.SLEEPING


async def test_an_import_gives_nobody_more_filters_than_they_may_have(
    importing: FilterImport, desk: FilterDesk
) -> None:
    for number in range(3):
        await importing.add(shape(id=f"f-{number}", name=f"name {number}"))
    with pytest.raises(
        InvalidInputError, match="discord:1001 has 3 filters already, which is the most"
    ):
        await importing.add(shape(id="f-9", name="one more"))
    assert (await importing.add(shape(id="f-0"))).outcome is Outcome.KNOWN
    assert len(await desk.mine(AMI)) == 3


@pytest.mark.parametrize(
    "owner",
    [
        *("Discord:3", " discord:3", "discord: 3", "discord:3 ", "discord:not a number"),
        *("discord:03", "discord:-3", "discord:３", "discord:3\x00", "phone:+12125550123"),
        *(f"discord:{'1' * 129}", f"{'d' * 33}:1"),
    ],
)
async def test_an_owner_is_somebody_who_can_press_start(
    importing: FilterImport, owner: str
) -> None:
    with pytest.raises(InvalidInputError, match="is nobody who could press Start; write discord:"):
        await importing.add(shape(owner=owner))
    with pytest.raises(InvalidInputError):
        owner_at(owner)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"owner": None}, "no 'owner'"),
        ({"owner": "somebody"}, "is not an address"),
        ({"brands": [""]}, "blank"),
        ({"markets": ["nowhere"]}, "“nowhere” is not a market watched here"),
        ({"destination": "channel:99"}, "no destination 'channel:99'"),
        ({"id": "a\x00b"}, "filter's id has a broken character"),
        ({"name": "a\x00b"}, "filter's name has a broken character"),
        ({"name": "\u200b\u2060"}, "That name cannot be shown; write one with letters or digits"),
        ({"destination": "channel:\x00"}, "filter's destination has a broken character"),
        ({"blocked_sellers": ["a\x00b"]}, "blocked_sellers has a broken character"),
        ({"blocked_sellers": ["a\ud800b"]}, "blocked_sellers has a broken character"),
        ({"priority": 10}, "the priority 10: use a number from 0 to 9."),
        ({"priority": -1}, "the priority -1: use a number from 0 to 9."),
        ({"priority": 2**40}, "use a number from 0 to 9."),
        ({"brands": [], "price": {"currency": "EUR"}}, "asks for nothing yet"),
        ({"brands": [], "keywords": {"none": ["junk"]}}, "asks for nothing yet"),
        ({"listing_types": ["fixed"] * 51}, "51 terms in listing_types"),
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
    paused = await importing.add(shape(price={"max": 50_000, "currency": "JPY"}, active=False))
    assert paused.outcome is Outcome.PAUSED
    [exported] = await importing.export()
    assert exported["owner"] == "discord:1001"
    assert exported["active"] is False
    await desk.delete(AMI, "coats")
    back = await importing.add(read_filter_shape({**exported, "id": "f-9"}))
    assert back.filter.criteria.price.max == 50_000
    assert await importing.export(owner=Address("discord", "2")) == []


async def test_what_sleeps_is_exported_to_sleep_again(
    importing: FilterImport, desk: FilterDesk
) -> None:
    await importing.add(shape(priority=9))
    [exported] = await importing.export()
    assert (exported["active"], exported["priority"]) == (None, 9)
    await desk.delete(AMI, "coats")
    back = await importing.add(read_filter_shape({**exported, "id": None}))
    assert back.outcome is Outcome.SLEEPING
    [started] = await desk.start(AMI)
    assert started.name == "coats"
