"""A filter: what a person wants to hear of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from maneki.model.digest import DigestPlan
from maneki.model.event import DEFAULT_EVENTS, EventKind
from maneki.model.ids import DestinationId, FilterId, PersonId, ServerId
from maneki.model.listing import Condition

MOST_PRIORITY = 9
"""Filters have a priority from 0 to this one: the highest goes first."""


class WantedType(StrEnum):
    """What a filter may ask of the listing type."""

    FIXED = "fixed"
    """Can be bought now: a fixed price, or an auction with a buy-now price."""
    AUCTION = "auction"
    """Can be bid on: an auction, with or without a buy-now price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keywords:
    """At least one of `any`, every one of `all`, and `none` of these."""

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


class Shipping(StrEnum):
    """Whether shipping belongs to the price that a filter is about."""

    EXCLUDED = "excluded"
    INCLUDED = "included"
    """Where nobody says what shipping costs, no bound is met."""
    INCLUDED_IF_KNOWN = "included_if_known"
    """There the price alone is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRange:
    """Both bounds are included; None is no bound. Minor units of `currency`."""

    min: int | None = None
    max: int | None = None
    currency: str = "JPY"
    shipping: Shipping = Shipping.EXCLUDED

    @property
    def is_bounded(self) -> bool:
        return self.min is not None or self.max is not None

    @property
    def measure(self) -> str:
        """What prices are brought into before they are compared: ranges of one measure can be
        compared with the same amounts.
        """
        if self.shipping is Shipping.EXCLUDED:
            return self.currency
        return self.currency + _SHIPPING_MARKS[self.shipping]

    @classmethod
    def of(cls, measure: str, *, least: int | None, most: int | None) -> PriceRange:
        currency, shipping = read_measure(measure)
        return cls(min=least, max=most, currency=currency, shipping=shipping)


_SHIPPING_MARKS = {
    Shipping.EXCLUDED: "",
    Shipping.INCLUDED: "+",
    Shipping.INCLUDED_IF_KNOWN: "?",
}
_SHIPPING = {mark: shipping for shipping, mark in _SHIPPING_MARKS.items()}


def read_measure(measure: str) -> tuple[str, Shipping]:
    """The currency of a `PriceRange.measure`, and whether shipping belongs to it."""
    currency = measure.rstrip("+?")
    return currency, _SHIPPING[measure[len(currency) :]]


NO_KEYWORDS = Keywords()
ANY_PRICE = PriceRange()


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What is asked for. Every condition must hold; an empty one means "any".

    `expressions` are regular ones, every one of which must be found; `min_rating` is in per cent,
    and so is how far the price must lie `below_median` (`maneki.model.median`).
    """

    brands: tuple[str, ...] = ()
    keywords: Keywords = NO_KEYWORDS
    expressions: tuple[str, ...] = ()
    price: PriceRange = ANY_PRICE
    markets: tuple[str, ...] = ()
    listing_types: tuple[WantedType, ...] = ()
    conditions: tuple[Condition, ...] = ()
    categories: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    blocked_sellers: tuple[str, ...] = ()
    max_bids: int | None = None
    min_rating: Decimal | None = None
    below_median: int | None = None
    events: tuple[EventKind, ...] = DEFAULT_EVENTS


class FilterState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    SLEEPING = "sleeping"
    """Imported for somebody who has not pressed Start yet: it tells nobody anything."""
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A saved search. It belongs to a person, or (a feed) to a server.

    `revision` grows with every change. `destination_id` is None for "the owner's default".
    `owner` is the address it was made from, such as `discord:1234`. While `snoozed_until` lies
    ahead its alerts are held, not dropped; with a `digest` they come together, and so does what
    goes beyond `most_alerts_a_day` or `most_messages_an_hour`. It is paused when it `expires_at`,
    if it does.
    """

    id: FilterId
    name: str
    criteria: Criteria
    revision: int = 1
    state: FilterState = FilterState.ACTIVE
    owner: str | None = None
    person_id: PersonId | None = None
    server_id: ServerId | None = None
    destination_id: DestinationId | None = None
    priority: int = 0
    snoozed_until: datetime | None = None
    digest: DigestPlan | None = None
    most_alerts_a_day: int | None = None
    most_messages_an_hour: int | None = None
    expires_at: datetime | None = None
    created_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        return self.state is FilterState.ACTIVE
