"""Anybody with the token may push listings; what is wrong is said in one sentence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from tests.web.counted import metrics_of

from maneki.markets.known import RESERVED_NAMES
from maneki.store import Store
from maneki.web.app import LARGEST_BODY, Health, build_app
from maneki.web.listings import Intake

TOKEN = "a-token-for-the-tests"


def coat(**changes: Any) -> dict[str, Any]:
    return {
        "market": "my_market",
        "external_id": "c-1",
        "title": "Rick Owens coat",
        "price": {"amount": 45_000, "currency": "JPY"},
        "url": "https://example.test/c-1",
        **changes,
    }


class Door:
    """The HTTP door as a client sees it, and how often it woke the matcher."""

    def __init__(self, client: httpx2.AsyncClient, woken: list[str]) -> None:
        self.client = client
        self.woken = woken

    async def push(
        self, *listings: Any, source: str = "my_market", token: str = TOKEN
    ) -> httpx2.Response:
        return await self.client.post(
            "/v1/listings",
            json={"source": source, "listings": list(listings)},
            headers={"Authorization": f"Bearer {token}"},
        )


async def healthy() -> Health:
    return Health({"database": "ok", "discord": "ok"})


@pytest.fixture
async def door(store: Store) -> AsyncIterator[Door]:
    woken: list[str] = []
    intake = Intake(
        store,
        token=TOKEN,
        reserved=RESERVED_NAMES,
        drop_percent=Decimal(5),
        found=lambda: woken.append("found"),
    )
    app = build_app(health=healthy, intake=intake, metrics=metrics_of(store))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://maneki.test") as client:
        yield Door(client, woken)


async def test_a_pushed_listing_is_new_once_then_known_then_changed(door: Door) -> None:
    assert (await door.push(coat())).json() == {"new": 1, "changed": 0, "known": 0}
    assert door.woken == ["found"]
    assert (await door.push(coat())).json() == {"new": 0, "changed": 0, "known": 1}
    assert door.woken == ["found"]
    cheaper = coat(price={"amount": 30_000, "currency": "JPY"})
    assert (await door.push(cheaper)).json() == {"new": 0, "changed": 1, "known": 0}


async def test_a_listing_that_is_there_twice_in_one_push_counts_once(door: Door) -> None:
    assert (await door.push(coat(), coat())).json() == {"new": 1, "changed": 0, "known": 0}


async def test_the_market_may_be_left_out_because_the_source_says_it(door: Door) -> None:
    listing = coat()
    del listing["market"]
    assert (await door.push(listing)).json()["new"] == 1


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", "é"])
async def test_a_wrong_token_is_refused(door: Door, token: str) -> None:
    answer = await door.client.post(
        "/v1/listings",
        json={"source": "my_market", "listings": [coat()]},
        headers=[(b"Authorization", f"Bearer {token}".encode())],
    )
    assert answer.status_code == 401
    assert "token" in answer.json()["error"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not JSON"),
        (b'{"source": "my_market", "list', "not JSON"),
        (b"[]", "must look like"),
        (b'{"source": "my_market"}', "'listings' must be a list"),
        (b'{"source": "My Market", "listings": []}', "'source' must be a name"),
        (b'{"source": "mercari_jp", "listings": []}', "a market Maneki asks"),
        (b'{"source": "my_market", "listings": [], "extra": 1}', "unknown key 'extra'"),
        (b'{"source": "my_market", "listings": [7]}', "listings[0] is not a listing"),
        (b'{"source": "my_market", "listings": [{"title": "x"}]}', "has no 'external_id'"),
        (
            b'{"source": "my_market", "listings": [{"external_id": "1", "title": "x", "foo": 1}]}',
            "unknown key 'foo'",
        ),
        (
            (
                b'{"source": "my_market", "listings": [{"external_id": "1", "title": "x",'
                b' "market": "other"}]}'
            ),
            "is of market 'other'",
        ),
        (
            (
                b'{"source": "my_market", "listings": [{"external_id": "1", "title": "x",'
                b' "price": {"amount": 1e30, "currency": "JPY"}}]}'
            ),
            "price.amount",
        ),
        (
            (
                b'{"source": "my_market", "listings": [{"external_id": "1", "title": "x",'
                b' "price": {"amount": "12", "currency": "JPY"}}]}'
            ),
            "price.amount",
        ),
    ],
)
async def test_bad_input_gets_one_sentence_and_takes_nothing_in(
    door: Door, body: bytes, said: str
) -> None:
    answer = await door.client.post(
        "/v1/listings", content=body, headers={"Authorization": f"Bearer {TOKEN}"}
    )
    assert answer.status_code == 422
    assert said in answer.json()["error"]
    assert door.woken == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"listed_at": "0001-01-01T00:00:00+23:59"}, "'listed_at': there is no such time"),
        ({"ends_at": "9999-12-31T23:59:59-23:59"}, "'ends_at': there is no such time"),
        ({"listed_at": 1_763_600_000}, "'listed_at': write a time with its zone, such as 2026-"),
        ({"listed_at": "1763600000"}, "'listed_at': write a time with its zone, such as 2026-"),
        ({"listed_at": "2026-11-20T01:30:00"}, "'listed_at': write a time with its zone"),
        ({"adult": "yes"}, "'adult'"),
        ({"adult": 1}, "'adult'"),
        ({"bids": True}, "'bids'"),
        ({"bids": "3"}, "'bids'"),
        ({"bids": 10**20}, "'bids'"),
        ({"v": 2}, "'v': write 1 or leave it out; no other version is known"),
        ({"v": True}, "'v': write 1 or leave it out"),
        ({"price": {"amount": 0, "currency": "JPY"}}, "'price.amount': nothing costs 0; leave"),
        ({"current_bid": {"amount": 0, "currency": "JPY"}}, "'current_bid.amount': nothing costs"),
        ({"title": "   "}, "listings[1] has a wrong 'title': it is blank."),
        ({"external_id": " "}, "listings[1] has a wrong 'external_id': it is blank."),
        (
            {"title": "\0"},
            "listings[1], external_id 'c-1', cannot be kept: The listing has a wrong",
        ),
        ({"title": "\x01\x1b"}, "listings[1] has a wrong 'title': there is nothing to read in it."),
        ({"title": "\u200b \u2060"}, "listings[1] has a wrong 'title'"),
        ({"external_id": "\0"}, "listings[1], external_id '\\x00', cannot be kept: The listing"),
    ],
)
async def test_a_listing_that_cannot_be_kept_as_sent_is_named_and_nothing_is_taken_in(
    door: Door, changes: dict[str, Any], said: str
) -> None:
    answer = await door.push(coat(external_id="good"), coat(**changes))
    assert answer.status_code == 422
    assert said in answer.json()["error"]
    assert (await door.push(coat(external_id="good"))).json()["new"] == 1


async def test_what_is_absent_may_be_null_and_a_time_may_be_of_any_zone(door: Door) -> None:
    absent = dict.fromkeys(("v", "price", "brand", "bids", "adult", "listed_at", "image_urls"))
    answer = await door.push(
        coat(**absent), coat(external_id="c-2", v=1, listed_at="2026-11-20 10:30:00.5+09:00")
    )
    assert answer.json() == {"new": 2, "changed": 0, "known": 0}


@pytest.mark.parametrize("version", [2, "1", True])
async def test_a_body_of_another_version_is_refused(door: Door, version: Any) -> None:
    answer = await door.client.post(
        "/v1/listings",
        json={"v": version, "source": "my_market", "listings": []},
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("The body has a wrong 'v': write 1 or leave it out")


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/nothing", 404, "There is nothing at /nothing"),
        ("GET", "/v1/listings", 405, "/v1/listings cannot be asked with GET"),
        ("GET", "/openapi.json", 404, "There is nothing at /openapi.json"),
        ("GET", "/docs", 404, "There is nothing at /docs"),
        ("GET", "/redoc", 404, "There is nothing at /redoc"),
    ],
)
async def test_what_there_is_not_is_said_like_every_other_error(
    door: Door, method: str, path: str, status: int, said: str
) -> None:
    answer = await door.client.request(method, path)
    assert answer.status_code == status
    assert said in answer.json()["error"]


@pytest.mark.parametrize(("length", "status"), [("9" * 5_000, 413), ("²", 411), ("-1", 411)])
async def test_an_odd_length_is_refused(door: Door, length: str, status: int) -> None:
    answer = await door.client.post(
        "/v1/listings", content=b"x", headers=[(b"Content-Length", length.encode("latin-1"))]
    )
    assert answer.status_code == status
    assert answer.json()["error"]


async def test_one_bad_listing_keeps_the_whole_batch_out(door: Door) -> None:
    assert (await door.push(coat(), coat(external_id=""))).status_code == 422
    assert (await door.push(coat())).json()["new"] == 1


async def test_a_ten_megabyte_title_is_refused_by_size_and_a_long_one_is_cut(door: Door) -> None:
    huge = await door.push(coat(title="長" * (LARGEST_BODY // 3)))
    assert huge.status_code == 413
    assert (await door.push(coat(title="長" * 100_000))).json()["new"] == 1


async def test_health_is_one_look_at_every_part(door: Door) -> None:
    answer = await door.client.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "discord": "ok"}


async def test_health_says_503_when_a_part_fails(store: Store) -> None:
    async def ailing() -> Health:
        return Health(
            {"database": "unavailable", "discord": "ok"}, reason="The database cannot be used."
        )

    intake = Intake(store, token=None, reserved=(), drop_percent=Decimal(5), found=lambda: None)
    app = build_app(health=ailing, intake=intake, metrics=metrics_of(store))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://maneki.test") as client:
        answer = await client.get("/health")
        assert answer.status_code == 503
        assert answer.json() == {
            "status": "failing",
            "database": "unavailable",
            "discord": "ok",
            "reason": "The database cannot be used.",
        }
        closed = await client.post("/v1/listings", json={})
        assert closed.status_code == 403
        assert "MANEKI_INGEST_TOKEN" in closed.json()["error"]
