"""Words that say much the same to a bookshop: delete, erase, scrub, borrar. Pure.

What was learned from examples of one word holds for its whole family, so that a word nobody used
in an example is not read as the title of a book. The families are `data/families.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources

_NO_BLANKS = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
"""Letters of a script that puts no blanks between words."""


@lru_cache(maxsize=4096)
def families_of(word: str) -> tuple[str, ...]:
    """The families of one word in lower case, in the order of their names."""
    whole, beginnings, anywhere = _known()
    found = {*whole.get(word, ())}
    found.update(name for part, name in beginnings if word.startswith(part))
    if _NO_BLANKS.search(word):
        found.update(name for part, name in anywhere if part in word)
    return tuple(sorted(found))


@cache
def _known() -> tuple[
    dict[str, tuple[str, ...]], tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]
]:
    """Whole words with their families, beginnings of words, and what counts anywhere in one."""
    whole: dict[str, tuple[str, ...]] = {}
    beginnings, anywhere = [], []
    for name, word in _rows():
        part = word.removesuffix("*")
        if _NO_BLANKS.search(part):
            anywhere.append((part, name))
        elif part != word:
            beginnings.append((part, name))
        else:
            whole[word] = (*whole.get(word, ()), name)
    return whole, tuple(beginnings), tuple(anywhere)


def _rows() -> Iterator[tuple[str, str]]:
    text = resources.files("maneki.assistant").joinpath("data/families.txt").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, words = line.split(":", maxsplit=1)
            yield from ((name, word) for word in words.split())
