"""What is built is closed again."""

from __future__ import annotations

import pytest

from maneki.clock import MovableClock
from maneki.markets.feed.client import FeedMarket
from maneki.run.rest import rest_client
from maneki.run.service import Service
from maneki.settings import Settings
from maneki.store import Store


class ClosingMarket(FeedMarket):
    """Notes when it is closed, in a list that several share; `breaks` says that it fails then."""

    def __init__(self, called: str, closed: list[str], clock: MovableClock, *, breaks: bool):
        super().__init__((), clock=clock, user_agent="tests")
        self.called = called
        self.closed = closed
        self.breaks = breaks

    async def aclose(self) -> None:
        self.closed.append(self.called)
        await super().aclose()
        if self.breaks:
            raise ConnectionResetError(self.called)


async def test_a_market_that_fails_to_close_keeps_none_of_the_others_open(
    sqlite_copy: str, clock: MovableClock
) -> None:
    settings = Settings(
        database_url=sqlite_copy, discord_bot_token="a-token", rates_url=None, _env_file=None
    )
    closed: list[str] = []
    async with rest_client(settings, clock) as rest:
        store = Store.open(sqlite_copy, clock=clock)
        service = Service(settings, store, clock, rest)
        for name in ("first", "second", "third"):
            service.markets[name] = ClosingMarket(name, closed, clock, breaks=name == "second")
        with pytest.raises(ConnectionResetError, match="second"):
            await service.close()
        await store.close()
    assert closed == ["third", "second", "first"]
