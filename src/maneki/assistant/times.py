"""Times of day, days, dates and spans of time in a text. Pure; nothing here knows what today is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache

from maneki.assistant.holidays import is_on
from maneki.assistant.numerals import numbers_in, words_of

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_DAYS = {name[:3]: day for day, name in enumerate(WEEKDAYS)} | {
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
}
_EAST_DAYS = "月火水木金土日"
_DAY = re.compile(
    r"\b(?P<day>mon|tues?|wed(?:nes|s)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?P<long>day)?s?\b"
    rf"|(?P<east>[{_EAST_DAYS}])曜日?",
    re.IGNORECASE,
)
_DAYS_TO = re.compile(r"\s?(?:-|to|through|thru|till|until|から|～)\s?$", re.IGNORECASE)
_MONTHS = {
    name: month
    for month, name in enumerate(
        words_of(
            "january february march april may june july august september october november december"
        ),
        start=1,
    )
}
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:1[0-9]{3}|20[0-9]{2})"
_DATE = re.compile(
    rf"\b(?P<iy>{_YEAR})-(?P<im>[01][0-9])(?:-(?P<id>[0-3][0-9]))?\b"
    rf"|\b{_MONTH.format('m1')} (?P<d1>[0-3]?[0-9])(?:st|nd|rd|th)?\b(?:,? (?P<y1>{_YEAR})\b)?"
    rf"|\b(?:the )?(?P<d2>[0-3]?[0-9])(?:st|nd|rd"
    rf"|th)?(?: of)? {_MONTH.format('m2')}\b(?:,? (?P<y2>{_YEAR})\b)?"
    rf"|\b{_MONTH.format('m3')},? (?P<y3>{_YEAR})\b"
    rf"|(?:(?P<jy>{_YEAR})年)?(?P<jm>1?[0-9])月(?:(?P<jd>[0-3]?[0-9])日)?|(?P<jy2>{_YEAR})年"
    rf"|\b(?P<sm>[01]?[0-9])/(?P<sd>[0-3]?[0-9])(?:/(?P<sy>{_YEAR}|[0-9]{{2}}))?\b"
    rf"|(?<![\w$€£¥.,#/-])(?P<year>1[5-9][0-9]{{2}}|20[0-9]{{2}})(?!(?:[\w/%]"
    rf"|,[0-9]|-[0-9]|\.[0-9]| (?:pages|copies|yen|dollars|bucks|readers|ratings"
    rf"|reviews|books|people|words)\b))",
    re.IGNORECASE,
)
_LONE_MONTH = re.compile(
    rf"\b(?:in|by|until|till|since|from|this|next|last|early|late|mid|of"
    rf"|during)[ -]{_MONTH.format('m')}\b(?! [0-9])",
    re.IGNORECASE,
)
HOLIDAYS = re.compile(
    r"\b(?P<name>christmas eve|xmas eve|christmas day|christmas|xmas|thanksgiving(?: day)?"
    r"|black friday|easter monday|easter sunday|easter|halloween|new year'?s? eve"
    r"|new year'?s?(?: day)?|"
    r"memorial day|labor day|independence day|july 4th|4th of july|fourth of july"
    r"|valentine'?s?(?: day)?|boxing day|"
    r"good friday|juneteenth|mother'?s day|father'?s day|the holidays)\b"
    r"|(?P<east>クリスマス|元日|正月|年末年始|大晦日)",
    re.IGNORECASE,
)
_NUM = r"(?:[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_CLOCK = re.compile(
    rf"\b(?P<h>[0-9]{{1,2}}):(?P<m>[0-5][0-9])(?:\s?(?P<half>[ap])\.?m\b\.?)?"
    rf"|\b(?P<h2>{_NUM})\s?(?P<half2>[ap])\.?m\b\.?"
    rf"|\b(?P<h3>{_NUM}) o'?clock\b"
    rf"|\b(?P<past>half past|half|quarter past|quarter to) (?P<h4>{_NUM})\b"
    rf"|\b(?P<noon>noon|midday|midnight)\b"
    rf"|(?P<jhalf>午前|午後|朝|夜|夕方|昼)?の?(?P<jh>[0-9]{{1,2}})時(?!間)(?:(?P<jm>[0-9]{{1,2}})分|(?P<jhm>半))?"
    rf"|(?P<word>(?P<pre>\b(?:until|till|til|'til|from|at|by|after|before|to|past"
    rf"|-)\s)?(?P<bare>\b{_NUM})\b)(?!\s?(?:[ap]\.?m\b|%|:|\.[0-9]|cop|day|week|hour|minute"
    rf"|month|year|page|star|book|dollar|buck|percent|business|working|left|or"
    rf"|readers|ratings|of\b|people|in\b))",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"(?P<n>(?<![0-9])[0-9]{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve"
    r"|fourteen|twenty|thirty|sixty|ninety|a few|a couple of|several|half an"
    r"|the next)"
    r"(?:\s?(?:-|to|or)\s?(?P<n2>[0-9]{1,4}|two|three|four|five|six|seven|eight|ten))?"
    r"[ -](?:full |whole |business |working |calendar )?(?P<unit>minute|hour|day"
    r"|week|fortnight|month|year)s?\b"
    r"|(?P<jn>(?<![0-9])[0-9]{1,4})(?:[-~](?P<jn2>[0-9]{1,4}))?(?P<junit>分|時間|日間|営業日|日以内|日|週間|か月"
    r"|ヶ月|年間)(?!\w?曜)"
    r"|\bwithin the (?P<within>hour|day|week)\b",
    re.IGNORECASE,
)
_UNIT_MINUTES = {
    "minute": 1,
    "分": 1,
    "hour": 60,
    "時間": 60,
    "day": 1440,
    "日間": 1440,
    "営業日": 1440,
    "日以内": 1440,
    "日": 1440,
    "week": 10080,
    "週間": 10080,
    "fortnight": 20160,
    "month": 43200,
    "か月": 43200,
    "ヶ月": 43200,
    "year": 525600,
    "年間": 525600,
}


@dataclass(frozen=True, slots=True)
class Day:
    """A weekday somebody wrote; Monday is 0."""

    start: int
    end: int
    weekday: int


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as exactly as it was written; what was not said is None."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None

    def fits(self, other: PartialDate) -> bool:
        """Whether `other` says everything that this one says."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(mine is None or mine == theirs for mine, theirs in pairs)


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time somebody wrote, in all its readings: "at seven" is 7:00 or 19:00.

    `is_bare` if it is a number and nothing more: only who knows that times are meant can tell.
    """

    start: int
    end: int
    readings: frozenset[time]
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time; `lengths` are its ends ("2-3 days"), empty for a vague one."""

    start: int
    end: int
    unit: str
    lengths: tuple[timedelta, ...]


