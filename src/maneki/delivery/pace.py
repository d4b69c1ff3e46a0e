"""The seam that every call with our token passes: when it may start, and what its answer taught.

    async with limiter.slot("POST /channels/{channel_id}/messages", channel_id) as slot:
        response = await ...
        slot.answered(response.status, response.headers, body)

What may start when is decided in `maneki.delivery.limits`; here is only the waiting.

A call that can be given up (`if_spare=True`) never waits: it starts at once, or it is refused with
`NoRoomToSpareError` and has cost nothing. So typing indicators and edits of half an answer are
given up before anything else has to wait for them; all they can cost others is one gap of the
pace.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Hashable, Mapping
from contextlib import asynccontextmanager

import structlog

from maneki.clock import Clock
from maneki.delivery.answer import Scope, read_answer
from maneki.delivery.figures import INVALID
from maneki.delivery.limits import Allowance, Cause, Endpoint, Key, Limits, Pause, Started
from maneki.delivery.memory import Memory
from maneki.delivery.tally import Tally
from maneki.delivery.turns import Turns
from maneki.errors import ManekiError

log = structlog.get_logger(__name__)

_GATE = "the gate that everything with our token passes"
_SCOPE = {Cause.BUCKET: Scope.USER}
"""Discord's own names of what a 429 is about."""


class TooLongAWaitError(ManekiError):
    """A call would have to wait longer than its caller is patient. Nothing was sent.

    `retry_after` is how many seconds, from now.
    """

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"A rate limit asks to wait {retry_after:.1f} s.")
        self.retry_after = retry_after


class NoRoomToSpareError(ManekiError):
    """A call that can be given up was: others may need what it would take. Nothing was sent."""

    def __init__(self) -> None:
        super().__init__("There is no room to spare for a call that can be given up.")


class Slot:
    """Leave to make one request, now. Say what came of it; silence counts as no answer."""

    def __init__(self, limiter: Limiter, started: Started) -> None:
        self._limiter = limiter
        self._started: Started | None = started

    def answered(self, status: int, headers: Mapping[str, str], body: object = None) -> None:
        """`body` is what came, parsed or not; it only matters with an error."""
        started, self._started = self._started, None
        if started is not None:
            self._limiter.learn(started, status, headers, body)

    def failed(self) -> None:
        """No answer came: a timeout, a cut connection, a cancellation."""
        started, self._started = self._started, None
        if started is not None:
            self._limiter.lose(started)


