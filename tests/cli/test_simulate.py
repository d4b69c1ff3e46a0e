"""`maneki simulate` beside `maneki run`, two processes, in the way that the README shows."""

from __future__ import annotations

import asyncio
import socket
from datetime import datetime
from pathlib import Path

import httpx2
import pytest
from tests.cli.shell import PATIENCE_S, Shell

from maneki import __version__
from maneki.simulator.demo.program import free_port


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Nothing is set: what a new folder has is what `maneki simulate > .env` writes."""
    return Shell(tmp_path, {"MANEKI_HTTP_PORT": str(free_port())})


async def until_well(url: str) -> dict[str, str]:
    """What `GET /health` says once all is well."""
    async with httpx2.AsyncClient(trust_env=False) as client, asyncio.timeout(PATIENCE_S):
        while True:
            try:
                answer = await client.get(url)
            except httpx2.TransportError:
                answer = None
            if answer is not None and answer.status_code == 200:
                said: dict[str, str] = answer.json()
                return said
            await asyncio.sleep(0.1)


async def test_run_works_with_simulate_as_the_readme_shows(shell: Shell) -> None:
    async with shell.running("simulate", "--port", "0", out=".env") as simulated:
        await simulated.says(lambda said: "MANEKI_SINCH_WEBHOOK_SECRET=" in said)
        migrated = await shell.process("migrate")
        checked = await shell.process("check")
        async with shell.running("run") as running:
            well = await until_well(f"http://127.0.0.1:{shell.settings['MANEKI_HTTP_PORT']}/health")
            ended = await running.stop()
        served = await simulated.stop()
    assert (migrated.code, checked.code) == (0, 0), checked.out
    assert "✓ token: belongs to Maneki" in checked.out
    assert datetime.fromisoformat(well.pop("time")).tzinfo is not None
    assert well == {
        "status": "ok",
        "database": "ok",
        "discord": "ok",
        "version": __version__,
        "database_kind": "sqlite",
        "environment": "simulated",
    }
    assert ended.code == 0, ended.err
    assert (shell.folder / "maneki.sqlite3").exists()
    assert served.code == 0, served.err
    assert "requests to Discord" in served.last_line
    assert served.out.count("\n") == 24


async def test_whoever_breaks_a_rule_makes_it_fail(shell: Shell) -> None:
    async with shell.running("simulate", "--port", "0", out=".env") as simulated:
        said = await simulated.says(lambda said: "MANEKI_RATES_URL=" in said)
        api = dict(line.split("=", 1) for line in said.split())["MANEKI_DISCORD_API_URL"]
        async with httpx2.AsyncClient(trust_env=False) as client:
            await client.get(f"{api}/no/such/route")
        served = await simulated.stop()
    assert served.code == 1
    assert "1 rules were broken" in served.err
    assert "unknown route: GET /api/v10/no/such/route" in served.last_line


async def test_a_port_in_use_is_one_line(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        ran = await shell.process("simulate", "--port", str(port))
    assert ran.code == 2
    assert f"Nobody can listen on the ports {port} to {port + 4}" in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ("--port", "-1"),
        ("--port", "65532"),
        ("--port", "many"),
        ("--seconds", "-1"),
        ("--seconds", "nan"),
        ("--seconds", "inf"),
    ],
)
async def test_impossible_options_are_refused(shell: Shell, wrong: tuple[str, str]) -> None:
    ran = await shell.maneki("simulate", *wrong)
    assert ran.code == 2
    assert wrong[0] in ran.err
    assert "Traceback" not in ran.err
