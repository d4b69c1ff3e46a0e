"""How well the dictionary finds the brands in recorded titles (`tests/data/brand_labels.md`).

Of each labelled title, with nothing else known of the listing, the brands that `look_at` finds are
compared with those that a careful reader saw. `strict` counts an arguable one as wrong; `lenient`
leaves it out. Of the scoring half and of the fresh labels only figures are printed: their titles
are for nobody who works on the dictionary. `--reveal-titles` prints what is wrong all the same; a
set that was read that way measures nothing any more.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.matching.labels import Half, Label, read_labels

from maneki.matching.brands import BrandDictionary, BrandId, words_of
from maneki.matching.look import look_at
from maneki.matching.text import normalise
from maneki.model.listing import Listing

RECORDINGS = Path(__file__).resolve().parents[2] / "shared/data"
GOALS = {"precision": 0.98, "recall": 0.95}


@dataclass(frozen=True, slots=True)
class Scored:
    """What was found in one title; names the dictionary knows are as it has them."""

    title: str
    named: frozenset[str]
    arguable: frozenset[str]
    found: frozenset[str]

    @property
    def wrong(self) -> frozenset[str]:
        return self.found - self.named

    @property
    def missed(self) -> frozenset[str]:
        return self.named - self.found


def scored(label: Label, dictionary: BrandDictionary) -> Scored:
    look = look_at(_bare(label.title), dictionary)
    named = frozenset(_filed(name, dictionary) for name in label.brands)
    arguable = frozenset(_filed(name, dictionary) for name in label.arguable) - named
    found = frozenset(
        one for brand in look.brands for one in _as_filed_there(brand, named, dictionary)
    )
    return Scored(label.title, named, arguable, found)


def _as_filed_there(
    brand: BrandId, named: frozenset[str], dictionary: BrandDictionary
) -> Iterable[str]:
    """A line as the reader filed it: as a brand, as its house ("Burberry Black Label"), or both."""
    house = dictionary.house(brand)
    if house is None or house not in named:
        return (brand,)
    return (brand, house) if brand in named else (house,)


def _bare(title: str) -> Listing:
    return Listing(market="bench", external_id="1", title=title)


def _filed(name: str, dictionary: BrandDictionary) -> str:
    """The brand under which the dictionary files a label's name; the name itself if under none."""
    known = [brand for brand in dictionary.resolve(name) if words_of(brand) is None]
    if normalise(name) in known:
        return normalise(name)
    return known[0] if len(known) == 1 else normalise(name)


def figures(titles: Iterable[Scored], *, is_strict: bool) -> dict[str, Any]:
    right = wrong = missed = 0
    for one in titles:
        right += len(one.found & one.named)
        wrong += len(one.wrong if is_strict else one.wrong - one.arguable)
        missed += len(one.missed)
    return {
        "right": right,
        "wrong": wrong,
        "missed": missed,
        "precision": round(right / (right + wrong), 4) if right + wrong else None,
        "recall": round(right / (right + missed), 4) if right + missed else None,
    }


def measured(half: Half, recordings: Path) -> tuple[dict[str, Any], list[Scored]]:
    dictionary = BrandDictionary.load()
    titles = [scored(label, dictionary) for label in read_labels(recordings) if label.half is half]
    report = {
        "half": half,
        "titles": len(titles),
        "brands": len(dictionary),
        "dictionary": dictionary.version,
        "goals": GOALS,
        "strict": figures(titles, is_strict=True),
        "lenient": figures(titles, is_strict=False),
    }
    return report, titles


def told(report: dict[str, Any], titles: Iterable[Scored], *, with_titles: bool) -> Iterator[str]:
    yield f"{report['titles']} titles ({report['half']}), {report['brands']} brands"
    for how in ("strict", "lenient"):
        one = report[how]
        yield (
            f"{how}: precision {one['precision']:.2%}, recall {one['recall']:.2%}"
            f" ({one['right']} right, {one['wrong']} wrong, {one['missed']} missed)"
        )
    if with_titles:
        for title in titles:
            yield from _mistakes(title)


def _mistakes(title: Scored) -> Iterator[str]:
    for name in sorted(title.wrong):
        how = "arguable" if name in title.arguable else "wrong"
        yield f"{how}: {name} | {title.title}"
    for name in sorted(title.missed):
        yield f"missed: {name} | {title.title}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", type=Half, default=Half.TUNING, choices=[*Half])
    parser.add_argument("--recordings", type=Path, default=RECORDINGS)
    parser.add_argument("--json", action="store_true", help="figures only, as JSON")
    parser.add_argument(
        "--reveal-titles",
        action="store_true",
        help="what is wrong title by title, also of a set that then measures nothing any more",
    )
    asked = parser.parse_args()
    report, titles = measured(asked.half, asked.recordings)
    if asked.json:
        print(json.dumps(report, indent=1))
        return
    with_titles = asked.half is Half.TUNING or asked.reveal_titles
    for line in told(report, titles, with_titles=with_titles):
        print(line)


if __name__ == "__main__":
    main()
