"""What goes into the next message for a destination, and who else hears of it there. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile

from maneki.model.ids import EventId, OutboxId, PersonId
from maneki.model.outbox import AlertCard, Fellow, Item, OutboxKind, Waiting

MOST_ITEMS = 10
MOST_FELLOWS = 40
"""People in one message besides its owner: their mentions take 25 characters each."""
MOST_NAMED = 8
"""People whom one alert of several names, because they hear of some of them only."""


def travels_alone(item: Item) -> bool:
    """What has been in a parcel that came to nothing, or perhaps not, cannot spoil another."""
    return item.attempts > 0 or item.possibly_repeated


def travelling_together(waiting: Waiting) -> Waiting:
    """The first things that may share a message."""
    first = waiting.items[0]
    if travels_alone(first):
        return replace(waiting, items=(first,))
    fresh = takewhile(lambda item: not travels_alone(item), waiting.items[:MOST_ITEMS])
    return replace(waiting, items=tuple(fresh))


def packed(waiting: Waiting, room_for: Callable[[Waiting], int]) -> tuple[Item, ...]:
    """What goes into the next message; at least one thing."""
    together = travelling_together(waiting)
    return together.items[: max(1, room_for(together))]


def may_be_shared(waiting: Waiting, items: Sequence[Item]) -> frozenset[EventId]:
    """The listing events of a message that others may hear of in it."""
    at = waiting.destination
    if at.is_private or at.person_id is None:
        return frozenset()
    return frozenset(
        item.event_id
        for item in items
        if item.kind is OutboxKind.ALERT and item.event_id and not travels_alone(item)
    )


def joining(
    waiting: Waiting, items: Sequence[Item], other: Waiting, *, now: datetime
) -> Waiting | None:
    """What somebody else can hear of in the message for `waiting` that shows `items`.

    They read the same language there, they are known to be there, and what they would be shown
    is the same, but for the currency that a price is converted to.
    """
    at, theirs = waiting.destination, other.destination
    if theirs.person_id in {None, at.person_id} or not theirs.is_at(at):
        return None
    if other.language != waiting.language or not theirs.is_checked(now):
        return None
    shared = may_be_shared(waiting, items)
    shown = {item.event_id: item.card for item in items if item.event_id in shared}
    joined = tuple(
        item
        for item in other.items
        if item.event_id in shown
        and not travels_alone(item)
        and _looks_like(item.card, shown[item.event_id])
    )
    return replace(other, items=joined) if joined else None


def _looks_like(one: AlertCard | None, other: AlertCard | None) -> bool:
    return _unconverted(one) == _unconverted(other)


def _unconverted(card: AlertCard | None) -> AlertCard | None:
    return replace(card, converted=None, rates_as_of=None) if card else None


def seated(items: Sequence[Item], joined: Sequence[Waiting]) -> tuple[Fellow, ...]:
    """Those for whom there is room in a message with these items; the others wait for the next."""
    named: Counter[EventId | None] = Counter()
    fellows: list[Fellow] = []
    for other in joined[:MOST_FELLOWS]:
        hears_of = {item.event_id for item in other.items}
        if len(hears_of) < len(items):
            if any(named[event] >= MOST_NAMED for event in hears_of):
                continue
            named.update(hears_of)
        fellows += [Fellow(item=item, destination=other.destination) for item in other.items]
    return tuple(fellows)


def only_for_some(
    items: Sequence[Item], fellows: Collection[Fellow]
) -> dict[OutboxId, tuple[PersonId, ...]]:
    """For each item, who hears of it but not of everything else in the message."""
    heard = Counter(fellow.item.person_id for fellow in fellows)
    return {
        item.id: tuple(person for person in _others(item, fellows) if heard[person] < len(items))
        for item in items
    }


def _others(item: Item, fellows: Collection[Fellow]) -> Iterator[PersonId]:
    for fellow in fellows:
        if fellow.item.event_id == item.event_id and fellow.item.person_id is not None:
            yield fellow.item.person_id
