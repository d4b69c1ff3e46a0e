"""Mercari's JSON into listings. Pure.

Strict about what a listing cannot be without (its container, id, title, price, status, listing
time): anything missing there is a changed shape, named as `items[3].price`. Lenient about the
rest, which older answers lack as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from maneki.errors import MarketChangedError
from maneki.markets.answer import json_object
from maneki.markets.mercari_jp.categories import path_of
from maneki.markets.mercari_jp.master import CONDITIONS, SHIPPING_PAYERS, STATUSES
from maneki.markets.text import one_line, paragraphs, phrase, web_address
from maneki.model.interchange import MOST_IMAGES
from maneki.model.listing import Listing, ListingStatus, ListingType
from maneki.model.money import MOST_MINOR_UNITS, Money

NAME = "mercari_jp"

_PRIVATE_ID = re.compile(r"m[0-9]{6,16}")
_SHOPS_ID = re.compile(r"[0-9A-Za-z]{16,32}")
_SIZE_NOTE = re.compile(r"\(.*?\)|サイズ$")
_LATEST_EPOCH = 4_102_444_800  # the year 2100

_ABSURD = 10**18

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPage:
    """One page of a search, in the page's order, which is not strictly newest first.

    `next_page_token` is None on the last page. `found` is what Mercari announces; less arrives.
    """

    listings: tuple[Listing, ...]
    next_page_token: str | None
    found: int | None


@dataclass(frozen=True, slots=True)
class ItemGone:
    """Mercari's clear "there is no such item", which is an answer and no error."""

    code: str


def parse_search(body: bytes | Json) -> ParsedPage:
    """Read an answer of `entities:search`. Raises `MarketChangedError` naming what is missing."""
    answer = _Object(_data(body), "")
    meta = answer.object("meta")
    return ParsedPage(
        listings=tuple(_search_item(item) for item in answer.objects("items")),
        next_page_token=meta.text("nextPageToken") or None,
        found=_whole(meta.raw.get("numFound")),
    )


def parse_item(body: bytes | Json) -> Listing | ItemGone:
    """Read an answer of `items/get`, of a 404 as well. Raises `MarketChangedError`."""
    answer = _Object(_data(body), "")
    if answer.raw.get("result") == "error":
        code = next((error.text("code") for error in answer.objects("errors")), "")
        if code == "RecordNotFoundException":
            return ItemGone(code)
        raise answer.lacks("data", f"reports the error {one_line(code, longest=60)!r}")
    return _item(answer.object("data"))


class _Object:
    """A JSON object that knows where it stands, so that what it lacks can be named."""

    def __init__(self, raw: Json, where: str) -> None:
        self.raw = raw
        self._where = where

    def text(self, key: str) -> str:
        value = self.raw.get(key)
        if not isinstance(value, str):
            raise self.lacks(key)
        return value

    def object(self, key: str) -> _Object:
        value = self.raw.get(key)
        if not isinstance(value, Mapping):
            raise self.lacks(key)
        return _Object(value, self._path(key))

    def objects(self, key: str) -> list[_Object]:
        values = self.raw.get(key)
        if not isinstance(values, list):
            raise self.lacks(key)
        found = []
        for number, value in enumerate(values):
            if not isinstance(value, Mapping):
                raise self.lacks(f"{key}[{number}]")
            found.append(_Object(value, self._path(f"{key}[{number}]")))
        return found

    def part(self, key: str) -> Json:
        """An object that may be absent or null: then an empty one."""
        value = self.raw.get(key)
        return value if isinstance(value, Mapping) else {}

    def lacks(self, key: str, how: str = "has none, or an odd one") -> MarketChangedError:
        missing = self._path(key)
        return MarketChangedError(
            f"Mercari's answer was expected to have {missing}, but {how}.",
            market=NAME,
            missing=missing,
        )

    def _path(self, key: str) -> str:
        return f"{self._where}.{key}" if self._where else key


def _data(body: bytes | Json) -> Json:
    return json_object(body, market=NAME) if isinstance(body, bytes) else body


def _search_item(item: _Object) -> Listing:
    external_id = _id(item)
    price = _price(item)
    auction = item.part("auction")
    return Listing(
        market=NAME,
        external_id=external_id,
        title=_title(item),
        url=_url(external_id),
        price=price,
        brand=_brand(item.part("itemBrand")),
        condition=CONDITIONS.get(str(item.raw.get("itemConditionId"))),
        size=_size(item),
        listing_type=ListingType.AUCTION if auction else ListingType.FIXED,
        status=_status(item, item.text("status").removeprefix("ITEM_STATUS_").lower()),
        current_bid=_bid(auction, price),
        bids=_whole(auction.get("totalBid")),
        seller_id=_id_text(item.raw.get("sellerId")),
        category_path=path_of(_id_text(item.raw.get("categoryId")) or ""),
        shipping_payer=SHIPPING_PAYERS.get(str(item.raw.get("shippingPayerId"))),
        image_urls=_images(item.raw.get("thumbnails")),
        listed_at=_when(item, "created"),
        updated_at=_when(item, "updated"),
        ends_at=_deadline(auction.get("bidDeadline")),
    )


