from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web

from maneki.errors import (
    MarketBlockedError,
    MarketChangedError,
    MarketUnavailableError,
    SettingsError,
)
from maneki.markets.feed.client import FEED, FeedMarket
from maneki.markets.manners import after_block, after_success, next_visit_at
from maneki.markets.market import Market, host_of
from maneki.model.filter import Criteria, Keywords
from maneki.model.listing import Condition, Listing, ListingStatus
from maneki.model.money import Money
from maneki.model.search import BackOff, SearchQuery, SearchState
from maneki.simulator.markets.answers import BrokenShape
from maneki.simulator.markets.twin import MarketTwin

AGENT = "Maneki/0.1 (+https://maneki.example; test)"
COAT = Listing(
    market="feed",
    external_id="",
    title="Rick Owens コート <archive> & more",
    price=Money(58_000, "JPY"),
    brand="Rick Owens",
    condition=Condition.VERY_GOOD,
    size="48",
    seller_id="the shop",
    category_path=("Men", "Coats"),
    description="Worn once.\nNo stains & no holes.",
    image_urls=("https://shop.example/coat.jpg",),
)

MakeMarket = Callable[..., FeedMarket]


@pytest.fixture
async def make_market(clock) -> AsyncIterator[MakeMarket]:
    opened: list[FeedMarket] = []

    def make(*urls: str) -> FeedMarket:
        opened.append(FeedMarket(urls, clock=clock, user_agent=AGENT))
        return opened[-1]

    yield make
    for market in opened:
        await market.aclose()


def query(twin: MarketTwin, name: str = "all") -> SearchQuery:
    return SearchQuery("feed", {"url": twin.feed_url(name)})


def guid(listing: Listing) -> str:
    """Its id without the mark of its feed."""
    mark, _, guid = listing.external_id.partition(":")
    assert mark
    return guid


async def test_a_visit_brings_every_field_of_a_listing(make_market, twin, clock) -> None:
    market: Market = make_market(twin.feed_url())
    external_id = twin.list_item(COAT)
    visit = await market.fetch(query(twin), SearchState())
    (listing,) = visit.listings
    assert guid(listing) == external_id
    assert listing == replace(
        COAT,
        external_id=listing.external_id,
        url=f"https://shop.example/items/{external_id}",
        listed_at=twin.shelf[external_id].listing.listed_at,
        updated_at=twin.shelf[external_id].listing.updated_at,
    )
    assert visit.fetched_at == clock.now()
    assert visit.state.newest_ids == (listing.external_id,)
    assert twin.violations == []


async def test_an_unchanged_feed_is_asked_for_conditionally_and_sends_nothing(
    make_market, twin, clock
) -> None:
    market = make_market(twin.feed_url())
    twin.list_item(COAT)
    first = await market.fetch(query(twin), SearchState())
    assert first.state.etag is not None
    assert first.state.last_modified is not None
    clock.move(FEED.revisit)
    again = await market.fetch(query(twin), first.state)
    assert again.not_modified
    assert again.listings == ()
    assert again.state == first.state
    assert [asked.status for asked in twin.asked] == [200, 200, 304]


async def test_a_feed_with_only_a_date_is_conditional_as_well(make_market, twin, clock) -> None:
    market = make_market(twin.feed_url())
    twin.list_item(COAT)
    first = await market.fetch(query(twin), SearchState())
    clock.move(FEED.revisit)
    again = await market.fetch(query(twin), replace(first.state, etag=None))
    assert again.not_modified


async def test_what_changed_is_sent_again_newest_first(make_market, twin, clock) -> None:
    market = make_market(twin.feed_url())
    old = twin.list_item(COAT)
    first = await market.fetch(query(twin), SearchState())
    clock.move(FEED.revisit)
    new = twin.list_item(COAT)
    twin.change_price(old, 40_000)
    twin.bump(old)
    visit = await market.fetch(query(twin), first.state)
    assert [guid(listing) for listing in visit.listings] == [new, old]
    assert visit.listings[1].price == Money(40_000, "JPY")
    assert visit.listings[1].listed_at == first.listings[0].listed_at
    assert visit.listings[1].updated_at == clock.now().replace(microsecond=0)
    assert not visit.overflowed


async def test_a_sold_thing_is_parsed_as_sold(make_market, twin) -> None:
    external_id = twin.list_item(COAT)
    twin.sell(external_id)
    visit = await make_market(twin.feed_url()).fetch(query(twin), SearchState())
    assert visit.listings[0].status is ListingStatus.SOLD


async def test_a_listing_is_not_seen_before_it_is_visible(make_market, twin, clock) -> None:
    market = make_market(twin.feed_url())
    twin.list_item(COAT, visible_after=timedelta(minutes=10))
    first = await market.fetch(query(twin), SearchState())
    assert first.listings == ()
    clock.move(timedelta(minutes=10))
    assert len((await market.fetch(query(twin), first.state)).listings) == 1


