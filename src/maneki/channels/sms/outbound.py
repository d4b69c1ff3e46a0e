"""What a provider wants to be sent for a text, and what its answer means. Pure.

Sinch: https://developers.sinch.com/docs/sms/api-reference/sms/batches
Twilio: https://www.twilio.com/docs/messaging/api/message-resource

Neither has a key that keeps a repeated request from making a second message. So an answer is only
"not accepted" where the provider says so; a server error or an unreadable answer is `Unclear`, and
has to be looked up before anything is sent again.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote, urlencode

from maneki.channels.sms.split import MOST_SEGMENTS
from maneki.delivery.outcome import Later, Refused, Stop, Unclear, Unreachable
from maneki.model.phone import PhoneNumber, digits_of
from maneki.phrases import say

UNSTATED_WAIT_S = 5.0
"""Seconds to wait where a provider says that we are too fast and not for how long."""

ASTRAY_WAIT_S = 300.0
"""Seconds to wait where our own number or account is to blame: it goes once that is put right."""

LONGEST_WAIT_S = 3_600.0


class SinchRegion(StrEnum):
    US = "us"
    EU = "eu"


@dataclass(frozen=True, slots=True, kw_only=True)
class SinchAccount:
    """Whom we are to Sinch. `base_url` without a slash at the end."""

    service_plan_id: str
    token: str = field(repr=False)
    base_url: str

    @classmethod
    def in_region(cls, region: SinchRegion, *, service_plan_id: str, token: str) -> SinchAccount:
        url = f"https://{region}.sms.api.sinch.com"
        return cls(service_plan_id=service_plan_id, token=token, base_url=url)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioAccount:
    """Whom we are to Twilio. `base_url` without a slash at the end."""

    sid: str
    token: str = field(repr=False)
    base_url: str = "https://api.twilio.com"


@dataclass(frozen=True, slots=True)
class Request:
    """A POST as it goes out. Headers hold secrets and the body a person's number: not shown."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider answered. Names of headers in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has it and calls it `message_id`; reports of its delivery name that.

    `segments` is what the provider counts, None where it does not say.
    """

    message_id: str
    segments: int | None = None


@dataclass(frozen=True, slots=True)
class OptedOut:
    """That number texted STOP to the provider: it was not sent, and our own ledger has to know."""

    reason: str


Meaning = Accepted | OptedOut | Refused | Unreachable | Later | Unclear | Stop


def sinch_request(
    account: SinchAccount,
    *,
    to: PhoneNumber,
    sender: str,
    text: str,
    most_segments: int = MOST_SEGMENTS,
    reference: str | None = None,
    callback_url: str | None = None,
) -> Request:
    """A text by Sinch. `sender` is one of our numbers (E.164) or a short code.

    `reference` comes back in reports. A text of more than `most_segments` is refused by Sinch
    rather than sent at any price.
    """
    body = {
        "from": sender.removeprefix("+"),
        "to": [digits_of(to)],
        "body": text,
        "delivery_report": "per_recipient",
        "max_number_of_message_parts": most_segments,
        "truncate_concat": False,
        "client_reference": reference,
        "callback_url": callback_url,
    }
    stated = {name: value for name, value in body.items() if value is not None}
    plan = quote(account.service_plan_id, safe="")
    return Request(
        url=f"{account.base_url}/xms/v1/{plan}/batches",
        headers={
            "authorization": f"Bearer {account.token}",
            "content-type": "application/json; charset=utf-8",
        },
        body=json.dumps(stated, ensure_ascii=False).encode(),
    )


def twilio_request(
    account: TwilioAccount,
    *,
    to: PhoneNumber,
    sender: str,
    text: str,
    callback_url: str | None = None,
) -> Request:
    """A text by Twilio. `sender` is one of our numbers (E.164) or a Messaging Service (MG…)."""
    by = "MessagingServiceSid" if sender.startswith("MG") else "From"
    form = {"To": to, by: sender, "Body": text}
    if callback_url is not None:
        form["StatusCallback"] = callback_url
    login = base64.b64encode(f"{account.sid}:{account.token}".encode()).decode()
    return Request(
        url=f"{account.base_url}/2010-04-01/Accounts/{quote(account.sid, safe='')}/Messages.json",
        headers={
            "authorization": f"Basic {login}",
            "content-type": "application/x-www-form-urlencoded",
        },
        body=urlencode(form).encode(),
    )


SINCH_REJECTED = "Sinch does not accept the token; check the service plan's id and its API token."
TWILIO_REJECTED = "Twilio does not accept the login; check the account's SID and its auth token."

# https://www.twilio.com/docs/api/errors names the codes, but not what else comes with each.
_TWILIO_OPTED_OUT = 21610
_TWILIO_LOGIN = frozenset({20003, 20008})
_TWILIO_TOO_FAST = frozenset({20429, 14107, 21611})
# No such number, a landline, a number or country that our account does not reach.
_TWILIO_UNREACHABLE = frozenset(
    {21211, 21214, 21217, 21265, 21408, 21608, 21612, 21614, 21635, 30006}
)
# Our own number, service or account: not the text's fault.
_TWILIO_ASTRAY = frozenset(
    {20005, 20404, 21212, 21603, 21606, 21659, 21660, 21701, 21703, 21704, 21705, 30002, 30034}
)


def read_sinch_answer(answer: Answer) -> Meaning:
    """What Sinch's answer means. It accepts batches; whom it cannot reach, reports tell."""
    payload = _object(answer.body)
    said = _said(answer, payload.get("code"), payload.get("text"))
    if 200 <= answer.status < 300:
        return _accepted(payload.get("id"), None, said)
    if answer.status == 401:
        return Stop(SINCH_REJECTED)
    if answer.status == 404:
        return Later(ASTRAY_WAIT_S, said)
    return _by_status(answer, said)


