"""What goes out: outbox rows, what they carry, and the parcels that carry them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from maneki.model.book_card import BookCard
from maneki.model.digest import DigestPlan
from maneki.model.event import EventKind
from maneki.model.hold import HeldFor, Hold
from maneki.model.ids import (
    AlertId,
    DestinationId,
    EventId,
    FilterId,
    ListingId,
    OutboxId,
    ParcelId,
    PersonId,
)
from maneki.model.listing import Listing
from maneki.model.money import Money
from maneki.model.person import Address, Destination, Preferences


class OutboxKind(StrEnum):
    ALERT = "alert"
    NOTICE = "notice"
    REPLY = "reply"
    DIGEST = "digest"


class OutboxState(StrEnum):
    """One state machine for everything that goes out; docs/architecture.md draws it."""

    DUE = "due"
    HELD = "held"
    MERGED = "merged"
    SENDING = "sending"
    SENT = "sent"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


class ParcelState(StrEnum):
    SENDING = "sending"
    WAITING = "waiting"
    """It is to be sent again, with the same nonce, not before `retry_at`.

    Without a time it is shelved: perhaps it has arrived, and its destination is suspended.
    """
    SENT = "sent"
    RETURNED = "returned"
    """It could not be delivered; its rows say what became of them."""


PRIORITY = {
    OutboxKind.REPLY: 30,
    OutboxKind.NOTICE: 20,
    OutboxKind.ALERT: 10,
    OutboxKind.DIGEST: 0,
}
"""Higher goes first. An alert's is higher by that of its filter, before its owner's others."""
UNHURRIED = PRIORITY[OutboxKind.DIGEST]


EVERYBODYS = Preferences()
"""Of a destination that is nobody's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The five times of an alert; a notice or a reply has only the later ones."""

    listed_at: datetime | None = None
    fetched_at: datetime | None = None
    matched_at: datetime | None = None
    queued_at: datetime | None = None
    accepted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digested:
    """The digest that an alert is merged in; `message_id` once the platform has taken it."""

    id: OutboxId
    state: OutboxState
    message_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One alert's way: the listing it is about, where it stands, and when it got there.

    `place` is the platform's address of its destination, which several people may share. Its
    parcel, the last one it was packed into, was made at `packed_at`; `is_fellow` if the parcel
    belongs to somebody else there. What is merged has the digest that tells of it; what was told
    by itself elsewhere has none.
    """

    market: str
    external_id: str
    state: OutboxState
    times: Times
    destination_id: DestinationId
    place: str
    attempts: int
    person_id: PersonId | None = None
    reason: str | None = None
    parcel_id: ParcelId | None = None
    packed_at: datetime | None = None
    is_fellow: bool = False
    due_at: datetime | None = None
    held_for: HeldFor | None = None
    digest: Digested | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCard:
    """One alert as it is to be shown: facts only, no words of any language.

    `asking` is the price in the market's currency, `converted` the same in the person's (with the
    day of the rate), `before` the price until a drop.
    """

    event: EventKind
    listing: Listing
    asking: Money | None = None
    converted: Money | None = None
    rates_as_of: str | None = None
    before: Money | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    """A filter that can be renewed, as its owner calls it."""

    id: FilterId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Plain words to one person: a notice or a reply. `cards` may illustrate it.

    Anybody may read `text`. Where nobody but the person reads, `private_text` is said instead if
    there is one: only that may name their filters. Which it is to be is known when it is sent.
    A digest tells of `count` alerts; its `cards` are the first of them, and as many as are shown
    at once.
    """

    text: str
    private_text: str | None = None
    asks: bool = False
    """It asks how it goes, which is nobody else's business, and pings nobody."""
    cards: tuple[AlertCard, ...] = ()
    count: int = 0
    renews: tuple[Renewal, ...] = ()
    """Filters that end, and go on if their owner presses a button under it."""
    books: tuple[BookCard, ...] = ()
    """Shown beside the words, where cards can be shown."""
    replies_to: str | None = None
    """The message it answers, as the platform calls it."""
    is_required: bool = False
    """It goes although its receiver wants no messages: it confirms that, or HELP was asked for."""
    was_asked_for: bool = False
    """Its receiver has just asked for it somewhere else, and waits for it."""
    rings: str | None = None
    """The role that it rings if it names it, as the platform calls it."""

    def said_at(self, destination: Destination) -> str:
        return self.private_text or self.text if destination.is_private else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A filter that an alert is due to, as its owner calls it now."""

    id: FilterId
    name: str
    snoozed_until: datetime | None = None
    digest: DigestPlan | None = None
    most_alerts_a_day: int | None = None
    most_messages_an_hour: int | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A filter that a listing event satisfied, as it was then, and why."""

    filter_id: FilterId
    revision: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertDraft:
    """One alert that is about to be queued: one person, one event, one destination.

    `state` is due, held (until `due_at`) or suspended (its destination is); `reason` says why it
    is not simply due. Of all that is due the earliest `turn_at` goes first.
    """

    person_id: PersonId
    destination_id: DestinationId
    event_id: EventId
    listing_id: ListingId
    card: AlertCard
    matches: tuple[Match, ...]
    due_at: datetime
    fetched_at: datetime
    listed_at: datetime | None = None
    state: OutboxState = OutboxState.DUE
    reason: str | None = None
    held_for: HeldFor | None = None
    priority: int = 0
    turn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft:
    """A notice or a reply that is about to be queued. Its key makes sure that it is only once."""

    person_id: PersonId | None
    destination_id: DestinationId
    note: Note
    idempotency_key: str
    kind: OutboxKind = OutboxKind.NOTICE
    is_unhurried: bool = False
    """Nobody waits for it: it goes when nothing else does, however many are told the same."""
    part: int = 0
    """Its place among replies that are queued together for one destination: they go in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestDraft:
    """A digest that is about to be queued, and the rows that it merges, in the order shown."""

    person_id: PersonId | None
    destination_id: DestinationId
    note: Note
    merged: tuple[OutboxId, ...]
    reason: str
    """Why those are merged, for whoever asks what became of them."""
    possibly_repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPage:
    """Some of what a digest tells of, from the one with the number `first` (0 is the first) on."""

    id: OutboxId
    note: Note
    destination: Destination
    first: int
    cards: tuple[AlertCard, ...]
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One outbox row as delivery sees it. Exactly one of `card` and `note` is set, unless it
    `is_unreadable`.
    """

    id: OutboxId
    kind: OutboxKind
    destination_id: DestinationId
    priority: int
    due_at: datetime
    queued_at: datetime
    attempts: int = 0
    person_id: PersonId | None = None
    alert_id: AlertId | None = None
    listing_id: ListingId | None = None
    event_id: EventId | None = None
    card: AlertCard | None = None
    note: Note | None = None
    filters: tuple[Matched, ...] = ()
    is_withdrawn: bool = False
    """It was withdrawn after it had been packed: perhaps it has arrived all the same."""
    is_unreadable: bool = False
    is_gone: bool = False
    """The listing was sold, or has ended, while this waited."""
    held_for: HeldFor | None = None
    """What it waited for until now, if it was held."""
    hold: Hold | None = None
    """What it is to wait for from now on, as far as somebody has asked."""
    possibly_repeated: bool = False
    """It was in a parcel that may have arrived, and goes once more in another."""
    tells: tuple[Item, ...] = ()
    """The alerts that a digest tells of, in the order shown, as they are by now."""

    @property
    def urgency(self) -> int:
        """As its priority, but for that of a filter, which is between its owner's alerts alone."""
        return PRIORITY[self.kind] if self.kind is OutboxKind.ALERT else self.priority


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSubject:
    """What an alert was about: what the buttons under it act on."""

    id: AlertId
    person_id: PersonId
    listing_id: ListingId
    title: str
    filter_ids: tuple[FilterId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UntoldAlert:
    """An alert that has not gone out: of which event, and as what it would be heard."""

    id: AlertId
    event_id: EventId
    heard_as: EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for one destination, most urgent first: at most ten rows of one kind."""

    destination: Destination
    items: tuple[Item, ...]
    preferences: Preferences = EVERYBODYS

    @property
    def language(self) -> str:
        return self.preferences.language


@dataclass(frozen=True, slots=True, kw_only=True)
class Fellow:
    """An alert of something that a parcel shows anyway, for somebody else who hears of it there.

    `destination` is where it is to go by now: the parcel's place, unless its owner chose another.
    """

    item: Item
    destination: Destination


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One outgoing message and what it carries, in the order shown.

    It belongs to the owner of its destination. `fellows` are for others who share the place: they
    are mentioned as well, and each is one of the alerts shown. `nonce` (at most 25 characters) is
    the same for every attempt. `taken_at` is when the one began that is under way, before it waited
    for its turn.
    """

    id: ParcelId
    nonce: str
    destination: Destination
    items: tuple[Item, ...]
    attempts: int = 0
    packed_at: datetime | None = None
    taken_at: datetime | None = None
    first_sent_at: datetime | None = None
    """From when on its nonce is remembered."""
    is_looked_for: bool = False
    """Nothing of it was sent since somebody looked whether it is there, or gave up looking."""
    plainness: int = 0
    """0 as designed; 1 without pictures; 2 without buttons; 3 as plain text; 4 in no form."""
    language: str = "en"
    possibly_repeated: bool = False
    """It was sent once more although nobody could tell whether it had arrived."""
    reason: str | None = None
    """Why it is to be sent again, if it is."""
    fellows: tuple[Fellow, ...] = ()
    addresses: Mapping[PersonId, tuple[Address, ...]] = field(default_factory=dict)
    """Where platforms know those it is for, as of when the attempt began."""

    @property
    def carried(self) -> tuple[Item, ...]:
        """Everything that arrives with it, whoever it is for."""
        return (*self.items, *(fellow.item for fellow in self.fellows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """What is to become a parcel."""

    destination: Destination
    items: tuple[Item, ...]
    fellows: tuple[Fellow, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the platform called the message it accepted."""

    channel_id: str
    message_id: str
    accepted_at: datetime
