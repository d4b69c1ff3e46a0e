"""What Prometheus reads is what happened, in few series, also while the database is away."""

from __future__ import annotations

import contextlib
import math
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs
from tests.clocks import JumpingClock
from tests.delivery.world import FaultyStore, ScriptedChannel, World
from tests.web.counted import metrics_of

from maneki.clock import MovableClock
from maneki.delivery.digest import Digester
from maneki.delivery.limits import Allowance
from maneki.delivery.outcome import CannotTell, Refused, Unclear, Unreachable
from maneki.delivery.pace import Limiter
from maneki.delivery.stats import figures_of
from maneki.errors import ManekiError
from maneki.loops import LoopHealth, run_forever
from maneki.model.digest import DigestPlan, Every
from maneki.model.person import DestinationKind
from maneki.store import Store
from maneki.store.filters import FilterChange
from maneki.web.app import Health, build_app
from maneki.web.listings import Intake
from maneki.web.metrics import ASK_EVERY_S, COUNT_EVERY_S, Metrics

MESSAGES = "POST /channels/{channel_id}/messages"


class OverError(ManekiError):
    """The test has seen enough."""


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def world(store: Store, clock: MovableClock) -> World:
    return World(store, clock, ScriptedChannel(clock))


class Reader:
    """Reads the metrics as Prometheus does, over HTTP."""

    def __init__(self, client: httpx2.AsyncClient, clock: MovableClock) -> None:
        self._client = client
        self._clock = clock

    async def get(self, token: str | None = None) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return await self._client.get("/metrics", headers=headers)

    async def read(self) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
        self._clock.move(ASK_EVERY_S)
        answer = await self.get()
        assert answer.status_code == 200, answer.text
        return {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(answer.text)
            for sample in family.samples
        }

    async def value(self, name: str, **labels: str) -> float | None:
        return (await self.read()).get((f"maneki_{name}", frozenset(labels.items())))


@contextlib.asynccontextmanager
async def reading(
    world: World, metrics: Metrics, *, token: str | None = None
) -> AsyncIterator[Reader]:
    async def healthy() -> Health:
        return Health({})

    intake = Intake(
        world.store, token=None, reserved=(), drop_percent=Decimal(5), found=lambda: None
    )
    app = build_app(health=healthy, intake=intake, metrics=metrics, metrics_token=token)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://maneki.test") as client:
        yield Reader(client, world.clock)


async def test_alerts_are_counted_and_timed_by_stage_and_market(world: World) -> None:
    metrics = metrics_of(world.store, clock=world.clock)
    courier = world.courier(told=metrics.delivered)
    ami = await world.member("ami")
    await world.alert(ami, "a coat", "a cape")
    world.clock.move(2)
    await world.deliver(courier)
    async with reading(world, metrics) as reader:
        found = await reader.read()
        assert found["maneki_messages_total", frozenset({("outcome", "sent")})] == 1
        assert found["maneki_alerts_sent_total", frozenset({("market", "m")})] == 2
        labels = {"stage": "fetched_to_accepted", "market": "m"}
        assert await reader.value("alert_stage_seconds_count", **labels) == 2
        assert await reader.value("alert_stage_seconds_sum", **labels) == 4.0
        assert await reader.value("alert_stage_seconds_bucket", **labels, le="1.0") == 0
        assert await reader.value("alert_stage_seconds_bucket", **labels, le="2.0") == 2


async def test_alerts_in_a_digest_are_alerts_that_were_delivered(world: World) -> None:
    metrics = metrics_of(world.store, clock=world.clock)
    ami = await world.member("ami")
    async with world.store.transaction() as tx:
        found = await tx.filters.get(ami.filter_id)
        assert found is not None
        hourly = replace(found, digest=DigestPlan(every=Every.HOUR))
        await tx.filters.change(hourly, FilterChange.EDITED, by="test")
    await world.alert(ami, "a coat", "a cape", "a hat")
    await world.deliver()
    world.clock.move(timedelta(hours=1))
    await Digester(world.store, queued=lambda: None).step()
    await world.deliver(world.courier(told=metrics.delivered))
    async with reading(world, metrics) as reader:
        assert await reader.value("alerts_sent_total", market="m") == 3
        # They were asked to wait.
        labels = {"stage": "fetched_to_accepted", "market": "m"}
        assert await reader.value("alert_stage_seconds_count", **labels) is None
        assert await reader.value("alerts_sent_total", market="m") == 3


