"""Dates, opening hours and promises of time in a reply, and which of them a tool returned. Pure.

An hour has to be the hour at which that day's opening or closing was said to be; a year belongs to
its title; a promise ("by Friday", "within the hour") has to stand in a policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from maneki.assistant.claims import Case, Claim, Kind
from maneki.assistant.evidence import HoursSeen, title_key
from maneki.assistant.passages import Clause, plain
from maneki.assistant.stance import is_asked, is_their_number, is_theirs, is_unknown
from maneki.assistant.times import (
    HOLIDAYS,
    PartialDate,
    Span,
    TimeOfDay,
    dates_in,
    is_holiday,
    spans_in,
    times_in,
    weekdays_in,
)
from maneki.shop.hours import Opening

_HOURS_CUE = re.compile(
    r"\b(?:open(?:s|ed|ing)?|clos(?:e|es|ed|ing)|shut|hours|doors?|stay|here"
    r"|until|till|til|'til)\b|営業|開店|閉店|開い",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"[0-9apm.]\s?(?:-|to|til|till|until)\s?(?:[0-9]|noon|one|two|three|four|five"
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
    r"|thanksgiving|day|eve)\b.{0,40}\b(?P<state>open|closed)\b|\b(?P<state2>open"
    r"|closed)\b.{0,12}\b(?:on|today|tomorrow|tonight|every|daily|all|now|24|for"
    r"|\w+days?)\b|\bclose early\b|\bopen late\b",
    re.IGNORECASE,
)
_APART = re.compile(r"[,;]|\band (?=(?:at|on|from|until|till|to)\b)", re.IGNORECASE)
_EXCEPT = re.compile(r"\b(?:except|but not|other than|apart from)\b", re.IGNORECASE)
_EVERY = re.compile(
    r"\b(?:every ?day|daily|all week|seven days|7 days|always|each day|week-?long)\b|毎日|年中無休",
    re.IGNORECASE,
)
_ROUND = re.compile(
    r"\bnever (?:close|shut)\b|\b24 ?(?:/ ?7|hours)\b|\baround the clock\b|\ball night\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:tomorrow|tmrw|tonight|yesterday|overnight|same[- ]day|next[- ]day"
    r"|this (?:morning|afternoon|evening|week|weekend|month)|"
    r"next (?:week|weekend|month|year|spring|summer|fall|autumn|winter)"
    r"|last (?:week|month|night|year)|"
    r"(?:early |late )?(?:this|next) (?:spring|summer|fall|autumn|winter)"
    r"|in time for|(?:by|before|on|at) the weekend|by (?:noon|evening|then"
    r"|the end of)|"
    r"the [0-9]{1,2}(?:st|nd|rd|th)(?! (?:century|book|volume|edition|in|of|part"
    r"|birthday))|today|later today|any (?:day|minute|moment) now|shortly|soon"
    r"|in (?:a|no) (?:moment|time|minute|bit)|right away|immediately)\b"
    r"|明日|今週|来週|来月|今夜|明後日|翌日|本日中|まもなく",
    re.IGNORECASE,
)
_PROMISE = re.compile(
    r"\b(?:arriv\w*|deliver\w*|ship(?:s|ped|ping)?|fetch|pick(?:ed)? (?:it "
    r"|them )?up|pickup|collect|ready|reach(?:es)?|with you|"
    r"get (?:it|there|them|here|back)|(?:come|comes|came|coming|be|is|are) (?:out"
    r"|in|back)|restock\w*|writes?|calls?|repl(?:y|ies)|joins?|send|sent|"
    r"released?|releases|due|signing|drop(?:s|ped)?|reduced|starts?|begins?|ends?"
    r"|expires?|publish\w*|expect\w*|lands?|delayed|mail(?:ed)?|dispatch\w*"
    r"|posted|process\w*|"
    r"back to you|in touch|contact you|hear (?:from|back)|event|reading|visits?"
    r"|tour|orders? (?:take|takes|arrive)|take[s]?|hold|held|kept)\b"
    r"|届|発送|配送|入荷|発売|到着|連絡|お返事|取り寄せ",
    re.IGNORECASE,
)
_SHOP_SPAN = re.compile(
    r"\b(?:deliver\w*|ship\w*|tak(?:e|es|ing)|arriv\w*|within|hold|holds|held"
    r"|kept|keep|stays?|wait\w*|return\w*|refund\w*|exchange\w*|guarantee|"
    r"warrant\w*|valid|expire\w*|last(?:s|ed)?|usually|about|orders?|parcels?"
    r"|back|reply|answer|write|call|ready|in (?:a|an|about|[0-9]+|two|three|few)"
    r"|ago|left|limit|policy|due)\b"
    r"|届|発送|配送|以内|取り置き|返品|かか",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:volumes?|vols?\.?|books?|parts?|chapters?|pages?|numbers?|ages?)\s"
    r"(?:[0-9]+ ?(?:to|and|-) ?)?$",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"\W*(?:nothing|no |none)", re.IGNORECASE)
_STORY = re.compile(
    r"\b(?:story|novel|plot|set in|begins|about a|follows|takes place|hero"
    r"|narrator|character|tale|centur(?:y|ies))\b",
    re.IGNORECASE,
)
_MOVED_ON = re.compile(r"\b(?:coffee|tea|soup|books?|age[sd]?|grade)\b", re.IGNORECASE)


def date_claims(case: Case) -> Iterator[Claim]:
    """Every date, hour, span and promise of time that the reply asserts."""
    for clause in case.passage.clauses:
        if is_asked(clause) or is_unknown(clause):
            continue
        yield from _hours(case, clause)
        yield from _states(case, clause)
        yield from _dates(case, clause)
        yield from _spans(case, clause)
        yield from _promises(case, clause)


def _hours(case: Case, clause: Clause) -> Iterator[Claim]:
    are_hours = bool(_HOURS_CUE.search(clause.text)) or (
        bool(_RANGE.search(clause.text) or re.search(r"\bfrom [0-9]", clause.text))
        and _named_days(clause, clause.start) is not None
    )
    for at in times_in(clause.text):
        is_written = not at.is_bare
        if not is_written and not (are_hours and _has_place(clause, at)):
            continue
        if is_theirs(clause) or _inside_date(clause, at):
            continue
        start = clause.start + at.start
        yield case.claim(
            Kind.DATE, start, clause.start + at.end, is_backed=_hour_is_backed(case, clause, at)
        )


def _has_place(clause: Clause, at: TimeOfDay) -> bool:
    """Whether a bare number stands where an hour stands: "until 9", "10 til 8", "at seven"."""
    before, after = clause.text[: at.start], clause.text[at.end :]
    if (
        _COUNTED.search(before)
        or re.search(r"[$€£¥#.,]\s?$", before)
        or _MOVED_ON.match(after.lstrip())
    ):
        return False
    return bool(
        re.search(
            r"\b(?:until|till|til|'til|from|at|by|after|before|to|past|around|about)\s$|-\s?$",
            before,
            re.IGNORECASE,
        )
        or re.match(r"\s?(?:-|to\b|til\b|till\b|until\b)", after, re.IGNORECASE)
    )


def _inside_date(clause: Clause, at: TimeOfDay) -> bool:
    taken = [(day.start, day.end) for day in dates_in(clause.text)]
    taken += [(span.start, span.end) for span in spans_in(clause.text)]
    return any(start <= at.start < end for start, end in taken)


def _hour_is_backed(case: Case, clause: Clause, at: TimeOfDay) -> bool:
    for policy in case.evidence.policies:
        if any(at.readings & told.readings for told in times_in(plain(policy.text))):
            return True
    described = " ".join(book.description for book in case.evidence.books)
    if not _HOURS_CUE.search(clause.text) and any(
        at.readings & told.readings for told in times_in(plain(described)) if not told.is_bare
    ):
        return True
    return any(_is_an_hour(hours, clause, at) for hours in case.evidence.hours)


def _is_an_hour(hours: HoursSeen, clause: Clause, at: TimeOfDay) -> bool:
    opens, closes = _roles(clause, at)
    days = _named_days(clause, clause.start + at.start)
    chosen = _openings(hours, clause, days)
    if not chosen:
        return False
    fits = [
        any(
            (opens and opening.opens in at.readings) or (closes and opening.closes in at.readings)
            for opening in openings
        )
        for openings in chosen
    ]
    return all(fits) if days or _EVERY.search(clause.sentence) else any(fits)


def _roles(clause: Clause, at: TimeOfDay) -> tuple[bool, bool]:
    """Whether it is said to be an opening time, a closing time, or either."""
    before, after = clause.text[: at.start], clause.text[at.end :]
    if _OPENS.search(before) or re.match(
        r"\s?(?:-|to\b|til\b|till\b|until\b|から)", after, re.IGNORECASE
    ):
        return True, False
    if _CLOSES.search(before) or re.match(r"まで", after):
        return False, True
    cues = re.findall(r"\b(open|clos|shut)", before, re.IGNORECASE)
    if cues:
        return cues[-1].lower() == "open", cues[-1].lower() != "open"
    return True, True


def _named_days(clause: Clause, at: int) -> frozenset[int | str] | None:
    """The days that what stands `at` this place is said of; None if no day is named."""
    for whole in (*_near(clause, at), clause.text, clause.sentence):
        text = _EXCEPT.split(whole)[0]
        days: set[int | str] = {day.weekday for day in weekdays_in(text)}
        if days:
            return frozenset(days)
        if re.search(r"\bweekends?\b|週末|土日", text, re.IGNORECASE):
            return frozenset({5, 6})
        if re.search(r"\bweekdays?\b|平日", text, re.IGNORECASE):
            return frozenset(range(5))
        if re.search(r"\b(?:tomorrow|tmrw)\b|明日", text, re.IGNORECASE):
            return frozenset({"tomorrow"})
        if re.search(r"\b(?:today|tonight)\b|本日|今日", text, re.IGNORECASE):
            return frozenset({"today"})
    return None


def _near(clause: Clause, at: int) -> list[str]:
    """The parts of a clause, the one at this place first, then those before, then those behind."""
    cuts = [0, *(found.end() for found in _APART.finditer(clause.text)), len(clause.text)]
    parts = [(clause.start + a, clause.text[a:b]) for a, b in pairwise(cuts)]
    here = max(index for index, (start, _) in enumerate(parts) if start <= at)
    order = (*range(here, -1, -1), *range(here + 1, len(parts)))
    return [parts[index][1] for index in order]


def _openings(
    hours: HoursSeen, clause: Clause, days: frozenset[int | str] | None
) -> list[tuple[Opening, ...]]:
    special = _special(hours, clause)
    if special is not None:
        return special
    every = [*hours.week.values(), *hours.days.values()]
    if days is None:
        return every
    chosen: list[tuple[Opening, ...]] = []
    for day in days:
        if isinstance(day, int):
            chosen.append(hours.week.get(day, ()))
        elif hours.today is not None:
            chosen.append(hours.week.get((hours.today + (day == "tomorrow")) % 7, ()))
        else:
            return [opening for opening in every if opening and _any_fits(opening)]
    return chosen


def _any_fits(openings: tuple[Opening, ...]) -> bool:
    return bool(openings)


def _special(hours: HoursSeen, clause: Clause) -> list[tuple[Opening, ...]] | None:
    """The openings of a holiday or a date the sentence names; None if it names none."""
    names, dates = _named_exactly(clause)
    if not names and not dates:
        return None
    return [
        openings
        for day, openings in hours.days.items()
        if any(is_holiday(name, day) for name in names)
        or any(one.fits(_exact(day)) for one in dates)
    ] or [()]


def _states(case: Case, clause: Clause) -> Iterator[Claim]:
    """ "We are closed on Mondays", "open every day", with no hour in it."""
    found = _STATE.search(clause.text) or _ROUND.search(clause.text)
    if (
        found is None
        or is_theirs(clause)
        or re.search(r"\b(?:when|if)\b", clause.text[: found.start()], re.I)
    ):
        return
    groups = found.groupdict()
    state = (groups.get("state") or groups.get("state2") or "").lower()
    is_backed = any(_state_is_so(hours, clause, state) for hours in case.evidence.hours) or any(
        re.search(r"open|close", policy.text, re.IGNORECASE) for policy in case.evidence.policies
    )
    yield case.claim(
        Kind.DATE, clause.start + found.start(), clause.start + found.end(), is_backed=is_backed
    )


def _state_is_so(hours: HoursSeen, clause: Clause, state: str) -> bool:
    if _ROUND.search(clause.text):
        return False
    special = _special(hours, clause)
    if special is not None:
        known = special != [()] or (any(True for _ in hours.days) and _knows(hours, clause))
        if not state:
            return known and special != [()]
        return known and all(bool(openings) == (state == "open") for openings in special)
    days = _named_days(clause, clause.start)
    if days is None and not _EVERY.search(clause.text):
        return True
    chosen = (
        _openings(hours, clause, days) if days else [hours.week.get(day, ()) for day in range(7)]
    )
    is_open = state != "closed" and not re.search(r"\b(?:not|n't|aren't) open\b", clause.text)
    return bool(chosen) and all(bool(openings) == is_open for openings in chosen)


def _named_exactly(clause: Clause) -> tuple[list[str], list[PartialDate]]:
    """The holidays and dates of the clause, else of its sentence."""
    for text in (clause.text, clause.sentence):
        names = [at["name"] or at["east"] for at in HOLIDAYS.finditer(text)]
        dates = [one for one in dates_in(text) if one.day is not None]
        if names or dates:
            return names, dates
    return [], []


def _knows(hours: HoursSeen, clause: Clause) -> bool:
    names, dates = _named_exactly(clause)
    return any(
        any(is_holiday(name, day) for name in names) or any(one.fits(_exact(day)) for one in dates)
        for day in hours.days
    )


def _is_fraction(clause: Clause, at: PartialDate) -> bool:
    """Whether "1/2" is no date: it has no year, and no word before it makes it a day."""
    before, said = clause.text[: at.start], clause.text[at.start : at.end]
    makes_day = re.search(r"\b(?:on|by|until|from|before|closed|open)\s$", before)
    return at.year is None and "/" in said and makes_day is None


def _dates(case: Case, clause: Clause) -> Iterator[Claim]:
    for at in dates_in(clause.text):
        number = at.year if at.month is None else at.day
        if is_theirs(clause) and is_their_number(number, customer=case.customer):
            continue
        if _is_fraction(clause, at):
            continue
        is_backed = any(at.fits(known) for known in _known_dates(case, clause, at))
        yield case.claim(
            Kind.DATE, clause.start + at.start, clause.start + at.end, is_backed=is_backed
        )


def _known_dates(case: Case, clause: Clause, at: PartialDate) -> Iterator[PartialDate]:
    title = case.passage.subject_at(clause, clause.start + at.start)
    own = [
        book
        for book in case.evidence.books
        if title is None or title_key(book.title) == title_key(title)
    ]
    for book in own:
        if book.published is not None:
            yield from _published(book.published)
    for book in case.evidence.books:
        yield from dates_in(plain(book.description))
    for deed in case.evidence.deeds:
        if deed.on is not None:
            yield _exact(deed.on)
    for hours in case.evidence.hours:
        yield from (_exact(day) for day in hours.days)
    for policy in case.evidence.policies:
        yield from dates_in(plain(policy.text))


def _published(text: str) -> Iterator[PartialDate]:
    parts = [int(part) for part in re.findall(r"[0-9]+", text)[:3]]
    if parts:
        yield PartialDate(0, 0, *parts)


def _exact(day: date) -> PartialDate:
    return PartialDate(0, 0, day.year, day.month, day.day)


def _spans(case: Case, clause: Clause) -> Iterator[Claim]:
    for span in spans_in(clause.text):
        is_small = span.unit in ("month", "year", "年間") or clause.text[
            span.start : span.start + 2
        ] in ("a ", "an")
        if not _SHOP_SPAN.search(clause.text) or (is_small and _STORY.search(clause.text)):
            continue
        if clause.text[span.start : span.end].lower() in (
            "a minute",
            "a day",
            "a year",
            "a few minutes",
        ) and not re.search(r"\b(?:within|in|takes?)\s$", clause.text[: span.start], re.I):
            continue
        if is_theirs(clause) and _is_their_span(case, span):
            continue
        yield case.claim(
            Kind.DATE,
            clause.start + span.start,
            clause.start + span.end,
            is_backed=_span_is_backed(case, span),
        )


def _is_their_span(case: Case, span: Span) -> bool:
    return any(span.lengths == told.lengths for told in spans_in(plain(case.customer)))


def _span_is_backed(case: Case, span: Span) -> bool:
    texts = [policy.text for policy in case.evidence.policies]
    texts += [book.description for book in case.evidence.books]
    return any(
        span.lengths and span.lengths == told.lengths
        for text in texts
        for told in spans_in(plain(text))
    )


def _promises(case: Case, clause: Clause) -> Iterator[Claim]:
    """A day without a date ("on Monday", "tomorrow", "by Christmas") at which something happens."""
    if _HOURS_CUE.search(clause.text) and not re.search(
        r"\b(?:arriv|deliver|ship|until it|ready)", clause.text, re.I
    ):
        return
    if is_theirs(clause) or not _PROMISE.search(clause.text) or _NOTHING.match(clause.text):
        return
    policies = " ".join(plain(policy.text).lower() for policy in case.evidence.policies)
    for start, end in _moments(clause.text):
        said = clause.text[start:end].lower()
        if said in ("soon", "today", "shortly", "in a moment") and not _is_firm(clause.text):
            continue
        is_backed = said.rstrip("s") in policies
        yield case.claim(Kind.DATE, clause.start + start, clause.start + end, is_backed=is_backed)


def _moments(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_RELATIVE, HOLIDAYS):
        for at in pattern.finditer(text):
            yield at.start(), at.end()
    for day in weekdays_in(text):
        yield day.start, day.end


def _is_firm(text: str) -> bool:
    return bool(
        re.search(r"\b(?:arriv|deliver|ship|ready|fetch|pick|collect|with you)", text, re.I)
    ) and not re.search(r"\b(?:not|no|n't|isn't|aren't|can't)\b", text, re.I)
