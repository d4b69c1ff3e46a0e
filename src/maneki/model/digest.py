"""How the alerts of a filter come together, if not one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MORNING = time(9)
MOST_SHOWN = 10
"""How many alerts of a digest one message can show."""

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


class Every(StrEnum):
    HOUR = "hourly"
    DAY = "daily"


class DigestOrder(StrEnum):
    NEWEST = "newest"
    PRICE = "price"
    """The cheapest first; what has no price comes last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPlan:
    """Every hour, at the minute of `at`, or every day at that time of the local clock.

    `top` of the alerts are shown at once, in this order; the others are behind them.
    """

    every: Every
    at: time = MORNING
    top: int = MOST_SHOWN
    order: DigestOrder = DigestOrder.NEWEST

    def next_at(self, now: datetime, zone: ZoneInfo) -> datetime:
        """When the next one is, later than `now`; both in UTC.

        A time that the clock leaves out counts as if it had not; of one it shows twice, the first.
        """
        if self.every is Every.HOUR:
            return _next_minute(now, self.at.minute, zone)
        today = now.astimezone(zone).date()
        times = (_at(today + number * _DAY, self.at, zone) for number in range(-1, 3))
        return next(moment for moment in times if moment > now)


def start_of_day(now: datetime, zone: ZoneInfo) -> datetime:
    """When the local day of `now` began, in UTC."""
    return _at(now.astimezone(zone).date(), time(), zone)


def end_of_day(now: datetime, zone: ZoneInfo) -> datetime:
    """When the local day of `now` ends, in UTC; it is later than that."""
    return _at(now.astimezone(zone).date() + _DAY, time(), zone)


def start_of_month(now: datetime, zone: ZoneInfo) -> datetime:
    """When the local month of `now` began, in UTC."""
    return _at(now.astimezone(zone).date().replace(day=1), time(), zone)


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _next_minute(now: datetime, minute: int, zone: ZoneInfo) -> datetime:
    local = now.astimezone(zone)
    since_full = timedelta(
        minutes=local.minute, seconds=local.second, microseconds=local.microsecond
    )
    this_hour = now - since_full + timedelta(minutes=minute)
    return this_hour if this_hour > now else this_hour + _HOUR
