"""Filters that end unless somebody wants them to go on. Off unless the operator sets a lifetime."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from maneki.model.filter import Filter, FilterState
from maneki.model.ids import DestinationId
from maneki.model.outbox import Note, NoteDraft
from maneki.model.person import Person
from maneki.phrases import quoted, say
from maneki.store import Store, Transaction
from maneki.store.filters import FilterChange

log = structlog.get_logger(__name__)

AHEAD = timedelta(days=3)
BY = "system"


class Expirer:
    """Says in time that a filter ends, and pauses it when it does; both with a button to renew it.

    Filters from before there was a lifetime end one lifetime after it was set. `told` is called
    when something was said.
    """

    def __init__(self, store: Store, *, lifetime: timedelta, told: Callable[[], None]) -> None:
        self._store = store
        self._lifetime = lifetime
        self._told = told

    async def step(self) -> bool:
        """Always False: there is nothing more to do until the next round."""
        async with self._store.transaction() as tx:
            await tx.filters.give_ends(tx.now + self._lifetime)
            ending = await tx.filters.ending(before=tx.now + min(AHEAD, self._lifetime / 2))
            now = tx.now
            for one in ending:
                if not _is_over(one, now):
                    await _tell(tx, one, "ends")
        over = [one for one in ending if _is_over(one, now)]
        for one in over:
            await self._end(one)
        if ending:
            self._told()
        return False

    async def _end(self, ending: Filter) -> None:
        async with self._store.transaction() as tx:
            if ending.person_id is not None:
                await tx.people.lock(ending.person_id)
            found = await tx.filters.get(ending.id)
            if found is None or not found.is_active or not _is_over(found, tx.now):
                # Renewed, or paused, a moment ago.
                return
            paused = replace(found, state=FilterState.PAUSED)
            if await tx.filters.change(paused, FilterChange.EXPIRED, by=BY) is None:
                return
            await tx.searches.want((), by=found.id)
            person = await _tell(tx, found, "ended")
            language = person.preferences.language if person else "en"
            await tx.alerts.withdraw_filter(
                found.id, reason=say("filters.reason.expired", language)
            )
        log.info("filters.expired", filter=ending.id)


def _is_over(one: Filter, now: datetime) -> bool:
    return one.expires_at is not None and one.expires_at <= now


async def _tell(tx: Transaction, one: Filter, what: str) -> Person | None:
    """Tell the owner, once for each end, where the filter's alerts go."""
    person = await tx.people.get(one.person_id) if one.person_id else None
    place = one.destination_id or (person.default_destination_id if person else None)
    if person is not None and place is not None:
        await tx.outbox.add_note(_note(one, person, place, what))
    return person


def _note(one: Filter, person: Person, place: DestinationId, what: str) -> NoteDraft:
    language = person.preferences.language
    end = int(one.expires_at.timestamp()) if one.expires_at else 0
    said = {"when": f"<t:{end}:R>"} if what == "ends" else {}
    return NoteDraft(
        person_id=person.id,
        destination_id=place,
        note=Note(
            text=say(f"filters.{what}.shared", language, **said),
            private_text=say(f"filters.{what}", language, name=quoted(one.name), **said),
            renews=one.id,
        ),
        idempotency_key=f"{what}:{one.id}:{end}",
    )
