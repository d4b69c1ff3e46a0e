"""What a question about opening hours asks: whether it is open, when it opens or closes, and at
which hour. Pure; what the answer is depends on the hours, and is decided by `hour_meant`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from maneki.assistant.day_words import COUNTS
from maneki.assistant.meant_days import plainly, without_days
from maneki.assistant.times import TimeOfDay, times_in
from maneki.shop.hours import Opening, ShopHours

_NOON = time(12)
_EVENING_BEGINS = time(18)
_USUAL = (Opening(time(8), time(19)),)
"""Of a closed day hours are read as if this were a shop like others."""


class Asks(StrEnum):
    """What is to be known of a day."""

    HOURS = "hours"
    WEEK = "week"
    IS_OPEN = "is_open"
    IS_CLOSED = "is_closed"
    OPENS = "opens"
    CLOSES = "closes"


class Near(StrEnum):
    """How the hour that is asked about stands to the opening."""

    AT = "at"
    BEFORE = "before"
    AFTER = "after"
    UNTIL = "until"
    OPENS_AT = "opens_at"
    CLOSES_AT = "closes_at"
    CLOSES_BEFORE = "closes_before"


@dataclass(frozen=True, slots=True)
class AskedHour:
    """An hour in all its readings: "at seven" is 7:00 or 19:00; or so much later than now."""

    readings: frozenset[time] = frozenset()
    near: Near = Near.AT
    later: timedelta | None = None


@dataclass(frozen=True, slots=True)
class AskedOfHours:
    """`hour` is there if one is asked about; a yes or a no is wanted then, or if it asks whether
    the shop is open.
    """

    asks: Asks
    hour: AskedHour | None = None


@dataclass(frozen=True, slots=True)
class HourMeant:
    """An hour of one day, in the reading that makes sense there, and whether it is as was asked."""

    day: date
    at: time
    near: Near
    is_so: bool
    is_open: bool


def asked_of_hours(text: str) -> AskedOfHours:
    """What a question is after; the hours as such if it does not say."""
    plain = plainly(text)
    if _EVERY_DAY.search(plain):
        return AskedOfHours(Asks.WEEK)
    if _WHEN.search(plain) and not _WHAT_IF.search(plain):
        return AskedOfHours(_asked_when(plain))
    hour = hour_in(plain) or _evening_in(plain)
    return AskedOfHours(_asked_whether(plain, has_hour=hour is not None), hour)


def _asked_when(plain: str) -> Asks:
    if _FROM_UNTIL.search(plain):
        return Asks.HOURS
    if _UNTIL_WHEN.search(plain) or (_CLOSING.search(plain) and not _OPEN.search(plain)):
        return Asks.CLOSES
    return Asks.OPENS if _OPENING.search(plain) else Asks.HOURS


def _asked_whether(plain: str, *, has_hour: bool) -> Asks:
    is_closed = _CLOSED.search(plain) is not None and not _OPEN.search(plain)
    state = Asks.IS_CLOSED if is_closed else Asks.IS_OPEN
    if has_hour:
        return state
    if len(_hours_in(plain)) > 1 or _FROM_UNTIL.search(plain):
        return Asks.HOURS
    if _EARLY.search(plain):
        return Asks.CLOSES if _CLOSING.search(plain) else Asks.HOURS
    is_none = not _WHETHER.search(plain) or _NOUN.search(plain) or _WHAT_IF.search(plain)
    return Asks.HOURS if is_none else state


def hour_in(text: str) -> AskedHour | None:
    """The one hour of a text, beside the days in it; None if there is none, or more."""
    whole = plainly(text)
    rest = _spelt(without_days(whole)[0])
    if (span := _LATER.search(rest)) is not None:
        return AskedHour(later=_span(span))
    found = _hours_in(whole)
    if len(found) != 1 or not found[0].readings:
        return None
    (one,) = found
    readings = _of_the_day(one.readings, whole)
    near = _near(rest, one.start, one.end)
    early = frozenset(at for at in readings if at < _NOON)
    if near is Near.AT and early and _OPENS_AT.search(rest[: one.start].removesuffix("at ")):
        return AskedHour(early, Near.OPENS_AT)
    return AskedHour(readings, near)


def _evening_in(plain: str) -> AskedHour | None:
    """Tonight, where it is asked whether somebody can come then: after six."""
    if not _TONIGHT.search(plain) or _NOT_THE_EVENING.search(plain) or _hours_in(plain):
        return None
    if not _WHETHER.search(plain) or _CLOSED.search(plain) or _CLOSING.search(plain):
        return None
    return AskedHour(frozenset({_EVENING_BEGINS}), Near.AFTER)


def _hours_in(whole: str) -> list[TimeOfDay]:
    rest = _spelt(without_days(whole)[0])
    return [
        one for one in times_in(rest) if not one.is_bare or _HAS_PLACE.search(rest[: one.start])
    ]


def hour_meant(asked: AskedHour, hours: ShopHours, *, day: date, now: datetime) -> HourMeant:
    """What is true of that hour on a day. An hour that may be two is the one nearer to when the
    shop is open; today it is the one that is still to come.
    """
    at = _reading(asked, hours, day=day, now=now)
    is_open = hours.is_open(datetime.combine(day, at, hours.zone))
    is_so = is_open if asked.near is Near.AT else _is_so(asked.near, _minutes(at), hours.on(day))
    return HourMeant(day, at, asked.near, is_so, is_open)


def _is_so(near: Near, at: int, openings: tuple[Opening, ...]) -> bool:
    if not openings:
        return near is Near.CLOSES_BEFORE
    opens, closes = _minutes(openings[0].opens), _closing(openings[-1])
    return {
        Near.AT: opens <= at < closes,
        Near.BEFORE: opens < at,
        Near.OPENS_AT: opens <= at,
        Near.AFTER: closes > at,
        Near.UNTIL: closes >= at,
        Near.CLOSES_AT: closes == at,
        Near.CLOSES_BEFORE: closes <= at,
    }[near]


def _reading(asked: AskedHour, hours: ShopHours, *, day: date, now: datetime) -> time:
    here = now.astimezone(hours.zone)
    readings = sorted(asked.readings)
    if day == here.date() and asked.near is Near.AT:
        readings = [one for one in readings if one >= here.time()] or readings
    openings = hours.on(day) or _USUAL
    return min(readings, key=lambda at: _distance(_minutes(at), asked.near, openings))


def _distance(at: int, near: Near, openings: tuple[Opening, ...]) -> int:
    """Minutes between an hour and the border it is asked about, or the nearest time of opening."""
    spans = [(_minutes(one.opens), _closing(one)) for one in openings]
    if near in (Near.BEFORE, Near.OPENS_AT):
        return abs(at - spans[0][0])
    if near is not Near.AT:
        return abs(at - spans[-1][1])
    return min(max(opens - at, at - closes, 0) for opens, closes in spans)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _closing(opening: Opening) -> int:
    """In minutes since the day began; of the night that follows it is more than a day has."""
    closes = _minutes(opening.closes)
    return closes if opening.closes > opening.opens else closes + 24 * 60


def _of_the_day(readings: frozenset[time], text: str) -> frozenset[time]:
    """Those of the morning or of the evening, if the text says which."""
    late = frozenset(one for one in readings if one.hour >= 12)
    if _EVENING.search(text):
        return late or readings
    return (readings - late or readings) if _MORNING.search(text) else readings


def _near(text: str, start: int, end: int) -> Near:
    before, after = text[:start], text[end:]
    closes = _CLOSING.search(text) is not None and not _OPEN.search(text)
    if _BEFORE.search(before) or after.startswith(("前", "より前", "以前")):
        return Near.CLOSES_BEFORE if closes else Near.BEFORE
    if closes:
        return Near.CLOSES_AT
    if _AFTER.search(before) or after.startswith(("以降", "過ぎ", "より後", "すぎ")):
        return Near.AFTER
    if _UNTIL.search(before) or after.startswith("まで"):
        return Near.UNTIL
    return Near.AT


def _span(found: re.Match[str]) -> timedelta:
    if found["half"]:
        return timedelta(minutes=30)
    said = found["n"] or found["jn"]
    count = int(said) if said.isdigit() else COUNTS[said]
    is_minutes = (found["unit"] or found["junit"])[0] in "m分"
    return timedelta(minutes=count) if is_minutes else timedelta(hours=count)


def _spelt(text: str) -> str:
    """Hours as they are written elsewhere, in the way that is read: 19 Uhr, 7.30, halb sieben."""
    for pattern, instead in _SPELLINGS:
        text = pattern.sub(instead, text)
    return text


_SPELLINGS = (
    (re.compile(r"\b([0-9]{1,2})(?:[.:]([0-9]{2}))? ?uhr(?: ([0-5][0-9]))?\b"),
     lambda at: f"{at[1]}:{at[2] or at[3] or '00'}"),
    (re.compile(r"\b([01]?[0-9]|2[0-4])h([0-5][0-9])?\b"), lambda at: f"{at[1]}:{at[2] or '00'}"),
    (re.compile(r"(?<![\w.])([0-9]{1,2})\.([0-5][0-9])(?![\w.]|\.?[0-9])"), r"\1:\2"),
    (re.compile(r"(?<![\w.])([0-9]{1,2})\.([0-5][0-9])(?= ?[ap]\.?m)"), r"\1:\2"),
    (re.compile(r"(?<=[0-9])-?ish\b"), ""),
    (re.compile(r"\b(?:um|gegen|a las?|@)(?= [0-9])|@(?= ?[0-9])"), "at"),
    (re.compile(r"\b(?:bis|hasta(?: las?)?)(?= [0-9])"), "until"),
    (re.compile(r"\b(?:nach)(?= [0-9])"), "after"),
    (re.compile(r"\b(?:vor)(?= [0-9])"), "before"),
)  # fmt: skip
_HAS_PLACE = re.compile(
    r"\b(?:at|by|around|about|before|after|past|until|till?|'til|to|from|open|close)"
    r" (?:like |about |around )?$"
)
_BEFORE = re.compile(r"\b(?:before|earlier than|prior to)\b[^0-9]{0,8}$")
_AFTER = re.compile(r"\b(?:after|past|later than|beyond)\b[^0-9]{0,8}$")
_UNTIL = re.compile(r"\b(?:until|till?|'til|up to|to)\b[^0-9]{0,8}$")
_LATER = re.compile(
    r"\b(?:in|within) (?:(?P<half>half an hour)|(?:about |like |around )?(?P<n>[0-9]{1,3}"
    rf"|{'|'.join(COUNTS)}) ?(?P<unit>h(?:ou)?rs?|h|mins?"
    r"|minutes?|stunden?|minuten?))\b|(?P<jn>[0-9]{1,3})(?P<junit>時間|分)後"
)
_EVENING = re.compile(
    r"\b(?:tonight|tonite|2nite|evening|afternoon|night|abends?|nachmittags?|tarde|noche)\b"
    r"|夜|今晩|午後|夕方"
)
_TONIGHT = re.compile(
    r"\b(?:tonight|tonite|2nite|evenings?|heute abend|abends|esta noche)\b|今晩|今夜|夜に"
)
_NOT_THE_EVENING = re.compile(r"\b(?:good evening|now|how late|until|till|early|earlier|late)\b")
_MORNING = re.compile(r"\b(?:mornings?|früh|morgens|vormittags?)\b|朝|午前")
_WHEN = re.compile(
    r"\b(?:when(?! (?:i|we|my|he|she|they)\b)|what|whats|what's|wat|which|how"
    r"|earliest|latest|wann|wie|welche|cuándo|cuando|qué)\b|何時|いつ|時間"
)
_WHAT_IF = re.compile(
    r"\b(?:what|how) (?:about|if)\b|^(?:and|und|y|ok and|also)\b(?!.*\b(?:open|offen))"
)
_UNTIL_WHEN = re.compile(
    r"\bhow (?:late|long)\b|\b(?:until|till?|'til) (?:when|what)\b|\blatest\b|\bwhen\b.*\buntil\b"
    r"|\bbis wann\b|\bhasta (?:cu[aá]ndo|qu[eé])\b|何時まで|いつまで"
)
_OPENING = re.compile(
    r"\bhow early\b|\bearliest\b|\b(?:do|does|will|u|you|shop|store|ihr|place)"
    r"(?: guys| all| usually)?(?: \w+)? opens?\b|\bwann\b.*\b(?:auf|öffn\w*)\b"
    r"|\babren\b|何時から|何時に開"
)
_CLOSING = re.compile(
    r"\b(?:clos(?:e|es|ing)|shuts?|lock up|zumach\w*|schlie(?:ß|ss)\w*|macht\b.*\bzu|cierran?)\b"
    r"|閉ま|閉店"
)
_CLOSED = re.compile(
    r"\b(?:closed?|shut|locked up|geschlossen|cerrad[oa]|too (?:early|late))\b|休み|休業|定休|閉ま"
)
_OPEN = re.compile(r"\b(?:open(?:ing|ed|s)?|offen|geöffnet|abiert[oa]|abren)\b|開い|営業し|やって")
_WHETHER = re.compile(
    r"\b(?:open|opened|closed?|shut|come|stop|drop|swing|pop|visit|there|in|around|offen|geöffnet"
    r"|auf|zu|geschlossen|abierto|abren|cerrado)\b|開い|営業し|やって|休み|閉ま|休業|定休"
)
_EVERY_DAY = re.compile(
    r"\b(?:what|which) days\b|\b(?:every ?day|daily|all week|(?:seven|7) days"
    r"|usual(?:ly)?|normal(?:ly)?|general(?:ly)?|typical(?:ly)?|as a rule|most days|regular(?:ly)?"
    r"|on average)\b|\bin general\b|\b(?:normalerweise|gewöhnlich|normalmente|habituellement)\b"
    r"|普段|いつも|通常|毎日|何曜日"
)
_FROM_UNTIL = re.compile(r"何時から.*何時まで|\bbetween [0-9]+\S* ?\S* and\b")
_OPENS_AT = re.compile(
    r"\b(?:do|does) (?:you|u|y'?all|the (?:shop|store))(?: guys| all)?(?: \w+)? open $"
)
_EARLY = re.compile(r"\b(?:early|earlier|late|later) ?(?:closing|opening)?\b(?! to\b)")
_NOUN = re.compile(r"\b(?:hours|hrs|times?)\b|営業時間")
