"""Titles as sellers write them: glued, half-width, ornamented, with more brands than is true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import assert_never

from maneki.simulator.world.vocabulary import (
    Brand,
    Item,
    Vocabulary,
    Writing,
    full_width,
    half_width,
    hiragana,
    with_spacing_marks,
    written,
)

_JAPANESE_WRITINGS: Mapping[Writing, int] = {
    Writing.KATAKANA: 26,
    Writing.BOTH: 20,
    Writing.UPPER: 16,
    Writing.NAME: 10,
    Writing.SPACED_KATAKANA: 6,
    Writing.HALF_WIDTH: 6,
    Writing.FULL_WIDTH: 5,
    Writing.HIRAGANA: 4,
    Writing.DOTTED_KATAKANA: 3,
    Writing.GLUED: 2,
    Writing.LOWER: 2,
}
_ENGLISH_WRITINGS: Mapping[Writing, int] = {
    Writing.NAME: 45,
    Writing.UPPER: 25,
    Writing.LOWER: 15,
    Writing.UNACCENTED: 10,
    Writing.GLUED: 5,
}
_JAPANESE_GAPS = (" ", " ", " ", " ", " ", "　", "　", "", " / ", "・")
_DASHES = ("-", "−", "‐", "–", "ー")
_MOST_TAGS = 7


class Naming(StrEnum):
    """How a title deals with brands."""

    ONE = "one"
    NONE = "none"
    COLLAB = "collab"
    """Two brands worked together; both are meant."""
    TAG_SPAM = "tag_spam"
    """Names a crowd of brands to be found by; none is meant."""
    IN_THE_STYLE_OF = "in_the_style_of"
    """Names one brand, while the brand field says another."""


NAMINGS: Mapping[Naming, int] = {
    Naming.ONE: 86,
    Naming.NONE: 5,
    Naming.COLLAB: 5,
    Naming.TAG_SPAM: 2,
    Naming.IN_THE_STYLE_OF: 2,
}


@dataclass(frozen=True, slots=True)
class TitleWriter:
    """Writes titles in one language, `ja` or `en`, with the luck of `random`."""

    random: Random
    vocabulary: Vocabulary
    language: str

    def title(self, item: Item, brands: tuple[Brand, ...], naming: Naming, size: str | None) -> str:
        """A title of one line, without spaces at its ends."""
        pieces = [
            self._names(brands, naming),
            self._sometimes(0.5, f"adjectives_{self.language}"),
            self._item(item),
            self._sometimes(0.4, f"colours_{self.language}"),
            size or "" if self.random.random() < 0.5 else "",
            self._tags(naming),
        ]
        opening = self._sometimes(0.25, f"openings_{self.language}")
        closing = self._sometimes(0.35, f"closings_{self.language}")
        return f"{opening}{self._joined(pieces)}{closing}".strip()

    def _joined(self, pieces: list[str]) -> str:
        kept = [piece for piece in pieces if piece]
        if self.language == "en":
            return " ".join(kept)
        title = kept[0]
        for piece in kept[1:]:
            title += self.random.choice(_JAPANESE_GAPS) + piece
        return title

    def _sometimes(self, chance: float, words: str) -> str:
        if self.random.random() >= chance:
            return ""
        return self.random.choice(self.vocabulary.words[words])

    def _names(self, brands: tuple[Brand, ...], naming: Naming) -> str:
        names = [self._brand(brand) for brand in brands]
        match naming:
            case Naming.ONE:
                return names[0]
            case Naming.COLLAB:
                return self.random.choice((" × ", " x ", "×")).join(names)
            case Naming.IN_THE_STYLE_OF:
                return f"{names[0]}風" if self.language == "ja" else f"{names[0]} style"
            case Naming.NONE | Naming.TAG_SPAM:
                return ""
            case _:
                assert_never(naming)

    def _brand(self, brand: Brand) -> str:
        writings = _JAPANESE_WRITINGS if self.language == "ja" else _ENGLISH_WRITINGS
        how = self.random.choices(list(writings), list(writings.values()))[0]
        return written(brand, how)

    def _tags(self, naming: Naming) -> str:
        if naming is not Naming.TAG_SPAM:
            return ""
        tags = self.random.sample(self.vocabulary.brands, self.random.randint(5, _MOST_TAGS))
        return " ".join(tag.name for tag in tags)

    def _item(self, item: Item) -> str:
        if self.language == "en":
            return self._redashed(item.en)
        chance = self.random.random()
        name = self._redashed(item.ja)
        if chance < 0.08:
            return half_width(name)
        if chance < 0.12:
            return hiragana(name)
        if chance < 0.16:
            return with_spacing_marks(name)
        return full_width(name) if chance < 0.19 else name

    def _redashed(self, name: str) -> str:
        if "MA-1" not in name and "ＭＡー１" not in name:
            return name
        dashed = f"MA{self.random.choice(_DASHES)}1"
        written_wide = full_width(dashed) if self.random.random() < 0.5 else dashed
        return name.replace("MA-1", written_wide).replace("ＭＡー１", written_wide)

    def media(self, item: Item) -> str:
        """The title of a record or a game, which names no brand."""
        words = self.vocabulary.words
        if item.kind == "software":
            work = self.random.choice(words["game_titles"])
        else:
            album = self.random.choice(words[f"albums_{self.language}"])
            work = f"{self.random.choice(words['artists'])} - {album}"
        closing = self._sometimes(0.35, f"closings_{self.language}")
        return f"{work} {self._item(item)}{closing}".strip()
