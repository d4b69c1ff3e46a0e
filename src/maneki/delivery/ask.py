"""Ask people, once and quietly, how it goes."""

from __future__ import annotations

from maneki.model.feedback import ASKED_AFTER
from maneki.model.ids import DestinationId, PersonId
from maneki.model.outbox import Note, NoteDraft
from maneki.phrases import say
from maneki.store import Store, Transaction

PEOPLE_A_STEP = 100


class Asker:
    """Asks whoever has alerts where nobody else reads. The others are asked at their next command,
    for such a question is nobody else's business.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def step(self) -> bool:
        """Ask those who are to be asked by now. Always False: it is soon enough next time."""
        async with self._store.transaction() as tx:
            to_ask = await tx.feedback.to_ask(after=ASKED_AFTER, limit=PEOPLE_A_STEP)
            for person_id, destination_id in to_ask:
                await _ask(tx, person_id, destination_id)
        return False


async def _ask(tx: Transaction, person_id: PersonId, destination_id: DestinationId) -> None:
    person = await tx.people.get(person_id)
    language = person.preferences.language if person else "en"
    if await tx.feedback.asked(person_id):
        await tx.outbox.add_note(
            NoteDraft(
                person_id=person_id,
                destination_id=destination_id,
                note=Note(text=say("feedback.question", language), asks=True),
                idempotency_key=f"feedback:{person_id}",
                is_unhurried=True,
            )
        )
