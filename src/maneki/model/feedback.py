"""What people think of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LEAST, MOST = 1, 5
"""How well it serves somebody, from bad to very good."""
ASKED_AFTER = 20
"""Who was told of so many alerts is asked, once."""
LONGEST_WORDS = 1000


class FeedbackKind(StrEnum):
    """What a score is about, and what it may be."""

    SERVICE = "service"
    """All of it, from `LEAST` to `MOST`: what satisfaction is counted by."""
    ALERT = "alert"
    """One alert: 1 or -1."""


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody said about all of it."""

    score: int
    words: str | None = None
