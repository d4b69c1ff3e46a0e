"""What was matched is decided the same way once more, or it is said that it cannot be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from tests.alerts.road import AMI, BEN, Road, a_search, coat, coats, up_to

from maneki.alerts.announce import Announcer
from maneki.alerts.backtest import Backtest, Doubt, Report
from maneki.alerts.upkeep import Forgetter
from maneki.clock import MovableClock
from maneki.filters.importing import FilterImport
from maneki.matching.brands import BrandDictionary, BrandRow
from maneki.matching.match import Matcher
from maneki.model.event import EventKind
from maneki.model.filter import Criteria, Keywords, PriceRange, WantedType
from maneki.model.interchange import read_filter_shape
from maneki.model.listing import Listing, ListingStatus, ListingType
from maneki.model.money import Money, Rates
from maneki.model.outbox import OutboxState
from maneki.model.person import Address
from maneki.store.schema import filter_changes, listing_events, outbox

EVER = timedelta(days=3650)
_NUMBERS = count()
DAYS = count()


async def backtest(road: Road, dictionary: BrandDictionary, *, most: int = 10_000) -> Report:
    async with road.store.reading() as tx:
        since = tx.now - EVER
    return await Backtest(road.store, matcher=Matcher(dictionary)).run(since=since, most=most)


async def test_what_was_matched_is_decided_as_it_was(
    road: Road, clock: MovableClock, dictionary: BrandDictionary
) -> None:
    await road.wants(AMI, coats(price=up_to(50_000)), "cheap")
    await road.wants(BEN, coats(), "any")
    await road.listed(coat("c-1", 40_000), coat("c-2", 60_000), coat("c-3", title="Jeans"))
    await road.match()
    clock.move(timedelta(hours=1))
    await road.listed(coat("c-2", 45_000))
    await road.match()
    # What is changed afterwards changes nothing of what was decided.
    await road.filters.pause(AMI, "cheap")
    await road.filters.delete(BEN, "any")
    assert await backtest(road, dictionary) == Report(same=4)
    assert (await backtest(road, dictionary, most=2)).events == 2


async def test_who_was_not_told_although_it_fitted_is_written_down(
    road: Road, dictionary: BrandDictionary
) -> None:
    wanted = await road.wants(AMI, coats(), "ours")
    await road.listed(coat("adult", adult=True), coat("c-1"))
    await road.match()
    search = await a_search(road, "coat", wanted.id)
    await road.listed(coat("old"), search_id=search, is_first_visit=True)
    await road.listed(coat("old"))
    await road.match()
    async with road.store.reading() as tx:
        page = await tx.events.latest(since=tx.now - EVER, limit=10)
    using = {one.event.listing.external_id: one.using for one in page.events}
    assert using["old"]["unheard known"] == using["adult"]["unheard adult"] == wanted.id
    assert {name: lines["told"] for name, lines in using.items()} == {
        "old": "0",
        "adult": "0",
        "c-1": "1",
    }
    assert await backtest(road, dictionary) == Report(same=3)


async def test_the_rates_of_the_day_are_those_that_are_used_again(
    road: Road, clock: MovableClock, dictionary: BrandDictionary
) -> None:
    await road.wants(AMI, coats(price=PriceRange(max=10_000)), "yen")
    for day, yen in ((1, "90"), (2, "150")):
        async with road.store.transaction() as tx:
            await tx.rates.add(_rates(day, yen))
        dollars = replace(coat(f"d-{day}"), price=Money(10_000, "USD"))
        await road.listed(dollars)
        await road.match()
        clock.move(timedelta(days=1))
    assert [one.card.listing.external_id for one in await road.alerts() if one.card] == ["d-1"]
    assert await backtest(road, dictionary) == Report(same=2)


def _rates(day: int, yen: str) -> Rates:
    return Rates(base="USD", per_base={"JPY": Decimal(yen)}, as_of=date(2026, 11, day))


async def test_with_another_dictionary_it_cannot_be_told(
    road: Road, dictionary: BrandDictionary
) -> None:
    await road.wants(AMI, coats())
    await road.listed(coat())
    await road.match()
    other = dictionary.extended([BrandRow("Foo Atelier")])
    assert await backtest(road, other) == Report(untold={Doubt.DICTIONARY: 1})


async def test_what_waits_was_set_aside_or_is_old_cannot_be_told(
    road: Road, dictionary: BrandDictionary
) -> None:
    await road.wants(AMI, coats())
    await road.listed(coat("c-1"), coat("c-2"), coat("c-3"), coat("c-4"), coat("c-5"))
    await road.match()
    changes: list[dict[str, object]] = [
        {"matched_at": None},
        {"matched_with": {"set_aside": "it cannot be matched"}},
        {"matched_with": {"dictionary": dictionary.version, "normaliser": "1"}},
        {"listing": {"title": 1}},
    ]
    for sequence, values in enumerate(changes, start=1):
        await _write(
            road, update(listing_events).where(listing_events.c.sequence == sequence), values
        )
    assert await backtest(road, dictionary) == Report(
        same=1,
        untold={Doubt.OLD: 1, Doubt.SET_ASIDE: 1, Doubt.UNMATCHED: 1, Doubt.UNREADABLE: 1},
    )


async def _write(road: Road, statement, values: dict[str, object]) -> None:
    async with road.store.transaction() as tx:
        await tx.events._session.execute(statement.values(**values))


async def test_alerts_that_are_forgotten_cannot_be_compared(
    road: Road, clock: MovableClock, dictionary: BrandDictionary
) -> None:
    await road.wants(AMI, coats(), "ami's")
    await road.wants(BEN, coats(), "ben's")
    await road.listed(coat())
    await road.match()
    [first, _] = await road.alerts()
    async with road.store.transaction() as tx:
        await tx.history._session.execute(
            update(outbox).where(outbox.c.id == first.id).values(state=OutboxState.WITHDRAWN)
        )
    clock.move(timedelta(days=31))
    await Forgetter(road.store, keep=timedelta(days=30)).step()
    assert await backtest(road, dictionary) == Report(untold={Doubt.ALERTS: 1})


async def test_a_decision_that_is_not_what_was_written_down_is_found(
    road: Road, dictionary: BrandDictionary
) -> None:
    told = await road.wants(AMI, coats(), "told")
    silent = await road.wants(BEN, coats(price=up_to(1)), "silent")
    await road.listed(coat())
    await road.match()
    await _write(
        road,
        update(filter_changes).where(filter_changes.c.filter_id == silent.id),
        {"criteria": {"brands": ["Rick Owens"]}},
    )
    [one] = (await backtest(road, dictionary)).different
    assert ([*one.only_now], [*one.only_then]) == ([silent.id], [])
    await _write(
        road, update(filter_changes), {"criteria": {"brands": ["Gucci"]}, "state": "active"}
    )
    [one] = (await backtest(road, dictionary)).different
    assert ([*one.only_now], [*one.only_then]) == ([], [told.id])


async def test_filters_nobody_can_read_and_old_ones_that_may_have_slept_cannot_be_told(
    road: Road, dictionary: BrandDictionary
) -> None:
    await road.wants(AMI, coats(), "told")
    await road.listed(coat("c-1"), coat("c-2", title="Jeans"))
    await road.match()
    await _write(road, update(filter_changes), {"state": None})
    assert await backtest(road, dictionary) == Report(same=1, untold={Doubt.FILTERS: 1})
    await _write(road, update(filter_changes), {"criteria": {"nonsense": 1}})
    assert await backtest(road, dictionary) == Report(untold={Doubt.FILTERS: 2})


async def test_an_imported_filter_slept_until_it_was_started(
    road: Road, dictionary: BrandDictionary
) -> None:
    importing = FilterImport(road.store, desk=road.filters, watchable=road.filters._watchable)
    await importing.add(
        read_filter_shape({"owner": str(AMI), "brands": ["Rick Owens"]}), destination=None
    )
    await road.match()
    await road.listed(coat("c-1"))
    await road.match()
    await road.filters.start(AMI)
    await road.listed(coat("c-2"))
    await road.match()
    assert [one.card.listing.external_id for one in await road.alerts() if one.card] == ["c-2"]
    assert await backtest(road, dictionary) == Report(same=2)


async def test_medians_are_those_that_were_used(
    road: Road, clock: MovableClock, dictionary: BrandDictionary
) -> None:
    await road.wants(AMI, coats(below_median=20))
    await road.listed(*(coat(f"c-{n}", 10_000) for n in range(20)))
    await road.match()
    clock.move(timedelta(minutes=11))
    await road.listed(coat("cheap", 8_000), coat("dear", 8_001))
    await road.match()
    assert len(await road.alerts()) == 1
    assert await backtest(road, dictionary) == Report(same=22)
    async with road.store.reading() as tx:
        page = await tx.events.latest(since=tx.now - EVER, limit=1)
    [dear] = page.events
    without = {key: said for key, said in dear.using.items() if not key.startswith("median")}
    await _write(
        road,
        update(listing_events).where(listing_events.c.sequence == dear.event.id),
        {"matched_with": without},
    )
    assert await backtest(road, dictionary) == Report(same=21, untold={Doubt.MEDIAN: 1})


async def test_the_least_drop_is_the_one_of_then(
    road: Road, clock: MovableClock, dictionary: BrandDictionary
) -> None:
    await road.wants(AMI, coats())
    await road.listed(coat("c-1", 10_000))
    await road.match()
    clock.move(timedelta(hours=1))
    await road.listed(coat("c-1", 9_400))
    await road.match()
    clock.move(timedelta(hours=1))
    strict = Announcer(
        road.store, dictionary=dictionary, drop_percent=Decimal(50), queued=lambda: None
    )
    await strict.load()
    await road.listed(coat("c-1", 8_000))
    while await strict.step():
        pass
    assert len(await road.alerts()) == 2
    assert await backtest(road, dictionary) == Report(same=3)


WISHES = st.builds(
    Criteria,
    brands=st.sampled_from([(), ("Rick Owens",), ("Rick Owens", "Gucci")]),
    keywords=st.builds(
        Keywords,
        any=st.sampled_from([(), ("coat", "ブーツ")]),
        none=st.sampled_from([(), ("kids",)]),
    ),
    price=st.builds(
        PriceRange,
        max=st.sampled_from([None, 100, 5_000]),
        currency=st.sampled_from(["JPY", "USD"]),
    ),
    markets=st.sampled_from([(), ("my_market",), ("other_market",)]),
    listing_types=st.sampled_from([(), (WantedType.FIXED,)]),
    below_median=st.sampled_from([None, None, None, 20]),
    events=st.sets(st.sampled_from(EventKind), min_size=1).map(lambda kinds: tuple(sorted(kinds))),
)
LISTED = st.tuples(
    st.sampled_from("abcd"),
    st.builds(
        Listing,
        market=st.just("my_market"),
        external_id=st.just(""),
        title=st.sampled_from(
            ["Rick Owens leather coat", "リックオウエンス ブーツ kids", "グッチ バッグ", "coat"]
        ),
        price=st.sampled_from(
            [None, *(Money(n, "JPY") for n in (90, 5_000, 4_000, 9_000)), Money(3_000, "USD")]
        ),
        listing_type=st.sampled_from([None, *ListingType]),
        status=st.sampled_from([*[ListingStatus.ON_SALE] * 3, ListingStatus.SOLD]),
        adult=st.sampled_from([False, False, True]),
    ),
)
DEEDS = st.one_of(
    st.tuples(st.just("wants"), st.tuples(st.sampled_from([AMI, BEN]), WISHES)),
    st.tuples(st.just("lists"), st.lists(LISTED, min_size=1, max_size=3)),
    st.tuples(st.just("visits"), st.lists(LISTED, min_size=1, max_size=2)),
    st.tuples(
        st.sampled_from(["pauses", "resumes", "deletes", "snoozes", "undeletes"]),
        st.integers(0, 5),
    ),
    st.tuples(st.just("dismisses"), st.integers(0, 3)),
    st.tuples(st.just("rates"), st.sampled_from(["90", "150"])),
    st.tuples(st.just("waits"), st.sampled_from([1, 3_600, 90_000])),
    st.tuples(st.just("matches"), st.none()),
)


class Play:
    """Plays what was drawn; each play has listings of its own."""

    def __init__(self, road: Road, clock: MovableClock, days: Iterator[int]) -> None:
        self.road = road
        self.clock = clock
        self.number = next(_NUMBERS)
        self.days = days

    async def does(self, deed: str, what) -> None:
        match deed:
            case "wants":
                await self.wants(*what)
            case "lists":
                await self.road.listed(*map(self.own, what))
            case "visits":
                await self.visits(what)
            case "dismisses":
                await self.dismisses(what)
            case "rates":
                day = date(2020, 1, 1) + timedelta(days=next(self.days))
                rates = Rates(base="USD", per_base={"JPY": Decimal(what)}, as_of=day)
                async with self.road.store.transaction() as tx:
                    await tx.rates.add(rates)
            case "waits":
                self.clock.move(timedelta(seconds=what))
            case "matches":
                await self.road.match()
            case _:
                await self.turns(deed, what)

    async def wants(self, who: Address, criteria: Criteria) -> None:
        if criteria.brands or criteria.keywords.any or criteria.price.is_bounded:
            await self.road.wants(who, criteria, f"{self.number} {next(_NUMBERS)}")

    async def visits(self, shown: list[tuple[str, Listing]]) -> None:
        """The first visit of a search that one of ami's filters needs."""
        if mine := await self.mine():
            search = await a_search(self.road, f"q {next(_NUMBERS)}", mine[0].id)
            await self.road.listed(*map(self.own, shown), search_id=search, is_first_visit=True)

    async def dismisses(self, which: int) -> None:
        items = await self.road.alerts_of(AMI) if await self.known() else []
        for item in items[which : which + 1]:
            assert item.alert_id is not None
            await self.road.people.dismiss(AMI, item.alert_id)

    async def turns(self, deed: str, which: int) -> None:
        desk = self.road.filters
        mine = await self.mine()
        if not mine:
            return
        one = mine[which % len(mine)]
        match deed:
            case "pauses":
                await desk.pause(AMI, one.id)
            case "resumes":
                await desk.resume(AMI, one.id)
            case "deletes":
                await desk.delete(AMI, one.id)
            case "undeletes":
                await desk.delete(AMI, one.id)
                await desk.undelete(AMI, one.id)
            case "snoozes":
                await desk.snooze(AMI, one.id, self.clock.now() + timedelta(hours=1))

    async def known(self) -> bool:
        async with self.road.store.reading() as tx:
            return await tx.people.at(AMI) is not None

    async def mine(self):
        return await self.road.filters.mine(AMI)

    def own(self, drawn: tuple[str, Listing]) -> Listing:
        name, listing = drawn
        external_id = f"{self.number}-{name}"
        listing = replace(listing, external_id=external_id, url=f"https://x.example/{external_id}")
        if listing.listing_type is ListingType.AUCTION:
            return replace(listing, current_bid=listing.price, price=None)
        return listing

    async def ends(self) -> None:
        await self.road.match()
        for who in (AMI, BEN):
            for one in await self.road.filters.mine(who):
                await self.road.filters.delete(who, one.id)


@settings(max_examples=25)
@given(deeds=st.lists(DEEDS, min_size=5, max_size=30))
async def test_whatever_happened_a_backtest_equals_what_was_decided(
    road: Road, clock: MovableClock, dictionary: BrandDictionary, deeds
) -> None:
    play = Play(road, clock, DAYS)
    for deed, what in deeds:
        await play.does(deed, what)
    await play.ends()
    report = await backtest(road, dictionary)
    assert (report.different, report.untold) == ((), {})
