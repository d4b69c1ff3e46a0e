"""How an answer is queued: cut for its medium, in order, where it was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from maneki.conversation.voice import Voices
from maneki.model.book_card import BookCard
from maneki.model.conversation import Place, PlaceKind
from maneki.model.outbox import Note, NoteDraft, OutboxKind
from maneki.model.person import Destination, DestinationKind, Person
from maneki.people.servers import joined, resume
from maneki.shop.words import runs
from maneki.store import Transaction


async def queue_reply(
    tx: Transaction,
    person: Person,
    place: Place,
    text: str,
    *,
    key: str,
    voices: Voices,
    books: Sequence[BookCard] = (),
    replies_to: str | None = None,
    is_required: bool = False,
    address_id: str | None = None,
) -> bool:
    """Queue what is to be said at a place, once for each `key`. False if it was queued before.

    Books are shown with the last part, below all the words. By text they are lines of words as
    well: there a book that any part of the answer names is not told once more.
    """
    if place.kind is PlaceKind.PHONE:
        books = unnamed(books, text)
    destination = await _destination(tx, person, place, address_id=address_id)
    if place.kind is PlaceKind.PHONE:
        await tx.held.release_replies_at(DestinationKind.PHONE, place.address)
    parts = voices[place.medium].parts(text)
    last = len(parts) - 1
    queued = [
        await tx.outbox.add_note(
            NoteDraft(
                person_id=person.id,
                destination_id=destination.id,
                kind=OutboxKind.REPLY,
                note=Note(
                    text=part,
                    books=tuple(books) if number == last else (),
                    replies_to=replies_to if number == 0 else None,
                    is_required=is_required,
                ),
                idempotency_key=f"{key}:{number}",
                part=number,
            )
        )
        for number, part in enumerate(parts)
    ]
    return any(queued)


def unnamed(books: Sequence[BookCard], text: str) -> tuple[BookCard, ...]:
    """The books whose titles are not in a text, however they are set."""
    said = f" {' '.join(runs(text))} "
    return tuple(one for one in books if f" {' '.join(runs(one.title))} " not in said)


async def _destination(
    tx: Transaction, person: Person, place: Place, *, address_id: str | None
) -> Destination:
    """Where somebody has just spoken they can be answered, whatever was so before."""
    kind = place.destination_kind
    assert kind is not None  # noqa: S101  (nothing is sent to a console)
    server_id = None
    if place.server is not None:
        known = await tx.servers.at(place.server)
        server_id = (known or await joined(tx, place.server, name=place.server)).id
    destination = await tx.destinations.talk(
        person.id, kind=kind, address=place.address, server_id=server_id, address_id=address_id
    )
    if destination.is_suspended:
        await resume(tx, destination)
    return destination
