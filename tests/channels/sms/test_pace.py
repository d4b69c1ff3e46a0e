"""One number sends as fast as its campaign allows, and no faster."""

from __future__ import annotations

import pytest
from tests.clocks import JumpingClock

from maneki.channels.sms.pace import TextPace, TooLong


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


async def test_segments_are_what_is_paced_not_texts(clock: JumpingClock) -> None:
    pace = TextPace(clock, per_second=2.0, at_once=1)
    for _ in range(3):
        assert await pace.turn(4, patience=10) is None
    assert clock.monotonic() == pytest.approx(4.0)


async def test_after_a_pause_some_go_in_a_row(clock: JumpingClock) -> None:
    pace = TextPace(clock, per_second=1.0, at_once=3)
    clock.move(100)
    for _ in range(3):
        await pace.turn(1, patience=10)
    assert clock.slept == []
    await pace.turn(1, patience=10)
    assert clock.slept == [pytest.approx(1.0)]


async def test_whoever_would_wait_too_long_is_told_and_has_cost_nothing(
    clock: JumpingClock,
) -> None:
    pace = TextPace(clock, per_second=1.0, at_once=1)
    await pace.turn(10, patience=5)
    assert await pace.turn(1, patience=5) == TooLong(10.0)
    clock.move(10)
    assert await pace.turn(1, patience=0) is None


async def test_when_the_provider_says_too_fast_nothing_goes_for_so_long(
    clock: JumpingClock,
) -> None:
    pace = TextPace(clock, per_second=100.0)
    pace.hold(7)
    assert await pace.turn(1, patience=5) == TooLong(7.0)
    clock.move(7)
    assert await pace.turn(1, patience=0) is None
