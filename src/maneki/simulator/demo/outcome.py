"""What came of a demo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from maneki.simulator.demo.judge import Judgement
from maneki.simulator.demo.report import DemoReport
from maneki.simulator.talk.report import TalkReport


@dataclass(frozen=True, slots=True)
class ShownAlert:
    """Who hears of what and where (`kind` is in the alert's own words), or asks for it."""

    member: str
    place: str
    kind: str
    what: str
    price: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The figures, what went wrong in detail, what customers were told, and the program's own end.

    `alerts` are the latest that were seen, `accepted_at` the times of all. `folder` holds the
    program's log and database if there is something to look into.
    """

    report: DemoReport
    judgement: Judgement
    talk: TalkReport
    violations: tuple[str, ...]
    exit_code: int
    alerts: tuple[ShownAlert, ...] = ()
    accepted_at: tuple[datetime, ...] = ()
    folder: Path | None = None

    @property
    def is_clean(self) -> bool:
        is_well = not self.violations and self.exit_code == 0
        return is_well and self.report.is_clean and self.talk.is_clean

    def shape(self) -> dict[str, Any]:
        """What `maneki demo --json` prints."""
        return {**self.report.shape(), "talk": self.talk.shape()}
