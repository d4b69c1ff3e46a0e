"""What lies on the twin's shelves, and what happens to it. No network, no clock of its own."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from maneki.model.listing import Listing, ListingStatus
from maneki.model.money import Money

FEED = "feed"
MERCARI_JP = "mercari_jp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A listing on a shelf. Nobody can see it before `visible_at`.

    `feed` names the feed it appears in. `moved_at` is when it last came to the top of it.
    `listing.listed_at` is when its seller listed it, which a bump does not change. `version` is
    the shelf's when it became what it is now.
    """

    listing: Listing
    feed: str
    visible_at: datetime
    moved_at: datetime
    haystack: str
    version: int = 0

    @property
    def id(self) -> str:
        return self.listing.external_id


class Shelf:
    """All listings of the twin, by external id. Every change raises `version`."""

    def __init__(self, *, now: Callable[[], datetime], random: Random) -> None:
        self._now = now
        self._random = random
        self._by_id: dict[str, Shelved] = {}
        self._served: dict[str, int] = {}
        self.version = 0

    def __iter__(self) -> Iterator[Shelved]:
        return iter(self._by_id.values())

    def __getitem__(self, external_id: str) -> Shelved:
        return self._by_id[external_id]

    def visible(self, market: str, now: datetime) -> Iterable[Shelved]:
        return (
            shelved
            for shelved in self._by_id.values()
            if shelved.listing.market == market and shelved.visible_at <= now
        )

    def serve(self, external_ids: Iterable[str]) -> None:
        """Somebody gets a page with these on it, as they are now."""
        for external_id in external_ids:
            self._served[external_id] = self._by_id[external_id].version

    def was_served(self, external_id: str) -> bool:
        """Whether anybody got a page with the listing on it since it last changed."""
        return self._served.get(external_id) == self._by_id[external_id].version

    def add(self, listing: Listing, *, visible_after: timedelta, feed: str) -> str:
        """Put a listing on its market's shelf and return its id, made up if it has none.

        Raises ValueError for a market the twin does not have and an id that is taken.
        """
        if listing.market not in {FEED, MERCARI_JP}:
            raise ValueError(f"The twin has no market {listing.market!r}.")
        now = self._now()
        external_id = listing.external_id or self._new_id(listing.market)
        if external_id in self._by_id:
            raise ValueError(f"There is a listing {external_id!r} already.")
        listed_at = (listing.listed_at or now).replace(microsecond=0)
        self._put(
            Shelved(
                listing=replace(
                    listing,
                    external_id=external_id,
                    url=listing.url or _url(listing.market, external_id),
                    listed_at=listed_at,
                    updated_at=listing.updated_at or listed_at,
                ),
                feed=feed,
                visible_at=now + visible_after,
                moved_at=now,
                haystack=_haystack(listing),
            )
        )
        return external_id

    def bump(self, external_id: str) -> None:
        """Its seller pushes it up: `updated_at` changes, the listing time does not."""
        self._change(self._by_id[external_id], moved_at=self._now())

    def relist(self, external_id: str, *, visible_after: timedelta) -> str:
        """The listing goes and comes back as a new one; returns the new id."""
        old = self._by_id.pop(external_id)
        fresh = replace(old.listing, external_id="", url=None, listed_at=None, updated_at=None)
        return self.add(fresh, visible_after=visible_after, feed=old.feed)

    def change_price(self, external_id: str, amount: int) -> None:
        """A new price in minor units of the listing's currency (yen if it had no price)."""
        shelved = self._by_id[external_id]
        currency = shelved.listing.price.currency if shelved.listing.price else "JPY"
        self._change(shelved, listing=replace(shelved.listing, price=Money(amount, currency)))

    def sell(self, external_id: str) -> None:
        shelved = self._by_id[external_id]
        self._change(shelved, listing=replace(shelved.listing, status=ListingStatus.SOLD))

    def remove(self, external_id: str) -> None:
        """Its seller takes it down: it is on no page any more."""
        del self._by_id[external_id]
        self.version += 1

    def _change(
        self,
        shelved: Shelved,
        *,
        listing: Listing | None = None,
        moved_at: datetime | None = None,
    ) -> None:
        updated_at = self._now().replace(microsecond=0)
        changed = replace(listing or shelved.listing, updated_at=updated_at)
        self._put(replace(shelved, listing=changed, moved_at=moved_at or shelved.moved_at))

    def _put(self, shelved: Shelved) -> None:
        self.version += 1
        self._by_id[shelved.id] = replace(shelved, version=self.version)

    def _new_id(self, market: str) -> str:
        number = self._random.randrange(10**10, 10**11)
        return f"m{number}" if market == MERCARI_JP else f"item-{number}"


def _url(market: str, external_id: str) -> str:
    if market == FEED:
        return f"https://shop.example/items/{external_id}"
    kind = "item" if external_id[:1] == "m" and external_id[1:].isdigit() else "shops/product"
    return f"https://jp.mercari.com/{kind}/{external_id}"


def plain(text: str) -> str:
    """Text as the twin's search compares it: width and case do not count."""
    return unicodedata.normalize("NFKC", text).lower()


def _haystack(listing: Listing) -> str:
    return plain(" ".join((listing.title, listing.brand or "", listing.description or "")))
