"""What has to be done from time to time: auctions that end soon, and forgetting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog

from maneki.matching.price import price_now
from maneki.model.event import EventDraft, EventKind
from maneki.store import Store

log = structlog.get_logger(__name__)

A_BATCH = 1_000
"""How much one transaction forgets: others wait for it."""


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
    """Forgets what is over after the retention time; that we saw a listing stays known. Trouble
    with what is not visited any more is over.
    """

    def __init__(self, store: Store, *, keep: timedelta) -> None:
        self._store = store
        self._keep = keep

    async def step(self) -> bool:
        """Forget a little. False when nothing is left to forget until the next round."""
        async with self._store.transaction() as tx:
            before = tx.now - self._keep
            await tx.incidents.close_unwanted()
            forgotten = await tx.listings.forget(before=before, limit=A_BATCH)
            deleted = await tx.history.forget(before=before, limit=A_BATCH)
        if forgotten or deleted:
            log.info("upkeep.forgotten", listings=forgotten, rows=deleted)
        return bool(forgotten or deleted)
