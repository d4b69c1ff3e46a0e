"""The real program in a real, short demo, with settings that make it do what it should not."""

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
async def test_a_program_that_does_not_what_it_should_is_found_out_and_ends_with_one(
    capsys, tmp_path
):
    outcome = await run_demo(
        seconds=15,
        members=10,
        seed=1,
        clock=SystemClock(),
        console=Console(quiet=True),
        # Drops that are too small to be told; and a shop that has written nothing of itself.
        settings={"MANEKI_DROP_PERCENT": "0.001", "MANEKI_SHOP_FOLDER": str(tmp_path)},
    )
    assert outcome.folder is not None
    try:
        assert not outcome.is_clean
        assert outcome.report.alerts["misrouted"] > 0
        assert {one.kind for one in outcome.judgement.misrouted} == {EventKind.PRICE_DROP}
        assert not outcome.judgement.lost
        broken = [what for one in outcome.talk.promises for what in one.broken]
        assert len(broken) == 1
        assert broken[0].startswith("Ben's 'Can I bring my dog?' was answered")
        assert (outcome.folder / "maneki.log").exists()
        with pytest.raises(typer.Exit) as end:
            conclude(outcome, asked_seconds=15, as_json=False)
        assert end.value.exit_code == 1
        told = capsys.readouterr().out
        assert "Not clean" in told
        assert "not kept: Ben's 'Can I bring my dog?'" in told
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