def _item(item: _Object) -> Listing:
    external_id = _id(item)
    category = item.part("item_category")
    return Listing(
        market=NAME,
        external_id=external_id,
        title=_title(item),
        url=_url(external_id),
        price=_price(item),
        brand=_brand(item.part("item_brand")),
        condition=CONDITIONS.get(str(item.part("item_condition").get("id"))),
        size=_size_name(item.part("item_size").get("name")),
        listing_type=ListingType.AUCTION if item.part("auction_info") else ListingType.FIXED,
        status=_status(item, item.text("status")),
        seller_id=_id_text(item.part("seller").get("id")),
        seller_rating=_rating(item.part("seller").get("ratings")),
        category_path=_path(category),
        description=_description(item.raw.get("description")),
        shipping_payer=SHIPPING_PAYERS.get(str(item.part("shipping_payer").get("id"))),
        image_urls=_images(item.raw.get("photos")),
        listed_at=_when(item, "created"),
        updated_at=_when(item, "updated"),
    )


def _id(item: _Object) -> str:
    external_id = item.text("id")
    if not (_PRIVATE_ID.fullmatch(external_id) or _SHOPS_ID.fullmatch(external_id)):
        raise item.lacks("id")
    return external_id


def _url(external_id: str) -> str:
    is_private = _PRIVATE_ID.fullmatch(external_id)
    return f"https://jp.mercari.com/{'item' if is_private else 'shops/product'}/{external_id}"


def _title(item: _Object) -> str:
    title = one_line(item.text("name"))
    if not title:
        raise item.lacks("name")
    return title


def _price(item: _Object) -> Money | None:
    amount = _whole(item.raw.get("price"))
    if amount is None or amount > MOST_MINOR_UNITS:
        raise item.lacks("price")
    # Nobody sells for nothing: a zero stands for "not said".
    return None if item.raw.get("isNoPrice") is True or amount == 0 else Money(amount, "JPY")


def _rating(ratings: object) -> Decimal | None:
    """How many in a hundred of those who rated the seller said "good"; a search does not tell."""
    if not isinstance(ratings, Mapping):
        return None
    counts = [_whole(ratings.get(word)) for word in ("good", "normal", "bad")]
    known = [count for count in counts if count is not None]
    if len(known) < len(counts) or not sum(known):
        return None
    # Rounded down: nobody is said to be better than they are.
    return (Decimal(known[0] * 100) / sum(known)).quantize(Decimal("0.01"), ROUND_DOWN)


def _description(value: object) -> str | None:
    return paragraphs(value) if isinstance(value, str) else None


def _status(item: _Object, word: str) -> ListingStatus:
    # An unknown status is no reason to guess: guessing "ended" would look like a quiet market.
    if word not in STATUSES:
        raise item.lacks("status", f"says {one_line(word, longest=60)!r} there")
    return STATUSES[word]


def _brand(brand: Json) -> str | None:
    """The Latin name where there is one (`subName`), else the Japanese."""
    latin = phrase(brand.get("subName")) or phrase(brand.get("sub_name"))
    return latin or phrase(brand.get("name"))


def _size(item: _Object) -> str | None:
    sizes = item.raw.get("itemSizes")
    parts = sizes if isinstance(sizes, list) else ()
    names = [size.get("name") for size in parts if isinstance(size, Mapping)]
    known = [size for name in names if (size := _size_name(name))]
    # Several sizes mean a set or several pieces: no one size can be claimed.
    return known[0] if len(known) == 1 else _size_name(item.part("itemSize").get("name"))


def _size_name(name: object) -> str | None:
    """`XL(LL)` is `XL`, `Mサイズ` is `M`, `27cm` stays."""
    return phrase(_SIZE_NOTE.sub("", name)) if isinstance(name, str) else None


def _bid(auction: Json, price: Money | None) -> Money | None:
    if not auction:
        return None
    highest = _whole(auction.get("highestBid"))
    return Money(highest, "JPY") if highest and highest <= MOST_MINOR_UNITS else price


def _path(category: Json) -> tuple[str, ...]:
    """The path that an item gives with it; the names that it does not give are in our table."""
    elements: list[str] = []
    for prefix in ("root_category_", "parent_category_", ""):
        given = _id_text(category.get(f"{prefix}id"))
        name = phrase(category.get(f"{prefix}name"))
        elements += [one for one in (name, *path_of(given or "")) if one]
    return tuple(dict.fromkeys(elements))


def _id_text(value: object) -> str | None:
    """An id given as text or number; None for "0", which shops give for their seller."""
    text = phrase(value)
    if text is None and (number := _whole(value)) is not None:
        text = str(number)
    return None if text == "0" else text


def _images(values: object) -> tuple[str, ...]:
    addresses = (web_address(value) for value in (values if isinstance(values, list) else ()))
    return tuple(address for address in addresses if address)[:MOST_IMAGES]


def _whole(value: object) -> int | None:
    """A whole number, as JSON number or string; None for anything else. Never a float."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 18:
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value < _ABSURD else None


def _when(item: _Object, key: str) -> datetime:
    seconds = _whole(item.raw.get(key))
    if seconds is None or not 0 < seconds < _LATEST_EPOCH:
        raise item.lacks(key)
    return datetime.fromtimestamp(seconds, UTC)


def _deadline(value: object) -> datetime | None:
    """An auction's end: seconds, or an ISO time; no recording shows which."""
    seconds = _whole(value)
    if seconds is not None:
        return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < _LATEST_EPOCH else None
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
