"""How words are cut for a medium. Channels know their own limits; `run` hands them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from maneki.model.conversation import Medium


class Voice(Protocol):
    def parts(self, text: str) -> Sequence[str]:
        """A text as the messages that carry it, in order; nothing is lost. Empty for nothing."""
        ...


class Whole:
    """For media without limits."""

    def parts(self, text: str) -> Sequence[str]:
        return [text] if text.strip() else []


Voices = Mapping[Medium, Voice]
