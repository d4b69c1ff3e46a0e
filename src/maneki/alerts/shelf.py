"""The shop's own shelf is one more market: what comes in is a listing event like any other.

What is said of the shelf (an import, an order) is a row of the catalogue. This follows those rows,
so it does not matter which process wrote them. As with any search, the first look alerts nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import structlog

from maneki.alerts.record import Source, record
from maneki.model.book import SHOP, Edition, Stock
from maneki.model.ids import EditionId
from maneki.model.listing import Listing, ListingStatus, ListingType
from maneki.shop.cards import card_of
from maneki.store import Store
from maneki.store.books import Shelved

log = structlog.get_logger(__name__)

A_BATCH = 250
OVERLAP = timedelta(seconds=15)
"""Rows become visible when they are committed, which is a little later than what they say."""
_MARK = "shelf"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_TITLE = 400


def listing_of(shelved: Shelved, *, address: str | None = None) -> Listing:
    """An edition on the shelf as what is offered. A title that two editions share is told apart by
    the edition's own words; the description stays out of it: it names other books.
    """
    book, edition = shelved.book, shelved.edition
    authors = ", ".join(book.authors)
    title = edition.title or book.title
    named = f"{title} – {authors}" if authors else title
    format_ = f" ({edition.format})" if edition.format else ""
    stock = edition.stock or Stock(quantity=None)
    return Listing(
        market=SHOP,
        external_id=shelved.edition_id,
        title=f"{named[:_LONGEST_TITLE]}{format_}",
        url=card_of(book, edition, address=address).url,
        price=stock.price,
        listing_type=ListingType.FIXED,
        status=ListingStatus.ON_SALE if _is_there(stock) else ListingStatus.SOLD,
        category_path=(*book.subjects[:5], *(place.name for place in book.series)),
        image_urls=_covers(edition, book.cover_url),
    )


def _is_there(stock: Stock) -> bool:
    """A price alone says nothing of the shelf."""
    return bool(stock.available)


def _covers(edition: Edition, of_book: str | None) -> tuple[str, ...]:
    return tuple(url for url in (edition.cover_url or of_book,) if url)


@dataclass(frozen=True, slots=True)
class _Page:
    last: EditionId
    changed: int


class ShelfWatch:
    """`address` is where the shop sells a book (`maneki.shop.cards`), if it has such pages; `found`
    is called when there is something to match.
    """

    def __init__(
        self,
        store: Store,
        *,
        drop_percent: Decimal,
        found: Callable[[], None],
        address: str | None = None,
    ) -> None:
        self._store = store
        self._drop_percent = drop_percent
        self._found = found
        self._address = address

    async def step(self) -> bool:
        """Look at what was said since the last look. Always False: the rest is for the next."""
        async with self._store.reading() as tx:
            seen, now = await tx.marks.get(_MARK), tx.now
        since = datetime.fromisoformat(seen) - OVERLAP if seen else _NEVER
        after, changed = None, 0
        while page := await self._page(since, after, is_first=seen is None):
            after, changed = page.last, changed + page.changed
        if after is not None or seen is None:
            async with self._store.transaction() as tx:
                await tx.marks.put(_MARK, now.isoformat())
        if changed:
            log.info("shelf.changed", editions=changed)
            self._found()
        return False

    async def _page(
        self, since: datetime, after: EditionId | None, *, is_first: bool
    ) -> _Page | None:
        """Record the next rows; None if there are no more."""
        async with self._store.transaction() as tx:
            shelved = await tx.books.on_the_shelf(since=since, after=after, limit=A_BATCH)
            if not shelved:
                return None
            recorded = await record(
                tx,
                Source(market=SHOP, fetched_at=tx.now, is_first_visit=is_first),
                [listing_of(one, address=self._address) for one in shelved],
                drop_percent=self._drop_percent,
            )
        return _Page(shelved[-1].edition_id, recorded.new + recorded.changed)
