"""The providers as senders: what to ask each for a text, and how to look one up. Pure.

Neither has a key against sending twice. Sinch keeps a reference of ours with each batch, by which
it is found again, whatever the clocks say. Twilio keeps none: a text is known by its number, its
words and when it was made. It is not asked by the day it was sent (`DateSent`), because a text that
is still queued has none.

Sinch: https://developers.sinch.com/docs/sms/api-reference/sms/batches
Twilio: https://www.twilio.com/docs/messaging/api/message-resource
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import quote, urlencode

from maneki.channels.sms.inbound import Provider
from maneki.channels.sms.outbound import (
    Answer,
    Meaning,
    Request,
    SinchAccount,
    TwilioAccount,
    read_sinch_answer,
    read_twilio_answer,
    sinch_request,
    twilio_request,
)
from maneki.channels.sms.split import MOST_SEGMENTS
from maneki.delivery.outcome import CannotTell, Later, Stop, Unclear
from maneki.model.phone import PhoneNumber
from maneki.phrases import say

PAGE = 100
"""How many texts are looked through. Nobody is sent more within minutes."""

_ALWAYS = datetime.min.replace(tzinfo=UTC)
NOT_TELLING = frozenset({400, 403, 404, 405, 410})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One text to be sent, or that may have been. `since`: it was not sent before."""

    to: PhoneNumber = field(repr=False)
    text: str = field(repr=False)
    reference: str
    since: datetime
    language: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that the provider has, and that may be the one; the earliest comes first."""

    message_id: str
    made_at: datetime
    segments: int | None = None


Looked = tuple[Candidate, ...] | CannotTell | Later | Unclear | Stop


class Sender(Protocol):
    @property
    def provider(self) -> Provider: ...

    @property
    def has_references(self) -> bool:
        """Whether what it finds is certainly ours, whatever else we sent."""
        ...

    def sending(self, outgoing: Outgoing) -> Request: ...

    def meaning(self, answer: Answer, *, language: str) -> Meaning: ...

    def looking(self, outgoing: Outgoing) -> Request:
        """A GET."""
        ...

    def found(self, answer: Answer, outgoing: Outgoing) -> Looked: ...


class SinchSender:
    provider = Provider.SINCH
    has_references = True

    def __init__(
        self,
        account: SinchAccount,
        *,
        number: str,
        most_segments: int = MOST_SEGMENTS,
        callback_url: str | None = None,
    ) -> None:
        self._account = account
        self._number = number
        self._most_segments = most_segments
        self._callback_url = callback_url

    def sending(self, outgoing: Outgoing) -> Request:
        return sinch_request(
            self._account,
            to=outgoing.to,
            sender=self._number,
            text=outgoing.text,
            most_segments=self._most_segments,
            reference=outgoing.reference,
            callback_url=self._callback_url,
        )

    def meaning(self, answer: Answer, *, language: str) -> Meaning:
        return read_sinch_answer(answer)

    def looking(self, outgoing: Outgoing) -> Request:
        plan = quote(self._account.service_plan_id, safe="")
        query = urlencode(
            {
                "client_reference": outgoing.reference,
                # Unless it is told, it looks back one day.
                "start_date": _iso(outgoing.since - timedelta(days=1)),
                "page_size": PAGE,
            }
        )
        return Request(
            url=f"{self._account.base_url}/xms/v1/{plan}/batches?{query}",
            headers={"authorization": f"Bearer {self._account.token}"},
            body=b"",
        )

    def found(self, answer: Answer, outgoing: Outgoing) -> Looked:
        rows = _rows(answer, "batches", self.meaning(answer, language=""), outgoing.language)
        if not isinstance(rows, tuple):
            return rows
        ours = [row for row in rows if row.get("client_reference") == outgoing.reference]
        return _candidates(ours, rows, "id", _ALWAYS, outgoing.language)


class TwilioSender:
    provider = Provider.TWILIO
    has_references = False

    def __init__(
        self, account: TwilioAccount, *, number: str, callback_url: str | None = None
    ) -> None:
        self._account = account
        self._number = number
        self._callback_url = callback_url

    def sending(self, outgoing: Outgoing) -> Request:
        return twilio_request(
            self._account,
            to=outgoing.to,
            sender=self._number,
            text=outgoing.text,
            callback_url=self._callback_url,
        )

    def meaning(self, answer: Answer, *, language: str) -> Meaning:
        return read_twilio_answer(answer, language=language)

    def looking(self, outgoing: Outgoing) -> Request:
        login = base64.b64encode(f"{self._account.sid}:{self._account.token}".encode()).decode()
        query = urlencode({"To": outgoing.to, "PageSize": PAGE})
        account = quote(self._account.sid, safe="")
        return Request(
            url=f"{self._account.base_url}/2010-04-01/Accounts/{account}/Messages.json?{query}",
            headers={"authorization": f"Basic {login}"},
            body=b"",
        )

    def found(self, answer: Answer, outgoing: Outgoing) -> Looked:
        meaning = self.meaning(answer, language=outgoing.language)
        rows = _rows(answer, "messages", meaning, outgoing.language)
        if not isinstance(rows, tuple):
            return rows
        ours = [row for row in rows if _is_text(row, outgoing)]
        return _candidates(ours, rows, "sid", outgoing.since, outgoing.language)


def _is_text(row: Mapping[str, object], outgoing: Outgoing) -> bool:
    """Trial accounts put a sentence of Twilio's before the words. What failed was not sent."""
    is_out = str(row.get("direction", "outbound-api")).startswith("outbound")
    is_there = row.get("status") not in {"failed", "canceled"}
    body = row.get("body")
    return is_out and is_there and isinstance(body, str) and body.endswith(outgoing.text)


