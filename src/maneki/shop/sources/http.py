"""The one way to a source's host: its budget, its back-off, our time limits and our errors.

There is one user agent, which says who we are; the environment's proxy variables are not read.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx2
import structlog

from maneki.clock import Clock
from maneki.shop.sources.budget import PASSING, REFUSED, BackOff, Budget, Turns, after_failure
from maneki.shop.sources.errors import (
    SourceBlockedError,
    SourceBusyError,
    SourceChangedError,
    SourceError,
    SourceUnavailableError,
)

log = structlog.get_logger(__name__)

MOST_BYTES = 4 * 1024 * 1024
LONGEST_TURN = timedelta(seconds=3)
"""Somebody waits for the answer: a turn that is further away than this is not waited for."""
_BLOCKING = frozenset({401, 403, 429})
_PASSING = frozenset({408, 425})

_T = TypeVar("_T")
Read = Callable[[Mapping[str, Any]], _T]
"""Makes something of the JSON object that was answered. Raises `SourceChangedError`."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class SourceHttp:
    """Asks one source. `deadline` is for a whole request, in seconds. Raises `SourceError`s only.

    A source that fails is left alone for a while: asked meanwhile, it is a `SourceBusyError`
    at once, and nobody waits for it.
    """

    def __init__(
        self,
        source: str,
        *,
        budget: Budget,
        clock: Clock,
        user_agent: str,
        deadline: float,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._source = source
        self._turns = Turns(budget, clock)
        self._back_off = BackOff()
        self._clock = clock
        self._deadline = deadline
        self._http = httpx2.AsyncClient(
            headers={
                # Only what is always decodable: br and zstd depend on what else is installed.
                "Accept-Encoding": "gzip, deflate",
                "Accept": "application/json",
                "User-Agent": user_agent,
                **(headers or {}),
            },
            timeout=deadline,
            follow_redirects=False,
            trust_env=False,
        )

    async def get(self, url: str, params: Mapping[str, str], *, read: Read[_T]) -> _T:
        return await self._ask("GET", url, read=read, params=params)

    async def post(self, url: str, said: Mapping[str, Any], *, read: Read[_T]) -> _T:
        return await self._ask("POST", url, read=read, json=said)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _ask(self, method: str, url: str, *, read: Read[_T], **said: Any) -> _T:
        """What is made of the answer, when it is our turn."""
        self._refuse_if_left_alone()
        await self._turns.take()
        try:
            answer = await self._exchange(method, url, **said)
            result = read(self._object_in(answer))
        except SourceError as error:
            self._leave_alone(error)
            raise
        self._back_off = BackOff()
        return result

    def _refuse_if_left_alone(self) -> None:
        left = self._back_off.left(self._clock.monotonic())
        if left:
            raise SourceBusyError(
                f"{self._source} is left alone after it failed.",
                source=self._source,
                retry_after=left,
            )
        wait = self._turns.wait()
        if wait > LONGEST_TURN:
            raise SourceBusyError(
                f"{self._source} was asked as often as it may be for now.",
                source=self._source,
                retry_after=wait,
            )

    def _leave_alone(self, error: SourceError) -> None:
        pause = PASSING if isinstance(error, SourceUnavailableError) else REFUSED
        now = self._clock.monotonic()
        self._back_off = after_failure(
            self._back_off, pause, now=now, retry_after=error.retry_after
        )

    async def _exchange(self, method: str, url: str, **said: Any) -> _Answer:
        try:
            async with asyncio.timeout(self._deadline):
                answer = await self._received(method, url, **said)
        except (httpx2.TimeoutException, TimeoutError) as exc:
            raise self._unavailable("did not answer in time") from exc
        except httpx2.DecodingError as exc:
            raise self._unavailable("sent a garbled answer") from exc
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as exc:
            raise self._unavailable("cannot be reached") from exc
        log.debug(
            "source.answered",
            source=self._source,
            status=answer.status,
            bytes=len(answer.body),
        )
        return answer

    async def _received(self, method: str, url: str, **said: Any) -> _Answer:
        async with self._http.stream(method, url, **said) as response:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise self._changed("more than it ever should", missing="a short answer")
            headers = {name.lower(): value for name, value in response.headers.items()}
            return _Answer(response.status_code, headers, bytes(body))

    def _object_in(self, answer: _Answer) -> dict[str, Any]:
        self._refuse_unless_ok(answer)
        try:
            data = json.loads(answer.body)
        except (ValueError, RecursionError) as exc:
            raise self._changed("no JSON", missing="a JSON object") from exc
        if not isinstance(data, dict):
            raise self._changed("JSON of another kind", missing="a JSON object")
        return data

    def _refuse_unless_ok(self, answer: _Answer) -> None:
        status = answer.status
        if status == 200:
            return
        wait = retry_after(answer.headers, self._clock.now())
        if status in _BLOCKING:
            raise SourceBlockedError(
                f"{self._source} refuses our requests (HTTP {status}).",
                source=self._source,
                retry_after=wait,
            )
        if status >= 500 or status in _PASSING:
            raise SourceUnavailableError(
                f"{self._source} is out of order at the moment (HTTP {status}).",
                source=self._source,
                retry_after=wait,
            )
        raise self._changed(f"HTTP {status}", missing="HTTP 200")

    def _unavailable(self, what: str) -> SourceUnavailableError:
        return SourceUnavailableError(f"{self._source} {what}.", source=self._source)

    def _changed(self, instead: str, *, missing: str) -> SourceChangedError:
        return SourceChangedError(
            f"{self._source} answered with {instead} where {missing} was due.",
            source=self._source,
            missing=missing,
        )


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the Retry-After header asks us to wait: seconds, or a date. None if unreadable."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=int(text[:9]))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(timedelta(0), moment - now)
