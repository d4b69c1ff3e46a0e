"""Models by name: whose protocol, which address, and who is asked when one does not answer."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic_ai.concurrency import ConcurrencyLimiter
from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelConnectionError,
    ModelRateLimitError,
    ModelRequestTimeout,
    ModelServerError,
    ModelTimeoutError,
    ModelUnavailableError,
    UserError,
)
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.concurrency import ConcurrencyLimitedModel
from pydantic_ai.models.fallback import FallbackModel
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider
from pydantic_ai.settings import ModelSettings

from maneki.assistant.choice import ModelChoice
from maneki.assistant.llm.streamed import StreamedModel, heard_by
from maneki.clock import Clock
from maneki.errors import SettingsError

LONGEST_PAUSE_S = 3.0
"""Whoever asks us to come back later than that is not waited for in the middle of a chat."""
_SHORT_PAUSE_S = 0.5
_PASSING = (ModelUnavailableError, ModelServerError, ModelConnectionError)
_TOO_LATE = (ModelTimeoutError, ModelRequestTimeout)
_NO_KEY = "not-needed"
# A stream that was cut short would pass for a whole answer. Servers that never say that they have
# come to the end are asked again, in one piece.
_STRICT = OpenAIModelProfile(openai_chat_streaming_requires_finish_reason=True)


def model_of(choices: Sequence[ModelChoice], *, at_once: int, clock: Clock) -> Model:
    """The first of them, and the others where it does not answer. Raises `SettingsError`.

    `at_once`: requests to all of them together; more wait in line, within their time limit.
    """
    limiter = ConcurrencyLimiter(max_running=at_once)
    models: list[Model] = [
        ConcurrencyLimitedModel(AgainOnceModel(StreamedModel(_built(choice)), clock), limiter)
        for choice in choices
    ]
    # Whatever goes wrong with one model is a reason to ask the next.
    return models[0] if len(models) == 1 else FallbackModel(*models, fallback_on=(Exception,))


def _built(choice: ModelChoice) -> Model:
    try:
        if choice.provider == "anthropic":
            return AnthropicModel(
                choice.model,
                provider=AnthropicProvider(api_key=choice.key or _NO_KEY, base_url=choice.url),
            )
        if choice.url:
            elsewhere = OpenAICompatibleProvider(
                "openai-compatible", base_url=choice.url, api_key=choice.key or _NO_KEY
            )
            return OpenAIChatModel(choice.model, provider=elsewhere, profile=_STRICT)
        provider = OpenAIProvider(api_key=choice.key or _NO_KEY)
        return OpenAIChatModel(choice.model, provider=provider, profile=_STRICT)
    except (UserError, ValueError) as exc:
        raise SettingsError(f"{choice.setting} cannot be used: {exc}") from exc


class AgainOnceModel(WrapperModel):
    """Asks once more, after a pause, where a provider failed in a way that passes. Then the answer
    is asked for in one piece: what broke may have been the stream.
    """

    def __init__(self, wrapped: Model, clock: Clock) -> None:
        super().__init__(wrapped)
        self._clock = clock

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        try:
            return await super().request(messages, model_settings, model_request_parameters)
        except ModelAPIError as exc:
            pause = pause_after(exc)
            if pause is None:
                raise
        await self._clock.sleep(pause)
        with heard_by(None):
            return await super().request(messages, model_settings, model_request_parameters)


def pause_after(error: ModelAPIError) -> float | None:
    """How long to wait before asking again; None if that would be no use, or take too long."""
    if isinstance(error, _TOO_LATE):
        return None
    if isinstance(error, ModelRateLimitError):
        asked = error.retry_after
        return asked if asked is not None and asked <= LONGEST_PAUSE_S else None
    if isinstance(error, _PASSING):
        return min(max(error.retry_after or 0.0, _SHORT_PAUSE_S), LONGEST_PAUSE_S)
    return None
