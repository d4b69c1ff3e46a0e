"""The scripted model's server. Nothing it says was thought; it only speaks the protocols."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

import orjson
from aiohttp import web

from maneki.simulator.model import chat_completions, messages
from maneki.simulator.model.rules import BrokenRuleError
from maneki.simulator.model.script import (
    BEGUN,
    IN_THE_MIDDLE,
    Answer,
    Asked,
    Fault,
    Said,
    Script,
    one_by_one,
)

KEY = "scripted-key"
"""What it takes for a key; any other is refused, none as well."""

_GARBAGE = b'data: {"choices": [{"delta"\n\n'
_WEB_PAGE = "<!DOCTYPE html><html><body>Bad gateway</body></html>"
_REFUSALS = {
    Fault.RATE_LIMITED: (429, "rate_limit_error", "too many requests"),
    Fault.SERVER_ERROR: (500, "api_error", "something broke"),
    Fault.OVERLOADED: (529, "overloaded_error", "overloaded"),
    Fault.REFUSED: (404, "not_found_error", "no such tool choice"),
    Fault.BAD_KEY: (401, "authentication_error", "the key was withdrawn"),
}
_STREAMED = IN_THE_MIDDLE | {Fault.NO_CHOICES, Fault.NULL_CONTENT, Fault.EMPTY}


class ModelSim:
    """Answers what `script` says, which may be changed at any time, after as many seconds as it
    `thinks`.

    `asked` are all requests that were fit to be answered, in order; `broken` are the rules that
    were broken by the others. `most_at_once` is how many were ever being answered at the same time.
    Whoever asks for a stream is sent a word or two at a time, with
    `pause` seconds between them.
    """

    def __init__(
        self,
        script: Script | None = None,
        *,
        retry_after: str | None = "1",
        thinks: Callable[[Asked], float] = lambda _: 0.0,
        pause: float = 0.0,
    ) -> None:
        self.script: Script = script or one_by_one("Hello.")
        self.retry_after = retry_after
        self.pause = pause
        self.streamed = 0
        self._thinks = thinks
        self.asked: list[Asked] = []
        self.broken: list[str] = []
        self.most_at_once = 0
        self._being_answered = 0
        self._runner: web.AppRunner | None = None
        self._stopping = asyncio.Event()

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_post("/v1/chat/completions", self._chat_completions)
        app.router.add_post("/v1/messages", self._messages)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()

    async def stop(self) -> None:
        self._stopping.set()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> ModelSim:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def _base_url(self) -> str:
        assert self._runner is not None, "it is not started"  # noqa: S101
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    @property
    def openai_url(self) -> str:
        return f"{self._base_url}/v1"

    @property
    def anthropic_url(self) -> str:
        return self._base_url

    async def _chat_completions(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, chat_completions)

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, messages)

    async def _answer(self, request: web.Request, protocol: ModuleType) -> web.StreamResponse:
        if _key(request) != KEY:
            return _refused(protocol, 401, "authentication_error", "the key is wrong")
        body = orjson.loads(await request.read())
        try:
            asked = protocol.read(body)
        except BrokenRuleError as exc:
            self.broken.append(str(exc))
            return _refused(protocol, 400, "invalid_request_error", str(exc))
        self.asked.append(asked)
        self._being_answered += 1
        self.most_at_once = max(self.most_at_once, self._being_answered)
        try:
            return await self._answered(request, asked, protocol, body)
        finally:
            self._being_answered -= 1

    async def _answered(
        self, request: web.Request, asked: Asked, protocol: ModuleType, body: dict[str, Any]
    ) -> web.StreamResponse:
        answer: Answer = self.script(asked)
        await asyncio.sleep(self._thinks(asked))
        if body.get("stream") and (isinstance(answer, Said) or answer in _STREAMED):
            return await self._stream(request, answer, protocol, body)
        if isinstance(answer, Said):
            return _json(protocol.written(answer, model=asked.model))
        return await self._fail(request, answer, protocol, model=asked.model)

    async def _stream(
        self, request: web.Request, answer: Answer, protocol: ModuleType, body: dict[str, Any]
    ) -> web.StreamResponse:
        self.streamed += 1
        model = str(body["model"])
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        if isinstance(answer, Said):
            await self._send(response, protocol.begun(answer, model=model))
            is_counted = protocol.counts(body)
            await self._send(response, protocol.ended(answer, model=model, is_counted=is_counted))
        elif answer in IN_THE_MIDDLE:
            await self._send(response, protocol.begun(Said(text=BEGUN), model=model))
            await self._break(request, response, answer)
        else:
            await self._send(response, protocol.stream_out_of_shape(answer, model=model))
        return response

    async def _send(self, response: web.StreamResponse, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            await response.write(piece)
            await asyncio.sleep(self.pause)

    async def _break(
        self, request: web.Request, response: web.StreamResponse, fault: Fault
    ) -> None:
        if fault is Fault.STALLS:
            await self._stopping.wait()
        elif fault is Fault.BREAKS_OFF:
            _hang_up(request)
        elif fault is not Fault.STOPS_SHORT:
            await response.write(_GARBAGE if fault is Fault.GARBLED else _GARBAGE[:9])

    async def _fail(
        self, request: web.Request, fault: Fault, protocol: ModuleType, *, model: str
    ) -> web.StreamResponse:
        if fault in _REFUSALS:
            refused = _refused(protocol, *_REFUSALS[fault])
            if fault is Fault.RATE_LIMITED and self.retry_after is not None:
                refused.headers["Retry-After"] = self.retry_after
            return refused
        if fault in {Fault.TIMEOUT, Fault.STALLS}:
            await self._stopping.wait()
        elif fault in {Fault.HANGS_UP, Fault.BREAKS_OFF}:
            _hang_up(request)
        elif fault in {Fault.MALFORMED, Fault.GARBLED}:
            return web.Response(text=_WEB_PAGE, content_type="application/json")
        elif fault in {Fault.CUT_OFF, Fault.STOPS_SHORT}:
            whole = orjson.dumps(protocol.written(Said(text="Half a"), model=model))
            return web.Response(body=whole[: len(whole) // 2], content_type="application/json")
        else:
            return _json(protocol.out_of_shape(fault, model=model))
        return web.Response(status=503)


def _hang_up(request: web.Request) -> None:
    assert request.transport is not None  # noqa: S101  (it has just been read from)
    request.transport.close()


def _key(request: web.Request) -> str:
    """Anthropic takes it in a header of its own as well."""
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bearer or request.headers.get("x-api-key", "")


def _json(data: Any) -> web.Response:
    return web.Response(body=orjson.dumps(data), content_type="application/json")


def _refused(protocol: ModuleType, status: int, kind: str, message: str) -> web.Response:
    return web.Response(
        status=status,
        body=orjson.dumps(protocol.refusal(message, kind=kind)),
        content_type="application/json",
    )
