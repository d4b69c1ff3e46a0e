"""Sinch's side: batches that are sent and looked for, and the webhooks it sends.

https://developers.sinch.com/docs/sms/api-reference/sms/batches
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from aiohttp import web

from maneki.model.phone import PhoneNumberError, number_from_provider
from maneki.simulator.sms.rules import Rule
from maneki.simulator.sms.texts import SimText

_FIELDS = {
    "from", "to", "body", "delivery_report", "client_reference", "max_number_of_message_parts",
    "truncate_concat", "expire_at", "send_at", "callback_url", "type",
}  # fmt: skip
_REPORTS = {"none", "summary", "full", "per_recipient", "per_recipient_final"}
_LONGEST = 2_000


class SinchError(Exception):
    def __init__(self, status: int, code: str, text: str, rule: Rule) -> None:
        super().__init__(text)
        self.status = status
        self.code = code
        self.rule = rule

    def answer(self) -> web.Response:
        if self.status == 401:
            return web.Response(status=401)
        return web.json_response({"code": self.code, "text": str(self)}, status=self.status)


def check_login(request: web.Request, token: str) -> None:
    if request.headers.get("authorization") != f"Bearer {token}":
        raise SinchError(401, "unauthorized", "no such token", Rule.LOGIN)


def read_batch(body: bytes, *, number: str) -> dict[str, Any]:
    """What is to be sent; raises `SinchError` for whatever Sinch would not take."""
    try:
        batch = json.loads(body)
    except ValueError:
        raise SinchError(400, "syntax_invalid_json", "not JSON", Rule.SHAPE) from None
    if not isinstance(batch, dict) or (unknown := set(batch) - _FIELDS):
        said = f"unknown: {sorted(unknown)}" if isinstance(batch, dict) else "no object"
        raise SinchError(400, "syntax_invalid_json", said, Rule.SHAPE)
    if batch.get("delivery_report", "none") not in _REPORTS:
        raise SinchError(400, "syntax_constraint_violation", "delivery_report", Rule.SHAPE)
    _check_words(batch.get("body"))
    _check_numbers(batch, number)
    return batch


def _check_words(body: object) -> None:
    if not (isinstance(body, str) and 0 < len(body) <= _LONGEST):
        raise SinchError(400, "syntax_constraint_violation", "body", Rule.TOO_LONG)


def _check_numbers(batch: dict[str, Any], number: str) -> None:
    if batch.get("from") != number.removeprefix("+"):
        raise SinchError(403, "unauthorized_sender", "from", Rule.SENDER)
    to = batch.get("to")
    if not (isinstance(to, list) and len(to) == 1 and isinstance(to[0], str)):
        raise SinchError(400, "syntax_constraint_violation", "to", Rule.SHAPE)
    try:
        if not to[0].isdecimal():
            raise SinchError(400, "syntax_invalid_parameter_format", "to", Rule.NUMBER)
        number_from_provider(to[0])
    except PhoneNumberError:
        raise SinchError(400, "syntax_invalid_parameter_format", "to", Rule.NUMBER) from None


def shown(text: SimText, *, number: str) -> dict[str, Any]:
    """A batch as Sinch shows it: without any status."""
    at = iso(text.at)
    batch = {
        "id": text.id,
        "to": [text.number.removeprefix("+")],
        "from": number.removeprefix("+"),
        "canceled": False,
        "body": text.text,
        "type": "mt_text",
        "created_at": at,
        "modified_at": at,
        "delivery_report": "per_recipient",
    }
    return batch if text.reference is None else {**batch, "client_reference": text.reference}


def listed(texts: list[SimText], query: dict[str, str], *, number: str) -> dict[str, Any]:
    """The answer to a look-up: what has this reference, and was made since."""
    found = texts
    if reference := query.get("client_reference"):
        found = [text for text in found if text.reference == reference]
    if since := query.get("start_date"):
        found = [text for text in found if text.at >= datetime.fromisoformat(since)]
    size = int(query.get("page_size", "30"))
    batches = [shown(text, number=number) for text in found[:size]]
    return {"count": len(found), "page": 0, "page_size": len(batches), "batches": batches}


def inbound(text: SimText, *, number: str) -> bytes:
    payload = {
        "type": "mo_text",
        "id": text.id,
        "from": text.number.removeprefix("+"),
        "to": number.removeprefix("+"),
        "body": text.text,
        "received_at": iso(text.at),
        "operator_id": "310260",
    }
    return json.dumps(payload).encode()


_WORDS = {
    "queued": "Queued",
    "sent": "Dispatched",
    "delivered": "Delivered",
    "undelivered": "Expired",
    "failed": "Failed",
}


def report(text: SimText, status: str, code: str | None, at: datetime) -> bytes:
    payload = {
        "type": "recipient_delivery_report_sms",
        "batch_id": text.id,
        "recipient": text.number.removeprefix("+"),
        "status": _WORDS.get(status, status),
        "code": int(code) if code else 0,
        "at": iso(at),
    }
    return json.dumps(payload).encode()


def signed(body: bytes, *, secret: str, nonce: str, at: datetime) -> dict[str, str]:
    timestamp = str(int(at.timestamp()))
    digest = hmac.new(
        secret.encode(), body + f".{nonce}.{timestamp}".encode(), hashlib.sha256
    ).digest()
    return {
        "content-type": "application/json",
        "x-sinch-webhook-signature": base64.b64encode(digest).decode(),
        "x-sinch-webhook-signature-nonce": nonce,
        "x-sinch-webhook-signature-timestamp": timestamp,
        "x-sinch-webhook-signature-algorithm": "HmacSHA256",
    }


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
