"""Below the median of comparable listings, or not enough data: a value decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.matching.crowd import Crowd
from tests.matching.world import event, listing, wanting, yen

from maneki.matching.brands import BrandDictionary, BrandRow
from maneki.matching.check import asks_for_nothing, criteria_problem
from maneki.matching.index import FilterIndex
from maneki.matching.match import Matcher, Reason
from maneki.model.filter import Criteria
from maneki.model.listing import Listing, ListingType
from maneki.model.median import COMPARED, Median, median_of, read_median, write_median
from maneki.model.money import Money

DAY = date(2026, 1, 5)
USUAL = Median(count=20, money=yen(10_000), as_of=DAY)
LITTLE = Median(count=7, money=None, as_of=DAY)
WANTED = Criteria(below_median=20)


def last(matcher: Matcher, found: Listing, median: Median | None) -> Reason:
    return matcher.fits(WANTED, matcher.look_at(found), rates=None, median=median).reasons[-1]


@pytest.mark.parametrize(
    ("found", "median", "is_met", "said"),
    [
        (listing(price=yen(8_000)), USUAL, True,
         "8,000 JPY is 20 % below 10,000 JPY, of 20 listings on 2026-01-05"),
        (listing(price=yen(8_001)), USUAL, False,
         "8,001 JPY is not 20 % below 10,000 JPY, of 20 listings on 2026-01-05"),
        (listing(price=Money(1, "USD")), USUAL, False,
         "0.01 USD is not 20 % below 10,000 JPY, of 20 listings on 2026-01-05"),
        (listing(price=yen(1)), LITTLE, False, "not enough data (7 of 20)"),
        (listing(price=yen(1)), None, False, "not enough data (0 of 20)"),
        (listing(price=yen(1), listing_type=ListingType.AUCTION), USUAL, False,
         "the listing names no price to compare"),
    ],
)  # fmt: skip
def test_a_price_is_compared_with_the_median_if_there_is_one(
    matcher: Matcher, found: Listing, median: Median | None, is_met: bool, said: str
) -> None:
    reason = last(matcher, found, median)
    assert reason.passed is is_met
    assert reason.text == f"median: {said}"


def test_the_last_twenty_count() -> None:
    prices = [yen(amount) for amount in (*range(100, 120), 1, 1, 1)]
    assert median_of(prices, as_of=DAY) == Median(count=COMPARED, money=yen(109), as_of=DAY)
    assert median_of(prices[:19], as_of=DAY) == Median(count=19, money=None, as_of=DAY)
    assert median_of([], as_of=DAY).money is None


@given(st.integers(0, 20), st.none() | st.builds(Money, st.integers(1), st.just("USD")))
def test_what_is_written_is_read(count: int, money: Money | None) -> None:
    median = Median(count=count, money=money, as_of=DAY)
    assert read_median(write_median(median)) == median
    assert read_median(None) is None


@pytest.mark.parametrize("percent", [0, -1, 91, 10**9])
def test_how_far_below_is_a_percentage(percent: int) -> None:
    problem = criteria_problem(Criteria(below_median=percent))
    assert problem is not None
    assert "from 1 to 90" in problem.said_in("en")
    assert criteria_problem(WANTED) is None


@given(st.integers(0, 10**6))
def test_the_index_leaves_the_median_to_the_matcher(seed: int) -> None:
    dictionary = BrandDictionary.from_rows([BrandRow("Rick Owens", "リック・オウエンス")])
    crowd, matcher = Crowd(seed, dictionary), Matcher(dictionary)
    criteria = [replace(crowd.criteria(), below_median=1) for _ in range(5)]
    filters = [wanting(one, f"f{number}") for number, one in enumerate(criteria)]
    index = FilterIndex(matcher, filters, few=0)
    happened = event(crowd.listing())
    look = matcher.look_at(happened.listing)
    found = index.matches_for(happened, look)
    for one in filters:
        price = Money(10**12, happened.listing.price.currency if happened.listing.price else "X")
        dear = Median(count=20, money=price, as_of=DAY)
        missed = [
            reason.condition
            for reason in matcher.judge(one, happened, look, median=dear).reasons
            if not reason.passed
        ]
        assert (one.id in found) is ({*missed} <= {"median"})


def test_to_be_below_the_median_is_no_wish_for_anything() -> None:
    assert asks_for_nothing(WANTED)
