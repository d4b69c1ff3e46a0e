"""Filters that end unless somebody wants them to go on. Off unless the operator sets a lifetime.

However many filters end, one person gets one message about it at a time: what ends within a day
ends together. And however many people there are, each transaction is about a few of them.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from maneki.model.filter import Filter, FilterState
from maneki.model.ids import DestinationId, PersonId
from maneki.model.outbox import Note, NoteDraft, Renewal
from maneki.model.person import Person
from maneki.phrases import quoted, say
from maneki.store import Store, Transaction
from maneki.store.filters import FilterChange

log = structlog.get_logger(__name__)

AHEAD = timedelta(days=3)
TOGETHER = timedelta(days=1)
SPREAD = timedelta(days=7)
"""Over so long the filters end that were there before there was a lifetime."""
A_FEW = 50
MOST_TOGETHER = 20
"""Filters in one message: so many buttons there are room for."""
LONGEST_NAMES = 1_200
BY = "system"


class Expirer:
    """Says in time that filters end, and pauses them when they do; both with buttons to renew them.

    Filters from before there was a lifetime end one lifetime after it was set, and not all people's
    at once. `told` is called when something was said.
    """

    def __init__(self, store: Store, *, lifetime: timedelta, told: Callable[[], None]) -> None:
        self._store = store
        self._lifetime = lifetime
        self._told = told

    async def step(self) -> bool:
        """Whether there is more to do at once: a step is about a few people only."""
        given, told, ended = await self._give_ends(), await self._tell(), await self._end()
        if told or ended:
            self._told()
        return max(given, told, ended) == A_FEW

    async def _give_ends(self) -> int:
        """How many people's filters got an end."""
        async with self._store.transaction() as tx:
            owners = await tx.filters.owners_without_end(limit=A_FEW)
            ends = {one: tx.now + self._lifetime + _spread(one) for one in owners}
            if ends:
                await tx.filters.give_ends(ends)
        return len(ends)

    async def _tell(self) -> int:
        """How many people were told that filters of theirs end."""
        async with self._store.transaction() as tx:
            before = tx.now + min(AHEAD, self._lifetime / 2)
            owners = await tx.filters.owners_to_tell(before=before, limit=A_FEW)
            if not owners:
                return 0
            people = await tx.people.many(owners, for_share=True)
            theirs = _by_owner(await tx.filters.to_tell(owners, before=before + TOGETHER))
            ending = [one for found in theirs.values() for one in found]
            await tx.filters.end_as_told(
                {one.id: one.expires_at for one in ending if one.expires_at is not None}
            )
            for person_id, found in theirs.items():
                await _tell(tx, people[person_id], found, "ends")
        return len(owners)

    async def _end(self) -> int:
        """How many people's filters have ended."""
        async with self._store.reading() as tx:
            owners = await tx.filters.owners_of_ended(limit=A_FEW)
        for person_id in owners:
            await self._end_those_of(person_id)
        return len(owners)

    async def _end_those_of(self, person_id: PersonId) -> None:
        async with self._store.transaction() as tx:
            await tx.people.lock(person_id)
            person = await tx.people.get(person_id)
            # Asked under the lock: they may have been renewed, or paused, a moment ago.
            over = (await tx.filters.ended(person_id))[:MOST_TOGETHER]
            if person is None or not over:
                return
            reason = say("filters.reason.expired", person.preferences.language)
            paused = [one for one in over if await _pause(tx, one, reason=reason)]
            if paused:
                await _tell(tx, person, paused, "ended")
        log.info("filters.expired", person=person_id, filters=[one.id for one in paused])


def _spread(person_id: PersonId) -> timedelta:
    """The same for all filters of a person."""
    digest = hashlib.sha256(person_id.encode()).digest()
    return SPREAD * (int.from_bytes(digest[:4]) / 2**32)


def _by_owner(ending: Sequence[Filter]) -> dict[PersonId, list[Filter]]:
    """Of each person those that end together, as they end now; the others have their turn later."""
    theirs: defaultdict[PersonId, list[tuple[datetime, Filter]]] = defaultdict(list)
    for one in ending:
        if one.person_id is not None and one.expires_at is not None:
            theirs[one.person_id].append((one.expires_at, one))
    return {person_id: _together(found) for person_id, found in theirs.items()}


def _together(ending: Sequence[tuple[datetime, Filter]]) -> list[Filter]:
    """What was to end within a day ends with the last of it."""
    first = min(end for end, _ in ending)
    chosen = [(end, one) for end, one in ending if end <= first + TOGETHER][:MOST_TOGETHER]
    last = max(end for end, _ in chosen)
    return [replace(one, expires_at=last) for _, one in chosen]


async def _pause(tx: Transaction, one: Filter, *, reason: str) -> bool:
    paused = replace(one, state=FilterState.PAUSED)
    if await tx.filters.change(paused, FilterChange.EXPIRED, by=BY) is None:
        return False
    await tx.searches.want((), by=one.id)
    await tx.alerts.withdraw_filter(one.id, reason=reason)
    return True


async def _tell(tx: Transaction, person: Person, about: Sequence[Filter], what: str) -> None:
    """Tell the owner of these, where most of their alerts go."""
    places = [one.destination_id or person.default_destination_id for one in about]
    [(place, _)] = Counter(places).most_common(1)
    if place is not None:
        await tx.outbox.add_note(_note(person, about, place, what))


def _note(person: Person, about: Sequence[Filter], place: DestinationId, what: str) -> NoteDraft:
    language = person.preferences.language
    end = max(int(one.expires_at.timestamp()) for one in about if one.expires_at)
    said: dict[str, object] = {"when": f"<t:{end}:R>"} if what == "ends" else {}
    phrase = f"filters.{what}"
    if len(about) == 1:
        private = say(phrase, language, name=quoted(about[0].name), **said)
    else:
        phrase, said["count"] = f"{phrase}.several", len(about)
        private = say(phrase, language, names=_named(about), **said)
    return NoteDraft(
        person_id=person.id,
        destination_id=place,
        note=Note(
            text=say(f"{phrase}.shared", language, **said),
            private_text=private,
            renews=tuple(Renewal(one.id, one.name) for one in about),
        ),
        idempotency_key=f"{what}:{about[0].id}:{end}",
        is_unhurried=True,
    )


def _named(about: Sequence[Filter]) -> str:
    """Their names, as far as there is room; the buttons say them all."""
    names: list[str] = []
    for one in about:
        if sum(map(len, names)) > LONGEST_NAMES:
            return ", ".join([*names, "…"])
        names.append(f"**{quoted(one.name)}**")
    return ", ".join(names)
