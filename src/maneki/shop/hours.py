"""When the shop is open, as its `hours.toml` says. Pure: the text and the time come from outside.

    [week]
    monday = "closed"
    tuesday = "10:00-18:00"
    saturday = ["10:00-13:00", "14:00-18:00"]

    [days]
    2026-12-24 = "10:00-14:00"
    "01-01" = "closed"            # every year

Times are those on the shop's wall. An opening that ends before it begins ends on the next day. A
weekday that is not named is a closed one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from maneki.errors import SettingsError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS_AHEAD = 366
_YEARLY = 2000
"""A leap year, to read days without a year in."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The shop opens and closes, in its own time zone."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class _Span:
    """An opening as it is on one day, in UTC: clocks that are set make none of it longer."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopHours:
    """Opening times by weekday (Monday is 0), and of days that are unlike the others.

    `days` have a year, `yearly` (month, day) have none. An empty tuple is closed.
    """

    zone: ZoneInfo
    week: Mapping[int, tuple[Opening, ...]]
    days: Mapping[date, tuple[Opening, ...]] = field(default_factory=dict)
    yearly: Mapping[tuple[int, int], tuple[Opening, ...]] = field(default_factory=dict)

    def today(self, now: datetime) -> date:
        """The day it is at the shop."""
        return now.astimezone(self.zone).date()

    def on(self, day: date) -> tuple[Opening, ...]:
        """When it is open on a day; empty if it is closed."""
        special = self.special(day)
        return self.week.get(day.weekday(), ()) if special is None else special

    def special(self, day: date) -> tuple[Opening, ...] | None:
        """When it is open on a day that is unlike its weekday; None for any other."""
        return self.days.get(day, self.yearly.get((day.month, day.day)))

    def special_days(self, now: datetime) -> dict[date, tuple[Opening, ...]]:
        """Every such day of the year that begins today."""
        ahead = (self.today(now) + timedelta(days=n) for n in range(_DAYS_AHEAD))
        found = ((day, self.special(day)) for day in ahead)
        return {day: openings for day, openings in found if openings is not None}

    def closes_at(self, now: datetime) -> datetime | None:
        """When it closes, in the shop's zone, if it is open now; None if it is closed."""
        closing = [one.closes for one in self._spans(now) if one.opens <= now < one.closes]
        return max(closing).astimezone(self.zone) if closing else None

    def is_open(self, now: datetime) -> bool:
        return self.closes_at(now) is not None

    def next_opening(self, now: datetime) -> datetime | None:
        """When it opens next, in the shop's zone; None if it does not within a year."""
        return next(
            (one.opens.astimezone(self.zone) for one in self._spans(now) if one.opens > now), None
        )

    def open_time(self, since: datetime, until: datetime) -> timedelta:
        """How long it was open between two moments. Of more than a year the first is looked at."""
        total = timedelta()
        for one in self._spans(since):
            if one.opens >= until:
                break
            total += max(timedelta(), min(one.closes, until) - max(one.opens, since))
        return total

    def _spans(self, now: datetime) -> Iterator[_Span]:
        """The openings from yesterday's on, in their order."""
        for n in range(-1, _DAYS_AHEAD):
            day = self.today(now) + timedelta(days=n)
            for opening in self.on(day):
                yield self._span(day, opening)

    def _span(self, day: date, opening: Opening) -> _Span:
        last = day if opening.closes > opening.opens else day + timedelta(days=1)
        return _Span(
            datetime.combine(day, opening.opens, self.zone).astimezone(UTC),
            datetime.combine(last, opening.closes, self.zone).astimezone(UTC),
        )


def read_hours(text: str, *, zone: ZoneInfo) -> ShopHours:
    """Read `hours.toml`. Raises `SettingsError` with the sentence that says what is wrong in it."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise SettingsError(f"hours.toml cannot be read: {exc}.") from exc
    if unknown := [*data.keys() - {"week", "days"}]:
        raise _wrong(f"[{unknown[0]}] is unknown; there are [week] and [days]")
    week, days = _table(data, "week"), _table(data, "days")
    if unknown := [name for name in week if name not in WEEKDAYS]:
        raise _wrong(f"{unknown[0]!r} is no weekday; write monday to sunday")
    dated = [(_day(name), _openings(name, said)) for name, said in days.items()]
    return ShopHours(
        zone=zone,
        week={n: _openings(name, week[name]) for n, name in enumerate(WEEKDAYS) if name in week},
        days={day: openings for day, openings in dated if day.year != _YEARLY},
        yearly={(day.month, day.day): openings for day, openings in dated if day.year == _YEARLY},
    )


def _table(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise _wrong(f"{name} is a table; write [{name}]")
    return table


def _day(name: str) -> date:
    whole = name if name.count("-") == 2 else f"{_YEARLY}-{name}"
    try:
        return date.fromisoformat(whole)
    except ValueError as exc:
        raise _wrong(f"{name!r} is no day; write it as 2026-12-24, or 12-24 for any year") from exc


def _openings(name: str, said: object) -> tuple[Opening, ...]:
    if said == "closed":
        return ()
    spans = said if isinstance(said, list) else [said]
    return tuple(sorted((_opening(name, one) for one in spans), key=lambda one: one.opens))


def _opening(name: str, said: object) -> Opening:
    opens, dash, closes = str(said).replace("–", "-").partition("-")
    try:
        return Opening(_time(opens), _time(closes if dash else "?"))
    except ValueError as exc:
        how = 'write "10:00-18:00", a list of such, or "closed"'
        raise _wrong(f"{name} says {said!r}; {how}") from exc


def _time(text: str) -> time:
    bare = text.strip()
    return time(0) if bare == "24:00" else time.fromisoformat(bare.zfill(5))


def _wrong(what: str) -> SettingsError:
    return SettingsError(f"hours.toml: {what}.")
