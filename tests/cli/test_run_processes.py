"""`maneki run` with several processes: forked before anything else, and gone when it is."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.alerts.test_processes import is_running
from tests.cli.shell import PATIENCE_S, Running, Shell

from maneki.simulator.demo.program import free_port
from maneki.simulator.discord import DiscordSim

AT_THE_FORK = """
import os, threading
from maneki.run.matching import matching_processes
from maneki.settings import load

def before():
    opened = [os.readlink(f"/proc/self/fd/{one}") for one in os.listdir("/proc/self/fd")
              if os.path.exists(f"/proc/self/fd/{one}")]
    kinds = {name.partition(":")[0] for name in opened if name.startswith(("socket", "anon_inode"))}
    files = [name for name in opened if ".sqlite3" in name]
    print(threading.active_count(), sorted(kinds - {"socket"}), files, flush=True)

os.register_at_fork(before=before)
with matching_processes(load()) as loaded:
    print(len(loaded.pool.pids))
"""


@pytest.fixture
def shell(tmp_path: Path, sqlite_copy: str) -> Shell:
    settings = {
        "MANEKI_DATABASE_URL": sqlite_copy,
        "MANEKI_RATES_URL": "",
        "MANEKI_MATCHING_PROCESSES": "3",
        "DISCORD_BOT_TOKEN": "a-token",
    }
    return Shell(tmp_path, settings)


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def ready(running: Running) -> None:
    await until(lambda: "discord.ready" in running.err.read_text("utf-8"))


def descendants(pid: int) -> list[int]:
    """The processes that were forked from it, and from these."""
    parents = {}
    for one in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            said = one.read_text("ascii", errors="replace").rpartition(")")[2].split()
            parents[int(one.parent.name)] = int(said[1])
    found = [pid]
    for parent in found:
        found += [child for child, of in parents.items() if of == parent]
    return found[1:]


def test_there_is_one_thread_and_no_connection_when_it_forks(
    shell: Shell, migrated_url: str
) -> None:
    ran = subprocess.run(  # noqa: S603  (this interpreter)
        [sys.executable, "-c", AT_THE_FORK],
        capture_output=True,
        text=True,
        check=True,
        cwd=shell.folder,
        env=shell._environment({"MANEKI_DATABASE_URL": migrated_url}),
        timeout=PATIENCE_S,
    )
    assert ran.stdout.splitlines() == ["1 [] []", "2"]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
async def test_however_it_ends_no_process_is_left(shell: Shell, how: signal.Signals) -> None:
    async with DiscordSim() as sim:
        application = sim.add_application("Maneki")
        sim.add_guild("Archive Club", bots=[application])
        async with shell.running(
            "run",
            MANEKI_HTTP_PORT=str(free_port()),
            DISCORD_BOT_TOKEN=application.token,
            MANEKI_DISCORD_API_URL=sim.api_url,
            MANEKI_DISCORD_GATEWAY_URL=sim.gateway_url,
        ) as running:
            await ready(running)
            others = descendants(running.process.pid)
            assert len(others) == 3
            os.kill(running.process.pid, how)
            async with asyncio.timeout(PATIENCE_S):
                code = await running.process.wait()
            assert code == (-how if how is signal.SIGKILL else 0)
            await until(lambda: not any(map(is_running, others)))
    assert "Traceback" not in running.err.read_text("utf-8")


async def test_what_keeps_the_filters_from_being_read_is_one_sentence(
    shell: Shell, tmp_path: Path
) -> None:
    ran = await shell.process("run", MANEKI_DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/none/x")
    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1
    assert "Traceback" not in ran.err
