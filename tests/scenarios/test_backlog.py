"""The real program is started where thousands of alerts have been waiting."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from tests.scenarios.world import until

from maneki.clock import SystemClock
from maneki.model.outbox import OutboxState
from maneki.simulator.load.backlog import Backlog, a_backlog

A_FEW = 60
SEATS = 50
"""How many messages are on their way at a time."""
FULL = 10


async def all_are_written_down_as_sent(backlog: Backlog, alerts: int) -> None:
    """A message is seen a moment before that is written down."""
    async with asyncio.timeout(10):
        states: Counter[OutboxState] = Counter()
        while states != {OutboxState.SENT: alerts}:
            async with backlog.store.transaction() as tx:
                states = Counter(one.state for one in await tx.outbox.journeys())
            await asyncio.sleep(0.1)


async def test_twenty_thousand_alerts_at_the_start_hold_up_no_new_one(tmp_path: Path) -> None:
    """Two hundred places, ten full messages each: a new alert waits for one round of them at most.

    Whose turn it is goes by how long a place has gone without a message, not by what waits there.
    """
    async with a_backlog(members=200, each=100, clock=SystemClock(), folder=tmp_path) as backlog:
        await backlog.program.start()
        await until(lambda: len(backlog.messages) >= A_FEW, within=30)
        fresh = await backlog.push_fresh()
        before = len(backlog.messages)
        await until(lambda: backlog.told(backlog.fresh_one) == [fresh])
        posted = list(backlog.messages)
        assert len(posted) <= before + 200 + SEATS
        of_old = [one for one in posted if one.shown_embeds[0]["title"] != fresh]
        assert {len(one.shown_embeds) for one in of_old} == {FULL}
        first = of_old[: 200 - SEATS]
        assert len({one.channel_id for one in first}) == len(first)
        assert await backlog.program.stop() == 0
        assert backlog.sim.rate_limited == []
        backlog.sim.assert_clean()


async def test_a_backlog_is_delivered_to_the_last_and_each_alert_once(tmp_path: Path) -> None:
    """A hundred places with twenty each."""
    async with a_backlog(members=100, each=20, clock=SystemClock(), folder=tmp_path) as backlog:
        await backlog.program.start()
        fresh = await backlog.push_fresh()
        await until(lambda: len(backlog.messages) >= 201, within=30)
        await all_are_written_down_as_sent(backlog, 2001)
        assert await backlog.program.stop() == 0
        titles = sorted(one.title for one in backlog.waiting)
        for number in range(backlog.fresh_one):
            assert sorted(backlog.told(number)) == titles
        assert backlog.told(backlog.fresh_one) == [fresh]
        sizes = Counter(len(one.shown_embeds) for one in backlog.messages)
        assert sizes == {FULL: 200, 1: 1}
        assert backlog.sim.rate_limited == []
        backlog.sim.assert_clean()
