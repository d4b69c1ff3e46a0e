"""Gathers the figures of some days, a page at a time, so that nobody waits for it."""

from __future__ import annotations

from datetime import timedelta

from maneki.delivery.figures import INVALID, Census, Figures
from maneki.delivery.limit_book import invalid_requests
from maneki.model.ids import OutboxId
from maneki.store import Store

A_PAGE = 2_000
RATED_WITHIN = timedelta(days=90)
"""People are asked once, so that a few days say nothing."""


async def figures_of(store: Store, *, days: float) -> Figures:
    """The figures of the last days. Raises `StoreError`s."""
    async with store.reading() as tx:
        now, since = tx.now, tx.now - timedelta(days=days)
        standing = await tx.stats.standing()
        limits = await tx.limit_counts.since(since)
        counted = sum(one.times for one in limits if one.cause == INVALID)
        invalid = await invalid_requests(tx, counted=counted)
        ratings = await tx.stats.ratings(since=now - max(RATED_WITHIN, timedelta(days=days)))
    census = Census(now=now)
    after: OutboxId | None = None
    while True:
        async with store.reading() as tx:
            page = await tx.stats.fates(since=since, after=after, limit=A_PAGE)
        for fate in page:
            census.add(fate)
        if len(page) < A_PAGE:
            break
        after = page[-1].id
    return Figures(
        since=since,
        until=now,
        alerts=census.alerts(),
        latency=census.latency(),
        standing=standing,
        limits=limits,
        invalid=invalid,
        ratings=ratings,
    )
