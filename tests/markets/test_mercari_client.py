from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from maneki.errors import MarketBlockedError, MarketChangedError, MarketUnavailableError
from maneki.markets.market import Market
from maneki.markets.mercari_jp.client import MERCARI_JP, MercariJpMarket
from maneki.markets.mercari_jp.dpop import Prover
from maneki.model.listing import Condition, Listing, ListingStatus, ListingType, ShippingPayer
from maneki.model.money import Money
from maneki.model.search import MOST_NEWEST_IDS, SearchQuery, SearchState
from maneki.simulator.markets.answers import BrokenShape
from maneki.simulator.markets.proof import read_proof
from maneki.simulator.markets.twin import MarketTwin

AGENT = "Maneki/0.1 (+https://maneki.example; test)"
QUERY = SearchQuery("mercari_jp", {"keyword": "rick owens"})
BOOTS = Listing(
    market="mercari_jp",
    external_id="",
    title="リックオウエンス サイドジップブーツ",
    price=Money(48_000, "JPY"),
    brand="Rick Owens",
    condition=Condition.LIKE_NEW,
    size="42",
    listing_type=ListingType.FIXED,
    seller_id="800000007",
    category_path=("メンズ", "Men", "2", "靴", "Shoes", "33"),
    shipping_payer=ShippingPayer.BUYER,
    image_urls=("https://static.mercdn.net/thumb/photos/m1_1.jpg",),
)

MakeMarket = Callable[..., MercariJpMarket]


@pytest.fixture
async def make_market(clock) -> AsyncIterator[MakeMarket]:
    opened: list[MercariJpMarket] = []

    def make(base_url: str, **options: Any) -> MercariJpMarket:
        opened.append(MercariJpMarket(clock=clock, user_agent=AGENT, base_url=base_url, **options))
        return opened[-1]

    yield make
    for market in opened:
        await market.aclose()


@pytest.fixture
async def twin(clock) -> AsyncIterator[MarketTwin]:
    twin = MarketTwin(clock, least_gap=MERCARI_JP.gap * 0.8, least_pause=timedelta(minutes=15))
    await twin.start()
    yield twin
    await twin.stop()


def searches(twin: MarketTwin) -> int:
    return sum(asked.door == "mercari_jp" for asked in twin.asked)


async def test_a_visit_brings_every_field_of_a_listing(make_market, twin, clock) -> None:
    market: Market = make_market(twin.base_url)
    external_id = twin.list_item(BOOTS)
    visit = await market.fetch(QUERY, SearchState())
    assert visit.listings == (
        replace(
            BOOTS,
            external_id=external_id,
            url=f"https://jp.mercari.com/item/{external_id}",
            listed_at=twin.shelf[external_id].listing.listed_at,
            updated_at=twin.shelf[external_id].listing.updated_at,
        ),
    )
    assert visit.state.newest_ids == (external_id,)
    assert visit.fetched_at == clock.now()
    assert twin.violations == []


async def test_an_auction_and_a_shops_item_come_through_whole(make_market, twin, clock) -> None:
    auction = replace(
        BOOTS,
        listing_type=ListingType.AUCTION,
        current_bid=Money(50_000, "JPY"),
        bids=3,
        ends_at=clock.now() + timedelta(days=2),
    )
    shops = replace(BOOTS, external_id="ABCDEFGHIJKLMNOPQRSTUV", seller_id=None, price=None)
    first, second = twin.list_item(auction), twin.list_item(shops)
    visit = await make_market(twin.base_url).fetch(QUERY, SearchState())
    found = {listing.external_id: listing for listing in visit.listings}
    assert found[first].current_bid == Money(50_000, "JPY")
    assert (found[first].bids, found[first].ends_at) == (3, auction.ends_at)
    assert found[second].url == "https://jp.mercari.com/shops/product/ABCDEFGHIJKLMNOPQRSTUV"
    assert found[second].price is None
    assert found[second].seller_id is None


async def test_listings_come_newest_first_although_the_page_is_not(
    make_market, twin, clock
) -> None:
    for _ in range(40):
        twin.list_item(BOOTS)
        clock.move(7)
    visit = await make_market(twin.base_url).fetch(QUERY, SearchState())
    times = [listing.listed_at for listing in visit.listings]
    assert times == sorted(times, reverse=True)
    assert len(times) == 40


