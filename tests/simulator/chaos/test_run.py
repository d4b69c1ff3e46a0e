"""Kill the real program seven times in all: everything due is accounted for, once.

What happens in a run is drawn anew each time. A run that failed says how to repeat it; but when
things happen is the machine's business, too.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random, SystemRandom

import pytest

from maneki.clock import SystemClock
from maneki.simulator.chaos.plan import ChaosPlan, make_plan
from maneki.simulator.chaos.run import ChaosReport, run_chaos

SEED = "MANEKI_TEST_CHAOS_SEED"


@pytest.fixture
def seed() -> int:
    named = os.environ.get(SEED)  # noqa: TID251  (a test's own setting)
    return int(named) if named else SystemRandom().randrange(10**6)


def unaccounted(report: ChaosReport, *, seed: int, log: Path) -> str:
    faults = "\n".join([*report.faults[:20], *report.violations[:20]])
    said = log.read_text(errors="replace")[-4000:]
    return f"{SEED}={seed} repeats this:\n{report}\n{faults}\n\n{said}"


async def play(
    plan: ChaosPlan, *, seed: int, folder: Path, database_url: str | None = None
) -> None:
    report = await run_chaos(
        plan, clock=SystemClock(), folder=folder, seed=seed, database_url=database_url
    )
    assert report.is_clean, unaccounted(report, seed=seed, log=folder / "maneki.log")
    assert report.kills == plan.kills


@pytest.mark.timeout(300)
async def test_nothing_is_lost_or_repeated_however_often_it_is_killed(
    tmp_path: Path, seed: int
) -> None:
    plan = make_plan(Random(seed), members=10, steps=15, kills=4)
    await play(plan, seed=seed, folder=tmp_path)


@pytest.mark.timeout(300)
async def test_nor_on_postgresql(tmp_path: Path, postgres_url: str, seed: int) -> None:
    plan = make_plan(Random(seed), members=8, steps=13, kills=3)
    await play(plan, seed=seed, folder=tmp_path, database_url=postgres_url)
