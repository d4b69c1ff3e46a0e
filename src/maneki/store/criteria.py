"""How what a filter asks for is written down: what is asked, without what is not.

Read back without the checks of the door, because it came through the door: a hundred thousand
filters are read at every start.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from maneki.model.event import EventKind
from maneki.model.filter import Criteria, Keywords, PriceRange, Shipping, WantedType
from maneki.model.interchange import write_criteria
from maneki.model.listing import Condition

_DEFAULT = write_criteria(Criteria())


def dump_criteria(criteria: Criteria) -> dict[str, Any]:
    return {key: value for key, value in write_criteria(criteria).items() if value != _DEFAULT[key]}


def read_criteria(data: dict[str, Any]) -> Criteria:
    return Criteria(**{key: _READ[key](value) for key, value in data.items()})


def _keywords(data: dict[str, list[str]]) -> Keywords:
    return Keywords(any=tuple(data["any"]), all=tuple(data["all"]), none=tuple(data["none"]))


def _price(data: dict[str, Any]) -> PriceRange:
    # Rows from before there was a choice do not say it.
    shipping = Shipping(data.get("shipping", Shipping.EXCLUDED))
    return PriceRange(
        min=data["min"], max=data["max"], currency=data["currency"], shipping=shipping
    )


_READ: dict[str, Callable[[Any], Any]] = {
    "brands": tuple,
    "keywords": _keywords,
    "expressions": tuple,
    "price": _price,
    "markets": tuple,
    "listing_types": lambda names: tuple(map(WantedType, names)),
    "conditions": lambda names: tuple(map(Condition, names)),
    "categories": tuple,
    "sizes": tuple,
    "blocked_sellers": tuple,
    "max_bids": int,
    "below_median": int,
    "min_rating": lambda percent: Decimal(str(percent)),
    "events": lambda names: tuple(map(EventKind, names)),
}
