"""What stands in the texts that tools returned, read once: policies and descriptions. Pure.

A description is evidence of what a book is about, never of a price or an offer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from functools import lru_cache

from maneki.assistant.amounts import Amount, amounts_in
from maneki.assistant.evidence import Evidence, title_key
from maneki.assistant.passages import plain
from maneki.assistant.times import PartialDate, dates_in, spans_in, times_in
from maneki.model.money import Money

_BEFORE_TIME = re.compile(r"\b(?:from|to|until|till|between|and)\s$|-\s?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """`times` of policies, `described_times` of descriptions; `names` are texts to repeat from."""

    policies: tuple[str, ...]
    descriptions: tuple[str, ...]
    dates: tuple[PartialDate, ...]
    times: frozenset[time]
    described_times: frozenset[time]
    spans: frozenset[tuple[timedelta, ...]]
    names: frozenset[str]
    words: tuple[str, ...]

    def has_words(self, key: str) -> bool:
        """Whether a text that may be repeated has these words, given as `title_key` gives them."""
        return any(key in words for words in self.words)


def written_in(evidence: Evidence) -> Written:
    """Everything that policies, descriptions and names of the evidence say."""
    policies = tuple(plain(policy.text) for policy in evidence.policies)
    described = tuple(plain(book.description) for book in evidence.books)
    texts = (*policies, *described)
    return Written(
        policies=policies,
        descriptions=described,
        dates=tuple(at for text in texts for at in dates_in(text)),
        times=frozenset(one for text in policies for one in _times(text)),
        described_times=frozenset(
            one
            for text in described
            for at in times_in(text)
            if not at.is_bare
            for one in at.readings
        ),
        spans=frozenset(span.lengths for text in texts for span in spans_in(text) if span.lengths),
        names=frozenset(title_key(name) for name in _names(evidence)),
        words=tuple(title_key(text) for text in _own_words(evidence)),
    )


def _times(policy: str) -> Iterator[time]:
    """Its times of day; a bare number is one where two times are told ("from 2 to 5 p.m.")."""
    for at in times_in(policy):
        if not at.is_bare or _BEFORE_TIME.search(policy[: at.start]):
            yield from at.readings


@lru_cache(maxsize=256)
def sums_in(policy: str) -> frozenset[Money]:
    """Every sum of money that a policy names. Kept, since a shop has few of them."""
    return frozenset(money for amount in amounts_in(policy) for money in _sums(amount))


def _sums(amount: Amount) -> Iterator[Money]:
    """A sum in every currency its sign may stand for that has such small units."""
    for currency in amount.currencies or ("USD",):
        if amount.value is not None:
            units = amount.value / Money(1, currency).major()
            if units == int(units):
                yield Money(int(units), currency)


def _names(evidence: Evidence) -> list[str]:
    series = [book.series for book in evidence.books if book.series]
    deeds = [deed.about for deed in evidence.deeds]
    return [*evidence.titles, *evidence.authors, *series, *deeds]


def _own_words(evidence: Evidence) -> list[str]:
    """Texts whose names may be repeated: policies, descriptions, kinds, titles, filters."""
    return [
        *(policy.text for policy in evidence.policies),
        *(f"{one.description} {one.kind} {one.title} {one.series or ''}" for one in evidence.books),
        *(" ".join(book.subjects) for book in evidence.books),
        *(f"{copy.title} {copy.kind}" for copy in evidence.stock),
        *(deed.about for deed in evidence.deeds),
    ]
