"""The commands as an operator runs them: another process, its output, its exit code."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest

from maneki.simulator.demo.program import free_port
from maneki.simulator.discord import DiscordSim


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Shell:
    """Runs `maneki` in a folder of its own, with these settings and no others."""

    folder: Path
    settings: dict[str, str]

    async def maneki(self, *arguments: str, **more: str) -> Ran:
        environment = {
            name: value
            for name, value in os.environ.items()  # noqa: TID251  (handed on, not read)
            if not name.startswith(("MANEKI_", "DISCORD_"))
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "maneki",
            *arguments,
            cwd=self.folder,
            env=environment | self.settings | {"COLUMNS": "200"} | more,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            out, err = await process.communicate()
        return Ran(process.returncode or 0, out.decode(), err.decode())


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(
        tmp_path,
        {
            "MANEKI_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'shop.sqlite3'}",
            "MANEKI_HTTP_PORT": str(free_port()),
            "MANEKI_INGEST_SOURCES": "my_market",
            "MANEKI_RATES_URL": "",
        },
    )


async def test_migrate_makes_the_tables_and_may_be_repeated(shell: Shell) -> None:
    first = await shell.maneki("migrate")
    again = await shell.maneki("migrate")
    assert (first.code, again.code) == (0, 0)
    assert "before: none" in first.out
    assert "as they were" in again.out


async def test_running_without_tables_says_what_to_do(shell: Shell) -> None:
    ran = await shell.maneki("run", DISCORD_BOT_TOKEN="x")
    assert ran.code == 2
    assert "run `maneki migrate`" in ran.err
    assert "Traceback" not in ran.err


async def test_a_database_newer_than_the_program_is_refused(shell: Shell) -> None:
    await shell.maneki("migrate")
    with sqlite3.connect(shell.folder / "shop.sqlite3") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    ran = await shell.maneki("run", DISCORD_BOT_TOKEN="x")
    assert ran.code == 2
    assert "update Maneki" in ran.err


async def test_running_without_a_token_says_so(shell: Shell) -> None:
    await shell.maneki("migrate")
    ran = await shell.maneki("run")
    assert ran.code == 2
    assert "DISCORD_BOT_TOKEN is not set" in ran.err


async def test_a_wrong_token_stops_with_one_clear_line(shell: Shell) -> None:
    await shell.maneki("migrate")
    async with DiscordSim() as sim:
        urls = {
            "MANEKI_DISCORD_API_URL": sim.api_url,
            "MANEKI_DISCORD_GATEWAY_URL": sim.gateway_url,
        }
        checked = await shell.maneki("check", DISCORD_BOT_TOKEN="wrong", **urls)
        ran = await shell.maneki("run", DISCORD_BOT_TOKEN="wrong", **urls)
    assert checked.code == 1
    assert "✗ token: Discord does not accept" in checked.out
    assert ran.code == 1
    assert "does not accept the bot's token" in ran.err.splitlines()[-1]
    assert "Traceback" not in ran.err
    assert "wrong" not in ran.err


async def test_check_finds_everything_right_and_prints_the_invitation(shell: Shell) -> None:
    await shell.maneki("migrate")
    async with DiscordSim() as sim:
        application = sim.add_application("Maneki")
        ran = await shell.maneki(
            "check",
            DISCORD_BOT_TOKEN=application.token,
            DISCORD_CLIENT_ID=str(application.id),
            MANEKI_DISCORD_API_URL=sim.api_url,
            MANEKI_INGEST_TOKEN="x",
        )
    assert ran.code == 0, ran.out
    assert "✗" not in ran.out
    assert f"client_id={application.id}" in ran.out
    assert application.token not in ran.out + ran.err


async def test_an_unofficial_market_needs_its_warning_accepted(shell: Shell) -> None:
    ran = await shell.maneki("check", "--offline", MANEKI_MARKETS="mercari_jp")
    assert ran.code == 1
    assert "MANEKI_ACCEPTED_WARNINGS" in ran.out
    accepted = await shell.maneki(
        "check", "--offline", MANEKI_MARKETS="mercari_jp", MANEKI_ACCEPTED_WARNINGS="mercari_jp"
    )
    assert "✓ markets: mercari_jp" in accepted.out


async def test_an_unknown_setting_is_one_line_and_exit_code_two(shell: Shell) -> None:
    ran = await shell.maneki("settings", MANEKI_NONSENSE="1")
    assert ran.code == 2
    assert ran.err.strip().startswith("MANEKI_NONSENSE is not a setting")


async def test_filters_can_be_added_listed_exported_and_imported(shell: Shell) -> None:
    await shell.maneki("migrate")
    added = await shell.maneki(
        "filters", "add", "--owner", "discord:1", "--brand", "Rick Owens", "--max", "50000"
    )
    assert added.code == 0, added.err
    assert "is sleeping" in added.out
    listed = await shell.maneki("filters", "list")
    assert "Rick Owens ≤ ¥50,000" in listed.out
    exported = await shell.maneki("filters", "export")
    [line] = exported.out.splitlines()
    row = orjson.loads(line)
    file = shell.folder / "filters.jsonl"
    file.write_bytes(
        line.encode()
        + b"\n"
        + orjson.dumps(row | {"id": "f-2", "name": "another"})
        + b"\n{broken\n"
        + orjson.dumps(row | {"id": "f-3", "brands": [""]})
    )
    imported = await shell.maneki("filters", "import", str(file))
    assert imported.code == 2
    assert "1 known, 1 sleeping; 2 refused" in imported.out
    assert "line 3" in imported.err
    assert "line 4" in imported.err
    assert len((await shell.maneki("filters", "export")).out.splitlines()) == 2


async def test_a_market_can_be_stopped_and_started(shell: Shell) -> None:
    await shell.maneki("migrate")
    assert (await shell.maneki("markets", "off", "feed")).code == 0
    stopped = await shell.maneki("markets", "list", MANEKI_FEEDS="https://a.example/x.xml")
    assert "stopped" in stopped.out
    assert (await shell.maneki("markets", "on", "feed")).code == 0
    started = await shell.maneki("markets", "list", MANEKI_FEEDS="https://a.example/x.xml")
    assert "stopped" not in started.out
    unknown = await shell.maneki("markets", "off", "nowhere")
    assert unknown.code == 2
    assert "known are: feed" in unknown.err


async def test_the_simulator_runs_alone_and_says_how_to_use_it(shell: Shell) -> None:
    ran = await shell.maneki("simulate", "--port", "0", "--seconds", "0.3")
    assert ran.code == 0, ran.err
    assert "MANEKI_DISCORD_API_URL=http://127.0.0.1:" in ran.out
    assert "MANEKI_FEEDS=http://127.0.0.1:" in ran.out


async def test_a_short_demo_is_clean(shell: Shell) -> None:
    """The whole thing in small: the default is fifty members and a minute."""
    ran = await shell.maneki("demo", "--seconds", "15", "--members", "12", "--json")
    assert ran.code == 0, ran.err
    report = orjson.loads(ran.out)
    assert report["alerts"]["due"] == report["alerts"]["delivered"] > 50
    assert [report["alerts"][name] for name in ("lost", "repeated", "misrouted")] == [0, 0, 0]
    assert report["rate_limited"] == 0


async def test_a_demo_with_impossible_wishes_is_refused(shell: Shell) -> None:
    few = await shell.maneki("demo", "--members", "1")
    assert (few.code, few.out) == (2, "")
    assert "at least" in few.err
