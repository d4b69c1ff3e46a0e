"""Stop writing to one destination, and tell its owner where they can still be reached."""

from __future__ import annotations

from maneki.model.ids import PersonId
from maneki.model.outbox import Note, NoteDraft, OutboxState, Parcel
from maneki.model.person import Destination, DestinationKind
from maneki.phrases import say
from maneki.store import Transaction


async def suspend(tx: Transaction, parcel: Parcel, reason: str) -> None:
    """What is due at the parcel's destination waits. Its owner hears of it once, elsewhere.

    Elsewhere is another destination that they chose themselves; if there is none, nothing is
    sent: their next command tells them.
    """
    destination = parcel.destination
    await tx.parcels.returned(parcel.id, rows=OutboxState.SUSPENDED, reason=reason)
    if not await tx.destinations.suspend(destination.id, reason=reason):
        return
    await tx.outbox.suspend(destination.id, reason=reason)
    if destination.person_id is None:
        return
    elsewhere = await _elsewhere(tx, destination.person_id)
    if elsewhere is None:
        return
    place = await _place(tx, destination, parcel.language)
    text = say("delivery.suspended", parcel.language, place=place, reason=reason)
    await tx.outbox.add_note(
        NoteDraft(
            person_id=destination.person_id,
            destination_id=elsewhere.id,
            note=Note(text=text),
            idempotency_key=f"suspended:{destination.id}:{parcel.id}",
        )
    )


async def _elsewhere(tx: Transaction, person_id: PersonId) -> Destination | None:
    """A place of the person's own; where nobody else reads, if there is one."""
    theirs = [
        one
        for one in await tx.destinations.of_person(person_id)
        if not one.is_suspended and not one.set_by_moderator
    ]
    return min(theirs, key=lambda one: (not one.is_private, one.id), default=None)


async def _place(tx: Transaction, destination: Destination, language: str) -> str:
    place = say(_PLACES[destination.kind], language)
    server = await tx.servers.get(destination.server_id) if destination.server_id else None
    if server is None:
        return place
    return say("delivery.place.in_server", language, place=place, server=server.name)


_PLACES = {
    DestinationKind.DM: "delivery.place.dm",
    DestinationKind.CHANNEL: "delivery.place.channel",
    DestinationKind.THREAD: "delivery.place.thread",
}
