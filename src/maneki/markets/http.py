"""The one way to a market's host: robots.txt, the gap, one request at a time, our errors.

Nothing here works around a block: there is one user agent, which says who we are, and no proxy
(the environment's proxy variables are not read either).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from urllib.parse import urlsplit

import httpx2
import structlog

from maneki.clock import Clock
from maneki.errors import (
    MarketBlockedError,
    MarketChangedError,
    MarketError,
    MarketUnavailableError,
)
from maneki.markets.answer import Answer, refuse_unless
from maneki.markets.manners import Manners
from maneki.markets.pace import HostPace
from maneki.markets.redirect import Resolve, addresses_of, leads_inside, redirected
from maneki.markets.robots import Robots

log = structlog.get_logger(__name__)

MOST_BYTES = 10 * 1024 * 1024
MOST_REDIRECTS = 5
OK = frozenset({200})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class _Host:
    def __init__(self, pace: HostPace, robots: Robots) -> None:
        self.pace = pace
        self.robots = robots
        self.reading_robots = asyncio.Lock()
        self.refuses_until: datetime | None = None


class PoliteHttp:
    """Asks hosts on behalf of one market, within its manners.

    `user_agent` must say honestly who asks. `timeout` is for each step of a request in seconds;
    `deadline` for the whole of it. `resolve` tells a host's addresses. Raises only `MarketError`s.
    """

    def __init__(
        self,
        *,
        market: str,
        manners: Manners,
        clock: Clock,
        user_agent: str,
        random: Random | None = None,
        timeout: float = 20.0,
        deadline: float = 60.0,
        resolve: Resolve = addresses_of,
    ) -> None:
        self._market = market
        self._manners = manners
        self._clock = clock
        self._user_agent = user_agent
        self._random = random or Random()
        self._deadline = deadline
        self._resolve = resolve
        self._hosts: dict[str, _Host] = {}
        self._http = httpx2.AsyncClient(
            # Only what is always decodable: br and zstd depend on what else is installed.
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"},
            timeout=timeout,
            follow_redirects=False,
            trust_env=False,
        )

    async def get(
        self, url: str, *, headers: Mapping[str, str], accept: frozenset[int] = OK
    ) -> Answer:
        """GET, following a few redirects, each within the manners of the host it leads to.

        A host that refuses us there is left alone by whatever redirects to it; that is no refusal
        of the host that was asked.
        """
        answer, there = await self._follow(url, headers=headers)
        try:
            self._refuse_unless(accept, answer)
        except MarketBlockedError as error:
            if self._host(there) is self._host(url):
                raise
            raise self._refused_at(there, error) from error
        return answer

    async def post(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        content: bytes,
        accept: frozenset[int] = OK,
    ) -> Answer:
        answer = await self._ask("POST", url, headers=headers, content=content)
        self._refuse_unless(accept, answer)
        return answer

    def wait_for(self, url: str) -> timedelta:
        """How long this host's gap still lasts; zero if it may be asked now."""
        return self._host(url).pace.left()

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _follow(self, url: str, *, headers: Mapping[str, str]) -> tuple[Answer, str]:
        """The answer at the end of the redirects, and the address it is from."""
        there = url
        for _ in range(MOST_REDIRECTS + 1):
            is_elsewhere = self._host(there) is not self._host(url)
            if is_elsewhere:
                self._leave_alone(there)
            try:
                answer = await self._ask("GET", there, headers=headers)
            except MarketError as error:
                # Whatever is the matter there, the host that was asked may be asked for more.
                error.concerns_host &= not is_elsewhere
                raise
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return answer, there
            there = await self._redirected(there, target)
        raise self._unavailable("redirects without end")

    async def _ask(
        self, method: str, url: str, *, headers: Mapping[str, str], content: bytes | None = None
    ) -> Answer:
        host = self._host(url)
        async with host.reading_robots:
            rules = await host.robots.check(url, now=self._clock.now(), read=self._read_robots)
        host.pace.widen(rules.crawl_delay)
        async with host.pace.turn():
            return await self._request(method, url, headers=headers, content=content)

    async def _read_robots(self, url: str) -> Answer:
        for _ in range(MOST_REDIRECTS + 1):
            async with self._host(url).pace.turn():
                answer = await self._request("GET", url, headers={})
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return answer
            url = await self._redirected(url, target)
        # RFC 9309: after five redirects robots.txt may be taken for missing.
        return Answer(status=404, headers={}, body=b"", url=url)

    async def _request(
        self, method: str, url: str, *, headers: Mapping[str, str], content: bytes | None = None
    ) -> Answer:
        try:
            async with asyncio.timeout(self._deadline):
                answer = await self._exchange(method, url, headers=headers, content=content)
        except (httpx2.TimeoutException, TimeoutError) as exc:
            raise self._unavailable("did not answer in time") from exc
        except httpx2.DecodingError as exc:
            raise self._unavailable("sent a garbled answer") from exc
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as exc:
            raise self._unavailable("cannot be reached") from exc
        log.debug(
            "market.answered",
            market=self._market,
            host=urlsplit(url).hostname,
            status=answer.status,
            bytes=len(answer.body),
        )
        return answer

    async def _exchange(
        self, method: str, url: str, *, headers: Mapping[str, str], content: bytes | None
    ) -> Answer:
        async with self._http.stream(
            method, url, headers=_sendable(headers), content=content
        ) as response:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise self._too_big()
            names = {name.lower(): value for name, value in response.headers.items()}
            return Answer(
                status=response.status_code, headers=names, body=bytes(body), url=str(response.url)
            )

    def _refuse_unless(self, accept: frozenset[int], answer: Answer) -> None:
        refuse_unless(accept, answer, market=self._market, now=self._clock.now())

    def _leave_alone(self, url: str) -> None:
        """Raise if whoever was redirected to this host before was refused, and not long ago."""
        until, now = self._host(url).refuses_until, self._clock.now()
        if until is not None and now < until:
            raise self._refusal(url, until - now)

    def _refused_at(self, url: str, error: MarketBlockedError) -> MarketBlockedError:
        wait = max(error.retry_after or timedelta(0), self._manners.block_pause)
        self._host(url).refuses_until = self._clock.now() + wait
        return self._refusal(url, wait)

    def _refusal(self, url: str, wait: timedelta) -> MarketBlockedError:
        return MarketBlockedError(
            f"{self._market} redirects to {urlsplit(url).hostname}, which refuses our requests.",
            market=self._market,
            retry_after=wait,
            concerns_host=False,
        )

    async def _redirected(self, url: str, target: str) -> str:
        there = redirected(url, target)
        if there is None:
            raise self._misled("something that is not a web address", missing="a web address")
        try:
            async with asyncio.timeout(self._deadline):
                is_trap = await leads_inside(url, there, resolve=self._resolve)
        except TimeoutError as exc:
            raise self._unavailable("redirects to a host that cannot be found") from exc
        if is_trap:
            raise self._misled("an address of our own network", missing="a public web address")
        return there

    def _misled(self, where: str, *, missing: str) -> MarketChangedError:
        return MarketChangedError(
            f"{self._market} redirects to {where}.", market=self._market, missing=missing
        )

    def _host(self, url: str) -> _Host:
        name = urlsplit(url).netloc.rpartition("@")[2].lower()
        if name not in self._hosts:
            self._hosts[name] = _Host(
                HostPace(
                    self._clock,
                    gap=self._manners.gap,
                    jitter=self._manners.jitter,
                    random=self._random,
                ),
                Robots(market=self._market, user_agent=self._user_agent),
            )
        return self._hosts[name]

    def _unavailable(self, what: str) -> MarketUnavailableError:
        return MarketUnavailableError(f"{self._market} {what}.", market=self._market)

    def _too_big(self) -> MarketError:
        return MarketChangedError(
            f"{self._market} sent more than {MOST_BYTES // 2**20} MB where one page was due.",
            market=self._market,
            missing=f"a page of at most {MOST_BYTES // 2**20} MB",
        )


def _sendable(headers: Mapping[str, str]) -> dict[str, str]:
    """What a header can hold: a validator that a host gave us may be something else."""
    return {
        name: value for name, value in headers.items() if value.isascii() and value.isprintable()
    }
