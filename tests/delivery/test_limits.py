"""No platform says 429 to us, whatever its limits look like inside; and we use what it allows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tests.delivery.platform import (
    SHAPES,
    FixedWindow,
    LeakyBucket,
    Network,
    Platform,
    Request,
    RequestLog,
    ServerBucket,
    latency,
)

from maneki.delivery.limits import Allowance

Shape = Callable[..., ServerBucket]


@dataclass(frozen=True)
class Limit:
    shape: Shape
    limit: int
    window: float
    phase: float | None = None

    def bucket(self) -> ServerBucket:
        return self.shape(self.limit, self.window, self.phase)


@st.composite
def bucket_limits(draw: st.DrawFn, *, least: int) -> Limit:
    return Limit(
        shape=draw(st.sampled_from(SHAPES)),
        limit=draw(st.integers(least, 10)),
        window=draw(st.sampled_from([0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 60.0])),
        phase=draw(st.one_of(st.none(), st.floats(0.0, 10.0))),
    )


def endless() -> ServerBucket:
    return LeakyBucket(10_000, 1.0)


@dataclass(frozen=True)
class Load:
    """`count` requests to `majors` channels by `routes` routes; at `busy` 1 all that is allowed."""

    count: int
    busy: float
    majors: int
    routes: int


@st.composite
def loads(draw: st.DrawFn) -> tuple[Limit, Load]:
    """Routes that share a bucket cannot know it the first time, so it has room for two then."""
    routes = draw(st.integers(1, 3))
    limit = draw(bucket_limits(least=1 if routes == 1 else 3))
    load = Load(
        count=draw(st.integers(1, 60)),
        busy=draw(st.floats(0.3, 10.0)),
        majors=draw(st.integers(1, 4)),
        routes=routes,
    )
    return limit, load


@settings(max_examples=150)
@given(loads(), st.randoms(use_true_random=False))
@example((Limit(FixedWindow, 5, 5.0), Load(60, 10.0, 1, 1)), Random(1))
@example((Limit(LeakyBucket, 5, 5.0), Load(60, 10.0, 1, 1)), Random(1))
@example((Limit(RequestLog, 5, 5.0), Load(60, 10.0, 1, 1)), Random(1))
@example((Limit(LeakyBucket, 3, 2.0), Load(43, 9.696144838211591, 4, 2)), Random(5664))
@example((Limit(LeakyBucket, 5, 5.0), Load(60, 5.11690860646812, 3, 2)), Random(6217))
def test_no_bucket_of_any_shape_ever_refuses_us(
    limit_and_load: tuple[Limit, Load], random: Random
) -> None:
    """Requests come at random, by routes that share a bucket and do not know it."""
    limit, load = limit_and_load
    platform = Platform(limit.bucket, limit.limit)
    span = load.count * limit.window / limit.limit / load.busy
    Network(platform).play(
        Request(
            at=random.uniform(0, span),
            major=str(random.randrange(load.majors)),
            there=latency(random),
            back=latency(random),
            route=f"route {random.randrange(load.routes)}",
        )
        for _ in range(load.count)
    )
    assert platform.refused == []
    assert len(platform.accepted) == load.count


def test_a_leaking_bucket_is_used_to_the_full() -> None:
    """Once its shape is proven, a message a second goes where one a second is allowed."""
    platform = Platform(Limit(LeakyBucket, 5, 5.0).bucket, 5)
    Network(platform).play(
        Request(at=0.0, major="1", there=0.04, back=0.04, route="route") for _ in range(65)
    )
    assert platform.refused == []
    (last, _), (fifth, _) = platform.accepted[-1], platform.accepted[4]
    assert last - fifth == pytest.approx(60.0, rel=0.02)


@settings(max_examples=100)
@given(bucket_limits(least=3), st.integers(1, 60), st.randoms(use_true_random=False))
def test_lost_answers_do_not_make_us_lose_count(limit: Limit, count: int, random: Random) -> None:
    """Some answers never come, two in a row at most; the platform has counted their requests.

    (After as many as a bucket holds, nobody could know what it has left, nor for how long.)
    """
    # A log that says when it forgets the first one never says when it is empty.
    assume(limit.shape is not RequestLog or limit.phase is None)
    platform = Platform(limit.bucket, limit.limit)
    Network(platform).play(
        Request(
            at=0.5 * number,
            major="1",
            there=latency(random),
            back=latency(random),
            is_lost=number % 3 > 0 and random.random() < 0.3,
        )
        for number in range(count)
    )
    assert platform.refused == []


@settings(max_examples=60)
@given(
    bucket_limits(least=3),
    st.lists(st.integers(1, 2), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_nor_do_lost_answers_from_places_that_told_nothing_yet(
    limit: Limit, lost: list[int], random: Random
) -> None:
    """In each place the first answer, or two of them, get lost."""
    platform = Platform(limit.bucket, limit.limit)
    known = Request(at=0.0, major="known", there=0.0, back=0.0)
    Network(platform).play(
        [
            known,
            *(
                Request(
                    at=1.0 + random.uniform(0, 3.0),
                    major=str(place),
                    there=latency(random),
                    back=latency(random),
                    is_lost=number < count,
                )
                for place, count in enumerate(lost)
                for number in range(count + 1)
            ),
        ]
    )
    assert platform.refused == []


@pytest.mark.parametrize("shape", SHAPES)
def test_what_got_lost_goes_again_at_once_where_there_is_surely_room(shape: Shape) -> None:
    """Others of its kind hold five. A third one, should that get lost too, makes up for it."""
    platform = Platform(lambda: shape(5, 5.0), 5)
    network = Network(platform)
    network.play(
        [
            Request(0.0, "known", 0.05, 0.05),
            *(Request(1.0, "1", 0.05, 0.05, is_lost=number < 2) for number in range(3)),
        ]
    )
    times = [at for at, major in network.started if major == "1"]
    assert times == pytest.approx([1.0, 1.1, 3.2])


def test_of_a_kind_that_nobody_knows_what_got_lost_goes_again_after_a_pause() -> None:
    network = Network(Platform(lambda: LeakyBucket(5, 5.0), 5))
    network.play(Request(0.0, "1", 0.05, 0.05, is_lost=number == 0) for number in range(2))
    assert [at for at, _ in network.started] == pytest.approx([0.0, 1.1])


@settings(max_examples=40)
@given(
    is_fixed=st.booleans(),
    phase=st.floats(0.0, 1.0),
    count=st.integers(50, 250),
    slowest=st.sampled_from([0.01, 0.2, 0.5, 1.4]),
    random=st.randoms(use_true_random=False),
)
@example(False, 0.0, 200, 0.5, Random(3))
def test_the_limit_of_everything_together_never_refuses_us(
    is_fixed: bool, phase: float, count: int, slowest: float, random: Random
) -> None:
    """Fifty a second, counted either way; slow requests and quick ones arrive together."""
    everything: ServerBucket = FixedWindow(50, 1.0, phase) if is_fixed else RequestLog(50, 1.0)
    platform = Platform(endless, 10_000, everything=everything)
    Network(platform).play(
        Request(
            at=random.choice([0.0, random.uniform(0.0, 3.0)]),
            major=str(number),
            there=random.choice([0.0, slowest, random.uniform(0.0, slowest)]),
            back=random.uniform(0.0, slowest),
        )
        for number in range(count)
    )
    assert platform.refused == []
    assert len(platform.accepted) == count


def test_even_spacing_alone_would_not_have_kept_that_promise() -> None:
    """What the ceiling is for: without it the same requests are refused."""
    without = Allowance(ceiling=10_000)
    refused: dict[str, int] = {}
    for name, allowance in (("with", Allowance()), ("without", without)):
        platform = Platform(endless, 10_000, everything=RequestLog(50, 1.0))
        Network(platform, allowance).play(
            # The first second's requests take long, the next second's do not.
            Request(at=0.0, major=str(number), there=0.6 if number < 45 else 0.0, back=0.0)
            for number in range(120)
        )
        refused[name] = len(platform.refused)
    assert refused["with"] == 0
    assert refused["without"] > 0


@pytest.mark.parametrize("shape", [FixedWindow, LeakyBucket])
@pytest.mark.parametrize(("limit", "window"), [(5, 5.0), (10, 10.0), (30, 60.0)])
def test_a_channel_with_a_backlog_gets_nine_tenths_of_what_its_bucket_allows(
    shape: Shape, limit: int, window: float
) -> None:
    random = Random(7)
    platform = Platform(lambda: shape(limit, window), limit)
    count = 12 * limit
    took = Network(platform).play(
        Request(0.0, "1", random.uniform(0.01, 0.1), random.uniform(0.01, 0.1))
        for _ in range(count)
    )
    assert took <= (count - limit) * window / limit / 0.9
    assert platform.refused == []


@pytest.mark.parametrize("slowest", [0.05, 0.2])
def test_a_backlog_for_many_channels_gets_nine_tenths_of_the_pace(slowest: float) -> None:
    random = Random(7)
    platform = Platform(endless, 10_000, everything=RequestLog(50, 1.0))
    network = Network(platform)
    took = network.play(
        Request(
            0.0, str(number), random.uniform(0.01, slowest / 2), random.uniform(0.01, slowest / 2)
        )
        for number in range(900)
    )
    assert took <= 900 / 45 / 0.9
    assert platform.refused == []


def test_the_pace_is_even() -> None:
    network = Network(Platform(endless, 10_000))
    network.play(Request(0.0, str(number), 0.05, 0.05) for number in range(200))
    times = [started for started, _ in network.started]
    assert max(later - earlier for earlier, later in pairwise(times)) < 0.15
    assert max(sum(1 for one in times if at <= one < at + 0.2) for at in times) <= 14


def test_a_few_messages_to_an_idle_channel_are_not_held_back() -> None:
    for shape in SHAPES:
        platform = Platform(lambda: shape(5, 5.0), 5)  # noqa: B023  (used in this turn only)
        took = Network(platform).play(Request(0.0, "1", 0.05, 0.05) for _ in range(5))
        assert took < 0.51, shape


def test_a_leaking_bucket_is_recognised_and_used_as_it_leaks() -> None:
    """Twelve messages, five at once and one a second: seven seconds are possible."""
    platform = Platform(lambda: LeakyBucket(5, 5.0), 5)
    took = Network(platform).play(Request(0.0, "1", 0.02, 0.02) for _ in range(12))
    assert took < 7.7
    assert platform.refused == []


def test_what_one_channel_taught_holds_for_the_others() -> None:
    platform = Platform(lambda: LeakyBucket(5, 5.0), 5)
    network = Network(platform)
    requests = [Request(0.0, "1", 0.02, 0.02) for _ in range(6)]
    requests += [Request(20.0, "2", 0.02, 0.02) for _ in range(6)]
    assert network.play(requests) < 21.6


def test_a_bucket_that_refuses_against_its_own_word_is_treated_with_care() -> None:
    """Its headers promise more than it gives: it refuses us once, and then we believe less."""

    class Liar:
        def __init__(self) -> None:
            self._honest = LeakyBucket(5, 5.0)

        def take(self, now: float) -> Any:
            verdict = self._honest.take(now)
            if not verdict.allowed:
                return verdict
            return type(verdict)(True, verdict.remaining + 5, verdict.reset_after)

    platform = Platform(Liar, 10)
    took = Network(platform).play(Request(0.0, "1", 0.02, 0.02) for _ in range(60))
    assert len(platform.refused) == 1
    assert took < 55 / 0.9
