"""What addresses agree to, and take back. Each deed is part of the caller's transaction.

The ledger is evidence: it keeps the words that were said or shown, and where they came from. It
belongs to the address, not to the person, so no link of two people ever widens it.
"""

from __future__ import annotations

from maneki.model.consent import ConsentKind
from maneki.model.hold import HeldFor
from maneki.model.person import PHONE, Address, DestinationKind
from maneki.phrases import say
from maneki.store import Transaction

BY_WRITING_FIRST = "wrote first"
BY_KEYWORD = "keyword"
BY_SENTENCE = "sentence"
BY_PROVIDER = "provider"


async def wrote_first(tx: Transaction, address: Address, *, words: str, source: str) -> None:
    """Whoever writes to us may be answered."""
    await tx.consents.write(
        address,
        ConsentKind.MESSAGES,
        is_given=True,
        how=BY_WRITING_FIRST,
        words=words,
        source=source,
    )


async def opt_out(
    tx: Transaction, address: Address, *, how: str, words: str, source: str, language: str = "en"
) -> int:
    """Nothing goes to that address any more, and what is on its way there is withdrawn.

    How many messages that were. What must still be said (the one confirmation) is queued after it.
    """
    for kind in (ConsentKind.MESSAGES, ConsentKind.INFORMATIONAL, ConsentKind.PROMOTIONAL):
        await tx.consents.write(address, kind, is_given=False, how=how, words=words, source=source)
    if address.kind != PHONE:
        return 0
    return await tx.outbox.withdraw_at(
        DestinationKind.PHONE, address.value, reason=say("sms.reason.opted_out", language)
    )


async def opt_in(
    tx: Transaction, address: Address, *, how: str, words: str, source: str, language: str = "en"
) -> None:
    """They may be answered again. What they agreed to beyond that before, they have to say anew.

    What waited because they may have wanted out is due, and that they have unsubscribed is not
    confirmed to them any more.
    """
    if address.kind == PHONE:
        await _withdraw_confirmations(tx, address, language)
    for kind in (ConsentKind.MESSAGES, ConsentKind.UNASKED):
        await tx.consents.write(address, kind, is_given=True, how=how, words=words, source=source)
    if address.kind == PHONE:
        await tx.held.release_at(DestinationKind.PHONE, address.value, held_for=(HeldFor.DOUBT,))


async def _withdraw_confirmations(tx: Transaction, number: Address, language: str) -> None:
    """What was queued together with an opt-out confirms it."""
    stopped_at = [
        one.at
        for one in await tx.consents.history(number)
        if one.kind is ConsentKind.MESSAGES and not one.is_given
    ]
    await tx.outbox.withdraw_required(
        DestinationKind.PHONE,
        number.value,
        queued_at=stopped_at,
        reason=say("sms.reason.opted_in", language),
    )


async def doubt(tx: Transaction, address: Address, *, words: str, source: str) -> None:
    """It may be that they want no more texts: what nobody just asked for waits until they say."""
    await tx.consents.write(
        address,
        ConsentKind.UNASKED,
        is_given=False,
        how=BY_SENTENCE,
        words=words,
        source=source,
    )


async def agree(
    tx: Transaction, address: Address, kind: ConsentKind, *, how: str, words: str, source: str
) -> None:
    """They agreed to texts of this kind; `words` are what they were shown, or wrote themselves.

    Who may have wanted out has said now that they do not: what waited for that is due.
    """
    await tx.consents.write(address, kind, is_given=True, how=how, words=words, source=source)
    if (await tx.consents.of(address)).is_in_doubt:
        unasked = ConsentKind.UNASKED
        await tx.consents.write(
            address, unasked, is_given=True, how=how, words=words, source=source
        )
        await tx.held.release_at(DestinationKind.PHONE, address.value, held_for=(HeldFor.DOUBT,))


async def decline(
    tx: Transaction, address: Address, kind: ConsentKind, *, how: str, words: str, source: str
) -> None:
    """They were asked to agree to texts of this kind and said no."""
    await tx.consents.write(address, kind, is_given=False, how=how, words=words, source=source)
