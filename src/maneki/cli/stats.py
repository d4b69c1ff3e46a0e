"""`maneki stats`: how well alerts are delivered, on one screen."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from maneki.delivery.figures import Figures, Goal
    from maneki.settings import Settings
    from maneki.store.costs import Spent

_MARKS = {
    True: ("met", "bold green"),
    False: ("not met", "bold red"),
    None: ("not enough data", "yellow"),
}
_NAMES = {
    "delivery_rate": "delivered",
    "average_latency_s": "average latency",
    "rate_limit_errors": "rate-limit errors",
    "satisfaction": "satisfaction",
}


def stats(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the figures as JSON only.", metavar="")
    ] = False,
    days: Annotated[
        float, typer.Option(min=0.01, max=3650, help="Of how many days, up to now.")
    ] = 7.0,
) -> None:
    """Say how well alerts are delivered: the four goals first, then what they are made of.

    The service may be running meanwhile: what it counts is in the database within ten seconds.
    """
    from maneki.delivery.figures import Stage
    from maneki.settings import load

    settings = load()
    if days > settings.keep_listings_days:
        raise typer.BadParameter(
            f"only {settings.keep_listings_days} days are kept (MANEKI_KEEP_LISTINGS_DAYS)",
            param_hint="--days",
        )
    figures = asyncio.run(gathered(settings, days=days))
    if as_json:
        # The keys are names of stages, states and kinds.
        options = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
        print(orjson.dumps(figures.shape(), option=options).decode())
        return
    console = Console()
    console.print(goals_table(figures.goals))
    console.print(f"\nThe last {days:g} days:", style="bold", highlight=False)
    console.print(_details(_alert_rows(figures)))
    if figures.latency[Stage.FETCHED_TO_ACCEPTED]:
        console.print(_latency_table(figures))
    console.print(_details(_limit_rows(figures)))
    if "sms" in settings.parts:
        console.print(_details(_text_rows(settings, asyncio.run(spent_on_texts(settings, days)))))
    console.print("\nNow:", style="bold")
    console.print(_details(_now_rows(figures)))


async def gathered(settings: Settings, *, days: float) -> Figures:
    from maneki.clock import SystemClock
    from maneki.delivery.stats import figures_of
    from maneki.run.database import open_store

    async with open_store(settings, SystemClock()) as store:
        return await figures_of(store, days=days)


async def spent_on_texts(settings: Settings, days: float) -> Spent:
    from datetime import timedelta

    from maneki.clock import SystemClock
    from maneki.model.conversation import CostKind
    from maneki.run.database import open_store

    async with open_store(settings, SystemClock()) as store, store.reading() as tx:
        return await tx.costs.since(tx.now - timedelta(days=days), kind=CostKind.SMS)


def _text_rows(settings: Settings, spent: Spent) -> Iterator[tuple[str, str | Text]]:
    said = f"{spent.segments} segments"
    if spent.micros or not spent.unpriced:
        said = f"{said}, ${spent.dollars:,.2f}"
    if spent.unpriced:
        said = f"{said}; texts without a price: {spent.unpriced}"
    yield "text messages", said
    if settings.sms_state == "pending":
        pending = "registration pending: none of them went to anybody's phone"
        yield "", Text(pending, "yellow")


def goals_table(goals: tuple[Goal, ...]) -> RenderableType:
    """Met, not met, or not enough data; and what that is based on."""
    table = Table("goal", "here", "wanted", "", "based on", box=None, pad_edge=False)
    for goal in goals:
        said, style = _MARKS[goal.is_met]
        table.add_row(
            _NAMES[goal.name],
            Text(_measured(goal), style),
            goal.wanted,
            Text(said, style),
            Text(goal.based_on, "dim"),
        )
    return table


def _measured(goal: Goal) -> str:
    if goal.measured is None:
        return "–"
    written = {
        "delivery_rate": f"{goal.measured:.2%}",
        "average_latency_s": f"{goal.measured:.2f} s",
        "rate_limit_errors": f"{goal.measured:.0f}",
        "satisfaction": f"{goal.measured:.2f}",
    }
    return written[goal.name]


def _details(rows: Iterable[tuple[str, str | Text]]) -> RenderableType:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim")
    table.add_column()
    for name, said in rows:
        # As `Text`: a reason that quotes a server's name is not markup.
        table.add_row(name, said if isinstance(said, Text) else Text(said))
    return table


def _alert_rows(figures: Figures) -> Iterator[tuple[str, str | Text]]:
    alerts = figures.alerts
    yield "alerts due", f"{alerts.due}, and {alerts.under_way} under way"
    yield "delivered", f"{alerts.delivered}, alone or in a digest"
    for state, count in alerts.states.items():
        if count:
            style = "red" if state == "failed" else ""
            yield state, Text(str(count), style)
        for reason, times in alerts.reasons.get(state, {}).items():
            yield "", Text(f"{times} × {reason}", "dim")
    if alerts.made_to_wait:
        yield "made to wait", f"{alerts.made_to_wait} (held or suspended: not in the latency)"
    if alerts.possibly_repeated:
        said = f"{alerts.possibly_repeated} (sent once more, for nobody could tell)"
        yield "possibly repeated", Text(said, "red")


def _latency_table(figures: Figures) -> RenderableType:
    """Seconds by stage and market; with one market all markets together say the same."""
    table = Table("seconds", "market", box=None, pad_edge=False)
    for name in ("p50", "p95", "p99", "mean", "alerts"):
        table.add_column(name, justify="right")
    for stage, by_market in figures.latency.items():
        called: str = stage.replace("_to_", " → ")
        for market, spread in list(by_market.items())[: 1 if len(by_market) == 2 else None]:
            values = (spread.p50, spread.p95, spread.p99, spread.mean)
            table.add_row(called, market, *(f"{value:.2f}" for value in values), str(spread.count))
            called = ""
    return table


def _now_rows(figures: Figures) -> Iterator[tuple[str, str | Text]]:
    backlog = figures.backlog
    age = backlog.age_s(figures.until)
    said = f"{backlog.waiting} due, {backlog.unmatched} listings to match, oldest {age:.1f} s"
    yield "backlog", said
    suspended = figures.standing.suspended
    places = ", ".join(f"{count} {kind}" for kind, count in sorted(suspended.items()))
    yield "suspended places", places or "none"
    invalid = figures.invalid
    of = f" of {invalid.allowed} allowed in ten minutes" if invalid.allowed else ""
    yield "invalid requests", f"{invalid.now}{of}"


def _limit_rows(figures: Figures) -> Iterator[tuple[str, str | Text]]:
    scopes = ", ".join(f"{figures.times(scope)} {scope}" for scope in ("user", "global", "shared"))
    yield "429s by scope", scopes
    for cause, name in {
        "turned_away": "turned away",
        "breaker": "breaker opened",
        "opening": "DMs opened too fast",
    }.items():
        if times := figures.times(cause):
            yield name, Text(f"{times} ×", "red")
    yield "invalid requests", str(figures.invalid.counted)
