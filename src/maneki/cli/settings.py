"""`maneki settings`: what can be set, and how it is set here."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text


def settings(
    as_markdown: Annotated[
        bool,
        typer.Option("--markdown", help="Write docs/settings.md to standard output.", metavar=""),
    ] = False,
) -> None:
    """Show every setting and its value here; secrets are not shown."""
    from maneki.settings import described, load, markdown

    if as_markdown:
        print(markdown(), end="")
        return
    table = Table("setting", "here", "what it does", box=None, pad_edge=False)
    for name, value, description in described(load()):
        # As `Text`: an address such as [::1] is not markup.
        table.add_row(Text(name, "cyan"), Text(value), Text(description))
    Console().print(table)
