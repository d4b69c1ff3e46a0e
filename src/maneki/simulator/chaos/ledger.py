"""Whether everything that was due is accounted for, once. Pure.

For each person and listing exactly one of: delivered, held, merged, suspended with a reason,
withdrawn with a reason, failed with a reason. What the rows say must be what is to be seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from maneki.model.outbox import OutboxState

Pair = tuple[int, int]
"""Member and listing."""

UNFINISHED = frozenset({OutboxState.DUE, OutboxState.SENDING})
MAY_BE_EXCUSED = frozenset(
    {OutboxState.HELD, OutboxState.MERGED, OutboxState.SUSPENDED, OutboxState.WITHDRAWN}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One alert's row at the end."""

    pair: Pair
    state: OutboxState
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What was due, the rows, and how often each alert is to be seen.

    `optional` need not have a row: their filter was paused at some time. `excusable` members may
    have alerts that are not delivered by themselves in the end.
    """

    due: Collection[Pair]
    rows: Sequence[Entry]
    seen: Mapping[Pair, int]
    optional: Collection[int] = ()
    excusable: Collection[int] = ()

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

    def _wrong(self, entry: Entry) -> Iterator[str]:
        name, seen = _name(entry.pair), self.seen.get(entry.pair, 0)
        if entry.state in UNFINISHED:
            yield f"{name} is still {entry.state}: {entry.reason}"
        is_sent = entry.state is OutboxState.SENT
        if is_sent and seen != 1:
            yield f"{name} was sent and is to be seen {seen} times"
        # A digest shows some of what is merged in it.
        at_most = 1 if entry.state is OutboxState.MERGED else 0
        if not is_sent and seen > at_most:
            yield f"{name} is {entry.state} ({entry.reason}) and is to be seen {seen} times"
        if not is_sent and entry.state not in UNFINISHED and not entry.reason:
            yield f"{name} is {entry.state} without a reason"
        is_excused = entry.state in MAY_BE_EXCUSED and entry.pair[0] in self.excusable
        if not is_sent and entry.state not in UNFINISHED and not is_excused:
            yield f"{name} is {entry.state} in the end: {entry.reason}"


def unexplained(rows: Sequence[Entry]) -> Iterator[str]:
    """While places are still closed: whatever waits there says why."""
    for entry in rows:
        if entry.state is OutboxState.SUSPENDED and not entry.reason:
            yield f"{_name(entry.pair)} is suspended without a reason"


def _name(pair: Pair) -> str:
    return f"member {pair[0]}, listing {pair[1]}"
