"""Everything that runs in a load test: the Discord, the program, and a look at its rows."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx2

from maneki.clock import Clock
from maneki.simulator.demo.program import Program, free_port
from maneki.simulator.demo.stage import Stage
from maneki.simulator.discord import DiscordSim, FaultKind, Faults, Latency, Rules, Window
from maneki.simulator.load.goods import SOURCE
from maneki.simulator.load.seats import Seat
from maneki.simulator.load.stage import set_the_stage
from maneki.store import Store

_LOST = FaultKind.RESET_ACCEPTED
_ERRORS = (
    FaultKind.ERROR_500,
    FaultKind.ERROR_502,
    FaultKind.ERROR_503,
    FaultKind.ERROR_504,
    FaultKind.ERROR_500_ACCEPTED,
    FaultKind.ERROR_502_ACCEPTED,
    FaultKind.ERROR_503_ACCEPTED,
    FaultKind.ERROR_504_ACCEPTED,
)
FAULTS = Faults(rate=0.015, kinds=(*_ERRORS, *[_LOST] * 4))
"""One request in a hundred is answered with 5xx, half of those after it was carried out; of one in
two hundred the answer is lost."""
LATENCY = Latency(median=0.065, spread=0.55, shortest=0.02, longest=0.2)


@dataclass(slots=True, eq=False, kw_only=True)
class Scene:
    stage: Stage
    program: Program
    store: Store
    client: httpx2.AsyncClient
    token: str


@contextlib.asynccontextmanager
async def scene_of(
    seats: Sequence[Seat],
    *,
    window: Window,
    seed: int,
    database_url: str,
    clock: Clock,
    folder: Path,
) -> AsyncIterator[Scene]:
    """Everything that runs, stopped in reverse."""
    rules = Rules(window=window, latency=LATENCY, faults=FAULTS)
    async with contextlib.AsyncExitStack() as stack:
        sim = await stack.enter_async_context(DiscordSim(clock, rules, seed=seed))
        stage = set_the_stage(sim, seats)
        token = secrets.token_urlsafe(24)
        settings = settings_of(stage, database_url, token=token, source=SOURCE)
        program = Program(folder, settings, clock=clock)
        stack.push_async_callback(program.stop)
        store = Store.open(database_url, clock=clock)
        stack.push_async_callback(store.close)
        client = httpx2.AsyncClient(base_url=program.url, trust_env=False, timeout=60.0)
        await stack.enter_async_context(client)
        yield Scene(stage=stage, program=program, store=store, client=client, token=token)


def settings_of(stage: Stage, database_url: str, *, token: str, source: str) -> dict[str, str]:
    """What an operator would put into `.env`; the rest is as it comes."""
    return {
        "DISCORD_BOT_TOKEN": stage.application.token,
        "DISCORD_CLIENT_ID": str(stage.application.id),
        "MANEKI_DISCORD_API_URL": stage.sim.api_url,
        "MANEKI_DISCORD_GATEWAY_URL": stage.sim.gateway_url,
        "MANEKI_DATABASE_URL": database_url,
        "MANEKI_HTTP_PORT": str(free_port()),
        "MANEKI_INGEST_TOKEN": token,
        "MANEKI_INGEST_SOURCES": source,
        "MANEKI_RATES_URL": "",
        "MANEKI_LOG_FORMAT": "json",
    }
