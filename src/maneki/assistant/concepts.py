"""What a shop has rules about, in the words people use for it. Pure.

A concept is what several words stand for: to mail, to post and to deliver is to `ship`. Some words
tell a rule wherever they stand (`Weight.SURE`), some only in a sentence about the shop
(`Weight.MAYBE`: "cards", "dogs"), and some tell nothing by themselves but have to be the policy's
once a rule is told (`Weight.DETAIL`: "students", "online").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from maneki.assistant.concept_words import DETAILS, OFFERS, PHRASES, RULES, Weight
from maneki.assistant.lemmas import lemma, words_in
from maneki.assistant.quick import Patterns


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept where a text names it. `is_offer` if it makes something cheaper."""

    start: int
    end: int
    name: str
    weight: Weight
    is_offer: bool


_WORDS: dict[str, tuple[str, Weight, bool]] = {
    lemma(word): (name, weight, is_offer)
    for table, is_offer in ((RULES, False), (OFFERS, True))
    for name, (weight, words) in table.items()
    for word in words.split()
} | {
    lemma(word): (name, Weight.DETAIL, False)
    for name, words in DETAILS.items()
    for word in words.split()
}
_PATTERNS = Patterns(re.compile(one.pattern, re.IGNORECASE) for one in PHRASES)


@lru_cache(maxsize=256)
def concepts_in(text: str) -> tuple[Concept, ...]:
    """Everything a text names that a shop has rules about, in no certain order.

    Kept for a while, since one sentence is compared with many policies.
    """
    found = []
    for place, pattern in _PATTERNS.likely(text):
        one = PHRASES[place]
        found += [
            Concept(*at.span(), one.name, one.weight, one.is_offer) for at in pattern.finditer(text)
        ]
    return (*found, *_single(text))


def _single(text: str) -> Iterator[Concept]:
    for word in words_in(text):
        known = _WORDS.get(word.lemma)
        if known is not None:
            yield Concept(word.start, word.end, *known)
