"""Who hears of what. Pure: takes what was read, returns what is to be written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zlib import crc32

from maneki.matching.price import is_drop_of, price_now
from maneki.model.card import card_of
from maneki.model.event import EventKind, ListingEvent, PriceDrop
from maneki.model.filter import MOST_PRIORITY, Filter
from maneki.model.hold import HeldFor, Tally, hold_of_alert
from maneki.model.ids import DestinationId, EventId, FilterId, ListingId, PersonId, SearchId
from maneki.model.listing import KnownListing, Listing, ListingStatus
from maneki.model.money import Money
from maneki.model.outbox import AlertDraft, Match, OutboxState
from maneki.model.person import Destination, Person
from maneki.phrases import say

LASTING = timedelta(days=1)
"""A price that has held for so long is the price: what lies below it is a drop, even if the
listing was cheaper once before."""


BETWEEN_TURNS = timedelta(milliseconds=31)
"""Of 45 messages a second, one event that concerns a thousand takes 32 if others want the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What seeing a known listing again means: what to remember, and what happened, if anything."""

    known: KnownListing
    event: EventKind | None = None
    drop: PriceDrop | None = None
    except_search: SearchId | None = None
    is_gone: bool = False


def change_of(
    known: KnownListing,
    found: Listing,
    *,
    search_id: SearchId | None,
    is_baseline: bool,
    drop_percent: Decimal,
    now: datetime,
) -> Change:
    """Compare a listing with what we remember of it. A bump alone is nothing that happened.

    A listing that so far is only one search's baseline is announced when another search comes upon
    it as news (`is_baseline` is False): nobody but the first one's people has seen it. What else
    the event is for some of those who hear of it, `ways_to_hear` says.
    """
    before = _settled(known, now)
    seen = _repriced(replace(before, status=found.status), price_now(found), drop_percent, now)
    seen = replace(seen, listing=found)
    if not found.is_available:
        return Change(known=seen, is_gone=known.status is ListingStatus.ON_SALE)
    drop = _drop(before, price_now(found))
    baseline = known.baseline_search_id
    if baseline is not None and not is_baseline and search_id != baseline:
        known_to_all = replace(seen, baseline_search_id=None)
        return Change(known=known_to_all, event=EventKind.NEW, drop=drop, except_search=baseline)
    if known.status is not ListingStatus.ON_SALE:
        return Change(known=seen, event=EventKind.BACK_ON_SALE, drop=drop)
    return Change(known=seen, event=EventKind.PRICE_DROP if drop else None, drop=drop)


def ways_to_hear(event: ListingEvent) -> tuple[EventKind, ...]:
    """As what people may hear of one event; of several that fit a person, the first counts.

    What is back on sale is new to whoever was to be told of it before and was not, because it was
    gone by then. What is news to most may be known to one search's people, who hear if it has
    become cheaper. `alerts_for` decides who is who.
    """
    cheaper = (EventKind.PRICE_DROP,) if event.drop else ()
    if event.kind is EventKind.NEW:
        return (EventKind.NEW, *cheaper)
    if event.kind is EventKind.BACK_ON_SALE:
        return (EventKind.NEW, EventKind.BACK_ON_SALE, *cheaper)
    return (event.kind,)


def _settled(known: KnownListing, now: datetime) -> KnownListing:
    """A price that has lasted is the one that the next is compared with."""
    if known.price is None or known.price_since is None or now - known.price_since < LASTING:
        return known
    return replace(known, lowest=known.price, announced=known.price)


def _drop(known: KnownListing, price: Money | None) -> PriceDrop | None:
    """A price is an event only below the lowest seen: ups and downs around one alert once."""
    if price is None or known.price is None or known.lowest is None or known.announced is None:
        return None
    if price.currency != known.price.currency or price.amount >= known.lowest.amount:
        return None
    return PriceDrop(before=known.price, announced=known.announced, lowest=known.lowest)


def _repriced(
    known: KnownListing, price: Money | None, drop_percent: Decimal, now: datetime
) -> KnownListing:
    """What to remember of the prices once this one has been seen."""
    if price is None or price == known.price:
        return known
    if known.price is None or known.price.currency != price.currency:
        return replace(known, price=price, price_since=now, announced=price, lowest=price)
    lowest, announced = known.lowest or price, known.announced or price
    if price.amount < lowest.amount:
        lowest = price
        if is_drop_of(drop_percent, was=announced, now=price):
            announced = price
    return replace(known, price=price, price_since=now, announced=announced, lowest=lowest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A filter that an event satisfies, as what it does, and the reasons in words."""

    filter: Filter
    heard_as: EventKind
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What was read from the store to decide about a batch of events.

    `untold` are those who were to be told of a listing and have not been; `acquainted` the filters
    one of whose searches has shown the listing at its first visit; `gone` what is not to be had
    any more.
    """

    people: Mapping[PersonId, Person]
    destinations: Mapping[DestinationId, Destination]
    dismissed: Collection[tuple[PersonId, ListingId]]
    now: datetime
    untold: Collection[tuple[PersonId, ListingId]] = ()
    acquainted: Collection[tuple[EventId, FilterId]] = ()
    gone: Collection[ListingId] = ()


def destination_of(user_filter: Filter, people: Mapping[PersonId, Person]) -> DestinationId | None:
    """Where a filter's alerts go: its own destination, or its owner's default."""
    if user_filter.destination_id is not None:
        return user_filter.destination_id
    owner = people.get(user_filter.person_id) if user_filter.person_id else None
    return owner.default_destination_id if owner else None


def alerts_for(event: ListingEvent, fits: Sequence[Fit], around: Surroundings) -> list[AlertDraft]:
    """One alert per person and destination, naming every filter of theirs that matched."""
    together: dict[tuple[PersonId, DestinationId], dict[FilterId, Fit]] = defaultdict(dict)
    for fit in fits:
        destination_id = destination_of(fit.filter, around.people)
        if fit.filter.person_id is None or destination_id is None:
            continue
        if why_unheard(fit, event, around) is None:
            together[fit.filter.person_id, destination_id].setdefault(fit.filter.id, fit)
    return _in_turns(
        _alert(
            event,
            around.people[person_id],
            around.destinations[destination_id],
            [*theirs.values()],
            around,
        )
        for (person_id, destination_id), theirs in together.items()
    )


def _in_turns(drafts: Iterable[AlertDraft]) -> list[AlertDraft]:
    """What many hear of shares the pace with what others are to hear of meanwhile.

    Who comes first differs from event to event.
    """
    drawn = sorted(drafts, key=lambda one: crc32(f"{one.event_id}:{one.destination_id}".encode()))
    return [
        replace(one, turn_at=one.due_at + place * BETWEEN_TURNS) for place, one in enumerate(drawn)
    ]


class Unheard(StrEnum):
    """Why somebody is not told of an event that one of their filters asks for."""

    NOWHERE = "nowhere"
    """They have no place to be told at."""
    KNOWN = "known"
    """Their filter's first hits had the listing among them."""
    TOLD = "told"
    """They were told of the listing when it was new."""
    DISMISSED = "dismissed"
    ADULT = "adult"


