"""The three sources, as clients of a simulated world outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack

import pytest
from tests.clocks import JumpingClock

from maneki.shop.sources.google_books.client import GoogleBooks
from maneki.shop.sources.hardcover.client import Hardcover
from maneki.shop.sources.openlibrary.client import OpenLibrary
from maneki.shop.sources.source import BookSource
from maneki.simulator.books.twin import KEY, TOKEN, BooksTwin

AGENT = "AShop/1.0 (books@shop.example)"
DEADLINE_S = 1.5


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
async def twin(clock: JumpingClock) -> AsyncIterator[BooksTwin]:
    twin = BooksTwin(clock)
    await twin.start()
    yield twin
    await twin.stop()
    assert twin.violations == []


@pytest.fixture
async def sources(clock: JumpingClock, twin: BooksTwin) -> AsyncIterator[Mapping[str, BookSource]]:
    async with AsyncExitStack() as stack:
        made: list[BookSource] = [
            OpenLibrary(
                clock=clock, user_agent=AGENT, base_url=twin.openlibrary_url, deadline=DEADLINE_S
            ),
            GoogleBooks(
                key=KEY,
                clock=clock,
                user_agent=AGENT,
                base_url=twin.google_url,
                deadline=DEADLINE_S,
            ),
            Hardcover(
                token=f"Bearer {TOKEN}",
                clock=clock,
                user_agent=AGENT,
                url=twin.hardcover_url,
                deadline=DEADLINE_S,
            ),
        ]
        for source in made:
            stack.push_async_callback(source.aclose)
        yield {source.name: source for source in made}
