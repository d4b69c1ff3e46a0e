"""Who makes it: the names of brands, and what a brand term of a filter stands for.

A brand has one name and many aliases. A *strong* alias names the brand wherever it stands. A
*weak* one is also something else: an ordinary word (Theory), a shortening (CDG, リック), a
number (501), or a name two brands share (マッキントッシュ). It counts only where something
confirms it; see `look.py`. The lists of `data/brands.csv` say which is which by hand, and three
rules add to them: Latin of at most three letters, digits alone, and what two brands list are weak.

Each alias is also met in the other ways people write it (`spelling.py`). A variant that another
brand lists or could be written as is dropped, and one that came out as short katakana is weak:
ヴァンズ may be バンズ, but バンズ may be a bun.

A filter that asks for a brand by its name confirms that name itself; see `resolve`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import resources
from typing import NewType

import ahocorasick

from maneki.errors import InvalidInputError
from maneki.matching.spelling import variants
from maneki.matching.text import (
    brand_pattern,
    inner_span,
    is_short_katakana,
    label,
    normalise,
    padded,
)

BrandId = NewType("BrandId", str)
"""The normalised name of a brand of the dictionary, or a `plain_word`, or a `whole_word`."""

MOST_SUGGESTIONS = 25
_SHORT_LATIN = 3
_WORD_MARK = "~"
_WHOLE_MARK = "="


def plain_word(words: str) -> BrandId:
    """The stand-in for a brand the dictionary does not know: these normalised words themselves."""
    return BrandId(_WORD_MARK + words)


def whole_word(words: str) -> BrandId:
    """These words, but not within a longer one, as the チャンピオン of チャンピオンズリーグ is."""
    is_whole = brand_pattern(words) == padded(words)
    return plain_word(words) if is_whole else BrandId(_WHOLE_MARK + words)


def words_of(brand: BrandId) -> str | None:
    """The words of a `plain_word` or `whole_word`; None for a brand of the dictionary."""
    return brand[1:] if brand.startswith((_WORD_MARK, _WHOLE_MARK)) else None


def word_pattern(brand: BrandId) -> str | None:
    """The pattern of these words; None for a brand of the dictionary."""
    words = words_of(brand)
    if words is None:
        return None
    return padded(words) if brand.startswith(_WHOLE_MARK) else brand_pattern(words)


@dataclass(frozen=True, slots=True)
class BrandRow:
    """A brand as somebody wrote it down, its name in Latin and in Japanese letters first.

    The names are aliases too. What is repeated in `weak` is weak. ・ marks where words may be set
    apart.
    """

    name: str
    japanese: str = ""
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()

    @property
    def id(self) -> BrandId:
        return BrandId(normalise(self.name))

    @property
    def names(self) -> tuple[str, str]:
        return self.name, self.japanese

    @property
    def every_alias(self) -> tuple[str, ...]:
        return (*self.names, *self.aliases, *self.weak)


@dataclass(frozen=True, slots=True)
class Alias:
    """A normalised way to write one brand, or several that share it.

    `is_name` if it is a way to write a brand's own name, in Latin or in Japanese letters.
    """

    words: str
    brands: tuple[BrandId, ...]
    is_strong: bool
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """An alias found in a padded text, at `start` and up to, but not with, `end`."""

    start: int
    end: int
    alias: Alias


class BrandDictionary:
    """The brands that are known. Build it with `load` or `from_rows`; it never changes."""

    def __init__(self, rows: tuple[BrandRow, ...], aliases: dict[str, Alias]) -> None:
        self._rows = {row.id: row for row in rows}
        self._names = {
            brand: {_glued(normalise(name)) for name in row.names}
            for brand, row in self._rows.items()
        }
        self._aliases = aliases
        self._meanings = _meanings(rows, aliases)
        self._scanner = _scanner(aliases.values())
        self.version = _version(rows)

    @classmethod
    def load(cls) -> BrandDictionary:
        """The dictionary that comes with Maneki."""
        return cls.from_rows(_packaged_rows())

    @classmethod
    def from_rows(cls, rows: Iterable[BrandRow]) -> BrandDictionary:
        """Raises `InvalidInputError` for a name without letters, or one that is there twice."""
        kept = tuple(rows)
        _refuse_bad_names(kept)
        listed = _listed(kept)
        return cls(kept, _with_names(kept, _generated(kept, listed) | listed))

    def __len__(self) -> int:
        return len(self._rows)

    def name(self, brand: BrandId) -> str:
        """How the brand is written, or the words of a `plain_word`."""
        return self._rows[brand].name if brand in self._rows else words_of(brand) or brand

    def brands(self) -> Iterable[BrandId]:
        """Every brand, in the order of the rows."""
        return self._rows.keys()

    def aliases(self) -> Iterable[Alias]:
        """Every way to write a brand, generated ones too."""
        return self._aliases.values()

    def alias(self, words: str) -> Alias | None:
        """The alias that is exactly these normalised words."""
        return self._aliases.get(words)

    def hits(self, words: str) -> Iterator[Hit]:
        """Every alias in a normalised text, one inside the other too; spans are of it `padded`."""
        if self._scanner is None:
            return
        for end, (pattern, alias) in self._scanner.iter(padded(words)):
            yield Hit(*inner_span(pattern, end), alias)

    def resolve(self, term: str) -> tuple[BrandId, ...]:
        """What a filter's brand term stands for; any of these will do.

        An alias stands for its brands. A term the dictionary does not know stands for its own
        words, and so does, beside its brands, a weak alias: whoever writes "CDG" means these
        letters too, which is the confirmation they need. Whoever writes a brand's name, in either
        script, means whatever is weak of its names and no other brand's: "A.P.C." is APC too, and
        Coach is コーチ, as words of their own. A term without letters stands for nothing.
        """
        words = label(term)
        meant = self._meanings.get(words)
        if meant is None:
            return (plain_word(words),) if words else ()
        return meant

    def spellings(self, term: str) -> tuple[str, ...]:
        """What to type into a market's search box: the names that sellers write, or the term."""
        spelt: dict[str, str] = {}
        for brand in self.resolve(term):
            for spelling in tuple(self._written(brand)) or (term.strip(),):
                spelt.setdefault(normalise(spelling), spelling)
        return tuple(spelt.values())

    def _written(self, brand: BrandId) -> Iterator[str]:
        """The name without accents, which searches often mind, the Japanese name, and what else
        it is called in Japanese (ニンテンドー) that does not have one of these in it.
        """
        row = self._rows.get(brand)
        if row is None:
            return
        yield _without_accents(row.name)
        written: list[str] = []
        for alias in (row.japanese, *row.aliases):
            found = self._aliases.get(normalise(alias))
            letters = normalise(alias).replace(" ", "")
            is_name = alias == row.japanese or (found is not None and found.is_strong)
            if letters.isascii() or not is_name or any(one in letters for one in written):
                continue
            written.append(letters)
            yield alias.replace("・", "")

    def suggest(self, prefix: str) -> list[str]:
        """Names for autocompletion, the likeliest first, at most `MOST_SUGGESTIONS`."""
        start = normalise(prefix)
        ranks: dict[BrandId, int] = {}
        for alias in self._aliases.values():
            if start in alias.words:
                for brand in alias.brands:
                    rank = self._rank(brand, alias.words, start)
                    ranks[brand] = min(rank, ranks.get(brand, rank))
        best = sorted(ranks, key=lambda brand: (ranks[brand], brand))
        return [self.name(brand) for brand in best[:MOST_SUGGESTIONS]]

    def _rank(self, brand: BrandId, words: str, start: str) -> int:
        """A name that begins so is likelier than another alias; one with it inside, the least."""
        if not words.startswith(start):
            return 2
        return int(_glued(words) not in self._names[brand])


