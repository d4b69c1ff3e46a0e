"""Who may use alerts while they are opened to more and more people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from maneki.model.ids import PersonId


class Way(StrEnum):
    """By which way somebody came in."""

    BEFORE = "before"
    """They had filters when the doors were narrowed: nobody loses what they have."""
    INVITED = "invited"
    ROLE = "role"
    LINE = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Somebody who asked, or was invited. Without a `way` they wait; `is_told` once they know."""

    person_id: PersonId
    asked_at: datetime
    has_role: bool = False
    way: Way | None = None
    is_told: bool = False

    @property
    def is_in(self) -> bool:
        return self.way is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """How many are in, by their way, and how many wait."""

    inside: dict[Way, int]
    waiting: int

    @property
    def all_inside(self) -> int:
        return sum(self.inside.values())
