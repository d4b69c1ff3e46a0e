"""Visits of markets over days: whom they bother, and what they never lose."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import select
from tests.alerts.road import FullStore
from tests.clocks import JumpingClock

from maneki.alerts.announce import Announcer
from maneki.alerts.first_hits import FirstHits
from maneki.alerts.incidents import Trouble, close_incidents, is_over, open_incident
from maneki.alerts.watch import Watcher, off_switch
from maneki.errors import MarketChangedError, StoreUnavailableError
from maneki.filters.desk import FilterDesk
from maneki.filters.watchable import Watchable
from maneki.markets.feed.client import FeedMarket
from maneki.markets.market import Market
from maneki.markets.mercari_jp.client import MERCARI_JP, MercariJpMarket
from maneki.matching.brands import BrandDictionary
from maneki.matching.match import Matcher
from maneki.model.filter import Criteria, Filter, Keywords
from maneki.model.ids import IncidentId
from maneki.model.listing import Listing
from maneki.model.money import Money
from maneki.model.outbox import OutboxKind
from maneki.model.person import Address, DestinationKind
from maneki.phrases import quoted
from maneki.simulator.markets.answers import BrokenShape
from maneki.simulator.markets.twin import MarketTwin
from maneki.store import Store
from maneki.store.cards import read_card, read_note
from maneki.store.incidents import Incident, IncidentKind
from maneki.store.schema import outbox

AMI = Address("discord", "1001")
BEN = Address("discord", "1002")
AGENT = "Maneki/0.1 (+https://maneki.example; test)"
COAT = Listing(
    market="feed",
    external_id="",
    title="Rick Owens leather coat",
    brand="Rick Owens",
    price=Money(58_000, "JPY"),
)
COATS = Criteria(brands=("Rick Owens",))
HALF_AN_HOUR = timedelta(minutes=30)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class Watch:
    """One market that is watched, and the people who wait for it."""

    store: Store
    clock: JumpingClock
    market: Market
    dictionary: BrandDictionary

    def __post_init__(self) -> None:
        self.filters = FilterDesk(
            self.store,
            matcher=Matcher(self.dictionary),
            watchable=Watchable(
                markets={self.market.name: self.market}, spellings=self.dictionary.spellings
            ),
            most_filters=20,
            default_currency=None,
            changed=lambda: None,
        )
        self.restart()

    def restart(self) -> None:
        """A new process: nothing is remembered but what the database holds."""
        self.watcher = Watcher(
            self.store,
            self.market,
            matcher=Matcher(self.dictionary),
            drop_percent=Decimal(5),
            holder="us",
            found=lambda: None,
            queued=lambda: None,
        )
        self.announcer = Announcer(
            self.store, dictionary=self.dictionary, drop_percent=Decimal(5), queued=lambda: None
        )

    async def wants(
        self, who: Address, criteria: Criteria = COATS, *, name: str | None = None
    ) -> Filter:
        return (await self.filters.create(who, name=name, criteria=criteria)).filter

    async def visits(self) -> None:
        """Every visit that is due now, and what follows from it."""
        while await self.watcher.step():
            pass
        while await self.announcer.step():
            pass

    async def passing(self, time: timedelta, *, every: timedelta = timedelta(minutes=5)) -> None:
        """Let time go by, with the visits that fall due in it."""
        until = self.clock.now() + time
        while self.clock.now() < until:
            await self.visits()
            self.clock.move(every)

    async def bodies(self, who: Address, kind: OutboxKind) -> list[dict[str, Any]]:
        """What was ever queued for somebody, oldest first."""
        async with self.store.transaction() as tx:
            person = await tx.people.at(who)
            assert person is not None
            rows = await tx.outbox._session.rows(
                select(outbox.c.body)
                .where(outbox.c.person_id == person.id, outbox.c.kind == kind)
                .order_by(outbox.c.created_at, outbox.c.id)
            )
        return [row.body for row in rows]

    async def alerts(self, who: Address) -> list[str | None]:
        """The addresses of the listings that somebody is told of."""
        bodies = await self.bodies(who, OutboxKind.ALERT)
        return [read_card(body).listing.url for body in bodies]

    async def notices(self, who: Address) -> list[str]:
        return [read_note(body).text for body in await self.bodies(who, OutboxKind.NOTICE)]


MakeWatch = Callable[[Market], Watch]


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
async def twin(clock: JumpingClock) -> AsyncIterator[MarketTwin]:
    twin = MarketTwin(clock, feeds=("all", "other"))
    await twin.start()
    yield twin
    await twin.stop()


@pytest.fixture
async def watching(
    store: Store, clock: JumpingClock, dictionary: BrandDictionary
) -> AsyncIterator[MakeWatch]:
    markets: list[Market] = []

    def watch(market: Market) -> Watch:
        markets.append(market)
        return Watch(store, clock, market, dictionary)

    yield watch
    for market in markets:
        await market.aclose()


def feeds(clock: JumpingClock, *urls: str) -> FeedMarket:
    return FeedMarket(urls, clock=clock, user_agent=AGENT)


def mercari(clock: JumpingClock, twin: MarketTwin) -> MercariJpMarket:
    return MercariJpMarket(
        clock=clock,
        user_agent=AGENT,
        base_url=twin.base_url,
        manners=replace(MERCARI_JP, revisit=timedelta(minutes=1)),
    )


def break_the_feed(twin: MarketTwin) -> None:
    """Something is listed, and the answer that should say so is a web page."""
    twin.list_item(replace(COAT, title="An old lamp", brand=None))
    twin.break_shape("feed", BrokenShape.WEB_PAGE)


def asked(twin: MarketTwin, path: str) -> list[int]:
    """The statuses of the answers to requests for this path."""
    return [one.status for one in twin.asked if one.path == path]


# --- trouble -------------------------------------------------------------------------------------


async def test_a_feed_that_is_missing_beside_a_healthy_one_is_told_once(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(feeds(clock, twin.feed_url(), twin.feed_url("nowhere")))
    await watch.wants(AMI)
    await watch.passing(DAY, every=timedelta(minutes=30))
    [notice] = await watch.notices(AMI)
    assert "cannot be reached" in notice


async def test_a_host_that_comes_and_goes_is_told_less_and_less(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(feeds(clock, twin.feed_url()))
    await watch.wants(AMI)
    told: list[int] = []
    for _ in range(2):
        for _ in range(12):
            break_the_feed(twin)
            await watch.passing(HOUR, every=HALF_AN_HOUR)
            twin.mend_shape("feed")
            await watch.passing(HOUR, every=HALF_AN_HOUR)
        told.append(len(await watch.notices(AMI)) - sum(told))
    # Twelve times a day it broke and was mended: 24 notices, if each were told.
    assert told[0] <= 10
    assert told[1] == 0


async def test_what_stays_broken_after_coming_and_going_is_not_passed_over(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(feeds(clock, twin.feed_url()))
    await watch.wants(AMI)
    for _ in range(5):
        break_the_feed(twin)
        await watch.passing(HOUR, every=HALF_AN_HOUR)
        twin.mend_shape("feed")
        await watch.passing(HOUR, every=HALF_AN_HOUR)
    break_the_feed(twin)
    await watch.passing(DAY, every=HOUR)
    assert "I do not understand" in (await watch.notices(AMI))[-1]
    twin.mend_shape("feed")
    await watch.passing(DAY, every=HOUR)
    assert "answers again" in (await watch.notices(AMI))[-1]


async def test_trouble_with_a_search_is_told_to_those_who_need_it(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(mercari(clock, twin))
    await watch.wants(AMI, Criteria(keywords=Keywords(any=("guidi",))))
    await watch.wants(BEN, Criteria(keywords=Keywords(any=("coat",))))
    trouble = Trouble(watch.market.host, "mercari_jp")
    error = MarketChangedError("An odd answer.", market="mercari_jp", missing="items")
    async with watch.store.transaction() as tx:
        searches = await tx.searches.wanted("mercari_jp")
        [of_ami] = [one.id for one in searches if one.query.params["keyword"] == "guidi"]
        [of_ben] = [one.id for one in searches if one.query.params["keyword"] == "coat"]
        await open_incident(tx, error, trouble=trouble, search_ids=[of_ami], again_at=tx.now + HOUR)
        await close_incidents(tx, "mercari_jp", trouble=trouble, search_id=of_ben)
        assert len(await tx.incidents.open_at("mercari_jp", host=trouble.host)) == 1
    assert await watch.notices(BEN) == []
    assert len(await watch.notices(AMI)) == 1
    async with watch.store.transaction() as tx:
        await close_incidents(tx, "mercari_jp", trouble=trouble, search_id=of_ami)
        assert await tx.incidents.open_at("mercari_jp", host=trouble.host) == ()
    assert await watch.notices(BEN) == []
    assert len(await watch.notices(AMI)) == 2


async def test_trouble_that_comes_back_for_one_is_not_told_to_those_of_the_last_time(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(mercari(clock, twin))
    await watch.wants(AMI, Criteria(keywords=Keywords(any=("guidi",))))
    await watch.wants(BEN, Criteria(keywords=Keywords(any=("coat",))))
    trouble = Trouble(watch.market.host, "mercari_jp")
    error = MarketChangedError("An odd answer.", market="mercari_jp", missing="items")
    async with watch.store.transaction() as tx:
        both = [one.id for one in await tx.searches.wanted("mercari_jp")]
        [of_ami] = [one.id for one in await tx.searches.wanted() if "guidi" in str(one.query)]
        await open_incident(tx, error, trouble=trouble, search_ids=both, again_at=tx.now + HOUR)
        for one in both:
            await close_incidents(tx, "mercari_jp", trouble=trouble, search_id=one)
    clock.move(HOUR)
    async with watch.store.transaction() as tx:
        await open_incident(tx, error, trouble=trouble, search_ids=[of_ami], again_at=tx.now + HOUR)
    clock.move(HOUR)
    async with watch.store.transaction() as tx:
        await close_incidents(tx, "mercari_jp", trouble=trouble, search_id=of_ami)
    assert [len(await watch.notices(one)) for one in (AMI, BEN)] == [4, 2]


async def test_trouble_is_told_where_one_can_be_reached(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(mercari(clock, twin))
    mine = await watch.wants(AMI, Criteria(keywords=Keywords(any=("coat",))))
    async with watch.store.transaction() as tx:
        assert mine.person_id is not None
        shut = await tx.destinations.choose(
            mine.person_id, kind=DestinationKind.CHANNEL, address="777"
        )
    guidis = Criteria(keywords=Keywords(any=("guidi",)))
    await watch.filters.create(AMI, name="a", criteria=guidis, destination_id=shut.id)
    async with watch.store.transaction() as tx:
        await tx.destinations.suspend(shut.id, reason="it is closed")
    twin.block("mercari_jp", status=403, for_requests=1)
    await watch.visits()
    assert len(await watch.notices(AMI)) == 1


async def test_a_visit_that_could_not_be_written_down_is_not_lost(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(feeds(clock, twin.feed_url()))
    await watch.wants(AMI)
    await watch.visits()
    twin.list_item(COAT)
    clock.move(HALF_AN_HOUR)
    watch.watcher._store = FullStore(watch.store, after=1)
    with pytest.raises(StoreUnavailableError):
        await watch.visits()
    with pytest.raises(StoreUnavailableError):
        await watch.visits()
    asked_so_far = len(asked(twin, "/feeds/all.xml"))
    watch.watcher._store = watch.store
    await watch.visits()
    assert len(await watch.alerts(AMI)) == 1
    assert len(asked(twin, "/feeds/all.xml")) == asked_so_far


async def test_the_first_hits_of_several_searches_of_one_filter_are_told_once(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    twin.list_item(COAT)
    watch = watching(feeds(clock, twin.feed_url(), twin.feed_url("other")))
    await watch.wants(AMI)
    await watch.passing(HOUR)
    [told] = await watch.notices(AMI)
    assert "is being watched now. 1 listings already fit" in told


async def test_a_name_does_nothing_in_a_sentence_of_ours(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    name = "**x** https://evil.example <#123>"
    twin.list_item(COAT)
    watch = watching(feeds(clock, twin.feed_url()))
    await watch.wants(AMI, name=name)
    await watch.passing(HOUR)
    break_the_feed(twin)
    await watch.passing(DAY, every=HOUR)
    bodies = await watch.bodies(AMI, OutboxKind.NOTICE)
    said = [read_note(body).private_text or "" for body in bodies]
    assert len(said) == 2
    assert all(quoted(name) in one and name not in one for one in said)


async def test_an_auction_that_is_over_is_no_first_hit(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(feeds(clock, twin.feed_url()))
    await watch.wants(AMI)
    over = replace(COAT, ends_at=clock.now() - HOUR)
    async with watch.store.transaction() as tx:
        [search] = await tx.searches.wanted()
        hits = FirstHits(Matcher(watch.dictionary))
        await hits.show(tx, search.id, [over, replace(COAT, external_id="c-2")])
    [told] = await watch.notices(AMI)
    assert "1 listings already fit" in told


async def test_a_block_concerns_everybody_who_waits_for_that_host(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(mercari(clock, twin))
    await watch.wants(AMI, Criteria(keywords=Keywords(any=("guidi",))))
    await watch.wants(BEN, Criteria(keywords=Keywords(any=("coat",))))
    twin.block("mercari_jp", status=403, for_requests=1)
    await watch.visits()
    assert "Mercari refuses" in (await watch.notices(AMI))[0]
    assert "Mercari refuses" in (await watch.notices(BEN))[0]
    await watch.passing(HOUR, every=timedelta(minutes=10))
    assert [len(await watch.notices(one)) for one in (AMI, BEN)] == [2, 2]
    assert twin.violations == []


async def test_a_block_holds_across_a_restart(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(feeds(clock, twin.feed_url(), twin.feed_url("other")))
    await watch.wants(AMI)
    twin.block("feed", status=429, retry_after=timedelta(hours=3))
    await watch.visits()
    watch.restart()
    await watch.passing(2 * HOUR, every=timedelta(minutes=10))
    paths = ("/feeds/all.xml", "/feeds/other.xml")
    assert sum(len(asked(twin, path)) for path in paths) == 1
    assert twin.violations == []


async def test_what_was_being_visited_when_the_program_ended_is_visited_at_the_next_start(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(feeds(clock, twin.feed_url()))
    await watch.wants(AMI)
    async with watch.store.transaction() as tx:
        until = tx.now + timedelta(minutes=5)
        assert await tx.searches.claim("feed", holder="the one before us", until=until)
    watch.restart()

    await watch.visits()

    assert asked(twin, "/feeds/all.xml") == [200]


async def test_a_feed_that_robots_forbid_does_not_silence_its_neighbour(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    twin.disallow("/feeds/other.xml")
    watch = watching(feeds(clock, twin.feed_url(), twin.feed_url("other")))
    await watch.wants(AMI)
    await watch.passing(4 * HOUR, every=timedelta(minutes=10))
    assert len(asked(twin, "/feeds/all.xml")) == 24
    assert asked(twin, "/feeds/other.xml") == []
    [notice] = await watch.notices(AMI)
    assert "refuses" in notice


async def test_a_market_that_is_switched_off_is_not_asked(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(feeds(clock, twin.feed_url()))
    await watch.wants(AMI)
    async with watch.store.transaction() as tx:
        await tx.marks.put(off_switch("feed"), "off")
    await watch.passing(HOUR, every=timedelta(minutes=10))
    assert twin.asked == []
    async with watch.store.transaction() as tx:
        await tx.marks.put(off_switch("feed"), "on")
    await watch.visits()
    assert asked(twin, "/feeds/all.xml") == [200]


async def test_a_failing_feed_is_not_asked_more_often_than_a_healthy_one(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(feeds(clock, twin.feed_url()))
    twin.set_ttl("all", 60)
    await watch.wants(AMI)
    await watch.visits()
    break_the_feed(twin)
    await watch.passing(6 * HOUR, every=timedelta(minutes=20))
    assert len(asked(twin, "/feeds/all.xml")) <= 7
    assert twin.violations == []


async def test_a_host_that_asks_for_a_long_gap_does_not_hold_up_the_others(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock, serve
) -> None:
    reads: list[str] = []

    async def slow(request: web.Request) -> web.Response:
        if request.path == "/robots.txt":
            return web.Response(text="User-agent: *\nCrawl-delay: 600\n")
        reads.append(request.path)
        return web.Response(text="<rss version='2.0'><channel/></rss>", content_type="text/xml")

    base = await serve(slow)
    watch = watching(feeds(clock, f"{base}/a", f"{base}/b", f"{base}/c", twin.feed_url()))
    await watch.wants(AMI)
    await watch.passing(2 * HOUR)
    assert len(asked(twin, "/feeds/all.xml")) >= 20
    assert 8 <= len(reads) <= 12
    assert {"/a", "/b", "/c"} == {*reads}


async def test_while_one_host_hangs_another_is_read_and_no_host_is_asked_twice_at_once(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock, serve
) -> None:
    hanging, go_on, asked_for = asyncio.Event(), asyncio.Event(), []

    async def slow(request: web.Request) -> web.Response:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        asked_for.append(request.path)
        hanging.set()
        await go_on.wait()
        return web.Response(status=429)

    base = await serve(slow)
    watch = watching(feeds(clock, f"{base}/a", f"{base}/b", twin.feed_url()))
    await watch.wants(AMI)
    async with asyncio.TaskGroup() as group:
        group.create_task(watch.watcher.step())
        await hanging.wait()
        while await watch.watcher.step():
            pass
        assert asked(twin, "/feeds/all.xml") == [200]
        go_on.set()
    clock.move(timedelta(seconds=10))
    assert not await watch.watcher.step()
    assert len(asked_for) == 1


async def test_what_nobody_foresaw_fails_the_visit_and_is_told(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    class Broken(FeedMarket):
        async def fetch(self, query, state):
            raise ZeroDivisionError

    watch = watching(Broken((twin.feed_url(),), clock=clock, user_agent=AGENT))
    await watch.wants(AMI)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            await watch.visits()
        await watch.visits()  # it is not asked again at once
        clock.move(HOUR)
    [notice] = await watch.notices(AMI)
    assert "cannot be reached" in notice


async def test_a_feed_that_ended_is_told_once_and_not_asked_again(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(feeds(clock, twin.feed_url(), twin.feed_url("other")))
    await watch.wants(AMI)
    await watch.visits()
    twin.end_feed("other")
    await watch.passing(6 * HOUR, every=HALF_AN_HOUR)
    watch.restart()
    await watch.passing(6 * HOUR, every=HALF_AN_HOUR)
    [notice] = await watch.notices(AMI)
    assert "gone for good" in notice
    assert asked(twin, "/feeds/other.xml") == [200, 410]
    assert twin.violations == []


async def test_what_a_feed_said_of_its_version_outlives_the_process(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(feeds(clock, twin.feed_url()))
    twin.list_item(COAT)
    await watch.wants(AMI)
    await watch.visits()
    watch.restart()
    clock.move(HOUR)
    await watch.visits()
    assert asked(twin, "/feeds/all.xml") == [200, 304]


# --- what is news --------------------------------------------------------------------------------


async def test_a_search_that_nobody_watched_for_a_while_begins_anew(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(feeds(clock, twin.feed_url()))
    first = await watch.wants(AMI)
    await watch.visits()
    await watch.filters.delete(AMI, first.name)
    clock.move(30 * DAY)
    twin.overflow(COAT, 50)
    clock.move(HOUR)
    await watch.wants(BEN)
    await watch.visits()
    assert await watch.alerts(BEN) == []
    [shown] = await watch.notices(BEN)
    assert "50 listings already fit" in shown
    clock.move(HOUR)
    fresh = twin.list_item(COAT)
    await watch.visits()
    assert await watch.alerts(BEN) == [twin.shelf[fresh].listing.url]


async def test_what_turned_up_while_a_filter_was_paused_is_no_news(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(feeds(clock, twin.feed_url()))
    mine = await watch.wants(AMI)
    await watch.visits()
    await watch.filters.pause(AMI, mine.name)
    clock.move(DAY)
    twin.overflow(COAT, 20)
    clock.move(DAY)
    await watch.filters.resume(AMI, mine.name)
    await watch.visits()
    assert await watch.alerts(AMI) == []
    clock.move(HOUR)
    fresh = twin.list_item(COAT)
    await watch.visits()
    assert await watch.alerts(AMI) == [twin.shelf[fresh].listing.url]


@pytest.mark.parametrize("dated", ["Mon, 05 Jan 2026 00:00:00 GMT", "1767600000", "2026-01-05", ""])
async def test_a_new_entry_of_a_feed_is_news_whatever_its_date_says(
    watching: MakeWatch, clock: JumpingClock, serve, dated: str
) -> None:
    entries: list[str] = []

    async def feed(request: web.Request) -> web.Response:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        items = "".join(
            f"<item><guid>urn:{one}</guid><title>Rick Owens coat</title>"
            f"<link>https://shop.example/{one}</link><pubDate>{dated}</pubDate></item>"
            for one in reversed(entries)
        )
        body = f"<rss version='2.0'><channel>{items}</channel></rss>"
        return web.Response(text=body, content_type="text/xml")

    watch = watching(feeds(clock, f"{await serve(feed)}/feed"))
    entries.append("old")
    await watch.wants(AMI)
    await watch.visits()
    entries.append("new")
    clock.move(6 * HOUR)
    await watch.visits()
    assert await watch.alerts(AMI) == ["https://shop.example/new"]


async def test_an_old_listing_that_surfaces_where_pages_are_refilled_is_no_news(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(mercari(clock, twin))
    guidi = replace(COAT, market="mercari_jp", title="guidi boots", brand=None)
    await watch.wants(AMI, Criteria(keywords=Keywords(any=("guidi",))))
    await watch.visits()
    twin.list_item(replace(guidi, listed_at=clock.now() - DAY))
    fresh = twin.list_item(guidi)
    clock.move(HOUR)
    await watch.visits()
    assert await watch.alerts(AMI) == [twin.shelf[fresh].listing.url]


async def test_what_was_sold_on_a_market_before_it_was_told_is_not_told(
    watching: MakeWatch, twin: MarketTwin, clock: JumpingClock
) -> None:
    watch = watching(mercari(clock, twin))
    guidi = replace(COAT, market="mercari_jp", title="guidi boots", brand=None)
    mine = await watch.wants(AMI, Criteria(keywords=Keywords(any=("guidi",))))
    await watch.visits()
    await watch.filters.snooze(AMI, mine.id, clock.now() + DAY)
    sold, kept = twin.list_item(guidi), twin.list_item(guidi)
    clock.move(HOUR)
    await watch.visits()
    assert len(await watch.alerts(AMI)) == 2
    twin.sell(sold)
    clock.move(HOUR)
    await watch.visits()
    clock.move(DAY)
    async with watch.store.transaction() as tx:
        waiting = await tx.outbox.waiting(seats=9, per_destination=9)
    told = [item.card.listing.external_id for one in waiting for item in one.items if item.card]
    assert told == [kept]


# --- rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reopened", "quiet_minutes", "over"),
    [(0, 0, True), (1, 14, False), (1, 15, True), (2, 29, False), (2, 30, True), (60, 480, True)],
)
def test_an_incident_that_came_back_must_be_quiet_for_longer(
    clock: JumpingClock, reopened: int, quiet_minutes: int, over: bool
) -> None:
    incident = Incident(
        id=IncidentId("i"),
        kind=IncidentKind.CHANGED,
        market="feed",
        host="shop.example",
        detail="",
        opened_at=clock.now(),
        failed_at=clock.now(),
        reopened=reopened,
    )
    assert is_over(incident, clock.now() + timedelta(minutes=quiet_minutes)) is over