async def test_the_goals_can_be_drawn(world: World) -> None:
    metrics = metrics_of(world.store, clock=world.clock)
    ami, ben = await world.member("ami"), await world.member("ben")
    await world.alert(ami, "a coat", "a cape")
    world.channel.cannot_bear["cursed"] = Refused("no")
    await world.alert(ben, "cursed")
    await world.deliver_for(timedelta(minutes=1))
    async with reading(world, metrics) as reader:
        assert math.isnan(await reader.value("satisfaction_mean") or 0)
        found = await reader.read()
        day = {
            outcome: found["maneki_alerts_last_day", frozenset({("outcome", outcome)})]
            for outcome in ("due", "delivered", "failed", "possibly_repeated")
        }
        assert day == {"due": 3, "delivered": 2, "failed": 1, "possibly_repeated": 0}
        async with world.store.transaction() as tx:
            await tx.feedback.rate(ami.person_id, score=5)
            await tx.feedback.rate(ben.person_id, score=4)
        # It is counted anew every minute.
        assert math.isnan(await reader.value("satisfaction_mean") or 0)
        world.clock.move(COUNT_EVERY_S)
        assert await reader.value("satisfaction_mean") == 4.5
        assert await reader.value("satisfaction_people", what="answered") == 2


async def test_what_is_possibly_repeated_is_counted(world: World) -> None:
    metrics = metrics_of(world.store, clock=world.clock)
    ami = await world.member("ami")
    await world.alert(ami, "a coat")
    world.channel.answer("ami", *[Unclear("500")] * 14)
    world.channel.readings.append(CannotTell("I may not read there"))
    await world.deliver_for(timedelta(hours=1))
    assert await world.possibly_repeated() == 1
    async with reading(world, metrics) as reader:
        assert await reader.value("alerts_last_day", outcome="possibly_repeated") == 1
    found = await figures_of(world.store, days=1)
    assert found.shape()["alerts"]["possibly_repeated"] == 1


async def test_what_waits_is_asked_of_the_database(world: World) -> None:
    ami = await world.member("ami")
    await world.alert(ami, "a coat")
    world.clock.move(85)
    async with reading(world, metrics_of(world.store, clock=world.clock)) as reader:
        assert await reader.value("backlog_age_seconds", queue="delivery") == 90.0
        assert await reader.value("backlog_rows", queue="delivery") == 1
        assert await reader.value("outbox_rows", state="due") == 1
        assert await reader.value("outbox_rows", state="held") == 0
        await world.deliver()
        assert await reader.value("backlog_age_seconds", queue="delivery") == 0.0


async def test_the_database_is_asked_every_few_seconds_at_most(world: World) -> None:
    ami = await world.member("ami")
    async with reading(world, metrics_of(world.store, clock=world.clock)) as reader:
        assert await reader.value("outbox_rows", state="due") == 0
        await world.alert(ami, "a coat")
        again = await reader.get()
        assert 'maneki_outbox_rows{state="due"} 0.0' in again.text


async def test_a_closed_dm_is_a_suspension(world: World) -> None:
    metrics = metrics_of(world.store, clock=world.clock)
    ami = await world.member("1001", kind=DestinationKind.DM)
    world.channel.answer("1001", Unreachable("DMs are closed"))
    await world.alert(ami, "a coat")
    await world.deliver(world.courier(told=metrics.delivered))
    async with reading(world, metrics) as reader:
        assert await reader.value("suspensions_total", kind="dm") == 1
        assert await reader.value("suspended_destinations", kind="dm") == 1
        assert await reader.value("outbox_rows", state="suspended") == 1


