"""What a host's robots.txt allows us. See RFC 9309.

Read once a day per host. A host without one (4xx) allows everything; a host whose robots.txt
cannot be had (5xx, 429, no answer) allows nothing for an hour.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from maneki.errors import MarketBlockedError, MarketUnavailableError
from maneki.markets.answer import Answer

KEPT_FOR = timedelta(days=1)
RETRIED_AFTER = timedelta(hours=1)
LONGEST_CRAWL_DELAY = timedelta(minutes=10)
MOST_BYTES = 500 * 1024
"""RFC 9309 asks crawlers to read at least this much; the rest is ignored."""


class RobotRules:
    """One host's rules for one of our user agents, good until `until`."""

    def __init__(self, text: str, *, agent: str, until: datetime) -> None:
        self._rules = Protego.parse(text)
        self._agent = agent
        self.until = until

    def allows(self, url: str) -> bool:
        return bool(self._rules.can_fetch(url, self._agent))

    @property
    def crawl_delay(self) -> timedelta:
        """The gap the host asks for, at most `LONGEST_CRAWL_DELAY`; zero if it asks for none."""
        seconds = float(self._rules.crawl_delay(self._agent) or 0)
        if not seconds > 0:  # says no to "nan" as well
            return timedelta(0)
        return timedelta(seconds=min(seconds, LONGEST_CRAWL_DELAY.total_seconds()))


class Robots:
    """Remembers one host's rules, and for an hour that they could not be had."""

    def __init__(self, *, market: str, user_agent: str) -> None:
        self._market = market
        self._agent = user_agent.partition("/")[0]
        self._rules: RobotRules | None = None
        self._shut_until: datetime | None = None

    async def check(
        self, url: str, *, now: datetime, read: Callable[[str], Awaitable[Answer]]
    ) -> RobotRules:
        """Return the rules if `url` is allowed. `read` fetches robots.txt when it is needed.

        Raises `MarketBlockedError` if it is disallowed and `MarketUnavailableError` while
        robots.txt cannot be had.
        """
        if self._shut_until is not None and now < self._shut_until:
            raise self._unknown(url, self._shut_until - now)
        if self._rules is None or now >= self._rules.until:
            self._rules = await self._read(url, now=now, read=read)
        if not self._rules.allows(url):
            path = urlsplit(url).path
            raise MarketBlockedError(
                f"robots.txt of {_host(url)} does not allow us to read {path}.",
                market=self._market,
                retry_after=self._rules.until - now,
                concerns_host=False,
            )
        return self._rules

    async def _read(
        self, url: str, *, now: datetime, read: Callable[[str], Awaitable[Answer]]
    ) -> RobotRules:
        parts = urlsplit(url)
        try:
            answer = await read(f"{parts.scheme}://{parts.netloc}/robots.txt")
        except MarketUnavailableError as exc:
            self._shut_until = now + RETRIED_AFTER
            raise self._unknown(url, RETRIED_AFTER) from exc
        if answer.status >= 500 or answer.status == 429:
            self._shut_until = now + RETRIED_AFTER
            raise self._unknown(url, RETRIED_AFTER)
        self._shut_until = None
        text = answer.body[:MOST_BYTES].decode("utf-8", "replace") if answer.status == 200 else ""
        return RobotRules(text, agent=self._agent, until=now + KEPT_FOR)

    def _unknown(self, url: str, wait: timedelta) -> MarketUnavailableError:
        return MarketUnavailableError(
            f"robots.txt of {_host(url)} could not be read, so nothing is asked there.",
            market=self._market,
            retry_after=wait,
            concerns_host=True,
        )


def _host(url: str) -> str:
    """Without the name and the password that may stand before it."""
    return urlsplit(url).netloc.rpartition("@")[2]
