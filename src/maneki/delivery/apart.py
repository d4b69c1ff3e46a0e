"""Take a digest apart that may not go out as it is. What it tells of waits again, each for itself,
and whatever is still wanted when it may go comes in another.
"""

from __future__ import annotations

from maneki.delivery.let_go import as_merged
from maneki.model.hold import HeldFor, Hold
from maneki.model.outbox import Item
from maneki.phrases import say
from maneki.store import Transaction


async def take_apart(
    tx: Transaction,
    digest: Item,
    *,
    hold: Hold | None = None,
    language: str,
    alone: int = 0,
    waits: bool = True,
) -> None:
    """What it tells of waits for `hold`; without one it is ripe for another digest at once.

    The first `alone` of it travel alone. Without `waits`, a digest that somebody else is busy with
    is left as it is for a moment.
    """
    if not waits and not await tx.digests.hold_still(digest.id):
        return
    waited_for = next((one.held_for for one in digest.tells if one.held_for), HeldFor.BACKLOG)
    held = as_merged(waited_for, hold or Hold(tx.now, waited_for))
    await tx.digests.take_apart(
        digest.id,
        held,
        reason=say(f"delivery.held.{held.why}", language),
        why=say("delivery.unwanted.stale", language),
        alone=alone,
    )
