"""What becomes of a handover that nobody attends to. Pure.

Somebody who asked for a person must not wait for ever because a thread was overlooked, and nobody
is to be met by silence next week because a thread was never closed. Waiting counts while the shop
is open: a question of the evening is not late in the morning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from maneki.model.conversation import Handover, SaidBy, Turn

REMIND_AFTER = timedelta(minutes=15)
NOBODY_AFTER = timedelta(hours=2)
"""Open hours: then the customer is told that nobody came, and the assistant has the word again."""
OVER_AFTER = timedelta(hours=12)
"""By the clock, since the last word of either side."""

OpenTime = Callable[[datetime, datetime], timedelta]
"""How long the shop was open between two moments."""


def always_open(since: datetime, until: datetime) -> timedelta:
    """Of a shop that names no hours."""
    return until - since


class Due(StrEnum):
    NOTHING = "nothing"
    REMINDER = "reminder"
    """The staff's thread is told that somebody waits."""
    NOBODY_CAME = "nobody_came"
    OVER = "over"
    """All that was asked is answered, and nobody said any more: the assistant has the word again,
    and nobody is bothered with that.
    """


@dataclass(frozen=True, slots=True)
class Attendance:
    """`waiting_since` is when the customer said what nobody has answered; None if all is answered.
    `last_at` is when either side said something last.
    """

    waiting_since: datetime | None
    last_at: datetime


def attendance(handover: Handover, turns: Sequence[Turn]) -> Attendance:
    """How things are with a handover; `turns` in their order."""
    asked_at = handover.asked_at
    # Somebody of the shop who came by themselves is there already.
    waiting_since = asked_at if handover.taken_by is None else None
    last_at = asked_at
    for turn in turns:
        if turn.started_at < asked_at:
            continue
        last_at = max(last_at, turn.started_at)
        if turn.said_by is SaidBy.STAFF:
            waiting_since = None
        elif turn.answered is None and turn.said and waiting_since is None:
            waiting_since = turn.started_at
    return Attendance(waiting_since, last_at)


def due(attended: Attendance, *, now: datetime, open_time: OpenTime) -> Due:
    """What is to be done about it now. A reminder is due again and again; it is given once."""
    since = attended.waiting_since
    if since is None:
        return Due.OVER if now - attended.last_at >= OVER_AFTER else Due.NOTHING
    waited = open_time(since, now)
    if waited >= NOBODY_AFTER:
        return Due.NOBODY_CAME
    return Due.REMINDER if waited >= REMIND_AFTER else Due.NOTHING
