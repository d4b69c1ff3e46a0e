"""Take what is not wanted out of what waits, each thing with its reason."""

from __future__ import annotations

from collections.abc import Sequence

from maneki.delivery.wanted import Unwanted, unwanted
from maneki.model.outbox import Item
from maneki.model.person import Destination
from maneki.phrases import say
from maneki.store import Transaction


async def withdraw_unwanted(
    tx: Transaction, items: Sequence[Item], *, at: Destination, language: str
) -> tuple[Item, ...]:
    """Returns what somebody wants there now. What is to wait is left as it is."""
    reasons = unwanted(items, at)
    for why in {*reasons.values()} - {Unwanted.WITHDRAWN, Unwanted.HELD}:
        concerned = [one for one, its in reasons.items() if its is why]
        reason = say(f"delivery.unwanted.{why}", language)
        await tx.outbox.withdraw(concerned, reason=reason)
    return tuple(item for item in items if item.id not in reasons)
