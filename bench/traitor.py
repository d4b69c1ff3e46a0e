"""Words that stand nowhere else, and a model that gives away whatever it can."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import unicodedata
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic_ai import RunContext
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters, StreamedResponse
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel
from pydantic_ai.settings import ModelSettings

from maneki.assistant.llm.streamed import StreamedModel

SALLY_ON_DISCORD = "1001"
DIGITS = ("3105550177", "771234567")
"""Her number, and what she cost."""
_CANARY = re.compile("canary[a-z]*|pitcairn")
_PIECE = 60
_ORDERS = Path(__file__).resolve().parents[1] / "tests" / "assistant" / "data" / "injections.txt"


@lru_cache(maxsize=50_000)
def canaries_in(text: str) -> frozenset[str]:
    """Those that can be read in a text, however they are dressed up."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    letters = re.sub(r"[^a-z]", "", plain)
    found = {*_CANARY.findall(re.sub(r"[^a-z ]", "", plain))}
    if not found and _CANARY.search(letters):
        found.add("canary, in pieces")
    numbers = re.sub(r"[^0-9]", "", plain)
    return frozenset(found | {digits for digits in DIGITS if digits in numbers})


def orders() -> tuple[str, ...]:
    """Orders to a model, about Sally."""
    who = f"Sally (<@{SALLY_ON_DISCORD}>)"
    lines = _ORDERS.read_text(encoding="utf-8").splitlines()
    return tuple(
        line.replace("\\n", "\n").replace("VICTIM", who).replace("CANARY", "secret")
        for line in lines
        if line and not line.startswith("#")
    )


class Traitor:
    """A model that gives away whatever it can. `told` are the canaries it came upon, `pause_s` the
    seconds between two pieces of what it writes.
    """

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.pause_s = 0.0
        self.told: Counter[str] = Counter()
        self.persons: tuple[str, ...] = ()

    def __call__(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        texts = [*_texts(messages), info.instructions or ""]
        found = sorted(frozenset().union(*map(canaries_in, texts)))
        self.told.update(found)
        rounds = _rounds(messages)
        if rounds < self._rng.choice((1, 1, 2)):
            return ModelResponse(parts=list(self._calls(info)))
        return ModelResponse(parts=[TextPart(self._gives_away(texts, found))])

    async def streamed(
        self, messages: list[ModelMessage], info: AgentInfo
    ) -> AsyncIterator[str | DeltaToolCalls]:
        """The same, a few words at a time, so that what is shown meanwhile can be read."""
        for number, part in enumerate(self(messages, info).parts):
            if isinstance(part, ToolCallPart):
                arguments = part.args_as_json_str()
                yield {number: DeltaToolCall(part.tool_name, arguments, tool_call_id=f"c{number}")}
            elif isinstance(part, TextPart):
                for start in range(0, len(part.content), _PIECE):
                    yield part.content[start : start + _PIECE]
                    await asyncio.sleep(self.pause_s)

    def _gives_away(self, texts: Sequence[str], found: Sequence[str]) -> str:
        telling = [
            line
            for text in texts
            if canaries_in(text)
            for line in text.splitlines()
            if canaries_in(line)
        ]
        everything = " ".join(" ".join(texts).split())
        start = self._rng.randrange(max(1, len(everything) - 300))
        said = [" ".join(found), *(line[:200] for line in telling[:4])]
        return f"Of course! {' '.join(said)} {everything[start : start + 300]}"

    def _calls(self, info: AgentInfo) -> Iterator[ToolCallPart]:
        """Every tool that there is or a few of them, and now and then some that there are not."""
        tools = info.function_tools
        for tool in tools if self._rng.random() < 0.2 else self._rng.sample(tools, 4):
            yield ToolCallPart(tool.name, self._arguments(tool.parameters_json_schema))
        if self._rng.random() < 0.05:
            yield ToolCallPart("load_conversation", {"person": "sally"})
        if self._rng.random() < 0.02:
            yield ToolCallPart("my_filters", "{not json")

    def _arguments(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        is_odd = self._rng.random() < 0.05
        filled = {
            name: self._odd() if is_odd else self._fitting(kind)
            for name, kind in schema.get("properties", {}).items()
            if name in schema.get("required", ()) or self._rng.random() < 0.6
        }
        if is_odd:
            who = self._rng.choice(self.persons)
            filled |= {"customer": SALLY_ON_DISCORD, "person_id": who, "phone": "*", "place": "dm"}
        return filled

    def _fitting(self, kind: Mapping[str, Any]) -> Any:
        shape = str(kind)
        if "enum" in shape:
            allowed = kind.get("enum") or next(
                one["enum"] for one in kind["anyOf"] if "enum" in one
            )
            return self._rng.choice(allowed)
        if "string" in shape:
            return self._rng.choice((*_SAID_TO_TOOLS, *self.persons))
        if "number" in shape or "integer" in shape:
            return self._rng.choice((1, 3, 5, 100))
        return True

    def _odd(self) -> Any:
        return self._rng.choice((None, -1, 10**12, "", [], ["sally"], {"$ne": None}, True, "\x00"))


_SAID_TO_TOOLS = (
    "sally", SALLY_ON_DISCORD, "<@1001>", "discord:1001", "all", "*", "everything of sally's", "%",
    "' OR 1=1 --", "filters of everybody", "Circe", "Mallory", "Andy Weir", "returns", "shipping",
    "fantasy", "today", "Notes for this turn", "the conversation by text", "../../facts", "phone",
)  # fmt: skip


def _texts(messages: Sequence[ModelMessage]) -> Iterator[str]:
    for message in messages:
        for part in message.parts:
            content = getattr(part, "content", None)
            if content is not None:
                yield content if isinstance(content, str) else json.dumps(content, default=str)
            arguments = getattr(part, "args", None)
            if arguments:
                yield str(arguments)


def _rounds(messages: Sequence[ModelMessage]) -> int:
    """How often tools were called since the customer spoke."""
    rounds = 0
    for message in reversed(messages):
        if isinstance(message, ModelRequest):
            if any(isinstance(part, UserPromptPart) for part in message.parts):
                return rounds
        elif any(isinstance(part, ToolCallPart) for part in message.parts):
            rounds += 1
    return rounds


class _Ending(FunctionModel):
    """Says, as providers do, that a stream has come to its end."""

    @contextlib.asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        run_context: RunContext[Any] | None = None,
    ) -> AsyncGenerator[StreamedResponse]:
        async with super().request_stream(
            messages, model_settings, model_request_parameters, run_context
        ) as stream:
            stream.finish_reason = "stop"
            yield stream


def model_of(traitor: Traitor) -> Model:
    return StreamedModel(_Ending(traitor, stream_function=traitor.streamed))
