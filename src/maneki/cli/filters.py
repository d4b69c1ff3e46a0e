"""`maneki filters`: what people are waiting for, from the operator's side."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from maneki.settings import load

if TYPE_CHECKING:
    from maneki.filters.importing import FilterImport, Imported
    from maneki.model.interchange import FilterShape

filters_app = typer.Typer(help="Add, list, import and export filters.", no_args_is_help=True)

Owner = Annotated[str, typer.Option("--owner", help="Whose, as an address: discord:1234.")]
OneOwner = Annotated[
    str | None, typer.Option("--owner", help="Only this person's, as an address: discord:1234.")
]
Words = Annotated[list[str] | None, typer.Option()]


@contextlib.asynccontextmanager
async def _import() -> AsyncIterator[FilterImport]:
    from maneki.clock import SystemClock
    from maneki.filters.importing import FilterImport
    from maneki.run import filter_desk, watchable_of
    from maneki.store import Store

    settings = load()
    clock = SystemClock()
    store = Store.open(settings.database_url, clock=clock)
    try:
        await store.check_schema()
        watchable = watchable_of(settings, clock)
        desk = filter_desk(settings, store, watchable, changed=lambda: None)
        yield FilterImport(store, desk=desk, watchable=watchable)
    finally:
        await store.close()


@filters_app.command()
def add(
    owner: Owner,
    name: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    brand: Words = None,
    any_of: Annotated[list[str] | None, typer.Option("--any", help="One of these words.")] = None,
    all_of: Annotated[list[str] | None, typer.Option("--all", help="Each of these.")] = None,
    none_of: Annotated[list[str] | None, typer.Option("--none", help="None of these.")] = None,
    min_price: Annotated[int | None, typer.Option("--min", help="In the smallest unit.")] = None,
    max_price: Annotated[int | None, typer.Option("--max", help="In the smallest unit.")] = None,
    currency: Annotated[str, typer.Option(help="Of the two prices.")] = "JPY",
    market: Words = None,
) -> None:
    """Add a filter for somebody. It sleeps until they press Start (/filter start)."""
    from maneki.model.interchange import read_filter_shape

    shape = read_filter_shape(
        {
            "owner": owner,
            "name": name,
            "brands": brand,
            "keywords": {"any": any_of, "all": all_of, "none": none_of},
            "price": {"min": min_price, "max": max_price, "currency": currency},
            "markets": market,
        }
    )
    added = asyncio.run(_add([shape]))[0]
    Console().print(
        f"[green]✓[/green] {added.filter.name!r} is {added.outcome} (id {added.filter.id}).",
        highlight=False,
    )


async def _add(shapes: list[FilterShape]) -> list[Imported]:
    async with _import() as importing:
        return [await importing.add(shape) for shape in shapes]


@filters_app.command("list")
def list_filters(owner: OneOwner = None) -> None:
    """Show filters in a table."""
    table = Table("owner", "name", "state", "asks for", box=None, pad_edge=False)
    for row in asyncio.run(_export(owner)):
        state = "active" if row["active"] else "not active"
        table.add_row(str(row["owner"]), str(row["name"]), state, _asked(row))
    Console().print(table)


def _asked(row: dict[str, object]) -> str:
    from maneki.filters.naming import suggested_name
    from maneki.model.interchange import FilterShape

    asked = {key: value for key, value in row.items() if key not in {"owner", "destination"}}
    return suggested_name(FilterShape.model_validate(asked).criteria(), language="en", taken=())


@filters_app.command("export")
def export_filters(owner: OneOwner = None) -> None:
    """Write filters to standard output, one JSON object per line."""
    for row in asyncio.run(_export(owner)):
        sys.stdout.write(orjson.dumps(row).decode() + "\n")


async def _export(owner: str | None) -> list[dict[str, object]]:
    from maneki.model.person import Address

    async with _import() as importing:
        return await importing.export(owner=Address.parse(owner) if owner else None)


@filters_app.command("import")
def import_filters(
    file: Annotated[Path, typer.Argument(help="One filter per line, as export writes them.")],
) -> None:
    """Read filters from a file. They sleep until their owners press Start.

    A line that cannot be read is named, the others are imported, and the exit code is 2.
    """
    from maneki.errors import InvalidInputError

    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise InvalidInputError(f"{file} cannot be read: {exc}.") from exc
    if asyncio.run(_import_lines(str(file), lines)):
        raise typer.Exit(2)


async def _import_lines(file: str, lines: list[str]) -> int:
    """How many lines were refused."""
    from maneki.errors import InvalidInputError
    from maneki.model.interchange import read_filter_shape

    said, errors = Console(), Console(stderr=True)
    outcomes: dict[str, int] = {}
    wrong = 0
    async with _import() as importing:
        for number, line in enumerate(track(lines, "Importing", console=errors), start=1):
            if not line.strip():
                continue
            try:
                shape = read_filter_shape(line, what=f"{file}, line {number},")
                imported = await importing.add(shape)
            except InvalidInputError as error:
                wrong += 1
                where = "" if str(error).startswith(file) else f"{file}, line {number}: "
                errors.print(f"{where}{error}", style="red", markup=False, highlight=False)
            else:
                outcomes[imported.outcome] = outcomes.get(imported.outcome, 0) + 1
    summary = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    said.print(f"{summary or 'nothing imported'}; {wrong} refused", highlight=False)
    return wrong
