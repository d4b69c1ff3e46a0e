"""`maneki check` finds what would keep `maneki run` from running, each in one line."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from tests.cli.databases import PASSWORD, unusable
from tests.cli.shell import Ran, Shell
from tests.conftest import Serve

from maneki.cli.check import OF_THE_SHOPKEEPER, PERMISSIONS
from maneki.simulator.discord import DiscordSim
from maneki.simulator.discord.permissions import BOT_DEFAULT
from maneki.store.migrate import migrate

TOKEN = "a-token"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    url = f"sqlite+aiosqlite:///{tmp_path / 'shop.sqlite3'}"
    return Shell(tmp_path, {"MANEKI_DATABASE_URL": url, "DISCORD_BOT_TOKEN": TOKEN})


async def set_version(url: str, version: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(
            text("UPDATE alembic_version SET version_num = :version"), {"version": version}
        )
    await engine.dispose()


def database_line(ran: Ran) -> str:
    [line] = [one for one in ran.out.splitlines() if " database: " in one]
    return line


async def checked(shell: Shell, url: str) -> str:
    """What is found wrong with that database, in its one line."""
    ran = await shell.maneki("check", "--offline", MANEKI_DATABASE_URL=url)
    assert ran.code == 1
    assert ran.err == ""
    assert len(ran.out.splitlines()) == 4
    line = database_line(ran)
    assert line.startswith("✗")
    return line


async def test_a_database_that_fits_is_right(shell: Shell, migrated_url: str) -> None:
    ran = await shell.maneki("check", "--offline", MANEKI_DATABASE_URL=migrated_url)
    assert (ran.code, ran.err) == (0, "")
    assert database_line(ran) == "✓ database: reachable, writable, its tables fit"


async def test_older_and_newer_tables_are_named_with_the_remedy(
    shell: Shell, migrated_url: str
) -> None:
    await set_version(migrated_url, "0000")
    assert "run `maneki migrate`" in await checked(shell, migrated_url)
    await set_version(migrated_url, "9999")
    assert "update Maneki" in await checked(shell, migrated_url)


async def test_a_database_without_tables_is_named_with_the_remedy(
    shell: Shell, database_url: str
) -> None:
    assert "no Maneki tables yet; run `maneki migrate`" in await checked(shell, database_url)


async def test_a_read_only_file_is_named(shell: Shell, sqlite_copy: str) -> None:
    url = f"sqlite+aiosqlite:///file:{make_url(sqlite_copy).database}?mode=ro&uri=true"
    assert "read-only; Maneki must be able to write" in await checked(shell, url)


async def test_a_database_that_cannot_be_reached_is_named(
    shell: Shell, postgres_server: str, tmp_path: Path
) -> None:
    for url, what in unusable(tmp_path, postgres_server).items():
        line = await checked(shell, url)
        assert what in line
        assert PASSWORD not in line


async def test_what_run_refuses_is_not_passed(shell: Shell) -> None:
    refused = await shell.maneki("check", "--offline", MANEKI_PARTS="cellar")
    assert refused.code == 2
    assert "MANEKI_PARTS" in refused.last_line
    without = await shell.maneki("check", "--offline", DISCORD_BOT_TOKEN="")
    assert without.code == 1
    assert "✗ token: DISCORD_BOT_TOKEN is not set" in without.out


@pytest.mark.parametrize(
    ("sources", "named"),
    [("Bad Name,my_market", "'Bad Name'"), ("my_market,mercari_jp", "'mercari_jp'")],
)
async def test_sources_that_nobody_can_push_as_are_named(
    shell: Shell, sources: str, named: str
) -> None:
    ran = await shell.maneki("check", "--offline", MANEKI_INGEST_SOURCES=sources)
    assert ran.code == 1
    assert f"✗ markets: MANEKI_INGEST_SOURCES names {named}" in ran.out


@pytest.mark.parametrize(
    ("settings", "mark", "said"),
    [
        ({"MANEKI_BOOK_SOURCES": "amazon"}, "✗", "known are: openlibrary, google_books, hardcover"),
        ({"MANEKI_BOOK_SOURCES": "google_books"}, "✗", "set MANEKI_GOOGLE_BOOKS_KEY"),
        ({"MANEKI_BOOK_SOURCES": "hardcover"}, "✗", "set MANEKI_HARDCOVER_TOKEN"),
        ({"MANEKI_BOOK_SOURCES": "openlibrary"}, "·", "a way to reach you to MANEKI_USER_AGENT"),
        (
            {
                "MANEKI_BOOK_SOURCES": "openlibrary, hardcover",
                "MANEKI_HARDCOVER_TOKEN": "Bearer secret",
                "MANEKI_USER_AGENT": "Shop/1.0 (books@shop.example)",
            },
            "✓",
            "openlibrary, hardcover",
        ),
        ({"MANEKI_PARTS": "shopkeeper"}, "·", "none: books are those of `maneki import books`"),
    ],
)
async def test_sources_of_books_are_named_with_what_they_lack(
    shell: Shell, sqlite_copy: str, settings: dict[str, str], mark: str, said: str
) -> None:
    ran = await shell.maneki("check", "--offline", MANEKI_DATABASE_URL=sqlite_copy, **settings)
    [line] = [one for one in ran.out.splitlines() if " book sources: " in one]
    assert line.startswith(mark)
    assert said in line
    assert "secret" not in ran.out
    assert ran.code == (mark == "✗")


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({}, "✓ assistant: answers by its own rules"),
        (
            {
                "MANEKI_MODEL": "anthropic:m",
                "MANEKI_MODEL_KEY": "k",
                "MANEKI_FALLBACK_MODEL": "openai:n",
                "MANEKI_FALLBACK_MODEL_URL": "http://127.0.0.1:1/v1",
            },
            "✓ assistant: speaks through anthropic:m, then openai:n",
        ),
        (
            {"MANEKI_MODEL": "anthropic:m"},
            (
                "✗ assistant: MANEKI_MODEL is anthropic:m, which needs the provider's key in "
                "MANEKI_MODEL_KEY."
            ),
        ),
        (
            {"MANEKI_PERSONA": "pirat"},
            (
                "✗ assistant: MANEKI_PERSONA: nobody wrote a prompt called 'pirat'; use friendly, "
                "wizard or the name of a file in prompts/ of MANEKI_SHOP_FOLDER."
            ),
        ),
    ],
    ids=["rules", "models", "no_key", "no_persona"],
)
async def test_it_says_how_the_assistant_speaks(
    shell: Shell, sqlite_copy: str, settings: dict[str, str], line: str
) -> None:
    ran = await shell.maneki(
        "check",
        "--offline",
        MANEKI_DATABASE_URL=sqlite_copy,
        MANEKI_PARTS="watcher,shopkeeper",
        **settings,
    )
    [said] = [one for one in ran.out.splitlines() if " assistant: " in one]
    assert said == line
    assert (ran.code == 0) == line.startswith("✓")


async def test_a_process_says_the_same(shell: Shell, sqlite_copy: str) -> None:
    ran, wrong = await asyncio.gather(
        shell.process("check", "--offline", MANEKI_DATABASE_URL=sqlite_copy),
        shell.process("check", "--offline", DISCORD_BOT_TOKEN=""),
    )
    assert (ran.code, ran.err, wrong.code) == (0, "", 1)
    assert database_line(ran) == "✓ database: reachable, writable, its tables fit"


async def test_a_wrong_token_is_one_line_and_no_log(shell: Shell) -> None:
    await migrate(shell.settings["MANEKI_DATABASE_URL"])
    async with DiscordSim() as sim:
        ran = await shell.maneki("check", MANEKI_DISCORD_API_URL=sim.api_url)
    assert (ran.code, ran.err) == (1, "")
    assert "✗ token: Discord does not accept the bot's token" in ran.out
    assert TOKEN not in ran.out


async def test_a_discord_that_is_not_there_is_one_line(shell: Shell) -> None:
    nobody = "http://127.0.0.1:1/api/v10"
    ran = await shell.maneki("check", MANEKI_DISCORD_API_URL=nobody)
    assert (ran.code, ran.err) == (1, "")
    assert "✗ token: Discord cannot be reached" in ran.out


async def test_what_is_not_discord_is_one_line(shell: Shell, serve: Serve) -> None:
    async def welcome(request: web.Request) -> web.Response:
        return web.Response(text="Welcome to nginx!", content_type="text/html")

    ran = await shell.maneki("check", MANEKI_DISCORD_API_URL=await serve(welcome))
    assert (ran.code, ran.err) == (1, "")
    assert "✗ token: What answers there is not Discord" in ran.out


async def test_the_invitation_can_be_followed_however_narrow_the_terminal(shell: Shell) -> None:
    ran = await shell.maneki("check", "--offline", DISCORD_CLIENT_ID="12345", COLUMNS="40")
    [link] = [word for word in ran.out.split() if word.startswith("https://discord.com/")]
    asked = parse_qs(urlsplit(link).query)
    assert asked["client_id"] == ["12345"]
    assert asked["permissions"] == [str(PERMISSIONS)]


async def test_with_a_shopkeeper_the_bot_is_invited_to_make_threads(shell: Shell) -> None:
    ran = await shell.maneki(
        "check", "--offline", DISCORD_CLIENT_ID="12345", MANEKI_PARTS="watcher,shopkeeper"
    )
    assert f"permissions={PERMISSIONS | OF_THE_SHOPKEEPER}" in "".join(ran.out.split())


async def test_an_error_is_one_line_however_narrow_the_terminal(shell: Shell) -> None:
    ran = await shell.maneki("check", MANEKI_DISCORD_API_URL="nonsense", COLUMNS="40")
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    assert "MANEKI_DISCORD_API_URL" in ran.err


def test_the_local_discord_grants_what_the_invitation_asks_for() -> None:
    assert BOT_DEFAULT == PERMISSIONS
