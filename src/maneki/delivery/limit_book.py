"""Writes down what the limiter met, so that `maneki stats` in another process can read it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import orjson

from maneki.delivery.figures import InvalidRequests
from maneki.delivery.pace import Limiter
from maneki.errors import StoreError
from maneki.loops import to_the_end
from maneki.store import Store, Transaction

WRITE_EVERY_S = 10.0
_MARK = "limits:invalid"


@dataclass(frozen=True, slots=True)
class _Noted:
    """How many invalid requests counted at a time, of how many that we allow ourselves."""

    at: str
    now: int
    allowed: int
    within_s: float


class LimitBook:
    """`step` writes what is new; between two steps everything is in the limiter's memory."""

    def __init__(self, store: Store, limiter: Limiter) -> None:
        self._store = store
        self._limiter = limiter
        self._noted: int | None = None

    async def step(self) -> bool:
        """Always False. What cannot be written now is written the next time."""
        # Cut off in the middle, nobody would know whether it was written.
        await to_the_end(self._write())
        return False

    async def _write(self) -> None:
        counts, invalid = self._limiter.tally.take(), self._limiter.invalid
        if not counts and invalid == self._noted:
            return
        try:
            async with self._store.transaction() as tx:
                await tx.limit_counts.add(counts)
                await self._note(tx, invalid)
        except StoreError:
            self._limiter.tally.put_back(counts)
            raise
        self._noted = invalid

    async def finish(self) -> None:
        """Write down what is left, if the database is there: nobody comes after this."""
        with suppress(StoreError):
            await self.step()

    async def _note(self, tx: Transaction, invalid: int) -> None:
        allowance = self._limiter.allowance
        noted = _Noted(
            tx.now.isoformat(), invalid, allowance.most_invalid, allowance.invalid_within
        )
        await tx.marks.put(_MARK, orjson.dumps(asdict(noted)).decode())


async def invalid_requests(tx: Transaction, *, counted: int) -> InvalidRequests:
    """As the process that sends noted it last; what is older than its window counts no more."""
    mark = await tx.marks.get(_MARK)
    if mark is None:
        return InvalidRequests(counted=counted)
    noted = _Noted(**orjson.loads(mark))
    ended_at = datetime.fromisoformat(noted.at) + timedelta(seconds=noted.within_s)
    return InvalidRequests(
        counted=counted, now=noted.now if tx.now < ended_at else 0, allowed=noted.allowed
    )
