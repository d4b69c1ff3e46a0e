"""Forgets conversations that are over, a little at a time."""

from __future__ import annotations

from datetime import timedelta

import structlog

from maneki.store import Store

log = structlog.get_logger(__name__)

A_BATCH = 500
"""How much one transaction forgets: others wait for it."""

CODES_FOR = timedelta(days=2)
"""For how long codes and tries are known: longer than any limit looks back."""


class ConversationForgetter:
    """What nobody has said anything in for so long is forgotten, whenever it was begun. What is
    known of the customer stays.
    """

    def __init__(self, store: Store, *, keep: timedelta) -> None:
        self._store = store
        self._keep = keep

    async def step(self) -> bool:
        """Forget a little. False when nothing is left to forget until the next round."""
        async with self._store.transaction() as tx:
            forgotten = await tx.personal.forget_conversations(
                before=tx.now - self._keep, limit=A_BATCH
            )
            await tx.texts.forget(before=tx.now - self._keep)
            await tx.links.forget(before=tx.now - CODES_FOR)
        if forgotten:
            log.info("forgetter.forgotten", rows=forgotten)
        return forgotten >= A_BATCH
