"""What the first visit of a search found is shown to whoever made the filter; it alerts nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from maneki.alerts.decide import destination_of
from maneki.matching.look import Look
from maneki.matching.match import Matcher
from maneki.model.card import card_of
from maneki.model.event import EventKind
from maneki.model.filter import Filter
from maneki.model.ids import FilterId, PersonId
from maneki.model.listing import Listing
from maneki.model.money import Rates
from maneki.model.outbox import Note, NoteDraft
from maneki.model.person import Destination, Person
from maneki.model.search import Search, Visit
from maneki.phrases import say
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

    async def show(self, tx: Transaction, search: Search, visit: Visit) -> bool:
        """Queue one notice for each filter that waits for this search. True if there was one."""
        rates = await tx.rates.latest()
        readers = await self._readers(tx, await tx.searches.take_unshown(search.id))
        looks = [self._matcher.look_at(listing) for listing in visit.listings] if readers else []
        added = False
        for reader in readers:
            fitting = self._fitting(reader.user_filter, looks, rates)
            if fitting:
                draft = _notice(search, reader, fitting, rates)
                added = await tx.outbox.add_note(draft) or added
        return added

    async def _readers(self, tx: Transaction, ids: Sequence[FilterId]) -> list[_Reader]:
        if not ids:
            return []
        filters = await tx.filters.many(ids)
        owners: set[PersonId] = {one.person_id for one in filters.values() if one.person_id}
        people = await tx.people.many(owners)
        readers = []
        for one in filters.values():
            destination_id = destination_of(one, people)
            destination = await tx.destinations.get(destination_id) if destination_id else None
            if one.is_active and one.person_id and destination and not destination.is_suspended:
                readers.append(_Reader(one, people[one.person_id], destination))
        return readers

    def _fitting(
        self, user_filter: Filter, looks: Sequence[Look], rates: Rates | None
    ) -> list[Listing]:
        return [
            look.listing
            for look in looks
            if self._matcher.fits(user_filter.criteria, look, rates=rates).matched
        ]


def _notice(
    search: Search, reader: _Reader, fitting: Sequence[Listing], rates: Rates | None
) -> NoteDraft:
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
            private_text=text(reader.user_filter.name),
            cards=cards,
        ),
        idempotency_key=f"first-visit:{search.id}:{reader.user_filter.id}",
    )
