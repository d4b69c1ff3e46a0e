"""A model as the second reader of a reply: asked once, without tools, for a few numbers."""

from __future__ import annotations

import asyncio

import structlog
from pydantic_ai import Agent, UsageLimits
from pydantic_ai.messages import ModelMessage
from pydantic_ai.models import Model
from pydantic_ai.models.anthropic import AnthropicModelSettings
from pydantic_ai.usage import RunUsage

from maneki.assistant.llm.streamed import heard_by
from maneki.assistant.personas import checking

log = structlog.get_logger()

LONGEST_S = 8.0
"""Somebody waits for the reply, which is there already."""
SPARED_S = 0.5
"""Of the time of the whole turn, to send what there is."""
ANSWER_TOKENS = 400
"""A few numbers; some models think aloud before them."""


class ModelChecker:
    """Asks the model that speaks. Where that does not answer in time, nobody has read the reply a
    second time, and that is all.
    """

    def __init__(self, model: Model) -> None:
        self._agent: Agent[None, str] = Agent(model, retries=0)
        self._told = checking()

    async def __call__(
        self,
        question: str,
        *,
        usage: RunUsage,
        limits: UsageLimits,
        until: float,
        beside: list[ModelMessage],
    ) -> str | None:
        """`until` is the end of the turn by the loop's clock; what was said is added to `beside`,
        since it has to be paid.
        """
        left = min(LONGEST_S, until - asyncio.get_running_loop().time() - SPARED_S)
        if left <= 0:
            return None
        try:
            with heard_by(None):
                async with asyncio.timeout(left):
                    result = await self._agent.run(
                        question,
                        instructions=self._told,
                        usage=usage,
                        usage_limits=limits,
                        model_settings=AnthropicModelSettings(
                            max_tokens=ANSWER_TOKENS, max_retries=0, request_timeout=left
                        ),
                    )
        except Exception as exc:  # noqa: BLE001  (whatever it is, the rules have read the reply)
            log.warning("model.unchecked", error=type(exc).__name__)
            return None
        beside.extend(result.all_messages())
        return result.output
