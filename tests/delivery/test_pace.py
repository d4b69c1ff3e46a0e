"""Everybody who calls the platform waits their turn, as long as they must and no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from tests.delivery.platform import POST, JumpingClock

from maneki.delivery.answer import read_answer
from maneki.delivery.flow import Budget
from maneki.delivery.limits import OPEN_DM, Allowance, Cause, Endpoint, Limits
from maneki.delivery.pace import Limiter, TooLongAWaitError
from maneki.delivery.turns import Turns

Answer = tuple[int, Mapping[str, str], Any]

OK: Answer = (200, {}, None)
VIA = {"Via": "1.1 google"}


def quota(remaining: int, reset_after: float, limit: int = 5, bucket: str = "b") -> Answer:
    return (
        200,
        {
            "x-ratelimit-limit": str(limit),
            "X-RateLimit-Remaining": str(remaining),
            "X-RateLimit-Reset-After": str(reset_after),
            "X-RateLimit-Bucket": bucket,
        },
        None,
    )


def limited(seconds: float, scope: str = "user") -> Answer:
    """As Discord sends it: the header is rounded up, and the quota is another limit's."""
    headers = {
        **quota(4, 1.0)[1],
        **VIA,
        "Retry-After": str(int(seconds) + 1),
        "X-RateLimit-Scope": scope,
    }
    return 429, headers, {"retry_after": seconds, "global": scope == "global"}


class Office:
    """A limiter, and a note of who started when."""

    def __init__(self, allowance: Allowance | None = None) -> None:
        self.clock = JumpingClock()
        self.limiter = Limiter(self.clock, allowance=allowance)
        self.log: list[tuple[str, float]] = []

    async def call(
        self,
        name: str,
        *,
        route: str = POST,
        major: str | None = "1",
        at: float = 0.0,
        takes: float = 0.0,
        answer: Answer | None = OK,
        **options: Any,
    ) -> None:
        await self.clock.sleep(at)
        async with self.limiter.slot(route, major, **options) as slot:
            self.log.append((name, round(self.clock.time, 4)))
            await self.clock.sleep(takes)
            if answer is not None:
                slot.answered(*answer)

    def play(self, *calls: Awaitable[Any]) -> dict[str, float]:
        """When each call started, in the order of starting."""
        asyncio.run(self.clock.run(*calls))
        return dict(self.log)

    def in_turn(self, *calls: Callable[[], Awaitable[Any]]) -> dict[str, float]:
        """The same for calls made one after the other."""

        async def one_by_one() -> None:
            for call in calls:
                await call()

        return self.play(one_by_one())


def pauses(logged: list[dict[str, Any]]) -> list[Cause]:
    """What told us to wait, as the log has it."""
    return [line["cause"] for line in logged if "cause" in line]


def test_one_request_at_a_time_is_on_its_way_to_a_bucket() -> None:
    office = Office()
    started = office.play(
        office.call("first", takes=0.3, answer=quota(4, 1.0)),
        office.call("second", takes=0.3, answer=quota(3, 2.0)),
        office.call("elsewhere", major="2", answer=quota(4, 1.0)),
    )
    assert started["second"] == 0.3
    assert started["elsewhere"] < 0.1


def test_an_empty_bucket_is_waited_for_and_holds_up_nobody_else() -> None:
    office = Office()
    started = office.in_turn(
        lambda: office.call("first", answer=quota(0, 4.0)),
        lambda: asyncio.gather(
            office.call("same channel"),
            office.call("other channel", major="2"),
            office.call("other route", route="GET /users/@me", major=None),
        ),
    )
    assert started["same channel"] == 4.05
    assert started["other channel"] < 0.2
    assert started["other route"] < 0.2


def test_routes_that_share_a_bucket_share_its_quota_once_that_is_known() -> None:
    office = Office()
    started = office.in_turn(
        lambda: office.call("edit", route="PATCH message", answer=quota(3, 1.0)),
        lambda: office.call("delete", route="DELETE message", answer=quota(0, 6.0)),
        lambda: office.call("edit again", route="PATCH message"),
    )
    assert started["edit again"] == 6.05


def test_the_first_call_of_a_route_respects_what_is_known_of_its_channel() -> None:
    office = Office()
    started = office.in_turn(
        lambda: office.call("edit", route="PATCH message", answer=quota(0, 6.0)),
        lambda: office.call("delete", route="DELETE message"),
    )
    assert started["delete"] == 6.05


@pytest.mark.parametrize("scope", ["user", "shared"])
def test_a_refused_bucket_waits_exactly_what_the_body_says_and_others_go_on(
    scope: str, logged: list[dict[str, Any]]
) -> None:
    office = Office()
    started = office.in_turn(
        lambda: office.call("refused", answer=limited(64.57, scope)),
        lambda: asyncio.gather(
            office.call("same channel"), office.call("other channel", major="2")
        ),
    )
    assert started["same channel"] == 64.57
    assert started["other channel"] < 0.2
    cause = Cause.BUCKET if scope == "user" else Cause.SHARED
    assert pauses(logged) == [cause]


