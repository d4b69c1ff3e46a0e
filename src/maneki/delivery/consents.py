"""What may be texted to a number, when, and what not: asked of everything that goes to a phone,
whoever sends it, when it is claimed and again right before it is sent. Pure.

Opted out comes first, then consent for this kind of message, then doubt, then the hour, then how
many it were today. What was not agreed to is withdrawn; what only comes at the wrong time is held,
and alerts are merged then. Answers are never held, and what must be said (the one confirmation of
STOP, and HELP) always goes.
"""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRules:
    """What an operator decides. `zone` is the shop's, for whoever has not said theirs."""

    hours: TextHours = field(default_factory=TextHours)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(UNSTATED_ZONE))
    most_a_day: int = 3

    def zone_of(self, preferences: Preferences) -> ZoneInfo:
        is_stated = preferences.time_zone != UNSTATED_ZONE
        return preferences.zone if is_stated else self.zone


Objection = NotByText | Hold


def objection_to(
    item: Item,
    consents: Consents,
    preferences: Preferences,
    rules: TextRules,
    *,
    now: datetime,
    told_today: int = 0,
) -> Objection | None:
    """Why this is not to be texted, or not now; None if it may go.

    `told_today` counts the texts that went to that number today without having been asked for.
    """
    if item.note is not None and item.note.is_required:
        return None
    if consents.is_opted_out:
        return NotByText.OPTED_OUT
    if item.kind is OutboxKind.REPLY:
        return None
    zone = rules.zone_of(preferences)
    return (
        _not_agreed(item, consents)
        or _in_doubt(consents, rules, zone, now)
        or _too_late(rules, zone, now)
        or _too_many(told_today, rules, zone, now)
    )


def is_unasked(item: Item) -> bool:
    """Whether it counts among the texts that nobody just asked for."""
    return item.kind is not OutboxKind.REPLY


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


def _in_doubt(consents: Consents, rules: TextRules, zone: ZoneInfo, now: datetime) -> Hold | None:
    if not consents.is_in_doubt:
        return None
    return Hold(rules.hours.open_at(now + DOUBTED_FOR, zone), HeldFor.DOUBT)


def _too_late(rules: TextRules, zone: ZoneInfo, now: datetime) -> Hold | None:
    opens = rules.hours.open_at(now, zone)
    return Hold(opens, HeldFor.HOURS) if opens > now else None


def _too_many(told_today: int, rules: TextRules, zone: ZoneInfo, now: datetime) -> Hold | None:
    if told_today < rules.most_a_day:
        return None
    return Hold(rules.hours.open_at(end_of_day(now, zone), zone), HeldFor.CAP)
