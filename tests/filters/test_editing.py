"""An edit plans its searches anew, keeps the rules for saving, and is written down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from maneki.clock import MovableClock
from maneki.errors import InvalidInputError
from maneki.filters.desk import Edited, FilterDesk, NoSuchFilterError
from maneki.filters.watchable import Watchable
from maneki.markets.feed.client import FeedMarket
from maneki.markets.market import Market
from maneki.markets.mercari_jp.client import MercariJpMarket
from maneki.matching.brands import BrandDictionary
from maneki.matching.check import MOST_EXPRESSIONS_OF_A_PERSON, MOST_WORDLESS_OF_A_PERSON
from maneki.matching.match import Matcher
from maneki.model.filter import Criteria, Filter, FilterState, PriceRange
from maneki.model.ids import DestinationId, FilterId
from maneki.model.person import Address, Preferences
from maneki.store import Store
from maneki.store.filters import FilterChange
from maneki.store.schema import filter_changes

AMI = Address("discord", "1001")
BEN = Address("discord", "1002")
RICK = Criteria(brands=("Rick Owens",))
GUCCI = Criteria(brands=("Gucci",))


@pytest.fixture(scope="module")
def dictionary() -> BrandDictionary:
    return BrandDictionary.load()


@pytest.fixture
def nudges() -> list[str]:
    return []


def desk_at(
    store: Store,
    dictionary: BrandDictionary,
    clock: MovableClock,
    nudges: list[str],
    *markets: str,
) -> FilterDesk:
    known: dict[str, Market] = {
        "feed": FeedMarket(["https://shop.example/new.xml"], clock=clock, user_agent="tests"),
        "mercari_jp": MercariJpMarket(clock=clock, user_agent="tests"),
    }
    return FilterDesk(
        store,
        matcher=Matcher(dictionary),
        watchable=Watchable(
            markets={name: known[name] for name in markets}, spellings=dictionary.spellings
        ),
        most_filters=30,
        default_currency=None,
        changed=lambda: nudges.append("changed"),
    )


@pytest.fixture
def desk(
    store: Store, dictionary: BrandDictionary, clock: MovableClock, nudges: list[str]
) -> FilterDesk:
    return desk_at(store, dictionary, clock, nudges, "feed", "mercari_jp")


async def make(desk: FilterDesk, criteria: Criteria = RICK, name: str = "mine") -> Filter:
    return (await desk.create(AMI, name=name, criteria=criteria)).filter


def asking(criteria: Criteria) -> Callable[[Filter], Filter]:
    return lambda found: replace(found, criteria=criteria)


def called(name: str) -> Callable[[Filter], Filter]:
    return lambda found: replace(found, name=name)


async def asked_of_markets(store: Store) -> set[str]:
    """What Mercari is searched for."""
    async with store.transaction() as tx:
        searches = await tx.searches.wanted("mercari_jp")
    return {str(one.query.params["keyword"]) for one in searches}


async def logged(store: Store) -> list[tuple[str, str, str, int]]:
    async with store.transaction() as tx:
        rows = await tx._session.rows(select(filter_changes).order_by(filter_changes.c.sequence))
    return [(row.change, row.by, row.name, row.revision) for row in rows]


async def test_markets_are_asked_for_what_is_wanted_now_and_for_that_alone(
    desk: FilterDesk, store: Store, nudges: list[str]
) -> None:
    await make(desk)
    before = await asked_of_markets(store)
    del nudges[:]
    edited = await desk.edit(AMI, "mine", asking(GUCCI))
    assert edited.watched == ("feed", "mercari_jp")
    assert nudges == ["changed"]
    after = await asked_of_markets(store)
    assert after
    assert before.isdisjoint(after)
    await desk.edit(AMI, "mine", asking(replace(GUCCI, markets=("feed",))))
    assert await asked_of_markets(store) == set()


async def test_what_another_filter_needs_is_still_asked_for(desk: FilterDesk, store: Store) -> None:
    await make(desk)
    needed = await asked_of_markets(store)
    await desk.create(BEN, name=None, criteria=RICK)
    await desk.edit(AMI, "mine", asking(GUCCI))
    assert needed < await asked_of_markets(store)


async def test_nothing_is_asked_for_a_filter_that_does_not_run(
    desk: FilterDesk, store: Store
) -> None:
    await make(desk)
    await desk.pause(AMI, "mine")
    edited = await desk.edit(AMI, "mine", asking(GUCCI))
    assert edited.now.state is FilterState.PAUSED
    assert await asked_of_markets(store) == set()
    await desk.resume(AMI, "mine")
    assert any("gucci" in one.casefold() for one in await asked_of_markets(store))


async def test_an_edit_is_written_down_once_and_one_that_changes_nothing_is_not(
    desk: FilterDesk, store: Store, nudges: list[str]
) -> None:
    await make(desk)
    edited = await desk.edit(AMI, "mine", lambda found: replace(found, name="x", criteria=GUCCI))
    del nudges[:]
    same = await desk.edit(AMI, "x", asking(GUCCI))
    assert not same.is_changed
    assert nudges == []
    assert await logged(store) == [
        ("created", str(AMI), "mine", 1),
        ("edited", str(AMI), "x", 2),
    ]
    assert (edited.before.name, edited.now.name, edited.now.revision) == ("mine", "x", 2)


async def test_what_cannot_be_saved_is_refused_in_the_owners_language(
    desk: FilterDesk, store: Store
) -> None:
    async with store.transaction() as tx:
        await tx.people.get_or_add(AMI, preferences=Preferences(language="ja"))
    before = await make(desk)
    with pytest.raises(InvalidInputError, match="価格の下限"):
        await desk.edit(AMI, "mine", asking(replace(RICK, price=PriceRange(min=2, max=1))))
    with pytest.raises(InvalidInputError, match="条件がありません"):
        await desk.edit(AMI, "mine", asking(Criteria()))
    assert await desk.mine(AMI) == (before,)


async def test_ones_share_of_expressions_counts_the_other_filters(desk: FilterDesk) -> None:
    words = [f"w{number}" for number in range(MOST_EXPRESSIONS_OF_A_PERSON)]
    for start in range(0, len(words), 2):
        await make(desk, replace(RICK, expressions=tuple(words[start : start + 2])), f"f{start}")
    await make(desk, RICK, "plain")
    await desk.edit(AMI, "f0", asking(replace(RICK, expressions=("a", "b"))))
    with pytest.raises(InvalidInputError, match="regular expressions in your other filters"):
        await desk.edit(AMI, "plain", asking(replace(RICK, expressions=("a",))))
    with pytest.raises(InvalidInputError, match="regular expressions in your other filters"):
        await desk.edit(AMI, "f0", asking(replace(RICK, expressions=("a", "b", "c"))))


async def test_there_are_few_filters_without_any_word(desk: FilterDesk) -> None:
    for number in range(MOST_WORDLESS_OF_A_PERSON):
        cheap = PriceRange(max=1_000 + number, currency="JPY")
        await make(desk, Criteria(price=cheap), f"cheap {number}")
    with pytest.raises(InvalidInputError, match="neither a brand nor a word"):
        await make(desk, Criteria(sizes=("M",)), "sized")
    await make(desk, RICK, "rick")
    with pytest.raises(InvalidInputError, match="neither a brand nor a word"):
        await desk.edit(AMI, "rick", asking(Criteria(sizes=("M",))))
    edited = await desk.edit(AMI, "cheap 0", asking(Criteria(sizes=("M",))))
    assert edited.now.criteria.sizes == ("M",)


async def test_what_could_not_be_asked_for_today_may_be_renamed_but_not_changed(
    desk: FilterDesk,
    store: Store,
    dictionary: BrandDictionary,
    clock: MovableClock,
) -> None:
    await make(desk, replace(RICK, markets=("mercari_jp",)))
    later = desk_at(store, dictionary, clock, [], "feed")
    renamed = await later.edit(AMI, "mine", called("old one"))
    assert renamed.now.name == "old one"
    with pytest.raises(InvalidInputError, match="is not a market watched here"):
        await later.edit(AMI, "old one", asking(replace(GUCCI, markets=("mercari_jp",))))


async def test_a_name_of_ones_own_is_taken_and_somebody_elses_is_free(desk: FilterDesk) -> None:
    await make(desk)
    await make(desk, GUCCI, "other")
    await desk.create(BEN, name="bens", criteria=GUCCI)
    with pytest.raises(InvalidInputError, match="You have a filter called “other” already"):
        await desk.edit(AMI, "mine", called("other"))
    assert (await desk.edit(AMI, "mine", called("bens"))).now.name == "bens"
    await desk.delete(AMI, "other")
    assert (await desk.edit(AMI, "bens", called("other"))).now.name == "other"


async def test_of_two_who_want_a_name_at_the_same_time_one_gets_it(desk: FilterDesk) -> None:
    await make(desk, RICK, "a")
    await make(desk, RICK, "b")
    outcomes = await asyncio.gather(
        desk.edit(AMI, "a", called("wanted")),
        desk.edit(AMI, "b", called("wanted")),
        desk.create(AMI, name="wanted", criteria=GUCCI),
        return_exceptions=True,
    )
    refused = [one for one in outcomes if isinstance(one, BaseException)]
    assert len(refused) == 2
    assert all("already; choose another name" in str(one) for one in refused)
    assert [one.name for one in await desk.mine(AMI)].count("wanted") == 1


async def test_two_edits_at_the_same_time_both_hold(desk: FilterDesk) -> None:
    await make(desk)
    await asyncio.gather(
        desk.edit(AMI, "mine", lambda found: replace(found, priority=5)),
        desk.edit(AMI, "mine", asking(GUCCI)),
    )
    (now,) = await desk.mine(AMI)
    assert (now.priority, now.criteria, now.revision) == (5, GUCCI, 3)


async def test_nobody_edits_or_takes_back_what_is_not_theirs(desk: FilterDesk) -> None:
    mine = await make(desk)
    await desk.create(BEN, name="bens", criteria=GUCCI)
    edited = await desk.edit(AMI, "mine", asking(GUCCI))
    with pytest.raises(NoSuchFilterError):
        await desk.edit(BEN, mine.id, asking(RICK))
    with pytest.raises(NoSuchFilterError):
        await take_back(desk, edited, who=BEN)
    assert await desk.mine(AMI) == (edited.now,)


async def take_back(desk: FilterDesk, edited: Edited, *, who: Address = AMI) -> Edited:
    return await desk.take_back_edit(
        who,
        edited.now.id,
        revision=edited.now.revision,
        destination_id=edited.before.destination_id,
        priority=edited.before.priority,
    )


async def test_what_is_taken_back_is_searched_for_again(desk: FilterDesk, store: Store) -> None:
    await make(desk)
    before = await asked_of_markets(store)
    edited = await desk.edit(AMI, "mine", asking(GUCCI))
    back = await take_back(desk, edited)
    assert back.now.criteria == RICK
    assert await asked_of_markets(store) == before
    assert [change for change, *_ in await logged(store)] == ["created", "edited", "edited"]


@pytest.mark.parametrize("revision", [0, 1, 7])
async def test_an_edit_that_never_was_cannot_be_taken_back(desk: FilterDesk, revision: int) -> None:
    mine = await make(desk)
    with pytest.raises(InvalidInputError, match="was changed again since then"):
        await desk.take_back_edit(AMI, mine.id, revision=revision, destination_id=None, priority=0)
    assert await desk.mine(AMI) == (mine,)


async def test_a_place_that_is_somebody_elses_is_not_gone_back_to(
    desk: FilterDesk, store: Store
) -> None:
    await make(desk)
    await desk.create(BEN, name="bens", criteria=GUCCI)
    async with store.transaction() as tx:
        (bens,) = await tx.destinations.at(BEN.value)
    edited = await desk.edit(AMI, "mine", asking(GUCCI))
    back = await desk.take_back_edit(
        AMI, edited.now.id, revision=2, destination_id=DestinationId(bens.id), priority=0
    )
    assert back.now.destination_id is None


async def test_what_was_changed_by_the_operator_or_ended_can_still_be_taken_back(
    desk: FilterDesk, store: Store
) -> None:
    mine = await make(desk)
    edited = await desk.edit(AMI, "mine", asking(GUCCI))
    async with store.transaction() as tx:
        paused = replace(edited.now, state=FilterState.PAUSED)
        assert await tx.filters.change(paused, FilterChange.EXPIRED, by="system") is not None
    back = await take_back(desk, edited)
    assert back.now.criteria == mine.criteria
    assert back.now.state is FilterState.PAUSED
    assert FilterId(mine.id) == back.now.id
