"""One turn of a model with its tools, from the question to its last word.

The text beside a call of a tool is provisional: it stays in the history, and the answer is what
the model says when it has nothing left to call. (`run_stream` of the library would take the first
text for the answer; it is not used. What is heard of it meanwhile comes from below: `streamed.py`.)
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

import structlog
from pydantic_ai import Agent, ModelRetry, RunContext, UsageLimits, capture_run_messages
from pydantic_ai.exceptions import AgentRunError, FallbackExceptionGroup
from pydantic_ai.messages import ModelMessage
from pydantic_ai.models import Model
from pydantic_ai.models.anthropic import AnthropicModelSettings
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RunUsage

from maneki.assistant.choice import ModelChoice
from maneki.assistant.hands import Hands
from maneki.assistant.judge import SecondReader
from maneki.assistant.limits import Limits
from maneki.assistant.llm.checker import ModelChecker
from maneki.assistant.llm.history import history_of, kept, question_of
from maneki.assistant.llm.providers import model_of
from maneki.assistant.llm.streamed import heard_by
from maneki.assistant.llm.tools import wrapped
from maneki.assistant.llm.usage import usage_of
from maneki.assistant.spoken import Brief, Failed, Outcome, Spoken
from maneki.clock import Clock
from maneki.errors import StoreError

log = structlog.get_logger()

_FORESEEN = (AgentRunError, FallbackExceptionGroup, TimeoutError)
_TIMES_TO_WRITE_AGAIN = 2
"""Once for an objection, once for an answer without words."""


class ModelSpeaker:
    """Speaks through one model, or the next where that does not answer."""

    def __init__(
        self,
        model: Model,
        *,
        limits: Limits,
        with_fallback: bool = False,
    ) -> None:
        self._limits = limits
        self._model = model
        self._settings = _settings(limits, with_fallback=with_fallback)
        self._agent: Agent[Hands, str] = Agent(
            model,
            deps_type=Hands,
            tools=wrapped(),
            retries={"tools": 2, "output": _TIMES_TO_WRITE_AGAIN},
        )
        self._agent.output_validator(_judged)
        self._checker = ModelChecker(model)

    @classmethod
    def of(cls, choices: Sequence[ModelChoice], *, limits: Limits, clock: Clock) -> ModelSpeaker:
        """Raises `SettingsError`."""
        model = model_of(choices, at_once=limits.at_once, clock=clock)
        return cls(model, limits=limits, with_fallback=len(choices) > 1)

    async def speak(self, brief: Brief) -> Outcome:
        usage = RunUsage()
        history = history_of(brief.history)
        asked: list[ModelMessage] = [*history, question_of(brief.said, brief.trailing)]
        beside: list[ModelMessage] = []
        if brief.hands.judge.is_checked:
            brief.hands.reader = self._reader(usage, beside)
        with capture_run_messages() as messages, heard_by(brief.heard):
            try:
                async with asyncio.timeout(self._limits.time.total_seconds()):
                    result = await self._agent.run(
                        message_history=asked,
                        instructions=brief.told,
                        deps=brief.hands,
                        usage=usage,
                        usage_limits=self._usage_limits(),
                        model_settings=self._settings,
                    )
            except StoreError:
                raise
            except Exception as exc:  # noqa: BLE001  (whatever a provider's answer breaks in a library)
                return Failed(
                    error=exc,
                    is_surprise=not isinstance(exc, _FORESEEN),
                    usage=usage_of(usage, [*messages[len(history) :], *beside], before=history),
                )
        own = result.all_messages()[len(history) :]
        return Spoken(
            text=result.output,
            usage=usage_of(usage, [*own, *beside], before=history),
            kept=lambda sent: kept(own, sent=sent),
        )

    def _reader(self, usage: RunUsage, beside: list[ModelMessage]) -> SecondReader:
        """Who reads the reply of one turn a second time, within its time and at its cost."""
        until = asyncio.get_running_loop().time() + self._limits.time.total_seconds()
        return partial(
            self._checker, usage=usage, limits=self._usage_limits(), until=until, beside=beside
        )

    def _usage_limits(self) -> UsageLimits:
        return UsageLimits(
            request_limit=self._limits.requests,
            tool_calls_limit=self._limits.tool_calls,
            total_tokens_limit=self._limits.tokens,
        )

    async def close(self) -> None:
        """Close what was opened towards the providers."""
        async with self._model:
            pass


def _settings(limits: Limits, *, with_fallback: bool) -> ModelSettings:
    """How every request is made. With somebody to fall back on, one may not take all the time."""
    whole = limits.time.total_seconds()
    return AnthropicModelSettings(
        max_tokens=limits.answer_tokens,
        max_retries=0,
        request_timeout=whole / 2 if with_fallback else whole,
        framing_announcement="always",
        anthropic_cache_instructions=True,
        anthropic_cache_tool_definitions=True,
    )


async def _judged(ctx: RunContext[Hands], text: str) -> str:
    """The text as it is, or an objection that makes the model write it again."""
    objection = await ctx.deps.object_once(text)
    if objection is not None:
        log.info("model.objected", text_length=len(text))
        raise ModelRetry(objection)
    return text
