"""What a claim is, and what those who look for claims are given. Pure values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from maneki.assistant.evidence import Evidence
from maneki.assistant.passages import Passage
from maneki.assistant.theirs import Theirs
from maneki.assistant.written import Written


class Kind(StrEnum):
    """What is claimed. `NUMBER` is one that nobody could tell the meaning of; `UNREAD` is what
    stands beyond all that is read: it may be anything. `CHECKED` is a sentence that a second reader
    found without a ground.
    """

    PRICE = "price"
    STOCK = "stock"
    DISCOUNT = "discount"
    DATE = "date"
    POLICY = "policy"
    BOOK = "book"
    RATING = "rating"
    ORDER = "order"
    NUMBER = "number"
    UNREAD = "unread"
    CHECKED = "checked"


@dataclass(frozen=True, slots=True)
class Claim:
    """`text` stands in the reply from `start` to `end`; `is_backed` if a tool returned it."""

    kind: Kind
    start: int
    end: int
    text: str
    is_backed: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One reply before the guard: the reply cut up, what is known, what the customer wrote."""

    passage: Passage
    evidence: Evidence
    written: Written
    theirs: Theirs

    def claim(self, kind: Kind, start: int, end: int, *, is_backed: bool) -> Claim:
        return Claim(kind, start, end, self.passage.reply[start:end], is_backed)


Finder: TypeAlias = Callable[[Case], Iterator[Claim]]
