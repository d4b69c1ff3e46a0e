"""Kill the real program again and again: everything due is accounted for, once."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from maneki.clock import SystemClock
from maneki.simulator.chaos.plan import make_plan
from maneki.simulator.chaos.run import run_chaos


@pytest.mark.timeout(300)
async def test_nothing_is_lost_or_repeated_however_often_it_is_killed(tmp_path: Path) -> None:
    plan = make_plan(Random("in make test"), members=10, steps=20, kills=10)
    report = await run_chaos(plan, clock=SystemClock(), folder=tmp_path)
    assert report.faults == (), (tmp_path / "maneki.log").read_text()[-4000:]
    assert report.is_clean
    assert report.kills == 10
    assert report.delivered > 200


@pytest.mark.timeout(300)
async def test_nor_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    plan = make_plan(Random("on PostgreSQL"), members=8, steps=8, kills=4)
    report = await run_chaos(plan, clock=SystemClock(), folder=tmp_path, database_url=postgres_url)
    assert report.faults == (), (tmp_path / "maneki.log").read_text()[-4000:]
    assert report.is_clean
