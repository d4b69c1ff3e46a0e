"""Dates and promises of time in a reply, and which of them a tool returned. Pure.

A year belongs to its title; a promise ("by Friday", "within the hour") has to stand in a policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from maneki.assistant.claims import Case, Claim, Kind
from maneki.assistant.evidence import title_key
from maneki.assistant.hour_claims import HOURS_CUE
from maneki.assistant.passages import Clause
from maneki.assistant.support import topical
from maneki.assistant.times import (
    HOLIDAYS,
    PartialDate,
    dates_in,
    exactly,
    spans_in,
    weekdays_in,
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
    r"|posted|at most|tops|ago|from now|delet\w*|eras\w*|left|limit|policy|due)\b"
    r"|届|発送|配送|以内|取り置き|返品|かか",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"\b(?:in|within|after|takes?|another|up to|for up to|every)\s(?:about |around |just |only "
    r"|roughly )?$",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"\W*(?:nothing|no |none)", re.IGNORECASE)
_STORY = re.compile(
    r"\b(?:story|novel|plot|set in|begins|follows|takes place|hero"
    r"|narrator|character|tale|centur(?:y|ies))\b",
    re.IGNORECASE,
)


def date_claims(case: Case) -> Iterator[Claim]:
    """Every date, span and promise of time that the reply asserts."""
    for clause in case.passage.clauses:
        if clause.stance.is_asked or clause.stance.is_unknown:
            continue
        yield from _dates(case, clause)
        yield from _spans(case, clause)
        yield from _promises(case, clause)


def _is_fraction(clause: Clause, at: PartialDate) -> bool:
    """Whether "1/2" is no date: it has no year, and no word before it makes it a day."""
    before, said = clause.text[: at.start], clause.text[at.start : at.end]
    makes_day = re.search(r"\b(?:on|by|until|from|before|closed|open)\s$", before)
    return at.year is None and "/" in said and makes_day is None


def _is_none(at: PartialDate) -> bool:
    """Whether no month has that day: only that there is none can be said of February 30."""
    try:
        date(at.year or _LEAP_YEAR, at.month or 1, at.day or 1)
    except ValueError:
        return True
    return False


_LEAP_YEAR = 2000


def _dates(case: Case, clause: Clause) -> Iterator[Claim]:
    for at in dates_in(clause.text):
        number = at.year if at.month is None else at.day
        if clause.stance.is_theirs and case.theirs.has_number(number):
            continue
        if _is_fraction(clause, at) or _is_none(at):
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
    for text in (*_about(case, clause), *case.written.descriptions):
        yield from dates_in(text)
    for book in own:
        yield from dates_in(book.kind)
    for copy in case.evidence.stock:
        if title is None or title_key(copy.title) == title_key(title):
            yield from dates_in(copy.kind)
    for deed in case.evidence.deeds:
        if deed.on is not None:
            yield exactly(deed.on)
    for hours in case.evidence.hours:
        yield from (exactly(day) for day in hours.days)


def _published(text: str) -> Iterator[PartialDate]:
    parts = [int(part) for part in re.findall(r"[0-9]+", text)[:3]]
    if parts:
        yield PartialDate(0, 0, *parts)


def _spans(case: Case, clause: Clause) -> Iterator[Claim]:
    for span in spans_in(clause.text):
        is_small = span.unit in ("month", "year", "年間") or clause.text[
            span.start : span.start + 2
        ] in ("a ", "an")
        is_told = _WITHIN.search(clause.text[: span.start]) or _SHOP_SPAN.search(clause.text)
        if not is_told or (is_small and _STORY.search(clause.text)):
            continue
        if clause.text[span.start : span.end].lower() in (
            "a minute",
            "a day",
            "a year",
            "a few minutes",
        ) and not re.search(r"\b(?:within|in|takes?)\s$", clause.text[: span.start], re.I):
            continue
        if clause.stance.is_theirs and span.lengths in case.theirs.spans:
            continue
        yield case.claim(
            Kind.DATE,
            clause.start + span.start,
            clause.start + span.end,
            is_backed=any(
                span.lengths == known.lengths
                for text in (*_about(case, clause), *case.written.descriptions)
                for known in spans_in(text)
            ),
        )


def _promises(case: Case, clause: Clause) -> Iterator[Claim]:
    """A day without a date ("on Monday", "tomorrow", "by Christmas") at which something happens."""
    moments = list(_moments(clause.text))
    if not moments:
        return
    if HOURS_CUE.search(clause.text) and not re.search(
        r"\b(?:arriv|deliver|ship|until it|ready)", clause.text, re.I
    ):
        return
    if clause.stance.is_theirs or not _PROMISE.search(clause.text) or _NOTHING.match(clause.text):
        return
    policies = " ".join(_about(case, clause)).lower()
    for start, end in moments:
        said = clause.text[start:end].lower()
        if said in ("soon", "today", "shortly", "in a moment") and not _is_firm(clause.text):
            continue
        is_backed = said.rstrip("s") in policies or _is_of_a_deed(case, said)
        yield case.claim(Kind.DATE, clause.start + start, clause.start + end, is_backed=is_backed)


def _is_of_a_deed(case: Case, said: str) -> bool:
    """Whether something was done on that weekday."""
    days = {day.weekday for day in weekdays_in(said)}
    return any(deed.on is not None and deed.on.weekday() in days for deed in case.evidence.deeds)


def _about(case: Case, clause: Clause) -> list[str]:
    """The policies that speak of the same."""
    return topical(case.written.policies, clause.sentence, asked=case.theirs.message)


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
