"""The parts of a load test: wishes, places, members in a database, pushes, a look at a process."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace

import httpx2
import pytest
from rich.console import Console

from maneki.clock import MovableClock, SystemClock
from maneki.errors import InvalidInputError
from maneki.model.ids import PersonId
from maneki.model.person import DestinationKind
from maneki.simulator.demo.play import PushRefusedError
from maneki.simulator.demo.stage import Place
from maneki.simulator.discord.sim import DiscordSim
from maneki.simulator.load.load import run_loadtest
from maneki.simulator.load.move_in import move_in, refuse_inhabited
from maneki.simulator.load.plan import plan_feed
from maneki.simulator.load.push import Pusher
from maneki.simulator.load.seats import make_seats, own_channels
from maneki.simulator.load.stage import ROOMS_A_SERVER, set_the_stage
from maneki.simulator.load.usage import Usage, since, usage_of
from maneki.simulator.load.wish import Wish
from maneki.store import Store

NOT_POSTGRESQL = (
    "--database must begin with postgresql+asyncpg://; without it a fresh SQLite file is used."
)
WISH = Wish(members=10, minutes=1.0, load=0.6, window="sliding", seed=1)


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"members": 9}, "--members must be from 10 to 2000, not 9."),
        ({"members": 2001}, "--members must be from 10 to 2000, not 2001."),
        ({"minutes": 0}, "--minutes must be more than 0 and at most 60, not 0."),
        ({"minutes": float("nan")}, "--minutes must be more than 0 and at most 60, not nan."),
        ({"minutes": 61}, "--minutes must be more than 0 and at most 60, not 61."),
        ({"load": 0}, "--load must be more than 0 and at most 10, not 0."),
        ({"load": 11}, "--load must be more than 0 and at most 10, not 11."),
        ({"window": "round"}, "--window must be fixed or sliding, not 'round'."),
        ({"beside": 10}, "--beside says what is beside a hot listing; add --hot."),
        ({"beside": 41, "is_hot": True}, "--beside must be from 0 to 40, not 41."),
        ({"database_url": "sqlite+aiosqlite:///x"}, NOT_POSTGRESQL),
    ],
)
async def test_impossible_wishes_are_refused_before_anything_begins(wrong, what):
    with pytest.raises(InvalidInputError) as refused:
        await run_loadtest(replace(WISH, **wrong), clock=SystemClock(), console=Console(quiet=True))
    assert str(refused.value) == what


def test_everybody_has_the_place_that_was_planned():
    sim = DiscordSim(MovableClock())
    stage = set_the_stage(sim, make_seats(20))
    assert [one.number for one in stage.members] == list(range(20))
    assert [one.place for one in stage.members][:10] == [
        *[Place.SHARED] * 5,
        *[Place.THREAD] * 2,
        *[Place.SHARED] * 2,
        Place.DM,
    ]
    assert stage.members[7].channel is stage.members[8].channel
    assert stage.members[9].channel is None
    assert len({one.channel.id for one in stage.members if one.channel}) == 16


def test_no_server_has_more_channels_than_discord_allows():
    stage = set_the_stage(DiscordSim(MovableClock()), own_channels(ROOMS_A_SERVER + 1))
    world = stage.sim.world
    guilds = [
        guild for one in stage.members if one.channel and (guild := world.guild_of(one.channel))
    ]
    assert guilds[0] is not guilds[-1]
    assert max(len(guild.channel_ids) for guild in guilds) <= 500
    assert all(
        one.user.id in guild.members for one, guild in zip(stage.members, guilds, strict=True)
    )


async def test_members_move_in_with_their_places_and_filters(store: Store):
    plan = plan_feed(seed=1, members=12, seconds=1, load=1)
    stage = set_the_stage(DiscordSim(MovableClock()), plan.seats)
    made: list[None] = []
    await refuse_inhabited(store)
    await move_in(store, stage, plan.filters, made=lambda: made.append(None))
    assert len(made) == len(plan.filters)
    async with store.transaction() as tx:
        active = await tx.filters.active(after=None, limit=1000)
        people = {one.person_id for one in (await tx.filters.many([i for i, _ in active])).values()}
        places = [
            one for who in people for one in await tx.destinations.of_person(who or PersonId(""))
        ]
    assert sorted(map(str, (criteria for _, criteria in active))) == sorted(
        str(one.criteria) for one in plan.filters
    )
    assert len(places) == 12
    assert {one.kind for one in places} == set(DestinationKind) & {
        DestinationKind.CHANNEL,
        DestinationKind.THREAD,
        DestinationKind.DM,
    }
    with pytest.raises(InvalidInputError, match="has members in it"):
        await refuse_inhabited(store)


async def test_a_database_without_tables_is_empty(sqlite_url: str, clock: MovableClock):
    blank = Store.open(sqlite_url, clock=clock)
    await refuse_inhabited(blank)
    await blank.close()


async def test_every_listing_is_pushed_once_and_not_before_its_time():
    plan = plan_feed(seed=1, members=10, seconds=4, load=1)
    clock = MovableClock()
    seen: list[tuple[float, str]] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        body = httpx2.Response(200, content=request.content).json()
        seen.extend((clock.monotonic(), one["external_id"]) for one in body["listings"])
        return httpx2.Response(200, json={})

    async with httpx2.AsyncClient(
        transport=httpx2.MockTransport(answer), base_url="http://program"
    ) as client:
        pusher = Pusher(client, token="t", clock=clock)
        told: list[int] = []
        async with asyncio.TaskGroup() as group:
            pushing = group.create_task(pusher.push(plan.arrivals, pushed=told.append))
            while not pushing.done():
                for _ in range(20):
                    await asyncio.sleep(0)
                clock.move(0.05)
    assert [external_id for _, external_id in seen] == [one.external_id for one in plan.arrivals]
    for (at, _), one in zip(seen, plan.arrivals, strict=True):
        assert at >= one.at - 1e-9
    assert told[-1] == len(plan.arrivals)
    assert set(pusher.pushed_at) == {one.external_id for one in plan.arrivals}
    assert pusher.latest_s < 1


async def test_a_push_that_is_refused_ends_the_test():
    plan = plan_feed(seed=1, members=10, seconds=1, load=1)
    transport = httpx2.MockTransport(lambda _: httpx2.Response(400, text="no"))
    async with httpx2.AsyncClient(transport=transport, base_url="http://program") as client:
        pusher = Pusher(client, token="t", clock=SystemClock())
        with pytest.raises(PushRefusedError, match="A push was refused: no"):
            await pusher.push(plan.arrivals, pushed=lambda _: None)


def test_a_process_says_what_it_has_used_and_one_that_is_gone_nothing():
    used = usage_of(os.getpid())
    assert used.cpu_s is not None
    assert used.rss_mb is not None
    assert used.cpu_s > 0
    assert used.rss_mb > 10
    assert usage_of(None) == usage_of(2**30) == Usage()
    assert since(Usage(cpu_s=1.0, rss_mb=5.0), Usage(cpu_s=2.5, rss_mb=7.0)) == Usage(
        cpu_s=1.5, rss_mb=7.0
    )
    assert since(Usage(), Usage()) == Usage()
