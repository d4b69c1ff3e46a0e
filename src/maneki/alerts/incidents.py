"""A market that is blocked, changed or down is told to those whose filters need it, once.

An incident is one host's, and remembers which searches suffer. It is over when each of those was
answered again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from maneki.alerts.decide import destination_of
from maneki.errors import (
    MarketBlockedError,
    MarketChangedError,
    MarketError,
    MarketGoneError,
)
from maneki.model.filter import Filter
from maneki.model.ids import PersonId, SearchId
from maneki.model.outbox import Note, NoteDraft
from maneki.model.person import Destination, Person
from maneki.phrases import quoted, say
from maneki.phrases.markets import market_name
from maneki.phrases.times import from_now
from maneki.store import Transaction
from maneki.store.incidents import Incident, IncidentKind

log = structlog.get_logger(__name__)

MOST_NAMES = 5
SOON = timedelta(hours=6)
"""What comes back sooner is the same incident."""
QUIET = timedelta(minutes=15)
MOST_DOUBLINGS = 5


@dataclass(frozen=True, slots=True)
class Trouble:
    """With which host, and the market that people know it by, if that has only the one."""

    host: str
    market: str | None = None

    def name(self, language: str) -> str:
        return market_name(self.market, language) if self.market else self.host


@dataclass(frozen=True, slots=True)
class _Notice:
    trouble: Trouble
    key: str
    phrase: str
    again_at: datetime

    def said(self, language: str, *, names: str, now: datetime) -> str:
        when = from_now(self.again_at - now, language)
        market = self.trouble.name(language)
        return say(self.phrase, language, market=market, names=names, when=when)


def kind_of(error: MarketError) -> IncidentKind:
    if isinstance(error, MarketBlockedError):
        return IncidentKind.BLOCKED
    if isinstance(error, MarketChangedError):
        return IncidentKind.CHANGED
    if isinstance(error, MarketGoneError):
        return IncidentKind.GONE
    return IncidentKind.UNAVAILABLE


def is_over(incident: Incident, now: datetime) -> bool:
    """Whether an incident that concerns no search any more may be called over.

    At once; but each time it came back soon after, it must have been quiet for twice as long.
    Otherwise a host that comes and goes would be told of again and again.
    """
    if not incident.reopened:
        return True
    return now - incident.failed_at >= QUIET * (1 << min(incident.reopened - 1, MOST_DOUBLINGS))


async def open_incident(
    tx: Transaction,
    error: MarketError,
    *,
    trouble: Trouble,
    search_ids: Collection[SearchId],
    again_at: datetime,
) -> None:
    """Note that these searches suffer, and tell those whose filters need them: each person once."""
    incident = await tx.incidents.open(
        kind_of(error), market=error.market, host=trouble.host, detail=str(error), soon=SOON
    )
    await tx.incidents.concern(incident, search_ids)
    if incident.opened_at == tx.now:
        log.warning(
            "market.incident",
            market=error.market,
            host=trouble.host,
            kind=incident.kind,
            detail=str(error),
        )
    notice = _Notice(trouble, key="opened", phrase=f"incident.{incident.kind}", again_at=again_at)
    await _tell(tx, incident, search_ids, notice)


async def close_incidents(
    tx: Transaction, market: str, *, trouble: Trouble, search_id: SearchId
) -> None:
    """This search was answered: close what is over by that, and say so to the same people."""
    for incident in await tx.incidents.open_at(market, host=trouble.host):
        await tx.incidents.relieve(incident, [search_id])
        if await tx.incidents.concerns_any(incident) or not is_over(incident, tx.now):
            continue
        await tx.incidents.close(incident)
        log.info("market.recovered", market=market, host=trouble.host, kind=incident.kind)
        notice = _Notice(trouble, key="closed", phrase="incident.closed", again_at=tx.now)
        await _tell(tx, incident, await tx.incidents.searches_of(incident), notice)


async def _tell(
    tx: Transaction, incident: Incident, search_ids: Collection[SearchId], notice: _Notice
) -> None:
    concerned: dict[PersonId, list[Filter]] = defaultdict(list)
    for user_filter in await tx.filters.needing(search_ids):
        if user_filter.person_id is not None:
            concerned[user_filter.person_id].append(user_filter)
    people = await tx.people.many(concerned)
    for person_id, theirs in concerned.items():
        destination = await _open_destination(tx, theirs, people)
        if destination is None:
            continue
        language = people[person_id].preferences.language
        anonymous = say("filters.your_filters", language)
        await tx.outbox.add_note(
            NoteDraft(
                person_id=person_id,
                destination_id=destination.id,
                note=Note(
                    # The names of somebody's filters are shown to that person only.
                    text=notice.said(language, names=anonymous, now=tx.now),
                    private_text=notice.said(language, names=_names(theirs), now=tx.now),
                ),
                idempotency_key=(
                    f"incident:{incident.id}:{incident.reopened}:{notice.key}:{person_id}"
                ),
                # It may concern a thousand people, and their alerts of other markets go on.
                is_unhurried=True,
            )
        )


async def _open_destination(
    tx: Transaction, theirs: Sequence[Filter], people: dict[PersonId, Person]
) -> Destination | None:
    """The first of the destinations of these filters that can be written to."""
    wanted = dict.fromkeys(destination_of(one, people) for one in theirs)
    found = await tx.destinations.many({one for one in wanted if one})
    there = (found[one] for one in wanted if one in found)
    return next((one for one in there if not one.is_suspended), None)


def _names(theirs: Sequence[Filter]) -> str:
    named = [f"“{quoted(one.name)}”" for one in theirs[:MOST_NAMES]]
    return ", ".join(named) + (" …" if len(theirs) > MOST_NAMES else "")
