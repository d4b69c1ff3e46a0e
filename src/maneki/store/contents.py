"""What a row says, read; or that it cannot be: one such row is no reason to read no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from maneki.errors import InvalidInputError
from maneki.model.outbox import AlertCard, Note, OutboxKind
from maneki.store.cards import read_card, read_note

UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, InvalidInputError)
"""What reading raises that finds something else than we write: an older or newer version of
ourselves, or a hand, wrote it."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Exactly one of the two is set, or neither, if the row cannot be read."""

    card: AlertCard | None = None
    note: Note | None = None

    @property
    def are_unreadable(self) -> bool:
        return self.card is None and self.note is None


def contents_of(kind: str, body: Any) -> Contents:
    try:
        if kind == OutboxKind.ALERT:
            return Contents(card=read_card(body))
        return Contents(note=read_note(body))
    except UNREADABLE:
        return Contents()
