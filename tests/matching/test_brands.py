"""What a brand term stands for, and which names a brand goes by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.errors import InvalidInputError
from maneki.matching.brands import (
    MOST_SUGGESTIONS,
    BrandDictionary,
    BrandRow,
    plain_word,
    whole_word,
    words_of,
)
from maneki.matching.spelling import MOST_VARIANTS, variants
from maneki.matching.text import brand_pattern, normalise, padded, spans_of

RICK = BrandRow("Rick Owens", "リック・オウエンス", weak=("Rick", "RO", "リック"))


def test_the_dictionary_knows_the_brands_people_ask_for(dictionary: BrandDictionary) -> None:
    assert len(dictionary) >= 130
    for written, name in {
        "rick owens": "Rick Owens",
        "りっくおうえんす": "Rick Owens",
        "ﾘｯｸ･ｵｳｴﾝｽ": "Rick Owens",
        "COMME des GARCONS": "Comme des Garçons",
        "コムデギャルソン": "Comme des Garçons",
        "コム デ ギャルソン": "Comme des Garçons",
        "ビビアンウェストウッド": "Vivienne Westwood",
        "HERMES": "Hermès",
        "Levis": "Levi's",
        "任天堂": "Nintendo",
        "RAYBAN": "Ray-Ban",
        "dolce and gabbana": "Dolce & Gabbana",
        "#louisvuitton": "Louis Vuitton",
    }.items():
        known = [brand for brand in dictionary.resolve(written) if words_of(brand) is None]
        assert [dictionary.name(brand) for brand in known] == [name], written


def test_every_name_of_the_dictionary_stands_for_its_brand(dictionary: BrandDictionary) -> None:
    for brand in dictionary.brands():
        assert brand in dictionary.resolve(dictionary.name(brand))


@pytest.mark.parametrize(
    "word",
    ["CDG", "RAF", "JPG", "RO", "Rick", "Y's", "リック", "501", "ワイズ", "Theory"],
)
def test_what_is_also_something_else_is_weak(dictionary: BrandDictionary, word: str) -> None:
    alias = dictionary.alias(normalise(word))
    assert alias is not None
    assert not alias.is_strong


def test_no_strong_alias_is_a_number_or_three_letters(dictionary: BrandDictionary) -> None:
    for alias in dictionary.aliases():
        letters = alias.words.replace(" ", "")
        if alias.is_strong:
            assert len(alias.brands) == 1
            assert not letters.isdigit()
            assert not (letters.isascii() and len(letters) <= 3)


def test_a_weak_alias_stands_for_its_brand_and_for_itself() -> None:
    brands = BrandDictionary.from_rows([RICK])
    assert brands.resolve("RO") == ("rick owens", plain_word("ro"))
    assert brands.resolve("Rick Owens") == ("rick owens",)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("A.P.C.", {"a p c", "apc"}),
        ("APC", {"apc", "a p c"}),
        ("Y-3", {"y 3", "y3"}),
        ("Y3", {"y3", "y 3"}),
        ("Y's", {"y s", "ys"}),
        ("Off-White", {"off white", "offwhite"}),
        ("Coach", {"coach", "コーチ"}),
        ("コーチ", {"コーチ", "coach"}),
        ("Hyke", {"ハイク"}),
        ("Theory", {"theory", "セオリー"}),
        ("Needles", {"needles"}),
        ("にーどるず", {"needles"}),
        ("Vans", {"vans", "バンズ"}),
        ("Bally", {"bally", "バリー"}),
        ("Ray-Ban", {"レイバン"}),
        ("Mackintosh", {"mackintosh"}),
        ("Rick Owens", set()),
    ],
)
def test_whoever_writes_a_name_means_its_weak_spellings(
    dictionary: BrandDictionary, typed: str, meant: set[str]
) -> None:
    words = {words for brand in dictionary.resolve(typed) if (words := words_of(brand))}
    assert words == meant


def test_what_was_not_typed_must_stand_by_itself(dictionary: BrandDictionary) -> None:
    typed, other = plain_word("チャンピオン"), whole_word("チャンピオン")
    assert typed != other
    assert dictionary.resolve("Champion") == ("champion", plain_word("champion"), other)
    assert dictionary.resolve("チャンピオン") == ("champion", typed, plain_word("champion"))


def test_a_shortening_is_no_name(dictionary: BrandDictionary) -> None:
    assert dictionary.resolve("Raf Simons") == ("raf simons",)
    assert dictionary.resolve("RAF") == ("raf simons", plain_word("raf"))


def test_a_name_that_is_another_brands_too_is_not_meant_by_its_variants() -> None:
    brands = BrandDictionary.from_rows(
        [BrandRow("Ab C", weak=("Ab C",)), BrandRow("Abc Other", weak=("ABC",))]
    )
    assert brands.resolve("Ab C") == ("ab c", plain_word("ab c"))


def test_an_unknown_term_stands_for_itself_and_one_of_marks_for_nothing() -> None:
    brands = BrandDictionary.from_rows([RICK])
    assert brands.resolve("Ｆｏｏ・Bar") == (plain_word("foo bar"),)
    assert brands.name(plain_word("foo bar")) == "foo bar"
    assert brands.resolve("★") == ()


def test_an_alias_two_brands_list_stands_for_both_and_is_weak() -> None:
    brands = BrandDictionary.from_rows(
        [BrandRow("Mackintosh", "マッキントッシュ"), BrandRow("McIntosh", "マッキントッシュ")]
    )
    shared = brands.alias("マッキントッシュ")
    assert shared is not None
    assert shared.brands == ("mackintosh", "mcintosh")
    assert not shared.is_strong


def test_a_variant_that_another_brand_lists_or_could_be_written_as_is_dropped() -> None:
    brands = BrandDictionary.from_rows(
        [BrandRow("One", "ヴァレンティア"), BrandRow("Other", "ヴァレンチア")]
    )
    stands_for = {
        words: alias.brands if (alias := brands.alias(words)) else None
        for words in ("ヴァレンティア", "ヴァレンチア", "バレンチア")
    }
    assert stands_for == {
        "ヴァレンティア": ("one",),
        "ヴァレンチア": ("other",),
        "バレンチア": None,
    }


def test_a_variant_that_became_short_katakana_is_weak() -> None:
    brands = BrandDictionary.from_rows([BrandRow("Vans", "ヴァンズ")])
    listed, variant = brands.alias("ヴァンズ"), brands.alias("バンズ")
    assert listed is not None
    assert variant is not None
    assert (listed.is_strong, variant.is_strong) == (True, False)


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("リック・オウエンス", "リックオウエンス"),
        ("リック・オウエンス", "リック オウエンス"),
        ("リック・オウエンス", "リックオーエンス"),
        ("コム・デ・ギャルソン", "コムデ ギャルソン"),
        ("ヴィヴィアン・ウエストウッド", "ビビアンウェストウッド"),
        ("ティファニー", "チファニー"),
        ("ジバンシィ", "ジバンシイ"),
        ("ヘルムート・ラングー", "ヘルムートラング"),
        ("Dolce & Gabbana", "dolce and gabbana"),
        ("Arc'teryx", "arcteryx"),
        ("Rick Owens", "rickowens"),
    ],
)
def test_the_other_ways_to_write_a_name_are_known(name: str, spelling: str) -> None:
    assert spelling in variants(name)


@given(st.text(st.sampled_from("ヴァィティチーウェエオ・アbc &"), max_size=14))
def test_variants_are_few_normalised_and_begin_with_the_name(name: str) -> None:
    found = variants(name)
    assert len(found) <= MOST_VARIANTS
    assert all(normalise(variant) == variant for variant in found)
    assert found[:1] == ((normalise(name),) if normalise(name) else found[:1])


def test_search_spellings_are_what_sellers_write(dictionary: BrandDictionary) -> None:
    found = dictionary.spellings("りっくおうえんす")
    assert found == ("Rick Owens", "リックオウエンス", "リックオーウェンス")
    assert "ニンテンドー" in dictionary.spellings("Nintendo")
    assert dictionary.spellings("Hermès") == ("Hermes", "エルメス")
    assert dictionary.spellings("cdg") == ("Comme des Garcons", "コムデギャルソン", "cdg")
    assert dictionary.spellings(" Foo Bar ") == ("Foo Bar",)
    assert dictionary.spellings("★") == ()


def test_suggestions_begin_with_what_was_typed_in_any_script(dictionary: BrandDictionary) -> None:
    assert dictionary.suggest("rick")[0] == "Rick Owens"
    assert dictionary.suggest("りっく")[0] == "Rick Owens"
    assert "Rick Owens" in dictionary.suggest("owens")
    assert "Comme des Garçons" in dictionary.suggest("コムデ")
    assert dictionary.suggest("zzzz") == []
    assert len(dictionary.suggest("")) == MOST_SUGGESTIONS


def test_suggestions_are_known_brands_each_once(dictionary: BrandDictionary) -> None:
    for typed in "abcdefghijアイウ":
        names = dictionary.suggest(typed)
        assert len(names) == len(set(names)) <= MOST_SUGGESTIONS
        assert all(dictionary.alias(normalise(name)) for name in names)


def test_the_version_says_which_dictionary_it_was(dictionary: BrandDictionary) -> None:
    assert dictionary.version == BrandDictionary.load().version
    assert dictionary.version != BrandDictionary.from_rows([RICK]).version
    assert BrandDictionary.from_rows([RICK]).version == BrandDictionary.from_rows([RICK]).version


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([BrandRow("★")], "no letters"),
        ([BrandRow("Rick Owens"), BrandRow("RICK OWENS")], "twice"),
    ],
)
def test_a_dictionary_that_makes_no_sense_is_refused(rows: list[BrandRow], what: str) -> None:
    with pytest.raises(InvalidInputError, match=what):
        BrandDictionary.from_rows(rows)


def test_an_empty_dictionary_finds_nothing() -> None:
    brands = BrandDictionary.from_rows([])
    assert [*brands.hits("rick owens")] == []
    assert brands.suggest("rick") == []


LATIN = ["Rick", "Owens", "rickowens", "RO", "b", "Yohji", "Yamamoto", "Y", "s", "3", "CDG"]
KANA = ["リック", "オウエンス", "パト", "の", "黒", "ヨウジ", "コム", "・", "デ", "ギャルソン", " "]
WORDS = st.lists(st.sampled_from(LATIN + KANA), max_size=12)


@given(WORDS, st.sampled_from(["", " ", "　"]))
def test_hits_are_those_of_a_plain_search_for_every_alias(words: list[str], glue: str) -> None:
    brands = BrandDictionary.from_rows(
        [
            RICK,
            BrandRow("Yohji Yamamoto", "ヨウジ・ヤマモト", weak=("ヨウジ",)),
            BrandRow("Y's", "ワイズ"),
            BrandRow("Y-3", "ワイ・スリー"),
            BrandRow("Comme des Garçons", "コム・デ・ギャルソン", weak=("CDG",)),
        ]
    )
    title = normalise(glue.join(words))
    found = sorted((hit.start, hit.end, hit.alias.words) for hit in brands.hits(title))
    expected = sorted(
        (start, end, alias.words)
        for alias in brands.aliases()
        for start, end in spans_of(brand_pattern(alias.words) or "-", padded(title))
    )
    assert found == expected
