"""All that is kept of people: counted, written out, and forgotten."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, exists, func, select, update

from maneki.model.conversation import InboxState
from maneki.model.filter import FilterState
from maneki.model.ids import PersonId
from maneki.model.outbox import OutboxState
from maneki.model.person import PHONE, Address
from maneki.store.schema import (
    addresses,
    admissions,
    alerts,
    audit,
    consents,
    conversations,
    costs,
    destinations,
    dismissals,
    facts,
    feedback,
    filter_changes,
    filters,
    handovers,
    inbox,
    listings,
    outbox,
    parcels,
    people,
    preferences,
    tastes,
    turns,
)
from maneki.store.session import Session

FORGOTTEN = "forgotten"
"""Who did it, in the log of filters whose owner is not to be known any more."""

_UNFINISHED = (InboxState.WAITING, InboxState.ANSWERING)


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much is kept of somebody."""

    conversations: int = 0
    messages: int = 0
    facts: int = 0
    filters: int = 0
    alerts: int = 0


@dataclass(frozen=True, slots=True)
class _Told:
    """Columns of a table that are shown to whom they are about."""

    name: str
    table: Table
    columns: tuple[Column[Any], ...]


def _told(name: str, table: Table, *columns: str) -> _Told:
    return _Told(name, table, tuple(table.c[column] for column in columns))


# Not what others wrote or are called (staff), what is ours alone (leases, prompts), nor secrets.
_EXPORTED = (
    _told("addresses", addresses, "kind", "value", "verified_at", "created_at"),
    _told(
        "preferences", preferences, "currency", "time_zone", "language", "proxies", "quiet_start",
        "quiet_end", "paused_until", "most_alerts_a_day", "most_messages_an_hour",
    ),
    _told(
        "destinations", destinations, "id", "kind", "address", "suspended_at", "suspended_reason",
        "created_at",
    ),
    _told(
        "filters", filters, "id", "name", "criteria", "state", "priority", "snoozed_until",
        "digest", "expires_at", "created_at", "updated_at",
    ),
    _told("dismissed_listings", dismissals, "listing_id", "created_at"),
    _told(
        "messages_received", inbox, "source", "external_id", "body", "state", "reason",
        "received_at",
    ),
    _told(
        "messages_sent", outbox, "kind", "state", "reason", "body", "destination_id", "queued_at",
        "accepted_at",
    ),
    _told(
        "conversations", conversations, "id", "place_kind", "place", "name", "summary",
        "created_at", "last_at",
    ),
    _told("facts", facts, "name", "value", "created_at", "updated_at"),
    _told("tastes", tastes, "book_id", "taste", "created_at"),
    _told("handovers", handovers, "conversation_id", "reason", "created_at", "ended_at"),
    _told("feedback", feedback, "kind", "score", "words", "created_at"),
    _told("costs", costs, "kind", "micros", "tokens", "segments", "created_at"),
    _told("admission", admissions, "asked_at", "way", "admitted_at"),
    _told("audit", audit, "deed", "detail", "created_at"),
)  # fmt: skip


