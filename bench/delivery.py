"""How three ways of sending fare against Discord's limits: JSON on standard output.

The workloads are channels × messages each, all due at once, over fixed windows and over leaking
buckets, against a local Discord in a process of its own:

- `stock`: `discord.py` as it comes, a task for every message, with a nonce as `send` makes one;
- `naive`: a queue with a pace of 50 a second for everything and nothing for a channel, which waits
  what a 429 says and gives up after five tries;
- `ours`: the limiter that everything of Maneki's passes.

What our pace (45 a second) and the buckets allow is worked out beside it; `of_what_is_allowed` is
that time as a share of the time taken. Nobody's time includes logging in. Exit code 1 if ours lost
anything, was rate-limited, broke another rule or used less than 95 % of what is allowed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import secrets
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Run as a file, Python looks for modules in the folder of this one only.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import aiohttp
import discord
import orjson
from bench.discord_twin import Place, Twin, twin
from bench.figures import middle, rounded
from bench.machine import described
from discord.http import HTTPClient, Route
from rich.console import Console
from rich.progress import Progress

from maneki.channels.discord.rest import Call, NoAnswerError, RestClient
from maneki.clock import SystemClock
from maneki.delivery.pace import Limiter
from maneki.logs import configure
from maneki.simulator.discord import Window

WORKLOADS = ((1, 20), (8, 12), (120, 1), (60, 6))
WINDOWS = (Window.FIXED, Window.SLIDING)
LATENCY_S = 0.03
OUR_PACE = 45.0
NAIVE_PACE = 50.0
NAIVE_TRIES = 5
LIMIT, PER_S = 5, 5.0
"""What the local Discord allows in a channel. Nobody is told but by its headers."""
AGENT = "DiscordBot (https://maneki.example, 1)"
LONGEST_RUN_S = 300.0
LEAST_SHARE = 0.95

Send = Callable[[Place, int], Coroutine[Any, Any, None]]
"""Post one message there. What was taken is counted by the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """`delivered` of so many messages, in so many seconds. 429s (`refusals`) and other `broken`
    rules are those the server counted.
    """

    messages: int
    delivered: int
    refusals: int
    broken: int
    seconds: float


@asynccontextmanager
async def stock(where: Twin) -> AsyncIterator[Send]:
    usual, Route.BASE = Route.BASE, where.api_url
    http = HTTPClient(asyncio.get_running_loop())
    try:
        await http.static_login(where.token)

        async def send(place: Place, number: int) -> None:
            nonce = secrets.randbits(64)
            text = discord.http.handle_message_parameters(content=f"message {number}", nonce=nonce)
            # After its five tries it gives up.
            with contextlib.suppress(discord.HTTPException):
                await http.send_message(place.channel_id, params=text)

        yield send
    finally:
        await http.close()
        Route.BASE = usual


@asynccontextmanager
async def naive(where: Twin) -> AsyncIterator[Send]:
    pace = asyncio.Lock()
    headers = {"Authorization": f"Bot {where.token}", "User-Agent": AGENT}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def send(place: Place, number: int) -> None:
            for _ in range(NAIVE_TRIES):
                async with pace:
                    await asyncio.sleep(1 / NAIVE_PACE)
                url = f"{where.api_url}/channels/{place.channel_id}/messages"
                async with session.post(url, json={"content": f"message {number}"}) as answer:
                    if answer.status == 200:
                        return
                    said = await answer.json()
                await asyncio.sleep(float(said.get("retry_after", 1.0)))

        yield send


@asynccontextmanager
async def ours(where: Twin) -> AsyncIterator[Send]:
    clock = SystemClock()
    async with RestClient(
        base_url=where.api_url,
        token=where.token,
        limiter=Limiter(clock),
        clock=clock,
        user_agent=AGENT,
    ) as rest:

        async def send(place: Place, number: int) -> None:
            call = Call(
                method="POST",
                path=f"/channels/{place.channel_id}/messages",
                route="POST /channels/{channel_id}/messages",
                major=place.channel_id,
                body={"content": f"message {number}"},
            )
            with contextlib.suppress(NoAnswerError):
                await rest.call(call)

        yield send


CONTENDERS = {"stock": stock, "naive": naive, "ours": ours}


async def run(name: str, channels: int, each: int, window: Window) -> Run:
    """One contender with one workload."""
    async with twin(channels, window=window, latency=LATENCY_S) as process:
        async with CONTENDERS[name](process.is_at) as send:
            began = time.perf_counter()
            await _send_all(send, process.is_at.places, each)
            seconds = time.perf_counter() - began
        seen = await process.seen()
    return Run(
        messages=channels * each,
        delivered=seen.messages,
        refusals=seen.rate_limited,
        broken=seen.violations - seen.rate_limited,
        seconds=seconds,
    )


async def _send_all(send: Send, places: Sequence[Place], each: int) -> None:
    async with asyncio.timeout(LONGEST_RUN_S), asyncio.TaskGroup() as group:
        for number in range(each):
            for place in places:
                group.create_task(send(place, number))


def allowed_s(channels: int, each: int, window: Window) -> float:
    """The least seconds that our pace and the buckets allow, in which the first is sent at once."""
    late = max(0, each - LIMIT)
    of_bucket = late * PER_S / LIMIT if window is Window.SLIDING else -(-late // LIMIT) * PER_S
    return max(of_bucket, (channels * each - 1) / OUR_PACE)


async def report(repeat: int, say: Callable[[str], None]) -> list[dict[str, Any]]:
    rows = []
    for window in WINDOWS:
        for channels, each in WORKLOADS:
            allowed = allowed_s(channels, each, window)
            row: dict[str, Any] = {
                "window": str(window),
                "channels": channels,
                "messages_each": each,
                "allowed_s": rounded(allowed),
            }
            for name in CONTENDERS:
                say(f"{window}, {channels} × {each}, {name}")
                runs = [await run(name, channels, each, window) for _ in range(repeat)]
                row[name] = _figures(runs, allowed)
            rows.append(row)
    return rows


def _figures(runs: Sequence[Run], allowed: float) -> dict[str, Any]:
    return {
        "lost": sum(one.messages - one.delivered for one in runs),
        "429s": sum(one.refusals for one in runs),
        "other_rules_broken": sum(one.broken for one in runs),
        "seconds": middle(one.seconds for one in runs),
        "of_what_is_allowed": middle(allowed / one.seconds for one in runs),
    }


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args(arguments).repeat
    configure(style="console", level="error")
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        rows = asyncio.run(report(repeat, lambda what: progress.update(task, description=what)))
    shape = {"machine": described(), "repeat": repeat, "workloads": rows}
    sys.stdout.write(orjson.dumps(shape, option=orjson.OPT_INDENT_2).decode() + "\n")
    for line in (lines := [*unmet(rows)]):
        sys.stderr.write(f"{line}\n")
    return 1 if lines else 0


def unmet(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """A line for everything that ours is to do and did not."""
    for row in rows:
        where, figures = f"{row['window']}, {row['channels']} × {row['messages_each']}", row["ours"]
        for what in ("lost", "429s", "other_rules_broken"):
            if figures[what]:
                yield f"{where}: {what} {figures[what]}"
        if figures["of_what_is_allowed"] < LEAST_SHARE:
            yield f"{where}: {figures['of_what_is_allowed']:.0%} of what is allowed was used"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
