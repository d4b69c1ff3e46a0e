"""How politely a market is asked, and how long it is left alone after a block. Pure.

Each market's own manners are in its folder. None of these numbers is published by a market; they
are ours, and settings may change them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from maneki.model.search import BackOff, SearchState

MOST_RETRY_AFTER = timedelta(days=7)
"""A longer Retry-After than this is a mistake (or malice) and would silence a market for good."""

LONGEST_TTL = timedelta(days=1)
"""A feed that asks for a longer pause is visited once a day all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """One host's budget. The defaults are those of the unofficial Japanese markets.

    `gap` is the least time between two requests, give or take the share `jitter` of it; there is
    never more than one request in flight. `revisit` is the least time between two visits of one
    search. After a block the host is left alone for `block_pause`, which doubles with every
    further block up to `longest_pause`.
    """

    gap: timedelta = timedelta(seconds=4)
    jitter: float = 0.2
    revisit: timedelta = timedelta(0)
    block_pause: timedelta = timedelta(minutes=15)
    longest_pause: timedelta = timedelta(hours=6)


def after_block(
    back_off: BackOff, manners: Manners, now: datetime, retry_after: timedelta | None = None
) -> BackOff:
    """The back-off after one more block: our own doubling pause, or Retry-After if longer.

    When it is over, one request is the trial: a block then doubles the pause again, an answer
    ends it (`after_success`).
    """
    pause = _doubled(manners, times=back_off.blocks)
    if retry_after is not None:
        pause = max(pause, min(retry_after, MOST_RETRY_AFTER))
    return BackOff(blocks=back_off.blocks + 1, until=now + pause)


def after_success(back_off: BackOff) -> BackOff:
    """The back-off after an answer: none. Returns the same value if there was none."""
    return back_off if back_off == BackOff() else BackOff()


def next_visit_at(manners: Manners, state: SearchState, now: datetime) -> datetime:
    """The earliest time at which a search visited `now` may be visited again."""
    ttl = timedelta(seconds=state.ttl_s or 0)
    return now + max(manners.revisit, min(ttl, LONGEST_TTL))


def _doubled(manners: Manners, *, times: int) -> timedelta:
    # The exponent is capped because a timedelta soon overflows.
    return min(manners.longest_pause, manners.block_pause * (1 << min(times, 20)))
