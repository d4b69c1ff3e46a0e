"""What of one message goes now and what waits, decided from values alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from maneki.delivery.let_go import let_go
from maneki.model.hold import HeldFor, Hold, Tally
from maneki.model.ids import DestinationId, FilterId, OutboxId
from maneki.model.outbox import Item, Matched, OutboxKind
from maneki.model.person import Preferences

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
COATS = Matched(id=FilterId("coats"), name="coats")
ONE_A_DAY = Preferences(most_alerts_a_day=1)


def item(name: str, kind: OutboxKind = OutboxKind.ALERT, *, attempts: int = 0) -> Item:
    return Item(
        id=OutboxId(name),
        kind=kind,
        destination_id=DestinationId("there"),
        priority=10,
        due_at=NOON,
        queued_at=NOON,
        attempts=attempts,
        filters=(COATS,),
    )


def test_what_goes_beyond_a_limit_is_held_and_what_goes_is_counted_as_one_message() -> None:
    first, second = item("first"), item("second")
    done = let_go([first, second], ONE_A_DAY, Tally(), now=NOON)
    assert done.free == (first,)
    assert done.held == (replace(second, hold=Hold(NOON + 12 * HOUR, HeldFor.CAP)),)
    assert done.tally == Tally(
        alerts=1, by_filter={COATS.id: 1}, messages=(NOON,), messages_of={COATS.id: (NOON,)}
    )


def test_the_tally_that_was_given_is_left_as_it_was() -> None:
    before = Tally()
    let_go([item("first")], Preferences(), before, now=NOON)
    assert before == Tally()


def test_what_has_been_in_a_message_that_came_to_nothing_passes_every_limit() -> None:
    again = item("again", attempts=1)
    full = Tally(alerts=5, messages=(NOON,))
    limited = replace(ONE_A_DAY, most_messages_an_hour=1)
    assert let_go([again], limited, full, now=NOON).free == (again,)
    paused = replace(limited, paused_until=NOON + HOUR)
    [held] = let_go([again], paused, full, now=NOON).held
    assert held.hold == Hold(NOON + HOUR, HeldFor.PAUSED)


def test_notices_and_replies_count_for_nothing() -> None:
    said = [item("a notice", OutboxKind.NOTICE), item("a reply", OutboxKind.REPLY)]
    done = let_go(said, Preferences(most_messages_an_hour=1), Tally(messages=(NOON,)), now=NOON)
    assert done.free == tuple(said)
    assert done.tally == Tally(messages=(NOON,))


def test_a_digest_some_of_whose_filters_were_snoozed_is_made_anew() -> None:
    asleep = replace(COATS, snoozed_until=NOON + HOUR)
    told = (item("awake"), replace(item("asleep"), filters=(asleep,)))
    digest = replace(item("digest", OutboxKind.DIGEST), tells=told)
    [held] = let_go([digest], Preferences(), Tally(), now=NOON).held
    assert held.hold == Hold(NOON, HeldFor.DIGEST)
    fresh = replace(digest, tells=told[:1])
    assert let_go([fresh], Preferences(), Tally(), now=NOON).free == (fresh,)
