"""How a source of books can fail whoever asks it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

import orjson
from aiohttp import web

_HUGE = 5 * 1024 * 1024


class Fault(StrEnum):
    SILENCE = "silence"
    """No answer until whoever asks has gone."""
    HANG_UP = "hang_up"
    BUSY = "busy"
    """429 with Retry-After."""
    NO_QUOTA = "no_quota"
    """Google's 429 for whoever has no quota: without Retry-After."""
    REFUSED = "refused"
    ERROR = "error"
    HALF_BODY = "half_body"
    WEB_PAGE = "web_page"
    NO_OBJECT = "no_object"
    """JSON, but a list."""
    CHANGED = "changed"
    """An object of other names."""
    STRANGE_ITEMS = "strange_items"
    """The list is there, and nothing in it is a book."""
    HUGE = "huge"
    ELSEWHERE = "elsewhere"
    """A redirect to another host."""
    GRAPHQL_ERROR = "graphql_error"


def failing(fault: Fault, usual: web.Response) -> web.Response:
    """The answer that somebody gets instead of the usual one."""
    if fault in _OTHER_ANSWERS:
        return _OTHER_ANSWERS[fault]()
    body = usual.body if isinstance(usual.body, bytes) else b""
    if fault in _OTHER_BODIES:
        body = _OTHER_BODIES[fault](body)
    return web.Response(status=usual.status, body=body, content_type="application/json")


def _with_strange_items(data: dict[str, object]) -> bytes:
    if "docs" in data:
        data["docs"] = [{"name": "Dune"}]
    elif "data" in data:
        hits = [{"document": {"name": "Dune"}}]
        data["data"] = {"search": {"results": {"hits": hits}}, "books": [{"name": "Dune"}]}
    else:
        data["items"] = [{"id": "x", "volume": {}}]
    return orjson.dumps(data)


def _json(data: object, *, status: int) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(data), content_type="application/json")


_NO_QUOTA = {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "details": []}}
_GRAPHQL_ERROR = {"errors": [{"message": "field not found"}]}
_OTHER_ANSWERS: Mapping[Fault, Callable[[], web.Response]] = {
    Fault.BUSY: lambda: web.Response(status=429, headers={"Retry-After": "120"}, text="Later."),
    Fault.NO_QUOTA: lambda: _json(_NO_QUOTA, status=429),
    Fault.REFUSED: lambda: _json({"error": "Unable to verify token"}, status=403),
    Fault.ERROR: lambda: web.Response(status=500, text="Oops."),
    Fault.WEB_PAGE: lambda: web.Response(text="<!DOCTYPE html><p>Hi", content_type="text/html"),
    Fault.ELSEWHERE: lambda: web.Response(status=302, headers={"Location": "http://203.0.113.1/"}),
    Fault.CHANGED: lambda: _json({"payload": {"books": []}}, status=200),
    Fault.GRAPHQL_ERROR: lambda: _json(_GRAPHQL_ERROR, status=200),
}
_OTHER_BODIES: Mapping[Fault, Callable[[bytes], bytes]] = {
    Fault.HALF_BODY: lambda body: body[: len(body) // 2],
    Fault.NO_OBJECT: lambda body: b"[" + body + b"]",
    Fault.STRANGE_ITEMS: lambda body: _with_strange_items(orjson.loads(body)),
    Fault.HUGE: lambda body: body + b" " * _HUGE,
}
