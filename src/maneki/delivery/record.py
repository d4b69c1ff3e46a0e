"""Write down what follows from attempts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from maneki.delivery.apart import take_apart
from maneki.delivery.hold_back import hold_back_again, lock_owners
from maneki.delivery.retry import (
    Ending,
    Forward,
    GiveUp,
    Halt,
    PutBack,
    Record,
    SendAlone,
    Suspend,
    TakeApart,
    TryAgain,
    Unsent,
    Withdraw,
)
from maneki.delivery.suspend import put_aside, suspend
from maneki.delivery.withdraw import withdraw_unwanted
from maneki.model.outbox import Item, OutboxKind, Parcel
from maneki.phrases import say
from maneki.store import Transaction


async def record_arrived(tx: Transaction, arrived: Sequence[tuple[Parcel, Record]]) -> None:
    """Write the receipts of all of these."""
    # All in one order, so that two who write do not wait for each other.
    in_order = sorted(arrived, key=lambda one: one[0].id)
    await tx.parcels.sent({parcel.id: step.receipt for parcel, step in in_order})
    for parcel, step in in_order:
        if digests := [item.id for item in _digests(parcel)]:
            reason = say("delivery.reason.in_digest", parcel.language)
            await tx.digests.told(digests, at=step.receipt.accepted_at, reason=reason)
        if step.opened_channel_id is not None:
            await tx.destinations.opened(parcel.destination.id, channel_id=step.opened_channel_id)


async def record(tx: Transaction, parcel: Parcel, step: Unsent, *, holder: str) -> bool:
    """Write what follows from an attempt that did not arrive, as far as we know.

    False if the parcel is not ours any more: then nothing is written.
    """
    if not await tx.parcels.is_held(parcel.id, by=holder):
        return False
    if isinstance(step, TryAgain | Forward | Withdraw) and step.possibly_repeated:
        await lock_owners(tx, parcel)
        await tx.parcels.doubt(parcel.id)
    match step:
        case TryAgain() | PutBack():
            await _keep(tx, parcel, step)
        case Halt(keep=kept):
            await _keep(tx, parcel, kept)
        case _:
            await _close(tx, parcel, step)
    return True


async def _keep(tx: Transaction, parcel: Parcel, step: TryAgain | PutBack) -> None:
    if isinstance(step, PutBack):
        await tx.parcels.put_back(parcel.id, until=step.until, reason=step.reason)
        return
    if step.without:
        # Before the parcel is touched: whoever chooses another place locks themselves, then it.
        await _withdraw_unwanted(tx, parcel)
    await tx.parcels.try_again(
        parcel.id,
        at=step.at,
        reason=step.reason,
        plainness=step.plainness,
        is_counted=step.is_counted,
        is_anew=step.is_anew,
    )
    if step.without:
        await tx.parcels.take_out(parcel.id, step.without)


async def _withdraw_unwanted(tx: Transaction, parcel: Parcel) -> None:
    await hold_back_again(tx, parcel)
    await withdraw_unwanted(tx, parcel.items, at=parcel.destination, language=parcel.language)
    for fellow in parcel.fellows:
        await withdraw_unwanted(tx, [fellow.item], at=fellow.destination, language=parcel.language)


async def _close(tx: Transaction, parcel: Parcel, ending: Ending) -> None:
    match ending:
        case SendAlone(reason):
            await tx.parcels.unpack(parcel.id, reason=reason)
        case TakeApart(reason):
            for digest in _digests(parcel):
                shown = len(digest.note.cards) if digest.note else 0
                await take_apart(tx, digest, language=parcel.language, alone=shown)
            await tx.parcels.unpack(parcel.id, reason=reason)
        case Forward(reason):
            # Not all that it tells of need be told at another place.
            for digest in _digests(parcel):
                await take_apart(tx, digest, language=parcel.language)
            await tx.parcels.forward(parcel.id, reason=reason)
        case Suspend(reason, is_unsure=is_unsure):
            await put_aside(tx, parcel, reason=reason, is_unsure=is_unsure)
            await suspend(tx, parcel.destination, reason=reason, language=parcel.language)
        case Withdraw(reason):
            await _withdraw_unwanted(tx, parcel)
            await tx.parcels.unpack(parcel.id, reason=reason)
        case GiveUp(because, detail):
            why = say(f"delivery.failed.{because}", parcel.language, detail=detail)
            await tx.parcels.failed(parcel.id, reason=why)
        case _:
            assert_never(ending)


def _digests(parcel: Parcel) -> list[Item]:
    return [item for item in parcel.items if item.kind is OutboxKind.DIGEST]
