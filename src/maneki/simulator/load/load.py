"""Starts the real program with members in it, pushes the feed, and judges what they saw."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from maneki.clock import Clock
from maneki.model.outbox import Journey
from maneki.simulator.demo.judge import Judgement, judge
from maneki.simulator.demo.read import alerts_seen, embeds_for
from maneki.simulator.demo.stage import Stage
from maneki.simulator.discord.server import Exchange
from maneki.simulator.load.console import Show
from maneki.simulator.load.measured import Measured, report_of
from maneki.simulator.load.move_in import move_in, refuse_inhabited
from maneki.simulator.load.plan import LoadPlan
from maneki.simulator.load.push import Pusher
from maneki.simulator.load.report import LoadOutcome
from maneki.simulator.load.scene import Scene, scene_of
from maneki.simulator.load.usage import Usage, since, usage_of
from maneki.simulator.load.wish import WINDOWS, Wish
from maneki.store import Store

QUIET_FOR_S = 25.0
"""Once nothing has come for so long, what has not come is lost."""
SETTLED_WITHIN_S = 900.0
STRAYS_FOR_S = 2.0
"""How long to look for alerts too many once everything that was due has arrived."""
LOOK_EVERY_S = 0.25


async def run_loadtest(wish: Wish, *, clock: Clock, console: Console) -> LoadOutcome:
    """Run a load test. `console` shows how far it is.

    Raises `InvalidInputError`, `ProgramFailedError`, `PushRefusedError`, and what the store of
    `database_url` raises.
    """
    wish.check()
    if wish.database_url is not None:
        await _refuse_inhabited(wish.database_url, clock)
    show = Show(console)
    with show.running(), _without_long_pauses():
        tell = show.step("planning the world", total=1)
        plan = await asyncio.to_thread(wish.plan)
        tell(1)
        folder = Path(tempfile.mkdtemp(prefix="maneki-loadtest-"))
        outcome: LoadOutcome | None = None
        try:
            url = wish.database_url or f"sqlite+aiosqlite:///{folder / 'load.sqlite3'}"
            async with scene_of(
                plan.seats,
                window=WINDOWS[wish.window],
                seed=wish.seed,
                database_url=url,
                clock=clock,
                folder=folder,
            ) as scene:
                outcome = await _LoadTest(wish, plan, scene, show, clock).run()
        finally:
            if outcome is None or outcome.is_clean:
                shutil.rmtree(folder, ignore_errors=True)
    return outcome if outcome.is_clean else replace(outcome, folder=folder)


@contextlib.contextmanager
def _without_long_pauses() -> Iterator[None]:
    """Nothing that a simulated Discord keeps is garbage, and looking for it takes ever longer.

    After a few thousand messages its answers were late by a fifth of a second, again and again.
    """
    thresholds = gc.get_threshold()
    gc.set_threshold(*thresholds[:2], 1_000_000_000)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


async def _refuse_inhabited(database_url: str, clock: Clock) -> None:
    store = Store.open(database_url, clock=clock)
    try:
        await refuse_inhabited(store)
    finally:
        await store.close()


class _Counted:
    """How many alerts have been posted. What is sent again is counted once."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._messages: set[str] = set()
        self.alerts = 0

    def watch(self, exchange: Exchange) -> None:
        is_posted = exchange.method == "POST" and exchange.template.endswith("/messages")
        if not is_posted or exchange.status != 200 or exchange.body["id"] in self._messages:
            return
        self._messages.add(exchange.body["id"])
        message = self._stage.sim.world.message(int(exchange.body["id"]))
        if message is not None:
            self.alerts += sum(len(members) for _, members in embeds_for(message, self._stage))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Acts:
    """What is known when the curtain falls."""

    judgement: Judgement
    journeys: tuple[Journey, ...]
    took: float
    usage: Usage


class _LoadTest:
    def __init__(self, wish: Wish, plan: LoadPlan, scene: Scene, show: Show, clock: Clock) -> None:
        self._wish = wish
        self._plan = plan
        self._scene = scene
        self._show = show
        self._clock = clock
        self._due = plan.due
        self._counted = _Counted(scene.stage)
        self._pusher = Pusher(scene.client, token=scene.token, clock=clock)

    async def run(self) -> LoadOutcome:
        program = self._scene.program
        await program.migrate()
        await self._move_in()
        tell = self._show.step("starting the program", total=1)
        await program.start()
        tell(1)
        acts = await program.while_running(self._acts())
        return self._outcome(acts, exit_code=await program.stop())

    async def _move_in(self) -> None:
        tell = self._show.step("members move in", total=len(self._plan.filters))
        made = 0

        def count() -> None:
            nonlocal made
            made += 1
            tell(made)

        await move_in(self._scene.store, self._scene.stage, self._plan.filters, made=count)

    async def _acts(self) -> _Acts:
        self._scene.stage.sim.watch_requests(self._counted.watch)
        began = self._clock.monotonic()
        before = usage_of(self._scene.program.pid)
        tell = self._show.step("listings appear", total=len(self._plan.arrivals))
        await self._pusher.push(self._plan.arrivals, pushed=tell)
        await self._settle()
        took = self._clock.monotonic() - began
        usage = since(before, usage_of(self._scene.program.pid))
        await self._clock.sleep(STRAYS_FOR_S)
        async with self._scene.store.transaction() as tx:
            journeys = await tx.outbox.journeys()
        return _Acts(judgement=self._judgement(), journeys=journeys, took=took, usage=usage)

    async def _settle(self) -> None:
        """Until as many alerts have been posted as are due, or nothing has come for a while."""
        tell = self._show.step("the last alerts arrive", total=len(self._due))
        began = quiet_since = self._clock.monotonic()
        seen = 0
        while self._counted.alerts < len(self._due):
            await self._clock.sleep(LOOK_EVERY_S)
            now = self._clock.monotonic()
            if self._counted.alerts > seen:
                seen, quiet_since = self._counted.alerts, now
            tell(seen)
            if now - quiet_since > QUIET_FOR_S or now - began > SETTLED_WITHIN_S:
                break
        tell(self._counted.alerts)

    def _judgement(self) -> Judgement:
        stage = self._scene.stage
        listings = (one.listing for one in self._plan.arrivals)
        urls = {one.url: (one.market, one.external_id) for one in listings if one.url}
        return judge(
            self._due,
            list(alerts_seen(stage, urls)),
            places=stage.places,
            private=stage.private,
        )

    def _outcome(self, acts: _Acts, *, exit_code: int) -> LoadOutcome:
        return LoadOutcome(
            report=report_of(
                self._wish,
                self._plan,
                Measured(
                    journeys=acts.journeys,
                    judgement=acts.judgement,
                    pushed_at=self._pusher.pushed_at,
                    pushed_late_s=self._pusher.latest_s,
                    requests=self._scene.stage.sim.report().requests,
                    rate_limited=tuple(self._scene.stage.sim.rate_limited),
                    usage=acts.usage,
                    took=acts.took,
                    ended_at=self._clock.now(),
                ),
            ),
            judgement=acts.judgement,
            violations=tuple(map(str, self._scene.stage.sim.violations)),
            exit_code=exit_code,
        )
