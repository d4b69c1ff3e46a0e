"""Opening hours in a reply, and whether the shop keeps them. Pure.

An hour has to be the hour at which that day's opening or closing was said to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from maneki.assistant.claims import Case, Claim, Kind
from maneki.assistant.evidence import HoursSeen
from maneki.assistant.passages import LOOK_BACK, Clause
from maneki.assistant.said_days import SaidDays, said_days_in
from maneki.assistant.times import TimeOfDay, dates_in, spans_in, times_in
from maneki.shop.hours import Opening

HOURS_CUE = re.compile(
    r"\b(?:open(?:s|ed|ing)?|clos(?:e|es|ed|ing)|shut|hours|doors?|stay|here"
    r"|until|till|til|'til)\b|営業|開店|閉店|開い",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"(?:[0-9apm.]|\b(?:noon|seven|eight|nine|ten|eleven|twelve))\s?(?:-|to|til|till"
    r"|until)\s?(?:[0-9]|noon|one|two|three|four|five"
    r"|six|seven|eight|nine)",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"(?:\bopen(?:s|ing)?(?: up| our doors| the doors)?|\bfrom|\bstarting"
    r"|\bdoors open)\s(?:at |from |around |about |only |again )*$",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"(?:\b(?:until|till|til|'til|to|clos(?:e|es|ing)|shuts?|before|-)\s?"
    r"|-)(?:at |around |about |early at |down at )*$",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:we|we're|shop|store|doors|today|tomorrow|\w+days?|christmas"
    r"|thanksgiving|day|eve)\b.{0,40}\b(?P<state>open|closed|day off)\b|\b(?P<state2>open"
    r"|closed)\b.{0,12}\b(?:on|today|tomorrow|tonight|every|daily|all|now|24|for"
    r"|\w+days?)\b"
    r"|\b(?:open(?:s|ing)?|clos(?:e|es|ing)|stay(?:s|ing)?)(?: open)?(?: \w+){0,2} "
    r"(?:early|earlier|late|later)\b",
    re.IGNORECASE,
)
_ROUND = re.compile(
    r"\bnever (?:close|shut)\b|\b24 ?(?:/ ?7|hours)\b|\baround the clock\b|\ball night\b",
    re.IGNORECASE,
)
_AFTER_HOUR = re.compile(r"\s?(?:-|to\b|til\b|till\b|until\b)", re.IGNORECASE)
_BEFORE_HOUR = re.compile(
    r"\b(?:until|till|til|'til|from|at|by|after|before|(?<!up )to|past|around|about)\s$|-\s?$",
    re.IGNORECASE,
)
_MAY_TELL = re.compile(
    r"[0-9]|\b(?:open|clos|shut|o'?clock|noon|mid(?:day|night)|until|till?\b|'til\b|from|past"
    r"|half|quarter"
    r"|day off|around the clock|all night|stay|at (?:one|two|three|four|five|six|seven|eight"
    r"|nine|ten"
    r"|eleven|twelve)|(?:six|seven|eight|nine|ten|eleven|twelve) to|by (?:six|seven|eight|nine"
    r"|ten))"
    r"|時|営業|開店|閉店|開い|休",
    re.IGNORECASE,
)
_TOO = re.compile(
    r"\b(?:if it's|it's now|too (?:late|early)|won't work|no good|after we|past (?:our )?clos)",
    re.I,
)
_IS_OPEN_AT = re.compile(
    r"\b(?:we are|we're|we will be|we'll be|is|be)(?: still| already)? open\b", re.IGNORECASE
)
_IS_SHUT_AT = re.compile(
    r"(?:\b(?:not|no longer|aren't|isn't|won't be)(?: \w+)? open"
    r"|\b(?:are|'re|be|is|'s) (?:\w+ )?closed)"
    r"(?: \w+)? at\s$",
    re.IGNORECASE,
)
_AT_HOUR = re.compile(r"\s?(?:\w+ )?at (?:[0-9]|noon|midnight)", re.IGNORECASE)
_CUES = re.compile(r"\b(open|clos|shut)", re.IGNORECASE)
_WRITTEN_HOURS = re.compile(r"open|close", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:volumes?|vols?\.?|books?|parts?|chapters?|pages?|numbers?|ages?)\s"
    r"(?:[0-9]+ ?(?:to|and|-) ?)?$",
    re.IGNORECASE,
)
_MOVED_ON = re.compile(r"\b(?:coffee|tea|soup|books?|age[sd]?|grade)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A clause, and what is found in it once for all the hours it tells."""

    clause: Clause
    days: SaidDays
    are_hours: bool
    has_cue: bool
    taken: frozenset[int]


