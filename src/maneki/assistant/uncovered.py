"""What a reply tells that nobody has judged: numbers, days, copies, and whatever its shape tells.

Those who look for claims know the ways in which things are usually said. This one does not: what
could be a claim and was not judged by anybody has to be explained by what tools returned, by the
customer's own message, or by a reading that claims nothing. Otherwise it may not be sent. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from maneki.assistant.assertions import assertions_in
from maneki.assistant.book_numbers import is_true_comparison
from maneki.assistant.claims import Case, Claim, Kind
from maneki.assistant.evidence import title_key
from maneki.assistant.grounds import Grounds, grounds_of
from maneki.assistant.hour_claims import HOURS_CUE
from maneki.assistant.numerals import Number, numbers_in
from maneki.assistant.passages import Clause
from maneki.assistant.policy_claims import is_repeated
from maneki.assistant.shelf_claims import shelf_claims
from maneki.assistant.shop_talk import names_shop
from maneki.assistant.stance import real_part
from maneki.assistant.support import numbers_of, rests_on, topical
from maneki.assistant.times import weekdays_in

_COUNTED = re.compile(
    r"[ -](?:\w+[ -]){0,2}?(?:cop(?:y|ies)|left|pages?|dollars?|bucks|quid|pounds|euros|yen|cents?"
    r"|percent|people|readers?|customers?|members?|reviews?|ratings?|stars?|votes?|books?|volumes?"
    r"|titles?|days?|weeks?|months?|years?|hours?|minutes?|floors?|shops?|branch(?:es)?|points?"
    r"|prizes?|awards?|languages|countries|editions?|in (?:stock|hardcover|paperback))\b|\s?%",
    re.IGNORECASE,
)
_IS_SAID = re.compile(
    r"(?:\b(?:is|are|at|for|only|just|about|over|under|costs?|code|number|have|has|got|gets?|been"
    r"|was|were|to|of|from|rated|until|till|with)|#|:)\s?$",
    re.IGNORECASE,
)
_OF_LIFE = re.compile(
    r"[ -](?:\w+[ -]){0,2}?(?:hours?|minutes?|days?|weeks?|months?|years?|books?|volumes?"
    r"|people)\b",
    re.IGNORECASE,
)
_OF_SERIES = re.compile(r"\b(?:series|saga|trilogy|cycle|wrote|written|writes)\b", re.IGNORECASE)
_OWN_COUNT = re.compile(
    r"[ -](?:\w+[ -])?(?:questions?|things?|ideas?|ways?|words?|options?|choices?|suggestions?"
    r"|messages?|thoughts?|picks?|directions?|steps?|more|of (?:them|those|these|us|you|the two"
    r"|my)|sentences?|lines?|for you|fit|that fit|in one)\b|\s*[:,]?\s*$|,? (?:then|please)\b",
    re.IGNORECASE,
)
_MOST_COUNTED = 12
"""As many things somebody may count without looking them up: "three ideas", "two questions"."""
_DIGIT = "zero|one|two|three|four|five|six|seven|eight|nine"
_POINT = re.compile(rf"\b(?P<whole>{_DIGIT}) point (?P<tenth>{_DIGIT})\b", re.IGNORECASE)
_LISTED = re.compile(r"(?:^|\n)\W*$")
_AFTER_LISTED = re.compile(r"[.)]\s")
_PAGES_IN = re.compile(r" pages? in\b", re.IGNORECASE)
# What is told before somebody agrees to be texted.
_TEXTS_A_DAY = re.compile(r"\btext you up to $", re.IGNORECASE)
_TIMES = re.compile(r" times a (?:day|week)\b", re.IGNORECASE)
_AROUND = ((_TEXTS_A_DAY, _TIMES), (_LISTED, _AFTER_LISTED))
_SCALE = re.compile(r"(?:\bout of|/|\bof)\s?$", re.IGNORECASE)
_STARS = re.compile(r"[★⭐☆]{2,}")
_MOMENT = re.compile(
    r"\b(?:tomorrow|tmrw|yesterday|(?:this|next|last) (?:morning|afternoon|evening|week|weekend"
    r"|month|year|spring|summer|fall|autumn|winter)|(?:by|before|after|over) the weekend|shortly"
    r"|any (?:day|minute|moment) now|in no time|within (?:the|an?) (?:hour|day|week)|overnight"
    r"|(?:january|february|march|april|june|july|august|september|october|november|december)"
    r"(?! [0-9])|first thing|mid-?week|end of (?:the )?(?:day|week|month))\b"
    r"|明日|来週|来月|翌日|まもなく",
    re.IGNORECASE,
)
_MOOD = re.compile(
    r"(?:\b(?:for|on|like) (?:an?|your|those|these|any|a nice) (?:\w+ ){0,2}|\b(?:happy|good|lovely"
    r"|great|nice|luck (?:with )?(?:\w+ ){0,2}on|rainy|lazy|slow|quiet|enjoy|have an?|last|was"
    r"|your) (?:\w+ )?)$",
    re.IGNORECASE,
)
_NEW = re.compile(r"\bnew (?:in |here )?$", re.IGNORECASE)
_AT = re.compile(
    r"(?:\b(?:on|by|until|till|from|every|each|before|after|come|comes|opens?|closed?|in|just|only"
    r"|is|are|arriv\w+|lands?|it|they|here|there|back|out|due|follow)|[:-])\s(?:the )?$|^\W*$",
    re.IGNORECASE,
)
_OF_MONTH = re.compile(r"日|st\b|nd\b|rd\b|th\b", re.IGNORECASE)
_TILL = re.compile(r"\b(?:until|till|til|by)\s$", re.IGNORECASE)
_OF_HOURS = re.compile(r"\b(?:open|clos|shut|hours|doors?)|営業|開い|閉店", re.IGNORECASE)
_ASKS_CLOSED = re.compile(r"\bclosed\b|\bday off\b|\bnot open\b|定休|休み|休業", re.IGNORECASE)
_TELLS_OF_IT = re.compile(r"\b(?:it|they|will|'ll)\b", re.IGNORECASE)
_GRANTS = re.compile(
    r"\b(?:you|anyone|anybody|everyone|he|she|they|it|that|friends) (?:can|may|could|are|'re)\b",
    re.IGNORECASE,
)
_RULES = (Kind.POLICY, Kind.DISCOUNT)


def uncovered_claims(case: Case, judged: Sequence[Claim]) -> Iterator[Claim]:
    """What could be a claim and is not part of one that was judged."""
    grounds = grounds_of(case)
    taken = bytearray(len(case.passage.reply))
    for claim in judged:
        taken[claim.start : claim.end] = b"\x01" * (claim.end - claim.start)
    for clause in case.passage.clauses:
        stance = clause.stance
        if stance.is_asked or stance.is_unknown or stance.is_unable:
            continue
        yield from _numbers(case, clause, grounds, taken)
        yield from _stars(case, clause, taken)
        last = clause.sentence_start + len(clause.sentence)
        around = [one for one in judged if one.start < last and clause.sentence_start < one.end]
        here = [one for one in around if one.start < clause.end and clause.start < one.end]
        yield from _days(case, clause, grounds, around)
        told = [
            *shelf_claims(case, clause, is_judged=any(one.kind is Kind.STOCK for one in here)),
            *_told_by_shape(case, clause, grounds, around),
        ]
        if not _is_of_rules(case, clause, here, told):
            yield from told


def _is_of_rules(case: Case, clause: Clause, here: Sequence[Claim], told: Sequence[Claim]) -> bool:
    """Whether a policy says the whole clause, so that nothing in it is a claim of its own."""
    if all(one.is_backed for one in told):
        return False
    if any(one.is_backed and one.kind in _RULES for one in here):
        return True
    return is_repeated(case, clause) or any(
        rests_on(clause.text, policy) for policy in case.written.policies
    )


def _numbers(case: Case, clause: Clause, grounds: Grounds, taken: bytearray) -> Iterator[Claim]:
    for number in numbers_in(clause.text):
        start, end = clause.start + number.start, clause.start + number.end
        if any(taken[start:end]):
            continue
        if _is_known(case, clause, grounds, number) or _is_no_claim(clause, grounds, number):
            continue
        yield case.claim(Kind.NUMBER, start, end, is_backed=False)


def _stars(case: Case, clause: Clause, taken: bytearray) -> Iterator[Claim]:
    ratings = {Decimal(str(book.rating)) for book in case.evidence.books if book.rating is not None}
    for found in _STARS.finditer(clause.text):
        start, end = clause.start + found.start(), clause.start + found.end()
        full = Decimal(len(found.group().replace("☆", "")))
        if not any(taken[start:end]):
            yield case.claim(Kind.RATING, start, end, is_backed=full in ratings)


def _is_known(case: Case, clause: Clause, grounds: Grounds, number: Number) -> bool:
    """Whether a tool returned the number, or the customer wrote it."""
    if number.value in grounds.numbers or case.theirs.has_number(number.value):
        return True
    if number.value in grounds.hours and HOURS_CUE.search(clause.sentence):
        return True
    if number.value in grounds.days and _OF_MONTH.match(clause.text, number.end):
        return True
    if any(span.start <= number.start < span.end for span in grounds.spans_in(clause.text)):
        return True
    if _is_about(grounds, clause, number) or _is_spelt_decimal(grounds, clause.text, number):
        return True
    texts = topical(case.written.policies, clause.sentence, asked=case.theirs.message)
    return any(number.value in numbers_of(text) for text in texts)


def _is_no_claim(clause: Clause, grounds: Grounds, number: Number) -> bool:
    """Whether it numbers a list, counts what is said itself, or tells of life ("two sisters")."""
    text, before = clause.text, clause.text[: number.start]
    is_word = not text[number.start].isdigit()
    if (is_word and number.value <= 1) or _PAGES_IN.match(text, number.end):
        return True
    if any(one.search(before) and after.match(text, number.end) for one, after in _AROUND):
        return True
    if number.value in (5, 10) and _SCALE.search(before):
        return True
    is_counted = _COUNTED.match(text, number.end) is not None
    if number.value in grounds.counts and not is_counted:
        return True
    if is_word and number.value <= _MOST_COUNTED and _OWN_COUNT.match(text, number.end):
        return True
    return not names_shop(text) and _is_of_life(clause, number, is_counted=is_counted)


def _is_of_life(clause: Clause, number: Number, *, is_counted: bool) -> bool:
    """Whether it is a number of a story or of somebody's life, not of a book or of the shop."""
    is_word = not clause.text[number.start].isdigit()
    if not is_counted:
        return is_word or _IS_SAID.search(clause.text[: number.start]) is None
    is_of_series = _OF_SERIES.search(clause.sentence) is not None
    return is_word and not is_of_series and _OF_LIFE.match(clause.text, number.end) is not None


