"""Whoever asks: splits questions over the workers, and sees to it that there are enough of them."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal

import structlog

from maneki.matching.index import FilterIndex
from maneki.matching.match import Matcher
from maneki.matching.pool.server import start_server
from maneki.matching.pool.wire import (
    Answer,
    Change,
    Kind,
    Peer,
    Question,
    answers_in,
    hello_in,
    packed_changes,
    packed_questions,
)

log = structlog.get_logger(__name__)

FEWEST_A_SHARE = 4
"""To ask another process about fewer events takes as long as to match them."""
ANSWER_S = 10.0
"""So long is waited for workers to answer, all of them together."""
STUCK_S = 30.0
"""Who has taken nothing of what was said for so long is given up."""
HELLO_S = 60.0
BETWEEN_FORKS_S = 1.0
"""A worker that ends as soon as it was forked is not forked at once again."""
CLOSE_S = 5.0
_TICK_S = 0.01


class _Worker:
    """A process that was asked for. Before its hello it has no `pid`.

    `generation` says how often the index it has was laid anew.
    """

    def __init__(self, end: socket.socket) -> None:
        self.peer = Peer(end)
        self.since = time.monotonic()
        self.pid = 0
        self.generation = 0
        self.places: Sequence[int] = ()
        """The questions it was asked and has not answered."""

    @property
    def is_ready(self) -> bool:
        return bool(self.pid)

    def kill(self) -> None:
        """Nothing if it has ended, or has not said which process it is."""
        # While its line is open the process is there, and nobody else has its number.
        if self.peer.is_open and self.is_ready:
            _kill(self.pid)


class Pool:
    """Workers beside this process, which has the same index and makes the same changes.

    Only one batch of questions is asked at a time: `hand_out`, do one's own share, `collect`, and
    do once more what is in no answer. Nothing but `collect`, `wait_for_workers` and `close` waits,
    and `collect` may do so in another thread.
    """

    def __init__(
        self,
        index: FilterIndex,
        matcher: Matcher,
        *,
        processes: int,
        fewest_a_share: int = FEWEST_A_SHARE,
        answer_s: float = ANSWER_S,
    ) -> None:
        """Fork, for `processes` that match, this one among them. There must be no other thread."""
        self._wanted = processes - 1
        self._fewest = fewest_a_share
        self._answer_s = answer_s
        self._server_pid, end = start_server(index, matcher)
        self._server: Peer | None = Peer(end)
        self._workers: list[_Worker] = []
        self._questions: Sequence[Question] = ()
        self._followed = 0
        self._generation = 0
        self._forked_at = -BETWEEN_FORKS_S
        self.mend()

    @property
    def pids(self) -> Mapping[int, int]:
        """The workers that are ready, with how often the index of each was laid anew before."""
        return {one.pid: one.generation for one in self._workers if one.is_ready}

    @property
    def server_pid(self) -> int:
        """The fork server; 0 if there is none any more."""
        return self._server_pid if self._server else 0

    def wait_for_workers(self, *, at_most: float = HELLO_S) -> None:
        """Return when all are ready, or after so many seconds."""
        until = time.monotonic() + at_most
        while len(self.pids) < self._wanted and self._server and time.monotonic() < until:
            time.sleep(_TICK_S)
            self.mend()

    def follow(self, changes: Sequence[Change]) -> None:
        """Have all processes make these changes, before anything else that they are told."""
        if not changes:
            return
        self._followed += len(changes)
        body = packed_changes(changes)
        for peer in self._peers():
            peer.say(Kind.CHANGES, body)

    def renew(self) -> None:
        """Have the index laid anew for the workers. Until that is done they go on with theirs."""
        if self._server:
            self._server.say(Kind.RENEW)

    def hand_out(self, questions: Sequence[Question], *, drop_percent: Decimal) -> range:
        """Ask the workers for their shares. The places of the questions that are left."""
        self._questions = questions
        ready = [one for one in self._workers if one.is_ready and one.peer.is_open]
        shares = max(1, min(len(ready) + 1, len(questions) // self._fewest))
        for first, worker in enumerate(ready[: shares - 1], start=1):
            worker.places = range(first, len(questions), shares)
            asked = [questions[place] for place in worker.places]
            worker.peer.say(Kind.QUESTIONS, packed_questions(asked, drop_percent))
        return range(0, len(questions), shares)

    def collect(self) -> dict[int, Answer]:
        """The answers of the workers, by the places of their questions.

        Who does not answer in time, or wrongly, is killed: their share is in no answer.
        """
        until = time.monotonic() + self._answer_s
        answers: dict[int, Answer] = {}
        while asked := [one for one in self._workers if one.places]:
            left = until - time.monotonic()
            if left <= 0:
                for worker in asked:
                    self._give_up(worker, "no answer")
                break
            _wait_for([one.peer for one in asked], at_most=left)
            for worker in asked:
                answers |= self._heard_from(worker)
        self._questions = ()
        return answers

    def mend(self) -> None:
        """Notice who has died, and have workers forked in place of those and of outdated ones."""
        if self._server:
            self._hear_server(self._server)
        for worker in [*self._workers]:
            self._look_at(worker)
        self._retire()
        if self._server and time.monotonic() - self._forked_at >= BETWEEN_FORKS_S:
            up_to_date = [one for one in self._workers if self._is_up_to_date(one)]
            for _ in range(self._wanted - len(up_to_date)):
                self._fork(self._server)

    def close(self, *, at_most: float = CLOSE_S) -> None:
        """End all processes, and wait until they have ended; after so many seconds kill them."""
        peers = [*self._peers()]
        for peer in peers:
            peer.end()
        until = time.monotonic() + at_most
        while (there := [one for one in peers if one.is_open]) and time.monotonic() < until:
            _wait_for(there, at_most=until - time.monotonic())
            for peer in there:
                peer.heard()
        for worker in self._workers:
            worker.kill()
            worker.peer.close()
        self._workers = []
        if self._server:
            self._bury_server(self._server)

    def _peers(self) -> list[Peer]:
        workers = [one.peer for one in self._workers if one.peer.is_open]
        return [*workers, self._server] if self._server else workers

    def _is_up_to_date(self, worker: _Worker) -> bool:
        """One that is to come is forked from what the server has."""
        return not worker.is_ready or worker.generation >= self._generation

    def _fork(self, server: Peer) -> None:
        self._forked_at = time.monotonic()
        ours, theirs = socket.socketpair()
        self._workers.append(_Worker(ours))
        server.say(Kind.FORK, line=theirs)

    def _hear_server(self, server: Peer) -> None:
        server.flush()
        for message in server.heard():
            if message.kind is Kind.RENEWED:
                self._generation += 1
                self._forked_at = -BETWEEN_FORKS_S
        if not server.is_open or server.stuck_for > STUCK_S:
            log.error("matching.fork_server_lost", pid=self._server_pid, workers=len(self.pids))
            self._bury_server(server)

    def _bury_server(self, server: Peer) -> None:
        if server.is_open:
            _kill(self._server_pid)
        server.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._server_pid, 0)
        self._server = None

    def _look_at(self, worker: _Worker) -> None:
        worker.peer.flush()
        self._heard_from(worker)
        if worker not in self._workers:
            return
        is_late = not worker.is_ready and time.monotonic() - worker.since > HELLO_S
        if is_late or worker.peer.stuck_for > STUCK_S:
            self._give_up(worker, "stuck")

    def _heard_from(self, worker: _Worker) -> dict[int, Answer]:
        """What a worker has said; one that has ended is given up."""
        worker.peer.flush()
        answers: dict[int, Answer] = {}
        for message in worker.peer.heard():
            if message.kind is Kind.HELLO:
                worker.pid, worker.generation = hello_in(message.body)
            elif message.kind is Kind.FAILED:
                worker.places = ()
            elif message.kind is Kind.FOUND:
                answers |= self._believed(worker, message.body)
        if not worker.peer.is_open:
            self._give_up(worker, "it has ended")
        return answers

    def _believed(self, worker: _Worker, body: bytes) -> dict[int, Answer]:
        questions = [self._questions[place] for place in worker.places]
        found = answers_in(body, questions, followed=self._followed)
        if found is None:
            self._give_up(worker, "other changes")
            return {}
        answers = dict(zip(worker.places, found, strict=True))
        worker.places = ()
        return answers

    def _give_up(self, worker: _Worker, why: str) -> None:
        if worker not in self._workers:
            return
        log.warning("matching.worker_lost", pid=worker.pid or None, why=why)
        worker.kill()
        self._remove(worker)

    def _retire(self) -> None:
        """Let go those with an older index, as soon as others are ready in their place."""
        spare = len(self.pids) - self._wanted
        outdated = [one for one in self._workers if not self._is_up_to_date(one)]
        for worker in outdated[: max(0, spare)]:
            self._remove(worker)

    def _remove(self, worker: _Worker) -> None:
        worker.places = ()
        worker.peer.close()
        self._workers.remove(worker)


def _wait_for(peers: Sequence[Peer], *, at_most: float) -> None:
    """Until one of them can be read from, or written to if there is something to write, or is found
    to have ended.
    """
    if not all(peer.is_open for peer in peers):
        return
    poll = select.poll()
    for peer in peers:
        poll.register(peer, select.POLLIN | (select.POLLOUT if peer.has_unsent else 0))
    poll.poll(max(0.0, at_most) * 1000)


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
