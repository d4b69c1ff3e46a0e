"""Kill the real program again and again, and account for every alert: JSON on standard output.

What a run is made of is in `maneki.simulator.chaos`; `make test` has a small one. This is the
long size: at least ten thousand alerts and a hundred kills, and a database that is locked for up to
half a minute. A run draws its seed and says it; `--seed` repeats what happens, but not when: that
is the machine's business, too. Exit code 1 if an alert is not accounted for.

`--identify-every 5` is Discord's own rule for how soon a bot may identify again. A program that is
killed and started sooner breaks it, which is reported beside the others.
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
from random import Random, SystemRandom

# Run as a file, Python looks for modules in the folder of this one only.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import orjson
from bench.machine import described
from rich.console import Console
from rich.progress import Progress

from maneki.clock import SystemClock
from maneki.logs import configure
from maneki.simulator.chaos.plan import ChaosPlan, make_plan
from maneki.simulator.chaos.run import IDENTIFIES_EVERY_S, run_chaos

STEPS_A_KILL = 2
LONGEST_LOCK_S = 30.0
MOST_ROUNDS = 10_000


def plan_of(
    *, seed: int, members: int, alerts: int, kills: int, longest_lock_s: float
) -> ChaosPlan:
    """A run with at least so many alerts due and so many kills."""
    steps = STEPS_A_KILL * kills
    for _ in range(MOST_ROUNDS):
        plan = make_plan(
            Random(f"conservation:{seed}"),
            members=members,
            steps=steps,
            kills=kills,
            longest_lock_s=longest_lock_s,
        )
        if len(plan.due) >= alerts:
            return plan
        steps += 10
    raise ValueError(f"no run of {members} members has {alerts} alerts")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--alerts", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--members", type=int, default=24)
    parser.add_argument("--longest-lock", type=float, default=LONGEST_LOCK_S, metavar="SECONDS")
    parser.add_argument(
        "--identify-every", type=float, default=IDENTIFIES_EVERY_S, metavar="SECONDS"
    )
    parser.add_argument("--seed", type=int, help="drawn without it")
    parser.add_argument("--database", help="an empty PostgreSQL database; SQLite without it")
    chosen = parser.parse_args(arguments)
    configure(style="console", level="error")
    seed = SystemRandom().randrange(10**6) if chosen.seed is None else chosen.seed
    sys.stderr.write(f"--seed {seed}\n")
    plan = plan_of(
        seed=seed,
        members=chosen.members,
        alerts=chosen.alerts,
        kills=chosen.kills,
        longest_lock_s=chosen.longest_lock,
    )
    folder = Path(tempfile.mkdtemp(prefix="maneki-conservation-"))
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"{len(plan.due)} alerts", total=len(plan.steps))
        report = asyncio.run(
            run_chaos(
                plan,
                clock=SystemClock(),
                folder=folder,
                seed=seed,
                database_url=chosen.database,
                identifies_every_s=chosen.identify_every,
                step_done=lambda done: progress.update(task, completed=done),
            )
        )
    shape = {
        "machine": described(),
        "seed": seed,
        "members": chosen.members,
        "database": "postgresql" if chosen.database else "sqlite",
        "identify_every_s": chosen.identify_every,
        **asdict(report),
    }
    sys.stdout.write(orjson.dumps(shape, option=orjson.OPT_INDENT_2).decode() + "\n")
    if report.is_clean:
        shutil.rmtree(folder)
        return 0
    sys.stderr.write(f"The program's log and database are in {folder}.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
