"""The messages of a model: rebuilt from the turns of a conversation, and kept with each turn.

A history is cut at the borders of turns only. What a model said is kept as it was sent to the
customer: a draft that was rejected, the objection to it, and the notes that came last are not
remembered. A turn that the rules or the shop's staff answered is plain words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import orjson
import structlog
from pydantic import ValidationError
from pydantic_ai.messages import (
    ModelMessage,
    ModelMessagesTypeAdapter,
    ModelRequest,
    ModelResponse,
    RetryFeedbackPart,
    TextPart,
    ToolCallPart,
    UserPromptPart,
    sanitize_messages,
)

from maneki.assistant.inert import inert
from maneki.model.conversation import LONGEST_SAID, SaidBy, Turn

log = structlog.get_logger()

_NEVER_SENT = frozenset(
    {
        "conversation_id",
        "finish_reason",
        "metadata",
        "model_id",
        "provider_details",
        "provider_response_id",
        "provider_url",
        "run_id",
        "timestamp",
        "usage",
    }
)
_NOTHING_SAID = "(a message without words)"


def history_of(turns: Iterable[Turn]) -> list[ModelMessage]:
    """What was said in these turns, the oldest first."""
    return [message for turn in turns for message in _messages(turn)]


def question_of(said: str, trailing: str) -> ModelRequest:
    """What the customer says now, and the notes behind it, each a message of its own."""
    return ModelRequest(parts=[UserPromptPart(_words(said)), UserPromptPart(trailing)])


def _words(said: str) -> str:
    return inert(said, most=LONGEST_SAID) or _NOTHING_SAID


def _messages(turn: Turn) -> Iterator[ModelMessage]:
    kept = _kept_messages(turn) if turn.said_by is SaidBy.MODEL and turn.messages else None
    if kept:
        yield from kept
        return
    yield ModelRequest(parts=[UserPromptPart(_words(turn.said))])
    if turn.answered:
        yield ModelResponse(parts=[TextPart(turn.answered)])


def _kept_messages(turn: Turn) -> list[ModelMessage] | None:
    """None if another version wrote them in a way that cannot be read any more."""
    try:
        messages = ModelMessagesTypeAdapter.validate_json(turn.messages or "")
    except ValidationError as exc:
        log.warning("model.history_unreadable", turn_id=turn.id, problem=exc.error_count())
        return None
    return sanitize_messages(messages)


def kept(messages: Sequence[ModelMessage], *, sent: str) -> str:
    """The messages of one turn as they are remembered, the customer having been sent `sent`."""
    remembered = list(_remembered(messages))
    last = remembered[-1]
    if isinstance(last, ModelResponse):
        remembered[-1] = replace(last, parts=[TextPart(sent)])
    rows = ModelMessagesTypeAdapter.dump_python(remembered, mode="json")
    return orjson.dumps(_lean(rows)).decode()


def _lean(value: Any) -> Any:
    """Without what is never sent again: the window of a conversation is counted by what is kept."""
    if isinstance(value, list):
        return [_lean(one) for one in value]
    if isinstance(value, dict) and ("kind" in value or "part_kind" in value):
        return {
            name: _lean(one)
            for name, one in value.items()
            if name not in _NEVER_SENT and one not in (None, [], {})
        }
    return value


def _remembered(messages: Sequence[ModelMessage]) -> Iterator[ModelMessage]:
    for place, message in enumerate(messages):
        after = messages[place + 1] if place + 1 < len(messages) else None
        if isinstance(message, ModelResponse):
            if not _is_rejected(message, after):
                yield message
        elif place == 0:
            # Without the notes, which are of that moment.
            yield replace(message, parts=message.parts[:1], instructions=None)
        elif not _is_feedback(message):
            yield replace(message, instructions=None)


def _is_rejected(response: ModelResponse, after: ModelMessage | None) -> bool:
    calls = any(isinstance(part, ToolCallPart) for part in response.parts)
    return after is not None and _is_feedback(after) and not calls


def _is_feedback(message: ModelMessage) -> bool:
    return isinstance(message, ModelRequest) and all(
        isinstance(part, RetryFeedbackPart) for part in message.parts
    )
