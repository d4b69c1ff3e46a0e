"""Who asks, and what the shop answers with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from maneki.assistant.assistant import Question
from maneki.assistant.evidence import Evidence, Seen
from maneki.assistant.remembered import seen_in
from maneki.errors import InvalidInputError
from maneki.filters.desk import FilterDesk
from maneki.model.conversation import Conversation, Turn
from maneki.model.ids import BookId, TurnId
from maneki.model.person import Address, Person
from maneki.phrases import say
from maneki.shop.catalogue import Catalogue
from maneki.shop.folder import ShopPapers
from maneki.shop.library import Library
from maneki.store import Store


class PrivateOnlyError(InvalidInputError):
    """It is about the customer's own things, and others read along here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """What every question is answered with.

    `currency` is what prices are named in when only a number is. `book_address` is where the shop
    sells a book (`maneki.shop.cards`), None if it has no such pages. `library` asks others about
    books that the catalogue does not have; without it nobody else is asked.
    """

    store: Store
    catalogue: Catalogue
    filters: FilterDesk
    papers: ShopPapers
    zone: ZoneInfo
    currency: str = "USD"
    name: str = "the shop"
    contact: str | None = None
    country: str | None = None
    book_address: str | None = None
    library: Library | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One question: who asks it, where, and what was said there before.

    Everything here comes from the login or the signature, and from what we wrote down ourselves.
    `shown` are the books that were shown last, in the order in which they were numbered; `replied`
    is what was said last, `replied_here` the same if it was said at this very place. `earlier` is
    what tools returned earlier in the conversation, `said_here` what the customer has said at this
    very place, this message last, and `turns_here` the turns there. `is_rehearsed` and
    `changes_nothing` are the question's.
    """

    person: Person
    caller: Address
    conversation: Conversation
    turn_id: TurnId
    now: datetime
    text: str = field(repr=False)
    shown: tuple[BookId, ...] = ()
    replied: str = field(default="", repr=False)
    replied_here: str = field(default="", repr=False)
    earlier: tuple[Seen, ...] = field(default=(), repr=False)
    said_here: tuple[str, ...] = field(default=(), repr=False)
    turns_here: tuple[Turn, ...] = field(default=(), repr=False)
    currency: str | None = None
    is_rehearsed: bool = False
    changes_nothing: bool = False

    @classmethod
    def of(cls, question: Question) -> Desk:
        with_books = next((turn for turn in reversed(question.history) if turn.shown), None)
        last = question.history[-1] if question.history else None
        here = _turns_in(question)
        is_here = last is not None and last.conversation_id == question.conversation.id
        return cls(
            person=question.person,
            caller=question.caller,
            conversation=question.conversation,
            turn_id=question.turn_id,
            now=question.now,
            text=question.text,
            shown=tuple(map(BookId, with_books.shown)) if with_books else (),
            replied=(last.answered or "") if last else "",
            replied_here=(last.answered or "") if last and is_here else "",
            earlier=seen_in(question.history),
            said_here=(*(turn.said for turn in here), question.text),
            turns_here=here,
            currency=question.currency,
            is_rehearsed=question.is_rehearsed,
            changes_nothing=question.changes_nothing,
        )

    @property
    def language(self) -> str:
        return self.person.preferences.language

    @property
    def is_private(self) -> bool:
        return self.conversation.place.is_private

    def check_private(self) -> None:
        """Raise `PrivateOnlyError` where others read along."""
        if not self.is_private:
            raise PrivateOnlyError(say("keeper.private_only", self.language))

    def today(self, zone: ZoneInfo) -> date:
        return self.now.astimezone(zone).date()


def _turns_in(question: Question) -> tuple[Turn, ...]:
    here = question.conversation.id
    return tuple(turn for turn in question.history if turn.conversation_id == here)


class Ledger:
    """What the tools returned for one question, in the order in which they did."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []

    def note(self, *seen: Seen) -> None:
        self.seen.extend(seen)

    def evidence(self, desk: Desk) -> Evidence:
        return Evidence((*desk.earlier, *self.seen))
