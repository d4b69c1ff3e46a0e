"""Match listing events and queue the alerts, in one transaction.

Before every batch the log of filter changes is followed, so that a change holds for the very next
event. The index says which filters match; the plain matcher then says why, and has the last word.
The index may be asked by several processes (`matching/pool`).
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain

import structlog

from maneki.alerts.decide import Fit, alerts_for, unheard_of, ways_to_hear
from maneki.alerts.medians import Medians
from maneki.alerts.surroundings import surroundings_of
from maneki.alerts.used import write_changes, write_outcome
from maneki.errors import StoreError
from maneki.loops import to_the_end
from maneki.matching.brands import BrandDictionary
from maneki.matching.fastest import fastest
from maneki.matching.index import FEW, FilterIndex
from maneki.matching.look import Look
from maneki.matching.match import Matcher
from maneki.matching.pool.pool import Pool
from maneki.matching.pool.wire import Answer, Change, Question
from maneki.matching.pool.worker import follow
from maneki.matching.text import NORMALISER_VERSION
from maneki.model.event import EventKind, ListingEvent
from maneki.model.filter import Criteria, Filter
from maneki.model.ids import EventId, FilterId
from maneki.model.median import Median
from maneki.model.outbox import AlertDraft
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)

EVENTS_A_BATCH = 100
FIRST_BATCH = 10
ALERTS_A_BATCH = 1_000
"""About as many alerts as one transaction should write: others wait for it meanwhile."""
FILTERS_A_PAGE = 5_000
MOST_FAILURES = 3
BREATH_S = 0.0005


def next_batch(events: int, alerts: int) -> int:
    """How many events to take next, after so many of them made so many alerts.

    A batch at most doubles, because nobody knows yet how many people the next ones concern.
    """
    fitting = events * ALERTS_A_BATCH // max(1, alerts)
    return max(1, min(EVENTS_A_BATCH, events * 2, fitting))


def _wanted(user_filter: Filter | None) -> Criteria | None:
    """What is to be matched from now on."""
    if user_filter is None or not user_filter.is_active:
        return None
    return user_filter.criteria


def _breathe() -> None:
    """Between two steps of the thread that makes a sheet: the one that matches goes first."""
    time.sleep(BREATH_S)


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The filters that an event may concern, by as what their owners would hear of it.

    `look` is None if another process has looked.
    """

    event: ListingEvent
    look: Look | None
    heard: Mapping[EventKind, Sequence[FilterId]]

    @property
    def ids(self) -> frozenset[FilterId]:
        return frozenset(chain.from_iterable(self.heard.values()))


@dataclass(frozen=True, slots=True)
class LoadedFilters:
    """The active filters, ready to be matched; what has changed after `followed` is missing.

    `pool` are the processes that match them beside this one, if there are any.
    """

    matcher: Matcher
    index: FilterIndex
    followed: int
    pool: Pool | None = None

    def shared(self, *, processes: int) -> LoadedFilters:
        """The same, matched by so many processes. To be called while there is one thread."""
        if processes == 1:
            return self
        return replace(self, pool=Pool(self.index, self.matcher, processes=processes))


async def load_filters(store: Store, matcher: Matcher, *, few: int = FEW) -> LoadedFilters:
    """Read every active filter. Up to `few` of them are asked one by one."""
    async with store.transaction() as tx:
        followed = await tx.filters.last_change()
    index = FilterIndex(matcher, few=few, choose=fastest)
    # What is read stays for good: there is no garbage to look for among it, and looking for
    # it again and again doubles the time.
    gc.disable()
    try:
        await _load_pages(store, index)
        await asyncio.to_thread(index.settle)
    finally:
        gc.enable()
        gc.freeze()
    return LoadedFilters(matcher, index, followed)


async def _load_pages(store: Store, index: FilterIndex) -> None:
    after: FilterId | None = None
    while True:
        async with store.transaction() as tx:
            page = await tx.filters.active(after=after, limit=FILTERS_A_PAGE)
        if not page:
            return
        index.put_many(page)
        after, _ = page[-1]


