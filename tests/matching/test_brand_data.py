"""The dictionary that comes with Maneki, as data: nothing in it may be a slip of the pen."""

from __future__ import annotations

import csv
import io
from collections import Counter
from importlib import resources

import pytest
from tests.matching.world import listing

from maneki.matching.aliases import BrandRow
from maneki.matching.brands import BrandDictionary, cells
from maneki.matching.kinds import packaged_kinds
from maneki.matching.look import look_at
from maneki.matching.text import normalise

TEXT = resources.files("maneki.matching").joinpath("data/brands.csv").read_text("utf-8")
ROWS = [*csv.DictReader(io.StringIO(TEXT))]
ALIASES = ("name", "japanese", "aliases", "likely", "weak")


def test_many_brands_of_every_kind_are_known() -> None:
    makers = Counter(kind for row in ROWS for kind in cells(row["kinds"]))
    assert len(ROWS) >= 8_000
    for kind, least in {
        "fashion": 3_500,
        "home": 650,
        "beauty": 500,
        "toy": 450,
        "sport": 450,
        "tech": 350,
        "music": 300,
        "audio": 250,
        "bicycle": 250,
        "tool": 250,
        "watch": 250,
        "camera": 200,
        "jewellery": 150,
        "book": 150,
        "game": 120,
        "stationery": 120,
    }.items():
        assert makers[kind] >= least, kind


def test_a_row_says_each_thing_once_and_knows_what_it_speaks_of(
    dictionary: BrandDictionary,
) -> None:
    brands = {*dictionary.brands()}
    for row in ROWS:
        listed = [*cells(row["aliases"]), *cells(row["likely"]), *cells(row["weak"])]
        assert len(listed) == len({*listed}), row
        assert cells(row["kinds"]), row
        assert packaged_kinds().names.issuperset(cells(row["kinds"])), row
        assert all(map(normalise, (row["name"], *listed, *cells(row["decoys"])))), row
        assert normalise(row["house"]) in {*brands, ""}, row


def test_no_sure_name_is_a_word_for_a_kind_of_thing(dictionary: BrandDictionary) -> None:
    sure = (alias.words for alias in dictionary.aliases() if alias.is_strong)
    assert [words for words in sure if packaged_kinds().has(words)] == []


def test_a_sure_name_in_a_title_names_its_brand_and_no_other(dictionary: BrandDictionary) -> None:
    for alias in dictionary.aliases():
        if alias.is_strong:
            found = {*look_at(listing(f"{alias.words} 123"), dictionary).brands}
            assert found == {*alias.brands}, alias.words


def test_who_publishes_a_book_is_sure_of_no_title(dictionary: BrandDictionary) -> None:
    publishers = {normalise(row["name"]) for row in ROWS if row["kinds"] == "book"}
    publishers -= {"easton press", "folio society", "library of america", "rizzoli", "taschen"}
    sure = {brand for alias in dictionary.aliases() if alias.is_strong for brand in alias.brands}
    assert publishers & sure == set()


@pytest.mark.parametrize(
    "title", ["ペンダント", "マイクロ", "ラグラン", "サングラス", "リメイク", "日本製"]
)
def test_a_short_word_within_another_is_no_kind_of_thing(title: str) -> None:
    assert packaged_kinds().said_in(normalise(title)) <= {"fashion", "jewellery"}


def test_what_many_titles_say_of_colours_and_conditions_confirms_nobody() -> None:
    for words in ("cream", "gold", "light blue", "silver", "für", "cable knit", "new in box"):
        assert packaged_kinds().said_in(normalise(words)) <= {"fashion"}, words


def test_a_short_katakana_spelling_that_nobody_wrote_down_is_weak() -> None:
    brands = BrandDictionary.from_rows([BrandRow("Vox", "ヴォックス", likely=("ヴォックス",))])
    made = brands.alias("ボックス")
    assert made is not None
    assert not made.is_strong
    assert made.likely == frozenset()


def test_decoys_name_nobody() -> None:
    brands = BrandDictionary.from_rows(
        [
            BrandRow("Coach", likely=("Coach",), kinds=("fashion",), decoys=("coach jacket",)),
            BrandRow("Nike"),
        ]
    )
    look = look_at(listing("Nike coach jacket"), brands)
    assert {*look.brands} == {"nike"}
    assert brands.alias("coach jacket") is None
    assert {*look_at(listing("coach leather jacket"), brands).brands} == {"coach"}


def test_a_decoy_that_is_another_brands_name_is_that_brand() -> None:
    brands = BrandDictionary.from_rows(
        [BrandRow("Lee", likely=("Lee",), decoys=("Lee Cooper",)), BrandRow("Lee Cooper")]
    )
    assert {*look_at(listing("Lee Cooper jeans"), brands).brands} == {"lee cooper"}
