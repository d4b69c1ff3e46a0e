"""What a question may mean, word by word: each as it stands, or one slip away from it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from maneki.shop.words import asked_words, is_dense, is_slip, joins, key_of, rests, splits

MOST_WORDS = 12
"""Of a longer question the first words are looked for; a title is compared in full all the same."""

_MOST_READINGS = 8
_A_SLIP = 0.85
"""What a word counts that is not quite the one that was asked for."""

Spelled = Mapping[str, Set[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its key, its words, and the words of the catalogue that each of them may mean.

    `readings` are ways to set its spaces, the way it was written first; each is a choice of words
    for every word of it. A letter that stands alone is left out, where there is more.
    """

    key: str
    words: tuple[str, ...]
    readings: tuple[tuple[frozenset[str], ...], ...]

    def covered_by(self, words: Set[str]) -> float:
        """How much of the question these words answer, from 0 to 1, in its best reading."""
        return max((_covered(reading, self.words, words) for reading in self.readings), default=0.0)


def spellings_of(text: str) -> frozenset[str]:
    """What the catalogue must be asked for to know what a question may mean."""
    words = _needed(text)
    parts = (part for word in words for pair in splits(word) for part in pair)
    joined = (word for _, both in joins(words) for word in rests(both))
    return frozenset({*(rest for word in words for rest in rests(word)), *parts, *joined})


def asked(text: str, spelled: Spelled) -> Asked:
    """A question, as the catalogue understands it; `spelled` answers its `spellings_of`."""
    words = _needed(text)
    groups = tuple(_meant(word, spelled) for word in words)
    readings = [groups, *_respaced(words, groups, spelled)]
    known = (one for one in readings if one and all(one))
    return Asked(key_of(text), words, tuple(dict.fromkeys(known))[:_MOST_READINGS] or (groups,))


def _needed(text: str) -> tuple[str, ...]:
    words = asked_words(text)[:MOST_WORDS]
    telling = tuple(word for word in words if len(word) > 1 or is_dense(word) or word.isdigit())
    return telling or words


def _meant(word: str, spelled: Spelled) -> frozenset[str]:
    """The words of the catalogue that are this one, or one slip from it."""
    near = {known for rest in rests(word) for known in spelled.get(rest, ())}
    return frozenset(known for known in near if is_slip(word, known))


def _respaced(
    words: tuple[str, ...], groups: tuple[frozenset[str], ...], spelled: Spelled
) -> Iterator[tuple[frozenset[str], ...]]:
    """With one space more, or one less."""
    for at, both in joins(words):
        if meant := _meant(both, spelled):
            yield (*groups[:at], meant, *groups[at + 2 :])
    for at, word in enumerate(words):
        for first, second in splits(word):
            if _is_known(first, spelled) and _is_known(second, spelled):
                yield (*groups[:at], frozenset({first}), frozenset({second}), *groups[at + 1 :])


def _is_known(word: str, spelled: Spelled) -> bool:
    return len(word) > 1 and word in spelled.get(word, ())


def _covered(
    reading: tuple[frozenset[str], ...], asked_for: tuple[str, ...], words: Set[str]
) -> float:
    exact = set(asked_for)
    met = [
        0.0 if not (there := group & words) else 1.0 if there & exact else _A_SLIP
        for group in reading
    ]
    return sum(met) / len(met) if met else 0.0
