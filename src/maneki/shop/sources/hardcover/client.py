"""Asks Hardcover over GraphQL: a search, and what is known of the editions it found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import structlog

from maneki.clock import Clock
from maneki.model.book import Book
from maneki.shop.query import BookQuery, Order
from maneki.shop.sources.budget import Budget
from maneki.shop.sources.errors import SourceError
from maneki.shop.sources.hardcover.parse import (
    NAME,
    found_in,
    listed_in,
    with_editions,
)
from maneki.shop.sources.hardcover.queries import by_ids, released, search
from maneki.shop.sources.http import SourceHttp

log = structlog.get_logger(__name__)

BUDGET = Budget(a_minute=60, a_day=5_000, burst=10)
URL = "https://api.hardcover.app/v1/graphql"
LATELY = timedelta(days=60)
_MOST_WITH_EDITIONS = 5


class Hardcover:
    """`token` may begin with the word Bearer, as Hardcover's own page shows it."""

    name = NAME
    tells_new = True

    def __init__(
        self,
        *,
        token: str,
        clock: Clock,
        user_agent: str,
        url: str = URL,
        budget: Budget = BUDGET,
        deadline: float = 5.0,
    ) -> None:
        self._url = url
        self._clock = clock
        self._http = SourceHttp(
            NAME,
            budget=budget,
            clock=clock,
            user_agent=user_agent,
            deadline=deadline,
            headers={"Authorization": f"Bearer {_bare(token)}"},
        )

    async def find(self, query: BookQuery, *, limit: int) -> tuple[Book, ...]:
        if words := _words(query):
            read = partial(found_in, asked=query.isbn)
            found = await self._http.post(self._url, search(words, limit=limit), read=read)
            return await self._with_editions(found)
        if query.order is Order.NEWEST:
            return await self._released_lately(limit)
        return ()

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _released_lately(self, limit: int) -> tuple[Book, ...]:
        today = self._clock.now().date()
        said = released(since=today - LATELY, until=today, limit=limit)
        return await self._http.post(self._url, said, read=listed_in)

    async def _with_editions(self, found: Sequence[Book]) -> tuple[Book, ...]:
        """The books in the order of the search, with their editions if those can be had."""
        names = [book.origin.external_id for book in found[:_MOST_WITH_EDITIONS]]
        ids = [int(name) for name in names if name.isascii() and name.isdigit()]
        if not ids:
            return tuple(found)
        try:
            listed = await self._http.post(self._url, by_ids(ids), read=listed_in)
        except SourceError as error:
            log.warning("source.editions_unknown", source=NAME, error=str(error))
            return tuple(found)
        return with_editions(found, listed)


def _words(query: BookQuery) -> str:
    if query.isbn is not None:
        return query.isbn.digits
    said = (query.words, query.title, query.series, query.author, query.subject)
    return " ".join(text for text in said if text)


def _bare(token: str) -> str:
    first, _, rest = token.strip().partition(" ")
    return rest.strip() if first.casefold() == "bearer" else token.strip()
