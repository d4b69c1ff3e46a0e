"""Reading the written corpora, and the draw that halves each class of them."""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

HALVES = ("tune", "score")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def draw(seed: str, texts: Iterable[str], always_tune: Iterable[str] = ()) -> dict[str, str]:
    """The half of each text of one class.

    The texts are put in the order of the SHA-256 of seed, newline and text; the first half of
    that order is for tuning. With an odd number tuning has one more. Texts that have to be in the
    tuning half stand first.
    """
    first = set(always_tune)
    ordered = sorted(
        texts,
        key=lambda text: (
            text not in first,
            hashlib.sha256(f"{seed}\n{text}".encode()).hexdigest(),
        ),
    )
    middle = (len(ordered) + 1) // 2
    return {text: HALVES[place >= middle] for place, text in enumerate(ordered)}


def wrongly_drawn(
    seed: str,
    found: Iterable[Mapping[str, str]],
    class_column: str,
    text_column: str = "text",
    always_tune: Iterable[str] = (),
) -> list[str]:
    """The ids of the rows that are not in the half the draw gives them."""
    first = set(always_tune)
    classes: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in found:
        classes[row[class_column]].append(row)
    wrong = []
    for members in classes.values():
        texts = [member[text_column] for member in members]
        halves = draw(seed, texts, first.intersection(texts))
        wrong += [
            member["id"] for member in members if member["half"] != halves[member[text_column]]
        ]
    return wrong
