"""A clock that is set back holds up nothing."""

from __future__ import annotations

from datetime import timedelta

from tests.alerts.road import AMI, Road, a_search, coat, coats

from maneki.alerts.clock_watch import ClockWatch
from maneki.clock import MovableClock
from maneki.model.search import BackOff

HOUR = timedelta(hours=1)


def watch_of(road: Road) -> ClockWatch:
    return ClockWatch(road.store, due=lambda: road.nudges.append("due"))


async def test_what_was_due_is_due(road: Road, clock: MovableClock) -> None:
    watch = watch_of(road)
    await road.wants(AMI, coats())
    await road.listed(coat())
    await road.match()
    assert not await watch.step()
    clock.move(-HOUR)
    assert await road.alerts() == []
    assert not await watch.step()
    assert len(await road.alerts()) == 1
    assert road.nudges[-1] == "due"


async def test_markets_are_visited_again_and_hosts_left_alone_as_long_as_they_were(
    road: Road, clock: MovableClock
) -> None:
    mine = await road.wants(AMI, coats())
    await a_search(road, "coat", mine.id)
    async with road.store.transaction() as tx:
        await tx.searches.save_back_off("a.example", BackOff(blocks=1, until=tx.now + 2 * HOUR))
    await watch_of(road).step()
    clock.move(-365 * 24 * HOUR)
    await watch_of(road).step()
    async with road.store.transaction() as tx:
        assert await tx.searches.claim("my_market", holder="us", until=tx.now + HOUR)
        kept = await tx.searches.back_off("a.example")
    assert kept.until == clock.now() + 2 * HOUR


async def test_what_somebody_snoozed_keeps_its_time(road: Road, clock: MovableClock) -> None:
    mine = await road.wants(AMI, coats())
    wakes = clock.now() + HOUR
    await road.filters.snooze(AMI, mine.id, wakes)
    await road.listed(coat())
    await road.match()
    await watch_of(road).step()
    clock.move(-HOUR)
    await watch_of(road).step()
    clock.move(HOUR)
    assert await road.alerts() == []
    clock.move(HOUR)
    assert len(await road.alerts()) == 1


async def test_a_clock_that_goes_on_changes_nothing(road: Road, clock: MovableClock) -> None:
    mine = await road.wants(AMI, coats())
    await a_search(road, "coat", mine.id)
    watch = watch_of(road)
    async with road.store.transaction() as tx:
        found = await tx.searches.claim("my_market", holder="us", until=tx.now + HOUR)
        assert found is not None
        await tx.searches.postpone(found, until=tx.now + HOUR)
    for step in (timedelta(seconds=30), timedelta(days=3), timedelta(seconds=-2)):
        await watch.step()
        clock.move(step)
    clock.move(-timedelta(days=3))
    async with road.store.transaction() as tx:
        assert await tx.searches.claim("my_market", holder="us", until=tx.now + HOUR) is None
