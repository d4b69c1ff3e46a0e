"""What a host answered, and what its status and its first bytes say about it. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from maneki.errors import MarketBlockedError, MarketChangedError, MarketUnavailableError
from maneki.markets.manners import MOST_RETRY_AFTER

_BLOCKING = frozenset({401, 403, 429})
_PASSING = frozenset({408, 425})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer. `headers` have lower-case names; `url` is where it came from at last."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the Retry-After header asks us to wait: seconds, or a date. None if unreadable.

    Never longer than `MOST_RETRY_AFTER`.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), MOST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(timedelta(0), moment - now), MOST_RETRY_AFTER)


def refuse_unless(accepted: frozenset[int], answer: Answer, *, market: str, now: datetime) -> None:
    """Return if the status is one of `accepted`, else raise the market error it stands for.

    401, 403 and 429 are a block; 5xx, 408 and 425 pass; anything else is a shape we do not know.
    """
    status = answer.status
    if status in accepted:
        return
    wait = retry_after(answer.headers, now)
    if status in _BLOCKING:
        raise MarketBlockedError(
            f"{market} refuses our requests (HTTP {status}).", market=market, retry_after=wait
        )
    if status >= 500 or status in _PASSING:
        raise MarketUnavailableError(
            f"{market} is out of order at the moment (HTTP {status}).",
            market=market,
            retry_after=wait,
            concerns_host=wait is not None,
        )
    raise MarketChangedError(
        f"{market} answered HTTP {status} where a page was due.", market=market, missing="HTTP 200"
    )


def json_object(body: bytes, *, market: str) -> dict[str, Any]:
    """The body as a JSON object. Raises `MarketChangedError`, saying what came instead."""
    if body.lstrip()[:1] == b"<":
        raise _not_json(market, "a web page")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise _not_json(market, "broken or incomplete JSON") from exc
    if not isinstance(data, dict):
        raise _not_json(market, "JSON of another kind")
    return data


def _not_json(market: str, instead: str) -> MarketChangedError:
    return MarketChangedError(
        f"{market} answered with {instead} where a JSON object was due.",
        market=market,
        missing="a JSON object",
    )
