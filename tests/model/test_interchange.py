"""What is written in the shapes of files and rows is read back as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.matching.crowd import Crowd
from tests.matching.world import wanting

from maneki.errors import InvalidInputError
from maneki.matching.brands import BrandDictionary, BrandRow
from maneki.model.filter import Criteria, PriceRange, Shipping
from maneki.model.interchange import (
    read_filter_shape,
    read_listing,
    write_criteria,
    write_filter,
    write_listing,
)
from maneki.store.criteria import dump_criteria, read_criteria


def test_filters_and_listings_are_read_as_they_were_written() -> None:
    crowd = Crowd(5, BrandDictionary.from_rows([BrandRow("Rick Owens", "リック・オウエンス")]))
    for _ in range(300):
        criteria, found = replace(crowd.criteria(), below_median=20), crowd.listing()
        written = json.dumps(write_filter(wanting(criteria)))
        assert read_filter_shape(written).criteria() == criteria
        assert read_criteria(json.loads(json.dumps(dump_criteria(criteria)))) == criteria
        assert read_listing(json.dumps(write_listing(found))) == found


def test_rows_of_old_do_not_say_what_nobody_could_ask_for() -> None:
    old = write_criteria(Criteria(price=PriceRange(max=5_000)))
    del old["price"]["shipping"]
    for key in ("expressions", "max_bids", "min_rating", "below_median"):
        del old[key]
    assert read_criteria(old) == Criteria(price=PriceRange(max=5_000))
    assert read_criteria({}) == Criteria()


@pytest.mark.parametrize("rating", ["98", True, -1, 100.5, None])
def test_a_rating_is_a_percentage(rating: object) -> None:
    row = {"market": "a", "external_id": "1", "title": "x", "seller_rating": rating}
    if rating is None:
        assert read_listing(row).seller_rating is None
        return
    with pytest.raises(InvalidInputError, match="a number from 0 to 100"):
        read_listing(row)


def test_a_shipping_cost_of_nothing_is_free() -> None:
    cost = {"amount": 0, "currency": "JPY"}
    row = {"market": "a", "external_id": "1", "title": "x", "shipping_cost": cost}
    shipping = read_listing(row).shipping
    assert shipping is not None
    assert shipping.amount == 0
    wanted = read_filter_shape({"price": {"max": 1, "shipping": "included"}, "min_rating": 98.5})
    assert wanted.criteria().price.shipping is Shipping.INCLUDED
    assert wanted.criteria().min_rating == Decimal("98.5")
