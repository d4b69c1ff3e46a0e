"""What is said between a shop and its customers, as whoever stands beside them would see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class By(StrEnum):
    """Who says something. An alert is what the shop tells without having been asked just now."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    STAFF = "staff"
    ALERT = "alert"
    WORLD = "world"
    """Nobody: it is what happened."""


class Via(StrEnum):
    TEXT = "text"
    DM = "dm"
    THREAD = "thread"
    COMMAND = "command"
    STAFF = "staff thread"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A book as Discord draws it: `facts` are names and values, `buttons` what can be pressed."""

    title: str
    about: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing said, or (`by` the world) one that happened to everybody.

    `whose` is the customer whose conversation it belongs to, `who` whoever says it. `after_ms` is
    how long the customer had waited for it, of first answers alone.
    """

    at: datetime
    whose: str
    who: str
    by: By
    via: Via
    where: str
    text: str
    cards: tuple[Card, ...] = ()
    buttons: tuple[str, ...] = ()
    after_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Something a customer said, and all that was answered before they said the next thing there.

    `wanted` are words that the answer has to have, `foreign` those that belong to somebody else's.
    `missed`: the program was not running when it was said.
    """

    customer: str
    via: Via
    said: str
    answers: tuple[str, ...]
    after: timedelta | None
    wanted: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    missed: bool = False

    @property
    def is_right(self) -> bool:
        told = " ".join(self.answers)
        return all(word in told for word in self.wanted)

    @property
    def is_own(self) -> bool:
        told = " ".join(self.answers)
        return not any(word in told for word in self.foreign)