def test_a_global_refusal_stops_all_but_interactions(logged: list[dict[str, Any]]) -> None:
    office = Office()
    answer = 429, {**VIA, "X-RateLimit-Global": "true"}, {"retry_after": 9.5, "global": True}
    started = office.in_turn(
        lambda: office.call("refused", answer=answer),
        lambda: asyncio.gather(
            office.call("other channel", major="2"),
            office.call("interaction", major="9:token", counts_globally=False),
        ),
    )
    assert started["other channel"] == 9.5
    assert started["interaction"] == 0.0
    assert pauses(logged) == [Cause.GLOBAL]


@pytest.mark.parametrize(
    "answer",
    [
        (429, {}, "<html>error code: 1015</html>"),
        (429, {"Retry-After": "30"}, {"message": "no Via: not Discord's own"}),
        (403, {"Server": "cloudflare"}, b"<!DOCTYPE html>"),
        (403, VIA, {"code": 40333, "message": "internal network error"}),
    ],
)
def test_when_the_guard_turns_us_away_everything_stops_for_ten_minutes(
    answer: Answer, logged: list[dict[str, Any]]
) -> None:
    office = Office()
    started = office.in_turn(
        lambda: office.call("turned away", answer=answer),
        lambda: asyncio.gather(
            office.call("other channel", major="2"),
            office.call("interaction", major="9:token", counts_globally=False),
        ),
    )
    assert started["other channel"] == 600.0
    assert started["interaction"] == 600.0
    assert pauses(logged) == [Cause.TURNED_AWAY]


def test_an_error_of_the_platform_is_not_taken_for_its_guard() -> None:
    office = Office()
    started = office.in_turn(
        lambda: office.call("error", answer=(502, {}, "<html>502 Bad Gateway</html>")),
        lambda: office.call("other channel", major="2"),
    )
    assert started["other channel"] < 0.2


def test_too_many_invalid_requests_stop_everything_long_before_a_ban(
    logged: list[dict[str, Any]],
) -> None:
    office = Office(Allowance(most_invalid=4))
    denied: Answer = (403, {}, {"code": 50007, "message": "no"})
    started = office.in_turn(
        *(lambda n=n: office.call(f"{n}", major=f"{n}", answer=denied) for n in range(3)),
        lambda: office.call("shared", major="7", answer=limited(0.1, "shared")),
        lambda: office.call("fine", major="8"),
        lambda: office.call("one too many", major="9", answer=(401, {}, {"code": 0})),
        lambda: office.call("after", major="10"),
    )
    assert started["fine"] < 1
    assert started["after"] == pytest.approx(started["one too many"] + 600.0)
    assert pauses(logged).count(Cause.BREAKER) == 1


def test_invalid_requests_of_long_ago_do_not_count() -> None:
    office = Office(Allowance(most_invalid=4))
    denied: Answer = (403, {}, {"code": 50007})
    started = office.play(
        *(office.call(f"{n}", major=f"{n}", at=250.0 * n, answer=denied) for n in range(12))
    )
    assert started["11"] == 2750.0


def test_opening_dms_too_fast_is_waited_out_longer_each_time_until_it_works(
    logged: list[dict[str, Any]],
) -> None:
    office = Office()
    too_fast: Answer = (403, {}, {"code": 40003, "message": "too fast"})
    opened: Answer = (200, {}, {"id": "77"})
    answers = [too_fast, too_fast, too_fast, opened, too_fast, opened]
    started = office.in_turn(
        *(
            lambda n=n, one=one: office.call(f"{n}", route=OPEN_DM, major=None, answer=one)
            for n, one in enumerate(answers)
        ),
        lambda: office.call("message", answer=OK),
    )
    waited = [round(started[f"{n + 1}"] - started[f"{n}"]) for n in range(5)]
    assert waited == [60, 120, 240, 0, 60]
    assert pauses(logged) == [Cause.OPENING] * 4


def test_a_scarce_route_has_a_budget_and_those_put_off_are_told_different_times() -> None:
    office = Office(Allowance(budgets={OPEN_DM: Budget(at_once=3, every=10.0)}))
    told: list[float] = []

    async def impatient(name: str) -> None:
        try:
            await office.call(name, route=OPEN_DM, major=None, patience=1.0)
        except TooLongAWaitError as exc:
            told.append(round(exc.retry_after))

    started = office.in_turn(*(lambda n=n: impatient(f"{n}") for n in range(6)))
    assert list(started) == ["0", "1", "2"]
    assert told == [10, 20, 30]


def test_who_is_not_patient_enough_is_told_how_long_and_nothing_is_sent() -> None:
    office = Office()

    async def impatient() -> None:
        with pytest.raises(TooLongAWaitError) as told:
            await office.call("second", patience=5.0)
        assert told.value.retry_after == pytest.approx(60.05)

    started = office.in_turn(
        lambda: office.call("first", answer=quota(0, 60.0)),
        impatient,
        lambda: office.call("third"),
    )
    assert started == {"first": 0.0, "third": 60.05}


