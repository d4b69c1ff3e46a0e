"""The days that somebody means who writes "dec 24", "next friday" or "easter monday". Pure.

A day without a year is the next one, today included. What can be read in two ways is read as it is
in the shop's country ("3/4") or as the later one ("next friday" is the Friday of next week).
Whoever answers spells the date, so that a misreading shows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from maneki.assistant import day_words as words
from maneki.assistant.holidays import HOLIDAY, next_holiday

MOST_DAYS = 7
_YEARS_AHEAD = 8
"""Within these there is a February 29, whatever the year."""
_MONTH_FIRST = frozenset({"US", "CA", "PH", "JP", "CN", "KR", "TW", "HU", "LT", "MN", "FM", "GU"})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DaysMeant:
    """`days` in the order of the calendar. `past` are over, `impossible` are no days at all, as
    they were written; `is_unplaced` if a day was named that nobody here can place. `rest` is the
    text without all of them.
    """

    days: tuple[date, ...] = ()
    past: tuple[date, ...] = ()
    impossible: tuple[str, ...] = ()
    is_unplaced: bool = False
    is_now: bool = False
    rest: str = ""

    @property
    def is_any(self) -> bool:
        return bool(self.days or self.past or self.impossible or self.is_unplaced)


@dataclass(frozen=True, slots=True)
class _When:
    """What it is read by."""

    today: date
    country: str | None

    @property
    def next_week(self) -> date:
        """Its Monday."""
        return self.today + timedelta(days=7 - self.today.weekday())


class _NoSuchDayError(ValueError):
    """The date is in no calendar."""


_Days = tuple[date, ...]
_Reader = Callable[[re.Match[str], _When], _Days]


def days_meant(text: str, *, today: date, country: str | None = None) -> DaysMeant:
    """The days of a text. Those that belong to no year are the next ones."""
    when, rest = _When(today, country), plainly(text)
    days: list[date] = []
    past: list[date] = []
    impossible: list[str] = []
    for pattern, reader in _READERS:
        for found in pattern.finditer(rest):
            try:
                read = reader(found, when)
            except _NoSuchDayError:
                impossible.append(found[0].strip())
            else:
                days.extend(day for day in read if day >= today)
                past.extend(day for day in read if day < today)
        rest = pattern.sub(_blank, rest)
    is_now = not (days or past or impossible) and _NOW.search(rest) is not None
    return DaysMeant(
        days=(today,) if is_now else tuple(sorted({*days}))[:MOST_DAYS],
        past=tuple(sorted({*past})),
        impossible=tuple(dict.fromkeys(impossible)),
        is_unplaced=_UNPLACED.search(rest) is not None,
        is_now=is_now,
        rest=rest,
    )


def without_days(text: str) -> tuple[str, bool]:
    """A text without the days it names, and whether one of them can be nothing but a day: a
    number like 3/4 can, and Christmas is what books are about as well.
    """
    rest, is_plain = plainly(text), False
    for pattern, reader in _READERS:
        found = [*pattern.finditer(rest)]
        is_plain = is_plain or any(_is_plain(one, reader) for one in found)
        rest = pattern.sub(_blank, rest)
    return rest, is_plain


def plainly(text: str) -> str:
    """In lower case, one space between words, apostrophes alike."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("´", "'")
    return " ".join(folded.split())


