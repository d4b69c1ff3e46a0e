"""The JSON shapes of listings and filters, as commands, the HTTP API and files use them.

Unknown keys are refused with their name; an empty string counts as absent. Amounts are whole
numbers of the currency's smallest unit, and nothing costs nothing; times are RFC 3339 and become
UTC. What is of another kind (a text for a number, "yes" for true) is refused, never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
)

from maneki.errors import InvalidInputError
from maneki.model.event import DEFAULT_EVENTS, EventKind
from maneki.model.filter import (
    Criteria,
    Filter,
    FilterState,
    Keywords,
    PriceRange,
    Shipping,
    WantedType,
)
from maneki.model.ids import FilterId
from maneki.model.listing import (
    Condition,
    Listing,
    ListingStatus,
    ListingType,
    ShippingPayer,
)
from maneki.model.money import (
    LEAST_RATE,
    MOST_MINOR_UNITS,
    MOST_RATE,
    Money,
    Rates,
    is_currency,
    is_rate,
)

LONGEST_TITLE = 1_000
LONGEST_DESCRIPTION = 20_000
LONGEST_TEXT = 2_048
MOST_IMAGES = 20
VERSION = 1
_MOST = 2**63 - 1
_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
    r"(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def _blank_is_absent(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _currency(code: str) -> str:
    if not is_currency(code):
        raise ValueError(f"{code!r} is not a currency code such as JPY or USD")
    return code


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("it is blank")
    return text


def _price(amount: int) -> int:
    if amount == 0:
        raise ValueError("nothing costs 0; leave the price out (null) if there is none")
    return amount


def _rate(rate: Decimal) -> Decimal:
    if not is_rate(rate):
        raise ValueError(f"write a number between {LEAST_RATE:f} and {MOST_RATE:f}")
    return rate


def _utc(text: Any) -> datetime:
    """An RFC 3339 time in UTC. A bare number could be seconds or milliseconds: it is refused."""
    if not isinstance(text, str) or not _RFC_3339.fullmatch(text):
        raise ValueError("write a time with its zone, such as 2026-11-20T01:30:00Z")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as exc:
        raise ValueError(f"there is no such time as {text[:40]}") from exc


def known_version(value: Any) -> int | None:
    """The version of a shape, None if it does not say. Raises `ValueError` for one to come."""
    if value is None or (type(value) is int and value == VERSION):
        return value
    raise ValueError(f"write {VERSION} or leave it out; no other version is known")


def _percentage(value: Any) -> Decimal:
    """A number from 0 to 100; it is kept with two decimals."""
    if type(value) not in (int, float, Decimal) or not 0 <= value <= 100:
        raise ValueError("write a number from 0 to 100")
    return Decimal(str(value)).quantize(Decimal("0.01")).normalize()


def _cut(length: int) -> BeforeValidator:
    """Shorten what is absurdly long: a 10 MB title is still a listing."""
    return BeforeValidator(lambda value: value[:length] if isinstance(value, str) else value)


Version = Annotated[int | None, PlainValidator(known_version)]
Currency = Annotated[str, AfterValidator(_currency)]
Minor = Annotated[int, Field(strict=True, ge=0, le=MOST_MINOR_UNITS)]
Whole = Annotated[int, Field(strict=True, ge=-_MOST, le=_MOST)]
YesOrNo = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
OptionalText = Annotated[Text | None, BeforeValidator(_blank_is_absent)]
Percentage = Annotated[Decimal, PlainValidator(_percentage)]
When = Annotated[datetime, PlainValidator(_utc)]
OptionalWhen = Annotated[When | None, BeforeValidator(_blank_is_absent)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MoneyShape(_Shape):
    amount: Annotated[Minor, AfterValidator(_price)]
    currency: Currency

    def value(self) -> Money:
        return Money(self.amount, self.currency)


class ShippingCostShape(_Shape):
    """Of shipping 0 is said, and means something."""

    amount: Minor
    currency: Currency

    def value(self) -> Money:
        return Money(self.amount, self.currency)


def _value(shape: MoneyShape | ShippingCostShape | None) -> Money | None:
    return None if shape is None else shape.value()


class ListingShape(_Shape):
    v: Version = None
    market: Annotated[str, Field(min_length=1, max_length=64)]
    external_id: Annotated[str, Field(max_length=512), AfterValidator(_not_blank)]
    title: Annotated[str, _cut(LONGEST_TITLE), AfterValidator(_not_blank)]
    price: MoneyShape | None = None
    brand: OptionalText = None
    condition: Annotated[Condition | None, BeforeValidator(_blank_is_absent)] = None
    size: OptionalText = None
    listing_type: Annotated[ListingType | None, BeforeValidator(_blank_is_absent)] = None
    status: ListingStatus | None = None
    current_bid: MoneyShape | None = None
    buy_now: MoneyShape | None = None
    bids: Annotated[Whole, Field(ge=0)] | None = None
    seller_id: OptionalText = None
    seller_rating: Percentage | None = None
    category_path: tuple[Text, ...] | None = None
    description: Annotated[
        str | None, _cut(LONGEST_DESCRIPTION), BeforeValidator(_blank_is_absent)
    ] = None
    shipping_payer: Annotated[ShippingPayer | None, BeforeValidator(_blank_is_absent)] = None
    shipping_cost: ShippingCostShape | None = None
    image_urls: tuple[Text, ...] | None = None
    url: OptionalText = None
    adult: YesOrNo | None = None
    listed_at: OptionalWhen = None
    updated_at: OptionalWhen = None
    ends_at: OptionalWhen = None

    def value(self) -> Listing:
        return Listing(
            market=self.market,
            external_id=self.external_id,
            title=self.title,
            url=self.url,
            price=_value(self.price),
            brand=self.brand,
            condition=self.condition,
            size=self.size,
            listing_type=self.listing_type,
            status=self.status or ListingStatus.ON_SALE,
            current_bid=_value(self.current_bid),
            buy_now=_value(self.buy_now),
            bids=self.bids,
            seller_id=self.seller_id,
            seller_rating=self.seller_rating,
            category_path=self.category_path or (),
            description=self.description,
            shipping_payer=self.shipping_payer,
            shipping_cost=_value(self.shipping_cost),
            image_urls=(self.image_urls or ())[:MOST_IMAGES],
            adult=bool(self.adult),
            listed_at=self.listed_at,
            updated_at=self.updated_at,
            ends_at=self.ends_at,
        )


class KeywordsShape(_Shape):
    any: tuple[str, ...] | None = None
    all: tuple[str, ...] | None = None
    none: tuple[str, ...] | None = None


class PriceShape(_Shape):
    min: Minor | None = None
    max: Minor | None = None
    currency: Currency = "JPY"
    shipping: Annotated[Shipping | None, BeforeValidator(_blank_is_absent)] = None

    def value(self) -> PriceRange:
        return PriceRange(
            min=self.min,
            max=self.max,
            currency=self.currency,
            shipping=self.shipping or Shipping.EXCLUDED,
        )


class FilterShape(_Shape):
    v: Version = None
    id: Annotated[str | None, Field(max_length=128)] = None
    owner: OptionalText = None
    name: OptionalText = None
    brands: tuple[str, ...] | None = None
    keywords: KeywordsShape | None = None
    expressions: tuple[str, ...] | None = None
    price: PriceShape | None = None
    markets: tuple[str, ...] | None = None
    listing_types: tuple[WantedType, ...] | None = None
    conditions: tuple[Condition, ...] | None = None
    categories: tuple[str, ...] | None = None
    sizes: tuple[str, ...] | None = None
    blocked_sellers: tuple[str, ...] | None = None
    max_bids: Whole | None = None
    min_rating: Percentage | None = None
    below_median: Whole | None = None
    events: tuple[EventKind, ...] | None = None
    destination: OptionalText = None
    priority: Whole | None = None
    active: YesOrNo | None = None

    def criteria(self) -> Criteria:
        words, price = self.keywords or KeywordsShape(), self.price or PriceShape()
        return Criteria(
            brands=self.brands or (),
            keywords=Keywords(any=words.any or (), all=words.all or (), none=words.none or ()),
            expressions=self.expressions or (),
            price=price.value(),
            markets=self.markets or (),
            listing_types=self.listing_types or (),
            conditions=self.conditions or (),
            categories=self.categories or (),
            sizes=self.sizes or (),
            blocked_sellers=self.blocked_sellers or (),
            max_bids=self.max_bids,
            min_rating=self.min_rating,
            below_median=self.below_median,
            events=self.events or DEFAULT_EVENTS,
        )

    def value(self, *, default_id: str = "") -> Filter:
        """The filter itself. `destination` is left to the caller, who knows what it names."""
        return Filter(
            id=FilterId(self.id or default_id),
            name=self.name or "",
            criteria=self.criteria(),
            state=FilterState.PAUSED if self.active is False else FilterState.ACTIVE,
            owner=self.owner,
            priority=self.priority or 0,
        )


_S = TypeVar("_S", bound=BaseModel)


def _sentence(exc: ValidationError, what: str) -> str:
    """One clear sentence about the first thing that is wrong, and how many more there are."""
    errors = exc.errors(include_url=False, include_input=False)
    first = errors[0]
    where = ".".join(str(part) for part in first["loc"])
    match first["type"]:
        case "extra_forbidden":
            said = f"has an unknown key {where!r}"
        case "missing":
            said = f"has no {where!r}"
        case "json_invalid":
            said = f"is not JSON: {first['msg'].removeprefix('Invalid JSON: ')}"
        case _:
            reason = first["msg"].removeprefix("Value error, ")
            said = f"has a wrong {where!r}: {reason}" if where else f"is not right: {reason}"
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{what} {said}{more}."


def _read(shape: type[_S], data: Any, what: str) -> _S:
    try:
        if isinstance(data, (str, bytes)):
            return shape.model_validate_json(data)
        return shape.model_validate(data)
    except ValidationError as exc:
        raise InvalidInputError(_sentence(exc, what)) from None


def read_listing(data: str | bytes | Mapping[str, Any], *, what: str = "The listing") -> Listing:
    """Read the listing shape from JSON or a mapping. Raises `InvalidInputError`."""
    return _read(ListingShape, data, what).value()


def read_filter_shape(
    data: str | bytes | Mapping[str, Any], *, what: str = "The filter"
) -> FilterShape:
    """Read the filter shape from JSON or a mapping. Raises `InvalidInputError`."""
    return _read(FilterShape, data, what)


class _RatesShape(BaseModel):
    model_config = ConfigDict(extra="ignore")
    base: Currency
    date: str | None = None
    rates: dict[Currency, Annotated[Decimal, AfterValidator(_rate)]]


def read_rates(data: str | bytes | Mapping[str, Any], *, what: str = "The rates file") -> Rates:
    """Read `{"base": "EUR", "date": "2026-11-20", "rates": {"JPY": 161.2, ...}}`.

    Raises `InvalidInputError`.
    """
    shape = _read(_RatesShape, data, what)
    try:
        as_of = datetime.fromisoformat(shape.date).date() if shape.date else None
    except ValueError:
        raise InvalidInputError(f"{what} has a wrong 'date': write it as 2026-11-20.") from None
    return Rates(base=shape.base, per_base=shape.rates, as_of=as_of)


def write_rates(rates: Rates) -> dict[str, Any]:
    """The shape `read_rates` reads; rates as strings, so that nothing is rounded."""
    return {
        "base": rates.base,
        "date": rates.as_of.isoformat() if rates.as_of else None,
        "rates": {currency: str(rate) for currency, rate in rates.per_base.items()},
    }


def _money(money: Money | None) -> dict[str, Any] | None:
    return None if money is None else {"amount": money.amount, "currency": money.currency}


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def write_when(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC, ending in Z."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def write_listing(listing: Listing) -> dict[str, Any]:
    """The listing shape, every key present, absent as None."""
    return {
        "v": 1,
        "market": listing.market,
        "external_id": listing.external_id,
        "title": listing.title,
        "price": _money(listing.price),
        "brand": listing.brand,
        "condition": listing.condition,
        "size": listing.size,
        "listing_type": listing.listing_type,
        "status": listing.status,
        "current_bid": _money(listing.current_bid),
        "buy_now": _money(listing.buy_now),
        "bids": listing.bids,
        "seller_id": listing.seller_id,
        "seller_rating": _number(listing.seller_rating),
        "category_path": list(listing.category_path),
        "description": listing.description,
        "shipping_payer": listing.shipping_payer,
        "shipping_cost": _money(listing.shipping_cost),
        "image_urls": list(listing.image_urls),
        "url": listing.url,
        "adult": listing.adult,
        "listed_at": write_when(listing.listed_at),
        "updated_at": write_when(listing.updated_at),
        "ends_at": write_when(listing.ends_at),
    }


def write_criteria(criteria: Criteria) -> dict[str, Any]:
    """The part of the filter shape that says what is asked for."""
    words, price = criteria.keywords, criteria.price
    return {
        "brands": list(criteria.brands),
        "keywords": {"any": list(words.any), "all": list(words.all), "none": list(words.none)},
        "expressions": list(criteria.expressions),
        "price": {
            "min": price.min,
            "max": price.max,
            "currency": price.currency,
            "shipping": price.shipping,
        },
        "markets": list(criteria.markets),
        "listing_types": list(criteria.listing_types),
        "conditions": list(criteria.conditions),
        "categories": list(criteria.categories),
        "sizes": list(criteria.sizes),
        "blocked_sellers": list(criteria.blocked_sellers),
        "max_bids": criteria.max_bids,
        "min_rating": _number(criteria.min_rating),
        "below_median": criteria.below_median,
        "events": list(criteria.events),
    }


def write_filter(user_filter: Filter, *, destination: str | None = None) -> dict[str, Any]:
    """The filter shape, every key present."""
    return {
        "v": 1,
        "id": user_filter.id,
        "owner": user_filter.owner,
        "name": user_filter.name,
        **write_criteria(user_filter.criteria),
        "destination": destination,
        "priority": user_filter.priority,
        "active": user_filter.is_active,
    }
