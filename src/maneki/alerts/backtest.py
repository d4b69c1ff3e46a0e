"""Decide stored events once more, and compare with what was decided when they were matched.

What fits is asked again of `Matcher.judge`, for the event as it is stored: the listing as it was,
the rates of its day, the least drop and the medians that were used, and the filters as the log of
changes has them at the time. Of each filter that fits it is written down either that it made an
alert or why its owner was not told; so the two must be the same. Where something that was used is
not kept any more, or was never written down, it cannot be told, and is not guessed.

What somebody heard is not decided again: who had chosen which place then, and had been told what
before, is not kept.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from maneki.alerts.decide import ways_to_hear
from maneki.alerts.used import Used, read_used
from maneki.matching.look import Look
from maneki.matching.match import Matcher, Verdict
from maneki.matching.price import price_now
from maneki.matching.text import NORMALISER_VERSION
from maneki.model.event import ListingEvent, MatchedEvent
from maneki.model.filter import Criteria, Filter, FilterState
from maneki.model.ids import EventId, FilterId
from maneki.model.median import Median
from maneki.store import Store, Transaction
from maneki.store.filters import LoggedRevision

EVENTS_A_PAGE = 200
REVISIONS_A_PAGE = 5_000
MOST_DIFFERENCES = 100


class Doubt(StrEnum):
    """Why it cannot be told whether an event would be decided as it was."""

    UNMATCHED = "unmatched"
    """Nobody has matched it yet."""
    SET_ASIDE = "set_aside"
    UNREADABLE = "unreadable"
    OLD = "old"
    """It was matched before all that decisions use was written down."""
    DICTIONARY = "dictionary"
    """It was matched with another brand dictionary, which is not here."""
    NORMALISER = "normaliser"
    FILTERS = "filters"
    """What a filter asked for, or whether it ran, is not known."""
    MEDIAN = "median"
    ALERTS = "alerts"
    """Some of the alerts it made are not kept any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One event: the filters that fit now and made nothing then, and those that did and do not
    fit now. With a `doubt` nothing else is said.
    """

    event_id: EventId
    only_now: frozenset[FilterId] = frozenset()
    only_then: frozenset[FilterId] = frozenset()
    doubt: Doubt | None = None

    @property
    def is_same(self) -> bool:
        return self.doubt is None and not self.only_now and not self.only_then


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`different` are the first of those that are decided otherwise now, `differing` how many."""

    same: int = 0
    differing: int = 0
    different: tuple[Compared, ...] = ()
    untold: Mapping[Doubt, int] = field(default_factory=dict)

    @property
    def events(self) -> int:
        return self.same + self.differing + sum(self.untold.values())


@dataclass(frozen=True, slots=True)
class _Was:
    """A filter from a change on; None where it cannot be read."""

    sequence: int
    filter: Filter | None
    is_state_known: bool


class FilterHistory:
    """What every filter asked for after each change of the log."""

    def __init__(self) -> None:
        self._revisions: dict[FilterId, list[_Was]] = {}
        self.last = 0

    def add(self, revisions: Iterable[LoggedRevision]) -> None:
        for one in revisions:
            before = self._revisions.setdefault(one.filter_id, [])
            before.append(_was(one, before[-1] if before else None))
            self.last = one.sequence

    @property
    def filters(self) -> Iterable[FilterId]:
        return self._revisions.keys()

    def at(self, filter_id: FilterId, sequence: int) -> _Was | None:
        """The filter after this change of the log, None if it did not exist yet."""
        revisions = self._revisions[filter_id]
        place = bisect_right(revisions, sequence, key=lambda was: was.sequence)
        return revisions[place - 1] if place else None


def _was(revision: LoggedRevision, before: _Was | None) -> _Was:
    """Where nobody wrote down whether a filter ran, it did if it did before."""
    state, is_known = revision.state, revision.state is not None
    if state is None and before is not None and before.filter is not None:
        state, is_known = before.filter.state, before.is_state_known
    if revision.criteria is None:
        return _Was(revision.sequence, None, is_known)
    as_it_was = _filter(revision.filter_id, revision.criteria, state or FilterState.ACTIVE)
    return _Was(revision.sequence, as_it_was, is_known)


def _filter(filter_id: FilterId, criteria: Criteria, state: FilterState) -> Filter:
    return Filter(id=filter_id, name="", criteria=criteria, state=state)


def compared(
    happened: MatchedEvent, told: frozenset[FilterId], history: FilterHistory, matcher: Matcher
) -> Compared:
    """Decide an event once more. `told` are the filters that made alerts which are still kept."""
    event, used = happened.event, _used(happened, matcher)
    if isinstance(used, Doubt):
        return Compared(event_id=event.id, doubt=used)
    again = _Again(event, used, matcher)
    fits: set[FilterId] = set()
    for filter_id in history.filters:
        verdict = again.decided(
            history.at(filter_id, used.followed), history.at(filter_id, used.read)
        )
        if isinstance(verdict, Doubt):
            return Compared(event_id=event.id, doubt=verdict)
        if verdict:
            fits.add(filter_id)
    then = told | used.unheard.keys()
    only_now, only_then = frozenset(fits - then), frozenset(then - fits)
    lost = used.told - len(told)
    if lost and len(only_now) <= lost and not only_then:
        return Compared(event_id=event.id, doubt=Doubt.ALERTS)
    return Compared(event_id=event.id, only_now=only_now, only_then=only_then)


