"""`maneki filters`: what people are waiting for, from the operator's side."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from maneki.cli.records import records

if TYPE_CHECKING:
    from maneki.alerts.preview import Preview
    from maneki.filters.desk import FilterDesk
    from maneki.filters.importing import FilterImport, Imported, SharedDestination
    from maneki.filters.watchable import Watchable
    from maneki.matching.match import Matcher
    from maneki.model.filter import Filter
    from maneki.model.interchange import FilterShape
    from maneki.store import Store

filters_app = typer.Typer(
    help="Add, list, preview, import and export filters.", no_args_is_help=True
)

Owner = Annotated[str, typer.Option("--owner", help="Whose, as an address: discord:1234.")]
OneOwner = Annotated[
    str | None, typer.Option("--owner", help="Only this person's, as an address: discord:1234.")
]
Destination = Annotated[
    str | None,
    typer.Option(
        "--destination",
        help="Post in this channel at once, without Start: channel:1234 or thread:1234.",
    ),
]
Words = Annotated[list[str] | None, typer.Option()]


@contextlib.asynccontextmanager
async def _desk() -> AsyncIterator[tuple[Store, FilterDesk, Matcher, Watchable]]:
    """All it takes to do for people what they may do with their filters."""
    from maneki.clock import SystemClock
    from maneki.matching.match import Matcher
    from maneki.run.brands import dictionary_of
    from maneki.run.database import open_store
    from maneki.run.markets import filter_desk, markets_of, watchable_of
    from maneki.settings import load

    settings = load()
    clock = SystemClock()
    async with open_store(settings, clock) as store:
        dictionary = dictionary_of(settings)
        watchable = watchable_of(settings, markets_of(settings, clock), dictionary)
        matcher = Matcher(dictionary)
        desk = filter_desk(settings, store, watchable, matcher=matcher, changed=lambda: None)
        yield store, desk, matcher, watchable


@contextlib.asynccontextmanager
async def importing() -> AsyncIterator[tuple[Store, FilterImport]]:
    """The database, and the way in for filters of others."""
    from maneki.filters.importing import FilterImport

    async with _desk() as (store, desk, _, watchable):
        yield store, FilterImport(store, desk=desk, watchable=watchable)


@contextlib.asynccontextmanager
async def _import() -> AsyncIterator[FilterImport]:
    async with importing() as (_, filters):
        yield filters


@filters_app.command()
def add(
    owner: Owner,
    name: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    brand: Words = None,
    any_of: Annotated[list[str] | None, typer.Option("--any", help="One of these words.")] = None,
    all_of: Annotated[list[str] | None, typer.Option("--all", help="Each of these.")] = None,
    none_of: Annotated[list[str] | None, typer.Option("--none", help="None of these.")] = None,
    regex: Annotated[
        list[str] | None, typer.Option(help="A regular expression that must be found.")
    ] = None,
    min_price: Annotated[int | None, typer.Option("--min", help="In the smallest unit.")] = None,
    max_price: Annotated[int | None, typer.Option("--max", help="In the smallest unit.")] = None,
    currency: Annotated[str, typer.Option(help="Of the two prices.")] = "JPY",
    shipping: Annotated[
        str | None, typer.Option(help="Whether it belongs to the prices, such as included.")
    ] = None,
    max_bids: Annotated[int | None, typer.Option(help="No more bids than this.")] = None,
    min_rating: Annotated[float | None, typer.Option(help="Of the seller, in per cent.")] = None,
    below_median: Annotated[
        int | None, typer.Option(help="So many per cent below comparable listings.")
    ] = None,
    market: Words = None,
    destination: Destination = None,
) -> None:
    """Add a filter for somebody. It sleeps until they press Start (/filter start)."""
    from maneki.model.interchange import read_filter_shape

    shape = read_filter_shape(
        {
            "owner": owner,
            "name": name,
            "brands": brand,
            "keywords": {"any": any_of, "all": all_of, "none": none_of},
            "expressions": regex,
            "price": {
                "min": min_price,
                "max": max_price,
                "currency": currency,
                "shipping": shipping,
            },
            "max_bids": max_bids,
            "min_rating": min_rating,
            "below_median": below_median,
            "markets": market,
        }
    )
    added = asyncio.run(_add(shape, _shared(destination)))
    said = [f"✓ {added.filter.name!r} is {added.outcome} (id {added.filter.id})."]
    for line in (*said, *_brands_found(added.filter)):
        Console().print(line, markup=False, highlight=False, soft_wrap=True)


def _brands_found(user_filter: Filter) -> list[str]:
    """What each brand finds, and what may be a slip of the pen."""
    from maneki.filters.brand_hints import BrandHints, hint_lines
    from maneki.run.brands import dictionary_of
    from maneki.settings import load

    brands = user_filter.criteria.brands
    if not brands:
        return []
    return hint_lines(BrandHints(dictionary_of(load())).of(brands), language="en")


def _shared(destination: str | None) -> SharedDestination | None:
    from maneki.filters.importing import SharedDestination

    return None if destination is None else SharedDestination.parse(destination)


async def _add(shape: FilterShape, destination: SharedDestination | None) -> Imported:
    async with _import() as importing:
        return await importing.add(shape, destination=destination)


@filters_app.command("list")
def list_filters(owner: OneOwner = None) -> None:
    """Show filters in a table."""
    from maneki.filters.naming import suggested_name

    table = Table("owner", "name", "state", "asks for", box=None, pad_edge=False)
    for one in asyncio.run(_filters(owner)):
        asked = suggested_name(one.criteria, language="en", taken=())
        # As `Text`: what people call their filters is not markup.
        table.add_row(*map(Text, (one.owner or "", one.name, one.state, asked)))
    Console().print(table)


async def _filters(owner: str | None) -> tuple[Filter, ...]:
    from maneki.filters.importing import owner_at

    async with _import() as importing:
        return await importing.filters(owner=owner_at(owner) if owner else None)


@filters_app.command("preview")
def preview_filter(
    name: Annotated[str, typer.Argument(help="The filter's name or id.")],
    owner: Owner,
) -> None:
    """Say what one filter of somebody would have told them of in the last 7 days."""
    preview = asyncio.run(_preview(owner, name))
    said = Console(markup=False, highlight=False, soft_wrap=True)
    for line in _said(preview):
        said.print(line)


async def _preview(owner: str, name: str) -> Preview:
    from maneki.alerts.preview_desk import PreviewDesk
    from maneki.filters.importing import owner_at
    from maneki.settings import load

    settings = load()
    async with _desk() as (store, desk, matcher, _):
        previews = PreviewDesk(
            store,
            matcher=matcher,
            drop_percent=settings.drop_percent,
            most_a_day=settings.broad_filter_alerts,
            check=lambda criteria, _: desk.check(criteria),
        )
        return await previews.of(owner_at(owner), name)


def _said(preview: Preview) -> Iterator[str]:
    """A preview, line by line, in English."""
    from maneki.alerts.preview_words import preview_lines
    from maneki.phrases.amounts import amount

    yield f"{preview.filter.name!r}, if it had run:"
    yield from preview_lines(preview, language="en", when=lambda at: f"{at:%Y-%m-%d %H:%M} UTC")
    for event in preview.examples:
        listing = event.listing
        asked = " / ".join(amount(money, "en") for money in listing.asking) or "no price"
        yield f"  {event.at:%Y-%m-%d %H:%M}  {listing.market}  {asked}  {listing.title}"


@filters_app.command("export")
def export_filters(owner: OneOwner = None) -> None:
    """Write filters to standard output, one JSON object per line."""
    for row in asyncio.run(_export(owner)):
        sys.stdout.write(orjson.dumps(row).decode() + "\n")


async def _export(owner: str | None) -> list[dict[str, object]]:
    from maneki.filters.importing import owner_at

    async with _import() as importing:
        return await importing.export(owner=owner_at(owner) if owner else None)


@filters_app.command("import")
def import_filters(
    file: Annotated[Path, typer.Argument(help="One filter per line, as export writes them.")],
    destination: Destination = None,
) -> None:
    """Read filters from a file. They sleep until their owners press Start.

    With a destination they post there at once, also those that were imported before and sleep. A
    line that cannot be read is named, the others are imported, and the exit code is 2.
    """
    shared = _shared(destination)
    if asyncio.run(_import_records(str(file), [*records(file)], shared)):
        raise typer.Exit(2)


async def _import_records(
    file: str, lines: list[tuple[int, str, bytes]], destination: SharedDestination | None
) -> int:
    """How many lines were refused."""
    from maneki.errors import InvalidInputError
    from maneki.model.interchange import read_filter_shape

    said, errors = Console(), Console(stderr=True)
    outcomes: Counter[str] = Counter()
    wrong = 0
    async with _import() as importing:
        for _, what, line in track(lines, "Importing", console=errors):
            try:
                shape = read_filter_shape(line, what=f"{what},")
                added = await importing.add(shape, destination=destination)
                outcomes[added.outcome] += 1
            except InvalidInputError as error:
                wrong += 1
                where = "" if str(error).startswith(file) else f"{what}: "
                sentence = f"{where}{error}"
                # Not wrapped: one error is one line, however narrow the terminal.
                errors.print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)
    summary = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    said.print(f"{summary or 'nothing imported'}; {wrong} refused", highlight=False)
    return wrong