def _rows(
    answer: Answer, name: str, meaning: Meaning, language: str
) -> tuple[Mapping[str, object], ...] | CannotTell | Later | Unclear | Stop:
    if isinstance(meaning, Stop) or (answer.status == 429 and isinstance(meaning, Later)):
        return meaning
    if answer.status in NOT_TELLING:
        return CannotTell(say("sms.reason.cannot_tell", language))
    if answer.status != 200:
        return Unclear(f"{answer.status} to a look-up")
    try:
        payload = json.loads(answer.body)
    except (ValueError, RecursionError):
        return Unclear("no JSON in the answer to a look-up")
    rows = payload.get(name) if isinstance(payload, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return Unclear(f"no {name} in the answer to a look-up")
    return tuple(rows)


def _candidates(
    ours: list[Mapping[str, object]],
    rows: tuple[Mapping[str, object], ...],
    id_name: str,
    since: datetime,
    language: str,
) -> Looked:
    """None of them on a full page tells nothing: it may be on the next."""
    candidates = sorted(
        (one for row in ours for one in _candidate(row, id_name) if one.made_at >= since),
        key=lambda one: one.made_at,
    )
    if not candidates and len(rows) >= PAGE:
        return CannotTell(say("sms.reason.cannot_tell", language))
    return tuple(candidates)


def _candidate(row: Mapping[str, object], id_name: str) -> Iterator[Candidate]:
    message_id, made_at = row.get(id_name), _time_of(row)
    if not (isinstance(message_id, str) and message_id) or made_at is None:
        return
    counted = row.get("num_segments")
    segments = int(counted) if isinstance(counted, str) and counted.isdecimal() else 0
    yield Candidate(message_id, made_at, segments or None)


def _time_of(row: Mapping[str, object]) -> datetime | None:
    """Sinch writes ISO 8601, Twilio as mail does (RFC 2822)."""
    try:
        if isinstance(written := row.get("created_at"), str):
            return _iso_time(datetime.fromisoformat(written))
        if isinstance(written := row.get("date_created"), str):
            return _iso_time(parsedate_to_datetime(written))
    except (ValueError, OverflowError):
        return None
    return None


def _iso_time(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
