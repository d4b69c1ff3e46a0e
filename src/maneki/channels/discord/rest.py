"""The only place that makes HTTP calls to Discord.

Every call of the process goes through here, the client library's own included, and so through the
limiter, which learns Discord's limits from the answers and keeps everybody's pace. Whether a call
may be repeated is for the caller to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import aiohttp
import orjson
import structlog

from maneki.channels.discord.answer import Answer
from maneki.clock import Clock
from maneki.delivery.pace import Limiter
from maneki.errors import ManekiError

log = structlog.get_logger(__name__)

DISCORD_API = "https://discord.com/api/v10"
SECOND_TRY_AFTER_S = 0.25


class NoAnswerError(ManekiError):
    """Discord did not answer. `may_have_arrived` says that the call may have had its effect."""

    def __init__(self, message: str, *, may_have_arrived: bool) -> None:
        super().__init__(message)
        self.may_have_arrived = may_have_arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call. `route` is the method and path template that limits go by, such as
    `POST /channels/{channel_id}/messages`, and `major` the resource that has its own quota.

    `body` is a JSON value; `form` makes a form instead, anew for every attempt. A call without
    `is_authorized` carries no token; `counts_globally` is False for answers to interactions, which
    Discord's global limit does not bind. Whoever lets a webhook post says by `posts_in` in which
    channel, for all webhooks of a channel share a limit; of a thread, it is the channel it belongs
    to. `patience_s` is how long the limiter may hold it back; of several that wait, those with the
    higher `priority` go first. `if_spare`: it can be given up, and is, unless it can start at once
    and takes nothing that others may need. `is_repeatable`: making it twice does no harm, so that
    a stumble of Discord's is worth another try at once.
    """

    method: str
    path: str
    route: str
    major: str | None = None
    body: Any = None
    form: Callable[[], aiohttp.FormData] | None = None
    params: Mapping[str, Any] | None = None
    reason: str | None = None
    is_authorized: bool = True
    counts_globally: bool = True
    posts_in: str | None = None
    patience_s: float | None = None
    priority: int = 0
    if_spare: bool = False
    is_repeatable: bool = False


class RestClient:
    """Calls Discord in the limiter's pace. Use as an async context manager, or `close` it."""

    def __init__(
        self,
        *,
        base_url: str = DISCORD_API,
        token: str,
        limiter: Limiter,
        clock: Clock,
        user_agent: str,
        timeout_s: float = 15.0,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._token = token
        self._limiter = limiter
        self._clock = clock
        self._user_agent = user_agent
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._session: aiohttp.ClientSession | None = None

    @property
    def token(self) -> str:
        return self._token

    @property
    def limiter(self) -> Limiter:
        return self._limiter

    async def call(self, call: Call) -> Answer:
        """Make a call, when its turn comes. Raises `NoAnswerError`, `TooLongAWaitError`, or
        `NoRoomToSpareError` for one that can be given up.
        """
        if call.is_repeatable:
            with suppress(NoAnswerError):
                answer = await self._once(call)
                if answer.status < 500:
                    return answer
            await self._clock.sleep(SECOND_TRY_AFTER_S)
        return await self._once(call)

    async def _once(self, call: Call) -> Answer:
        async with self._limiter.slot(
            call.route,
            call.major,
            counts_globally=call.counts_globally,
            posts_in=call.posts_in,
            patience=call.patience_s,
            priority=call.priority,
            if_spare=call.if_spare,
        ) as slot:
            began = self._clock.monotonic()
            try:
                answer = await self._send(call)
            except NoAnswerError as exc:
                slot.failed()
                log.warning("discord.no_answer", route=call.route, reason=str(exc))
                raise
            slot.answered(answer.status, answer.headers, answer.body)
        self._note(call, answer, took=self._clock.monotonic() - began)
        return answer

    async def _send(self, call: Call) -> Answer:
        try:
            async with self._opened().request(
                call.method,
                self._base_url + call.path,
                params=call.params,
                data=_data(call),
                headers=self._headers(call),
                timeout=self._timeout,
            ) as response:
                return Answer(
                    status=response.status,
                    body=_decoded(await response.read(), response.content_type),
                    headers=response.headers.copy(),
                )
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as exc:
            raise NoAnswerError(
                f"Discord cannot be reached: {exc}.", may_have_arrived=False
            ) from exc
        except aiohttp.ClientResponseError as exc:
            # Words of its own: the error, and its traceback, name the address, which may hold the
            # token of a webhook or of an interaction.
            raise NoAnswerError(
                f"Discord did not answer: {exc.message or type(exc).__name__}.",
                may_have_arrived=True,
            ) from None
        except (aiohttp.ClientError, OSError, TimeoutError) as exc:
            raise NoAnswerError(
                f"Discord did not answer: {exc or type(exc).__name__}.", may_have_arrived=True
            ) from exc

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    def _headers(self, call: Call) -> dict[str, str]:
        headers = {"User-Agent": self._user_agent}
        if call.is_authorized:
            headers["Authorization"] = f"Bot {self._token}"
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        if call.reason:
            headers["X-Audit-Log-Reason"] = call.reason
        return headers

    def _note(self, call: Call, answer: Answer, *, took: float) -> None:
        fields = {"route": call.route, "status": answer.status, "took": round(took, 3)}
        if answer.is_ok:
            log.debug("discord.answered", **fields)
        else:
            say = log.error if answer.went_astray else log.warning
            event = "discord.went_astray" if answer.went_astray else "discord.refused"
            say(event, code=answer.code, said=answer.message, **fields)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def __aenter__(self) -> RestClient:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()


def _data(call: Call) -> bytes | aiohttp.FormData | None:
    if call.form is not None:
        return call.form()
    return None if call.body is None else orjson.dumps(call.body)


def _decoded(raw: bytes, content_type: str) -> Any:
    """The JSON value; the text if it is none, or not the JSON it says it is."""
    if content_type == "application/json":
        try:
            return orjson.loads(raw)
        except orjson.JSONDecodeError:
            pass
    return raw.decode("utf-8", errors="replace")
