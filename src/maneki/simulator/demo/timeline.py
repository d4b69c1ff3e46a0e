"""A demo in one picture: alerts by the second, and below them what each customer and the shop said.

SVG. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

from maneki.simulator.talk.report import TalkReport
from maneki.simulator.talk.said import By, Via

WIDTH, LEFT, TOP = 1400, 92, 8
BARS, LANE, AXIS = 64, 26, 26
_TICK_S = 5
_DOT = 5.0
_COLOURS = {
    By.CUSTOMER: "var(--faint)",
    By.ASSISTANT: "var(--text)",
    By.STAFF: "var(--staff)",
    By.ALERT: "var(--alert)",
}


def timeline(talk: TalkReport, accepted_at: Sequence[datetime]) -> str:
    """`accepted_at` are the times when Discord had taken each alert."""
    times = [*(line.at for line in talk.lines), *accepted_at]
    if not times:
        return ""
    scale = _Scale(min(times), max(times))
    height = TOP + BARS + LANE * len(talk.customers) + AXIS
    parts = [
        *_restart(talk, scale, height),
        *_bars(scale, accepted_at),
        *_lanes(talk, scale),
        *_axis(scale, height),
    ]
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="When alerts and messages went">{"".join(parts)}</svg>'
    )


class _Scale:
    def __init__(self, first: datetime, last: datetime) -> None:
        self.first = first
        self.seconds = max(1.0, (last - first).total_seconds())

    def since(self, at: datetime) -> float:
        return (at - self.first).total_seconds()

    def x(self, seconds: float) -> float:
        return round(LEFT + (WIDTH - LEFT - 20) * seconds / self.seconds, 1)


def _bars(scale: _Scale, accepted_at: Sequence[datetime]) -> Iterator[str]:
    """How many alerts were taken in each second."""
    counts = Counter(int(scale.since(at)) for at in accepted_at)
    most = max(counts.values(), default=1)
    base = TOP + BARS
    yield f'<text x="0" y="{base - 18}">alerts</text>'
    yield f'<text x="0" y="{base - 4}">a second</text>'
    wide = max(1.0, scale.x(1) - scale.x(0) - 1)
    for second, count in sorted(counts.items()):
        high = round((BARS - 16) * count / most, 1)
        x = scale.x(second)
        yield (
            f'<rect x="{x}" y="{base - high}" width="{wide:.1f}" height="{high}" rx="1" '
            f'fill="var(--discord)" opacity=".75"><title>{count} alerts</title></rect>'
        )
        if count == most:
            yield f'<text x="{x}" y="{base - high - 4}">{count}</text>'


def _lanes(talk: TalkReport, scale: _Scale) -> Iterator[str]:
    for number, name in enumerate(talk.customers):
        y = TOP + BARS + LANE * number + LANE / 2 + 4
        yield f'<text x="0" y="{y + 4}">{escape(name)}</text>'
        yield f'<line x1="{LEFT}" x2="{WIDTH - 20}" y1="{y}" y2="{y}" stroke="var(--line)"/>'
        for line in talk.lines:
            if line.whose != name or line.via is Via.STAFF:
                continue
            colour = _COLOURS[line.by]
            if line.by is By.ASSISTANT and line.via is not Via.TEXT:
                colour = "var(--discord)"
            is_hollow = line.by is By.CUSTOMER
            fill = "var(--paper)" if is_hollow else colour
            yield (
                f'<circle cx="{scale.x(scale.since(line.at))}" cy="{y}" r="{_DOT}" fill="{fill}" '
                f'stroke="{colour}" stroke-width="1.5">'
                f"<title>{escape(line.who)}: {escape(line.text)}</title></circle>"
            )


def _restart(talk: TalkReport, scale: _Scale, height: int) -> Iterator[str]:
    """While the program was away."""
    if talk.away is None:
        return
    began, ended = (scale.x(scale.since(at)) for at in talk.away)
    yield (
        f'<rect x="{began}" y="{TOP}" width="{max(2.0, ended - began):.1f}" '
        f'height="{height - TOP - AXIS}" fill="var(--bad)" opacity=".12"/>'
        f'<text x="{began + 4}" y="{TOP + 12}">restart</text>'
    )


def _axis(scale: _Scale, height: int) -> Iterator[str]:
    step = _TICK_S * max(1, round(scale.seconds / _TICK_S / 14))
    for second in range(0, int(scale.seconds) + 1, step):
        yield f'<text x="{scale.x(second)}" y="{height - 6}" text-anchor="middle">{second} s</text>'
