"""Which thread is opened for whom: one for what is said in one breath, and never very many.

In a channel of the shop "hi", "do you have", "Dune?" are one question. A mention is another one
each time; but somebody who mentions us again and again gets no new thread each time: what is too
much is told in the last one.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from maneki.clock import Clock

IN_ONE_BREATH_S = 5.0
MOST_A_MINUTE = 6
"""As many as somebody is answered in a minute."""
_A_MINUTE_S = 60.0
_MOST_REMEMBERED = 2_000

Where = tuple[str, str]
"""A channel, and who speaks there."""


@dataclass(slots=True)
class _Opened:
    """`at` are the moments at which threads were opened, the newest last."""

    thread: str
    said_at: float
    at: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_A_MINUTE))


class Bursts:
    """What was opened lately. After a restart nothing is remembered, and nothing is wrong."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._opened: dict[Where, _Opened] = {}
        self._locks: WeakValueDictionary[Where, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def alone(self, where: Where) -> AsyncIterator[None]:
        """One message of somebody's after the other: the next one may belong to the same thread."""
        lock = self._locks.get(where)
        if lock is None:
            lock = self._locks[where] = asyncio.Lock()
        async with lock:
            yield

    def current(self, where: Where, *, may_go_on: bool) -> str | None:
        """The thread in which this is to be answered; None if a new one is to be opened.
        `may_go_on`: it may be more of what was said just before.
        """
        opened = self._opened.get(where)
        if opened is None:
            return None
        now = self._clock.monotonic()
        is_one_breath = may_go_on and now - opened.said_at < IN_ONE_BREATH_S
        is_very_many = len(opened.at) == MOST_A_MINUTE and now - opened.at[0] < _A_MINUTE_S
        if not is_one_breath and not is_very_many:
            return None
        opened.said_at = now
        return opened.thread

    def gone(self, thread: str) -> None:
        """It was deleted: whoever goes on gets another one."""
        self._opened = {
            where: opened for where, opened in self._opened.items() if opened.thread != thread
        }

    def opened(self, where: Where, thread: str) -> None:
        now = self._clock.monotonic()
        known = self._opened.pop(where, None) or _Opened(thread, now)
        known.thread, known.said_at = thread, now
        known.at.append(now)
        self._opened[where] = known
        while len(self._opened) > _MOST_REMEMBERED:
            del self._opened[next(iter(self._opened))]
