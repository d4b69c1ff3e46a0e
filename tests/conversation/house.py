"""A shop that answers in the tests: an assistant that says what it was told to, and its inbox."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from maneki.assistant.assistant import Answer, Question
from maneki.clock import MovableClock
from maneki.conversation.house import House
from maneki.conversation.receive import Receiver, Taken
from maneki.conversation.talk import Talker
from maneki.conversation.turn import NO_DRAFTS, Commands, Drafting, Turns
from maneki.conversation.voice import Voice, Whole
from maneki.loops import Nudge
from maneki.model.conversation import Inbound, Medium, Place, PlaceKind, SaidBy
from maneki.model.delivery import Delivery
from maneki.model.outbox import OutboxState
from maneki.model.person import DISCORD, PHONE, Address
from maneki.store import Store

NUMBER = "+12125550123"
SALLY = Address(PHONE, NUMBER)
TOM = Address(DISCORD, "1001")

BY_PHONE = Place(kind=PlaceKind.PHONE, address=NUMBER)
IN_DMS = Place(kind=PlaceKind.DM, address="1001")
IN_PUBLIC = Place(kind=PlaceKind.CHANNEL, address="5005", server="77")

_numbers = itertools.count(1)


@dataclass
class Parrot:
    """Says what it heard, or whatever a test wants it to; remembers what it was asked."""

    say: Callable[[Question], Awaitable[Answer] | Answer] | None = None
    asked: list[Question] = field(default_factory=list)

    async def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        if self.say is None:
            return Answer(text=f"you said: {question.text}", said_by=SaidBy.RULES)
        said = self.say(question)
        return said if isinstance(said, Answer) else await said


class Shop:
    """The road from a message to a reply in the outbox, on a database and a clock."""

    def __init__(
        self,
        store: Store,
        clock: MovableClock,
        assistant: Parrot | None = None,
        *,
        commands: Commands | None = None,
        drafts: Drafting = NO_DRAFTS,
        **house: Any,
    ) -> None:
        self.store = store
        self.clock = clock
        self.parrot = assistant or Parrot()
        self.house = House(name="Foxglove Books", contact="help@foxglove.example", **house)
        self.voices: dict[Medium, Voice] = {medium: Whole() for medium in Medium}
        self.nudge, self.due = Nudge(), Nudge()
        self.receiver = Receiver(
            store, house=self.house, voices=self.voices, waiting=self.nudge, due=self.due
        )
        self.turns = Turns(
            store,
            self.parrot,
            house=self.house,
            voices=self.voices,
            holder="me",
            clock=clock,
            commands=commands,
            drafts=drafts,
        )
        self.talker = Talker(
            store, self.turns, clock=clock, holder="me", nudge=self.nudge, due=self.due
        )

    async def hear(
        self, text: str, *, at: Place = BY_PHONE, by: Address | None = None, **more: Any
    ) -> Taken:
        """Somebody says something. Each message is another one unless `external_id` says not."""
        return await self.receiver.take(
            Inbound(
                source=more.pop("source", "test"),
                external_id=more.pop("external_id", f"m{next(_numbers)}"),
                sender=by or (SALLY if at.kind is PlaceKind.PHONE else TOM),
                place=at,
                text=text,
                received_at=more.pop("received_at", self.clock.now()),
                **more,
            )
        )

    async def answer(self) -> None:
        """Let everything that waits be answered."""
        self.clock.move(timedelta(seconds=2))
        async with self.talker.at_work():
            while await self.talker.step():
                await self.talker.rest()

    async def told(self, at: Place = BY_PHONE) -> list[str]:
        """What is on its way to a place, in the order in which it was queued."""
        return [one.note.text for one in await self.queued(at) if one.note]

    async def queued(self, at: Place = BY_PHONE) -> list[Delivery]:
        async with self.store.transaction() as tx:
            found = await tx.deliveries.in_states([OutboxState.DUE], limit=1_000)
        there = [one for one in found if one.destination.address == at.address]
        return sorted(there, key=lambda one: (one.queued_at, one.id))
