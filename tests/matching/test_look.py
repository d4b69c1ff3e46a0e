"""Which brand a listing is of, and what made us think so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.matching.world import listing

from maneki.matching.brands import BrandDictionary, BrandRow, plain_word, whole_word
from maneki.matching.look import MOST_BRANDS, look_at, names_word


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
        "CDG 12",
        "Rick and Morty shirt",
        "RO ブーツ",
        "bronze buckle",
        "パトリック・ユーイング カード",
        "リック 写真",
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
    assert found(dictionary, "oil", brand="Omega Nutrition") == {}
    assert found(dictionary, "amp", brand="Coach Marshall") == {}


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("Coach(コーチ)", "Coach"),
        ("VANS(バンズ)", "Vans"),
        ("オメガ/OMEGA", "Omega"),
        ("マッキントッシュ(Mackintosh)", "Mackintosh"),
    ],
)
def test_weak_names_of_one_brand_that_fill_the_field_count(
    dictionary: BrandDictionary, field: str, name: str
) -> None:
    assert found(dictionary, "バッグ", brand=field) == {name: "brand field"}


# What the names of these brands mean to everybody else. Nobody who sells it names a brand.
ORDINARY = {
    "Undercover": "Undercover Boss DVD",
    "Kapital": "Das Kapital, erster Band",
    "Neighborhood": "Mister Rogers' Neighborhood VHS",
    "Human Made": "human made lake print",
    "Kolor": "sukienka kolor czarny",
    "Needles": "sewing needles 50 pcs set",
    "Porter": "porter beer glass",
    "BEAMS": "steel beams for a model bridge",
    "Toga": "toga party costume",
    "Doublet": "achromatic doublet lens 50mm",
    "Tenderloin": "牛テンダーロインステーキ 500g",
    "Anello": "anello in argento 925",
    "Vetements": "lot de vêtements bébé",
    "Fear of God": "The Fear of God (paperback)",
    "Supreme": "The Supremes supreme hits",
    "Wrangler": "ジープ ラングラー JL ホイール",
    "Mackintosh": "Charles Rennie Mackintosh chair",
    "Alexander McQueen": "Lightning McQueen toy car",
    "Church's": "the church's history",
    "Red Wing": "red wing blackbird print",
    "Dr. Martens": "two martens, taxidermy",
    "Schott": "Schott Zwiesel Gläser",
    "Puma": "schleich puma figure",
    "Converse": "the converse theorem book",
    "Vans": "toy vans and cars lot",
    "Patagonia": "Patagonia travel guide",
    "Canada Goose": "canada goose decoy",
    "Omega": "オメガ3 サプリ omega 3 fish oil",
    "Tudor": "tudor style house model",
    "Swatch": "fabric swatch book",
    "Hublot": "joint de hublot lave-linge",
    "Canon": "Pachelbel canon sheet music",
    "Olympus": "The Heroes of Olympus set",
    "Polaroid": "polaroid photo of a cat",
    "Bose": "Der böse Wolf",
    "TAKAHIROMIYASHITATheSoloist.": "The Soloist (DVD)",
}


@pytest.mark.parametrize(("name", "title"), ORDINARY.items())
def test_an_ordinary_word_in_a_title_is_no_brand(
    dictionary: BrandDictionary, name: str, title: str
) -> None:
    assert name not in found(dictionary, title)
    assert found(dictionary, title, brand=name) == {name: "brand field"}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("アンダーカバー パーカー", "Undercover"),
        ("ニードルズ トラックパンツ", "Needles"),
        ("吉田カバン ポーター タンカー", "Porter"),
        ("シュプリーム ボックスロゴ", "Supreme"),
        ("コンバース オールスター", "Converse"),
        ("Converse All Star 27cm", "Converse"),
        ("パタゴニア フリース", "Patagonia"),
        ("キヤノン 一眼レフ", "Canon"),
        ("オメガ シーマスター", "Omega"),
        ("Omega Speedmaster", "Omega"),
        ("Red Wing Shoes 875", "Red Wing"),
    ],
)
def test_what_cannot_be_an_ordinary_word_still_is_the_brand(
    dictionary: BrandDictionary, title: str, name: str
) -> None:
    assert found(dictionary, title) == {name: "title"}


def test_the_category_path_confirms_a_weak_alias(dictionary: BrandDictionary) -> None:
    path = ("ファッション", "ブランド別", "ら", "ラフシモンズ")
    assert found(dictionary, "RAF parka", category_path=path) == {"Raf Simons": "title"}
    assert found(dictionary, "FOG tape", category_path=path) == {}


def test_the_category_path_says_which_of_two_brands_share_a_name(
    dictionary: BrandDictionary,
) -> None:
    title = "マッキントッシュ 1960"
    assert found(dictionary, title) == {}
    path = ("オーディオ", "McIntosh Laboratory")
    assert found(dictionary, title, category_path=path) == {"McIntosh": "title"}


def test_a_shared_name_in_the_field_is_both_brands(dictionary: BrandDictionary) -> None:
    both = {"Mackintosh": "brand field", "McIntosh": "brand field"}
    assert found(dictionary, "コート", brand="マッキントッシュ") == both


@pytest.mark.parametrize(
    "title",
    [
        "レディースウォッチ",
        "ホーンテッドマンション",
        "コートダジュール 絵葉書",
        "フランケンシュタイン",
    ],
)
def test_the_end_of_a_katakana_word_is_no_brand(dictionary: BrandDictionary, title: str) -> None:
    assert found(dictionary, title) == {}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("スウォッチ レディース", "Swatch"),
        ("レディーススウォッチ", "Swatch"),
        ("メンズコムデギャルソン", "Comme des Garçons"),
        ("メンズアディダスジャージ", "Adidas"),
    ],
)
def test_a_katakana_name_that_follows_what_goes_before_names_is_the_brand(
    dictionary: BrandDictionary, title: str, name: str
) -> None:
    assert found(dictionary, title) == {name: "title"}


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
    four = "Rick Owens Balenciaga Visvim ヨウジヤマモト"
    assert len(found(dictionary, four)) == 4
    assert found(dictionary, f"{four} コムデギャルソン系") == {}
    assert found(dictionary, f"{four} Nike", brand="Guidi") == {"Guidi": "brand field"}


def test_weak_names_are_tags_too(dictionary: BrandDictionary) -> None:
    look = look_at(listing("Supreme, Vans, Converse, Champion, Stüssy"), dictionary)
    assert look.brands == {}
    assert names_word(look, plain_word("supreme")) is None
    four = look_at(listing("Supreme, Vans, Converse, Stüssy コーチジャケット"), dictionary)
    assert names_word(four, plain_word("supreme")) == "title"


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
    look = look_at(listing(title, brand=field), dictionary)
    assert names_word(look, plain_word("foo bar")) == where


def test_a_word_within_the_name_of_a_known_brand_is_not_that_word(
    dictionary: BrandDictionary,
) -> None:
    look = look_at(listing("Rick Owens boots"), dictionary)
    assert names_word(look, plain_word("owens")) is None
    twice = look_at(listing("Rick Owens by Owens"), dictionary)
    assert names_word(twice, plain_word("owens")) == "title"
    assert names_word(look, plain_word("rick owens boots")) == "title"


@pytest.mark.parametrize(
    ("title", "where"),
    [
        ("チャンピオン スウェット", "title"),
        ("チャンピオン・リーグ", "title"),
        ("チャンピオンズリーグ ユニフォーム", None),
        ("少年チャンピオン", "title"),
    ],
)
def test_a_whole_word_stands_by_itself(
    dictionary: BrandDictionary, title: str, where: str | None
) -> None:
    look = look_at(listing(title), dictionary)
    assert names_word(look, whole_word("チャンピオン")) == where
    assert names_word(look, plain_word("チャンピオン")) == "title"


SCRAPS = [
    "Nikon",
    "ニコン",
    "for",
    "like",
    "style",
    "用",
    "風",
    "対応",
    "Leica",
    "Panasonic",
    "LEGO",
]
SCRAPS += ["Coach", "コーチ", "jacket", "バッグ", "CDG", "x", "Raf Simons", "Calvin Klein", "X100V"]
SCRAPS += [
    "Supreme",
    "Canon",
    "レンズ",
    "マッキントッシュ",
    "アンプ",
    "Burberry Black Label",
    "の",
    "3",
]


@given(st.lists(st.sampled_from(SCRAPS), max_size=12), st.sampled_from(["", " ", "・", "/"]))
def test_whatever_a_title_is_made_of_its_brands_stand_in_it(
    dictionary: BrandDictionary, scraps: list[str], glue: str
) -> None:
    look = look_at(listing(glue.join(scraps)), dictionary)
    for brand, how in look.brands.items():
        alias = dictionary.alias(how.words)
        assert alias is not None
        assert brand in alias.brands
        assert how.words in look.title
    assert all(0 <= start < end <= len(look.title) for start, end in look.taken)
    assert look.may_name_brand or not look.brands
    assert len(look.brands) <= MOST_BRANDS


def test_an_absurdly_long_title_is_looked_at(dictionary: BrandDictionary) -> None:
    assert found(dictionary, "靴" * 100_000 + " Rick Owens") == {"Rick Owens": "title"}


@pytest.mark.parametrize(
    ("title", "names"),
    [
        # A word for what the brand makes says that the ordinary word is the brand.
        ("Supreme hoodie", {"Supreme"}),
        ("Coach バッグ", {"Coach"}),
        ("Kappa track pants", {"Kappa"}),
        ("ディーゼル デニム", {"Diesel"}),
        ("Canon 50mm lens", {"Canon"}),
        ("Omega watch", {"Omega"}),
        ("オメガ 腕時計", {"Omega"}),
        ("Gap zomerjurk", {"Gap"}),
        # It need be what this brand makes.
        ("Canon shirt", set()),
        ("Omega bike", set()),
        # What looks like the brand and is known to be something else.
        ("tennis coach jacket", set()),
        ("コーチジャケット", set()),
        ("Big Bang Theory shirt", set()),
        ("オメガ3 サプリ omega 3", set()),
        ("Bruce Lee jacket", set()),
        # Two makers share a name: what is made says which.
        ("マッキントッシュ コート", {"Mackintosh"}),
        ("マッキントッシュ アンプ", {"McIntosh"}),
        ("Boss jeans", {"Hugo Boss"}),
        ("Boss overdrive", {"Boss Effects"}),
        # Both names of a brand confirm each other, but not those of a range.
        ("コーチ COACH 12345", {"Coach"}),
        ("LUMIX ルミックス", set()),
        # So does a season, and for makers of jeans only a word for jeans.
        ("Kapital SS18", {"Kapital"}),
        ("Levi 514 W34", {"Levi's"}),
        ("Mens Levi pants", {"Levi's"}),
        ("Levi Ackerman shirt", set()),
        ("Men's Lucky blue jeans", {"Lucky Brand"}),
        ("lucky cat shirt", set()),
        ("MAC eyeshadow palette", {"MAC Cosmetics"}),
        ("boyfriend jeans by MAC", {"MAC Jeans"}),
        ("beige mac coat", set()),
        # An x joins it to a brand, or begins what is left of the name of two.
        ("Uniqlo x Undercover 3", {"Uniqlo", "Undercover"}),
        ("Undercover x Supreme 3", {"Undercover", "Supreme"}),
        ("x Undercover 3", {"Undercover"}),
        ("x Off White 3", {"Off-White"}),
        ("black x off white 3", set()),
        ("10 x Needles", set()),
        ("Undercover x 3", set()),
    ],
)
def test_a_likely_name_counts_when_the_title_confirms_it(
    dictionary: BrandDictionary, title: str, names: set[str]
) -> None:
    assert found(dictionary, title).keys() == names


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Deisel slim jeans", "Diesel"),
        ("Rick Ownes 42", "Rick Owens"),
        ("Hugo Boos 32", "Hugo Boss"),
        ("Louis Vitton wallet", "Louis Vuitton"),
        ("Balanciaga bag", "Balenciaga"),
        ("Abercombie hoodie", "Abercrombie & Fitch"),
        ("Hanna Anderson size 80", "Hanna Andersson"),
        ("Sketchers 38", "Skechers"),
        ("Addidas 38", "Adidas"),
    ],
)
def test_the_usual_slips_of_the_pen_are_known(
    dictionary: BrandDictionary, title: str, name: str
) -> None:
    assert found(dictionary, title) == {name: "title"}


# Brands with the names of ordinary things, in titles of just such things.
@pytest.mark.parametrize(
    "title",
    [
        "black shirt size m",
        "vintage archive jacket",
        "original leather bag",
        "coral reef print shirt",
        "pumpkin patch toddler shirt",
        "afternoon tea dress",
        "silver cross necklace",
        "falda bonita talla m",
        "jupe pour tous taille 38",
        "garcia baseball jersey",
        "wired mouse",
        "リネンシャツ Mサイズ",
        "ただし書き Tシャツ",
    ],
)
def test_an_ordinary_thing_has_no_maker(dictionary: BrandDictionary, title: str) -> None:
    assert found(dictionary, title) == {}


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("strap for Nikon", set()),
        ("Spigen case for Apple iPhone", {"Spigen"}),
        ("filter for Nikon Pentax and Leica", set()),
        ("coque pour Samsung", set()),
        ("battery compatible with Panasonic", set()),
        ("jacket like Balenciaga", set()),
        ("Balenciaga style coat", set()),
        ("Versace vibes dress", set()),
        ("Prada-inspired bag", set()),
        ("ソニー用 充電器", set()),
        ("任天堂用ケース", set()),
        ("FUJIFILM X100V VI用 本革ケース", set()),
        ("シャネル風 ジャケット", set()),
        ("コムデギャルソン系 コート", set()),
        ("ニコン対応 レンズキャップ", set()),
        ("エルメネジルドゼニア生地 スーツ", set()),
        # What looks the same and is not.
        ("Raf Simons for Calvin Klein", {"Raf Simons", "Calvin Klein"}),
        ("IKEA bin for IKEA table", {"IKEA"}),
        ("Prada bag like new", {"Prada"}),
        ("Gucci like new", {"Gucci"}),
        ("Gucci style 12345", {"Gucci"}),
        ("Gucci style no 12", {"Gucci"}),
        ("ナイキ用品", {"Nike"}),
        ("キヤノン用紙", {"Canon"}),
        ("SONY ウォークマン Bluetooth対応", {"Sony"}),
        ("Panasonic 4K動画対応", {"Panasonic"}),
        ("グッチ 専用箱付き", {"Gucci"}),
    ],
)
def test_what_a_thing_is_for_or_like_does_not_make_it(
    dictionary: BrandDictionary, title: str, names: set[str]
) -> None:
    assert found(dictionary, title).keys() == names


def test_whoever_asks_for_a_weak_name_is_not_told_of_what_fits_it(
    dictionary: BrandDictionary,
) -> None:
    fitting = look_at(listing("Lens cap for Canon"), dictionary)
    assert names_word(fitting, plain_word("canon")) is None
    own = look_at(listing("Canon lens cap for EOS"), dictionary)
    assert names_word(own, plain_word("canon")) == "title"


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Panasonic LUMIX DMC-TZ5 LEICA", {"Panasonic"}),
        ("パナソニック ライカレンズ", {"Panasonic"}),
        ("LUMIX DMC-TZ5 LEICA 10倍", set()),
        ("Leica M6", {"Leica"}),
        ("LEGO 71403 Nintendo Super Mario", {"Lego"}),
        ("レゴ アディダス 10282", {"Lego"}),
        ("Tamiya, Hasegawa 1/48", {"Tamiya", "Hasegawa"}),
        ("Nikon FM2, Tamron 28mm", {"Nikon", "Tamron"}),
        ("Nikon Zf Leica M11 Pentax cover", set()),
    ],
)
def test_makers_of_parts_and_lists_of_devices_make_nothing(
    dictionary: BrandDictionary, title: str, names: set[str]
) -> None:
    assert found(dictionary, title).keys() == names