async def test_what_was_sold_is_learnt(make_market, twin) -> None:
    twin.list_item(BOOTS)
    twin.sell(twin.list_item(BOOTS))
    market = make_market(twin.base_url)
    visit = await market.fetch(QUERY, SearchState())
    assert sorted(one.status for one in visit.listings) == [
        ListingStatus.ON_SALE,
        ListingStatus.SOLD,
    ]
    on_sale = SearchQuery("mercari_jp", {"keyword": "rick owens", "status": "STATUS_ON_SALE"})
    assert len((await market.fetch(on_sale, SearchState())).listings) == 1


async def test_a_first_visit_reads_one_page(make_market, twin) -> None:
    twin.overflow(BOOTS, 300)
    visit = await make_market(twin.base_url).fetch(QUERY, SearchState())
    assert len(visit.listings) == 119
    assert searches(twin) == 1
    assert not visit.overflowed


async def test_paging_goes_on_until_a_known_listing(make_market, twin, clock) -> None:
    market = make_market(twin.base_url)
    twin.list_item(BOOTS)
    first = await market.fetch(QUERY, SearchState())
    clock.move(timedelta(hours=1))
    new = set(twin.overflow(BOOTS, 200))
    visit = await market.fetch(QUERY, first.state)
    assert searches(twin) == 1 + 2
    assert new <= {listing.external_id for listing in visit.listings}
    assert not visit.overflowed
    assert twin.violations == []


async def test_more_new_listings_than_the_page_limit_shows_are_an_overflow(
    make_market, twin, clock
) -> None:
    market = make_market(twin.base_url, page_limit=2)
    twin.list_item(BOOTS)
    first = await market.fetch(QUERY, SearchState())
    clock.move(timedelta(hours=1))
    twin.overflow(BOOTS, 400)
    visit = await market.fetch(QUERY, first.state)
    assert visit.overflowed
    assert len(visit.listings) == 2 * 119
    assert searches(twin) == 1 + 2
    assert len(visit.state.newest_ids) == 239


async def test_what_is_remembered_is_bounded_and_outlives_one_visit(
    make_market, twin, clock
) -> None:
    market = make_market(twin.base_url)
    known = tuple(f"m{number:011d}" for number in range(MOST_NEWEST_IDS))
    external_id = twin.list_item(BOOTS)
    visit = await market.fetch(QUERY, SearchState(newest_ids=known))
    assert visit.state.newest_ids == (external_id, *known[:-1])


async def test_many_new_ones_after_an_empty_visit_are_paged_through(make_market, twin) -> None:
    market = make_market(twin.base_url)
    nothing = await market.fetch(QUERY, SearchState())
    twin.overflow(BOOTS, 300)
    visit = await market.fetch(QUERY, nothing.state)
    assert len(visit.listings) == 300
    assert not visit.overflowed


async def test_a_later_page_that_fails_is_asked_for_again_with_the_same_token(
    make_market, clock, serve
) -> None:
    tokens: list[str] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        tokens.append((await request.json())["pageToken"])
        if tokens == ["", "v1:1"]:
            return web.Response(status=502)
        token = "v1:1" if tokens == [""] else ""
        return web.json_response({"meta": {"nextPageToken": token}, "items": []})

    market = make_market(await serve(handle))
    visit = await market.fetch(QUERY, SearchState(newest_ids=("m00000000001",), was_read=True))
    assert tokens == ["", "v1:1", "v1:1"]
    assert not visit.overflowed


async def test_a_market_out_of_order_is_unavailable_and_asked_once(make_market, twin) -> None:
    twin.block("mercari_jp", status=503)
    with pytest.raises(MarketUnavailableError):
        await make_market(twin.base_url).fetch(QUERY, SearchState())
    assert searches(twin) == 1


@pytest.mark.parametrize("status", [403, 429])
async def test_a_block_stops_the_visit_at_once(make_market, twin, status) -> None:
    twin.block("mercari_jp", status=status, retry_after=timedelta(minutes=30))
    with pytest.raises(MarketBlockedError) as caught:
        await make_market(twin.base_url).fetch(QUERY, SearchState())
    assert caught.value.retry_after == timedelta(minutes=30)
    assert searches(twin) == 1
    assert twin.violations == []


