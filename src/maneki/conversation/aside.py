"""A question that is answered to whoever asked it alone, and is no part of a conversation.

A command's answer is read by its caller and nobody else, and nothing of it is kept but what the
assistant's tools did.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

import structlog

from maneki.assistant.assistant import Answer, Assistant, Question
from maneki.conversation.begin import currency_at
from maneki.conversation.house import House
from maneki.errors import StoreError
from maneki.model.conversation import Conversation, Place, SaidBy
from maneki.model.ids import ConversationId, TurnId
from maneki.model.person import Address
from maneki.phrases import language_of, say
from maneki.store import Store

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
        newcomer = self._house.newcomer
        if locale:
            newcomer = replace(newcomer, language=language_of(locale))
        async with self._store.transaction() as tx:
            person = await tx.people.get_or_add(caller, preferences=newcomer)
            server = await tx.servers.at(place.server) if place.server else None
            currency = await currency_at(tx, server.id if server else None)
            now = tx.now
        # A name of its own, so that what a tool does for it is done once and for nothing else.
        turn_id = TurnId(f"aside:{secrets.token_hex(8)}")
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
            text=text,
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
            failed = say("conversation.failed", person.preferences.language)
            return Answer(text=failed, said_by=SaidBy.NOBODY)
