"""Which sizes are the same, and which are not known to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.matching.world import listing

from maneki.matching.match import Matcher
from maneki.matching.size import sizes_asked, sizes_of
from maneki.model.filter import Criteria

MENS_SHOES = ("メンズ", "2", "靴", "スニーカー")
LADIES_SHOES = ("レディース", "1", "靴", "パンプス")
MENS_JACKETS = ("Men", "Coats & Jackets", "Jackets")
LADIES_DRESSES = ("Women's Clothing", "Dresses")
JEANS = ("メンズ", "パンツ", "デニム/ジーンズ")
RINGS = ("レディース", "アクセサリー", "リング")
SOCKS = ("メンズ", "靴下/スパッツ")
GENTLEMENS_SHOES = ("ファッション", "紳士靴")
EARRINGS = ("レディース", "アクセサリー", "イヤリング")


def is_met(asked: str, size: str, path: tuple[str, ...] = (), market: str = "mercari_jp") -> bool:
    return any(term in sizes_of(size, path, market) for term in sizes_asked(asked))


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ("M", "サイズM"), ("Ｍ", "Mサイズ"), ("size m", "M"), ("LL", "XL"), ("XL", "XL(LL)"),
        ("3L", "XXL"), ("26.5cm", "26.5 ㎝"), ("26.5", "26.5cm"),
        ("27.0", "27cm"), ("27", "JP 27cm"),
        ("US 8.5", "8.5 US"), ("IT48", "48 IT"), ("W30", "30インチ"), ("w30 l32", "ウエスト30"),
        ("11号", "11 号"), ("フリー", "ﾌﾘｰ"), ("one size", "One-Size"), ("M/L", "M/L"),
    ],
)  # fmt: skip
def test_one_size_is_written_in_many_ways(asked: str, size: str) -> None:
    assert is_met(asked, size)


@pytest.mark.parametrize(
    ("asked", "size", "path"),
    [
        ("US 8.5", "26.5cm", MENS_SHOES), ("42", "26.5cm", MENS_SHOES),
        ("EU42", "26.5", MENS_SHOES),
        ("26.5", "42", MENS_SHOES), ("26.5cm", "US8.5", MENS_SHOES), ("27", "27", MENS_SHOES),
        ("US 9.5", "26.5cm", LADIES_SHOES), ("38", "24cm", LADIES_SHOES),
        ("メンズ US8.5", "26.5cm", MENS_SHOES), ("men's 8.5 US", "EU 42", MENS_SHOES),
        ("26.5cm", "US 8.5 / 26.5cm", ()), ("IT 50", "US 40", MENS_JACKETS),
        ("US 4", "IT 40", LADIES_DRESSES), ("FR36", "UK8", LADIES_DRESSES),
        ("W30", "30", JEANS), ("30", "W30 L32", JEANS), ("30", "30インチ", ()),
        ("11号", "US 6", RINGS), ("US6", "11号", RINGS), ("US 8.5", "メンズ26.5cm", ("靴",)),
        ("US 8.5", "26.5cm", GENTLEMENS_SHOES), ("IT 50", "US 40", ("メンズ", "スーツベスト")),
    ],
)  # fmt: skip
def test_systems_are_converted_where_it_is_said_what_for(
    asked: str, size: str, path: tuple[str, ...]
) -> None:
    assert is_met(asked, size, path)


@pytest.mark.parametrize(
    ("asked", "size", "path"),
    [
        ("US 8.5", "26.5cm", ()), ("US 8.5", "26.5cm", ("靴",)), ("US 8.5", "26.5cm", LADIES_SHOES),
        ("レディース US8.5", "26.5cm", MENS_SHOES), ("UK 8", "26.5cm", MENS_SHOES),
        ("42", "IT 42", LADIES_DRESSES), ("27cm", "27", JEANS),
        ("26.5", "27cm", MENS_SHOES),
        ("M", "M/L", ()), ("M", "M～L", ()), ("27", "26.5cm/27cm", MENS_SHOES), ("M", "L", ()),
        ("8.5", "US 8.5", MENS_SHOES), ("9号", "US 4", LADIES_DRESSES), ("11号", "US 6", EARRINGS),
        ("10", "100", ()), ("90cm", "9cm", ()), ("27", "27cm以上", MENS_SHOES), ("38", "38cm", ()),
        ("W17", "17インチ", ("自動車", "タイヤ")), ("11cm", "11号", MENS_SHOES),
        ("US 8.5", "26.5cm", SOCKS),
    ],
)  # fmt: skip
def test_what_is_not_known_to_be_the_same_is_not(
    asked: str, size: str, path: tuple[str, ...]
) -> None:
    assert not is_met(asked, size, path)


def test_a_small_number_is_what_it_is_where_sellers_write_one_system() -> None:
    assert is_met("US 8.5", "8.5", ("Men", "Shoes"), market="ebay")
    assert is_met("26.5cm", "8.5", ("Men", "Shoes"), market="ebay")
    assert not is_met("US 8.5", "8.5", ("Men", "Shoes"))


def test_a_number_asked_for_alone_is_what_it_can_be_of_each_kind_of_thing() -> None:
    assert is_met("27", "27cm", MENS_SHOES)
    assert is_met("27", "27", JEANS)
    assert is_met("27", "W27", JEANS)
    assert is_met("42", "EU42", MENS_SHOES)
    assert not is_met("42", "US 6", LADIES_DRESSES)


@given(st.text(max_size=150), st.lists(st.text(max_size=20), max_size=3).map(tuple))
def test_whatever_is_written_is_a_size_like_itself(size: str, path: tuple[str, ...]) -> None:
    offered, asked = sizes_of(size, path, "ebay"), sizes_asked(size)
    if asked:
        assert asked[0] in offered or asked[0].count(":")
    assert "" not in offered
    assert "" not in asked


def test_the_reason_says_how_a_size_was_understood(matcher: Matcher) -> None:
    def said(size: str | None, *asked: str) -> str:
        found = listing(size=size, category_path=MENS_SHOES)
        look = matcher.look_at(found)
        return matcher.fits(Criteria(sizes=asked), look, rates=None).reasons[-1].text

    assert said("26.5cm", "S", "US 8.5") == "size: '26.5cm' is 'US 8.5' (shoes:men:us:8.5)"
    assert said("26.5cm", "26.5CM") == "size: '26.5cm'"
    assert said("26.5cm", "US 9") == "size: '26.5cm', wanted is US 9"
    assert said(None, "US 9") == "size: not said, wanted is US 9"
