"""The features of a text: its words, what stands beside what, and pieces of words. Pure.

Pieces make "recomend" look like "recommend" and let Japanese, which puts no blanks between words,
be read at all. A feature is there or not: how often says little in a message of one sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

EDGE = "\x02"
"""Stands for the beginning and the end of a message in what stands beside what."""


def features_of(
    words: Sequence[str], *, longest: int = 3, pieces: Iterable[int] = (3, 4, 5)
) -> list[str]:
    """Every feature once, in the order of its first appearance.

    `longest` is the number of words that are read as one feature at most, `pieces` are the lengths
    of the pieces of words, in characters with a blank at either end of the word.
    """
    found = dict.fromkeys(_runs(words, longest))
    found.update(dict.fromkeys(_pieces(words, tuple(pieces))))
    return list(found)


def _runs(words: Sequence[str], longest: int) -> Iterator[str]:
    edged = [EDGE, *words, EDGE]
    for length in range(1, longest + 1):
        for at in range(len(edged) - length + 1):
            run = edged[at : at + length]
            if run != [EDGE]:
                yield "w:" + " ".join(run)


def _pieces(words: Sequence[str], lengths: tuple[int, ...]) -> Iterator[str]:
    for word in words:
        edged = f" {word} "
        for length in lengths:
            for at in range(len(edged) - length + 1):
                yield "c:" + edged[at : at + length]
