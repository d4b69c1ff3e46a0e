"""Show people what their filters would have told them lately.

It reads without a write lock, a page at a time, no more than `MOST_EVENTS` and `MOST_CHARACTERS`,
and looks in a thread that lets others go first; one preview is made at a time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from maneki.alerts.decide import Surroundings, destination_of
from maneki.alerts.preview import DAYS, LookBack, Preview, Seen
from maneki.errors import InvalidInputError
from maneki.filters.desk import one_of
from maneki.matching.match import Matcher
from maneki.model.event import MatchedEvent
from maneki.model.filter import Criteria, Filter
from maneki.model.ids import EventId
from maneki.model.person import Address, Person
from maneki.store import Store, Transaction

MOST_EVENTS = 5_000
MOST_CHARACTERS = 2_000_000
"""Of titles and descriptions: about a second of matching."""
MOST_EVENTS_IN_SHORT = 1_000
MOST_CHARACTERS_IN_SHORT = 400_000
MOST_WAITING = 3
EVENTS_A_PAGE = 200
_EVENTS_A_BREATH = 10
_BREATH_S = 0.0005


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much one preview looks at."""

    events: int
    characters: int


IN_FULL = Bounds(events=MOST_EVENTS, characters=MOST_CHARACTERS)
IN_SHORT = Bounds(events=MOST_EVENTS_IN_SHORT, characters=MOST_CHARACTERS_IN_SHORT)


class PreviewDesk:
    """`check` raises `InvalidInputError` for criteria that nothing watched here can match (in a
    language); more than `most_a_day` is too broad.
    """

    def __init__(
        self,
        store: Store,
        *,
        matcher: Matcher,
        drop_percent: Decimal,
        most_a_day: int,
        check: Callable[[Criteria, str], None],
        bounds: Bounds = IN_FULL,
    ) -> None:
        self._store = store
        self._matcher = matcher
        self._drop_percent = drop_percent
        self._most_a_day = most_a_day
        self._check = check
        self._bounds = bounds
        self._one_at_a_time = asyncio.Lock()
        self._waiting = 0

    async def of(self, caller: Address, ref: str) -> Preview:
        """One of the caller's filters, by id or name. Raises `NoSuchFilterError`."""
        async with self._store.reading() as tx:
            person = await tx.people.at(caller)
            mine = await tx.filters.of_person(person.id) if person else ()
        return await self._made(one_of(mine, ref, person=person), person, self._bounds)

    async def in_short(self, user_filter: Filter, person: Person) -> Preview | None:
        """For whoever has just made a filter; None if so many wait that it would take long."""
        if self._waiting >= MOST_WAITING:
            return None
        return await self._made(user_filter, person, IN_SHORT)

    async def _made(self, user_filter: Filter, person: Person | None, bounds: Bounds) -> Preview:
        language = person.preferences.language if person else "en"
        self._waiting += 1
        try:
            async with self._one_at_a_time:
                look_back, seen = await self._looked_back(user_filter, person, bounds)
        finally:
            self._waiting -= 1
        never = self._why_never(user_filter.criteria, language)
        return look_back.preview(seen, most_a_day=self._most_a_day, never=never)

    def _why_never(self, criteria: Criteria, language: str) -> str | None:
        try:
            self._check(criteria, language)
        except InvalidInputError as exc:
            return str(exc)
        return None

    async def _looked_back(
        self, user_filter: Filter, person: Person | None, bounds: Bounds
    ) -> tuple[LookBack, Seen]:
        async with self._store.reading() as tx:
            now, around = tx.now, await _around(tx, user_filter, person)
        look_back = LookBack(
            user_filter, matcher=self._matcher, drop_percent=self._drop_percent, around=around
        )
        view = _View(since=now - timedelta(days=DAYS), bounds=bounds)
        while view.may_go_on:
            async with self._store.reading() as tx:
                page = await tx.events.latest(
                    since=view.since, before=view.behind, limit=view.next_page
                )
            looked_at = view.taken(page.events)
            view.turn(page.behind, is_young=not page.reaches_back, unreadable=page.unreadable)
            await asyncio.to_thread(_look, look_back, looked_at)
        return look_back, view.seen(now)


class _View:
    """How far back somebody has looked."""

    def __init__(self, *, since: datetime, bounds: Bounds) -> None:
        self.since = since
        self.behind: EventId | None = None
        self._bounds = bounds
        self._events = 0
        self._read = 0
        self._characters = 0
        self._oldest: datetime | None = None
        self._is_over = False
        self._is_cut = False
        self._is_young = False

    @property
    def may_go_on(self) -> bool:
        return not (self._is_over or self._is_cut)

    @property
    def next_page(self) -> int:
        return min(EVENTS_A_PAGE, self._bounds.events - self._read)

    def taken(self, events: Sequence[MatchedEvent]) -> Sequence[MatchedEvent]:
        """As many of a page as there is time for."""
        for number, one in enumerate(events):
            listing = one.event.listing
            self._characters += len(listing.title) + len(listing.description or "")
            if self._characters > self._bounds.characters and self._events:
                self._is_cut = True
                return events[:number]
            self._events += 1
            self._oldest = one.event.at
        return events

    def turn(self, behind: EventId | None, *, is_young: bool, unreadable: int) -> None:
        self.behind = behind
        self._read = self._events + unreadable
        self._is_over = behind is None
        self._is_young = self._is_over and is_young
        self._is_cut = self._is_cut or (not self._is_over and self.next_page <= 0)

    def seen(self, now: datetime) -> Seen:
        is_part = (self._is_cut or self._is_young) and self._oldest is not None
        return Seen(
            events=self._events,
            since=self._oldest if is_part and self._oldest else self.since,
            now=now,
            is_whole=not is_part,
            is_young=self._is_young and not self._is_cut,
        )


def _look(look_back: LookBack, events: Sequence[MatchedEvent]) -> None:
    """In a thread: whoever matches and delivers goes first."""
    for number, one in enumerate(events, start=1):
        look_back.at(one)
        if number % _EVENTS_A_BREATH == 0:
            time.sleep(_BREATH_S)


async def _around(tx: Transaction, user_filter: Filter, person: Person | None) -> Surroundings:
    people = {person.id: person} if person else {}
    place = destination_of(user_filter, people)
    return Surroundings(
        people=people,
        destinations=await tx.destinations.many([place] if place else []),
        dismissed=(),
        now=tx.now,
    )
