"""What providers tell us: a text that came in, and what became of one that went out. Pure.

Both are read from the raw body of a webhook that has been verified, into one shape whoever sent it.
Unknown fields are passed over, since providers add some without notice; what is needed and missing
or of another kind raises `InvalidInputError` with one sentence, and nothing of the body is in it.

Sinch: https://developers.sinch.com/docs/sms/api-reference/sms/webhooks
Twilio: https://www.twilio.com/docs/messaging/guides/webhook-request
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar, assert_never
from urllib.parse import parse_qsl

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from maneki.errors import InvalidInputError
from maneki.model.keepable import keepable
from maneki.model.phone import PhoneNumber, PhoneNumberError, masked, number_from_provider
from maneki.model.text_fate import NEVER_REACHED

MOST_FIELDS = 1_000
"""Of a form. Twilio sends some thirty, and more with many pictures."""


class Provider(StrEnum):
    SINCH = "sinch"
    TWILIO = "twilio"


class DeliveryStatus(StrEnum):
    """What became of a text. From first to last: reports come in any order, and none goes back."""

    UNKNOWN = "unknown"
    """The provider said something that we do not know."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    """A carrier has it. Some never say more."""

    FAILED = "failed"
    UNDELIVERED = "undelivered"
    DELIVERED = "delivered"

    @property
    def place(self) -> int:
        """How far along it is: later ones have more."""
        return _PLACES[self]

    @property
    def is_final(self) -> bool:
        return self.place >= DeliveryStatus.FAILED.place

    def after(self, reported: DeliveryStatus) -> DeliveryStatus:
        """The status once `reported` came as well: the one that is further along."""
        return max(self, reported, key=_PLACES.__getitem__)


_PLACES: dict[DeliveryStatus, int] = {status: place for place, status in enumerate(DeliveryStatus)}


class Handled(StrEnum):
    """A keyword that Twilio recognised and has answered itself (Advanced Opt-Out)."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


# What Twilio answers by itself where nothing else is arranged. YES is left out: it mostly answers a
# question of ours.
_ANSWERED_BY_DEFAULT = frozenset(
    {
        "stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel",
        "start", "unstop", "help", "info",
    }
)  # fmt: skip


def is_keyword(text: str) -> bool:
    """Whether a provider that answers keywords has answered this: nothing but one, in any case."""
    return text.strip().lower() in _ANSWERED_BY_DEFAULT


