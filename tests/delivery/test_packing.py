"""What shares a message, and what travels alone."""

from __future__ import annotations

from datetime import UTC, datetime

from maneki.delivery.packing import packed
from maneki.model.ids import DestinationId, OutboxId
from maneki.model.outbox import Item, OutboxKind, Waiting
from maneki.model.person import Destination, DestinationKind

NOW = datetime(2026, 1, 5, tzinfo=UTC)
PLACE = Destination(id=DestinationId("d"), kind=DestinationKind.CHANNEL, address="100")


def waiting(*attempts: int) -> Waiting:
    """Things that have been in that many parcels which came to nothing."""
    return Waiting(
        destination=PLACE,
        items=tuple(
            Item(
                id=OutboxId(f"{number}"),
                kind=OutboxKind.ALERT,
                destination_id=PLACE.id,
                priority=10,
                due_at=NOW,
                queued_at=NOW,
                attempts=tried,
            )
            for number, tried in enumerate(attempts)
        ),
    )


def ids(items: tuple[Item, ...]) -> str:
    return "".join(item.id for item in items)


def all_of_it(waiting: Waiting) -> int:
    return len(waiting.items)


def test_what_came_to_nothing_before_travels_alone() -> None:
    assert ids(packed(waiting(1, 0, 0), all_of_it)) == "0"


def test_what_came_to_nothing_before_does_not_join_others() -> None:
    assert ids(packed(waiting(0, 0, 1, 0), all_of_it)) == "01"


def test_no_more_than_ten_and_no_more_than_there_is_room_for() -> None:
    assert len(packed(waiting(*[0] * 12), all_of_it)) == 10
    assert ids(packed(waiting(0, 0, 0), lambda _: 2)) == "01"


def test_a_channel_that_has_no_room_gets_one_thing_all_the_same() -> None:
    assert ids(packed(waiting(0, 0), lambda _: 0)) == "0"
