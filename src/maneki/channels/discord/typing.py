"""That somebody is being answered, shown where they read: from when they were heard until they are
answered.

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
SOON_S = 1.0
"""So soon it is tried again where there was no room for it."""
AWAITED_S = 60.0
"""So long it is shown to somebody who was heard and whose turn does not begin."""

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
        self._awaited_until: dict[str, float] = {}
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

    def awaited(self, place: Place, /) -> None:
        """Somebody was heard there whose turn is to come."""
        channel = self._seen_at(place)
        if channel is not None and self._group is not None:
            self._awaited_until[channel] = self._clock.monotonic() + AWAITED_S
            self._show(channel)

    @asynccontextmanager
    async def showing(self, place: Place, /) -> AsyncIterator[None]:
        """While it lasts, whoever reads at the place sees it. What goes wrong here is no matter."""
        channel = self._seen_at(place)
        if channel is None:
            yield
            return
        self._begin(channel)
        try:
            yield
        finally:
            self._end(channel)

    def _seen_at(self, place: Place) -> str | None:
        return self._channel_of(place) if place.medium is Medium.DISCORD else None

    def _begin(self, channel: str) -> None:
        self._answered[channel] += 1
        self._show(channel)

    def _show(self, channel: str) -> None:
        if self._group is not None and channel not in self._shown_by:
            self._shown_by[channel] = self._group.create_task(self._go_on(channel))

    def _end(self, channel: str) -> None:
        self._answered[channel] -= 1
        if self._answered[channel] <= 0:
            del self._answered[channel]
            self._awaited_until.pop(channel, None)
            if channel in self._pausing:
                # A request that is under way is let end: what became of it is worth knowing.
                self._shown_by[channel].cancel()

    def _is_wanted(self, channel: str) -> bool:
        return channel in self._answered or (
            self._clock.monotonic() < self._awaited_until.get(channel, 0.0)
        )

    async def _go_on(self, channel: str) -> None:
        is_ended = False
        try:
            while self._is_wanted(channel):
                seconds = await self._typed(channel)
                if seconds is None:
                    return
                await self._pause(channel, seconds)
        except asyncio.CancelledError:
            is_ended = True
            raise
        finally:
            del self._shown_by[channel]
            if is_ended and self._is_wanted(channel):
                # The next turn there began while this one's was ending.
                self._show(channel)
            elif channel not in self._answered:
                self._awaited_until.pop(channel, None)

    async def _pause(self, channel: str, seconds: float) -> None:
        if not self._is_wanted(channel):
            return
        self._pausing.add(channel)
        try:
            await self._clock.sleep(seconds)
        finally:
            self._pausing.discard(channel)

    async def _typed(self, channel: str) -> float | None:
        """How many seconds later it is worth showing again; None if it is no use to go on."""
        call = Call(
            method="POST",
            path=f"/channels/{channel}/typing",
            route="POST /channels/{channel_id}/typing",
            major=channel,
            if_spare=True,
        )
        try:
            answer = await self._rest.call(call)
        except (NoRoomToSpareError, TooLongAWaitError):
            # That costs no request: whoever waits is to see it as soon as there is room.
            return SOON_S
        except NoAnswerError:
            return AGAIN_AFTER_S
        return AGAIN_AFTER_S if answer.is_ok else None
