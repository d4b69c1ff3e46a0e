"""What an alert shows, taken from a listing: facts, and nothing that the market did not say."""

from __future__ import annotations

from maneki.model.event import EventKind, PriceDrop
from maneki.model.listing import Listing
from maneki.model.money import Money, Rates, convert
from maneki.model.outbox import AlertCard


def card_of(
    listing: Listing,
    *,
    event: EventKind,
    currency: str | None,
    rates: Rates | None,
    drop: PriceDrop | None = None,
) -> AlertCard:
    """The card of a listing for somebody who thinks in `currency` (None: no conversion)."""
    asking = listing.asking[0] if listing.asking else None
    converted = _converted(asking, currency, rates)
    return AlertCard(
        event=event,
        listing=listing,
        asking=asking,
        converted=converted,
        rates_as_of=rates.as_of.isoformat() if converted and rates and rates.as_of else None,
        before=drop.before if drop else None,
    )


def _converted(asking: Money | None, currency: str | None, rates: Rates | None) -> Money | None:
    if asking is None or currency is None or asking.currency == currency:
        return None
    return convert(asking, to=currency, rates=rates)
