"""Many patterns at once: only those are tried on a text that has the letters they need. Pure.

Python tries a pattern at every place of a text, so a hundred patterns take a hundred times as long.
RE2 knows of each pattern which letters it cannot do without, and finds out in one go which of them
are there. It is asked about a looser pattern (no borders of words, nothing that only looks ahead or
behind), so what it leaves out could not have matched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import re2

_LETTERS = {"b": "", "B": "", "w": r"[\pL\pN_]", "W": r"[^\pL\pN_]", "s": r"[\s\pZ]", "d": r"\pN"}
_IN_BRACKETS = {"w": r"\pL\pN_", "s": r"\s\pZ", "d": r"\pN"}
_LOOKS = ("(?=", "(?!", "(?<=", "(?<!")


class Patterns:
    """Patterns by their place in the order in which they were given."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self.all = tuple(patterns)
        self._filter = re2.Filter()
        for pattern in self.all:
            self._filter.Add(_loosely(pattern))
        self._filter.Compile()

    def likely_ones(self, text: str) -> frozenset[re.Pattern[str]]:
        """Those that may match somewhere in the text."""
        return frozenset(pattern for _, pattern in self.likely(text))

    def likely(self, text: str) -> Iterator[tuple[int, re.Pattern[str]]]:
        """Those that may match somewhere in the text, in order."""
        for place in self._filter.Match(_encodable(text.lower()), True) or ():
            yield place, self.all[place]


def _encodable(text: str) -> str:
    """Half of a pair of surrogates is no letter, and RE2 reads UTF-8: a "?" stands for it."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def _loosely(pattern: re.Pattern[str]) -> str:
    flags = "i" * bool(pattern.flags & re.IGNORECASE) + "m" * bool(pattern.flags & re.MULTILINE)
    return f"(?{flags}:{_without_looks(pattern.pattern)})" if flags else pattern.pattern


def _without_looks(pattern: str) -> str:
    """The pattern without what is only looked at, and with letters as Python knows them."""
    found: list[str] = []
    at, is_in_brackets = 0, False
    while at < len(pattern):
        if pattern[at] == "\\":
            letters = _IN_BRACKETS if is_in_brackets else _LETTERS
            found.append(letters.get(pattern[at + 1], pattern[at : at + 2]))
            at += 2
        elif not is_in_brackets and pattern.startswith(_LOOKS, at):
            at = _end_of_group(pattern, at)
        else:
            is_in_brackets = pattern[at] == "[" or (is_in_brackets and pattern[at] != "]")
            found.append(pattern[at])
            at += 1
    return "".join(found)


def _end_of_group(pattern: str, start: int) -> int:
    """The place behind the bracket that closes the group which begins at `start`."""
    at, depth, is_in_brackets = start, 0, False
    while True:
        if pattern[at] == "\\":
            at += 2
            continue
        if is_in_brackets:
            is_in_brackets = pattern[at] != "]"
        elif pattern[at] == "[":
            is_in_brackets = True
        else:
            depth += (pattern[at] == "(") - (pattern[at] == ")")
        at += 1
        if depth == 0:
            return at
