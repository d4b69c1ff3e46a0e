"""The twin's answers, in shape and out of it."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from enum import StrEnum
from typing import assert_never

import orjson
from aiohttp import web

from maneki.simulator.markets.rules import Block
from maneki.simulator.markets.shelf import Shelved

_HUGE = 11 * 1024 * 1024


class BrokenShape(StrEnum):
    """How a market's answer can be other than expected, with status 200."""

    WEB_PAGE = "web_page"
    HALF_BODY = "half_body"
    MISSING_KEY = "missing_key"
    """No `items` in a search; a feed without its root element."""
    MISSING_ID = "missing_id"
    """The first item has no id; an entry of a feed has no guid (which is allowed)."""
    HUGE = "huge"


def refused(block: Block) -> web.Response:
    headers = {}
    if block.retry_after is not None:
        headers["Retry-After"] = str(int(block.retry_after.total_seconds()))
    return web.Response(status=block.status, headers=headers, text="Not now.")


def failure(status: int, code: str) -> web.Response:
    return web.Response(
        status=status, body=orjson.dumps({"code": code}), content_type="application/json"
    )


def json_answer(data: object) -> web.Response:
    return web.Response(body=orjson.dumps(data), content_type="application/json")


def xml_answer(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/xml", charset="utf-8")


def last_change(entries: Sequence[Shelved]) -> datetime | None:
    times = [max(one.visible_at, one.listing.updated_at or one.visible_at) for one in entries]
    return max(times, default=None)


def conditional(request: web.Request, body: bytes, *, changed_at: datetime | None) -> web.Response:
    """304 if the visitor has this very body (ETag), or nothing changed since its date."""
    headers = {"ETag": f'"{zlib.crc32(body):08x}-{len(body)}"'}
    if changed_at is not None:
        headers["Last-Modified"] = format_datetime(changed_at, usegmt=True)
    known = request.headers.get("If-None-Match")
    is_same = known == headers["ETag"] if known else _is_unchanged(request, changed_at)
    if is_same:
        return web.Response(status=304, headers=headers)
    response = xml_answer(body)
    response.headers.update(headers)
    return response


def _is_unchanged(request: web.Request, changed_at: datetime | None) -> bool:
    since = request.headers.get("If-Modified-Since")
    with contextlib.suppress(ValueError, TypeError):
        if since and changed_at:
            return changed_at.replace(microsecond=0) <= parsedate_to_datetime(since)
    return False


def out_of_shape(how: BrokenShape, response: web.Response) -> web.Response:
    body = response.body if isinstance(response.body, bytes) else b""
    is_json = response.content_type == "application/json"
    match how:
        case BrokenShape.WEB_PAGE:
            return web.Response(text="<!DOCTYPE html><html><body>Hello</body></html>")
        case BrokenShape.HALF_BODY:
            changed = body[: len(body) // 2]
        case BrokenShape.HUGE:
            changed = body + b" " * _HUGE
        case BrokenShape.MISSING_KEY:
            changed = body.replace(b'"items"', b'"things"') if is_json else b"{}"
        case BrokenShape.MISSING_ID:
            changed = body.replace(b'"id"', b'"ident"', 1).replace(b"guid", b"ident")
        case _:
            assert_never(how)
    return web.Response(body=changed, content_type=response.content_type)
