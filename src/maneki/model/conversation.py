"""What is said: where, by whom, and what came of it. Values that everybody speaks.

A message comes in (`Inbound`), is written down, and becomes part of a turn: one or a few messages
of one person at one place, and what was answered. Turns follow each other in a conversation. One
person may have several, one at each place, and all of them are theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from maneki.model.ids import ConversationId, HandoverId, InboxId, PersonId, ServerId, TurnId
from maneki.model.person import Address, DestinationKind

CONSOLE = "console"
"""The source of what somebody at the shop says to try the assistant: nothing is sent for it."""
MICROS_A_DOLLAR = 1_000_000
"""What costs is counted in millionths of a US dollar."""
LONGEST_SAID = 10_000
"""Characters of one message that are kept; no channel of ours brings more."""


class Medium(StrEnum):
    """How words reach somebody, and so how they have to look."""

    SMS = "sms"
    DISCORD = "discord"
    TEXT = "text"
    """Plain words without limits: a terminal, or a program that asks for an operator."""


class PlaceKind(StrEnum):
    PHONE = "phone"
    DM = "dm"
    THREAD = "thread"
    CHANNEL = "channel"
    CONSOLE = "console"
    """Somebody at the shop who tries the assistant: nothing is sent anywhere."""


_MEDIA = {
    PlaceKind.PHONE: Medium.SMS,
    PlaceKind.DM: Medium.DISCORD,
    PlaceKind.THREAD: Medium.DISCORD,
    PlaceKind.CHANNEL: Medium.DISCORD,
    PlaceKind.CONSOLE: Medium.TEXT,
}
_DESTINATIONS = {
    PlaceKind.PHONE: DestinationKind.PHONE,
    PlaceKind.DM: DestinationKind.DM,
    PlaceKind.THREAD: DestinationKind.THREAD,
    PlaceKind.CHANNEL: DestinationKind.CHANNEL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a conversation is held, and where its answers go.

    `address` is the customer's own number (a phone) or user id (DMs), or the thread's or channel's
    id. `server` is the Discord server's id there.
    """

    kind: PlaceKind
    address: str
    server: str | None = None

    @property
    def medium(self) -> Medium:
        return _MEDIA[self.kind]

    @property
    def is_private(self) -> bool:
        """Whether nobody but the customer ever reads there."""
        return self.kind in {PlaceKind.PHONE, PlaceKind.DM, PlaceKind.CONSOLE}

    @property
    def is_of_its_own(self) -> bool:
        """Whether what is said there is one conversation however long the pauses are."""
        return self.kind is PlaceKind.THREAD

    @property
    def destination_kind(self) -> DestinationKind | None:
        """As what delivery knows it; None where nothing is sent."""
        return _DESTINATIONS.get(self.kind)


class Keyword(StrEnum):
    """What a text message of one word asks for."""

    STOP = "stop"
    START = "start"
    HELP = "help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One message as it came in. `source` and `external_id` tell it from every other one.

    `text` may be empty: a picture without words (`media` counts them). `replies_to` is what an
    answer should be shown under, in the platform's words. `keyword` is what the provider has taken
    it for, by its own list of words; `is_settled`: it has answered that itself, so we must not.
    """

    source: str
    external_id: str
    sender: Address
    place: Place
    text: str = field(repr=False)
    received_at: datetime
    media: int = 0
    locale: str | None = None
    replies_to: str | None = None
    keyword: Keyword | None = None
    is_settled: bool = False


class InboxState(StrEnum):
    WAITING = "waiting"
    """It is to be answered from `due_at` on, with whatever else its sender says until then."""
    ANSWERING = "answering"
    ANSWERED = "answered"
    HEARD = "heard"
    """It was a keyword, or is for the staff: nothing has to be answered by the assistant."""
    KEPT = "kept"
    """It is not answered; `reason` says why."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message of the inbox, written down. `attempts` counts the turns that broke off so far."""

    id: InboxId
    person_id: PersonId
    inbound: Inbound
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What is said with one person at one place, from one long silence to the next.

    `summary` tells of the turns up to number `summed_up`.
    """

    id: ConversationId
    person_id: PersonId
    place: Place
    server_id: ServerId | None = None
    name: str | None = None
    summary: str | None = None
    summed_up: int = 0
    started_at: datetime
    last_at: datetime


class TurnState(StrEnum):
    ANSWERING = "answering"
    ANSWERED = "answered"
    DROPPED = "dropped"
    """An answer was made and not sent: somebody else had the word by then, or it was unwanted."""


class SaidBy(StrEnum):
    """Who answered."""

    RULES = "rules"
    MODEL = "model"
    STAFF = "staff"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a turn cost. `micros` are millionths of a US dollar, None if nobody knows the price."""

    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    requests: int = 0
    tool_errors: int = 0
    micros: int | None = 0


NO_USAGE = Usage()


class CostKind(StrEnum):
    MODEL = "model"
    SMS = "sms"


class Taste(StrEnum):
    """What somebody has to do with a book."""

    SHOWN = "shown"
    LIKED = "liked"
    DISLIKED = "disliked"
    OWNED = "owned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What somebody said in one go, and what they were answered.

    `messages` are the model's own, as it wrote them (JSON), where one was asked. `seen` is what the
    tools returned and `shown` which books the answer named in order, as the assistant writes both.
    """

    id: TurnId
    conversation_id: ConversationId
    number: int
    said: str = field(repr=False)
    answered: str | None = field(default=None, repr=False)
    state: TurnState = TurnState.ANSWERED
    said_by: SaidBy = SaidBy.RULES
    messages: str | None = field(default=None, repr=False)
    seen: str | None = field(default=None, repr=False)
    shown: tuple[str, ...] = ()
    usage: Usage = NO_USAGE
    started_at: datetime
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about a person that outlives conversations: their name, what they like."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Somebody of the shop has the word in a conversation, or is asked to take it.

    `thread` is the staff's own thread about it, once there is one.
    """

    id: HandoverId
    conversation_id: ConversationId
    person_id: PersonId
    reason: str
    asked_at: datetime
    thread: str | None = None
    taken_by: str | None = None
    ended_at: datetime | None = None
