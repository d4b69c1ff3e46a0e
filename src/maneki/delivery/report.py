"""Say in the log, and count, what became of a parcel: one line per outcome, no contents."""

from __future__ import annotations

from typing import assert_never

import structlog

from maneki.delivery.retry import (
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
from maneki.delivery.tally import Tally
from maneki.model.outbox import Parcel

log = structlog.get_logger(__name__)


def report(parcel: Parcel, step: Step, tally: Tally) -> None:
    told = log.bind(
        parcel=parcel.id,
        destination=parcel.destination.id,
        items=len(parcel.items),
        attempt=parcel.attempts,
    )
    match step:
        case Record(receipt):
            tally.sent += 1
            tally.items_sent += len(parcel.items)
            queued_at = min(item.queued_at for item in parcel.items)
            waited = (receipt.accepted_at - queued_at).total_seconds()
            told.info("delivery.sent", message=receipt.message_id, waited=round(waited, 3))
        case TryAgain():
            _count_again(parcel, step, tally)
            told.info("delivery.waiting", until=step.at.isoformat(), reason=step.reason)
        case PutBack(until, reason):
            tally.postponed += 1
            told.info("delivery.postponed", until=until.isoformat(), reason=reason)
        case SendAlone(reason):
            tally.degraded += 1
            told.warning("delivery.unpacked", reason=reason)
        case Suspend(reason, code):
            tally.suspensions += 1
            told.warning("delivery.suspended", reason=reason, code=code)
        case Withdraw():
            tally.withdrawn += 1
            told.info("delivery.withdrawn")
        case GiveUp(because, detail):
            tally.failed += 1
            told.error("delivery.failed", because=because, detail=detail)
        case Halt(reason):
            told.error("delivery.halted", reason=reason)
        case _:
            assert_never(step)


def _count_again(parcel: Parcel, step: TryAgain, tally: Tally) -> None:
    if step.possibly_repeated:
        tally.possibly_repeated += 1
    if step.plainness > parcel.plainness:
        tally.degraded += 1
    elif step.is_counted:
        tally.unclear += 1
    elif not step.is_anew:
        tally.postponed += 1
