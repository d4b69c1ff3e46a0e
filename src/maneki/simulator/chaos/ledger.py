"""Whether everything that was due is accounted for, once. Pure.

For each person and listing exactly one of: delivered, merged into a digest that is to be seen,
withdrawn with a reason. Held and suspended is nothing for ever: what waits does so for a cause that
is there, and once all causes are gone nothing waits any more. What the rows say must be what is to
be seen.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from maneki.model.hold import HeldFor
from maneki.model.outbox import Digested, OutboxState
from maneki.simulator.demo.read import SeenDigest
from maneki.simulator.discord import RateLimited

Pair = tuple[int, int]
"""Member and listing."""

UNFINISHED = frozenset({OutboxState.DUE, OutboxState.SENDING})
FORGOTTEN_FOR_S = 6.0
"""A window of five seconds, and what it takes to start."""
LATE_S = 10.0
"""So much later than its time something may still be held."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One alert's row. What is held is so for another `due_in_s`."""

    pair: Pair
    state: OutboxState
    reason: str | None = None
    held_for: HeldFor | None = None
    due_in_s: float = 0.0
    digest: Digested | None = None

    @property
    def is_moving(self) -> bool:
        return not UNFINISHED.isdisjoint(self._states)

    @property
    def is_over(self) -> bool:
        """Nothing will become of it, or of the digest it is in."""
        waiting = UNFINISHED | {OutboxState.HELD, OutboxState.SUSPENDED}
        return waiting.isdisjoint(self._states)

    @property
    def _states(self) -> set[OutboxState]:
        return {self.state} if self.digest is None else {self.state, self.digest.state}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lull:
    """What waits while nothing moves.

    `closed` are the members whose places are, `told` those of them who were told so; `causes` is
    what each member said about when they want to hear, and has not taken back.
    """

    rows: Sequence[Entry]
    closed: Collection[int] = ()
    told: Collection[int] = ()
    causes: Mapping[int, Collection[HeldFor]]

    @property
    def is_moving(self) -> bool:
        """What is due where nobody may write goes nowhere, whatever it is called."""
        return any(entry.is_moving and not self._is_stuck(entry) for entry in self.rows)

    def _is_stuck(self, entry: Entry) -> bool:
        return entry.state is OutboxState.DUE and entry.pair[0] in self.closed

    @property
    def shut_out(self) -> frozenset[int]:
        """For whom something waits behind a closed door."""
        return frozenset(
            entry.pair[0] for entry in self.rows if entry.state is OutboxState.SUSPENDED
        )

    def faults(self) -> Iterator[str]:
        """One line for each alert that waits for nothing."""
        for entry in self.rows:
            if entry.state is OutboxState.SUSPENDED:
                yield from self._suspended(entry)
            elif entry.state is OutboxState.HELD:
                yield from self._held(entry)
            elif entry.digest is not None:
                yield from self._merged(entry, entry.digest)

    def _suspended(self, entry: Entry) -> Iterator[str]:
        name, member = _name(entry.pair), entry.pair[0]
        if member not in self.closed:
            yield f"{name} is suspended ({entry.reason}) at a place that is open"
        elif member not in self.told:
            yield f"{name} is suspended ({entry.reason}) and nobody told them"
        if not entry.reason:
            yield f"{name} is suspended without a reason"

    def _held(self, entry: Entry) -> Iterator[str]:
        name, is_closed = _name(entry.pair), entry.pair[0] in self.closed
        causes = self.causes.get(entry.pair[0], ())
        # A digest of what piled up is made at once, or waits for what digests wait for.
        is_known = entry.held_for in causes or (
            entry.held_for is HeldFor.BACKLOG and (causes or is_closed)
        )
        if not is_known:
            yield f"{name} is held ({entry.held_for}), and that is over"
        elif entry.due_in_s < -LATE_S and not is_closed:
            yield f"{name} is held ({entry.held_for}) although its time has come"
        if not entry.reason:
            yield f"{name} is held without a reason"

    def _merged(self, entry: Entry, digest: Digested) -> Iterator[str]:
        member = entry.pair[0]
        if digest.state is OutboxState.SUSPENDED and member not in self.closed:
            yield f"{_name(entry.pair)} is in a digest that is suspended at a place that is open"
        if digest.state is OutboxState.HELD and not self.causes.get(member):
            yield f"{_name(entry.pair)} is in a digest that is held, and that is over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What was due, the rows, and how often each alert is to be seen, when nothing is to wait.

    `digests` are those to be seen, `places` where each member's are to be. `optional` members need
    not have a row, or have it withdrawn: their filter was paused at some time. Those of `merging`
    may have alerts in digests.
    """

    due: Collection[Pair]
    rows: Sequence[Entry]
    seen: Mapping[Pair, int]
    digests: Sequence[SeenDigest] = ()
    places: Mapping[int, int]
    optional: Collection[int] = ()
    merging: Collection[int] = ()

    def faults(self) -> Iterator[str]:
        """One line for each alert that is not accounted for."""
        rows = Counter(entry.pair for entry in self.rows)
        for pair in sorted(self.due):
            if not rows[pair] and pair[0] not in self.optional:
                yield f"{_name(pair)} was never queued"
            if rows[pair] > 1:
                yield f"{_name(pair)} has {rows[pair]} rows"
        for pair in sorted({*rows, *self.seen} - {*self.due}):
            yield f"{_name(pair)} was nobody's business"
        for entry in self.rows:
            yield from self._wrong(entry)
        for pair in sorted({*self.seen} - {*rows}):
            yield f"{_name(pair)} was seen and has no row"
        yield from self._wrong_digests()

    def _wrong(self, entry: Entry) -> Iterator[str]:
        name, seen = _name(entry.pair), self.seen.get(entry.pair, 0)
        if entry.state is OutboxState.SENT:
            if seen != 1:
                yield f"{name} was sent and is to be seen {seen} times"
            return
        if seen:
            yield f"{name} is {entry.state} ({entry.reason}) and is to be seen {seen} times"
        if entry.state in UNFINISHED:
            yield f"{name} is still {entry.state}: {entry.reason}"
            return
        if not entry.reason:
            yield f"{name} is {entry.state} without a reason"
        if not self._is_excused(entry):
            yield f"{name} is {entry.state} in the end: {entry.reason}"

    def _is_excused(self, entry: Entry) -> bool:
        member = entry.pair[0]
        if entry.state is OutboxState.MERGED:
            return entry.digest is not None and member in self.merging
        return entry.state is OutboxState.WITHDRAWN and member in self.optional

    # Digests

    def _wrong_digests(self) -> Iterator[str]:
        merged: defaultdict[Digested, list[Pair]] = defaultdict(list)
        for entry in self.rows:
            if entry.digest is not None:
                merged[entry.digest].append(entry.pair)
        for digest, pairs in merged.items():
            yield from self._wrong_digest(digest, sorted(pairs))
        known = {digest.message_id for digest in merged}
        for seen in self.digests:
            if seen.message_id not in known:
                yield f"a digest of {seen.count} for member {seen.member} is to be seen unaccounted"

    def _wrong_digest(self, digest: Digested, pairs: Sequence[Pair]) -> Iterator[str]:
        member = pairs[0][0]
        name = f"the digest of {len(pairs)} for member {member}, such as listing {pairs[0][1]},"
        shown = [one for one in self.digests if one.message_id == digest.message_id]
        if digest.state is OutboxState.WITHDRAWN and member in self.optional and not shown:
            return
        if digest.state is not OutboxState.SENT:
            yield f"{name} is {digest.state} in the end"
        if len(shown) != (digest.state is OutboxState.SENT):
            yield f"{name} is {digest.state} and is to be seen {len(shown)} times"
        for seen in shown:
            if (seen.member, seen.place) != (member, self.places[member]):
                yield f"{name} is to be seen in channel {seen.place}, for member {seen.member}"
            if seen.count != len(pairs):
                yield f"{name} says that it tells of {seen.count}"
            if strangers := {one for _, one in seen.shown} - {str(number) for _, number in pairs}:
                yield f"{name} shows {sorted(strangers)} as well"


def not_forgotten(
    limited: Iterable[RateLimited], starts: Sequence[float], *, within_s: float = FORGOTTEN_FOR_S
) -> list[RateLimited]:
    """The 429s, without the first in each place after a start: a process that was killed cannot
    tell the next one which of its windows are still full.
    """
    forgiven: set[tuple[float, str]] = set()
    blamed = []
    for one in limited:
        start = max((start for start in starts if start <= one.at), default=-math.inf)
        if one.at - start > within_s or (start, one.major) in forgiven:
            blamed.append(one)
        forgiven.add((start, one.major))
    return blamed


def _name(pair: Pair) -> str:
    return f"member {pair[0]}, listing {pair[1]}"
