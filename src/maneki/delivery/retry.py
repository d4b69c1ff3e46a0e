"""What to do next about a parcel, decided from what became of the last attempt. Pure.

A parcel may be sent again with the same nonce for as long as the platform remembers nonces: it then
answers with the message it already has. After that, or when the parcel has been tried too often,
or when something in it is not wanted now or goes to another place by now, the place is read
back before anything of it is sent. Where no nonces are remembered, it is read back each time that
the parcel may have arrived. Only where that is impossible is a parcel sent once more in
doubt, and marked as possibly repeated.

Until then a parcel that may have arrived stays the parcel it is, whatever becomes of its place
and its contents: suspended, it is shelved whole; what is withdrawn of it stays in it.

`attempts` are the ones that may be held against the parcel: those that its contents were refused
in, and those that broke off inside us or in which we died. Of those that the platform left in
doubt (no answer, a cut connection, an error of its own) only the first one counts: from then on
the parcel may have arrived. What the platform put off does not count, nor does reading back. So
where a place can be read back, an outage of any length gives up nothing. The pauses grow with the
time since the parcel was packed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from maneki.delivery.outcome import (
    Absent,
    CannotTell,
    Later,
    Outcome,
    Reading,
    Refused,
    Sent,
    Stop,
    Stripped,
    Unanswered,
    Unclear,
    Unreachable,
)
from maneki.delivery.wanted import LATER, Unwanted, unwanted
from maneki.model.ids import OutboxId
from maneki.model.outbox import Fellow, OutboxKind, Parcel, Receipt

PLAINEST = 3
IN_NO_FORM = PLAINEST + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Persistence:
    """How long we keep trying."""

    nonce_window: timedelta = timedelta(seconds=120)
    """For how long the platform is trusted to know a nonce again, from the first attempt on."""
    most_attempts: int = 8
    """That broke us, with the refused ones and the first that the platform left in doubt."""
    first_pause: timedelta = timedelta(milliseconds=100)
    """After the first attempt that the platform left in doubt: what gets lost is mostly one."""
    pause: timedelta = timedelta(milliseconds=250)
    """As long as a parcel is `fresh_for`; then each is twice as long as the one before."""
    fresh_for: timedelta = timedelta(seconds=1)
    longest_pause: timedelta = timedelta(minutes=5)
    since: datetime | None = None
    """When somebody began to try who can. While nobody did, nothing failed."""


@dataclass(frozen=True, slots=True)
class Record:
    """It arrived: write the receipt."""

    receipt: Receipt
    opened_channel_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgain:
    """The same parcel goes again, with the same nonce, not before `at`.

    `is_counted`: the attempt counts against it. `is_anew`: it is not there, or sent in doubt, so
    that its nonce is as good as new, and it goes `without` what nobody wants any more.
    """

    at: datetime
    reason: str
    plainness: int
    is_counted: bool = True
    is_anew: bool = False
    possibly_repeated: bool = False
    without: tuple[OutboxId, ...] = ()


@dataclass(frozen=True, slots=True)
class PutBack:
    """It never left: what it carried is due again, and its destination is left alone until then."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class SendAlone:
    """Something in it is refused, or breaks us: each of the things in it travels alone."""

    reason: str


@dataclass(frozen=True, slots=True)
class TakeApart:
    """Something that a digest shows is refused, or breaks us: each of those travels alone, and the
    rest comes in another digest."""

    reason: str


@dataclass(frozen=True, slots=True)
class Forward:
    """What is wanted of it is due at the place that its owner has chosen instead."""

    reason: str
    possibly_repeated: bool = False


@dataclass(frozen=True, slots=True)
class Suspend:
    """Stop writing to this destination. An unsure parcel may have arrived there earlier."""

    reason: str
    code: int | None = None
    is_unsure: bool = False


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Nobody wants any of it now, and it is not known to have arrived.

    What is only held goes later, in another message: in doubt if `possibly_repeated`.
    """

    reason: str
    possibly_repeated: bool = False


class Hopeless(StrEnum):
    """Why a parcel is given up; `delivery.failed.*` says it in words."""

    REFUSED = "refused"
    TOO_OFTEN = "too_often"
    UNSURE = "unsure"
    """It may have arrived; nobody can tell."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    because: Hopeless
    detail: str


@dataclass(frozen=True, slots=True)
class Halt:
    """Keep it for the next process, and stop everything."""

    reason: str
    keep: PutBack | TryAgain


Ending = SendAlone | TakeApart | Forward | Suspend | Withdraw | GiveUp
"""The parcel is closed, or shelved, without being known to have arrived."""

Unsent = TryAgain | PutBack | Halt | Ending
Step = Record | Unsent


def must_read_back(parcel: Parcel, *, now: datetime, persistence: Persistence) -> bool:
    """Whether a parcel that has just been taken up must not be sent before we looked."""
    if parcel.attempts <= 1:
        return False
    if parcel.attempts > persistence.most_attempts or parcel.plainness > PLAINEST:
        return True
    if goes_elsewhere(parcel) or not_to_go(parcel):
        return True
    age = _age(parcel, now)
    # A clock that was set back tells nothing about the nonce.
    return not timedelta(0) <= age <= persistence.nonce_window


