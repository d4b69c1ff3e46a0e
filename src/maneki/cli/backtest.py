"""`maneki backtest`: whether what was matched would be decided the same way once more."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer
from rich.console import Console

if TYPE_CHECKING:
    from maneki.alerts.backtest import Compared, Report

MOST_SHOWN = 10

_UNTOLD = {
    "unmatched": "not matched yet",
    "set_aside": "set aside, because matching them failed",
    "unreadable": "what is stored of them cannot be read",
    "old": "matched by a version that did not write down all it used",
    "dictionary": "matched with another brand dictionary than the one here",
    "normaliser": "matched by a version that compared text otherwise",
    "filters": "what a filter asked for then, or whether it ran, is not known",
    "median": "what comparable listings cost then is not written down",
    "alerts": "some of their alerts are not kept any more",
}


def backtest(
    days: Annotated[int, typer.Option(min=1, max=3650, help="How many days to look back.")] = 7,
    events: Annotated[
        int, typer.Option(min=1, max=10_000_000, help="The last so many events at most.")
    ] = 10_000,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the figures as JSON only.", metavar="")
    ] = False,
) -> None:
    """Decide stored events again, with what was used then, and compare with the alerts they made.

    The exit code is 1 if one of them is decided otherwise. What cannot be told is counted apart.
    """
    report = asyncio.run(_run(days, events))
    if as_json:
        print(orjson.dumps(_shape(report), option=orjson.OPT_INDENT_2).decode())
    else:
        _show(report, days)
    if report.differing:
        raise typer.Exit(1)


async def _run(days: int, events: int) -> Report:
    from maneki.alerts.backtest import Backtest
    from maneki.matching.match import Matcher
    from maneki.run.brands import dictionary_of
    from maneki.run.database import clock_of, open_store
    from maneki.settings import load

    settings = load()
    clock = clock_of(settings)
    async with open_store(settings, clock) as store:
        matcher = Matcher(dictionary_of(settings))
        since = clock.now() - timedelta(days=days)
        return await Backtest(store, matcher=matcher).run(since=since, most=events)


def _shape(report: Report) -> dict[str, Any]:
    return {
        "v": 1,
        "events": report.events,
        "same": report.same,
        "different": report.differing,
        "cannot_be_told": {str(doubt): count for doubt, count in report.untold.items()},
        "differences": [
            {
                "event": one.event_id,
                "only_now": sorted(one.only_now),
                "only_then": sorted(one.only_then),
            }
            for one in report.different
        ],
    }


def _show(report: Report, days: int) -> None:
    said = Console(highlight=False, markup=False, soft_wrap=True)
    if not report.events:
        said.print("Nothing has happened in that time that could be decided again.")
        return
    said.print(f"Decided again: {report.events:,} of the events of the last {days} days.")
    said.print(f"  the same          {report.same:,}")
    said.print(f"  otherwise         {report.differing:,}")
    said.print(f"  cannot be told    {sum(report.untold.values()):,}")
    for doubt, count in report.untold.items():
        said.print(f"    {count:,}: {_UNTOLD[doubt]}")
    for one in report.different[:MOST_SHOWN]:
        said.print(f"Event {one.event_id}: {_difference(one)}.")
    if (more := report.differing - MOST_SHOWN) > 0:
        said.print(f"... and {more:,} more.")


def _difference(one: Compared) -> str:
    parts = [
        f"{what} {', '.join(sorted(ids))}"
        for what, ids in (("now fits", one.only_now), ("then fitted", one.only_then))
        if ids
    ]
    return "; ".join(parts)
