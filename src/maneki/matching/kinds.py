"""What kind of thing a title offers, as far as one word says so: "jacket", スニーカー, 腕時計.

Such a word confirms a brand's likely alias (`brands.py`). Only titles with one are asked for it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

import ahocorasick

from maneki.matching.text import keyword_pattern, padded

_IS_SHORT = re.compile("[ァ-ヺー]{1,3}")


class Kinds:
    """Kinds of things, each with the words for it.

    A Latin word is also met with an s. One with a dash before it may be the end of a longer one:
    `-jurk` is in zomerjurk. One of few katakana must end a word: what a Japanese compound is comes
    last, so a pen (ペン) is no pendant (ペンダント).
    """

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        self.names = frozenset(words)
        self.version = hashlib.sha256(repr(sorted(words.items())).encode()).hexdigest()[:12]
        self._scanner = ahocorasick.Automaton()
        kinds: dict[str, set[str]] = {}
        for kind, said in words.items():
            for word in said:
                for pattern in _patterns(word):
                    kinds.setdefault(pattern, set()).add(kind)
        for pattern, of in kinds.items():
            self._scanner.add_word(pattern, frozenset(of))
        self._scanner.make_automaton()

    def has(self, words: str) -> bool:
        """Whether these normalised words are, all of them, a word for a kind of thing."""
        return any(pattern in self._scanner for pattern in _patterns(words))

    def said_in(self, words: str) -> frozenset[str]:
        """The kinds of things that a normalised text has a word for."""
        return frozenset().union(*(kinds for _, kinds in self._scanner.iter(padded(words))))


def _patterns(word: str) -> Iterator[str]:
    forms = (word, f"{word}s") if word.isascii() else (word,)
    for form in forms:
        if pattern := keyword_pattern(form):
            if _IS_SHORT.fullmatch(pattern):
                yield f"{pattern} "
            else:
                yield pattern.lstrip() if word.startswith("-") else pattern


@cache
def packaged_kinds() -> Kinds:
    text = resources.files("maneki.matching").joinpath("data/kinds.csv").read_text("utf-8")
    return Kinds(
        {row["kind"]: tuple(row["words"].split(";")) for row in csv.DictReader(io.StringIO(text))}
    )
