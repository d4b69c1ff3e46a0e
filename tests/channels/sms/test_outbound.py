"""The request each provider wants, and what its answer means for the text."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.channels.sms.outbound import (
    ASTRAY_WAIT_S,
    LONGEST_WAIT_S,
    SINCH_REJECTED,
    TWILIO_REJECTED,
    UNSTATED_WAIT_S,
    Accepted,
    Answer,
    Meaning,
    OptedOut,
    SinchAccount,
    SinchRegion,
    TwilioAccount,
    read_sinch_answer,
    read_twilio_answer,
    sinch_request,
    twilio_request,
)
from maneki.delivery.outcome import Later, Refused, Stop, Unclear, Unreachable
from maneki.model.phone import PhoneNumber

CUSTOMER, SHOP = PhoneNumber("+12125550123"), "+13235550142"
SINCH = SinchAccount.in_region(SinchRegion.EU, service_plan_id="plan1", token="s3cret")
TWILIO = TwilioAccount(sid="AC123", token="s3cret")


def answer(status: int, payload: object = None, **headers: str) -> Answer:
    body = b"" if payload is None else json.dumps(payload).encode()
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def sinch(status: int, payload: object = None, **headers: str) -> Meaning:
    return read_sinch_answer(answer(status, payload, **headers))


def twilio(status: int, payload: object = None, **headers: str) -> Meaning:
    return read_twilio_answer(answer(status, payload, **headers), language="en")


class TestRequests:
    def test_sinch_wants_digits_and_json(self) -> None:
        request = sinch_request(
            SINCH,
            to=CUSTOMER,
            sender=SHOP,
            text="héllo 👋",
            reference="p1",
            callback_url="https://x",
        )
        assert request.url == "https://eu.sms.api.sinch.com/xms/v1/plan1/batches"
        assert request.headers["authorization"] == "Bearer s3cret"
        assert json.loads(request.body) == {
            "from": "13235550142",
            "to": ["12125550123"],
            "body": "héllo 👋",
            "delivery_report": "per_recipient",
            "max_number_of_message_parts": 10,
            "truncate_concat": False,
            "client_reference": "p1",
            "callback_url": "https://x",
        }

    def test_what_is_not_given_is_left_out(self) -> None:
        body = json.loads(sinch_request(SINCH, to=CUSTOMER, sender="72345", text="a").body)
        assert body["from"] == "72345"
        assert not {"client_reference", "callback_url"} & set(body)

    def test_twilio_wants_a_form_and_a_plus(self) -> None:
        request = twilio_request(
            TWILIO, to=CUSTOMER, sender=SHOP, text="a & b + ü", callback_url="https://x/y"
        )
        assert request.url == "https://api.twilio.com/2010-04-01/Accounts/AC123/Messages.json"
        login = request.headers["authorization"].removeprefix("Basic ")
        assert base64.b64decode(login) == b"AC123:s3cret"
        assert parse_qs(request.body.decode()) == {
            "To": ["+12125550123"],
            "From": ["+13235550142"],
            "Body": ["a & b + ü"],
            "StatusCallback": ["https://x/y"],
        }

    def test_a_messaging_service_chooses_the_number_itself(self) -> None:
        body = twilio_request(TWILIO, to=CUSTOMER, sender="MG1", text="a").body
        assert parse_qs(body.decode())["MessagingServiceSid"] == ["MG1"]
        assert b"From" not in body

    def test_an_id_cannot_change_the_address(self) -> None:
        account = SinchAccount(service_plan_id="a/../b", token="t", base_url="http://127.0.0.1:1")
        url = sinch_request(account, to=CUSTOMER, sender=SHOP, text="a").url
        assert url == "http://127.0.0.1:1/xms/v1/a%2F..%2Fb/batches"

    def test_secrets_numbers_and_words_are_not_shown(self) -> None:
        requests = (
            sinch_request(SINCH, to=CUSTOMER, sender=SHOP, text="private"),
            twilio_request(TWILIO, to=CUSTOMER, sender=SHOP, text="private"),
        )
        shown = repr((SINCH, TWILIO, *requests))
        assert not [word for word in ("s3cret", "555", "private", "Basic") if word in shown]


class TestSinchAnswers:
    def test_a_batch_with_an_id_is_accepted(self) -> None:
        made = {"id": "01FC66", "to": ["12125550123"], "type": "mt_text", "canceled": False}
        assert sinch(201, made) == Accepted("01FC66")

    @pytest.mark.parametrize("payload", [None, {}, {"id": ""}, {"id": 5}, []])
    def test_success_without_an_id_is_unclear(self, payload: object) -> None:
        assert isinstance(sinch(201, payload), Unclear)

    @pytest.mark.parametrize("status", [500, 502, 503, 504, 408, 302, 100])
    def test_what_says_nothing_for_certain_is_unclear(self, status: int) -> None:
        assert isinstance(sinch(status), Unclear)

    def test_too_fast_waits_as_long_as_it_says(self) -> None:
        assert sinch(429, None, retry_after="7") == Later(7.0, "429/-: ")
        unstated = sinch(429)
        assert isinstance(unstated, Later)
        assert unstated.retry_after == UNSTATED_WAIT_S

    @pytest.mark.parametrize("stated", ["soon", "-1", "0", "nan", ""])
    def test_an_unreadable_wait_is_none(self, stated: str) -> None:
        meaning = sinch(429, None, retry_after=stated)
        assert isinstance(meaning, Later)
        assert meaning.retry_after == UNSTATED_WAIT_S

    def test_nobody_makes_us_wait_for_ever(self) -> None:
        meaning = sinch(429, None, retry_after="inf")
        assert isinstance(meaning, Later)
        assert meaning.retry_after == LONGEST_WAIT_S

    def test_a_refused_token_stops_us(self) -> None:
        assert sinch(401) == Stop(SINCH_REJECTED)

    def test_an_unknown_plan_is_our_fault_and_waits(self) -> None:
        assert sinch(404) == Later(ASTRAY_WAIT_S, "404/-: ")

    def test_a_bad_text_is_refused_and_numbers_are_kept_out_of_the_log(self) -> None:
        payload = {"code": "syntax_invalid_parameter_format", "text": "+12125550123 is wrong"}
        meaning = sinch(400, payload)
        assert isinstance(meaning, Refused)
        assert meaning.reason == "400/syntax_invalid_parameter_format: +########### is wrong"


class TestTwilioAnswers:
    def test_a_message_with_an_id_is_accepted_with_its_segments(self) -> None:
        made = {"sid": "SM1", "status": "queued", "num_segments": "2", "error_code": None}
        assert twilio(201, made) == Accepted("SM1", 2)
        assert twilio(201, made | {"num_segments": "0"}) == Accepted("SM1", None)

    def test_who_has_opted_out_there_has_to_be_known_here(self) -> None:
        said = {
            "code": 21610,
            "message": "Attempt to send to unsubscribed recipient",
            "status": 400,
        }
        assert twilio(400, said) == OptedOut("the number has opted out of text messages")
        made = {"sid": "SM1", "status": "failed", "error_code": 21610}
        assert isinstance(twilio(201, made), OptedOut)
        assert twilio(201, made | {"status": "queued"}) == Accepted("SM1")

    @pytest.mark.parametrize("code", [21211, 21614, 21612, 21408, 30006])
    def test_a_number_that_is_not_reached_is_for_good(self, code: int) -> None:
        meaning = twilio(400, {"code": code, "message": "no"})
        assert meaning == Unreachable("the number cannot receive our text messages", code)

    @pytest.mark.parametrize("code", [20003, 20008])
    def test_a_refused_login_stops_us(self, code: int) -> None:
        assert twilio(401, {"code": code}) == Stop(TWILIO_REJECTED)
        assert twilio(401) == Stop(TWILIO_REJECTED)

    @pytest.mark.parametrize("code", [21606, 21212, 20404, 30034])
    def test_trouble_with_our_own_number_waits(self, code: int) -> None:
        meaning = twilio(400, {"code": code, "message": "x"})
        assert isinstance(meaning, Later)
        assert meaning.retry_after == ASTRAY_WAIT_S

    def test_too_fast_waits(self) -> None:
        assert twilio(429, {"code": 20429}, retry_after="2") == Later(2.0, "429/20429: ")

    @pytest.mark.parametrize("code", [21602, 21617, 99999])
    def test_any_other_refusal_is_because_of_what_is_sent(self, code: int) -> None:
        assert isinstance(twilio(400, {"code": code, "message": "x"}), Refused)

    @pytest.mark.parametrize("status", [500, 503, 408])
    def test_what_says_nothing_for_certain_is_unclear(self, status: int) -> None:
        assert isinstance(twilio(status, {"code": 20500}), Unclear)


def test_reasons_are_in_the_persons_language() -> None:
    said = answer(400, {"code": 21610})
    meaning = read_twilio_answer(said, language="ja")
    assert meaning == OptedOut("この電話番号はSMSの受信を停止しています")


@given(st.integers(100, 599), st.binary(max_size=60), st.text(max_size=8))
def test_any_answer_means_something(status: int, body: bytes, wait: str) -> None:
    any_answer = Answer(status, {"retry-after": wait}, body)
    assert read_sinch_answer(any_answer)
    assert read_twilio_answer(any_answer, language="en")
