"""The operator's own brands: a CSV beside the dictionary that comes with Maneki.

    name,japanese,kinds,aliases,likely,weak
    Foo Atelier,フー・アトリエ,fashion,Foo Tokyo;フートーキョー,FTO,Foo

Only `name` must be there; several values in one cell are separated by semicolons. A row with the
name of a brand we know adds aliases to it. Nothing in the file changes what another brand's names
mean: an alias that stands for another brand already is left out, and one that several rows of the
file list is weak. Whatever is left out or weakened is a `Fault` with the number of its line.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from maneki.errors import InvalidInputError
from maneki.matching.brands import BrandDictionary, BrandId, BrandRow, cells
from maneki.matching.check import LONGEST_TERM
from maneki.matching.kinds import packaged_kinds
from maneki.matching.text import normalise
from maneki.model.keepable import can_be_kept

COLUMNS = ("name", "japanese", "kinds", "aliases", "likely", "weak")
MOST_BYTES = 5_000_000
MOST_SHARING = 8
"""An alias of more brands than this names none of them."""

_ALIAS_COLUMNS = ("japanese", "aliases", "likely", "weak")


@dataclass(frozen=True, slots=True)
class Fault:
    """What was left out or counts for less, and why: one sentence for the operator."""

    line: int
    said: str


@dataclass(frozen=True, slots=True)
class OwnBrands:
    rows: tuple[BrandRow, ...]
    faults: tuple[Fault, ...]


def read_own_brands(contents: bytes, *, shipped: BrandDictionary) -> OwnBrands:
    """Every row that can be used. Raises `InvalidInputError` if it is no such file at all."""
    reading = _Reading(shipped)
    lines = _lines(contents)
    header = _header(next(lines, (1, []))[1])
    for number, row in lines:
        reading.read(number, row, header)
    return reading.result()


def _lines(contents: bytes) -> Iterator[tuple[int, list[str] | None]]:
    """The cells of each line that has some; None for one that is no CSV.

    Line by line, so that a quotation mark nobody closed spoils its own line only.
    """
    if len(contents) > MOST_BYTES:
        raise InvalidInputError(f"it has more than {MOST_BYTES:,} bytes")
    try:
        text = contents.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        wrong = contents.count(b"\n", 0, exc.start) + 1
        raise InvalidInputError(f"line {wrong} is not UTF-8") from exc
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if line.strip():
            yield number, _cells_of(line)


def _cells_of(line: str) -> list[str] | None:
    try:
        return [cell.strip() for cell in next(csv.reader([line], strict=True))]
    except (csv.Error, StopIteration):
        return None


def _header(row: list[str] | None) -> list[str]:
    names = [name.lower() for name in row or ()]
    wrong = [name for name in names if name not in COLUMNS]
    if "name" not in names or wrong or len({*names}) < len(names):
        what = f"its first line names a column {wrong[0]!r}" if wrong else "it has no header"
        raise InvalidInputError(f"{what}; write {','.join(COLUMNS)} there")
    return names


class _Reading:
    """Row by row, then the aliases that several rows list."""

    def __init__(self, shipped: BrandDictionary) -> None:
        self._shipped = shipped
        self._rows: dict[BrandId, tuple[int, BrandRow]] = {}
        self._faults: list[Fault] = []

    def read(self, line: int, row: list[str] | None, header: list[str]) -> None:
        if problem := _row_problem(row, header):
            self._faults.append(Fault(line, f"{problem} The line is left out."))
            return
        values = dict(zip(header, row or (), strict=False))
        brand = self._brand(line, values)
        if brand is not None:
            self._rows[brand.id] = line, brand

    def _brand(self, line: int, values: dict[str, str]) -> BrandRow | None:
        name = values["name"]
        known = self._shipped.alias(normalise(name))
        brand = BrandId(normalise(name))
        if brand in self._rows:
            first = self._rows[brand][0]
            self._left_out(line, f"{name!r} is in line {first} already.")
            return None
        if known is not None and brand not in known.brands:
            others = ", ".join(map(self._shipped.name, known.brands))
            self._left_out(line, f"{name!r} stands for {others} already; add aliases to that name.")
            return None
        lists = {column: self._aliases(line, brand, values, column) for column in _ALIAS_COLUMNS}
        japanese, *more = lists["japanese"] or ("",)
        if packaged_kinds().has(brand):
            lists["weak"] += (name,)
            weaker = "is a word for a kind of thing: it counts only where something confirms it."
            self._faults.append(Fault(line, f"{name!r} {weaker}"))
        return BrandRow(
            name=self._shipped.name(brand) if known else name,
            japanese=japanese,
            kinds=cells(values.get("kinds", "")),
            aliases=(*more, *lists["aliases"]),
            likely=lists["likely"],
            weak=lists["weak"],
        )

    def _left_out(self, line: int, why: str) -> None:
        self._faults.append(Fault(line, f"{why} The line is left out."))

    def _aliases(
        self, line: int, brand: BrandId, values: dict[str, str], column: str
    ) -> tuple[str, ...]:
        kept = []
        for alias in cells(values.get(column, "")):
            if problem := self._alias_problem(alias, brand):
                self._faults.append(Fault(line, f"{problem} It is left out."))
            else:
                kept.append(alias)
        return tuple(kept)

    def _alias_problem(self, alias: str, brand: BrandId) -> str | None:
        words = normalise(alias)
        if problem := _text_problem(alias):
            return problem
        if len(words.replace(" ", "")) == 1:
            return f"{alias!r} is one letter, which is in too many titles."
        if packaged_kinds().has(words):
            return f"{alias!r} is a word for a kind of thing."
        known = self._shipped.alias(words)
        if known is None:
            return None
        if brand in known.brands:
            return f"{alias!r} is known to stand for {self._shipped.name(brand)}."
        others = ", ".join(map(self._shipped.name, known.brands))
        return f"{alias!r} stands for {others} already."

    def result(self) -> OwnBrands:
        listing = self._listing()
        crowded = {words for words, of in listing.items() if len(of) > MOST_SHARING}
        for words, of in listing.items():
            self._faults += _shared(words, of, is_crowded=words in crowded)
        rows = (_without(row, crowded) for _, row in self._rows.values())
        return OwnBrands(tuple(rows), tuple(sorted(self._faults, key=lambda fault: fault.line)))

    def _listing(self) -> dict[str, dict[int, str]]:
        """The words of aliases, and in which lines for which names they are."""
        listing: defaultdict[str, dict[int, str]] = defaultdict(dict)
        for line, row in self._rows.values():
            for alias in row.every_alias:
                if words := normalise(alias):
                    listing[words][line] = row.name
        return listing


def _row_problem(row: list[str] | None, header: list[str]) -> str | None:
    """What makes a line no row at all."""
    if row is None:
        return "A quotation mark is not closed, or has something behind it."
    if len(row) > len(header):
        return f"It has {len(row)} cells for {len(header)} columns; separate aliases by semicolons."
    values = dict(zip(header, row, strict=False))
    if problem := _text_problem(values.get("name", "")):
        return problem
    known = packaged_kinds().names
    for kind in cells(values.get("kinds", "")):
        if kind not in known:
            return f"{kind!r} is no kind of thing; known are {', '.join(sorted(known))}."
    return None


def _text_problem(text: str) -> str | None:
    if len(text) > LONGEST_TERM:
        return f"A name has {len(text)} characters; {LONGEST_TERM} are allowed."
    if not can_be_kept(text) or not normalise(text):
        return f"{text!r} has no letters or digits." if text else "It has no name."
    return None


def _shared(words: str, of: dict[int, str], *, is_crowded: bool) -> Iterator[Fault]:
    """An alias of several brands: a fault for each line."""
    if len(of) < 2:
        return
    others = f"{len(of) - 1} other line{'s' if len(of) > 2 else ''}"
    for line, name in of.items():
        if is_crowded and normalise(name) == words:
            what = "it stays the name of this one, and of no other."
        elif is_crowded:
            what = "that is more than can be told apart. It is left out."
        else:
            what = f"it names {name} only where something confirms it."
        yield Fault(line, f"{words!r} is also in {others}: {what}")


def _without(row: BrandRow, crowded: Iterable[str]) -> BrandRow:
    def kept(aliases: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(alias for alias in aliases if normalise(alias) not in crowded)

    return replace(
        row,
        japanese="".join(kept((row.japanese,))),
        aliases=kept(row.aliases),
        likely=kept(row.likely),
        weak=kept(row.weak),
    )
