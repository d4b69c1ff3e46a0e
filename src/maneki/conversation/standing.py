"""How things are with somebody who says something: what they have said and what they have cost."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from maneki.assistant.spending import Caps, are_texts_spent
from maneki.conversation.gates import Standing
from maneki.model.conversation import CostKind, Inbound
from maneki.model.digest import start_of_day, start_of_month
from maneki.model.ids import PersonId
from maneki.model.person import Person
from maneki.store import Transaction

ASIDE = "aside"
"""The source of what was asked by a command and answered to its caller alone."""
_A_MINUTE = timedelta(minutes=1)
_AN_HOUR = timedelta(hours=1)


async def standing_of(tx: Transaction, person: Person, inbound: Inbound) -> Standing:
    """Without what texts have cost: the ledger of a month is long.

    Of the last minute commands and messages are counted apart: a book looked up in the middle of a
    talk does not cut it off.
    """
    is_aside = inbound.source == ASIDE
    in_an_hour, in_a_minute = await tx.inbox.counted(
        person.id,
        since=tx.now - _AN_HOUR,
        lately=tx.now - _A_MINUTE,
        only=ASIDE if is_aside else None,
        but=None if is_aside else ASIDE,
    )
    return Standing(
        consents=await tx.consents.of(inbound.sender),
        handover=await tx.conversations.handover_at(person.id, inbound.place),
        in_a_minute=in_a_minute,
        in_an_hour=in_an_hour,
    )


async def texts_are_spent(
    tx: Transaction,
    person_id: PersonId,
    *,
    caps: Caps,
    zone: ZoneInfo,
    is_required: bool = False,
) -> bool:
    """Whether what texts may cost is spent, for somebody today or by the shop this month."""
    if caps == Caps():
        return False
    day, month = start_of_day(tx.now, zone), start_of_month(tx.now, zone)
    today = await tx.costs.since(day, kind=CostKind.SMS, person_id=person_id)
    this_month = await tx.costs.since(month, kind=CostKind.SMS)
    return are_texts_spent(
        caps, person=today.segments, shop=this_month.segments, is_required=is_required
    )
