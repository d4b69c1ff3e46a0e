"""What whoever runs the program is told of it, through the whole program."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from structlog.testing import capture_logs
from tests.scenarios.world import TOKEN, World, a_world, until

from maneki.delivery.figures import ALL, Stage
from maneki.delivery.stats import figures_of
from maneki.model.listing import Listing
from maneki.model.money import Money
from maneki.store import Store


def coat(number: int = 1) -> Listing:
    return Listing(
        market="vintage_tokyo",
        external_id=f"c-{number}",
        title=f"Rick Owens secretive coat {number}",
        url=f"https://vintage.example/c-{number}",
        price=Money(40_000, "JPY"),
    )


async def hears_of_a_coat(world: World, **options: Any) -> None:
    ami = world.member("ami")
    await world.says(ami, "filter create", name="my hushed wish", brands="Rick Owens", **options)
    await world.push(coat())
    await until(lambda: len(world.alerts_to(ami)) == 1)


async def read_metrics(world: World) -> str:
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"http://127.0.0.1:{world.port}/metrics")
    assert answer.status_code == 200
    return answer.text


async def once_sent(store: Store) -> None:
    """A message is seen a moment before that is written down."""
    sent = 0
    while not sent:
        sent = (await figures_of(store, days=1)).alerts.delivered


async def test_health_says_what_is_wrong_with_the_database_and_when_it_is_over(
    world: World,
) -> None:
    async with world.running():
        well = await asked_for_health(world)
        async with a_lost_table(world.database_url, "listing_events"):
            failing = await asked_for_health(world)
        again = await asked_for_health(world)
    kind = "sqlite" if world.database_url.startswith("sqlite") else "postgresql"
    assert (well.status_code, well.json()["database_kind"]) == (200, kind)
    assert failing.status_code == 503
    assert failing.json() | {"time": ""} == well.json() | {
        "status": "failing",
        "database": "unavailable",
        "reason": "The database cannot be used.",
        "time": "",
    }
    assert again.status_code == 200


async def asked_for_health(world: World) -> httpx2.Response:
    async with httpx2.AsyncClient(trust_env=False) as client:
        return await client.get(f"http://127.0.0.1:{world.port}/health")


@asynccontextmanager
async def a_lost_table(database_url: str, name: str) -> AsyncIterator[None]:
    engine = create_async_engine(database_url)
    try:
        async with engine.begin() as connection:
            await connection.execute(text(f"ALTER TABLE {name} RENAME TO lost"))
        yield
        async with engine.begin() as connection:
            await connection.execute(text(f"ALTER TABLE lost RENAME TO {name}"))
    finally:
        await engine.dispose()


async def test_what_was_delivered_shows_in_the_metrics_and_in_the_figures(world: World) -> None:
    async with world.running() as store:
        await hears_of_a_coat(world)
        await once_sent(store)
        metrics = await read_metrics(world)
        figures = await figures_of(store, days=1)
    assert 'maneki_messages_total{outcome="sent"} 1.0' in metrics
    assert 'maneki_alerts_sent_total{market="other"} 1.0' in metrics
    assert 'maneki_rate_limits_total{cause="user"} 0.0' in metrics
    assert 'maneki_market_visits_total{market="feed"' in metrics
    assert "maneki_database_up 1.0" in metrics
    assert (figures.alerts.delivered, figures.alerts.due) == (1, 1)
    assert figures.latency[Stage.FETCHED_TO_ACCEPTED][ALL].count == 1
    assert figures.times("user") == figures.times("global") == 0


async def test_no_line_of_the_log_holds_a_message_a_filter_or_a_secret(world: World) -> None:
    with capture_logs() as lines:
        async with world.running() as store:
            await hears_of_a_coat(world)
            await once_sent(store)
    assert "delivery.sent" in {line["event"] for line in lines}
    text = orjson.dumps(lines, default=str).decode()
    for secret in (TOKEN, world.application.token, "hushed", "secretive"):
        assert secret not in text


async def test_limits_that_others_used_up_are_counted_and_miss_no_goal(migrated_url: str) -> None:
    async with a_world(migrated_url) as world:
        room = world.sim.add_channel(world.guild, "coats")
        ami = world.member("ami")
        async with world.running() as store:
            await world.says(ami, "alertchannel", channel=room)
            await world.says(ami, "filter create", name="coats", brands="Rick Owens")
            world.sim.congest(room, seconds=1.5)
            await world.push(coat())
            await until(lambda: len(world.alerts_in(room)) == 1)
            await once_sent(store)
        # What was not written down yet is when the program stops.
        async with world.running() as store:
            figures = await figures_of(store, days=1)
    assert figures.times("shared") >= 1
    assert (figures.times("user"), figures.invalid.counted) == (0, 0)
    assert {goal.name: goal.is_met for goal in figures.goals}["rate_limit_errors"] is True


async def test_alarms_are_read_in_the_operators_channel(sqlite_copy: str) -> None:
    async with a_world(sqlite_copy) as world:
        ops = world.sim.add_channel(world.guild, "ops")
        async with world.running():
            """From now on the server is known."""
        world.changes = {
            "operator_channel_id": str(ops.id),
            "operator_language": "ja",
            "alarm_free_disk_mb": 10_000_000,
        }
        async with world.running():
            await until(lambda: bool(world.sim.messages(ops)))
        async with world.running():
            await until(lambda: bool(world.sim.messages(ops)))
        [message] = world.sim.messages(ops)
        assert message.content.startswith("🚨 データベースのディスク残量が")
        world.sim.assert_clean()


async def test_who_is_not_in_yet_gets_no_filter_through_the_real_program(world: World) -> None:
    world.changes = {"rollout": 1}
    ami, ben = world.member("ami"), world.member("ben")
    async with world.running():
        await world.says(ami, "filter create", name="coats", brands="Rick Owens")
        said = await world.says(ben, "filter create", name="coats", brands="Rick Owens")
        assert "You are number 1 in the line" in said.text
        await world.push(coat())
        await until(lambda: len(world.alerts_to(ami)) == 1)
    world.changes = {"rollout": 10}
    async with world.running():
        said = await world.says(ben, "help")
        assert "It is your turn" in said.text
        await world.says(ben, "filter create", name="coats", brands="Rick Owens")
        await world.push(coat(2))
        await until(lambda: len(world.alerts_to(ben)) == 1)
    assert [len(world.alerts_to(one)) for one in (ami, ben)] == [2, 1]
