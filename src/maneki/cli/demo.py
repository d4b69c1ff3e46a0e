"""`maneki demo`: see the whole road work, without a token or a network."""

from __future__ import annotations

import logging
from pathlib import Path
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
    page: Annotated[
        Path | None,
        typer.Option(
            help="A file for a page of it all, to be opened in a browser.", metavar="FILE"
        ),
    ] = None,
) -> None:
    """Run the real program against simulated Discord, markets and phones.

    Members make filters with slash commands, listings appear and change;
    customers of a bookshop text it and talk with it on Discord, before and
    after a restart. Judges who see all that they see count what is lost,
    repeated or misrouted, and whether each promise to the customers was
    kept. Exit code 1 if anything is amiss.
    """
    from maneki.clock import SystemClock
    from maneki.errors import InvalidInputError
    from maneki.logs import configure
    from maneki.simulator.demo.demo import run_demo

    if page is not None and not page.parent.is_dir():
        raise InvalidInputError(f"{page} cannot be written: there is no folder {page.parent}.")
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
    conclude(outcome, asked_seconds=seconds, as_json=as_json, page=page)


def conclude(
    outcome: Outcome, *, asked_seconds: float, as_json: bool, page: Path | None = None
) -> None:
    """Say what came of it. Raises `typer.Exit` with 1 if that is not as it should be, and
    `InvalidInputError` if the page cannot be written.
    """
    from maneki.simulator.demo.console import summary, verdict, wrongs

    console = Console(stderr=True) if as_json else Console()
    if as_json:
        print(orjson.dumps(outcome.shape(), option=orjson.OPT_INDENT_2).decode())
    else:
        console.print(summary(outcome, asked_seconds=asked_seconds))
    # A terminal shows whole words; in a file a line stays a line.
    is_file = not console.is_terminal
    for line in wrongs(outcome):
        console.print(line, style="red", markup=False, highlight=False, soft_wrap=is_file)
    if not (as_json and outcome.is_clean):
        console.print(verdict(outcome), highlight=False, soft_wrap=is_file)
    if page is not None:
        _write(page, outcome)
        Console(stderr=True).print(
            f"All of it, as a page: {page.resolve().as_uri()}", highlight=False, soft_wrap=True
        )
    if not outcome.is_clean:
        raise typer.Exit(1)


def _write(page: Path, outcome: Outcome) -> None:
    from maneki.errors import InvalidInputError
    from maneki.simulator.demo.console import verdict, wrongs
    from maneki.simulator.demo.page import page_of

    drawn = page_of(outcome, verdict=verdict(outcome).plain, wrongs=wrongs(outcome))
    try:
        page.write_text(drawn, encoding="utf-8")
    except OSError as exc:
        raise InvalidInputError(f"{page} cannot be written: {exc.strerror or exc}.") from exc
