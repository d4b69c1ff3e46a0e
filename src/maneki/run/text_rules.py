"""What may be texted and when, as the settings say."""

from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo

from maneki.delivery.consents import TextRules
from maneki.model.text_hours import Span, TextHours
from maneki.settings import Settings


def text_rules(settings: Settings) -> TextRules:
    """It holds whether or not there is a provider."""
    hours = TextHours(weekdays=_span(settings.sms_hours), sundays=_span(settings.sms_sunday_hours))
    return TextRules(
        hours=hours,
        zone=ZoneInfo(settings.shop_time_zone),
        zones_at=_zones_of_number,
        most_a_day=settings.sms_most_a_day,
        segments_a_month=settings.sms_segments_a_month,
    )


def _zones_of_number(number: str, /) -> tuple[ZoneInfo, ...]:
    # The table takes ten megabytes, and whoever texts nobody does without.
    from maneki.model.phone_zones import zones_of_number  # noqa: PLC0415

    return zones_of_number(number)


def _span(written: str) -> Span:
    opens, _, closes = written.partition("-")
    return Span(time.fromisoformat(opens), time.fromisoformat(closes))
