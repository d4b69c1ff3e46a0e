"""Whether what is said stands in a policy, in whatever words. Pure.

All concepts of a sentence have to be the policy's, its numbers and lengths of time too, its names,
its absolutes ("never", "any"), and whether it is denied; of its other words most.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache

from maneki.assistant.amounts import amounts_in
from maneki.assistant.concept_words import Weight
from maneki.assistant.concepts import concepts_in
from maneki.assistant.lemmas import lemma, words_in
from maneki.assistant.numerals import numbers_in, words_of
from maneki.assistant.ruling_words import EMPTY, IGNORED, ONE_NAME, STRICT, WRITTEN
from maneki.assistant.stance import NEGATION
from maneki.assistant.times import spans_in

_STATES = re.compile(
    r"\b(?:(?:the )?United States(?: of America)?|(?:the )?U\.?S\.?A?\.?(?=[\s,.;!?)]|$)"
    r"|(?:the )?States\b)"
)
_NOT_READ = re.compile(
    r"\b(?:(?:haven't|have not|hasn't|has not|you've not|it's not|is not|isn't|not|never|without)"
    r" (?:been |yet |actually )?(?:reading|read|opened|opening|used|using))\b(?: it| them)?",
    re.IGNORECASE,
)
_DO_NOT_LOSE = re.compile(r"\b(?:don't|do not|never) (?:lose|forget|throw away)\b", re.IGNORECASE)
_NOT_ANY = re.compile(r"\b(?:not|n't|don't|doesn't|without)\b.*\bany", re.IGNORECASE)
_ANY = re.compile(r"\bany(?:thing|one|body)?\b", re.IGNORECASE)
_AT_NO_COST = re.compile(
    r"\b(?:no|without) (?:extra |added )?(?:cost|charge)\b|\bcosts? (?:you )?nothing\b",
    re.IGNORECASE,
)
_ALL = re.compile(r"\b(?:all|every|everything)\b(?! (?:set|right|good|the same))", re.IGNORECASE)
_CONDITION = re.compile(
    r"\b(?:over|above|if|except|only|within|at least|unless|excluding|aside)\b", re.IGNORECASE
)
_ONLY = re.compile(r"\bonly\b(?! if you)", re.IGNORECASE)
_PLACE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+\b")
_LIMITED = re.compile(r"\bfinal\b|\bonly\b|\bexcept|\bexclud|\boutside", re.IGNORECASE)
_PART = re.compile(r"(?<=[.,;:!])\s+|,? but |\sand\s")
_LETTERS = re.compile(r"[a-zà-ÿ]+")
_OF_TIME = frozenset(
    lemma(day)
    for day in words_of(
        "monday tuesday wednesday thursday friday saturday sunday "
        "morning afternoon evening tomorrow"
    )
)
_FEW_WORDS = 2
_LONGEST_PHRASE = 3
"""Words of a concept that count as known by it; a longer stretch holds words of its own."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A text as it is compared: its concepts, its words, its numbers and lengths of time.

    `numbers` are those that are no sum of money, each with the length of time it is part of.
    `by_concept` are the words of each concept that may stand for others.
    """

    text: str
    names: frozenset[str]
    lemmas: frozenset[str]
    content: frozenset[str]
    numbers: tuple[tuple[Decimal, frozenset[timedelta]], ...]
    every_number: frozenset[Decimal]
    spans: frozenset[timedelta]
    by_concept: tuple[tuple[str, Weight, frozenset[str]], ...]
    is_denied: bool


def rests_on(said: str, policy: str, *, numbers: frozenset[Decimal] = frozenset()) -> bool:
    """Whether everything that is said of a rule stands in the policy.

    `numbers` are others that may be named beside it, since somebody else looks after them.
    """
    told, ruling = _said(said), _ruled(policy)
    if not all(_has(ruling, name) for name in _wanted(told)):
        return False
    if told.spans - ruling.spans or not _has_numbers(told, ruling, numbers):
        return False
    if any(lemma(name.lower()) not in ruling.lemmas for name in _PLACE.findall(told.text)):
        return False
    if _ALL.search(told.text) and _CONDITION.search(ruling.text) and not _ALL.search(ruling.text):
        return False
    is_new = not told.content <= ruling.lemmas
    if is_new and _ONLY.search(told.text) and not _ONLY.search(ruling.text):
        return False
    return _covers(told, ruling) and _same_sign(told, ruling)


def topical(policies: Iterable[str], said: str, *, asked: str) -> list[str]:
    """The policies that speak of what is said, or of what the customer asked. All of them, if what
    is said has no words of its own.
    """
    words = {word for word in content_of(said) if word not in _OF_TIME} or content_of(asked)
    if not words:
        return list(policies)
    wanted = words | content_of(asked)
    return [policy for policy in policies if wanted & content_of(policy)]


def content_of(text: str) -> frozenset[str]:
    """The words that tell something, and the names of the concepts, each once."""
    told = _told(text)
    return told.content | told.names


def numbers_of(policy: str) -> frozenset[Decimal]:
    """Every number a policy names."""
    return _ruled(policy).every_number


@lru_cache(maxsize=256)
def _said(text: str) -> _Told:
    text = _DO_NOT_LOSE.sub("keep", _NOT_READ.sub("unread", text))
    if _NOT_ANY.search(text):
        text = _ANY.sub("", text)
    return _told(_AT_NO_COST.sub("free", _STATES.sub("usa", text)))


@lru_cache(maxsize=256)
def _ruled(policy: str) -> _Told:
    return _told(_AT_NO_COST.sub("free", _STATES.sub("usa", policy)))


@lru_cache(maxsize=512)
def _told(text: str) -> _Told:
    """Kept for a while: a shop has few policies, and each sentence is compared with all of them."""
    concepts = concepts_in(text)
    lemmas = frozenset(word.lemma for word in words_in(text))
    spans = list(spans_in(text))
    money = [(one.start, one.end) for one in amounts_in(text) if one.currencies is not None]
    every = list(numbers_in(text))
    return _Told(
        text,
        frozenset(ONE_NAME.get(one.name, one.name) for one in concepts),
        lemmas,
        lemmas - EMPTY,
        tuple(
            (
                one.value,
                frozenset(
                    length
                    for span in spans
                    if span.start <= one.start < span.end
                    for length in span.lengths
                ),
            )
            for one in every
            if one.value != 1 and not any(a <= one.start and one.end <= b for a, b in money)
        ),
        frozenset(one.value for one in every),
        frozenset(length for span in spans for length in span.lengths),
        tuple(
            (
                ONE_NAME.get(one.name, one.name),
                one.weight,
                frozenset(map(lemma, _LETTERS.findall(text[one.start : one.end].lower()))),
            )
            for one in concepts
            if text.count(" ", one.start, one.end) < _LONGEST_PHRASE
        ),
        NEGATION.search(text) is not None,
    )


def _wanted(told: _Told) -> frozenset[str]:
    """The concepts that the policy has to have."""
    names = told.names - IGNORED
    return names - {"pay"} if "trade" in names else names


def _has(ruling: _Told, name: str) -> bool:
    if name in ruling.names and name not in STRICT:
        return True
    written = WRITTEN.get(name)
    return written is not None and written.search(ruling.text) is not None


def _has_numbers(told: _Told, ruling: _Told, others: frozenset[Decimal]) -> bool:
    known = ruling.every_number | others
    return all(
        value in known or (lengths and lengths <= ruling.spans) for value, lengths in told.numbers
    )


def _covers(told: _Told, ruling: _Told) -> bool:
    """Whether half of the words are the policy's. A concept is, by whatever word."""
    concepts = {
        word
        for name, weight, words in told.by_concept
        if weight is not Weight.DETAIL or _has(ruling, name)
        for word in words
    }
    known = told.content & (ruling.lemmas | concepts)
    if len(told.content) <= _FEW_WORDS:
        return told.content <= known or (bool(known) and bool(told.every_number))
    if not told.names:
        return 3 * len(known) >= 2 * len(told.content)
    return 2 * len(known) >= len(told.content)


def _same_sign(told: _Told, ruling: _Told) -> bool:
    """Whether what is denied is denied there, where the policy says most of it."""
    parts = [_told(part) for part in _PART.split(ruling.text) if part.strip()]
    if told.is_denied:
        return _LIMITED.search(ruling.text) is not None or any(
            part.is_denied and (not told.content or told.content & part.content) for part in parts
        )
    nearest = max(parts, key=lambda part: len(told.content & part.content), default=ruling)
    return not nearest.is_denied or not told.content
