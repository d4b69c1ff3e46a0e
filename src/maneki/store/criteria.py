"""How what a filter asks for is written down: what is asked, without what is not.

Read back without the checks of the door, because it came through the door: a hundred thousand
filters are read at every start.
"""

from __future__ import annotations

from typing import Any

from maneki.model.event import DEFAULT_EVENTS, EventKind
from maneki.model.filter import Criteria, Keywords, PriceRange, WantedType
from maneki.model.interchange import write_criteria
from maneki.model.listing import Condition

_NO_KEYWORDS = Keywords()
_ANY_PRICE = PriceRange()
_DEFAULT = write_criteria(Criteria())


def dump_criteria(criteria: Criteria) -> dict[str, Any]:
    return {key: value for key, value in write_criteria(criteria).items() if value != _DEFAULT[key]}


def read_criteria(data: dict[str, Any]) -> Criteria:
    return Criteria(
        brands=tuple(data.get("brands", ())),
        keywords=_keywords(data["keywords"]) if "keywords" in data else _NO_KEYWORDS,
        price=PriceRange(**data["price"]) if "price" in data else _ANY_PRICE,
        markets=tuple(data.get("markets", ())),
        listing_types=tuple(map(WantedType, data.get("listing_types", ()))),
        conditions=tuple(map(Condition, data.get("conditions", ()))),
        categories=tuple(data.get("categories", ())),
        sizes=tuple(data.get("sizes", ())),
        blocked_sellers=tuple(data.get("blocked_sellers", ())),
        events=tuple(map(EventKind, data["events"])) if "events" in data else DEFAULT_EVENTS,
    )


def _keywords(data: dict[str, list[str]]) -> Keywords:
    return Keywords(any=tuple(data["any"]), all=tuple(data["all"]), none=tuple(data["none"]))
