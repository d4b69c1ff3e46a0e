"""What a second reader is asked about a reply, and what becomes of its answer. Pure.

The rules of the guard read figures well and sentences badly: an invented story about the shop has
no figure, and an honest turn of phrase may look like a claim. A language model reads sentences. It
is told what the tools returned and names what they did not say. Where it and the rules differ:

- a number that no tool returned, nor the customer wrote, is not sent, whoever finds it in order;
- what the rules found in words, or as a figure that belongs elsewhere, is the reader's to judge;
- what the reader names is not sent.

Without an answer the rules decide alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from maneki.assistant.claims import Claim, Kind
from maneki.assistant.evidence import Evidence, Refusal, title_key
from maneki.assistant.guard import Verdict, is_statement
from maneki.assistant.inert import inert, inert_data
from maneki.assistant.numerals import numbers_in
from maneki.assistant.passages import plain
from maneki.assistant.remembered import written
from maneki.assistant.sayings import every_saying

MOST_RETURNED = 16_000
"""Characters of what tools returned, the latest first: more is seldom, and costs."""
_LONGEST_SAID = 1_000
_NUMBERS = re.compile(r"[0-9]+")
_NONE = re.compile(r"\W*none\W*", re.IGNORECASE)
_LONGEST_ANSWER = 400
_FEW = 12
_OF_MONEY = (Kind.PRICE, Kind.DISCOUNT)


def to_be_judged(verdict: Verdict) -> frozenset[int]:
    """The sentences, counted from 1, that state something in words of the model's own."""
    return frozenset(
        number
        for number, (start, end) in enumerate(verdict.passage.sentences, 1)
        if is_statement(verdict, start, end)
    )


def asked(
    verdict: Verdict, *, evidence: Evidence, customer: str, refused: Sequence[Refusal] = ()
) -> str:
    """What the reader is given, as data."""
    sentences = [verdict.reply[start:end].strip() for start, end in verdict.passage.sentences]
    return json.dumps(
        {
            "customer": inert(customer, most=_LONGEST_SAID),
            "results_now": _returned(evidence, this_turn=True),
            "results_earlier": _returned(evidence, this_turn=False),
            "refused": [inert(one.sentence, most=_LONGEST_SAID) for one in refused],
            "reply": {str(number): inert(one) for number, one in enumerate(sentences, 1)},
        },
        ensure_ascii=False,
    )


def named_in(answer: str, *, of: int) -> frozenset[int] | None:
    """Which of so many sentences an answer names; None if it is no answer to what was asked."""
    if len(answer) > _LONGEST_ANSWER:
        return None
    if _NONE.fullmatch(answer):
        return frozenset()
    named = {int(found) if len(found) < 5 else 0 for found in _NUMBERS.findall(answer)}
    return frozenset(named) if named and named <= set(range(1, of + 1)) else None


def agreed(
    verdict: Verdict,
    named: frozenset[int],
    *,
    evidence: Evidence,
    customer: str,
    refused: Sequence[Refusal] = (),
) -> Verdict:
    """The verdict of both: `named` are the sentences that the reader found without a ground. Only
    what stands in sentences that it was asked about is its to clear.
    """
    judged = to_be_judged(verdict)
    figures = _figures(evidence, customer, refused)
    listed = Decimal(len({one.name for one in verdict.passage.titles}))
    figures[Kind.STOCK] |= {listed}
    spans = list(enumerate(verdict.passage.sentences, 1))
    claims = [
        claim
        if claim.is_backed
        or _is_firm(claim, figures)
        or not _numbers_at(spans, claim) <= judged - named
        else replace(claim, is_backed=True)
        for claim in verdict.claims
    ]
    for number, (start, end) in spans:
        is_hit = any(one.start < end and start < one.end for one in claims if not one.is_backed)
        if number in named & judged and not is_hit:
            text = verdict.reply[start:end].rstrip()
            claims.append(Claim(Kind.CHECKED, start, start + len(text), text, is_backed=False))
    ordered = sorted(claims, key=lambda one: (one.start, one.end, one.kind))
    return replace(verdict, claims=tuple(ordered))


