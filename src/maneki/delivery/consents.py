"""What may be texted to a number, when, and what not: asked of everything that goes to a phone,
whoever sends it, when it is claimed and again right before it is sent. Pure.

Opted out comes first, then consent for this kind of message, then doubt, then the hour, then how
many it were today, then what all texts of the month may cost. What was not agreed to is withdrawn;
what only comes at the wrong time is held, and alerts are merged then. Answers are never held: to
what somebody wrote within a day, or asked for elsewhere and waits for. What the shop's staff write
later than that comes by itself, as a notice does. What must be said (the one confirmation of STOP,
and HELP) always goes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never
from zoneinfo import ZoneInfo

from maneki.model.consent import TEXTED_MARKETS, Consents
from maneki.model.digest import end_of_day
from maneki.model.hold import HeldFor, Hold
from maneki.model.outbox import Item, OutboxKind
from maneki.model.person import Preferences
from maneki.model.text_hours import TextHours

UNSTATED_ZONE = Preferences().time_zone
"""What somebody's time zone is who has never said one."""

DOUBTED_FOR = timedelta(days=1)
"""What waits because somebody may want out is asked about again after that."""


class NotByText(StrEnum):
    """Why something is never texted to a number; `sms.reason.*` says it in words."""

    OPTED_OUT = "opted_out"
    NOT_AGREED = "not_agreed"
    """Notices need to have been asked for."""
    NOT_OFFERED = "not_offered"
    """Offers need to have been agreed to in writing."""
    BLOCKED = "blocked"
    """The provider has heard STOP as well, and lets nothing through: not even what must be said."""
    RESALE = "resale"
    ASKS = "asks"
    """It asks for a press of a button, which a text has none of."""


ANSWERED_WITHIN = timedelta(hours=24)
"""What is said later than that after their last word answers nobody: it comes by itself."""


def nowhere_known(_number: str, /) -> tuple[ZoneInfo, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Who is behind a number (E.164), as far as it matters for what may be texted there.

    `heard_at` is when they last wrote, and `told_today` counts the texts that went there today
    without having been asked for. `is_month_spent`: so many texts went out this month, to
    whomever, as the shop lets it cost.
    """

    number: str
    consents: Consents
    preferences: Preferences = field(default_factory=Preferences)
    heard_at: datetime | None = None
    told_today: int = 0
    is_month_spent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRules:
    """What an operator decides. `zones_at` says in which zones a number may be, as far as that can
    be told from it; `zone` is the shop's, for whoever has not said theirs and whose number tells
    nothing. After `segments_a_month` of all texts only answers go out, until the month ends there.
    """

    hours: TextHours = field(default_factory=TextHours)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(UNSTATED_ZONE))
    zones_at: Callable[[str], tuple[ZoneInfo, ...]] = nowhere_known
    most_a_day: int = 3
    segments_a_month: int | None = None

    def zones_of(self, receiver: Receiver) -> tuple[ZoneInfo, ...]:
        """Where somebody may be: one zone at least."""
        if receiver.preferences.time_zone != UNSTATED_ZONE:
            return (receiver.preferences.zone,)
        return self.zones_at(receiver.number) or (self.zone,)


Objection = NotByText | Hold


def objection_to(
    item: Item, receiver: Receiver, rules: TextRules, *, now: datetime
) -> Objection | None:
    """Why this is not to be texted, or not now; None if it may go."""
    if item.note is not None and item.note.is_required:
        return None
    if receiver.consents.is_opted_out:
        return NotByText.OPTED_OUT
    if _is_waited_for(item) or not comes_by_itself(item, receiver, now=now):
        return None
    return (
        _not_agreed(item, receiver.consents)
        or _in_doubt(receiver, rules, now)
        or _too_late(receiver, rules, now)
        or _too_many(receiver, rules, now)
        or _spent(receiver, rules, now)
    )


def comes_by_itself(item: Item, receiver: Receiver, *, now: datetime) -> bool:
    """Whether it answers nothing that somebody wrote lately."""
    return is_unasked(item) or not is_answer(now, receiver.heard_at)


def is_answer(sent_at: datetime, heard_at: datetime | None) -> bool:
    """Whether what is said to somebody at that time answers what they wrote last."""
    return heard_at is not None and sent_at - heard_at <= ANSWERED_WITHIN


def is_unasked(item: Item) -> bool:
    """Whether it is none of the texts that may answer somebody."""
    return item.kind is not OutboxKind.REPLY


def _is_waited_for(item: Item) -> bool:
    return item.note is not None and item.note.was_asked_for


def is_resale(item: Item) -> bool:
    """Whether it shows anything but the shop's own shelf."""
    cards = (*((item.card,) if item.card else ()), *(item.note.cards if item.note else ()))
    return any(card.listing.market not in TEXTED_MARKETS for card in cards)


def _not_agreed(item: Item, consents: Consents) -> NotByText | None:
    match item.kind:
        case OutboxKind.ALERT | OutboxKind.DIGEST:
            return _not_offered(item, consents)
        case OutboxKind.NOTICE:
            return _not_informed(item, consents)
        case OutboxKind.REPLY:
            return None
    assert_never(item.kind)


def _not_offered(item: Item, consents: Consents) -> NotByText | None:
    if any(map(is_resale, (item, *item.tells))):
        return NotByText.RESALE
    return None if consents.promotional is True else NotByText.NOT_OFFERED


def _not_informed(item: Item, consents: Consents) -> NotByText | None:
    note = item.note
    if note is not None and (note.asks or note.renews):
        return NotByText.ASKS
    if note is not None and note.cards:
        # It shows what can be bought, whatever else it says.
        return _not_offered(item, consents)
    is_agreed = consents.informational is True or consents.promotional is True
    return None if is_agreed else NotByText.NOT_AGREED


def _in_doubt(receiver: Receiver, rules: TextRules, now: datetime) -> Hold | None:
    if not receiver.consents.is_in_doubt:
        return None
    return Hold(_open_at(now + DOUBTED_FOR, receiver, rules), HeldFor.DOUBT)


def _too_late(receiver: Receiver, rules: TextRules, now: datetime) -> Hold | None:
    opens = _open_at(now, receiver, rules)
    return Hold(opens, HeldFor.HOURS) if opens > now else None


def _too_many(receiver: Receiver, rules: TextRules, now: datetime) -> Hold | None:
    if receiver.told_today < rules.most_a_day:
        return None
    ends = max(end_of_day(now, zone) for zone in rules.zones_of(receiver))
    return Hold(_open_at(ends, receiver, rules), HeldFor.CAP)


def _spent(receiver: Receiver, rules: TextRules, now: datetime) -> Hold | None:
    """Asked again every day: the month ends, or the shop spends more."""
    if not receiver.is_month_spent:
        return None
    tomorrow = end_of_day(now, rules.zone)
    return Hold(_open_at(tomorrow, receiver, rules), HeldFor.SPENT)


def _open_at(now: datetime, receiver: Receiver, rules: TextRules) -> datetime:
    """Where no hour is a decent one in all their zones, nobody knows better than the shop."""
    everywhere = rules.hours.open_everywhere_at(now, rules.zones_of(receiver))
    return rules.hours.open_at(now, rules.zone) if everywhere is None else everywhere