def test_who_is_patient_enough_waits() -> None:
    office = Office()
    started = office.in_turn(
        lambda: office.call("first", answer=quota(0, 4.0)),
        lambda: office.call("second", patience=5.0),
    )
    assert started["second"] == 4.05


def test_in_a_queue_replies_go_first_and_then_who_came_first() -> None:
    office = Office()
    office.play(
        office.call("first", takes=1.0, answer=quota(4, 1.0)),
        office.call("a", at=0.1, priority=10),
        office.call("b", at=0.2, priority=10),
        office.call("a reply", at=0.3, priority=30),
    )
    assert [name for name, _ in office.log] == ["first", "a reply", "a", "b"]


def test_at_the_gate_replies_go_first_too() -> None:
    office = Office()
    office.play(
        *(office.call(f"{n}", major=f"{n}", priority=10) for n in range(40)),
        office.call("a reply", major="r", at=0.1, priority=30),
    )
    names = [name for name, _ in office.log]
    assert names.index("a reply") < 12


def test_whoever_stops_waiting_costs_the_others_nothing() -> None:
    """Cancelled in a bucket's queue, while the bucket is empty, at the gate, and under way."""
    office = Office()

    async def cancelled(name: str, after: float, **options: Any) -> None:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(office.call(name, **options))
            await office.clock.sleep(after)
            task.cancel()

    started = office.play(
        office.call("first", takes=1.0, answer=quota(0, 3.0)),
        cancelled("in the queue", 0.5),
        cancelled("waiting for the bucket", 2.0),
        office.call("second", answer=quota(4, 1.0)),
        *(office.call(f"{n}", major=f"m{n}") for n in range(30)),
        *(cancelled(f"gate {n}", 0.1, major=f"g{n}") for n in range(30)),
        cancelled("under way", 2.0, major="u", takes=60.0),
        office.call("after it", major="u", at=2.0),
    )
    assert started["second"] == 4.05
    assert max(started[f"{n}"] for n in range(30)) < 1.0
    assert started["after it"] < 4.0
    assert "in the queue" not in started


async def test_a_turn_passed_to_somebody_who_was_just_cancelled_is_passed_on() -> None:
    turns = Turns()
    got: list[str] = []

    async def take(name: str) -> None:
        await turns.take("the bucket")
        got.append(name)

    await turns.take("the bucket")
    async with asyncio.TaskGroup() as group:
        chosen = group.create_task(take("chosen"))
        group.create_task(take("next"))
        await asyncio.sleep(0)
        turns.give_back("the bucket")
        chosen.cancel()
    assert got == ["next"]


def test_a_route_without_limits_is_only_asked_one_at_a_time() -> None:
    office = Office()
    started = office.play(
        *(office.call(f"{n}", route="GET /gateway", major=None, takes=0.1) for n in range(4)),
        office.call("other", route="GET /users/@me", major=None, at=0.5),
    )
    assert [round(started[f"{n}"], 2) for n in range(4)] == [0.0, 0.1, 0.2, 0.3]
    assert started["other"] == 0.5


def test_saying_nothing_about_a_slot_counts_as_no_answer() -> None:
    """The only request there was room for may have been counted."""
    office = Office()
    started = office.in_turn(
        lambda: office.call("first", answer=quota(1, 5.0)),
        lambda: office.call("silent", answer=None),
        lambda: office.call("third"),
    )
    assert started["silent"] == 0.0
    assert started["third"] == 5.05


def test_answers_without_headers_are_counted_in_the_bucket_that_is_known() -> None:
    office = Office()
    started = office.in_turn(
        lambda: office.call("first", answer=quota(1, 5.0)),
        lambda: office.call("bare", answer=(500, {}, None)),
        lambda: office.call("third"),
    )
    assert started["third"] == 5.05


def test_an_older_answer_does_not_overrule_a_newer_one() -> None:
    limits = Limits()
    endpoint = Endpoint(POST, "1")
    older, newer = limits.start(endpoint, 0.0), limits.start(endpoint, 0.1)
    limits.answered(newer, _read(quota(0, 5.0)), 0.2)
    limits.answered(older, _read(quota(4, 1.0)), 0.3)
    assert limits.wait(endpoint, 0.3) > 4.5


def test_channels_that_have_been_quiet_are_forgotten() -> None:
    limits = Limits()
    for number in range(20_000):
        now = number * 1.0
        started = limits.start(Endpoint(POST, str(number)), now)
        limits.answered(started, _read(quota(4, 1.0)), now)
    assert len(limits._buckets) < 5_000
    assert len(limits._keys) < 5_000


def test_what_is_logged_about_a_refusal_is_no_content(logged: list[Any]) -> None:
    office = Office()
    office.play(office.call("refused", answer=limited(3.5)))
    (line,) = logged
    assert line["event"] == "delivery.rate_limited"
    assert (line["cause"], line["route"], line["seconds"]) == ("bucket", POST, 3.5)


def _read(answer: Answer) -> Any:
    return read_answer(*answer)
