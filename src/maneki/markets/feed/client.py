"""Visits RSS and Atom feeds: conditional requests, their ttl, and "gone for good"."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import urlsplit

import structlog

from maneki.clock import Clock
from maneki.errors import MarketChangedError, MarketUnavailableError, SettingsError
from maneki.markets.answer import Answer
from maneki.markets.feed.parse import NAME, ParsedFeed, parse_feed
from maneki.markets.http import PoliteHttp
from maneki.markets.manners import Manners
from maneki.markets.market import Spellings, is_wanted
from maneki.markets.text import web_address
from maneki.model.filter import Criteria
from maneki.model.listing import Listing
from maneki.model.search import MOST_NEWEST_IDS, SearchQuery, SearchState, Visit

log = structlog.get_logger(__name__)

FEED = Manners(
    gap=timedelta(seconds=2),
    revisit=timedelta(minutes=5),
    block_pause=timedelta(minutes=5),
    longest_pause=timedelta(hours=6),
)
"""The gap parts two feeds of one host; one feed is read again after `revisit` or its ttl."""

_ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8"
_STATUSES = frozenset({200, 304, 404, 410})
_LONGEST_VALIDATOR = 1_000
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class FeedMarket:
    """The feeds the operator configured. A search's params are `{"url": ...}`.

    Every feed is its own host's business: see `maneki.markets.market.host_of`.
    Raises `SettingsError` for a URL that is no web address.
    """

    name = NAME
    host = NAME
    # A host that hangs must not hold up those that answer.
    visits_at_once = 4
    refills = False
    tells_type = False
    tells_end = False

    def __init__(
        self,
        urls: Sequence[str],
        *,
        clock: Clock,
        user_agent: str,
        manners: Manners = FEED,
        random: Random | None = None,
        timeout: float = 20.0,
    ) -> None:
        for url in urls:
            if web_address(url) is None:
                raise SettingsError(f"{_plain(url)!r} is not a feed's web address (https://...).")
        self.urls = tuple(dict.fromkeys(urls))
        self.manners = manners
        self._clock = clock
        self._http = PoliteHttp(
            market=NAME,
            manners=manners,
            clock=clock,
            user_agent=user_agent,
            random=random,
            timeout=timeout,
        )

    def queries_for(self, criteria: Criteria, *, spellings: Spellings) -> tuple[SearchQuery, ...]:
        """Every configured feed: a feed cannot be asked for anything in particular."""
        if not is_wanted(criteria, NAME):
            return ()
        return tuple(SearchQuery(NAME, {"url": url}) for url in self.urls)

    async def fetch(self, query: SearchQuery, state: SearchState) -> Visit:
        """Read the feed once. A feed that is gone (410) is not asked again: `state.is_gone`."""
        if state.is_gone:
            return self._visit((), state)
        url = str(query.params["url"])
        answer = await self._http.get(url, headers=_conditions(state), accept=_STATUSES)
        match answer.status:
            case 304 if state.is_conditional:
                return self._visit((), state, not_modified=True)
            case 304:
                raise MarketChangedError(
                    f"{_shown(url)} says “not modified” to somebody who has nothing yet.",
                    market=NAME,
                    missing="a feed",
                )
            case 410:
                log.warning("feed.gone", host=urlsplit(url).hostname)
                return self._visit((), replace(state, is_gone=True))
            case 404:
                raise MarketUnavailableError(
                    f"There is no feed at {_shown(url)} at the moment (HTTP 404).", market=NAME
                )
            case _:
                return await self._read(url, answer, state)

    def wait_for(self, query: SearchQuery) -> timedelta:
        return self._http.wait_for(str(query.params["url"]))

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _read(self, url: str, answer: Answer, state: SearchState) -> Visit:
        feed = await asyncio.to_thread(
            parse_feed,
            answer.body,
            feed_url=url,
            url=answer.url,
            content_type=answer.headers.get("content-type", ""),
        )
        if feed.left_out:
            log.warning("feed.left_out", url=_shown(answer.url), entries=feed.left_out)
        if feed.unclear_prices:
            log.info("feed.unclear_prices", url=_shown(answer.url), entries=feed.unclear_prices)
        return self._visit(
            _newest_first(feed.listings),
            _next_state(state, feed, answer),
            overflowed=_has_overflowed(state, feed.listings),
        )

    def _visit(
        self,
        listings: tuple[Listing, ...],
        state: SearchState,
        *,
        overflowed: bool = False,
        not_modified: bool = False,
    ) -> Visit:
        return Visit(
            listings=listings,
            state=state,
            fetched_at=self._clock.now(),
            overflowed=overflowed,
            not_modified=not_modified,
        )


def _conditions(state: SearchState) -> dict[str, str]:
    headers = {"Accept": _ACCEPT}
    if state.etag:
        headers["If-None-Match"] = state.etag
    if state.last_modified:
        headers["If-Modified-Since"] = state.last_modified
    return headers


def _next_state(state: SearchState, feed: ParsedFeed, answer: Answer) -> SearchState:
    ids = tuple(listing.external_id for listing in _newest_first(feed.listings))
    return SearchState(
        newest_ids=(ids or state.newest_ids)[:MOST_NEWEST_IDS],
        # Half a feed must be asked for again, not called "not modified".
        etag=_validator(answer, "etag") if feed.is_whole else None,
        last_modified=_validator(answer, "last-modified") if feed.is_whole else None,
        ttl_s=int(feed.ttl.total_seconds()) if feed.ttl else None,
        was_read=True,
    )


def _validator(answer: Answer, name: str) -> str | None:
    value = answer.headers.get(name)
    # One that is not ASCII could not be sent back.
    is_usable = value and value.isascii() and len(value) <= _LONGEST_VALIDATOR
    return value if is_usable else None


def _has_overflowed(state: SearchState, listings: tuple[Listing, ...]) -> bool:
    """Whether nothing we knew is left in the feed, so that some may have come and gone.

    A feed that was empty at the last visit is not full enough yet to have lost anything.
    """
    known = frozenset(state.newest_ids)
    return bool(known and listings) and not any(one.external_id in known for one in listings)


def _newest_first(listings: tuple[Listing, ...]) -> tuple[Listing, ...]:
    """By the feed's own times; a feed with undated entries is left in its order."""
    if any(listing.listed_at is None for listing in listings):
        return listings
    return tuple(sorted(listings, key=lambda one: one.listed_at or _LONG_AGO, reverse=True))


def _plain(text: str) -> str:
    """What was meant for an address, without what may be secret in it."""
    before, at, after = text.partition("?")[0].rpartition("@")
    return f"…@{after}" if at else before + after


def _shown(url: str) -> str:
    """The address without what may be secret in it: a user name, a query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{parts.path}"
