"""What people type into `/filter create` is read as they mean it, or refused with a sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from tests.channels.discord.cards import any_text

from maneki.channels.discord.described import criteria_lines
from maneki.channels.discord.wishes import Wishes, criteria_of, read_price, terms
from maneki.errors import InvalidInputError
from maneki.model.event import EventKind
from maneki.model.filter import Criteria, Keywords, PriceRange, Shipping, WantedType
from maneki.model.listing import Condition
from maneki.model.money import Money

MARKETS = ("mercari_jp", "feed", "bobs_shop")


def understood(**typed: str) -> Criteria:
    return criteria_of(Wishes(**typed), markets=MARKETS, language="en")


@pytest.mark.parametrize(
    ("typed", "currency", "meant"),
    [
        ("50,000", None, Money(50_000, "JPY")),
        ("50000", None, Money(50_000, "JPY")),
        ("¥50,000", None, Money(50_000, "JPY")),
        ("￥５０，０００", None, Money(50_000, "JPY")),
        ("50,000円", None, Money(50_000, "JPY")),
        ("5万", None, Money(50_000, "JPY")),
        ("12.5万円", None, Money(125_000, "JPY")),
        ("5万5000", None, Money(55_000, "JPY")),
        ("50k", None, Money(50_000, "JPY")),
        ("$120.50", None, Money(12_050, "USD")),
        ("US$ 1,200", None, Money(120_000, "USD")),
        ("120.5 USD", None, Money(12_050, "USD")),
        ("eur 99", None, Money(9_900, "EUR")),
        ("€1.234,50", None, Money(123_450, "EUR")),
        ("£40", None, Money(4_000, "GBP")),
        ("₩50,000", None, Money(50_000, "KRW")),
        ("120.50", "USD", Money(12_050, "USD")),
        ("$120", "AUD", Money(12_000, "AUD")),
        ("¥200", "CNY", Money(20_000, "CNY")),
        ("5万", "KRW", Money(50_000, "KRW")),
    ],
)
def test_a_price_is_read_as_people_write_it(typed: str, currency: str | None, meant: Money) -> None:
    assert read_price(typed, currency=currency, language="en") == meant


@pytest.mark.parametrize(
    ("typed", "currency"),
    [
        ("cheap", None), ("-", None), ("0", None), ("-5", None), ("120.50", None), ("1,2,3", None),
        ("about 500", None), ("500 or so", None), ("$5円", None), ("5000-9000", None),
        ("9" * 40, None), ("$120", "EUR"), ("120.5055", "USD"), ("¥" * 99, None),
    ],
)  # fmt: skip
def test_what_is_no_price_is_refused_with_what_would_be_right(
    typed: str, currency: str | None
) -> None:
    with pytest.raises(InvalidInputError, match=r"write it as 50,000, ¥50,000, 5万 or \$120\.50"):
        read_price(typed, currency=currency, language="en")


def test_no_price_is_no_bound() -> None:
    assert understood(brands="Rick Owens", max_price=" ").price == PriceRange()


def test_two_prices_must_be_in_one_currency() -> None:
    assert understood(min_price="$10", max_price="$20").price == PriceRange(
        min=1_000, max=2_000, currency="USD"
    )
    with pytest.raises(InvalidInputError, match="USD and JPY"):
        understood(min_price="$10", max_price="5万")


def test_a_currency_must_be_a_code() -> None:
    assert understood(max_price="10", currency="usd").price.currency == "USD"
    with pytest.raises(InvalidInputError, match="three letters"):
        understood(max_price="10", currency="dollars")


def test_lists_are_separated_by_commas_of_either_script() -> None:
    assert terms("Rick Owens, リック・オウエンス、Undercover，; Rick Owens,,") == (
        "Rick Owens",
        "リック・オウエンス",
        "Undercover",
    )


def test_bids_and_ratings_are_numbers() -> None:
    wanted = understood(max_bids="３", min_rating="98.5 %")
    assert (wanted.max_bids, wanted.min_rating) == (3, Decimal("98.5"))
    with pytest.raises(InvalidInputError, match="a whole number from 0 to 999"):
        understood(max_bids="few")
    with pytest.raises(InvalidInputError, match="a percentage above 0"):
        understood(min_rating="good")


def test_shipping_belongs_to_a_price_that_has_a_bound() -> None:
    assert understood(max_price="5000", shipping="included").price.shipping is Shipping.INCLUDED
    assert understood(shipping="included").price.shipping is Shipping.EXCLUDED


def test_commas_in_quotation_marks_separate_nothing() -> None:
    assert terms('"red, black", 「赤、黒」、 coat') == ('"red, black"', "「赤、黒」", "coat")
    assert terms('7" vinyl, 12" vinyl, 10", "x') == ('7" vinyl', '12" vinyl', '10"', '"x')


def test_markets_conditions_and_events_may_be_named_as_they_are_shown() -> None:
    assert understood(
        markets="メルカリ, Feed, bobs_shop",
        conditions="Like new、目立った傷や汚れなし, good",
        events="新着, price drop, ending_soon",
        listing_type="auction",
    ) == Criteria(
        markets=("mercari_jp", "feed", "bobs_shop"),
        conditions=(Condition.LIKE_NEW, Condition.VERY_GOOD, Condition.GOOD),
        events=(EventKind.NEW, EventKind.PRICE_DROP, EventKind.ENDING_SOON),
        listing_types=(WantedType.AUCTION,),
    )


def test_a_condition_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidInputError, match="“shiny” is not one of these: New, Like new"):
        understood(conditions="shiny")


def test_everything_that_was_asked_is_told_back() -> None:
    criteria = understood(
        brands="Rick Owens",
        any="geobasket, ramones",
        none="@everyone",
        min_price="1万",
        max_price="5万",
        markets="Mercari",
        sizes="43",
        block_sellers="s1",
    )
    assert criteria.keywords == Keywords(any=("geobasket", "ramones"), none=("@everyone",))
    assert criteria_lines(criteria, language="en") == [
        "• Brands: Rick Owens",
        "• Any of: geobasket, ramones",
        "• None of: @\u200beveryone",
        "• Price: ¥10,000 – ¥50,000",
        "• Markets: Mercari",
        "• Sizes: 43",
        "• Not from: s1",
        "• Told of: New, Price drop",
    ]


@given(any_text, any_text)
def test_whatever_is_typed_is_understood_or_refused_in_a_sentence(price: str, words: str) -> None:
    try:
        lines = criteria_lines(
            understood(brands=words, any=words, max_price=price, markets=words), language="ja"
        )
    except InvalidInputError as refused:
        lines = [str(refused)]
    assert lines
    assert sum(map(len, lines)) < 1_800
