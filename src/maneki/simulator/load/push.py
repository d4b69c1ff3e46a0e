"""Pushes the planned listings, each when its time has come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import httpx2

from maneki.clock import Clock
from maneki.model.interchange import write_listing
from maneki.simulator.demo.play import PushRefusedError
from maneki.simulator.load.goods import SOURCE
from maneki.simulator.load.plan import Arrival

MOST_AT_ONCE = 100


class Pusher:
    """`pushed_at` says when each listing was, `latest_s` how late at worst.

    One push at a time: what becomes due while one is answered goes with the next.
    """

    def __init__(self, client: httpx2.AsyncClient, *, token: str, clock: Clock) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}
        self._clock = clock
        self.pushed_at: dict[str, datetime] = {}
        self.latest_s = 0.0

    async def push(self, arrivals: Sequence[Arrival], *, pushed: Callable[[int], None]) -> None:
        """Push all; `pushed` is told how many have been so far. Raises `PushRefusedError`."""
        began, done = self._clock.monotonic(), 0
        while done < len(arrivals):
            await self._clock.sleep(began + arrivals[done].at - self._clock.monotonic())
            now = self._clock.monotonic() - began
            batch = [one for one in arrivals[done : done + MOST_AT_ONCE] if one.at <= now]
            if batch:
                self.latest_s = max(self.latest_s, now - batch[0].at)
                await self._post(batch)
            done += len(batch)
            pushed(done)

    async def _post(self, batch: Sequence[Arrival]) -> None:
        now = self._clock.now()
        self.pushed_at |= {one.external_id: now for one in batch}
        listings = [write_listing(replace(one.listing, listed_at=now)) for one in batch]
        try:
            answer = await self._client.post(
                "/v1/listings",
                json={"source": SOURCE, "listings": listings},
                headers=self._headers,
            )
        except httpx2.TransportError as exc:
            raise PushRefusedError(f"A push was not answered: {exc!r}") from exc
        if answer.status_code != 200:
            raise PushRefusedError(f"A push was refused: {answer.text}")
