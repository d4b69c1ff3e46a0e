"""A question that is answered to whoever asked it alone, and is no part of a conversation.

A command's answer is read by its caller and nobody else, and nothing of it is kept but what the
assistant's tools did, and that something was asked: as many are answered in a minute as messages
are, and in an hour both together, so that nobody asks more by commands, or costs more, than by
writing.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

import structlog

from maneki.assistant.assistant import Answer, Assistant, Question
from maneki.assistant.postal import without_postal
from maneki.conversation.begin import currency_at
from maneki.conversation.gates import Kept, is_too_much
from maneki.conversation.house import House
from maneki.conversation.standing import ASIDE, standing_of
from maneki.errors import StoreError
from maneki.model.conversation import Conversation, Inbound, InboxState, Place, SaidBy
from maneki.model.ids import ConversationId, TurnId
from maneki.model.person import Address, Person
from maneki.phrases import language_of, say
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)


class Aside:
    def __init__(self, store: Store, assistant: Assistant, *, house: House) -> None:
        self._store = store
        self._assistant = assistant
        self._house = house

    async def ask(
        self, caller: Address, place: Place, text: str, *, locale: str | None = None
    ) -> Answer:
        """What the assistant says to it. Raises `StoreError`s only."""
        # A name of its own, so that what a tool does for it is done once and for nothing else.
        turn_id = TurnId(f"aside:{secrets.token_hex(8)}")
        async with self._store.transaction() as tx:
            person = await self._person(tx, caller, locale)
            is_let_through = await self._is_let_through(tx, person, caller, place, turn_id)
            server = await tx.servers.at(place.server) if place.server else None
            currency = await currency_at(tx, server.id if server else None)
            now = tx.now
        if not is_let_through:
            log.info("aside.too_many", turn=turn_id)
            return _by_us(say("conversation.too_many", person.preferences.language))
        question = Question(
            turn_id=turn_id,
            person=person,
            caller=caller,
            conversation=Conversation(
                id=ConversationId(turn_id),
                person_id=person.id,
                place=place,
                started_at=now,
                last_at=now,
            ),
            text=without_postal(text),
            now=now,
            currency=currency,
        )
        try:
            return await self._assistant.answer(question)
        except StoreError:
            raise
        except Exception:
            # The rim of one answer: whatever broke, somebody waits for a word.
            log.exception("aside.failed", turn=turn_id)
            return _by_us(say("conversation.failed", person.preferences.language))

    async def _person(self, tx: Transaction, caller: Address, locale: str | None) -> Person:
        newcomer = self._house.newcomer
        if locale:
            newcomer = replace(newcomer, language=language_of(locale))
        return await tx.people.get_or_add(caller, preferences=newcomer)

    async def _is_let_through(
        self, tx: Transaction, person: Person, caller: Address, place: Place, turn_id: TurnId
    ) -> bool:
        """Write down that something was asked, without the words."""
        # One at a time, or they would all be let through together.
        await tx.people.lock(person.id)
        asked = Inbound(
            source=ASIDE,
            external_id=turn_id,
            sender=caller,
            place=place,
            text="",
            received_at=tx.now,
        )
        is_over = is_too_much(await standing_of(tx, person, asked), self._house.limits)
        why = f"conversation.kept.{Kept.TOO_MANY}"
        await tx.inbox.add(
            asked,
            person.id,
            address_id=await tx.people.address_id(caller),
            state=InboxState.KEPT if is_over else InboxState.HEARD,
            reason=say(why, person.preferences.language) if is_over else None,
            due_at=tx.now,
        )
        return not is_over


def _by_us(text: str) -> Answer:
    return Answer(text=text, said_by=SaidBy.NOBODY)
