"""The local gateway is no kinder than providers and carriers are."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx2
import pytest

from maneki.channels.sms.inbound import Provider
from maneki.clock import MovableClock
from maneki.simulator.sms import FaultKind, Rule, RulesBrokenError, SmsRules, SmsSim, Way
from maneki.simulator.sms.gateway import NUMBER, PLAN, SID, SINCH_TOKEN, TWILIO_TOKEN

CUSTOMER = "+12125550123"
LOGIN = "Basic " + base64.b64encode(f"{SID}:{TWILIO_TOKEN}".encode()).decode()
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
async def sim(clock: MovableClock) -> AsyncIterator[SmsSim]:
    async with SmsSim(clock, SmsRules(most_segments=2, blocks=True)) as running:
        yield running


@pytest.fixture
async def client(sim: SmsSim) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=sim.base_url, trust_env=False) as made:
        yield made


async def by_twilio(
    client: httpx2.AsyncClient, text: str = "hello", *, login: str = LOGIN, **changes: str
) -> httpx2.Response:
    form = {"To": CUSTOMER, "From": NUMBER, "Body": text, **changes}
    return await client.post(
        f"/2010-04-01/Accounts/{SID}/Messages.json", data=form, headers={"Authorization": login}
    )


async def by_sinch(
    client: httpx2.AsyncClient, text: str = "hello", *, token: str = SINCH_TOKEN, **changes: object
) -> httpx2.Response:
    batch = {"to": [CUSTOMER[1:]], "from": NUMBER[1:], "body": text, **changes}
    return await client.post(
        f"/xms/v1/{PLAN}/batches", json=batch, headers={"Authorization": f"Bearer {token}"}
    )


def broken(sim: SmsSim) -> list[Rule]:
    return [one.rule for one in sim.violations]


async def test_both_providers_take_a_text(sim: SmsSim, client: httpx2.AsyncClient) -> None:
    twilio, sinch = await by_twilio(client), await by_sinch(client, client_reference="p1")
    assert (twilio.status_code, sinch.status_code) == (201, 201)
    assert twilio.json()["num_segments"] == "1"
    assert "status" not in sinch.json()
    assert sim.received(CUSTOMER) == ["hello", "hello"]
    sim.assert_clean()


async def test_a_wrong_login_is_refused(sim: SmsSim, client: httpx2.AsyncClient) -> None:
    twilio, sinch = await by_twilio(client, login="Basic x"), await by_sinch(client, token="x")
    assert (twilio.status_code, twilio.json()["code"]) == (401, 20003)
    assert sinch.status_code == 401
    assert broken(sim) == [Rule.LOGIN, Rule.LOGIN]
    with pytest.raises(RulesBrokenError):
        sim.assert_clean()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": "12125550123"}, 21211),
        ({"To": "+1234567890"}, 21211),
        ({"From": "+14155550100"}, 21606),
        ({"Body": " "}, 21602),
        ({"Body": "a" * 1601}, 21617),
        ({"Colour": "red"}, 20001),
    ],
)
async def test_twilio_says_what_is_wrong(
    sim: SmsSim, client: httpx2.AsyncClient, changes: dict[str, str], code: int
) -> None:
    answer = await by_twilio(client, **changes)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert sim.received(CUSTOMER) == []
    assert len(sim.violations) == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"to": ["+12125550123"]}, 400),
        ({"to": "12125550123"}, 400),
        ({"from": "14155550100"}, 403),
        ({"body": ""}, 400),
        ({"delivery_report": "always"}, 400),
        ({"colour": "red"}, 400),
    ],
)
async def test_sinch_says_what_is_wrong(
    sim: SmsSim, client: httpx2.AsyncClient, changes: dict[str, object], status: int
) -> None:
    batch = {"to": [CUSTOMER[1:]], "from": NUMBER[1:], "body": "hello", **changes}
    answer = await client.post(
        f"/xms/v1/{PLAN}/batches", json=batch, headers={"Authorization": f"Bearer {SINCH_TOKEN}"}
    )
    assert answer.status_code == status
    assert len(sim.violations) == 1


async def test_a_blocked_number_is_21610(sim: SmsSim, client: httpx2.AsyncClient) -> None:
    sim.block(CUSTOMER)
    answer = await by_twilio(client)
    assert (answer.status_code, answer.json()["code"]) == (400, 21610)
    sim.assert_clean()


async def test_a_provider_that_blocks_answers_stop_itself_and_only_once(
    sim: SmsSim, client: httpx2.AsyncClient
) -> None:
    await sim.text(CUSTOMER, "STOP")
    assert [text.way for text in sim.transcript(CUSTOMER)] == [Way.FROM_CUSTOMER, Way.BY_PROVIDER]
    await by_twilio(client, "You have unsubscribed.")
    assert Rule.OPTED_OUT in broken(sim)


async def test_one_confirmation_of_stop_and_then_nothing(clock: MovableClock) -> None:
    async with (
        SmsSim(clock) as sim,
        httpx2.AsyncClient(base_url=sim.base_url, trust_env=False) as client,
    ):
        await sim.text(CUSTOMER, " Stop ", provider=Provider.SINCH)
        await by_sinch(client, "You have unsubscribed.")
        sim.assert_clean()
        await by_sinch(client, "Sorry to see you go!")
        assert broken(sim) == [Rule.OPTED_OUT]
        await sim.text(CUSTOMER, "start", provider=Provider.SINCH)
        await by_sinch(client, "Welcome back")
        assert broken(sim) == [Rule.OPTED_OUT]


async def test_too_many_segments_and_public_shorteners_are_broken_rules(
    sim: SmsSim, client: httpx2.AsyncClient
) -> None:
    await by_twilio(client, "a" * 307)
    await by_twilio(client, "pay here: https://bit.ly/3abc")
    assert broken(sim) == [Rule.TOO_LONG, Rule.SHORTENER]


@pytest.mark.parametrize(
    ("now", "is_broken"),
    [
        (datetime(2026, 1, 6, 15, tzinfo=UTC), False),
        (datetime(2026, 1, 7, 2, tzinfo=UTC), True),
        (datetime(2026, 1, 11, 16, 59, tzinfo=UTC), True),
        (datetime(2026, 1, 11, 17, tzinfo=UTC), False),
    ],
)
async def test_a_text_at_night_is_a_broken_rule_unless_it_answers_one(
    clock: MovableClock, now: datetime, is_broken: bool
) -> None:
    clock.move(now - clock.now())
    async with (
        SmsSim(clock, SmsRules(zone=NEW_YORK)) as sim,
        httpx2.AsyncClient(base_url=sim.base_url, trust_env=False) as client,
    ):
        await by_twilio(client)
        assert broken(sim) == [Rule.QUIET_HOURS] * is_broken
        await sim.text(CUSTOMER, "are you there?")
        clock.move(timedelta(minutes=5))
        await by_twilio(client, "yes")
        assert broken(sim) == [Rule.QUIET_HOURS] * is_broken


@pytest.mark.parametrize("fault", [FaultKind.ERROR_500_ACCEPTED, FaultKind.GARBLED_ACCEPTED])
async def test_what_was_accepted_unnoticed_is_found_by_looking(
    sim: SmsSim, client: httpx2.AsyncClient, fault: FaultKind
) -> None:
    sim.break_next(fault, times=2)
    await by_twilio(client, "one")
    await by_sinch(client, "two", client_reference="p1")
    messages = await client.get(
        f"/2010-04-01/Accounts/{SID}/Messages.json?To=%2B12125550123",
        headers={"Authorization": LOGIN},
    )
    batches = await client.get(
        f"/xms/v1/{PLAN}/batches?client_reference=p1",
        headers={"Authorization": f"Bearer {SINCH_TOKEN}"},
    )
    assert [one["body"] for one in messages.json()["messages"]] == ["one"]
    assert [one["body"] for one in batches.json()["batches"]] == ["two"]


async def test_what_is_queued_has_no_day_on_which_it_was_sent(
    sim: SmsSim, client: httpx2.AsyncClient
) -> None:
    await by_twilio(client)
    day = sim.clock.now().date().isoformat()
    messages = await client.get(
        f"/2010-04-01/Accounts/{SID}/Messages.json?DateSent={day}",
        headers={"Authorization": LOGIN},
    )
    assert messages.json()["messages"] == []


async def test_an_unknown_path_is_a_broken_rule(sim: SmsSim, client: httpx2.AsyncClient) -> None:
    assert (await client.get("/nothing")).status_code == 404
    assert broken(sim) == [Rule.UNKNOWN_ROUTE]