def _is_plain(found: re.Match[str], reader: _Reader) -> bool:
    if reader is _holiday:
        return found.lastgroup not in {"christmas", "halloween", "easter", "valentines", "may_day"}
    return reader is not _by_slash


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _made(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as exc:
        raise _NoSuchDayError from exc


def _next(month: int, day: int, *, today: date) -> date:
    """The next such day, in a year that has it."""
    for year in range(today.year, today.year + _YEARS_AHEAD):
        try:
            made = date(year, month, day)
        except ValueError:
            continue
        if made >= today:
            return made
    raise _NoSuchDayError


def _dated(year: str | None, month: int, day: int, *, today: date) -> date:
    if year is None:
        return _next(month, day, today=today)
    return _made(int(year) + (2000 if len(year) == 2 else 0), month, day)


def _number_of(name: str, patterns: tuple[str, ...]) -> int:
    return next(n for n, one in enumerate(patterns) if re.fullmatch(rf"(?:{one})\.?", name))


def _by_name(found: re.Match[str], when: _When) -> _Days:
    """ "dec. 24th", "24 december 2026", "dec 24 and 25", "24.-26. dezember"."""
    groups = found.groupdict()
    month = _number_of(groups["m1"] or groups["m2"], words.MONTHS) + 1
    first, last = groups["d1"] or groups["d2"], groups["e1"] or groups["e2"]
    year = groups["y1"] or groups["y2"]
    begins = _dated(year, month, int(first), today=when.today)
    if last is None:
        return (begins,)
    ends = _made(begins.year, month, int(last))
    joint = groups["j1"] or groups["j2"]
    if re.search(r"-|–|to|thr|bis", joint) and ends > begins:
        return tuple(_days_until(begins, ends))
    return begins, ends


def _days_until(begins: date, ends: date) -> Iterator[date]:
    for n in range(min((ends - begins).days + 1, MOST_DAYS)):
        yield begins + n * _DAY


def _by_iso(found: re.Match[str], _when: _When) -> _Days:
    return (_made(int(found["y"]), int(found["m"]), int(found["d"])),)


def _by_slash(found: re.Match[str], when: _When) -> _Days:
    """As they are written in the shop's country; the other way round if they cannot be."""
    a, b = int(found["a"]), int(found["b"])
    orders = [(a, b), (b, a)] if (when.country or "US") in _MONTH_FIRST else [(b, a), (a, b)]
    month, day = next((one for one in orders if one[0] <= 12), orders[0])
    return (_dated(found["y"], month, day, today=when.today),)


def _by_number(found: re.Match[str], when: _When) -> _Days:
    return (_dated(found["y"], int(found["m"]), int(found["d"]), today=when.today),)


def _of_month(found: re.Match[str], when: _When) -> _Days:
    """ "on the 24th": of this month or of the next that has one."""
    day = int(found["n1"] or found["n2"] or found["n3"] or found["n4"])
    if not 1 <= day <= 31:
        raise _NoSuchDayError
    months = [(when.today.month - 1 + n) for n in range(3)]
    tries = [_next(m % 12 + 1, day, today=when.today) for m in months if _has(m % 12 + 1, day)]
    return (min(tries),)


def _has(month: int, day: int) -> bool:
    return day <= (date(2001, month % 12 + 1, 1) - _DAY).day


def _holiday(found: re.Match[str], when: _When) -> _Days:
    return (next_holiday(found.lastgroup or "", today=when.today, country=when.country),)


def _shifted(days: int) -> _Reader:
    return lambda _found, when: (when.today + days * _DAY,)


def _in_days(found: re.Match[str], when: _When) -> _Days:
    said = found["n"]
    count = int(said) if said.isdigit() else words.COUNTS[said]
    is_week = found["unit"][0] in "w週"
    return (when.today + count * (7 if is_week else 1) * _DAY,)


def _week_from(found: re.Match[str], when: _When) -> _Days:
    """ "a week from friday", "friday week"."""
    weekday = _number_of(found["w1"] or found["w2"], words.WEEKDAYS)
    return (_coming(weekday, when.today) + 7 * _DAY,)


def _weekend(found: re.Match[str], when: _When) -> _Days:
    saturday = when.today + timedelta(days=5 - when.today.weekday())
    if _IS_NEXT.search(found[0]):
        saturday = when.next_week + 5 * _DAY
    return tuple(day for day in (saturday, saturday + _DAY) if day >= when.today)


def _week(found: re.Match[str], when: _When) -> _Days:
    if _IS_NEXT.search(found[0]):
        return tuple(when.next_week + n * _DAY for n in range(7))
    return tuple(when.today + n * _DAY for n in range(7 - when.today.weekday()))


def _weekdays(_found: re.Match[str], when: _When) -> _Days:
    ahead = (when.today + n * _DAY for n in range(7))
    return tuple(day for day in ahead if day.weekday() < 5)


def _from_to(found: re.Match[str], when: _When) -> _Days:
    first, last = (_number_of(found[name], words.WEEKDAYS) for name in ("w1", "w2"))
    begins = _coming(first, when.today)
    return tuple(_days_until(begins, begins + ((last - first) % 7) * _DAY))


def _weekday(found: re.Match[str], when: _When) -> _Days:
    weekday = _number_of(found["w"], words.WEEKDAYS)
    if _IS_LAST.search(found[0]):
        return (when.today - ((when.today.weekday() - weekday - 1) % 7 + 1) * _DAY,)
    if _IS_NEXT.search(found[0]):
        return (when.next_week + weekday * _DAY,)
    return (_coming(weekday, when.today),)


def _after_next(found: re.Match[str], when: _When) -> _Days:
    weekday = _number_of(found["w"] or found["j"], words.WEEKDAYS)
    return (when.next_week + (7 + weekday) * _DAY,)


def _coming(weekday: int, today: date) -> date:
    return today + ((weekday - today.weekday()) % 7) * _DAY


_IS_NEXT = re.compile(r"next|nächste|来週|次の|再来|próxim|que viene")
_IS_LAST = re.compile(r"last|letzte|先週|pasado")

_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (words.BY_ISO, _by_iso),
        (words.BY_NAME, _by_name),
        (words.BY_KANJI, _by_number),
        (words.BY_SLASH, _by_slash),
        (words.BY_POINTS, _by_number),
        (rf"(?<![a-zß-ÿ0-9])(?:{HOLIDAY})(?![a-zß-ÿ0-9])", _holiday),
        (words.OF_MONTH, _of_month),
        (words.AFTER_TOMORROW, _shifted(2)),
        (words.IN_DAYS, _in_days),
        (words.DAYS_FROM_NOW, _in_days),
        (words.DAYS_LATER, _in_days),
        (words.WEEK_FROM, _week_from),
        (words.TOMORROW, _shifted(1)),
        (words.YESTERDAY, _shifted(-1)),
        (words.WEEKEND, _weekend),
        (words.WEEK, _week),
        (words.ON_WEEKDAYS, _weekdays),
        (words.FROM_TO, _from_to),
        (words.AFTER_NEXT, _after_next),
        (words.ON_WEEKDAY, _weekday),
        (words.TODAY, _shifted(0)),
    )
)
"""In this order: what an earlier one has read, none of the later ones sees."""
_NOW = re.compile(words.NOW)
_UNPLACED = re.compile(words.UNPLACED)
