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
    """Returns what may go out to that destination now. What is only snoozed is held."""
    reasons = unwanted(items, at)
    for why in {*reasons.values()} - {Unwanted.WITHDRAWN}:
        concerned = [one for one, its in reasons.items() if its is why]
        if why is Unwanted.SNOOZED:
            await tx.outbox.hold_snoozed(concerned, reason=say("filters.reason.snoozed", language))
        else:
            reason = say(f"delivery.unwanted.{why}", language)
            await tx.outbox.withdraw(concerned, reason=reason)
    return tuple(item for item in items if item.id not in reasons)
