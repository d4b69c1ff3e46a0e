"""Recorded titles with the brands they really name, as a careful reader wrote them down.

The labels are in `tests/data/brand_labels.csv`, the rules beside them in `brand_labels.md`. The
titles stay in the recordings, which are not part of the project.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path

LABELS = Path(__file__).resolve().parents[1] / "data" / "brand_labels.csv"

_IDS = ("id", "itemId", "itemCode", "isbn")
_TITLES = ("name", "title", "itemName")
_YAHOO_AUCTION = re.compile(r'data-auction-(id|title)="([^"]*)"')
_RAKUMA_ITEM = re.compile(
    r'<a href="https://item\.fril\.jp/(\w+)" class="link_search_title".*?<span>(.*?)</span>',
    re.DOTALL,
)
_FEED_ITEM = re.compile(r"<item>.*?<title>(.*?)</title>", re.DOTALL)


class Half(StrEnum):
    TUNING = "tuning"  # may be looked at while the dictionary is extended
    SCORING = "scoring"  # is looked at once, at the end
    FRESH = "fresh"  # labelled later, out of the half that is only scored


@dataclass(frozen=True, slots=True)
class Label:
    source: str  # the recording, below shared/data
    key: str  # id#hash of the title
    half: Half
    title: str
    brands: frozenset[str]
    arguable: frozenset[str]  # not named by our rules; a careful reader may see it otherwise
    note: str


class LabelError(LookupError):
    """A label's title is not in its recording: either of the two has changed."""


def read_labels(recordings: Path, labels: Path = LABELS) -> tuple[Label, ...]:
    """Every label with its title."""
    with labels.open(encoding="utf-8", newline="") as file:
        return tuple(_label(row, recordings) for row in csv.DictReader(file))


def half_of(title: str) -> Half:
    """The half a title is in by its hash alone. Fresh labels are of titles of the scoring half."""
    even = sha256(f"tuning or scoring\n{title}".encode()).digest()[0] % 2 == 0
    return Half.TUNING if even else Half.SCORING


def key_of(listing_id: str, title: str) -> str:
    return f"{listing_id}#{sha256(title.encode()).hexdigest()[:12]}"


def _label(row: dict[str, str], recordings: Path) -> Label:
    title = _titles_by_key(recordings / row["source"]).get(row["key"])
    if title is None:
        raise LabelError(f"{row['source']} has no title {row['key']}")
    return Label(
        source=row["source"],
        key=row["key"],
        half=Half(row["half"]),
        title=title,
        brands=_names(row["brands"]),
        arguable=_names(row["arguable"]),
        note=row["note"],
    )


def _names(cell: str) -> frozenset[str]:
    return frozenset(filter(None, cell.split(";")))


@cache
def _titles_by_key(recording: Path) -> dict[str, str]:
    text = recording.read_text(encoding="utf-8")
    return {key_of(listing_id, title): title for listing_id, title in _titles(recording, text)}


def _titles(recording: Path, text: str) -> Iterator[tuple[str, str]]:
    match recording.suffix:
        case ".json":
            yield from _in_json(json.loads(text))
        case ".csv":
            yield from ((row["id"], row["title"]) for row in csv.DictReader(io.StringIO(text)))
        case ".atom":
            titles = map(html.unescape, _FEED_ITEM.findall(text))
            yield from ((str(number), title) for number, title in enumerate(titles, start=1))
        case _:
            yield from _in_yahoo_page(text)
            for listing_id, title in _RAKUMA_ITEM.findall(text):
                yield listing_id, html.unescape(title).strip()


def _in_json(value: object) -> Iterator[tuple[str, str]]:
    """Whatever in the answer has an id and a title; the hash in the key picks the right one."""
    if isinstance(value, dict):
        for title in filter(None, map(value.get, _TITLES)):
            yield from ((str(value[name]), str(title)) for name in _IDS if name in value)
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _in_json(part)


def _in_yahoo_page(text: str) -> Iterator[tuple[str, str]]:
    """An auction's id and title are attributes of one element, the id first."""
    listing_id = ""
    for attribute, value in _YAHOO_AUCTION.findall(text):
        if attribute == "id":
            listing_id = value
        else:
            yield listing_id, html.unescape(value)
