"""What providers tell us becomes one shape, and what is no message becomes one sentence."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from datetime import UTC, datetime
from itertools import permutations
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.channels.sms.inbound import (
    DeliveryReport,
    DeliveryStatus,
    Handled,
    InboundText,
    NotANumber,
    Provider,
    Told,
    read_sinch,
    read_twilio,
)
from maneki.errors import InvalidInputError
from maneki.model.phone import PhoneNumber

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
CUSTOMER, SHOP = PhoneNumber("+12125550123"), PhoneNumber("+13235550142")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)

SINCH_TEXT = {
    "type": "mo_text",
    "id": "01XXXXX21XXXXX119Z8P1XXXXX",
    "from": "12125550123",
    "to": "13235550142",
    "body": "do you have Dune?",
    "received_at": "2026-11-27T11:59:58.250Z",
    "operator_id": "310260",
    "client_reference": "x",
}
TWILIO_TEXT = {
    "MessageSid": "SM" + "0" * 32,
    "SmsSid": "SM" + "0" * 32,
    "AccountSid": "AC" + "0" * 32,
    "MessagingServiceSid": "MG" + "0" * 32,
    "SmsStatus": "received",
    "From": "+12125550123",
    "To": "+13235550142",
    "Body": "do you have Dune?",
    "NumMedia": "0",
    "NumSegments": "1",
    "FromCity": "NEW YORK",
    "SomethingNew": "1",
}


def sinch(payload: object) -> Told:
    return read_sinch(json.dumps(payload).encode(), now=NOW)


def twilio(form: dict[str, str]) -> Told:
    return read_twilio(urlencode(form).encode(), now=NOW)


def text_of(told: Told) -> InboundText:
    assert isinstance(told, InboundText)
    return told


def report_of(told: Told) -> DeliveryReport:
    assert isinstance(told, DeliveryReport)
    return told


class TestSinchText:
    def test_a_text_is_read(self) -> None:
        assert sinch(SINCH_TEXT) == InboundText(
            provider=Provider.SINCH,
            id="01XXXXX21XXXXX119Z8P1XXXXX",
            sender=CUSTOMER,
            recipient=SHOP,
            text="do you have Dune?",
            media=0,
            received_at=datetime(2026, 11, 27, 11, 59, 58, 250_000, UTC),
        )

    def test_the_other_shape_is_read_as_the_same(self) -> None:
        other = {
            "id": SINCH_TEXT["id"],
            "type": "message",
            "from": {"type": "number", "endpoint": "+12125550123"},
            "to": {"type": "number", "endpoint": "+13235550142"},
            "message": "do you have Dune?",
            "received_at": SINCH_TEXT["received_at"],
        }
        assert sinch(other) == sinch(SINCH_TEXT)

    @pytest.mark.parametrize("name", ["sent_at", "send_at"])
    def test_the_time_of_sending_has_two_names(self, name: str) -> None:
        told = text_of(sinch(SINCH_TEXT | {name: "2026-11-27T20:59:00+09:00"}))
        assert told.sent_at == datetime(2026, 11, 27, 11, 59, tzinfo=UTC)

    def test_a_time_without_a_zone_is_utc_and_a_missing_one_is_now(self) -> None:
        at = text_of(sinch(SINCH_TEXT | {"received_at": "2026-11-27T10:00:00"})).received_at
        assert at == datetime(2026, 11, 27, 10, tzinfo=UTC)
        without = {name: value for name, value in SINCH_TEXT.items() if name != "received_at"}
        assert text_of(sinch(without)).received_at == NOW

    def test_a_plus_is_no_difference(self) -> None:
        assert sinch(SINCH_TEXT | {"from": "+12125550123"}) == sinch(SINCH_TEXT)

    @pytest.mark.parametrize("sender", ["72345", "AMAZON", "unknown"])
    def test_short_codes_and_names_are_no_persons(self, sender: str) -> None:
        assert text_of(sinch(SINCH_TEXT | {"from": sender})).sender == NotANumber(sender)

    def test_an_empty_text_is_one_too(self) -> None:
        assert text_of(sinch(SINCH_TEXT | {"body": ""})).text == ""

    def test_ten_thousand_emoji_are_kept(self) -> None:
        assert text_of(sinch(SINCH_TEXT | {"body": "👋" * 10_000})).text == "👋" * 10_000

    def test_what_no_database_takes_is_replaced(self) -> None:
        body = json.dumps(SINCH_TEXT).replace("Dune?", r"\ud83d\u0000").encode()
        assert text_of(read_sinch(body, now=NOW)).text == "do you have \ufffd\ufffd"

    def test_a_binary_text_is_read(self) -> None:
        encoded = base64.b64encode("héllo 👋\n".encode()).decode()
        told = text_of(sinch(SINCH_TEXT | {"type": "mo_binary", "body": encoded, "udh": "00"}))
        assert (told.text, told.media) == ("héllo 👋\n", 0)

    @pytest.mark.parametrize("octets", [b"\x01\x02\xff", b"\x00\x01"])
    def test_binary_that_is_no_text_is_media(self, octets: bytes) -> None:
        encoded = base64.b64encode(octets).decode()
        told = text_of(sinch(SINCH_TEXT | {"type": "mo_binary", "body": encoded, "udh": "00"}))
        assert (told.text, told.media) == ("", 1)

    def test_pictures_come_with_words_or_without(self) -> None:
        media = [{"url": "https://a.example/1", "status": "Uploaded", "code": 0}]
        body: dict[str, Any] = {"subject": "this one", "message": "have it?", "media": media}
        told = text_of(sinch(SINCH_TEXT | {"type": "mo_media", "body": body}))
        assert (told.text, told.media) == ("this one\nhave it?", 1)
        told = text_of(sinch(SINCH_TEXT | {"type": "mo_media", "body": {"media": media * 2}}))
        assert (told.text, told.media) == ("", 2)

    @pytest.mark.parametrize(
        ("change", "named"),
        [
            ({"id": ""}, "id"),
            ({"id": None}, "id"),
            ({"id": 7}, "id"),
            ({"id": "x" * 200}, "id"),
            ({"from": None}, "from"),
            ({"from": ""}, "from"),
            ({"from": {"type": "number"}}, "from"),
            ({"to": ["13235550142"]}, "to"),
            ({"body": 5}, "body"),
            ({"received_at": "yesterday"}, "received_at"),
            ({"received_at": 5}, "received_at"),
            ({"received_at": "0001-01-01T00:00:00+14:00"}, "received_at"),
            ({"type": "mo_binary", "body": "%%%"}, "base64"),
            ({"type": "mo_media", "body": "words"}, "body"),
            ({"type": "mo_call"}, "neither text nor media"),
            ({"type": 5}, "neither text nor media"),
            ({"type": None}, "neither text nor media"),
        ],
    )
    def test_what_is_unusable_is_named_in_one_sentence(
        self, change: dict[str, object], named: str
    ) -> None:
        with pytest.raises(InvalidInputError, match=named) as caught:
            sinch(SINCH_TEXT | change)
        assert str(caught.value).count(".") <= 2
        assert "212" not in str(caught.value)

    @pytest.mark.parametrize(
        "body",
        [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"a":' * 900 + b"1" + b"}" * 900],
    )
    def test_what_is_no_message_at_all_is_refused(self, body: bytes) -> None:
        with pytest.raises(InvalidInputError):
            read_sinch(body, now=NOW)


class TestTwilioText:
    def test_a_text_is_read(self) -> None:
        assert twilio(TWILIO_TEXT) == InboundText(
            provider=Provider.TWILIO,
            id="SM" + "0" * 32,
            sender=CUSTOMER,
            recipient=SHOP,
            text="do you have Dune?",
            media=0,
            received_at=NOW,
        )

    def test_the_old_name_of_the_id_will_do(self) -> None:
        form = {name: value for name, value in TWILIO_TEXT.items() if name != "MessageSid"}
        assert twilio(form) == twilio(TWILIO_TEXT)

    def test_pictures_without_words_are_counted(self) -> None:
        told = text_of(twilio(TWILIO_TEXT | {"Body": "", "NumMedia": "2", "MediaUrl0": "x"}))
        assert (told.text, told.media) == ("", 2)

    def test_a_keyword_that_twilio_answered_is_marked(self) -> None:
        assert text_of(twilio(TWILIO_TEXT | {"OptOutType": "STOP"})).handled is Handled.STOP
        assert text_of(twilio(TWILIO_TEXT)).handled is None
        assert text_of(twilio(TWILIO_TEXT | {"OptOutType": "NEW"})).handled is None

    def test_a_plus_that_nobody_escaped_is_no_difference(self) -> None:
        body = urlencode(TWILIO_TEXT).replace("%2B", "+").encode()
        assert read_twilio(body, now=NOW) == twilio(TWILIO_TEXT)

    @pytest.mark.parametrize(
        ("change", "named"),
        [
            ({"MessageSid": "", "SmsSid": ""}, "MessageSid"),
            ({"From": ""}, "From"),
            ({"To": ""}, "To"),
            ({"NumMedia": "many"}, "NumMedia"),
            ({"NumMedia": "-1"}, "NumMedia"),
        ],
    )
    def test_what_is_unusable_is_named_in_one_sentence(
        self, change: dict[str, str], named: str
    ) -> None:
        with pytest.raises(InvalidInputError, match=named):
            twilio(TWILIO_TEXT | change)

    @pytest.mark.parametrize("body", [b"", b"\xff", b"Body=%ff", b"a=1&" * 2_000, b"{}"])
    def test_what_is_no_message_at_all_is_refused(self, body: bytes) -> None:
        with pytest.raises(InvalidInputError):
            read_twilio(body, now=NOW)


class TestReports:
    def test_sinch_reports_of_one_recipient(self) -> None:
        told = sinch(
            {
                "type": "recipient_delivery_report_sms",
                "batch_id": "01FC66621XXXXX119Z8PMV1QPQ",
                "recipient": "12125550123",
                "code": 0,
                "status": "Delivered",
                "at": "2026-11-27T11:00:00.000Z",
                "operator": "35000",
            }
        )
        assert told == DeliveryReport(
            provider=Provider.SINCH,
            id="01FC66621XXXXX119Z8PMV1QPQ",
            status=DeliveryStatus.DELIVERED,
            code="0",
            reported_at=datetime(2026, 11, 27, 11, tzinfo=UTC),
            recipient=CUSTOMER,
        )

    def test_sinch_reports_of_a_batch(self) -> None:
        statuses = [
            {"code": 400, "status": "Queued", "count": 0},
            {"code": 407, "status": "Expired", "count": 1, "recipients": ["12125550123"]},
        ]
        told = report_of(
            sinch({"type": "delivery_report_sms", "batch_id": "b", "statuses": statuses})
        )
        assert (told.status, told.code) == (DeliveryStatus.UNDELIVERED, "407")
        assert told.recipient == CUSTOMER
        assert told.reported_at == NOW

    def test_twilio_reports(self) -> None:
        form = {
            "MessageSid": "SM1",
            "MessageStatus": "undelivered",
            "ErrorCode": "30003",
            "To": "+12125550123",
            "From": "+13235550142",
        }
        told = report_of(twilio(form))
        assert (told.status, told.code) == (DeliveryStatus.UNDELIVERED, "30003")
        assert told.recipient == CUSTOMER
        assert not told.is_opted_out
        assert report_of(twilio(form | {"ErrorCode": "21610"})).is_opted_out

    @pytest.mark.parametrize(
        ("written", "status"),
        [
            ("accepted", DeliveryStatus.QUEUED),
            ("Queued", DeliveryStatus.QUEUED),
            ("sending", DeliveryStatus.SENDING),
            ("Dispatched", DeliveryStatus.SENT),
            ("sent", DeliveryStatus.SENT),
            ("delivered", DeliveryStatus.DELIVERED),
            ("undelivered", DeliveryStatus.UNDELIVERED),
            ("Rejected", DeliveryStatus.FAILED),
            ("Unknown", DeliveryStatus.UNKNOWN),
            ("something new", DeliveryStatus.UNKNOWN),
        ],
    )
    def test_both_providers_words_are_one_scale(self, written: str, status: DeliveryStatus) -> None:
        told = twilio({"MessageSid": "SM1", "MessageStatus": written})
        assert report_of(told).status is status

    @pytest.mark.parametrize(
        "payload",
        [
            {"type": "recipient_delivery_report_sms", "status": "Delivered"},
            {"type": "recipient_delivery_report_sms", "batch_id": "b"},
            {"type": "delivery_report_sms", "batch_id": "b", "statuses": []},
            {"type": "delivery_report_sms", "batch_id": "b", "statuses": 5},
        ],
    )
    def test_half_a_report_is_none(self, payload: dict[str, object]) -> None:
        with pytest.raises(InvalidInputError):
            sinch(payload)

    def test_reports_in_any_order_end_the_same_and_none_goes_back(self) -> None:
        came = (DeliveryStatus.QUEUED, DeliveryStatus.SENT, DeliveryStatus.DELIVERED)
        for order in permutations(came):
            status = DeliveryStatus.UNKNOWN
            for reported in order:
                assert status.after(reported).place >= status.place
                status = status.after(reported)
            assert status is DeliveryStatus.DELIVERED

    def test_a_final_status_stays_final(self) -> None:
        assert DeliveryStatus.FAILED.after(DeliveryStatus.SENT) is DeliveryStatus.FAILED
        assert DeliveryStatus.FAILED.is_final
        assert not DeliveryStatus.SENT.is_final


def test_numbers_and_words_are_not_shown() -> None:
    shown = repr(sinch(SINCH_TEXT)) + repr(NotANumber("+19995550123"))
    assert "555" not in shown
    assert "Dune" not in shown


@given(st.dictionaries(st.sampled_from([*SINCH_TEXT, "statuses", "batch_id"]), JSON))
def test_any_json_is_told_or_refused(change: dict[str, Any]) -> None:
    with suppress(InvalidInputError):
        assert sinch(SINCH_TEXT | change)


@given(st.binary(max_size=200))
def test_any_bytes_are_told_or_refused(body: bytes) -> None:
    for read in (read_sinch, read_twilio):
        with suppress(InvalidInputError):
            assert read(body, now=NOW)