def _numbers_at(spans: list[tuple[int, tuple[int, int]]], claim: Claim) -> frozenset[int]:
    return frozenset(
        number for number, (start, end) in spans if claim.start < end and start < claim.end
    )


def _is_firm(claim: Claim, figures: Mapping[Kind, frozenset[Decimal]]) -> bool:
    """Whether it is a number that stands nowhere, or was not even read. Small ones in words may
    count what is said ("three more"); not where they are prices.
    """
    if claim.kind is Kind.UNREAD:
        return True
    known = figures.get(claim.kind, figures[Kind.NUMBER])
    text = plain(claim.text)
    firm = [
        one
        for one in numbers_in(text)
        if text[one.start].isdigit() or one.value > _FEW or claim.kind in _OF_MONEY
    ]
    return any({one.value, one.aloud}.isdisjoint(known) for one in firm)


def _figures(
    case: Evidence, customer: str, refused: Sequence[Refusal]
) -> dict[Kind, frozenset[Decimal]]:
    """The numbers that a claim of a kind may name, whatever they belong to: those that a tool
    returned of that kind, those of policies, and the customer's own.
    """
    free = _in(customer, *(one.text for one in case.policies))
    told = _in(*every_saying(case.seen), *case.titles)
    for one in refused:
        told |= _in(one.sentence) - _in(one.asked)
    told |= _in(*(book.description for book in case.books), *(one.kind for one in case.stock))
    told |= {Decimal(isbn) for book in case.books for isbn in book.isbns if isbn.isdecimal()}
    counts = set(map(Decimal, range(len(case.seen) + 1)))
    return {
        Kind.PRICE: frozenset(free | _prices(case) | _in(*(one.about for one in case.deeds))),
        Kind.DISCOUNT: frozenset(free),
        Kind.STOCK: frozenset(free | _copies(case)),
        Kind.NUMBER: frozenset(free | told | counts | _times(case)),
    }


def _in(*texts: str) -> set[Decimal]:
    """Every number in them, also those that are a part of a word ("2016-02-09", "10am")."""
    found = {number.value for text in texts for number in numbers_in(plain(text))}
    return found | {Decimal(digits) for text in texts for digits in _NUMBERS.findall(text)}


def _prices(case: Evidence) -> set[Decimal]:
    sums = [one.price for one in case.stock] + [one.money for one in case.deeds]
    return {money.major() for money in sums if money is not None}


def _copies(case: Evidence) -> set[Decimal]:
    """How many there are now of each kind, and of each title together."""
    now = [one for one in case.stock if one.this_turn and one.available is not None]
    together = {
        title: sum(int(one.available or 0) for one in now if title_key(one.title) == title)
        for title in {title_key(one.title) for one in now}
    }
    return {Decimal(int(one.available or 0)) for one in now} | {*map(Decimal, together.values())}


def _times(case: Evidence) -> set[Decimal]:
    spans = [
        opening
        for one in case.hours
        for openings in (*one.week.values(), *one.days.values())
        for opening in openings
    ]
    return {
        Decimal(number)
        for one in spans
        for at in (one.opens, one.closes)
        for number in (at.hour, at.hour % 12, at.minute)
    }


def _returned(evidence: Evidence, *, this_turn: bool) -> list[object]:
    rows = list(_rows(evidence, this_turn=this_turn))
    left = MOST_RETURNED
    kept: list[object] = []
    for row in reversed(rows):
        left -= len(row)
        if left < 0:
            break
        kept.append(inert_data(json.loads(row)))
    return kept[::-1]


def _rows(evidence: Evidence, *, this_turn: bool) -> Iterator[str]:
    for seen in evidence.seen:
        if seen.this_turn is this_turn and (row := written([seen])):
            yield row[1:-1]
