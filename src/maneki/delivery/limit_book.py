"""Writes down what the limiter met, so that `maneki stats` in another process can read it; and what
it must remember, so that the next process begins where this one ended.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import orjson
import structlog

from maneki.clock import Clock
from maneki.delivery.figures import InvalidRequests
from maneki.delivery.limits import LONGEST_RESET
from maneki.delivery.memory import Memory
from maneki.delivery.pace import Limiter
from maneki.errors import StoreError
from maneki.loops import Nudge, to_the_end
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)

WRITE_EVERY_S = 10.0
_MARK = "limits:invalid"
_MEMORY = "limits:memory"


@dataclass(frozen=True, slots=True)
class _Noted:
    """How many invalid requests counted at a time, of how many that we allow ourselves."""

    at: str
    now: int
    allowed: int
    within_s: float


class LimitBook:
    """`step` writes what is new; between two steps everything is in the limiter's memory.

    `nudge` is called when there is something that should not wait for the next step.
    """

    def __init__(self, store: Store, limiter: Limiter, *, clock: Clock) -> None:
        self._store = store
        self._limiter = limiter
        self._clock = clock
        self._noted: int | None = None
        self._kept: Memory | None = None
        self.nudge = Nudge()
        limiter.tally.call(self.nudge)

    async def recall(self) -> None:
        """Let the limiter know what an earlier process wrote, before it lets anything go.

        By the clock of the wall: if it was set back meanwhile, no time has passed.
        """
        async with self._store.reading() as tx:
            mark, now = await tx.marks.get(_MEMORY), tx.now
            posted = await tx.parcels.posted_since(now - timedelta(seconds=LONGEST_RESET))
        if mark is None:
            return
        try:
            at, left = _read(mark)
        except (KeyError, TypeError, ValueError) as error:
            log.warning("limits.not_recalled", error=repr(error))
            return
        passed = max(0.0, (now - at).total_seconds())
        began = self._clock.monotonic()
        self._limiter.recall(
            left.counted_from(began - passed),
            posted={
                channel: began - max(0.0, (now - posted_at).total_seconds())
                for channel, posted_at in posted.items()
            },
        )

    async def step(self) -> bool:
        """Always False. What cannot be written now is written the next time."""
        # Cut off in the middle, nobody would know whether it was written.
        await to_the_end(self._write())
        return False

    async def _write(self) -> None:
        counts, invalid = self._limiter.tally.take(), self._limiter.invalid
        memory = self._limiter.remembered()
        if not counts and (invalid, memory) == (self._noted, self._kept):
            return
        try:
            async with self._store.transaction() as tx:
                await tx.limit_counts.add(counts)
                await self._note(tx, invalid)
                await tx.marks.put(_MEMORY, _written(memory.left(self._clock.monotonic()), tx.now))
        except StoreError:
            self._limiter.tally.put_back(counts)
            raise
        self._noted, self._kept = invalid, memory

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


def _written(left: Memory, at: datetime) -> str:
    return orjson.dumps({"at": at, "left": asdict(left)}).decode()


def _read(mark: str) -> tuple[datetime, Memory]:
    kept = orjson.loads(mark)
    return datetime.fromisoformat(kept["at"]), Memory(**kept["left"])


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
