"""Alarms: what the operator should know at once, from when it began until it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

AlarmId = NewType("AlarmId", str)


class AlarmKind(StrEnum):
    """`alarm.*` says each in words."""

    RATE_LIMITED = "rate_limited"
    """A 429 that we caused; the subject is its scope."""
    BREAKER = "breaker"
    TURNED_AWAY = "turned_away"
    BACKLOG = "backlog"
    MARKET = "market"
    """The subject is a host of a market, both by name."""
    DISK = "disk"
    LEASE = "lease"
    """It was taken over from a process that had ended without giving it back."""
    LOOP = "loop"
    """The subject is the loop that fails again and again."""
    MATCHING = "matching"
    """No other process helps with matching any more, though some should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something is wrong right now. `values` are for the sentence that says so."""

    kind: AlarmKind
    subject: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[AlarmKind, str]:
        return self.kind, self.subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A trouble that the operator was told of, and that was last seen at `seen_at`."""

    id: AlarmId
    kind: AlarmKind
    subject: str
    opened_at: datetime
    seen_at: datetime

    @property
    def key(self) -> tuple[AlarmKind, str]:
        return self.kind, self.subject
