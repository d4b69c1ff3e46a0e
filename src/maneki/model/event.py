"""Listing events: what happened to a listing. They are what is matched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from maneki.model.ids import EventId, ListingId, SearchId
from maneki.model.listing import Listing
from maneki.model.money import Money, Rates


class EventKind(StrEnum):
    NEW = "new"
    PRICE_DROP = "price_drop"
    BACK_ON_SALE = "back_on_sale"
    ENDING_SOON = "ending_soon"


DEFAULT_EVENTS = (EventKind.NEW, EventKind.PRICE_DROP)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceDrop:
    """The prices a price-drop event is judged by.

    `before` is what it cost until now (shown to people), `announced` the price last announced
    (what the percentage is of), `lowest` the lowest seen before this event: only a price below it
    is an event at all, so ups and downs around one price are announced once.
    """

    before: Money
    announced: Money
    lowest: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingEvent:
    """One thing that happened to one listing, with everything the decision needs.

    `listing` is the listing as it was then; `rates` are the rates of that day. `except_search` is
    the search whose first visit had this listing among its baseline: its people have it in their
    preview, so they are not told of it as new.
    """

    id: EventId
    kind: EventKind
    listing_id: ListingId
    listing: Listing
    at: datetime
    fetched_at: datetime
    rates: Rates | None = None
    drop: PriceDrop | None = None
    except_search: SearchId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedEvent:
    """An event with when it was matched, None if it has not been yet, and what was used for it:
    the versions of the dictionary and the normaliser, or `set_aside` if it could not be matched.
    """

    event: ListingEvent
    at: datetime | None
    using: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """A listing event that is about to be written. `price` is the one price drops are about."""

    kind: EventKind
    listing_id: ListingId
    listing: Listing
    fetched_at: datetime
    price: Money | None = None
    rates: Rates | None = None
    drop: PriceDrop | None = None
    except_search: SearchId | None = None
