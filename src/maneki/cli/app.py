"""All commands, and the one place where an error becomes a sentence and an exit code.

Exit codes: 0 done, 1 something failed or was found wrong, 2 the input or the settings were wrong.
"""

from __future__ import annotations

import gc
import sys
from typing import Annotated

import typer
from rich.console import Console

from maneki import __version__
from maneki.cli.backtest import backtest
from maneki.cli.brands import brands_app
from maneki.cli.chat import chat
from maneki.cli.check import check
from maneki.cli.demo import demo
from maneki.cli.export import export
from maneki.cli.filters import filters_app
from maneki.cli.imports import import_app
from maneki.cli.ingest import ingest
from maneki.cli.loadtest import loadtest
from maneki.cli.markets import markets_app
from maneki.cli.match import match
from maneki.cli.migrate import migrate
from maneki.cli.move_in import move_in_app
from maneki.cli.outbox import outbox_app
from maneki.cli.rollout import rollout_app
from maneki.cli.run import run
from maneki.cli.settings import settings
from maneki.cli.simulate import simulate
from maneki.cli.stats import stats
from maneki.cli.transcript import transcript
from maneki.errors import InvalidInputError, ManekiError, SchemaOutOfDateError, SettingsError

# What a command loads stays. To look for garbage in it again and again, as often as Python does
# by itself, took a sixth of the time until the service was ready.
BETWEEN_COLLECTIONS = 50_000

app = typer.Typer(
    name="maneki",
    help="Tells people on Discord what turned up on the markets they watch.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"maneki {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Say which version.", metavar=""
        ),
    ] = False,
) -> None:
    """Tells people on Discord what turned up on the markets they watch."""
    from maneki.logs import configure

    # What a command has to say it prints itself; `run` sets up its own log.
    configure(style="console", level="warning")


app.command()(run)
app.command()(demo)
app.command()(loadtest)
app.command()(migrate)
app.command()(check)
app.command()(stats)
app.command()(ingest)
app.command()(match)
app.command()(backtest)
app.command()(chat)
app.command()(simulate)
app.command()(settings)
app.command()(transcript)
app.command()(export)
app.add_typer(filters_app, name="filters")
app.add_typer(brands_app, name="brands")
app.add_typer(import_app, name="import")
app.add_typer(move_in_app, name="move-in")
app.add_typer(markets_app, name="markets")
app.add_typer(rollout_app, name="rollout")
app.add_typer(outbox_app, name="outbox")


def main() -> None:
    """Run a command; a `ManekiError` is one red line, not a traceback."""
    gc.set_threshold(BETWEEN_COLLECTIONS)
    try:
        app()
    except (InvalidInputError, SettingsError, SchemaOutOfDateError) as error:
        _fail(error, code=2)
    except ManekiError as error:
        _fail(error, code=1)
    except KeyboardInterrupt:
        sys.exit(130)


def _fail(error: ManekiError, *, code: int) -> None:
    # Not wrapped: one error is one line, however narrow the terminal.
    Console(stderr=True).print(
        str(error), style="bold red", markup=False, highlight=False, soft_wrap=True
    )
    sys.exit(code)
