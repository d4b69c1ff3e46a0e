"""The client library, with its HTTP replaced by ours.

discord.py keeps the gateway connection, reads events and understands commands. Its own HTTP client
paces itself per bucket with a model that sliding windows break, knows no global limit, and its
answers to interactions know no limits at all. So both are overridden to go through `RestClient`.
Its connection loop dies when the very first connection fails or an event lacks a key; ours goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.http import HTTPClient, Route
from discord.webhook.async_ import AsyncWebhookAdapter

from maneki.channels.discord.answer import Answer
from maneki.channels.discord.identity import NOT_DISCORD, is_nowhere, is_user
from maneki.channels.discord.rest import Call, NoAnswerError, RestClient
from maneki.clock import Clock
from maneki.errors import SettingsError
from maneki.loops import pause_after

log = structlog.get_logger(__name__)

DISCORD_GATEWAY = "wss://gateway.discord.gg/"
IDENTIFY_EVERY_S = 5.0
CONNECT_TIMEOUT_S = 60.0
EVENTS_END_WITHIN_S = 1.0
INTERACTION_PATIENCE_S = 10.0

LIBRARY_TRIES = 5
INTERACTION_TRIES = 4
_ALREADY_ACKNOWLEDGED = 40060
_SUGGESTIONS = 8
_NORMAL_CLOSURE = 1000
_MALFORMED_EVENT = (LookupError, TypeError, ValueError, AttributeError)


async def answered(rest: RestClient, call: Call, *, clock: Clock, tries: int) -> Answer:
    """Make a call that may safely be repeated, until it is answered for good.

    Limits are waited for in the limiter. Raises `NoAnswerError` after the last attempt.
    """
    for attempt in range(1, tries):
        try:
            answer = await rest.call(call)
        except NoAnswerError:
            await clock.sleep(pause_after(attempt))
            continue
        if not _is_passing(answer):
            return answer
        if answer.status >= 500:
            await clock.sleep(pause_after(attempt))
    return await rest.call(call)


def _call_of(
    route: Route,
    *,
    body: Any = None,
    form: Callable[[], aiohttp.FormData] | None = None,
    params: Mapping[str, Any] | None = None,
    reason: str | None = None,
    has_token: bool = True,
    counts_globally: bool = True,
    patience_s: float | None = None,
) -> Call:
    return Call(
        method=route.method,
        path=route.url.removeprefix(route.BASE),
        route=route.key,
        major=route.major_parameters or None,
        body=body,
        form=form,
        params=params,
        reason=quote(reason, safe="/ ") if reason else None,
        is_authorized=has_token,
        counts_globally=counts_globally,
        patience_s=patience_s,
    )


def _form_of(
    fields: Iterable[Mapping[str, Any]] | None, files: Sequence[discord.File] | None
) -> Callable[[], aiohttp.FormData] | None:
    # Where there is no file, the library says so by no fields at all, and means its payload.
    kept = list(fields or ())
    if not kept:
        return None

    def build() -> aiohttp.FormData:
        for file in files or ():
            file.reset()
        # Quoted names would escape the brackets of files[0], which Discord does not understand.
        form = aiohttp.FormData(quote_fields=False)
        for one in kept:
            form.add_field(**one)
        return form

    return build


def _value_of(answer: Answer) -> Any:
    """The body of a good answer; else the error that the library expects."""
    if answer.is_ok:
        return answer.body
    response: Any = SimpleNamespace(status=answer.status, reason="", headers=answer.headers)
    if answer.status == HTTPStatus.FORBIDDEN:
        raise discord.Forbidden(response, answer.body)
    if answer.status == HTTPStatus.NOT_FOUND:
        raise discord.NotFound(response, answer.body)
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise discord.DiscordServerError(response, answer.body)
    raise discord.HTTPException(response, answer.body)


class LimitedHTTPClient(HTTPClient):
    """The library's HTTP client; only its session for the gateway's web socket is still in use."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, rest: RestClient, clock: Clock) -> None:
        super().__init__(loop)
        self._rest = rest
        self._clock = clock

    async def request(
        self,
        route: Route,
        *,
        files: Sequence[discord.File] | None = None,
        form: Iterable[dict[str, Any]] | None = None,
        **kwargs: Any,
    ) -> Any:
        call = _call_of(
            route,
            body=kwargs.get("json"),
            form=_form_of(form, files),
            params=kwargs.get("params"),
            reason=kwargs.get("reason"),
        )
        answer = await answered(self._rest, call, clock=self._clock, tries=LIBRARY_TRIES)
        return _value_of(answer)

    async def static_login(self, token: str) -> Any:
        """Ask who we are. Raises `SettingsError` if it is not Discord that answers."""
        try:
            me: Any = await super().static_login(token)
        except discord.HTTPException as exc:
            if is_nowhere(exc.status, exc.code):
                raise SettingsError(NOT_DISCORD) from exc
            raise
        if not is_user(me):
            raise SettingsError(NOT_DISCORD)
        return me

    async def close(self) -> None:
        """Unlike the library's, such that one can log in again."""
        await super().close()
        self.connector = discord.utils.MISSING


