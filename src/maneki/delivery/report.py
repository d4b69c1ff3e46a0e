"""Say in the log what became of a parcel: one line per outcome, no contents."""

from __future__ import annotations

from typing import assert_never

import structlog

from maneki.delivery.retry import (
    Forward,
    GiveUp,
    Halt,
    PutBack,
    Record,
    SendAlone,
    Step,
    Suspend,
    TakeApart,
    TryAgain,
    Withdraw,
)
from maneki.model.outbox import Parcel

log = structlog.get_logger(__name__)


def report(parcel: Parcel, step: Step) -> None:
    told = log.bind(
        parcel=parcel.id,
        destination=parcel.destination.id,
        items=len(parcel.carried),
        attempt=parcel.attempts,
    )
    match step:
        case Record(receipt):
            queued_at = min(item.queued_at for item in parcel.carried)
            waited = (receipt.accepted_at - queued_at).total_seconds()
            told.info("delivery.sent", message=receipt.message_id, waited=round(waited, 3))
        case TryAgain() | Forward() | Withdraw() if step.possibly_repeated:
            told.warning("delivery.possibly_repeated", reason=step.reason)
        case TryAgain():
            told.info("delivery.waiting", until=step.at.isoformat(), reason=step.reason)
        case PutBack(until, reason):
            told.info("delivery.postponed", until=until.isoformat(), reason=reason)
        case SendAlone(reason) | TakeApart(reason) | Forward(reason):
            told.warning("delivery.unpacked", reason=reason)
        case Suspend(reason, code):
            told.warning("delivery.suspended", reason=reason, code=code)
        case Withdraw(reason):
            told.info("delivery.withdrawn", reason=reason)
        case GiveUp(because, detail):
            told.error("delivery.failed", because=because, detail=detail)
        case Halt(reason):
            told.error("delivery.halted", reason=reason)
        case _:
            assert_never(step)
