"""Many filters at once: which of them does this listing event match.

`Matcher.judge` is the meaning; this is the same answer without asking every filter. What a filter
asks for is brought into numbers once (`wish.py`). Up to `FEW` filters are kept one by one
(`postings.py`); more are laid out in bitmaps (`bitmaps.py`), which never change: what is added or
changed goes to the postings, what is removed is crossed out, and both hold for the very next event.

When there was much of that, somebody has the bitmaps made anew, in their own time:

    if index.is_stale:
        rebuild = index.rebuild()          # a snapshot
        made = rebuild.made(pause)         # takes long, and may be done in a thread
        index.adopt(made)                  # what was changed meanwhile stays changed

A filter is known by its *ordinal*, a small number that is used again when the filter is gone; so
answers can be arrays, with no object for a match. They hold until the index is changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from maneki.matching.bitmaps import Bitmaps, Ordinals, bitmaps_of
from maneki.matching.bits import Flags
from maneki.matching.columns import (
    NO_COLUMNS,
    Columns,
    Page,
    Pause,
    fits_columns,
    into_range,
    merged,
)
from maneki.matching.look import Look
from maneki.matching.match import Matcher
from maneki.matching.postings import Postings
from maneki.matching.price import (
    DROP_PERCENT,
    comes_into,
    has_fallen,
    price_now,
)
from maneki.matching.terms import TermTable
from maneki.matching.wish import EVENT_BIT, Compiler, Offer, Wish
from maneki.model.event import EventKind, ListingEvent
from maneki.model.filter import Criteria, Filter
from maneki.model.ids import FilterId
from maneki.model.money import Rates

FEW = 12_000
"""Up to so many filters are faster asked one by one."""

FEWEST_CHANGES = 2_000
"""So many, and one for so many filters, are worth making bitmaps anew: until then the postings cost
less time than that would."""
FILTERS_A_CHANGE = 200

_WISHES_A_STEP = 200
_NOBODY: Ordinals = np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class Made:
    """New columns and bitmaps. `odd` are the wishes that do not fit in."""

    generation: int
    columns: Columns
    bitmaps: Bitmaps
    odd: tuple[tuple[int, Wish], ...]


@dataclass(frozen=True, slots=True)
class Rebuild:
    """What bitmaps are to be made of, as it was at one time: nothing of it changes any more."""

    generation: int
    columns: Columns
    kept: Flags
    page: Page
    added: tuple[tuple[int, Wish], ...]

    def made(self, pause: Pause = lambda: None) -> Made:
        """`pause` is called every few milliseconds: whoever does this in a thread may sleep then,
        so that nobody waits for the interpreter's lock. To be done once.
        """
        odd: list[tuple[int, Wish]] = []
        for number, (ordinal, wish) in enumerate(self.added):
            if fits_columns(wish):
                self.page.add(ordinal, wish)
            else:
                odd.append((ordinal, wish))
            if number % _WISHES_A_STEP == 0:
                pause()
        columns = merged(self.columns, self.kept, self.page, pause=pause)
        return Made(self.generation, columns, bitmaps_of(columns, pause=pause), tuple(odd))


class FilterIndex:
    """The active filters, ready to be matched. Adding and removing hold for the very next event."""

    def __init__(self, matcher: Matcher, filters: Iterable[Filter] = (), *, few: int = FEW) -> None:
        self._few = few
        self._terms = TermTable()
        self._compiler = Compiler(matcher.dictionary, self._terms)
        self._ordinals: dict[FilterId, int] = {}
        self._ids: list[FilterId | None] = []
        self._free: list[int] = []
        self._postings = Postings(self._terms)
        self._columns = NO_COLUMNS
        self._bitmaps: Bitmaps | None = None
        # Which rows of the columns count: the others are gone, or among the postings by now.
        self._kept: Flags = np.zeros(0, np.bool_)
        self._is_crossed_out = False
        self._page = Page()
        self._generation = 0
        # Since the last rebuild began; and how many times anything was changed since it ended.
        self._changed: set[int] = set()
        self._changes = 0
        self.put_many((one.id, one.criteria) for one in filters if one.is_active)

    def __len__(self) -> int:
        return len(self._ordinals)

    def add(self, user_filter: Filter) -> None:
        """Insert or replace a filter. One that is not active is only removed."""
        if user_filter.is_active:
            self.put(user_filter.id, user_filter.criteria)
        else:
            self.remove(user_filter.id)

    def put(self, filter_id: FilterId, criteria: Criteria) -> None:
        """Insert or replace an active filter, by what it asks for."""
        ordinal = self._ordinals.get(filter_id)
        if ordinal is None:
            ordinal = self._new_ordinal(filter_id)
        else:
            self._forget(ordinal)
        self._postings.put(ordinal, self._compiler.wish(criteria))
        self._note_change(ordinal)

    def put_many(self, wanted: Iterable[tuple[FilterId, Criteria]]) -> None:
        """The same for very many. They are made ready together, by `settle` or the next event."""
        for filter_id, criteria in wanted:
            if filter_id in self._ordinals:
                self.put(filter_id, criteria)
                continue
            ordinal = self._new_ordinal(filter_id)
            wish = self._compiler.wish(criteria)
            if fits_columns(wish):
                self._page.add(ordinal, wish)
            else:
                self._postings.put(ordinal, wish)
                self._note_change(ordinal)

    def remove(self, filter_id: FilterId) -> None:
        """Forget a filter. One that is not here, since it was not active, is none to forget."""
        ordinal = self._ordinals.pop(filter_id, None)
        if ordinal is None:
            return
        self._forget(ordinal)
        self._ids[ordinal] = None
        self._free.append(ordinal)
        self._note_change(ordinal)

    def ordinals_for(
        self, event: ListingEvent, look: Look, *, drop_percent: Decimal = DROP_PERCENT
    ) -> Ordinals:
        """The filters `Matcher.judge` says yes to, in no order, each once."""
        offer = Offer(look, self._terms, event.rates)
        among, others = self._fitting(offer, event.kind)
        if event.kind is EventKind.PRICE_DROP:
            among, others = self._hearing_of_drop(among, others, event, drop_percent)
        return np.concatenate([among, np.array(others, np.int32)]) if others else among

    def matches_for(
        self, event: ListingEvent, look: Look, *, drop_percent: Decimal = DROP_PERCENT
    ) -> list[FilterId]:
        """The same by their ids, in the order of their ordinals."""
        return self.ids_of(self.ordinals_for(event, look, drop_percent=drop_percent))

    def fitting(self, look: Look, *, rates: Rates | None) -> list[FilterId]:
        """The active filters `Matcher.fits` says yes to, whatever events they are for."""
        among, others = self._fitting(Offer(look, self._terms, rates), None)
        return self.ids_of(np.concatenate([among, np.array(others, np.int32)]))

    def ids_of(self, ordinals: Ordinals) -> list[FilterId]:
        """The filters with these ordinals, in their order. Each of them must be there."""
        ids = self._ids
        return [one for at in np.sort(ordinals).tolist() if (one := ids[at]) is not None]

    @property
    def is_stale(self) -> bool:
        """Whether it is time to make the bitmaps anew."""
        if self._bitmaps is None:
            return len(self._postings) > self._few
        return self._changes > FEWEST_CHANGES + len(self) // FILTERS_A_CHANGE

    def rebuild(self) -> Rebuild:
        """What new bitmaps are to be made of. The index may be changed while that is done."""
        self.settle()
        self._changed = set()
        return self._rebuild(Page())

    def adopt(self, made: Made) -> None:
        """Match by new bitmaps. Those that are no longer the last ones asked for are left alone."""
        if made.generation != self._generation:
            return
        changed, before = self._changed, self._postings
        self._columns, self._bitmaps = made.columns, made.bitmaps
        self._kept = made.columns.accepts > 0
        self._kept[[one for one in changed if one < len(made.columns)]] = False
        self._kept[made.bitmaps.left_out] = False
        self._postings = Postings(self._terms)
        for ordinal, wish in made.odd:
            if ordinal not in changed:
                self._postings.put(ordinal, wish)
        for ordinal in made.bitmaps.left_out.tolist():
            if ordinal not in changed:
                self._postings.put(ordinal, made.columns.wish(ordinal))
        for ordinal in changed:
            if ordinal in before:
                self._postings.put(ordinal, before[ordinal])
        self._is_crossed_out = bool(changed) or len(made.bitmaps.left_out) > 0
        self._changes, self._changed = len(changed), set()

    def settle(self) -> None:
        """Make ready what `put_many` brought."""
        page = self._page
        if not page:
            return
        if self._bitmaps is None and len(self) <= self._few:
            columns = merged(NO_COLUMNS, self._kept, page)
            for ordinal in page.ordinals:
                self._postings.put(ordinal, columns.wish(ordinal))
                self._note_change(ordinal)
        else:
            self._changed = set()
            self.adopt(self._rebuild(page).made())
        self._page = Page()

    def _rebuild(self, page: Page) -> Rebuild:
        self._generation += 1
        added = tuple(self._postings.items())
        return Rebuild(self._generation, self._columns, self._kept.copy(), page, added)

    def _fitting(self, offer: Offer, kind: EventKind | None) -> tuple[Ordinals, list[int]]:
        """Those in the bitmaps, and the others."""
        if not offer.is_available:
            return _NOBODY, []
        self.settle()
        bits = offer.bits if kind is None else (*offer.bits, EVENT_BIT[kind])
        others = self._postings.fitting(offer, sum(1 << bit for bit in bits))
        if self._bitmaps is None:
            return _NOBODY, others
        among = self._bitmaps.fitting(offer, bits)
        if self._is_crossed_out:
            among = among.compress(self._kept.take(among))
        return among, others

    def _hearing_of_drop(
        self, among: Ordinals, others: list[int], event: ListingEvent, percent: Decimal
    ) -> tuple[Ordinals, list[int]]:
        """Those to whom the drop is large enough, or brings the listing into their price range."""
        drop = event.drop
        if drop is None or price_now(event.listing) is None:
            return _NOBODY, []
        if has_fallen(event, drop, percent):
            return among, others
        prices = {one: self._postings[one].price for one in others}
        return into_range(self._columns, among, event, drop), [
            one for one, price in prices.items() if price and comes_into(price, event, drop)
        ]

    def _new_ordinal(self, filter_id: FilterId) -> int:
        if self._free:
            ordinal = self._free.pop()
            self._ids[ordinal] = filter_id
        else:
            ordinal = len(self._ids)
            self._ids.append(filter_id)
        self._ordinals[filter_id] = ordinal
        return ordinal

    def _forget(self, ordinal: int) -> None:
        self.settle()
        if ordinal in self._postings:
            self._terms.drop(self._postings.remove(ordinal).terms)
        else:
            self._kept[ordinal] = False
            self._is_crossed_out = True
            self._terms.drop(self._columns.terms(ordinal))

    def _note_change(self, ordinal: int) -> None:
        self._changes += 1
        self._changed.add(ordinal)
