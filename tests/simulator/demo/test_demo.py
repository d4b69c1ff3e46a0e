"""The real program in a real, short demo, with settings that make it tell what nobody asked for."""

from __future__ import annotations

import shutil

import pytest
import typer
from rich.console import Console

from maneki.cli.demo import conclude
from maneki.clock import SystemClock
from maneki.errors import InvalidInputError
from maneki.model.event import EventKind
from maneki.simulator.demo.demo import run_demo


@pytest.mark.timeout(400)
async def test_a_program_that_tells_too_much_is_found_out_and_ends_with_one(capsys):
    outcome = await run_demo(
        seconds=15,
        members=10,
        seed=1,
        clock=SystemClock(),
        console=Console(quiet=True),
        # Drops that are too small to be told.
        settings={"MANEKI_DROP_PERCENT": "0.001"},
    )
    assert outcome.folder is not None
    try:
        assert not outcome.is_clean
        assert outcome.report.alerts["misrouted"] > 0
        assert {one.kind for one in outcome.judgement.misrouted} == {EventKind.PRICE_DROP}
        assert not outcome.judgement.lost
        assert (outcome.folder / "maneki.log").exists()
        with pytest.raises(typer.Exit) as end:
            conclude(outcome, asked_seconds=15, as_json=False)
        assert end.value.exit_code == 1
        assert "Not clean" in capsys.readouterr().out
    finally:
        shutil.rmtree(outcome.folder)


@pytest.mark.parametrize(
    ("seconds", "members", "what"),
    [
        (60, 9, "--members must be from 10 to 300, not 9"),
        (60, 10**8, "--members must be from 10 to 300, not 100000000"),
        (14.9, 50, "--seconds must be from 15 to 900, not 14.9"),
        (float("nan"), 50, "--seconds must be from 15 to 900, not nan"),
        (float("inf"), 50, "--seconds must be from 15 to 900, not inf"),
    ],
)
async def test_impossible_wishes_are_refused_before_anything_begins(seconds, members, what):
    with pytest.raises(InvalidInputError, match=what):
        await run_demo(
            seconds=seconds,
            members=members,
            seed=1,
            clock=SystemClock(),
            console=Console(quiet=True),
        )
