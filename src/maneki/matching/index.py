"""Many filters at once: which of them does this listing event match.

`Matcher.judge` is the meaning; this is the same answer without asking every filter, but for
whether a price lies below the median of others (`Criteria.below_median`): that needs more than the
listing, and is left to whoever has it. What a filter
asks for is brought into numbers once (`wish.py`). A few filters are kept one by one
(`postings.py`). Of many, most lie on a sheet of bitmaps (`sheet.py`), which stays as it is: what
is added or changed goes to the postings, what is removed or changed is crossed out on the sheet,
and both hold for the very next event.

When there was much of that, somebody has a new sheet made, in their own time:

    if index.is_stale:
        draft = index.draft()
        index.adopt(draft, draft.sheet(pause))     # the inner part takes long; in a thread, say

What is changed meanwhile stays changed.

Filters are known by their ordinals (`roll.py`) within, so an answer may be an array, without an
object for each match. It holds until the index is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from maneki.matching.bitmaps import Ordinals
from maneki.matching.columns import Page
from maneki.matching.fastest import plainly
from maneki.matching.look import Look
from maneki.matching.match import Matcher
from maneki.matching.postings import Postings
from maneki.matching.price import DROP_PERCENT, comes_into, has_fallen, price_now
from maneki.matching.roll import Roll
from maneki.matching.sheet import NO_SHEET, Choose, Draft, Sheet
from maneki.matching.terms import TermTable
from maneki.matching.wish import EVENT_BIT, Compiler, Offer, Wish
from maneki.model.event import EventKind, ListingEvent
from maneki.model.filter import Criteria, Filter
from maneki.model.ids import FilterId
from maneki.model.money import Rates

FEW = 4_000
"""So many filters are as fast asked one by one."""

FEWEST_CHANGES = 1_000
FILTERS_A_CHANGE = 400
"""So many changes, and one more for so many filters, are worth a new sheet: until then they cost
less time than it would."""

_NOBODY: Ordinals = np.zeros(0, np.int32)


class _Found(NamedTuple):
    """Who fits: those on the sheet, and those among the postings."""

    on_sheet: Ordinals
    posted: list[int]


class FilterIndex:
    """The active filters, ready to be matched. Adding and removing hold for the very next event."""

    def __init__(
        self,
        matcher: Matcher,
        filters: Iterable[Filter] = (),
        *,
        few: int = FEW,
        choose: Choose = plainly,
    ) -> None:
        """`choose` is asked how to look through bitmaps, each time new ones are made."""
        self._few = few
        self._choose = choose
        self._terms = TermTable()
        self._compiler = Compiler(matcher.dictionary, self._terms)
        self._roll = Roll()
        self._postings = Postings(self._terms)
        self._sheet = NO_SHEET
        # What `put_many` brought and `settle` has not made ready yet.
        self._page = Page()
        # The draft of the next sheet, and who has changed since it was begun.
        self._draft: Draft | None = None
        self._changed: set[int] = set()
        self._changes = 0
        self.put_many((one.id, one.criteria) for one in filters if one.is_active)

    def __len__(self) -> int:
        return len(self._roll)

    def add(self, user_filter: Filter) -> None:
        """Insert or replace a filter. One that is not active is only removed."""
        if user_filter.is_active:
            self.put(user_filter.id, user_filter.criteria)
        else:
            self.remove(user_filter.id)

    def put(self, filter_id: FilterId, criteria: Criteria) -> None:
        """Insert or replace an active filter, by what it asks for."""
        ordinal = self._roll.ordinal(filter_id)
        if ordinal is None:
            ordinal = self._roll.enter(filter_id)
        else:
            self._forget(ordinal)
        self._post(ordinal, self._compiler.wish(criteria))

    def put_many(self, wanted: Iterable[tuple[FilterId, Criteria]]) -> None:
        """The same for very many, who are made ready together: by `settle`, or the next event."""
        for filter_id, criteria in wanted:
            if len(self) < self._few or self._roll.ordinal(filter_id) is not None:
                self.put(filter_id, criteria)
                continue
            ordinal, wish = self._roll.enter(filter_id), self._compiler.wish(criteria)
            if not self._page.add(ordinal, wish):
                self._post(ordinal, wish)

    def remove(self, filter_id: FilterId) -> None:
        """Forget a filter. One that is not here, since it was not active, is none to forget."""
        ordinal = self._roll.leave(filter_id)
        if ordinal is not None:
            self._forget(ordinal)

    def ordinals_for(
        self, event: ListingEvent, look: Look, *, drop_percent: Decimal = DROP_PERCENT
    ) -> Ordinals:
        """The filters `Matcher.judge` says yes to, in no order, each once."""
        on_sheet, posted = self._matching(event, look, drop_percent)
        return np.concatenate([on_sheet, np.array(posted, np.int32)]) if posted else on_sheet

    def matches_for(
        self, event: ListingEvent, look: Look, *, drop_percent: Decimal = DROP_PERCENT
    ) -> list[FilterId]:
        """The same by their ids, in the order of their ordinals."""
        return self._ids(self._matching(event, look, drop_percent))

    def fitting(self, look: Look, *, rates: Rates | None) -> list[FilterId]:
        """The active filters `Matcher.fits` says yes to, whatever events they are for."""
        return self._ids(self._fitting(look, rates, None))

    def ids_of(self, ordinals: Ordinals) -> list[FilterId]:
        """The filters that have these ordinals."""
        return self._roll.ids(ordinals.tolist())

    @property
    def sheet_bytes(self) -> int:
        """What the arrays of the sheet take: not the ids, the terms, or what was changed since."""
        return 0 if self._sheet is NO_SHEET else self._sheet.bytes

    @property
    def is_stale(self) -> bool:
        """Whether it is time for a new sheet."""
        if self._sheet is NO_SHEET:
            return len(self) > self._few
        return self._changes > FEWEST_CHANGES + len(self) // FILTERS_A_CHANGE

    def get_ready_for_bitmaps(self) -> None:
        """Do now what the first bitmaps would wait for: what asks them may have to be compiled."""
        self._choose()

    def settle(self) -> None:
        """Make ready what `put_many` brought."""
        if self._page:
            draft = self._begin(self._page)
            self.adopt(draft, draft.sheet())
            self._page = Page()

    def draft(self) -> Draft:
        """What a new sheet is to be made of. The index may be changed while that is done."""
        self.settle()
        return self._begin(Page())

    def adopt(self, draft: Draft, sheet: Sheet) -> None:
        """Match by a new sheet. That of a draft which is not the last one is left alone."""
        if draft is not self._draft:
            return
        changed, before = self._changed, self._postings
        sheet.cross_out(changed)
        self._sheet = sheet
        kept = {ordinal: wish for ordinal, wish in sheet.apart if ordinal not in changed}
        kept |= {ordinal: before[ordinal] for ordinal in changed if ordinal in before}
        self._post_only(kept)
        self._draft, self._changed, self._changes = None, set(), len(changed)

    def _post_only(self, kept: Mapping[int, Wish]) -> None:
        """Post these and no others, whichever way is shorter: the next event waits for it."""
        gone = [ordinal for ordinal, _ in self._postings.items() if ordinal not in kept]
        if len(gone) >= len(kept):
            self._postings = Postings(self._terms)
        else:
            for ordinal in gone:
                self._postings.remove(ordinal)
        for ordinal, wish in kept.items():
            if ordinal not in self._postings:
                self._postings.put(ordinal, wish)

    def _begin(self, page: Page) -> Draft:
        self._draft = self._sheet.draft(page, self._postings.items(), choose=self._choose)
        self._changed = set()
        return self._draft

    def _matching(self, event: ListingEvent, look: Look, percent: Decimal) -> _Found:
        if event.kind is not EventKind.PRICE_DROP:
            return self._fitting(look, event.rates, event.kind)
        drop = event.drop
        if drop is None or price_now(event.listing) is None:
            return _Found(_NOBODY, [])
        found = self._fitting(look, event.rates, event.kind)
        if has_fallen(event, drop, percent):
            return found
        prices = ((one, self._postings[one].price) for one in found.posted)
        return _Found(
            self._sheet.into_range(found.on_sheet, event, drop),
            [one for one, price in prices if price and comes_into(price, event, drop)],
        )

    def _fitting(self, look: Look, rates: Rates | None, kind: EventKind | None) -> _Found:
        if not look.listing.is_available:
            return _Found(_NOBODY, [])
        self.settle()
        offer = Offer(look, self._terms, rates)
        bits = offer.bits if kind is None else (*offer.bits, EVENT_BIT[kind])
        posted = self._postings.fitting(offer, bits)
        if self._sheet is NO_SHEET:
            return _Found(_NOBODY, posted)
        return _Found(self._sheet.fitting(offer, bits), posted)

    def _ids(self, found: _Found) -> list[FilterId]:
        return self._roll.ids(sorted([*found.on_sheet.tolist(), *found.posted]))

    def _post(self, ordinal: int, wish: Wish) -> None:
        self._postings.put(ordinal, wish)
        self._note_change(ordinal)

    def _forget(self, ordinal: int) -> None:
        """Match a filter no more; who has its ordinal, or had it, is not asked."""
        self.settle()
        if ordinal in self._postings:
            self._terms.drop(self._postings.remove(ordinal).terms)
        else:
            self._sheet.cross_out([ordinal])
            self._terms.drop(self._sheet.columns.terms(ordinal))
        self._note_change(ordinal)

    def _note_change(self, ordinal: int) -> None:
        self._changes += 1
        self._changed.add(ordinal)
