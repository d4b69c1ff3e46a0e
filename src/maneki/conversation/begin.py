"""What a turn begins with: who speaks, where, and what was said before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from maneki.assistant.assistant import Question
from maneki.assistant.postal import without_postal
from maneki.conversation.leaving import Leaving, leaving_in
from maneki.conversation.plain_words import plain_word_of
from maneki.conversation.window import joined, summed_up, window_of
from maneki.model.conversation import CONSOLE, Conversation, Place, PlaceKind, Received, Turn
from maneki.model.ids import ServerId, TurnId
from maneki.model.person import DISCORD, Address, Person
from maneki.store import Transaction

PRIVATE = tuple(kind for kind in PlaceKind if Place(kind=kind, address="").is_private)
MOST_LOOKED_BACK_AT = 80
"""Turns that are in no summary: a window of each of the places that become one by a link."""
MOST_KNOWN = 5
"""Books of each kind that an answer is told of."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A turn that was begun: what is asked, and what it needs to end."""

    received: tuple[Received, ...]
    question: Question
    is_first: bool
    is_first_ever: bool
    fallen_out: tuple[tuple[Conversation, tuple[Turn, ...]], ...]
    """The conversations of which turns are to be summed up, and which."""

    @property
    def place(self) -> Place:
        return self.received[0].inbound.place

    @property
    def replies_to(self) -> str | None:
        return self.received[-1].inbound.replies_to

    @property
    def is_rehearsed(self) -> bool:
        return self.question.is_rehearsed

    @property
    def is_in_doubt(self) -> bool:
        """Whether what they said may mean that they want no more texts."""
        return self.place.kind is PlaceKind.PHONE and any(
            plain_word_of(one.inbound.text) is None
            and leaving_in(one.inbound.text) is Leaving.IN_DOUBT
            for one in self.received
        )


async def begin(
    tx: Transaction, received: tuple[Received, ...], *, silence: timedelta
) -> Begun | None:
    """Read what an answer to these messages may build on, and begin a conversation with them if
    there was silence before. None if their sender was forgotten since they were claimed.
    """
    first = received[0].inbound
    person = await tx.people.get(received[0].person_id)
    if person is None:
        return None
    since = tx.now - silence
    conversation, is_first = await _conversation(tx, person, received[0], since=since)
    held = await _held(tx, person, conversation, since=since)
    window = window_of(await _said_before(tx, person, conversation, since=since))
    is_private = first.place.is_private
    question = Question(
        # The same however often it is begun: what tools do for a turn they do once.
        turn_id=TurnId(received[0].id),
        person=person,
        caller=first.sender,
        conversation=conversation,
        text="\n".join(
            without_postal(one.inbound.text) for one in received if one.inbound.text.strip()
        ),
        now=tx.now,
        history=window.turns,
        summary=_summary(held, window.before, language=person.preferences.language),
        facts=await tx.memory.facts_of(person.id) if is_private else (),
        books=await tx.memory.books_of(person.id, most=MOST_KNOWN) if is_private else (),
        currency=await currency_at(tx, conversation.server_id),
        is_rehearsed=first.source == CONSOLE,
        changes_nothing=first.source == CONSOLE and await _is_somebody(tx, person, first.sender),
    )
    return Begun(
        received=received,
        question=question,
        is_first=is_first,
        # What is answered in a conversation is answered at its place.
        is_first_ever=is_first
        and not await tx.conversations.is_answered_at(first.place, besides=_tries_of(received[0])),
        fallen_out=tuple((one, turns) for one in held if (turns := _turns_of(one, window.before))),
    )


async def _is_somebody(tx: Transaction, person: Person, sender: Address) -> bool:
    """Whether there is more to them than what was tried."""
    return sender.kind == DISCORD or not await tx.inbox.is_all_there_is(person.id, source=CONSOLE)


def _summary(
    held: tuple[Conversation, ...], before: tuple[Turn, ...], *, language: str
) -> str | None:
    """What was said before the window, with what falls out of it now."""
    told = [summed_up(one.summary, _turns_of(one, before), language=language) for one in held]
    return joined([one for one in told if one]) or None


def _turns_of(conversation: Conversation, turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    return tuple(turn for turn in turns if turn.conversation_id == conversation.id)


async def currency_at(tx: Transaction, server_id: ServerId | None) -> str | None:
    """What the moderators of a server want prices named in."""
    settled = await tx.servers.settings_of(server_id) if server_id else {}
    currency = settled.get("currency")
    return currency if isinstance(currency, str) else None


async def _conversation(
    tx: Transaction, person: Person, received: Received, *, since: datetime
) -> tuple[Conversation, bool]:
    """The conversation that this belongs to, and whether it begins with it."""
    place = received.inbound.place
    known = await tx.conversations.current(person.id, place, since=since)
    if known is not None:
        is_answered = await tx.conversations.is_answered_in(known.id, besides=_tries_of(received))
        return known, not is_answered
    server = await tx.servers.at(place.server) if place.server else None
    begun = await tx.conversations.begin(
        person.id,
        place,
        server_id=server.id if server else None,
        address_id=await tx.people.address_id(received.inbound.sender),
    )
    return begun, True


def _tries_of(received: Received) -> str | None:
    """Where what does not count comes from: they have not seen what others tried in their name."""
    return None if received.inbound.source == CONSOLE else CONSOLE


async def _held(
    tx: Transaction, person: Person, conversation: Conversation, *, since: datetime
) -> tuple[Conversation, ...]:
    """The conversations whose turns and summaries an answer may build on, this one last: in private
    all that are held in private, elsewhere this one.
    """
    if not conversation.place.is_private:
        return (conversation,)
    held = await tx.conversations.held_with(person.id, kinds=PRIVATE, since=since)
    return (*(one for one in held if one.id != conversation.id), conversation)


async def _said_before(
    tx: Transaction, person: Person, conversation: Conversation, *, since: datetime
) -> tuple[Turn, ...]:
    """In private all that was lately said in private, wherever; elsewhere what was said there:
    nobody else is to read along.
    """
    if conversation.place.is_private:
        return await tx.conversations.lately(
            person.id, kinds=PRIVATE, since=since, most=MOST_LOOKED_BACK_AT
        )
    return await tx.conversations.turns(
        conversation.id, most=MOST_LOOKED_BACK_AT, after=conversation.summed_up
    )
