"""A listing: one thing on offer on a market, at one price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from maneki.model.ids import ListingId, SearchId
from maneki.model.money import Money


class ListingType(StrEnum):
    FIXED = "fixed"
    AUCTION = "auction"
    AUCTION_BUY_NOW = "auction_buy_now"


class ListingStatus(StrEnum):
    ON_SALE = "on_sale"
    TRADING = "trading"
    SOLD = "sold"
    ENDED = "ended"


class Condition(StrEnum):
    """Each market's own scale is mapped to this one in the market's folder."""

    NEW = "new"
    LIKE_NEW = "like_new"
    VERY_GOOD = "very_good"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class ShippingPayer(StrEnum):
    SELLER = "seller"
    BUYER = "buyer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a market says of one thing on offer. What it does not say is None, never 0 or "".

    `price` is the fixed price, or an auction's current price where the market does not
    distinguish; `current_bid` and `buy_now` are an auction's two prices. `external_id` is the raw
    id the market gave it. `category_path` goes from the root to the leaf, names or ids.
    `shipping_cost` is what the buyer pays on top; `seller_rating` says how many in a hundred of
    those who bought from the seller were content.
    Times are UTC and aware; `listed_at` is the market's own word, not when we saw it.
    """

    market: str
    external_id: str
    title: str
    url: str | None = None
    price: Money | None = None
    brand: str | None = None
    condition: Condition | None = None
    size: str | None = None
    listing_type: ListingType | None = None
    status: ListingStatus = ListingStatus.ON_SALE
    current_bid: Money | None = None
    buy_now: Money | None = None
    bids: int | None = None
    seller_id: str | None = None
    seller_rating: Decimal | None = None
    category_path: tuple[str, ...] = ()
    description: str | None = None
    shipping_payer: ShippingPayer | None = None
    shipping_cost: Money | None = None
    image_urls: tuple[str, ...] = ()
    adult: bool = False
    listed_at: datetime | None = None
    updated_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def is_available(self) -> bool:
        """Whether it can still be bought or bid on, as far as the market said."""
        return self.status is ListingStatus.ON_SALE

    @property
    def asking(self) -> tuple[Money, ...]:
        """The prices a price condition may be met by: current bid (or price), and buy-now."""
        current = self.current_bid or self.price
        return tuple(money for money in (current, self.buy_now) if money is not None)

    @property
    def shipping(self) -> Money | None:
        """What shipping adds to the prices: 0 if the seller pays it, None if nobody said."""
        if self.shipping_cost is not None:
            return self.shipping_cost
        is_free = self.asking and self.shipping_payer is ShippingPayer.SELLER
        return Money(0, self.asking[0].currency) if is_free else None

    @property
    def bids_so_far(self) -> int | None:
        """Nobody bids on what has a fixed price."""
        return 0 if self.listing_type is ListingType.FIXED else self.bids


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownListing:
    """What we remember of a listing that we have seen before.

    `price` is the price that price drops are about, as last seen, and `price_since` the time since
    when; `announced` is the one people were last told; `lowest` the lowest seen (a price that has
    lasted counts as both, see `maneki.alerts.decide`). `baseline_search_id` names the search whose
    first visit found it, while nobody has been told of it as new. `listing` is what the market said
    last, None once that is forgotten.
    """

    id: ListingId
    external_id: str
    status: ListingStatus
    price: Money | None = None
    price_since: datetime | None = None
    announced: Money | None = None
    lowest: Money | None = None
    listing: Listing | None = None
    baseline_search_id: SearchId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenListing:
    """What we can say of a listing to somebody who asks about it, and since when.

    `listing` is what the market said last, None once that is forgotten; `baseline_search_id` as in
    `KnownListing`.
    """

    id: ListingId
    market: str
    external_id: str
    status: ListingStatus
    first_seen_at: datetime
    last_seen_at: datetime
    listing: Listing | None = None
    baseline_search_id: SearchId | None = None
