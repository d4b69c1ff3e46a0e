"""What became of an attempt to deliver a parcel: values that say what may be done next.

Reasons of `Refused`, `Later`, `Unanswered` and `Unclear` are for the log; that of `Stop` is the one
line that whoever runs us reads when it ends. Those of `Unreachable`, `Stripped` and `CannotTell`
are kept with what could not be delivered and read by people: a clause without a full stop, in the
parcel's language, such as "the channel was deleted".
"""

from __future__ import annotations

from dataclasses import dataclass

from maneki.model.outbox import Receipt


@dataclass(frozen=True, slots=True)
class Sent:
    """It was accepted.

    `opened_channel_id` is the channel of a DM that had to be opened for it. Where a platform only
    says that it had accepted the message before and that it is gone since, this is the outcome
    all the same, with an empty message id.
    """

    receipt: Receipt
    opened_channel_id: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """It was certainly not accepted, because of what is in it: a plainer one might be."""

    reason: str
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nothing can be delivered there until its owner or a moderator changes something."""

    reason: str
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Stripped:
    """It arrived without what it was to show, because the place does not let us show it.

    To whoever reads there it is nothing, so it counts as not delivered, and for certain; who reads
    the place back passes over it. The reason is like that of `Unreachable`.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Later:
    """It was certainly not accepted, through no fault of its own: a limit, or nothing was sent.

    Wait `retry_after` seconds, no less and no longer.
    """

    retry_after: float
    reason: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Nobody answered, and certainly nothing was sent: no connection, or an error before that."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nobody knows whether it arrived: no answer, a cut connection, an error of the platform.

    `is_ours`: the attempt broke off inside us, and so will the next one if the parcel is to blame.
    """

    reason: str
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """The platform does not know us any more (our token): it was not accepted, nothing will be."""

    reason: str


Outcome = Sent | Refused | Unreachable | Stripped | Later | Unanswered | Unclear | Stop


@dataclass(frozen=True, slots=True)
class Absent:
    """The place was read back, and the message is certainly not there."""


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The platform, or our rights there, do not allow to read back what we sent."""

    reason: str


Reading = Sent | Absent | CannotTell | Unreachable | Later | Unanswered | Unclear | Stop
"""What reading a place back told us. Of `Later`, `Unanswered` and `Unclear` it told nothing yet."""
