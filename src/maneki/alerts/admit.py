"""What of a listing can be kept. Pure.

Markets send anything: a title of ten megabytes, control characters, half a surrogate pair, a price
of a quadrillion. What we keep must come back from the database as it went in, and one listing that
cannot be kept must not hold up the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from maneki.errors import InvalidInputError
from maneki.model.interchange import (
    LONGEST_DESCRIPTION,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_IMAGES,
    read_listing,
    write_listing,
)
from maneki.model.listing import Listing
from maneki.model.money import MOST_MINOR_UNITS, Money

MOST_CATEGORIES = 60
"""A tree gives a name or two and an id for each."""
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
LONGEST_AHEAD = timedelta(days=1)
LONGEST_AUCTION = timedelta(days=400)
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def admitted(listing: Listing) -> Listing:
    """The listing without what cannot be kept. Raises `InvalidInputError` if nothing is left."""
    kept = replace(
        listing,
        title=_clean(listing.title, LONGEST_TITLE) or "",
        description=_clean(listing.description, LONGEST_DESCRIPTION),
        brand=_clean(listing.brand, LONGEST_TEXT),
        size=_clean(listing.size, LONGEST_TEXT),
        seller_id=_clean(listing.seller_id, LONGEST_TEXT),
        url=_address(listing.url),
        image_urls=tuple(_addresses(listing.image_urls))[:MOST_IMAGES],
        category_path=tuple(_words(listing.category_path))[:MOST_CATEGORIES],
        price=_sane(listing.price),
        current_bid=_sane(listing.current_bid),
        buy_now=_sane(listing.buy_now),
        shipping_cost=_sane_or_free(listing.shipping_cost),
    )
    if _UNKEEPABLE.search(kept.external_id):
        raise InvalidInputError(f"The listing has a wrong 'external_id': {kept.external_id!r}.")
    read_listing(write_listing(kept))
    return kept


def plausibly_dated(listing: Listing, *, at: datetime) -> Listing:
    """The listing without times that a machine made up: before the web, or long after `at`.

    Feeds have them: an epoch number where a date was due reads as the year 1767.
    """
    return replace(
        listing,
        listed_at=_within(listing.listed_at, at + LONGEST_AHEAD),
        updated_at=_within(listing.updated_at, at + LONGEST_AHEAD),
        ends_at=_within(listing.ends_at, at + LONGEST_AUCTION),
    )


def _within(moment: datetime | None, latest: datetime) -> datetime | None:
    return moment if moment is not None and EARLIEST <= moment <= latest else None


def _clean(text: str | None, longest: int) -> str | None:
    if text is None:
        return None
    return _UNKEEPABLE.sub("", text[:longest]).strip() or None


def _words(texts: Iterable[str]) -> Iterable[str]:
    return (kept for text in texts if (kept := _clean(text, LONGEST_TEXT)))


def _address(url: str | None) -> str | None:
    """Half an address is none."""
    if url is None or len(url) > LONGEST_TEXT or _UNKEEPABLE.search(url):
        return None
    return url


def _addresses(urls: Iterable[str]) -> Iterable[str]:
    return (kept for url in urls if (kept := _address(url)))


def _sane_or_free(money: Money | None) -> Money | None:
    return money if money is not None and money.amount == 0 else _sane(money)


def _sane(money: Money | None) -> Money | None:
    """An absurd price is no price."""
    return money if money is not None and 0 < money.amount <= MOST_MINOR_UNITS else None
