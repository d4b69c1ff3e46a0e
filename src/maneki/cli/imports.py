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
_STAYS = (
    "An earlier list had {what} of these books, still on the shelf. If this list has the whole "
    "shelf, import it with --complete."
)
_ASKS = (
    "that would be {what}, more than half of the {of} on the shelf. If it is so, import the list "
    "again with --complete --yes."
)


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
    yes: Annotated[
        bool, typer.Option("--yes", help="Sell out more than half of the shelf, if that is due.")
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
    why_not = _why_not_whole(found) if complete else None
    is_whole = complete and why_not is None
    if dry_run:
        what = f"{_count(found.entries, 'entry', 'entries')} of {_count(len(found.books), 'book')}"
        left = asyncio.run(_left_over(found.books)) if is_whole else None
        would = f"; {_others(len(left.editions))} would be sold out" if left else ""
        said = f"{what} can be imported; {refused} skipped{would}; nothing was changed"
    else:
        done, left = asyncio.run(_add(found.books, is_whole=is_whole, is_sure=yes))
        counts = done.editions
        what = f"{counts.new} new, {counts.changed} changed, {counts.same} unchanged"
        entries = _count(found.entries, "entry", "entries")
        said = f"{entries}: {what}; {refused} skipped"
        if is_whole and left.is_most and not yes:
            why_not = _ASKS.format(what=_others(len(left.editions)), of=left.of)
        elif is_whole:
            said += f"; {_others(len(left.editions))} sold out"
        elif left.of_its_books and not complete:
            _say(errors, _STAYS.format(what=_others(left.of_its_books)), style="yellow")
    _say(Console(), said, style=_style(refused))
    if why_not is not None:
        _say(errors, f"Nothing was sold out: {why_not}", style="red")
    if refused or why_not is not None:
        raise typer.Exit(2)


def _why_not_whole(found: BookList) -> str | None:
    """Why a list cannot tell what is sold out, though it is said to have the whole shelf."""
    if not found.entries:
        return "the list names no copy at all."
    if found.faults:
        return "lines that were skipped may be about it."
    if found.has_lost_numbers:
        return "copies whose ISBN was left out cannot be told from others."
    return None


def _others(number: int) -> str:
    return _count(number, "other kind of copy", "other kinds of copies")


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


async def _add(books: Sequence[Book], *, is_whole: bool, is_sure: bool) -> tuple[Saved, LeftOver]:
    """What was saved, and what else the shelf has: of a whole list that is sold out, unless it is
    so much that somebody has to be sure.
    """
    from maneki.store.book_changes import Saved

    async with _catalogue() as catalogue:
        saved = Saved()
        steps = range(0, len(books), _BOOKS_A_STEP)
        for start in track(steps, "Importing", console=Console(stderr=True)):
            saved += await catalogue.add(books[start : start + _BOOKS_A_STEP])
        left = await catalogue.left_over(books)
        if is_whole and (is_sure or not left.is_most):
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
