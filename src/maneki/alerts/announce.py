"""Match listing events and queue the alerts, in one transaction.

Before every batch the log of filter changes is followed, so that a change holds for the very next
event. The index says which filters match; the plain matcher then says why, and has the last word.
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
from maneki.matching.brands import BrandDictionary
from maneki.matching.index import FEW, FilterIndex
from maneki.matching.look import Look
from maneki.matching.match import Matcher
from maneki.matching.text import NORMALISER_VERSION
from maneki.model.event import EventKind, ListingEvent
from maneki.model.filter import Filter
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


def _breathe() -> None:
    """Between two steps of the thread that makes a sheet: the one that matches goes first."""
    time.sleep(BREATH_S)


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The filters that an event may concern, by as what their owners would hear of it."""

    event: ListingEvent
    look: Look
    heard: Mapping[EventKind, Sequence[FilterId]]

    @property
    def ids(self) -> frozenset[FilterId]:
        return frozenset(chain.from_iterable(self.heard.values()))


class Announcer:
    """Turns events into alerts. `queued` is called when something is due, and up to `few` filters
    are asked one by one.
    """

    def __init__(
        self,
        store: Store,
        *,
        dictionary: BrandDictionary,
        drop_percent: Decimal,
        queued: Callable[[], None],
        few: int = FEW,
    ) -> None:
        self._store = store
        self._matcher = Matcher(dictionary)
        self._medians = Medians(self._matcher)
        self._index = FilterIndex(self._matcher, few=few)
        self._drop_percent = drop_percent
        self._queued = queued
        self._followed = 0
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

    async def load(self) -> None:
        """Read every active filter. Changes made meanwhile are followed by the first step."""
        async with self._store.transaction() as tx:
            self._followed = await tx.filters.last_change()
        # What is read stays for good: there is no garbage to look for among it, and looking for
        # it again and again doubles the time.
        gc.disable()
        try:
            await self._load_pages()
            await asyncio.to_thread(self._index.settle)
        finally:
            gc.enable()
            gc.freeze()

    async def _load_pages(self) -> None:
        after: FilterId | None = None
        while True:
            async with self._store.transaction() as tx:
                page = await tx.filters.active(after=after, limit=FILTERS_A_PAGE)
            if not page:
                return
            self._index.put_many(page)
            after, _ = page[-1]

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
        return True

    async def step(self) -> bool:
        """Match one batch. True if there was one."""
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
            for filter_id in changed:
                self._take_over(filter_id, now.get(filter_id))
            self._followed = changes[-1].sequence

    def _take_over(self, filter_id: FilterId, user_filter: Filter | None) -> None:
        if user_filter is not None and user_filter.is_active:
            self._index.add(user_filter)
        else:
            self._index.remove(filter_id)

    async def _announce(self, tx: Transaction, events: Sequence[ListingEvent]) -> int:
        """Alerts for these events. For what was sold or ended since it was seen, withdrawn ones:
        they say who was to be told, in case it comes back.
        """
        candidates = [self._candidates(event) for event in events]
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
        fits = []
        for kind, ids in found.heard.items():
            event = replace(found.event, kind=kind)
            # Those that nobody can read any more are not among the filters.
            for user_filter in (filters[one] for one in ids if one in filters):
                verdict = self._matcher.judge(
                    user_filter,
                    event,
                    found.look,
                    drop_percent=self._drop_percent,
                    median=medians.get(user_filter.id),
                )
                if verdict.matched:
                    reasons = tuple(reason.text for reason in verdict.reasons)
                    fits.append(Fit(filter=user_filter, heard_as=kind, reasons=reasons))
        return fits
