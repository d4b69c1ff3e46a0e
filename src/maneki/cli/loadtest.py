"""`maneki loadtest`: see what delivery does under a load that is known to the alert."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console

from maneki.cli.stopping import until_stopped

if TYPE_CHECKING:
    from maneki.simulator.load.report import Goal, LoadOutcome


def loadtest(
    members: Annotated[int, typer.Option(help="How many members there are: 10 to 2000.")] = 100,
    minutes: Annotated[
        float, typer.Option(help="How long listings keep appearing: at most 60.")
    ] = 1.0,
    load: Annotated[
        float,
        typer.Option(
            help="Alerts due per second ÷ messages per second that our pace and all channels "
            "together allow: at most 10."
        ),
    ] = 0.6,
    window: Annotated[
        str, typer.Option(help="The shape of the simulated rate limits: fixed or sliding.")
    ] = "sliding",
    hot: Annotated[
        bool,
        typer.Option("--hot", help="One listing that concerns every member.", metavar=""),
    ] = False,
    beside: Annotated[
        float, typer.Option(help="Alerts per second of other members beside the hot listing.")
    ] = 0.0,
    database: Annotated[
        str | None,
        typer.Option(help="An empty PostgreSQL database, instead of a fresh SQLite file."),
    ] = None,
    goals: Annotated[
        bool,
        typer.Option(
            "--goals",
            help="A goal that is not met, or could not be measured, is a failure too.",
            metavar="",
        ),
    ] = False,
    seed: Annotated[int, typer.Option(help="Another seed is another world.")] = 1,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the figures as JSON only.", metavar="")
    ] = False,
) -> None:
    """Run the real program against a simulated Discord with strict limits.

    Answers take 20 to 200 ms, 1 % of them are errors and 0.5 % are lost.
    Listings are pushed at a rate that makes the wanted load. A judge who sees
    all that members see counts what is lost, repeated or misrouted. Exit code
    1 if anything is, or if we caused a rate-limit error.
    """
    from maneki.clock import SystemClock
    from maneki.logs import configure
    from maneki.simulator.load.load import run_loadtest
    from maneki.simulator.load.wish import Wish

    configure(style="console", level="error")
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    wish = Wish(
        members=members,
        minutes=minutes,
        load=load,
        window=window,
        seed=seed,
        is_hot=hot,
        beside=beside,
        database_url=database,
    )
    console = Console(quiet=True) if as_json else Console(stderr=True)
    outcome = until_stopped(run_loadtest(wish, clock=SystemClock(), console=console))
    conclude(outcome, as_json=as_json, must_meet_goals=goals)


def conclude(outcome: LoadOutcome, *, as_json: bool, must_meet_goals: bool) -> None:
    """Say what came of it. Raises `typer.Exit` with 1 if that is not as it should be."""
    from maneki.simulator.load.console import summary, verdict

    console = Console(stderr=True) if as_json else Console()
    if as_json:
        print(orjson.dumps(outcome.report.shape(), option=orjson.OPT_INDENT_2).decode())
    else:
        console.print(summary(outcome.report))
    unmet = [goal for goal in outcome.report.goals if not goal.is_met]
    lines = [*outcome.broken]
    if must_meet_goals:
        lines += [_unmet(goal) for goal in unmet]
    # A terminal shows whole words; in a file a line stays a line.
    is_file = not console.is_terminal
    for line in lines:
        console.print(line, style="red", markup=False, highlight=False, soft_wrap=is_file)
    if not (as_json and outcome.is_clean):
        console.print(verdict(outcome), highlight=False, soft_wrap=is_file)
    if lines:
        raise typer.Exit(1)


def _unmet(goal: Goal) -> str:
    if goal.measured is None:
        return f"goal not measured: {goal.name}"
    return f"goal not met: {goal.name}, {goal.measured:g}"