async def test_a_feeds_ttl_is_remembered(make_market, twin, clock) -> None:
    market = make_market(twin.feed_url())
    twin.set_ttl("all", 60)
    visit = await market.fetch(query(twin), SearchState())
    assert visit.state.ttl_s == 3_600
    due_at = next_visit_at(market.manners, visit.state, clock.now())
    assert due_at == clock.now() + timedelta(hours=1)
    clock.move(due_at - clock.now())
    await market.fetch(query(twin), visit.state)
    assert twin.violations == []


async def test_a_feed_that_is_gone_is_never_asked_again(make_market, twin) -> None:
    market = make_market(twin.feed_url())
    twin.end_feed("all")
    gone = await market.fetch(query(twin), SearchState(newest_ids=("a",)))
    assert gone.state == SearchState(newest_ids=("a",), is_gone=True)
    requests = len(twin.asked)
    assert (await market.fetch(query(twin), gone.state)).state.is_gone
    assert len(twin.asked) == requests
    assert twin.violations == []


async def test_a_feed_that_is_missing_is_unavailable_and_not_empty(make_market, twin) -> None:
    with pytest.raises(MarketUnavailableError, match="404"):
        await make_market().fetch(query(twin, "nothing"), SearchState())


async def test_more_new_entries_than_a_feed_shows_are_an_overflow(make_market, twin, clock) -> None:
    market = make_market(twin.feed_url())
    twin.list_item(COAT)
    first = await market.fetch(query(twin), SearchState())
    assert not first.overflowed
    clock.move(FEED.revisit)
    twin.overflow(COAT, 150)
    assert (await market.fetch(query(twin), first.state)).overflowed


async def test_a_block_is_an_error_with_its_retry_after_and_ends_with_one_answer(
    make_market, twin, clock
) -> None:
    market = make_market(twin.feed_url())
    twin.list_item(COAT)
    twin.block("feed", status=429, retry_after=timedelta(minutes=20), for_requests=2)
    back_off = BackOff()
    waits = []
    for _ in range(2):
        with pytest.raises(MarketBlockedError) as caught:
            await market.fetch(query(twin), SearchState())
        back_off = after_block(back_off, market.manners, clock.now(), caught.value.retry_after)
        assert back_off.until is not None
        waits.append(back_off.until - clock.now())
        clock.move(waits[-1])
    assert not back_off.holds(clock.now())
    visit = await market.fetch(query(twin), SearchState())
    assert len(visit.listings) == 1
    assert after_success(back_off) == BackOff()
    assert waits == [timedelta(minutes=20)] * 2
    assert twin.violations == []


@pytest.mark.parametrize("how", [BrokenShape.WEB_PAGE, BrokenShape.MISSING_KEY, BrokenShape.HUGE])
async def test_another_shape_is_an_error_and_never_an_empty_visit(make_market, twin, how) -> None:
    twin.list_item(COAT)
    twin.break_shape("feed", how)
    with pytest.raises(MarketChangedError):
        await make_market().fetch(query(twin), SearchState())
    twin.mend_shape("feed")
    assert len((await make_market().fetch(query(twin), SearchState())).listings) == 1


async def test_half_a_feed_is_read_and_asked_for_again(make_market, twin, clock) -> None:
    market = make_market(twin.feed_url())
    ids = {twin.list_item(COAT) for _ in range(20)}
    twin.break_shape("feed", BrokenShape.HALF_BODY, for_requests=1)
    half = await market.fetch(query(twin), SearchState())
    assert 5 < len(half.listings) < 15
    assert half.state.etag is None
    clock.move(FEED.revisit)
    whole = await market.fetch(query(twin), half.state)
    assert {guid(listing) for listing in whole.listings} == ids


async def test_feeds_of_one_host_are_read_one_by_one_with_a_gap(make_market, clock) -> None:
    twin = MarketTwin(clock, feeds=("a", "b", "c"), least_gap=FEED.gap * 0.8)
    await twin.start()
    market = make_market(*(twin.feed_url(name) for name in "abc"))
    for one in market.queries_for(Criteria(), spellings=lambda brand: (brand,)):
        await market.fetch(one, SearchState())
    assert len(twin.asked) == 4
    assert twin.violations == []
    await twin.stop()


def test_a_host_is_one_host_however_its_name_is_written(make_market) -> None:
    urls = ("https://Shop.Example/a", "https://me:hunter2@shop.example/b")
    market = make_market(*urls)
    hosts = {host_of(market, SearchQuery("feed", {"url": url})) for url in urls}
    assert hosts == {"shop.example"}