def _is_about(grounds: Grounds, clause: Clause, number: Number) -> bool:
    """ "Over nine thousand", where there are not many more."""
    near = [known for known in grounds.numbers if known <= number.value * 6 / 5]
    return any(
        is_true_comparison(clause, number.start, int(number.value), int(known)) for known in near
    )


def _is_spelt_decimal(grounds: Grounds, text: str, number: Number) -> bool:
    """ "Four point one"."""
    around = _POINT.search(text, max(0, number.start - 12))
    if around is None or not around.start() <= number.start < around.end():
        return False
    whole, tenth = (next(numbers_in(around[name])).value for name in ("whole", "tenth"))
    return whole + tenth / 10 in grounds.numbers


def _days(case: Case, clause: Clause, grounds: Grounds, around: Sequence[Claim]) -> Iterator[Claim]:
    if any(one.is_backed and one.kind in (Kind.DATE, *_RULES) for one in around):
        return
    spans = [
        (day.start, day.end)
        for day in weekdays_in(clause.text)
        if day.weekday not in grounds.today | grounds.weekdays
    ]
    spans += [found.span() for found in _MOMENT.finditer(clause.text)]
    for start, end in spans:
        if not _is_free_day(case, clause, start, end):
            yield case.claim(Kind.DATE, clause.start + start, clause.start + end, is_backed=False)


