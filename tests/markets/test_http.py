from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from maneki.errors import (
    MarketBlockedError,
    MarketChangedError,
    MarketError,
    MarketUnavailableError,
)
from maneki.markets.answer import json_object, retry_after
from maneki.markets.http import PoliteHttp
from maneki.markets.manners import MOST_RETRY_AFTER, Manners
from maneki.markets.redirect import addresses_of, is_inside

AGENT = "Maneki/0.1 (+https://maneki.example; test)"

MakeHttp = Callable[..., PoliteHttp]


@pytest.fixture
async def make_http(clock) -> AsyncIterator[MakeHttp]:
    opened: list[PoliteHttp] = []

    def make(**options: Any) -> PoliteHttp:
        manners = Manners(gap=timedelta(seconds=4), jitter=0)
        http = PoliteHttp(market="feed", manners=manners, clock=clock, user_agent=AGENT, **options)
        opened.append(http)
        return http

    yield make
    for http in opened:
        await http.aclose()


def answering(
    status: int = 200, body: bytes = b"", *, robots: web.Response | None = None, **headers: str
):
    """A handler that answers everything but robots.txt like this."""

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/robots.txt":
            return robots or web.Response(status=404)
        return web.Response(
            status=status,
            body=body,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    return handle


@pytest.mark.parametrize("status", [401, 403, 429])
async def test_a_refusal_is_a_block_with_its_retry_after(make_http, serve, status) -> None:
    base = await serve(answering(status, Retry_After="120"))
    with pytest.raises(MarketBlockedError, match=f"HTTP {status}") as caught:
        await make_http().get(f"{base}/new", headers={})
    assert caught.value.retry_after == timedelta(minutes=2)
    assert caught.value.market == "feed"


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
async def test_a_host_out_of_order_is_unavailable(make_http, serve, status) -> None:
    base = await serve(answering(status, Retry_After="Mon, 05 Jan 2026 12:10:00 GMT"))
    with pytest.raises(MarketUnavailableError, match=f"HTTP {status}") as caught:
        await make_http().get(f"{base}/new", headers={})
    assert caught.value.retry_after is not None
    assert timedelta(minutes=9) < caught.value.retry_after <= timedelta(minutes=10)


@pytest.mark.parametrize("status", [204, 304, 400, 404, 410, 418])
async def test_any_other_status_is_a_changed_shape(make_http, serve, status) -> None:
    base = await serve(answering(status))
    with pytest.raises(MarketChangedError) as caught:
        await make_http().get(f"{base}/new", headers={})
    assert caught.value.missing == "HTTP 200"


async def test_nobody_there_is_unavailable_and_not_an_empty_answer(make_http, serve) -> None:
    with pytest.raises(MarketUnavailableError):
        await make_http().get("http://127.0.0.1:9/new", headers={})


async def test_a_silent_host_is_unavailable_after_the_timeout(make_http, serve) -> None:
    silence = asyncio.Event()

    async def never(request: web.Request) -> web.StreamResponse:
        if request.path != "/robots.txt":
            await silence.wait()
        return web.Response(status=404)

    base = await serve(never)
    with pytest.raises(MarketUnavailableError, match="did not answer in time"):
        await make_http(timeout=0.05).get(f"{base}/new", headers={})
    silence.set()


async def test_a_host_that_drips_is_unavailable_after_the_deadline(make_http, serve) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(1_000):
            await response.write(b".")
            await asyncio.sleep(0.02)
        return response

    base = await serve(drip)
    with pytest.raises(MarketUnavailableError, match="did not answer in time"):
        await make_http(timeout=5, deadline=0.1).get(f"{base}/new", headers={})


async def test_an_answer_that_breaks_off_is_unavailable(make_http, serve) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"half")
        assert request.transport is not None
        request.transport.close()
        return response

    base = await serve(cut)
    with pytest.raises(MarketUnavailableError):
        await make_http().get(f"{base}/new", headers={})


