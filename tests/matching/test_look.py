"""Which brand a listing is of, and what made us think so."""

from __future__ import annotations

import pytest
from tests.matching.world import listing

from maneki.matching.brands import BrandDictionary, BrandRow
from maneki.matching.look import look_at, names_word


def found(dictionary: BrandDictionary, title: str, **facts: object) -> dict[str, str]:
    """The brands of a listing, and where each was found."""
    look = look_at(listing(title, **facts), dictionary)
    return {brand.name: brand.where for brand in look.brands.values()}


def test_the_brand_field_names_the_brand_in_any_dress(dictionary: BrandDictionary) -> None:
    for field in ("Rick Owens", "RICK OWENS", "ﾘｯｸｵｳｴﾝｽ", "リック・オウエンス", "りっくおうえんす"):
        assert found(dictionary, "ブーツ", brand=field) == {"Rick Owens": "brand field"}


def test_a_longer_brand_field_is_searched(dictionary: BrandDictionary) -> None:
    for field in ("Rick Owens(リックオウエンス)", "Rick Owens Mainline", "リックオウエンスの靴"):
        assert found(dictionary, "ブーツ", brand=field) == {"Rick Owens": "brand field"}


@pytest.mark.parametrize("field", [None, "", "★", "ノーブランド", "Some Unknown Maker"])
def test_the_title_speaks_when_the_field_names_no_known_brand(
    dictionary: BrandDictionary, field: str | None
) -> None:
    assert found(dictionary, "ﾘｯｸｵｳｴﾝｽ ﾌﾞｰﾂ", brand=field) == {"Rick Owens": "title"}


def test_the_title_is_silent_when_the_field_names_a_known_brand(
    dictionary: BrandDictionary,
) -> None:
    assert found(dictionary, "Rick Owens boots", brand="Nike") == {"Nike": "brand field"}


def test_a_weak_alias_counts_as_the_whole_brand_field(dictionary: BrandDictionary) -> None:
    for field, name in {
        "RAF": "Raf Simons",
        "CDG": "Comme des Garçons",
        "リック": "Rick Owens",
        "JPG": "Jean Paul Gaultier",
        "501": "Levi's",
    }.items():
        assert found(dictionary, "ジャケット", brand=field) == {name: "brand field"}


@pytest.mark.parametrize(
    "title",
    [
        "RAF parka",
        "CDG wallet",
        "Rick and Morty",
        "RO ブーツ",
        "bronze buckle",
        "パトリック スニーカー",
        "リック ブーツ",
        "Patrick Cox",
        "boy's jacket",
        "カメラ 501",
        "in theory a coat",
    ],
)
def test_a_weak_alias_or_a_piece_of_a_word_is_no_brand_in_a_title(
    dictionary: BrandDictionary, title: str
) -> None:
    assert found(dictionary, title) == {}


def test_a_weak_alias_within_a_longer_field_does_not_count(dictionary: BrandDictionary) -> None:
    assert found(dictionary, "parka", brand="RAF style") == {}


def test_the_category_path_confirms_a_weak_alias(dictionary: BrandDictionary) -> None:
    path = ("ファッション", "ブランド別", "ら", "ラフシモンズ")
    assert found(dictionary, "RAF parka", category_path=path) == {"Raf Simons": "title"}
    assert found(dictionary, "CDG wallet", category_path=path) == {}


def test_the_category_path_says_which_of_two_brands_share_a_name(
    dictionary: BrandDictionary,
) -> None:
    title = "マッキントッシュ アンプ"
    assert found(dictionary, title) == {}
    path = ("オーディオ", "McIntosh Laboratory")
    assert found(dictionary, title, category_path=path) == {"McIntosh": "title"}


def test_a_shared_name_in_the_field_is_both_brands(dictionary: BrandDictionary) -> None:
    both = {"Mackintosh": "brand field", "McIntosh": "brand field"}
    assert found(dictionary, "コート", brand="マッキントッシュ") == both