class Announcer:
    """Turns events into alerts. `queued` is called when something is due, and up to `few` filters
    are asked one by one. Without `loaded` filters, which are its own from then on, it loads them.
    """

    def __init__(
        self,
        store: Store,
        *,
        dictionary: BrandDictionary,
        drop_percent: Decimal,
        queued: Callable[[], None],
        few: int = FEW,
        loaded: LoadedFilters | None = None,
    ) -> None:
        self._store = store
        self._matcher = Matcher(dictionary)
        self._medians = Medians(self._matcher)
        self._few = few
        self._drop_percent = drop_percent
        self._queued = queued
        self._use(
            loaded
            or LoadedFilters(self._matcher, FilterIndex(self._matcher, few=few, choose=fastest), 0)
        )
        self._is_loaded = loaded is not None
        self._batch = FIRST_BATCH
        self._one_by_one = 0
        self._trying: EventId | None = None
        self._failures = 0
        self._using = {
            "dictionary": dictionary.version,
            "normaliser": str(NORMALISER_VERSION),
            "drop_percent": str(drop_percent),
        }

    @property
    def filters(self) -> int:
        """How many filters are matched against."""
        return len(self._index)

    def matches_alone(self) -> bool:
        """Whether processes that should match with this one are not replaced any more."""
        return self._pool is not None and not self._pool.server_pid

    async def load(self) -> None:
        """Read every active filter. Changes made meanwhile are followed by the first step."""
        if not self._is_loaded:
            self._use(await load_filters(self._store, self._matcher, few=self._few))

    def _use(self, loaded: LoadedFilters) -> None:
        self._index, self._pool, self._followed = loaded.index, loaded.pool, loaded.followed

    async def renew(self) -> bool:
        """Have the index made anew if it was changed a lot; events are matched meanwhile. True if
        it was.
        """
        if not self._index.is_stale:
            return False
        started, draft = time.perf_counter(), self._index.draft()
        self._index.adopt(draft, await asyncio.to_thread(draft.sheet, _breathe))
        log.info(
            "alerts.index_renewed",
            filters=len(self._index),
            seconds=round(time.perf_counter() - started, 4),
        )
        if self._pool is not None:
            self._pool.renew()
        return True

    async def step(self) -> bool:
        """Match one batch. True if there was one."""
        if self._pool is not None:
            self._pool.mend()
        try:
            return await self._match()
        except StoreError:
            # It says nothing about the events.
            raise
        except Exception:
            self._failures += 1
            raise

    async def _match(self) -> bool:
        started = time.perf_counter()
        async with self._store.transaction() as tx:
            await self._follow_changes(tx)
            ids = await tx.events.unmatched(limit=1 if self._one_by_one else self._batch)
            if not ids:
                return False
            if self._is_poison(ids[0]):
                log.error("alerts.set_aside", listing_event=ids[0])
                await tx.events.matched([ids[0]], using={"set_aside": "it cannot be matched"})
                return True
            events = await tx.events.many(ids)
            alerts = await self._announce(tx, events)
        self._failures, self._one_by_one = 0, max(0, self._one_by_one - 1)
        self._batch = next_batch(len(events), alerts)
        if alerts:
            self._queued()
        log.info(
            "alerts.matched",
            events=len(events),
            alerts=alerts,
            seconds=round(time.perf_counter() - started, 4),
        )
        return True

    def _is_poison(self, first: EventId) -> bool:
        """Whether the first event has failed again and again, alone in its batch at last.

        A step that fails is simply run again. After a failing batch as many events are taken one
        at a time.
        """
        if first != self._trying:
            self._trying, self._failures = first, 0
        if self._failures < MOST_FAILURES:
            return False
        was_alone, self._one_by_one, self._failures = self._one_by_one > 0, EVENTS_A_BATCH, 0
        return was_alone

    async def _follow_changes(self, tx: Transaction) -> None:
        while changes := await tx.filters.changes_after(self._followed):
            changed = {change.filter_id for change in changes}
            now = await tx.filters.many(changed)
            self._take_over([(one, _wanted(now.get(one))) for one in changed])
            self._followed = changes[-1].sequence

    def _take_over(self, changes: Sequence[Change]) -> None:
        if self._pool is not None:
            self._pool.follow(changes)
        follow(self._index, changes)

    async def _announce(self, tx: Transaction, events: Sequence[ListingEvent]) -> int:
        """Alerts for these events. For what was sold or ended since it was seen, withdrawn ones:
        they say who was to be told, in case it comes back.
        """
        candidates = await self._all_candidates(events)
        ids = {one for found in candidates for one in found.ids}
        filters = await tx.filters.many(ids, for_share=True)
        concerned = [(found.event, found.ids) for found in candidates]
        around = await surroundings_of(tx, concerned, filters)
        medians = {
            found.event.id: await self._medians.of(
                tx, found.event, (filters[one] for one in found.ids if one in filters)
            )
            for found in candidates
        }
        drafts: list[AlertDraft] = []
        outcomes: dict[EventId, dict[str, str]] = {}
        for found in candidates:
            event, used = found.event, medians[found.event.id]
            fits = self._fits(found, filters, used)
            alerts = alerts_for(event, fits, around)
            heard = {match.filter_id for draft in alerts for match in draft.matches}
            unheard = unheard_of(event, fits, around, heard=heard)
            outcomes[event.id] = write_outcome(used, told=len(heard), unheard=unheard)
            drafts += alerts
        await tx.alerts.add(drafts)
        await self._matched(tx, outcomes)
        return len(drafts)

    async def _matched(self, tx: Transaction, outcomes: Mapping[EventId, dict[str, str]]) -> None:
        """Write down what was used, so that it can be decided once more."""
        # Filters may have been changed between following the log and reading them.
        read = await tx.filters.last_change()
        using = self._using | {"changes": write_changes(followed=self._followed, read=read)}
        await tx.events.matched([one for one, lines in outcomes.items() if not lines], using=using)
        await tx.events.matched_each(
            {one: using | lines for one, lines in outcomes.items() if lines}
        )

    async def _all_candidates(self, events: Sequence[ListingEvent]) -> list[_Candidates]:
        if self._pool is None:
            return [self._candidates(event) for event in events]
        questions = [(event, tuple(ways_to_hear(event))) for event in events]
        mine = self._pool.hand_out(questions, drop_percent=self._drop_percent)
        if len(mine) == len(events):
            return [self._candidates(event) for event in events]
        try:
            found = {place: self._candidates(events[place]) for place in mine}
        finally:
            # Whatever happens here, they are listened to before they are asked again.
            answers = await to_the_end(asyncio.to_thread(self._pool.collect))
        found |= {place: self._told(questions[place], one) for place, one in answers.items()}
        return [
            found[place] if place in found else self._candidates(event)
            for place, event in enumerate(events)
        ]

    def _told(self, question: Question, answer: Answer) -> _Candidates:
        """What another process has found."""
        event, kinds = question
        heard = {
            kind: self._index.ids_of(ordinals) for kind, ordinals in zip(kinds, answer, strict=True)
        }
        return _Candidates(event, None, heard)

    def _candidates(self, event: ListingEvent) -> _Candidates:
        look = self._matcher.look_at(event.listing)
        heard = {
            kind: self._index.matches_for(
                replace(event, kind=kind), look, drop_percent=self._drop_percent
            )
            for kind in ways_to_hear(event)
        }
        return _Candidates(event, look, heard)

    def _fits(
        self,
        found: _Candidates,
        filters: Mapping[FilterId, Filter],
        medians: Mapping[FilterId, Median],
    ) -> list[Fit]:
        if not found.ids:
            return []
        fits, look = [], found.look or self._matcher.look_at(found.event.listing)
        for kind, ids in found.heard.items():
            event = replace(found.event, kind=kind)
            # Those that nobody can read any more are not among the filters.
            for user_filter in (filters[one] for one in ids if one in filters):
                verdict = self._matcher.judge(
                    user_filter,
                    event,
                    look,
                    drop_percent=self._drop_percent,
                    median=medians.get(user_filter.id),
                )
                if verdict.matched:
                    reasons = tuple(reason.text for reason in verdict.reasons)
                    fits.append(Fit(filter=user_filter, heard_as=kind, reasons=reasons))
        return fits
