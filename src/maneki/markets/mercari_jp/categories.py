"""The tree of Mercari's categories, so that a filter may name any of them above a listing's own.

A search tells the id of the leaf only. The table is the site's own of August 2022 (see
data/NOTICE.txt): a category that was added since is known by its id alone. There are English names
for the roots and for what lies right below them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Category:
    id: str
    parent: str
    names: tuple[str, ...]


def path_of(category_id: str) -> tuple[str, ...]:
    """The names and the id of every category from the root to this one, of each the id last."""
    return tuple(element for one in reversed(tuple(_upwards(category_id))) for element in one)


def _upwards(category_id: str) -> Iterator[tuple[str, ...]]:
    tree = _tree()
    while category_id:
        category = tree.get(category_id) or Category(category_id, parent="", names=())
        yield (*category.names, category.id)
        category_id = category.parent


@cache
def _tree() -> Mapping[str, Category]:
    text = resources.files("maneki.markets.mercari_jp").joinpath("data/categories.csv")
    with text.open(encoding="utf-8") as lines:
        return {
            row["id"]: Category(
                row["id"], row["parent"], tuple(name for name in (row["ja"], row["en"]) if name)
            )
            for row in csv.DictReader(lines)
        }
