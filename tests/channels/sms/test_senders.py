"""What a provider's list tells of one text of ours."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from maneki.channels.sms.outbound import Answer, SinchAccount, TwilioAccount
from maneki.channels.sms.senders import PAGE, Looked, Outgoing, SinchSender, TwilioSender
from maneki.delivery.outcome import CannotTell, Later, Stop, Unclear
from maneki.model.phone import PhoneNumber

NOW = datetime(2026, 1, 6, 17, tzinfo=UTC)
NUMBER = "+12125550123"
LOST = Outgoing(
    to=PhoneNumber(NUMBER),
    text="hello",
    reference="p1",
    since=NOW - timedelta(minutes=10),
    language="en",
)
SINCH = SinchSender(
    SinchAccount(service_plan_id="plan", token="s3cret", base_url="http://x"), number="+13235550142"
)
TWILIO = TwilioSender(
    TwilioAccount(sid="AC1", token="s3cret", base_url="http://x"), number="+13235550142"
)


def message(**changes: Any) -> dict[str, Any]:
    return {
        "sid": "SM1",
        "body": "hello",
        "direction": "outbound-api",
        "status": "queued",
        "num_segments": "1",
        "date_created": format_datetime(NOW),
        "date_sent": None,
        **changes,
    }


def batch(**changes: Any) -> dict[str, Any]:
    return {
        "id": "B1",
        "client_reference": "p1",
        "created_at": "2026-01-06T17:00:00.000Z",
        **changes,
    }


def twilio(*messages: dict[str, Any]) -> Looked:
    return TWILIO.found(Answer(200, {}, json.dumps({"messages": messages}).encode()), LOST)


def sinch(*batches: dict[str, Any]) -> Looked:
    return SINCH.found(Answer(200, {}, json.dumps({"batches": batches}).encode()), LOST)


def ids(looked: Looked) -> list[str]:
    assert isinstance(looked, tuple)
    return [one.message_id for one in looked]


def test_a_text_that_is_still_queued_is_found() -> None:
    assert ids(twilio(message())) == ["SM1"]
    assert ids(sinch(batch())) == ["B1"]


@pytest.mark.parametrize(
    "changes",
    [
        {"body": "goodbye"},
        {"direction": "inbound"},
        {"status": "failed"},
        {"date_created": format_datetime(NOW - timedelta(hours=1))},
        {"date_created": "yesterday"},
        {"sid": None},
    ],
)
def test_what_is_another_text_or_was_never_sent_is_not_it(changes: dict[str, Any]) -> None:
    assert ids(twilio(message(**changes))) == []


def test_what_a_trial_account_puts_before_the_words_does_not_hide_them() -> None:
    trial = message(body="Sent from your Twilio trial account - hello")
    assert ids(twilio(trial)) == ["SM1"]


def test_the_earliest_of_several_comes_first() -> None:
    later = message(sid="SM2", date_created=format_datetime(NOW + timedelta(seconds=5)))
    assert ids(twilio(later, message())) == ["SM1", "SM2"]


def test_sinch_is_asked_by_our_reference_and_believed_by_it_alone() -> None:
    assert "client_reference=p1" in SINCH.looking(LOST).url
    assert ids(sinch(batch(client_reference="p2"), batch(client_reference=None))) == []
    assert ids(sinch(batch(created_at="2025-01-06T17:00:00.000Z"))) == ["B1"]


def test_a_full_page_without_it_tells_nothing() -> None:
    others = [message(sid=f"SM{number}", body="other") for number in range(PAGE)]
    assert isinstance(twilio(*others), CannotTell)
    assert ids(twilio(*others[1:])) == []


@pytest.mark.parametrize("sender", [SINCH, TWILIO])
@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (401, Stop),
        (403, CannotTell),
        (404, CannotTell),
        (429, Later),
        (500, Unclear),
        (302, Unclear),
    ],
)
def test_an_answer_that_is_none_says_so(
    sender: SinchSender | TwilioSender, status: int, meaning: type
) -> None:
    assert isinstance(sender.found(Answer(status, {}, b"{}"), LOST), meaning)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"messages": 1, "batches": [1]}'])
def test_what_cannot_be_read_tells_nothing_yet(body: bytes) -> None:
    assert isinstance(TWILIO.found(Answer(200, {}, body), LOST), Unclear)
    assert isinstance(SINCH.found(Answer(200, {}, body), LOST), Unclear)
