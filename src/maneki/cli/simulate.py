"""`maneki simulate`: the local Discord and the market twin alone, for trying things out."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer


def simulate(
    port: Annotated[
        int, typer.Option(help="The local Discord's port; the markets' is the next one.")
    ] = 9000,
    seconds: Annotated[
        float | None, typer.Option(help="Stop after that long; without it, on Ctrl-C.")
    ] = None,
) -> None:
    """Serve a local Discord and local markets, and say which settings make Maneki use them."""
    from maneki.simulator.serve import serve

    asyncio.run(serve(port=port, seconds=seconds))
