"""The three shapes of a limit, and what their headers say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.simulator.discord.place import Furnished

from maneki.simulator.discord import Quota, RouteName, Rules, Window
from maneki.simulator.discord.limits import meter_for

GAPS = st.lists(st.floats(min_value=0, max_value=4), min_size=1, max_size=120)
WINDOWS = st.sampled_from(list(Window))


@given(WINDOWS, st.integers(1, 6), st.floats(0.25, 5), GAPS)
def test_no_stretch_of_time_lets_more_through_than_its_shape_allows(
    window: Window, limit: int, per: float, gaps: list[float]
) -> None:
    """Rolling: `limit`. Fixed: twice that, across a boundary. Leaky: `limit` and what flows off."""
    meter = meter_for(Quota(limit, per), window)
    now, taken = 0.0, []
    for gap in gaps:
        now += gap
        if meter.take(now) == 0:
            taken.append(now)
    most = {Window.ROLLING: limit, Window.FIXED: 2 * limit, Window.SLIDING: 2 * limit}[window]
    for start in taken:
        assert sum(start <= one < start + per - 1e-6 for one in taken) <= most


@given(WINDOWS, st.integers(1, 6), st.floats(0.25, 5), GAPS)
def test_whoever_waits_as_told_is_let_through(
    window: Window, limit: int, per: float, gaps: list[float]
) -> None:
    meter = meter_for(Quota(limit, per), window)
    now = 0.0
    for gap in gaps:
        now += gap
        wait = meter.take(now)
        if wait > 0:
            now += wait
            assert meter.take(now) == 0


@given(WINDOWS, st.integers(1, 6), st.floats(0.25, 5), GAPS)
def test_remaining_is_what_can_be_sent_at_once_and_reset_after_refills_it(
    window: Window, limit: int, per: float, gaps: list[float]
) -> None:
    meter = meter_for(Quota(limit, per), window)
    now = 0.0
    for gap in gaps:
        now += gap
        meter.take(now)
    promised = meter.remaining(now)
    later = now + meter.reset_after(now)
    assert [meter.take(now) == 0 for _ in range(promised + 1)] == [True] * promised + [False]
    meter = meter_for(Quota(limit, per), window)
    meter.take(now)
    later = now + meter.reset_after(now)
    assert meter.remaining(later) == limit


@pytest.mark.parametrize(
    ("window", "remaining", "reset_after"),
    [
        (Window.FIXED, ["4", "3", "2", "1", "0"], ["5.000", "4.500", "4.000", "3.500", "3.000"]),
        (Window.SLIDING, ["4", "3", "3", "2", "2"], ["1.000", "1.500", "2.000", "2.500", "3.000"]),
        (Window.ROLLING, ["4", "3", "2", "1", "0"], ["5.000", "5.000", "5.000", "5.000", "5.000"]),
    ],
)
async def test_headers_tell_of_the_bucket(
    place_with: Furnished, window: Window, remaining: list[str], reset_after: list[str]
) -> None:
    place = await place_with(Rules(window=window))
    answers = []
    for _ in range(5):
        answers.append(await place.send(content="x"))
        place.clock.move(0.5)
    assert [one.headers["X-RateLimit-Remaining"] for one in answers] == remaining
    assert [one.headers["X-RateLimit-Reset-After"] for one in answers] == reset_after
    assert {one.headers["X-RateLimit-Limit"] for one in answers} == {"5"}
    assert len({one.headers["X-RateLimit-Bucket"] for one in answers}) == 1
    reset = float(answers[0].headers["X-RateLimit-Reset"])
    began = place.clock.now().timestamp() - 2.5
    assert reset == pytest.approx(began + float(reset_after[0]))


@pytest.mark.parametrize(
    ("window", "retry_after", "reset_after"),
    [(Window.FIXED, 5.0, "5.000"), (Window.SLIDING, 1.0, "5.000"), (Window.ROLLING, 5.0, "5.000")],
)
async def test_the_sixth_message_is_too_many(
    place_with: Furnished, window: Window, retry_after: float, reset_after: str
) -> None:
    place = await place_with(Rules(window=window))
    for _ in range(5):
        assert (await place.send(content="x")).status == 200
    refused = await place.send(content="x")
    assert refused.status == 429
    assert refused.body == {
        "message": "You are being rate limited.",
        "retry_after": retry_after,
        "global": False,
    }
    assert refused.headers["Retry-After"] == f"{retry_after:.0f}"
    assert refused.headers["X-RateLimit-Scope"] == "user"
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert refused.headers["X-RateLimit-Reset-After"] == reset_after
    assert refused.headers["Via"] == "1.1 google"
    assert "X-RateLimit-Global" not in refused.headers
    place.clock.move(retry_after)
    assert (await place.send(content="x")).status == 200


async def test_a_leaky_bucket_refills_one_by_one_and_a_fixed_window_at_once(
    place_with: Furnished,
) -> None:
    for window, through in ((Window.SLIDING, 1), (Window.FIXED, 5)):
        place = await place_with(Rules(window=window))
        refused = None
        while refused is None or refused.status == 200:
            refused = await place.send(content="x")
        place.clock.move(refused.body["retry_after"])
        statuses = [(await place.send(content="x")).status for _ in range(6)]
        assert statuses.count(200) == through


async def test_one_route_may_have_another_shape(place_with: Furnished) -> None:
    quotas = {RouteName.MESSAGE_CREATE: Quota(2, 10, Window.FIXED)}
    place = await place_with(Rules(window=Window.SLIDING, quotas=quotas))
    first = await place.send(content="x")
    place.clock.move(9)
    second = await place.send(content="x")
    assert first.headers["X-RateLimit-Limit"] == "2"
    assert second.headers["X-RateLimit-Remaining"] == "0"
    assert second.headers["X-RateLimit-Reset-After"] == "1.000"
