"""Call a person of the shop; say what the conversation is about."""

from __future__ import annotations

from maneki.assistant.evidence import Deed, DeedSeen
from maneki.assistant.tools.desk import Desk, Ledger
from maneki.errors import InvalidInputError
from maneki.phrases import say
from maneki.shop.cards import short

LONGEST_REASON = 200
LONGEST_NAME = 80
"""Characters: a thread's name may have 100 on Discord, and is read in a narrow column."""


class StaffTools:
    def __init__(self, desk: Desk, ledger: Ledger) -> None:
        self._desk = desk
        self._ledger = ledger
        self.wants_staff: str | None = None
        """Why a person was called for (`Answer.wants_staff`)."""
        self.name: str | None = None
        """What the conversation is called from now on (`Answer.name`)."""

    def call(self, reason: str = "") -> str:
        """Ask a person of the shop to take the word; for which reason, as they will read it."""
        self.wants_staff = short(reason, LONGEST_REASON) or say(
            "keeper.staff.no_reason", self._desk.language
        )
        self._ledger.note(DeedSeen(deed=Deed.CALL, this_turn=True))
        return self.wants_staff

    def name_conversation(self, name: str) -> str:
        """Call it by what it is about. Raises `InvalidInputError` for a name nobody could read."""
        wanted = short("".join(char if char.isprintable() else " " for char in name), LONGEST_NAME)
        if not any(char.isalnum() for char in wanted):
            raise InvalidInputError(say("keeper.name.unreadable", self._desk.language))
        self.name = wanted
        return wanted
