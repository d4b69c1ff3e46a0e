"""Which texts of the staff's have not arrived at a customer's phone: for whoever tells them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from maneki.model.ids import PersonId
from maneki.model.person import DestinationKind
from maneki.model.text_fate import TextFate
from maneki.phrases import say
from maneki.store import Transaction

BY_STAFF = "staff:"
"""What the keys begin with under which the words of the staff are queued."""


async def lost_texts(
    tx: Transaction,
    address: str,
    *,
    since: datetime,
    keys: str = BY_STAFF,
    kind: DestinationKind = DestinationKind.PHONE,
    person_id: PersonId | None = None,
) -> Sequence[TextFate]:
    """Those of the texts to a number (E.164), or to another kind of place, queued since then under
    keys that begin so, that have not arrived or wait: the oldest first. Those of which nobody knows
    anything bad are left out.
    """
    fates = await tx.texts.fates(kind, address, person_id=person_id, keys=keys, since=since)
    return tuple(one for one in fates if one.lost is not None)


def lost_in_words(
    fate: TextFate, language: str, *, kind: DestinationKind = DestinationKind.PHONE
) -> str:
    """Why a text has not arrived, to somebody of the shop. "" if nothing is wrong with it."""
    if fate.lost is None:
        return ""
    if kind is not DestinationKind.PHONE:
        return say("sms.lost.discord", language)
    return say(f"sms.lost.{fate.lost}", language, code=fate.code or "-")
