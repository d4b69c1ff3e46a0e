"""What came of a shop's conversations: what was said, and which promises were kept. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from maneki.simulator.talk.judge import Promise
from maneki.simulator.talk.said import By, Line, Round, Via

Milliseconds = dict[str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkReport:
    """`away` is from when until when the program did not run, in the middle of it."""

    customers: tuple[str, ...]
    rounds: tuple[Round, ...]
    lines: tuple[Line, ...]
    promises: tuple[Promise, ...]
    away: tuple[datetime, datetime] | None = None

    @property
    def restart_s(self) -> float:
        if self.away is None:
            return 0.0
        stopped, running = self.away
        return round((running - stopped).total_seconds(), 1)

    @property
    def is_clean(self) -> bool:
        return bool(self.promises) and all(one.is_kept for one in self.promises)

    @property
    def kept(self) -> int:
        return sum(one.kept for one in self.promises)

    @property
    def made(self) -> int:
        return sum(one.of for one in self.promises)

    @property
    def answered(self) -> int:
        return sum(bool(one.answers) for one in self.rounds)

    @property
    def by_text_ms(self) -> Milliseconds:
        """Until the first answer, but for what was texted while the program was away."""
        return self._waits({Via.TEXT})

    @property
    def on_discord_ms(self) -> Milliseconds:
        return self._waits({Via.DM, Via.THREAD, Via.COMMAND})

    def _waits(self, ways: Collection[Via]) -> Milliseconds:
        waits = sorted(
            round(one.after.total_seconds() * 1000)
            for one in self.rounds
            if one.via in ways and one.after is not None and not one.missed
        )
        return {"p50": _share(waits, 50), "p95": _share(waits, 95), "most": _share(waits, 100)}

    def shape(self) -> dict[str, Any]:
        return {
            "customers": len(self.customers),
            "messages": len(self.rounds),
            "answered": self.answered,
            "first_answer_ms": {"text": self.by_text_ms, "discord": self.on_discord_ms},
            "restart_s": self.restart_s,
            "promises": [
                {"says": one.says, "of": one.of, "kept": one.kept, "broken": list(one.broken)}
                for one in self.promises
            ],
            "lines": [_shape_of(one) for one in self.lines],
        }


def _share(ordered: Sequence[int], percent: int) -> int | None:
    """By the nearest rank; None where nothing was measured."""
    if not ordered:
        return None
    return ordered[max(1, math.ceil(len(ordered) * percent / 100)) - 1]


def _shape_of(line: Line) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "at": line.at.isoformat(timespec="milliseconds"),
        "customer": line.whose,
        "by": str(line.by),
        "who": line.who,
        "via": str(line.via),
        "text": line.text,
    }
    if line.by is By.WORLD:
        del shape["via"]
    if line.cards:
        shape["books"] = [card.title for card in line.cards]
    if line.after_ms is not None:
        shape["after_ms"] = line.after_ms
    return shape