class Personal:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def count(self, ids: Collection[PersonId]) -> Holdings:
        is_theirs = self._session.among
        return Holdings(
            conversations=await self._count(conversations, ids),
            messages=await self._count(inbox, ids) + await self._count(outbox, ids),
            facts=await self._count(facts, ids) + await self._count(tastes, ids),
            filters=await self._count(filters, ids, filters.c.state != FilterState.DELETED),
            alerts=await self._number(alerts, is_theirs(alerts.c.person_id, ids)),
        )

    async def _count(
        self, table: Table, ids: Collection[PersonId], *which: ColumnElement[bool]
    ) -> int:
        return await self._number(table, self._session.among(table.c.person_id, ids), *which)

    async def _number(self, table: Table, *which: ColumnElement[bool]) -> int:
        row = await self._session.first(
            select(func.count().label("number")).select_from(table).where(*which)
        )
        return int(row.number) if row else 0

    # Written out

    async def export(self, ids: Collection[PersonId]) -> dict[str, Any]:
        """All that is kept of these, as JSON takes it."""
        document = {one.name: await self._rows_of(one, ids) for one in _EXPORTED}
        document["turns"] = await self._turns_of(ids)
        document["alerts"] = await self._alerts_of(ids)
        document["consents"] = await self._consents_of(ids)
        return document

    async def _rows_of(self, told: _Told, ids: Collection[PersonId]) -> list[dict[str, Any]]:
        return await self._shown(
            select(*told.columns)
            .where(self._session.among(told.table.c.person_id, ids))
            .order_by(told.table.c.created_at, *told.table.primary_key)
        )

    async def _turns_of(self, ids: Collection[PersonId]) -> list[dict[str, Any]]:
        return await self._shown(
            select(
                turns.c.conversation_id,
                turns.c.number,
                turns.c.said,
                turns.c.answered,
                turns.c.said_by,
                turns.c.created_at,
            )
            .join(conversations, conversations.c.id == turns.c.conversation_id)
            .where(self._session.among(conversations.c.person_id, ids))
            .order_by(turns.c.conversation_id, turns.c.number)
        )

    async def _alerts_of(self, ids: Collection[PersonId]) -> list[dict[str, Any]]:
        return await self._shown(
            select(alerts.c.created_at, listings.c.market, listings.c.external_id)
            .join(listings, listings.c.id == alerts.c.listing_id)
            .where(self._session.among(alerts.c.person_id, ids))
            .order_by(alerts.c.id)
        )

    async def _consents_of(self, ids: Collection[PersonId]) -> list[dict[str, Any]]:
        is_theirs = exists().where(
            addresses.c.kind == consents.c.address_kind,
            addresses.c.value == consents.c.address,
            self._session.among(addresses.c.person_id, ids),
        )
        names = ("address_kind", "address", "kind", "is_given", "how", "words", "source")
        return await self._shown(
            select(*(consents.c[name] for name in names), consents.c.created_at)
            .where(is_theirs)
            .order_by(consents.c.id)
        )

    async def _shown(self, rows: Any) -> list[dict[str, Any]]:
        return [
            {name: _plain(value) for name, value in row._mapping.items()}  # noqa: SLF001
            for row in await self._session.rows(rows)
        ]

    # Forgotten

    async def forget(self, ids: Collection[PersonId], *, known_at: Collection[Address]) -> None:
        """These people are gone with all that is theirs. What phones agreed to and took back stays,
        and so do sums that were spent, of nobody by then.

        Their filters must have been deleted before, so that whoever matches hears of it.
        """
        await self._let_go_of_others(ids)
        await self._forget_filters(ids)
        await self._forget_shown_to_staff(ids)
        for one in known_at:
            if one.kind != PHONE:
                await self._session.execute(
                    delete(consents).where(
                        consents.c.address_kind == one.kind, consents.c.address == one.value
                    )
                )
        # What belongs to a row goes with it.
        await self._session.execute(delete(people).where(self._session.among(people.c.id, ids)))

    async def _let_go_of_others(self, ids: Collection[PersonId]) -> None:
        """What others were to be told in messages to these comes in a message of their own."""
        theirs = (
            select(parcels.c.id)
            .join(destinations, destinations.c.id == parcels.c.destination_id)
            .where(self._session.among(destinations.c.person_id, ids))
        )
        await self._session.execute(
            update(outbox)
            .where(
                outbox.c.parcel_id.in_(theirs),
                outbox.c.state == OutboxState.SENDING,
                outbox.c.person_id.is_(None) | ~self._session.among(outbox.c.person_id, ids),
            )
            .values(
                state=OutboxState.DUE,
                parcel_id=None,
                possibly_repeated=True,
                due_at=self._session.now,
                updated_at=self._session.now,
            )
        )

    async def _forget_shown_to_staff(self, ids: Collection[PersonId]) -> None:
        """What they said is shown to the staff in messages that are nobody's."""
        threads = select(handovers.c.thread).where(self._session.among(handovers.c.person_id, ids))
        places = select(destinations.c.id).where(
            destinations.c.address.in_(threads), destinations.c.person_id.is_(None)
        )
        await self._session.execute(
            delete(outbox).where(outbox.c.destination_id.in_(places), outbox.c.person_id.is_(None))
        )

    async def _forget_filters(self, ids: Collection[PersonId]) -> None:
        """Of the log of their filters only that each was deleted is left."""
        theirs = select(filters.c.id).where(self._session.among(filters.c.person_id, ids))
        newer = filter_changes.alias("newer")
        is_last = ~exists().where(
            newer.c.filter_id == filter_changes.c.filter_id,
            newer.c.sequence > filter_changes.c.sequence,
        )
        await self._session.execute(
            delete(filter_changes).where(filter_changes.c.filter_id.in_(theirs), ~is_last)
        )
        await self._session.execute(
            update(filter_changes)
            .where(filter_changes.c.filter_id.in_(theirs))
            .values(by=FORGOTTEN, name="", criteria={})
        )

    async def forget_conversations(self, *, before: datetime, limit: int) -> int:
        """Delete up to `limit` conversations in which nothing was said since then, and as many
        messages of before that belong to none. Where the staff have the word they are kept.
        """
        has_handover = exists().where(
            handovers.c.conversation_id == conversations.c.id, handovers.c.ended_at.is_(None)
        )
        old = (
            select(conversations.c.id)
            .where(conversations.c.last_at < before, ~has_handover)
            .limit(limit)
        )
        gone = [row.id for row in await self._session.rows(old)]
        await self._forget_said_in(gone)
        await self._session.execute(
            delete(conversations).where(self._session.among(conversations.c.id, gone))
        )
        loose = (
            select(inbox.c.id)
            .where(
                inbox.c.received_at < before,
                inbox.c.turn_id.is_(None),
                inbox.c.state.not_in(_UNFINISHED),
            )
            .limit(limit)
        )
        done = await self._session.execute(delete(inbox).where(inbox.c.id.in_(loose)))
        return len(gone) + done.rowcount

    async def _forget_said_in(self, ids: Sequence[str]) -> None:
        """The messages that turns of these conversations answered."""
        said = select(turns.c.id).where(self._session.among(turns.c.conversation_id, ids))
        await self._session.execute(delete(inbox).where(inbox.c.turn_id.in_(said)))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (datetime, date)) else value
