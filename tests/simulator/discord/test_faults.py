"""The weather: what goes wrong on the way, on order and by chance."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from tests.simulator.discord.place import Furnished, Place, eventually

from maneki.clock import MovableClock
from maneki.simulator.discord import (
    DiscordSim,
    FaultKind,
    Faults,
    Latency,
    RouteName,
    Rules,
)
from maneki.simulator.discord.faults import AFTER_ACCEPTANCE, ERRORS, RESETS, Weather

CREATE = RouteName.MESSAGE_CREATE
ONCE = {"content": "x", "nonce": "n", "enforce_nonce": True}


@pytest.mark.parametrize("kind", sorted(ERRORS))
async def test_server_errors_happen_before_or_after_acceptance(
    place: Place, kind: FaultKind
) -> None:
    place.sim.break_next(kind, route=CREATE)
    answer = await place.send(content="x")
    assert answer.status == ERRORS[kind]
    assert len(place.sim.messages(place.channel)) == (kind in AFTER_ACCEPTANCE)
    assert (await place.send(content="x")).status == 200


@pytest.mark.parametrize("kind", sorted(RESETS))
async def test_resets_happen_before_or_after_acceptance(place: Place, kind: FaultKind) -> None:
    place.sim.break_next(kind, route=CREATE)
    with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
        await place.send(**ONCE)
    assert len(place.sim.messages(place.channel)) == (kind in AFTER_ACCEPTANCE)
    assert (await place.send(**ONCE)).status == 200
    assert len(place.sim.messages(place.channel)) == 1


async def test_a_request_that_was_refused_anyway_does_not_fail_after_acceptance(
    place: Place,
) -> None:
    place.sim.break_next(FaultKind.ERROR_502_ACCEPTED, route=CREATE)
    assert (await place.send()).status == 400


async def test_an_answer_without_headers(place: Place) -> None:
    place.sim.break_next(FaultKind.NO_HEADERS)
    answer = await place.send(content="x")
    assert answer.status == 200
    assert not [name for name in answer.headers if name.lower().startswith("x-")]


async def test_a_slow_answer_takes_its_time(place_with: Furnished) -> None:
    place = await place_with(Rules(faults=Faults(slow_for=4)))
    place.sim.break_next(FaultKind.SLOW)
    async with asyncio.TaskGroup() as group:
        answering = group.create_task(place.send(content="x"))
        bucket = place.sim.limits.bucket(place.app.id, CREATE, str(place.channel.id))
        await eventually(lambda: bucket.in_flight == 1)
        for _ in range(2):
            await asyncio.sleep(0.02)
            assert not answering.done()
            place.clock.move(2)
    assert answering.result().status == 200
    assert place.sim.requests[-1].took == 4


async def test_faults_are_ordered_for_one_route_and_some_times(place: Place) -> None:
    place.sim.break_next(FaultKind.ERROR_500, route=CREATE, times=2)
    assert (await place.api.get("/users/@me")).status == 200
    assert [(await place.send(content="x")).status for _ in range(3)] == [500, 500, 200]
    assert place.sim.report().faults == {"500": 2}


async def test_faults_by_chance_repeat_with_the_seed(clock: MovableClock) -> None:
    faults = Faults(rate=0.3, kinds=(FaultKind.ERROR_500, FaultKind.ERROR_503))

    def drawn(seed: int) -> list[FaultKind | None]:
        weather = Weather(Latency(median=0.1, spread=0.5), faults, seed)
        return [weather.fault(CREATE) for _ in range(200)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert 30 < sum(one is not None for one in drawn(1)) < 90
    only = Weather(Latency(), Faults(rate=1, routes=frozenset({RouteName.ME})), 0)
    assert only.fault(CREATE) is None
    assert only.fault(RouteName.ME) is not None


def test_latency_is_as_long_as_the_rules_say() -> None:
    weather = Weather(Latency(median=0.1, spread=0.5, longest=0.3), Faults(), 1)
    delays = sorted(weather.delay() for _ in range(501))
    assert 0.08 < delays[250] < 0.12
    assert delays[-1] == 0.3
    assert Weather(Latency(), Faults(), 1).delay() == 0
    assert Weather(Latency(median=0.2), Faults(), 1).delay() == 0.2


async def test_one_in_a_hundred_by_default_routes_and_all_kinds() -> None:
    faults = Faults(rate=0.01)
    weather = Weather(Latency(), faults, 7)
    seen = {weather.fault(CREATE) for _ in range(20_000)}
    assert seen == {None, *FaultKind}


async def test_the_simulator_can_be_started_on_a_port_of_ones_choice(clock: MovableClock) -> None:
    sim = DiscordSim(clock)
    await sim.start()
    port = sim.api_url.split(":")[2].split("/")[0]
    await sim.stop()
    await sim.start(int(port))
    assert f":{port}/" in sim.gateway_url
    await sim.stop()
    await sim.stop()
