"""A page of what a demo saw, in one file that needs no network. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template

from maneki.simulator.demo.outcome import Outcome, ShownAlert
from maneki.simulator.demo.timeline import timeline
from maneki.simulator.demo.transcript import WAYS
from maneki.simulator.talk.judge import Promise
from maneki.simulator.talk.report import TalkReport
from maneki.simulator.talk.said import By, Card, Line, Via

TEMPLATE = Path(__file__).with_name("page.html")
MOST_ALERTS = 14
_ABOUT = (
    "The real program ran in a process of its own, with no token, no key and no language model. "
    "Discord, the markets and the phones are simulated, and as strict as the real ones; everything "
    "on this page was read from them, as members and customers would have seen it."
)


def page_of(outcome: Outcome, *, verdict: str, wrongs: Sequence[str]) -> str:
    """HTML. `verdict` and `wrongs` are what is said of it in the terminal."""
    template = Template(TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(
        about=escape(_ABOUT),
        verdict=_verdict(outcome, verdict, wrongs),
        tiles=_joined(_tiles(outcome)),
        timeline=timeline(outcome.talk, outcome.accepted_at),
        talks=_joined(_talk(name, outcome.talk) for name in outcome.talk.customers),
        promises=_joined(map(_promise, outcome.talk.promises)),
        figures=_joined(_figures(outcome)),
        alerts=_joined(_alerts(outcome.alerts[-MOST_ALERTS:])),
    )


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(parts)


def _verdict(outcome: Outcome, verdict: str, wrongs: Sequence[str]) -> str:
    listed = _joined(f"<li>{escape(one)}</li>" for one in wrongs)
    more = f"<ul>{listed}</ul>" if listed else ""
    kind = "good" if outcome.is_clean else "bad"
    return f'<div class="verdict {kind}">{escape(verdict)}{more}</div>'


def _tiles(outcome: Outcome) -> Iterator[str]:
    talk, alerts = outcome.talk, outcome.report.alerts
    yield _tile(f"{alerts['delivered']} of {alerts['due']}", "alerts arrived")
    yield _tile(f"{talk.answered} of {len(talk.rounds)}", "messages of customers answered")
    yield _tile(_ms(talk.by_text_ms["p50"]), "until the first answer by text, half of them")
    yield _tile(_ms(talk.on_discord_ms["p50"]), "the same on Discord")
    yield _tile(f"{talk.kept} of {talk.made}", "promises kept")
    yield _tile(f"{talk.restart_s:g} s", "away for a restart in the middle")
    yield _tile(str(outcome.report.rate_limited), "times too fast for Discord (429)")


def _tile(figure: str, what: str) -> str:
    return f'<div class="tile"><b>{escape(figure)}</b><span>{escape(what)}</span></div>'


def _ms(wait: int | None) -> str:
    return "–" if wait is None else f"{wait:,} ms"


# The conversations


def _talk(name: str, talk: TalkReport) -> str:
    theirs = [line for line in talk.lines if line.whose == name or line.by is By.WORLD]
    ways = dict.fromkeys(WAYS[line.via] for line in theirs if line.by is not By.WORLD)
    head = f"<header><b>{escape(name)}</b><span>{escape(' · '.join(ways))}</span></header>"
    said = _joined(map(_said, theirs))
    return f'<section class="panel talk">{head}{said}</section>'


def _said(line: Line) -> str:
    if line.by is By.WORLD:
        return f'<div class="world">{_clock(line.at)} {escape(line.text)}</div>'
    shown = _joined(map(_book, line.cards)) + _buttons(line)
    bubble = f'<div class="bubble">{escape(line.text)}</div>' if line.text else ""
    desk = " desk" if line.via is Via.STAFF else ""
    return f'<div class="said {line.by}{desk}">{bubble}{shown}{_meta(line)}</div>'


def _meta(line: Line) -> str:
    way = f'<span class="way {line.via.replace(" ", "-")}">{escape(line.where)}</span>'
    who = {By.STAFF: line.who, By.ALERT: "alert"}.get(line.by)
    waited = None if line.after_ms is None else f"after {line.after_ms:,} ms"
    parts = [way, *(escape(one) for one in (who, _clock(line.at), waited) if one)]
    return f'<div class="meta">{" · ".join(parts)}</div>'


def _book(card: Card) -> str:
    facts = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in card.facts
    )
    about = f"<p>{escape(card.about)}</p>" if card.about else ""
    return f'<div class="book"><b>{escape(card.title)}</b>{about}<dl>{facts}</dl></div>'


def _buttons(line: Line) -> str:
    if not line.buttons:
        return ""
    drawn = "".join(f"<span>{escape(name)}</span>" for name in line.buttons)
    return f'<div class="buttons">{drawn}</div>'


def _clock(at: datetime) -> str:
    return at.astimezone().strftime("%H:%M:%S")


def _promise(one: Promise) -> str:
    kind, mark = ("kept", "✓") if one.is_kept else ("broken", "✗")
    count = f"{one.kept} of {one.of}"
    return (
        f'<li class="{kind}"><span class="mark">{mark}</span>'
        f'<span class="count">{count}</span><span>{escape(one.says)}</span></li>'
    )


# The alerts


def _figures(outcome: Outcome) -> Iterator[str]:
    report = outcome.report
    alerts, latency, found = report.alerts, report.latency_s, report.visible_to_fetched_s
    yield _row("members", f"{report.members} with {report.filters} filters")
    yield _row("listings", f"{report.listings}, {report.matches} matches")
    yield _row("alerts due", str(alerts["due"]))
    for name in ("delivered", "held", "lost", "repeated", "misrouted"):
        yield _row(name, str(alerts[name]))
    yield _row(
        "fetched → accepted",
        f"mean {latency['mean']} s, p50 {latency['p50']} s, p95 {latency['p95']} s",
    )
    yield _row("visible → fetched", f"mean {found['mean']} s, p95 {found['p95']} s")
    yield _row("requests to Discord", str(report.requests))


def _row(name: str, figure: str) -> str:
    return f"<tr><th>{escape(name)}</th><td>{escape(figure)}</td></tr>"


def _alerts(alerts: Sequence[ShownAlert]) -> Iterator[str]:
    for one in alerts:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in (one.member, one.place, one.kind))
        what, price = escape(one.what), escape(one.price)
        yield f'<tr>{cells}<td>{what}</td><td class="price">{price}</td></tr>'
