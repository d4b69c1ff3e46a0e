"""What became of a text that somebody of the shop wrote, and why it did not arrive. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from maneki.model.hold import HeldFor
from maneki.model.ids import OutboxId
from maneki.model.outbox import OutboxState

NEVER_REACHED = {
    # Unroutable.
    "sinch": frozenset({"402"}),
    # No number, or one without texts; unknown, or no longer in use; a landline.
    "twilio": frozenset({"21211", "21614", "30005", "30006"}),
}
"""The codes with which a provider says that no text will ever get to that number."""

_NOT_DELIVERED = frozenset({"failed", "undelivered"})


class Lost(StrEnum):
    """Why a text has not arrived; `sms.lost.*` says it in words, to the staff."""

    HOURS = "hours"
    """It waits for a decent hour."""
    CAP = "cap"
    DOUBT = "doubt"
    SPENT = "spent"
    """What texts may cost in a month is spent."""
    OPTED_OUT = "opted_out"
    """It was withdrawn: they want no more texts."""
    UNREACHABLE = "unreachable"
    """No text gets to that number: a landline, or one that is no longer in use."""
    UNDELIVERED = "undelivered"
    """The carrier did not deliver this one."""
    GIVEN_UP = "given_up"

    @property
    def waits(self) -> bool:
        """Whether it goes later by itself."""
        return self in {Lost.HOURS, Lost.CAP, Lost.DOUBT, Lost.SPENT}


_HELD = {
    HeldFor.HOURS: Lost.HOURS,
    HeldFor.CAP: Lost.CAP,
    HeldFor.DOUBT: Lost.DOUBT,
    HeldFor.SPENT: Lost.SPENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFate:
    """One text as the outbox and the provider know it. `key` is what it was queued under, and
    `until` when it is asked about again. `reported` and `code` are the provider's own, None where
    nothing was reported.
    """

    outbox_id: OutboxId
    key: str
    text: str
    state: OutboxState
    until: datetime
    held_for: HeldFor | None = None
    provider: str | None = None
    reported: str | None = None
    code: str | None = None

    @property
    def lost(self) -> Lost | None:
        """None if it arrived, or is on its way, as far as anybody knows."""
        match self.state:
            case OutboxState.HELD:
                return _HELD.get(self.held_for) if self.held_for else None
            case OutboxState.WITHDRAWN:
                return Lost.OPTED_OUT
            case OutboxState.SUSPENDED:
                return Lost.UNREACHABLE
            case OutboxState.FAILED:
                return Lost.GIVEN_UP
            case OutboxState.SENT if self.reported in _NOT_DELIVERED:
                is_never = self.code in NEVER_REACHED.get(self.provider or "", ())
                return Lost.UNREACHABLE if is_never else Lost.UNDELIVERED
            case _:
                return None
