"""Gateway sessions: what was sent to a bot, and what it may still have replayed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import orjson

from maneki.clock import Clock
from maneki.simulator.discord.entities import SimApplication
from maneki.simulator.discord.intents import Intent
from maneki.simulator.discord.rules import Rules

Tap = Callable[[str, dict[str, Any]], None]
"""Is told of every dispatched event: its name and its data."""


class Line(Protocol):
    """An open connection, as a session sees it."""

    def send(self, frame: bytes) -> None: ...


class Session:
    """One bot's (or one shard's) view of the world, surviving short disconnects.

    Events are numbered and kept until `limit` newer ones push them out.
    """

    def __init__(
        self,
        session_id: str,
        application: SimApplication,
        intents: int,
        *,
        shard: tuple[int, int],
        limit: int,
        taps: list[Tap],
    ) -> None:
        self.id = session_id
        self.application = application
        self.intents = intents
        self.shard = shard
        self.sequence = 0
        self.line: Line | None = None
        self.left_at = 0.0
        self._sent: deque[tuple[int, bytes]] = deque(maxlen=limit)
        self._taps = taps

    def wants(self, intent: Intent | int) -> bool:
        return bool(self.intents & intent)

    def covers(self, guild_id: int | None) -> bool:
        """Whether this shard is the one for a server; DMs belong to shard 0."""
        number, of = self.shard
        return number == (0 if guild_id is None else (guild_id >> 22) % of)

    def dispatch(self, event: str, data: dict[str, Any]) -> None:
        self.sequence += 1
        frame = orjson.dumps({"op": 0, "t": event, "s": self.sequence, "d": data})
        self._sent.append((self.sequence, frame))
        for tap in self._taps:
            tap(event, data)
        if self.line is not None:
            self.line.send(frame)

    def can_replay_from(self, sequence: int) -> bool:
        oldest = self._sent[0][0] if self._sent else self.sequence + 1
        return oldest - 1 <= sequence <= self.sequence

    def replay_from(self, sequence: int) -> Iterator[bytes]:
        """What came after that number, oldest first."""
        return (frame for number, frame in self._sent if number > sequence)


class Sessions:
    """All sessions that are open or may be resumed."""

    def __init__(self, clock: Clock, rules: Rules) -> None:
        self._clock = clock
        self._rules = rules
        self._by_id: dict[str, Session] = {}
        self.taps: list[Tap] = []

    def start(
        self,
        session_id: str,
        application: SimApplication,
        intents: int,
        shard: tuple[int, int],
    ) -> Session:
        session = Session(
            session_id,
            application,
            intents,
            shard=shard,
            limit=self._rules.replay_events,
            taps=self.taps,
        )
        self._by_id[session_id] = session
        return session

    def find(self, session_id: str) -> Session | None:
        self._forget_old()
        return self._by_id.get(session_id)

    def end(self, session: Session) -> None:
        session.line = None
        self._by_id.pop(session.id, None)

    def leave(self, session: Session) -> None:
        """The connection is gone; the session can be resumed for a while."""
        session.line = None
        session.left_at = self._clock.monotonic()

    def of(self, application: SimApplication, guild_id: int | None) -> list[Session]:
        """The sessions that a server's (or DM's) events go to."""
        self._forget_old()
        return [
            session
            for session in self._by_id.values()
            if session.application is application and session.covers(guild_id)
        ]

    def all_of(self, application: SimApplication) -> list[Session]:
        return [one for one in self._by_id.values() if one.application is application]

    def everywhere(self) -> list[Session]:
        return list(self._by_id.values())

    def _forget_old(self) -> None:
        earliest = self._clock.monotonic() - self._rules.resume_within
        for session in list(self._by_id.values()):
            if session.line is None and session.left_at < earliest:
                del self._by_id[session.id]
