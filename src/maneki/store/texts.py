"""Text messages: what became of those that went out, how many went, and what signed what came."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, exists, select, true

from maneki.model.conversation import CONSOLE
from maneki.model.hold import HeldFor
from maneki.model.ids import OutboxId, PersonId
from maneki.model.outbox import OutboxKind, OutboxState, ParcelState
from maneki.model.person import PHONE, DestinationKind
from maneki.model.text_fate import TextFate
from maneki.store.schema import (
    addresses,
    destinations,
    inbox,
    outbox,
    parcels,
    text_reports,
    webhook_nonces,
)
from maneki.store.session import Session


@dataclass(frozen=True, slots=True)
class TextOut:
    """A text that went out, or is on its way. `is_unasked`: something in it is no reply."""

    at: datetime
    is_unasked: bool


class Texts:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def report(
        self,
        provider: str,
        message_id: str,
        *,
        status: str,
        code: str | None,
        earlier: Collection[str],
    ) -> bool:
        """Write down what became of a text. False if as much, or more, was known of it before.

        `earlier` are the statuses that this one comes after: reports come in any order.
        """
        row = await self._session.first(
            self._session.insert(text_reports)
            .values(
                provider=provider,
                message_id=message_id,
                status=status,
                code=code,
                **self._session.stamps(),
            )
            .on_conflict_do_update(
                index_elements=["provider", "message_id"],
                set_={"status": status, "code": code, "updated_at": self._session.now},
                where=text_reports.c.status.in_(earlier),
            )
            .returning(text_reports.c.message_id)
        )
        return row is not None

    async def status_of(self, provider: str, message_id: str) -> str | None:
        """What was reported of a text; None if nothing was."""
        row = await self._session.first(
            select(text_reports.c.status).where(
                text_reports.c.provider == provider, text_reports.c.message_id == message_id
            )
        )
        return None if row is None else str(row.status)

    async def number_of(self, message_id: str) -> str | None:
        """Where the text went that the provider calls so; None if it is forgotten."""
        row = await self._session.first(
            select(destinations.c.address)
            .join(parcels, parcels.c.destination_id == destinations.c.id)
            .where(
                parcels.c.message_id == message_id,
                destinations.c.kind == DestinationKind.PHONE,
            )
            .limit(1)
        )
        return None if row is None else str(row.address)

    async def is_receipt(self, message_id: str) -> bool:
        """Whether this is what the provider called a text that we know has gone out."""
        row = await self._session.first(
            select(parcels.c.id)
            .where(parcels.c.message_id == message_id, parcels.c.state == ParcelState.SENT)
            .limit(1)
        )
        return row is not None

    async def fates(
        self,
        kind: DestinationKind,
        address: str,
        *,
        person_id: PersonId | None = None,
        keys: str,
        since: datetime,
    ) -> tuple[TextFate, ...]:
        """What became of what was to be said at a place, to one person or to anybody, queued since
        then under keys that begin so, in its order.
        """
        rows = await self._session.rows(
            select(
                outbox,
                parcels.c.channel_id.label("provider"),
                text_reports.c.status.label("reported"),
                text_reports.c.code,
            )
            .join(destinations, destinations.c.id == outbox.c.destination_id)
            .outerjoin(parcels, parcels.c.id == outbox.c.parcel_id)
            .outerjoin(
                text_reports,
                (text_reports.c.provider == parcels.c.channel_id)
                & (text_reports.c.message_id == parcels.c.message_id),
            )
            .where(
                destinations.c.kind == kind,
                destinations.c.address == address,
                outbox.c.idempotency_key.startswith(keys, autoescape=True),
                outbox.c.queued_at >= since,
                true() if person_id is None else outbox.c.person_id == person_id,
            )
            .order_by(outbox.c.id)
        )
        return tuple(map(_fate, rows))

    async def heard(self, number: str, *, since: datetime) -> tuple[datetime, ...]:
        """When something came from a number, not before `since`. What the shop only tried in its
        name does not count.
        """
        rows = await self._session.rows(
            select(inbox.c.created_at)
            .join(addresses, addresses.c.id == inbox.c.address_id)
            .where(
                addresses.c.kind == PHONE,
                addresses.c.value == number,
                # The index is that of people.
                inbox.c.person_id == addresses.c.person_id,
                inbox.c.created_at >= since,
                inbox.c.source != CONSOLE,
            )
        )
        return tuple(row.created_at for row in rows)

    async def sent_to(self, number: str, *, since: datetime) -> tuple[TextOut, ...]:
        """What was texted to a number since then, or is on its way there."""
        unasked = exists().where(
            outbox.c.parcel_id == parcels.c.id, outbox.c.kind != OutboxKind.REPLY
        )
        rows = await self._session.rows(
            select(parcels.c.created_at, unasked.label("is_unasked"))
            .join(destinations, destinations.c.id == parcels.c.destination_id)
            .where(
                destinations.c.kind == DestinationKind.PHONE,
                destinations.c.address == number,
                parcels.c.state != ParcelState.RETURNED,
                parcels.c.created_at >= since,
                parcels.c.created_at <= self._session.now,
            )
        )
        return tuple(TextOut(row.created_at, bool(row.is_unasked)) for row in rows)

    async def forget(self, *, before: datetime) -> None:
        """What became of texts that were last heard of before then, and what signed what came."""
        await self._session.execute(delete(text_reports).where(text_reports.c.updated_at < before))
        await self._session.execute(
            delete(webhook_nonces).where(webhook_nonces.c.created_at < before)
        )

    async def knows_nonce(self, source: str, nonce: str) -> bool:
        row = await self._session.first(
            select(webhook_nonces.c.nonce).where(
                webhook_nonces.c.source == source, webhook_nonces.c.nonce == nonce
            )
        )
        return row is not None

    async def remember_nonce(self, source: str, nonce: str, *, forget_before: datetime) -> bool:
        """Refuse it from now on. False if it was known. Those that are older are forgotten."""
        await self._session.execute(
            delete(webhook_nonces).where(webhook_nonces.c.created_at < forget_before)
        )
        row = await self._session.first(
            self._session.insert(webhook_nonces)
            .values(source=source, nonce=nonce, **self._session.stamps())
            .on_conflict_do_nothing(index_elements=["source", "nonce"])
            .returning(webhook_nonces.c.nonce)
        )
        return row is not None


def _fate(row: Row[Any]) -> TextFate:
    return TextFate(
        outbox_id=OutboxId(row.id),
        key=row.idempotency_key,
        text=row.body["text"],
        state=OutboxState(row.state),
        until=row.due_at,
        held_for=HeldFor(row.held_for) if row.held_for else None,
        provider=row.provider,
        reported=row.reported,
        code=row.code,
    )
