"""Asks Google Books for volumes. Without a key its quota is none at all."""

from __future__ import annotations

from collections.abc import Iterator

from maneki.clock import Clock
from maneki.model.book import Book
from maneki.shop.query import BookQuery, Order
from maneki.shop.sources.budget import Budget
from maneki.shop.sources.google_books.parse import NAME, books_in
from maneki.shop.sources.http import SourceHttp

BUDGET = Budget(a_minute=60, a_day=1_000, burst=5)
URL = "https://www.googleapis.com/books/v1"
_MOST_RESULTS = 40


class GoogleBooks:
    name = NAME
    tells_new = False

    def __init__(
        self,
        *,
        key: str,
        clock: Clock,
        user_agent: str,
        base_url: str = URL,
        budget: Budget = BUDGET,
        deadline: float = 5.0,
    ) -> None:
        self._url = f"{base_url.rstrip('/')}/volumes"
        self._http = SourceHttp(
            NAME,
            budget=budget,
            clock=clock,
            user_agent=user_agent,
            deadline=deadline,
            # In a header, not in the address, which ends up in logs.
            headers={"X-Goog-Api-Key": key},
        )

    async def find(self, query: BookQuery, *, limit: int) -> tuple[Book, ...]:
        asked = " ".join(_terms(query))
        if not asked:
            return ()
        params = {"q": asked, "maxResults": str(min(limit, _MOST_RESULTS)), "printType": "books"}
        if query.order is Order.NEWEST:
            params["orderBy"] = "newest"
        if query.country is not None:
            params["country"] = query.country
        return await self._http.get(self._url, params, read=books_in)

    async def aclose(self) -> None:
        await self._http.aclose()


def _terms(query: BookQuery) -> Iterator[str]:
    if query.isbn is not None:
        yield f"isbn:{query.isbn.digits}"
        return
    if words := query.words or query.series:
        yield _plain(words)
    said = {"intitle": query.title, "inauthor": query.author, "subject": query.subject}
    for name, text in said.items():
        if text:
            yield f'{name}:"{_plain(text)}"'


def _plain(text: str) -> str:
    """Words alone: neither an operator nor a quotation of somebody's own."""
    return " ".join(text.replace('"', " ").replace(":", " ").split())
