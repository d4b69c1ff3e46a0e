"""Pushes listings at the real program while it is killed and hindered, and reads the ledger."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2

from maneki.clock import Clock, OffsetClock
from maneki.errors import ManekiError, StoreUnavailableError
from maneki.model.filter import Criteria, Keywords
from maneki.model.ids import PersonId
from maneki.model.interchange import write_listing
from maneki.model.listing import Listing
from maneki.model.outbox import Journey
from maneki.simulator.chaos.fuse import Fuse
from maneki.simulator.chaos.ledger import Entry, Ledger, Lull, Pair, not_forgotten
from maneki.simulator.chaos.members import Members
from maneki.simulator.chaos.obstacle import Obstacle
from maneki.simulator.chaos.plan import HOLDING, ChaosPlan, Step, Trouble, seats_of
from maneki.simulator.demo.program import Program
from maneki.simulator.demo.read import alerts_seen, digests_seen
from maneki.simulator.demo.stage import Stage
from maneki.simulator.discord import DiscordSim, Latency, RouteName, Rule, Rules
from maneki.simulator.discord.journal import Violation
from maneki.simulator.load.move_in import move_in
from maneki.simulator.load.scene import settings_of
from maneki.simulator.load.stage import set_the_stage
from maneki.simulator.world.filters import PlannedFilter
from maneki.store import Store

SOURCE = "chaos_market"
PUSHED_WITHIN_S = 90.0
KILLED_WITHIN_S = 3.0
SHORT_LOCK_S = 0.5
QUIET_FOR_S = 45.0
"""Once nothing has moved for so long, what is unfinished stays so."""
STRAYS_FOR_S = 2.0
LOOK_EVERY_S = 0.3
IDENTIFIES_EVERY_S = 0.1
"""Discord's 5 s are for a run of its own: who is started again at once cannot know when the one
before them identified."""
LATENCY = Latency(median=0.02, spread=0.8, longest=0.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChaosReport:
    """What became of a run. `faults` has a line for every alert that is not accounted for."""

    alerts: int
    delivered: int
    in_digests: int
    kills: int
    steps: int
    window: str
    states: Mapping[str, int]
    rate_limited: int
    rate_limited_after_kills: int
    """Once at most in each place: what a process knew of its windows is gone with it."""
    identified_too_soon: int
    """So is when it identified last."""
    violations: tuple[str, ...]
    faults: tuple[str, ...]
    seconds: float

    @property
    def is_clean(self) -> bool:
        return self.delivered > 0 and not (self.faults or self.violations or self.rate_limited)


async def run_chaos(
    plan: ChaosPlan,
    *,
    clock: Clock,
    folder: Path,
    seed: int = 0,
    database_url: str | None = None,
    identifies_every_s: float = IDENTIFIES_EVERY_S,
    step_done: Callable[[int], None] = lambda _done: None,
) -> ChaosReport:
    """Play a plan in `folder`. `step_done` is told how many steps are over.

    Raises `ProgramFailedError` if the program does not start again, `NotAnsweredError` if it does
    not hear its members.
    """
    rules = Rules(window=plan.window, concurrency_window=identifies_every_s, latency=LATENCY)
    async with AsyncExitStack() as stack:
        sim = await stack.enter_async_context(DiscordSim(clock, rules, seed=seed))
        stage = set_the_stage(sim, seats_of(len(plan.wishes)))
        token = secrets.token_urlsafe(24)
        url = database_url or f"sqlite+aiosqlite:///{folder / 'chaos.sqlite3'}"
        offset_file = folder / "clock-offset"
        offset_file.write_text("0")
        settings = settings_of(stage, url, token=token, source=SOURCE)
        settings["MANEKI_CLOCK_OFFSET_FILE"] = str(offset_file)
        program = Program(folder, settings, clock=clock)
        stack.push_async_callback(program.stop)
        # Members live by the program's clock.
        store = Store.open(url, clock=OffsetClock(offset_file))
        stack.push_async_callback(store.close)
        obstacle = Obstacle(url)
        stack.push_async_callback(obstacle.close)
        client = httpx2.AsyncClient(base_url=program.url, trust_env=False, timeout=10.0)
        await stack.enter_async_context(client)
        scene = _Scene(
            stage=stage,
            program=program,
            store=store,
            obstacle=obstacle,
            client=client,
            token=token,
            offset_file=offset_file,
            clock=clock,
        )
        return await _Chaos(plan, scene).run(step_done)


@dataclass(slots=True, eq=False, kw_only=True)
class _Scene:
    """Everything that runs, and where the program's clock is set."""

    stage: Stage
    program: Program
    store: Store
    obstacle: Obstacle
    client: httpx2.AsyncClient
    token: str
    offset_file: Path
    clock: Clock


