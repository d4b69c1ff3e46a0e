"""Sets the stage, starts the real program, plays the world, and judges what the members saw."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from maneki.clock import Clock
from maneki.errors import InvalidInputError, ManekiError
from maneki.model.outbox import Journey, OutboxState
from maneki.simulator.demo.console import Show
from maneki.simulator.demo.judge import Judgement, judge
from maneki.simulator.demo.outcome import Outcome
from maneki.simulator.demo.plan import LEAST_MEMBERS, Plan, make_plan
from maneki.simulator.demo.play import Player, moments_of
from maneki.simulator.demo.program import ProgramFailedError
from maneki.simulator.demo.read import alerts_seen
from maneki.simulator.demo.report import DemoReport, spread_of
from maneki.simulator.demo.scene import Scene, scene_of
from maneki.simulator.demo.stage import Member, Place
from maneki.simulator.demo.told import Told
from maneki.simulator.discord.server import Exchange
from maneki.simulator.talk.report import TalkReport
from maneki.simulator.together import all_of
from maneki.simulator.world.due import can_be_found
from maneki.simulator.world.filters import PlannedFilter

LEAST_SECONDS, MOST_SECONDS = 15.0, 900.0
MOST_MEMBERS = 300
AT_ONCE = 8
"""How many members type at the same time."""
WATCHED_WITHIN_S = 180.0
SETTLED_WITHIN_S = 180.0
QUIET_FOR_S = 25.0
"""Once nothing has come for so long, what has not come is lost."""
STRAYS_FOR_S = 2.0
"""How long to look for alerts too many once everything that was due has arrived."""
HICCUPS = 0.002


class CommandFailedError(ManekiError):
    """A member's command was not answered as it should be."""


async def run_demo(
    *,
    seconds: float,
    members: int,
    seed: int,
    clock: Clock,
    console: Console,
    settings: Mapping[str, str] | None = None,
) -> Outcome:
    """Run the demo on a fresh SQLite file. `console` shows it as it happens.

    Listings keep appearing for `seconds`; what has to wait for Maneki may happen up to
    `play.LATEST_S` later. `settings` are the program's beside those it needs, for seeing what
    becomes of them. Raises `InvalidInputError`, `ProgramFailedError`, `CommandFailedError`,
    `PushRefusedError`.
    """
    _refuse_impossible(seconds, members)
    show = Show(console)
    with show.running():
        planning = show.step("planning the world", total=1)
        plan = await asyncio.to_thread(
            make_plan, seed=seed, members=members, seconds=seconds, opens_at=clock.now()
        )
        show.done(planning, 1)
        folder = Path(tempfile.mkdtemp(prefix="maneki-demo-"))
        outcome: Outcome | None = None
        try:
            more = settings or {}
            async with scene_of(plan, more, seed=seed, clock=clock, folder=folder) as scene:
                outcome = await _Demo(plan, scene, show, clock, seconds).run()
        finally:
            if outcome is None or outcome.is_clean:
                shutil.rmtree(folder, ignore_errors=True)
    return outcome if outcome.is_clean else replace(outcome, folder=folder)


def _refuse_impossible(seconds: float, members: int) -> None:
    # The order of the comparison refuses "nan" too.
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        raise InvalidInputError(
            f"--seconds must be from {LEAST_SECONDS:.0f} to {MOST_SECONDS:.0f}, not {seconds:g}."
        )
    if not LEAST_MEMBERS <= members <= MOST_MEMBERS:
        raise InvalidInputError(
            f"--members must be from {LEAST_MEMBERS} to {MOST_MEMBERS}, not {members}."
        )


@dataclass(frozen=True, slots=True)
class _Played:
    judgement: Judgement
    journeys: tuple[Journey, ...]
    talk: TalkReport
    took: float


