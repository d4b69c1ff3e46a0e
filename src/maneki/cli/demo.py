"""`maneki demo`: see the whole road work, without a token or a network."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console

if TYPE_CHECKING:
    from maneki.simulator.demo.demo import Outcome

MOST_SHOWN = 10


def demo(
    seconds: Annotated[float, typer.Option(help="How long listings keep appearing.")] = 60.0,
    members: Annotated[int, typer.Option(help="How many members there are.")] = 50,
    seed: Annotated[int, typer.Option(help="Another seed is another world.")] = 1,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the figures as JSON only.")
    ] = False,
) -> None:
    """Run the real program against a simulated Discord and simulated markets.

    Members make filters with slash commands, listings appear, and a judge who sees what the
    members see counts what was lost, repeated or misrouted. Exit code 1 if anything was.
    """
    from maneki.clock import SystemClock
    from maneki.logs import configure
    from maneki.simulator.demo.console import summary
    from maneki.simulator.demo.demo import run_demo

    configure(style="console", level="error")
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    console = Console(stderr=True)
    outcome = asyncio.run(
        run_demo(
            seconds=seconds,
            members=members,
            seed=seed,
            clock=SystemClock(),
            console=Console(quiet=True) if as_json else console,
        )
    )
    if as_json:
        print(orjson.dumps(outcome.report.shape(), option=orjson.OPT_INDENT_2).decode())
    else:
        Console().print(summary(outcome.report))
    _say_what_went_wrong(outcome, console)
    if not outcome.is_clean:
        raise typer.Exit(1)


def _say_what_went_wrong(outcome: Outcome, console: Console) -> None:
    judgement = outcome.judgement
    for what, which in (
        ("lost", judgement.lost),
        ("repeated", judgement.repeated),
        ("misrouted", judgement.misrouted),
        ("rules broken", outcome.violations),
    ):
        for one in which[:MOST_SHOWN]:
            console.print(f"{what}: {one}", style="red", markup=False, highlight=False)
    if outcome.exit_code != 0:
        console.print(f"the program ended with {outcome.exit_code}", style="red")
