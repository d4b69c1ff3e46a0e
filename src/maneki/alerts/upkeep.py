"""What has to be done from time to time: auctions that end soon, and forgetting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog

from maneki.matching.price import price_now
from maneki.model.event import EventDraft, EventKind
from maneki.store import Store

log = structlog.get_logger(__name__)


class EndingsWatch:
    """Adds an event when an auction is about to end, once."""

    def __init__(self, store: Store, *, ahead: timedelta, found: Callable[[], None]) -> None:
        self._store = store
        self._ahead = ahead
        self._found = found

    async def step(self) -> bool:
        """Always False: there is nothing more to do until the next round."""
        async with self._store.transaction() as tx:
            ending = await tx.listings.ending(before=tx.now + self._ahead)
            told = await tx.events.of_kind(EventKind.ENDING_SOON, ending)
            rates = await tx.rates.latest()
            drafts = [
                EventDraft(
                    kind=EventKind.ENDING_SOON,
                    listing_id=listing_id,
                    listing=listing,
                    fetched_at=tx.now,
                    price=price_now(listing),
                    rates=rates,
                )
                for listing_id, listing in ending.items()
                if listing_id not in told
            ]
            await tx.events.add(drafts)
        if drafts:
            self._found()
        return False


class Forgetter:
    """Forgets what listings said after the retention time; that we saw them stays known."""

    def __init__(self, store: Store, *, keep_listings: timedelta) -> None:
        self._store = store
        self._keep_listings = keep_listings

    async def step(self) -> bool:
        """Always False: there is nothing more to do until the next round."""
        async with self._store.transaction() as tx:
            forgotten = await tx.listings.forget(before=tx.now - self._keep_listings)
        if forgotten:
            log.info("listings.forgotten", count=forgotten)
        return False