def exactly(day: date) -> PartialDate:
    """A day as a date of which everything is said."""
    return PartialDate(0, 0, day.year, day.month, day.day)


@lru_cache(maxsize=512)
def weekdays_in(text: str) -> tuple[Day, ...]:
    """The weekdays of a text; "Mon-Fri" stands for every day of it."""
    found: list[Day] = []
    for at in _DAY.finditer(text):
        if at["day"] and not at["long"] and at["day"].lower() in ("sun", "sat", "wed", "mar"):
            # "sat" and "sun" are also words: alone they count only as names or in pairs.
            near = text[max(0, at.start() - 8) : at.end() + 8].lower()
            if not re.search(r"on |-|/|&|and|,|\(|:|til|from|[0-9]|^(?:sat|sun|wed)", near):
                continue
        day = _EAST_DAYS.index(at["east"]) if at["east"] else _SHORT_DAYS[at["day"].lower()[:3]]
        if (
            found
            and _DAYS_TO.search(text[max(0, at.start() - 9) : at.start()])
            and found[-1].end >= at.start() - 9
        ):
            first = found[-1].weekday
            between = [(first + step) % 7 for step in range(1, (day - first) % 7)]
            found.extend(Day(at.start(), at.end(), one) for one in between)
        found.append(Day(at.start(), at.end(), day))
    return tuple(found)


@lru_cache(maxsize=512)
def dates_in(text: str) -> tuple[PartialDate, ...]:
    """Every date of a text: whole ones, months with or without a year, years, holidays."""
    return tuple(_dates(text))


