"""The words sellers use: brands in every writing, things, adjectives, shops. Written for the demo.

The tables are in `data/`. Widths and kana are not: `full_width`, `half_width` and `hiragana` make
the other writings of a name out of the one in the table.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_HALF_WIDTH_CODES = range(0xFF66, 0xFF9E)
_HALF_WIDTH_MARKS = ("", "\uff9e", "\uff9f")  # none, voiced, half voiced
_KANA_GAP = "・"

SIZES: Mapping[str, tuple[str, ...]] = {
    "clothes": ("S", "M", "L", "XL", "46", "48"),
    "waist": ("30", "31", "32", "34", "M", "L"),
    "feet": ("26cm", "26.5cm", "27cm", "27.5cm", "28cm"),
    "none": (),
}


class Writing(StrEnum):
    """One way to write a brand's name in a title."""

    NAME = "name"
    UPPER = "upper"
    LOWER = "lower"
    GLUED = "glued"
    UNACCENTED = "unaccented"
    FULL_WIDTH = "full_width"
    KATAKANA = "katakana"
    SPACED_KATAKANA = "spaced_katakana"
    DOTTED_KATAKANA = "dotted_katakana"
    HALF_WIDTH = "half_width"
    HIRAGANA = "hiragana"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Brand:
    """`name` as the brand dictionary has it; `japanese` in katakana, ・ between the words.

    `price` multiplies what a thing costs; `popularity` is relative. `in_cases` says that the
    hand-written expectations name it too.
    """

    name: str
    japanese: str
    kinds: tuple[str, ...]
    price: float
    popularity: int
    in_cases: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A kind of thing. Prices are what an ordinary one costs, in yen."""

    kind: str
    ja: str
    en: str
    mercari_category: str
    category_ja: tuple[str, ...]
    category_en: tuple[str, ...]
    sizes: tuple[str, ...]
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where things are listed: `feed:NAME`, `mercari_jp` or `push:SOURCE`; `share` in per cent."""

    where: str
    language: str
    currency: str
    share: int
    kinds: frozenset[str]
    sellers: tuple[str, ...]

    @property
    def market(self) -> str:
        """What a listing from here has as its market."""
        kind, _, name = self.where.partition(":")
        return name if kind == "push" else kind


@dataclass(frozen=True, slots=True)
class Vocabulary:
    brands: tuple[Brand, ...]
    items: tuple[Item, ...]
    places: tuple[Place, ...]
    words: Mapping[str, tuple[str, ...]]

    def brands_of(self, kind: str) -> tuple[Brand, ...]:
        return tuple(brand for brand in self.brands if kind in brand.kinds)


@cache
def load_vocabulary() -> Vocabulary:
    """The tables that come with the demo."""
    return Vocabulary(
        brands=tuple(_brand(row) for row in _rows("brands.csv")),
        items=tuple(_item(row) for row in _rows("items.csv")),
        places=tuple(_place(row) for row in json.loads(read_data("places.json"))),
        words={name: tuple(words) for name, words in json.loads(read_data("words.json")).items()},
    )


def read_data(name: str) -> str:
    """A file of `data/` as text."""
    return resources.files("maneki.simulator.world").joinpath("data", name).read_text("utf-8")


def written(brand: Brand, how: Writing) -> str:
    """The brand's name in one of its writings."""
    return _WRITERS[how](brand)


def full_width(latin: str) -> str:
    """`RICK OWENS` as `ＲＩＣＫ　ＯＷＥＮＳ`."""
    return latin.translate(_FULL_WIDTH)


def half_width(katakana: str) -> str:
    """`リック` as `ﾘｯｸ`; a voiced kana becomes two characters."""
    return katakana.translate(_half_width_table())


def hiragana(katakana: str) -> str:
    """`リック` as `りっく`."""
    return katakana.translate(_HIRAGANA)


def with_spacing_marks(kana: str) -> str:
    """`パーカー` as `ハ゜ーカー`: the voicing marks typed as characters of their own."""
    apart = unicodedata.normalize("NFD", kana)
    return apart.replace("\u3099", "゛").replace("\u309a", "゜")


def unaccented(latin: str) -> str:
    """`Hermès` as `Hermes`."""
    decomposed = unicodedata.normalize("NFD", latin)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@cache
def _half_width_table() -> dict[int, str]:
    narrow = {}
    for code in _HALF_WIDTH_CODES:
        for mark in _HALF_WIDTH_MARKS:
            wide = unicodedata.normalize("NFKC", chr(code) + mark)
            if len(wide) == 1:
                narrow[ord(wide)] = chr(code) + mark
    return narrow


def _kana(brand: Brand) -> str:
    return brand.japanese.replace(_KANA_GAP, "")


_WRITERS: Mapping[Writing, Callable[[Brand], str]] = {
    Writing.NAME: lambda brand: brand.name,
    Writing.UPPER: lambda brand: brand.name.upper(),
    Writing.LOWER: lambda brand: brand.name.lower(),
    Writing.GLUED: lambda brand: brand.name.replace(" ", ""),
    Writing.UNACCENTED: lambda brand: unaccented(brand.name),
    Writing.FULL_WIDTH: lambda brand: full_width(brand.name.upper()),
    Writing.KATAKANA: _kana,
    Writing.SPACED_KATAKANA: lambda brand: brand.japanese.replace(_KANA_GAP, " "),
    Writing.DOTTED_KATAKANA: lambda brand: brand.japanese,
    Writing.HALF_WIDTH: lambda brand: half_width(_kana(brand)),
    Writing.HIRAGANA: lambda brand: hiragana(_kana(brand)),
    Writing.BOTH: lambda brand: f"{brand.name.upper()} {_kana(brand)}",
}


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read_data(name))))


def _brand(row: dict[str, str]) -> Brand:
    return Brand(
        name=row["name"],
        japanese=row["japanese"],
        kinds=tuple(row["kinds"].split(";")),
        price=float(row["price"]),
        popularity=int(row["popularity"]),
        in_cases=row["in_cases"] == "yes",
    )


def _item(row: dict[str, str]) -> Item:
    return Item(
        kind=row["kind"],
        ja=row["ja"],
        en=row["en"],
        mercari_category=row["mercari_category"],
        category_ja=tuple(row["category_ja"].split(";")),
        category_en=tuple(row["category_en"].split(";")),
        sizes=SIZES[row["sizes"]],
        low=int(row["low"]),
        high=int(row["high"]),
    )


def _place(row: Mapping[str, Any]) -> Place:
    return Place(
        where=row["where"],
        language=row["language"],
        currency=row["currency"],
        share=row["share"],
        kinds=frozenset(row["kinds"]),
        sellers=tuple(row["sellers"]),
    )
