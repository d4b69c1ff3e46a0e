"""How a dictionary's aliases are made from its rows: which there are, and which of them are weak.

A row says by hand which aliases are weak or *likely*; three rules add to it: Latin of at most three
letters, digits alone, and what two brands list are weak. Each alias is also met in the other ways
people write it (`spelling.py`). A variant that another brand lists or could be written as is
dropped, and one that came out as short katakana is weak: ヴァンズ may be バンズ, but バンズ may be
a bun.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NewType

from maneki.matching.spelling import own_spelling, variants
from maneki.matching.text import is_short_katakana, normalise

BrandId = NewType("BrandId", str)
"""The normalised name of a brand of the dictionary, or a `plain_word`, or a `whole_word`."""

_SHORT_LATIN = 3
_NONE: frozenset[BrandId] = frozenset()


@dataclass(frozen=True)
class BrandRow:
    """A brand as somebody wrote it down, its name in Latin and in Japanese letters first.

    The names are aliases too. What is repeated in `likely` or `weak` is weak. ・ marks where words
    may be set apart. `kinds` are what it makes; `decoys` look like one of its aliases and are none;
    `part_of` are the brands in whose things it is a part only, as a Leica lens is in a Panasonic;
    `house` is the one whose line it is.
    """

    name: str
    japanese: str = ""
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    decoys: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    house: str = ""

    @cached_property
    def id(self) -> BrandId:
        return BrandId(own_spelling(self.name))

    @property
    def names(self) -> tuple[str, str]:
        return self.name, self.japanese

    @property
    def every_alias(self) -> tuple[str, ...]:
        return (*self.names, *self.aliases, *self.likely, *self.weak)

    @cached_property
    def spelt(self) -> frozenset[str]:
        """Every way to write its names, glued together."""
        return frozenset(glued(words) for name in self.names for words in variants(name))


@dataclass(frozen=True, slots=True)
class Alias:
    """A normalised way to write one brand, or several that share it; none at all if it is a decoy.

    `is_name` if it is a way to write a brand's own name, in Latin or in Japanese letters. `likely`
    are those of its brands that a word for what they make confirms.
    """

    words: str
    brands: tuple[BrandId, ...]
    is_strong: bool
    is_name: bool = False
    likely: frozenset[BrandId] = _NONE


def aliases_of(rows: Iterable[BrandRow]) -> dict[str, Alias]:
    """Every alias by its words, those that are written down before those that were generated."""
    kept = tuple(rows)
    listed = _listed(kept)
    return listed | _generated(kept, listed)


def decoys_of(rows: Iterable[BrandRow], aliases: Container[str]) -> Iterator[Alias]:
    """What only looks like an alias; what some brand does list is none of these."""
    decoys = (normalise(decoy) for row in rows for decoy in row.decoys)
    for words in dict.fromkeys(decoys):
        if words and words not in aliases:
            yield Alias(words, (), is_strong=True)


def glued(words: str) -> str:
    return words.replace(" ", "")


def is_too_short(words: str) -> bool:
    letters = glued(words)
    return letters.isdigit() or (letters.isascii() and len(letters) <= _SHORT_LATIN)


def _listed(rows: tuple[BrandRow, ...]) -> dict[str, Alias]:
    """The aliases as written down, each with every brand that lists it."""
    listing: defaultdict[str, dict[BrandId, BrandRow]] = defaultdict(dict)
    weak: defaultdict[str, set[BrandId]] = defaultdict(set)
    doubtful: set[str] = set()
    for row in rows:
        for words in map(own_spelling, row.every_alias):
            listing[words][row.id] = row
        for words in map(own_spelling, row.weak):
            weak[words].add(row.id)
        doubtful.update(map(own_spelling, row.likely))
    listing.pop("", None)
    doubtful |= weak.keys()
    return {
        words: _alias(
            words,
            of,
            is_strong=len(of) == 1 and words not in doubtful and not is_too_short(words),
            weak=weak.get(words, ()),
        )
        for words, of in listing.items()
    }


def _alias(
    words: str, of: dict[BrandId, BrandRow], *, is_strong: bool, weak: Iterable[BrandId]
) -> Alias:
    letters = glued(words)
    is_name = any(letters in row.spelt for row in of.values())
    likely = _NONE if is_strong else frozenset(of.keys()) - {*weak}
    return Alias(words, tuple(of), is_strong, is_name, likely)


def _generated(rows: tuple[BrandRow, ...], listed: dict[str, Alias]) -> dict[str, Alias]:
    """The variants that mean one brand only and are not written down anywhere."""
    may_be: dict[str, BrandRow] = {}
    shared: set[str] = set()
    strong: set[str] = set()
    likely: set[str] = set()
    for row in rows:
        for alias in row.every_alias:
            new = [words for words in variants(alias) if words not in listed]
            if not new:
                continue
            parent = listed.get(own_spelling(alias))
            for words in new:
                if may_be.setdefault(words, row).id != row.id:
                    shared.add(words)
            if parent is not None and parent.is_strong:
                strong.update(new)
            elif parent is not None and row.id in parent.likely:
                likely.update(new)
    sure = strong | likely
    return {
        words: _alias(
            words,
            {row.id: row},
            is_strong=words in strong and not _may_be_another_word(words),
            weak=(row.id,) if is_short_katakana(words) or words not in sure else (),
        )
        for words, row in may_be.items()
        if words not in shared
    }


def _may_be_another_word(variant: str) -> bool:
    return is_too_short(variant) or is_short_katakana(variant)
