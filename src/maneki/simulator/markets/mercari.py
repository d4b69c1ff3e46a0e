"""The twin's Mercari-like search: what it takes, and the pages it answers with. Pure.

As on the real site: pages hold a little less than asked for, more is announced than arrives, the
order within a minute is arbitrary, brands come only when asked for, sold items unless refused.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from maneki.model.listing import Condition, Listing, ListingStatus, ListingType, ShippingPayer
from maneki.simulator.markets.shelf import Shelved, plain

MOST_PAGE_SIZE = 120
_TOKEN = re.compile(r"v1:([0-9]{1,6})")
_STATUSES = {
    ListingStatus.ON_SALE: "STATUS_ON_SALE",
    ListingStatus.TRADING: "STATUS_TRADING",
    ListingStatus.SOLD: "STATUS_SOLD_OUT",
}
_CONDITIONS = {condition: str(number) for number, condition in enumerate(Condition, start=1)}
_PAYERS = {ShippingPayer.BUYER: "1", ShippingPayer.SELLER: "2"}
_SORTS = frozenset({"SORT_CREATED_TIME", "SORT_SCORE", "SORT_PRICE", "SORT_NUM_LIKES"})
_BODY_SHAPE: Mapping[str, type | tuple[type, ...]] = {
    "userId": str,
    "pageSize": int,
    "pageToken": (str, type(None)),
    "searchSessionId": str,
    "indexRouting": str,
    "thumbnailTypes": list,
    "searchCondition": dict,
    "defaultDatasets": list,
    "serviceFrom": str,
    "laplaceDeviceUuid": str,
}
_CONDITION_SHAPE: Mapping[str, type | tuple[type, ...]] = {
    "keyword": str,
    "excludeKeyword": (str, type(None)),
    "sort": str,
    "order": str,
    "status": list,
    "priceMin": (int, type(None)),
    "priceMax": (int, type(None)),
    **dict.fromkeys(
        (
            "sizeId", "categoryId", "brandId", "sellerId", "itemConditionId", "shippingPayerId",
            "shippingFromArea", "shippingMethod", "colorId", "attributes", "itemTypes", "skuIds",
        ),
        list,
    ),
    "hasCoupon": bool,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A search the twin understood. Prices in yen; 0 is no bound."""

    keywords: tuple[str, ...]
    excluded: tuple[str, ...]
    sort: str
    is_descending: bool
    statuses: frozenset[str]
    price_min: int
    price_max: int
    page_size: int
    page: int
    with_brand: bool
    with_auction: bool


class BadSearchError(ValueError):
    """The body is not a search; the text says what is wrong with it."""


def read_search(body: Mapping[str, Any]) -> Wanted:
    """Read a search's body. Raises `BadSearchError`."""
    _check(body, _BODY_SHAPE)
    asked = body["searchCondition"]
    _check(asked, _CONDITION_SHAPE)
    token = _TOKEN.fullmatch(body["pageToken"] or "v1:0")
    if token is None:
        raise BadSearchError(f"pageToken {body['pageToken']!r}")
    if asked["sort"] not in _SORTS or asked["order"] not in {"ORDER_DESC", "ORDER_ASC"}:
        raise BadSearchError(f"sort {asked['sort']!r}, order {asked['order']!r}")
    if not 1 <= body["pageSize"] <= MOST_PAGE_SIZE or len(body["searchSessionId"]) != 32:
        raise BadSearchError("pageSize or searchSessionId")
    return Wanted(
        keywords=tuple(plain(asked["keyword"]).split()),
        excluded=tuple(plain(asked["excludeKeyword"] or "").split()),
        sort=asked["sort"],
        is_descending=asked["order"] == "ORDER_DESC",
        statuses=frozenset(asked["status"]),
        price_min=asked["priceMin"] or 0,
        price_max=asked["priceMax"] or 0,
        page_size=body["pageSize"],
        page=int(token[1]),
        with_brand=body.get("withItemBrand") is True,
        with_auction=body.get("withAuction") is True,
    )


def _check(body: Mapping[str, Any], shape: Mapping[str, type | tuple[type, ...]]) -> None:
    for key, kind in shape.items():
        if key not in body or not isinstance(body[key], kind):
            raise BadSearchError(f"{key} is missing or of another kind")


