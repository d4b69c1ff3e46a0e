"""Kill the real program again and again, and account for every alert: JSON on standard output.

What a run is made of is in `maneki.simulator.chaos`; `make test` has a small one. This is the
long size: at least ten thousand alerts and a hundred kills. Exit code 1 if an alert is not
accounted for.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random

# Run as a file, Python looks for modules in the folder of this one only.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import orjson
from bench.machine import described
from rich.console import Console
from rich.progress import Progress

from maneki.clock import SystemClock
from maneki.logs import configure
from maneki.simulator.chaos.plan import ChaosPlan, make_plan
from maneki.simulator.chaos.run import run_chaos

STEPS_A_KILL = 2
MOST_ROUNDS = 10_000


def plan_of(*, seed: int, members: int, alerts: int, kills: int) -> ChaosPlan:
    """A run with at least so many alerts due and so many kills."""
    steps = STEPS_A_KILL * kills
    for _ in range(MOST_ROUNDS):
        plan = make_plan(Random(f"conservation:{seed}"), members=members, steps=steps, kills=kills)
        if len(plan.due) >= alerts:
            return plan
        steps += 10
    raise ValueError(f"no run of {members} members has {alerts} alerts")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--alerts", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--members", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="an empty PostgreSQL database; SQLite without it")
    chosen = parser.parse_args(arguments)
    configure(style="console", level="error")
    plan = plan_of(
        seed=chosen.seed, members=chosen.members, alerts=chosen.alerts, kills=chosen.kills
    )
    folder = Path(tempfile.mkdtemp(prefix="maneki-conservation-"))
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"{len(plan.due)} alerts", total=len(plan.steps))
        report = asyncio.run(
            run_chaos(
                plan,
                clock=SystemClock(),
                folder=folder,
                seed=chosen.seed,
                database_url=chosen.database,
                step_done=lambda done: progress.update(task, completed=done),
            )
        )
    shape = {"machine": described(), "members": chosen.members, **asdict(report)}
    sys.stdout.write(orjson.dumps(shape, option=orjson.OPT_INDENT_2).decode() + "\n")
    if report.is_clean:
        shutil.rmtree(folder)
        return 0
    sys.stderr.write(f"The program's log and database are in {folder}.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
