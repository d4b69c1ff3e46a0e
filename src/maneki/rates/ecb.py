"""Fetches the European Central Bank's reference rates. Keeps nothing.

They are published on working days around 16:00 Central European Time; asking a few times a day
is plenty. https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates
"""

from __future__ import annotations

import asyncio

import httpx2

from maneki.model.money import Rates
from maneki.rates.errors import RatesUnavailableError
from maneki.rates.parse import parse_daily

DAILY_URL = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"
MOST_BYTES = 1024 * 1024


class EcbRates:
    """`timeout` is for each step of the request in seconds, `deadline` for the whole of it."""

    def __init__(
        self,
        *,
        user_agent: str,
        url: str = DAILY_URL,
        timeout: float = 20.0,
        deadline: float = 60.0,
    ) -> None:
        self._url = url
        self._deadline = deadline
        self._http = httpx2.AsyncClient(
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"},
            timeout=timeout,
            follow_redirects=True,
            trust_env=False,
        )

    async def fetch(self) -> Rates:
        """The latest rates, per euro, with their day. Raises `RatesUnavailableError`."""
        try:
            async with asyncio.timeout(self._deadline):
                body = await self._body()
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as exc:
            raise RatesUnavailableError("The rates cannot be fetched at the moment.") from exc
        return parse_daily(body)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _body(self) -> bytes:
        async with self._http.stream("GET", self._url) as response:
            if response.status_code != 200:
                raise RatesUnavailableError(
                    f"The rates cannot be fetched at the moment (HTTP {response.status_code})."
                )
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise RatesUnavailableError("The rates file is far too big to be one.")
            return bytes(body)
