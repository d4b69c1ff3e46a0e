"""The assistant that speaks through a language model.

The model writes, and everything else is ours: who the customer is, what tools may do for them, what
it may cost, and what of its words is sent. A reply is read against what the tools returned, by
rules and, if the shop wants it, by a model as a second reader; where it claims more, the model is
told so and may write again once, and what is still not backed is left out. Where no model answers,
none may be asked any more, or nothing of its words remains, somebody else answers (`otherwise`: the
assistant that needs no model), and if that cannot either, one honest sentence does.

What speaks with models takes seconds to load, so that is done beside the rest once the program
runs (`get_ready`), or else when one is asked for the first time.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from importlib import import_module

import structlog

from maneki.assistant.asked_of_memory import asked_of_memory
from maneki.assistant.assistant import Answer, Assistant, Question
from maneki.assistant.choice import ModelChoice, check_choices
from maneki.assistant.guard import without_unbacked
from maneki.assistant.hands import Hands
from maneki.assistant.intents import understand
from maneki.assistant.judge import Judge
from maneki.assistant.limits import Limits
from maneki.assistant.meaning import SAID, Intent
from maneki.assistant.meanwhile import Meanwhile
from maneki.assistant.named import named_in
from maneki.assistant.personas import WIZARD, Personas
from maneki.assistant.purse import Purse
from maneki.assistant.replies.filters import unheeded_told
from maneki.assistant.replies.memory import told_back
from maneki.assistant.spending import Cap
from maneki.assistant.spoken import Brief, Failed, Outcome, Speaker, Spoken
from maneki.assistant.told_of_self import told_of_self
from maneki.assistant.tools import Desk, Shop, Tools
from maneki.assistant.trailing import trailing
from maneki.clock import Clock
from maneki.errors import StoreError
from maneki.model.conversation import SaidBy, Usage
from maneki.phrases import say

log = structlog.get_logger(__name__)

MOST_CARDS = 5
PERSONA = "persona"
"""The setting of a Discord server that names how the assistant speaks there."""

_PROMISED = frozenset({Intent.HUMAN, Intent.LINK, Intent.FORGET, Intent.EXPORT})
"""What customers were promised works by a word: it does not depend on a model."""

LoadSpeaker = Callable[[], Awaitable[Speaker]]


class ModelAssistant:
    """`otherwise` answers where no model does; `is_checked`: each reply is read a second time by
    the model. Raises `SettingsError` if no model ever could."""

    def __init__(
        self,
        shop: Shop,
        *,
        choices: Sequence[ModelChoice],
        otherwise: Assistant,
        personas: Personas,
        purse: Purse,
        clock: Clock,
        limits: Limits | None = None,
        speaker: Speaker | None = None,
        is_checked: bool = False,
    ) -> None:
        if speaker is None:
            check_choices(choices)
        personas.check()
        self._shop = shop
        self._choices = tuple(choices)
        self._otherwise = otherwise
        self._personas = personas
        self._purse = purse
        self._clock = clock
        self._limits = limits or Limits()
        self._speaker = speaker
        self._is_checked = is_checked
        self._loading = asyncio.Lock()

    async def answer(self, question: Question) -> Answer:
        tools = Tools(self._shop, Desk.of(question))
        if _is_promised(question) or await _is_to_the_terms(tools):
            return await self._without_model(question)
        cap = await self._purse.cap_reached(question)
        if cap is not None:
            return await self._capped(question, cap)
        return await self._by_model(question, tools)

    async def get_ready(self) -> None:
        """Load what speaks with models, so that whoever asks first does not wait for that."""
        try:
            await self._loaded()
        except Exception as exc:  # noqa: BLE001  (a library that does not load: turns will say so)
            log.warning("model.not_loaded", error=type(exc).__name__, trace=_trace(exc))

    async def close(self) -> None:
        if self._speaker is not None:
            await self._speaker.close()

    async def _by_model(self, question: Question, tools: Tools) -> Answer:
        judge = Judge(tools, customer=question.text, is_checked=self._is_checked)
        hands = Hands(tools, judge)
        noted = await tools.memory.note(told_of_self(question.text).tells)
        tools.memory.note_books(question.books)
        persona = await self._persona(question)
        notes = trailing(
            question,
            zone=self._shop.zone,
            shop=self._shop.name,
            noted=told_back(noted, question.language),
        )
        outcome = await self._heard_by_readers(question, hands, persona, notes)
        await self._purse.pay(question, outcome.usage)
        if isinstance(outcome, Spoken):
            return await self._sent(question, hands, outcome)
        log.warning(
            "model.failed",
            turn=question.turn_id,
            error=type(outcome.error).__name__,
            trace=_trace(outcome.error) if outcome.is_surprise else None,
        )
        return await self._without_model(question, hands=hands, usage=outcome.usage)

    async def _heard_by_readers(
        self, question: Question, hands: Hands, persona: str | None, notes: str
    ) -> Outcome:
        if not question.is_read_along:
            return await self._outcome(question, hands, persona, notes)
        meanwhile = Meanwhile(hands.judge, question.on_text, clock=self._clock)
        async with meanwhile.at_work():
            return await self._outcome(question, hands, persona, notes, heard=meanwhile.heard)

    async def _outcome(
        self,
        question: Question,
        hands: Hands,
        persona: str | None,
        notes: str,
        heard: Callable[[str], None] | None = None,
    ) -> Outcome:
        """What came of asking a model. Raises `StoreError`s only."""
        medium = question.conversation.place.medium
        try:
            brief = Brief(
                told=self._personas.told(persona, medium),
                history=question.history,
                said=question.text,
                trailing=notes,
                hands=hands,
                heard=heard,
            )
            return await (await self._loaded()).speak(brief)
        except StoreError:
            raise
        except Exception as exc:  # noqa: BLE001  (a library that does not load, a prompt that is gone)
            return Failed(error=exc, is_surprise=True)

    async def _sent(self, question: Question, hands: Hands, spoken: Spoken) -> Answer:
        """What of the model's words may be sent, or what is said instead."""
        rest = without_unbacked(await hands.judge.verdict(spoken.text))
        log.info(
            "model.answered",
            turn=question.turn_id,
            model=spoken.usage.model,
            requests=spoken.usage.requests,
            removed=len(rest.removed),
        )
        if not rest.says_something and rest.removed:
            return await self._without_model(question, hands=hands, usage=spoken.usage)
        text = _with_what_we_say(rest.text, hands)
        named = named_in(text, hands.shown.values())
        return Answer(
            text=text,
            said_by=SaidBy.MODEL,
            books=tuple(view.card for view in named[:MOST_CARDS]),
            shown=tuple(view.id for view in named),
            messages=spoken.kept(text),
            seen=hands.tools.kept,
            usage=spoken.usage,
            wants_staff=hands.tools.staff.wants_staff,
            name=hands.tools.staff.name,
        )

    async def _capped(self, question: Question, cap: Cap) -> Answer:
        answer = await self._without_model(question)
        log.info("model.capped", turn=question.turn_id, cap=cap)
        if not await self._purse.is_first_told(question):
            return answer
        told = say(f"speaking.cap.{cap}", question.language)
        return replace(answer, text=f"{answer.text}\n\n{told}")

    async def _without_model(
        self, question: Question, *, hands: Hands | None = None, usage: Usage | None = None
    ) -> Answer:
        """What is answered without a model, with what it has done by then, and what it cost."""
        try:
            answer = await self._otherwise.answer(question)
        except StoreError:
            raise
        except Exception as exc:  # noqa: BLE001  (the last one asked: somebody waits for a word)
            log.error("assistant.failed", turn=question.turn_id, trace=_trace(exc))  # noqa: TRY400
            answer = await self._lost(question)
        called = hands.tools.staff.wants_staff if hands else None
        return replace(
            answer,
            usage=usage or answer.usage,
            wants_staff=answer.wants_staff if answer.wants_staff is not None else called,
        )

    async def _lost(self, question: Question) -> Answer:
        """One honest sentence, in the manner of the place."""
        is_wizard = (await self._persona(question) or self._personas.default) == WIZARD
        key = "speaking.lost.wizard" if is_wizard else "speaking.lost"
        return Answer(text=say(key, question.language), said_by=SaidBy.NOBODY)

    async def _persona(self, question: Question) -> str | None:
        """How the server where this is wants the assistant to speak; None if it does not say."""
        server_id = question.conversation.server_id
        if server_id is None:
            return None
        async with self._shop.store.reading() as tx:
            decided = (await tx.servers.settings_of(server_id)).get(PERSONA)
        return decided if isinstance(decided, str) else None

    async def _loaded(self) -> Speaker:
        """Load what speaks with models, once, beside everything else that goes on."""
        async with self._loading:
            if self._speaker is None:
                module = await asyncio.to_thread(import_module, "maneki.assistant.llm.speaker")
                self._speaker = module.ModelSpeaker.of(
                    self._choices, limits=self._limits, clock=self._clock
                )
            return self._speaker


def _is_promised(question: Question) -> bool:
    is_about_memory = asked_of_memory(question.text) is not None
    found = understand(question.text)
    is_promised = found.intent in _PROMISED and found.confidence >= SAID
    return is_about_memory or is_promised


async def _is_to_the_terms(tools: Tools) -> bool:
    """Whether the terms of texts were just shown, or this answers them: no model has a say then."""
    return tools.texts.were_just_shown or await tools.texts.answered() is not None


def _with_what_we_say(text: str, hands: Hands) -> str:
    """What a customer has to agree to, and what an alert leaves out, is said in our words, whatever
    the model made of it.
    """
    left_out = unheeded_told(hands.unheeded, hands.tools.desk.language)
    terms = hands.tools.texts.words if hands.needs_yes else ""
    return "\n\n".join([text, *(one for one in (left_out, terms) if one and one not in text)])


def _trace(error: Exception) -> str:
    """Where it broke, without what stood in the variables: those are people's words."""
    return "".join(traceback.format_exception(error))
