"""The same done for each of many things, by several processes, when nothing changes meanwhile."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from maneki.matching.pool.fork import forked
from maneki.matching.pool.wire import Kind, Line, LineClosedError
from maneki.matching.pool.worker import LONGEST_SHARE_S

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Helper:
    pid: int
    line: Line


def spread(work: Callable[[T], bytes], things: Sequence[T], *, processes: int) -> Iterator[bytes]:
    """`work` done for each of the things, in their order.

    So many processes are forked for it, when the first is asked for: there must be no other thread
    then. What one of them does not do, since it died or met an error, is done here.
    """
    # Memory is shared until somebody writes to it: nothing in it is to be looked at for garbage.
    gc.freeze()
    helpers = [_helping(things[first::processes], work) for first in range(processes)]
    lost: set[int] = set()
    try:
        for place, thing in enumerate(things):
            helper = helpers[place % processes]
            done = None if helper.pid in lost else _next_of(helper)
            if done is None:
                lost.add(helper.pid)
                done = work(thing)
            yield done
    finally:
        gc.unfreeze()
        for helper in helpers:
            helper.line.close()
            with suppress(ProcessLookupError):
                os.kill(helper.pid, signal.SIGKILL)
            os.waitpid(helper.pid, 0)


def _helping(share: Sequence[T], work: Callable[[T], bytes]) -> _Helper:
    pid, end = forked(lambda line: _work(line, share, work))
    return _Helper(pid, Line(end))


def _work(line: Line, share: Sequence[T], work: Callable[[T], bytes]) -> None:
    for thing in share:
        signal.alarm(LONGEST_SHARE_S)
        try:
            done = work(thing)
        except Exception:  # noqa: BLE001  (whoever forked us does it too, and meets it there)
            return
        line.send(Kind.DONE, done)


def _next_of(helper: _Helper) -> bytes | None:
    """None if it does nothing any more."""
    with suppress(LineClosedError):
        return helper.line.receive().body
    return None
