"""The days a clause speaks of, read once for everything that it says of them. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeAlias

from maneki.assistant.passages import Clause
from maneki.assistant.times import (
    HOLIDAYS,
    PartialDate,
    dates_in,
    exactly,
    is_holiday,
    weekdays_in,
)

Days: TypeAlias = frozenset[int | str] | None
"""Weekdays (Monday is 0), "today" and "tomorrow"; None if none is named."""

_APART = re.compile(r"[,;]|\band (?=(?:at|on|from|until|till|to)\b)", re.IGNORECASE)
_THE_NTH = re.compile(r"\bthe ([0-9]{1,2})(?:st|nd|rd|th)\b", re.IGNORECASE)
_EXCEPT = re.compile(r"\b(?:except|but not|other than|apart from)\b", re.IGNORECASE)
_EVERY = re.compile(
    r"\b(?:every ?day|daily|all week|seven days|7 days|always|each day|week-?long)\b|毎日|年中無休",
    re.IGNORECASE,
)
_IN_WORDS: tuple[tuple[re.Pattern[str], Days], ...] = (
    (re.compile(r"\bweekends?\b|週末|土日", re.IGNORECASE), frozenset({5, 6})),
    (re.compile(r"\bweekdays?\b|平日", re.IGNORECASE), frozenset(range(5))),
    (re.compile(r"\b(?:tomorrow|tmrw)\b|明日", re.IGNORECASE), frozenset({"tomorrow"})),
    (re.compile(r"\b(?:today|tonight)\b|本日|今日", re.IGNORECASE), frozenset({"today"})),
)


@dataclass(frozen=True, slots=True)
class SaidDays:
    """`near` are the days that what stands in each part of the clause is said of.

    `names` and `dates` are the holidays and the exact dates of the clause, else of its sentence.
    """

    starts: tuple[int, ...]
    near: tuple[Days, ...]
    names: tuple[str, ...]
    dates: tuple[PartialDate, ...]
    is_every: bool
    is_every_here: bool

    def at(self, place: int) -> Days:
        """The days that what stands at this place of the clause is said of."""
        return self.near[bisect_right(self.starts, place) - 1]

    @property
    def is_exact(self) -> bool:
        return bool(self.names or self.dates)

    def names_day(self, day: date) -> bool:
        """Whether this day is one of the holidays or dates that are named."""
        return any(is_holiday(name, day) for name in self.names) or any(
            one.fits(exactly(day)) for one in self.dates
        )


def said_days_in(clause: Clause) -> SaidDays:
    """The days of a clause, for each of its parts."""
    cuts = [0, *(found.end() for found in _APART.finditer(clause.text)), len(clause.text)]
    parts = list(pairwise(cuts))
    own = [_days_of(clause.text[a:b]) for a, b in parts]
    before = clause.sentence[: clause.start - clause.sentence_start]
    behind = (_days_of(part) for part in reversed(_APART.split(before)))
    otherwise = (
        _days_of(clause.text)
        or next((days for days in behind if days), None)
        or _days_of(clause.sentence)
    )
    names, dates = _exact_days(clause)
    return SaidDays(
        tuple(a for a, _ in parts),
        tuple(_nearest(own, here, otherwise) for here in range(len(parts))),
        names,
        dates,
        is_every=_EVERY.search(clause.sentence) is not None,
        is_every_here=_EVERY.search(clause.text) is not None,
    )


def _nearest(own: list[Days], here: int, otherwise: Days) -> Days:
    """Those of the part itself, else of the nearest before it, else of the nearest behind it."""
    order = (*reversed(own[: here + 1]), *own[here + 1 :])
    return next((days for days in order if days), otherwise)


def _days_of(whole: str) -> Days:
    text = _EXCEPT.split(whole, maxsplit=1)[0]
    if days := frozenset(day.weekday for day in weekdays_in(text)):
        return days
    return next((days for pattern, days in _IN_WORDS if pattern.search(text)), None)


def _exact_days(clause: Clause) -> tuple[tuple[str, ...], tuple[PartialDate, ...]]:
    has_own = bool(weekdays_in(clause.text))
    for text in (clause.text,) if has_own else (clause.text, clause.sentence):
        names = tuple(at["name"] or at["east"] for at in HOLIDAYS.finditer(text))
        dates = tuple(one for one in dates_in(text) if one.day is not None) or tuple(
            PartialDate(found.start(), found.end(), day=int(found[1]))
            for found in _THE_NTH.finditer(text)
        )
        if names or dates:
            return names, dates
    return (), ()