async def test_an_unknown_key_is_renewed_with_its_uuid_once(make_market, twin) -> None:
    market = make_market(twin.base_url)
    twin.list_item(BOOTS)
    await market.fetch(QUERY, SearchState())
    twin.refuse_known_keys()
    visit = await market.fetch(QUERY, SearchState())
    assert len(visit.listings) == 1
    assert [asked.status for asked in twin.asked if asked.door == "mercari_jp"] == [200, 401, 200]
    assert twin.violations == []


async def test_a_second_401_is_a_block(make_market, twin) -> None:
    twin.block("mercari_jp", status=401)
    with pytest.raises(MarketBlockedError, match="401"):
        await make_market(twin.base_url).fetch(QUERY, SearchState())
    assert searches(twin) == 2


@pytest.mark.parametrize(
    ("how", "missing"),
    [
        (BrokenShape.WEB_PAGE, "a JSON object"),
        (BrokenShape.HALF_BODY, "a JSON object"),
        (BrokenShape.MISSING_KEY, "items"),
        (BrokenShape.MISSING_ID, "items[0].id"),
        (BrokenShape.HUGE, "a page of at most 10 MB"),
    ],
)
async def test_another_shape_is_an_error_and_never_an_empty_visit(
    make_market, twin, how, missing
) -> None:
    twin.list_item(BOOTS)
    twin.break_shape("mercari_jp", how)
    with pytest.raises(MarketChangedError) as caught:
        await make_market(twin.base_url).fetch(QUERY, SearchState())
    assert caught.value.missing == missing


async def test_robots_txt_is_obeyed(make_market, twin) -> None:
    twin.disallow("/v2/")
    with pytest.raises(MarketBlockedError, match=r"robots\.txt"):
        await make_market(twin.base_url).fetch(QUERY, SearchState())
    assert searches(twin) == 0


async def test_a_bumped_listing_keeps_its_listing_time(make_market, twin, clock) -> None:
    market = make_market(twin.base_url)
    external_id = twin.list_item(BOOTS)
    before = (await market.fetch(QUERY, SearchState())).listings[0]
    clock.move(timedelta(days=13))
    twin.bump(external_id)
    after = (await market.fetch(QUERY, SearchState())).listings[0]
    assert after.external_id == before.external_id
    assert after.listed_at == before.listed_at
    assert before.updated_at is not None
    assert after.updated_at is not None
    assert after.updated_at - before.updated_at >= timedelta(days=13)


async def test_a_relisted_thing_is_another_listing(make_market, twin, clock) -> None:
    market = make_market(twin.base_url)
    old = twin.list_item(BOOTS)
    clock.move(timedelta(days=1))
    new = twin.relist(old)
    visit = await market.fetch(QUERY, SearchState())
    assert [listing.external_id for listing in visit.listings] == [new] != [old]


async def test_a_keyword_that_nothing_fits_is_an_honest_empty_visit(make_market, twin) -> None:
    twin.list_item(BOOTS)
    nothing = SearchQuery("mercari_jp", {"keyword": "guidi"})
    visit = await make_market(twin.base_url).fetch(nothing, SearchState())
    assert visit.listings == ()
    assert not visit.not_modified


async def test_our_headers_are_those_of_the_recorded_requests(
    make_market, serve, recordings: Path
) -> None:
    seen: list[dict[str, str]] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        seen.append({name.lower(): value for name, value in request.headers.items()})
        return web.json_response({"meta": {"nextPageToken": ""}, "items": []})

    await make_market(await serve(handle)).fetch(QUERY, SearchState())
    file = recordings / "mercari_jp" / "search__search_fetch_next_page__1.json"
    recorded = json.loads(file.read_text("utf-8"))["request"]["headers"]
    (headers,) = seen
    assert {"content-type", "x-platform"} <= recorded.keys() <= headers.keys()
    for name in recorded.keys() - {"user-agent"}:
        assert headers[name] == recorded[name]
    assert headers["user-agent"] == AGENT


def test_every_proof_is_new_and_names_key_uuid_method_and_address(clock) -> None:
    prover = Prover()
    url = "https://api.mercari.jp/v2/entities:search"
    proofs = [
        read_proof(
            prover.proof("POST", url, now=clock.now()), method="POST", url=url, now=clock.now()
        )
        for _ in range(3)
    ]
    assert len({proof.jti for proof in proofs}) == 3
    assert {proof.uuid for proof in proofs} == {prover.device_uuid}
    assert len({proof.key for proof in proofs}) == 1
    assert Prover().device_uuid != prover.device_uuid
