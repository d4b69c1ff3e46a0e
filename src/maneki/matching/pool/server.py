"""The fork server: it holds an index that is always up to date, and forks workers from it.

It has one thread and no connection but its lines, so forking it is safe at any time.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket

from maneki.matching.index import FilterIndex
from maneki.matching.match import Matcher
from maneki.matching.pool.fork import be, forked
from maneki.matching.pool.wire import Kind, Line, LineClosedError, Message, changes_in
from maneki.matching.pool.worker import LONGEST_SHARE_S, Worker, follow, make_ready


def start_server(index: FilterIndex, matcher: Matcher) -> tuple[int, socket.socket]:
    """Fork the fork server. Its process, and our end of the line to it.

    To be called while there is one thread. Memory is shared until somebody writes to it, so that
    nothing in it is looked at for garbage any more.
    """
    # Once for all who are forked, also if there are few filters by now.
    index.get_ready_for_bitmaps()
    make_ready(index, matcher)
    gc.freeze()
    return forked(lambda line: ForkServer(index, matcher, line).run())


class ForkServer:
    """`line` is the one to the program."""

    def __init__(self, index: FilterIndex, matcher: Matcher, line: Line) -> None:
        self._index = index
        self._matcher = matcher
        self._line = line
        self._followed = 0
        self._generation = 0
        self._is_to_renew = False

    def run(self) -> None:
        """Serve until the line ends, with `LineClosedError`; the workers have ended by then."""
        # Nobody asks how workers ended: their lines say that they did.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        try:
            while True:
                self._obey(self._line.receive())
                if self._is_to_renew:
                    self._renew()
        except LineClosedError:
            _wait_for_workers()
            raise

    def _obey(self, message: Message) -> None:
        if message.kind is Kind.CHANGES:
            self._followed += follow(self._index, changes_in(message.body))
        elif message.kind is Kind.RENEW:
            self._is_to_renew = True
        elif message.line is not None:
            self._fork(message.line)

    def _renew(self) -> None:
        """Lay the index anew. What is said meanwhile is done meanwhile."""
        self._is_to_renew = False
        draft = self._index.draft()
        self._index.adopt(draft, draft.sheet(self._catch_up))
        self._generation += 1
        gc.freeze()
        self._line.send(Kind.RENEWED)

    def _catch_up(self) -> None:
        while self._line.has_message():
            self._obey(self._line.receive())

    def _fork(self, line: int) -> None:
        make_ready(self._index, self._matcher)
        if os.fork():
            os.close(line)
            return
        be(lambda: self._work(Line(socket.socket(fileno=line))), kept=line)

    def _work(self, line: Line) -> None:
        Worker(
            self._index,
            self._matcher,
            line,
            followed=self._followed,
            generation=self._generation,
        ).run()


def _wait_for_workers() -> None:
    """Their lines have ended as well. One that does not see it in time is none of ours any more."""
    signal.alarm(LONGEST_SHARE_S)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
