"""Write down what a market showed us, and what happened because of it.

The same for every source: a visit of a search and a push over HTTP end here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

import structlog

from maneki.alerts.admit import admitted, plausibly_dated
from maneki.alerts.decide import Change, change_of
from maneki.errors import InvalidInputError
from maneki.matching.price import price_now
from maneki.model.category import NO_TREES, CategoryTrees
from maneki.model.event import EventDraft, EventKind
from maneki.model.ids import SearchId
from maneki.model.listing import KnownListing, Listing
from maneki.model.money import Money, Rates
from maneki.phrases import LANGUAGES, say
from maneki.store import Transaction

log = structlog.get_logger(__name__)

DELAY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The listings that were kept: how many were new, had something happen, or were as known."""

    listings: tuple[Listing, ...] = ()
    new: int = 0
    changed: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where listings come from. A push has no search, and everything in it is news.

    What the first visit of a search finds is its baseline. Where a market refills its pages with
    older listings (`Market.refills`), so is what was listed before `watched_since`, the time of
    the first visit, and surfaces later, because what stood above it was sold; an hour is allowed
    for a market's own delay.
    """

    market: str
    fetched_at: datetime
    search_id: SearchId | None = None
    is_first_visit: bool = False
    watched_since: datetime | None = None

    def is_baseline(self, listing: Listing) -> bool:
        if self.is_first_visit:
            return True
        if self.watched_since is None or listing.listed_at is None:
            return False
        return listing.listed_at < self.watched_since - DELAY


async def record(
    tx: Transaction,
    source: Source,
    found: Sequence[Listing],
    *,
    drop_percent: Decimal,
    trees: CategoryTrees = NO_TREES,
) -> Recorded:
    """Write listings and their events. Of a listing that is there twice, the last one counts.

    One that cannot be kept is logged and left out. What `trees` know of a listing's categories is
    written down with it, so that a decision can be made again when they have changed.
    """
    completed = map(trees.completed, found)
    kept = (plausibly_dated(one, at=source.fetched_at) for one in _admitted(completed))
    listings = list({one.external_id: one for one in kept}.values())
    rates = await tx.rates.latest()
    known = await tx.listings.known(source.market, [one.external_id for one in listings])
    new = [one for one in listings if one.external_id not in known]
    added = await _add_new(tx, source, new, rates)
    changes = [
        (
            change_of(
                known[one.external_id],
                one,
                search_id=source.search_id,
                is_baseline=source.is_baseline(one),
                drop_percent=drop_percent,
                now=tx.now,
            ),
            one,
        )
        for one in listings
        if one.external_id in known
    ]
    changed = await _write_changes(tx, source, changes, known, rates)
    return Recorded(
        listings=tuple(listings), new=added, changed=changed, known=len(changes) - changed
    )


def _admitted(found: Iterable[Listing]) -> Iterator[Listing]:
    for listing in found:
        try:
            yield admitted(listing)
        except InvalidInputError as error:
            log.warning("listing.refused", market=listing.market, reason=str(error)[:200])


async def _add_new(
    tx: Transaction, source: Source, new: Sequence[Listing], rates: Rates | None
) -> int:
    old = [one for one in new if source.is_baseline(one)]
    fresh = [one for one in new if not source.is_baseline(one)]
    added_old = await tx.listings.add_new(_priced(old), baseline=source.search_id)
    added = await tx.listings.add_new(_priced(fresh))
    news = [one for one in fresh if one.external_id in added and one.is_available]
    await tx.events.add(
        [
            EventDraft(
                kind=EventKind.NEW,
                listing_id=added[listing.external_id],
                listing=listing,
                fetched_at=source.fetched_at,
                price=price_now(listing),
                rates=rates,
            )
            for listing in reversed(news)
        ]
    )
    return len(added_old) + len(added)


def _priced(listings: Sequence[Listing]) -> list[tuple[Listing, Money | None]]:
    return [(listing, price_now(listing)) for listing in listings]


async def _write_changes(
    tx: Transaction,
    source: Source,
    changes: Sequence[tuple[Change, Listing]],
    known: dict[str, KnownListing],
    rates: Rates | None,
) -> int:
    await tx.events.add(
        [
            EventDraft(
                kind=change.event,
                listing_id=change.known.id,
                listing=listing,
                fetched_at=source.fetched_at,
                price=price_now(listing),
                rates=rates,
                drop=change.drop,
                except_search=change.except_search,
            )
            for change, listing in changes
            if change.event is not None
        ]
    )
    different = [
        change.known for change, listing in changes if change.known != known[listing.external_id]
    ]
    await tx.listings.update(different)
    await tx.listings.touch([change.known.id for change, _ in changes])
    gone = [change.known.id for change, _ in changes if change.is_gone]
    if gone:
        reasons = {one: say("delivery.unwanted.gone", one) for one in LANGUAGES}
        await tx.alerts.withdraw_listings(gone, reasons=reasons)
    return sum(
        _apart_from_words(change.known) != _apart_from_words(known[listing.external_id])
        for change, listing in changes
    )


def _apart_from_words(known: KnownListing) -> KnownListing:
    """A bump or another title is nothing that happened."""
    return replace(known, listing=None)
