"""Visits searches on Mercari Japan, slowly: newest first, until a known listing.

Unofficial: the terms restrict automated access, so this market is off until the operator turns
it on. It says who it is, obeys robots.txt and its manners, and stops when it is blocked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import urlsplit
from uuid import uuid4

import orjson
import structlog

from maneki.clock import Clock
from maneki.errors import MarketBlockedError, MarketUnavailableError
from maneki.markets.answer import Answer, retry_after
from maneki.markets.http import PoliteHttp
from maneki.markets.manners import Manners
from maneki.markets.market import Spellings
from maneki.markets.mercari_jp.dpop import Prover
from maneki.markets.mercari_jp.parse import NAME, ParsedPage, parse_search
from maneki.markets.mercari_jp.request import queries_for, search_body
from maneki.model.filter import Criteria
from maneki.model.listing import Listing
from maneki.model.search import MOST_NEWEST_IDS, SearchQuery, SearchState, Visit

log = structlog.get_logger(__name__)

MERCARI_JP = Manners()

PAGE_SIZE = 120
PAGE_LIMIT = 3
_OK_OR_UNKNOWN_KEY = frozenset({200, 401})
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class MercariJpMarket:
    """One client for the life of the process: its key pair and its pace belong to it.

    `page_limit` is how many pages one visit may take before it gives up looking for a known
    listing and says that it overflowed.
    """

    name = NAME
    visits_at_once = 1
    refills = True
    tells_type = True
    tells_end = True

    def __init__(
        self,
        *,
        clock: Clock,
        user_agent: str,
        base_url: str = "https://api.mercari.jp",
        manners: Manners = MERCARI_JP,
        page_limit: int = PAGE_LIMIT,
        page_size: int = PAGE_SIZE,
        random: Random | None = None,
        timeout: float = 20.0,
    ) -> None:
        self.host = urlsplit(base_url).netloc
        self.manners = manners
        self._search_url = f"{base_url.rstrip('/')}/v2/entities:search"
        self._page_limit = page_limit
        self._page_size = page_size
        self._clock = clock
        self._prover = Prover()
        self._http = PoliteHttp(
            market=NAME,
            manners=manners,
            clock=clock,
            user_agent=user_agent,
            random=random,
            timeout=timeout,
        )

    def queries_for(self, criteria: Criteria, *, spellings: Spellings) -> tuple[SearchQuery, ...]:
        return queries_for(criteria, spellings=spellings)

    async def fetch(self, query: SearchQuery, state: SearchState) -> Visit:
        """Read pages until one holds a known listing. A first visit reads one page."""
        known = frozenset(state.newest_ids)
        session_id = uuid4().hex
        found: dict[str, Listing] = {}
        token: str | None = ""
        pages = 0
        while token is not None and pages < self._page_limit:
            page = await self._page(query, token, session_id, may_retry=pages > 0)
            pages, token = pages + 1, page.next_page_token
            for listing in page.listings:
                found.setdefault(listing.external_id, listing)
            if not state.was_read or any(one.external_id in known for one in page.listings):
                token = None
        return self._visit(found, state, overflowed=token is not None)

    def wait_for(self, query: SearchQuery) -> timedelta:
        return self._http.wait_for(self._search_url)

    async def aclose(self) -> None:
        await self._http.aclose()

    def _visit(
        self, found: Mapping[str, Listing], state: SearchState, *, overflowed: bool
    ) -> Visit:
        # The order within Mercari's pages is not strictly that of the listing times.
        listings = tuple(
            sorted(found.values(), key=lambda one: one.listed_at or _LONG_AGO, reverse=True)
        )
        ids = dict.fromkeys((*(one.external_id for one in listings), *state.newest_ids))
        return Visit(
            listings=listings,
            state=replace(state, newest_ids=tuple(ids)[:MOST_NEWEST_IDS], was_read=True),
            fetched_at=self._clock.now(),
            overflowed=overflowed,
        )

    async def _page(
        self, query: SearchQuery, token: str, session_id: str, *, may_retry: bool
    ) -> ParsedPage:
        """One page. A later page that fails is asked for once more, with the same token."""
        try:
            answer = await self._search(query, token, session_id)
        except MarketUnavailableError:
            if not may_retry:
                raise
            answer = await self._search(query, token, session_id)
        return parse_search(answer.body)

    async def _search(self, query: SearchQuery, token: str, session_id: str) -> Answer:
        answer = await self._ask(query, token, session_id)
        if answer.status != 401:
            return answer
        # The key or the uuid has become unknown: both are renewed together, once.
        self._prover = Prover()
        log.info("mercari_jp.key_renewed")
        answer = await self._ask(query, token, session_id)
        if answer.status == 401:
            raise MarketBlockedError(
                f"{NAME} refuses our requests (HTTP 401, with a new key as well).",
                market=NAME,
                retry_after=retry_after(answer.headers, self._clock.now()),
            )
        return answer

    async def _ask(self, query: SearchQuery, token: str, session_id: str) -> Answer:
        body = search_body(
            query.params,
            page_token=token,
            session_id=session_id,
            device_uuid=self._prover.device_uuid,
            page_size=self._page_size,
        )
        return await self._http.post(
            self._search_url,
            headers=self._headers(),
            content=orjson.dumps(body),
            accept=_OK_OR_UNKNOWN_KEY,
        )

    def _headers(self) -> dict[str, str]:
        return {
            "Accept": "application/json",
            "Accept-Language": "ja",
            "Content-Type": "application/json",
            "X-Platform": "web",
            "DPoP": self._prover.proof("POST", self._search_url, now=self._clock.now()),
        }
