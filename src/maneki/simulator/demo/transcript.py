"""What customers and the shop said to each other, for terminals and files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from maneki.simulator.talk.judge import Promise
from maneki.simulator.talk.report import Milliseconds, TalkReport
from maneki.simulator.talk.said import By, Card, Line, Via

LONGEST = 400
"""Characters of one thing said: the page shows all of it."""
NARROW = 76
"""Below this width there is room for names and words alone."""
_COLOURS = {
    By.CUSTOMER: "cyan",
    By.ASSISTANT: "green",
    By.STAFF: "magenta",
    By.ALERT: "yellow",
    By.WORLD: "dim italic",
}
WAYS = {
    Via.TEXT: "text",
    Via.DM: "Discord, DM",
    Via.THREAD: "Discord, thread",
    Via.COMMAND: "Discord, command",
    Via.STAFF: "Discord, staff",
}
_BAR = "┃ "
_SHOWN_FACTS = 2


class Transcript:
    """Everything, in order: when, with whom, by which way, and how long an answer took.

    Where there is no room for all that, with whom and what.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        is_narrow = options.max_width < NARROW
        yield self._briefly() if is_narrow else self._in_full()

    def _in_full(self) -> Table:
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, expand=True)
        table.add_column(Text("at", style="dim"), style="dim", no_wrap=True)
        table.add_column(Text("with", style="dim"), no_wrap=True)
        table.add_column(Text("by", style="dim"), style="dim", no_wrap=True)
        table.add_column(Text("what was said", style="dim"), ratio=1, overflow="fold")
        table.add_column(Text("after", style="dim"), style="dim", no_wrap=True, justify="right")
        for line in self._lines:
            table.add_row(
                line.at.astimezone().strftime("%H:%M:%S"),
                _with(line),
                "" if line.by is By.WORLD else WAYS[line.via],
                _words(line),
                "" if line.after_ms is None else f"{line.after_ms:,} ms",
            )
        return table

    def _briefly(self) -> Table:
        table = Table.grid(padding=(0, 1), expand=True)
        table.add_column(no_wrap=True)
        table.add_column(ratio=1, overflow="fold")
        for line in self._lines:
            table.add_row(_with(line), _words(line))
        return table


def _with(line: Line) -> Text:
    return Text(line.whose, style="bold cyan" if line.by is By.CUSTOMER else "dim")


def latest(lines: Sequence[Line], *, rows: int) -> Table:
    """The last things said, each on one row."""
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, ratio=1, overflow="ellipsis")
    for line in lines[-max(1, rows) :]:
        said = " ".join(line.text.split()) or " ".join(card.title for card in line.cards)
        table.add_row(Text(_speaker(line), style=_COLOURS[line.by]), Text(said))
    return table


def _speaker(line: Line) -> str:
    match line.by:
        case By.WORLD:
            return ""
        case By.CUSTOMER:
            return f"{line.whose}:"
        case By.STAFF:
            return f"→ {line.whose}, {line.who}:"
        case By.ASSISTANT | By.ALERT:
            return f"→ {line.whose}:"


def _words(line: Line) -> Text:
    said = line.text if len(line.text) <= LONGEST else f"{line.text[:LONGEST].rstrip()} …"
    words = Text(said, style=_COLOURS[line.by])
    for card in line.cards:
        words.append("\n")
        words.append_text(_drawn(card))
    if line.buttons and line.cards:
        words.append(f"\n{_BAR}" + "  ".join(f"[ {name} ]" for name in line.buttons), style="dim")
    return words


def _drawn(card: Card) -> Text:
    by = card.about.partition("\n")[0]
    facts = " · ".join(f"{name}: {value}" for name, value in card.facts[:_SHOWN_FACTS])
    rest = "".join(f"\n{_BAR}{line}" for line in (by, facts) if line)
    return Text.assemble((f"{_BAR}{card.title}", "bold"), (rest, ""))


def talk_rows(report: TalkReport) -> Iterator[tuple[str, str]]:
    """The figures of it, for the table of figures."""
    yield "customers", ", ".join(report.customers)
    yield "messages answered", f"{report.answered} of {len(report.rounds)}"
    yield "first answer by text", _waits(report.by_text_ms)
    yield "first answer on Discord", _waits(report.on_discord_ms)
    yield "away for a restart", f"{report.restart_s} s"


def _waits(waits: Milliseconds) -> str:
    known = [f"{name} {wait:,} ms" for name, wait in waits.items() if wait is not None]
    return ", ".join(known) or "none"


def promises(made: Iterable[Promise]) -> Table:
    """Each promise, and how often it was kept."""
    table = Table.grid(padding=(0, 1))
    for one in made:
        mark = Text("✓", style="green") if one.is_kept else Text("✗", style="bold red")
        count = f"{one.kept} of {one.of}"
        table.add_row(mark, Text(count, style="dim"), Text(one.says))
    return table
