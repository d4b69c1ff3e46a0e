"""Prices with shipping, bids and ratings: what is compared, and what unknown ones meet."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.matching.world import dropped, listing, wanting, yen

from maneki.matching.index import FilterIndex
from maneki.matching.match import Matcher
from maneki.model.filter import Criteria, PriceRange, Shipping
from maneki.model.listing import Listing, ListingType, ShippingPayer
from maneki.model.money import Money, Rates

RATES = Rates(base="USD", per_base={"JPY": Decimal(150)})
FREE = ShippingPayer.SELLER
BUYER = ShippingPayer.BUYER


def fits(matcher: Matcher, criteria: Criteria, found: Listing, rates: Rates | None = None) -> bool:
    return matcher.fits(criteria, matcher.look_at(found), rates=rates).matched


def last_reason(matcher: Matcher, criteria: Criteria, found: Listing) -> str:
    return matcher.fits(criteria, matcher.look_at(found), rates=RATES).reasons[-1].text


def shipped_up_to(most: int, shipping: Shipping = Shipping.INCLUDED) -> Criteria:
    return Criteria(price=PriceRange(max=most, shipping=shipping))


@pytest.mark.parametrize(
    ("found", "excluded", "included", "if_known"),
    [
        (listing(price=yen(1_000), shipping_cost=yen(500)), True, False, False),
        (listing(price=yen(1_000), shipping_cost=yen(499)), True, True, True),
        (listing(price=yen(1_499), shipping_cost=yen(0)), True, True, True),
        (listing(price=yen(1_499), shipping_payer=FREE), True, True, True),
        (listing(price=yen(1_000), shipping_payer=BUYER), True, False, True),
        (listing(price=yen(1_000)), True, False, True),
        (listing(price=yen(1_499), shipping_payer=FREE, shipping_cost=yen(1)), True, False, False),
        (listing(price=None, shipping_payer=FREE), False, False, False),
        (listing(price=None, shipping_cost=yen(1)), False, False, False),
    ],
)
def test_shipping_counts_if_it_is_asked_for_and_known(
    matcher: Matcher, found: Listing, excluded: bool, included: bool, if_known: bool
) -> None:
    expected = dict(zip(Shipping, (excluded, included, if_known), strict=True))
    for shipping, holds in expected.items():
        assert fits(matcher, shipped_up_to(1_499, shipping), found) is holds


def test_shipping_in_another_currency_is_converted_or_unknown(matcher: Matcher) -> None:
    found = listing(price=yen(1_000), shipping_cost=Money(300, "USD"))
    assert fits(matcher, shipped_up_to(1_450), found, RATES)
    assert not fits(matcher, shipped_up_to(1_449), found, RATES)
    assert not fits(matcher, shipped_up_to(9_999), found)
    assert fits(matcher, shipped_up_to(1_000, Shipping.INCLUDED_IF_KNOWN), found)


def test_the_reason_says_what_shipping_adds(matcher: Matcher) -> None:
    def said(shipping: Shipping = Shipping.INCLUDED, **facts: object) -> str:
        found = listing("Boots", price=yen(1_000), **facts)
        return last_reason(matcher, shipped_up_to(1_200, shipping), found)

    most = "at most 1,200 JPY with shipping"
    assert said(shipping_cost=yen(580)) == f"price: 1,000 JPY + 580 JPY shipping is not {most}"
    assert said(shipping_payer=FREE) == f"price: 1,000 JPY shipped is {most}"
    assert said() == f"price: 1,000 JPY, shipping unknown, is not {most}"
    assert said(Shipping.INCLUDED_IF_KNOWN) == (
        f"price: 1,000 JPY, shipping unknown, is {most} where it is known"
    )


def test_a_drop_comes_into_a_range_with_shipping(matcher: Matcher) -> None:
    drop = dropped(listing(price=yen(980), shipping_cost=yen(100)), announced=1_000, lowest=1_000)
    look = matcher.look_at(drop.listing)

    def hears(most: int) -> bool:
        return matcher.judge(wanting(shipped_up_to(most)), drop, look).matched

    assert [hears(most) for most in (1_079, 1_080, 1_099, 1_100)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("found", "is_met", "said"),
    [
        (listing(bids=3), True, "3"),
        (listing(bids=4), False, "4"),
        (listing(), False, "not said"),
        (listing(listing_type=ListingType.AUCTION), False, "not said"),
        (listing(listing_type=ListingType.FIXED), True, "0"),
    ],
)
def test_few_bids_are_known_to_be_few(
    matcher: Matcher, found: Listing, is_met: bool, said: str
) -> None:
    wanted = Criteria(max_bids=3)
    assert fits(matcher, wanted, found) is is_met
    assert last_reason(matcher, wanted, found) == f"bids: {said}, wanted are at most 3"


@pytest.mark.parametrize(
    ("rating", "is_met", "said"),
    [
        (Decimal("98.5"), True, "98.5 %"),
        (Decimal("98.49"), False, "98.49 %"),
        (Decimal(100), True, "100 %"),
        (None, False, "not said"),
    ],
)
def test_a_seller_is_known_to_be_rated_well(
    matcher: Matcher, rating: Decimal | None, is_met: bool, said: str
) -> None:
    wanted, found = Criteria(min_rating=Decimal("98.5")), listing(seller_rating=rating)
    assert fits(matcher, wanted, found) is is_met
    assert last_reason(matcher, wanted, found) == f"rating: {said}, wanted is at least 98.5 %"


@pytest.mark.parametrize("few", [0, 10])
@pytest.mark.parametrize("rating", ["99.4", "99.5", "99.6"])
def test_a_rating_finer_than_any_market_says_is_met_by_none_below_it(
    matcher: Matcher, rating: str, few: int
) -> None:
    wanted, found = Criteria(min_rating=Decimal("99.55")), listing(seller_rating=Decimal(rating))
    index = FilterIndex(matcher, [wanting(wanted)], few=few)
    met = bool(index.fitting(matcher.look_at(found), rates=None))
    assert met is fits(matcher, wanted, found) is (rating == "99.6")
