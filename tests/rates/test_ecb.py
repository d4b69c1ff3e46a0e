from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from decimal import Decimal

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from maneki.clock import MovableClock
from maneki.model.money import Money, Rates, convert
from maneki.rates.ecb import EcbRates
from maneki.rates.errors import RatesUnavailableError
from maneki.rates.parse import parse_daily
from maneki.simulator.markets.ecb import INVENTED_RATES, daily_xml
from maneki.simulator.markets.twin import MarketTwin

AGENT = "Maneki/0.1 (+https://maneki.example; test)"

# Written after the published file's form, with made-up numbers.
DAILY = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
    xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
  <Cube>
    <Cube time='2026-11-20'>
      <Cube currency='USD' rate='1.1000'/>
      <Cube currency='JPY' rate='161.70'/>
      <Cube currency='GBP' rate='0.86'/>
    </Cube>
  </Cube>
</gesmes:Envelope>
"""

Serve = Callable[[web.Response], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    runners: list[web.AppRunner] = []

    async def start(response: web.Response) -> str:
        async def handle(request: web.Request) -> web.Response:
            return response

        app = web.Application()
        app.router.add_get("/daily.xml", handle)
        runner = web.AppRunner(app, access_log=None)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        return f"http://{host}:{port}/daily.xml"

    yield start
    for runner in runners:
        await runner.cleanup()


def test_the_daily_file_gives_the_rates_and_their_day() -> None:
    assert parse_daily(DAILY) == Rates(
        base="EUR",
        per_base={"USD": Decimal("1.1000"), "JPY": Decimal("161.70"), "GBP": Decimal("0.86")},
        as_of=date(2026, 11, 20),
    )


@pytest.mark.parametrize(
    ("dollars", "yen"),
    [(10_000, 14_700), (13_600, 19_992), (34_050, 50_054)],
)
def test_dollars_become_yen_through_the_euro(dollars: int, yen: int) -> None:
    rates = parse_daily(DAILY)
    assert convert(Money(dollars, "USD"), to="JPY", rates=rates) == Money(yen, "JPY")


@pytest.mark.parametrize(("yen", "cents"), [(14_700, 10_000), (28_000, 19_048), (50_000, 34_014)])
def test_yen_become_dollars_through_the_euro(yen: int, cents: int) -> None:
    rates = parse_daily(DAILY)
    assert convert(Money(yen, "JPY"), to="USD", rates=rates) == Money(cents, "USD")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "no XML"),
        (DAILY[:300], "no XML"),
        (b"<!DOCTYPE html><html></html>", "not the plain XML"),
        (b"<html></html>", "names no day"),
        (b'{"rates": {}}', "no XML"),
        (DAILY.replace(b"2026-11-20", b"yesterday"), "odd day"),
        (DAILY.replace(b"161.70", b"lots"), "'JPY'"),
        (DAILY.replace(b"161.70", b"0"), "'JPY'"),
        (DAILY.replace(b"161.70", b"-1"), "'JPY'"),
        (DAILY.replace(b"161.70", b"NaN"), "'JPY'"),
        (DAILY.replace(b"161.70", b"Infinity"), "'JPY'"),
        (DAILY.replace(b"161.70", b"1e30"), "'JPY'"),
        (DAILY.replace(b"161.70", b"1e40"), "'JPY'"),
        (DAILY.replace(b"161.70", b"1e-10"), "'JPY'"),
        (DAILY.replace(b"rate='161.70'", b""), "'JPY'"),
        (DAILY.replace(b"'JPY'", b"'yen'"), "'yen'"),
        (b"<Cube><Cube time='2026-11-20'></Cube></Cube>", "names no rates"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + DAILY, "not the plain XML"),
    ],
)
def test_a_file_that_is_not_right_is_an_error_that_says_so(body: bytes, sentence: str) -> None:
    with pytest.raises(RatesUnavailableError, match=sentence):
        parse_daily(body)


@given(st.binary(max_size=200), st.integers(0, len(DAILY)))
def test_no_bytes_make_the_parser_fail_in_another_way(noise: bytes, where: int) -> None:
    try:
        rates = parse_daily(DAILY[:where] + noise + DAILY[where:])
    except RatesUnavailableError:
        return
    assert all(rate > 0 for rate in rates.per_base.values())


async def test_the_rates_are_fetched_with_their_day() -> None:
    twin = MarketTwin(MovableClock())
    await twin.start()
    rates = EcbRates(user_agent=AGENT, url=f"{twin.base_url}/eurofxref-daily.xml")
    found = await rates.fetch()
    assert found.per_base == INVENTED_RATES.per_base
    assert found.as_of == MovableClock().now().date()
    assert twin.violations == []
    await rates.aclose()
    await twin.stop()


async def test_a_bank_out_of_order_is_an_error_and_not_old_or_empty_rates(serve: Serve) -> None:
    for answer, sentence in (
        (web.Response(status=503), "HTTP 503"),
        (web.Response(status=404), "HTTP 404"),
        (web.Response(text="<html></html>"), "names no day"),
        (web.Response(body=b" " * 2_000_000), "too big"),
    ):
        rates = EcbRates(user_agent=AGENT, url=await serve(answer))
        with pytest.raises(RatesUnavailableError, match=sentence):
            await rates.fetch()
        await rates.aclose()


async def test_nobody_there_is_an_error() -> None:
    rates = EcbRates(user_agent=AGENT, url="http://127.0.0.1:9/daily.xml")
    with pytest.raises(RatesUnavailableError, match="cannot be fetched"):
        await rates.fetch()
    await rates.aclose()


def test_the_twins_file_reads_back_as_it_was() -> None:
    rates = Rates(base="EUR", per_base={"JPY": Decimal("160.5")}, as_of=date(2026, 1, 2))
    assert parse_daily(daily_xml(rates, today=date(2026, 5, 5))) == rates
