"""The protocol of chat completions, as OpenAI and whoever is compatible with it speak it. Pure.

What the real ones answer with 400 is a `BrokenRuleError` here: a call of a tool without its result,
a result without its call, a message without anything in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

import orjson

from maneki.simulator.model.rules import BrokenRuleError, check_results, check_tools
from maneki.simulator.model.script import Asked, Call, Fault, Heard, Said
from maneki.simulator.model.streaming import event, in_pieces

_IDS = count(1)


def read(body: Mapping[str, Any]) -> Asked:
    """Raises `BrokenRuleError`."""
    messages = body.get("messages") or []
    if not messages:
        raise BrokenRuleError("no messages")
    system = [one for one in messages if one["role"] in {"system", "developer"}]
    rest = [one for one in messages if one["role"] not in {"system", "developer"}]
    heard = tuple(map(_heard, rest))
    check_results(heard)
    tools = tuple(one["function"] for one in body.get("tools") or ())
    check_tools(tools)
    return Asked(
        provider="openai",
        model=str(body["model"]),
        system="\n\n".join(_text(one.get("content")) for one in system),
        heard=heard,
        tools=tools,
        prefix=orjson.dumps([body.get("tools"), system]),
        pieces=tuple(map(orjson.dumps, rest)),
    )


def _heard(message: Mapping[str, Any]) -> Heard:
    role, text = message["role"], _text(message.get("content"))
    if role == "tool":
        return Heard("tool", text, of=message["tool_call_id"])
    calls = tuple(
        Call(one["function"]["name"], one["function"]["arguments"], one["id"])
        for one in message.get("tool_calls") or ()
    )
    if role == "user" and not text:
        raise BrokenRuleError("a user's message without content")
    return Heard(role, text, calls)


def _text(content: Any) -> str:
    if isinstance(content, list):
        return "\n".join(part.get("text", "") for part in content)
    return content or ""


def written(said: Said, *, model: str) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": said.text}
    if said.calls:
        message["tool_calls"] = list(_calls(said.calls))
    reason = "tool_calls" if said.calls else "stop"
    answer: dict[str, Any] = {
        "id": f"chatcmpl-{next(_IDS)}",
        "object": "chat.completion",
        "created": 1_767_614_400,
        "model": model,
        "choices": [{"index": 0, "finish_reason": reason, "message": message}],
    }
    if said.is_counted:
        answer["usage"] = _usage(said)
    return answer


def _usage(said: Said) -> dict[str, int]:
    return {
        "prompt_tokens": said.input_tokens,
        "completion_tokens": said.output_tokens,
        "total_tokens": said.input_tokens + said.output_tokens,
    }


def _calls(calls: tuple[Call, ...]) -> Iterator[dict[str, Any]]:
    for call in calls:
        arguments = call.arguments
        text = arguments if isinstance(arguments, str) else orjson.dumps(arguments).decode()
        yield {
            "id": call.id or f"call_{next(_IDS)}",
            "type": "function",
            "function": {"name": call.tool, "arguments": text},
        }


def begun(said: Said, *, model: str) -> Iterator[bytes]:
    """A stream's pieces, as far as something is said in them."""
    yield _piece({"role": "assistant", "content": ""}, model=model)
    for words in in_pieces(said.text or ""):
        yield _piece({"content": words}, model=model)
    for number, call in enumerate(_calls(said.calls)):
        text = call["function"]["arguments"]
        whole = {**call, "index": number, "function": {**call["function"], "arguments": ""}}
        yield _piece({"tool_calls": [whole]}, model=model)
        for half in (text[: len(text) // 2], text[len(text) // 2 :]):
            more = {"index": number, "function": {"arguments": half}}
            yield _piece({"tool_calls": [more]}, model=model)


def ended(said: Said, *, model: str, is_counted: bool) -> Iterator[bytes]:
    """The pieces that say that this was all; tokens are told to whoever asked for them."""
    yield _piece({}, model=model, reason="tool_calls" if said.calls else "stop")
    if is_counted and said.is_counted:
        usage = {**_chunk(model), "choices": [], "usage": _usage(said)}
        yield event(usage)
    yield b"data: [DONE]\n\n"


def counts(body: Mapping[str, Any]) -> bool:
    """Whether a stream is to end in how many tokens it took."""
    return bool((body.get("stream_options") or {}).get("include_usage"))


def _piece(delta: dict[str, Any], *, model: str, reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return event({**_chunk(model), "choices": [choice]})


def _chunk(model: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-streamed",
        "object": "chat.completion.chunk",
        "created": 1_767_614_400,
        "model": model,
    }


def stream_out_of_shape(fault: Fault, *, model: str) -> Iterator[bytes]:
    """A stream in which something is missing."""
    if fault is Fault.NO_CHOICES:
        yield event({**_chunk(model), "choices": None})
    else:
        yield _piece({"role": "assistant", "content": None}, model=model)
        yield _piece({}, model=model, reason="stop")
    yield b"data: [DONE]\n\n"


def out_of_shape(fault: Fault, *, model: str) -> dict[str, Any]:
    """An answer with status 200 in which something is missing."""
    answer = written(Said(text=""), model=model)
    if fault is Fault.NO_CHOICES:
        answer["choices"] = None
    elif fault is Fault.NULL_CONTENT:
        answer["choices"][0]["message"]["content"] = None
    return answer


def refusal(message: str, *, kind: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": None}}
