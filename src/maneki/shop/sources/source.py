"""What every source of books is to the rest of the shop."""

from __future__ import annotations

from typing import Protocol

from maneki.model.book import Book
from maneki.shop.query import BookQuery


class BookSource(Protocol):
    """Somebody else's catalogue. One of it serves the whole process: its budget belongs to it."""

    name: str
    """Its name in settings and in `Origin`s: its folder's name."""

    tells_new: bool
    """Whether it can be asked for what came out lately, without any other word."""

    async def find(self, query: BookQuery, *, limit: int) -> tuple[Book, ...]:
        """What it answers, in its own order, which proves nothing (`maneki.shop.verify`).

        Raises `SourceError`s. Empty means that it said, in its usual shape, that there is nothing.
        """
        ...

    async def aclose(self) -> None:
        """Close its connections."""
        ...
