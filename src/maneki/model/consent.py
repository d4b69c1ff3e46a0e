"""Who may be sent what, said by whom and when. Values; the ledger of them only grows.

Consent belongs to an address and not to a person: whoever links a phone that opted out has a phone
that opted out. What was said last counts, kind by kind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from maneki.model.person import Address

TEXTED_MARKETS = frozenset({"shop"})
"""Only the shop's own shelf is offered by text: no resale, and nobody's affiliate links."""


class ConsentKind(StrEnum):
    """What a consent is for (47 CFR 64.1200 tells these apart)."""

    MESSAGES = "messages"
    """Any text at all. It is there until it is taken back: whoever writes first may be answered."""
    INFORMATIONAL = "informational"
    """What somebody waits for: an order, a hold. Needs to have been asked for."""
    UNASKED = "unasked"
    """What nobody just asked for. It pauses while it is in doubt whether somebody wants out."""
    PROMOTIONAL = "promotional"
    """What somebody may buy: "tell me when it is in". Needs to have been agreed to in writing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One entry of the ledger. `how` says by what it was given or taken back, `words` what was
    said or shown then, and `source` where that can be looked up.
    """

    address: Address
    kind: ConsentKind
    is_given: bool
    how: str
    words: str = field(default="", repr=False)
    source: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Consents:
    """What holds for one address now; a kind that nothing was said of is None. `said_at` is when
    it was said whether texts may go at all.
    """

    messages: bool | None = None
    unasked: bool | None = None
    informational: bool | None = None
    promotional: bool | None = None
    said_at: datetime | None = field(default=None, compare=False)

    @property
    def is_opted_out(self) -> bool:
        return self.messages is False

    @property
    def is_in_doubt(self) -> bool:
        return self.unasked is False

    @property
    def may_be_offered(self) -> bool:
        return self.promotional is True and not (self.is_opted_out or self.is_in_doubt)

    @property
    def may_be_informed(self) -> bool:
        is_agreed = self.informational is True or self.promotional is True
        return is_agreed and not (self.is_opted_out or self.is_in_doubt)


NOTHING_AGREED = Consents()
