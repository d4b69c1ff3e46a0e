"""All tools for one question."""

from __future__ import annotations

from maneki.assistant.evidence import Evidence, Refusal, Seen
from maneki.assistant.remembered import written
from maneki.assistant.tools.books import BookTools
from maneki.assistant.tools.desk import Desk, Ledger, Shop
from maneki.assistant.tools.filters import FilterTools
from maneki.assistant.tools.house import HouseTools
from maneki.assistant.tools.memory import MemoryTools
from maneki.assistant.tools.staff import StaffTools
from maneki.assistant.tools.texts import TextTerms
from maneki.assistant.tools.titles import Titles
from maneki.assistant.tools.tongues import TongueTools


class Tools:
    """`books` search and recommend, `titles` tells titles from other words, `tongues` knows
    editions by their language, `filters` watch the shelf, `house` knows hours and policies,
    `staff` calls a person and names the conversation, `memory` knows what the customer told of
    themselves, `texts` whether they agreed to texts about the shelf.
    """

    def __init__(self, shop: Shop, desk: Desk) -> None:
        self.desk = desk
        self._ledger = Ledger()
        self._refusals: list[Refusal] = []
        self.memory = MemoryTools(shop, desk, self._ledger)
        self.books = BookTools(shop, desk, self._ledger)
        self.titles = Titles(shop)
        self.tongues = TongueTools(shop, self.books)
        self.texts = TextTerms(shop, desk, self._ledger)
        self.filters = FilterTools(shop, desk, self._ledger, texts=self.texts)
        self.house = HouseTools(shop, desk, self._ledger)
        self.staff = StaffTools(desk, self._ledger)

    def note_refusal(self, refusal: Refusal) -> None:
        """What cannot be done, and why."""
        self._refusals.append(refusal)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Why tools did not do what they were asked to."""
        return tuple(self._refusals)

    @property
    def seen(self) -> tuple[Seen, ...]:
        """What they have returned for this question."""
        return tuple(self._ledger.seen)

    @property
    def evidence(self) -> Evidence:
        """What a reply may stand on: this question's, and what was returned earlier."""
        return self._ledger.evidence(self.desk)

    @property
    def kept(self) -> str | None:
        """What is to be kept with the turn (`Answer.seen`)."""
        return written(self._ledger.seen)
