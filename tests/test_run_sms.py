"""While a number is not registered nothing leaves the house, whatever else is set."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import time

import pytest
from pydantic import ValidationError

from maneki.channels.sms.senders import Outgoing
from maneki.cli.check import _findings
from maneki.clock import SystemClock
from maneki.delivery.consents import Receiver
from maneki.errors import SettingsError
from maneki.model.consent import Consents
from maneki.model.person import Preferences
from maneki.model.phone import PhoneNumber
from maneki.run.sms import check_zone, sender_of, webhook_keys
from maneki.run.text_rules import text_rules
from maneki.settings import Settings

TWILIO = {
    "parts": ("shopkeeper", "sms"),
    "sms_number": "+13235550142",
    "twilio_account_sid": "AC1",
    "twilio_auth_token": "token",
    "public_url": "https://shop.example/",
}
SINCH = {
    "parts": ("shopkeeper", "sms"),
    "sms_provider": "sinch",
    "sms_number": "+13235550142",
    "sinch_service_plan_id": "plan",
    "sinch_api_token": "token",
    "sinch_webhook_secret": "signed",
    "public_url": "https://shop.example",
}
LOCAL = "http://127.0.0.1:9002"


def settings(base: Mapping[str, object], **changes: object) -> Settings:
    return Settings(**{**base, **changes}, _env_file=None)  # type: ignore[arg-type]


def outgoing() -> Outgoing:
    return Outgoing(
        to=PhoneNumber("+12125550123"),
        text="hello",
        reference="p1",
        since=SystemClock().now(),
        language="en",
    )


@pytest.mark.parametrize("base", [TWILIO, SINCH])
def test_while_registration_is_pending_texts_go_to_the_local_gateway_alone(
    base: Mapping[str, object],
) -> None:
    sender = sender_of(settings(base, sms_gateway_url=LOCAL))
    assert sender.sending(outgoing()).url.startswith(f"{LOCAL}/")
    assert sender.looking(outgoing()).url.startswith(f"{LOCAL}/")


@pytest.mark.parametrize("base", [TWILIO, SINCH])
def test_without_a_gateway_pending_texts_have_nowhere_to_go(base: Mapping[str, object]) -> None:
    with pytest.raises(SettingsError, match="MANEKI_SMS_GATEWAY_URL is missing"):
        sender_of(settings(base))


@pytest.mark.parametrize(
    "url", ["https://api.twilio.com", "http://192.168.0.7:9002", "http://[2001:db8::1]:9002"]
)
def test_a_gateway_that_is_not_on_this_machine_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="an address of this machine"):
        settings(TWILIO, sms_gateway_url=url)


def test_live_texts_go_to_the_provider_and_reports_come_back_to_us() -> None:
    twilio = sender_of(settings(TWILIO, sms_state="live")).sending(outgoing())
    assert twilio.url.startswith("https://api.twilio.com/")
    assert b"https%3A%2F%2Fshop.example%2Fv1%2Fwebhooks%2Fsms%2Ftwilio" in twilio.body
    sinch = sender_of(settings(SINCH, sms_state="live", sinch_region="eu")).sending(outgoing())
    assert sinch.url.startswith("https://eu.sms.api.sinch.com/")
    assert b"https://shop.example/v1/webhooks/sms/sinch" in sinch.body


def test_sinch_is_told_how_many_segments_a_text_may_have() -> None:
    asked = settings(SINCH, sms_state="live", sms_most_segments=4)
    body = json.loads(sender_of(asked).sending(outgoing()).body)
    assert (body["max_number_of_message_parts"], body["truncate_concat"]) == (4, False)


@pytest.mark.parametrize(
    ("base", "missing"),
    [
        (TWILIO, "sms_number"),
        (TWILIO, "twilio_account_sid"),
        (TWILIO, "twilio_auth_token"),
        (SINCH, "sinch_service_plan_id"),
        (SINCH, "sinch_api_token"),
    ],
)
def test_what_is_missing_is_named(base: Mapping[str, object], missing: str) -> None:
    with pytest.raises(SettingsError, match=f"MANEKI_{missing.upper()} is missing"):
        sender_of(settings(base, **{missing: None}, sms_state="live"))


def test_without_a_way_to_know_sinch_nothing_begins() -> None:
    with pytest.raises(SettingsError, match="MANEKI_SINCH_WEBHOOK_SECRET is missing"):
        webhook_keys(settings(SINCH, sinch_webhook_secret=None))
    keys = webhook_keys(
        settings(
            SINCH,
            sinch_webhook_secret=None,
            sinch_webhook_user="sinch",
            sinch_webhook_password="long",
        )
    )
    assert [one.name for one in keys.sinch_logins] == ["sinch"]


def test_old_and_new_secrets_are_believed() -> None:
    keys = webhook_keys(
        settings(TWILIO, twilio_old_auth_token="old", sinch_old_webhook_secret="older")
    )
    assert keys.twilio_tokens == ("token", "old")
    assert keys.sinch_secrets == ("older",)


def test_hours_are_read_as_written() -> None:
    rules = text_rules(
        settings(TWILIO, sms_hours="10:30-18:00", shop_time_zone="Asia/Tokyo", sms_most_a_day=1)
    )
    assert rules.hours.weekdays.opens == time(10, 30)
    assert rules.hours.sundays.opens == time(12)
    assert (rules.zone.key, rules.most_a_day) == ("Asia/Tokyo", 1)


def test_the_zone_of_whoever_has_not_said_theirs_is_that_of_their_area_code() -> None:
    rules = text_rules(settings(TWILIO, shop_time_zone="America/New_York"))
    here = Receiver(number="+13235550142", consents=Consents())
    told = replace(here, preferences=Preferences(time_zone="Asia/Tokyo"))
    nowhere = replace(here, number="+881612345678")
    zones = [[zone.key for zone in rules.zones_of(one)] for one in (here, told, nowhere)]
    assert zones == [["America/Los_Angeles"], ["Asia/Tokyo"], ["America/New_York"]]


@pytest.mark.parametrize("number", ["+13235550142", "MG1"])
def test_a_number_of_north_america_goes_live_only_where_the_shop_has_said_its_zone(
    sqlite_copy: str, number: str
) -> None:
    live = settings(
        TWILIO,
        sms_state="live",
        sms_number=number,
        discord_bot_token="x",
        database_url=sqlite_copy,
    )
    with pytest.raises(SettingsError, match="MANEKI_SHOP_TIME_ZONE is UTC"):
        check_zone(live)
    [(is_right, said)] = checked(live)
    assert is_right is False
    assert said.startswith("MANEKI_SHOP_TIME_ZONE is UTC")
    check_zone(live.model_copy(update={"shop_time_zone": "America/New_York"}))
    check_zone(live.model_copy(update={"sms_number": "+442079460958"}))
    check_zone(live.model_copy(update={"sms_state": "pending"}))


@pytest.mark.parametrize("hours", ["20:00-09:00", "9-20", "09:00-24:00", "always"])
def test_hours_that_are_none_are_refused(hours: str) -> None:
    with pytest.raises(ValidationError, match="two times of a day"):
        settings(TWILIO, sms_hours=hours)


def checked(asked: Settings) -> list[tuple[bool | None, str]]:
    """What `maneki check` says of texts."""

    async def found() -> list[tuple[bool | None, str]]:
        return [
            (one.is_right, one.said)
            async for one in _findings(asked, offline=True)
            if one.what == "text messages"
        ]

    return asyncio.run(found())


def test_check_says_that_texts_reach_nobodys_phone_yet(sqlite_copy: str) -> None:
    asked = settings(TWILIO, sms_gateway_url=LOCAL, discord_bot_token="x", database_url=sqlite_copy)
    assert checked(asked) == [
        (
            None,
            f"registration pending: texts go to {LOCAL} alone, and to nobody's phone",
        )
    ]


@pytest.mark.parametrize(
    ("base", "confirms", "said"),
    [
        (TWILIO, False, "Twilio does too unless its own opt-out is switched off"),
        (TWILIO, True, "the provider answers STOP, START and HELP, and Maneki does not"),
        (SINCH, False, "live, by sinch; Maneki answers STOP, START and HELP"),
    ],
)
def test_check_says_who_answers_stop(
    sqlite_copy: str, base: Mapping[str, object], confirms: bool, said: str
) -> None:
    [(is_right, found)] = checked(
        settings(
            base,
            sms_state="live",
            sms_provider_confirms=confirms,
            shop_time_zone="America/New_York",
            discord_bot_token="x",
            database_url=sqlite_copy,
        )
    )
    assert is_right is True
    assert said in found
