"""`maneki import`: what a shop has already, in files."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track

if TYPE_CHECKING:
    from maneki.model.book import Book
    from maneki.shop.catalogue import Catalogue, LeftOver
    from maneki.shop.lists.read import BookList
    from maneki.store.book_changes import Saved

import_app = typer.Typer(help="Read what a shop has already from files.", no_args_is_help=True)

_BOOKS_A_STEP = 250
_MOST_LINES_NAMED = 8


@import_app.callback()
def _imports() -> None:
    """Read what a shop has already from files."""


@import_app.command()
def books(
    file: Annotated[Path, typer.Argument(help="A table (CSV, TSV) with a header line, or ONIX.")],
    currency: Annotated[
        str | None, typer.Option(help="Of prices that do not name theirs, such as USD.")
    ] = None,
    complete: Annotated[
        bool,
        typer.Option(
            "--complete", help="The list has the whole shelf: copies not in it are sold out."
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done; change nothing.")
    ] = False,
) -> None:
    """Read the shop's own list of books: catalogue, stock and prices.

    docs/catalogue.md names the columns. An entry that cannot be read is skipped and named with its
    line, the others are imported, and the exit code is 2. To import a list again changes what has
    changed; books that are not in it stay, unless the list is --complete. Each copy counts once:
    new, changed or unchanged.
    """
    errors = Console(stderr=True)
    with errors.status(f"Reading {escape(str(file))}"):
        found = _read(file, currency)
    for fault in found.faults:
        _say(errors, f"{file}, line {fault.line}: {fault.said}", style="red")
    for note, lines in found.notes.items():
        _say(errors, f"{file}, {_lines(lines)}: {note}", style="yellow")
    refused = len(found.faults)
    sold_out = complete and not refused
    if dry_run:
        what = f"{_count(found.entries, 'entry', 'entries')} of {_count(len(found.books), 'book')}"
        gone = asyncio.run(_left_over(found.books)) if sold_out else None
        would = f"; {_count(len(gone.editions), 'other')} would be sold out" if gone else ""
        said = f"{what} can be imported; {refused} skipped{would}; nothing was changed"
        _say(Console(), said, style=_style(refused))
    else:
        done, left = asyncio.run(_add(found.books, sold_out=sold_out))
        counts = done.editions
        what = f"{counts.new} new, {counts.changed} changed, {counts.same} unchanged"
        gone_too = f"; {_count(len(left.editions), 'other')} sold out" if sold_out else ""
        entries = _count(found.entries, "entry", "entries")
        _say(Console(), f"{entries}: {what}; {refused} skipped{gone_too}", style=_style(refused))
        if left.of_its_books and not sold_out:
            _say(errors, _stays(left.of_its_books), style="yellow")
    if complete and refused:
        _say(errors, "Nothing was sold out: lines that were skipped may be about it.", style="red")
    if refused:
        raise typer.Exit(2)


def _stays(copies: int) -> str:
    what = _count(copies, "other kind of copy", "other kinds of copies")
    return (
        f"An earlier list had {what} of these books, still on the shelf. If this list has the "
        "whole shelf, import it with --complete."
    )


def _read(file: Path, currency: str | None) -> BookList:
    """Raises `InvalidInputError` for a file that is no list."""
    from maneki.errors import InvalidInputError
    from maneki.model.money import is_currency
    from maneki.shop.lists.read import read_list

    if currency is not None and not is_currency(currency.upper()):
        raise InvalidInputError(f"{currency!r} is no currency: write three letters, such as USD.")
    try:
        contents = file.read_bytes()
    except OSError as exc:
        raise InvalidInputError(f"{file} cannot be read: {exc.strerror or exc}.") from exc
    try:
        return read_list(contents, currency=currency)
    except InvalidInputError as exc:
        raise InvalidInputError(f"{file} cannot be imported: {exc}") from exc


async def _add(books: Sequence[Book], *, sold_out: bool) -> tuple[Saved, LeftOver]:
    """What was saved, and what else the shelf has, or had if that was `sold_out`."""
    from maneki.store.book_changes import Saved

    async with _catalogue() as catalogue:
        saved = Saved()
        steps = range(0, len(books), _BOOKS_A_STEP)
        for start in track(steps, "Importing", console=Console(stderr=True)):
            saved += await catalogue.add(books[start : start + _BOOKS_A_STEP])
        left = await catalogue.left_over(books)
        if sold_out:
            await catalogue.sell_out(left)
        await catalogue.settle()
        return saved, left


async def _left_over(books: Sequence[Book]) -> LeftOver:
    async with _catalogue() as catalogue:
        return await catalogue.left_over(books)


@contextlib.asynccontextmanager
async def _catalogue() -> AsyncIterator[Catalogue]:
    from maneki.clock import SystemClock
    from maneki.run.database import open_store
    from maneki.settings import load
    from maneki.shop.catalogue import Catalogue

    async with open_store(load(), SystemClock()) as store:
        yield Catalogue(store)


def _say(console: Console, sentence: str, *, style: str | None = None) -> None:
    # Not wrapped: one sentence is one line, however narrow the terminal.
    console.print(sentence, style=style, markup=False, highlight=False, soft_wrap=True)


def _style(refused: int) -> str:
    return "yellow" if refused else "green"


def _lines(lines: Sequence[int]) -> str:
    named = ", ".join(map(str, lines[:_MOST_LINES_NAMED]))
    more = len(lines) - _MOST_LINES_NAMED
    return f"line{'s' * (len(lines) > 1)} {named}" + (f" and {more} more" if more > 0 else "")


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"
