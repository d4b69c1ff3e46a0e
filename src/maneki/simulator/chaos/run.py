"""Pushes listings at the real program while it is killed and hindered, and reads the ledger."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Set
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from maneki.clock import Clock
from maneki.errors import ManekiError
from maneki.model.filter import Criteria, Keywords
from maneki.model.ids import FilterId, PersonId
from maneki.model.interchange import write_listing
from maneki.model.listing import Listing
from maneki.model.outbox import Journey, OutboxState
from maneki.model.person import DISCORD, Address
from maneki.simulator.chaos.ledger import UNFINISHED, Entry, Ledger, Pair, unexplained
from maneki.simulator.chaos.plan import ChaosPlan, Step, Trouble
from maneki.simulator.demo.program import Program
from maneki.simulator.demo.read import alerts_seen
from maneki.simulator.demo.stage import Member, Stage
from maneki.simulator.discord import DiscordSim, Permission, RouteName, Rules
from maneki.simulator.discord.server import Exchange
from maneki.simulator.load.move_in import filter_desk, move_in
from maneki.simulator.load.scene import settings_of
from maneki.simulator.load.seats import make_seats
from maneki.simulator.load.stage import set_the_stage
from maneki.simulator.world.filters import PlannedFilter
from maneki.store import Store

SOURCE = "chaos_market"
WISHES = "wishes"
PUSHED_WITHIN_S = 90.0
KILLED_WITHIN_S = 3.0
LOCKED_FOR_S = 2.0
QUIET_FOR_S = 45.0
"""Once nothing has moved for so long, what is unfinished stays so."""
STRAYS_FOR_S = 2.0
LOOK_EVERY_S = 0.3
RULES = Rules(concurrency_window=0.1)
"""A program that is started again at once cannot know when the one before it identified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChaosReport:
    """What became of a run. `faults` has a line for every alert that is not accounted for."""

    alerts: int
    delivered: int
    kills: int
    steps: int
    states: Mapping[str, int]
    rate_limited: int
    violations: tuple[str, ...]
    faults: tuple[str, ...]
    seconds: float

    @property
    def is_clean(self) -> bool:
        return self.delivered > 0 and not (self.faults or self.violations or self.rate_limited)


@dataclass(slots=True, eq=False)
class _Fuse:
    """Kills when so many more messages have been taken."""

    kill: Callable[[], None]
    left: int = 0
    burnt: asyncio.Event = field(default_factory=asyncio.Event)

    def light(self, messages: int) -> None:
        self.left = messages
        self.burnt.clear()

    def watch(self, exchange: Exchange) -> None:
        is_posted = exchange.method == "POST" and exchange.template.endswith("/messages")
        if self.left and is_posted and exchange.status == 200:
            self.left -= 1
            if not self.left:
                self.kill()
                self.burnt.set()


