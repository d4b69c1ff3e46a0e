"""Take in what a provider says became of a text: once, and only forwards."""

from __future__ import annotations

import structlog

from maneki.channels.sms.inbound import DeliveryReport, DeliveryStatus
from maneki.delivery.suspend import suspend
from maneki.model.person import PHONE, Address, Destination, DestinationKind
from maneki.people.consents import BY_PROVIDER, opt_out
from maneki.phrases import say
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)


async def take_report(store: Store, report: DeliveryReport) -> bool:
    """False if as much was known before. Raises `StoreError`.

    A number that has opted out at the provider has opted out; one that texts cannot reach is not
    written to any more until its owner says otherwise.
    """
    async with store.transaction() as tx:
        is_news = await tx.texts.report(
            report.provider,
            report.id,
            status=report.status,
            code=report.code,
            earlier=[one for one in DeliveryStatus if one.place < report.status.place],
        )
        if is_news:
            await _follow(tx, report)
    log.info(
        "sms.reported",
        provider=report.provider,
        message=report.id,
        status=report.status,
        code=report.code,
        is_news=is_news,
    )
    return is_news


async def _follow(tx: Transaction, report: DeliveryReport) -> None:
    if not (report.is_opted_out or report.is_unreachable):
        return
    stated = report.recipient if isinstance(report.recipient, str) else None
    number = stated or await tx.texts.number_of(report.id)
    if number is None:
        return
    if report.is_opted_out:
        await _opt_out(tx, Address(PHONE, number), report)
    else:
        await _close(tx, number)


async def _opt_out(tx: Transaction, number: Address, report: DeliveryReport) -> None:
    if (await tx.consents.of(number)).is_opted_out:
        return
    source = f"sms:{report.provider}:{report.id}"
    await opt_out(tx, number, how=BY_PROVIDER, words="", source=source)


async def _close(tx: Transaction, number: str) -> None:
    places = await tx.outbox.places([one.id for one in await _phones(tx, number)])
    for destination, preferences in places.values():
        language = preferences.language
        reason = say("sms.reason.unreachable", language)
        await suspend(tx, destination, reason=reason, language=language)


async def _phones(tx: Transaction, number: str) -> list[Destination]:
    at_number = await tx.destinations.at(number)
    return [one for one in at_number if one.kind is DestinationKind.PHONE]
