"""What became of something that was to go out, for whoever asks about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from maneki.model.ids import AlertId, OutboxId, PersonId
from maneki.model.outbox import AlertCard, Matched, Note, OutboxKind, OutboxState
from maneki.model.person import Destination


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One outbox row with everything that can be said of it.

    `filters` are all that it was due to, whatever has become of them. `guild`, `channel_id` and
    `message_id` say which message it arrived in, perhaps as part of a digest, as the platform calls
    them. `reason` says why it
    stands where it does; while it waits in its parcel for another attempt, why that is.
    """

    id: OutboxId
    kind: OutboxKind
    state: OutboxState
    destination: Destination
    due_at: datetime
    queued_at: datetime
    updated_at: datetime
    person_id: PersonId | None = None
    alert_id: AlertId | None = None
    card: AlertCard | None = None
    note: Note | None = None
    filters: tuple[Matched, ...] = ()
    reason: str | None = None
    attempts: int = 0
    accepted_at: datetime | None = None
    possibly_repeated: bool = False
    guild: str | None = None
    channel_id: str | None = None
    message_id: str | None = None
