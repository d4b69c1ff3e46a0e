"""Alerts: who is to hear of which listing event where, and which filters said so."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, exists, select, update

from maneki.model.event import EventKind
from maneki.model.ids import AlertId, EventId, FilterId, ListingId, PersonId
from maneki.model.outbox import (
    PRIORITY,
    AlertDraft,
    AlertSubject,
    OutboxKind,
    OutboxState,
    UntoldAlert,
)
from maneki.store.cards import write_card
from maneki.store.rows import OPEN_PARCELS, is_untold
from maneki.store.schema import alert_filters, alerts, dismissals, outbox, parcels, preferences
from maneki.store.session import Session


class Alerts:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, drafts: Sequence[AlertDraft]) -> None:
        """Queue alerts: the outbox row, the alert, and one row for every filter that matched."""
        if not drafts:
            return
        made = [(self._session.new_id(), self._session.new_id(), draft) for draft in drafts]
        # Many hear of the same listing, most of them with the very same card.
        bodies = {card: write_card(card) for card in {draft.card for draft in drafts}}
        await self._session.execute(
            outbox.insert(),
            [
                self._outbox_row(outbox_id, draft, bodies[draft.card])
                for _, outbox_id, draft in made
            ],
        )
        await self._session.execute(alerts.insert(), [self._alert_row(*one) for one in made])
        await self._session.execute(
            alert_filters.insert(),
            [
                {
                    "alert_id": alert_id,
                    "filter_id": match.filter_id,
                    "revision": match.revision,
                    "reasons": list(match.reasons),
                    "withdrawn_at": None,
                    **self._session.stamps(),
                }
                for alert_id, _, draft in made
                for match in draft.matches
            ],
        )

    def _outbox_row(
        self, outbox_id: str, draft: AlertDraft, body: dict[str, Any]
    ) -> dict[str, Any]:
        return {
            "id": outbox_id,
            "kind": OutboxKind.ALERT,
            "person_id": draft.person_id,
            "destination_id": draft.destination_id,
            "state": draft.state,
            "reason": draft.reason,
            "held_for": draft.held_for,
            "priority": PRIORITY[OutboxKind.ALERT] + draft.priority,
            "body": body,
            "attempts": 0,
            "due_at": draft.due_at,
            "turn_at": draft.turn_at,
            "listed_at": draft.listed_at,
            "fetched_at": draft.fetched_at,
            "matched_at": self._session.now,
            "queued_at": self._session.now,
            **self._session.stamps(),
        }

    def _alert_row(self, alert_id: str, outbox_id: str, draft: AlertDraft) -> dict[str, Any]:
        return {
            "id": alert_id,
            "person_id": draft.person_id,
            "event_sequence": draft.event_id,
            "listing_id": draft.listing_id,
            "destination_id": draft.destination_id,
            "outbox_id": outbox_id,
            **self._session.stamps(),
        }

    async def filters_told(
        self, event_ids: Collection[EventId]
    ) -> Mapping[EventId, frozenset[FilterId]]:
        """The filters that made alerts of each of these events, withdrawn since or not, as far as
        the alerts are still kept.
        """
        rows = await self._session.rows(
            select(alerts.c.event_sequence, alert_filters.c.filter_id)
            .join(alert_filters, alert_filters.c.alert_id == alerts.c.id)
            .where(self._session.among(alerts.c.event_sequence, event_ids))
        )
        told: dict[EventId, set[FilterId]] = {one: set() for one in event_ids}
        for row in rows:
            told[EventId(row.event_sequence)].add(FilterId(row.filter_id))
        return {event_id: frozenset(ids) for event_id, ids in told.items()}

    async def untold_of(self, filter_id: FilterId) -> tuple[UntoldAlert, ...]:
        """What a filter still asks for and has not been told yet, as `withdraw_filter` takes it."""
        rows = await self._session.rows(
            select(
                alerts.c.id,
                alerts.c.event_sequence,
                outbox.c.body["event"].as_string().label("heard_as"),
            )
            .join(alert_filters, alert_filters.c.alert_id == alerts.c.id)
            .join(outbox, outbox.c.id == alerts.c.outbox_id)
            .where(
                alert_filters.c.filter_id == filter_id,
                alert_filters.c.withdrawn_at.is_(None),
                is_untold(),
            )
            .order_by(alerts.c.id)
        )
        return tuple(
            UntoldAlert(
                id=AlertId(row.id),
                event_id=EventId(row.event_sequence),
                heard_as=EventKind(row.heard_as),
            )
            for row in rows
        )

    async def withdraw_filter(
        self, filter_id: FilterId, *, reason: str, only: Collection[AlertId] | None = None
    ) -> int:
        """Take a filter out of everything unsent, or of `only` these alerts; those that no filter
        is left for go with it. How many did.

        What is in a parcel, or in a digest, stays there, withdrawn: perhaps it has arrived.
        """
        mine = select(alert_filters.c.alert_id).where(alert_filters.c.filter_id == filter_id)
        if only is not None:
            mine = mine.where(self._session.among(alert_filters.c.alert_id, only))
        unsent = (
            select(alerts.c.id)
            .join(outbox, outbox.c.id == alerts.c.outbox_id)
            .where(alerts.c.id.in_(mine), is_untold())
        )
        await self._session.execute(
            update(alert_filters)
            .where(
                alert_filters.c.filter_id == filter_id,
                alert_filters.c.withdrawn_at.is_(None),
                alert_filters.c.alert_id.in_(unsent),
            )
            .values(withdrawn_at=self._session.now, updated_at=self._session.now)
        )
        still_wanted = exists().where(
            alert_filters.c.alert_id == alerts.c.id, alert_filters.c.withdrawn_at.is_(None)
        )
        orphaned = select(alerts.c.outbox_id).where(alerts.c.id.in_(mine), ~still_wanted)
        return await self._withdraw(outbox.c.id.in_(orphaned), reason=reason)

    async def withdraw_listings(
        self, ids: Collection[ListingId], *, reasons: Mapping[str, str]
    ) -> int:
        """Nobody is told any more of these listings, where they have not been yet. Everybody gets
        the reason in their language; in English, where theirs is not among them.
        """
        concerned = select(alerts.c.outbox_id).where(self._session.among(alerts.c.listing_id, ids))
        spoken = (
            select(preferences.c.language)
            .where(preferences.c.person_id == outbox.c.person_id)
            .scalar_subquery()
        )
        reason = case(dict(reasons), value=spoken, else_=reasons["en"])
        return await self._withdraw(outbox.c.id.in_(concerned), reason=reason)

    async def untold(self, ids: Collection[ListingId]) -> set[tuple[PersonId, ListingId]]:
        """Who was to be told of which of these listings, for a filter that still wants it, and has
        not been. What is on its way, and perhaps has arrived, or is in a digest, counts as told.
        """
        other = alerts.alias("other")
        still_wanted = exists().where(
            alert_filters.c.alert_id == alerts.c.id, alert_filters.c.withdrawn_at.is_(None)
        )
        told = (
            exists()
            .where(
                other.c.person_id == alerts.c.person_id,
                other.c.listing_id == alerts.c.listing_id,
                outbox.c.id == other.c.outbox_id,
                outbox.c.accepted_at.is_not(None)
                | outbox.c.merged_into.is_not(None)
                | parcels.c.state.in_(OPEN_PARCELS),
            )
            .select_from(
                other.join(outbox, outbox.c.id == other.c.outbox_id).outerjoin(
                    parcels, parcels.c.id == outbox.c.parcel_id
                )
            )
            .correlate(alerts)
        )
        rows = await self._session.rows(
            select(alerts.c.person_id, alerts.c.listing_id)
            .where(self._session.among(alerts.c.listing_id, ids), still_wanted, ~told)
            .distinct()
        )
        return {(PersonId(row.person_id), ListingId(row.listing_id)) for row in rows}

    async def dismiss(
        self,
        person_id: PersonId,
        listing_id: ListingId,
        *,
        reason: str,
        address_id: str | None = None,
    ) -> None:
        """The person does not want to hear of this listing again."""
        await self._session.execute(
            self._session.insert(dismissals)
            .values(
                person_id=person_id,
                listing_id=listing_id,
                address_id=address_id,
                **self._session.stamps(),
            )
            .on_conflict_do_nothing()
        )
        concerned = select(alerts.c.outbox_id).where(
            alerts.c.listing_id == listing_id, alerts.c.person_id == person_id
        )
        await self._withdraw(outbox.c.id.in_(concerned), reason=reason)

    async def undismiss(self, person_id: PersonId, listing_id: ListingId) -> None:
        await self._session.execute(
            dismissals.delete().where(
                dismissals.c.person_id == person_id, dismissals.c.listing_id == listing_id
            )
        )

    async def dismissed(
        self, listing_ids: Collection[ListingId]
    ) -> set[tuple[PersonId, ListingId]]:
        rows = await self._session.rows(
            select(dismissals).where(self._session.among(dismissals.c.listing_id, listing_ids))
        )
        return {(PersonId(row.person_id), ListingId(row.listing_id)) for row in rows}

    async def _withdraw(self, which: Any, *, reason: str | ColumnElement[str]) -> int:
        done = await self._session.execute(
            update(outbox)
            .where(which, is_untold())
            .values(
                state=OutboxState.WITHDRAWN,
                reason=reason,
                held_for=None,
                updated_at=self._session.now,
            )
        )
        return done.rowcount

    async def subject(self, alert_id: AlertId, person_id: PersonId) -> AlertSubject | None:
        """What an alert was about, for what this person presses under it.

        Several may hear of a listing event in one message: what they press is about their own
        alert. None if they have none.
        """
        pressed, shown = alerts.alias("pressed"), outbox.alias("shown")
        is_in_same_message = outbox.c.parcel_id == shown.c.parcel_id
        row = await self._session.first(
            select(alerts, outbox.c.body)
            .join(outbox, outbox.c.id == alerts.c.outbox_id)
            .join(pressed, pressed.c.event_sequence == alerts.c.event_sequence)
            .join(shown, shown.c.id == pressed.c.outbox_id)
            .where(
                pressed.c.id == alert_id,
                alerts.c.person_id == person_id,
                (alerts.c.id == alert_id) | is_in_same_message,
            )
            .order_by((alerts.c.id == alert_id).desc())
            .limit(1)
        )
        if row is None:
            return None
        named = await self._session.rows(
            select(alert_filters.c.filter_id)
            .where(alert_filters.c.alert_id == row.id)
            .order_by(alert_filters.c.filter_id)
        )
        return AlertSubject(
            id=AlertId(row.id),
            person_id=row.person_id,
            listing_id=ListingId(row.listing_id),
            title=row.body["listing"]["title"],
            filter_ids=tuple(FilterId(one.filter_id) for one in named),
        )
