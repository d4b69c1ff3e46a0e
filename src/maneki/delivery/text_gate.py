"""Ask of what goes to phones whether it may, and see to it: withdraw what may not, and let wait
what may not yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from maneki.delivery.apart import take_apart
from maneki.delivery.consents import (
    ANSWERED_WITHIN,
    NotByText,
    Objection,
    Receiver,
    TextRules,
    comes_by_itself,
    is_answer,
    is_resale,
    objection_to,
)
from maneki.delivery.hold_back import hold_back
from maneki.model.conversation import CostKind
from maneki.model.digest import start_of_day, start_of_month
from maneki.model.hold import Hold
from maneki.model.outbox import Item, OutboxKind, Parcel, Waiting
from maneki.model.person import PHONE, Address, Destination, DestinationKind, Preferences
from maneki.phrases import say
from maneki.store import Transaction


class TextGate:
    """Asks of all that one transaction lets go to phones; what the month took is summed once."""

    def __init__(self, tx: Transaction, rules: TextRules) -> None:
        self._tx = tx
        self._rules = rules
        self._spent: int | None = None

    async def let_text(self, waiting: Waiting, items: Sequence[Item]) -> tuple[Item, ...]:
        """Of what is due at a destination what may go there now. Only phones are asked about."""
        if waiting.destination.kind is not DestinationKind.PHONE:
            return tuple(items)
        objections = await self._objections(waiting, items)
        free: list[Item] = []
        held: list[Item] = []
        for item, objection in zip(items, objections, strict=True):
            match objection:
                case None:
                    free.append(item)
                case Hold():
                    held.append(replace(item, hold=objection))
                case NotByText():
                    await _withdraw(self._tx, item, objection, language=waiting.language)
        await hold_back(self._tx, held, language=waiting.language, waits=False)
        return tuple(free)

    async def _objections(self, waiting: Waiting, items: Sequence[Item]) -> list[Objection | None]:
        tx, rules = self._tx, self._rules
        receiver = await _receiver(tx, waiting.destination, waiting.preferences)
        if any(comes_by_itself(item, receiver, now=tx.now) for item in items):
            since = min(start_of_day(tx.now, zone) for zone in rules.zones_of(receiver))
            receiver = replace(
                receiver,
                told_today=await _unasked(tx, receiver.number, since=since),
                is_month_spent=await self._month_is_spent(),
            )
        return [objection_to(item, receiver, rules, now=tx.now) for item in items]

    async def _month_is_spent(self) -> bool:
        if self._rules.segments_a_month is None:
            return False
        if self._spent is None:
            since = start_of_month(self._tx.now, self._rules.zone)
            self._spent = (await self._tx.costs.since(since, kind=CostKind.SMS)).segments
        return self._spent >= self._rules.segments_a_month


async def ask_texts_again(tx: Transaction, parcel: Parcel, rules: TextRules) -> Parcel:
    """A parcel for a phone that is taken up again: what of it may not go, or not now, is marked."""
    if parcel.destination.kind is not DestinationKind.PHONE:
        return parcel
    receiver = await _receiver_of(tx, parcel)
    items = []
    for item in parcel.items:
        objection = objection_to(item, receiver, rules, now=tx.now)
        if isinstance(objection, NotByText):
            await _withdraw_packed(tx, item, objection, language=parcel.language)
            items.append(replace(item, is_withdrawn=True))
        else:
            items.append(replace(item, hold=item.hold or objection))
    return replace(parcel, items=tuple(items))


async def may_still_go(tx: Transaction, parcel: Parcel, rules: TextRules) -> bool:
    """Whether all of a parcel that is about to be sent may go: much may have been said since it was
    packed.
    """
    receiver = await _receiver_of(tx, parcel)
    return not any(
        item.is_withdrawn or objection_to(item, receiver, rules, now=tx.now)
        for item in await tx.outbox.in_parcel(parcel.id)
    )


async def withdraw_blocked(tx: Transaction, parcel: Parcel) -> None:
    """Nothing of a parcel goes out any more, required or not: the provider blocks its number."""
    for item in parcel.items:
        await _withdraw_packed(tx, item, NotByText.BLOCKED, language=parcel.language)


def number_of(destination: Destination) -> Address:
    return Address(PHONE, destination.address)


async def _receiver_of(tx: Transaction, parcel: Parcel) -> Receiver:
    """Whoever a parcel goes to. It is one of today's texts itself, so they are not counted."""
    return await _receiver(tx, parcel.destination, await _preferences(tx, parcel.destination))


async def _receiver(tx: Transaction, at: Destination, preferences: Preferences) -> Receiver:
    heard = await tx.texts.heard(at.address, since=tx.now - ANSWERED_WITHIN)
    return Receiver(
        number=at.address,
        consents=await tx.consents.of(number_of(at)),
        preferences=preferences,
        heard_at=max(heard, default=None),
    )


async def _unasked(tx: Transaction, number: str, *, since: datetime) -> int:
    """How many texts went to a number since then, or are on their way, that answer nothing."""
    texts = await tx.texts.sent_to(number, since=since)
    heard = await tx.texts.heard(number, since=since - ANSWERED_WITHIN)
    return sum(
        text.is_unasked or not is_answer(text.at, _last_before(text.at, heard)) for text in texts
    )


def _last_before(at: datetime, heard: Sequence[datetime]) -> datetime | None:
    return max((one for one in heard if one <= at), default=None)


async def _preferences(tx: Transaction, destination: Destination) -> Preferences:
    places = await tx.outbox.places([destination.id])
    _, preferences = places[destination.id]
    return preferences


async def _withdraw_packed(tx: Transaction, item: Item, why: NotByText, *, language: str) -> None:
    """It stays in its parcel, where it may have arrived."""
    reason = say(f"sms.reason.{why}", language)
    if item.kind is OutboxKind.DIGEST:
        await tx.outbox.withdraw_digest(item.id, reason=reason)
    else:
        await tx.outbox.withdraw([item.id], reason=reason)


async def _withdraw(tx: Transaction, item: Item, why: NotByText, *, language: str) -> None:
    """Of a digest only what is not for phones, if it is about that: the rest comes in another."""
    reason = say(f"sms.reason.{why}", language)
    if item.kind is not OutboxKind.DIGEST:
        await tx.outbox.withdraw([item.id], reason=reason)
        return
    await take_apart(tx, item, language=language, waits=False)
    told = [one for one in item.tells if why is not NotByText.RESALE or is_resale(one)]
    await tx.outbox.withdraw([one.id for one in told], reason=reason)
