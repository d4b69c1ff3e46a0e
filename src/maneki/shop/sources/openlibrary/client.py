"""Asks Open Library's search. One request answers a question, an ISBN too."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from maneki.clock import Clock
from maneki.model.book import Book
from maneki.shop.query import BookQuery, Order
from maneki.shop.sources.budget import Budget
from maneki.shop.sources.http import SourceHttp
from maneki.shop.sources.openlibrary.parse import FIELDS, NAME, books_in

# About one request a second for whoever shows no key.
BUDGET = Budget(a_minute=60)
URL = "https://openlibrary.org"


class OpenLibrary:
    """`user_agent` should hold a way to reach whoever runs this: Open Library asks for it."""

    name = NAME
    tells_new = False

    def __init__(
        self,
        *,
        clock: Clock,
        user_agent: str,
        base_url: str = URL,
        budget: Budget = BUDGET,
        deadline: float = 5.0,
    ) -> None:
        self._url = f"{base_url.rstrip('/')}/search.json"
        self._http = SourceHttp(
            NAME, budget=budget, clock=clock, user_agent=user_agent, deadline=deadline
        )

    async def find(self, query: BookQuery, *, limit: int) -> tuple[Book, ...]:
        params = dict(_params(query))
        if not params:
            return ()
        if query.order is Order.NEWEST:
            params["sort"] = "new"
        params |= {"fields": ",".join(FIELDS), "limit": str(limit)}
        return await self._http.get(self._url, params, read=partial(books_in, asked=query.isbn))

    async def aclose(self) -> None:
        await self._http.aclose()


def _params(query: BookQuery) -> Iterator[tuple[str, str]]:
    if query.isbn is not None:
        yield "isbn", query.isbn.digits
        return
    # It knows of no places in series: what it is asked for are words.
    words = query.words or query.series
    said = {"q": words, "title": query.title, "author": query.author, "subject": query.subject}
    for name, text in said.items():
        if text:
            yield name, text
