"""How a part of the program runs for ever, and what must not be cut off.

A loop is one `step` run again and again. A step that did something returns True and is run again
at once; otherwise the loop waits `every` seconds or until it is nudged. A step that raises is
logged with its traceback and tried again after a growing pause; after `max_failures` in a row the
loop raises `LoopFailedError`, which ends the task group and with it the process. Elsewhere
everything is caught around one visit, one batch or one parcel only, and raised again or logged.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Mapping
from typing import Any, TypeVar

import structlog

from maneki.clock import Clock
from maneki.errors import LoopFailedError, ManekiError

log = structlog.get_logger(__name__)

T = TypeVar("T")

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 30.0


class Nudge:
    """Wakes a sleeping loop early. Calling it is cheap and may be done from any coroutine."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def __call__(self) -> None:
        self._event.set()

    async def wait(self, *, at_most: float, clock: Clock) -> None:
        """Return when nudged, or after `at_most` seconds."""
        if self._event.is_set():
            self._event.clear()
            return
        nudged = asyncio.ensure_future(self._event.wait())  # noqa: TID251  (ends in this function)
        slept = asyncio.ensure_future(clock.sleep(at_most))  # noqa: TID251  (ends in this function)
        try:
            await asyncio.wait({nudged, slept}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            nudged.cancel()
            slept.cancel()
            # Not `await nudged`: whoever is cancelled here would take it for the waiter's own end.
            await asyncio.wait({nudged, slept})
        self._event.clear()


class LoopHealth:
    """How often the steps of loops failed: in all, and since one last worked.

    Several loops may have one name: each has a `seat`, and the one that fails the longest counts.
    """

    def __init__(self) -> None:
        self._failures: Counter[str] = Counter()
        self._in_a_row: defaultdict[str, Counter[Hashable]] = defaultdict(Counter)

    @property
    def failures(self) -> Mapping[str, int]:
        """By loop, since the process began; loops that ever ran are all there."""
        return self._failures

    def in_a_row(self, name: str) -> int:
        return max(self._in_a_row[name].values(), default=0)

    def failed(self, name: str, seat: Hashable = None) -> None:
        self._failures[name] += 1
        self._in_a_row[name][seat] += 1

    def worked(self, name: str, seat: Hashable = None) -> None:
        """Without a seat all of that name do."""
        self._failures[name] += 0
        if seat is None:
            self._in_a_row[name].clear()
        else:
            self._in_a_row[name][seat] = 0


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Finish this however often whoever waits for it is cancelled meanwhile; then be cancelled.

    `work` must end by itself. If it fails after a cancellation, its error is the cause of that.
    """
    task = asyncio.ensure_future(work)  # noqa: TID251  (ends in this function)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as exc:
            cancelled = exc
    if cancelled is not None:
        raise cancelled from task.exception()
    return task.result()


def pause_after(failures: int) -> float:
    """Seconds to wait after that many failures in a row."""
    # No power is too large for a number: an outage of hours has more than a thousand failures.
    return min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(failures - 1, 20))


async def run_forever(
    step: Callable[[], Awaitable[bool]],
    *,
    name: str,
    every: float,
    clock: Clock,
    nudge: Nudge | None = None,
    max_failures: int = 20,
    ends_with: type[ManekiError] | tuple[type[ManekiError], ...] = (),
    health: LoopHealth | None = None,
) -> None:
    """Run `step` until cancelled; `health` is told how it goes.

    Raises `LoopFailedError` after `max_failures` in a row, and at once what it `ends_with`.
    """
    nudge = nudge or Nudge()
    health = health or LoopHealth()
    failures, seat = 0, object()
    while True:
        try:
            did_something = await step()
        except ends_with:
            raise
        except Exception as exc:
            failures += 1
            health.failed(name, seat)
            log.exception("loop.failed", loop=name, failures=failures)
            if failures >= max_failures:
                reason = str(exc) if isinstance(exc, ManekiError) else repr(exc)
                raise LoopFailedError(
                    f"{name} failed {failures} times in a row, the last time with: {reason}"
                ) from exc
            await clock.sleep(pause_after(failures))
            continue
        failures = 0
        health.worked(name, seat)
        if not did_something:
            await nudge.wait(at_most=every, clock=clock)
