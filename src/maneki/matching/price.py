"""What a price condition and a price drop mean, in minor units and whole percents."""

from __future__ import annotations

from decimal import Decimal

from maneki.model.event import ListingEvent, PriceDrop
from maneki.model.filter import PriceRange, Shipping, read_measure
from maneki.model.listing import Listing, ListingType
from maneki.model.money import Money, Rates, convert

DROP_PERCENT = Decimal(5)


def amounts_in(measure: str, listing: Listing, rates: Rates | None) -> tuple[int, ...]:
    """The prices a condition may be met by, in minor units, as far as rates go.

    `measure` is that of a `PriceRange`.
    """
    currency, shipping = read_measure(measure)
    extra = _extra(currency, shipping, listing, rates)
    if extra is None:
        return ()
    converted = (convert(money, to=currency, rates=rates) for money in listing.asking)
    return tuple(money.amount + extra for money in converted if money is not None)


def _extra(currency: str, shipping: Shipping, listing: Listing, rates: Rates | None) -> int | None:
    """What is added to a price; None if that must be known and is not."""
    if shipping is Shipping.EXCLUDED:
        return 0
    cost = listing.shipping
    converted = convert(cost, to=currency, rates=rates) if cost else None
    if converted is not None:
        return converted.amount
    return None if shipping is Shipping.INCLUDED else 0


def is_within(price: PriceRange, amount: int) -> bool:
    return (price.min is None or price.min <= amount) and (price.max is None or amount <= price.max)


def holds(price: PriceRange, listing: Listing, rates: Rates | None) -> bool:
    """Whether the current bid (or fixed price) or the buy-now price lies in the range."""
    if not price.is_bounded:
        return True
    return any(is_within(price, amount) for amount in amounts_in(price.measure, listing, rates))


def price_now(listing: Listing) -> Money | None:
    """The price that price drops are about: bids only rise, so an auction's is its buy-now."""
    if listing.listing_type in {ListingType.AUCTION, ListingType.AUCTION_BUY_NOW}:
        return listing.buy_now
    return listing.price


def is_drop_of(percent: Decimal, *, was: Money, now: Money) -> bool:
    """Whether `now`, in the same currency, lies below `was` by at least that many per cent."""
    fall = was.amount - now.amount
    return fall > 0 and fall * 100 >= percent * was.amount


def has_fallen(event: ListingEvent, drop: PriceDrop, percent: Decimal) -> bool:
    """Whether the price is at least that far below the one last announced."""
    now = price_now(event.listing)
    if now is not None:
        now = convert(now, to=drop.announced.currency, rates=event.rates)
    return now is not None and is_drop_of(percent, was=drop.announced, now=now)


def comes_into(price: PriceRange, event: ListingEvent, drop: PriceDrop) -> bool:
    """Whether the drop brings the listing into the range, where nothing of it was before.

    An auction whose bid lies in the range was in it all along, whatever its buy-now price does.
    """
    if not price.is_bounded:
        return False
    now, before = now_and_before(price.measure, event, drop)
    if now is None or not is_within(price, now):
        return False
    return not any(is_within(price, amount) for amount in before)


def now_and_before(
    measure: str, event: ListingEvent, drop: PriceDrop
) -> tuple[int | None, tuple[int, ...]]:
    """The price after a drop, and those that were there before, in minor units.

    `measure` is that of a `PriceRange`. What shipping costs now it did before.
    """
    currency, shipping = read_measure(measure)
    extra = _extra(currency, shipping, event.listing, event.rates)

    def amount(money: Money | None) -> int | None:
        converted = convert(money, to=currency, rates=event.rates) if money else None
        return converted.amount + extra if converted and extra is not None else None

    before = (amount(drop.lowest), amount(event.listing.current_bid))
    return amount(price_now(event.listing)), tuple(one for one in before if one is not None)
