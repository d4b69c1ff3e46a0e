"""A bookshop whose assistant speaks through the scripted model."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tests.assistant.bookshop import AMI, DM, Bookshop

from maneki.assistant.agent import ModelAssistant
from maneki.assistant.assistant import Answer, Assistant, OnText, Question, unread
from maneki.assistant.choice import ModelChoice
from maneki.assistant.limits import Limits
from maneki.assistant.personas import Personas
from maneki.assistant.purse import Purse
from maneki.assistant.spending import Caps
from maneki.assistant.spoken import Speaker
from maneki.clock import Clock, SystemClock
from maneki.model.conversation import Conversation, Fact, Place, SaidBy, Turn
from maneki.model.ids import ConversationId, ServerId, TurnId
from maneki.model.memory import KnownBook
from maneki.model.person import Address
from maneki.simulator.model import ModelSim
from maneki.simulator.model.server import KEY

PROVIDERS = ("openai", "anthropic")
BY_RULES = "Somebody who needs no model says this."


class Rules:
    """Answers where no model does; remembers what it was asked."""

    def __init__(self, *, breaks: bool = False) -> None:
        self.asked: list[Question] = []
        self._breaks = breaks

    async def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        if self._breaks:
            raise RuntimeError("the rules broke")
        return Answer(text=BY_RULES, said_by=SaidBy.RULES)


def choice_of(sim: ModelSim, provider: str, *, model: str | None = None) -> ModelChoice:
    """Models whose prices are known, unless another one is named."""
    if provider == "openai":
        name, url = model or "gpt-4o-mini", sim.openai_url
    else:
        name, url = model or "claude-3-5-haiku-latest", sim.anthropic_url
    return ModelChoice(name=f"{provider}:{name}", key=KEY, url=url)


@dataclass
class Chat:
    """One conversation, turn by turn, kept as the road would keep it."""

    bookshop: Bookshop
    assistant: Assistant
    rules: Assistant
    caller: Address = AMI
    place: Place = DM
    facts: tuple[Fact, ...] = ()
    books: tuple[KnownBook, ...] = ()
    summary: str | None = None
    server_id: ServerId | None = None
    on_text: OnText = unread
    turns: tuple[Turn, ...] = field(default=())

    async def say(self, text: str) -> Answer:
        question = await self.question(text)
        answer = await self.assistant.answer(question)
        self.turns = (*self.turns, turn_of(question, answer, number=len(self.turns) + 1))
        return answer

    async def question(self, text: str) -> Question:
        person = await self.bookshop.person(self.caller)
        now = self.bookshop.clock.now()
        return Question(
            turn_id=TurnId(f"turn{len(self.turns) + 1}"),
            person=person,
            caller=self.caller,
            conversation=Conversation(
                id=ConversationId("talk"),
                person_id=person.id,
                place=self.place,
                server_id=self.server_id,
                started_at=now,
                last_at=now,
            ),
            text=text,
            now=now,
            history=self.turns,
            summary=self.summary,
            facts=self.facts,
            books=self.books,
            on_text=self.on_text,
        )


def turn_of(question: Question, answer: Answer, *, number: int) -> Turn:
    return Turn(
        id=question.turn_id,
        conversation_id=question.conversation.id,
        number=number,
        said=question.text,
        answered=answer.text,
        said_by=answer.said_by,
        messages=answer.messages,
        seen=answer.seen,
        shown=answer.shown,
        usage=answer.usage,
        started_at=question.now,
    )


@asynccontextmanager
async def chat_with(
    bookshop: Bookshop,
    sim: ModelSim,
    *,
    provider: str = "openai",
    model: str | None = None,
    choices: Sequence[ModelChoice] | None = None,
    fallback: ModelChoice | None = None,
    rules: Assistant | None = None,
    caps: Caps | None = None,
    limits: Limits | None = None,
    persona: str = "friendly",
    prompts: Path | None = None,
    clock: Clock | None = None,
    speaker: Speaker | None = None,
    place: Place = DM,
    caller: Address = AMI,
    facts: tuple[Fact, ...] = (),
    on_text: OnText = unread,
    is_checked: bool = False,
) -> AsyncIterator[Chat]:
    shop = bookshop.shop
    otherwise = rules or Rules()
    asked = choices or [choice_of(sim, provider, model=model)]
    assistant = ModelAssistant(
        shop,
        choices=[*asked, fallback] if fallback else asked,
        otherwise=otherwise,
        personas=Personas(default=persona, folder=prompts),
        purse=Purse(shop.store, caps=caps or Caps(), zone=shop.zone),
        clock=clock or SystemClock(),
        limits=limits or Limits(time=timedelta(seconds=20)),
        speaker=speaker,
        is_checked=is_checked,
    )
    try:
        yield Chat(
            bookshop,
            assistant,
            otherwise,
            caller=caller,
            place=place,
            facts=facts,
            on_text=on_text,
        )
    finally:
        await assistant.close()
