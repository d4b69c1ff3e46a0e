"""The twin's self-test: every rule it claims to hold its visitors to is broken and seen."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import orjson
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from maneki.clock import MovableClock, SystemClock
from maneki.markets.feed.parse import parse_feed
from maneki.markets.mercari_jp.dpop import Prover
from maneki.markets.mercari_jp.parse import ParsedPage, parse_search
from maneki.markets.mercari_jp.request import search_body
from maneki.model.listing import Listing
from maneki.model.money import Money
from maneki.simulator.markets.answers import BrokenShape
from maneki.simulator.markets.rules import Broken
from maneki.simulator.markets.twin import SEARCH_PATH, MarketTwin

AGENT = "Maneki/0.1 (+https://maneki.example; test)"
GAP = timedelta(seconds=4)
BAG = Listing(
    market="feed", external_id="", title="Guidi バッグ", price=Money(30_000, "JPY"), brand="Guidi"
)
PARKA = replace(BAG, market="mercari_jp", title="Guidi パーカー")


class Visitor:
    """Asks the twin as politely or rudely as a test wants."""

    def __init__(self, twin: MarketTwin, session: aiohttp.ClientSession) -> None:
        self.twin = twin
        self.session = session
        self.prover = Prover()

    async def get(self, path: str, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
        async with self.session.get(self.twin.base_url + path, headers=headers) as answer:
            return answer.status, answer.headers.copy(), await answer.read()

    def body(self, **changes: Any) -> dict[str, Any]:
        return (
            search_body(
                {"keyword": "guidi"},
                page_token="",
                session_id="0" * 32,
                device_uuid=self.prover.device_uuid,
                page_size=120,
            )
            | changes
        )

    def headers(self, **changes: str) -> dict[str, str]:
        url = self.twin.base_url + SEARCH_PATH
        proof = self.prover.proof("POST", url, now=self.twin._clock.now())
        return {"Content-Type": "application/json", "X-Platform": "web", "DPoP": proof} | changes

    async def search(
        self, *, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        async with self.session.post(
            self.twin.base_url + SEARCH_PATH,
            data=body if isinstance(body, bytes) else orjson.dumps(body or self.body()),
            headers=headers or self.headers(),
        ) as answer:
            return answer.status, answer.headers.copy(), await answer.read()


@pytest.fixture
async def twin(clock: MovableClock) -> AsyncIterator[MarketTwin]:
    twin = MarketTwin(clock, least_gap=GAP)
    await twin.start()
    yield twin
    await twin.stop()


@pytest.fixture
async def visitor(twin: MarketTwin) -> AsyncIterator[Visitor]:
    async with aiohttp.ClientSession(headers={"User-Agent": AGENT}) as session:
        visitor = Visitor(twin, session)
        await visitor.get("/robots.txt")
        yield visitor


def broken(twin: MarketTwin) -> list[Broken]:
    return [violation.rule for violation in twin.violations]


# --- a polite visitor --------------------------------------------------------------------------


async def test_a_polite_visitor_breaks_nothing(twin, visitor, clock) -> None:
    twin.list_item(BAG)
    twin.list_item(PARKA)
    for _ in range(3):
        assert (await visitor.get("/feeds/all.xml"))[0] == 200
        assert (await visitor.search())[0] == 200
        clock.move(GAP)
    assert twin.violations == []


async def test_a_feed_and_the_search_are_two_hosts(twin, visitor) -> None:
    await visitor.get("/feeds/all.xml")
    await visitor.search()
    assert twin.violations == []


# --- every rule broken -------------------------------------------------------------------------


async def test_two_requests_at_once_are_seen() -> None:
    twin = MarketTwin(SystemClock(), latency=timedelta(seconds=0.2))
    await twin.start()
    async with aiohttp.ClientSession(headers={"User-Agent": AGENT}) as session:
        visitor = Visitor(twin, session)
        await visitor.get("/robots.txt")
        async with asyncio.TaskGroup() as group:
            for _ in range(3):
                group.create_task(visitor.get("/feeds/all.xml"))
    assert broken(twin) == [Broken.PARALLEL] * 2
    await twin.stop()


async def test_a_gap_that_is_too_short_is_seen(twin, visitor, clock) -> None:
    await visitor.search()
    clock.move(GAP - timedelta(seconds=0.1))
    await visitor.search()
    assert broken(twin) == [Broken.TOO_SOON]


@pytest.mark.parametrize("status", [403, 429, 503])
async def test_asking_before_retry_after_has_passed_is_seen(twin, visitor, clock, status) -> None:
    twin.block("feed", status=status, retry_after=timedelta(minutes=10), for_requests=1)
    answer, headers, _ = await visitor.get("/feeds/all.xml")
    assert (answer, headers["Retry-After"]) == (status, "600")
    clock.move(timedelta(minutes=9))
    await visitor.get("/feeds/all.xml")
    assert broken(twin) == [Broken.ASKED_WHILE_BLOCKED]
    clock.move(timedelta(minutes=1))
    assert (await visitor.get("/feeds/all.xml"))[0] == 200
    assert len(twin.violations) == 1


async def test_hammering_a_door_that_only_says_403_is_seen(clock) -> None:
    twin = MarketTwin(clock, least_pause=timedelta(minutes=15))
    await twin.start()
    async with aiohttp.ClientSession(headers={"User-Agent": AGENT}) as session:
        visitor = Visitor(twin, session)
        await visitor.get("/robots.txt")
        twin.block("mercari_jp", status=403)
        for _ in range(3):
            assert (await visitor.search())[0] == 403
            clock.move(timedelta(minutes=5))
        assert broken(twin) == [Broken.ASKED_WHILE_BLOCKED] * 2
        twin.unblock("mercari_jp")
        clock.move(timedelta(minutes=15))
        assert (await visitor.search())[0] == 200
    await twin.stop()


async def test_a_401_may_be_answered_with_a_new_key_at_once(twin, visitor, clock) -> None:
    await visitor.search()
    twin.refuse_known_keys()
    clock.move(GAP)
    assert (await visitor.search())[0] == 401
    clock.move(GAP)
    assert (await visitor.search())[0] == 401
    visitor.prover = Prover()
    clock.move(GAP)
    assert (await visitor.search())[0] == 200
    assert twin.violations == []


@pytest.mark.parametrize("agent", ["", "python-httpx2/2.16", "Python/3.11 aiohttp/3.14", "curl/8"])
async def test_not_saying_who_asks_is_seen(twin, visitor, agent) -> None:
    await visitor.get("/feeds/all.xml", **{"User-Agent": agent})
    assert broken(twin) == [Broken.NO_USER_AGENT]


async def test_asking_without_reading_robots_txt_is_seen(clock) -> None:
    twin = MarketTwin(clock)
    await twin.start()
    async with aiohttp.ClientSession(headers={"User-Agent": AGENT}) as session:
        visitor = Visitor(twin, session)
        await visitor.get("/feeds/all.xml")
        await visitor.search()
        await visitor.get("/eurofxref-daily.xml")
    assert broken(twin) == [Broken.ROBOTS_NOT_READ] * 2
    await twin.stop()


async def test_asking_for_what_robots_txt_forbids_is_seen_once_it_was_read(
    twin, visitor, clock
) -> None:
    twin.disallow("/feeds/")
    await visitor.get("/feeds/all.xml")
    assert twin.violations == []
    assert b"Disallow: /feeds/" in (await visitor.get("/robots.txt"))[2]
    clock.move(GAP)
    await visitor.get("/feeds/all.xml")
    assert broken(twin) == [Broken.DISALLOWED]


async def test_coming_back_before_a_feeds_ttl_is_seen(twin, visitor, clock) -> None:
    twin.set_ttl("all", 10)
    assert b"<ttl>10</ttl>" in (await visitor.get("/feeds/all.xml"))[2]
    clock.move(timedelta(minutes=9))
    await visitor.get("/feeds/all.xml")
    assert broken(twin) == [Broken.IGNORED_TTL]
    clock.move(timedelta(minutes=10))
    await visitor.get("/feeds/all.xml")
    assert len(twin.violations) == 1


async def test_asking_for_a_feed_that_said_it_is_gone_is_seen(twin, visitor, clock) -> None:
    twin.end_feed("all")
    assert (await visitor.get("/feeds/all.xml"))[0] == 410
    assert twin.violations == []
    clock.move(GAP)
    assert (await visitor.get("/feeds/all.xml"))[0] == 410
    assert broken(twin) == [Broken.ASKED_THE_GONE]


async def test_a_search_by_another_method_is_seen(twin, visitor) -> None:
    assert (await visitor.get(SEARCH_PATH))[0] == 405
    assert broken(twin) == [Broken.BAD_REQUEST]


@pytest.mark.parametrize("header", [{"Content-Type": "text/plain"}, {"X-Platform": "ios"}])
async def test_wrong_headers_are_seen(twin, visitor, header) -> None:
    assert (await visitor.search(headers=visitor.headers(**header)))[0] == 400
    assert broken(twin) == [Broken.BAD_REQUEST]


@pytest.mark.parametrize(
    "changes",
    [
        {"pageToken": "2"},
        {"pageToken": 2},
        {"pageSize": 0},
        {"pageSize": 500},
        {"searchSessionId": "short"},
        {"searchCondition": {}},
        {"serviceFrom": None},
        {"thumbnailTypes": None},
    ],
)
async def test_a_body_of_another_shape_is_seen(twin, visitor, changes) -> None:
    assert (await visitor.search(body=visitor.body(**changes)))[0] == 400
    assert broken(twin) == [Broken.BAD_REQUEST]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff"])
async def test_a_body_that_is_no_json_object_is_seen(twin, visitor, body) -> None:
    assert (await visitor.search(body=body))[0] == 400
    assert broken(twin) == [Broken.BAD_REQUEST]


async def test_a_condition_that_is_missing_is_seen(twin, visitor) -> None:
    for key in visitor.body()["searchCondition"]:
        body = visitor.body()
        del body["searchCondition"][key]
        assert (await visitor.search(body=body))[0] == 400
    assert {v.detail.split()[0] for v in twin.violations if v.rule is Broken.BAD_REQUEST} == set(
        visitor.body()["searchCondition"]
    )


def proofs_that_do_not_hold(visitor: Visitor) -> dict[str, str]:
    url = visitor.twin.base_url + SEARCH_PATH
    now = visitor.twin._clock.now()
    key, other = (ECKey.generate_key("P-256", private=True) for _ in range(2))
    wrong_curve = ECKey.generate_key("P-384", private=True)
    claims = {
        "iat": int(now.timestamp()),
        "jti": "1",
        "htu": url,
        "htm": "POST",
        "uuid": visitor.prover.device_uuid,
    }

    def make(signer: ECKey = key, jwk: Any = None, typ: str = "dpop+jwt", **changes: Any) -> str:
        header = {"typ": typ, "alg": "ES256", "jwk": jwk or key.as_dict(private=False)}
        said = {name: value for name, value in (claims | changes).items() if value is not None}
        return jwt.encode(header, said, signer)

    return {
        "none": "",
        "no jwt": "abc",
        "a broken jwt": make()[:-10],
        "another type": make(typ="JWT"),
        "another key's signature": make(jwk=other.as_dict(private=False)),
        "another curve": make(jwk=wrong_curve.as_dict(private=False)),
        "the private key": make(jwk=key.as_dict(private=True)),
        "short coordinates": make(jwk=key.as_dict(private=False) | {"x": "AAAA"}),
        "no coordinate": make(jwk={"kty": "EC", "crv": "P-256", "x": key.as_dict()["x"]}),
        "another method": make(htm="GET"),
        "another address": make(htu="https://api.mercari.jp/v2/entities:search"),
        "no uuid": make(uuid=None),
        "another uuid": make(uuid="another"),
        "no jti": make(jti=None),
        "an old one": make(iat=int(now.timestamp()) - 3_600),
        "no time": make(iat=None),
    }


async def test_every_proof_that_does_not_hold_is_seen(twin, visitor, clock) -> None:
    for what, proof in proofs_that_do_not_hold(visitor).items():
        clock.move(GAP)
        before = len(twin.violations)
        status, _, _ = await visitor.search(headers=visitor.headers(DPoP=proof))
        assert status == 401, what
        assert broken(twin)[before:] == [Broken.BAD_PROOF], what


async def test_a_proof_used_twice_is_seen(twin, visitor, clock) -> None:
    headers = visitor.headers()
    assert (await visitor.search(headers=headers))[0] == 200
    clock.move(GAP)
    assert (await visitor.search(headers=headers))[0] == 401
    assert broken(twin) == [Broken.BAD_PROOF]


async def test_a_violation_says_where_when_and_how(twin, visitor, clock) -> None:
    await visitor.get(SEARCH_PATH)
    (violation,) = twin.violations
    assert (violation.door, violation.path, violation.at) == (
        "mercari_jp",
        SEARCH_PATH,
        clock.now(),
    )
    assert violation.detail == "GET instead of POST"


async def test_two_hosts_may_be_asked_for_their_robots_txt_at_once() -> None:
    twin = MarketTwin(SystemClock(), latency=timedelta(seconds=0.1))
    await twin.start()
    try:
        async with aiohttp.ClientSession(headers={"User-Agent": AGENT}) as session:
            visitor = Visitor(twin, session)
            await asyncio.gather(*(visitor.get("/robots.txt") for _ in range(2)))
            assert twin.violations == []
            await asyncio.gather(*(visitor.get("/robots.txt") for _ in range(3)))
    finally:
        await twin.stop()
    assert broken(twin) == [Broken.PARALLEL]


# --- the world ---------------------------------------------------------------------------------


async def test_what_is_visible_when_is_known(twin, visitor, clock) -> None:
    lag = timedelta(seconds=45)
    external_id = twin.list_item(PARKA, visible_after=lag)
    assert twin.visible_at(external_id) == clock.now() + lag
    assert parse_search((await visitor.search())[2]).listings == ()
    clock.move(lag)
    (listing,) = parse_search((await visitor.search())[2]).listings
    assert listing.external_id == external_id
    assert listing.listed_at == clock.now() - lag


async def test_the_seed_decides_the_ids(clock) -> None:
    ids = [[MarketTwin(clock, seed).list_item(PARKA) for _ in range(2)] for seed in (1, 1, 2)]
    assert ids[0] == ids[1] != ids[2]


async def test_pages_are_as_unreliable_as_the_real_ones(twin, visitor, clock) -> None:
    ids = twin.overflow(PARKA, 250)
    pages: list[ParsedPage] = []
    token: str | None = ""
    while token is not None:
        page = parse_search((await visitor.search(body=visitor.body(pageToken=token)))[2])
        pages.append(page)
        token = page.next_page_token
        clock.move(GAP)
    assert [len(page.listings) for page in pages] == [119, 119, 12]
    assert {one.external_id for page in pages for one in page.listings} == set(ids)
    assert pages[0].found is not None
    assert pages[0].found > len(ids)
    assert [one.external_id for one in pages[0].listings] != sorted(ids)


async def test_a_search_honours_what_it_is_asked(twin, visitor, clock) -> None:
    cheap = twin.list_item(replace(PARKA, price=Money(1_000, "JPY")))
    dear = twin.list_item(replace(PARKA, price=Money(90_000, "JPY"), title="Guidi ブーツ"))
    sold = twin.list_item(PARKA)
    twin.sell(sold)
    other = twin.list_item(replace(PARKA, title="Yohji", brand=None))

    async def ids(**asked: Any) -> list[str]:
        clock.move(GAP)
        body = visitor.body()
        body["searchCondition"] |= asked
        page = parse_search((await visitor.search(body=body))[2])
        return [listing.external_id for listing in page.listings]

    by_price = {"sort": "SORT_PRICE", "order": "ORDER_ASC"}
    on_sale = ["STATUS_ON_SALE"]
    assert await ids(**by_price, status=on_sale) == [cheap, dear]
    assert await ids(**by_price, status=[]) == [cheap, sold, dear]
    assert await ids(status=["STATUS_SOLD_OUT"]) == [sold]
    assert await ids(keyword="ＧＵＩＤＩ ブーツ") == [dear]
    assert await ids(keyword="guidi", excludeKeyword="ブーツ", status=on_sale) == [cheap]
    assert await ids(priceMin=2_000, status=on_sale) == [dear]
    assert await ids(priceMax=2_000) == [cheap]
    assert await ids(keyword="yohji") == [other]


async def test_brands_and_auctions_come_only_when_asked_for(twin, visitor, clock) -> None:
    twin.list_item(PARKA)
    body = visitor.body(withItemBrand=False, withAuction=False)
    (item,) = json.loads((await visitor.search(body=body))[2])["items"]
    assert item["itemBrand"] is None
    assert "auction" not in item


async def test_price_changes_bumps_relists_and_sales_are_seen(twin, visitor, clock) -> None:
    first = twin.list_item(BAG)
    clock.move(60)
    second = twin.list_item(BAG)

    async def feed() -> list[Listing]:
        clock.move(GAP)
        return list(parse_feed((await visitor.get("/feeds/all.xml"))[2]).listings)

    assert [one.external_id for one in await feed()] == [second, first]
    twin.bump(first)
    twin.change_price(first, 12_345)
    assert [one.external_id for one in await feed()] == [first, second]
    assert (await feed())[0].price == Money(12_345, "JPY")
    twin.sell(second)
    assert not (await feed())[1].is_available
    third = twin.relist(first)
    assert {one.external_id for one in await feed()} == {second, third}
    twin.remove(second)
    assert [one.external_id for one in await feed()] == [third]


async def test_a_feed_shows_its_newest_entries_only(clock) -> None:
    twin = MarketTwin(clock, feed_length=5)
    ids = []
    for _ in range(8):
        clock.move(1)
        ids.append(twin.list_item(BAG))
    assert [one.id for one in twin._entries("all")] == ids[:2:-1]


async def test_it_is_known_what_has_been_on_a_page_as_it_is_now(twin, visitor, clock) -> None:
    parka, bag = twin.list_item(PARKA), twin.list_item(BAG)
    assert not twin.was_served(parka)
    assert (await visitor.search())[0] == 200
    assert twin.was_served(parka)
    assert not twin.was_served(bag)
    twin.change_price(parka, 9_000)
    assert not twin.was_served(parka)
    await visitor.get("/feeds/all.xml")
    assert twin.was_served(bag)


async def test_what_is_refused_or_broken_serves_nothing(twin, visitor, clock) -> None:
    parka = twin.list_item(PARKA)
    twin.break_shape("mercari_jp", BrokenShape.HALF_BODY, for_requests=1)
    await visitor.search()
    clock.move(GAP)
    twin.hiccups = 1.0
    assert (await visitor.search())[0] == 502
    assert not twin.was_served(parka)


async def test_only_visits_of_markets_meet_with_hiccups(twin, visitor) -> None:
    twin.hiccups = 1.0
    assert (await visitor.get("/feeds/all.xml"))[0] == 502
    assert (await visitor.get("/robots.txt"))[0] == 200
    assert (await visitor.get("/eurofxref-daily.xml"))[0] == 200


async def test_conditional_requests_are_answered_with_304(twin, visitor, clock) -> None:
    twin.list_item(BAG)
    _, headers, _ = await visitor.get("/feeds/all.xml")
    clock.move(GAP)
    etag, date = headers["ETag"], headers["Last-Modified"]
    assert (await visitor.get("/feeds/all.xml", **{"If-None-Match": etag}))[0] == 304
    clock.move(GAP)
    assert (await visitor.get("/feeds/all.xml", **{"If-Modified-Since": date}))[0] == 304
    clock.move(GAP)
    assert (await visitor.get("/feeds/all.xml", **{"If-Modified-Since": "never"}))[0] == 200
    twin.list_item(BAG)
    clock.move(GAP)
    changed = {"If-None-Match": etag, "If-Modified-Since": date}
    assert (await visitor.get("/feeds/all.xml", **changed))[0] == 200


@pytest.mark.parametrize("how", list(BrokenShape))
async def test_a_broken_shape_lasts_as_long_as_it_is_told(twin, visitor, clock, how) -> None:
    twin.list_item(PARKA)
    whole = (await visitor.search())[2]
    twin.break_shape("mercari_jp", how, for_requests=2)
    for _ in range(2):
        clock.move(GAP)
        status, _, body = await visitor.search()
        assert status == 200
        assert body != whole
    clock.move(GAP)
    assert (await visitor.search())[2] == whole
    assert twin.violations == []


async def test_there_is_no_such_feed_is_a_404(twin, visitor) -> None:
    assert (await visitor.get("/feeds/other.xml"))[0] == 404
    assert (await visitor.get("/anything"))[0] == 404


def test_what_the_world_does_not_have_is_refused(clock) -> None:
    twin = MarketTwin(clock)
    with pytest.raises(ValueError, match="no market 'ebay'"):
        twin.list_item(replace(BAG, market="ebay"))
    external_id = twin.list_item(BAG)
    with pytest.raises(ValueError, match="already"):
        twin.list_item(replace(BAG, external_id=external_id))
    with pytest.raises(KeyError):
        twin.sell("nothing")


async def test_titles_that_look_like_markup_arrive_as_they_are(twin, visitor) -> None:
    title = "A & B <archive> &amp; \"quoted\" 'n' 【新品】 @everyone"
    twin.list_item(replace(BAG, title=title, description="<b>1 & 2</b>"))
    (listing,) = parse_feed((await visitor.get("/feeds/all.xml"))[2]).listings
    assert listing.title == title
    assert listing.description == "<b>1 & 2</b>"


async def test_control_characters_do_not_break_a_feed(twin, visitor) -> None:
    twin.list_item(replace(BAG, title="a\x00b\x1bc\ufffe"))
    feed = parse_feed((await visitor.get("/feeds/all.xml"))[2])
    assert feed.is_whole
    assert [listing.title[:3] for listing in feed.listings] == ["abc"]
