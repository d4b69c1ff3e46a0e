"""The scripted model is as strict as the providers whose protocols it speaks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from maneki.simulator.model import Call, Fault, ModelSim, Said, one_by_one
from maneki.simulator.model.server import KEY

CHAT, MESSAGES = "/v1/chat/completions", "/v1/messages"
KEYS = {CHAT: {"Authorization": f"Bearer {KEY}"}, MESSAGES: {"x-api-key": KEY}}
HELLO: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}


@pytest.fixture
async def sim() -> AsyncIterator[ModelSim]:
    async with ModelSim() as started:
        yield started


async def ask(
    sim: ModelSim, path: str, body: dict[str, Any], *, key: bool = True
) -> httpx2.Response:
    async with httpx2.AsyncClient(base_url=sim.anthropic_url, timeout=1) as client:
        return await client.post(path, json=body, headers=KEYS[path] if key else {})


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
async def test_it_says_what_the_script_says_and_repeats_the_last(sim: ModelSim, path: str) -> None:
    sim.script = one_by_one(
        Said(text="Let me see.", calls=(Call("look", {"title": "x"}),)), "Done."
    )

    answers = [(await ask(sim, path, HELLO)).json() for _ in range(3)]

    texts = [str(answer) for answer in answers]
    assert "Let me see." in texts[0]
    assert "look" in texts[0]
    assert "Done." in texts[1]
    assert "Done." in texts[2]
    assert [one.heard[0].text for one in sim.asked] == ["hello"] * 3


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
async def test_nobody_is_answered_without_the_key(sim: ModelSim, path: str) -> None:
    assert (await ask(sim, path, HELLO, key=False)).status_code == 401
    assert sim.asked == []


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.RATE_LIMITED, 429),
        (Fault.SERVER_ERROR, 500),
        (Fault.OVERLOADED, 529),
        (Fault.REFUSED, 404),
        (Fault.BAD_KEY, 401),
        (Fault.NO_CHOICES, 200),
        (Fault.NULL_CONTENT, 200),
        (Fault.EMPTY, 200),
    ],
)
async def test_it_fails_as_providers_do(
    sim: ModelSim, path: str, fault: Fault, status: int
) -> None:
    sim.script = one_by_one(fault)

    answer = await ask(sim, path, HELLO)

    assert answer.status_code == status
    assert ("retry-after" in answer.headers) == (fault is Fault.RATE_LIMITED)


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
@pytest.mark.parametrize("fault", [Fault.MALFORMED, Fault.CUT_OFF])
async def test_what_it_sends_may_be_no_json(sim: ModelSim, path: str, fault: Fault) -> None:
    sim.script = one_by_one(fault)

    with pytest.raises(ValueError, match=r"."):
        (await ask(sim, path, HELLO)).json()


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
@pytest.mark.parametrize("fault", [Fault.TIMEOUT, Fault.HANGS_UP])
async def test_it_may_say_nothing_at_all(sim: ModelSim, path: str, fault: Fault) -> None:
    sim.script = one_by_one(fault)

    with pytest.raises(httpx2.HTTPError):
        await ask(sim, path, HELLO)


async def test_a_call_without_its_result_is_refused_by_both(sim: ModelSim) -> None:
    call = {"id": "1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    chat = {
        "model": "m",
        "messages": [{"role": "assistant", "content": None, "tool_calls": [call]}],
    }
    use = {"type": "tool_use", "id": "1", "name": "look", "input": {}}
    messages = {"model": "m", "messages": [{"role": "assistant", "content": [use]}]}

    assert (await ask(sim, CHAT, chat)).status_code == 400
    assert (await ask(sim, MESSAGES, messages)).status_code == 400
    assert sim.broken == ["calls without a result: ['1']"] * 2


async def test_a_result_without_its_call_is_refused_by_both(sim: ModelSim) -> None:
    chat = {"model": "m", "messages": [{"role": "tool", "tool_call_id": "1", "content": "x"}]}
    result = {"type": "tool_result", "tool_use_id": "1", "content": "x"}
    messages = {"model": "m", "messages": [{"role": "user", "content": [result]}]}

    assert (await ask(sim, CHAT, chat)).status_code == 400
    assert (await ask(sim, MESSAGES, messages)).status_code == 400
    assert len(sim.broken) == 2


async def test_text_stands_behind_the_results_of_tools(sim: ModelSim) -> None:
    use = {"type": "tool_use", "id": "1", "name": "look", "input": {}}
    result = {"type": "tool_result", "tool_use_id": "1", "content": "x"}
    said = {"type": "text", "text": "And?"}

    def body(*blocks: dict[str, Any]) -> dict[str, Any]:
        asked = {"role": "assistant", "content": [use]}
        return {"model": "m", "messages": [asked, {"role": "user", "content": [*blocks]}]}

    assert (await ask(sim, MESSAGES, body(said, result))).status_code == 400
    assert (await ask(sim, MESSAGES, body(result, said))).status_code == 200
