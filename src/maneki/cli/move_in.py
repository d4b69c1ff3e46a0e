"""`maneki move-in`: what an earlier system knew."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

if TYPE_CHECKING:
    from maneki.filters.swagsearch import FiltersMovedIn
    from maneki.model.moved import MovedIn, Unused
    from maneki.people.marty import Told

move_in_app = typer.Typer(
    help="Take over what an earlier system knew; it is only read.", no_args_is_help=True
)


@move_in_app.callback()
def _moves_in() -> None:
    """Take over what an earlier system knew; it is only read."""


@move_in_app.command()
def marty(
    url: Annotated[
        str,
        typer.Argument(
            help="Its database: postgresql://USER:PASSWORD@HOST/DATABASE or sqlite:///FILE."
        ),
    ],
    currency: Annotated[str, typer.Option(help="What its prices are in.")] = "USD",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done; change nothing.")
    ] = False,
) -> None:
    """Take over the earlier bookshop assistant: customers, what was said, opt-outs, books, stock.

    Every row that could not be used is named with its reason, and the exit code is 2 then. To do it
    again changes only what has changed there. docs/move-in.md says what becomes of what.
    """
    done = asyncio.run(_move(url, currency=currency.upper(), is_rehearsal=dry_run))
    _report(done, is_rehearsal=dry_run)


@move_in_app.command()
def swagsearch(
    url: Annotated[
        str,
        typer.Argument(
            help="Its database: postgresql://USER:PASSWORD@HOST/DATABASE or sqlite:///FILE."
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done; change nothing.")
    ] = False,
) -> None:
    """Take over the earlier alert system: filters, and which listings it had seen.

    Filters sleep until their owner presses Start. Every row that could not be used is named with
    its reason, and the exit code is 2 then. docs/move-in.md says what becomes of what.
    """
    done = asyncio.run(_move_filters(url, is_rehearsal=dry_run))
    _name(done.unused)
    for said, new in (
        (f"{done.filters} filters", done.new_filters),
        (f"{done.listings} listings that were seen", done.new_listings),
    ):
        _say(Console(), said if dry_run else f"{said}: {new} new")
    _conclude(done.unused, is_rehearsal=dry_run)


async def _move_filters(url: str, *, is_rehearsal: bool) -> FiltersMovedIn:
    """Raises `InvalidInputError` and `StoreError`s."""
    from maneki.cli.filters import importing
    from maneki.filters.swagsearch import SwagsearchMove
    from maneki.store.strangers import Stranger

    async with importing() as (store, filters), Stranger.opened(url) as old:
        with _progress() as told:
            move = SwagsearchMove(store, old, filters=filters, is_rehearsal=is_rehearsal, told=told)
            return await move.run()


async def _move(url: str, *, currency: str, is_rehearsal: bool) -> MovedIn:
    """Raises `InvalidInputError` and `StoreError`s."""
    from maneki.clock import SystemClock
    from maneki.errors import InvalidInputError
    from maneki.model.money import is_currency
    from maneki.people.marty import MartyMove
    from maneki.run.database import open_store
    from maneki.settings import load
    from maneki.store.strangers import Stranger

    if not is_currency(currency):
        raise InvalidInputError(f"{currency!r} is no currency: write three letters, such as USD.")
    settings = load()
    async with open_store(settings, SystemClock()) as store, Stranger.opened(url) as old:
        with _progress() as told:
            move = MartyMove(
                store,
                old,
                region=settings.shop_region,
                currency=currency,
                is_rehearsal=is_rehearsal,
                told=told,
            )
            return await move.run()


@contextmanager
def _progress() -> Iterator[Told]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        known: dict[str, TaskID] = {}

        def told(what: str, done: int, of: int) -> None:
            if what not in known:
                known[what] = bars.add_task(what)
            bars.update(known[what], completed=done, total=of)

        yield told


def _report(done: MovedIn, *, is_rehearsal: bool) -> None:
    _name(done.unused)
    for line in _lines(done, is_rehearsal=is_rehearsal):
        _say(Console(), line)
    _conclude(done.unused, is_rehearsal=is_rehearsal)


def _name(unused: Sequence[Unused]) -> None:
    errors = Console(stderr=True)
    for one in unused:
        style = "red" if one.is_lost else "yellow"
        _say(errors, f"{one.table} {one.id} {_predicate(one.why)}", style=style)


def _conclude(unused: Sequence[Unused], *, is_rehearsal: bool) -> None:
    """What was lost, in numbers. Raises `Exit` if anything was."""
    lost = [one for one in unused if one.is_lost]
    for table, some in groupby(sorted(lost, key=_table), key=_table):
        _say(Console(), f"{table}: {len([*some])} rows could not be used")
    if is_rehearsal:
        _say(Console(), "nothing was changed")
    if lost:
        raise typer.Exit(2)


def _lines(done: MovedIn, *, is_rehearsal: bool) -> Iterator[str]:
    counts = (
        (f"{done.customers} customers are {done.people} people", done.new_people),
        (f"{done.opt_outs} opted out", done.new_opt_outs),
        (f"{done.conversations} conversations with {done.turns} turns", done.new_turns),
        (f"{done.books} books", done.new_books),
    )
    for said, new in counts:
        yield said if is_rehearsal else f"{said}: {new} new"


def _table(one: Unused) -> str:
    return one.table


def _predicate(why: str) -> str:
    """Remarks of lists are whole sentences."""
    return f": {why}" if why[:1].isupper() else why


def _say(console: Console, sentence: str, *, style: str | None = None) -> None:
    # Not wrapped: one sentence is one line, however narrow the terminal.
    console.print(sentence, style=style, markup=False, highlight=False, soft_wrap=True)
