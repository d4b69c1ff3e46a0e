"""Who got what, as it happens, and what came of it at the end. For people."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from maneki.simulator.demo.judge import Judgement, Key
from maneki.simulator.demo.outcome import Outcome, ShownAlert
from maneki.simulator.demo.read import embeds_for, is_alert, unescaped
from maneki.simulator.demo.report import DemoReport
from maneki.simulator.demo.stage import Member, Stage
from maneki.simulator.demo.transcript import Transcript, latest, promises, talk_rows
from maneki.simulator.discord.entities import SimMessage
from maneki.simulator.talk.said import Line
from maneki.simulator.world.filters import PlannedFilter

MOST_ROWS = 30
MOST_TOLD = 10
TALL, WIDE, NARROW = 18, 100, 60
"""From these sizes on a terminal has room for every step, for places, and for names at all."""
BESIDE = 140
"""From this width on what is said stands beside the alerts, and not below them."""
_BAR_WIDTH = 24
_PRICES = ("**", "~~")
_COLOURS = {"New": "green", "Price drop": "red", "Back on sale": "blue", "Ending soon": "yellow"}
_ASKED = "asks for"
_WHO, _WHERE, _KIND, _WHAT, _PRICE = range(5)
_STYLES = {_WHO: "cyan", _WHERE: "dim"}

_TITLE = "Maneki demo"
_ABOUT = "Discord, markets and phones are simulated; the real program runs in a process of its own"
_BRIEFLY = "(the world is simulated)"
_HEADINGS = ("who", "where", "what", "listing or filter", "price")


@dataclass(slots=True)
class Step:
    """Something that is being done, and how far it has come."""

    doing: str
    total: float
    done: float = 0.0

    @property
    def is_done(self) -> bool:
        return self.done >= self.total


def _cell(row: ShownAlert, column: int) -> Text:
    text = (row.member, row.place, row.kind, row.what, row.price)[column]
    return Text(text, style=_COLOURS.get(text, "") if column == _KIND else "")


class Show:
    """The live picture: what is being done, and the latest alerts, as many as there is room for.

    Where nobody watches (`console` is no terminal) it only says what is being done.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._steps: list[Step] = []
        self._rows: deque[ShownAlert] = deque(maxlen=MOST_ROWS)
        self._filters = 0
        self._alerts = 0
        self._lines: Callable[[], Sequence[Line]] = tuple

    @contextmanager
    def running(self) -> Iterator[None]:
        if not self._console.is_terminal:
            self._console.print(f"{_TITLE}: {_ABOUT}")
            yield
            return
        with Live(self, console=self._console, refresh_per_second=6, transient=True):
            yield

    def step(self, doing: str, *, total: float) -> Step:
        step = Step(doing, total)
        self._steps.append(step)
        if not self._console.is_terminal:
            self._console.print(f"{doing} …")
        return step

    def listen(self, lines: Callable[[], Sequence[Line]]) -> None:
        """Show what is said from now on; `lines` is all of it so far."""
        self._lines = lines

    @property
    def alerts(self) -> tuple[ShownAlert, ...]:
        """The latest that were seen."""
        return tuple(row for row in self._rows if row.kind != _ASKED)

    def done(self, step: Step, done: float, *, total: float | None = None) -> None:
        step.done = done
        step.total = step.total if total is None else total

    def made(self, member: Member, planned: PlannedFilter) -> None:
        """A member made a filter."""
        self._filters += 1
        self._rows.append(ShownAlert(member.user.name, "", _ASKED, planned.name))

    def saw(self, stage: Stage, message: SimMessage) -> None:
        """A message appeared somewhere."""
        if not is_alert(message):
            return
        channel = stage.sim.world.channels[message.channel_id]
        place = "DM" if channel.is_dm else f"#{channel.name}"
        for embed, members in embeds_for(message, stage):
            self._alerts += max(1, len(members))
            self._rows.append(
                ShownAlert(
                    ", ".join(member.user.name for member in members) or "?",
                    place,
                    embed["author"]["name"],
                    unescaped(embed["title"]),
                    price_in(embed.get("description", "")),
                )
            )

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width, height = options.max_width, console.size.height
        is_tall, is_narrow = height >= TALL, width < NARROW
        head = Group(*self._head(is_tall=is_tall, is_narrow=is_narrow))
        yield head
        # The last line of a terminal is left to the cursor.
        room = height - len(console.render_lines(head, options, pad=False)) - 1
        said = self._lines()
        if said and width >= BESIDE:
            grid = Table.grid(expand=True, padding=(0, 2, 0, 0))
            grid.add_column(ratio=1)
            grid.add_column(ratio=1)
            alerts = self._table(room - is_tall, width=width // 2, with_headings=is_tall)
            grid.add_row(alerts, latest(said, rows=room))
            yield grid
            return
        talk = min(len(said), room // 2)
        yield self._table(room - talk - is_tall, width=width, with_headings=is_tall)
        if talk:
            yield latest(said, rows=talk)

    def _head(self, *, is_tall: bool, is_narrow: bool) -> Iterator[RenderableType]:
        if not is_tall:
            yield Text(f"{_TITLE} {_BRIEFLY}", style="bold", no_wrap=True, overflow="ellipsis")
            yield _steps(self._steps[-1:], with_bar=not is_narrow)
            yield Text(f"{self._filters} filters, {self._alerts} alerts", style="bold")
            return
        yield Text.assemble((_TITLE, "bold"), f": {_ABOUT}")
        yield Text()
        yield _steps(self._steps, with_bar=not is_narrow)
        yield Text()
        yield Text(f"{self._filters} filters made, {self._alerts} alerts seen", style="bold")

    def _table(self, rows: int, *, width: int, with_headings: bool) -> Table:
        """The newest rows, the newest last."""
        table = Table(
            box=None, expand=True, padding=(0, 2, 0, 0), pad_edge=False, show_header=with_headings
        )
        shown = _columns(width)
        for column in shown:
            table.add_column(
                Text(_HEADINGS[column], style="dim"),
                no_wrap=True,
                style=_STYLES.get(column, ""),
                justify="right" if column == _PRICE else "left",
                ratio=1 if column == _WHAT else None,
                overflow="ellipsis",
            )
        for row in list(self._rows)[-max(1, rows) :]:
            table.add_row(*(_cell(row, column) for column in shown))
        return table


def _columns(width: int) -> tuple[int, ...]:
    if width < NARROW:
        return (_KIND, _WHAT)
    return (_WHO, _WHERE, _KIND, _WHAT, _PRICE) if width >= WIDE else (_WHO, _KIND, _WHAT, _PRICE)


def _steps(steps: list[Step], *, with_bar: bool) -> Table:
    table = Table.grid(padding=(0, 1))
    for step in steps:
        mark = Text("✓", style="green") if step.is_done else Text("·")
        bar = ProgressBar(step.total, step.done, width=_BAR_WIDTH)
        count = f"{step.done:.0f}/{step.total:.0f}" if step.total > 1 else ""
        doing = Text(step.doing, style="dim" if step.is_done else "", no_wrap=True)
        table.add_row(
            mark,
            doing,
            Text(count, no_wrap=True, style="dim"),
            bar if with_bar and not step.is_done and step.total > 1 else "",
        )
    return table


def price_in(description: str) -> str:
    """The price an alert names, without the signs that make it bold; "" if it names none."""
    first = description.partition("\n")[0]
    if not first.startswith(_PRICES):
        return ""
    return unescaped(first.partition(" ≈ ")[0].replace("**", "").replace("~~", ""))


# The end


def summary(outcome: Outcome, *, asked_seconds: float) -> RenderableType:
    """What was said, the figures, and what was promised, for people."""
    talk = outcome.talk
    figures = _figures(outcome.report, asked_seconds=asked_seconds)
    for name, figure in talk_rows(talk):
        figures.add_row(name, figure)
    gap = Text()
    return Group(Transcript(talk.lines), gap, figures, gap, promises(talk.promises), gap)


def _figures(report: DemoReport, *, asked_seconds: float) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim")
    table.add_column()
    alerts, latency, found = report.alerts, report.latency_s, report.visible_to_fetched_s
    late = report.seconds - asked_seconds
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
    table.add_row("requests to Discord", f"{report.requests}")
    table.add_row("took", f"{report.seconds} s, {late:.0f} s of it waiting for what came last")
    return table


def wrongs(outcome: Outcome) -> list[str]:
    """What went wrong in detail, the first few of each kind."""
    judgement = outcome.judgement
    lost = [f"lost: {_worded(key)}" for key in judgement.lost]
    repeated = [f"repeated: {_worded(key)}" for key in judgement.repeated]
    misrouted = [
        f"misrouted: {_worded(one.key)}, seen in channel {one.place}, naming {one.named}"
        for one in judgement.misrouted
    ]
    rules = [f"rule broken: {one}" for one in outcome.violations]
    promised = [f"not kept: {what}" for one in outcome.talk.promises for what in one.broken]
    kinds = (lost, repeated, misrouted, rules, promised)
    return [line for lines in kinds for line in lines[:MOST_TOLD]]


def _worded(key: Key) -> str:
    member, market, external_id, kind = key
    whose = "nobody" if member is None else f"member-{member:03}"
    return f"{kind} {external_id} of {market} for {whose}"


def verdict(outcome: Outcome) -> Text:
    """One sentence on whether all went well, and what to do if not."""
    report, judgement = outcome.report, outcome.judgement
    if outcome.is_clean:
        return Text(
            f"Clean: every alert that was due ({judgement.due}) arrived once, in the right place; "
            f"{outcome.talk.kept} of {outcome.talk.made} promises to the shop's customers were "
            "kept; no limit was broken.",
            style="bold green",
        )
    said = Text(f"Not clean: {', '.join(_failings(report, judgement, outcome))}.", style="bold red")
    if outcome.folder is not None:
        said.append(
            f"\nThe program's log and database are in {outcome.folder}; the same --seed makes the "
            "same world again.",
            style="not bold",
        )
    return said


def _failings(report: DemoReport, judgement: Judgement, outcome: Outcome) -> Iterator[str]:
    if judgement.due == 0:
        yield "nothing was due"
    for count, what in (
        (len(judgement.lost), "lost"),
        (len(judgement.repeated), "repeated"),
        (len(judgement.misrouted), "misrouted"),
        (report.rate_limited, "rate-limit errors"),
        (len(outcome.violations), "rules broken"),
        (sum(len(one.broken) for one in outcome.talk.promises), "promises not kept"),
    ):
        if count:
            yield f"{count} {what}"
    for one in outcome.talk.promises:
        if one.of == 0:
            yield f"never tried: {one.says}"
    if outcome.exit_code != 0:
        yield f"the program ended with {outcome.exit_code}"
