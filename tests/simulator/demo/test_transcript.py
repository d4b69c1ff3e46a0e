"""Conversations as terminals show them."""

from __future__ import annotations

import io

import pytest
from rich.console import Console, RenderableType
from tests.simulator.talk.said import LINES, TALK, line

from maneki.simulator.demo.transcript import LONGEST, Transcript, latest, promises
from maneki.simulator.talk.judge import Promise
from maneki.simulator.talk.said import By


def seen(what: RenderableType, *, width: int = 100) -> str:
    file = io.StringIO()
    Console(file=file, width=width, color_system=None).print(what)
    return file.getvalue()


@pytest.mark.parametrize("width", [80, 100, 160])
def test_who_said_what_by_which_way_and_how_long_it_took(width: int) -> None:
    shown = seen(Transcript(LINES), width=width)
    assert all(len(one) <= width for one in shown.splitlines())
    for part in ("<Pirenesi>", "1,300 ms", "Discord, thread", "┃ Piranesi", "Price: $12.99"):
        assert part in shown
    assert "[ More like this ]" in shown


def test_what_is_long_is_cut_and_says_so() -> None:
    shown = " ".join(seen(Transcript([line(0, By.ASSISTANT, "word " * LONGEST)])).split())
    assert "word …" in shown


def test_the_last_things_said_have_one_row_each() -> None:
    rows = seen(latest(LINES, rows=2)).splitlines()
    assert [row.split(":")[0].strip() for row in rows] == ["→ Sally, Ada", "→ Sally"]


def test_a_promise_says_how_often_it_was_kept() -> None:
    shown = seen(promises([*TALK.promises[:1], Promise(says="x", of=2, broken=("once",))]))
    assert "✓ 3 of 3 each message was answered once" in shown
    assert "✗ 1 of 2 x" in shown
