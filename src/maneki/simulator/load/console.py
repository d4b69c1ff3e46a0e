"""How far a load test has come, and what came of it. For people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

from maneki.simulator.demo.report import Spread
from maneki.simulator.load.report import Goal, HotReport, LoadOutcome, LoadReport

Tell = Callable[[float], None]
"""Say how much of a step is done."""

_BAR_WIDTH = 30


class Show:
    """A progress bar for each step. Where nobody watches it only says what is being done."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=_BAR_WIDTH),
            MofNCompleteColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )

    @contextmanager
    def running(self) -> Iterator[None]:
        with self._progress:
            yield

    def step(self, doing: str, *, total: float) -> Tell:
        if not self._console.is_terminal:
            self._console.print(f"{doing} …")
        task: TaskID = self._progress.add_task(doing, total=total)

        def tell(done: float) -> None:
            self._progress.update(task, completed=done)

        return tell


def summary(report: LoadReport) -> RenderableType:
    """The figures, as a table for people."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim")
    table.add_column()
    for name, said in _rows(report):
        table.add_row(name, said)
    for goal in report.goals:
        table.add_row("goal", _goal(goal))
    return table


def _rows(report: LoadReport) -> Iterator[tuple[str, RenderableType]]:
    alerts = report.alerts
    yield (
        "members",
        f"{report.members} with {report.filters} filters, at {report.destinations} destinations",
    )
    offered = f"{report.offered_alerts_per_s:g} alerts/s at a pace of {report.pace:g} messages/s"
    where = f"{report.window} windows, {report.database}"
    yield "load", f"{report.load:g}: {offered}, {where}"
    yield "listings", f"{report.listings}, {report.matches} matches"
    yield "alerts due", str(alerts["due"])
    yield "delivered", Text(f"{alerts['delivered']} in {report.messages} messages", "bold green")
    for name in ("held", "lost", "repeated", "misrouted"):
        yield name, _count(alerts[name], is_bad=name != "held")
    yield "rate-limit errors", _rate_limited(report)
    for stage, spread in report.stages_s.items():
        yield stage.replace("_to_", " → "), _spread(spread)
    yield "pace used", "no backlog" if report.pace_used is None else f"{report.pace_used:.1%}"
    yield "longest gap", f"{report.longest_gap_s} s"
    yield "underfilled", str(report.underfilled)
    yield "program", f"{report.cpu_s} s of processor time, {report.rss_mb} MB at most"
    yield "took", f"{report.seconds} s, pushes up to {report.pushed_late_s} s late"
    if report.hot is not None:
        yield "hot listing", _hot(report.hot)


def _count(count: int, *, is_bad: bool) -> Text:
    return Text(str(count), style="bold red" if count and is_bad else "")


def _rate_limited(report: LoadReport) -> Text:
    ours = sum(report.rate_limited_by_us.values())
    of_others = sum(report.rate_limited.values()) - ours
    said = _count(ours, is_bad=True)
    return said.append(f", and {of_others} that others had a part in") if of_others else said


def _spread(spread: Spread) -> str:
    return ", ".join(f"{name} {seconds} s" for name, seconds in spread.items())


def _hot(hot: HotReport) -> str:
    beside = f" beside {hot.beside_per_s:g} alerts/s" if hot.beside_per_s else ""
    share = "unknown" if hot.pace_share is None else f"{hot.pace_share:.1%}"
    return (
        f"{hot.destinations} destinations{beside}: the last after {hot.last_accepted_s} s, "
        f"{share} of the pace"
    )


def _goal(goal: Goal) -> Text:
    if goal.is_met is None:
        return Text(f"{goal.name}: not measured (wanted {goal.wanted})", style="yellow")
    said = "met" if goal.is_met else "not met"
    is_share = goal.wanted.endswith("%")
    measured = f"{goal.measured:.1%}" if is_share else f"{goal.measured:g}"
    return Text(
        f"{goal.name}: {said}, {measured} (wanted {goal.wanted})",
        style="green" if goal.is_met else "red",
    )


def verdict(outcome: LoadOutcome) -> Text:
    """One sentence on whether all went well, and where to look if not."""
    if outcome.is_clean:
        return Text(
            f"Clean: every alert that was due ({outcome.judgement.due}) arrived once, in the right "
            "place, and no limit was broken.",
            style="bold green",
        )
    said = Text("Not clean.", style="bold red")
    if outcome.folder is not None:
        said.append(f" The program's log is in {outcome.folder}.", style="not bold")
    return said
