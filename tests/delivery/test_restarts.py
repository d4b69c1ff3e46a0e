"""A limiter that begins anew goes on from where the one before it ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.delivery.world import World

from maneki.clock import MovableClock
from maneki.delivery.flow import Budget
from maneki.delivery.limit_book import LimitBook
from maneki.delivery.limits import OPEN_DM, Allowance, Cause, Pause
from maneki.delivery.pace import Limiter, TooLongAWaitError
from maneki.model.outbox import Packing
from maneki.store import Store

POST = "POST /channels/{channel_id}/messages"
QUOTA = {
    "X-RateLimit-Bucket": "messages",
    "X-RateLimit-Limit": "5",
    "X-RateLimit-Remaining": "4",
    "X-RateLimit-Reset-After": "5.0",
}
ALLOWANCE = Allowance(most_invalid=5, budgets={OPEN_DM: Budget(at_once=3, every=5.0)})


async def began(store: Store, clock: MovableClock) -> tuple[Limiter, LimitBook]:
    """A limiter as a process has it that has just begun."""
    limiter = Limiter(clock, allowance=ALLOWANCE)
    book = LimitBook(store, limiter, clock=clock)
    await book.recall()
    return limiter, book


async def call(
    limiter: Limiter,
    clock: MovableClock,
    *,
    route: str = POST,
    major: str | None = "1",
    status: int = 200,
    body: object = None,
    **headers: str,
) -> None:
    said = {"Via": "1.1 google", "X-RateLimit-Bucket": f"hash of {route}", **headers}
    async with limiter.slot(route, major, patience=0) as slot:
        slot.answered(status, said, body)
    clock.move(1)


async def wait_of(limiter: Limiter, route: str = POST, major: str | None = "1") -> float:
    """How long a call would have to wait; 0 if it may go at once, and then it goes."""
    try:
        async with limiter.slot(route, major, patience=0):
            return 0.0
    except TooLongAWaitError as error:
        return round(error.retry_after)


async def test_a_wait_of_an_hour_is_kept_over_a_restart_and_is_of_that_channel_alone(
    store: Store, clock: MovableClock
) -> None:
    limiter, book = await began(store, clock)
    await call(limiter, clock, route="GET /channels/{channel_id}")
    await call(limiter, clock, status=429, body={"retry_after": 3600.0})
    await book.step()
    clock.move(timedelta(minutes=10))
    again, _ = await began(store, clock)
    assert await wait_of(again) == 3600 - 600 - 1
    assert await wait_of(again, major="2") == 0
    assert await wait_of(again, route="GET /channels/{channel_id}") == 0


async def test_what_holds_all_that_the_token_does_is_kept(
    store: Store, clock: MovableClock
) -> None:
    limiter, book = await began(store, clock)
    body = {"retry_after": 60.0, "global": True}
    await call(limiter, clock, status=429, body=body, **{"X-RateLimit-Scope": "global"})
    await book.step()
    again, _ = await began(store, clock)
    assert await wait_of(again, major="2") == 59


async def test_whoever_was_turned_away_does_not_come_back_at_once(
    store: Store, clock: MovableClock
) -> None:
    limiter, book = await began(store, clock)
    async with limiter.slot(POST, "1") as slot:
        slot.answered(403, {}, "<html>")
    await book.finish()
    clock.move(100)
    again, _ = await began(store, clock)
    assert again.stop == Pause(Cause.TURNED_AWAY, 500.0)
    assert await wait_of(again, major="2") == 500
    clock.move(500)
    assert again.stop is None


async def test_invalid_requests_count_on(store: Store, clock: MovableClock) -> None:
    for _ in range(2):
        limiter, book = await began(store, clock)
        for channel in ("1", "2"):
            await call(limiter, clock, major=channel, status=403, body={"code": 50001})
        await book.step()
    again, _ = await began(store, clock)
    assert again.invalid == 4
    await call(again, clock, status=403, body={"code": 50001})
    assert again.stop is not None
    assert again.stop.cause is Cause.BREAKER
    clock.move(timedelta(minutes=10))
    assert (await began(store, clock))[0].invalid == 0


async def test_the_budget_for_opening_dms_is_not_full_again(
    store: Store, clock: MovableClock
) -> None:
    limiter, book = await began(store, clock)
    for _ in range(3):
        await call(limiter, clock, route=OPEN_DM, major=None)
    await book.step()
    again, _ = await began(store, clock)
    assert await wait_of(again, OPEN_DM, None) > 0
    clock.move(15)
    assert await wait_of(again, OPEN_DM, None) == 0


async def test_opening_too_fast_is_waited_out_longer_each_time_over_restarts(
    store: Store, clock: MovableClock
) -> None:
    waits = []
    for _ in range(3):
        limiter, book = await began(store, clock)
        await call(limiter, clock, route=OPEN_DM, major=None, status=400, body={"code": 40003})
        waits.append(await wait_of(limiter, OPEN_DM, None))
        await book.step()
        clock.move(timedelta(minutes=10))
    assert waits == [59, 119, 239]


async def test_a_clock_that_was_set_back_makes_no_wait_longer(
    store: Store, clock: MovableClock
) -> None:
    limiter, book = await began(store, clock)
    await call(limiter, clock, status=429, body={"retry_after": 3600.0})
    await book.step()
    clock._now -= timedelta(days=365)
    again, _ = await began(store, clock)
    assert await wait_of(again) == 3599


async def test_a_429_is_written_down_at_once(store: Store, clock: MovableClock) -> None:
    limiter, book = await began(store, clock)
    await call(limiter, clock)
    assert not book.nudge._event.is_set()
    await call(limiter, clock, status=429, body={"retry_after": 3600.0})
    assert book.nudge._event.is_set()


@pytest.mark.parametrize(
    "mark", ["", "{}", '{"at": "2026-01-01T00:00:00+00:00", "left": {"x": 1}}']
)
async def test_what_an_other_version_wrote_is_no_obstacle(
    store: Store, clock: MovableClock, mark: str
) -> None:
    async with store.transaction() as tx:
        await tx.marks.put("limits:memory", mark)
    limiter, _ = await began(store, clock)
    assert await wait_of(limiter) == 0


async def learned(world: World, said: dict[str, str]) -> None:
    """What a process wrote down that had this answer in some channel."""
    limiter, book = await began(world.store, world.clock)
    async with limiter.slot(POST, "9") as slot:
        slot.answered(200, said)
    await book.step()


async def test_a_channel_that_was_posted_in_just_before_the_end_is_left_alone_at_first(
    world: World,
) -> None:
    """Nobody knows how much of its bucket was used up by then."""
    ami = await world.member("1")
    await learned(world, QUOTA)
    world.clock.move(timedelta(minutes=1))
    await world.alert(ami, "coat")
    await world.deliver()
    world.clock.move(2)
    again, _ = await began(world.store, world.clock)
    assert await wait_of(again, major="1") == 3
    assert await wait_of(again, major="2") == 0


async def test_what_was_being_sent_at_the_end_may_have_been_posted_until_now(
    world: World,
) -> None:
    ami = await world.member("1")
    await learned(world, QUOTA)
    await world.alert(ami, "coat")
    async with world.store.transaction() as tx:
        (waiting,) = await tx.outbox.waiting(seats=1, per_destination=1)
        packing = Packing(destination=waiting.destination, items=waiting.items)
        await tx.parcels.pack([packing], holder="gone", until=tx.now + timedelta(minutes=2))
    world.clock.move(timedelta(minutes=30))
    again, _ = await began(world.store, world.clock)
    assert await wait_of(again, major="1") == 5


async def test_whatever_headers_have_said_nothing_is_left_alone_for_hours(world: World) -> None:
    ami = await world.member("1")
    await learned(world, {**QUOTA, "X-RateLimit-Reset-After": "3600.0"})
    await world.alert(ami, "coat")
    await world.deliver()
    again, _ = await began(world.store, world.clock)
    assert await wait_of(again, major="1") == 60
