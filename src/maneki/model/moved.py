"""What comes from an earlier system: people, what was said, and what could not be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from maneki.model.conversation import Place
from maneki.model.person import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class OldTurn:
    """What somebody said in one go and was answered; `name` tells it from every other one."""

    name: str
    said: str = field(repr=False)
    answered: str | None = field(default=None, repr=False)
    started_at: datetime
    finished_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OldCustomer:
    """One row of an earlier system's customers: the addresses that it names, and what it knew.

    That a row names two addresses is a claim, not a proof: they stay two people.
    """

    id: str
    phone: Address | None = None
    account: Address | None = None
    name: str | None = None
    is_opted_out: bool = False

    @property
    def addresses(self) -> tuple[Address, ...]:
        return tuple(one for one in (self.phone, self.account) if one is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldConversation:
    """Where and with whom something was said."""

    id: str
    address: Address
    place: Place


@dataclass(frozen=True, slots=True)
class Unused:
    """A row that was not moved in, or only in part, and why."""

    table: str
    id: str
    why: str
    is_lost: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedIn:
    """How much there was that could be used, and how much of that was new here (nothing, if it was
    only looked at).
    """

    customers: int = 0
    people: int = 0
    new_people: int = 0
    opt_outs: int = 0
    new_opt_outs: int = 0
    conversations: int = 0
    turns: int = 0
    new_turns: int = 0
    books: int = 0
    new_books: int = 0
    unused: tuple[Unused, ...] = ()
