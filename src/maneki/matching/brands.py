"""Who makes it: the names of brands, and what a brand term of a filter stands for.

A brand has one name and many aliases. A *strong* alias names the brand wherever it stands. A
*weak* one is also something else: an ordinary word (Theory), a shortening (CDG, リック), a
number (501), or a name two brands share (マッキントッシュ). It counts only where something
confirms it; see `look.py`. A *likely* one is weak, but a word for what the brand makes
(`data/kinds.csv`) in the same title confirms it: the Coach of "Coach bag", not that of "tennis
coach". What looks like an alias and is none ("coach jacket", "Big Bang Theory") is a *decoy*.
How the aliases of `data/brands.csv` become these is in `aliases.py`.

A filter that asks for a brand by its name confirms that name itself; see `resolve`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from importlib import resources

import ahocorasick

from maneki.errors import InvalidInputError
from maneki.matching.aliases import (
    Alias,
    BrandId,
    BrandRow,
    aliases_of,
    decoys_of,
    glued,
    is_too_short,
)
from maneki.matching.kinds import packaged_kinds
from maneki.matching.spelling import variants
from maneki.matching.text import (
    REMEMBERED,
    brand_pattern,
    brand_pattern_of,
    inner_span,
    label,
    normalise,
    padded,
)

__all__ = [
    "Alias",
    "BrandDictionary",
    "BrandId",
    "BrandRow",
    "Hit",
    "plain_word",
    "whole_word",
    "word_pattern",
    "words_of",
]

MOST_SUGGESTIONS = 25
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


_NOTHING: Mapping[str, Alias] = {}


@dataclass(frozen=True, slots=True)
class Hit:
    """An alias found in a padded text, at `start` and up to, but not with, `end`."""

    start: int
    end: int
    alias: Alias


class BrandDictionary:
    """The brands that are known. Build it with `load` or `from_rows`; it never changes."""

    def __init__(
        self,
        rows: tuple[BrandRow, ...],
        aliases: dict[str, Alias],
        *,
        base: BrandDictionary | None = None,
        added: Mapping[str, Alias] = _NOTHING,
    ) -> None:
        self._base = base
        self._added = added
        self._scanner_of_added = _scanner(added.values())
        self._rows = {row.id: row for row in rows}
        self._aliases = aliases
        self._scanner = _scanner((*aliases.values(), *decoys_of(rows, aliases)))
        self._vocabulary = packaged_kinds()
        self._kinds = {row.id: frozenset(row.kinds) for row in rows}
        self._remembered_meaning = lru_cache(REMEMBERED)(self._meaning)
        self._wholes = _wholes(rows)
        self._houses = {row.id: BrandId(normalise(row.house)) for row in rows if row.house}

    @classmethod
    def load(cls) -> BrandDictionary:
        """The dictionary that comes with Maneki, made once for a process."""
        return _packaged()

    def extended(self, rows: Iterable[BrandRow]) -> BrandDictionary:
        """This dictionary with more brands, or more aliases for those it has.

        What an alias means here it means there too, whatever the new rows list, and what a listing
        is found to name here it names there too (`look_at`).
        """
        new = tuple(rows)
        more = {row.id: row for row in new}
        kept = [_joined(row, more.pop(brand, None)) for brand, row in self._rows.items()]
        aliases = aliases_of(new)
        added = {words: alias for words, alias in aliases.items() if words not in self._aliases}
        return BrandDictionary(
            (*kept, *more.values()), aliases | self._aliases, base=self, added=added
        )

    @property
    def base(self) -> BrandDictionary:
        """What it was before it was extended."""
        return self if self._base is None else self._base

    def is_added(self, words: str) -> bool:
        """Whether these words are an alias that the base does not have."""
        return words in self._added

    def names_added(self, words: str) -> bool:
        """Whether such an alias is in a normalised text."""
        scanner = self._scanner_of_added
        return scanner is not None and any(True for _ in scanner.iter(padded(words)))

    @classmethod
    def from_rows(cls, rows: Iterable[BrandRow]) -> BrandDictionary:
        """Raises `InvalidInputError` for a name without letters, or one that is there twice."""
        kept = tuple(rows)
        _refuse_bad_names(kept)
        return cls(kept, aliases_of(kept))

    @cached_property
    def version(self) -> str:
        """Which dictionary it is, and which words for kinds of things."""
        written = repr((packaged_kinds().version, [*self._rows.values()]))
        return hashlib.sha256(written.encode()).hexdigest()[:12]

    def __len__(self) -> int:
        return len(self._rows)

    def name(self, brand: BrandId) -> str:
        """How the brand is written, or the words of a `plain_word`."""
        return self._rows[brand].name if brand in self._rows else words_of(brand) or brand

    def names(self, brand: BrandId) -> tuple[str, str]:
        """How a brand of the dictionary is written in Latin and, or "", in Japanese letters."""
        row = self._rows[brand]
        return row.name, row.japanese.replace("・", "")

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
        """Every alias and decoy in a normalised text, one inside the other too.

        Spans are of the text as it is `padded`.
        """
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
        return self._remembered_meaning(label(term))

    def _meaning(self, words: str) -> tuple[BrandId, ...]:
        alias = self._aliases.get(words)
        if alias is None:
            return (plain_word(words),) if words else ()
        # Whoever wrote an alias that was added later has looked for its words so far.
        is_sure = alias.is_strong and words not in self._added
        itself = () if is_sure else (plain_word(words),)
        also = [
            whole_word(name)
            for brand in (alias.brands if alias.is_name else ())
            for name in self.weak_names(brand)
            if name != words
        ]
        return (*alias.brands, *itself, *dict.fromkeys(also))

    def weak_names(self, brand: BrandId) -> tuple[str, ...]:
        """How a brand's own names are written where that alone does not name it.

        What was added later takes none of them away.
        """
        if self._base is not None and brand in self._base.brands():
            return self._base.weak_names(brand)
        return tuple(_weak_names(self._rows[brand], self._aliases))

    def kinds_in(self, words: str) -> frozenset[str]:
        """The kinds of things that a normalised title has a word for."""
        return self._vocabulary.said_in(words)

    def kinds_of(self, brand: BrandId) -> frozenset[str]:
        """What a brand makes."""
        return self._kinds[brand]

    def maker(self, alias: Alias, kinds: frozenset[str]) -> BrandId | None:
        """The one brand a likely alias may name that makes something of these kinds."""
        makers = [brand for brand in alias.likely if self._kinds[brand] & kinds]
        return makers[0] if len(makers) == 1 else None

    def wholes(self, brand: BrandId) -> frozenset[BrandId]:
        """In whose things this brand is a part only."""
        return self._wholes.get(brand, frozenset())

    def lines(self, house: BrandId) -> tuple[BrandId, ...]:
        """The brands of their own that are a house's lines."""
        return tuple(line for line, of in self._houses.items() if of == house)

    def house(self, brand: BrandId) -> BrandId | None:
        """Whose line this brand is, if its house has a row of its own."""
        return self._houses.get(brand)

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
                rank = _rank(alias, start)
                for brand in alias.brands:
                    ranks[brand] = min(rank, ranks.get(brand, rank))
        best = sorted(ranks, key=lambda brand: (ranks[brand], brand))
        return [self.name(brand) for brand in best[:MOST_SUGGESTIONS]]


