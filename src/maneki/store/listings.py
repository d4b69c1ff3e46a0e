"""Listings: what we have seen, and what we still remember of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, select, update

from maneki.model.ids import ListingId, SearchId
from maneki.model.interchange import read_listing, write_listing
from maneki.model.listing import KnownListing, Listing, ListingStatus, SeenListing
from maneki.model.money import Money
from maneki.model.page import Meant, page_of
from maneki.store.schema import listings
from maneki.store.session import Session

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Listings:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def known(self, market: str, external_ids: Collection[str]) -> dict[str, KnownListing]:
        """Those of these listings that we have seen before, by their external id.

        Nobody else changes them until this transaction ends.
        """
        found = (
            select(listings)
            .where(
                listings.c.market == market,
                self._session.among(listings.c.external_id, external_ids),
            )
            .order_by(listings.c.external_id)
        )
        if self._session.is_postgresql:
            found = found.with_for_update()
        return {row.external_id: _known(row) for row in await self._session.rows(found)}

    async def add_new(
        self,
        found: Sequence[tuple[Listing, Money | None]],
        *,
        baseline: SearchId | None = None,
    ) -> dict[str, ListingId]:
        """Insert listings with the price that drops are about; returns those really new.

        The answer maps external ids to ours, and leaves out what the table knew already.
        """
        if not found:
            return {}
        rows = await self._session.execute(
            self._session.insert(listings)
            .on_conflict_do_nothing(index_elements=["market", "external_id"])
            .returning(listings.c.external_id, listings.c.id),
            # In one order, whoever inserts: two that wait for each other's rows would never end.
            [
                self._new_row(listing, price, baseline)
                for listing, price in sorted(found, key=lambda one: one[0].external_id)
            ],
        )
        return {row.external_id: ListingId(row.id) for row in rows}

    def _new_row(
        self, listing: Listing, price: Money | None, baseline: SearchId | None
    ) -> dict[str, Any]:
        amount = price.amount if price else None
        return {
            "id": self._session.new_id(),
            "market": listing.market,
            "external_id": listing.external_id,
            "body": write_listing(listing),
            "status": listing.status,
            "price_amount": amount,
            "price_currency": price.currency if price else None,
            "price_since": self._session.now,
            "announced_amount": amount,
            "lowest_amount": amount,
            "ends_at": listing.ends_at,
            "page": page_of(listing.url),
            "baseline_search_id": baseline,
            "listed_at": listing.listed_at,
            "first_seen_at": self._session.now,
            "last_seen_at": self._session.now,
            **self._session.stamps(),
        }

    async def update(self, seen: Sequence[KnownListing]) -> None:
        """Write known listings as they are now, and what is to be remembered of their prices."""
        if not seen:
            return
        await self._session.execute(
            update(listings)
            .where(listings.c.id == bindparam("the_id"))
            .values(
                body=bindparam("new_body"),
                status=bindparam("new_status"),
                price_amount=bindparam("new_price"),
                price_currency=bindparam("new_currency"),
                price_since=bindparam("new_price_since"),
                announced_amount=bindparam("new_announced"),
                lowest_amount=bindparam("new_lowest"),
                baseline_search_id=bindparam("new_baseline"),
                ends_at=bindparam("new_ends_at"),
                page=bindparam("new_page"),
                last_seen_at=self._session.now,
                updated_at=self._session.now,
            ),
            [_update_row(known) for known in seen],
        )

    async def touch(self, ids: Collection[ListingId]) -> None:
        """Seen again, unchanged."""
        await self._session.execute(
            update(listings)
            .where(self._session.among(listings.c.id, ids))
            .values(last_seen_at=self._session.now)
        )

    async def available(self, ids: Collection[ListingId]) -> set[ListingId]:
        """Those of these listings that can still be had, as far as we know."""
        rows = await self._session.rows(
            select(listings.c.id).where(
                self._session.among(listings.c.id, ids),
                listings.c.status == ListingStatus.ON_SALE,
                listings.c.ends_at.is_(None) | (listings.c.ends_at > self._session.now),
            )
        )
        return {ListingId(row.id) for row in rows}

    async def get(self, listing_id: ListingId) -> Listing | None:
        """The listing, or None if it is unknown or forgotten."""
        row = await self._session.first(select(listings.c.body).where(listings.c.id == listing_id))
        return None if row is None or row.body is None else read_listing(row.body)

    async def meant(self, meant: Meant) -> SeenListing | None:
        """The listing on one of these pages, or else with one of these ids of its market's: the
        one seen last, where several markets have such an id.
        """
        on_page = listings.c.page.in_(meant.pages)
        by_id: ColumnElement[bool] = listings.c.external_id.in_(meant.external_ids)
        if meant.host is not None:
            on_host = listings.c.page.startswith(f"{meant.host}/", autoescape=True)
            by_id &= listings.c.page.is_(None) | on_host
        for which in (on_page, by_id):
            row = await self._session.first(
                select(listings).where(which).order_by(listings.c.last_seen_at.desc()).limit(1)
            )
            if row is not None:
                return _seen(row)
        return None

    async def recent(
        self, *, since: datetime, markets: Collection[str] = (), limit: int
    ) -> tuple[Listing, ...]:
        """Available listings that we first saw since then; no market means all.

        Where there are more than `limit`, those we first saw latest; what was listed last is first.
        """
        wanted = select(listings.c.body).where(
            listings.c.first_seen_at >= since,
            listings.c.status == ListingStatus.ON_SALE,
            listings.c.ends_at.is_(None) | (listings.c.ends_at > self._session.now),
            listings.c.body.is_not(None),
        )
        if markets:
            wanted = wanted.where(listings.c.market.in_(markets))
        rows = await self._session.rows(
            wanted.order_by(listings.c.first_seen_at.desc()).limit(limit)
        )
        found = (read_listing(row.body) for row in rows)
        return tuple(sorted(found, key=lambda one: one.listed_at or LONG_AGO, reverse=True))

    async def comparable(
        self, *, market: str, currency: str, since: datetime, limit: int
    ) -> tuple[Listing, ...]:
        """The last priced listings of a market that we first saw since then, sold or not, the
        newest first.
        """
        rows = await self._session.rows(
            select(listings.c.body)
            .where(
                listings.c.market == market,
                listings.c.first_seen_at >= since,
                listings.c.price_currency == currency,
                listings.c.body.is_not(None),
            )
            .order_by(listings.c.first_seen_at.desc(), listings.c.id.desc())
            .limit(limit)
        )
        return tuple(read_listing(row.body) for row in rows)

    async def ending(self, *, before: datetime) -> Mapping[ListingId, Listing]:
        """Available listings that end between now and `before`, and that nobody else looks at."""
        wanted = select(listings.c.id, listings.c.body).where(
            listings.c.ends_at > self._session.now,
            listings.c.ends_at <= before,
            listings.c.status == ListingStatus.ON_SALE,
            listings.c.body.is_not(None),
        )
        if self._session.is_postgresql:
            wanted = wanted.with_for_update(skip_locked=True)
        rows = await self._session.rows(wanted)
        return {ListingId(row.id): read_listing(row.body) for row in rows}

    async def forget(self, *, before: datetime, limit: int) -> int:
        """Forget what listings last seen before then said; that we saw them is kept."""
        some = (
            select(listings.c.id)
            .where(listings.c.last_seen_at < before, listings.c.body.is_not(None))
            .limit(limit)
        )
        done = await self._session.execute(
            update(listings)
            .where(listings.c.id.in_(some))
            .values(body=None, updated_at=self._session.now)
        )
        return done.rowcount


def _update_row(known: KnownListing) -> dict[str, Any]:
    listing = known.listing
    return {
        "the_id": known.id,
        "new_body": write_listing(listing) if listing else None,
        "new_status": known.status,
        "new_price": known.price.amount if known.price else None,
        "new_currency": known.price.currency if known.price else None,
        "new_price_since": known.price_since,
        "new_announced": known.announced.amount if known.announced else None,
        "new_lowest": known.lowest.amount if known.lowest else None,
        "new_baseline": known.baseline_search_id,
        "new_ends_at": listing.ends_at if listing else None,
        "new_page": page_of(listing.url) if listing else None,
    }


def _seen(row: Row[Any]) -> SeenListing:
    return SeenListing(
        id=ListingId(row.id),
        market=row.market,
        external_id=row.external_id,
        status=ListingStatus(row.status),
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        listing=None if row.body is None else read_listing(row.body),
        baseline_search_id=row.baseline_search_id,
    )


def _known(row: Row[Any]) -> KnownListing:
    def money(amount: int | None) -> Money | None:
        return None if amount is None else Money(amount, row.price_currency)

    return KnownListing(
        id=ListingId(row.id),
        external_id=row.external_id,
        status=ListingStatus(row.status),
        price=money(row.price_amount),
        price_since=row.price_since,
        announced=money(row.announced_amount),
        lowest=money(row.lowest_amount),
        baseline_search_id=row.baseline_search_id,
        listing=None if row.body is None else read_listing(row.body),
    )
