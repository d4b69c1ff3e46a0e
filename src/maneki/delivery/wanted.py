"""Whether something is to be seen by anybody, now and at all, at the moment it would go out. Pure.

Asked each time again: filters are paused and snoozed, listings are sold and channels change while
things wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from maneki.model.ids import OutboxId
from maneki.model.outbox import Item, OutboxKind
from maneki.model.person import Destination


class Unwanted(StrEnum):
    """Why something is not to go out; `delivery.unwanted.*` says it in words."""

    WITHDRAWN = "withdrawn"
    """Its row has said why since then."""
    UNREADABLE = "unreadable"
    """Its row cannot be read. Not withdrawn: it is set aside."""
    NO_FILTER = "no_filter"
    GONE = "gone"
    ADULT = "adult"
    """Adult listings are shown in age-restricted places alone."""
    NOT_PRIVATE = "not_private"
    """It asks its owner something that is nobody else's business."""
    STALE = "stale"
    """A digest that tells of something nobody is to hear of. Not withdrawn: it is taken apart, and
    made anew of the rest."""
    HELD = "held"
    """Not now, for what its `hold` says. Not withdrawn: it goes later."""


LATER = frozenset({Unwanted.HELD, Unwanted.STALE})
"""What is not to go out now, as it is, and goes later."""


def why_unwanted(item: Item, at: Destination) -> Unwanted | None:
    """None if it may go out. What goes to another place by now is asked about there."""
    if item.is_withdrawn:
        return Unwanted.WITHDRAWN
    if item.kind is OutboxKind.DIGEST and _is_stale(item, at):
        return Unwanted.STALE
    if item.is_unreadable:
        return Unwanted.UNREADABLE
    if item.kind is OutboxKind.ALERT and (why := _why_nobody_wants(item, at)):
        return why
    if item.note is not None and item.note.asks and not at.is_private:
        return Unwanted.NOT_PRIVATE
    return Unwanted.HELD if item.hold is not None else None


def _is_stale(digest: Item, at: Destination) -> bool:
    return digest.is_unreadable or not digest.tells or len(unwanted(digest.tells, at)) > 0


def _why_nobody_wants(item: Item, at: Destination) -> Unwanted | None:
    if not item.filters:
        return Unwanted.NO_FILTER
    if item.is_gone:
        return Unwanted.GONE
    if item.destination_id == at.id and not at.is_age_restricted and _is_adult(item):
        return Unwanted.ADULT
    return None


def _is_adult(item: Item) -> bool:
    return item.card is not None and item.card.listing.adult


def unwanted(items: Sequence[Item], at: Destination) -> Mapping[OutboxId, Unwanted]:
    """Those of the items that are not to go out."""
    reasons = ((item.id, why_unwanted(item, at)) for item in items)
    return {one: why for one, why in reasons if why is not None}
