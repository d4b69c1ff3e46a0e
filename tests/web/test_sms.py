"""Only the provider is believed, each text is handed on, and nothing of ours is told to it."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from structlog.testing import capture_logs
from tests.delivery.world import FaultyStore
from tests.web.counted import metrics_of
from tests.web.served import served_at

from maneki.channels.sms.inbound import Provider
from maneki.channels.sms.signatures import LONGEST_BODY, Login
from maneki.clock import MovableClock
from maneki.markets.known import RESERVED_NAMES
from maneki.model.conversation import Inbound, PlaceKind
from maneki.model.ids import DestinationId
from maneki.model.outbox import Note, NoteDraft, Packing, Receipt
from maneki.model.person import PHONE, Address, DestinationKind, Preferences
from maneki.simulator.sms import Rule, SimText, SmsSim, Way
from maneki.simulator.sms import sinch as sinch_side
from maneki.simulator.sms import twilio as twilio_side
from maneki.simulator.sms.gateway import SID, SINCH_SECRET, TWILIO_TOKEN
from maneki.store import Store
from maneki.web.app import Health, build_app
from maneki.web.listings import Intake
from maneki.web.sms import SINCH_PATH, TWILIO_PATH, TextDoor, WebhookKeys
from maneki.web.text_metrics import TextMetrics

NUMBER, SHOP = "+12125550123", "+13235550142"
PUBLIC = "https://shop.example"
LOGIN = Login("sinch", "a long password")
KEYS = WebhookKeys(twilio_tokens=(TWILIO_TOKEN,), sinch_secrets=(SINCH_SECRET,))


@dataclass
class Reception:
    """The program as providers see it, and what it was told."""

    store: FaultyStore
    clock: MovableClock
    client: httpx2.AsyncClient
    taken: list[Inbound] = field(default_factory=list)
    nonces: int = 0

    async def take(self, inbound: Inbound) -> None:
        """As whoever writes texts down: the database has to be there."""
        async with self.store.transaction():
            self.taken.append(inbound)

    async def from_sinch(
        self, payload: Any = None, *, body: bytes | None = None, nonce: str | None = None
    ) -> httpx2.Response:
        body = body or json.dumps(sinch_text() if payload is None else payload).encode()
        return await self.client.post(
            SINCH_PATH, content=body, headers=self.sinch_headers(body, nonce=nonce)
        )

    def sinch_headers(
        self, body: bytes, *, nonce: str | None = None, secret: str = SINCH_SECRET, late: float = 0
    ) -> dict[str, str]:
        self.nonces += 1
        at = self.clock.now()
        nonce = nonce or f"nonce-{self.nonces}"
        if late:
            at = at.fromtimestamp(at.timestamp() - late, tz=at.tzinfo)
        return sinch_side.signed(body, secret=secret, nonce=nonce, at=at)

    async def from_twilio(
        self, form: dict[str, str] | None = None, *, token: str = TWILIO_TOKEN, query: str = ""
    ) -> httpx2.Response:
        body = urlencode(twilio_text() if form is None else form).encode()
        url = f"{PUBLIC}{TWILIO_PATH}{query}"
        return await self.client.post(
            f"{TWILIO_PATH}{query}",
            content=body,
            headers=twilio_side.signed(body, url=url, token=token),
        )


def sinch_text(**changes: Any) -> dict[str, Any]:
    return {
        "type": "mo_text",
        "id": "01FC66621XXXXX119Z8PMV1QPU",
        "from": "12125550123",
        "to": "13235550142",
        "body": "Do you have Dune?",
        "received_at": "2026-01-05T12:00:00.000Z",
        **changes,
    }


def twilio_text(**changes: str) -> dict[str, str]:
    return {
        "MessageSid": "SM" + "1" * 32,
        "AccountSid": SID,
        "From": NUMBER,
        "To": SHOP,
        "Body": "Do you have Dune?",
        "NumMedia": "0",
        "SomethingNew": "added without notice",
        **changes,
    }


async def healthy() -> Health:
    return Health({"database": "ok", "discord": "ok"})


def app_of(reception: Reception, keys: WebhookKeys, *, provider_confirms: bool = False) -> Any:
    metrics = metrics_of(reception.store)
    intake = Intake(
        reception.store,
        token=None,
        reserved=RESERVED_NAMES,
        drop_percent=Decimal(5),
        found=lambda: None,
    )
    return build_app(
        health=healthy,
        intake=intake,
        metrics=metrics,
        texts=TextDoor(
            reception.store,
            clock=reception.clock,
            keys=keys,
            public_url=PUBLIC,
            take=reception.take,
            reported=TextMetrics(metrics.registry).reported,
            provider_confirms=provider_confirms,
        ),
    )


@pytest.fixture
def keys() -> WebhookKeys:
    return KEYS


@pytest.fixture
async def reception(
    store: Store, clock: MovableClock, keys: WebhookKeys
) -> AsyncIterator[Reception]:
    async with client_of(store, clock, keys) as made:
        yield made


@asynccontextmanager
async def client_of(
    store: Store, clock: MovableClock, keys: WebhookKeys, *, provider_confirms: bool = False
) -> AsyncIterator[Reception]:
    made = Reception(FaultyStore(store, clock), clock, httpx2.AsyncClient())
    app = app_of(made, keys, provider_confirms=provider_confirms)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://inside:8080") as client:
        made.client = client
        yield made


class TestTexts:
    async def test_a_text_by_sinch_is_handed_on(self, reception: Reception) -> None:
        answer = await reception.from_sinch()
        assert answer.status_code == 200
        [inbound] = reception.taken
        assert inbound.source == "sms:sinch"
        assert inbound.external_id == "01FC66621XXXXX119Z8PMV1QPU"
        assert inbound.sender == Address(PHONE, NUMBER)
        assert (inbound.place.kind, inbound.place.address) == (PlaceKind.PHONE, NUMBER)
        assert inbound.text == "Do you have Dune?"
        assert not inbound.is_settled

    async def test_a_text_by_twilio_is_handed_on_and_answered_with_nothing_to_say(
        self, reception: Reception
    ) -> None:
        answer = await reception.from_twilio()
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/xml")
        assert answer.text.endswith("<Response/>")
        [inbound] = reception.taken
        assert (inbound.source, inbound.sender.value) == ("sms:twilio", NUMBER)

    async def test_both_spellings_of_a_number_are_one_person(self, reception: Reception) -> None:
        await reception.from_sinch()
        await reception.from_twilio()
        assert len({one.sender for one in reception.taken}) == 1

    async def test_what_the_provider_has_answered_itself_is_settled(
        self, reception: Reception
    ) -> None:
        await reception.from_twilio(twilio_text(Body="sToP", OptOutType="STOP"))
        assert reception.taken[0].is_settled

    @pytest.mark.parametrize(
        ("words", "is_settled"),
        [
            ("STOP", True),
            (" help ", True),
            ("unstop", True),
            ("Stop please", False),
            ("yes", False),
        ],
    )
    async def test_where_the_provider_answers_keywords_silently_they_are_settled_too(
        self, store: Store, clock: MovableClock, words: str, is_settled: bool
    ) -> None:
        async with client_of(store, clock, KEYS, provider_confirms=True) as reception:
            await reception.from_twilio(twilio_text(Body=words))
            assert reception.taken[0].is_settled is is_settled

    async def test_pictures_without_words_are_counted(self, reception: Reception) -> None:
        await reception.from_twilio(twilio_text(Body="", NumMedia="2"))
        assert (reception.taken[0].text, reception.taken[0].media) == ("", 2)

    # The last two are how Twilio names callers who withhold their number, in letters and digits.
    @pytest.mark.parametrize("sender", ["72345", "AMAZON", "anonymous", "+266696687"])
    async def test_what_no_person_sent_is_answered_and_kept_nowhere(
        self, reception: Reception, sender: str
    ) -> None:
        answer = await reception.from_twilio(twilio_text(From=sender))
        assert answer.status_code == 200
        assert reception.taken == []

    async def test_neither_numbers_nor_words_are_in_the_log(self, reception: Reception) -> None:
        with capture_logs() as lines:
            await reception.from_twilio()
            await reception.from_twilio(twilio_text(From="72345"))
            await reception.from_sinch(sinch_text(id=7))
            await reception.from_twilio(token="wrong")
        logged = json.dumps(lines, default=str)
        assert len(lines) >= 3
        assert "2125550123" not in logged
        assert "72345" not in logged
        assert "Dune" not in logged


class TestBelief:
    async def test_without_any_signature_it_is_refused(self, reception: Reception) -> None:
        for path in (SINCH_PATH, TWILIO_PATH):
            answer = await reception.client.post(path, content=b"{}")
            assert answer.status_code == 401
        assert reception.taken == []

    async def test_a_wrong_secret_is_refused(self, reception: Reception) -> None:
        assert (await reception.from_twilio(token="wrong")).status_code == 401
        body = json.dumps(sinch_text()).encode()
        headers = reception.sinch_headers(body, secret="wrong")
        answer = await reception.client.post(SINCH_PATH, content=body, headers=headers)
        assert answer.status_code == 401

    async def test_an_altered_body_is_refused(self, reception: Reception) -> None:
        body = json.dumps(sinch_text()).encode()
        headers = reception.sinch_headers(body)
        answer = await reception.client.post(
            SINCH_PATH, content=body.replace(b"Dune", b"Emma"), headers=headers
        )
        assert answer.status_code == 401

    @pytest.mark.parametrize(("late", "status"), [(0, 200), (299, 200), (400, 401), (-100, 401)])
    async def test_only_what_was_signed_just_now_is_believed(
        self, reception: Reception, late: float, status: int
    ) -> None:
        body = json.dumps(sinch_text()).encode()
        headers = reception.sinch_headers(body, late=late)
        answer = await reception.client.post(SINCH_PATH, content=body, headers=headers)
        assert answer.status_code == status

    async def test_a_captured_webhook_is_refused_the_second_time(
        self, reception: Reception
    ) -> None:
        body = json.dumps(sinch_text()).encode()
        headers = reception.sinch_headers(body)
        first = await reception.client.post(SINCH_PATH, content=body, headers=headers)
        again = await reception.client.post(SINCH_PATH, content=body, headers=headers)
        assert (first.status_code, again.status_code) == (200, 401)
        assert len(reception.taken) == 1

    async def test_an_honest_retry_with_a_fresh_nonce_is_answered_and_has_the_same_id(
        self, reception: Reception
    ) -> None:
        answers = [await reception.from_sinch() for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert len({one.external_id for one in reception.taken}) == 1

    async def test_nonces_are_forgotten_once_their_time_is_over(self, reception: Reception) -> None:
        await reception.from_sinch(nonce="an-old-one")
        reception.clock.move(331)
        await reception.from_sinch(nonce="a-new-one")
        async with reception.store.transaction() as tx:
            assert not await tx.texts.knows_nonce("sms:sinch", "an-old-one")
            assert await tx.texts.knows_nonce("sms:sinch", "a-new-one")

    async def test_twilio_signs_the_query_it_calls_as_well(self, reception: Reception) -> None:
        assert (await reception.from_twilio(query="?shop=1&x=%20")).status_code == 200

    async def test_a_long_body_is_refused_before_anything_is_computed(
        self, reception: Reception
    ) -> None:
        for path in (SINCH_PATH, TWILIO_PATH):
            answer = await reception.client.post(path, content=b"x" * (LONGEST_BODY + 1))
            assert answer.status_code == 413

    @pytest.mark.parametrize(
        "keys",
        [
            WebhookKeys(
                twilio_tokens=("the new one", TWILIO_TOKEN),
                sinch_secrets=("the new one", SINCH_SECRET),
            )
        ],
    )
    async def test_while_a_secret_is_changed_both_are_believed(self, reception: Reception) -> None:
        assert (await reception.from_twilio()).status_code == 200
        assert (await reception.from_twilio(token="the new one")).status_code == 200
        assert (await reception.from_sinch()).status_code == 200

    @pytest.mark.parametrize("keys", [WebhookKeys()])
    async def test_without_a_secret_of_ours_nothing_is_believed(self, reception: Reception) -> None:
        assert (await reception.from_twilio(token="")).status_code == 403
        assert (await reception.from_sinch()).status_code == 403
        assert reception.taken == []

    @pytest.mark.parametrize("keys", [WebhookKeys(sinch_logins=(LOGIN,))])
    async def test_sinch_may_come_with_a_name_and_a_password_instead(
        self, reception: Reception
    ) -> None:
        body = json.dumps(sinch_text()).encode()
        for password, status in ((LOGIN.password, 200), ("wrong", 401)):
            login = base64.b64encode(f"{LOGIN.name}:{password}".encode()).decode()
            answer = await reception.client.post(
                SINCH_PATH, content=body, headers={"Authorization": f"Basic {login}"}
            )
            assert answer.status_code == status
        assert len(reception.taken) == 1


class TestTrouble:
    @pytest.mark.parametrize("body", [b"{", b"[]", b'{"type": "mo_text"}', b"\xff\xfe"])
    async def test_what_cannot_be_read_is_400_and_nothing_is_kept(
        self, reception: Reception, body: bytes
    ) -> None:
        answer = await reception.from_sinch(body=body)
        assert answer.status_code == 400
        assert reception.taken == []

    async def test_a_form_without_a_sender_is_400(self, reception: Reception) -> None:
        answer = await reception.from_twilio({"MessageSid": "SM1", "Body": "hello"})
        assert answer.status_code == 400

    @pytest.mark.parametrize("nonce", [None, "the-same-one"])
    async def test_while_the_database_is_away_the_provider_is_to_come_again(
        self, reception: Reception, nonce: str | None
    ) -> None:
        reception.store.is_away = True
        assert (await reception.from_sinch(nonce=nonce)).status_code == 503
        assert (await reception.from_twilio()).status_code == 503
        reception.store.is_away = False
        assert (await reception.from_sinch(nonce=nonce)).status_code == 200
        assert (await reception.from_twilio()).status_code == 200
        assert len(reception.taken) == 2


class TestReports:
    async def report(
        self, reception: Reception, status: str, *, code: str = "", sid: str = "SM1"
    ) -> int:
        form = {"MessageSid": sid, "MessageStatus": status, "To": NUMBER, "ErrorCode": code}
        return (await reception.from_twilio(form)).status_code

    async def status(self, reception: Reception) -> str | None:
        async with reception.store.transaction() as tx:
            return await tx.texts.status_of("twilio", "SM1")

    async def test_what_became_of_a_text_only_goes_forward(self, reception: Reception) -> None:
        for status in ("queued", "delivered", "sent", "sending"):
            assert await self.report(reception, status) == 200
        assert await self.status(reception) == "delivered"
        figures = (await reception.client.get("/metrics")).text.splitlines()
        reports = [one for one in figures if one.startswith("maneki_text_reports_total")]
        assert sorted(reports) == [
            'maneki_text_reports_total{status="delivered"} 1.0',
            'maneki_text_reports_total{status="queued"} 1.0',
        ]

    async def test_reports_in_any_order_end_the_same(self, reception: Reception) -> None:
        for status in ("delivered", "queued", "sent", "delivered"):
            await self.report(reception, status)
        assert await self.status(reception) == "delivered"
        assert reception.taken == []

    async def test_a_number_that_opted_out_at_the_provider_has_opted_out(
        self, reception: Reception
    ) -> None:
        for _ in range(2):
            await self.report(reception, "failed", code="21610")
        async with reception.store.transaction() as tx:
            assert (await tx.consents.of(Address(PHONE, NUMBER))).is_opted_out
            history = await tx.consents.history(Address(PHONE, NUMBER))
        assert {(one.how, one.source) for one in history} == {("provider", "sms:twilio:SM1")}
        assert len(history) == len({one.kind for one in history})

    @pytest.mark.parametrize(
        ("code", "is_closed"),
        [("30005", True), ("30006", True), ("30003", False), ("30007", False)],
    )
    async def test_a_number_that_texts_never_reach_is_written_to_no_more(
        self, reception: Reception, code: str, is_closed: bool
    ) -> None:
        place = await phone_at(reception.store, NUMBER)
        await self.report(reception, "undelivered", code=code)
        async with reception.store.transaction() as tx:
            found = await tx.destinations.get(place)
        assert found is not None
        assert found.is_suspended is is_closed

    async def test_a_report_without_a_number_is_about_where_its_text_went(
        self, reception: Reception
    ) -> None:
        place = await phone_at(reception.store, NUMBER)
        await sent_to(reception.store, place, message_id="B1")
        await reception.from_sinch(
            {
                "type": "delivery_report_sms",
                "batch_id": "B1",
                "statuses": [{"code": 402, "count": 1, "status": "Failed"}],
            }
        )
        async with reception.store.transaction() as tx:
            found = await tx.destinations.get(place)
        assert found is not None
        assert found.is_suspended


async def phone_at(store: Store, number: str) -> DestinationId:
    async with store.transaction() as tx:
        person = await tx.people.get_or_add(Address(PHONE, number), preferences=Preferences())
        place = await tx.destinations.choose(person.id, kind=DestinationKind.PHONE, address=number)
    return place.id


async def sent_to(store: Store, place: DestinationId, *, message_id: str) -> None:
    async with store.transaction() as tx:
        await tx.outbox.add_note(
            NoteDraft(
                person_id=None,
                destination_id=place,
                note=Note(text="hello"),
                idempotency_key=message_id,
            )
        )
        [waiting] = await tx.outbox.waiting(seats=1, per_destination=1)
        [parcel] = await tx.parcels.pack(
            [Packing(destination=waiting.destination, items=waiting.items)],
            holder="test",
            until=tx.now,
        )
        receipt = Receipt(channel_id="sinch", message_id=message_id, accepted_at=tx.now)
        await tx.parcels.sent({parcel.id: receipt})


class TestTogether:
    """The gateway calls the program over HTTP, as providers do."""

    @pytest.fixture
    async def served(self, reception: Reception, clock: MovableClock) -> AsyncIterator[SmsSim]:
        async with served_at(app_of(reception, KEYS)) as url, SmsSim(clock) as sim:
            sim.call(url, public_url=PUBLIC)
            yield sim

    @pytest.mark.parametrize("provider", list(Provider))
    async def test_the_same_text_three_times_is_one_id(
        self, served: SmsSim, reception: Reception, provider: Provider
    ) -> None:
        assert await served.text(NUMBER, "hello", provider=provider, times=3) == 200
        assert len({one.external_id for one in reception.taken}) == 1
        served.assert_clean()

    @pytest.mark.parametrize("provider", list(Provider))
    async def test_what_came_while_the_database_was_away_comes_again(
        self, served: SmsSim, reception: Reception, provider: Provider
    ) -> None:
        reception.store.is_away = True
        assert await served.text(NUMBER, "hello", provider=provider) == 503
        assert await served.call_again() == [503]
        reception.store.is_away = False
        assert await served.call_again() == [200]
        assert await served.call_again() == []
        assert [one.text for one in reception.taken] == ["hello"]
        served.assert_clean()

    @pytest.mark.parametrize("provider", list(Provider))
    async def test_reports_of_the_gateway_are_understood(
        self, served: SmsSim, reception: Reception, provider: Provider
    ) -> None:
        text = SimText(
            id="T1",
            way=Way.TO_CUSTOMER,
            provider=provider,
            number=NUMBER,
            text="hello",
            at=reception.clock.now(),
        )
        for status in ("delivered", "sent", "delivered"):
            assert await served.report(text, status) == 200
        async with reception.store.transaction() as tx:
            assert await tx.texts.status_of(provider, "T1") == "delivered"

    async def test_a_refused_webhook_is_a_broken_rule(
        self, served: SmsSim, reception: Reception
    ) -> None:
        served.public_url = "https://elsewhere.example"
        assert await served.text(NUMBER, "hello") == 401
        assert [one.rule for one in served.violations] == [Rule.WEBHOOK_REFUSED]
        assert await served.call_again() == []
