"""How a process is forked, and what it leaves behind of its parent."""

from __future__ import annotations

import os
import signal
import socket
import traceback
from collections.abc import Callable
from typing import NoReturn

from maneki.matching.pool.wire import Line, LineClosedError


def forked(work: Callable[[Line], None]) -> tuple[int, socket.socket]:
    """A process that does this and ends: which one, and our end of the line to it.

    To be called while there is one thread.
    """
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        be(lambda: work(Line(theirs)), kept=theirs.fileno())
    theirs.close()
    return pid, ours


def be(work: Callable[[], None], *, kept: int) -> NoReturn:
    """Do this, as a process that was just forked, and end. `kept` is its line.

    It has nothing else of what its parent had open, and leaves signals that are sent to the whole
    group to its parent, whose end it notices.
    """
    try:
        signal.set_wakeup_fd(-1)
        for ignored in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ignored, signal.SIG_IGN)
        for usual in (signal.SIGALRM, signal.SIGCHLD):
            signal.signal(usual, signal.SIG_DFL)
        _close_all_but(kept)
        work()
    except LineClosedError:
        pass
    except BaseException:  # noqa: BLE001  (nothing of the parent's is to be run)
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _close_all_but(kept: int) -> None:
    """Every file descriptor that was inherited, but for standard error and this one."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nothing, standard)
    os.closerange(3, kept)
    # Where there is no bound it is said to be -1.
    os.closerange(kept + 1, max(os.sysconf("SC_OPEN_MAX"), 1 << 16))
