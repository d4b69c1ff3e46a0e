"""Quiet hours: the part of somebody's day in which nothing is sent to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from maneki.errors import InvalidInputError

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` until `end` of the local clock; over midnight if `end` is the earlier one.

    They are one stretch, each night as long as the clock says: what the clock shows twice (when
    summer ends) counts the first time, and what it leaves out (when summer begins) as if it had
    not. Raises `InvalidInputError` if they begin when they end.
    """

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start == self.end:
            raise InvalidInputError("Quiet hours may not end when they begin.")

    def has(self, clock: time) -> bool:
        """Whether the clock shows them at that time."""
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def until(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet hours end that `now` is in (both in UTC); None outside of them."""
        today = now.astimezone(zone).date()
        for day in (today - _DAY, today):
            begins, ends = self._of(day, zone)
            if begins <= now < ends:
                return ends
        return None

    def _of(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Those that begin on a local day, in UTC."""
        last = day if self.start < self.end else day + _DAY
        begins = datetime.combine(day, self.start, zone)
        ends = datetime.combine(last, self.end, zone)
        return begins.astimezone(UTC), ends.astimezone(UTC)