def must_look(parcel: Parcel, *, now: datetime, persistence: Persistence) -> bool:
    """As above where no nonce is remembered: whether it may have arrived since somebody looked."""
    if not may_have_arrived(parcel):
        return must_read_back(parcel, now=now, persistence=persistence)
    return not parcel.is_looked_for or must_read_back(parcel, now=now, persistence=persistence)


def may_have_arrived(parcel: Parcel) -> bool:
    """Whether an attempt before the last one may have: whatever was refused made it plainer."""
    return parcel.attempts - 1 > parcel.plainness


def goes_elsewhere(parcel: Parcel) -> bool:
    """Whether something in it is to go to another place, or in another parcel, than it was sent."""
    has_moved = any(
        item.destination_id != parcel.destination.id
        for item in parcel.items
        if not item.is_withdrawn
    )
    return has_moved or any(
        parcel.destination.is_suspended or _has_moved(fellow, parcel)
        for fellow in parcel.fellows
        if not fellow.item.is_withdrawn
    )


def _has_moved(fellow: Fellow, parcel: Parcel) -> bool:
    """A place that is closed to its owner is not the place of the parcel any more."""
    theirs = fellow.destination
    return theirs.is_suspended or not theirs.is_at(parcel.destination)


def not_to_go(parcel: Parcel) -> dict[OutboxId, Unwanted]:
    """What is in it and is not to go out now, whoever it is for."""
    reasons = dict(unwanted(parcel.items, parcel.destination))
    for fellow in parcel.fellows:
        reasons.update(unwanted([fellow.item], fellow.destination))
    return reasons


def _is_wanted(parcel: Parcel) -> bool:
    """Whether its owner asks for anything in it now."""
    return len(unwanted(parcel.items, parcel.destination)) < len(parcel.items)


def _is_wanted_by_others(parcel: Parcel) -> bool:
    reasons = not_to_go(parcel)
    return any(fellow.item.id not in reasons for fellow in parcel.fellows)


def _is_held(parcel: Parcel) -> bool:
    """Whether anything in it is to go later."""
    return not LATER.isdisjoint(not_to_go(parcel).values())


def next_step(outcome: Outcome, parcel: Parcel, *, now: datetime, persistence: Persistence) -> Step:
    """What follows from an attempt to send."""
    match outcome:
        case Refused():
            return _plainer(outcome, parcel, now)
        case Later(retry_after, reason):
            return _put_off(parcel, now + timedelta(seconds=retry_after), reason)
        case Unanswered(reason):
            return _put_off(parcel, now + _pause_while_away(parcel, now, persistence), reason)
        case Unclear(reason, is_ours):
            pause = _pause_of_ours if is_ours else _pause
            return TryAgain(
                at=now + pause(parcel, now, persistence),
                reason=reason,
                plainness=parcel.plainness,
                is_counted=is_ours or not may_have_arrived(parcel),
            )
        case Sent() | Unreachable() | Stripped() | Stop():
            return _settled(outcome, parcel, now)
        case _:
            assert_never(outcome)


def after_reading(
    reading: Reading, parcel: Parcel, *, now: datetime, persistence: Persistence
) -> Step:
    """What follows from having read the place back. Nothing was sent."""
    if isinstance(reading, Unreachable) and goes_elsewhere(parcel):
        # What goes elsewhere does not mind that its old place cannot be written to.
        reading = CannotTell(reading.reason)
    match reading:
        case Absent():
            return _not_there(parcel, now, persistence)
        case CannotTell(reason):
            return _in_doubt(parcel, reason, now, persistence)
        case Later(retry_after, reason):
            return _look_again(parcel, now + timedelta(seconds=retry_after), reason)
        case Unanswered(reason) | Unclear(reason):
            return _look_again(parcel, now + _pause_between_looks(parcel, now, persistence), reason)
        case Sent() | Unreachable() | Stop():
            return _settled(reading, parcel, now)
        case _:
            assert_never(reading)


def _settled(outcome: Sent | Unreachable | Stripped | Stop, parcel: Parcel, now: datetime) -> Step:
    match outcome:
        case Sent(receipt, opened_channel_id):
            return Record(receipt, opened_channel_id)
        case Unreachable(reason, code):
            return Suspend(reason, code, is_unsure=may_have_arrived(parcel))
        case Stripped(reason):
            return Suspend(reason)
        case Stop(reason):
            return Halt(reason, _put_off(parcel, now, reason))
        case _:
            assert_never(outcome)


def _put_off(parcel: Parcel, until: datetime, reason: str) -> PutBack | TryAgain:
    """This attempt did not arrive, through no fault of the parcel's."""
    if parcel.attempts <= 1:
        return PutBack(until, reason)
    return TryAgain(at=until, reason=reason, plainness=parcel.plainness, is_counted=False)


