"""Which of the things that are about to go out wait, and for what. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from maneki.model.hold import (
    HeldFor,
    Hold,
    Tally,
    hold_of_alert,
    hold_of_digest,
    hold_of_notice,
    hold_under_way,
)
from maneki.model.ids import OutboxId
from maneki.model.outbox import EVERYBODYS, Item, OutboxKind
from maneki.model.person import Preferences


@dataclass(frozen=True, slots=True)
class Sorted:
    """What goes out now, and what is held, each with its `hold`; `tally` counts the former."""

    free: tuple[Item, ...]
    held: tuple[Item, ...]
    tally: Tally


def let_go(
    items: Sequence[Item], preferences: Preferences, tally: Tally, *, now: datetime
) -> Sorted:
    """Of what goes to one person in one message."""
    free: list[Item] = []
    held: list[Item] = []
    for item in items:
        if hold := _hold_of(item, preferences, tally, now):
            held.append(replace(item, hold=hold))
            continue
        free.append(item)
        if item.kind is OutboxKind.ALERT:
            tally = tally.with_alert(one.id for one in item.filters)
    counted = [item for item in free if item.kind in {OutboxKind.ALERT, OutboxKind.DIGEST}]
    if counted:
        tally = tally.with_message(now, {one.id for item in counted for one in item.filters})
    return Sorted(tuple(free), tuple(held), tally)


def _hold_of(item: Item, preferences: Preferences, tally: Tally, now: datetime) -> Hold | None:
    """What somebody's own words caused is never held. No limit holds what has been in a message
    that came to nothing.
    """
    match item.kind:
        case OutboxKind.ALERT if item.attempts > 0:
            return hold_under_way(item.filters, preferences, now=now)
        case OutboxKind.ALERT:
            return hold_of_alert(item.filters, preferences, tally, now=now)
        case OutboxKind.DIGEST:
            hold = hold_of_digest(preferences, tally, now=now, filters=item.filters)
            return hold or _sleeps(item, now)
        case OutboxKind.NOTICE:
            return hold_of_notice(preferences, now=now)
        case OutboxKind.REPLY:
            return None
    assert_never(item.kind)


def hold_now(item: Item, preferences: Preferences, *, now: datetime) -> Hold | None:
    """For what something waits that has been in a message before."""
    match item.kind:
        case OutboxKind.ALERT:
            return hold_under_way(item.filters, preferences, now=now)
        case OutboxKind.DIGEST | OutboxKind.NOTICE | OutboxKind.REPLY:
            return _hold_of(item, preferences, Tally(), now)
    assert_never(item.kind)


def _sleeps(digest: Item, now: datetime) -> Hold | None:
    """A digest some of whose filters were snoozed meanwhile is made anew without them."""
    return Hold(now, HeldFor.DIGEST) if asleep_of(digest.tells, now=now) else None


def asleep_of(items: Sequence[Item], *, now: datetime) -> dict[OutboxId, Hold]:
    """Those of these alerts whose filters are all snoozed."""
    holds = {item.id: hold_under_way(item.filters, EVERYBODYS, now=now) for item in items}
    return {outbox_id: hold for outbox_id, hold in holds.items() if hold is not None}


def as_merged(waited_for: HeldFor, hold: Hold) -> Hold:
    """How an alert waits whose digest is held: in a pause it is asked anew when that ends; else the
    digest is only told later.
    """
    return hold if hold.why is HeldFor.PAUSED else Hold(hold.until, waited_for)