def search_page(wanted: Wanted, shelved: Iterable[Shelved], *, seed: int) -> dict[str, Any]:
    """The page that a search asked for."""
    hits = sorted(
        (one for one in shelved if _fits(wanted, one)),
        key=lambda one: _rank(wanted, one, seed),
        reverse=wanted.is_descending,
    )
    size = max(1, wanted.page_size - 1)
    begin = wanted.page * size
    has_more = begin + size < len(hits)
    return {
        "meta": {
            "nextPageToken": f"v1:{wanted.page + 1}" if has_more else "",
            "previousPageToken": f"v1:{wanted.page - 1}" if wanted.page else "",
            "numFound": str(len(hits) + (len(hits) // 20 if len(hits) > size else 0)),
        },
        "items": [_item(one.listing, wanted) for one in hits[begin : begin + size]],
        "components": [],
        "searchCondition": None,
        "searchConditionId": "",
    }


def _fits(wanted: Wanted, shelved: Shelved) -> bool:
    listing, text = shelved.listing, shelved.haystack
    if wanted.statuses and _STATUSES.get(listing.status) not in wanted.statuses:
        return False
    amount = listing.price.amount if listing.price else 0
    if wanted.price_min and amount < wanted.price_min:
        return False
    if wanted.price_max and amount > wanted.price_max:
        return False
    is_excluded = any(word in text for word in wanted.excluded)
    return not is_excluded and all(word in text for word in wanted.keywords)


def _rank(wanted: Wanted, shelved: Shelved, seed: int) -> tuple[float, int]:
    listing = shelved.listing
    shuffle = zlib.crc32(f"{seed}:{shelved.id}".encode())
    if wanted.sort == "SORT_PRICE":
        return (listing.price.amount if listing.price else 0, shuffle)
    listed_at = listing.listed_at.timestamp() if listing.listed_at else 0
    return (listed_at // 60, shuffle)


def _item(listing: Listing, wanted: Wanted) -> dict[str, Any]:
    is_private = listing.external_id[:1] == "m" and listing.external_id[1:].isdigit()
    size = {"id": "1", "name": listing.size} if listing.size else None
    return {
        "id": listing.external_id,
        "sellerId": (listing.seller_id or "900000000") if is_private else "0",
        "buyerId": "",
        "status": f"ITEM_{_STATUSES.get(listing.status, 'STATUS_STOP')}",
        "name": listing.title,
        "price": str(listing.price.amount) if listing.price else "9999999",
        "created": _epoch(listing.listed_at),
        "updated": _epoch(listing.updated_at),
        "thumbnails": list(listing.image_urls),
        "itemType": "ITEM_TYPE_MERCARI" if is_private else "ITEM_TYPE_BEYOND",
        "itemConditionId": _CONDITIONS[listing.condition] if listing.condition else "0",
        "shippingPayerId": _PAYERS[listing.shipping_payer] if listing.shipping_payer else "0",
        "itemSizes": [size] if size else [],
        "itemBrand": _brand(listing) if wanted.with_brand else None,
        "itemPromotions": [],
        "shopName": "",
        "itemSize": size,
        "shippingMethodId": "0",
        "categoryId": listing.category_path[-1] if listing.category_path else "0",
        "isNoPrice": listing.price is None,
        "title": "",
        "isLiked": False,
        **({"auction": _auction(listing)} if wanted.with_auction else {}),
    }


def _brand(listing: Listing) -> dict[str, str] | None:
    if not listing.brand:
        return None
    latin = listing.brand if listing.brand.isascii() else ""
    return {"id": str(zlib.crc32(listing.brand.encode())), "name": listing.brand, "subName": latin}


def _auction(listing: Listing) -> dict[str, str] | None:
    if listing.listing_type in {None, ListingType.FIXED}:
        return None
    bid = listing.current_bid or listing.price
    return {
        "id": listing.external_id,
        "bidDeadline": _epoch(listing.ends_at),
        "totalBid": str(listing.bids or 0),
        "highestBid": str(bid.amount if bid else 0),
    }


def _epoch(moment: Any) -> str:
    return str(int(moment.timestamp())) if moment else "0"
