"""`maneki simulate`: the local Discord, markets and phones alone, for trying things out."""

from __future__ import annotations

import asyncio
import math
from typing import Annotated

import typer

HIGHEST_PORT = 65_532
"""The next ones are the ports of the markets, of the gateway of texts and of the model."""


def simulate(
    port: Annotated[
        int,
        typer.Option(
            min=0,
            max=HIGHEST_PORT,
            help="The local Discord's port; the next two are the markets' and that of the gateway "
            "of text messages. 0 takes any three.",
        ),
    ] = 9000,
    seconds: Annotated[
        float | None, typer.Option(min=0, help="Stop after that long; without it, on Ctrl-C.")
    ] = None,
) -> None:
    """Serve a local Discord, local markets and phones, and say which settings make Maneki use them.

    The settings go to standard output, such that `maneki simulate > .env` is all there is to it. At
    the end it says how it went; the exit code is 1 if the program broke a rule of Discord's, of the
    markets' or of text messages.
    """
    from maneki.simulator.serve import serve

    if seconds is not None and not math.isfinite(seconds):
        raise typer.BadParameter("must be a number of seconds", param_hint="--seconds")
    asyncio.run(serve(port=port, seconds=seconds))