class _Chaos:
    def __init__(self, plan: ChaosPlan, scene: _Scene) -> None:
        self._plan = plan
        self._stage = scene.stage
        self._program = scene.program
        self._store = scene.store
        self._obstacle = scene.obstacle
        self._client = scene.client
        self._headers = {"Authorization": f"Bearer {scene.token}"}
        self._offset_file = scene.offset_file
        self._offset = 0.0
        self._clock = scene.clock
        self._programs_clock = OffsetClock(scene.offset_file)
        self._people: dict[PersonId, int] = {}
        self._kills: list[float] = []
        self._fuse = Fuse(scene.program.kill)
        self._members = Members(
            scene.stage,
            scene.store,
            source=SOURCE,
            clock=scene.clock,
            programs_clock=self._programs_clock,
        )

    async def run(self, step_done: Callable[[int], None]) -> ChaosReport:
        began = self._clock.monotonic()
        await self._program.migrate()
        await self._move_in()
        await self._program.start()
        self._stage.sim.watch_requests(self._fuse.watch)
        for number, step in enumerate(self._plan.steps, start=1):
            await self._play(step)
            step_done(number)
        await self._members.wait_until_heard()
        faults = [*await self._faults_while_closed(), *await self._faults_once_open()]
        await self._members.take_everything_back()
        rows = await self._settled(lambda lull: all(entry.is_over for entry in lull.rows))
        await self._clock.sleep(STRAYS_FOR_S)
        return self._report(rows, faults, took=self._clock.monotonic() - began)

    async def _move_in(self) -> None:
        filters = [
            PlannedFilter.of(
                member, self._members.filter_name, Criteria(keywords=Keywords(any=tuple(words)))
            )
            for member, words in enumerate(map(sorted, self._plan.wishes))
        ]
        await move_in(self._store, self._stage, filters, made=lambda: None, source=SOURCE)
        self._people = await self._members.settle_in()

    # What happens

    async def _play(self, step: Step) -> None:
        if step.trouble is Trouble.FAULTS:
            self._stage.sim.break_next(step.fault, route=RouteName.MESSAGE_CREATE, times=step.times)
        match step.trouble:
            case Trouble.KILL_WHILE_PUSHING | Trouble.KILL_WHILE_SENDING:
                await self._kill_meanwhile(step)
            case Trouble.LOCK:
                await self._lock_meanwhile(step)
            case _:
                await self._push(step)
                await self._trouble(step)

    async def _trouble(self, step: Step) -> None:
        if step.trouble in HOLDING:
            await self._members.say_or_take_back(step.member, step.trouble)
            return
        match step.trouble:
            case Trouble.KILL:
                await self._clock.sleep(step.after_s)
                await self._restart()
            case Trouble.JUMP:
                self._offset += step.jump_s
                self._set_clock()
            case Trouble.PAUSE:
                await self._members.pause_or_resume(step.member)
            case Trouble.CLOSE | Trouble.OPEN:
                self._members.close(step.member, is_closed=step.trouble is Trouble.CLOSE)
            case Trouble.CUT:
                await self._clock.sleep(step.after_s)
                await self._cut()
            case _:
                await self._clock.sleep(step.after_s)

    def _set_clock(self) -> None:
        """At once: half a number would be another jump."""
        fresh = self._offset_file.with_suffix(".new")
        fresh.write_text(str(self._offset))
        fresh.replace(self._offset_file)

    async def _restart(self) -> None:
        self._fuse.put_out()
        self._members.hear_nobody()
        self._program.kill()
        self._kills.append(self._clock.monotonic())
        await self._program.start()

    async def _kill_meanwhile(self, step: Step) -> None:
        """Kill the process while the push is under way, or while what follows from it is sent."""
        if step.trouble is Trouble.KILL_WHILE_SENDING:
            self._fuse.light(step.messages)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._push(step))
            if step.trouble is Trouble.KILL_WHILE_SENDING:
                await self._fuse.burn(within=KILLED_WITHIN_S)
            else:
                await self._clock.sleep(step.after_s / 20)
            await self._restart()

    async def _lock_meanwhile(self, step: Step) -> None:
        async with asyncio.TaskGroup() as group, self._obstacle.locked():
            group.create_task(self._push(step))
            await self._clock.sleep(step.lock_s)

    async def _cut(self) -> None:
        if not await self._obstacle.cut():
            async with self._obstacle.locked():
                await self._clock.sleep(SHORT_LOCK_S)

    async def _push(self, step: Step) -> None:
        """Push until it is taken in: the same listings again are no news."""
        body = {
            "source": SOURCE,
            "listings": [
                write_listing(_listing(number, self._plan.titles[number]))
                for number in range(step.first, step.last)
            ],
        }
        async with asyncio.timeout(PUSHED_WITHIN_S):
            while not await self._is_taken(body):
                await self._clock.sleep(0.1)

    async def _is_taken(self, body: Mapping[str, object]) -> bool:
        try:
            answer = await self._client.post("/v1/listings", json=body, headers=self._headers)
        except httpx2.TransportError:
            return False
        if answer.status_code not in {200, 503}:
            raise ManekiError(f"A push was refused: {answer.text}")
        return answer.status_code == 200

    # What came of it

    async def _faults_while_closed(self) -> list[str]:
        """Whoever is shut out has been told so, and is told by the next answer, too."""
        closed = self._members.closed
        lull = await self._settled(lambda lull: not lull.is_moving, closed=closed)
        told = await self._members.told(lull.shut_out & closed)
        return [*replace(lull, told=told).faults()]

    async def _faults_once_open(self) -> list[str]:
        """What may have arrived behind a closed door is known only when one can look."""
        self._members.open_all()
        lull = await self._settled(lambda lull: not (lull.is_moving or any(lull.faults())))
        return [*lull.faults()]

    async def _settled(
        self, is_settled: Callable[[Lull], bool], *, closed: Collection[int] = ()
    ) -> Lull:
        """The alerts' ways once it has come to that, or nothing has moved for a while."""
        before: tuple[Journey, ...] = ()
        quiet_since = self._clock.monotonic()
        while True:
            journeys, is_matched = await self._looked()
            if journeys != before:
                before, quiet_since = journeys, self._clock.monotonic()
            rows = self._entries(journeys)
            lull = Lull(rows=rows, closed=closed, causes=self._members.causes)
            is_over = is_matched and is_settled(lull)
            if is_over or self._clock.monotonic() - quiet_since > QUIET_FOR_S:
                return lull
            await self._clock.sleep(LOOK_EVERY_S)

    async def _looked(self) -> tuple[tuple[Journey, ...], bool]:
        """The alerts' ways, and whether there will be no more of them."""
        while True:
            try:
                async with self._store.reading() as tx:
                    return await tx.outbox.journeys(), not await tx.events.backlog()
            except StoreUnavailableError:
                # Our own connection was among those that were cut.
                await self._clock.sleep(LOOK_EVERY_S)

    def _report(self, lull: Lull, faults: Sequence[str], *, took: float) -> ChaosReport:
        sim, seen, digests = self._stage.sim, self._seen(), [*digests_seen(self._stage, self._urls)]
        ledger = Ledger(
            due=self._plan.due,
            rows=lull.rows,
            seen=seen,
            digests=digests,
            places=self._stage.places,
            optional=self._plan.moody,
            merging=self._plan.merging | self._members.ever_closed,
        )
        blamed = not_forgotten(sim.rate_limited, self._kills)
        return ChaosReport(
            alerts=len(self._plan.due),
            delivered=sum(seen.values()),
            in_digests=sum(digest.count for digest in digests),
            kills=self._plan.kills,
            steps=len(self._plan.steps),
            window=str(self._plan.window),
            states=dict(Counter(str(one.state) for one in ledger.rows)),
            rate_limited=len(blamed),
            rate_limited_after_kills=len(sim.rate_limited) - len(blamed),
            identified_too_soon=sum(map(_is_too_soon, sim.violations)),
            violations=tuple(
                str(one)
                for one in sim.violations
                if one.rule is not Rule.RATE_LIMIT and not _is_too_soon(one)
            ),
            faults=(*faults, *ledger.faults()),
            seconds=round(took, 1),
        )

    def _entries(self, journeys: tuple[Journey, ...]) -> list[Entry]:
        now = self._programs_clock.now()
        return [
            Entry(
                self._pair(one),
                one.state,
                one.reason,
                one.held_for,
                (one.due_at - now).total_seconds() if one.due_at else 0.0,
                one.digest,
            )
            for one in journeys
        ]

    def _pair(self, journey: Journey) -> Pair:
        assert journey.person_id is not None  # noqa: S101  (everybody here is a person)
        return self._people[journey.person_id], int(journey.external_id)

    @property
    def _urls(self) -> dict[str, tuple[str, str]]:
        return {_url(number): (SOURCE, str(number)) for number in range(len(self._plan.titles))}

    def _seen(self) -> Counter[Pair]:
        return Counter(
            (-1 if one.member is None else one.member, int(one.external_id))
            for one in alerts_seen(self._stage, self._urls)
        )


def _is_too_soon(violation: Violation) -> bool:
    return violation.rule is Rule.GATEWAY and violation.detail.startswith("op 9")


def _url(number: int) -> str:
    return f"https://chaos.example/{number}"


def _listing(number: int, title: str) -> Listing:
    return Listing(market=SOURCE, external_id=str(number), title=title, url=_url(number))