async def test_limits_are_counted_by_scope_and_the_breaker_shows(world: World) -> None:
    limiter = Limiter(world.clock, allowance=Allowance(most_invalid=2))
    metrics = metrics_of(world.store, clock=world.clock, limiter=limiter)
    async with reading(world, metrics) as reader:
        assert await reader.value("rate_limits_total", cause="user") == 0
        assert await reader.value("stopped", cause="breaker") == 0
        for channel in ("1", "2"):
            async with limiter.slot(MESSAGES, channel) as slot:
                slot.answered(429, {"Via": "1.1 google"}, {"retry_after": 1, "code": 0})
            world.clock.move(1)
        assert await reader.value("rate_limits_total", cause="user") == 2
        assert await reader.value("rate_limits_total", cause="breaker") == 1
        assert await reader.value("invalid_requests_total") == 2
        assert await reader.value("stopped", cause="breaker") == 1
        assert await reader.value("stopped", cause="turned_away") == 0


async def test_a_loop_that_fails_shows_until_it_works_again(world: World) -> None:
    loops = LoopHealth()
    metrics = metrics_of(world.store, clock=world.clock, loops=loops)
    troubles = iter([True, True, False])

    async def step() -> bool:
        if next(troubles):
            raise ValueError
        raise OverError

    with pytest.raises(OverError):
        await run_forever(
            step, name="match", every=1, clock=JumpingClock(), health=loops, ends_with=OverError
        )
    async with reading(world, metrics) as reader:
        assert await reader.value("loop_failures_total", loop="match") == 2
        assert await reader.value("loop_failures_in_a_row", loop="match") == 2
        loops.worked("match")
        assert await reader.value("loop_failures_in_a_row", loop="match") == 0


async def test_visits_are_counted_by_market_and_outcome_and_unknown_names_are_one(
    world: World,
) -> None:
    metrics = metrics_of(world.store, clock=world.clock)
    for market in ("mercari_jp", "mercari_jp", "pushed_1", "pushed_2"):
        metrics.visited(market, "answered")
    async with reading(world, metrics) as reader:
        assert await reader.value("market_visits_total", market="mercari_jp", outcome="answered")
        assert await reader.value("market_visits_total", market="other", outcome="answered") == 2


async def test_without_the_database_there_is_all_that_needs_none(
    world: World, clock: MovableClock
) -> None:
    store = FaultyStore(world.store, clock)
    metrics = metrics_of(store, clock=clock)
    ami = await world.member("ami")
    await world.alert(ami, "a coat")
    await world.deliver(world.courier(told=metrics.delivered))
    store.is_away = True
    async with reading(world, metrics) as reader:
        found = await reader.read()
        assert found["maneki_database_up", frozenset()] == 0
        assert found["maneki_messages_total", frozenset({("outcome", "sent")})] == 1
        assert ("maneki_alerts_sent_total", frozenset({("market", "m")})) not in found
        store.is_away = False
        assert await reader.value("alerts_sent_total", market="m") == 1
        assert await reader.value("database_up") == 1


async def test_with_a_token_only_who_bears_it_may_read(world: World) -> None:
    metrics = metrics_of(world.store, clock=world.clock)
    async with reading(world, metrics, token="a-metrics-token") as reader:
        assert (await reader.get()).status_code == 401
        refused = await reader.get("wrong")
        assert "MANEKI_METRICS_TOKEN" in refused.json()["error"]
        assert (await reader.get("a-metrics-token")).status_code == 200


async def test_no_series_names_a_person_a_place_or_a_listing(world: World) -> None:
    metrics = metrics_of(world.store, clock=world.clock)
    ami = await world.member("424242424242", name="515151515151")
    await world.alert(ami, "a very particular coat")
    await world.deliver(world.courier(told=metrics.delivered))
    async with reading(world, metrics) as reader:
        await reader.read()
        text = (await reader.get()).text
    for secret in ("424242424242", "515151515151", "particular", ami.person_id, ami.filter_id):
        assert secret not in text