async def run_chaos(
    plan: ChaosPlan,
    *,
    clock: Clock,
    folder: Path,
    seed: int = 0,
    database_url: str | None = None,
    step_done: Callable[[int], None] = lambda _done: None,
) -> ChaosReport:
    """Play a plan in `folder`. `step_done` is told how many steps are over.

    Raises `ProgramFailedError` if the program does not start again.
    """
    async with AsyncExitStack() as stack:
        sim = await stack.enter_async_context(DiscordSim(clock, RULES, seed=seed))
        stage = set_the_stage(sim, make_seats(len(plan.wishes)))
        token = secrets.token_urlsafe(24)
        url = database_url or f"sqlite+aiosqlite:///{folder / 'chaos.sqlite3'}"
        offset_file = folder / "clock-offset"
        offset_file.write_text("0")
        settings = settings_of(stage, url, token=token, source=SOURCE)
        settings["MANEKI_CLOCK_OFFSET_FILE"] = str(offset_file)
        program = Program(folder, settings, clock=clock)
        stack.push_async_callback(program.stop)
        store = Store.open(url, clock=clock)
        stack.push_async_callback(store.close)
        client = httpx2.AsyncClient(base_url=program.url, trust_env=False, timeout=10.0)
        await stack.enter_async_context(client)
        scene = _Scene(
            stage=stage,
            program=program,
            store=store,
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
        self._client = scene.client
        self._headers = {"Authorization": f"Bearer {scene.token}"}
        self._offset_file = scene.offset_file
        self._offset = 0.0
        self._clock = scene.clock
        self._desk = filter_desk(scene.store, source=SOURCE)
        self._filters: dict[int, FilterId] = {}
        self._people: dict[PersonId, int] = {}
        self._paused: set[int] = set()
        self._fuse = _Fuse(scene.program.kill)

    async def run(self, step_done: Callable[[int], None]) -> ChaosReport:
        began = self._clock.monotonic()
        await self._program.migrate()
        await self._move_in()
        await self._program.start()
        self._stage.sim.watch_requests(self._fuse.watch)
        for number, step in enumerate(self._plan.steps, start=1):
            await self._play(step)
            step_done(number)
        closed = await self._settled(UNFINISHED)
        self._open_all()
        journeys = await self._settled(UNFINISHED | {OutboxState.SUSPENDED, OutboxState.HELD})
        return self._report(closed, journeys, took=self._clock.monotonic() - began)

    async def _move_in(self) -> None:
        filters = [
            PlannedFilter.of(member, WISHES, Criteria(keywords=Keywords(any=tuple(sorted(words)))))
            for member, words in enumerate(self._plan.wishes)
        ]
        await move_in(self._store, self._stage, filters, made=lambda: None, source=SOURCE)
        async with self._store.transaction() as tx:
            for member in self._stage.members:
                person = await tx.people.at(_address(member))
                assert person is not None  # noqa: S101  (they have just moved in)
                [mine] = await tx.filters.of_person(person.id)
                self._people[person.id] = member.number
                self._filters[member.number] = mine.id

    # What happens

    async def _play(self, step: Step) -> None:
        if step.trouble is Trouble.FAULTS:
            self._stage.sim.break_next(step.fault, route=RouteName.MESSAGE_CREATE, times=step.times)
        if step.trouble in {Trouble.KILL_WHILE_PUSHING, Trouble.KILL_WHILE_SENDING}:
            await self._kill_meanwhile(step)
            return
        await self._push(step)
        await self._trouble(step)

    async def _trouble(self, step: Step) -> None:
        match step.trouble:
            case Trouble.KILL:
                await self._clock.sleep(step.after_s)
                await self._restart()
            case Trouble.JUMP:
                self._offset += step.jump_s
                self._set_clock()
            case Trouble.PAUSE:
                await self._pause_or_resume(step.member)
            case Trouble.CLOSE | Trouble.OPEN:
                self._close(step.member, is_closed=step.trouble is Trouble.CLOSE)
            case Trouble.LOCK:
                async with self._store.transaction():
                    await self._clock.sleep(LOCKED_FOR_S * step.after_s)
            case _:
                await self._clock.sleep(step.after_s)

    def _set_clock(self) -> None:
        """At once: half a number would be another jump."""
        fresh = self._offset_file.with_suffix(".new")
        fresh.write_text(str(self._offset))
        fresh.replace(self._offset_file)

    async def _restart(self) -> None:
        self._fuse.left = 0
        self._program.kill()
        await self._program.start()

    async def _wait_for_fuse(self) -> None:
        try:
            async with asyncio.timeout(KILLED_WITHIN_S):
                await self._fuse.burnt.wait()
        except TimeoutError:
            # Fewer were due than that.
            return

    async def _kill_meanwhile(self, step: Step) -> None:
        """Kill the process while the push is under way, or while what follows from it is sent."""
        if step.trouble is Trouble.KILL_WHILE_SENDING:
            self._fuse.light(step.messages)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._push(step))
            if step.trouble is Trouble.KILL_WHILE_SENDING:
                await self._wait_for_fuse()
            else:
                await self._clock.sleep(step.after_s / 20)
            await self._restart()

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

    async def _pause_or_resume(self, member: int) -> None:
        who, mine = _address(self._stage.members[member]), self._filters[member]
        if member in self._paused:
            await self._desk.resume(who, mine)
        else:
            await self._desk.pause(who, mine)
        self._paused ^= {member}

    def _close(self, member: int, *, is_closed: bool) -> None:
        channel = self._stage.members[member].channel
        if channel is None or channel.thread is not None:
            return
        bot = self._stage.application.bot
        denied = Permission.SEND_MESSAGES if is_closed else Permission(0)
        self._stage.sim.set_overwrite(channel, bot, deny=denied)

    def _open_all(self) -> None:
        """What may have arrived behind a closed door is known only when one can look."""
        for member in self._stage.members:
            self._close(member.number, is_closed=False)

    # What came of it

    async def _settled(self, unfinished: Set[OutboxState]) -> tuple[Journey, ...]:
        """The alerts' ways once everything is done, or nothing has moved for a while."""
        before: tuple[Journey, ...] = ()
        quiet_since = self._clock.monotonic()
        while True:
            async with self._store.transaction() as tx:
                journeys = await tx.outbox.journeys()
                is_done = not await tx.events.backlog()
            if journeys != before:
                before, quiet_since = journeys, self._clock.monotonic()
            is_done = is_done and not any(one.state in unfinished for one in journeys)
            if is_done or self._clock.monotonic() - quiet_since > QUIET_FOR_S:
                await self._clock.sleep(STRAYS_FOR_S)
                return journeys
            await self._clock.sleep(LOOK_EVERY_S)

    def _report(
        self, closed: tuple[Journey, ...], journeys: tuple[Journey, ...], *, took: float
    ) -> ChaosReport:
        sim = self._stage.sim
        ledger = Ledger(
            due=self._plan.due,
            rows=self._entries(journeys),
            seen=self._seen(),
            optional=self._plan.moody,
            excusable=self._plan.moody | self._shut_out(),
        )
        return ChaosReport(
            alerts=len(self._plan.due),
            delivered=sum(ledger.seen.values()),
            kills=self._plan.kills,
            steps=len(self._plan.steps),
            states=dict(Counter(str(one.state) for one in ledger.rows)),
            rate_limited=len(sim.rate_limited),
            violations=tuple(map(str, sim.violations)),
            faults=(*unexplained(self._entries(closed)), *ledger.faults()),
            seconds=round(took, 1),
        )

    def _shut_out(self) -> frozenset[int]:
        """Those whose place was closed at some time: what piled up there comes in a digest."""
        shut = {step.member for step in self._plan.steps if step.trouble is Trouble.CLOSE}
        channels = {self._stage.members[member].channel for member in shut} - {None}
        return frozenset(one.number for one in self._stage.members if one.channel in channels)

    def _entries(self, journeys: tuple[Journey, ...]) -> list[Entry]:
        return [Entry(self._pair(one), one.state, one.reason) for one in journeys]

    def _pair(self, journey: Journey) -> Pair:
        assert journey.person_id is not None  # noqa: S101  (everybody here is a person)
        return self._people[journey.person_id], int(journey.external_id)

    def _seen(self) -> Counter[Pair]:
        urls = {_url(number): (SOURCE, str(number)) for number in range(len(self._plan.titles))}
        return Counter(
            (-1 if one.member is None else one.member, int(one.external_id))
            for one in alerts_seen(self._stage, urls)
        )


def _address(member: Member) -> Address:
    return Address(DISCORD, str(member.user.id))


def _url(number: int) -> str:
    return f"https://chaos.example/{number}"


def _listing(number: int, title: str) -> Listing:
    return Listing(market=SOURCE, external_id=str(number), title=title, url=_url(number))
