"""Turns at anything that only one may use at a time, given in a fair order."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Hashable

_Waiter = tuple[int, int, "asyncio.Future[None]"]


class Turns:
    """One turn at a time per key: higher priority first, then who came first.

    Keys cost nothing while nobody uses them. Cancelling somebody who waits disturbs nobody else.
    """

    def __init__(self) -> None:
        self._waiting: dict[Hashable, list[_Waiter]] = {}
        self._numbers = itertools.count()

    def is_free(self, key: Hashable) -> bool:
        """Whether nobody has the turn, so that nobody waits for it either."""
        return key not in self._waiting

    async def take(self, key: Hashable, *, priority: int = 0) -> None:
        """Wait for the turn. Who took it must give it back."""
        queue = self._waiting.get(key)
        if queue is None:
            self._waiting[key] = []
            return
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(queue, (-priority, next(self._numbers), called))
        try:
            await called
        except asyncio.CancelledError:
            if not called.cancelled():
                # It was our turn already, and now it never will be.
                self.give_back(key)
            raise

    def give_back(self, key: Hashable) -> None:
        queue = self._waiting[key]
        while queue:
            *_, called = heapq.heappop(queue)
            if not called.done():
                called.set_result(None)
                return
        del self._waiting[key]
