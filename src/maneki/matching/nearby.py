"""The names that somebody may have meant who wrote one we do not know: "did you mean".

A guess for a person to look at. Nothing is ever searched for that was not asked for: one in seven
brands is as near to another brand as a slip of the pen would be.
"""

from __future__ import annotations

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from maneki.matching.brands import BrandDictionary
from maneki.matching.text import normalise

MOST_NAMES = 3
NEAR = 85
"""How alike two names must be, of 100, if more than one letter is wrong."""
_MAY_BE_NEAR = 75
_SHORTEST = 4
_CANDIDATES = 20


class NearbyNames:
    """Looks through every way to write a brand, which is a millisecond: not for each listing."""

    def __init__(self, dictionary: BrandDictionary) -> None:
        self._dictionary = dictionary
        self._written = [
            alias.words for alias in dictionary.aliases() if alias.is_strong or alias.is_name
        ]

    def of(self, term: str) -> tuple[str, ...]:
        """The names a term nobody knows is near to, the nearest first; none if it is known."""
        words = normalise(term)
        if self._dictionary.alias(words) is not None or len(words) < _SHORTEST:
            return ()
        found = [*self._within(words), *self._near(words)]
        return tuple(dict.fromkeys(found))[:MOST_NAMES]

    def _within(self, words: str) -> list[str]:
        """The brands that are named within a longer term: "Rick Owens boots"."""
        hits = [hit for hit in self._dictionary.hits(words) if hit.alias.is_strong]
        longest = sorted(hits, key=lambda hit: hit.start - hit.end)
        return [self._dictionary.name(brand) for hit in longest for brand in hit.alias.brands]

    def _near(self, words: str) -> list[str]:
        alike = process.extract(
            words, self._written, scorer=fuzz.ratio, score_cutoff=_MAY_BE_NEAR, limit=_CANDIDATES
        )
        near = (
            written for written, score, _ in alike if score >= NEAR or _is_one_off(words, written)
        )
        aliases = (self._dictionary.alias(written) for written in near)
        return [
            self._dictionary.name(brand) for alias in aliases if alias for brand in alias.brands
        ]


def _is_one_off(one: str, other: str) -> bool:
    """Whether a single letter is wrong, missing, too many, or changed places with the next."""
    return len(one) > _SHORTEST and OSA.distance(one, other, score_cutoff=1) <= 1
