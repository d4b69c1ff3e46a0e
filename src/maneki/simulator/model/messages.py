"""Anthropic's protocol of messages. Pure. It is as strict as `chat_completions`."""

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
    heard = tuple(piece for message in messages for piece in _heard(message))
    check_results(heard)
    tools = tuple(_tool(one) for one in body.get("tools") or ())
    check_tools(tools)
    return Asked(
        provider="anthropic",
        model=str(body["model"]),
        system=_system(body.get("system")),
        heard=heard,
        tools=tools,
        prefix=orjson.dumps([body.get("tools"), body.get("system")]),
        pieces=tuple(orjson.dumps(_bare(block)) for one in messages for block in _blocks(one)),
    )


def _tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": tool["name"],
        "description": tool.get("description", ""),
        "parameters": tool["input_schema"],
    }


def _system(system: Any) -> str:
    if isinstance(system, list):
        return "\n\n".join(block["text"] for block in system)
    return system or ""


def _blocks(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    content = message["content"]
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content)


def _bare(block: Mapping[str, Any]) -> dict[str, Any]:
    """Without the mark that says up to where to keep it."""
    return {name: value for name, value in block.items() if name != "cache_control"}


def _heard(message: Mapping[str, Any]) -> Iterator[Heard]:
    role = message["role"]
    blocks = _blocks(message)
    calls = tuple(
        Call(one["name"], one["input"], one["id"]) for one in blocks if one["type"] == "tool_use"
    )
    results = [one for one in blocks if one["type"] == "tool_result"]
    if results and blocks[: len(results)] != results:
        raise BrokenRuleError("text before the results of tools")
    for one in results:
        yield Heard("tool", _result(one.get("content")), of=one["tool_use_id"])
    texts = [one["text"] for one in blocks if one["type"] == "text"]
    if any(not text.strip() for text in texts):
        raise BrokenRuleError("text blocks must not be empty")
    if role == "user":
        yield from (Heard("user", text) for text in texts)
    else:
        yield Heard("assistant", "\n".join(texts), calls)


def _result(content: Any) -> str:
    if isinstance(content, list):
        return "\n".join(part.get("text", "") for part in content)
    return content or ""


def written(said: Said, *, model: str) -> dict[str, Any]:
    content: list[dict[str, Any]] = []
    if said.text is not None:
        content.append({"type": "text", "text": said.text})
    content += [
        {
            "type": "tool_use",
            "id": call.id or f"toolu_{next(_IDS)}",
            "name": call.tool,
            "input": {"text": call.arguments}
            if isinstance(call.arguments, str)
            else call.arguments,
        }
        for call in said.calls
    ]
    return {
        "id": f"msg_{next(_IDS)}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": content,
        "stop_reason": "tool_use" if said.calls else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": said.input_tokens, "output_tokens": said.output_tokens},
    }


def begun(said: Said, *, model: str) -> Iterator[bytes]:
    """A stream's events, as far as something is said in them."""
    whole = written(said, model=model)
    message = {**whole, "content": [], "stop_reason": None, "usage": {**whole["usage"]}}
    message["usage"]["output_tokens"] = 1
    yield _event("message_start", message=message)
    for number, block in enumerate(whole["content"]):
        is_text = block["type"] == "text"
        empty = {**block, "text": ""} if is_text else {**block, "input": {}}
        yield _event("content_block_start", index=number, content_block=empty)
        for delta in _text_deltas(block["text"]) if is_text else _input_deltas(block["input"]):
            yield _event("content_block_delta", index=number, delta=delta)
        yield _event("content_block_stop", index=number)


def _text_deltas(text: str) -> Iterator[dict[str, Any]]:
    yield from ({"type": "text_delta", "text": words} for words in in_pieces(text))


def _input_deltas(given: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    text = orjson.dumps(given).decode()
    for half in (text[: len(text) // 2], text[len(text) // 2 :]):
        yield {"type": "input_json_delta", "partial_json": half}


def ended(said: Said, *, model: str, is_counted: bool) -> Iterator[bytes]:
    """The events that say that this was all; tokens are told whether asked for or not."""
    whole = written(said, model=model)
    delta = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    yield _event("message_delta", delta=delta, usage=whole["usage"])
    yield _event("message_stop")


def counts(_body: Mapping[str, Any]) -> bool:
    return True


def _event(kind: str, **data: Any) -> bytes:
    return f"event: {kind}\n".encode() + event({"type": kind, **data})


def stream_out_of_shape(fault: Fault, *, model: str) -> Iterator[bytes]:
    """A stream in which something is missing."""
    nothing = Said()
    if fault is Fault.NO_CHOICES:
        message = {**written(nothing, model=model), "content": None}
        yield _event("message_start", message=message)
        yield _event("message_stop")
        return
    said = Said(text="") if fault is Fault.EMPTY else nothing
    yield from begun(said, model=model)
    yield from ended(said, model=model, is_counted=True)


def out_of_shape(fault: Fault, *, model: str) -> dict[str, Any]:
    """An answer with status 200 in which something is missing."""
    answer = written(Said(text=""), model=model)
    if fault is Fault.NO_CHOICES:
        answer["content"] = None
    elif fault is Fault.NULL_CONTENT:
        answer["content"] = []
    return answer


def refusal(message: str, *, kind: str) -> dict[str, Any]:
    return {"type": "error", "error": {"type": kind, "message": message}}