def _packaged_rows() -> list[BrandRow]:
    text = resources.files("maneki.matching").joinpath("data/brands.csv").read_text("utf-8")
    return [
        BrandRow(row["name"], row["japanese"], _cells(row["aliases"]), _cells(row["weak"]))
        for row in csv.DictReader(io.StringIO(text))
    ]


def _cells(joined: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in joined.split(";") if cell.strip())


def _version(rows: tuple[BrandRow, ...]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:12]


def _glued(words: str) -> str:
    return words.replace(" ", "")


def _refuse_bad_names(rows: tuple[BrandRow, ...]) -> None:
    seen: set[str] = set()
    for row in rows:
        if not row.id:
            raise InvalidInputError(f"The brand name {row.name!r} has no letters or digits.")
        if row.id in seen:
            raise InvalidInputError(f"The brand {row.name!r} is in the dictionary twice.")
        seen.add(row.id)


def _listed(rows: tuple[BrandRow, ...]) -> dict[str, Alias]:
    """The aliases as written down, each with every brand that lists it."""
    brands: defaultdict[str, dict[BrandId, None]] = defaultdict(dict)
    weak = {normalise(alias) for row in rows for alias in row.weak}
    for row in rows:
        for alias in row.every_alias:
            brands[normalise(alias)][row.id] = None
    brands.pop("", None)
    return {
        words: Alias(
            words, tuple(of), len(of) == 1 and words not in weak and not _is_too_short(words)
        )
        for words, of in brands.items()
    }


