"""The labels belong to the titles that were read, and to nothing else."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from tests.matching.labels import LABELS, Half, Label, LabelError, half_of, key_of, read_labels

CORPUS = "corpus/listings_titles_price_brand.csv"


@pytest.fixture(scope="module")
def labels(recordings: Path) -> tuple[Label, ...]:
    return read_labels(recordings)


def test_every_label_finds_the_title_that_was_read(labels: tuple[Label, ...]) -> None:
    assert len(labels) >= 400
    for label in labels:
        assert label.key == key_of(label.key.rpartition("#")[0], label.title)


def test_a_title_is_labelled_once(labels: tuple[Label, ...]) -> None:
    counted = Counter(" ".join(label.title.casefold().split()) for label in labels)
    assert counted.most_common(1)[0][1] == 1


def test_the_title_alone_says_which_half_it_is_in(labels: tuple[Label, ...]) -> None:
    first = [label for label in labels if label.half is not Half.FRESH]
    assert [label.half for label in first] == [half_of(label.title) for label in first]
    in_half = Counter(label.half for label in labels)
    assert abs(in_half[Half.TUNING] - in_half[Half.SCORING]) <= len(first) / 10


def test_nobody_who_tunes_was_free_to_read_a_fresh_title(labels: tuple[Label, ...]) -> None:
    fresh = [label for label in labels if label.half is Half.FRESH]
    assert len(fresh) >= 260
    assert {half_of(label.title) for label in fresh} == {Half.SCORING}


def test_a_fresh_title_does_not_begin_like_another_label(labels: tuple[Label, ...]) -> None:
    begins = Counter(beginning_of(label) for label in labels)
    fresh = [label for label in labels if label.half is Half.FRESH]
    assert [label.key for label in fresh if begins[beginning_of(label)] > 1] == []


def test_a_brand_is_named_or_arguable_but_not_both(labels: tuple[Label, ...]) -> None:
    assert [label.key for label in labels if label.brands & label.arguable] == []


def test_a_brand_is_written_in_one_way(labels: tuple[Label, ...]) -> None:
    names = {name for label in labels for name in label.brands | label.arguable}
    assert len({name.casefold() for name in names}) == len(names)
    assert {name for name in names if name != name.strip()} == set()


def test_a_title_that_has_changed_since_is_noticed(tmp_path: Path) -> None:
    key = key_of("m1", "Leather boots")
    write_csv(tmp_path / CORPUS, ("id", "title"), ("m1", "Leather boots, sold"))
    labels = tmp_path / "labels.csv"
    write_csv(
        labels,
        ("source", "key", "half", "brands", "arguable", "note"),
        (CORPUS, key, "tuning", "", "", ""),
    )
    with pytest.raises(LabelError, match="has no title m1#"):
        read_labels(tmp_path, labels)


def test_the_titles_themselves_are_not_committed(labels: tuple[Label, ...]) -> None:
    text = LABELS.read_text(encoding="utf-8")
    # A title of a few letters is in any text.
    assert [label.key for label in labels if len(label.title) > 12 and label.title in text] == []


def beginning_of(label: Label) -> str:
    return " ".join(label.title.casefold().split())[:24]


def write_csv(path: Path, *rows: tuple[str, ...]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
