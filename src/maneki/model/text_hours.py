"""The hours in which somebody may be texted what they have not just asked for. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from maneki.errors import InvalidInputError

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_SUNDAY = 6
_A_WEEK = 8
"""Days within which the next hours begin, even if the clock leaves out those of one day."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `opens` until `closes` of one day's local clock.

    Raises `InvalidInputError` unless it closes after it opens.
    """

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise InvalidInputError("Hours for text messages have to end after they begin.")

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """When it begins and ends that day, in UTC."""
        opens = datetime.combine(day, self.opens, zone)
        closes = datetime.combine(day, self.closes, zone)
        return opens.astimezone(UTC), closes.astimezone(UTC)


WEEKDAYS = Span(time(9), time(20))
SUNDAYS = Span(time(12), time(20))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextHours:
    """Narrower than the law of the United States asks for (8 to 21 o'clock at the recipient's),
    because that of some of its states is: Texas begins at noon on Sundays, Oklahoma ends at 20.
    """

    weekdays: Span = WEEKDAYS
    sundays: Span = SUNDAYS

    def open_at(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The first moment from `now` on in which one may text there: `now`, if one may."""
        spans = self._from(now.astimezone(zone).date(), zone)
        opens = next(opens for opens, closes in spans if now < closes)
        return max(now, opens)

    def open_everywhere_at(self, now: datetime, zones: Collection[ZoneInfo]) -> datetime | None:
        """The first moment from `now` on in which one may text in each of the zones (one at least).

        None if within a week there is none: they lie too far apart.
        """
        at = now
        while at - now <= _WEEK:
            opens = max(self.open_at(at, zone) for zone in zones)
            if opens == at:
                return at
            at = opens
        return None

    def _from(self, day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
        for number in range(_A_WEEK):
            that_day = day + number * _DAY
            span = self.sundays if that_day.weekday() == _SUNDAY else self.weekdays
            opens, closes = span.on(that_day, zone)
            # A clock that is set forward may leave out all of it.
            if opens < closes:
                yield opens, closes
