"""Listing events: written when something happened, marked once they are matched."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Row, bindparam, func, select, update

from maneki.model.event import EventDraft, EventKind, ListingEvent, MatchedEvent, PriceDrop
from maneki.model.ids import EventId, ListingId
from maneki.model.interchange import read_listing, write_listing
from maneki.model.money import Money, Rates
from maneki.store.contents import UNREADABLE
from maneki.store.rates import ExchangeRates
from maneki.store.schema import listing_events
from maneki.store.session import Session

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestEvents:
    """A page of events; how many more there were that nobody can read; behind which one the next
    page begins, None if this was the last; and whether something from before is kept.
    """

    events: tuple[MatchedEvent, ...]
    unreadable: int
    behind: EventId | None
    reaches_back: bool


class Events:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, drafts: Sequence[EventDraft]) -> None:
        if drafts:
            await self._session.execute(
                listing_events.insert(), [self._row(draft) for draft in drafts]
            )

    def _row(self, draft: EventDraft) -> dict[str, Any]:
        price, drop = draft.price, draft.drop
        return {
            "listing_id": draft.listing_id,
            "kind": draft.kind,
            "listing": write_listing(draft.listing),
            "price_amount": price.amount if price else None,
            "price_currency": price.currency if price else None,
            "before_amount": drop.before.amount if drop else None,
            "announced_amount": drop.announced.amount if drop else None,
            "lowest_amount": drop.lowest.amount if drop else None,
            "rates_as_of": _as_of(draft.rates),
            "except_search_id": draft.except_search,
            "listed_at": draft.listing.listed_at,
            "fetched_at": draft.fetched_at,
            "at": self._session.now,
            "matched_at": None,
            **self._session.stamps(),
        }

    async def unmatched(self, *, limit: int) -> tuple[EventId, ...]:
        """The oldest events that nobody has matched, kept from others until commit."""
        wanted = (
            select(listing_events.c.sequence)
            .where(listing_events.c.matched_at.is_(None))
            .order_by(listing_events.c.sequence)
            .limit(limit)
        )
        if self._session.is_postgresql:
            wanted = wanted.with_for_update(skip_locked=True)
        return tuple(EventId(row.sequence) for row in await self._session.rows(wanted))

    async def many(self, ids: Collection[EventId]) -> tuple[ListingEvent, ...]:
        """These events, in order, with the rates of their days."""
        rows = await self._session.rows(
            select(listing_events)
            .where(self._session.among(listing_events.c.sequence, ids))
            .order_by(listing_events.c.sequence)
        )
        days = {row.rates_as_of for row in rows if row.rates_as_of}
        rates = await ExchangeRates(self._session).of_days(days)
        return tuple(_event(row, rates.get(row.rates_as_of)) for row in rows)

    async def kept(self, ids: Collection[EventId]) -> dict[EventId, MatchedEvent]:
        """These events, and what was used for each; what cannot be read is left out."""
        rows = await self._session.rows(
            select(listing_events).where(self._session.among(listing_events.c.sequence, ids))
        )
        days = {row.rates_as_of for row in rows if row.rates_as_of}
        rates = await ExchangeRates(self._session).of_days(days)
        found = (_matched_event(row, rates) for row in rows)
        return {one.event.id: one for one in found if one is not None}

    async def of_listing(self, listing_id: ListingId, *, limit: int) -> tuple[MatchedEvent, ...]:
        """What happened to a listing, the last thing first, and when each was matched."""
        rows = await self._session.rows(
            select(listing_events)
            .where(listing_events.c.listing_id == listing_id)
            .order_by(listing_events.c.sequence.desc())
            .limit(limit)
        )
        found = {one.id: one for one in await self.many([EventId(row.sequence) for row in rows])}
        return tuple(
            MatchedEvent(
                event=found[EventId(row.sequence)],
                at=row.matched_at,
                using=row.matched_with or {},
            )
            for row in rows
        )

    async def latest(
        self, *, since: datetime, before: EventId | None = None, limit: int
    ) -> LatestEvents:
        """Up to `limit` of the events from then on, behind `before` if that is given, the last one
        first. No more rows than that are read, however many there are.
        """
        wanted = select(listing_events).order_by(listing_events.c.sequence.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(listing_events.c.sequence < before)
        rows = await self._session.rows(wanted)
        recent = [row for row in rows if row.at >= since]
        days = {row.rates_as_of for row in recent if row.rates_as_of}
        rates = await ExchangeRates(self._session).of_days(days)
        found = [one for row in recent if (one := _matched_event(row, rates))]
        return LatestEvents(
            events=tuple(found),
            unreadable=len(recent) - len(found),
            behind=EventId(rows[-1].sequence) if len(recent) == limit else None,
            reaches_back=len(recent) < len(rows),
        )

    async def matched(self, ids: Collection[EventId], *, using: dict[str, str]) -> None:
        """Mark events as matched, with what the decisions about all of them used."""
        if not ids:
            return
        await self._session.execute(
            update(listing_events)
            .where(self._session.among(listing_events.c.sequence, ids))
            .values(matched_at=self._session.now, matched_with=using, updated_at=self._session.now)
        )

    async def matched_each(self, using: Mapping[EventId, Mapping[str, str]]) -> None:
        """The same for events of which each has something of its own to remember."""
        if not using:
            return
        await self._session.execute(
            update(listing_events)
            .where(listing_events.c.sequence == bindparam("the_event"))
            .values(
                matched_at=self._session.now,
                matched_with=bindparam("used"),
                updated_at=self._session.now,
            ),
            [{"the_event": event_id, "used": dict(used)} for event_id, used in using.items()],
        )

    async def of_kind(self, kind: EventKind, listing_ids: Collection[ListingId]) -> set[ListingId]:
        """Those of these listings that have had an event of this kind."""
        rows = await self._session.rows(
            select(listing_events.c.listing_id).where(
                listing_events.c.kind == kind,
                self._session.among(listing_events.c.listing_id, listing_ids),
            )
        )
        return {ListingId(row.listing_id) for row in rows}

    async def backlog(self) -> int:
        row = await self._session.first(
            select(func.count())
            .select_from(listing_events)
            .where(listing_events.c.matched_at.is_(None))
        )
        return 0 if row is None else int(row[0])


def _as_of(rates: Rates | None) -> str | None:
    return rates.as_of.isoformat() if rates and rates.as_of else None


def _matched_event(row: Row[Any], rates: Mapping[str, Rates]) -> MatchedEvent | None:
    try:
        event = _event(row, rates.get(row.rates_as_of))
    except UNREADABLE:
        log.exception("events.unreadable", listing_event=row.sequence)
        return None
    return MatchedEvent(event=event, at=row.matched_at, using=row.matched_with or {})


def _event(row: Row[Any], rates: Rates | None) -> ListingEvent:
    return ListingEvent(
        id=EventId(row.sequence),
        kind=EventKind(row.kind),
        listing_id=ListingId(row.listing_id),
        listing=read_listing(row.listing),
        at=row.at,
        fetched_at=row.fetched_at,
        rates=rates,
        drop=_drop(row),
        except_search=row.except_search_id,
    )


def _drop(row: Row[Any]) -> PriceDrop | None:
    if row.before_amount is None:
        return None
    return PriceDrop(
        before=Money(row.before_amount, row.price_currency),
        announced=Money(row.announced_amount, row.price_currency),
        lowest=Money(row.lowest_amount, row.price_currency),
    )
