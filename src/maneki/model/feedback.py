"""What people think of it."""

from __future__ import annotations

from enum import StrEnum

LEAST, MOST = 1, 5
"""How well it serves somebody, from bad to very good."""


class FeedbackKind(StrEnum):
    """What a score is about, and what it may be."""

    SERVICE = "service"
    """All of it, from `LEAST` to `MOST`: what satisfaction is counted by."""
    ALERT = "alert"
    """One alert: 1 or -1."""
