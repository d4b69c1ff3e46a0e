"""Where a number may be, as far as its area code tells: for whoever has not said where they are.

phonenumbers has the table (of libphonenumber's); people keep their numbers when they move, and a
few area codes lie on both sides of a line.
"""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone


@lru_cache(maxsize=4_096)
def zones_of_number(number: str) -> tuple[ZoneInfo, ...]:
    """All zones in which a number (E.164) may be; none where it tells nothing."""
    names = timezone.time_zones_for_number(phonenumbers.parse(number, None))
    return tuple(ZoneInfo(name) for name in names if name != timezone.UNKNOWN_TIMEZONE)
