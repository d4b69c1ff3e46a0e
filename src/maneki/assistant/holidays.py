"""Holidays by the names that customers have for them, and the days they are on. Pure.

Some are on another day in another country: Thanksgiving in Canada, Mother's Day in Britain.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

_Rule = Callable[[int], date]

_MON, _THU, _SUN = 0, 3, 6


def easter(year: int) -> date:
    """Easter Sunday of the western churches, after Gauss as Butcher has him."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    j = (32 + 2 * e + 2 * i - h - k) % 7
    month, day = divmod(h + j - 7 * ((a + 11 * h + 22 * j) // 451) + 114, 31)
    return date(year, month, day + 1)


def _on(month: int, day: int) -> _Rule:
    return lambda year: date(year, month, day)


def _nth(n: int, weekday: int, month: int) -> _Rule:
    """The n-th such weekday of a month."""

    def of(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))

    return of


def _last(weekday: int, month: int) -> _Rule:
    def of(year: int) -> date:
        last = date(year, month + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)

    return of


def _after(rule: _Rule, days: int) -> _Rule:
    return lambda year: rule(year) + timedelta(days=days)


_THANKSGIVING = _nth(4, _THU, 11)
_RULES: dict[str, _Rule] = {
    "christmas_eve": _on(12, 24),
    "boxing_day": _on(12, 26),
    "christmas": _on(12, 25),
    "new_years_eve": _on(12, 31),
    "new_year": _on(1, 1),
    "black_friday": _after(_THANKSGIVING, 1),
    "thanksgiving": _THANKSGIVING,
    "good_friday": _after(easter, -2),
    "easter_monday": _after(easter, 1),
    "easter": easter,
    "whit_monday": _after(easter, 50),
    "independence_day": _on(7, 4),
    "labor_day": _nth(1, _MON, 9),
    "may_day": _on(5, 1),
    "memorial_day": _last(_MON, 5),
    "halloween": _on(10, 31),
    "valentines": _on(2, 14),
    "presidents_day": _nth(3, _MON, 2),
    "veterans_day": _on(11, 11),
    "columbus_day": _nth(2, _MON, 10),
    "mlk_day": _nth(3, _MON, 1),
    "juneteenth": _on(6, 19),
    "mothers_day": _nth(2, _SUN, 5),
    "fathers_day": _nth(3, _SUN, 6),
}
_ELSEWHERE: dict[tuple[str, str], _Rule] = {
    ("thanksgiving", "CA"): _nth(2, _MON, 10),
    ("mothers_day", "GB"): _after(easter, -21),
    ("mothers_day", "IE"): _after(easter, -21),
    ("fathers_day", "AU"): _nth(1, _SUN, 9),
    ("fathers_day", "DE"): _after(easter, 39),
}

_NAMES = {
    "christmas_eve": r"(?:christmas|x-?mas) eve|heilig(?:er ?)?abend|nochebuena"
    r"|クリスマス・?イ[ブヴ]|聖夜",
    "boxing_day": r"boxing day|(?:zweiter|2\.) weihnachts(?:feier)?tag",
    "christmas": r"(?:christmas|x-?mas)(?: day)?|(?:(?:erster|1\.) )?weihnacht(?:en|s(?:feier)?tag)"
    r"|navidad|クリスマス",
    "new_years_eve": r"new year'?s? ?'?s? eve|nye|silvester|nochevieja|大晦日|大みそか",
    "new_year": r"new year'?s? ?'?s?(?: day)?|neujahr(?:stag)?|año nuevo|元日|元旦|お?正月",
    "black_friday": r"black friday|ブラックフライデー",
    "thanksgiving": r"(?:turkey day|thanksgiving)(?: day)?",
    "good_friday": r"good friday|karfreitag|viernes santo",
    "easter_monday": r"easter monday|ostermontag",
    "easter": r"easter(?: sunday)?|ostern|ostersonntag|pascua",
    "whit_monday": r"(?:whit|pentecost) monday|pfingstmontag",
    "independence_day": r"(?:the )?(?:4th|fourth) of july|july (?:4th|fourth)|independence day",
    "labor_day": r"labou?r day",
    "may_day": r"may ?day|tag der arbeit",
    "memorial_day": r"memorial day",
    "halloween": r"halloween|hallowe'en|ハロウィーン?",
    "valentines": r"valentine'?s?(?: ?'?s)?(?: day)?|valentinstag|バレンタイン(?:デー)?",
    "presidents_day": r"president'?s?'?(?: ?'?s)? day",
    "veterans_day": r"veteran'?s?'?(?: ?'?s)? day",
    "columbus_day": r"columbus day|indigenous peoples?'? day",
    "mlk_day": r"mlk day|martin luther king(?: jr\.?)?(?: day)?",
    "juneteenth": r"juneteenth",
    "mothers_day": r"mother'?s?'?(?: ?'?s)? day|muttertag|母の日",
    "fathers_day": r"father'?s?'?(?: ?'?s)? day|vatertag|父の日",
}  # fmt: skip
HOLIDAY = "|".join(f"(?P<{key}>{names})" for key, names in _NAMES.items())
"""Every name, each kind of holiday in a group of its own; for text in lower case."""
_HOLIDAY = re.compile(HOLIDAY)


def holiday_on(key: str, year: int, *, country: str | None = None) -> date:
    """The day of a holiday by its key, in that country."""
    return _ELSEWHERE.get((key, country or ""), _RULES[key])(year)


def next_holiday(key: str, *, today: date, country: str | None = None) -> date:
    """The next one; it may be today."""
    this = holiday_on(key, today.year, country=country)
    return this if this >= today else holiday_on(key, today.year + 1, country=country)


def is_on(name: str, day: date) -> bool:
    """Whether a holiday of this name is on that day."""
    found = _HOLIDAY.fullmatch(name.casefold().replace("’", "'"))
    return found is not None and holiday_on(found.lastgroup or "", day.year) == day