def _plainer(refused: Refused, parcel: Parcel, now: datetime) -> Step:
    if parcel.plainness < PLAINEST or may_have_arrived(parcel):
        plainness = min(parcel.plainness + 1, IN_NO_FORM)
        return TryAgain(at=now, reason=refused.reason, plainness=plainness)
    return _hopeless(parcel, refused.reason)


def _hopeless(parcel: Parcel, reason: str) -> SendAlone | TakeApart | GiveUp:
    """Refused in every form; but perhaps only for one of the things in it."""
    return _one_by_one(parcel, reason) or GiveUp(Hopeless.REFUSED, reason)


def _one_by_one(parcel: Parcel, reason: str) -> SendAlone | TakeApart | None:
    """None if it is about one thing alone."""
    if any(item.kind is OutboxKind.DIGEST for item in parcel.items):
        return TakeApart(reason)
    return SendAlone(reason) if len(parcel.carried) > 1 else None


def _not_there(parcel: Parcel, now: datetime, persistence: Persistence) -> Step:
    if not _is_wanted(parcel):
        return Withdraw("it did not arrive, and nobody wants it now")
    if goes_elsewhere(parcel):
        return Forward("it did not arrive where it was sent before")
    if parcel.plainness > PLAINEST:
        return _hopeless(parcel, parcel.reason or "?")
    if parcel.attempts <= persistence.most_attempts:
        return _send_anew(parcel, now, reason="it did not arrive")
    return _one_by_one(parcel, "it was tried too often") or GiveUp(
        Hopeless.TOO_OFTEN, str(persistence.most_attempts)
    )


def _in_doubt(parcel: Parcel, reason: str, now: datetime, persistence: Persistence) -> Step:
    if not (_is_wanted(parcel) or _is_held(parcel) or _is_wanted_by_others(parcel)):
        return Withdraw("nobody wants it any more")
    if parcel.possibly_repeated:
        return GiveUp(Hopeless.UNSURE, reason)
    if goes_elsewhere(parcel):
        return Forward(reason, possibly_repeated=True)
    if parcel.plainness > PLAINEST or parcel.attempts > persistence.most_attempts:
        return GiveUp(Hopeless.UNSURE, reason)
    if not _is_wanted(parcel):
        return Withdraw(reason, possibly_repeated=True)
    return _send_anew(parcel, now, reason=reason, possibly_repeated=True)


def _send_anew(
    parcel: Parcel, now: datetime, *, reason: str, possibly_repeated: bool = False
) -> TryAgain:
    return TryAgain(
        at=now,
        reason=reason,
        plainness=parcel.plainness,
        is_counted=False,
        is_anew=True,
        possibly_repeated=possibly_repeated,
        without=tuple(not_to_go(parcel)),
    )


def _look_again(parcel: Parcel, at: datetime, reason: str) -> TryAgain:
    return TryAgain(at=at, reason=reason, plainness=parcel.plainness, is_counted=False)


def _pause(parcel: Parcel, now: datetime, persistence: Persistence) -> timedelta:
    """A tenth of a second, a quarter of one while it is fresh, then twice as long each time.

    The age is what makes each twice as long as the one before, however often the attempts begin
    anew. It is that at which this attempt began: how long it waited for its turn is nobody's
    failure. In a backlog the first one waited, too, for about a second; so an age of a second is
    none.
    """
    if parcel.attempts <= 1:
        return persistence.first_pause
    age = _tried_for(parcel, now, persistence) - persistence.fresh_for
    return min(persistence.pause + max(timedelta(0), age), persistence.longest_pause)


def _pause_of_ours(parcel: Parcel, now: datetime, persistence: Persistence) -> timedelta:
    """0.25, 1, 4, 16 s and so on: what breaks us is tried a few times only, over some minutes."""
    age = _tried_for(parcel, now, persistence)
    return min(persistence.pause + 3 * age, persistence.longest_pause)


def _tried_for(parcel: Parcel, now: datetime, persistence: Persistence) -> timedelta:
    taken_at = parcel.taken_at or now
    return max(timedelta(0), taken_at - _tried_since(parcel.packed_at or taken_at, persistence))


def _pause_between_looks(parcel: Parcel, now: datetime, persistence: Persistence) -> timedelta:
    """A look costs less than an attempt."""
    return _a_quarter_of(_age(parcel, now), persistence)


def _pause_while_away(parcel: Parcel, now: datetime, persistence: Persistence) -> timedelta:
    """Growing from parcel to parcel: what was put back is packed anew each time."""
    due_at = min((item.due_at for item in parcel.items), default=now)
    return _a_quarter_of(now - _tried_since(due_at, persistence), persistence)


def _tried_since(begun_at: datetime, persistence: Persistence) -> datetime:
    return max(begun_at, persistence.since or begun_at)


def _a_quarter_of(time: timedelta, persistence: Persistence) -> timedelta:
    return min(max(time / 4, persistence.pause), persistence.longest_pause)


def _age(parcel: Parcel, now: datetime) -> timedelta:
    return timedelta.max if parcel.first_sent_at is None else now - parcel.first_sent_at