async def test_garbled_compression_is_unavailable(make_http, serve) -> None:
    base = await serve(answering(200, b"not gzip", Content_Encoding="gzip"))
    with pytest.raises(MarketUnavailableError, match="garbled"):
        await make_http().get(f"{base}/new", headers={})


async def test_more_than_10_mb_is_refused_without_being_read_to_the_end(make_http, serve) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" " * 1_000_000)

    base = await serve(endless)
    with pytest.raises(MarketChangedError, match="more than 10 MB"):
        await make_http().get(f"{base}/new", headers={})


async def test_every_request_says_who_asks_and_only_what_we_can_decode(make_http, serve) -> None:
    seen: list[dict[str, str]] = []

    async def look(request: web.Request) -> web.StreamResponse:
        seen.append(dict(request.headers))
        return web.Response(status=404 if request.path == "/robots.txt" else 200)

    base = await serve(look)
    await make_http().get(f"{base}/new", headers={})
    assert [headers["User-Agent"] for headers in seen] == [AGENT, AGENT]
    assert {headers["Accept-Encoding"] for headers in seen} == {"gzip, deflate"}


async def test_robots_txt_is_read_once_a_day_and_counts_as_a_request(
    make_http, serve, clock
) -> None:
    paths: list[tuple[str, float]] = []

    async def look(request: web.Request) -> web.StreamResponse:
        paths.append((request.path, clock.monotonic()))
        return web.Response(text="User-agent: *\nDisallow: /private\n")

    base, http = await serve(look), make_http()
    await http.get(f"{base}/new", headers={})
    await http.get(f"{base}/new", headers={})
    assert paths == [("/robots.txt", 0), ("/new", 4), ("/new", 8)]
    clock.move(timedelta(days=1))
    await http.get(f"{base}/new", headers={})
    assert [path for path, _ in paths[3:]] == ["/robots.txt", "/new"]


async def test_a_path_that_robots_txt_forbids_is_never_asked_for(make_http, serve) -> None:
    paths: list[str] = []

    async def look(request: web.Request) -> web.StreamResponse:
        paths.append(request.path)
        return web.Response(text="User-agent: Maneki\nDisallow: /private\n")

    base = await serve(look)
    with pytest.raises(MarketBlockedError, match=r"robots\.txt of .* /private/new"):
        await make_http().get(f"{base}/private/new", headers={})
    assert paths == ["/robots.txt"]


@pytest.mark.parametrize("robots", [{"text": "User-agent: *\nDisallow: /"}, {"status": 503}])
async def test_what_is_said_of_robots_txt_holds_no_password(make_http, serve, robots) -> None:
    base = await serve(answering(200, b"never asked", robots=web.Response(**robots)))
    url = base.replace("//", "//ami:hunter2@") + "/new"
    with pytest.raises(MarketError, match=r"robots\.txt of 127\.0\.0\.1:") as caught:
        await make_http().get(url, headers={})
    assert "hunter2" not in str(caught.value)


async def test_rules_for_somebody_else_do_not_bind_us(make_http, serve) -> None:
    rules = web.Response(text="User-agent: OtherBot\nDisallow: /\n")
    base = await serve(answering(200, b"ok", robots=rules))
    assert (await make_http().get(f"{base}/new", headers={})).body == b"ok"


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_a_host_without_robots_txt_allows_everything(make_http, serve, status) -> None:
    base = await serve(answering(200, b"ok", robots=web.Response(status=status)))
    assert (await make_http().get(f"{base}/new", headers={})).body == b"ok"


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_while_robots_txt_cannot_be_had_nothing_is_asked_for_an_hour(
    make_http, serve, clock, status
) -> None:
    paths: list[str] = []

    async def broken(request: web.Request) -> web.StreamResponse:
        paths.append(request.path)
        return web.Response(status=status if len(paths) == 1 else 200)

    base, http = await serve(broken), make_http()
    for _ in range(3):
        with pytest.raises(MarketUnavailableError, match=r"robots\.txt") as caught:
            await http.get(f"{base}/new", headers={})
        assert caught.value.retry_after is not None
    assert paths == ["/robots.txt"]
    clock.move(timedelta(hours=1))
    await http.get(f"{base}/new", headers={})
    assert paths == ["/robots.txt", "/robots.txt", "/new"]