class _Demo:
    def __init__(self, plan: Plan, scene: Scene, show: Show, clock: Clock, seconds: float) -> None:
        self._plan = plan
        self._scene = scene
        self._show = show
        self._clock = clock
        self._seconds = seconds
        self._urls = {
            moment.listing.url: (moment.listing.market, moment.listing.external_id)
            for moment in moments_of(plan.listings)
            if moment.listing.url
        }
        told = Told(plan.due, clock, seen=lambda: alerts_seen(scene.stage, self._urls))
        self._player = Player(
            scene.twin,
            scene.client,
            token=scene.token,
            clock=clock,
            is_shown=lambda listing: can_be_found(listing, plan.questions),
            is_told=told.everybody,
        )
        self._shown: set[int] = set()

    async def run(self) -> Outcome:
        program, visits = self._scene.program, self._scene.visits
        starting = self._show.step("starting the program", total=1)
        await program.migrate()
        await visits.fill_the_shelf()
        await program.start()
        self._show.done(starting, 1)
        self._show.listen(visits.lines)
        await program.while_running(all_of([self._first_acts(), visits.before()]))
        first_exit_code = await self._start_again()
        played = await program.while_running(self._second_acts())
        exit_code = await program.stop()
        return self._outcome(played, exit_code=first_exit_code or exit_code)

    async def _start_again(self) -> int:
        """Stop the program and start it, while a customer writes. What it ended with."""
        program, visits = self._scene.program, self._scene.visits
        step = self._show.step("the program starts again", total=1)
        exit_code = await program.stop()
        await visits.miss()
        await program.start()
        await visits.come_back()
        self._show.done(step, 1)
        return exit_code

    async def _first_acts(self) -> None:
        await self._make_filters()
        await self._wait_until_watched()

    async def _second_acts(self) -> _Played:
        self._scene.stage.sim.watch_requests(self._watch)
        began = self._clock.monotonic()
        # Markets have bad moments too, but no member would make filters in one.
        self._scene.twin.hiccups = HICCUPS
        await all_of([self._play(), self._scene.visits.after()])
        judgement = await self._settle()
        took = self._clock.monotonic() - began
        return _Played(judgement, await self._journeys(), await self._scene.visits.report(), took)

    def _watch(self, exchange: Exchange) -> None:
        """Show every message that the program posts."""
        is_posted = exchange.method == "POST" and exchange.template.endswith("/messages")
        if is_posted and exchange.status == 200:
            message = self._scene.stage.sim.world.message(int(exchange.body["id"]))
            # Of a message that is sent again there is one all the same.
            if message is not None and message.id not in self._shown:
                self._shown.add(message.id)
                self._show.saw(self._scene.stage, message)

    # The members

    async def _make_filters(self) -> None:
        """Members choose their places and make their filters, a few of them at a time."""
        step = self._show.step("members make filters", total=len(self._plan.filters))
        seats = asyncio.Semaphore(AT_ONCE)
        made = 0

        async def sit_down(member: Member, wanted: Collection[PlannedFilter]) -> None:
            nonlocal made
            async with seats:
                await self._choose_place(member)
                for planned in wanted:
                    await self._command(member, "filter create", planned.options)
                    made += 1
                    self._show.made(member, planned)
                    self._show.done(step, made)

        await all_of(
            sit_down(member, [one for one in self._plan.filters if one.member == member.number])
            for member in self._scene.stage.members
        )

    async def _choose_place(self, member: Member) -> None:
        channel = member.channel
        options = {} if member.place is Place.DM or channel is None else {"channel": channel}
        await self._command(member, "alertchannel", options)

    async def _command(self, member: Member, command: str, options: Mapping[str, Any]) -> None:
        stage = self._scene.stage
        result = await stage.sim.command(member.user, stage.lobby, command, options)
        if not result.is_settled or not result.is_ephemeral or "✗" in result.text:
            raise CommandFailedError(
                f"{member.user.name}: /{command} {dict(options)} was answered with {result.text!r}"
            )

    # The world

    async def _wait_until_watched(self) -> None:
        """Until rates are known and every search has had its first visit, which alerts nobody."""
        step = self._show.step("first visits of the markets", total=1)
        deadline = self._clock.monotonic() + WATCHED_WITHIN_S
        while True:
            async with self._scene.store.transaction() as tx:
                searches = await tx.searches.wanted()
                has_rates = await tx.rates.latest() is not None
            visited = sum(one.first_visited_at is not None for one in searches)
            self._show.done(step, visited, total=len(searches))
            if has_rates and searches and visited == len(searches):
                return
            if self._clock.monotonic() > deadline:
                raise ProgramFailedError(
                    f"Only {visited} of {len(searches)} searches were visited within "
                    f"{WATCHED_WITHIN_S:.0f} s: {self._scene.program.last_words()}"
                )
            await self._clock.sleep(0.3)

    async def _play(self) -> None:
        moments = len(moments_of(self._plan.listings))
        step = self._show.step("listings appear and change", total=moments)

        async def show() -> None:
            while self._player.played < moments:
                self._show.done(step, self._player.played)
                await self._clock.sleep(0.2)

        await all_of([show(), self._player.play(self._plan.listings, seconds=self._seconds)])
        self._show.done(step, moments)

    # The judge

    async def _settle(self) -> Judgement:
        """Until everything that was due has been seen, and a little longer for strays.

        What has not come although nothing else has come for a while either is lost.
        """
        step = self._show.step("the last alerts arrive", total=len(self._plan.due))
        began = quiet_since = self._clock.monotonic()
        delivered = 0
        while True:
            judgement, now = self._judgement(), self._clock.monotonic()
            self._show.done(step, judgement.delivered)
            if judgement.delivered > delivered:
                delivered, quiet_since = judgement.delivered, now
            is_quiet = now - quiet_since > QUIET_FOR_S and self._is_all_served()
            if not judgement.lost or is_quiet or now - began > SETTLED_WITHIN_S:
                break
            await self._clock.sleep(0.5)
        await self._clock.sleep(STRAYS_FOR_S)
        return self._judgement()

    def _is_all_served(self) -> bool:
        """Whether Maneki has got a page with every listing that any search shows."""
        twin, questions = self._scene.twin, self._plan.questions
        return all(
            twin.was_served(one.id) for one in twin.shelf if can_be_found(one.listing, questions)
        )

    def _judgement(self) -> Judgement:
        stage = self._scene.stage
        return judge(
            self._plan.due,
            list(alerts_seen(stage, self._urls)),
            may=self._plan.may,
            places=stage.places,
            private=stage.private,
        )

    async def _journeys(self) -> tuple[Journey, ...]:
        async with self._scene.store.transaction() as tx:
            return await tx.outbox.journeys()

    def _outcome(self, played: _Played, *, exit_code: int) -> Outcome:
        sim, judgement, journeys = self._scene.stage.sim, played.judgement, played.journeys
        held = sum(one.state is OutboxState.HELD for one in journeys)
        report = DemoReport(
            members=self._plan.members,
            filters=len(self._plan.filters),
            listings=len(
                {moment.listing.external_id for moment in moments_of(self._plan.listings)}
            ),
            matches=self._plan.matches,
            alerts={
                "due": judgement.due,
                "delivered": judgement.delivered,
                "held": held,
                "lost": len(judgement.lost),
                "repeated": len(judgement.repeated),
                "misrouted": len(judgement.misrouted),
            },
            latency_s=spread_of(
                _seconds(one.times.accepted_at - one.times.fetched_at)
                for one in journeys
                if one.times.accepted_at and one.times.fetched_at
            ),
            visible_to_fetched_s=spread_of(self._until_fetched(journeys)),
            requests=sim.report().requests,
            rate_limited=len(sim.rate_limited),
            seconds=round(played.took, 1),
        )
        return Outcome(
            report=report,
            judgement=judgement,
            talk=played.talk,
            violations=tuple(map(str, (*sim.violations, *self._scene.twin.violations))),
            exit_code=exit_code,
            alerts=self._show.alerts,
            accepted_at=tuple(
                one.times.accepted_at for one in journeys if one.times.accepted_at is not None
            ),
        )

    def _until_fetched(self, journeys: Collection[Journey]) -> list[float]:
        """For each listing, the time from when it could be found until we had it."""
        first: dict[tuple[str, str], float] = {}
        for one in journeys:
            key = (one.market, one.external_id)
            visible_at = self._player.visible_at.get(key)
            if visible_at is not None and one.times.fetched_at is not None:
                waited = _seconds(one.times.fetched_at - visible_at)
                first[key] = min(waited, first.get(key, waited))
        return list(first.values())


def _seconds(distance: timedelta) -> float:
    return max(0.0, distance.total_seconds())
