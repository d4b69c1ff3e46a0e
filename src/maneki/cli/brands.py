"""`maneki brands`: which are known, what a name finds, and whether a file of your own is right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from maneki.matching.brands import BrandDictionary

brands_app = typer.Typer(
    help="List the brands that are known, and check a file of your own.", no_args_is_help=True
)


@brands_app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A CSV, as MANEKI_BRANDS_FILE names one.")],
) -> None:
    """Say what is wrong with a file of brands, line by line. The exit code is 2 if anything is."""
    from maneki.matching.brands import BrandDictionary
    from maneki.run.brands import own_brands_in

    said, errors = Console(), Console(stderr=True)
    own = own_brands_in(file, shipped=BrandDictionary.load())
    for fault in own.faults:
        sentence = f"{file}, line {fault.line}: {fault.said}"
        # Not wrapped: one fault is one line, however narrow the terminal.
        errors.print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)
    rows, faults = len(own.rows), len(own.faults)
    said.print(f"{rows} row{'s' * (rows != 1)} can be used, {faults} faults", highlight=False)
    if own.faults:
        raise typer.Exit(2)


@brands_app.command("list")
def list_brands(
    kind: Annotated[
        str | None, typer.Option(help="Only makers of these: fashion, watch, camera ...")
    ] = None,
) -> None:
    """Show the brands that are known here, your own too."""
    from maneki.errors import InvalidInputError
    from maneki.matching.kinds import packaged_kinds

    known = packaged_kinds().names
    if kind is not None and kind not in known:
        raise InvalidInputError(f"{kind!r} is no kind of thing: choose {', '.join(sorted(known))}.")
    dictionary = _dictionary()
    table = Table("brand", "in Japanese", "makes", box=None, pad_edge=False)
    for brand in dictionary.brands():
        kinds = dictionary.kinds_of(brand)
        if kind is None or kind in kinds:
            name, japanese = dictionary.names(brand)
            # As `Text`: what brands are called is not markup.
            table.add_row(*map(Text, (name, japanese, ", ".join(sorted(kinds)))))
    Console().print(table)


@brands_app.command()
def show(
    term: Annotated[str, typer.Argument(help="As somebody would write it in a filter.")],
) -> None:
    """Say what a filter with that brand finds."""
    from maneki.filters.brand_hints import BrandHints, hint_lines

    hints = BrandHints(_dictionary()).of([term])
    for line in hint_lines(hints, language="en"):
        Console().print(line, markup=False, highlight=False, soft_wrap=True)


def _dictionary() -> BrandDictionary:
    from maneki.run.brands import dictionary_of
    from maneki.settings import load

    return dictionary_of(load())
