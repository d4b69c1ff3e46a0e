"""Ask of what is about to go out whether it is to wait, and let what is to wait wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from maneki.delivery.apart import take_apart
from maneki.delivery.let_go import hold_now, let_go
from maneki.model.digest import start_of_day
from maneki.model.hold import Hold, Tally, is_counted
from maneki.model.ids import OutboxId, PersonId
from maneki.model.outbox import Item, OutboxKind, Parcel, Waiting
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
        done = let_go(waiting.items, waiting.preferences, tally, now=self._tx.now)
        if waiting.destination.person_id in self._tallies:
            self._tallies[waiting.destination.person_id] = done.tally
        await hold_back(self._tx, done.held, language=waiting.language, waits=False)
        return done.free

    async def _tally(self, waiting: Waiting) -> Tally:
        person_id = waiting.destination.person_id
        filters = {one.id: one for item in waiting.items for one in item.filters}
        if person_id is None or not is_counted(waiting.preferences, filters.values()):
            return Tally()
        known = self._tallies.get(person_id)
        missing = filters.keys() - known.by_filter.keys() if known else filters.keys()
        if known is None or missing:
            since = start_of_day(self._tx.now, waiting.preferences.zone)
            counted = await self._tx.told.tally(person_id, since=since, filter_ids=missing)
            known = known.with_filters(counted) if known else counted
            self._tallies[person_id] = known
        return known


async def tally_of(
    tx: Transaction, person_id: PersonId | None, preferences: Preferences, items: Iterable[Item]
) -> Tally:
    """What somebody was told, as far as their limits, and those of these items' filters, ask."""
    filters = {one.id: one for item in items for one in item.filters}
    if person_id is None or not is_counted(preferences, filters.values()):
        return Tally()
    since = start_of_day(tx.now, preferences.zone)
    return await tx.told.tally(person_id, since=since, filter_ids=filters)


async def ask_again(tx: Transaction, parcel: Parcel) -> Parcel:
    """A parcel that is taken up again, with what of it is to wait."""
    places = await tx.outbox.places({item.destination_id for item in parcel.carried})

    def asked(item: Item) -> Item:
        _, preferences = places[item.destination_id]
        return replace(item, hold=hold_now(item, preferences, now=tx.now))

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
    held = [item for item in now.items if item.id in asked and not item.is_withdrawn]
    await hold_back(tx, held, language=parcel.language)


async def hold_back(
    tx: Transaction, items: Iterable[Item], *, language: str, waits: bool = True
) -> None:
    """Those of these that have a `hold` wait. A digest is taken apart: what it tells of waits.

    Without `waits`, a digest that somebody else is busy with is left for a moment.
    """
    alike: dict[Hold, list[OutboxId]] = defaultdict(list)
    for item in items:
        if item.hold is None:
            continue
        if item.kind is OutboxKind.DIGEST:
            await take_apart(tx, item, hold=item.hold, language=language, waits=waits)
        else:
            alike[item.hold].append(item.id)
    for hold, ids in alike.items():
        await tx.held.hold_back(ids, hold, reason=say(f"delivery.held.{hold.why}", language))