@pytest.mark.parametrize(
    ("line", "gap"),
    [("Crawl-delay: 30", 30), ("Crawl-delay: 1", 4), ("Crawl-delay: nan", 4), ("", 4),
     ("Crawl-delay: 999999999", 600)],
)  # fmt: skip
async def test_a_crawl_delay_widens_the_gap_within_reason(
    make_http, serve, clock, line, gap
) -> None:
    rules = web.Response(text=f"User-agent: *\n{line}\nDisallow: /x\n")
    base, http = await serve(answering(200, robots=rules)), make_http()
    await http.get(f"{base}/new", headers={})
    before = clock.monotonic()
    await http.get(f"{base}/new", headers={})
    assert clock.monotonic() - before == gap


async def test_a_robots_txt_of_garbage_allows_and_does_not_break(make_http, serve) -> None:
    rules = web.Response(body=bytes(range(256)) * 50)
    base = await serve(answering(200, b"ok", robots=rules))
    assert (await make_http().get(f"{base}/new", headers={})).body == b"ok"


async def test_a_redirect_is_followed_within_the_manners_of_where_it_leads(
    make_http, serve
) -> None:
    there = await serve(answering(200, b"moved"))
    here = await serve(answering(301, Location=f"{there}/feed"))
    answer = await make_http().get(f"{here}/new", headers={})
    assert (answer.body, answer.url) == (b"moved", f"{there}/feed")

    forbidden = web.Response(text="User-agent: *\nDisallow: /\n")
    there = await serve(answering(200, b"moved", robots=forbidden))
    here = await serve(answering(301, Location=f"{there}/feed"))
    with pytest.raises(MarketBlockedError, match=r"robots\.txt"):
        await make_http().get(f"{here}/new", headers={})


async def test_a_redirect_without_end_or_to_no_web_address_is_an_error(make_http, serve) -> None:
    base = await serve(answering(302, Location="/again"))
    with pytest.raises(MarketUnavailableError, match="redirects without end"):
        await make_http().get(f"{base}/new", headers={})
    base = await serve(answering(302, Location="file:///etc/passwd"))
    with pytest.raises(MarketChangedError, match="not a web address"):
        await make_http().get(f"{base}/new", headers={})


@pytest.mark.parametrize(
    "target", ["http://[", "http://[::1", "http://℀.test/", "https://", "//", "http://a b/"]
)
async def test_a_redirect_to_nowhere_is_an_error_like_any_other(make_http, serve, target) -> None:
    base = await serve(answering(302, Location=target))
    with pytest.raises(MarketError):
        await make_http().get(f"{base}/new", headers={})


async def test_a_redirect_may_not_lead_from_outside_into_our_own_network(make_http, serve) -> None:
    async def resolve(host: str) -> tuple[str, ...]:
        return {"localhost": ("93.184.215.14",)}.get(host, (host,))

    within = await serve(answering(200, b"secret"))
    outside = (await serve(answering(302, Location=f"{within}/"))).replace("127.0.0.1", "localhost")
    with pytest.raises(MarketChangedError, match="our own network"):
        await make_http(resolve=resolve).get(f"{outside}/new", headers={})
    # The operator's own hosts may do as they like.
    assert (await make_http().get(f"{outside}/new", headers={})).body == b"secret"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "localhost", "10.0.0.8", "192.168.1.1",
     "169.254.169.254", "::1", "::ffff:127.0.0.1", "fe80::1%1", "fd00::1", "0.0.0.0"],
)  # fmt: skip
async def test_our_own_network_is_known_however_it_is_written(address: str) -> None:
    assert is_inside(await addresses_of(address))


async def test_what_is_public_or_unknown_is_not_our_own_network() -> None:
    assert not is_inside(await addresses_of("93.184.215.14"))
    assert not is_inside(await addresses_of("2606:2800:21f:cb07:6820:80da:af6b:8b2c"))
    assert await addresses_of("a" * 70) == ()


