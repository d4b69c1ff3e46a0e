"""`maneki loadtest` as an operator runs it."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import orjson
import pytest
from tests.cli.shell import Running, Shell
from tests.cli.test_demo import PATIENCE_S, ended, left_in, program_of

GOALS = {
    "matched → accepted, p95",
    "matched → accepted, p99",
    "fetched → accepted, mean",
    "underfilled messages",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    return folder


@pytest.mark.timeout(PATIENCE_S + 60)
async def test_a_short_load_test_is_clean(shell: Shell, folder: Path) -> None:
    """The whole thing, but for its size. How long things take is not looked at here."""
    arguments = ("--members", "10", "--minutes", "0.2", "--window", "fixed", "--json")
    async with shell.running("loadtest", *arguments, TMPDIR=str(folder)) as running:
        code = await ended(running)
    assert code == 0, running.err.read_text()
    report = orjson.loads(running.out.read_bytes())
    assert report["alerts"]["due"] == report["alerts"]["delivered"] >= 60
    assert [report["alerts"][name] for name in ("lost", "repeated", "misrouted")] == [0, 0, 0]
    for whose in ("rate_limited", "rate_limited_by_us"):
        assert report[whose] == {"user": 0, "global": 0, "shared": 0}
    assert (report["members"], report["destinations"], report["window"]) == (10, 9, "fixed")
    assert report["offered_alerts_per_s"] == 5.4
    assert report["underfilled"] == 0
    assert set(report["goals"]) == GOALS
    assert left_in(folder) == []


@pytest.mark.timeout(PATIENCE_S + 60)
async def test_a_hot_listing_reaches_everybody_on_postgresql(
    shell: Shell, folder: Path, postgres_url: str
) -> None:
    arguments = ("--members", "20", "--hot", "--json", "--database", postgres_url)
    async with shell.running("loadtest", *arguments, TMPDIR=str(folder)) as running:
        code = await ended(running)
    assert code == 0, running.err.read_text()
    report = orjson.loads(running.out.read_bytes())
    assert report["database"] == "postgresql"
    assert report["alerts"]["due"] == report["alerts"]["delivered"] == 20
    assert report["hot"]["destinations"] == 20
    again = await shell.process("loadtest", "--database", postgres_url)
    assert again.code == 2
    assert again.last_line == (
        "The database of --database has members in it; name one that is empty."
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--members", "9"), "--members must be from 10 to 2000, not 9."),
        (("--minutes", "nan"), "--minutes must be more than 0 and at most 60, not nan."),
        (("--load", "0"), "--load must be more than 0 and at most 10, not 0."),
        (("--window", "round"), "--window must be fixed or sliding, not 'round'."),
    ],
)
def test_impossible_wishes_get_one_sentence(shell: Shell, arguments, said) -> None:
    ran = shell.called("loadtest", *arguments)
    assert (ran.code, ran.out, ran.err) == (2, "", f"{said}\n")


@pytest.mark.timeout(PATIENCE_S)
async def test_a_load_test_that_is_told_to_stop_leaves_nothing_behind(
    shell: Shell, folder: Path
) -> None:
    async with shell.running("loadtest", "--members", "10", TMPDIR=str(folder)) as running:
        program = await program_of(running)
        await _listings_appear(running)
        running.process.send_signal(signal.SIGTERM)
        code = await ended(running)
    assert code == 128 + signal.SIGTERM
    assert "Traceback" not in running.err.read_text()
    with pytest.raises(ProcessLookupError):
        os.kill(program, 0)
    assert left_in(folder) == []


async def _listings_appear(running: Running) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while "listings appear" not in running.err.read_text():  # noqa: ASYNC110
            await asyncio.sleep(0.1)