def why_unheard(fit: Fit, event: ListingEvent, around: Surroundings) -> Unheard | None:
    """None if the filter's owner is to hear of it."""
    destination_id = destination_of(fit.filter, around.people)
    destination = around.destinations.get(destination_id) if destination_id else None
    if fit.filter.person_id is None or destination is None:
        return Unheard.NOWHERE
    if not _may_hear_as(fit, event, around):
        return Unheard.KNOWN if event.kind is EventKind.NEW else Unheard.TOLD
    if (fit.filter.person_id, event.listing_id) in around.dismissed:
        return Unheard.DISMISSED
    if event.listing.adult and not destination.is_age_restricted:
        return Unheard.ADULT
    return None


def unheard_of(
    event: ListingEvent, fits: Iterable[Fit], around: Surroundings, *, heard: Collection[FilterId]
) -> dict[FilterId, Unheard]:
    """Why the owners of filters that fit are not told, for those that are not among the `heard`."""
    left = (fit for fit in fits if fit.filter.id not in heard)
    whys = ((fit.filter.id, why_unheard(fit, event, around)) for fit in left)
    return {one: why for one, why in whys if why is not None}


def _may_hear_as(fit: Fit, event: ListingEvent, around: Surroundings) -> bool:
    if event.kind is EventKind.NEW:
        is_known = (event.id, fit.filter.id) in around.acquainted
        return is_known == (fit.heard_as is EventKind.PRICE_DROP)
    if fit.heard_as is EventKind.NEW:
        return (fit.filter.person_id, event.listing_id) in around.untold
    return True


def _alert(
    event: ListingEvent,
    person: Person,
    destination: Destination,
    fits: Sequence[Fit],
    around: Surroundings,
) -> AlertDraft:
    kind = min((fit.heard_as for fit in fits), key=ways_to_hear(event).index)
    standing = _standing(event, person, destination, fits, around)
    return AlertDraft(
        person_id=person.id,
        destination_id=destination.id,
        event_id=event.id,
        listing_id=event.listing_id,
        card=card_of(
            event.listing,
            event=kind,
            currency=person.preferences.currency,
            rates=event.rates,
            drop=None if kind is EventKind.NEW else event.drop,
        ),
        matches=tuple(
            Match(filter_id=fit.filter.id, revision=fit.filter.revision, reasons=fit.reasons)
            for fit in sorted(fits, key=lambda fit: fit.filter.name)
        ),
        due_at=standing.due_at,
        fetched_at=event.fetched_at,
        listed_at=event.listing.listed_at,
        state=standing.state,
        reason=standing.reason,
        held_for=standing.held_for,
        priority=min(MOST_PRIORITY, max(fit.filter.priority for fit in fits)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    state: OutboxState
    due_at: datetime
    reason: str | None = None
    held_for: HeldFor | None = None


def _standing(
    event: ListingEvent,
    person: Person,
    destination: Destination,
    fits: Sequence[Fit],
    around: Surroundings,
) -> _Standing:
    now, language = around.now, person.preferences.language
    if event.listing_id in around.gone:
        gone = say("delivery.unwanted.gone", language)
        return _Standing(state=OutboxState.WITHDRAWN, due_at=now, reason=gone)
    if destination.is_suspended:
        closed = destination.suspended_reason
        return _Standing(state=OutboxState.SUSPENDED, due_at=now, reason=closed)
    filters = [fit.filter for fit in fits]
    # Limits count what was sent, which is not known before the moment of sending.
    if hold := hold_of_alert(filters, person.preferences, Tally(), now=now):
        return _Standing(
            state=OutboxState.HELD,
            due_at=hold.until,
            reason=say(f"delivery.held.{hold.why}", language),
            held_for=hold.why,
        )
    return _Standing(state=OutboxState.DUE, due_at=now)
