"""Everything that runs in a demo: Discord, markets, phones, the program, and a look at its rows."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx2

from maneki.clock import Clock
from maneki.simulator.demo.plan import Plan
from maneki.simulator.demo.program import Program, free_port
from maneki.simulator.demo.stage import Stage, set_the_stage
from maneki.simulator.discord import DiscordSim, Faults, Latency, Rules
from maneki.simulator.markets.shelf import MERCARI_JP
from maneki.simulator.markets.twin import MarketTwin
from maneki.simulator.sms import SmsSim
from maneki.simulator.talk.floor import open_floor
from maneki.simulator.talk.visits import Visits
from maneki.store import Store

MARKET_LATENCY = timedelta(seconds=0.03)


@dataclass(slots=True, eq=False, kw_only=True)
class Scene:
    stage: Stage
    twin: MarketTwin
    program: Program
    store: Store
    client: httpx2.AsyncClient
    token: str
    visits: Visits


@contextlib.asynccontextmanager
async def scene_of(
    plan: Plan, more: Mapping[str, str], *, seed: int, clock: Clock, folder: Path
) -> AsyncIterator[Scene]:
    """Everything that runs, stopped in reverse."""
    rules = Rules(latency=Latency(median=0.04, spread=0.4), faults=Faults(rate=0.01))
    async with contextlib.AsyncExitStack() as stack:
        sim = await stack.enter_async_context(DiscordSim(clock, rules, seed=seed))
        twin = MarketTwin(
            clock,
            seed,
            feeds=plan.feeds,
            feed_length=len(plan.listings),
            latency=MARKET_LATENCY,
        )
        await twin.start()
        stack.push_async_callback(twin.stop)
        stage = set_the_stage(sim, members=plan.members)
        sms = await stack.enter_async_context(SmsSim(clock, seed=seed))
        floor = open_floor(sim, sms, stage.application)
        token = secrets.token_urlsafe(24)
        known = _settings(plan, stage, twin, token=token, folder=folder)
        url = f"http://127.0.0.1:{known['MANEKI_HTTP_PORT']}"
        sms.call(url)
        settings = {**known, **floor.settings(program_url=url), **more}
        program = Program(folder, settings, clock=clock)
        stack.push_async_callback(program.stop)
        store = Store.open(settings["MANEKI_DATABASE_URL"], clock=clock)
        stack.push_async_callback(store.close)
        client = httpx2.AsyncClient(base_url=program.url, trust_env=False, timeout=30.0)
        await stack.enter_async_context(client)
        yield Scene(
            stage=stage,
            twin=twin,
            program=program,
            store=store,
            client=client,
            token=token,
            visits=Visits(floor, clock=clock, store=store),
        )


def _settings(
    plan: Plan, stage: Stage, twin: MarketTwin, *, token: str, folder: Path
) -> dict[str, str]:
    """What an operator would put into `.env`, with the pace of a world that runs in a minute."""
    return {
        "DISCORD_BOT_TOKEN": stage.application.token,
        "DISCORD_CLIENT_ID": str(stage.application.id),
        "MANEKI_DISCORD_API_URL": stage.sim.api_url,
        "MANEKI_DISCORD_GATEWAY_URL": stage.sim.gateway_url,
        "MANEKI_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'demo.sqlite3'}",
        "MANEKI_HTTP_PORT": str(free_port()),
        "MANEKI_INGEST_TOKEN": token,
        "MANEKI_INGEST_SOURCES": ",".join(plan.sources),
        "MANEKI_FEEDS": ",".join(twin.feed_url(name) for name in plan.feeds),
        "MANEKI_FEED_EVERY": "1",
        "MANEKI_FEED_GAP": "0.05",
        "MANEKI_MARKETS": MERCARI_JP,
        "MANEKI_ACCEPTED_WARNINGS": MERCARI_JP,
        "MANEKI_MERCARI_JP_URL": twin.base_url,
        "MANEKI_MERCARI_JP_EVERY": "1",
        "MANEKI_MERCARI_JP_GAP": "0.02",
        "MANEKI_RATES_URL": f"{twin.base_url}/eurofxref-daily.xml",
        "MANEKI_LOG_FORMAT": "json",
    }
