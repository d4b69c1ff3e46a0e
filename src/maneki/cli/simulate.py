"""`maneki simulate`: everything outside of Maneki, on this machine, for trying things out."""

from __future__ import annotations

import asyncio
import math
from typing import Annotated

import typer

HIGHEST_PORT = 65_531
"""The next ones are the ports of the markets, of the gateway of texts, of the model and of the
sources of books.
"""


def simulate(
    port: Annotated[
        int,
        typer.Option(
            min=0,
            max=HIGHEST_PORT,
            help="The local Discord's port; the next four are the markets', that of the gateway of "
            "text messages, the model's and that of the sources of books. 0 takes any five.",
        ),
    ] = 9000,
    seconds: Annotated[
        float | None, typer.Option(min=0, help="Stop after that long; without it, on Ctrl-C.")
    ] = None,
) -> None:
    """Serve a local Discord, markets, phones, a model and sources of books, and say which settings
    make Maneki use them.

    The settings go to standard output, such that `maneki simulate > .env` is all there is to it. At
    the end it says how it went; the exit code is 1 if the program broke a rule of any of theirs.
    """
    from maneki.simulator.serve import serve

    if seconds is not None and not math.isfinite(seconds):
        raise typer.BadParameter("must be a number of seconds", param_hint="--seconds")
    asyncio.run(serve(port=port, seconds=seconds))
