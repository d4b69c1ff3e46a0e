"""What the first visit of a search found is shown to whoever made the filter; it alerts nobody.

A filter has several searches; it is told of the first one that finds something.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from maneki.alerts.decide import destination_of
from maneki.matching.index import FilterIndex
from maneki.matching.match import Matcher
from maneki.model.card import card_of
from maneki.model.event import EventKind
from maneki.model.filter import Filter
from maneki.model.ids import FilterId, SearchId
from maneki.model.listing import Listing
from maneki.model.money import Rates
from maneki.model.outbox import Note, NoteDraft
from maneki.model.person import Destination, Person
from maneki.phrases import quoted, say
from maneki.store import Transaction

MOST_HITS = 3


@dataclass(frozen=True, slots=True)
class _Reader:
    """Somebody who made a filter, and where they are to see its first hits."""

    user_filter: Filter
    person: Person
    destination: Destination


class FirstHits:
    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    async def show(self, tx: Transaction, search_id: SearchId, found: Sequence[Listing]) -> bool:
        """Queue one notice for each filter that waits for this search. True if there was one."""
        waiting = await tx.filters.many(await tx.searches.take_unshown(search_id))
        if not waiting:
            return False
        rates = await tx.rates.latest()
        there = [one for one in found if one.ends_at is None or one.ends_at > tx.now]
        fitting = self._fitting(waiting.values(), there, rates)
        readers = await _readers(tx, [waiting[one] for one in fitting])
        added = [
            await tx.outbox.add_note(_notice(one, fitting[one.user_filter.id], rates))
            for one in readers
        ]
        return any(added)

    def _fitting(
        self, filters: Iterable[Filter], found: Sequence[Listing], rates: Rates | None
    ) -> dict[FilterId, list[Listing]]:
        index = FilterIndex(self._matcher, filters)
        fitting: dict[FilterId, list[Listing]] = defaultdict(list)
        for listing in found:
            for filter_id in index.fitting(self._matcher.look_at(listing), rates=rates):
                fitting[filter_id].append(listing)
        return fitting


async def _readers(tx: Transaction, filters: Sequence[Filter]) -> list[_Reader]:
    people = await tx.people.many({one.person_id for one in filters if one.person_id})
    named = {one.id: destination_of(one, people) for one in filters}
    destinations = await tx.destinations.many({one for one in named.values() if one})
    readers = []
    for one in filters:
        destination_id = named[one.id]
        destination = destinations.get(destination_id) if destination_id else None
        if one.person_id and destination and not destination.is_suspended:
            readers.append(_Reader(one, people[one.person_id], destination))
    return readers


def _notice(reader: _Reader, fitting: Sequence[Listing], rates: Rates | None) -> NoteDraft:
    preferences, destination = reader.person.preferences, reader.destination
    language = preferences.language
    shown = [one for one in fitting if destination.is_age_restricted or not one.adult]
    cards = tuple(
        card_of(listing, event=EventKind.NEW, currency=preferences.currency, rates=rates)
        for listing in shown[:MOST_HITS]
    )

    def text(name: str) -> str:
        return say("filters.first_visit", language, name=name, count=len(fitting))

    return NoteDraft(
        person_id=reader.person.id,
        destination_id=destination.id,
        note=Note(
            # The names of somebody's filters are shown to that person only.
            text=text(say("filters.your_new_filter", language)),
            private_text=text(quoted(reader.user_filter.name)),
            cards=cards,
        ),
        idempotency_key=f"first-visit:{reader.user_filter.id}",
    )
