"""Nobody but the provider is believed, and nothing that was altered on the way."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.channels.sms.signatures import (
    LONGEST_BODY,
    Genuine,
    Login,
    Refusal,
    Refused,
    Verdict,
    verify_basic,
    verify_sinch,
    verify_twilio,
)

# The known answers of both providers' own documentation.

TWILIO_URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
TWILIO_BODY = (
    b"CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234"
    b"&From=%2B14158675309&To=%2B18005551212"
)
TWILIO_TOKEN = "12345"
TWILIO_SIGNED = {"X-Twilio-Signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="}

SINCH_SECRET = "foo_secret1234"
SINCH_NONCE = "01FJA8B4A7BM43YGWSG9GBV067"
SINCH_TIMESTAMP = 1_634_579_353
SINCH_BODY = (
    b'{"app_id":"01EB37HMH1M6SV18BSNS3G135H","accepted_time":"2020-11-17T15:09:11.659Z",'
    b'"project_id":"c36f3d3d-1513-2edd-ae42-11995557ff61","message_delivery_report":'
    b'{"message_id":"01EQBC1A3BEK731GY4YXEN0C2R","conversation_id":"01EPYATA64TMNZ1FV02JKF12JF",'
    b'"status":"QUEUED_ON_CHANNEL","contact_id":"01EXA07N79THJ20WSN6AS30TMW"}}'
)
SINCH_SIGNED = {
    "x-sinch-webhook-signature": "Yc+3R1pIS78xLASybulhs8BsSo9BPB3Pr92QCUoczfk=",
    "x-sinch-webhook-signature-nonce": SINCH_NONCE,
    "x-sinch-webhook-signature-timestamp": str(SINCH_TIMESTAMP),
    "x-sinch-webhook-signature-algorithm": "HmacSHA256",
}
THEN = datetime.fromtimestamp(SINCH_TIMESTAMP, UTC)

WRONG = Refused(Refusal.WRONG)


def twilio(
    *,
    url: str = TWILIO_URL,
    body: bytes = TWILIO_BODY,
    headers: dict[str, str] | None = None,
    tokens: tuple[str, ...] = (TWILIO_TOKEN,),
) -> Verdict:
    signed = TWILIO_SIGNED if headers is None else headers
    return verify_twilio(url=url, headers=signed, body=body, tokens=tokens)


def sinch(
    *,
    body: bytes = SINCH_BODY,
    now: datetime = THEN,
    secrets: tuple[str, ...] = (SINCH_SECRET,),
    headers: dict[str, str] | None = None,
) -> Verdict:
    named = {f"x-sinch-webhook-{name}": value for name, value in (headers or {}).items()}
    return verify_sinch(headers=SINCH_SIGNED | named, body=body, secrets=secrets, now=now)


def sign_twilio(signed: str) -> dict[str, str]:
    digest = hmac.new(TWILIO_TOKEN.encode(), signed.encode(), hashlib.sha1).digest()
    return {"x-twilio-signature": base64.b64encode(digest).decode()}


def sign_sinch(body: bytes, nonce: str, timestamp: str) -> str:
    signed = body + b"." + nonce.encode() + b"." + timestamp.encode()
    return base64.b64encode(
        hmac.new(SINCH_SECRET.encode(), signed, hashlib.sha256).digest()
    ).decode()


class TestTwilio:
    def test_the_known_answer_is_genuine(self) -> None:
        assert twilio() == Genuine()

    def test_the_order_of_parameters_does_not_matter(self) -> None:
        assert twilio(body=b"&".join(reversed(TWILIO_BODY.split(b"&")))) == Genuine()

    def test_old_and_new_token_are_accepted_while_they_change(self) -> None:
        assert twilio(tokens=("new", TWILIO_TOKEN)) == Genuine()
        assert twilio(tokens=(TWILIO_TOKEN, "new")) == Genuine()

    @pytest.mark.parametrize("tokens", [(), ("",), ("", "")])
    def test_without_a_token_nothing_is(self, tokens: tuple[str, ...]) -> None:
        empty = sign_twilio(TWILIO_URL)
        assert twilio(tokens=tokens, headers=empty, body=b"") == Refused(Refusal.NO_SECRET)

    @pytest.mark.parametrize(
        ("url", "body", "tokens"),
        [
            (TWILIO_URL, TWILIO_BODY.replace(b"1234&", b"1235&"), (TWILIO_TOKEN,)),
            (TWILIO_URL, TWILIO_BODY + b"&New=1", (TWILIO_TOKEN,)),
            (TWILIO_URL, b"", (TWILIO_TOKEN,)),
            (TWILIO_URL.replace("foo=1", "foo=2"), TWILIO_BODY, (TWILIO_TOKEN,)),
            (TWILIO_URL.replace("https", "http"), TWILIO_BODY, (TWILIO_TOKEN,)),
            (TWILIO_URL.replace("mycompany", "yourcompany"), TWILIO_BODY, (TWILIO_TOKEN,)),
            (TWILIO_URL, TWILIO_BODY, ("54321",)),
        ],
    )
    def test_what_was_altered_is_refused(
        self, url: str, body: bytes, tokens: tuple[str, ...]
    ) -> None:
        assert twilio(url=url, body=body, tokens=tokens) == WRONG

    @pytest.mark.parametrize(
        "signature", ["AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "x", "é", "RSOYDt4T1cUTdK1PDd93/VVr8B8"]
    )
    def test_another_signature_is_refused(self, signature: str) -> None:
        assert twilio(headers={"X-Twilio-Signature": signature}) == WRONG

    def test_no_signature_is_refused(self) -> None:
        assert twilio(headers={}) == Refused(Refusal.NOT_SIGNED)

    def test_a_long_body_is_refused_unread(self) -> None:
        assert twilio(body=b"a" * (LONGEST_BODY + 1)) == Refused(Refusal.TOO_LONG)

    @pytest.mark.parametrize("body", [b"\xff=1", b"a=%ff", b"&".join([b"a=1"] * 2_000)])
    def test_what_is_no_form_is_refused(self, body: bytes) -> None:
        assert twilio(body=body) == Refused(Refusal.MALFORMED)

    @pytest.mark.parametrize(
        ("signed", "called"),
        [
            ("https://shop.example/sms", "https://shop.example/sms"),
            ("https://shop.example:443/sms", "https://shop.example/sms"),
            ("https://shop.example/sms", "https://shop.example:443/sms"),
            ("http://shop.example:80/sms", "http://shop.example/sms"),
            ("https://shop.example/sms", "https://shop.example:8443/sms"),
            ("https://[::1]:443/sms", "https://[::1]/sms"),
        ],
    )
    def test_the_port_may_be_written_or_not(self, signed: str, called: str) -> None:
        assert twilio(url=called, body=b"", headers=sign_twilio(signed)) == Genuine()

    def test_another_port_is_another_address(self) -> None:
        headers = sign_twilio("https://shop.example:8443/sms")
        assert twilio(url="https://shop.example/sms", body=b"", headers=headers) == WRONG

    def test_every_value_of_a_repeated_parameter_is_signed_once(self) -> None:
        headers = sign_twilio("https://shop.example/smsAoneAtwoBx")
        body = b"A=two&B=x&A=one&A=two"
        assert twilio(url="https://shop.example/sms", body=body, headers=headers) == Genuine()

    def test_blank_values_and_unknown_parameters_are_signed_too(self) -> None:
        headers = sign_twilio("https://shop.example/smsBodyNewThing1Text汉 字")
        body = b"Text=%E6%B1%89+%E5%AD%97&Body=&NewThing=1"
        assert twilio(url="https://shop.example/sms", body=body, headers=headers) == Genuine()

    def test_a_json_body_is_signed_by_its_digest_in_the_address(self) -> None:
        body = b'{"a": 1}'
        url = f"https://shop.example/sms?bodySHA256={hashlib.sha256(body).hexdigest()}"
        headers = sign_twilio(url)
        assert twilio(url=url, body=body, headers=headers) == Genuine()
        assert twilio(url=url, body=b'{"a": 2}', headers=headers) == WRONG
        forged = url.replace(hashlib.sha256(body).hexdigest(), hashlib.sha256(b"x").hexdigest())
        assert twilio(url=forged, body=b"x", headers=headers) == WRONG


class TestSinch:
    def test_the_known_answer_is_genuine_and_names_its_nonce(self) -> None:
        assert sinch() == Genuine(SINCH_NONCE)

    def test_headers_are_found_in_any_case(self) -> None:
        headers = {name.upper(): value for name, value in SINCH_SIGNED.items()}
        verdict = verify_sinch(headers=headers, body=SINCH_BODY, secrets=[SINCH_SECRET], now=THEN)
        assert verdict == Genuine(SINCH_NONCE)

    def test_old_and_new_secret_are_accepted_while_they_change(self) -> None:
        assert sinch(secrets=("new", SINCH_SECRET)) == Genuine(SINCH_NONCE)

    @pytest.mark.parametrize("secrets", [(), ("",)])
    def test_without_a_secret_nothing_is(self, secrets: tuple[str, ...]) -> None:
        assert sinch(secrets=secrets) == Refused(Refusal.NO_SECRET)

    def test_what_was_altered_is_refused(self) -> None:
        assert sinch(secrets=("other",)) == WRONG
        assert sinch(body=SINCH_BODY + b" ") == WRONG
        assert sinch(body=SINCH_BODY.replace(b"QUEUED", b"FAILED")) == WRONG
        assert sinch(headers={"signature-nonce": "01FJA8B4A7BM43YGWSG9GBV068"}) == WRONG
        assert sinch(headers={"signature-timestamp": str(SINCH_TIMESTAMP + 1)}) == WRONG
        assert sinch(headers={"signature": "AAAA"}) == WRONG

    @pytest.mark.parametrize(
        ("late", "verdict"),
        [
            (0, Genuine(SINCH_NONCE)),
            (300, Genuine(SINCH_NONCE)),
            (301, Refused(Refusal.TOO_OLD)),
            (400, Refused(Refusal.TOO_OLD)),
            (-30, Genuine(SINCH_NONCE)),
            (-31, Refused(Refusal.TOO_NEW)),
            (-100, Refused(Refusal.TOO_NEW)),
        ],
    )
    def test_it_has_to_be_signed_just_now(self, late: int, verdict: Verdict) -> None:
        assert sinch(now=THEN + timedelta(seconds=late)) == verdict

    @pytest.mark.parametrize("missing", ["signature", "signature-nonce", "signature-timestamp"])
    def test_without_any_of_its_headers_it_is_not_signed(self, missing: str) -> None:
        assert sinch(headers={missing: ""}) == Refused(Refusal.NOT_SIGNED)

    @pytest.mark.parametrize(
        ("header", "value"),
        [
            ("signature-timestamp", "now"),
            ("signature-timestamp", "１６３４"),
            ("signature-timestamp", "-1"),
            ("signature-timestamp", "9" * 40),
            ("signature-nonce", "n" * 129),
            ("signature-nonce", "a b"),
            ("signature-algorithm", "none"),
            ("signature-algorithm", "HmacSHA1"),
        ],
    )
    def test_headers_that_sinch_does_not_send_are_refused(self, header: str, value: str) -> None:
        assert sinch(headers={header: value}) == Refused(Refusal.MALFORMED)

    def test_the_dot_cannot_be_moved_from_the_body_to_the_nonce(self) -> None:
        # body "a.b", nonce "n" and body "a", nonce "b.n" have the same signature.
        stamp = str(SINCH_TIMESTAMP)
        signature = sign_sinch(b"a.b", "n", stamp)
        assert signature == sign_sinch(b"a", "b.n", stamp)
        signed = {"signature": signature, "signature-nonce": "n"}
        assert sinch(body=b"a.b", headers=signed) == Genuine("n")
        moved = signed | {"signature-nonce": "b.n"}
        assert sinch(body=b"a", headers=moved) == Refused(Refusal.MALFORMED)

    def test_a_long_body_is_refused_unread(self) -> None:
        assert sinch(body=b"a" * (LONGEST_BODY + 1)) == Refused(Refusal.TOO_LONG)

    @given(st.binary(max_size=80))
    def test_any_other_body_is_refused(self, body: bytes) -> None:
        assert sinch(body=body) == WRONG


class TestBasic:
    OURS = Login("sinch", "pass:word é")

    def verdict(self, header: str | None, *logins: Login) -> Verdict:
        headers = {} if header is None else {"authorization": header}
        return verify_basic(headers=headers, body=b"{}", logins=logins or (self.OURS,))

    def test_the_name_and_password_are_ours(self) -> None:
        given_ = base64.b64encode("sinch:pass:word é".encode()).decode()
        assert self.verdict(f"Basic {given_}") == Genuine()
        assert self.verdict(f"basic  {given_}") == Genuine()
        assert self.verdict(f"Basic {given_}", Login("new", "one"), self.OURS) == Genuine()

    @pytest.mark.parametrize("text", ["sinch:other", "other:pass:word é", "sinch:", "", "sinch"])
    def test_any_other_is_refused(self, text: str) -> None:
        assert self.verdict(f"Basic {base64.b64encode(text.encode()).decode()}") != Genuine()

    @pytest.mark.parametrize("header", [None, "", "Basic", "Basic ", "Bearer abc"])
    def test_without_one_it_is_not_signed(self, header: str | None) -> None:
        assert self.verdict(header) == Refused(Refusal.NOT_SIGNED)

    @pytest.mark.parametrize("header", ["Basic !!!", "Basic é", "Basic abc"])
    def test_what_is_no_base64_is_refused(self, header: str) -> None:
        assert self.verdict(header) == Refused(Refusal.MALFORMED)

    @pytest.mark.parametrize("login", [Login("", ""), Login("sinch", ""), Login("", "x")])
    def test_half_a_login_is_none(self, login: Login) -> None:
        given_ = base64.b64encode(f"{login.name}:{login.password}".encode()).decode()
        assert self.verdict(f"Basic {given_}", login) == Refused(Refusal.NO_SECRET)

    def test_a_long_body_is_refused_unread(self) -> None:
        verdict = verify_basic(headers={}, body=b"a" * (LONGEST_BODY + 1), logins=[self.OURS])
        assert verdict == Refused(Refusal.TOO_LONG)

    def test_a_password_is_not_shown(self) -> None:
        assert "word" not in repr(self.OURS)
