"""`maneki demo` as somebody who has just cloned the repository runs it."""

from __future__ import annotations

import asyncio
import os
import signal
from html import escape
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.cli.shell import Running, Shell

PATIENCE_S = 300
"""Nothing is lost on a busy machine; it only takes longer there."""


async def ended(running: Running) -> int:
    async with asyncio.timeout(PATIENCE_S):
        return await running.process.wait()


async def program_of(running: Running) -> int:
    """The process id of the program that a demo runs, once it is running."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            for child in _children(running.process.pid):
                if b"run" in _words(child):
                    return child
            await asyncio.sleep(0.05)


def ways_in(talk: dict[str, Any]) -> set[str]:
    return {line["via"] for line in talk["lines"] if "via" in line}


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def _children(pid: int) -> list[int]:
    file = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in file.read_text().split()]


def _words(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


@pytest.fixture
def demo_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    return folder


@pytest.mark.timeout(PATIENCE_S + 60)
async def test_a_short_demo_is_clean(shell: Shell, demo_folder: Path, tmp_path: Path) -> None:
    """The whole thing, but for its size: the default is four times as many members for a minute."""
    page = tmp_path / "demo.html"
    short = ("--seconds", "15", "--members", "12")
    async with shell.running(
        "demo", *short, "--json", "--page", str(page), TMPDIR=str(demo_folder)
    ) as running:
        code = await ended(running)
    assert code == 0, running.err.read_text()
    report = orjson.loads(running.out.read_bytes())
    assert report["members"] == 12
    assert report["alerts"]["due"] == report["alerts"]["delivered"] > 30
    assert [report["alerts"][name] for name in ("lost", "repeated", "misrouted")] == [0, 0, 0]
    assert report["rate_limited"] == 0
    talk = report["talk"]
    assert talk["messages"] == talk["answered"] > 15
    assert [one["broken"] for one in talk["promises"]] == [[]] * len(talk["promises"])
    assert all(one["kept"] == one["of"] > 0 for one in talk["promises"])
    assert {"text", "dm", "thread", "command", "staff thread"} <= ways_in(talk)
    drawn = page.read_text(encoding="utf-8")
    assert "Clean: every alert" in drawn
    assert all(escape(line["text"]) in drawn for line in talk["lines"])
    assert left_in(demo_folder) == []


async def test_a_demo_with_impossible_wishes_is_refused(shell: Shell) -> None:
    ran = await shell.process("demo", "--seconds", "nan")
    assert (ran.code, ran.out) == (2, "")
    assert "--seconds must be from 15 to 900, not nan." in " ".join(ran.err.split())
    assert "Traceback" not in ran.err


async def test_a_page_that_could_not_be_written_is_refused_before_anything_begins(shell) -> None:
    ran = await shell.process("demo", "--page", "nowhere/at/all.html")
    assert (ran.code, ran.out) == (2, "")
    assert "there is no folder nowhere/at" in " ".join(ran.err.split())


async def test_the_help_says_what_can_be_wished_for(shell: Shell) -> None:
    ran = await shell.maneki("demo", "--help")
    said = " ".join(ran.out.replace("│", " ").split())
    assert ran.code == 0
    assert "15 to 900" in said
    assert "10 to 300" in said
    assert "--json <bool>" not in said


@pytest.mark.timeout(PATIENCE_S)
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
async def test_a_demo_that_is_told_to_stop_leaves_nothing_behind(shell, demo_folder, how):
    async with shell.running("demo", TMPDIR=str(demo_folder)) as running:
        program = await program_of(running)
        running.process.send_signal(how)
        code = await ended(running)
    assert code == 128 + how
    assert "Traceback" not in running.err.read_text()
    with pytest.raises(ProcessLookupError):
        os.kill(program, 0)
    assert left_in(demo_folder) == []


@pytest.mark.timeout(PATIENCE_S)
async def test_a_program_that_dies_in_a_demo_is_told_with_its_last_words(shell, demo_folder):
    async with shell.running("demo", TMPDIR=str(demo_folder)) as running:
        program = await program_of(running)
        async with asyncio.timeout(PATIENCE_S):
            while "members make filters" not in running.err.read_text():  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        os.kill(program, signal.SIGKILL)
        code = await ended(running)
    assert code == 1
    said = running.err.read_text()
    assert "The program ended by itself, with -9. Its last words:" in said
    assert "Traceback" not in said
    assert left_in(demo_folder) == []
