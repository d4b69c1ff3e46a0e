"""One turn of a conversation, whatever the channel: what was said, and what is answered.

The assistant is asked outside any transaction, and what it says is saved and queued in one. Between
asking and saying the world goes on: whoever opted out meanwhile is not answered, and where the
staff took the word the answer is dropped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Protocol

import structlog

from maneki.assistant.assistant import Answer, Assistant, OnText, Question, unread
from maneki.clock import Clock
from maneki.conversation.begin import Begun, begin
from maneki.conversation.house import House
from maneki.conversation.introduce import asked_whether_to_stop, introduced
from maneki.conversation.reply import queue_reply
from maneki.conversation.staff_thread import mirror
from maneki.conversation.voice import Voices
from maneki.conversation.window import summed_up
from maneki.errors import StoreError, StoreUnavailableError
from maneki.loops import pause_after, to_the_end
from maneki.model.conversation import (
    Handover,
    InboxState,
    Medium,
    Place,
    PlaceKind,
    Received,
    SaidBy,
    Taste,
    Turn,
    TurnState,
    Usage,
)
from maneki.model.ids import ConversationId, TurnId
from maneki.model.keepable import keepable
from maneki.model.person import Person
from maneki.phrases import say
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3
MOST_TRIES = 6


class Showing(Protocol):
    def __call__(self, place: Place, /) -> AbstractAsyncContextManager[None]:
        """While it lasts, whoever reads at a place sees that they are being answered."""
        ...


def show_nothing(_place: Place, /) -> AbstractAsyncContextManager[None]:
    return nullcontext()


class Drafting(Protocol):
    """Shows answers while they are being written, to whoever waits for them."""

    def writing(
        self, place: Place, replies_to: str | None
    ) -> AbstractAsyncContextManager[OnText]: ...

    async def drop(self, place: Place, replies_to: str | None) -> None:
        """Nothing comes of what is shown there."""
        ...


class NoDrafts:
    """Where an answer is read when it is whole."""

    def writing(
        self, _place: Place, _replies_to: str | None
    ) -> AbstractAsyncContextManager[OnText]:
        return nullcontext(unread)

    async def drop(self, _place: Place, _replies_to: str | None) -> None:
        """There is nothing to be seen."""


NO_DRAFTS = NoDrafts()


class Naming(Protocol):
    async def __call__(self, place: Place, name: str, /) -> None:
        """Call a place by what is talked of there, if it can be."""
        ...


async def name_nothing(_place: Place, _name: str, /) -> None:
    """For places that have no names of ours."""


class Commands(Protocol):
    async def answer(self, question: Question) -> Answer | None:
        """What a message does that is a command and nothing else (LINK); None for any other."""
        ...


@dataclass(frozen=True, slots=True)
class Said:
    """What a turn ended in. `text` is None if nothing was to be said any more."""

    text: str | None
    answer: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnEnded:
    """How a turn went, for whoever counts or traces: when its first message had come, when it was
    begun, answered and queued.
    """

    turn_id: TurnId
    conversation_id: ConversationId
    medium: Medium
    by: SaidBy
    is_dropped: bool
    usage: Usage
    received_at: datetime
    begun_at: datetime
    answered_at: datetime
    queued_at: datetime

    @property
    def seconds(self) -> float:
        """From the message to its answer in the outbox."""
        return max(0.0, (self.queued_at - self.received_at).total_seconds())


class Turns:
    """Answers what was claimed of the inbox. `patience` is how long the assistant is waited for;
    `told` is called for every turn that ended.
    """

    def __init__(
        self,
        store: Store,
        assistant: Assistant,
        *,
        house: House,
        voices: Voices,
        holder: str,
        clock: Clock,
        commands: Commands | None = None,
        showing: Showing = show_nothing,
        drafts: Drafting = NO_DRAFTS,
        naming: Naming = name_nothing,
        patience: timedelta = timedelta(seconds=60),
        told: Callable[[TurnEnded], None] = lambda _: None,
    ) -> None:
        self._store = store
        self._assistant = assistant
        self._told = told
        self._house = house
        self._voices = voices
        self._holder = holder
        self._clock = clock
        self._commands = commands
        self._showing = showing
        self._drafts = drafts
        self._naming = naming
        self.patience = patience

    async def answer(self, received: Sequence[Received]) -> Said:
        """Answer what somebody said at one place. Raises `StoreError`s."""
        async with self._store.transaction() as tx:
            begun = await begin(tx, tuple(received), silence=self._house.silence)
        if begun is None:
            log.info("talk.lost", turn=received[0].id)
            return Said(None)
        said = Said(None)
        try:
            said = await self._said(begun)
        finally:
            if said.text is None:
                await self._drafts_of(begun).drop(begun.place, begun.replies_to)
        return said

    async def _said(self, begun: Begun) -> Said:
        writing = self._drafts_of(begun).writing(begun.place, begun.replies_to)
        async with self._showing(begun.place), writing as on_text:
            answer = _kept(await self._asked(begun, on_text))
        answered_at = self._clock.now()
        said = await to_the_end(self._ended(begun, answer))
        self._tell(begun, answer, said, answered_at=answered_at)
        if said.text is not None and answer.name and begun.question.conversation.name is None:
            await self._naming(begun.place, answer.name)
        return said

    def _drafts_of(self, begun: Begun) -> Drafting:
        """What is only rehearsed is sent nowhere, and shown nowhere either."""
        return NO_DRAFTS if begun.is_rehearsed else self._drafts

    async def _ended(self, begun: Begun, answer: Answer) -> Said:
        """What was answered cost time and money: the database may be away for a moment."""
        for failures in range(1, MOST_TRIES):
            try:
                return await self._finish(begun, answer)
            except StoreUnavailableError:
                await self._clock.sleep(pause_after(failures))
        return await self._finish(begun, answer)

    async def _asked(self, begun: Begun, on_text: OnText) -> Answer:
        """What the assistant says; what it cannot say in time, or breaks at, is said for it."""
        question = replace(begun.question, on_text=on_text)
        language = question.language
        if not question.text.strip():
            return _by_us(say("conversation.pictures", language))
        if begun.received[0].attempts >= MOST_ATTEMPTS:
            return _by_us(say("conversation.failed", language))
        try:
            async with asyncio.timeout(self.patience.total_seconds()):
                done = await self._commanded(begun)
                return done or await self._assistant.answer(question)
        except StoreError:
            raise
        except TimeoutError:
            log.warning("talk.too_slow", turn=question.turn_id)
        except Exception:
            # The rim of one turn: whatever broke, somebody waits for a word.
            log.exception("talk.failed", turn=question.turn_id)
        return _by_us(say("conversation.failed", language))

    async def _commanded(self, begun: Begun) -> Answer | None:
        """What one of their messages does if it is a command, the last one first, whatever else
        they said with it.
        """
        if self._commands is None:
            return None
        for one in reversed(begun.received):
            answer = await self._commands.answer(replace(begun.question, text=one.inbound.text))
            if answer is not None:
                return answer
        return None

    async def _finish(self, begun: Begun, answer: Answer) -> Said:
        """Save what was said and queue it, unless it is not to be said any more."""
        question = begun.question
        async with self._store.transaction() as tx:
            # Looked up anew: meanwhile two addresses may have become one person's, or nobody's.
            person = await tx.people.at(question.caller)
            if answer.is_farewell:
                return await self._say_farewell(tx, begun, answer)
            if person is None or not await self._is_ours(tx, begun, person):
                log.warning("talk.lost", turn=question.turn_id)
                return Said(None)
            unwanted = None if answer.is_required else await self._unwanted(tx, begun, person)
            text = None if unwanted else self._worded(begun, answer)
            if isinstance(unwanted, Handover) and not begun.is_rehearsed:
                # The staff have the word by now, and what was asked is theirs to answer.
                for one in begun.received:
                    await mirror(tx, unwanted, one.inbound, key=one.id, voices=self._voices)
            else:
                await self._remember(tx, begun, answer, of=person, is_said=text is not None)
            await self._settle(tx, begun, unwanted)
            if text is not None:
                await self._queue(tx, begun, person, text, answer)
        return Said(text, answer if text is not None else None)

    async def _is_ours(self, tx: Transaction, begun: Begun, person: Person) -> bool:
        """Whether nobody else has taken over what we are answering."""
        await tx.people.lock(person.id)
        ids = [one.id for one in begun.received]
        return await tx.inbox.keep_lease(ids, holder=self._holder, until=tx.now)

    async def _settle(
        self, tx: Transaction, begun: Begun, unwanted: Handover | Literal["unsent"] | None
    ) -> None:
        question = begun.question
        why = "staff" if isinstance(unwanted, Handover) else unwanted
        await tx.inbox.settle(
            [one.id for one in begun.received],
            state=InboxState.KEPT if why else InboxState.ANSWERED,
            turn_id=question.turn_id,
            reason=say(f"conversation.kept.{why}", question.language) if why else None,
        )

    async def _queue(
        self, tx: Transaction, begun: Begun, person: Person, text: str, answer: Answer
    ) -> None:
        if begun.is_rehearsed:
            return
        await queue_reply(
            tx,
            person,
            begun.place,
            text,
            key=f"turn:{begun.question.turn_id}",
            voices=self._voices,
            books=answer.books,
            replies_to=begun.replies_to,
            is_required=answer.is_required,
            address_id=await tx.people.address_id(begun.question.caller),
        )

    async def _say_farewell(self, tx: Transaction, begun: Begun, answer: Answer) -> Said:
        """To a bare address: nothing else is kept of them."""
        language = begun.question.language
        newcomer = replace(self._house.newcomer, language=language)
        person = await tx.people.get_or_add(begun.question.caller, preferences=newcomer)
        await self._queue(tx, begun, person, answer.text, answer)
        return Said(answer.text, answer)

    def _tell(self, begun: Begun, answer: Answer, said: Said, *, answered_at: datetime) -> None:
        ended = TurnEnded(
            turn_id=begun.question.turn_id,
            conversation_id=begun.question.conversation.id,
            medium=begun.place.medium,
            by=answer.said_by,
            is_dropped=said.text is None,
            usage=answer.usage,
            received_at=begun.received[0].inbound.received_at,
            begun_at=begun.question.now,
            answered_at=answered_at,
            queued_at=self._clock.now(),
        )
        log.info(
            "talk.answered",
            turn=ended.turn_id,
            by=ended.by,
            dropped=ended.is_dropped,
            waited=ended.seconds,
        )
        self._told(ended)

    async def _unwanted(
        self, tx: Transaction, begun: Begun, person: Person
    ) -> Handover | Literal["unsent"] | None:
        """Why an answer is not to be sent any more."""
        if begun.place.kind is PlaceKind.PHONE:
            consents = await tx.consents.of(begun.question.caller)
            if consents.is_opted_out:
                return "unsent"
        return await tx.conversations.handover_at(person.id, begun.place)

    def _worded(self, begun: Begun, answer: Answer) -> str:
        text, language = answer.text.strip(), begun.question.language
        if begun.is_in_doubt:
            text = asked_whether_to_stop(text, language=language)
        return introduced(
            text,
            medium=begun.place.medium,
            shop=self._house.name,
            language=language,
            is_first=begun.is_first,
            is_first_ever=begun.is_first_ever,
        )

    async def _remember(
        self, tx: Transaction, begun: Begun, answer: Answer, *, of: Person, is_said: bool
    ) -> None:
        question = begun.question
        conversation = question.conversation
        address_id = await tx.people.address_id(question.caller)
        await tx.conversations.save_turn(
            Turn(
                id=question.turn_id,
                conversation_id=conversation.id,
                number=0,
                said=question.text,
                answered=answer.remembered,
                state=TurnState.ANSWERED if is_said else TurnState.DROPPED,
                said_by=answer.said_by,
                messages=answer.messages,
                seen=answer.seen,
                shown=answer.shown,
                usage=answer.usage,
                started_at=question.now,
            )
        )
        if not is_said or question.changes_nothing:
            return
        for held, turns in begun.fallen_out:
            summary = summed_up(held.summary, turns, language=question.language)
            last = max(turn.number for turn in turns)
            await tx.conversations.sum_up(held.id, summary, up_to=last)
        if answer.name and answer.name != conversation.name:
            await tx.conversations.rename(conversation.id, answer.name)
        if answer.wants_staff is not None and not begun.is_rehearsed:
            await tx.conversations.ask_for_staff(
                replace(conversation, person_id=of.id), reason=answer.wants_staff
            )
        await tx.memory.note_taste(of.id, answer.shown, Taste.SHOWN, address_id=address_id)


def _kept(answer: Answer) -> Answer:
    """A model may write anything."""
    return replace(
        answer,
        text=keepable(answer.text),
        name=keepable(answer.name) if answer.name else None,
        messages=keepable(answer.messages) if answer.messages else None,
        seen=keepable(answer.seen) if answer.seen else None,
    )


def _by_us(text: str) -> Answer:
    return Answer(text=text, said_by=SaidBy.NOBODY)
