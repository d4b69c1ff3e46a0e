"""`maneki demo`: see the whole road work, without a token or a network."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import orjson
import typer
from rich.console import Console

if TYPE_CHECKING:
    from maneki.simulator.demo.outcome import Outcome

SIGNALLED = 128
"""A shell says this and the signal's number of a process that a signal ended."""
T = TypeVar("T")


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
    outcome = _until_stopped(
        run_demo(
            seconds=seconds,
            members=members,
            seed=seed,
            clock=SystemClock(),
            console=Console(quiet=True) if as_json else Console(stderr=True),
        )
    )
    conclude(outcome, asked_seconds=seconds, as_json=as_json)


def _until_stopped(work: Coroutine[Any, Any, T]) -> T:
    """The work's result. SIGTERM and a closed terminal end it as Ctrl-C does: tidily."""
    stopped_by: list[signal.Signals] = []

    async def run() -> T:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  (this is one)

        def stop(name: signal.Signals) -> None:
            stopped_by.append(name)
            task.cancel()

        for name in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(name) is not signal.SIG_IGN:  # `nohup` means it
                asyncio.get_running_loop().add_signal_handler(name, stop, name)
        return await work

    try:
        return asyncio.run(run())
    except asyncio.CancelledError:
        if not stopped_by:
            raise
        raise typer.Exit(SIGNALLED + stopped_by[0]) from None


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
