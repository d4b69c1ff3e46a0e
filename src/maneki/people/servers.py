"""Servers that we come into, and destinations that open again. What is done here is part of the
caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence

from maneki.model.hold import MOST_AFTER_SUSPENSION, HeldFor, Hold
from maneki.model.ids import OutboxId
from maneki.model.person import Destination, Server
from maneki.phrases import quoted, say
from maneki.store import Transaction


async def joined(tx: Transaction, external_id: str, *, name: str) -> Server:
    """The server. What its owner calls it stands in sentences of ours."""
    return await tx.servers.joined(external_id, name=quoted(name))


async def resume(tx: Transaction, destination: Destination) -> None:
    waiting = await tx.closed.suspended_alerts(destination.id)
    await tx.destinations.resume(destination.id)
    await tx.closed.resume(destination.id)
    await offer(tx, waiting, at=destination)


async def offer(tx: Transaction, waiting: Sequence[OutboxId], *, at: Destination) -> None:
    """Of many alerts that waited for a destination to open, one digest is made. What is in a
    message that may have arrived stays there.
    """
    if len(waiting) <= MOST_AFTER_SUSPENSION:
        return
    [(_, preferences)] = (await tx.outbox.places([at.id])).values()
    await tx.held.hold_back(
        waiting,
        Hold(tx.now, HeldFor.BACKLOG),
        reason=say("delivery.held.backlog", preferences.language),
        from_parcels=False,
    )
