"""Who got what, as it happens."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from maneki.simulator.demo.read import is_alert
from maneki.simulator.demo.report import DemoReport
from maneki.simulator.demo.stage import Place, Stage
from maneki.simulator.discord.entities import SimMessage

LATEST = 12
_COLOURS = {"New": "green", "Price drop": "red", "Back on sale": "blue", "Ending soon": "yellow"}


class Show:
    """The live picture: what is being done, and the latest alerts.

    Where nobody watches (`console` is no terminal) it prints nothing until the end.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._latest: deque[tuple[str, str, str, str]] = deque(maxlen=LATEST)
        self._progress = Progress(
            TextColumn("{task.description:28}"),
            BarColumn(bar_width=32),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TimeElapsedColumn(),
            console=console,
        )
        self._told = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        with Live(self, console=self._console, refresh_per_second=6, transient=True, screen=False):
            yield

    def step(self, doing: str, *, total: float) -> TaskID:
        return self._progress.add_task(doing, total=total)

    def done(self, step: TaskID, completed: float) -> None:
        self._progress.update(step, completed=completed)

    def saw(self, stage: Stage, message: SimMessage) -> None:
        """A message appeared somewhere."""
        if not is_alert(message):
            return
        channel = stage.sim.world.channels[message.channel_id]
        reader = f"{_reader(message, stage)} {'(DM)' if channel.is_dm else '#' + channel.name}"
        for embed in message.shown_embeds:
            self._told += 1
            price = embed.get("description", "").splitlines()[:1]
            kind = embed["author"]["name"]
            self._latest.append((reader, kind, embed["title"], "".join(price)))

    def __rich__(self) -> RenderableType:
        table = Table("member", "", "listing", "price", box=None, expand=True, pad_edge=False)
        for reader, kind, title, price in self._latest:
            table.add_row(
                Text(reader, style="cyan", no_wrap=True),
                Text(kind, style=_COLOURS.get(kind, "white"), no_wrap=True),
                Text(title, no_wrap=True, overflow="ellipsis"),
                Text(price.replace("*", ""), no_wrap=True, overflow="ellipsis"),
            )
        return Group(self._progress, Text(f"\n{self._told} alerts seen by members\n"), table)


def _reader(message: SimMessage, stage: Stage) -> str:
    """Whoever is mentioned, or whose private place it is."""
    mentioned = message.content.split(" ", 1)[0]
    for member in stage.members:
        if member.user.mention == mentioned:
            return member.user.name
        channel = None if member.place is Place.SHARED else stage.channel_of(member)
        if channel is not None and channel.id == message.channel_id:
            return member.user.name
    return ""


def summary(report: DemoReport) -> RenderableType:
    """The end, as a table for people."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim")
    table.add_column()
    alerts, latency, found = report.alerts, report.latency_s, report.visible_to_fetched_s
    table.add_row("members", f"{report.members} with {report.filters} filters")
    table.add_row("listings", f"{report.listings}, {report.matches} matches")
    table.add_row("alerts due", str(alerts["due"]))
    table.add_row("delivered", Text(str(alerts["delivered"]), style="bold green"))
    for name in ("held", "lost", "repeated", "misrouted"):
        bad = alerts[name] and name != "held"
        table.add_row(name, Text(str(alerts[name]), style="bold red" if bad else ""))
    table.add_row("rate-limit errors", str(report.rate_limited))
    table.add_row(
        "fetched → accepted",
        f"mean {latency['mean']} s, p50 {latency['p50']} s, p95 {latency['p95']} s, "
        f"p99 {latency['p99']} s",
    )
    table.add_row("visible → fetched", f"mean {found['mean']} s, p95 {found['p95']} s")
    table.add_row("requests to Discord", f"{report.requests} in {report.seconds} s")
    return table