async def test_a_refusal_where_a_redirect_leads_is_booked_to_that_host(
    make_http, serve, clock
) -> None:
    asked: list[str] = []

    async def refuse(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return web.Response(status=404 if request.path == "/robots.txt" else 429)

    there = await serve(refuse)
    one, other = [await serve(answering(302, Location=f"{there}/x")) for _ in range(2)]
    http = make_http()
    for base in (one, other, one):
        with pytest.raises(MarketBlockedError, match="redirects to 127") as caught:
            await http.get(f"{base}/new", headers={})
        assert not caught.value.concerns_host
        assert caught.value.retry_after is not None
    assert asked == ["/robots.txt", "/x"]
    clock.move(Manners().block_pause)
    with pytest.raises(MarketBlockedError):
        await http.get(f"{other}/new", headers={})
    assert asked == ["/robots.txt", "/x", "/x"]
    with pytest.raises(MarketBlockedError, match="HTTP 429") as direct:
        await http.get(f"{there}/new", headers={})
    assert direct.value.concerns_host


async def test_a_host_is_not_blamed_for_the_robots_txt_of_another(make_http, serve) -> None:
    there = await serve(answering(200, robots=web.Response(status=503)))
    here = await serve(answering(302, Location=f"{there}/x"))
    with pytest.raises(MarketUnavailableError, match=r"robots\.txt") as caught:
        await make_http().get(f"{here}/new", headers={})
    assert not caught.value.concerns_host
    there = await serve(answering(200, robots=web.Response(status=503)))
    with pytest.raises(MarketUnavailableError, match=r"robots\.txt") as direct:
        await make_http().get(f"{there}/new", headers={})
    assert direct.value.concerns_host


async def test_requests_of_many_callers_reach_a_host_one_by_one(make_http, serve) -> None:
    in_flight = most = 0

    async def count(request: web.Request) -> web.StreamResponse:
        nonlocal in_flight, most
        in_flight += 1
        most = max(most, in_flight)
        await asyncio.sleep(0.005)
        in_flight -= 1
        return web.Response(status=404 if request.path == "/robots.txt" else 200)

    base, http = await serve(count), make_http()
    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(http.get(f"{base}/new", headers={}))
    assert most == 1


def test_retry_after_is_seconds_or_a_date_and_nothing_else(clock) -> None:
    now = clock.now()
    assert retry_after({"retry-after": "90"}, now) == timedelta(seconds=90)
    assert retry_after({"retry-after": "Mon, 05 Jan 2026 13:00:00 GMT"}, now) == timedelta(hours=1)
    assert retry_after({"retry-after": "Sun, 04 Jan 2026 13:00:00 GMT"}, now) == timedelta(0)
    for odd in ("", "soon", "-5", "1.5", "９", "Mon, 05 Jan 99999999999 00:00:00 GMT"):
        assert retry_after({"retry-after": odd}, now) is None
    assert retry_after({}, now) is None
    for endless in ("9" * 500, "99999999", "Fri, 31 Dec 9999 23:59:59 -2300"):
        assert retry_after({"retry-after": endless}, now) == MOST_RETRY_AFTER


@pytest.mark.parametrize("status", [429, 503])
async def test_no_host_is_left_alone_for_years(make_http, serve, status) -> None:
    base = await serve(answering(status, Retry_After="99999999"))
    with pytest.raises(MarketError) as caught:
        await make_http().get(f"{base}/new", headers={})
    assert caught.value.retry_after == MOST_RETRY_AFTER


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html></html>",
        b'{"items": [{"id": "m1"',
        b"",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b"[" * 200_000,
        b'{"a": ' * 200_000,
    ],
)
def test_whatever_is_no_json_object_is_a_changed_shape(body: bytes) -> None:
    with pytest.raises(MarketChangedError) as caught:
        json_object(body, market="mercari_jp")
    assert caught.value.missing == "a JSON object"
