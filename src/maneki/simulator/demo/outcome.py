"""What came of a demo."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from maneki.simulator.demo.judge import Judgement
from maneki.simulator.demo.report import DemoReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The figures, what went wrong in detail, and the program's own end.

    `folder` holds the program's log and database if there is something to look into.
    """

    report: DemoReport
    judgement: Judgement
    violations: tuple[str, ...]
    exit_code: int
    folder: Path | None = None

    @property
    def is_clean(self) -> bool:
        return self.report.is_clean and not self.violations and self.exit_code == 0
