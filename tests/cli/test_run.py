"""`maneki run` refuses to start half-configured: one sentence, no traceback, an exit code."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy.engine import make_url
from tests.cli.databases import PASSWORD, unusable
from tests.cli.shell import PATIENCE_S, Ran, Running, Shell
from tests.conftest import Serve

from maneki.simulator.demo.program import free_port
from maneki.simulator.discord import DiscordSim


@pytest.fixture
def shell(tmp_path: Path, sqlite_copy: str) -> Shell:
    settings = {
        "MANEKI_DATABASE_URL": sqlite_copy,
        "MANEKI_RATES_URL": "",
        "DISCORD_BOT_TOKEN": "a-token",
    }
    return Shell(tmp_path, settings)


@pytest.fixture
def taken_port() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield str(listener.getsockname()[1])


def assert_refused(ran: Ran, said: str, *, code: int) -> None:
    assert ran.code == code, ran.err
    assert said in ran.last_line
    assert "Traceback" not in ran.err
    assert "Event loop is closed" not in ran.err


async def test_a_port_in_use_stops_it(shell: Shell, taken_port: str) -> None:
    async with DiscordSim() as sim:
        application = sim.add_application("Maneki")
        ran = await shell.process(
            "run",
            DISCORD_BOT_TOKEN=application.token,
            MANEKI_DISCORD_API_URL=sim.api_url,
            MANEKI_DISCORD_GATEWAY_URL=sim.gateway_url,
            MANEKI_HTTP_PORT=taken_port,
        )
    assert_refused(ran, f"Nobody can listen on 127.0.0.1:{taken_port}", code=2)
    assert "MANEKI_HTTP_PORT" in ran.last_line


async def is_ready(running: Running) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while "discord.ready" not in running.err.read_text("utf-8"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_second_process_stops_with_who_is_in_its_way_and_the_first_goes_on(
    shell: Shell,
) -> None:
    async with DiscordSim() as sim:
        application = sim.add_application("Maneki")
        sim.add_guild("Archive Club", bots=[application])
        settings = {
            "DISCORD_BOT_TOKEN": application.token,
            "MANEKI_DISCORD_API_URL": sim.api_url,
            "MANEKI_DISCORD_GATEWAY_URL": sim.gateway_url,
        }
        async with shell.running("run", MANEKI_HTTP_PORT=str(free_port()), **settings) as first:
            await is_ready(first)
            asked = len(sim.requests)
            second = await shell.process("run", MANEKI_HTTP_PORT=str(free_port()), **settings)
            assert len(sim.requests) == asked
            assert first.process.returncode is None
            assert (await first.stop()).code == 0
        async with shell.running("run", MANEKI_HTTP_PORT=str(free_port()), **settings) as third:
            await is_ready(third)
            assert (await third.stop()).code == 0
    assert_refused(second, f"Another Maneki (process {first.process.pid} on ", code=1)


async def test_a_read_only_file_stops_it(shell: Shell, sqlite_copy: str) -> None:
    url = f"sqlite+aiosqlite:///file:{make_url(sqlite_copy).database}?mode=ro&uri=true"
    ran = await shell.maneki("run", MANEKI_DATABASE_URL=url)
    assert_refused(ran, "read-only", code=1)
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("version", "said"), [("0000", "run `maneki migrate`"), ("9999", "update Maneki")]
)
async def test_tables_of_another_version_stop_it(
    shell: Shell, sqlite_copy: str, version: str, said: str
) -> None:
    with sqlite3.connect(make_url(sqlite_copy).database or "") as database:
        database.execute("UPDATE alembic_version SET version_num = ?", (version,))
    database.close()
    ran = await shell.maneki("run")
    assert_refused(ran, said, code=2)
    assert len(ran.err.splitlines()) == 1


async def test_a_database_that_cannot_be_used_stops_it(
    shell: Shell, tmp_path: Path, postgres_server: str
) -> None:
    for url, what in unusable(tmp_path, postgres_server).items():
        ran = await shell.maneki("run", MANEKI_DATABASE_URL=url)
        assert_refused(ran, what, code=1)
        assert len(ran.err.splitlines()) == 1
        assert PASSWORD not in ran.err


async def test_a_source_that_nobody_can_push_as_stops_it(shell: Shell) -> None:
    ran = await shell.maneki("run", MANEKI_INGEST_SOURCES="Bad Name")
    assert_refused(ran, "MANEKI_INGEST_SOURCES names 'Bad Name'", code=2)
    ran = await shell.maneki("run", MANEKI_INGEST_SOURCES="mercari_jp")
    assert_refused(ran, "which is a market's name", code=2)


@pytest.mark.parametrize("status", [200, 404])
async def test_what_is_not_discord_stops_it(shell: Shell, serve: Serve, status: int) -> None:
    async def welcome(request: web.Request) -> web.Response:
        return web.Response(status=status, text="<h1>nginx</h1>", content_type="text/html")

    url = await serve(welcome)
    ran = await shell.process("run", MANEKI_DISCORD_API_URL=url, MANEKI_HTTP_PORT="0")
    assert_refused(ran, "What answers there is not Discord; check MANEKI_DISCORD_API_URL", code=2)


async def test_an_env_file_that_is_no_utf_8_stops_it(shell: Shell) -> None:
    (shell.folder / ".env").write_bytes("MANEKI_USER_AGENT=Café\n".encode("latin-1"))
    assert_refused(await shell.maneki("run"), ".env is not UTF-8", code=2)


async def test_migrating_what_cannot_be_made_is_one_line(shell: Shell) -> None:
    (shell.folder / "file").touch()
    url = f"sqlite+aiosqlite:///{shell.folder / 'file' / 'maneki.sqlite3'}"
    ran = await shell.maneki("migrate", MANEKI_DATABASE_URL=url)
    assert_refused(ran, "cannot be made", code=1)
    assert len(ran.err.splitlines()) == 1


async def test_settings_show_no_password(shell: Shell) -> None:
    url = "postgresql+asyncpg://maneki:hunter2@127.0.0.1/maneki"
    ran = await shell.maneki("settings", MANEKI_DATABASE_URL=url, COLUMNS="200")
    assert "postgresql+asyncpg://maneki:***@127.0.0.1/maneki" in ran.out
    assert "hunter2" not in ran.out + ran.err
    wrong = await shell.maneki("run", MANEKI_DATABASE_URL="postgresql+asyncpg:/u:hunter2@x")
    assert_refused(wrong, "MANEKI_DATABASE_URL", code=2)
    assert "hunter2" not in wrong.err
