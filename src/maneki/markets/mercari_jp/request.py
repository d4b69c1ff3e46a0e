"""What Mercari is asked: the question that serves a filter, and the body of a search. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from maneki.errors import InvalidInputError
from maneki.markets.market import Spellings, is_wanted
from maneki.markets.mercari_jp.parse import NAME
from maneki.model.filter import Criteria
from maneki.model.phrase import without_quotes
from maneki.model.search import SearchQuery

_WORDS = frozenset(
    {"keyword", "exclude", "sort", "order", "status", "category_ids", "condition_ids"}
)
_NUMBERS = frozenset({"price_min", "price_max"})

NEWEST_FIRST = ("SORT_CREATED_TIME", "ORDER_DESC")


def queries_for(criteria: Criteria, *, spellings: Spellings) -> tuple[SearchQuery, ...]:
    """The questions that miss nothing a filter with these criteria wants.

    Brands: one question per spelling of each. Else keywords: the all-of ones together, once with
    each any-of one if there are any. Everything else (price, condition, category, exclusions) is
    left to matching on purpose: a question that is only a keyword is the same for everybody who
    asks for that brand, so a thousand filters become one search. Prices in another currency than
    yen could not be asked for anyway. A filter without brand and keyword cannot be served.
    """
    if not is_wanted(criteria, NAME):
        return ()
    keywords = dict.fromkeys(_plain(term) for term in _terms(criteria, spellings))
    return tuple(SearchQuery(NAME, {"keyword": word}) for word in keywords if word)


def _terms(criteria: Criteria, spellings: Spellings) -> Iterable[str]:
    if criteria.brands:
        return [text for brand in criteria.brands for text in spellings(brand) or (brand,)]
    together = " ".join(map(without_quotes, criteria.keywords.all))
    either = map(without_quotes, criteria.keywords.any)
    return [f"{word} {together}" for word in either] or [together]


def _plain(text: str) -> str:
    """One writing for equal questions: Mercari tells neither case nor width apart."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def search_body(
    params: Mapping[str, str | int],
    *,
    page_token: str,
    session_id: str,
    device_uuid: str,
    page_size: int,
) -> dict[str, Any]:
    """The body of `entities:search`.

    Params: `keyword`, and where a search asks for more `exclude`, `price_min`, `price_max` (yen),
    `category_ids` and `condition_ids` (numbers joined by commas), `sort`, `order`, `status`. By
    default newest first and whatever the status: that is how we learn that something was sold, or
    is back. Raises `InvalidInputError` for other params.
    """
    _refuse_unknown(params)
    sort, order = NEWEST_FIRST
    return {
        "userId": "",
        "pageSize": page_size,
        "pageToken": page_token,
        "searchSessionId": session_id,
        "indexRouting": "INDEX_ROUTING_UNSPECIFIED",
        "thumbnailTypes": [],
        "searchCondition": {
            "keyword": str(params.get("keyword", "")),
            "excludeKeyword": str(params.get("exclude", "")),
            "sort": str(params.get("sort", sort)),
            "order": str(params.get("order", order)),
            "status": _list(params.get("status", "")),
            "sizeId": [],
            "categoryId": [int(one) for one in _list(params.get("category_ids", ""))],
            "brandId": [],
            "sellerId": [],
            "priceMin": int(params.get("price_min", 0)),
            "priceMax": int(params.get("price_max", 0)),
            "itemConditionId": [int(one) for one in _list(params.get("condition_ids", ""))],
            "shippingPayerId": [],
            "shippingFromArea": [],
            "shippingMethod": [],
            "colorId": [],
            "hasCoupon": False,
            "attributes": [],
            "itemTypes": [],
            "skuIds": [],
        },
        "defaultDatasets": [],
        "serviceFrom": "suruga",
        # Without the flags these fields come back as null.
        "withItemBrand": True,
        "withItemSizes": True,
        "withAuction": True,
        "laplaceDeviceUuid": device_uuid,
    }


def _list(value: str | int) -> list[str]:
    return [part.strip() for part in str(value).split(",") if part.strip()]


def _refuse_unknown(params: Mapping[str, str | int]) -> None:
    for name, value in params.items():
        is_right = (name in _WORDS and isinstance(value, str)) or (
            name in _NUMBERS and isinstance(value, int) and value >= 0
        )
        if not is_right:
            raise InvalidInputError(f"A search of {NAME} cannot be asked with {name}={value!r}.")
    for name in ("category_ids", "condition_ids"):
        if not all(part.isascii() and part.isdigit() for part in _list(params.get(name, ""))):
            raise InvalidInputError(f"A search of {NAME} wants numbers in {name}.")
