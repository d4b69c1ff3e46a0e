"""Why somebody was told of a listing, or was not: what was decided, asked once more.

The event is the stored one, with the listing as it was then and the rates of its day; the filters
are as they were when it was matched. What is asked is what is asked live: `Matcher.judge`, then
`why_unheard`; and of what was queued, where its row stands.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from maneki.alerts.decide import Fit, Surroundings, Unheard, ways_to_hear, why_unheard
from maneki.alerts.surroundings import surroundings_of
from maneki.alerts.used import drop_percent_in, read_used, unheard_in
from maneki.filters.desk import one_of
from maneki.matching.look import Look
from maneki.matching.match import Matcher, Reason
from maneki.model.delivery import Delivery
from maneki.model.event import EventKind, ListingEvent, MatchedEvent
from maneki.model.filter import Criteria, Filter
from maneki.model.ids import EventId, FilterId
from maneki.model.listing import SeenListing
from maneki.model.median import Median, median_key, read_median
from maneki.model.money import Rates
from maneki.model.page import meant_by
from maneki.model.person import Address
from maneki.store import Store, Transaction

MOST_EVENTS = 3
NO_EVENT = EventId(0)


class Why(StrEnum):
    """Where the road from an event to somebody ended for one filter of theirs."""

    QUEUED = "queued"
    """It did not: an alert was written, and its deliveries say where it stands."""
    LATER = "later"
    """The filter was made afterwards."""
    INACTIVE = "inactive"
    UNFIT = "unfit"
    """It asks for something else; `missed` says what."""
    UNHEARD = "unheard"
    """It fits, and was not told all the same; `unheard` says why."""
    BASELINE = "baseline"
    """It fits, and was there before anything was news: it was found when we first looked."""
    WAITS = "waits"
    """Nobody has matched the event yet."""
    SET_ASIDE = "set_aside"
    """Matching it breaks us."""
    FORGOTTEN = "forgotten"
    """It fits, and what became of it is not kept any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one event was to one filter. `filter` is as it was then, `event` as what it counted.

    `reasons` are all conditions of the filter, those that held and those that did not; none where
    it was not asked.
    """

    filter: Filter
    why: Why
    event: ListingEvent
    reasons: tuple[Reason, ...] = ()
    unheard: Unheard | None = None
    deliveries: tuple[Delivery, ...] = ()

    @property
    def missed(self) -> tuple[Reason, ...]:
        """The conditions that did not hold."""
        return tuple(reason for reason in self.reasons if not reason.passed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event, what was used to decide about it, and what it was to each filter: those first that
    it is nearest to.
    """

    event: ListingEvent
    matched_at: datetime | None
    using: Mapping[str, str]
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A filter, and the markets that would show what it asks for."""

    filter: Filter
    markets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """`listing` is None if we never saw it; `stories` are its last events, the last one first.

    Without any event, `baseline` is what it would have been if it had been news.
    """

    listing: SeenListing | None
    stories: tuple[Story, ...] = ()
    baseline: tuple[Told, ...] = ()
    watched: tuple[Watched, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is written down of an event, and of the filters as they were when it was matched."""

    happened: MatchedEvent
    then: Mapping[FilterId, Filter | None]
    around: Surroundings


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is known of an event, whichever filter is asked about."""

    happened: MatchedEvent
    look: Look
    around: Surroundings

    @property
    def event(self) -> ListingEvent:
        return self.happened.event


class WhyDesk:
    """Answers for the caller alone. `serving` says which markets show what criteria ask for."""

    def __init__(
        self,
        store: Store,
        *,
        matcher: Matcher,
        drop_percent: Decimal,
        serving: Callable[[Criteria], tuple[str, ...]],
    ) -> None:
        self._store = store
        self._matcher = matcher
        self._drop_percent = drop_percent
        self._serving = serving

    async def explain(
        self, caller: Address, listing: str, *, only: str | None = None
    ) -> Explanation:
        """What became, for the caller, of the listing at this address or with this id; for all of
        their filters, or for the one of this name or id.

        Raises `NoSuchFilterError`.
        """
        async with self._store.reading() as tx:
            person = await tx.people.at(caller)
            mine = await tx.filters.of_person(person.id) if person else ()
            if only is not None:
                mine = (one_of(mine, only, person=person),)
            seen = await tx.listings.meant(meant_by(listing))
            if person is None or seen is None:
                return Explanation(listing=seen, watched=self._watched(mine))
            happened = await tx.events.of_listing(seen.id, limit=MOST_EVENTS)
            about = await tx.deliveries.about(person.id, [one.event.id for one in happened])
            kept = [await _kept(tx, one, mine) for one in happened]
            rates = await tx.rates.latest()
        # Only now: judging takes its time, and no database has to wait for it.
        stories = [
            await self._story(one, mine, about.get(one.happened.event.id, ())) for one in kept
        ]
        baseline = () if stories else self._baseline(seen, mine, rates)
        return Explanation(listing=seen, stories=tuple(stories), baseline=baseline)

    def _watched(self, mine: Sequence[Filter]) -> tuple[Watched, ...]:
        return tuple(
            Watched(filter=one, markets=self._serving(one.criteria))
            for one in mine
            if one.is_active
        )

    async def _story(
        self, kept: _Kept, mine: Sequence[Filter], queued: Sequence[Delivery]
    ) -> Story:
        happened = kept.happened
        scene = _Scene(happened, self._matcher.look_at(happened.event.listing), kept.around)
        told = []
        for one in mine:
            told.append(self._told(one, kept.then[one.id], scene, _of(one.id, queued)))
            # Others have their turn after every filter.
            await asyncio.sleep(0)
        return Story(
            event=happened.event,
            matched_at=happened.at,
            using=happened.using,
            told=tuple(sorted(told, key=_distance)),
        )

    def _told(
        self, one: Filter, then: Filter | None, scene: _Scene, queued: tuple[Delivery, ...]
    ) -> Told:
        if then is None or not then.is_active:
            why = Why.LATER if then is None else Why.INACTIVE
            told = Told(filter=then or one, why=why, event=scene.event)
        else:
            ways = (replace(scene.event, kind=kind) for kind in ways_to_hear(scene.event))
            told = min((self._heard(then, event, scene) for event in ways), key=_distance)
        if queued:
            return replace(told, filter=one, why=Why.QUEUED, unheard=None, deliveries=queued)
        return told

    def _heard(self, then: Filter, event: ListingEvent, scene: _Scene) -> Told:
        """As what the filter's owner may hear of the event."""
        using = scene.happened.using
        reasons = self._reasons(
            then,
            event,
            scene.look,
            drop_percent=drop_percent_in(using),
            median=read_median(using.get(median_key(then.id))),
        )
        told = Told(filter=then, why=Why.FORGOTTEN, event=event, reasons=reasons)
        if told.missed:
            return replace(told, why=Why.UNFIT)
        if scene.happened.at is None:
            return replace(told, why=Why.WAITS)
        if "set_aside" in using:
            return replace(told, why=Why.SET_ASIDE)
        fit = Fit(filter=then, heard_as=event.kind, reasons=())
        # Since then somebody may have chosen another place, or have been told.
        unheard = unheard_in(using).get(then.id) or why_unheard(fit, scene.event, scene.around)
        return replace(told, why=Why.UNHEARD, unheard=unheard) if unheard else told

    def _reasons(
        self,
        one: Filter,
        event: ListingEvent,
        look: Look,
        *,
        drop_percent: Decimal | None = None,
        median: Median | None = None,
    ) -> tuple[Reason, ...]:
        percent = self._drop_percent if drop_percent is None else drop_percent
        return self._matcher.judge(one, event, look, drop_percent=percent, median=median).reasons

    def _baseline(
        self, seen: SeenListing, mine: Sequence[Filter], rates: Rates | None
    ) -> tuple[Told, ...]:
        """Nothing has happened to the listing since we first saw it."""
        if seen.listing is None:
            return ()
        event = ListingEvent(
            id=NO_EVENT,
            kind=EventKind.NEW,
            listing_id=seen.id,
            listing=seen.listing,
            at=seen.first_seen_at,
            fetched_at=seen.first_seen_at,
            rates=rates,
        )
        look = self._matcher.look_at(seen.listing)
        told = [self._as_baseline(one, event, look) for one in mine if one.is_active]
        return tuple(sorted(told, key=_distance))

    def _as_baseline(self, one: Filter, event: ListingEvent, look: Look) -> Told:
        told = Told(
            filter=one, why=Why.BASELINE, event=event, reasons=self._reasons(one, event, look)
        )
        return replace(told, why=Why.UNFIT) if told.missed else told


async def _kept(tx: Transaction, happened: MatchedEvent, mine: Sequence[Filter]) -> _Kept:
    used = read_used(happened.using)
    then = await tx.filters.as_of(mine, happened.at or tx.now, change=used.read if used else None)
    known = {one.id: was for one in mine if (was := then[one.id]) is not None}
    concerned = [(happened.event, known.keys())]
    return _Kept(happened, then, await surroundings_of(tx, concerned, known, for_share=False))


def _of(filter_id: FilterId, queued: Sequence[Delivery]) -> tuple[Delivery, ...]:
    return tuple(one for one in queued if any(named.id == filter_id for named in one.filters))


def _distance(told: Told) -> tuple[int, int, str]:
    """What was told first, then what came nearest to it."""
    order = (Why.QUEUED, Why.WAITS, Why.SET_ASIDE, Why.UNHEARD, Why.BASELINE, Why.FORGOTTEN)
    rank = order.index(told.why) if told.why in order else len(order) + (told.why is Why.UNFIT)
    return rank, len(told.missed), told.filter.name