def _generated(rows: tuple[BrandRow, ...], listed: dict[str, Alias]) -> dict[str, Alias]:
    """The variants that mean one brand only and are not written down anywhere."""
    brands: defaultdict[str, set[BrandId]] = defaultdict(set)
    strong: set[str] = set()
    for row in rows:
        for alias in row.every_alias:
            parent = listed.get(normalise(alias))
            for words in variants(alias):
                brands[words].add(row.id)
                if parent and parent.is_strong:
                    strong.add(words)
    return {
        words: Alias(words, tuple(of), words in strong and not _may_be_another_word(words))
        for words, of in brands.items()
        if len(of) == 1 and words not in listed
    }


def _with_names(rows: tuple[BrandRow, ...], aliases: dict[str, Alias]) -> dict[str, Alias]:
    names = {row.id: _spelt(row) for row in rows}
    return {
        words: replace(alias, is_name=any(_glued(words) in names[brand] for brand in alias.brands))
        for words, alias in aliases.items()
    }


def _spelt(row: BrandRow) -> frozenset[str]:
    """Every way to write the names of a brand, glued together."""
    return frozenset(_glued(words) for name in row.names for words in variants(name))


def _meanings(
    rows: tuple[BrandRow, ...], aliases: dict[str, Alias]
) -> dict[str, tuple[BrandId, ...]]:
    """What each alias stands for in a filter: see `resolve`."""
    weak_names = {row.id: [*_weak_names(row, aliases)] for row in rows}
    meanings = {}
    for words, alias in aliases.items():
        itself = () if alias.is_strong else (plain_word(words),)
        also = [
            whole_word(name)
            for brand in (alias.brands if alias.is_name else ())
            for name in weak_names[brand]
            if name != words
        ]
        meanings[words] = (*alias.brands, *itself, *dict.fromkeys(also))
    return meanings


def _weak_names(row: BrandRow, aliases: dict[str, Alias]) -> Iterator[str]:
    """How the names of a brand are written, as the rows have it, where that is weak.

    With and without spaces, but no other sounds: バリー is a name, バリ an island.
    """
    spelt = _spelt(row)
    for alias in row.every_alias:
        glued = _glued(normalise(alias))
        if glued not in spelt:
            continue
        for words in dict.fromkeys((*variants(alias), glued)):
            if _glued(words) == glued and _is_weak(words, row.id, aliases):
                yield words


def _is_weak(words: str, brand: BrandId, aliases: dict[str, Alias]) -> bool:
    """Whether words are a weak alias of this brand only, or too short to be one at all."""
    known = aliases.get(words)
    if known is None:
        return _is_too_short(words)
    return known.brands == (brand,) and not known.is_strong


def _is_too_short(words: str) -> bool:
    letters = _glued(words)
    return letters.isdigit() or (letters.isascii() and len(letters) <= _SHORT_LATIN)


def _may_be_another_word(variant: str) -> bool:
    return _is_too_short(variant) or is_short_katakana(variant)


def _scanner(aliases: Iterable[Alias]) -> ahocorasick.Automaton | None:
    scanner = ahocorasick.Automaton()
    for alias in aliases:
        if pattern := brand_pattern(alias.words):
            scanner.add_word(pattern, (pattern, alias))
    if not len(scanner):
        return None
    scanner.make_automaton()
    return scanner


def _without_accents(name: str) -> str:
    plain = unicodedata.normalize("NFD", name)
    return "".join(char for char in plain if not unicodedata.combining(char))