def read_twilio_answer(answer: Answer, *, language: str) -> Meaning:
    """What Twilio's answer means: its code decides, and where there is none the HTTP status."""
    payload = _object(answer.body)
    is_made = 200 <= answer.status < 300
    code = payload.get("error_code" if is_made else "code")
    said = _said(answer, code, payload.get("error_message" if is_made else "message"))
    is_sent = is_made and payload.get("status") != "failed"
    if (
        isinstance(code, int)
        and not is_sent
        and (meaning := _by_twilio_code(code, answer, said, language))
    ):
        return meaning
    if is_made:
        return _accepted(payload.get("sid"), payload.get("num_segments"), said)
    return Stop(TWILIO_REJECTED) if answer.status == 401 else _by_status(answer, said)


def _by_twilio_code(code: int, answer: Answer, said: str, language: str) -> Meaning | None:
    if code == _TWILIO_OPTED_OUT:
        return OptedOut(say("sms.reason.opted_out", language))
    if code in _TWILIO_LOGIN:
        return Stop(TWILIO_REJECTED)
    if code in _TWILIO_UNREACHABLE:
        return Unreachable(say("sms.reason.unreachable", language), code)
    if code in _TWILIO_TOO_FAST:
        return Later(_wait_of(answer), said)
    return Later(ASTRAY_WAIT_S, said) if code in _TWILIO_ASTRAY else None


def _accepted(message_id: object, segments: object, said: str) -> Meaning:
    if not (isinstance(message_id, str) and message_id):
        return Unclear(f"no id in the answer: {said}")
    # A text of digits; "0" where a Messaging Service has yet to choose a number.
    counted = int(segments) if isinstance(segments, str) and segments.isdecimal() else 0
    return Accepted(message_id, counted or None)


def _by_status(answer: Answer, said: str) -> Meaning:
    if answer.status == 429:
        return Later(_wait_of(answer), said)
    if 400 <= answer.status < 500 and answer.status != 408:
        return Refused(said)
    return Unclear(said)


def _wait_of(answer: Answer) -> float:
    """The seconds that the provider asks us to wait, if it says so in a number."""
    try:
        wait = float(answer.headers.get("retry-after", ""))
    except ValueError:
        return UNSTATED_WAIT_S
    return min(wait, LONGEST_WAIT_S) if wait > 0 else UNSTATED_WAIT_S


def _object(body: bytes) -> Mapping[str, object]:
    """The JSON object of an answer; an empty one if it is none, as a proxy's error page is."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return payload if isinstance(payload, dict) else {}


def _said(answer: Answer, code: object, message: object) -> str:
    """For the log: what was answered, without numbers of people."""
    words = "".join("#" if char.isdigit() else char for char in str(message or "")[:200])
    return f"{answer.status}/{code or '-'}: {words}"