async def test_the_same_guid_in_two_feeds_is_two_listings(make_market, serve) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        if request.path == "/a":
            raise web.HTTPFound("/new")
        title = "Guidi boots" if request.path == "/b" else "Rick Owens coat"
        return web.Response(
            text=f"<rss version='2.0'><channel><item><title>{title}</title><guid>101</guid>"
            "</item></channel></rss>"
        )

    base, market = await serve(handle), make_market()
    urls = (f"{base}/a", f"{base}/b", f"{base}/a")
    visits = [await market.fetch(SearchQuery("feed", {"url": url}), SearchState()) for url in urls]
    coat, boots, again = (visit.listings[0] for visit in visits)
    assert guid(coat) == guid(boots) == "101"
    assert coat.external_id != boots.external_id
    assert coat == again


@pytest.mark.parametrize("validator", ['"caf\xe9"', '"a\tb"', "\x7f"])
async def test_a_validator_that_no_header_can_hold_is_not_sent_back(
    make_market, serve, validator
) -> None:
    asked: list[str | None] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        asked.append(request.headers.get("If-None-Match"))
        body = b"<rss version='2.0'><channel><item><title>A</title></item></channel></rss>"
        return web.Response(body=body)

    base, market = await serve(handle), make_market()
    kept = SearchState(etag=validator, last_modified=validator)
    visit = await market.fetch(SearchQuery("feed", {"url": f"{base}/f"}), kept)
    assert len(visit.listings) == 1
    assert asked == [None]


async def test_a_validator_that_is_not_ascii_is_not_remembered(make_market) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await reader.readuntil(b"\r\n\r\n"):
            body = b"" if b"robots" in request else b"<rss version='2.0'><channel/></rss>"
            status = b"200 OK" if body else b"404 Not Found"
            head = b'ETag: "caf\xe9"\r\nContent-Length: %d\r\n\r\n' % len(body)
            writer.write(b"HTTP/1.1 " + status + b"\r\n" + head + body)

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    query = SearchQuery("feed", {"url": f"http://127.0.0.1:{port}/f"})
    visit = await make_market().fetch(query, SearchState())
    assert visit.state.etag is None
    server.close()


async def test_a_robots_txt_that_forbids_feeds_is_obeyed(make_market, twin) -> None:
    twin.disallow("/feeds/")
    with pytest.raises(MarketBlockedError, match=r"robots\.txt"):
        await make_market().fetch(query(twin), SearchState())
    assert [asked.path for asked in twin.asked] == ["/robots.txt"]


async def test_a_feed_in_another_encoding_is_read_by_its_header(make_market, serve) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        body = "<rss version='2.0'><channel><item><title>古着</title></item></channel></rss>"
        return web.Response(
            body=body.encode("euc_jp"),
            headers={"Content-Type": "application/rss+xml; charset=euc-jp"},
        )

    base = await serve(handle)
    visit = await make_market().fetch(SearchQuery("feed", {"url": f"{base}/f"}), SearchState())
    assert visit.listings[0].title == "古着"


async def test_secrets_in_a_feeds_address_are_not_told(make_market, twin) -> None:
    url = twin.feed_url("nothing").replace("http://", "http://me:hunter2@") + "?key=hunter2"
    with pytest.raises(MarketUnavailableError) as caught:
        await make_market().fetch(SearchQuery("feed", {"url": url}), SearchState())
    assert "hunter2" not in str(caught.value)


def test_every_filter_is_served_by_every_feed_unless_it_names_other_markets(make_market) -> None:
    market = make_market(
        "https://a.example/feed", "https://b.example/feed", "https://a.example/feed"
    )
    wide = market.queries_for(
        Criteria(keywords=Keywords(any=("coat",))), spellings=lambda brand: (brand,)
    )
    assert [query.params["url"] for query in wide] == [
        "https://a.example/feed",
        "https://b.example/feed",
    ]
    named = Criteria(markets=("mercari_jp", "feed"))
    assert len(market.queries_for(named, spellings=lambda brand: (brand,))) == 2
    other = Criteria(markets=("mercari_jp",))
    assert market.queries_for(other, spellings=lambda brand: (brand,)) == ()


def test_an_address_that_is_none_is_refused_at_start(make_market) -> None:
    with pytest.raises(SettingsError, match=r"shop\.example"):
        make_market("shop.example/feed")


def test_a_wrong_address_is_refused_without_what_is_secret_in_it(clock) -> None:
    with pytest.raises(SettingsError, match=r"shop\.example/feed' is not a feed") as refused:
        FeedMarket(("ftp://me:secret@shop.example/feed?key=hidden",), clock=clock, user_agent=AGENT)
    assert "secret" not in str(refused.value)
    assert "hidden" not in str(refused.value)
