"""Write down what follows from an attempt, in one transaction."""

from __future__ import annotations

from typing import assert_never

from maneki.delivery.retry import (
    Ending,
    GiveUp,
    Halt,
    PutBack,
    Record,
    SendAlone,
    Step,
    Suspend,
    TryAgain,
    Withdraw,
)
from maneki.delivery.suspend import suspend
from maneki.model.outbox import OutboxState, Parcel
from maneki.phrases import say
from maneki.store import Transaction


async def record(tx: Transaction, parcel: Parcel, step: Step, *, holder: str) -> bool:
    """False if the parcel is not ours any more: then only its receipt is written, nothing else."""
    if not isinstance(step, Record) and not await tx.parcels.is_held(parcel.id, by=holder):
        return False
    match step:
        case Record(receipt, opened_channel_id):
            await tx.parcels.sent(parcel.id, receipt)
            if opened_channel_id is not None:
                await tx.destinations.opened(parcel.destination.id, channel_id=opened_channel_id)
        case TryAgain():
            await tx.parcels.try_again(
                parcel.id,
                at=step.at,
                reason=step.reason,
                plainness=step.plainness,
                possibly_repeated=step.possibly_repeated,
                is_counted=step.is_counted,
                is_anew=step.is_anew,
            )
        case PutBack(until, reason):
            await tx.parcels.put_back(parcel.id, until=until, reason=reason)
        case Halt(reason):
            await tx.parcels.try_again(parcel.id, at=tx.now, reason=reason, is_counted=False)
        case _:
            await _close(tx, parcel, step)
    return True


async def _close(tx: Transaction, parcel: Parcel, ending: Ending) -> None:
    match ending:
        case SendAlone(reason):
            await tx.parcels.unpack(parcel.id, reason=reason)
        case Suspend(reason):
            await suspend(tx, parcel, reason)
        case Withdraw():
            why = say("delivery.withdrawn", parcel.language)
            await tx.parcels.returned(parcel.id, rows=OutboxState.WITHDRAWN, reason=why)
        case GiveUp(because, detail):
            why = say(f"delivery.failed.{because}", parcel.language, detail=detail)
            await tx.parcels.returned(parcel.id, rows=OutboxState.FAILED, reason=why)
        case _:
            assert_never(ending)