def _dates(text: str) -> Iterator[PartialDate]:
    for at in _DATE.finditer(text):
        yield PartialDate(at.start(), at.end(), *_parts(at))
    for at in _LONE_MONTH.finditer(text):
        # "may" is a verb as well.
        if at["m"].lower() != "may" or at["m"][0].isupper():
            yield PartialDate(at.start("m"), at.end("m"), month=_month(at["m"]))


def _parts(at: re.Match[str]) -> tuple[int | None, int | None, int | None]:
    groups = at.groupdict()

    def first(*names: str) -> int | None:
        value = next((groups[name] for name in names if groups[name]), None)
        return None if value is None else int(value)

    month = first("im", "jm", "sm")
    named = groups["m1"] or groups["m2"] or groups["m3"]
    year = first("iy", "y1", "y2", "y3", "jy", "jy2", "sy", "year")
    if year is not None and year < 100:
        year += 2000
    return year, _month(named) if named else month, first("id", "d1", "d2", "jd", "sd")


def _month(name: str) -> int:
    start = name.lower()[:3]
    return next(month for full, month in _MONTHS.items() if full.startswith(start))


def is_holiday(name: str, day: date) -> bool:
    """Whether `day` is what the name stands for."""
    if name.lower() in ("the holidays", "年末年始"):
        return (day.month, day.day) >= (12, 24)
    return is_on(name, day)


def times_in(text: str) -> Iterator[TimeOfDay]:
    """Every time of day; a bare number is one too, for who knows that times are meant."""
    for at in _CLOCK.finditer(text):
        if at["word"]:
            hour = _hour(at["bare"])
            if 0 < hour <= 24:
                half = re.match(
                    r"\s?(?:-|to|til|till|until)\s?[0-9]{1,2}(?::[0-9]{2})?\s?([ap])\.?m",
                    text[at.end() :],
                    re.I,
                )
                yield TimeOfDay(
                    at.start("bare"),
                    at.end(),
                    _readings(hour, 0, half[1] if half else None),
                    is_bare=True,
                )
        else:
            yield TimeOfDay(at.start(), at.end(), _clock(at))


def _clock(at: re.Match[str]) -> frozenset[time]:
    if at["noon"]:
        return frozenset({time(0) if at["noon"].lower() == "midnight" else time(12)})
    if at["jh"]:
        half = {"午前": "a", "朝": "a", "午後": "p", "夜": "p", "夕方": "p", "昼": "p"}.get(
            at["jhalf"] or ""
        )
        return _readings(int(at["jh"]), 30 if at["jhm"] else int(at["jm"] or 0), half)
    if at["past"]:
        hour, past = _hour(at["h4"]), at["past"].lower()
        minute = {"quarter past": 15, "quarter to": 45}.get(past, 30)
        return _readings(hour - (past == "quarter to"), minute, None)
    return _readings(
        _hour(at["h"] or at["h2"] or at["h3"]), int(at["m"] or 0), at["half"] or at["half2"]
    )


def _hour(text: str) -> int:
    return int(next(numbers_in(text)).value)


def _readings(hour: int, minute: int, half: str | None) -> frozenset[time]:
    if half is None:
        hours = {hour % 24} | ({hour + 12} if 0 < hour < 12 else set())
    else:
        hours = {hour % 12 + (12 if half.lower() == "p" else 0)}
    return frozenset(time(one, minute) for one in hours if minute < 60)


@lru_cache(maxsize=512)
def spans_in(text: str) -> tuple[Span, ...]:
    """Every length of time: "14 days", "a week", "2-3 business days", "within the hour"."""
    return tuple(_spans(text))


def _spans(text: str) -> Iterator[Span]:
    for at in _SPAN.finditer(text):
        unit = (at["unit"] or at["junit"] or at["within"]).lower()
        minutes = _UNIT_MINUTES[unit]
        ends = [at["n"] or at["jn"] or "one", at["n2"] or at["jn2"]]
        counts = [_count(end) for end in ends if end]
        lengths = tuple(timedelta(minutes=minutes * count) for count in counts if count)
        yield Span(at.start(), at.end(), unit, lengths)


def _count(word: str) -> int | None:
    if word.lower() in ("a", "an"):
        return 1
    return next((int(number.value) for number in numbers_in(word)), None)
