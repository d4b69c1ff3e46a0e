"""What is said of how well alerts are delivered is what really happened."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import count

from tests.delivery.world import FaultyStore, World

from maneki.clock import MovableClock
from maneki.delivery.digest import Digester
from maneki.delivery.figures import ALL, Figures, Stage
from maneki.delivery.limit_book import LimitBook
from maneki.delivery.limits import Allowance
from maneki.delivery.outcome import Refused, Unclear, Unreachable
from maneki.delivery.pace import Limiter
from maneki.delivery.stats import figures_of
from maneki.model.digest import DigestPlan, Every
from maneki.model.feedback import FeedbackKind
from maneki.model.figures import Ratings
from maneki.model.outbox import OutboxState
from maneki.model.person import DestinationKind
from maneki.store.filters import FilterChange
from maneki.store.schema import feedback

_TITLES = count()


def titles(number: int) -> list[str]:
    return [f"coat {next(_TITLES)}" for _ in range(number)]


async def figures(world: World, *, days: float = 7) -> Figures:
    return await figures_of(world.store, days=days)


def met(figures: Figures) -> dict[str, bool | None]:
    return {goal.name: goal.is_met for goal in figures.goals}


async def test_before_anything_was_sent_no_goal_is_met_or_missed(world: World) -> None:
    found = await figures(world)
    assert met(found) == {
        "delivery_rate": None,
        "average_latency_s": None,
        "rate_limit_errors": None,
        "satisfaction": None,
    }
    assert found.shape()["alerts"]["due"] == 0


async def test_what_was_sent_counts_as_delivered_and_its_latency_is_measured(world: World) -> None:
    ami = await world.member("ami")
    await world.alert(ami, *titles(19))
    world.clock.move(2)
    await world.deliver()
    await world.alert(ami, *titles(1))
    world.clock.move(4)
    await world.deliver()
    found = await figures(world)
    assert (found.alerts.delivered, found.alerts.due, found.alerts.rate) == (20, 20, 1.0)
    spread = found.latency[Stage.QUEUED_TO_ACCEPTED][ALL]
    assert (spread.count, spread.p50, spread.p95, spread.p99) == (20, 2.0, 2.0, 4.0)
    assert found.latency[Stage.FETCHED_TO_ACCEPTED]["m"].mean == 2.1
    assert met(found)["delivery_rate"] is True
    assert met(found)["average_latency_s"] is True
    assert met(found)["rate_limit_errors"] is True


async def test_every_alert_has_its_place_in_the_account(world: World) -> None:
    ami, ben, cem, dan = [await world.member(name) for name in ("ami", "ben", "cem", "dan")]
    await world.snooze(ami, timedelta(hours=2))
    await world.alert(ami, *titles(2))
    await world.snooze(ami, timedelta(hours=2))
    world.channel.answer("ben", Unreachable("I lack Send Messages there"))
    await world.alert(ben, *titles(3))
    world.channel.cannot_bear["cursed"] = Refused("no")
    await world.alert(cem, "cursed")
    await world.deliver_for(timedelta(minutes=1))
    await world.alert(dan, *titles(4))
    await world.pause(dan)
    await world.alert(dan, *titles(1))
    found = await figures(world)
    states = {state: times for state, times in found.alerts.states.items() if times}
    assert states == {
        OutboxState.HELD: 2,
        OutboxState.SUSPENDED: 3,
        OutboxState.FAILED: 1,
        OutboxState.WITHDRAWN: 4,
        OutboxState.DUE: 1,
    }
    assert found.alerts.reasons[OutboxState.WITHDRAWN] == {"you paused the filter": 4}
    assert found.alerts.reasons[OutboxState.SUSPENDED] == {"I lack Send Messages there": 3}
    assert found.standing.suspended == {DestinationKind.CHANNEL: 1}
    # What was held or withdrawn was not due, and what fell due just now is under way.
    assert (found.alerts.due, found.alerts.under_way) == (4, 1)
    world.clock.move(timedelta(minutes=2))
    assert (await figures(world)).alerts.due == 5


async def test_what_its_person_asked_to_wait_for_is_not_held_against_the_latency(
    world: World,
) -> None:
    ami = await world.member("ami")
    await world.alert(ami, *titles(1))
    await world.snooze(ami, timedelta(hours=2))
    await world.deliver_for(timedelta(hours=3))
    found = await figures(world)
    assert (found.alerts.delivered, found.alerts.made_to_wait) == (1, 1)
    assert ALL not in found.latency[Stage.FETCHED_TO_ACCEPTED]


async def test_an_outage_is_held_against_the_latency(world: World) -> None:
    ami = await world.member("ami")
    await world.unanswered(ami, *titles(1))
    await world.deliver_for(timedelta(minutes=5))
    spread = (await figures(world)).latency[Stage.QUEUED_TO_ACCEPTED][ALL]
    assert spread.count == 1
    assert spread.mean > 0


async def test_what_we_made_late_ourselves_is_held_against_the_latency(world: World) -> None:
    ami = await world.member("ami")
    await world.alert(ami, *titles(2))
    world.channel.answer("ami", *[Unclear("it broke", is_ours=True)] * 8)
    await world.deliver_for(timedelta(hours=1))
    found = await figures(world)
    assert (found.alerts.delivered, found.alerts.made_to_wait) == (2, 0)
    spread = found.latency[Stage.QUEUED_TO_ACCEPTED][ALL]
    assert spread.count == 2
    assert spread.mean > 300


async def test_the_backlog_is_as_old_as_the_oldest_thing_in_it(world: World) -> None:
    ami = await world.member("ami")
    await world.alert(ami, *titles(2))
    world.clock.move(90)
    backlog = (await figures(world)).backlog
    assert (backlog.waiting, backlog.age_s(world.clock.now())) == (2, 90.0)
    await world.deliver()
    assert (await figures(world)).backlog.age_s(world.clock.now()) == 0.0


async def test_what_is_tried_again_and_again_is_in_the_backlog(world: World) -> None:
    ami = await world.member("ami")
    await world.unanswered(ami, *titles(1))
    world.clock.move(timedelta(minutes=10))
    backlog = (await figures(world)).backlog
    assert (backlog.waiting, backlog.age_s(world.clock.now())) == (1, 600.0)


async def test_older_days_are_left_out(world: World) -> None:
    ami = await world.member("ami")
    await world.alert(ami, *titles(2))
    await world.deliver()
    world.clock.move(timedelta(days=2))
    await world.alert(ami, *titles(3))
    await world.deliver()
    assert (await figures(world, days=1)).alerts.delivered == 3
    assert (await figures(world, days=7)).alerts.delivered == 5


async def test_more_alerts_than_fit_on_a_page_are_all_counted(world: World) -> None:
    many = [await world.member(f"m{number}") for number in range(100)]
    for title in titles(22):
        await world.alert(many[0], title, also=many[1:])
    found = await figures(world)
    assert found.alerts.states[OutboxState.DUE] == 2_200


async def rate(world: World, *scores: int | None) -> None:
    for number, score in enumerate(scores):
        member = await world.member(f"rater {number}")
        async with world.store.transaction() as tx:
            row = {
                "id": f"r{number}",
                "person_id": member.person_id,
                "kind": FeedbackKind.SERVICE,
                "score": score,
                "created_at": tx.now,
                "updated_at": tx.now,
            }
            await tx._session.execute(feedback.insert().values(row))


async def test_satisfaction_is_the_mean_of_what_people_say(world: World) -> None:
    assert (await figures(world)).goals[3].based_on == "not rated yet"
    await rate(world, 5, 5, 4, 5, 4, None)
    found = await figures(world)
    assert found.ratings == Ratings(asked=6, count=5, mean=4.6)
    assert met(found)["satisfaction"] is True


async def refuse(limiter: Limiter, route: str, status: int, **headers: str) -> None:
    async with limiter.slot(route, "1") as slot:
        slot.answered(status, {"Via": "1.1 google", **headers}, {"retry_after": 1.5, "code": 0})


async def test_what_the_limiter_met_is_known_to_another_process(
    world: World, clock: MovableClock
) -> None:
    limiter = Limiter(clock, allowance=Allowance(per_second=50, most_invalid=40))
    book = LimitBook(world.store, limiter, clock=clock)
    await refuse(limiter, "POST /channels/{channel_id}/messages", 429)
    clock.move(2)
    scope = {"X-RateLimit-Scope": "shared"}
    await refuse(limiter, "POST /channels/{channel_id}/messages", 429, **scope)
    clock.move(2)
    await refuse(limiter, "GET /channels/{channel_id}", 403)
    await book.step()
    found = await figures(world)
    assert (found.times("user"), found.times("shared"), found.times("global")) == (1, 1, 0)
    assert (found.invalid.counted, found.invalid.now, found.invalid.allowed) == (2, 2, 40)
    assert met(found)["rate_limit_errors"] is False
    # Written twice, or not at all when there is nothing new, it counts once.
    await book.step()
    assert (await figures(world)).times("user") == 1
    clock.move(timedelta(minutes=11))
    assert (await figures(world)).invalid.now == 0


async def test_counts_of_one_hour_are_added_up(world: World, clock: MovableClock) -> None:
    limiter = Limiter(clock)
    book = LimitBook(world.store, limiter, clock=clock)
    for _ in range(3):
        await refuse(limiter, "GET /channels/{channel_id}", 429)
        clock.move(2)
        await book.step()
    [user] = [one for one in (await figures(world)).limits if one.cause == "user"]
    assert (user.times, user.longest_s) == (3, 1.5)


async def test_what_is_being_written_when_the_program_stops_is_written(
    world: World, clock: MovableClock
) -> None:
    store = FaultyStore(world.store, clock)
    limiter = Limiter(clock)
    book = LimitBook(store, limiter, clock=clock)
    await refuse(limiter, "GET /channels/{channel_id}", 429)
    store.slow_until = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(book.step())
        await asyncio.sleep(0)
        writing.cancel()
        await asyncio.sleep(0)
        store.slow_until.set()
    await book.finish()
    assert (await figures(world)).times("user") == 1


async def test_what_is_in_a_digest_fares_as_the_digest(world: World) -> None:
    ami, ben = await world.member("ami"), await world.member("ben")
    for one in (ami, ben):
        async with world.store.transaction() as tx:
            found = await tx.filters.get(one.filter_id)
            assert found is not None
            hourly = replace(found, digest=DigestPlan(every=Every.HOUR))
            await tx.filters.change(hourly, FilterChange.EDITED, by="test")
    await world.alert(ami, *titles(3))
    await world.alert(ben, *titles(2))
    await world.deliver()
    assert (await figures(world)).alerts.due == 0
    world.clock.move(timedelta(hours=1))
    digester = Digester(world.store, queued=lambda: None)
    while await digester.step():
        pass
    found_now = (await figures(world)).alerts
    assert (found_now.states[OutboxState.MERGED], found_now.due) == (5, 0)
    world.channel.answer("ben", Unreachable("I was removed"))
    await world.deliver()
    alerts = (await figures(world)).alerts
    assert (alerts.delivered, alerts.due) == (3, 5)
    assert ALL not in (await figures(world)).latency[Stage.FETCHED_TO_ACCEPTED]
