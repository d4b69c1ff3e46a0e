"""Very many filters at once, fixed for a while: their columns, the bitmaps made of them, who is
found with another that asks for the same (`share.py`), and who is crossed out by now.

A sheet is made of an older one and of what has come since, which takes seconds for a million. So a
`Draft` holds all that is needed as it was at one time, and may be worked out in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from maneki.matching.bitmaps import Bitmaps, Ordinals, bitmaps_of
from maneki.matching.bits import Flags
from maneki.matching.block import Fit
from maneki.matching.columns import (
    NO_COLUMNS,
    Columns,
    Page,
    Pause,
    into_range,
    merged,
)
from maneki.matching.share import Shared, shared
from maneki.matching.wish import Offer, Wish
from maneki.model.event import ListingEvent, PriceDrop

_WISHES_A_STEP = 200

Choose = Callable[[], Fit]
"""How blocks are to be asked; it may take a while to answer."""

Numbered = tuple[int, Wish]
"""A wish with the ordinal of its filter."""


class Sheet:
    """Filters by their ordinals. Crossing one out holds for the very next listing.

    `apart` are wishes that belong to it and have to be matched in another way.
    """

    def __init__(
        self,
        columns: Columns,
        bitmaps: Bitmaps,
        apart: tuple[Numbered, ...],
        shared: Shared | None = None,
    ) -> None:
        self.columns = columns
        self.bitmaps = bitmaps
        self._shared = shared
        self._is_there: Flags = columns.accepts > 0
        left_out = self._with_followers(bitmaps.left_out)
        self._is_there[left_out] = False
        self._is_whole = not len(left_out)
        self.apart = (*apart, *((one, columns.wish(one)) for one in left_out.tolist()))

    @property
    def bytes(self) -> int:
        """What its arrays take; without those that are apart."""
        blocks = sum(block.bytes for block in self.bitmaps.blocks)
        followers = 0 if self._shared is None else self._shared.bytes
        return self.columns.bytes + blocks + followers + self._is_there.nbytes

    def cross_out(self, ordinals: Iterable[int]) -> None:
        """Take out filters; those that are not there may be among them."""
        there = [one for one in ordinals if one < len(self.columns)]
        if there:
            self._is_there[there] = False
            self._is_whole = False

    def fitting(self, offer: Offer, accept: tuple[int, ...]) -> Ordinals:
        """Who fits a listing, each once. `accept` are the bits that must be accepted."""
        found = self._with_followers(self.bitmaps.fitting(offer, accept))
        return found if self._is_whole else found.compress(self._is_there.take(found))

    def _with_followers(self, found: Ordinals) -> Ordinals:
        return found if self._shared is None else self._shared.with_followers(found)

    def into_range(self, found: Ordinals, event: ListingEvent, drop: PriceDrop) -> Ordinals:
        """Those of them into whose price range a drop brings the listing."""
        return into_range(self.columns, found, event, drop)

    def draft(self, page: Page, added: Iterable[Numbered], *, choose: Choose) -> Draft:
        """A new sheet of those who are there, of a page and of what was added one by one."""
        return Draft(self.columns, self._is_there.copy(), page, tuple(added), choose)


@dataclass(frozen=True, slots=True)
class Draft:
    """A sheet to be made, once. Nothing else changes what it is made of."""

    columns: Columns
    kept: Flags
    page: Page
    added: tuple[Numbered, ...]
    choose: Choose

    def sheet(self, pause: Pause = lambda: None) -> Sheet:
        """`pause` is called every few milliseconds. Whoever does this in a thread may sleep then,
        so that nobody waits for the interpreter's lock.
        """
        apart: list[Numbered] = []
        for number, (ordinal, wish) in enumerate(self.added):
            if not self.page.add(ordinal, wish):
                apart.append((ordinal, wish))
            if number % _WISHES_A_STEP == 0:
                pause()
        columns = merged(self.columns, self.kept, self.page, pause=pause)
        same = shared(columns, pause=pause)
        leads = columns.accepts > 0 if same is None else same.leads
        bitmaps = bitmaps_of(columns, leads, pause=pause, fit=self.choose())
        return Sheet(columns, bitmaps, tuple(apart), same)


NO_SHEET = Sheet(NO_COLUMNS, Bitmaps((), np.zeros(0, np.int32)), ())
"""Nobody. It is never crossed out."""
