"""Alerts' ways, written in seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from maneki.model.ids import DestinationId, ParcelId
from maneki.model.outbox import Journey, OutboxState, Times

START = datetime(2026, 1, 5, 12, tzinfo=UTC)


def at(seconds: float | None) -> datetime | None:
    return None if seconds is None else START + timedelta(seconds=seconds)


def moment(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def way(
    place: str,
    queued: float,
    accepted: float | None,
    parcel: str | None = None,
    packed: float | None = None,
    *,
    member: str | None = None,
    attempts: int = 1,
    listing: str = "x",
) -> Journey:
    """An alert queued and accepted at those seconds; matched and fetched when it was queued."""
    return Journey(
        market="load_market",
        external_id=listing,
        state=OutboxState.DUE if accepted is None else OutboxState.SENT,
        times=Times(
            fetched_at=at(queued),
            matched_at=at(queued),
            queued_at=at(queued),
            accepted_at=at(accepted),
        ),
        destination_id=DestinationId(member or place),
        place=place,
        attempts=attempts,
        parcel_id=ParcelId(parcel) if parcel else None,
        packed_at=at(packed),
    )