def test_the_longest_match_wins() -> None:
    brands = BrandDictionary.from_rows(
        [
            BrandRow("Ralph"),
            BrandRow("Ralph Lauren"),
            BrandRow("Polo Ralph Lauren"),
            BrandRow("Lauren Home"),
        ]
    )
    assert found(brands, "Polo Ralph Lauren shirt") == {"Polo Ralph Lauren": "title"}
    assert found(brands, "Ralph Lauren Home") == {"Ralph Lauren": "title"}
    assert found(brands, "Ralph and Lauren Home") == {"Ralph": "title", "Lauren Home": "title"}


def test_a_name_within_another_name_is_found_where_it_stands_alone(
    dictionary: BrandDictionary,
) -> None:
    assert found(dictionary, "Mario Valentino bag") == {"Mario Valentino": "title"}
    both = found(dictionary, "Mario Valentino bag, not Valentino")
    assert both == {"Mario Valentino": "title", "Valentino": "title"}


def test_a_collaboration_is_of_both_brands(dictionary: BrandDictionary) -> None:
    assert found(dictionary, "Adidas × Rick Owens スニーカー") == {
        "Adidas": "title",
        "Rick Owens": "title",
    }


def test_a_line_is_of_its_own_brand_and_of_the_house_it_names(dictionary: BrandDictionary) -> None:
    assert found(dictionary, "RICK OWENS DRKSHDW デニム") == {
        "Rick Owens": "title",
        "DRKSHDW": "title",
    }
    assert found(dictionary, "Burberry Black Label coat") == {"Burberry Black Label": "title"}


def test_a_title_that_names_five_brands_names_none(dictionary: BrandDictionary) -> None:
    four = "Rick Owens Balenciaga Undercover ヨウジヤマモト"
    assert len(found(dictionary, four)) == 4
    assert found(dictionary, f"{four} コムデギャルソン系") == {}
    assert found(dictionary, f"{four} Nike", brand="Guidi") == {"Guidi": "brand field"}


def test_the_description_names_no_brand(dictionary: BrandDictionary) -> None:
    assert found(dictionary, "boots", description="Rick Owens みたいな") == {}


def test_it_says_which_words_named_the_brand(dictionary: BrandDictionary) -> None:
    look = look_at(listing("ﾘｯｸｵｳｴﾝｽ ﾌﾞｰﾂ"), dictionary)
    [brand] = look.brands.values()
    assert (brand.name, brand.words, brand.where) == ("Rick Owens", "リックオウエンス", "title")


@pytest.mark.parametrize(
    ("title", "field", "where"),
    [
        ("boots", "Foo Bar", "brand field"),
        ("boots", "ｆｏｏ　ｂａｒ", "brand field"),
        ("boots", "Foo Bar Tokyo", None),
        ("Foo Bar boots", None, "title"),
        ("FOO-BAR boots", "ノーブランド", "title"),
        ("xfoo bar boots", None, None),
        ("Foo Bar × Nike", None, "title"),
        ("Foo Bar boots", "Nike", None),
        ("Foo Bar: Nike Adidas Puma Reebok Asics", None, None),
    ],
)
def test_a_brand_the_dictionary_does_not_know_is_its_own_words(
    dictionary: BrandDictionary, title: str, field: str | None, where: str | None
) -> None:
    assert names_word(look_at(listing(title, brand=field), dictionary), "foo bar") == where


def test_a_word_within_the_name_of_a_known_brand_is_not_that_word(
    dictionary: BrandDictionary,
) -> None:
    look = look_at(listing("Rick Owens boots"), dictionary)
    assert names_word(look, "owens") is None
    assert names_word(look_at(listing("Rick Owens by Owens"), dictionary), "owens") == "title"
    assert names_word(look, "rick owens boots") == "title"


def test_an_absurdly_long_title_is_looked_at(dictionary: BrandDictionary) -> None:
    assert found(dictionary, "靴" * 100_000 + " Rick Owens") == {"Rick Owens": "title"}
