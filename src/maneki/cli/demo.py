"""`maneki demo`: see the whole road work, without a token or a network."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console

from maneki.cli.stopping import until_stopped

if TYPE_CHECKING:
    from maneki.simulator.demo.outcome import Outcome


def demo(
    seconds: Annotated[
        float,
        typer.Option(
            help="How long listings keep appearing: 15 to 900. A busy machine takes up to two "
            "minutes more, since nothing changes before Maneki has seen it."
        ),
    ] = 60.0,
    members: Annotated[int, typer.Option(help="How many members there are: 10 to 300.")] = 50,
    seed: Annotated[int, typer.Option(help="Another seed is another world.")] = 1,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the figures as JSON only.", metavar="")
    ] = False,
) -> None:
    """Run the real program against a simulated Discord and simulated markets.

    Members make filters with slash commands, listings appear and change.
    A judge who sees all that members see counts what is lost, repeated or
    misrouted. Exit code 1 if anything is.
    """
    from maneki.clock import SystemClock
    from maneki.logs import configure
    from maneki.simulator.demo.demo import run_demo

    configure(style="console", level="error")
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    outcome = until_stopped(
        run_demo(
            seconds=seconds,
            members=members,
            seed=seed,
            clock=SystemClock(),
            console=Console(quiet=True) if as_json else Console(stderr=True),
        )
    )
    conclude(outcome, asked_seconds=seconds, as_json=as_json)


def conclude(outcome: Outcome, *, asked_seconds: float, as_json: bool) -> None:
    """Say what came of it. Raises `typer.Exit` with 1 if that is not as it should be."""
    from maneki.simulator.demo.console import summary, verdict, wrongs

    console = Console(stderr=True) if as_json else Console()
    if as_json:
        print(orjson.dumps(outcome.report.shape(), option=orjson.OPT_INDENT_2).decode())
    else:
        console.print(summary(outcome.report, asked_seconds=asked_seconds))
    # A terminal shows whole words; in a file a line stays a line.
    is_file = not console.is_terminal
    for line in wrongs(outcome):
        console.print(line, style="red", markup=False, highlight=False, soft_wrap=is_file)
    if not (as_json and outcome.is_clean):
        console.print(verdict(outcome), highlight=False, soft_wrap=is_file)
    if not outcome.is_clean:
        raise typer.Exit(1)
