"""Twilio's side: messages that are sent and looked for, and the webhooks it sends.

https://www.twilio.com/docs/messaging/api/message-resource
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from maneki.model.phone import PhoneNumberError, number_from_provider
from maneki.simulator.sms.rules import Rule
from maneki.simulator.sms.texts import Phone, SimText

_FIELDS = {"To", "From", "MessagingServiceSid", "Body", "StatusCallback"}
_LONGEST = 1_600
_NOT_COUNTED_YET = "0"


class TwilioError(Exception):
    """`rule` is None where nobody is to blame."""

    def __init__(self, status: int, code: int, message: str, rule: Rule | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.rule = rule

    def answer(self) -> web.Response:
        payload = {
            "code": self.code,
            "message": str(self),
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
        return web.json_response(payload, status=self.status)


def check_login(request: web.Request, *, sid: str, token: str) -> None:
    wanted = base64.b64encode(f"{sid}:{token}".encode()).decode()
    if request.headers.get("authorization") != f"Basic {wanted}":
        raise TwilioError(401, 20003, "Authenticate", Rule.LOGIN)


def read_message(body: bytes, *, number: str) -> dict[str, str]:
    """What is to be sent; raises `TwilioError` for whatever Twilio would not take."""
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    if unknown := set(form) - _FIELDS:
        raise TwilioError(400, 20001, f"unknown: {sorted(unknown)}", Rule.SHAPE)
    if number not in {form.get("From"), form.get("MessagingServiceSid")}:
        raise TwilioError(400, 21606, "The 'From' number is not yours", Rule.SENDER)
    words = form.get("Body", "")
    if not words.strip():
        raise TwilioError(400, 21602, "Message body is required", Rule.SHAPE)
    if len(words) > _LONGEST:
        raise TwilioError(400, 21617, "The message body exceeds 1600 characters", Rule.TOO_LONG)
    try:
        if not form.get("To", "").startswith("+"):
            raise TwilioError(400, 21211, "Invalid 'To' Phone Number", Rule.NUMBER)
        number_from_provider(form["To"])
    except PhoneNumberError:
        raise TwilioError(400, 21211, "Invalid 'To' Phone Number", Rule.NUMBER) from None
    return form


def check_phone(phone: Phone) -> None:
    """Raises `TwilioError` for what only this number makes impossible."""
    if phone.is_blocked:
        # Who was blocked without the program's knowledge is nobody's fault.
        rule = Rule.OPTED_OUT if phone.has_opted_out else None
        raise TwilioError(400, 21610, "Attempt to send to unsubscribed recipient", rule)
    if phone.takes_no_texts:
        raise TwilioError(400, 21614, "'To' number is not a valid mobile number")


def shown(text: SimText, *, sid: str, number: str) -> dict[str, Any]:
    at = format_datetime(text.at)
    is_sent = text.status not in {"queued", "accepted"}
    is_service = number.startswith("MG")
    return {
        "sid": text.id,
        "account_sid": sid,
        "messaging_service_sid": number if is_service else None,
        "to": text.number,
        "from": None if is_service else number,
        "body": text.text,
        "direction": "outbound-api",
        "status": text.status,
        "num_segments": _NOT_COUNTED_YET if is_service else str(text.segments),
        "price": None,
        "error_code": None,
        "error_message": None,
        "date_created": at,
        "date_sent": at if is_sent else None,
    }


def listed(texts: list[SimText], query: dict[str, str], *, sid: str, number: str) -> dict[str, Any]:
    found = [text for text in texts if query.get("To") in {None, text.number}]
    if day := query.get("DateSent"):
        # What is queued has not been sent on any day.
        found = [
            text for text in found if text.status != "queued" and text.at.date().isoformat() == day
        ]
    size = int(query.get("PageSize", "50"))
    messages = [shown(text, sid=sid, number=number) for text in found[:size]]
    return {"page": 0, "page_size": size, "messages": messages}


def inbound(text: SimText, *, sid: str, number: str, keyword: str | None, pictures: int) -> bytes:
    form = {
        "ToCountry": "US",
        "SmsMessageSid": text.id,
        "NumMedia": str(pictures),
        "ToCity": "",
        "FromState": "NY",
        "SmsSid": text.id,
        "Body": text.text,
        "FromCountry": "US",
        "To": number,
        "NumSegments": str(max(1, text.segments)),
        "MessageSid": text.id,
        "AccountSid": sid,
        "From": text.number,
        "ApiVersion": "2010-04-01",
        "SmsStatus": "received",
    }
    if keyword is not None:
        form["OptOutType"] = keyword
    for index in range(pictures):
        form[f"MediaUrl{index}"] = f"https://api.twilio.com/media/{text.id}/{index}"
    return urlencode(form).encode()


def report(text: SimText, status: str, code: str | None, *, sid: str, number: str) -> bytes:
    form = {
        "SmsSid": text.id,
        "MessageSid": text.id,
        "SmsStatus": status,
        "MessageStatus": status,
        "To": text.number,
        "From": number,
        "AccountSid": sid,
        "ApiVersion": "2010-04-01",
    }
    return urlencode({**form, "ErrorCode": code} if code else form).encode()


def signed(body: bytes, *, url: str, token: str) -> dict[str, str]:
    pairs = sorted(set(parse_qsl(body.decode(), keep_blank_values=True)))
    whole = url + "".join(name + value for name, value in pairs)
    digest = hmac.new(token.encode(), whole.encode(), hashlib.sha1).digest()
    return {
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": base64.b64encode(digest).decode(),
        "i-twilio-idempotency-token": hashlib.sha256(body).hexdigest()[:32],
    }
