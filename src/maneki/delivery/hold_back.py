"""Ask of what is about to go out whether it is to wait, and let what is to wait wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from maneki.model.digest import start_of_day
from maneki.model.hold import (
    Hold,
    Tally,
    hold_of_alert,
    hold_of_digest,
    hold_of_notice,
    hold_under_way,
    is_counted,
)
from maneki.model.ids import OutboxId, PersonId
from maneki.model.outbox import EVERYBODYS, Item, OutboxKind, Parcel, Waiting
from maneki.model.person import Preferences
from maneki.phrases import say
from maneki.store import Transaction


class Holds:
    """Asks for all that one transaction lets go, and counts it."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._tallies: dict[PersonId, Tally] = {}

    async def let_go(self, waiting: Waiting) -> tuple[Item, ...]:
        """What may go out now. The rest is held."""
        tally = await self._tally(waiting)
        held: dict[OutboxId, Hold] = {}
        for item in waiting.items:
            hold = _hold_of(item, waiting.preferences, tally, self._tx.now)
            if hold is not None:
                held[item.id] = hold
            elif item.kind is OutboxKind.ALERT:
                tally.note_alert([one.id for one in item.filters])
        free = tuple(item for item in waiting.items if item.id not in held)
        if any(item.kind in {OutboxKind.ALERT, OutboxKind.DIGEST} for item in free):
            tally.note_message(self._tx.now)
        await hold_back(self._tx, held, language=waiting.language)
        return free

    async def _tally(self, waiting: Waiting) -> Tally:
        person_id = waiting.destination.person_id
        filters = {one.id: one for item in waiting.items for one in item.filters}
        if person_id is None or not is_counted(waiting.preferences, filters.values()):
            return Tally()
        known = self._tallies.get(person_id)
        missing = filters.keys() - known.by_filter.keys() if known else filters.keys()
        if known is None or missing:
            since = start_of_day(self._tx.now, waiting.preferences.zone)
            counted = await self._tx.outbox.tally(person_id, since=since, filter_ids=missing)
            known = known or counted
            known.by_filter.update(counted.by_filter)
            self._tallies[person_id] = known
        return known


async def tally_of(tx: Transaction, person_id: PersonId | None, preferences: Preferences) -> Tally:
    """What somebody was told, as far as their own limits ask for it."""
    if person_id is None or not is_counted(preferences, ()):
        return Tally()
    return await tx.outbox.tally(person_id, since=start_of_day(tx.now, preferences.zone))


def asleep_of(items: Sequence[Item], *, now: datetime) -> dict[OutboxId, Hold]:
    """Those of these alerts whose filters are all snoozed."""
    holds = {item.id: hold_under_way(item.filters, EVERYBODYS, now=now) for item in items}
    return {outbox_id: hold for outbox_id, hold in holds.items() if hold is not None}


async def ask_again(tx: Transaction, parcel: Parcel) -> Parcel:
    """A parcel that is taken up again, with what of it is to wait."""
    places = await tx.outbox.places({item.destination_id for item in parcel.carried})

    def asked(item: Item) -> Item:
        _, preferences = places[item.destination_id]
        return replace(item, hold=_hold_under_way(item, preferences, tx.now))

    return replace(
        parcel,
        items=tuple(map(asked, parcel.items)),
        fellows=tuple(replace(one, item=asked(one.item)) for one in parcel.fellows),
    )


async def lock_owners(tx: Transaction, parcel: Parcel) -> None:
    """Nobody whom the parcel is for changes where and when they hear of things, until commit.

    Before the parcel is touched: whoever changes that locks themselves first, and then it.
    """
    owners = {item.person_id for item in parcel.carried if item.person_id is not None}
    await tx.people.many(owners, for_share=True)


async def hold_back_again(tx: Transaction, parcel: Parcel) -> None:
    """What of a parcel was to wait when it was taken up comes out of it, if it still is to."""
    asked = {item.id for item in parcel.carried if item.hold is not None}
    if not asked:
        return
    await lock_owners(tx, parcel)
    carried = await tx.outbox.in_parcel(parcel.id)
    now = await ask_again(tx, replace(parcel, items=carried, fellows=()))
    held = {
        item.id: item.hold
        for item in now.items
        if item.id in asked and item.hold is not None and not item.is_withdrawn
    }
    await hold_back(tx, held, language=parcel.language)


async def hold_back(tx: Transaction, held: Mapping[OutboxId, Hold], *, language: str) -> None:
    alike: dict[Hold, list[OutboxId]] = defaultdict(list)
    for outbox_id, hold in held.items():
        alike[hold].append(outbox_id)
    for hold, ids in alike.items():
        await tx.outbox.hold_back(ids, hold, reason=say(f"delivery.held.{hold.why}", language))


def _hold_of(item: Item, preferences: Preferences, tally: Tally, now: datetime) -> Hold | None:
    """What somebody's own words caused is never held."""
    match item.kind:
        case OutboxKind.ALERT:
            return hold_of_alert(item.filters, preferences, tally, now=now)
        case OutboxKind.DIGEST:
            return hold_of_digest(preferences, tally, now=now)
        case OutboxKind.NOTICE:
            return hold_of_notice(preferences, now=now)
        case OutboxKind.REPLY:
            return None
    assert_never(item.kind)


def _hold_under_way(item: Item, preferences: Preferences, now: datetime) -> Hold | None:
    match item.kind:
        case OutboxKind.ALERT:
            return hold_under_way(item.filters, preferences, now=now)
        case OutboxKind.DIGEST:
            return hold_of_digest(preferences, Tally(), now=now)
        case OutboxKind.NOTICE:
            return hold_of_notice(preferences, now=now)
        case OutboxKind.REPLY:
            return None
    assert_never(item.kind)