@dataclass(frozen=True, slots=True)
class NotANumber:
    """What a text came from or went to that is no phone number: a short code, or a name.

    `value` is as the provider wrote it. No person is behind it.
    """

    value: str

    def __repr__(self) -> str:
        return f"NotANumber({masked(self.value)!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundText:
    """A text message as it came in. The provider's `id` is the same whenever it is sent again.

    `text` may be empty (a picture without words); `media` counts what came with it. Numbers and
    text are not shown by `repr`, so that no log has them by accident.
    """

    provider: Provider
    id: str
    sender: PhoneNumber | NotANumber = field(repr=False)
    recipient: PhoneNumber | NotANumber = field(repr=False)
    text: str = field(repr=False)
    media: int
    received_at: datetime
    sent_at: datetime | None = None
    handled: Handled | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What became of a text that the provider had given `id`.

    `code` is the provider's own, None or "0" where nothing went wrong. `recipient` is None if the
    report is of all recipients.
    """

    provider: Provider
    id: str
    status: DeliveryStatus
    code: str | None
    reported_at: datetime
    recipient: PhoneNumber | NotANumber | None = field(repr=False)

    @property
    def is_opted_out(self) -> bool:
        """Whether the provider did not send it because that number had texted STOP to it."""
        return self.provider is Provider.TWILIO and self.code == TWILIO_OPTED_OUT

    @property
    def is_unreachable(self) -> bool:
        """Whether no text will ever get to that number: there is none, or it takes no texts.

        A phone that is switched off, or a text that was filtered, says nothing of the next one.
        """
        return self.status.is_final and self.code in NEVER_REACHED[self.provider]


TWILIO_OPTED_OUT = "21610"

Told = InboundText | DeliveryReport


def read_sinch(body: bytes, *, now: datetime) -> Told:
    """What a webhook of Sinch tells. Raises `InvalidInputError`.

    `now` stands in for a time that is missing. A binary message is text if it can be read as such
    and counts as media otherwise; a report of a whole batch is of its one recipient, as we send.
    """
    payload = _json_object(body)
    kind = payload.get("type")
    if isinstance(kind, str) and "delivery_report" in kind:
        return _sinch_report(payload, now)
    if isinstance(payload.get("from"), dict):
        kind, payload = "mo_text", _flattened(payload)
    shape = _SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        raise InvalidInputError("Sinch sent a kind of message that is neither text nor media.")
    message = _validated(shape, payload, "Sinch")
    words, media = _content(message)
    return InboundText(
        provider=Provider.SINCH,
        id=message.id,
        sender=_endpoint(message.sender),
        recipient=_endpoint(message.recipient),
        text=words,
        media=media,
        received_at=message.received_at or now,
        sent_at=message.sent_at or message.send_at,
    )


def read_twilio(body: bytes, *, now: datetime) -> Told:
    """What a webhook of Twilio tells. Raises `InvalidInputError`.

    Twilio names no times, so what it tells is received `now`.
    """
    form = _form(body)
    if _is_report(form):
        return _twilio_report(form, now)
    message = _validated(_TwilioText, form, "Twilio")
    return InboundText(
        provider=Provider.TWILIO,
        id=message.id,
        sender=_endpoint(message.sender),
        recipient=_endpoint(message.recipient),
        text=message.body,
        media=message.media,
        received_at=now,
        handled=_handled(message.opt_out_type),
    )


def _endpoint(written: str) -> PhoneNumber | NotANumber:
    try:
        return number_from_provider(written)
    except PhoneNumberError:
        return NotANumber(written.strip())


# Reading


def _in_utc(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _parsed_time(value: object) -> object:
    """Times are texts in ISO 8601, with a zone or in UTC; what is no text is left to be refused."""
    if not isinstance(value, str):
        return value
    try:
        return _in_utc(datetime.fromisoformat(value))
    except OverflowError as exc:
        raise ValueError("a time beyond all calendars") from exc


Id = Annotated[str, Field(min_length=1, max_length=128)]
Written = Annotated[str, Field(min_length=1, max_length=64)]
Time = Annotated[datetime, BeforeValidator(_parsed_time)]

_Shape = TypeVar("_Shape", bound=BaseModel)


class _Payload(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class _SinchMessage(_Payload):
    """What all messages of Sinch have. Its pages name the time of sending in two ways."""

    id: Id
    sender: Written = Field(alias="from")
    recipient: Written = Field(alias="to")
    received_at: Time | None = None
    sent_at: Time | None = None
    send_at: Time | None = None


class _SinchText(_SinchMessage):
    body: str = ""


class _SinchBinary(_SinchMessage):
    body: str


class _MediaBody(_Payload):
    subject: str | None = None
    message: str | None = None
    media: list[Any] = Field(default_factory=list)


class _SinchMedia(_SinchMessage):
    body: _MediaBody


_SinchShape = _SinchText | _SinchBinary | _SinchMedia
_SHAPES: Mapping[str, type[_SinchShape]] = {
    "mo_text": _SinchText,
    "mo_binary": _SinchBinary,
    "mo_media": _SinchMedia,
}


def _flattened(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The other shape of a text, with endpoints for numbers and a message for a body, as usual.

    An earlier assistant was built for it. Nobody has seen Sinch send it, but some pages show it.
    """
    ends = {name: _endpoint_of(payload.get(name)) for name in ("from", "to")}
    return {**payload, **ends, "body": payload.get("message", "")}


def _endpoint_of(end: object) -> object:
    return end.get("endpoint") if isinstance(end, dict) else end


def _content(message: _SinchShape) -> tuple[str, int]:
    """The words of a message, and how many pictures and the like came with them."""
    match message:
        case _SinchText():
            return message.body, 0
        case _SinchBinary():
            words = _readable(message.body)
            return (words, 0) if words is not None else ("", 1)
        case _SinchMedia():
            spoken = (message.body.subject, message.body.message)
            return "\n".join(filter(None, spoken)), len(message.body.media)
        case _:
            assert_never(message)


def _readable(encoded: str) -> str | None:
    """A binary body as text; None if it is something else. Raises `InvalidInputError`."""
    try:
        text = base64.b64decode(encoded, validate=True).decode()
    except UnicodeDecodeError:
        return None
    except (binascii.Error, ValueError):
        raise InvalidInputError("Sinch sent a binary message that is no base64.") from None
    return text if text.replace("\n", "").replace("\r", "").isprintable() else None


class _RecipientReport(_Payload):
    batch_id: Id
    status: str
    code: int | None = None
    recipient: Written | None = None
    at: Time | None = None


class _BatchStatus(_Payload):
    status: str
    code: int | None = None
    recipients: list[Written] = Field(default_factory=list)


class _BatchReport(_Payload):
    batch_id: Id
    statuses: Annotated[list[_BatchStatus], Field(min_length=1)]


