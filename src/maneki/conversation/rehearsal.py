"""Talking with the assistant as a customer would, without anything being sent.

It is the same road: the inbox, the gates, the turn, the history. Only what would be queued is
handed back instead.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from maneki.clock import Clock
from maneki.conversation.receive import Receiver, Reception
from maneki.conversation.turn import Turns
from maneki.conversation.voice import Voices
from maneki.errors import InvalidInputError
from maneki.model.book_card import BookCard
from maneki.model.conversation import CONSOLE, Inbound, InboxState, Place, Received
from maneki.model.ids import InboxId
from maneki.model.person import Address
from maneki.store import Store

LOOK_EVERY_S = 0.1
_MARGIN = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The messages that would have been sent, in order, and the books shown with the last."""

    parts: tuple[str, ...]
    books: tuple[BookCard, ...] = ()


class Rehearsal:
    """One by one: `patience` is how long it is waited for whoever answers that person already."""

    def __init__(
        self,
        store: Store,
        *,
        receiver: Receiver,
        turns: Turns,
        voices: Voices,
        holder: str,
        clock: Clock,
        patience: timedelta = timedelta(seconds=90),
    ) -> None:
        self._store = store
        self._receiver = receiver
        self._turns = turns
        self._voices = voices
        self._holder = holder
        self._clock = clock
        self._patience = patience

    async def say(
        self, text: str, *, by: Address, at: Place, external_id: str | None = None
    ) -> Rehearsed:
        """What would be answered. Raises `InvalidInputError` if nothing was said, or the same
        message before, and `StoreError`s.
        """
        if not text.strip():
            raise InvalidInputError("There is nothing in this message; write something.")
        inbound = Inbound(
            source=CONSOLE,
            external_id=external_id or secrets.token_hex(8),
            sender=by,
            place=at,
            text=text,
            received_at=self._clock.now(),
        )
        taken = await self._receiver.take(inbound)
        if taken.reception is Reception.KNOWN or taken.id is None:
            raise InvalidInputError("This very message was answered before; give it another id.")
        if taken.reception is not Reception.WAITING:
            return Rehearsed(tuple(self._parts(at, taken.said or "")))
        said = await self._turns.answer([await self._claimed(taken.id)])
        books = said.answer.books if said.answer else ()
        return Rehearsed(tuple(self._parts(at, said.text or "")), books)

    def _parts(self, at: Place, text: str) -> Sequence[str]:
        return self._voices[at.medium].parts(text)

    async def _claimed(self, inbox_id: InboxId) -> Received:
        deadline = self._clock.monotonic() + self._patience.total_seconds()
        while self._clock.monotonic() < deadline:
            async with self._store.transaction() as tx:
                until = tx.now + self._turns.patience + _MARGIN
                mine = await tx.inbox.claim_one(inbox_id, holder=self._holder, until=until)
            if mine is not None:
                return mine
            await self._clock.sleep(LOOK_EVERY_S)
        async with self._store.transaction() as tx:
            # Nobody waits for it any more, and it is not to hold up what they say themselves.
            await tx.inbox.settle([inbox_id], state=InboxState.KEPT)
        raise InvalidInputError("That person is being answered already; try again in a moment.")