class Limiter:
    """Hands out slots: one at a time per bucket, and all of them at an even pace.

    Nobody waits behind a bucket that is not their own. Within a bucket, and at the gate, higher
    priority goes first and then who came first. Cancelling a caller costs nobody anything.
    """

    def __init__(self, clock: Clock, *, allowance: Allowance | None = None) -> None:
        self.allowance = allowance or Allowance()
        self.tally = Tally()
        self._clock = clock
        self._limits = Limits(self.allowance)
        self._turns = Turns()

    @property
    def stop(self) -> Pause | None:
        """Why nothing at all goes out at the moment, and for how long yet; mostly None."""
        return self._limits.stop(self._clock.monotonic())

    @property
    def invalid(self) -> int:
        """How many invalid requests count against us at the moment."""
        return self._limits.invalid(self._clock.monotonic())

    def remembered(self) -> Memory:
        """What is to be known when the program begins anew, by the time `monotonic` tells."""
        return self._limits.remembered(self._clock.monotonic())

    def recall(self, memory: Memory, *, posted: Mapping[str, float]) -> None:
        """Go on from there. Call it before the first request.

        `posted` says when a message was last posted in a channel, by the time `monotonic` tells.
        """
        now = self._clock.monotonic()
        self._limits.recall(memory, now)
        self._limits.recall_posts(posted, now)

    @asynccontextmanager
    async def slot(
        self,
        route: str,
        major: str | None = None,
        *,
        counts_globally: bool = True,
        posts_in: str | None = None,
        priority: int = 0,
        patience: float | None = None,
        if_spare: bool = False,
    ) -> AsyncIterator[Slot]:
        """Wait until one request to this route may start.

        `route` is method and template ("POST /channels/{channel_id}/messages"), `major` the
        channel, server or webhook it is about, `posts_in` the channel that a webhook posts in.
        `patience` is in seconds; without it the wait has no end. `if_spare`: the call can be given
        up, so it starts at once or not at all.
        Raises `TooLongAWaitError`, `NoRoomToSpareError`.
        """
        endpoint = Endpoint(route, major, counts_globally, posts_in)
        until = None if patience is None else self._clock.monotonic() + patience
        # Two turns: while nobody knows the route's bucket, the route is all there is to hold.
        place = (route, major, None)
        if if_spare and not self._has_room_to_spare(endpoint, place):
            raise NoRoomToSpareError
        # What is free is taken without a pause, so that nobody comes between.
        await self._turns.take(place, priority=priority)
        try:
            async with self._buckets_of(endpoint, priority):
                slot = Slot(self, await self._start(endpoint, priority, until))
                try:
                    yield slot
                finally:
                    slot.failed()
        finally:
            self._turns.give_back(place)

    def _has_room_to_spare(self, endpoint: Endpoint, place: Hashable) -> bool:
        needed = {place, *self._keys(endpoint)}
        if endpoint.counts_globally:
            needed.add(_GATE)
        return all(map(self._turns.is_free, needed)) and self._limits.has_room_to_spare(
            endpoint, self._clock.monotonic()
        )

    def _keys(self, endpoint: Endpoint) -> tuple[Key, ...]:
        return self._limits.keys(endpoint, is_busy=lambda key: not self._turns.is_free(key))

    @asynccontextmanager
    async def _buckets_of(self, endpoint: Endpoint, priority: int) -> AsyncIterator[None]:
        """Hold the call's bucket, which may become known while we wait for it.

        A call of an unknown route holds every bucket it might count in. Only one such call at a
        time waits for a second bucket of its major, so nobody waits in a circle.
        """
        held: list[Key] = []
        try:
            while held != (wanted := list(self._keys(endpoint))):
                while held:
                    self._turns.give_back(held.pop())
                for key in wanted:
                    await self._turns.take(key, priority=priority)
                    held.append(key)
            self._limits.open(endpoint, self._clock.monotonic())
            yield
        finally:
            while held:
                self._turns.give_back(held.pop())

    async def _start(self, endpoint: Endpoint, priority: int, until: float | None) -> Started:
        started = None
        while started is None:
            await self._wait_for_bucket(endpoint, until)
            started = await self._start_in_pace(endpoint, priority)
        return started

    async def _wait_for_bucket(self, endpoint: Endpoint, until: float | None) -> None:
        while (left := self._limits.wait(endpoint, now := self._clock.monotonic())) > 0:
            if until is not None and now + left > until:
                raise TooLongAWaitError(self._limits.put_off(endpoint, now))
            await self._clock.sleep(left)

    async def _start_in_pace(self, endpoint: Endpoint, priority: int) -> Started | None:
        """Start as soon as the pace allows. None if the bucket has to wait after all."""
        if not endpoint.counts_globally:
            return self._limits.start(endpoint, self._clock.monotonic())
        await self._turns.take(_GATE, priority=priority)
        try:
            await self._wait_for_pace()
            now = self._clock.monotonic()
            return (
                None if self._limits.wait(endpoint, now) > 0 else self._limits.start(endpoint, now)
            )
        finally:
            self._turns.give_back(_GATE)

    async def _wait_for_pace(self) -> None:
        while (left := self._limits.flow_wait(self._clock.monotonic())) > 0:
            await self._clock.sleep(left)

    def learn(
        self, started: Started, status: int, headers: Mapping[str, str], body: object
    ) -> None:
        answer = read_answer(status, headers, body)
        if answer.is_invalid:
            self.tally.count(INVALID, started.endpoint.route)
        pauses = self._limits.answered(started, answer, self._clock.monotonic())
        for pause in pauses:
            self._tell(pause, started.endpoint, status)

    def lose(self, started: Started) -> None:
        self._limits.failed(started, self._clock.monotonic())

    def _tell(self, pause: Pause, endpoint: Endpoint, status: int) -> None:
        self.tally.count(
            _SCOPE.get(pause.cause, pause.cause), endpoint.route, seconds=pause.seconds
        )
        is_grave = pause.cause in {Cause.TURNED_AWAY, Cause.BREAKER}
        say = log.error if is_grave else log.warning
        say(
            "delivery.stopped" if is_grave else "delivery.rate_limited",
            cause=pause.cause,
            route=endpoint.route,
            status=status,
            seconds=round(pause.seconds, 3),
        )