# Words of Sinch and Twilio alike, in small letters.
_STATUSES = {
    "accepted": DeliveryStatus.QUEUED,
    "scheduled": DeliveryStatus.QUEUED,
    "queued": DeliveryStatus.QUEUED,
    "sending": DeliveryStatus.SENDING,
    "dispatched": DeliveryStatus.SENT,
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.DELIVERED,
    "undelivered": DeliveryStatus.UNDELIVERED,
    "expired": DeliveryStatus.UNDELIVERED,
    "failed": DeliveryStatus.FAILED,
    "aborted": DeliveryStatus.FAILED,
    "rejected": DeliveryStatus.FAILED,
    "cancelled": DeliveryStatus.FAILED,
    "canceled": DeliveryStatus.FAILED,
    "deleted": DeliveryStatus.FAILED,
}


def _status(written: str) -> DeliveryStatus:
    return _STATUSES.get(written.strip().lower(), DeliveryStatus.UNKNOWN)


def _sinch_report(payload: Mapping[str, Any], now: datetime) -> DeliveryReport:
    if "statuses" in payload:
        return _batch_report(_validated(_BatchReport, payload, "Sinch"), now)
    report = _validated(_RecipientReport, payload, "Sinch")
    return DeliveryReport(
        provider=Provider.SINCH,
        id=report.batch_id,
        status=_status(report.status),
        code=_code(report.code),
        reported_at=report.at or now,
        recipient=_endpoint(report.recipient) if report.recipient else None,
    )


def _batch_report(report: _BatchReport, now: datetime) -> DeliveryReport:
    furthest = max(report.statuses, key=lambda one: _status(one.status).place)
    recipients = {name for one in report.statuses for name in one.recipients}
    return DeliveryReport(
        provider=Provider.SINCH,
        id=report.batch_id,
        status=_status(furthest.status),
        code=_code(furthest.code),
        reported_at=now,
        recipient=_endpoint(recipients.pop()) if len(recipients) == 1 else None,
    )


def _code(code: int | None) -> str | None:
    return None if code is None else str(code)


# Twilio


def _count(value: object) -> object:
    """A number in a form is a text of digits; blank means none."""
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    return 0 if value == "" else value


_DIGITS = re.compile(r"[0-9]{1,6}")


class _TwilioText(_Payload):
    id: Id = Field(alias="MessageSid")
    sender: Written = Field(alias="From")
    recipient: Written = Field(alias="To")
    body: str = Field("", alias="Body")
    media: Annotated[int, BeforeValidator(_count)] = Field(0, alias="NumMedia")
    opt_out_type: str = Field("", alias="OptOutType")


class _TwilioReport(_Payload):
    id: Id = Field(alias="MessageSid")
    status: str = Field(alias="MessageStatus")
    code: str = Field("", alias="ErrorCode")
    recipient: str = Field("", alias="To")


def _is_report(form: Mapping[str, str]) -> bool:
    """A text that came in has a status too, but it is always the same one."""
    return form.get("MessageStatus", "received") not in {"received", "receiving"}


def _twilio_report(form: Mapping[str, str], now: datetime) -> DeliveryReport:
    report = _validated(_TwilioReport, form, "Twilio")
    return DeliveryReport(
        provider=Provider.TWILIO,
        id=report.id,
        status=_status(report.status),
        code=report.code or None,
        reported_at=now,
        recipient=_endpoint(report.recipient) if report.recipient else None,
    )


def _handled(opt_out_type: str) -> Handled | None:
    return Handled(opt_out_type) if opt_out_type in set(Handled) else None


def _form(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except ValueError:
        raise InvalidInputError("Twilio sent a body that is no form in UTF-8.") from None
    form = {name: keepable(value) for name, value in pairs}
    # The old name of the same id.
    return {"MessageSid": form.get("SmsSid", "")} | form


# Both


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        raise InvalidInputError("Sinch sent a body that is no JSON.") from None
    if not isinstance(payload, dict):
        raise InvalidInputError("Sinch sent JSON that is no object.")
    return {name: _kept_inside(value, deep=_DEEPEST) for name, value in payload.items()}


# No text that we read lies deeper.
_DEEPEST = 2


def _kept_inside(value: Any, *, deep: int) -> Any:
    if isinstance(value, str):
        return keepable(value)
    if isinstance(value, dict) and deep:
        return {name: _kept_inside(one, deep=deep - 1) for name, one in value.items()}
    return value


def _validated(shape: type[_Shape], payload: Mapping[str, Any], who: str) -> _Shape:
    try:
        return shape.model_validate(payload)
    except ValidationError as exc:
        # Names of fields are the provider's; values are people's and are not repeated.
        where = ".".join(str(part) for part in exc.errors()[0]["loc"])
        raise InvalidInputError(f"{who} sent no usable {where!r}.") from None
