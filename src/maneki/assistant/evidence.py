"""What the tools of a conversation returned: the only ground a reply may stand on. Pure values.

What a customer wrote is no evidence, nor is what a description says of prices or offers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from maneki.model.money import Money
from maneki.shop.hours import Opening


@dataclass(frozen=True, slots=True, kw_only=True)
class StockSeen:
    """One kind of copy of a title. `available` True means some, nobody counted; None: not said.

    `kind` tells the copy from others of its title, in words: "paperback used", "signed".
    """

    title: str
    available: int | bool | None = None
    price: Money | None = None
    kind: str = ""
    this_turn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSeen:
    """A book that a search, a look-up or a recommendation returned.

    `published` is as exact as it is known ("2016", "2016-02", "2016-02-09").
    """

    title: str
    authors: tuple[str, ...] = ()
    isbns: tuple[str, ...] = ()
    published: str | None = None
    pages: int | None = None
    rating: float | None = None
    ratings: int | None = None
    readers: int | None = None
    series: str | None = None
    position: str | None = None
    subjects: tuple[str, ...] = ()
    kind: str = ""
    description: str = ""
    this_turn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySeen:
    """A policy of the shop, as it is written."""

    topic: str
    text: str
    this_turn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursSeen:
    """Opening times by weekday (Monday is 0) and by day; an empty tuple is closed.

    `today` is the weekday it was, `on` the day, where they are known.
    """

    week: Mapping[int, tuple[Opening, ...]]
    days: Mapping[date, tuple[Opening, ...]]
    today: int | None = None
    on: date | None = None
    this_turn: bool


class Deed(StrEnum):
    """What a tool can have done."""

    HOLD = "hold"
    WATCH = "watch"
    PAUSE = "pause"
    RESUME = "resume"
    CALL = "call"
    ALERT = "alert"
    ORDER = "order"
    CANCEL = "cancel"
    REFUND = "refund"
    FORGET = "forget"
    LINK = "link"
    CHANGE = "change"
    REMEMBER = "remember"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedSeen:
    """Something a tool did, or tried: `is_done` is False when it did not work.

    `about` names a title or a filter; `money` is a limit or a price that belongs to it, `on` the
    day it was done, or until which it holds.
    """

    deed: Deed
    is_done: bool = True
    about: str = ""
    money: Money | None = None
    on: date | None = None
    this_turn: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a tool did not do what was asked. The sentence may quote what it was `asked`, which is
    somebody's words: it is no evidence.
    """

    sentence: str
    asked: str = ""


Seen: TypeAlias = StockSeen | BookSeen | PolicySeen | HoursSeen | DeedSeen


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything the tools returned in this conversation's window, oldest first."""

    seen: tuple[Seen, ...] = ()

    @property
    def stock(self) -> tuple[StockSeen, ...]:
        """The kinds of copies; those of this turn replace earlier ones of their title."""
        found = [seen for seen in self.seen if isinstance(seen, StockSeen)]
        fresh = {title_key(seen.title) for seen in found if seen.this_turn}
        return tuple(seen for seen in found if seen.this_turn or title_key(seen.title) not in fresh)

    @property
    def books(self) -> tuple[BookSeen, ...]:
        return tuple(seen for seen in self.seen if isinstance(seen, BookSeen))

    @property
    def policies(self) -> tuple[PolicySeen, ...]:
        return tuple(seen for seen in self.seen if isinstance(seen, PolicySeen))

    @property
    def hours(self) -> tuple[HoursSeen, ...]:
        return tuple(seen for seen in self.seen if isinstance(seen, HoursSeen))

    @property
    def deeds(self) -> tuple[DeedSeen, ...]:
        return tuple(seen for seen in self.seen if isinstance(seen, DeedSeen))

    @property
    def titles(self) -> tuple[str, ...]:
        """Every title a tool named, each once."""
        found = [seen.title for seen in self.seen if isinstance(seen, StockSeen | BookSeen)]
        named = (Deed.HOLD, Deed.ALERT, Deed.ORDER, Deed.CANCEL, Deed.REFUND)
        told = [seen.about for seen in self.deeds if seen.about and seen.deed in named]
        return tuple(dict.fromkeys(found + told))

    @property
    def authors(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for book in self.books for name in book.authors))


@lru_cache(maxsize=1024)
def title_key(title: str) -> str:
    """A title for comparing: no case, accents, punctuation or leading article."""
    letters = unicodedata.normalize("NFKD", title.casefold())
    bare = "".join(char for char in letters if not "\u0300" <= char <= "\u036f")
    words = re.sub(r"[\W_]+", " ", bare.replace("&", " and ").replace("'", "").replace("’", ""))
    return re.sub(r"^(?:the|a|an) (?=\S)", "", words.strip())