def hour_claims(case: Case) -> Iterator[Claim]:
    """Every hour, "open" and "closed" that the reply asserts."""
    for clause in case.passage.clauses:
        if clause.stance.is_asked or clause.stance.is_unknown or clause.stance.is_theirs:
            continue
        if not _MAY_TELL.search(clause.text):
            continue
        reading = _read(clause)
        yield from _hours(case, reading)
        yield from _states(case, reading)


def _read(clause: Clause) -> _Reading:
    days, text = said_days_in(clause), clause.text
    has_cue = bool(HOURS_CUE.search(text))
    is_range = bool(_RANGE.search(text) or re.search(r"\bfrom [0-9]", text))
    taken = [(one.start, one.end) for one in dates_in(text)]
    taken += [(one.start, one.end) for one in spans_in(text)]
    return _Reading(
        clause,
        days,
        are_hours=has_cue or (is_range and days.at(0) is not None),
        has_cue=has_cue,
        taken=frozenset(at for start, end in taken for at in range(start, end)),
    )


def _hours(case: Case, reading: _Reading) -> Iterator[Claim]:
    clause = reading.clause
    for at in times_in(clause.text):
        if at.is_bare and not (reading.are_hours and _has_place(clause, at)):
            continue
        if at.start in reading.taken or _is_customers(case, clause, at):
            continue
        yield case.claim(
            Kind.DATE,
            clause.start + at.start,
            clause.start + at.end,
            is_backed=_hour_is_backed(case, reading, at),
        )


def _has_place(clause: Clause, at: TimeOfDay) -> bool:
    """Whether a bare number stands where an hour stands: "until 9", "10 til 8", "at seven"."""
    before, after = clause.before(at.start), clause.text[at.end : at.end + LOOK_BACK]
    if (
        _COUNTED.search(before)
        or re.search(r"[$€£¥#.,]\s?$", before)
        or _MOVED_ON.match(after.lstrip())
    ):
        return False
    return bool(_BEFORE_HOUR.search(before) or _AFTER_HOUR.match(after))


def _is_customers(case: Case, clause: Clause, at: TimeOfDay) -> bool:
    """Whether it is the customer's own hour, said to be no good."""
    return bool(at.readings & case.theirs.times) and _TOO.search(clause.text) is not None


def _hour_is_backed(case: Case, reading: _Reading, at: TimeOfDay) -> bool:
    if at.readings & case.written.times:
        return True
    if at.readings & case.written.described_times and not reading.has_cue:
        return True
    return any(_is_an_hour(hours, reading, at) for hours in case.evidence.hours)


def _is_an_hour(hours: HoursSeen, reading: _Reading, at: TimeOfDay) -> bool:
    days = reading.days.at(at.start)
    if _IS_SHUT_AT.search(reading.clause.text[: at.start]):
        return _is_shut(hours, reading.days, days, at)
    return any(
        _fits(reading, at, chosen, is_every=bool(days or reading.days.is_every))
        for chosen in _readings(hours, reading.days, days)
    )


def _is_shut(
    hours: HoursSeen, said: SaidDays, days: frozenset[int | str] | None, at: TimeOfDay
) -> bool:
    """Whether it is closed at that hour on the days that are named, or today if none is."""
    meant = frozenset({"today"}) if days is None and hours.today is not None else days
    return any(
        all(any(not _is_within(openings, one) for one in at.readings) for openings in chosen)
        for chosen in _readings(hours, said, meant)
        if chosen
    )


def _is_within(openings: tuple[Opening, ...], at: time) -> bool:
    return any(
        one.opens <= at < one.closes
        if one.opens < one.closes
        else at >= one.opens or at < one.closes
        for one in openings
    )


def _fits(
    reading: _Reading, at: TimeOfDay, chosen: list[tuple[Opening, ...]], *, is_every: bool
) -> bool:
    opens, closes = _roles(reading.clause, at)
    if not chosen:
        return False
    if _IS_OPEN_AT.search(reading.clause.text) and re.search(
        r"\bat\s$", reading.clause.text[: at.start]
    ):
        return any(_is_within(openings, one) for openings in chosen for one in at.readings)
    fits = [
        any(
            (opens and opening.opens in at.readings) or (closes and opening.closes in at.readings)
            for opening in openings
        )
        for openings in chosen
    ]
    return all(fits) if is_every else any(fits)


