"""An answer of a model that is heard while it is written, and is in the end the same answer.

The library could hand on what is written as well (`event_stream_handler`). Then, however, a stream
that has begun is the model's last word: where it breaks, neither is it asked again nor the next
model. Here the stream is but another way to make one request, so everything above it, the second
try, the fallback and the time limits, works on a whole answer or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from pydantic_ai.exceptions import (
    ModelConnectionError,
    ModelHTTPError,
    ModelRequestTimeout,
    ModelTimeoutError,
)
from pydantic_ai.messages import (
    ModelMessage,
    ModelResponse,
    ModelResponseStreamEvent,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
)
from pydantic_ai.models import ModelRequestParameters, StreamedResponse
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

Heard = Callable[[str], None]

# A request is told nothing of the run that it is part of.
_HEARD: ContextVar[Heard | None] = ContextVar("heard", default=None)
_SAID_WHY = (ModelHTTPError, ModelTimeoutError, ModelRequestTimeout, TimeoutError)


@contextmanager
def heard_by(heard: Heard | None) -> Iterator[None]:
    """Whoever is to hear what models write, while this lasts; None for nobody."""
    token = _HEARD.set(heard)
    try:
        yield
    finally:
        _HEARD.reset(token)


class StreamedModel(WrapperModel):
    """Asks for a stream where somebody listens, and for an answer in one piece where nobody does.

    A stream that breaks off is a provider that could not be reached: it may be asked again.
    """

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        heard = _HEARD.get()
        if heard is None:
            return await super().request(messages, model_settings, model_request_parameters)
        async with self.wrapped.request_stream(
            messages, model_settings, model_request_parameters
        ) as stream:
            await self._listen(stream, heard)
        return stream.get()

    async def _listen(self, stream: StreamedResponse, heard: Heard) -> None:
        text = ""
        try:
            async for event in stream:
                written = _written_in(event)
                if written:
                    text += written
                    heard(text)
        except _SAID_WHY:
            raise
        except Exception as exc:
            raise self._broken(f"The stream broke: {exc}") from exc
        if stream.finish_reason is None:
            raise self._broken("The stream ended before the answer did.")

    def _broken(self, reason: str) -> ModelConnectionError:
        return ModelConnectionError(self.model_name, reason, phase="read")


def _written_in(event: ModelResponseStreamEvent) -> str:
    match event:
        case PartStartEvent(part=TextPart(content=written)):
            return written
        case PartDeltaEvent(delta=TextPartDelta(content_delta=written)):
            return written
        case _:
            return ""
