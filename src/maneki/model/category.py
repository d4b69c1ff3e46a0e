"""Trees of categories that somebody wrote down, for markets that tell only the lowest one.

    market,id,parent,name
    rakuma,10001,,レディース
    rakuma,1,10001,トップス

A listing's path is completed with the names and ids of all that lies above what it says, so that a
filter may name any of them. Nothing is taken away or put in another order than from the root down.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from maneki.errors import InvalidInputError
from maneki.model.listing import Listing

COLUMNS = ("market", "id", "parent", "name")
MOST_BYTES = 20_000_000
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Category:
    id: str
    parent: str
    name: str


@dataclass(frozen=True, slots=True)
class CategoryTrees:
    """By market; in each, categories by id, and those names that only one of them has."""

    trees: Mapping[str, Mapping[str, Category]]
    named: Mapping[str, Mapping[str, str]]

    def completed(self, listing: Listing) -> Listing:
        tree = self.trees.get(listing.market)
        if not tree or not listing.category_path:
            return listing
        path: dict[str, None] = {}
        for element in listing.category_path:
            for category in reversed([*self._upwards(listing.market, tree, element)]):
                path |= dict.fromkeys((category.name, category.id))
            path[element] = None
        path.pop("", None)
        return replace(listing, category_path=tuple(path))

    def _upwards(
        self, market: str, tree: Mapping[str, Category], element: str
    ) -> Iterator[Category]:
        at = element if element in tree else self.named[market].get(element, "")
        for _ in range(DEEPEST):
            if (category := tree.get(at)) is None:
                return
            yield category
            at = category.parent


NO_TREES = CategoryTrees({}, {})


def read_trees(contents: bytes) -> CategoryTrees:
    """Raises `InvalidInputError` with the first line that is wrong: half a tree is none."""
    trees: dict[str, dict[str, Category]] = {}
    lines: dict[tuple[str, str], int] = {}
    for number, row in _rows(contents):
        market, category_id, parent, name = row
        if not market or not category_id:
            raise InvalidInputError(f"line {number} names no market or no id")
        if (market, category_id) in lines:
            first = lines[market, category_id]
            raise InvalidInputError(
                f"line {number} has the category {category_id!r} again (line {first})"
            )
        lines[market, category_id] = number
        trees.setdefault(market, {})[category_id] = Category(category_id, parent, name)
    for (market, category_id), number in lines.items():
        _check_parents(trees[market], category_id, number)
    return CategoryTrees(trees, {market: _names(tree) for market, tree in trees.items()})


def _rows(contents: bytes) -> Iterator[tuple[int, list[str]]]:
    if len(contents) > MOST_BYTES:
        raise InvalidInputError(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    try:
        reader = csv.reader(io.StringIO(contents.decode("utf-8-sig"), newline=""), strict=True)
        if tuple(next(reader, ())) != COLUMNS:
            raise InvalidInputError(f"its first line is not {','.join(COLUMNS)}")
        for cells in reader:
            if len(cells) == len(COLUMNS):
                yield reader.line_num, [cell.strip() for cell in cells]
            elif cells:
                raise InvalidInputError(f"line {reader.line_num} has not {len(COLUMNS)} cells")
    except UnicodeDecodeError:
        raise InvalidInputError("it is not UTF-8") from None
    except csv.Error as exc:
        raise InvalidInputError(f"line {reader.line_num} is no CSV: {exc}") from None


def _check_parents(tree: Mapping[str, Category], category_id: str, number: int) -> None:
    at = category_id
    for _ in range(DEEPEST):
        at = tree[at].parent
        if not at:
            return
        if at not in tree:
            raise InvalidInputError(f"line {number} lies below {at!r}, which is on no line")
    raise InvalidInputError(f"line {number} lies below itself, or more than {DEEPEST} deep")


def _names(tree: Mapping[str, Category]) -> Mapping[str, str]:
    """Of a name that several have nobody can say which is meant."""
    ids: dict[str, str] = {}
    several: set[str] = set()
    for category in tree.values():
        if ids.setdefault(category.name, category.id) != category.id:
            several.add(category.name)
    return {name: one for name, one in ids.items() if name and name not in several}
