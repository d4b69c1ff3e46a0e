"""Ours beside two rivals, over the same filters and listings, as the alert road has them.

`ours` is what the road does to find who is to hear of an event: look at the listing, ask the index.
What the rivals find is held against what ours finds, and what ours finds against the plain matcher,
which asks filter by filter and says what the conditions mean. The first listing is timed by itself:
it finds an index to which filters have only been added, and finishes it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from bench.alert_road import Pair
from bench.figures import figure, middle, rounded
from bench.rivals import Rival, is_within_reach

from maneki.matching.brands import BrandDictionary
from maneki.matching.index import FilterIndex
from maneki.matching.match import Matcher
from maneki.model.event import EventKind, ListingEvent
from maneki.model.filter import Filter
from maneki.model.ids import EventId, ListingId
from maneki.model.listing import Listing

LOOP_PAIRS = 3_000_000
QUERY_PAIRS = 12_000_000
PLAIN_PAIRS = 500_000
"""How many times a filter is held against a listing: what bounds a measurement in seconds."""

_SEEN_AT = datetime(2026, 1, 5, tzinfo=UTC)


class Ours:
    """The index on the hot path, behind the same door as the rivals."""

    def __init__(self, saved: Iterable[Filter], dictionary: BrandDictionary) -> None:
        self._matcher = Matcher(dictionary)
        self._index = FilterIndex(self._matcher, saved)

    async def matches_for(self, listing: Listing) -> list[str]:
        return [*self._index.matches_for(_seen(listing), self._matcher.look_at(listing))]


def _seen(listing: Listing) -> ListingEvent:
    return ListingEvent(
        id=EventId(1),
        kind=EventKind.NEW,
        listing_id=ListingId(listing.external_id),
        listing=listing,
        at=_SEEN_AT,
        fetched_at=_SEEN_AT,
    )


def plainly_found(
    saved: Sequence[Filter], listings: Iterable[Listing], dictionary: BrandDictionary
) -> frozenset[Pair]:
    """What the plain matcher says of every filter and every one of these listings."""
    matcher = Matcher(dictionary)
    found = []
    for listing in listings:
        event, look = _seen(listing), matcher.look_at(listing)
        found += [
            (listing.external_id, one.id) for one in saved if matcher.is_news(one, event, look)
        ]
    return frozenset(found)


def spread(listings: Sequence[Listing], *, at_most: int) -> Sequence[Listing]:
    """So many of them, evenly spread; at least one."""
    step = -(-len(listings) // max(1, at_most))
    return listings[::step]


def fewer(filters: int, *, pairs: int) -> int:
    """How many listings make about so many pairs of a listing and a filter."""
    return max(1, pairs // filters)


async def _timed(finder: Rival, listings: Sequence[Listing]) -> tuple[float, frozenset[Pair]]:
    """Listings a second, and what was found."""
    began = time.perf_counter()
    found = [await finder.matches_for(listing) for listing in listings]
    seconds = time.perf_counter() - began
    pairs = (
        (listing.external_id, one)
        for listing, ids in zip(listings, found, strict=True)
        for one in ids
    )
    return len(listings) / seconds, frozenset(pairs)


def _against(found: frozenset[Pair], true: frozenset[Pair]) -> dict[str, Any]:
    """How many matches there are in truth, how many were not found, how many found are none."""
    missed = len(true - found)
    return {
        "true_matches": len(true),
        "missed": missed,
        "missed_percent": rounded(100 * missed / len(true)) if true else 0.0,
        "invented": len(found - true),
    }


class Comparison:
    """Ours and the rivals over one set of filters and listings."""

    def __init__(
        self,
        saved: Sequence[Filter],
        listings: Sequence[Listing],
        dictionary: BrandDictionary,
        *,
        repeat: int,
    ) -> None:
        self._saved = saved
        self._listings = listings
        self._dictionary = dictionary
        self._repeat = repeat
        self._ours = Ours(saved, dictionary)
        self._within_reach = frozenset(one.id for one in saved if is_within_reach(one))
        self.true: frozenset[Pair] = frozenset()

    async def ours(self) -> dict[str, Any]:
        """How fast ours is; the plain matcher is asked about some listings. Sets `true`."""
        first, _ = await _timed(self._ours, self._listings[:1])
        runs = [await _timed(self._ours, self._listings) for _ in range(self._repeat)]
        self.true = runs[-1][1]
        asked = spread(self._listings, at_most=fewer(len(self._saved), pairs=PLAIN_PAIRS))
        plain = plainly_found(self._saved, asked, self._dictionary)
        return {
            "listings": len(self._listings),
            "listings_per_s": figure(rate for rate, _ in runs),
            "first_listing_s": rounded(1 / first),
            "against_plain_matcher": {
                "listings": len(asked),
                **_against(_of(asked, self.true), plain),
            },
        }

    async def rival(self, name: str, rival: Rival) -> dict[str, Any]:
        """How fast a rival is over some of the listings, and how right."""
        pairs = LOOP_PAIRS if name == "earlier_loop" else QUERY_PAIRS
        asked = spread(self._listings, at_most=fewer(len(self._saved), pairs=pairs))
        runs = [await _timed(rival, asked) for _ in range(self._repeat)]
        ours = [await _timed(self._ours, asked) for _ in range(self._repeat)]
        rate, found = middle(rate for rate, _ in runs), runs[-1][1]
        true = _of(asked, self.true)
        return {
            "listings": len(asked),
            "listings_per_s": figure(rate for rate, _ in runs),
            "ours_is_times_as_fast": rounded(middle(rate for rate, _ in ours) / rate),
            **_against(found, true),
            "over_filters_it_understands": {
                "filters": len(self._within_reach),
                **_against(self._understood(found), self._understood(true)),
            },
        }

    def _understood(self, pairs: frozenset[Pair]) -> frozenset[Pair]:
        return frozenset(pair for pair in pairs if pair[1] in self._within_reach)


def _of(listings: Iterable[Listing], pairs: frozenset[Pair]) -> frozenset[Pair]:
    ids = {listing.external_id for listing in listings}
    return frozenset(pair for pair in pairs if pair[0] in ids)
