"""Since when something is to be new: this month, in the last two weeks. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from maneki.assistant.numbers import CARDINAL, number_of
from maneki.assistant.wording import read

_LAST = r"(?:last|past|previous)"
_RULES = (
    ("today", re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b|今日|本日")),
    ("yesterday", re.compile(r"\byesterday\b|昨日")),
    ("this_week", re.compile(r"\bthis (?:past )?week(?:end)?\b|今週")),
    ("last_week", re.compile(rf"\b(?<!the ){_LAST} week(?:end)?\b|先週")),
    ("this_month", re.compile(r"\bthis month\b|今月")),
    ("last_month", re.compile(rf"\b(?<!the ){_LAST} month\b|先月")),
    ("this_year", re.compile(r"\bthis year\b|今年")),
    ("last_year", re.compile(rf"\b(?<!the ){_LAST} year\b|昨年|去年")),
)
_SPAN = re.compile(
    rf"\b(?:the )?(?:last|past)(?: (?P<n>{CARDINAL}|\d{{1,3}}|few|couple(?: of)?))?"
    r" (?P<unit>day|week|month|year)s?\b"
)
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_A_FEW = 3


@dataclass(frozen=True, slots=True)
class Period:
    """Its first day and its last."""

    start: date
    end: date


def period_in(text: str, *, today: date) -> Period | None:
    """The period that a message names; None if it names none that has a beginning."""
    plain = read(text).plain
    for name, rule in _RULES:
        if rule.search(plain):
            return _named(name, today)
    found = _SPAN.search(plain)
    if found is None:
        return None
    count = _A_FEW if found["n"] in {"few", "couple", "couple of"} else number_of(found["n"] or "1")
    days = (count or 1) * _DAYS[found["unit"]]
    return Period(today - timedelta(days=days), today)


def _named(name: str, today: date) -> Period:
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    year = today.replace(month=1, day=1)
    day = timedelta(days=1)
    starts = {
        "today": (today, today),
        "yesterday": (today - day, today - day),
        "this_week": (monday, today),
        "last_week": (monday - 7 * day, monday - day),
        "this_month": (month, today),
        "last_month": ((month - day).replace(day=1), month - day),
        "this_year": (year, today),
        "last_year": (year.replace(year=year.year - 1), year - day),
    }
    return Period(*starts[name])


def is_within(published: str | None, period: Period) -> bool:
    """Whether something was surely published then: a year alone is not within a month of it."""
    parts = [int(one) for one in (published or "").split("-") if one.isdigit()]
    if not parts or (len(parts) > 1 and not 1 <= parts[1] <= 12):
        return False
    try:
        start = date(*[*parts, 1, 1][:3])
    except ValueError:
        return False
    return period.start <= start and _end(start, len(parts)) <= period.end


def _end(start: date, parts: int) -> date:
    """The last day of a year, of a month, or of a day."""
    if parts >= 3:
        return start
    following = start.replace(year=start.year + 1) if parts == 1 else _next_month(start)
    return following - timedelta(days=1)


def _next_month(start: date) -> date:
    return (start + timedelta(days=31)).replace(day=1)
