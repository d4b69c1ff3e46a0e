"""What is said in the staff's own thread: what the customer says, and what we have to tell them."""

from __future__ import annotations

from collections.abc import Sequence

from maneki.assistant.postal import without_postal
from maneki.conversation.voice import Voices
from maneki.model.conversation import Handover, Inbound, Medium, SaidBy, Turn
from maneki.model.ids import TurnId
from maneki.model.outbox import Note, NoteDraft, OutboxKind
from maneki.model.person import Destination
from maneki.phrases import language_of, say
from maneki.store import Transaction


async def mirror(
    tx: Transaction, handover: Handover, inbound: Inbound, *, key: str, voices: Voices
) -> None:
    """Show the staff what the customer said, and remember it, but for addresses and card numbers.
    Before they have a thread, its beginning tells.
    """
    await tx.conversations.save_turn(
        Turn(
            id=TurnId(key),
            conversation_id=handover.conversation_id,
            number=0,
            said=without_postal(inbound.text),
            answered=None,
            said_by=SaidBy.NOBODY,
            started_at=tx.now,
        )
    )
    if handover.thread is None:
        return
    destination = await staff_place(tx, handover.thread)
    if destination is None:
        return
    text = inbound.text.strip()
    if inbound.media:
        language = await language_at(tx, destination)
        pictures = say("conversation.staff.pictures", language, count=inbound.media)
        text = f"{text}\n{pictures}".strip()
    await tell_staff(tx, destination, voices[Medium.DISCORD].parts(text), key=f"mirror:{key}")


async def tell_staff(
    tx: Transaction,
    at: Destination,
    parts: Sequence[str],
    *,
    key: str,
    rings: str | None = None,
) -> bool:
    """False if it was queued before."""
    queued = [
        await tx.outbox.add_note(
            NoteDraft(
                person_id=None,
                destination_id=at.id,
                kind=OutboxKind.REPLY,
                note=Note(text=part, rings=rings if number == 0 else None),
                idempotency_key=f"{key}:{number}",
                part=number,
            )
        )
        for number, part in enumerate(parts)
    ]
    return any(queued)


async def tell_thread(tx: Transaction, thread: str, phrase: str, *, key: str) -> bool:
    destination = await staff_place(tx, thread)
    if destination is None:
        return False
    words = say(phrase, await language_at(tx, destination))
    return await tell_staff(tx, destination, [words], key=key)


async def language_at(tx: Transaction, at: Destination) -> str:
    known = await tx.servers.settings_of(at.server_id) if at.server_id else {}
    return language_of(known.get("language"))


async def staff_place(tx: Transaction, thread: str) -> Destination | None:
    found = await tx.destinations.at(thread)
    return next((one for one in found if one.person_id is None), None)