def _used(happened: MatchedEvent, matcher: Matcher) -> Used | Doubt:
    """What was used for an event, or what keeps it from being decided once more."""
    used = read_used(happened.using)
    if happened.at is None:
        return Doubt.UNMATCHED
    if "set_aside" in happened.using:
        return Doubt.SET_ASIDE
    if used is None:
        return Doubt.OLD
    if used.dictionary != matcher.dictionary.version:
        return Doubt.DICTIONARY
    if used.normaliser != str(NORMALISER_VERSION):
        return Doubt.NORMALISER
    return used


class _Again:
    """One event, decided once more for one filter after the other."""

    def __init__(self, event: ListingEvent, used: Used, matcher: Matcher) -> None:
        self._used = used
        self._matcher = matcher
        self._look: Look = matcher.look_at(event.listing)
        self._ways = [replace(event, kind=kind) for kind in ways_to_hear(event)]
        self._has_price = price_now(event.listing) is not None

    def decided(self, followed: _Was | None, read: _Was | None) -> bool | Doubt:
        """Whether the filter fits. The index followed the log up to one change; by the time it was
        read the filter may have been changed once more.
        """
        if followed is None:
            return False
        first = self._one(followed)
        if read is None or read is followed:
            return first
        return first if self._one(read) == first else Doubt.FILTERS

    def _one(self, was: _Was) -> bool | Doubt:
        if was.filter is None:
            return Doubt.FILTERS
        if not was.filter.is_active:
            return False if was.is_state_known else Doubt.FILTERS
        median = self._used.median(was.filter.id)
        verdicts = [*self._verdicts(was.filter, median)]
        if any(verdict.matched for verdict in verdicts):
            return True if was.is_state_known else Doubt.FILTERS
        if median is None and self._has_price and any(map(_lacks_median, verdicts)):
            return Doubt.MEDIAN
        return False

    def _verdicts(self, user_filter: Filter, median: Median | None) -> Iterator[Verdict]:
        for event in self._ways:
            yield self._matcher.judge(
                user_filter,
                event,
                self._look,
                drop_percent=self._used.drop_percent,
                median=median,
            )


def _lacks_median(verdict: Verdict) -> bool:
    """Whether all holds but that it is known what comparable listings cost."""
    missed = [reason.condition for reason in verdict.reasons if not reason.passed]
    return missed == ["median data"]


class Backtest:
    """Reads alone, a page at a time, and decides in a thread: nobody waits for it."""

    def __init__(self, store: Store, *, matcher: Matcher) -> None:
        self._store = store
        self._matcher = matcher
        self._history = FilterHistory()

    async def run(self, *, since: datetime, most: int) -> Report:
        """Decide the events from then on once more, the last `most` of them. Raises `StoreError`.

        In memory are all revisions of all filters, and a page of events.
        """
        tally = _Tally()
        behind: EventId | None = None
        left = most
        while left > 0:
            async with self._store.reading() as tx:
                page = await tx.events.latest(
                    since=since, before=behind, limit=min(left, EVENTS_A_PAGE)
                )
                told = await tx.alerts.filters_told([one.event.id for one in page.events])
                await self._follow(tx)
            tally.count(await asyncio.to_thread(self._compared, page.events, told))
            tally.untold[Doubt.UNREADABLE] += page.unreadable
            left -= len(page.events) + page.unreadable
            behind = page.behind
            if behind is None:
                break
        return tally.report()

    async def _follow(self, tx: Transaction) -> None:
        """What events were matched with is in the log by the time they can be read."""
        while page := await tx.filters.revisions_after(self._history.last, limit=REVISIONS_A_PAGE):
            self._history.add(page)

    def _compared(
        self, events: Sequence[MatchedEvent], told: Mapping[EventId, frozenset[FilterId]]
    ) -> list[Compared]:
        return [compared(one, told[one.event.id], self._history, self._matcher) for one in events]


class _Tally:
    def __init__(self) -> None:
        self.same = 0
        self.differing = 0
        self.different: list[Compared] = []
        self.untold: Counter[Doubt] = Counter()

    def count(self, found: Iterable[Compared]) -> None:
        for one in found:
            if one.doubt is not None:
                self.untold[one.doubt] += 1
            elif one.is_same:
                self.same += 1
            else:
                self.differing += 1
                self.different.append(one)
        del self.different[MOST_DIFFERENCES:]

    def report(self) -> Report:
        return Report(
            same=self.same,
            differing=self.differing,
            different=tuple(self.different),
            untold={doubt: count for doubt, count in self.untold.items() if count},
        )
