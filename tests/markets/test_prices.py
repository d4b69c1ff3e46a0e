from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.markets.prices import PriceTextError, price_in, read_amount, read_yen
from maneki.model.money import MOST_MINOR_UNITS, Money


@pytest.mark.parametrize(
    ("text", "yen"),
    [
        ("1,234,567円（税込）", 1_234_567),
        ("現在1,000円", 1_000),
        ("１２，０００円", 12_000),
        ("12.5万円", 125_000),
        ("23000", 23_000),
        ("￥3,980", 3_980),
        ("即決 1,000円 (税 90円)", 1_000),
        ("12万5,000円", 125_000),
        ("1000.00", 1_000),
        ("9,999,999円", 9_999_999),
    ],
)
def test_a_price_field_is_read(text: str, yen: int) -> None:
    assert read_yen(text) == yen


@pytest.mark.parametrize("text", ["-", "即決-", "", "  ", "−", "現在 –", "価格未定", "0円", "０"])
def test_a_field_that_names_no_price_has_none_and_is_not_zero(text: str) -> None:
    assert read_yen(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "1,000円〜2,000円",
        "-500円",
        "12.5円",
        "12.000円",
        "1,00円",
        "5千円",
        "1億2000万円",
        "99999999999999999999999999円",
        "9999999999999円",
        "1" * 100_000,
        "99999999999999万円",
    ],
)
def test_what_is_not_one_sensible_price_is_an_error_never_a_guess(text: str) -> None:
    with pytest.raises(PriceTextError, match=r"\.$"):
        read_yen(text)


@given(st.integers(1, MOST_MINOR_UNITS))
def test_every_amount_survives_being_written_with_commas_in_either_width(yen: int) -> None:
    text = f"{yen:,}円"
    wide = text.translate({ord(a): ord("０") + n for n, a in enumerate("0123456789")})
    assert read_yen(text) == read_yen(wide.replace(",", "，")) == yen


@given(st.text())
def test_no_text_makes_the_price_reader_fail_in_another_way(text: str) -> None:
    try:
        amount = read_yen(text)
    except PriceTextError:
        return
    assert amount is None or 0 < amount <= MOST_MINOR_UNITS


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("Ann Demeulemeester boots £350", Money(35_000, "GBP")),
        ("リックオウエンス 12,000円 送料込", Money(12_000, "JPY")),
        ("グッチ 12.5万円", Money(125_000, "JPY")),
        ("¥5,000", Money(5_000, "JPY")),
        ("￥５，０００", Money(5_000, "JPY")),
        ("1.234,56 €", Money(123_456, "EUR")),
        ("EUR 30", Money(3_000, "EUR")),
        ("Router  $35 + Free Shipping", Money(3_500, "USD")),
        ("US$1,200.50", Money(120_050, "USD")),
        ("C$40", Money(4_000, "CAD")),
        ("12000 JPY", Money(12_000, "JPY")),
        ("¥5,000, really ¥5,000", Money(5_000, "JPY")),
    ],
)
def test_the_one_price_named_in_a_text_is_taken(text: str, price: Money) -> None:
    assert price_in(text).price == price


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Cases: iPhone 6 Plus $3, iPhone 6 $2", 2),
        ("$60 after $30 Rebate", 2),
        ("was ¥8,000 now ¥5,000", 2),
    ],
)
def test_several_prices_in_a_text_are_none(text: str, named: int) -> None:
    assert price_in(text).price is None
    assert price_in(text).named == named


@pytest.mark.parametrize(
    "text",
    [
        "Free after $5 Rebate",
        "500円引き",
        "Free Shipping on $25+",
        "10円玉",
        "A$AP Rocky 2013",
        "PS5 本体",
        "3万5千円",
        "¥3万5000",
        "1億円",
        "40% off",
        "$0 down",
        "¥99999999999999999",
        "",
    ],
)
def test_an_amount_that_is_not_the_price_is_not_taken_for_it(text: str) -> None:
    assert price_in(text).price is None


@given(st.text(alphabet="0123456789.,¥$€£円万 JPYUSD+-", max_size=60))
def test_no_text_makes_the_search_for_prices_fail(text: str) -> None:
    price = price_in(text).price
    assert price is None or 0 < price.amount <= MOST_MINOR_UNITS


def test_one_separator_before_three_digits_parts_thousands() -> None:
    assert read_amount("1.234", "EUR") == Money(123_400, "EUR")
    assert read_amount("12.34", "EUR") == Money(1_234, "EUR")
    assert read_amount("12.34", "JPY") is None
