"""What of a message tells whether somebody leaves, for weights to be learned over. Pure.

A trait is a short string: a word, two or three in a row, two with something between, the letters of
a word in runs (so that what is misspelt or bent still tells), and the same with words taken by
kind: *cease* and *quit* are of the kind END. Kinds are what lets few examples speak for many: that
something of END stands before something of TEXTS has been seen even where the two words have not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from maneki.conversation.leaving_kinds import KINDS_OF
from maneki.conversation.spelling import MOST_LOOKED_AT, clauses_of

_LONGEST_RUN = 5
_MOST_BETWEEN = 5
_NEAR = 4
_OF_TEXTS = frozenset({"TEXTS", "TEXTING", "NUMBER", "LIST", "OPT"})
_QUOTED = re.compile(r"[\"“”「」『』]")
_BY_SOMEBODY = re.compile(r"\b[Bb]y [A-Z]")
_LATIN_WORDS = re.compile(r"[A-Za-z][\w'’]*")
_FEW = ((1, "1"), (2, "2"), (3, "3"), (6, "4"), (11, "7"), (24, "12"))


def traits_of(text: str) -> frozenset[str]:
    """All traits of a message, whatever is in it."""
    clauses = [clause.split() for clause in clauses_of(text)]
    found = set(_of_clauses(clauses))
    found.update(_of_looks(unicodedata.normalize("NFKC", text[:MOST_LOOKED_AT])))
    for words in clauses:
        found.update(_of_words(words))
        found.update(_of_letters(words))
        found.update(_of_kinds(words))
    return frozenset(found)


def _of_words(words: Sequence[str]) -> Iterator[str]:
    ends = ("^", *words, "$")
    yield from (f"w:{word}" for word in words)
    yield from (f"w:{one} {two}" for one, two in pairwise(ends))
    yield from (
        f"w:{one} {two} {three}" for one, two, three in zip(ends, ends[1:], ends[2:], strict=False)
    )
    for at, one in enumerate(words):
        yield from (f"s:{one} {two}" for two in words[at + 2 : at + 4])


def _of_letters(words: Sequence[str]) -> Iterator[str]:
    for word in set(words):
        inside = f" {word} "
        shortest = 2 if word.isascii() else 1
        for length in range(shortest, _LONGEST_RUN + 1):
            for at in range(len(inside) - length + 1):
                yield f"c:{inside[at : at + length]}"


def _of_kinds(words: Sequence[str]) -> Iterator[str]:
    kinds = [KINDS_OF.get(word, ()) for word in words]
    first = [of_word[0] if of_word else "-" for of_word in kinds]
    yield from (
        f"t:{one} {two} {three}"
        for one, two, three in zip(first, first[1:], first[2:], strict=False)
    )
    for at, of_word in enumerate(kinds):
        for kind in of_word:
            yield f"k:{kind}"
            if at == 0:
                yield f"k:^ {kind}"
            if at == len(words) - 1:
                yield f"k:{kind} $"
        yield from _of_two(words, kinds, at)


def _of_two(words: Sequence[str], kinds: Sequence[Sequence[str]], at: int) -> Iterator[str]:
    """The word at a place with each of those that follow it, one or both by kind."""
    for then in range(at + 1, min(at + 1 + _MOST_BETWEEN, len(words))):
        yield from (f"k:{one} {two}" for one in kinds[at] for two in kinds[then])
        if then - at < _NEAR:
            yield from (f"m:{words[at]} {two}" for two in kinds[then])
            yield from (f"n:{one} {words[then]}" for one in kinds[at])


def _of_clauses(clauses: Sequence[Sequence[str]]) -> Iterator[str]:
    kinds = sorted({kind for words in clauses for word in words for kind in KINDS_OF.get(word, ())})
    yield from (f"p:{one} {two}" for one, two in combinations(kinds, 2))
    if _OF_TEXTS.isdisjoint(kinds):
        yield "h:nothing of texts"
    count = sum(map(len, clauses))
    yield f"h:words {next((name for most, name in _FEW if count <= most), '25')}"
    yield f"h:clauses {min(len(clauses), 5)}"


def _of_looks(text: str) -> Iterator[str]:
    yield from (f"h:{mark}" for mark in "?!" if mark in text)
    if _QUOTED.search(text):
        yield "h:quoted"
    if any(char.isdigit() for char in text):
        yield "h:digit"
    # Titles and names stand out by their capitals; in a text of capitals only, nothing does.
    if not text.isupper():
        if _BY_SOMEBODY.search(text):
            yield "h:by"
        yield from _of_capitals(_LATIN_WORDS.findall(text))


def _of_capitals(words: Sequence[str]) -> Iterator[str]:
    capital = sum(word[0].isupper() and word[:2] not in {"I", "I'", "I’"} for word in words[1:])
    if capital:
        yield f"h:capitals {4 * capital // len(words)}"
