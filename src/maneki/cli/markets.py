"""`maneki markets`: which are watched, and the switch that stops one at once."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

markets_app = typer.Typer(
    help="Which markets are watched, and the off switch.", no_args_is_help=True
)

Name = Annotated[str, typer.Argument(help="The market's name, such as mercari_jp.")]


@markets_app.command("list")
def list_markets() -> None:
    """Show the markets, their searches, and whether they may be asked at the moment."""
    table = Table("market", "kind", "state", "searches", box=None, pad_edge=False)
    for row in asyncio.run(_rows()):
        table.add_row(*row)
    Console().print(table)


async def _rows() -> list[tuple[str, str, str, str]]:
    from maneki.alerts.watch import off_switch
    from maneki.clock import SystemClock
    from maneki.markets.known import KNOWN_MARKETS
    from maneki.run.database import open_store
    from maneki.settings import load

    settings = load()
    on = set(settings.markets) | ({"feed"} if settings.feeds else set())
    rows = []
    async with (
        open_store(settings, SystemClock()) as store,
        store.reading() as tx,
    ):
        wanted = await tx.searches.wanted()
        for market in KNOWN_MARKETS.values():
            stopped = await tx.marks.get(off_switch(market.name)) == "off"
            state = "stopped" if stopped else "on" if market.name in on else "not configured"
            searches = sum(one.query.market == market.name for one in wanted)
            kind = "official" if market.is_official else "unofficial"
            rows.append((market.name, kind, state, str(searches)))
    return rows


@markets_app.command()
def off(name: Name) -> None:
    """Stop asking a market, at once and until `maneki markets on`."""
    asyncio.run(_switch(name, "off"))
    Console().print(f"[yellow]{name} is stopped.[/yellow] `maneki markets on {name}` undoes it.")


@markets_app.command()
def on(name: Name) -> None:
    """Ask a market again that was stopped."""
    asyncio.run(_switch(name, "on"))
    Console().print(f"[green]{name} is on.[/green]")


async def _switch(name: str, state: str) -> None:
    from maneki.alerts.watch import off_switch
    from maneki.clock import SystemClock
    from maneki.errors import InvalidInputError
    from maneki.markets.known import KNOWN_MARKETS
    from maneki.run.database import open_store
    from maneki.settings import load

    if name not in KNOWN_MARKETS:
        known = ", ".join(KNOWN_MARKETS)
        raise InvalidInputError(f"{name!r} is not a market; known are: {known}.")
    async with open_store(load(), SystemClock()) as store, store.transaction() as tx:
        await tx.marks.put(off_switch(name), state)
