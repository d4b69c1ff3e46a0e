"""What a model holds during one turn: the tools, with their caller, and what they have shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from maneki.assistant.judge import Judge, SecondReader
from maneki.assistant.tools import Tools
from maneki.assistant.tools.views import BookView
from maneki.model.ids import BookId


@dataclass(slots=True)
class Hands:
    """`judge` says what is wrong with a reply, if anything is: it objects once a turn."""

    tools: Tools
    judge: Judge
    shown: dict[BookId, BookView] = field(default_factory=dict)
    needs_yes: bool = False
    """The customer has to agree to texts before a filter tells them anything by text."""
    reader: SecondReader | None = None
    """Who reads a reply beside the rules, if anybody does."""
    unheeded: tuple[str, ...] = ()
    """What the customer said of what they wait for that no filter can tell."""
    _has_objected: bool = False

    def show(self, views: Iterable[BookView]) -> None:
        self.shown |= {view.id: view for view in views}

    def heed_not(self, said: Iterable[str]) -> None:
        """Of several filters each may leave something out."""
        self.unheeded = tuple(dict.fromkeys((*self.unheeded, *said)))

    async def object_once(self, reply: str) -> str | None:
        """The last word is read as the first was, though nobody objects to it any more."""
        objection = await self.judge.objection(reply, reader=self.reader)
        if self._has_objected:
            return None
        self._has_objected = objection is not None
        return objection
