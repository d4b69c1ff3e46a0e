"""What somebody does about a single delivery: send once more what was given up, or take it out."""

from __future__ import annotations

from maneki.delivery.wanted import LATER, why_unwanted
from maneki.errors import InvalidInputError
from maneki.model.delivery import Delivery
from maneki.model.ids import OutboxId
from maneki.model.outbox import Item, OutboxState
from maneki.phrases import say
from maneki.store import Transaction

UNDER_WAY = frozenset({OutboxState.DUE, OutboxState.SENDING})


async def resend(tx: Transaction, delivery: Delivery, *, language: str) -> bool:
    """Make it due again. False if it is on its way already: asking twice sends it once.

    Raises `InvalidInputError` with the one sentence on why it cannot be sent.
    """
    item = await tx.outbox.item(delivery.id)
    if item is None:
        raise InvalidInputError(say("delivery.resend.unknown", language))
    if refusal := why_not(delivery, item, language=language):
        raise InvalidInputError(refusal)
    return await tx.deliveries.resend(delivery.id)


def why_not(delivery: Delivery, item: Item, *, language: str) -> str | None:
    """Why sending it once more makes no sense, or None."""
    if delivery.state in UNDER_WAY:
        return None
    if delivery.state is not OutboxState.FAILED:
        reason = delivery.reason or "?"
        return say(f"delivery.resend.{delivery.state}", language, reason=reason)
    if delivery.destination.is_suspended:
        reason = delivery.destination.suspended_reason or "?"
        return say("delivery.resend.suspended", language, reason=reason)
    why = why_unwanted(item, delivery.destination)
    if why is None or why in LATER:
        # What is only to wait is held once it is due, and a digest made anew.
        return None
    return say(
        "delivery.resend.unwanted", language, reason=say(f"delivery.unwanted.{why}", language)
    )


async def delivery_of(tx: Transaction, outbox_id: OutboxId, *, language: str) -> Delivery:
    """Raises `InvalidInputError` if there is none of that id."""
    found = (await tx.deliveries.many([outbox_id])).get(outbox_id)
    if found is None:
        raise InvalidInputError(say("delivery.resend.unknown", language))
    return found


async def withdraw(tx: Transaction, delivery: Delivery) -> bool:
    """The operator takes out what has not been sent. False if it is withdrawn already.

    Raises `InvalidInputError` where there is nothing left to take out.
    """
    if delivery.state is OutboxState.WITHDRAWN:
        return False
    person = await tx.people.get(delivery.person_id) if delivery.person_id else None
    language = person.preferences.language if person else "en"
    reason = say("delivery.withdrawn.operator", language)
    if not await tx.outbox.withdraw([delivery.id], reason=reason):
        raise InvalidInputError(say("delivery.not_withdrawn", "en", state=delivery.state))
    return True
