"""The local Discord as a process of its own, so that what it costs is not counted as ours.

    python -m bench.discord_twin CHANNELS WINDOW LATENCY

makes a server with so many channels, each with a member to hear of things there, and says on
standard output, one JSON object a line, where it is and, after standard input has ended, what it
saw. It ends by itself when whoever started it does. WINDOW is the shape of its limits, LATENCY the
median seconds until it answers.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import structlog

from maneki.simulator.discord import DiscordSim, Latency, Rules, Window

LONGEST_LIFE_S = 600.0
LONGEST_START_S = 30.0
SPREAD = 0.4
_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A channel, and the member who is to hear of things there."""

    channel_id: str
    user_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What reached Discord: messages, alerts shown in them, refusals for pace, broken rules."""

    messages: int
    alerts: int
    requests: int
    rate_limited: int
    violations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    api_url: str
    token: str
    guild_id: str
    places: tuple[Place, ...]


class TwinProcess:
    """The other end. Made by `twin`."""

    def __init__(self, process: asyncio.subprocess.Process, is_at: Twin) -> None:
        self._process = process
        self.is_at = is_at

    async def seen(self) -> Seen:
        """What it saw; it ends with that."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        return Seen(**await _line(self._process))


@contextlib.asynccontextmanager
async def twin(
    channels: int, *, window: Window = Window.SLIDING, latency: float = 0.0
) -> AsyncIterator[TwinProcess]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.discord_twin",
        str(channels),
        str(window),
        str(latency),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=_ROOT,
    )
    try:
        said = await _line(process)
        places = tuple(Place(**place) for place in said.pop("places"))
        yield TwinProcess(process, Twin(places=places, **said))
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _line(process: asyncio.subprocess.Process) -> dict[str, Any]:
    if process.stdout is None:
        raise RuntimeError("the local Discord was started without a way to speak")
    async with asyncio.timeout(LONGEST_START_S):
        line = await process.stdout.readline()
    if not line:
        raise RuntimeError("the local Discord ended; it said why on standard error")
    said: dict[str, Any] = orjson.loads(line)
    return said


async def _serve(channels: int, window: Window, latency: float) -> None:
    rules = Rules(window=window, latency=Latency(median=latency, spread=SPREAD if latency else 0.0))
    async with DiscordSim(rules=rules) as sim:
        bot = sim.add_application()
        guild = sim.add_guild(bots=[bot])
        rooms = [sim.add_channel(guild, f"finds-{number}") for number in range(channels)]
        members = [sim.add_user(f"member-{number}") for number in range(channels)]
        for member in members:
            sim.join(guild, member)
        _say(
            Twin(
                api_url=sim.api_url,
                token=bot.token,
                guild_id=str(guild.id),
                places=tuple(
                    Place(channel_id=str(room.id), user_id=str(member.id))
                    for room, member in zip(rooms, members, strict=True)
                ),
            )
        )
        await _input_ended()
        messages = [message for room in rooms for message in sim.messages(room)]
        _say(
            Seen(
                messages=len(messages),
                alerts=sum(len(message.embeds) for message in messages),
                requests=sim.report().requests,
                rate_limited=len(sim.rate_limited),
                violations=len(sim.violations),
            )
        )


async def _input_ended() -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async with asyncio.timeout(LONGEST_LIFE_S):
        await reader.read()


def _say(what: Twin | Seen) -> None:
    sys.stdout.write(orjson.dumps(what).decode() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    _, channels, window, latency = sys.argv
    asyncio.run(_serve(int(channels), Window(window), float(latency)))