class LimitedAdapter(AsyncWebhookAdapter):
    """The library's way of answering interactions. They have a token of their own in the path."""

    def __init__(
        self, rest: RestClient, clock: Clock, *, application_id: Callable[[], int | None]
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._rest = rest
        self._clock = clock
        self._application_id = application_id

    async def request(
        self,
        route: Route,
        session: aiohttp.ClientSession | None = None,
        *,
        payload: dict[str, Any] | None = None,
        multipart: list[dict[str, Any]] | None = None,
        files: Sequence[discord.File] | None = None,
        reason: str | None = None,
        auth_token: str | None = None,
        params: dict[str, Any] | None = None,
        **_proxy: Any,
    ) -> Any:
        call = _call_of(
            route,
            body=payload,
            form=_form_of(multipart, files),
            params=params,
            reason=reason,
            has_token=auth_token is not None,
            counts_globally=not self._is_interaction(route),
            patience_s=INTERACTION_PATIENCE_S,
        )
        if route.path.endswith("/callback"):
            return await self._acknowledge(call, str(route.webhook_id), str(route.webhook_token))
        answer = await answered(self._rest, call, clock=self._clock, tries=INTERACTION_TRIES)
        return _value_of(answer)

    def _is_interaction(self, route: Route) -> bool:
        """Whether it answers one, or follows one up: what channels have are webhooks as well."""
        return route.path.endswith("/callback") or route.webhook_id == self._application_id()

    async def _acknowledge(self, call: Call, interaction_id: str, token: str) -> Any:
        """Answer an interaction for the first time, which may be done only once.

        So after a call that nobody knows the fate of, we look first whether it is answered. What
        is offered while somebody types cannot be looked at, and is not worth a second call.
        """
        done = {"interaction": {"id": interaction_id, "type": 0}}
        is_worth_it = (call.body or {}).get("type") != _SUGGESTIONS
        for attempt in range(1, INTERACTION_TRIES + 1):
            answer = await self._tried(call)
            if answer is not None and answer.is_ok:
                return answer.body
            if answer is not None and attempt > 1 and answer.code == _ALREADY_ACKNOWLEDGED:
                return done
            if answer is not None and not _is_passing(answer):
                return _value_of(answer)
            if not is_worth_it or await self._is_acknowledged(token):
                return done
            await self._clock.sleep(pause_after(attempt))
        raise NoAnswerError("Discord does not take our answers.", may_have_arrived=True)

    async def _tried(self, call: Call) -> Answer | None:
        try:
            return await self._rest.call(call)
        except NoAnswerError:
            return None

    async def _is_acknowledged(self, token: str) -> bool:
        """Whether there is an answer that could be edited."""
        application = str(self._application_id())
        looking = Call(
            method="GET",
            path=f"/webhooks/{application}/{token}/messages/@original",
            route="GET /webhooks/{webhook_id}/{webhook_token}/messages/@original",
            major=f"{application}+{token}",
            is_authorized=False,
            counts_globally=False,
            patience_s=INTERACTION_PATIENCE_S,
        )
        try:
            answer = await answered(self._rest, looking, clock=self._clock, tries=INTERACTION_TRIES)
        except NoAnswerError:
            return False
        return answer.is_ok


def _is_passing(answer: Answer) -> bool:
    """Whether the same call may be answered otherwise in a moment."""
    return answer.status >= 500 or answer.status == HTTPStatus.TOO_MANY_REQUESTS


SERVERS_COME_WITHIN_S = 0.5
"""How long after the last server another one is waited for before we call ourselves ready. One
that comes later is news then, and nothing is lost by that."""


SERVERS_ONLY = discord.Intents(guilds=True)
LISTENING = discord.Intents(
    guilds=True, guild_messages=True, dm_messages=True, guild_reactions=True, dm_reactions=True
)
"""What people write and react with. Without a privileged intent we read only what is in DMs, and
what mentions us."""
READING_ALL = LISTENING | discord.Intents(message_content=True)


class GatewayClient(discord.Client):
    """A client that stays connected, and with which its events end."""

    def __init__(
        self,
        *,
        rest: RestClient,
        gateway_url: str,
        clock: Clock,
        guild_ready_timeout_s: float = SERVERS_COME_WITHIN_S,
        intents: discord.Intents = SERVERS_ONLY,
    ) -> None:
        self._rest = rest
        self._clock = clock
        # We have no voice, so nobody needs to be warned that parts for it are missing.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=guild_ready_timeout_s,
            max_messages=None,
        )
        self._gateway: type[DiscordWebSocket] = type(
            "Gateway", (DiscordWebSocket,), {"DEFAULT_GATEWAY": yarl.URL(gateway_url)}
        )
        self._identified_at: float | None = None
        self._drops = 0
        self._events: set[asyncio.Task[Any]] = set()

    def _get_state(self, **options: Any) -> Any:
        # The library asks for its state once, in its constructor, and the state keeps the client.
        self.http = LimitedHTTPClient(self.loop, rest=self._rest, clock=self._clock)
        return super()._get_state(**options)

    async def before_identify_hook(
        self,
        shard_id: int | None,
        *,
        initial: bool = False,
    ) -> None:
        """Discord takes one identification every five seconds."""
        if self._identified_at is not None:
            passed = self._clock.monotonic() - self._identified_at
            await self._clock.sleep(IDENTIFY_EVERY_S - passed)
        self._identified_at = self._clock.monotonic()

    async def connect(self, *, reconnect: bool = True) -> None:
        """Stay connected until closed.

        Raises `discord.ConnectionClosed` when Discord wants no connection of ours any more.
        """
        session: dict[str, Any] = {}
        while not self.is_closed():
            try:
                await self._live(session)
            except ReconnectWebSocket as exc:
                session = self._session() if exc.resume else {}
                log.info("discord.gateway_dropped", resumes=bool(session))
            except discord.ConnectionClosed as exc:
                if self.is_closed():
                    return
                if exc.code != _NORMAL_CLOSURE:
                    raise
                session = self._session()
            except (aiohttp.ClientError, OSError, TimeoutError) as exc:
                log.warning("discord.gateway_unreachable", reason=str(exc) or type(exc).__name__)
                session = self._session()
            except _MALFORMED_EVENT:
                log.exception("discord.malformed_event")
                session = self._session()
            self.dispatch("disconnect")
            await self._hang_up()
            await self._pause()

    async def _live(self, session: dict[str, Any]) -> None:
        """One connection, from opening it until it ends with an error."""
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            self.ws = await self._gateway.from_client(self, initial=not session, **session)
        while not self.is_closed():
            await self.ws.poll_event()
            if self.ws.session_id is not None:
                self._drops = 0

    def _session(self) -> dict[str, Any]:
        """What a new connection needs to go on where the last one ended; nothing if there is none.

        Discord says by itself when a session cannot be resumed any more.
        """
        if self.ws is None or self.ws.session_id is None:
            return {}
        return {
            "resume": True,
            "session": self.ws.session_id,
            "sequence": self.ws.sequence,
            "gateway": self.ws.gateway,
        }

    async def _hang_up(self) -> None:
        """Leave no half-open connection behind. This code, unlike 1000, keeps the session."""
        if self.ws is not None and self.ws.open:
            await self.ws.close(code=4000)

    async def _pause(self) -> None:
        self._drops += 1
        if not self.is_closed():
            await self._clock.sleep(pause_after(self._drops))

    def _schedule_event(self, *arguments: Any, **options: Any) -> asyncio.Task[Any]:
        # The library starts a task for each event and forgets it.
        task = super()._schedule_event(*arguments, **options)
        self._events.add(task)
        task.add_done_callback(self._events.discard)
        return task

    async def close(self) -> None:
        """Hang up; events that are being looked at get a moment to end and are then given up."""
        await super().close()
        others = self._events - {asyncio.current_task()}
        if others:
            await asyncio.wait(others, timeout=EVENTS_END_WITHIN_S)
        late = {one for one in others if not one.done()}
        for one in late:
            one.cancel()
        if late:
            await asyncio.wait(late)

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        # The library calls this inside its own handler, so the traceback is at hand.
        log.exception("discord.event_failed", gateway_event=event_method)  # noqa: LOG004
