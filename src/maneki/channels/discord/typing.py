"""That somebody is being answered, shown where they read.

Discord shows it for ten seconds. It is worth a request only where nobody else wants one, so it is
given up first when there is little room.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog

from maneki.channels.discord.rest import Call, NoAnswerError, RestClient
from maneki.clock import Clock
from maneki.delivery.pace import NoRoomToSpareError, TooLongAWaitError
from maneki.model.conversation import Medium, Place

log = structlog.get_logger(__name__)

AGAIN_AFTER_S = 8.0

ChannelOf = Callable[[Place], str | None]
"""Which channel a place is; None for DMs that are not open yet, as far as is known."""


class Typing:
    """Shows it at as many places at once as there is room for. It runs as long as `at_work`;
    outside of that nothing is shown.
    """

    def __init__(self, rest: RestClient, *, channel_of: ChannelOf, clock: Clock) -> None:
        self._rest = rest
        self._channel_of = channel_of
        self._clock = clock
        self._answered: Counter[str] = Counter()
        self._shown_by: dict[str, asyncio.Task[None]] = {}
        self._pausing: set[str] = set()
        self._group: asyncio.TaskGroup | None = None

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                yield
            finally:
                self._group = None
                for task in self._shown_by.values():
                    task.cancel()

    @asynccontextmanager
    async def showing(self, place: Place, /) -> AsyncIterator[None]:
        """While it lasts, whoever reads at the place sees it. What goes wrong here is no matter."""
        channel = self._channel_of(place) if place.medium is Medium.DISCORD else None
        if channel is None:
            yield
            return
        self._begin(channel)
        try:
            yield
        finally:
            self._end(channel)

    def _begin(self, channel: str) -> None:
        self._answered[channel] += 1
        if self._group is not None and channel not in self._shown_by:
            self._shown_by[channel] = self._group.create_task(self._show(channel))

    def _end(self, channel: str) -> None:
        self._answered[channel] -= 1
        if self._answered[channel] <= 0:
            del self._answered[channel]
            if channel in self._pausing:
                # A request that is under way is let end: what became of it is worth knowing.
                self._shown_by[channel].cancel()

    async def _show(self, channel: str) -> None:
        try:
            while channel in self._answered and await self._typed(channel):
                await self._pause(channel)
        finally:
            del self._shown_by[channel]

    async def _pause(self, channel: str) -> None:
        if channel not in self._answered:
            return
        self._pausing.add(channel)
        try:
            await self._clock.sleep(AGAIN_AFTER_S)
        finally:
            self._pausing.discard(channel)

    async def _typed(self, channel: str) -> bool:
        """False if it is no use to go on."""
        call = Call(
            method="POST",
            path=f"/channels/{channel}/typing",
            route="POST /channels/{channel_id}/typing",
            major=channel,
            if_spare=True,
        )
        try:
            answer = await self._rest.call(call)
        except (NoRoomToSpareError, TooLongAWaitError, NoAnswerError):
            return True
        return answer.is_ok
