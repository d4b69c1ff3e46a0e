"""What the requests of one turn took and cost, as far as anybody knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal

from pydantic_ai.messages import (
    ModelMessage,
    ModelMessagesTypeAdapter,
    ModelRequest,
    ModelResponse,
    ToolReturnPart,
)
from pydantic_ai.usage import RunUsage

from maneki.assistant.told import REFUSED
from maneki.model.conversation import MICROS_A_DOLLAR, Usage

CHARACTERS_A_TOKEN = 4


def usage_of(
    usage: RunUsage, messages: Sequence[ModelMessage], *, before: Sequence[ModelMessage] = ()
) -> Usage:
    """`messages` are the turn's own, `before` what was sent before them with each request."""
    answers = [one for one in messages if isinstance(one, ModelResponse)]
    unmeasured = sum(bool(one.usage.unmeasured_requests) for one in answers)
    # Servers at home often do not say; what nobody counts would have no end.
    guess = _guessed([*before, *messages]) * unmeasured
    tokens = usage.input_tokens + usage.output_tokens + guess
    return Usage(
        model=next((one.model_name or "" for one in reversed(answers)), ""),
        input_tokens=usage.input_tokens + guess,
        output_tokens=usage.output_tokens,
        requests=usage.requests,
        tool_errors=sum(map(_is_refused, _results(messages))),
        micros=_micros(usage.cost, answers, tokens=tokens),
    )


def _results(messages: Sequence[ModelMessage]) -> Iterator[ToolReturnPart]:
    for message in messages:
        if isinstance(message, ModelRequest):
            yield from (part for part in message.parts if isinstance(part, ToolReturnPart))


def _is_refused(result: ToolReturnPart) -> bool:
    """Whether a tool did not do what was asked, or there is none of that name."""
    content = result.content
    refused = isinstance(content, dict) and content.get("kind") == REFUSED
    return refused or result.outcome != "success"


def _guessed(messages: Sequence[ModelMessage]) -> int:
    return len(ModelMessagesTypeAdapter.dump_json([*messages])) // CHARACTERS_A_TOKEN


def _micros(cost: Decimal | None, answers: Sequence[ModelResponse], *, tokens: int) -> int | None:
    """Rounded up, so that many small turns are not free; None if one of them has no price."""
    if any(one.usage.cost is None for one in answers) or (cost is None and tokens):
        return None
    return int(((cost or Decimal(0)) * MICROS_A_DOLLAR).to_integral_value(rounding=ROUND_CEILING))
