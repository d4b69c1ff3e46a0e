"""Short ways to write down listings, filters and events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from maneki.model.event import EventKind, ListingEvent, PriceDrop
from maneki.model.filter import Criteria, Filter, FilterState, PriceRange
from maneki.model.ids import EventId, FilterId, ListingId
from maneki.model.listing import Listing
from maneki.model.money import Money, Rates

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def yen(amount: int) -> Money:
    return Money(amount, "JPY")


def listing(title: str = "Leather boots", **facts: object) -> Listing:
    plain = Listing(market="mercari_jp", external_id="m1", title=title, price=yen(40_000))
    return replace(plain, **facts)  # type: ignore[arg-type]


def wanting(
    criteria: Criteria, name: str = "f1", state: FilterState = FilterState.ACTIVE
) -> Filter:
    return Filter(id=FilterId(name), name=name, criteria=criteria, state=state)


def up_to(most: int, currency: str = "JPY") -> PriceRange:
    return PriceRange(max=most, currency=currency)


def event(
    found: Listing,
    kind: EventKind = EventKind.NEW,
    *,
    drop: PriceDrop | None = None,
    rates: Rates | None = None,
) -> ListingEvent:
    return ListingEvent(
        id=EventId(1),
        kind=kind,
        listing_id=ListingId("l1"),
        listing=found,
        at=NOON,
        fetched_at=NOON,
        drop=drop,
        rates=rates,
    )


def dropped(found: Listing, *, announced: int, lowest: int, currency: str = "JPY") -> ListingEvent:
    """A price drop to the listing's price, seen at `lowest` before, last announced at another."""
    before = Money(lowest, currency)
    drop = PriceDrop(before=before, announced=Money(announced, currency), lowest=before)
    return event(found, EventKind.PRICE_DROP, drop=drop)
