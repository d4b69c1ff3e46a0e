"""What the processes say to each other, and the lines it goes over.

A message is a kind, a length and a body. Bodies are pickled, except for the ordinals of who fits,
which are sent as they lie in memory. Nobody but processes forked from each other is on a line.
"""

from __future__ import annotations

import contextlib
import pickle
import select
import socket
import struct
import time
from collections import deque
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

import numpy as np

from maneki.matching.bitmaps import Ordinals
from maneki.model.event import EventKind, ListingEvent
from maneki.model.filter import Criteria
from maneki.model.ids import FilterId

_HEADER = struct.Struct("<cQ")
_HELLO = struct.Struct("<QQ")
_FOLLOWED = struct.Struct("<Q")
_AT_ONCE = 1 << 18

Change = tuple[FilterId, Criteria | None]
"""What a filter asks for from now on; None if it is not matched any more."""

Question = tuple[ListingEvent, tuple[EventKind, ...]]
"""Who is to hear of the event as one of these kinds? The answer has an array for each."""

Answer = list[Ordinals]


class Kind(Enum):
    CHANGES = b"c"
    QUESTIONS = b"q"
    FORK = b"f"
    """With it comes the end of a line for the new worker."""
    RENEW = b"r"
    HELLO = b"h"
    FOUND = b"o"
    FAILED = b"x"
    RENEWED = b"n"
    DONE = b"d"


class Message(NamedTuple):
    """`line` is a file descriptor that came with it."""

    kind: Kind
    body: bytes
    line: int | None = None


class LineClosedError(Exception):
    """Nobody is at the other end any more."""


class Hello(NamedTuple):
    """A worker is ready: its process, and how often the index had been laid anew."""

    pid: int
    generation: int


def packed_changes(changes: Sequence[Change]) -> bytes:
    return pickle.dumps(changes, pickle.HIGHEST_PROTOCOL)


def changes_in(body: bytes) -> Sequence[Change]:
    changes: Sequence[Change] = pickle.loads(body)  # noqa: S301  (from a process we forked from)
    return changes


def packed_questions(questions: Sequence[Question], drop_percent: Decimal) -> bytes:
    return pickle.dumps((questions, drop_percent), pickle.HIGHEST_PROTOCOL)


def questions_in(body: bytes) -> tuple[Sequence[Question], Decimal]:
    asked: tuple[Sequence[Question], Decimal] = pickle.loads(body)  # noqa: S301  (likewise)
    return asked


def packed_hello(hello: Hello) -> bytes:
    return _HELLO.pack(*hello)


def hello_in(body: bytes) -> Hello:
    return Hello(*_HELLO.unpack(body))


def packed_answers(answers: Sequence[Answer], *, followed: int) -> bytes:
    """How many changes the answers are based on, how long each array is, and all of them."""
    arrays = [ordinals for answer in answers for ordinals in answer]
    lengths = np.array([len(ordinals) for ordinals in arrays], np.int32)
    parts = [_FOLLOWED.pack(followed), lengths.tobytes(), *(one.tobytes() for one in arrays)]
    return b"".join(parts)


def answers_in(body: bytes, questions: Sequence[Question], *, followed: int) -> list[Answer] | None:
    """The answers to these questions; None if they are based on other changes than so many."""
    (theirs,) = _FOLLOWED.unpack_from(body)
    if theirs != followed:
        return None
    arrays = sum(len(kinds) for _, kinds in questions)
    numbers = np.frombuffer(body, np.int32, offset=_FOLLOWED.size)
    ends = np.cumsum(numbers[:arrays]) + arrays
    found = iter(np.split(numbers, [arrays, *ends])[1:])
    return [[next(found) for _ in kinds] for _, kinds in questions]