def _roles(clause: Clause, at: TimeOfDay) -> tuple[bool, bool]:
    """Whether it is said to be an opening time, a closing time, or either."""
    before, after = clause.before(at.start), clause.text[at.end : at.end + LOOK_BACK]
    if _OPENS.search(before) or _AFTER_HOUR.match(after) or after.startswith("から"):
        return True, False
    if _CLOSES.search(before) or after.startswith("まで"):
        return False, True
    cues = _CUES.findall(clause.text[: at.start])
    if cues:
        return cues[-1].lower() == "open", cues[-1].lower() != "open"
    return True, True


def _readings(
    hours: HoursSeen, said: SaidDays, days: frozenset[int | str] | None
) -> list[list[tuple[Opening, ...]]]:
    """Of the days as they usually are, and as they are in the week that begins today: "on Thursday"
    may mean either, "tomorrow" only the latter.
    """
    usual = _openings(hours, said, days)
    if hours.on is None or days is None or said.is_exact:
        return [usual]
    dated = [_coming(day, hours.on) for day in sorted(days, key=str)]
    coming = [hours.days.get(day, hours.week.get(day.weekday(), ())) for day in dated]
    return [coming] if days & {"today", "tomorrow"} else [usual, coming]


def _coming(day: int | str, today: date) -> date:
    if isinstance(day, int):
        return today + timedelta(days=(day - today.weekday()) % 7)
    return today + timedelta(days=day == "tomorrow")


def _openings(
    hours: HoursSeen, said: SaidDays, days: frozenset[int | str] | None
) -> list[tuple[Opening, ...]]:
    if said.is_exact:
        return _special(hours, said)
    every = [*hours.week.values(), *hours.days.values()]
    if days is None:
        return every
    if hours.today is None and not all(isinstance(day, int) for day in days):
        return [openings for openings in every if openings]
    return [hours.week.get(_weekday(day, hours.today or 0), ()) for day in days]


def _weekday(day: int | str, today: int) -> int:
    return day if isinstance(day, int) else (today + (day == "tomorrow")) % 7


def _special(hours: HoursSeen, said: SaidDays) -> list[tuple[Opening, ...]]:
    """The openings of the holidays and dates that are named; nothing is known: closed."""
    return [openings for day, openings in hours.days.items() if said.names_day(day)] or [()]


def _states(case: Case, reading: _Reading) -> Iterator[Claim]:
    """ "We are closed on Mondays", "open every day", with no hour in it."""
    clause = reading.clause
    found = _STATE.search(clause.text) or _ROUND.search(clause.text)
    if found is None or re.search(r"\b(?:when|if)\b", clause.text[: found.start()], re.I):
        return
    if _AT_HOUR.match(clause.text, found.end()) and _is_shut_said(clause.text):
        return
    groups = found.groupdict()
    state = (groups.get("state") or groups.get("state2") or "").lower()
    is_backed = any(_state_is_so(hours, reading, state) for hours in case.evidence.hours) or any(
        _WRITTEN_HOURS.search(policy) for policy in case.written.policies
    )
    yield case.claim(
        Kind.DATE, clause.start + found.start(), clause.start + found.end(), is_backed=is_backed
    )


def _is_shut_said(text: str) -> bool:
    """Whether it is said to be closed at an hour, which is judged with the hour."""
    return any(_IS_SHUT_AT.search(text[: at.start]) for at in times_in(text))


def _state_is_so(hours: HoursSeen, reading: _Reading, state: str) -> bool:
    text, said = reading.clause.text, reading.days
    if _ROUND.search(text):
        return False
    if said.is_exact:
        special = _special(hours, said)
        if not state:
            return special != [()]
        is_known = any(said.names_day(day) for day in hours.days)
        return is_known and all(bool(openings) == (state == "open") for openings in special)
    days = said.at(0)
    if days is None and not reading.days.is_every_here:
        return True
    every = [[hours.week.get(day, ()) for day in range(7)]]
    is_open = state not in ("closed", "day off") and not re.search(
        r"\b(?:not|n't|aren't) open\b", text
    )
    return any(
        bool(chosen) and all(bool(openings) == is_open for openings in chosen)
        for chosen in (_readings(hours, said, days) if days else every)
    )
