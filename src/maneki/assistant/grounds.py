"""The numbers and words that tools returned, whatever they belong to. Pure.

For what nobody has judged: a number that stands nowhere here was made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from maneki.assistant.claims import Case
from maneki.assistant.evidence import BookSeen, StockSeen
from maneki.assistant.lemmas import words_in
from maneki.assistant.numerals import numbers_in
from maneki.assistant.times import Span, spans_in


@dataclass(frozen=True, slots=True)
class Grounds:
    """`numbers` of books and copies; `counts` of how many books and titles there were; `hours` at
    which the shop opens or closes; `days` of a month on which something is or was.
    """

    numbers: frozenset[Decimal]
    counts: frozenset[Decimal]
    text: str
    spans: frozenset[tuple[timedelta, ...]]
    today: frozenset[int]
    lemmas: frozenset[str]
    weekdays: frozenset[int]
    hours: frozenset[Decimal]
    days: frozenset[Decimal]

    def tells(self, said: str) -> bool:
        """Whether half of its words stand in a description."""
        words = {word.lemma for word in words_in(said) if len(word.lemma) > 3}
        return bool(words) and 2 * len(words & self.lemmas) >= len(words)

    def spans_in(self, text: str) -> list[Span]:
        """The lengths of time in a text that a policy or a description names."""
        return [span for span in spans_in(text) if span.lengths in self.spans]

    def has_word(self, said: str) -> bool:
        """Whether it stands in a policy or a description, in whatever case."""
        return said.lower().rstrip("s") in self.text


def grounds_of(case: Case) -> Grounds:
    """Read once for a reply."""
    text = " ".join((*case.written.policies, *case.written.descriptions)).lower()
    deeds = " ".join(deed.about for deed in case.evidence.deeds)
    described = " ".join(case.written.descriptions)
    numbers = {number.value for number in numbers_in(f"{described} {deeds}")}
    numbers.update(_of_books(case))
    titles = len(case.evidence.titles)
    named = len({one.name for one in case.passage.titles})
    seen = len(case.evidence.books), len(case.evidence.stock)
    counts = {titles, named, *seen, *(len(group) for group in _groups(case))}
    return Grounds(
        frozenset(numbers),
        frozenset(map(Decimal, counts)),
        text,
        case.written.spans,
        frozenset(hours.today for hours in case.evidence.hours if hours.today is not None),
        frozenset(word.lemma for known in case.written.descriptions for word in words_in(known)),
        frozenset(deed.on.weekday() for deed in case.evidence.deeds if deed.on is not None),
        frozenset(_of_hours(case)),
        frozenset(_days_of_months(case)),
    )


def _of_books(case: Case) -> Iterator[Decimal]:
    for seen in case.evidence.seen:
        if isinstance(seen, StockSeen):
            if seen.available is not None and seen.this_turn:
                yield Decimal(int(seen.available))
            yield from _in(seen.kind)
        elif isinstance(seen, BookSeen):
            for known in (seen.pages, seen.rating, seen.ratings, seen.readers, seen.position):
                yield from _in(str(known or ""))
            yield from _in(f"{seen.published or ''} {seen.kind} {seen.series or ''}")


def _days_of_months(case: Case) -> Iterator[Decimal]:
    for deed in case.evidence.deeds:
        if deed.on is not None:
            yield Decimal(deed.on.day)
    for hours in case.evidence.hours:
        for special in hours.days:
            yield Decimal(special.day)


def _of_hours(case: Case) -> Iterator[Decimal]:
    for hours in case.evidence.hours:
        for openings in (*hours.week.values(), *hours.days.values()):
            for at in (at for one in openings for at in (one.opens, one.closes)):
                yield from (Decimal(at.hour), Decimal(at.hour % 12))


def _in(text: str) -> Iterator[Decimal]:
    for found in re.findall(r"[0-9]+(?:\.[0-9]+)?", text):
        yield Decimal(found)


def _groups(case: Case) -> Iterator[list[str]]:
    """The titles of each author and of each series."""
    books = case.evidence.books
    for author in case.evidence.authors:
        yield list({book.title for book in books if author in book.authors})
    for series in {book.series for book in books if book.series}:
        yield list({book.title for book in books if book.series == series})
    yield list({one.title for one in case.evidence.stock if one.this_turn and one.available})
    yield list({one.title for one in case.evidence.stock if one.this_turn})
