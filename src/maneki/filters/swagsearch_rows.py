"""Rows of the earlier alert system, read: filters as shapes, and listings that it had seen. Pure.

Lists were written in three ways there: as JSON, as JSON of a text with commas, and as bare text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from maneki.errors import InvalidInputError
from maneki.model.interchange import FilterShape, KeywordsShape, PriceShape
from maneki.model.listing import Listing
from maneki.model.money import MOST_MINOR_UNITS, Money

Row = Mapping[str, Any]

NO_MAXIMUM = 999_999
"""What was written where nobody had named a highest price."""

_MARKETS = {
    "yahoo": "yahoo_auctions",
    "yahoo japan": "yahoo_auctions",
    "yahoo auctions": "yahoo_auctions",
    "mercari": "mercari_jp",
    "mercari japan": "mercari_jp",
}
_TYPES = {"auction": "auction", "buy_it_now": "fixed", "fixed": "fixed"}
_LONGEST_TITLE = 500
_NO = frozenset({"0", "f", "false", "no", "n"})


def filter_of(row: Row) -> FilterShape:
    """Raises `InvalidInputError`, with what comes behind the row's name."""
    types = {_known(one, _TYPES, "listing type") for one in _several(row.get("listing_types"))}
    markets = {_known(one, _MARKETS, "market") for one in _several(row.get("markets"))}
    brands = tuple(one for one in _several(row.get("brands")) if one != "*")
    words = tuple(one for one in _several(row.get("keywords")) if one != "*")
    try:
        return FilterShape.model_validate(
            {
                "id": f"swagsearch-{row['id']}",
                "owner": f"discord:{str(row.get('user_id') or '').strip()}",
                "name": str(row.get("name") or "").strip()[:100] or None,
                "brands": brands or None,
                "keywords": KeywordsShape(any=words) if words else None,
                "price": _price(row),
                "markets": tuple(sorted(markets)) or None,
                # Both are any.
                "listing_types": (*types,) if len(types) == 1 else None,
                "active": False if str(row.get("active")).strip().lower() in _NO else None,
            }
        )
    except ValidationError as exc:
        raise InvalidInputError(f"has a {exc.errors()[0]['loc'][0]} that cannot be used.") from exc


def _price(row: Row) -> PriceShape | None:
    least, most = _yen(row, "price_min"), _yen(row, "price_max")
    most = None if most is None or most >= NO_MAXIMUM else most
    least = least or None
    if least is not None and most is not None and least > most:
        raise InvalidInputError(f"asks for at least ¥{least:,} and at most ¥{most:,}.")
    if least is None and most is None:
        return None
    return PriceShape(min=least, max=most, currency="JPY")


def _yen(row: Row, column: str) -> int | None:
    value = row.get(column)
    if value is None:
        return None
    try:
        number = int(Decimal(str(value)))
    except (InvalidOperation, ValueError, OverflowError) as exc:
        raise InvalidInputError(f"has a {column} that is no number.") from exc
    return number if number >= 0 else None


def _several(value: Any) -> tuple[str, ...]:
    """The texts of a list, however it was written; without blanks, each once."""
    text = str(value or "").strip()
    if text[:1] in {"[", '"'}:
        try:
            read = json.loads(text)
        except ValueError:
            read = text
        value = read
    parts = value if isinstance(value, list) else str(value or "").split(",")
    return tuple(dict.fromkeys(part for one in parts if (part := str(one or "").strip())))


def _known(word: str, names: Mapping[str, str], what: str) -> str:
    plain = word.lower().replace("_", " ") if what == "market" else word.lower()
    if plain not in names:
        raise InvalidInputError(f"names a {what} that is none of ours: {word[:40]!r}.")
    return names[plain]


def listing_of(row: Row) -> Listing:
    """What was seen there, as far as it must be known not to be new. Raises `InvalidInputError`."""
    market = _known(str(row.get("market") or ""), _MARKETS, "market")
    external_id = str(row.get("external_id") or "").strip()
    if not external_id or len(external_id) > 512:
        raise InvalidInputError("has no id of its market.")
    price = _yen(row, "price_jpy")
    is_price = price is not None and 0 < price <= MOST_MINOR_UNITS
    return Listing(
        market=market,
        external_id=external_id,
        title=str(row.get("title") or "").replace("\x00", "").strip()[:_LONGEST_TITLE] or "-",
        price=Money(price, "JPY") if is_price and price else None,
    )