def _rank(alias: Alias, start: str) -> int:
    """A name that begins so is likelier than another alias; one with it inside, the least."""
    if not alias.words.startswith(start):
        return 2
    return int(not alias.is_name)


def _joined(row: BrandRow, more: BrandRow | None) -> BrandRow:
    if more is None:
        return row
    return replace(
        row,
        japanese=row.japanese or more.japanese,
        kinds=tuple(dict.fromkeys((*row.kinds, *more.kinds))),
        aliases=(*row.aliases, *filter(None, (more.japanese,)), *more.aliases),
        likely=(*row.likely, *more.likely),
        weak=(*row.weak, *more.weak),
    )


@cache
def _packaged() -> BrandDictionary:
    return BrandDictionary.from_rows(_packaged_rows())


def _packaged_rows() -> list[BrandRow]:
    text = resources.files("maneki.matching").joinpath("data/brands.csv").read_text("utf-8")
    return [
        BrandRow(
            name=row["name"],
            japanese=row["japanese"],
            kinds=cells(row["kinds"]),
            aliases=cells(row["aliases"]),
            likely=cells(row["likely"]),
            weak=cells(row["weak"]),
            decoys=cells(row["decoys"]),
            part_of=cells(row["part_of"]),
            house=row["house"],
        )
        for row in csv.DictReader(io.StringIO(text))
    ]


def cells(joined: str) -> tuple[str, ...]:
    if not joined:
        return ()
    return tuple(cell.strip() for cell in joined.split(";") if cell.strip())


def _wholes(rows: tuple[BrandRow, ...]) -> Mapping[BrandId, frozenset[BrandId]]:
    """The brands that are a part only in the things of others, and whose things these are."""
    return {
        row.id: frozenset(BrandId(normalise(whole)) for whole in row.part_of)
        for row in rows
        if row.part_of
    }


def _refuse_bad_names(rows: tuple[BrandRow, ...]) -> None:
    seen: set[str] = set()
    for row in rows:
        if not row.id:
            raise InvalidInputError(f"The brand name {row.name!r} has no letters or digits.")
        if row.id in seen:
            raise InvalidInputError(f"The brand {row.name!r} is in the dictionary twice.")
        seen.add(row.id)


def _weak_names(row: BrandRow, aliases: dict[str, Alias]) -> Iterator[str]:
    """How the names of a brand are written, as the rows have it, where that is weak.

    With and without spaces, but no other sounds: バリー is a name, バリ an island.
    """
    for alias in row.every_alias:
        letters = glued(normalise(alias))
        if letters not in row.spelt:
            continue
        for words in dict.fromkeys((*variants(alias), letters)):
            if glued(words) == letters and _is_weak(words, row.id, aliases):
                yield words


def _is_weak(words: str, brand: BrandId, aliases: dict[str, Alias]) -> bool:
    """Whether words are a weak alias of this brand only, or too short to be one at all."""
    known = aliases.get(words)
    if known is None:
        return is_too_short(words)
    return known.brands == (brand,) and not known.is_strong


def _scanner(aliases: Iterable[Alias]) -> ahocorasick.Automaton | None:
    scanner = ahocorasick.Automaton()
    for alias in aliases:
        if pattern := brand_pattern_of(alias.words):
            scanner.add_word(pattern, (pattern, alias))
    if not len(scanner):
        return None
    scanner.make_automaton()
    return scanner


def _without_accents(name: str) -> str:
    plain = unicodedata.normalize("NFD", name)
    return "".join(char for char in plain if not unicodedata.combining(char))
