"""Read what it takes to decide who hears of events, and of whom it is known already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from maneki.alerts.decide import Surroundings, destination_of
from maneki.model.event import EventKind, ListingEvent
from maneki.model.filter import Filter
from maneki.model.ids import EventId, FilterId
from maneki.store import Transaction

Concerned = tuple[ListingEvent, Collection[FilterId]]
"""An event, and the filters that it may concern."""


async def surroundings_of(
    tx: Transaction,
    concerned: Sequence[Concerned],
    filters: Mapping[FilterId, Filter],
    *,
    for_share: bool = True,
) -> Surroundings:
    """Whoever suspends a destination meanwhile, or chooses another, waits: they find the alert
    in the outbox then, and take it along. Not `for_share`, nobody waits, and nothing is written.
    """
    events = [event for event, _ in concerned]
    listings = {event.listing_id for event in events}
    back = {one.listing_id for one in events if one.kind is EventKind.BACK_ON_SALE}
    owners = {one.person_id for one in filters.values() if one.person_id is not None}
    people = await tx.people.many(owners, for_share=for_share)
    wanted = {place for one in filters.values() if (place := destination_of(one, people))}
    return Surroundings(
        people=people,
        destinations=await tx.destinations.many(wanted, for_share=for_share),
        dismissed=await tx.alerts.dismissed(listings),
        now=tx.now,
        untold=await tx.alerts.untold(back) if back else (),
        acquainted=await _acquainted(tx, concerned),
        gone=listings - await tx.listings.available(listings),
    )


async def _acquainted(
    tx: Transaction, concerned: Sequence[Concerned]
) -> set[tuple[EventId, FilterId]]:
    """Filters one of whose searches has shown the listing already, at its first visit."""
    late = [(event, ids) for event, ids in concerned if event.except_search is not None]
    if not late:
        return set()
    searches = await tx.searches.searches_of({one for _, ids in late for one in ids})
    return {
        (event.id, filter_id)
        for event, ids in late
        for filter_id in ids
        if event.except_search in searches.get(filter_id, ())
    }
