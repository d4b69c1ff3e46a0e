"""Take what is not wanted out of what waits, each thing with its reason."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from maneki.delivery.apart import take_apart
from maneki.delivery.wanted import LATER, Unwanted, unwanted
from maneki.model.outbox import Item
from maneki.model.person import Destination
from maneki.phrases import say
from maneki.store import Transaction

log = structlog.get_logger(__name__)


async def withdraw_unwanted(
    tx: Transaction,
    items: Sequence[Item],
    *,
    at: Destination,
    language: str,
    waits: bool = True,
) -> tuple[Item, ...]:
    """Returns what somebody wants there now. What is to wait is left as it is.

    What cannot be read is set aside. A digest of which not everything is wanted is taken apart;
    without `waits` it is left for a moment if somebody else is busy with it.
    """
    reasons = unwanted(items, at)
    for item in items:
        if reasons.get(item.id) is Unwanted.STALE:
            await take_apart(tx, item, language=language, waits=waits)
    for why in {*reasons.values()} - {Unwanted.WITHDRAWN, *LATER}:
        concerned = [one for one, its in reasons.items() if its is why]
        reason = say(f"delivery.unwanted.{why}", language)
        if why is Unwanted.UNREADABLE:
            log.error("delivery.unreadable", destination=at.id, outbox=concerned)
            await tx.outbox.set_aside(concerned, reason=reason)
        else:
            await tx.outbox.withdraw(concerned, reason=reason)
    return tuple(item for item in items if item.id not in reasons)
