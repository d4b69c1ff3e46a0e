from __future__ import annotations

import asyncio
from datetime import timedelta
from random import Random

import pytest

from maneki.clock import MovableClock
from maneki.markets.pace import HostPace


def pace_of(clock: MovableClock, *, jitter: float = 0.0) -> HostPace:
    return HostPace(clock, gap=timedelta(seconds=4), jitter=jitter, random=Random(7))


async def test_the_first_request_does_not_wait() -> None:
    clock = MovableClock()
    async with pace_of(clock).turn():
        assert clock.monotonic() == 0


async def test_the_gap_is_counted_from_the_end_of_the_last_request(clock) -> None:
    pace = pace_of(clock)
    async with pace.turn():
        clock.move(10)
    async with pace.turn():
        assert clock.monotonic() == 14
    clock.move(60)
    async with pace.turn():
        assert clock.monotonic() == 74


async def test_each_gap_is_jittered_by_at_most_a_fifth(clock) -> None:
    pace = pace_of(clock, jitter=0.2)
    for _ in range(50):
        async with pace.turn():
            pass
    assert len(clock.slept) == 49
    assert all(3.2 <= gap <= 4.8 for gap in clock.slept)
    assert len({round(gap, 3) for gap in clock.slept}) > 20


async def test_never_more_than_one_request_is_in_flight(clock) -> None:
    pace, in_flight, most = pace_of(clock), 0, 0

    async def request() -> None:
        nonlocal in_flight, most
        async with pace.turn():
            in_flight += 1
            most = max(most, in_flight)
            await asyncio.sleep(0)
            in_flight -= 1

    async with asyncio.TaskGroup() as group:
        for _ in range(10):
            group.create_task(request())
    assert most == 1


async def test_a_request_that_fails_leaves_the_turn_to_the_next() -> None:
    clock = MovableClock()
    pace = pace_of(clock)
    with pytest.raises(RuntimeError):
        async with pace.turn():
            raise RuntimeError
    clock.move(4)
    async with asyncio.timeout(5), pace.turn():
        pass


async def test_a_cancelled_wait_leaves_the_turn_to_the_next() -> None:
    clock = MovableClock()
    pace = pace_of(clock)
    async with pace.turn():
        pass

    async def wait_for_turn() -> None:
        async with pace.turn():
            pass

    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(wait_for_turn())
        await asyncio.sleep(0)
        waiting.cancel()
    clock.move(4)
    async with asyncio.timeout(5), pace.turn():
        pass


async def test_a_host_may_ask_for_a_wider_gap(clock) -> None:
    pace = pace_of(clock)
    pace.widen(timedelta(seconds=30))
    pace.widen(timedelta(seconds=1))
    for _ in range(2):
        async with pace.turn():
            pass
    assert clock.slept == [30]
