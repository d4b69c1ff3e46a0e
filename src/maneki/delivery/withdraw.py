"""Take what is not wanted out of what waits, each thing with its reason."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from maneki.delivery.wanted import Unwanted, unwanted
from maneki.model.outbox import Item
from maneki.model.person import Destination
from maneki.phrases import say
from maneki.store import Transaction

log = structlog.get_logger(__name__)


async def withdraw_unwanted(
    tx: Transaction, items: Sequence[Item], *, at: Destination, language: str
) -> tuple[Item, ...]:
    """Returns what somebody wants there now. What is to wait is left as it is.

    What cannot be read is set aside.
    """
    reasons = unwanted(items, at)
    for why in {*reasons.values()} - {Unwanted.WITHDRAWN, Unwanted.HELD}:
        concerned = [one for one, its in reasons.items() if its is why]
        reason = say(f"delivery.unwanted.{why}", language)
        if why is Unwanted.UNREADABLE:
            log.error("delivery.unreadable", destination=at.id, outbox=concerned)
            await tx.outbox.set_aside(concerned, reason=reason)
        else:
            await tx.outbox.withdraw(concerned, reason=reason)
    return tuple(item for item in items if item.id not in reasons)
