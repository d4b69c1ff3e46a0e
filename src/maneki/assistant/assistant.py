"""What a conversation asks of the shop's assistant. The rules are one, a language model another."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias

from maneki.model.book_card import BookCard
from maneki.model.conversation import NO_USAGE, Conversation, Fact, SaidBy, Turn, Usage
from maneki.model.ids import BookId, TurnId
from maneki.model.memory import KnownBook
from maneki.model.person import Address, Person

OnText: TypeAlias = Callable[[str], Awaitable[None]]
"""Told of an answer from its beginning, as far as it is written and may be read, time and again."""

_LEFT_OUT = "[…]"


async def unread(_text: str) -> None:
    """Of answers that nobody reads before they are whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody said, and all that may be known for the answer.

    Who they are comes from the login or the signature: `person` and `caller`, the address they
    wrote from. `history` are the turns before it that fit into the window, the oldest first;
    `summary` tells of those before. Only a private place gets what is known of the person: `facts`,
    and `books`, the last ones that they own, like, dislike or were shown.
    `currency` is what prices are named in at that place, None if that is as everywhere in the shop.
    `is_rehearsed`: somebody of the shop tries it in their name, which is no evidence of anything;
    `changes_nothing`: they are somebody, so that what is tried is not to change what is theirs.
    `on_text` is for whoever reads along: what it is told is no answer yet, and may be replaced.
    """

    turn_id: TurnId
    person: Person
    caller: Address
    conversation: Conversation
    text: str = field(repr=False)
    now: datetime
    history: tuple[Turn, ...] = field(default=(), repr=False)
    summary: str | None = field(default=None, repr=False)
    facts: tuple[Fact, ...] = field(default=(), repr=False)
    books: tuple[KnownBook, ...] = field(default=(), repr=False)
    currency: str | None = None
    is_rehearsed: bool = False
    changes_nothing: bool = False
    on_text: OnText = field(default=unread, repr=False, compare=False)

    @property
    def is_read_along(self) -> bool:
        return self.on_text is not unread

    @property
    def language(self) -> str:
        return self.person.preferences.language


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is to be said. `books` are shown beside it, in its order; `shown` are all that it names.

    `messages` and `seen` are kept with the turn, as the assistant writes and reads them itself.
    `wants_staff` says why a person of the shop is asked for, None if nobody is. `name` is what the
    conversation may be called from now on. What is required is said whatever else holds: also to
    who has opted out, and where the staff have the word. A farewell is said although, by what was
    asked for, nothing is known of the person any more. `secrets` are codes and addresses in its
    text that open something: whoever reads the turn later, staff or model, does not see them.
    """

    text: str = field(repr=False)
    said_by: SaidBy
    books: tuple[BookCard, ...] = ()
    shown: tuple[BookId, ...] = ()
    messages: str | None = field(default=None, repr=False)
    seen: str | None = field(default=None, repr=False)
    usage: Usage = NO_USAGE
    wants_staff: str | None = None
    name: str | None = None
    is_required: bool = False
    is_farewell: bool = False
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def remembered(self) -> str:
        """The text as it is kept with the turn."""
        text = self.text
        for secret in self.secrets:
            text = text.replace(secret, _LEFT_OUT)
        return text


class Assistant(Protocol):
    async def answer(self, question: Question) -> Answer:
        """Say something, always: what goes wrong with a model or a tool ends in an honest sentence.

        Raises `StoreError`s only: without the database nothing is known, and the turn is taken up
        again later.
        """
        ...
