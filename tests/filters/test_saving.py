"""What may be saved, what is refused, and with which sentence."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from maneki.clock import MovableClock
from maneki.errors import InvalidInputError
from maneki.filters.desk import FilterDesk
from maneki.filters.watchable import Watchable
from maneki.markets.feed.client import FeedMarket
from maneki.markets.mercari_jp.client import MercariJpMarket
from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.model.event import EventKind
from maneki.model.filter import Criteria, Filter, FilterState, Keywords, PriceRange, WantedType
from maneki.model.ids import FilterId
from maneki.model.person import Address, DestinationKind, Preferences
from maneki.people.desk import PeopleDesk
from maneki.store import Store

AMI = Address("discord", "1001")
FEED = "https://shop.example/new.xml"


@pytest.fixture(scope="module")
def dictionary() -> BrandDictionary:
    return BrandDictionary.load()


@pytest.fixture
def watchable(dictionary: BrandDictionary, clock: MovableClock) -> Watchable:
    return Watchable(
        markets={
            "feed": FeedMarket([FEED], clock=clock, user_agent="tests"),
            "mercari_jp": MercariJpMarket(clock=clock, user_agent="tests"),
        },
        spellings=dictionary.spellings,
        sources=("my_market",),
        built_in={"feed", "mercari_jp", "rakuma"},
    )


@pytest.fixture
def desk(store: Store, watchable: Watchable, dictionary: BrandDictionary) -> FilterDesk:
    return FilterDesk(
        store,
        matcher=Matcher(dictionary),
        watchable=watchable,
        most_filters=3,
        default_currency="USD",
        changed=lambda: None,
    )


BRANDED = Criteria(brands=("Rick Owens",))


@pytest.mark.parametrize(
    ("criteria", "said"),
    [
        (Criteria(), "asks for nothing yet"),
        (Criteria(brands=(" ",)), "blank"),
        (Criteria(brands=("Rick Owens", "")), "blank"),
        (Criteria(keywords=Keywords(any=("🎉",))), "🎉"),
        (Criteria(keywords=Keywords(all=tuple(f"word{n}" for n in range(51)))), "50"),
        (replace(BRANDED, price=PriceRange(min=5_000, max=4_999)), "at most max"),
        (replace(BRANDED, markets=("ebay",)), "“ebay” is not a market watched here"),
        (replace(BRANDED, markets=("rakuma",)), "watched are: feed, mercari_jp, my_market"),
        (
            Criteria(brands=("x",), keywords=Keywords(all=("coat",), none=("coat",))),
            "both wanted and excluded",
        ),
        (
            Criteria(sizes=("M",), markets=("mercari_jp",)),
            "can only be searched by brand or keyword",
        ),
    ],
)
async def test_what_cannot_be_saved_is_refused_with_one_sentence(
    desk: FilterDesk, criteria: Criteria, said: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        await desk.create(AMI, name="x", criteria=criteria)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert await desk.mine(AMI) == ()


async def test_a_filter_is_asked_of_every_market_that_can_serve_it(
    desk: FilterDesk, store: Store
) -> None:
    created = await desk.create(AMI, name=None, criteria=BRANDED)
    assert created.watched == ("feed", "mercari_jp", "my_market")
    async with store.transaction() as tx:
        searches = await tx.searches.wanted()
    assert {one.query.market for one in searches} == {"feed", "mercari_jp"}
    assert {"url": FEED} in [dict(one.query.params) for one in searches]


@pytest.mark.parametrize(
    ("criteria", "watched"),
    [
        (Criteria(price=PriceRange(max=9_000)), ("feed", "my_market")),
        (replace(BRANDED, listing_types=(WantedType.FIXED,)), ("mercari_jp", "my_market")),
        (replace(BRANDED, events=(EventKind.ENDING_SOON,)), ("mercari_jp", "my_market")),
        (replace(BRANDED, markets=("my_market",)), ("my_market",)),
        (replace(BRANDED, markets=("mercari_jp", "feed")), ("feed", "mercari_jp")),
    ],
)
async def test_only_markets_that_serve_a_filter_are_named_as_watched_for_it(
    desk: FilterDesk, criteria: Criteria, watched: tuple[str, ...]
) -> None:
    assert (await desk.create(AMI, name="x", criteria=criteria)).watched == watched


async def test_a_source_that_may_push_is_named_where_a_filter_names_it(
    store: Store, watchable: Watchable, dictionary: BrandDictionary
) -> None:
    open_to_all = FilterDesk(
        store,
        matcher=Matcher(dictionary),
        watchable=replace(watchable, takes_any_source=True),
        most_filters=3,
        default_currency=None,
        changed=lambda: None,
    )
    wanted = replace(BRANDED, markets=("bobs_shop", "feed"))
    created = await open_to_all.create(AMI, name="x", criteria=wanted)
    assert created.watched == ("feed", "bobs_shop")


@pytest.mark.parametrize(
    ("criteria", "said"),
    [
        (Criteria(brands=(" ",)), "ブランドに空白だけの項目があります。"),
        (
            Criteria(sizes=("x" * 101,)),
            "サイズに101文字の項目があります。100文字以下にしてください。",
        ),
        (
            Criteria(keywords=Keywords(any=("★",))),
            "キーワード（いずれか含む）の「★」には検索できる文字がありません。",
        ),
        (
            replace(BRANDED, blocked_sellers=("x",) * 51),
            "除外する出品者が51個あります。50個以下にしてください。",
        ),
        (
            replace(BRANDED, price=PriceRange(min=2_000, max=1_000)),
            "価格の下限（￥2,000）が上限（￥1,000）",
        ),
        (
            replace(BRANDED, markets=("リック　オウエンス",)),
            "「リック　オウエンス」はここでは監視していません。",
        ),
    ],
)
async def test_what_is_wrong_is_said_in_the_callers_language(
    desk: FilterDesk, criteria: Criteria, said: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        await desk.create(AMI, name="x", criteria=criteria, language="ja")
    assert str(refused.value).startswith(said)


async def test_what_people_typed_is_said_back_as_they_typed_it(desk: FilterDesk) -> None:
    await desk.create(AMI, name="リック\u3000オウエンス's", criteria=BRANDED)
    for name in ("靴\u3000'1'", 'ブーツ "2"'):
        with pytest.raises(InvalidInputError) as refused:
            await desk.show(AMI, name)
        assert str(refused.value).startswith(f"You have no filter called “{name}”; ")


async def test_equal_questions_of_two_people_are_one_search(desk: FilterDesk, store: Store) -> None:
    await desk.create(AMI, name=None, criteria=BRANDED)
    async with store.transaction() as tx:
        before = {one.id for one in await tx.searches.wanted()}
    other = replace(BRANDED, price=PriceRange(max=9_000))
    await desk.create(Address("discord", "2"), name=None, criteria=other)
    async with store.transaction() as tx:
        assert {one.id for one in await tx.searches.wanted()} == before


async def test_what_no_filter_needs_any_more_is_not_searched(
    desk: FilterDesk, store: Store
) -> None:
    mine = (await desk.create(AMI, name="x", criteria=BRANDED)).filter
    await desk.pause(AMI, mine.id)
    async with store.transaction() as tx:
        assert await tx.searches.wanted() == ()
    await desk.resume(AMI, mine.id)
    async with store.transaction() as tx:
        assert len(await tx.searches.wanted()) > 0


async def test_two_filters_of_one_person_cannot_share_a_name(desk: FilterDesk) -> None:
    await desk.create(AMI, name="coats", criteria=BRANDED)
    with pytest.raises(InvalidInputError, match="called “coats” already"):
        await desk.create(AMI, name="coats", criteria=BRANDED)
    await desk.delete(AMI, "coats")
    await desk.create(AMI, name="coats", criteria=BRANDED)


async def test_a_filter_without_a_name_gets_one_that_says_what_it_asks(desk: FilterDesk) -> None:
    dear = replace(BRANDED, price=PriceRange(max=50_000))
    names = [
        (await desk.create(AMI, name=None, criteria=dear)).filter.name,
        (await desk.create(AMI, name="  ", criteria=dear)).filter.name,
    ]
    assert names == ["Rick Owens ≤ ¥50,000", "Rick Owens ≤ ¥50,000 (2)"]


async def test_one_person_may_have_only_so_many_filters(desk: FilterDesk) -> None:
    for _ in range(3):
        await desk.create(AMI, name=None, criteria=BRANDED)
    with pytest.raises(InvalidInputError, match="delete one first"):
        await desk.create(AMI, name=None, criteria=BRANDED)


async def test_undoing_deletions_makes_no_more_filters_than_one_may_have(desk: FilterDesk) -> None:
    deleted = []
    for number in range(3):
        mine = (await desk.create(AMI, name=f"old {number}", criteria=BRANDED)).filter
        deleted.append(await desk.delete(AMI, mine.id))
    for number in range(3):
        await desk.create(AMI, name=f"new {number}", criteria=BRANDED)
    for one in deleted:
        with pytest.raises(InvalidInputError, match="delete one first"):
            await desk.undelete(AMI, one.id)
    await desk.delete(AMI, "new 0")
    assert (await desk.undelete(AMI, deleted[0].id)).is_active
    assert len(await desk.mine(AMI)) == 3


async def test_a_name_that_nobody_could_read_is_refused(desk: FilterDesk) -> None:
    for name in ("co\x00ats", "\u200b\u200b"):
        with pytest.raises(InvalidInputError) as refused:
            await desk.create(AMI, name=name, criteria=BRANDED)
        assert str(refused.value) == (
            "That name cannot be shown; write one with letters or digits in it, or leave it out "
            "and I name the filter."
        )
    assert await desk.mine(AMI) == ()


async def test_a_snoozed_filter_that_is_resumed_is_not_snoozed_any_more(
    desk: FilterDesk, clock: MovableClock
) -> None:
    mine = (await desk.create(AMI, name="x", criteria=BRANDED)).filter
    await desk.snooze(AMI, mine.id, clock.now() + timedelta(days=1))
    resumed = await desk.resume(AMI, "x")
    assert (resumed.state, resumed.snoozed_until) == (FilterState.ACTIVE, None)
    assert await desk.mine(AMI) == (resumed,)


async def test_whoever_has_chosen_no_place_gets_alerts_as_dms(
    desk: FilterDesk, store: Store
) -> None:
    await desk.create(AMI, name=None, criteria=BRANDED)
    people = PeopleDesk(store, default_currency=None, due=lambda: None)
    chosen = await people.default_destination(AMI)
    assert chosen is not None
    assert (chosen.kind, chosen.address, chosen.is_private) == (DestinationKind.DM, "1001", True)


async def test_a_destination_that_is_chosen_while_a_first_filter_is_made_stays_chosen(
    desk: FilterDesk, store: Store
) -> None:
    async with store.transaction() as tx:
        person = await tx.people.get_or_add(AMI, preferences=Preferences())
    async with asyncio.TaskGroup() as group, store.transaction() as tx:
        await tx.people.lock(person.id)
        channel = await tx.destinations.choose(
            person.id, kind=DestinationKind.CHANNEL, address="77"
        )
        await tx.people.set_default_destination(person.id, channel.id)
        making = group.create_task(desk.create(AMI, name="x", criteria=BRANDED))
        await asyncio.wait({making}, timeout=0.2)
    async with store.transaction() as tx:
        after = await tx.people.get(person.id)
        assert after is not None
        assert after.default_destination_id == channel.id
        assert await tx.destinations.of_person(person.id) == (channel,)


async def test_every_change_is_a_revision_in_the_log(desk: FilterDesk, store: Store) -> None:
    mine = (await desk.create(AMI, name="x", criteria=BRANDED)).filter
    await desk.pause(AMI, "x")
    await desk.resume(AMI, "x")
    deleted = await desk.delete(AMI, "x")
    assert (deleted.revision, deleted.state) == (4, FilterState.DELETED)
    async with store.transaction() as tx:
        changes = await tx.filters.changes_after(0)
    assert [change.filter_id for change in changes] == [mine.id] * 4


async def test_what_asks_for_something_impossible_changes_nothing_for_others(
    desk: FilterDesk,
) -> None:
    await desk.create(AMI, name="x", criteria=BRANDED)
    with pytest.raises(InvalidInputError):
        await desk.create(Address("discord", "2"), name="y", criteria=Criteria())
    assert [one.name for one in await desk.mine(AMI)] == ["x"]


async def test_a_person_has_so_many_regular_expressions_in_all(
    desk: FilterDesk, store: Store
) -> None:
    three = replace(BRANDED, expressions=("a1", "b2", "c3"))
    most = replace(BRANDED, expressions=("d4",))
    desk.check_share([Filter(id=FilterId(str(n)), name="", criteria=three) for n in range(6)], most)
    mine = [Filter(id=FilterId(str(n)), name="", criteria=three) for n in range(7)]
    with pytest.raises(InvalidInputError, match="21 regular expressions"):
        desk.check_share(mine, most)
    desk.check_share(mine, BRANDED)
    with pytest.raises(InvalidInputError, match="no regular expression that I can read"):
        await desk.create(AMI, name=None, criteria=replace(BRANDED, expressions=("(",)))
