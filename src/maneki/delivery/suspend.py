"""Stop writing to one destination, and tell its owner where they can still be reached."""

from __future__ import annotations

import hashlib

from maneki.delivery.apart import take_apart
from maneki.model.ids import PersonId
from maneki.model.outbox import Note, NoteDraft, OutboxKind, Parcel
from maneki.model.person import Destination, DestinationKind
from maneki.phrases import say
from maneki.store import Transaction


async def suspend(tx: Transaction, destination: Destination, *, reason: str, language: str) -> None:
    """What is due there waits, and its owner is told elsewhere. Nothing if it is suspended."""
    if await tx.destinations.suspend(destination.id, reason=reason):
        await tx.closed.suspend(destination.id, reason=reason)
        await tell_elsewhere(tx, destination, reason=reason, language=language)


async def put_aside(tx: Transaction, parcel: Parcel, *, reason: str, is_unsure: bool) -> None:
    """A parcel whose destination is suspended. One that may have arrived stays as it is."""
    if is_unsure:
        await tx.parcels.shelve(parcel.id, reason=reason)
        return
    for item in parcel.items:
        if item.kind is OutboxKind.DIGEST:
            await take_apart(tx, item, language=parcel.language)
            await tx.closed.suspend(parcel.destination.id, reason=reason)
    await tx.parcels.suspended(parcel.id, reason=reason)


async def tell_elsewhere(
    tx: Transaction, destination: Destination, *, reason: str, language: str
) -> None:
    """Tell the owner of a suspended destination; each reason once, until something arrives there.

    Elsewhere is another destination that they chose themselves, if there is one where nobody else
    reads; if there is none at all, nothing is sent: their next command tells them.
    """
    if destination.person_id is None:
        return
    elsewhere = await _elsewhere(tx, destination.person_id)
    if elsewhere is None:
        return
    place = await _place(tx, destination, language)
    await tx.outbox.add_note(
        NoteDraft(
            person_id=destination.person_id,
            destination_id=elsewhere.id,
            note=Note(text=say("delivery.suspended", language, place=place, reason=reason)),
            idempotency_key=await _key(tx, destination, reason),
            # A channel that is deleted may be a thousand people's.
            is_unhurried=True,
        )
    )


async def _key(tx: Transaction, destination: Destination, reason: str) -> str:
    arrived = await tx.parcels.last_sent(destination.id) or "nothing"
    digest = hashlib.sha256(reason.encode()).hexdigest()[:16]
    return f"suspended:{destination.id}:{arrived}:{digest}"


async def _elsewhere(tx: Transaction, person_id: PersonId) -> Destination | None:
    """A place of the person's own; where nobody else reads, if there is one.

    No phone: texts are for what somebody asked for.
    """
    theirs = [
        one
        for one in await tx.destinations.of_person(person_id)
        if not (one.is_suspended or one.set_by_moderator or one.kind is DestinationKind.PHONE)
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
    DestinationKind.PHONE: "delivery.place.phone",
}
