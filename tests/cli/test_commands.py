"""The commands as an operator runs them: their output, their exit codes."""

from __future__ import annotations

import asyncio
import sqlite3

from tests.cli.shell import Shell

from maneki.simulator.discord import DiscordSim


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
        ran = await shell.process("run", DISCORD_BOT_TOKEN="wrong", **urls)
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


async def test_each_command_is_a_process_of_its_own(shell: Shell) -> None:
    await shell.maneki("migrate")
    filters, listings = shell.folder / "F.jsonl", shell.folder / "L.jsonl"
    filters.write_text('{"id": "f-1", "brands": ["Nike"]}\n')
    listings.write_text('{"market": "my_market", "external_id": "1", "title": "Nike Dunk"}\n')
    feed = shell.folder / "feed.xml"
    feed.write_text("<rss version='2.0'><channel><item><title>A</title></item></channel></rss>")
    commands = {
        ("migrate",): "as they were",
        ("filters", "add", "--owner", "discord:1", "--brand", "Nike"): "is sleeping",
        ("markets", "list"): "mercari_jp",
        ("settings",): "MANEKI_DATABASE_URL",
        ("match", "--filters", str(filters), "--listings", str(listings)): '"filters":["f-1"]',
        ("ingest", "feed", str(feed)): '"title": "A"',
        ("--version",): "maneki 0.",
    }
    ran = await asyncio.gather(*(shell.process(*command) for command in commands))
    assert [(one.code, one.err) for one in ran] == [(0, "")] * len(commands)
    for one, said in zip(ran, commands.values(), strict=True):
        assert said in one.out


async def test_a_yes_or_no_is_written_without_a_value(shell: Shell) -> None:
    for command in ("", "check", "demo", "match", "settings"):
        ran = await shell.maneki(*command.split(), "--help")
        # The line of `--help` itself is the library's.
        shown = [line for line in ran.out.splitlines() if "--help" not in line]
        assert ran.code == 0
        assert "<bool>" not in "".join(shown)


async def test_the_simulator_runs_alone_and_says_how_to_use_it(shell: Shell) -> None:
    ran = await shell.process("simulate", "--port", "0", "--seconds", "0.3")
    assert ran.code == 0, ran.err
    assert "MANEKI_DISCORD_API_URL=http://127.0.0.1:" in ran.out
    assert "MANEKI_FEEDS=http://127.0.0.1:" in ran.out
