"""`POST /v1/webhooks/sms/sinch` and `/twilio`: texts that come in, and what became of ours.

Nothing is believed, or even read, before it is known who sent it: first the size, then the
signature over the raw bytes with the address that the provider calls (ours as the world knows it,
from the settings), then whether that signature was used before. A text is handed on and has to be
written down before we answer 2xx, because a provider sends it again until then: for hours, and ever
slower, so that limits of our own are never told to it. Only the database being away is (503).

No numbers and no words of people are in the log.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import assert_never

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from maneki.channels.sms.inbound import (
    DeliveryReport,
    DeliveryStatus,
    InboundText,
    NotANumber,
    Provider,
    Told,
    is_keyword,
    read_sinch,
    read_twilio,
)
from maneki.channels.sms.reports import take_report
from maneki.channels.sms.signatures import (
    LONGEST_BODY,
    SINCH_SIGNATURE,
    TOO_NEW,
    TOO_OLD,
    Genuine,
    Login,
    Refusal,
    Refused,
    Verdict,
    verify_basic,
    verify_sinch,
    verify_twilio,
)
from maneki.clock import Clock
from maneki.errors import InvalidInputError
from maneki.model.conversation import LONGEST_SAID, Inbound, Keyword, Place, PlaceKind
from maneki.model.person import PHONE, Address
from maneki.model.phone import masked
from maneki.store import Store

log = structlog.get_logger(__name__)

SINCH_PATH, TWILIO_PATH = "/v1/webhooks/sms/sinch", "/v1/webhooks/sms/twilio"
_NO_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_STATUSES = {Refusal.TOO_LONG: 413, Refusal.NO_SECRET: 403}

Take = Callable[[Inbound], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookKeys:
    """What webhooks are known by: of each several, the old and the new one during a change.

    Without any, a provider's webhooks are refused.
    """

    twilio_tokens: tuple[str, ...] = field(default=(), repr=False)
    sinch_secrets: tuple[str, ...] = field(default=(), repr=False)
    sinch_logins: tuple[Login, ...] = ()


class TextDoor:
    """Takes webhooks in. `public_url` is where the world reaches us, without a path.

    `take` writes a text down, once however often it comes, and answers it later; `reported` is
    called with what became of a text of ours, when that is news.
    `provider_confirms`: the provider answers keywords itself without saying so.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Clock,
        keys: WebhookKeys,
        public_url: str,
        take: Take,
        reported: Callable[[DeliveryStatus], None],
        provider_confirms: bool = False,
    ) -> None:
        self._store = store
        self._clock = clock
        self._keys = keys
        self._public_url = public_url.rstrip("/")
        self._take = take
        self._reported = reported
        self._provider_confirms = provider_confirms

    def verify_sinch(self, request: Request, body: bytes) -> Verdict:
        """By its signature, or else by name and password, whichever it comes with."""
        is_signed = SINCH_SIGNATURE in request.headers
        keys = self._keys
        if keys.sinch_logins and not (is_signed and keys.sinch_secrets):
            return verify_basic(headers=request.headers, body=body, logins=keys.sinch_logins)
        return verify_sinch(
            headers=request.headers,
            body=body,
            secrets=keys.sinch_secrets,
            now=self._clock.now(),
        )

    def verify_twilio(self, request: Request, body: bytes) -> Verdict:
        query = request.scope.get("query_string", b"").decode("latin-1")
        url = f"{self._public_url}{TWILIO_PATH}"
        return verify_twilio(
            url=f"{url}?{query}" if query else url,
            headers=request.headers,
            body=body,
            tokens=self._keys.twilio_tokens,
        )

    async def was_used(self, provider: Provider, verdict: Genuine) -> bool:
        if verdict.nonce is None:
            return False
        async with self._store.transaction() as tx:
            return await tx.texts.knows_nonce(_source(provider), verdict.nonce)

    async def handle(self, provider: Provider, verdict: Genuine, body: bytes) -> None:
        """Raises `InvalidInputError` for what cannot be read, and `StoreError`."""
        await self._hand_on(self._read(provider, body))
        if verdict.nonce is None:
            return
        # Only now: what could not be written down comes again, perhaps as it was signed.
        async with self._store.transaction() as tx:
            await tx.texts.remember_nonce(
                _source(provider), verdict.nonce, forget_before=tx.now - TOO_OLD - TOO_NEW
            )

    def _read(self, provider: Provider, body: bytes) -> Told:
        match provider:
            case Provider.SINCH:
                return read_sinch(body, now=self._clock.now())
            case Provider.TWILIO:
                return read_twilio(body, now=self._clock.now())
        assert_never(provider)

    async def _hand_on(self, told: Told) -> None:
        match told:
            case DeliveryReport():
                if await take_report(self._store, told):
                    self._reported(told.status)
            case InboundText(sender=NotANumber(value)):
                log.info(
                    "sms.from_no_person",
                    provider=told.provider,
                    message=told.id,
                    sender=masked(value),
                )
            case InboundText():
                await self._take(self._inbound(told))
            case _:
                assert_never(told)

    def _inbound(self, text: InboundText) -> Inbound:
        number = str(text.sender)
        is_answered = self._provider_confirms and is_keyword(text.text)
        keyword = None if text.handled is None else Keyword(text.handled.lower())
        return Inbound(
            source=_source(text.provider),
            external_id=text.id,
            sender=Address(PHONE, number),
            place=Place(kind=PlaceKind.PHONE, address=number),
            text=text.text[:LONGEST_SAID],
            received_at=text.received_at,
            media=text.media,
            keyword=keyword,
            is_settled=keyword is not None or is_answered,
        )


def _source(provider: Provider) -> str:
    return f"sms:{provider}"


def add_sms_routes(app: FastAPI, door: TextDoor) -> None:
    @app.post(SINCH_PATH)
    async def from_sinch(request: Request) -> Response:
        return await _taken(door, Provider.SINCH, request) or JSONResponse({})

    @app.post(TWILIO_PATH)
    async def from_twilio(request: Request) -> Response:
        answer = Response(_NO_TWIML, media_type="text/xml")
        return await _taken(door, Provider.TWILIO, request) or answer


async def _taken(door: TextDoor, provider: Provider, request: Request) -> Response | None:
    """None if it was; else what to answer instead."""
    body = await _body(request)
    if body is None:
        return _refused(provider, Refused(Refusal.TOO_LONG))
    verify = door.verify_sinch if provider is Provider.SINCH else door.verify_twilio
    verdict = verify(request, body)
    if isinstance(verdict, Refused):
        return _refused(provider, verdict)
    if await door.was_used(provider, verdict):
        log.warning("sms.refused", provider=provider, reason="nonce used before")
        return JSONResponse({"error": "This was sent before."}, status_code=401)
    try:
        await door.handle(provider, verdict, body)
    except InvalidInputError as error:
        log.warning("sms.unreadable", provider=provider, error=str(error))
        return JSONResponse({"error": str(error)}, status_code=400)
    return None


async def _body(request: Request) -> bytes | None:
    """The body, as far as it is looked at at all; None if it is longer."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            return None
    return bytes(body)


def _refused(provider: Provider, refused: Refused) -> Response:
    log.warning("sms.refused", provider=provider, reason=refused.reason)
    status = _STATUSES.get(refused.reason, 401)
    headers = {"WWW-Authenticate": "Basic"} if status == 401 else {}
    return JSONResponse({"error": "Not accepted."}, status_code=status, headers=headers)
