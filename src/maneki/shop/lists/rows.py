"""What every kind of list is read as: rows of named cells, and remarks about its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list; `line` is where it begins, counted from 1. Cells are not empty."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an entry was left out."""

    line: int
    said: str


@dataclass(slots=True)
class Remarks:
    """What is said while a list is read: `faults` left something out, `notes` did not.

    Notes are kept by their sentence, with the lines that they are about.
    """

    faults: list[Fault] = field(default_factory=list)
    notes: dict[str, list[int]] = field(default_factory=dict)

    def fault(self, line: int, said: str) -> None:
        self.faults.append(Fault(line, said))

    def note(self, line: int, said: str) -> None:
        self.notes.setdefault(said, []).append(line)
