"""Which of the things that wait for a destination go into the next message. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile

from maneki.model.outbox import Item, Waiting

MOST_ITEMS = 10


def travelling_together(waiting: Waiting) -> Waiting:
    """The first things that may share a message.

    What has been in a parcel that came to nothing travels alone, so that it cannot spoil another.
    """
    first = waiting.items[0]
    if first.attempts > 0:
        return replace(waiting, items=(first,))
    fresh = takewhile(lambda item: item.attempts == 0, waiting.items[:MOST_ITEMS])
    return replace(waiting, items=tuple(fresh))


def packed(waiting: Waiting, room_for: Callable[[Waiting], int]) -> tuple[Item, ...]:
    """What goes into the next message; at least one thing."""
    together = travelling_together(waiting)
    return together.items[: max(1, room_for(together))]