def _is_free_day(case: Case, clause: Clause, start: int, end: int) -> bool:
    """Whether nothing is said to be then, or somebody else said that it is."""
    said, before = clause.text[start:end], clause.text[:start]
    if not (names_shop(clause.text) or _AT.search(before)) or _MOOD.search(before):
        return True
    if said.lower().startswith("this ") and _NEW.search(before):
        return True
    if _is_of_hours(case, clause, start) or _is_written_down(case, clause, said):
        return True
    is_told = names_shop(clause.text) or _TELLS_OF_IT.search(clause.text) is not None
    return case.theirs.has_name(title_key(said)) and not is_told


def _is_written_down(case: Case, clause: Clause, said: str) -> bool:
    """Whether a policy about the same, or a description, names that day."""
    texts = topical(case.written.policies, clause.sentence, asked=case.theirs.message)
    name = said.lower().rstrip("s")
    return any(name in text.lower() for text in (*texts, *case.written.descriptions))


def _is_of_hours(case: Case, clause: Clause, start: int) -> bool:
    """Whether a weekday by itself answers when the shop is open, or when it is not."""
    is_about_hours = _OF_HOURS.search(f"{clause.sentence} {case.theirs.message}")
    if is_about_hours is None or _TILL.search(clause.text[:start]):
        return False
    asks_closed = _ASKS_CLOSED.search(f"{clause.sentence} {case.theirs.message}") is not None
    days = [day.weekday for day in weekdays_in(clause.text) if day.start == start]
    return any(
        bool(hours.week.get(day)) is not asks_closed
        for hours in case.evidence.hours
        for day in days
    )


def _told_by_shape(
    case: Case, clause: Clause, grounds: Grounds, around: Sequence[Claim]
) -> Iterator[Claim]:
    if clause.stance.is_theirs or around:
        return
    if clause.stance.is_offer and not _GRANTS.search(clause.text):
        return
    is_there = any(seen.this_turn and seen.available for seen in case.evidence.stock)
    for one in assertions_in(clause, real_part(clause.text)):
        said = clause.text[one.start : one.end]
        yield case.claim(
            one.kind,
            clause.start + one.start,
            clause.start + one.end,
            is_backed=(one.kind is Kind.STOCK and is_there)
            or grounds.tells(clause.text)
            or case.written.has_words(title_key(said)),
        )
