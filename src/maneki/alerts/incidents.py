"""A market that is blocked, changed or down is told to those whose filters need it, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import structlog

from maneki.alerts.decide import destination_of
from maneki.errors import MarketBlockedError, MarketChangedError, MarketError
from maneki.model.filter import Filter
from maneki.model.ids import PersonId
from maneki.model.outbox import Note, NoteDraft
from maneki.model.person import Destination, Person
from maneki.phrases import say
from maneki.phrases.times import from_now
from maneki.store import Transaction
from maneki.store.incidents import Incident, IncidentKind

log = structlog.get_logger(__name__)

MOST_NAMES = 5


def kind_of(error: MarketError) -> IncidentKind:
    if isinstance(error, MarketBlockedError):
        return IncidentKind.BLOCKED
    if isinstance(error, MarketChangedError):
        return IncidentKind.CHANGED
    return IncidentKind.UNAVAILABLE


async def open_incident(tx: Transaction, error: MarketError, *, again_at: datetime) -> bool:
    """Open an incident and queue the notices. False if it is open already."""
    kind = kind_of(error)
    incident = await tx.incidents.open(kind, market=error.market, detail=str(error))
    if incident is None:
        return False
    log.warning("market.incident", market=error.market, kind=kind, detail=str(error))
    await _tell(tx, incident, key="opened", phrase=f"incident.{kind}", again_at=again_at)
    return True


async def close_incidents(tx: Transaction, market: str) -> None:
    """The market answers again: close what is open and say so to the same people."""
    for incident in await tx.incidents.close(market):
        log.info("market.recovered", market=market, kind=incident.kind)
        if incident.kind is not IncidentKind.OVERFLOW:
            await _tell(tx, incident, key="closed", phrase="incident.closed", again_at=tx.now)


async def _tell(
    tx: Transaction, incident: Incident, *, key: str, phrase: str, again_at: datetime
) -> None:
    concerned: dict[PersonId, list[Filter]] = defaultdict(list)
    for user_filter in await tx.filters.needing(incident.market):
        if user_filter.person_id is not None:
            concerned[user_filter.person_id].append(user_filter)
    people = await tx.people.many(concerned)
    for person_id, theirs in concerned.items():
        destination = await _place(tx, theirs, people)
        if destination is None or destination.is_suspended:
            continue
        text = say(
            phrase,
            people[person_id].preferences.language,
            market=incident.market,
            names=_names(theirs, destination, people[person_id]),
            when=from_now(again_at - tx.now, people[person_id].preferences.language),
        )
        await tx.outbox.add_note(
            NoteDraft(
                person_id=person_id,
                destination_id=destination.id,
                note=Note(text=text),
                idempotency_key=f"incident:{incident.id}:{key}:{person_id}",
            )
        )


async def _place(
    tx: Transaction, theirs: Sequence[Filter], people: dict[PersonId, Person]
) -> Destination | None:
    destination_id = destination_of(theirs[0], people)
    return await tx.destinations.get(destination_id) if destination_id else None


def _names(theirs: Sequence[Filter], destination: Destination, person: Person) -> str:
    """The names of somebody's filters are shown to that person only."""
    if not destination.is_private:
        return say("filters.your_filters", person.preferences.language)
    named = [f"“{one.name}”" for one in theirs[:MOST_NAMES]]
    return ", ".join(named) + (" …" if len(theirs) > MOST_NAMES else "")
