"""Start the real program where thousands of alerts have been waiting, and see all of them sent.

`ready_s` is from the start of the process until it says that it is well, `first_s` until its first
message, `delivered_s` until the last one; `fresh_s` is how long an alert took that came up in the
middle of it, at a place for which nothing was waiting. `pace_used` is of 45 requests a second.
Exit code 1 if an alert was lost or repeated, or a message was rate-limited or not full.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

# Run as a file, Python looks for modules in the folder of this one only.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import orjson
from bench.machine import described

from maneki.clock import Clock, SystemClock
from maneki.logs import configure
from maneki.simulator.discord import Rules
from maneki.simulator.load.backlog import Backlog, a_backlog
from maneki.simulator.load.scene import LATENCY
from maneki.simulator.load.usage import usage_of
from maneki.simulator.load.wish import WINDOWS

PACE = 45.0
PATIENCE_S = 600.0
FULL = 10


async def measure(*, members: int, each: int, window: str, folder: Path) -> dict[str, Any]:
    clock = SystemClock()
    rules = Rules(window=WINDOWS[window], latency=LATENCY)
    async with a_backlog(
        members=members, each=each, clock=clock, folder=folder, rules=rules
    ) as backlog:
        return await _measured(backlog, clock)


async def _measured(backlog: Backlog, clock: Clock) -> dict[str, Any]:
    members, each = backlog.fresh_one, len(backlog.waiting)
    rows, messages = members * each, members * -(-each // FULL)
    began = clock.monotonic()
    starting = asyncio.ensure_future(backlog.program.start())
    await _until(lambda: bool(backlog.messages), clock)
    first_s = clock.monotonic() - began
    await starting
    ready_s = clock.monotonic() - began
    await _until(lambda: len(backlog.messages) >= messages // 2, clock)
    pushed_at = clock.monotonic()
    fresh = await backlog.push_fresh()
    await _until(lambda: bool(backlog.told(backlog.fresh_one)), clock)
    fresh_s = clock.monotonic() - pushed_at
    await _until(lambda: _seen(backlog) >= rows + 1, clock)
    delivered_s = clock.monotonic() - began
    # Strays, if there are any, come a moment later.
    await clock.sleep(2.0)
    usage = usage_of(backlog.program.pid)
    exit_code = await backlog.program.stop()
    lost, repeated = _counted(backlog, fresh)
    sizes = Counter(len(one.shown_embeds) for one in backlog.messages)
    return {
        "rows": rows,
        "destinations": members,
        "ready_s": round(ready_s, 2),
        "first_s": round(first_s, 2),
        "delivered_s": round(delivered_s, 2),
        "fresh_s": round(fresh_s, 2),
        "messages": len(backlog.messages),
        "alerts_in_a_message": dict(sorted(sizes.items())),
        "pace_used": round(len(backlog.messages) / (delivered_s - first_s) / PACE, 3),
        "rate_limited": len(backlog.sim.rate_limited),
        "lost": lost,
        "repeated": repeated,
        "violations": [str(one) for one in backlog.sim.violations],
        "rss_mb": usage.rss_mb,
        "cpu_s": usage.cpu_s,
        "exit_code": exit_code,
    }


async def _until(is_so: Callable[[], bool], clock: Clock) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not is_so():
            await clock.sleep(0.02)


def _seen(backlog: Backlog) -> int:
    return sum(len(one.shown_embeds) for one in backlog.messages)


def _counted(backlog: Backlog, fresh: str) -> tuple[int, int]:
    """How many alerts somebody did not get, and how many they got once too often."""
    lost = repeated = 0
    titles = [one.title for one in backlog.waiting]
    for number in range(backlog.fresh_one + 1):
        due = Counter([fresh] if number == backlog.fresh_one else titles)
        told = Counter(backlog.told(number))
        lost += (due - told).total()
        repeated += (told - due).total()
    return lost, repeated


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=400)
    parser.add_argument("--each", type=int, default=50, help="alerts that wait for each of them")
    parser.add_argument("--window", choices=sorted(WINDOWS), default="sliding")
    parser.add_argument("--json", action="store_true", help="JSON on standard output")
    chosen = parser.parse_args(arguments)
    configure(style="console", level="error")
    with tempfile.TemporaryDirectory(prefix="maneki-backlog-") as folder:
        shape = asyncio.run(
            measure(
                members=chosen.members,
                each=chosen.each,
                window=chosen.window,
                folder=Path(folder),
            )
        )
    if chosen.json:
        whole = {"machine": described(), "window": chosen.window, **shape}
        sys.stdout.write(orjson.dumps(whole, option=_OPTIONS).decode() + "\n")
    else:
        sys.stdout.writelines(f"{name:20} {value}\n" for name, value in shape.items())
    needed = chosen.members * -(-chosen.each // FULL) + 1
    is_clean = shape["messages"] == needed and not (
        shape["rate_limited"] or shape["lost"] or shape["repeated"] or shape["violations"]
    )
    return 0 if is_clean and shape["exit_code"] == 0 else 1


_OPTIONS = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