class Line:
    """The end of a line in a process that does nothing else: it waits."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    @property
    def number(self) -> int:
        return self._end.fileno()

    def close(self) -> None:
        self._end.close()

    def has_message(self) -> bool:
        """Whether something has come, or the line has ended."""
        return bool(select.select([self._end], [], [], 0)[0])

    def receive(self) -> Message:
        """The next message. Raises `LineClosedError` when there is none to come."""
        header, line = self._header()
        kind, length = _HEADER.unpack(header)
        return Message(Kind(kind), self._exactly(length), line)

    def send(self, kind: Kind, body: bytes = b"") -> None:
        """Raises `LineClosedError` if nobody is there."""
        try:
            self._end.sendall(_HEADER.pack(kind.value, len(body)) + body)
        except OSError as exc:
            raise LineClosedError from exc

    def _header(self) -> tuple[bytes, int | None]:
        """A header, and the descriptor that came with its first byte."""
        try:
            first, lines, _, _ = socket.recv_fds(self._end, _HEADER.size, 1)
        except OSError as exc:
            raise LineClosedError from exc
        if not first:
            raise LineClosedError
        rest = self._exactly(_HEADER.size - len(first))
        return first + rest, lines[0] if lines else None

    def _exactly(self, length: int) -> bytes:
        body = bytearray(length)
        left = memoryview(body)
        while left:
            try:
                count = self._end.recv_into(left)
            except OSError as exc:
                raise LineClosedError from exc
            if not count:
                raise LineClosedError
            left = left[count:]
        return bytes(body)


class _Outgoing(NamedTuple):
    """What is still to be sent, and the end of a line that goes with its first byte."""

    data: memoryview
    line: socket.socket | None


class Peer:
    """The other end of such a line, in a process that must not wait for anybody.

    What is said is kept until it can be sent. `is_open` is False once nobody is there.
    """

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self._end = end
        self._outgoing: deque[_Outgoing] = deque()
        self._incoming = bytearray()
        self._moved_at = time.monotonic()
        self.is_open = True

    def fileno(self) -> int:
        return self._end.fileno()

    @property
    def has_unsent(self) -> bool:
        return bool(self._outgoing)

    @property
    def stuck_for(self) -> float:
        """Seconds since it last took any of what waits to be sent; 0 if nothing does."""
        return time.monotonic() - self._moved_at if self._outgoing else 0.0

    def say(self, kind: Kind, body: bytes = b"", *, line: socket.socket | None = None) -> None:
        """Send a message, or what of it can be sent now. A line that goes with it is closed here
        when it has gone.
        """
        if not self._outgoing:
            self._moved_at = time.monotonic()
        self._outgoing.append(
            _Outgoing(memoryview(_HEADER.pack(kind.value, len(body)) + body), line)
        )
        self.flush()

    def flush(self) -> None:
        """Send what can be sent without waiting."""
        while self._outgoing and self.is_open:
            data, line = self._outgoing.popleft()
            try:
                sent = self._sent(data, line)
            except BlockingIOError:
                self._outgoing.appendleft(_Outgoing(data, line))
                return
            except OSError:
                self._outgoing.appendleft(_Outgoing(data, line))
                self.is_open = False
                return
            self._moved_at = time.monotonic()
            if line is not None:
                line.close()
            if sent < len(data):
                self._outgoing.appendleft(_Outgoing(data[sent:], None))

    def _sent(self, data: memoryview, line: socket.socket | None) -> int:
        if line is None:
            return self._end.send(data)
        return socket.send_fds(self._end, [data], [line.fileno()])

    def heard(self) -> list[Message]:
        """What has come, without waiting."""
        while self.is_open:
            try:
                some = self._end.recv(_AT_ONCE)
            except BlockingIOError:
                break
            except OSError:
                some = b""
            if not some:
                self.is_open = False
            self._incoming += some
        return self._whole_messages()

    def _whole_messages(self) -> list[Message]:
        messages, at = [], 0
        while len(self._incoming) - at >= _HEADER.size:
            kind, length = _HEADER.unpack_from(self._incoming, at)
            end = at + _HEADER.size + length
            if end > len(self._incoming):
                break
            messages.append(Message(Kind(kind), bytes(self._incoming[at + _HEADER.size : end])))
            at = end
        del self._incoming[:at]
        return messages

    def end(self) -> None:
        """Say nothing any more: whoever is there hears that the line has ended."""
        self._forget_unsent()
        with contextlib.suppress(OSError):
            self._end.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self.is_open = False
        self._forget_unsent()
        self._end.close()

    def _forget_unsent(self) -> None:
        for _, line in self._outgoing:
            if line is not None:
                line.close()
        self._outgoing.clear()
